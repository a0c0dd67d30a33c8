/* The rows on text, URLs, inner addresses and headers: every instance has a name of its own, is
 * pure, and its row claims of its body what the body is. */
#include "tests/unit/cases_text_fixture.h"

#include <stdlib.h>

#include "harness/base/alloc.h"

/* Every row with the number of its instances for the embedded contract, counted by hand. */
static const struct wanted {
    const char *id;
    size_t instances;
} wanted_rows[] = {
    {"string-name-empty", 1},
    {"string-name-blank", 12},
    {"string-name-long", 3 * 4},
    {"string-name-huge", 2},
    {"string-name-control-chars", 31 + 33},
    {"string-name-nul", 3 + 1},
    {"string-name-trim", 6 * 3},
    {"string-bidi-invisible", 34},
    {"string-normalisation", 23},
    {"string-lone-surrogates", 13 * 4},
    {"string-noncharacters", 5 * 2},
    {"string-invalid-utf8", 7 * 6},
    {"string-overlong-utf8", 15 * 5},
    {"string-utf16-utf32-body", 8},
    {"string-bom-utf8", 1},
    /* 15 in the name; a type with S and one with I; data models with SS, S, I, FL and ST. */
    {"string-case-mapping", 15 + 2 + 0 + 5},
    {"string-naughty-corpus", 122 * 3},
    {"url-empty", 7},
    {"url-relative", 9},
    {"url-no-scheme", 7},
    {"url-empty-host", 9},
    {"url-foreign-scheme", 26},
    {"url-scheme-mangled", 21},
    {"url-whitespace-control", 7 * 5},
    {"url-bad-percent", 9},
    {"url-percent-control", 17},
    {"url-port-range", 13},
    {"url-port-well-known", 4},
    {"url-userinfo", 9},
    {"url-authority-confusion", 19},
    {"url-fragment", 5},
    {"url-host-syntax", 17},
    {"url-idn", 11},
    {"url-length", 4},
    {"url-normalisation", 18},
    {"ssrf-loopback", 15},
    {"ssrf-rare-ipv4", 15 + 9 + 2},
    {"ssrf-ipv6-embedded", 17 + 4},
    {"ssrf-private-ranges", 18},
    {"ssrf-link-local-metadata", 22},
    {"ssrf-special-ranges", 18},
    {"ssrf-internal-names", 15},
    {"ssrf-public-name-private-ip", 1},
    {"ssrf-dns-rebinding", 1},
    {"ssrf-redirect", 1},
    {"ssrf-self-target", 4},
    {"ssrf-no-reflection", 10},
    {"header-name-empty", 2},
    {"header-name-illegal", 40 + 1},
    {"header-name-crlf", 12},
    {"header-value-crlf", 16},
    {"header-value-nul-control", 4 + 28 + 1},
    {"header-value-obs-fold", 7},
    {"header-value-nonascii", 15},
    {"header-value-whitespace", 9},
    {"header-framing-names", 10 * 2},
    {"header-content-names", 4 * 2},
    {"header-signature-spoof", 13},
    {"header-case-collision", 4},
    {"header-size", 5},
    {"header-count", 3},
};
enum { WANTED_ROWS = sizeof(wanted_rows) / sizeof(wanted_rows[0]) };

/* ---- another contract ---- */

static void substitute(struct hp_buf *text, const char *from, const char *to)
{
    struct hp_slice want = hp_slice_of(from);
    size_t at = 0;
    size_t seen = 0;
    for (;; seen++) {
        struct hp_slice rest = {text->bytes + at, text->length - at};
        size_t found = hp_slice_find(rest, want);
        if (found == rest.len) {
            break;
        }
        hp_buf_splice(text, at + found, want.len, hp_slice_of(to));
        at += found + strlen(to);
    }
    ck_assert_msg(seen > 0, "no %s in the contract", from);
}

/* Other names for every member that the rows write to, and no value with SS. */
static void use_another_contract(void)
{
    static const char *const changes[][2] = {
        {"\"webhook\"", "\"data\""},
        {"\"url\"", "\"callback\""},
        {"\"name\"", "\"label\""},
        {"\"headers\"", "\"fields\""},
        {"role\": \"callback\"", "role\": \"url\""},
        {"role\": \"label\"", "role\": \"name\""},
        {"role\": \"fields\"", "role\": \"headers\""},
        {"\"callback\": \"https://api.rootfi.dev/v3\"", "\"url\": \"https://api.example.org/v1\""},
        {"\"label\": \"api_key\"", "\"name\": \"api_key\""},
        {"ADDRESSES", "PLACES"},
    };
    struct hp_buf text;
    struct hp_error error = {0};
    hp_buf_init(&text, HP_CONTRACT_BYTES_MAX);
    hp_buf_slice(&text, hp_contract_embedded());
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        substitute(&text, changes[i][0], changes[i][1]);
    }
    hp_contract_free(contract);
    ck_assert_msg(hp_contract_load(hp_buf_view(&text), "another", &contract, &error) == HP_OK, "%s",
                  error.text);
    hp_buf_deinit(&text);
    base.contract = contract;
    base.target = contract->path;
}

static void setup_another(void)
{
    setup();
    setup_arena();
    use_another_contract();
}

/* ---- what holds for every row ---- */

START_TEST(row_has_the_instances_written_down_here)
{
    static const uint64_t triples[] = {0, 1, 100, 431, 866, 1301};
    const struct hp_row *row = row_at((size_t)_i);
    ck_assert_ptr_nonnull(row);
    ck_assert_str_eq(row->id, wanted_rows[_i].id);
    for (size_t i = 0; i < sizeof(triples) / sizeof(triples[0]); i++) {
        size_t count = 0;
        while (make(&build, row, triples[i], count)) {
            count++;
        }
        ck_assert_msg(count == wanted_rows[_i].instances, "%s has %zu instances", row->id, count);
    }
}
END_TEST

START_TEST(no_row_is_left_out_here)
{
    ck_assert_ptr_null(row_at(WANTED_ROWS));
}
END_TEST

static bool is_name(struct hp_slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '.' || c == '-' || c == '_';
        if (!good) {
            return false;
        }
    }
    return name.len > 0;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A reason is for a person at a terminal: it must not bring what it tells of. */
static bool is_plain(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < 0x20 || text.at[i] > 0x7e) {
            return false;
        }
    }
    return text.len > 0;
}

START_TEST(instance_names_are_unique_in_their_row)
{
    enum { NAMES_MAX = 1024 };
    static char *names[NAMES_MAX];
    const struct hp_row *row = row_at((size_t)_i);
    size_t count = 0;
    while (make(&build, row, 5, count)) {
        const char *id = hp_buf_cstr(&build.id);
        ck_assert_msg(is_name(hp_buf_view(&build.instance)), "bad name in %s", id);
        ck_assert_msg(is_plain(hp_buf_view(&build.why)), "bad reason in %s", id);
        ck_assert_uint_lt(build.id.length, HP_CASE_ID_BYTES);
        ck_assert_uint_lt(count, NAMES_MAX);
        names[count++] = strdup(hp_buf_cstr(&build.instance));
    }
    qsort(names, count, sizeof(names[0]), by_text);
    for (size_t i = 1; i < count; i++) {
        ck_assert_str_ne(names[i - 1], names[i]);
    }
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
    }
}
END_TEST

static bool same_request(const struct hp_build *a, const struct hp_build *b)
{
    struct hp_request one = hp_build_request(a);
    struct hp_request two = hp_build_request(b);
    bool same = hp_slice_equal(one.body, two.body) && one.field_count == two.field_count &&
                hp_slice_equal(hp_buf_view(&a->id), hp_buf_view(&b->id)) &&
                hp_slice_equal(hp_buf_view(&a->why), hp_buf_view(&b->why)) &&
                a->expect == b->expect && a->body_truth == b->body_truth && a->echo == b->echo &&
                a->level == b->level;
    for (size_t i = 0; same && i < one.field_count; i++) {
        same = hp_slice_equal(one.fields[i].name, two.fields[i].name) &&
               hp_slice_equal(one.fields[i].value, two.fields[i].value);
    }
    return same;
}

START_TEST(instance_is_pure_and_past_the_end_nothing_happens)
{
    const struct hp_row *row = row_at((size_t)_i);
    size_t count = 0;
    for (; make(&build, row, 77, count); count++) {
        ck_assert(make(&again, row, 77, count));
        ck_assert_msg(same_request(&build, &again), "%s differs", hp_buf_cstr(&build.id));
    }
    struct hp_combo combo;
    hp_combo_triple(contract, 77, &combo);
    hp_build_begin(&again, &base, row, &combo, NULL);
    ck_assert_msg(same_request(&build, &again), "%s: past the end something changed", row->id);
    ck_assert(!make(&build, row, 77, count + 1));
    ck_assert(!make(&build, row, 77, SIZE_MAX / 2));
    ck_assert(!make(&build, row, 77, SIZE_MAX));
}
END_TEST

START_TEST(two_instances_never_send_the_same_body)
{
    const struct hp_row *row = row_at((size_t)_i);
    for (size_t i = 1; make(&build, row, 9, i); i++) {
        ck_assert(make(&again, row, 9, i - 1));
        ck_assert_msg(!hp_slice_equal(hp_build_request(&build).body, hp_build_request(&again).body),
                      "%s sends what the instance before it sends", hp_buf_cstr(&build.id));
    }
}
END_TEST

START_TEST(body_is_what_its_instance_says)
{
    const struct hp_row *row = row_at((size_t)_i);
    const struct hp_json *root;
    for (uint64_t triple = 0; triple < hp_combo_triples(contract); triple += 163) {
        for (size_t i = 0; make(&build, row, triple, i); i++) {
            struct hp_slice body = hp_build_request(&build).body;
            enum hp_body_truth want =
                build.body_truth == HP_BODY_BEYOND ? HP_BODY_VALID : build.body_truth;
            enum hp_body_truth have = truth_of(body, &root);
            ck_assert_msg(have == want, "%s: says %d, is %d: %.*s", hp_buf_cstr(&build.id),
                          (int)build.body_truth, (int)have, (int)(body.len < 400 ? body.len : 400),
                          body.at);
        }
        if ((row->flags & HP_ROW_HEAVY) != 0) {
            break;
        }
    }
}
END_TEST

/* What is refused has a reason in its body; what is taken has none; and none says "either". */
START_TEST(expectation_and_body_go_together)
{
    const struct hp_row *row = row_at((size_t)_i);
    for (size_t i = 0; make(&build, row, 3, i); i++) {
        const char *id = hp_buf_cstr(&build.id);
        enum hp_body_truth truth = build.body_truth;
        if (build.expect == HP_EXPECT_ACCEPT_200 || build.expect == HP_EXPECT_NO_5XX_ONLY) {
            ck_assert_msg(truth == HP_BODY_VALID, "%s", id);
        } else if (build.expect == HP_EXPECT_REJECT_4XX) {
            ck_assert_msg(truth == HP_BODY_BREAKS || truth == HP_BODY_NOT_JSON ||
                              truth == HP_BODY_BEYOND,
                          "%s", id);
        } else if (build.expect == HP_EXPECT_ACCEPT_200_OR_4XX) {
            ck_assert_msg(truth == HP_BODY_VALID || truth == HP_BODY_BREAKS, "%s", id);
        } else {
            ck_assert_msg(build.expect == HP_EXPECT_CHECK && truth == HP_BODY_BEYOND, "%s", id);
        }
    }
}
END_TEST

/* The instances that differ from their row in what is expected, and no other. */
START_TEST(few_instances_are_stricter_or_laxer_than_their_row)
{
    static const struct {
        const char *id;
        const char *instance;
        enum hp_expect expect;
        enum hp_level level;
    } others[] = {
        {"url-length", "2048-octets", HP_EXPECT_ACCEPT_200, HP_MAY},
        {"url-length", "1048576-octets", HP_EXPECT_REJECT_4XX, HP_MAY},
        {"header-count", "100-members", HP_EXPECT_ACCEPT_200_OR_4XX, HP_MAY},
        {"header-name-illegal", "nul", HP_EXPECT_REJECT_4XX, HP_MUST},
        {"header-value-nul-control", "nul-inside", HP_EXPECT_REJECT_4XX, HP_MUST},
        {"header-value-nul-control", "nul-before", HP_EXPECT_REJECT_4XX, HP_MUST},
        {"header-value-nul-control", "nul-behind", HP_EXPECT_REJECT_4XX, HP_MUST},
        {"header-value-nul-control", "nul-alone", HP_EXPECT_REJECT_4XX, HP_MUST},
    };
    size_t seen = 0;
    for (size_t r = 0; r < WANTED_ROWS; r++) {
        const struct hp_row *row = row_at(r);
        for (size_t i = 0; make(&build, row, 0, i); i++) {
            if (build.expect == row->expect && build.level == row->level) {
                continue;
            }
            size_t k = 0;
            while (k < sizeof(others) / sizeof(others[0]) &&
                   !(strcmp(others[k].id, row->id) == 0 &&
                     hp_slice_is(hp_buf_view(&build.instance), others[k].instance))) {
                k++;
            }
            ck_assert_msg(k < sizeof(others) / sizeof(others[0]), "%s", hp_buf_cstr(&build.id));
            ck_assert_int_eq(build.expect, others[k].expect);
            ck_assert_int_eq(build.level, others[k].level);
            seen++;
        }
    }
    ck_assert_uint_eq(seen, sizeof(others) / sizeof(others[0]));
}
END_TEST

/* The echo mode is what the catalogue's title promises for a 200. */
START_TEST(echo_is_compared_as_the_titles_say)
{
    static const struct {
        const char *id;
        enum hp_echo echo;
    } modes[] = {
        {"string-name-blank", HP_ECHO_TRIMMED},       {"string-name-trim", HP_ECHO_TRIMMED},
        {"string-lone-surrogates", HP_ECHO_NONE},     {"header-name-crlf", HP_ECHO_CLEAN},
        {"header-value-crlf", HP_ECHO_CLEAN},         {"header-value-obs-fold", HP_ECHO_CLEAN},
        {"header-value-whitespace", HP_ECHO_TRIMMED}, {"header-case-collision", HP_ECHO_NONE},
    };
    const struct hp_row *row = row_at((size_t)_i);
    enum hp_echo want = HP_ECHO_EXACT;
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        want = strcmp(modes[i].id, row->id) == 0 ? modes[i].echo : want;
    }
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_slice name = hp_buf_view(&build.instance);
        bool nul = (hp_slice_is(name, "nul") || hp_slice_starts_with(name, HP_SLICE("nul-"))) &&
                   strncmp(row->id, "header-", 7) == 0;
        ck_assert_msg(build.echo == (nul ? HP_ECHO_CLEAN : want), "%s", hp_buf_cstr(&build.id));
    }
}
END_TEST

START_TEST(flags_say_what_a_remote_target_is_spared)
{
    static const char *const heavy[] = {"string-name-huge", "url-length", "header-size",
                                        "header-count"};
    const struct hp_row *row = row_at((size_t)_i);
    bool large = false;
    for (size_t i = 0; i < sizeof(heavy) / sizeof(heavy[0]); i++) {
        large = large || strcmp(heavy[i], row->id) == 0;
    }
    ck_assert(large == ((row->flags & HP_ROW_HEAVY) != 0));
    ck_assert(!large || row->combos == HP_COMBOS_ONE);
    bool inner = strcmp(row->family, "ssrf") == 0;
    ck_assert(inner == ((row->flags & HP_ROW_HAZARD) != 0));
    ck_assert(inner == ((row->flags & HP_ROW_FOREIGN_URL) != 0));
    /* Only those are large: what is no heavy row fits into the body that every target takes (S36).
     */
    for (size_t i = 0; !large && make(&build, row, 0, i); i++) {
        ck_assert_msg(hp_build_request(&build).body.len <= 65536, "%s", hp_buf_cstr(&build.id));
    }
}
END_TEST

START_TEST(rows_that_need_a_hook_say_so_and_have_one_instance)
{
    static const char *const hooked[] = {"ssrf-public-name-private-ip", "ssrf-dns-rebinding",
                                         "ssrf-redirect"};
    const struct hp_row *row = row_at((size_t)_i);
    bool want = false;
    for (size_t i = 0; i < sizeof(hooked) / sizeof(hooked[0]); i++) {
        want = want || strcmp(hooked[i], row->id) == 0;
    }
    ck_assert_msg((row->needs != NULL) == want, "%s", row->id);
    if (want) {
        ck_assert_uint_eq(wanted_rows[_i].instances, 1);
        ck_assert(is_plain(hp_slice_of(row->needs)));
        ck_assert_ptr_nonnull(strstr(row->needs, "no option"));
    }
}
END_TEST

/* Whichever allocation is refused: the build ends, and says that it failed, or is whole. */
START_TEST(refused_memory_is_noticed)
{
    const struct hp_row *row = row_at((size_t)_i);
    struct hp_combo combo;
    hp_combo_triple(contract, 3, &combo);
    for (size_t i = 0; i < wanted_rows[_i].instances; i += wanted_rows[_i].instances / 4 + 1) {
        ck_assert(make(&again, row, 3, i));
        for (uint64_t n = 1;; n++) {
            struct hp_build fresh;
            hp_build_init(&fresh);
            hp_alloc_fail_at(n);
            hp_build_begin(&fresh, &base, row, &combo, NULL);
            (void)row->instance(&fresh, i);
            bool reached = hp_alloc_calls() >= n;
            hp_alloc_fail_at(0);
            bool whole = !hp_build_failed(&fresh);
            ck_assert_msg(!whole || same_request(&fresh, &again), "%s lost something at %llu",
                          hp_buf_cstr(&again.id), (unsigned long long)n);
            ck_assert(reached || whole);
            hp_build_deinit(&fresh);
            if (!reached) {
                break;
            }
        }
    }
}
END_TEST

/* ---- the plan ---- */

static const struct hp_row *all_rows[WANTED_ROWS];

START_TEST(every_case_of_a_plan_is_what_it_says)
{
    for (size_t i = 0; i < WANTED_ROWS; i++) {
        all_rows[i] = row_at(i);
    }
    struct hp_plan_options options = {
        .depth = _i == 0 ? HP_DEPTH_SMOKE : HP_DEPTH_STANDARD, .seed = 7, .api_key = base.api_key};
    struct hp_plan *plan = NULL;
    struct hp_error error = {0};
    ck_assert_msg(hp_plan_new(contract, all_rows, WANTED_ROWS, &options, &plan, &error) == HP_OK,
                  "%s", error.text);
    struct hp_plan_cursor cursor = {0};
    struct hp_case kase;
    hp_case_init(&kase);
    uint64_t cases = 0;
    for (; hp_plan_next(plan, &cursor, &kase, &error); cases++) {
        const struct hp_json *root;
        enum hp_body_truth want =
            kase.body_truth == HP_BODY_BEYOND ? HP_BODY_VALID : kase.body_truth;
        enum hp_body_truth have = truth_of(kase.request.body, &root);
        ck_assert_msg(have == want, "%.*s: says %d, is %d", (int)kase.id.len, kase.id.at, (int)want,
                      (int)have);
        ck_assert_uint_lt(kase.id.len, HP_CASE_ID_BYTES);
    }
    ck_assert_msg(error.status == HP_OK, "%s", error.text);
    ck_assert_uint_eq(cases, hp_plan_size(plan));
    ck_assert_uint_ge(cases, _i == 0 ? 3 * 50 : 3000);
    hp_case_deinit(&kase);
    hp_plan_free(plan);
}
END_TEST

/* Members under other names, and one value less to fold. */
START_TEST(rows_follow_another_contract)
{
    const struct hp_row *row = row_at((size_t)_i);
    bool fewer = strcmp(row->id, "string-case-mapping") == 0;
    size_t count = 0;
    while (make(&build, row, 40, count)) {
        count++;
    }
    ck_assert_uint_eq(count, wanted_rows[_i].instances - (fewer ? 1 : 0));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_text");
    TCase *rows = tcase_create("rows");
    tcase_set_timeout(rows, 120);
    tcase_add_checked_fixture(rows, setup_own, teardown_both);
    tcase_add_loop_test(rows, row_has_the_instances_written_down_here, 0, WANTED_ROWS);
    tcase_add_test(rows, no_row_is_left_out_here);
    tcase_add_loop_test(rows, instance_names_are_unique_in_their_row, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, instance_is_pure_and_past_the_end_nothing_happens, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, two_instances_never_send_the_same_body, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, body_is_what_its_instance_says, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, expectation_and_body_go_together, 0, WANTED_ROWS);
    tcase_add_test(rows, few_instances_are_stricter_or_laxer_than_their_row);
    tcase_add_loop_test(rows, echo_is_compared_as_the_titles_say, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, flags_say_what_a_remote_target_is_spared, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, rows_that_need_a_hook_say_so_and_have_one_instance, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, refused_memory_is_noticed, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, every_case_of_a_plan_is_what_it_says, 0, 2);
    suite_add_tcase(suite, rows);

    TCase *another = tcase_create("another contract");
    tcase_set_timeout(another, 120);
    tcase_add_checked_fixture(another, setup_another, teardown_both);
    tcase_add_loop_test(another, rows_follow_another_contract, 0, WANTED_ROWS);
    tcase_add_loop_test(another, body_is_what_its_instance_says, 0, WANTED_ROWS);
    suite_add_tcase(suite, another);
    return suite;
}
