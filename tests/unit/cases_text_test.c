/* The rows on text, URLs, inner addresses and headers: every instance has a name of its own, is
 * pure, and sends what its name says and its row claims. Oracles that are not ours: the libc's
 * readers of addresses, and small decoders written here. */
#include "tests/unit/cases_fixture.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "cases/naughty_strings.h"
#include "harness/base/alloc.h"
#include "harness/base/utf8.h"

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

static const struct hp_table *const tables[] = {
    &hp_table_strings_unicode,
    &hp_table_url,
    &hp_table_ssrf,
    &hp_table_headers_injection,
};

static const struct hp_row *row_at(size_t index)
{
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (index < tables[i]->count) {
            return &tables[i]->rows[index];
        }
        index -= tables[i]->count;
    }
    return NULL;
}

static struct hp_arena arena;

static void setup_arena(void)
{
    hp_arena_init(&arena, (size_t)256 * 1024 * 1024);
}

static void teardown_arena(void)
{
    hp_arena_deinit(&arena);
}

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

static void setup_own(void)
{
    setup();
    setup_arena();
}

static void teardown_both(void)
{
    teardown_arena();
    teardown();
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

/* What the second judge says of a body; the tree, if there is one, in `root`. */
static enum hp_body_truth truth_of(struct hp_slice body, const struct hp_json **root)
{
    struct hp_json_scan scan;
    hp_arena_reset(&arena);
    ck_assert(hp_json_parse(&arena, body, &hp_json_limits_default, &scan, root) == HP_OK);
    if (*root == NULL) {
        return HP_BODY_NOT_JSON;
    }
    return hp_schema_validate(contract->request, *root, &arena, NULL) ? HP_BODY_VALID
                                                                      : HP_BODY_BREAKS;
}

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

/* ---- what the names promise ---- */

static const struct promised promised_bodies[] = {
    {"string-name-empty", "empty", HP_SLICE_INIT("\"name\":\"\",")},
    {"string-name-blank", "tabs-and-spaces", HP_SLICE_INIT("\"name\":\" \\t \\t\"")},
    {"string-name-blank", "zero-width-joiner", HP_SLICE_INIT("\"name\":\"\xe2\x80\x8d\"")},
    {"string-name-nul", "start", HP_SLICE_INIT("\"name\":\"\\u0000hookproof ")},
    {"string-name-nul", "end", HP_SLICE_INIT("\\u0000\",\"type\"")},
    {"string-name-nul", "alone", HP_SLICE_INIT("\"name\":\"\\u0000\"")},
    {"string-name-trim", "leading-spaces", HP_SLICE_INIT("\"name\":\"   hookproof ")},
    {"string-name-trim", "trailing-tab", HP_SLICE_INIT("\\t\",\"type\"")},
    {"string-name-trim", "around-no-break-space", HP_SLICE_INIT("\"name\":\"\xc2\xa0hookproof ")},
    {"string-name-trim", "around-no-break-space", HP_SLICE_INIT("\xc2\xa0\",\"type\"")},
    {"string-bidi-invisible", "right-to-left-override", HP_SLICE_INIT("\xe2\x80\xae")},
    {"string-bidi-invisible", "hangul-filler", HP_SLICE_INIT("\xe3\x85\xa4")},
    {"string-normalisation", "nfd-letter", HP_SLICE_INIT("e\xcc\x81")},
    {"string-normalisation", "nfc-letter", HP_SLICE_INIT("\xc3\xa9")},
    {"string-lone-surrogates", "reversed-in-name", HP_SLICE_INIT("\\ude00\\ud83d")},
    {"string-lone-surrogates", "lone-high-in-name-end", HP_SLICE_INIT("\\ud83d\",\"type\"")},
    {"string-lone-surrogates", "lone-low-in-header-name",
     HP_SLICE_INIT("\"X-Hook\\ude00proof\":\"1\"}")},
    {"string-noncharacters", "1fffe-raw", HP_SLICE_INIT("\xf0\x9f\xbf\xbe")},
    {"string-noncharacters", "1fffe-escaped", HP_SLICE_INIT("\\ud83f\\udffe")},
    {"string-invalid-utf8", "truncated-of-3-in-name-end", HP_SLICE_INIT("\xe2\x82\",\"type\"")},
    {"string-invalid-utf8", "ff-in-member-name", HP_SLICE_INIT("\"x_hook\xffproof\":\"x\"}}")},
    {"string-invalid-utf8", "lone-continuation-in-header-name",
     HP_SLICE_INIT("\"X-Hook\x80proof\":\"1\"}}}")},
    {"string-overlong-utf8", "quote-in-2-in-name", HP_SLICE_INIT("\xc0\xa2")},
    {"string-bom-utf8", "byte-order-mark", HP_SLICE_INIT("\xef\xbb\xbf{\"webhook\"")},
    {"string-case-mapping", "sharp-s",
     HP_SLICE_INIT("Stra\xc3\x9f"
                   "e")},
    {"string-case-mapping", "type-dotless-i",
     HP_SLICE_INIT("\"type\":\"CONNECT\xc4\xb1ON_CHANGED\"")},
    {"string-case-mapping", "data_models-sharp-s",
     HP_SLICE_INIT("[\"ADDRE\xc3\x9f"
                   "ES\"]")},
    {"string-case-mapping", "data_models-ligature-fl", HP_SLICE_INIT("[\"CASH_\xef\xac\x82OW_")},
    {"string-naughty-corpus", "sql-or-true-in-name", HP_SLICE_INIT("\"name\":\"' OR '1'='1\"")},
    {"string-naughty-corpus", "sql-or-true-in-url",
     HP_SLICE_INIT("\"url\":\"https://example.com/hooks?q='%20OR%20'1'='1\"")},
    {"string-naughty-corpus", "sql-or-true-in-header",
     HP_SLICE_INIT("\"X-Hookproof\":\"' OR '1'='1\"}")},
    {"string-naughty-corpus", "path-encoded-in-url", HP_SLICE_INIT("?q=..%252f..%252fetc")},
    {"url-empty", "empty", HP_SLICE_INIT("\"url\":\"\"")},
    {"url-empty", "line-end", HP_SLICE_INIT("\"url\":\"\\r\\n\"")},
    {"url-relative", "scheme-relative", HP_SLICE_INIT("\"url\":\"//example.com/x\"")},
    {"url-no-scheme", "host-and-port", HP_SLICE_INIT("\"url\":\"example.com:443\"")},
    {"url-empty-host", "port", HP_SLICE_INIT("\"url\":\"https://:443/\"")},
    {"url-foreign-scheme", "gopher", HP_SLICE_INIT("\"url\":\"gopher://")},
    {"url-scheme-mangled", "blank-before-colon", HP_SLICE_INIT("\"https ://example.com/x\"")},
    {"url-scheme-mangled", "quoted", HP_SLICE_INIT("\"\\\"https://example.com/x\\\"\"")},
    {"url-whitespace-control", "tab-in-host", HP_SLICE_INIT("\"https://exam\\tple.com/hooks\"")},
    {"url-whitespace-control", "nul-in-path", HP_SLICE_INIT("example.com/ho\\u0000oks\"")},
    {"url-whitespace-control", "crlf-and-field-in-query",
     HP_SLICE_INIT("hooks?a\\r\\nX-Forged: 1b=c\"")},
    {"url-whitespace-control", "del-in-port",
     HP_SLICE_INIT("example.com:84\x7f"
                   "43/")},
    {"url-bad-percent", "percent-u", HP_SLICE_INIT("/%u0041\"")},
    {"url-percent-control", "crlf-in-path", HP_SLICE_INIT("/%0d%0aX-Forged:%201\"")},
    {"url-port-range", "65536", HP_SLICE_INIT("\"https://example.com:65536/hooks\"")},
    {"url-port-range", "negative", HP_SLICE_INIT("\"https://example.com:-1/hooks\"")},
    {"url-port-well-known", "6379", HP_SLICE_INIT("\"https://example.com:6379/hooks\"")},
    {"url-userinfo", "user-and-password", HP_SLICE_INIT("\"https://user:pass@example.com/hooks\"")},
    {"url-authority-confusion", "backslash-at-sign",
     HP_SLICE_INIT("\"https://one.example.com\\\\@two.example.com/\"")},
    {"url-authority-confusion", "fragment-before-at-sign",
     HP_SLICE_INIT("\"https://one.example.com#@two.example.com/\"")},
    {"url-fragment", "word", HP_SLICE_INIT("\"https://example.com/hooks#part\"")},
    {"url-host-syntax", "empty-label", HP_SLICE_INIT("\"https://hooks..example.com/\"")},
    {"url-idn", "u-label-latin",
     HP_SLICE_INIT("\"https://b\xc3\xbc"
                   "cher.example.com/hooks\"")},
    {"url-idn", "soft-hyphen", HP_SLICE_INIT("\"https://ho\xc2\xadoks.example.com/in\"")},
    {"url-normalisation", "escaped-tilde", HP_SLICE_INIT("\"https://example.com/%7Ehooks\"")},
    {"url-normalisation", "default-port", HP_SLICE_INIT("\"https://example.com:443/hooks\"")},
    {"ssrf-loopback", "localhost-dot", HP_SLICE_INIT("\"https://localhost./hooks\"")},
    {"ssrf-ipv6-embedded", "zone-escaped", HP_SLICE_INIT("\"https://[fe80::1%25eth0]/hooks\"")},
    {"ssrf-link-local-metadata", "metadata.google.internal",
     HP_SLICE_INIT("\"https://metadata.google.internal/hooks\"")},
    {"ssrf-self-target", "this-endpoint",
     HP_SLICE_INIT("\"https://api.rootfi.dev/v3/core/webhooks\"")},
    {"ssrf-no-reflection", "loopback-22", HP_SLICE_INIT("\"https://127.0.0.1:22/hooks\"")},
    {"header-name-empty", "empty", HP_SLICE_INIT(",\"\":\"value\"}}}")},
    {"header-name-illegal", "colon-before", HP_SLICE_INIT(",\":authority\":\"1\"}")},
    {"header-name-illegal", "quote", HP_SLICE_INIT(",\"X\\\"Hookproof\":\"1\"}")},
    {"header-name-crlf", "crlf-and-forged-field",
     HP_SLICE_INIT(",\"X-Hookproof: 1\\r\\nX-Forged\":\"1\"}")},
    {"header-value-crlf", "crlf-and-forged-body",
     HP_SLICE_INIT("\"X-Hookproof\":\"one\\r\\n\\r\\n{\\\"forged\\\":true}\"}")},
    {"header-value-crlf", "bare-lf", HP_SLICE_INIT("\"X-Hookproof\":\"one\\ntwo\"}")},
    {"header-value-nul-control", "nul-inside", HP_SLICE_INIT("\"one\\u0000two\"}")},
    {"header-value-nul-control", "u007f", HP_SLICE_INIT("\"one\\u007ftwo\"}")},
    {"header-value-obs-fold", "crlf-tab", HP_SLICE_INIT("\"one\\r\\n\\ttwo\"}")},
    {"header-value-nonascii", "low-byte-is-cr", HP_SLICE_INIT("\"one\xc4\x8dtwo\"}")},
    {"header-value-whitespace", "empty", HP_SLICE_INIT("\"X-Hookproof\":\"\"}")},
    {"header-framing-names", "Transfer-Encoding",
     HP_SLICE_INIT(",\"Transfer-Encoding\":\"chunked\"}")},
    {"header-framing-names", "TE-lower-case", HP_SLICE_INIT(",\"te\":\"trailers\"}")},
    {"header-content-names", "Cookie", HP_SLICE_INIT(",\"Cookie\":\"session=")},
    {"header-signature-spoof", "X-RootFi-Signature", HP_SLICE_INIT(",\"X-RootFi-Signature\":\"")},
    {"header-case-collision", "upper-and-lower",
     HP_SLICE_INIT(",\"X-A\":\"value-1\",\"x-a\":\"value-2\"}")},
    {"header-count", "100-members", HP_SLICE_INIT(",\"X-Hookproof-99\":\"1\"}}}")},
};
enum { PROMISED_BODIES = sizeof(promised_bodies) / sizeof(promised_bodies[0]) };

START_TEST(body_holds_what_the_name_promises)
{
    check_promise(&promised_bodies[_i]);
}
END_TEST

/* The text of a member of the wrapper, in the forms of tree.h. */
static struct hp_slice text_at(const struct hp_request *request, enum hp_role role)
{
    const struct hp_json *root;
    (void)truth_of(request->body, &root);
    ck_assert_ptr_nonnull(root);
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    const struct hp_json *value = hp_json_member(wrapper, contract->names[role]);
    ck_assert(hp_json_is(value, HP_JSON_STRING));
    return hp_json_string(value);
}

static const struct hp_json *headers_of(const struct hp_request *request)
{
    const struct hp_json *root;
    (void)truth_of(request->body, &root);
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    return hp_json_member(wrapper, contract->names[HP_ROLE_HEADERS]);
}

/* Exactly one character of the text is a control character, and it is the one in the name. */
static void check_one_control(struct hp_slice text, const char *instance)
{
    size_t found = 0;
    uint32_t code = 0;
    for (size_t step = 0; text.len > 0; text.at += step, text.len -= step) {
        step = hp_utf8_next(text, &code);
        ck_assert_uint_gt(step, 0);
        if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) {
            ck_assert_msg(code == strtoul(instance + 1, NULL, 16), "%s holds U+%04X", instance,
                          (unsigned)code);
            found++;
        }
    }
    ck_assert_uint_eq(found, 1);
}

START_TEST(each_control_character_stands_once_in_name_and_header)
{
    const struct hp_row *row = row_called("string-name-control-chars");
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        /* Escaped: no raw one is in the body. */
        for (size_t k = 0; k < request.body.len; k++) {
            ck_assert_uint_ge((unsigned char)request.body.at[k], 0x20);
            ck_assert_uint_lt((unsigned char)request.body.at[k], 0x7f);
        }
        check_one_control(text_at(&request, HP_ROLE_NAME), hp_buf_cstr(&build.instance));
    }
    row = row_called("header-value-nul-control");
    for (size_t i = 4; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        const struct hp_json *value = hp_json_member(headers_of(&request), HP_SLICE("X-Hookproof"));
        check_one_control(hp_json_string(value), hp_buf_cstr(&build.instance));
    }
}
END_TEST

/* Neither at the front nor at the end, where trimming and cutting would do. */
START_TEST(single_characters_stand_inside_the_name_between_the_digits_of_its_tag)
{
    static const char *const ids[] = {"string-bidi-invisible", "string-normalisation",
                                      "string-noncharacters", "string-name-control-chars"};
    enum { HALF = HP_BUILD_TAG_DIGITS / 2 };
    const struct hp_row *row = row_called(ids[_i]);
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        struct hp_slice name = text_at(&request, HP_ROLE_NAME);
        struct hp_slice old = build.content.name; /* "hookproof " and the tag */
        ck_assert_uint_gt(name.len, old.len);
        ck_assert(memcmp(name.at, old.at, old.len - HALF) == 0);
        ck_assert(memcmp(name.at + name.len - HALF, old.at + old.len - HALF, HALF) == 0);
    }
}
END_TEST

static size_t characters_in(struct hp_slice text)
{
    size_t count = 0;
    for (; text.len > 0; count++) {
        size_t step = hp_utf8_next(text, NULL);
        ck_assert_uint_gt(step, 0);
        text.at += step;
        text.len -= step;
    }
    return count;
}

START_TEST(long_texts_are_exactly_as_long_as_their_names_say)
{
    static const struct {
        const char *id;
        const char *instance;
        size_t characters;
        size_t bytes;
    } names[] = {
        {"string-name-long", "256-one-byte-characters", 256, 256},
        {"string-name-long", "256-four-byte-characters", 256, 12 + 244 * 4},
        {"string-name-long", "1024-three-byte-characters", 1024, 12 + 1012 * 3},
        {"string-name-long", "4096-two-byte-characters", 4096, 12 + 4084 * 2},
        {"string-name-huge", "64-kib", 65536, 65536},
        {"string-name-huge", "1-mib", 1048576, 1048576},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct hp_request request = named(names[i].id, names[i].instance);
        struct hp_slice name = text_at(&request, HP_ROLE_NAME);
        ck_assert_uint_eq(name.len, names[i].bytes);
        ck_assert_uint_eq(characters_in(name), names[i].characters);
    }
    const struct hp_row *row = row_called("url-length");
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        ck_assert_uint_eq(text_at(&request, HP_ROLE_URL).len,
                          strtoul(hp_buf_cstr(&build.instance), NULL, 10));
    }
}
END_TEST

START_TEST(headers_have_the_sizes_and_numbers_of_their_names)
{
    static const struct {
        const char *instance;
        size_t name_bytes;
        size_t value_bytes;
    } sizes[] = {
        {"value-4097", 11, 4097},     {"value-8-kib", 11, 8192}, {"value-64-kib", 11, 65536},
        {"value-1-mib", 11, 1048576}, {"name-1-kib", 1024, 1},
    };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct hp_request request = named("header-size", sizes[i].instance);
        const struct hp_json *last = hp_json_next(hp_json_first(headers_of(&request)));
        ck_assert_uint_eq(hp_json_name(last).len, sizes[i].name_bytes);
        ck_assert_uint_eq(hp_json_string(last).len, sizes[i].value_bytes);
    }
    static const struct {
        const char *instance;
        size_t count;
    } counts[] = {{"100-members", 100}, {"1000-members", 1000}, {"10000-members", 10000}};
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct hp_request request = named("header-count", counts[i].instance);
        const struct hp_json *headers = headers_of(&request);
        ck_assert_uint_eq(hp_json_size(headers), counts[i].count);
        ck_assert_uint_eq(hp_json_member_count(headers, HP_SLICE("X-Hookproof-42")), 1);
    }
}
END_TEST

/* ---- other encodings ---- */

/* A reader of its own: `unit_bytes` a unit, most significant byte first or last. */
static size_t decode(struct hp_slice body, size_t unit_bytes, bool big_endian, uint32_t *codes)
{
    size_t count = 0;
    ck_assert_uint_eq(body.len % unit_bytes, 0);
    for (size_t at = 0; at < body.len; at += unit_bytes) {
        uint32_t unit = 0;
        for (size_t i = 0; i < unit_bytes; i++) {
            size_t byte = big_endian ? at + i : at + unit_bytes - 1 - i;
            unit = unit << 8 | (unsigned char)body.at[byte];
        }
        bool low = unit_bytes == 2 && unit >= 0xDC00 && unit <= 0xDFFF;
        if (low) {
            ck_assert_uint_gt(count, 0);
            uint32_t high = codes[count - 1];
            ck_assert(high >= 0xD800 && high <= 0xDBFF);
            codes[count - 1] = 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
        } else {
            codes[count++] = unit;
        }
    }
    return count;
}

START_TEST(other_encodings_say_the_same_document)
{
    static const struct {
        const char *instance;
        size_t unit_bytes;
        bool big_endian;
        const char *mark;
        size_t mark_bytes;
    } encodings[] = {
        {"utf-16le", 2, false, "", 0}, {"utf-16le-bom", 2, false, "\xff\xfe", 2},
        {"utf-16be", 2, true, "", 0},  {"utf-16be-bom", 2, true, "\xfe\xff", 2},
        {"utf-32le", 4, false, "", 0}, {"utf-32le-bom", 4, false, "\xff\xfe\0\0", 4},
        {"utf-32be", 4, true, "", 0},  {"utf-32be-bom", 4, true, "\0\0\xfe\xff", 4},
    };
    static uint32_t codes[4096];
    const struct hp_row *row = row_called("string-utf16-utf32-body");
    struct hp_combo combo;
    hp_combo_triple(contract, 0, &combo);
    combo.name_class = 2; /* with characters beyond the basic plane */
    hp_build_begin(&build, &base, row, &combo, NULL);
    ck_assert(row->instance(&build, (size_t)_i));
    ck_assert(hp_slice_is(hp_buf_view(&build.instance), encodings[_i].instance));
    struct hp_slice body = hp_build_request(&build).body;
    struct hp_slice mark = {encodings[_i].mark, encodings[_i].mark_bytes};
    ck_assert(hp_slice_starts_with(body, mark));
    body = (struct hp_slice){body.at + mark.len, body.len - mark.len};
    ck_assert_uint_lt(body.len, sizeof(codes));
    size_t count = decode(body, encodings[_i].unit_bytes, encodings[_i].big_endian, codes);
    struct hp_slice rest = hp_draft_text(&build.draft);
    ck_assert(holds(rest, HP_SLICE("\xf0\x9f\x94\x94")));
    for (size_t i = 0; i < count; i++) {
        uint32_t code = 0;
        size_t step = hp_utf8_next(rest, &code);
        ck_assert_uint_gt(step, 0);
        ck_assert_uint_eq(code, codes[i]);
        rest = (struct hp_slice){rest.at + step, rest.len - step};
    }
    ck_assert_uint_eq(rest.len, 0);
}
END_TEST

/* ---- naughty strings ---- */

enum { NAUGHTY = sizeof(hp_naughty_strings) / sizeof(hp_naughty_strings[0]) };

START_TEST(naughty_strings_are_text_of_many_kinds)
{
    size_t kinds = 0;
    for (size_t i = 0; i < NAUGHTY; i++) {
        struct hp_slice text = hp_slice_of(hp_naughty_strings[i].text);
        ck_assert_msg(text.len > 0 && hp_utf8_valid(text) && hp_naughty_strings[i].times > 0, "%s",
                      hp_naughty_strings[i].word);
        kinds += i == 0 || strcmp(hp_naughty_strings[i].kind, hp_naughty_strings[i - 1].kind) != 0;
    }
    ck_assert_uint_eq(kinds, 16);
}
END_TEST

/* The index-th string, repeated as often as it says. */
static struct hp_slice naughty_text(size_t index, struct hp_buf *out)
{
    hp_buf_clear(out);
    for (unsigned i = 0; i < hp_naughty_strings[index].times; i++) {
        hp_buf_text(out, hp_naughty_strings[index].text);
    }
    return hp_buf_view(out);
}

static void undo_percent(struct hp_slice text, struct hp_buf *out)
{
    hp_buf_clear(out);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '%') {
            char digits[3] = {text.at[i + 1], text.at[i + 2], '\0'};
            hp_buf_char(out, (char)strtoul(digits, NULL, 16));
            i += 2;
        } else {
            hp_buf_char(out, text.at[i]);
        }
    }
}

START_TEST(naughty_string_reaches_all_three_places_whole)
{
    static const struct hp_slice prefix = HP_SLICE_INIT("https://example.com/hooks?q=");
    const struct hp_row *row = row_called("string-naughty-corpus");
    struct hp_buf want;
    struct hp_buf have;
    hp_buf_init(&want, (size_t)1024 * 1024);
    hp_buf_init(&have, (size_t)1024 * 1024);
    for (size_t i = 0; i < NAUGHTY; i++) {
        struct hp_slice text = naughty_text(i, &want);
        ck_assert(make(&build, row, 0, 3 * i));
        struct hp_request request = hp_build_request(&build);
        ck_assert(hp_slice_equal(text_at(&request, HP_ROLE_NAME), text));
        ck_assert(make(&build, row, 0, 3 * i + 1));
        request = hp_build_request(&build);
        struct hp_slice url = text_at(&request, HP_ROLE_URL);
        ck_assert(hp_slice_starts_with(url, prefix));
        undo_percent((struct hp_slice){url.at + prefix.len, url.len - prefix.len}, &have);
        ck_assert(hp_slice_equal(hp_buf_view(&have), text));
        ck_assert(make(&build, row, 0, 3 * i + 2));
        request = hp_build_request(&build);
        const struct hp_json *value = hp_json_member(headers_of(&request), HP_SLICE("X-Hookproof"));
        ck_assert(hp_slice_equal(hp_json_string(value), text));
    }
    hp_buf_deinit(&want);
    hp_buf_deinit(&have);
}
END_TEST

/* ---- hosts ---- */

/* What stands between "https://" and the next slash, without a port or brackets; NUL-terminated. */
static const char *host_of(const struct hp_request *request)
{
    static char host[512];
    struct hp_slice url = text_at(request, HP_ROLE_URL);
    size_t begin = strlen("https://");
    size_t end = begin;
    bool bracket = url.at[begin] == '[';
    while (end < url.len && url.at[end] != (bracket ? ']' : '/') &&
           (bracket || url.at[end] != ':')) {
        end++;
    }
    begin += bracket ? 1 : 0;
    ck_assert_uint_lt(end - begin, sizeof(host));
    memcpy(host, url.at + begin, end - begin);
    host[end - begin] = '\0';
    return host;
}

/* inet_aton is the reader of rare spellings that real programs have. It refuses numbers that are
 * too large, which other readers cut. */
START_TEST(rare_spellings_mean_inner_addresses)
{
    const struct hp_row *row = row_called("ssrf-rare-ipv4");
    size_t read = 0;
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        struct hp_slice name = hp_buf_view(&build.instance);
        const char *host = host_of(&request);
        struct in_addr address;
        struct in_addr plain;
        uint32_t want = hp_slice_starts_with(name, HP_SLICE("loopback-"))   ? 0x7f000001
                        : hp_slice_starts_with(name, HP_SLICE("metadata-")) ? 0xa9fea9fe
                                                                            : 0;
        ck_assert_msg(inet_pton(AF_INET, host, &plain) == 0, "%s is no rare spelling", host);
        bool reads = inet_aton(host, &address) != 0;
        bool beyond = holds(name, HP_SLICE("beyond")) || holds(name, HP_SLICE("-dot"));
        ck_assert_msg(reads != beyond, "%s", host);
        if (reads) {
            ck_assert_msg(ntohl(address.s_addr) == want, "%s is %08x", host, ntohl(address.s_addr));
            read++;
        }
    }
    ck_assert_uint_eq(read, 26 - 3);
}
END_TEST

/* The four bytes that the IPv6 address hides. */
static uint32_t hidden(const unsigned char *bytes, bool in_6to4)
{
    const unsigned char *at = in_6to4 ? bytes + 2 : bytes + 12;
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

START_TEST(embedded_addresses_are_the_inner_ones_that_they_name)
{
    const struct hp_row *row = row_called("ssrf-ipv6-embedded");
    size_t read = 0;
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        struct hp_slice name = hp_buf_view(&build.instance);
        unsigned char bytes[16];
        const char *host = host_of(&request);
        bool zone = hp_slice_starts_with(name, HP_SLICE("zone-"));
        ck_assert_msg((inet_pton(AF_INET6, host, bytes) == 1) != zone, "%s", host);
        ck_assert((build.body_truth == HP_BODY_BREAKS) == zone);
        if (!zone) {
            uint32_t address = hidden(bytes, hp_slice_starts_with(name, HP_SLICE("6to4-")));
            uint32_t want = holds(name, HP_SLICE("metadata"))  ? 0xa9fea9fe
                            : holds(name, HP_SLICE("private")) ? 0x0a000001
                                                               : 0x7f000001;
            ck_assert_msg(address == want, "%s hides %08x", host, address);
            read++;
        }
    }
    ck_assert_uint_eq(read, 17);
}
END_TEST

struct range {
    const char *instance; /* how names start */
    uint32_t first;
    unsigned bits;
};

static void check_ranges(const char *id, const struct range *ranges, size_t count)
{
    const struct hp_row *row = row_called(id);
    size_t seen = 0;
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        struct in_addr address;
        for (size_t r = 0; r < count; r++) {
            if (!hp_slice_starts_with(hp_buf_view(&build.instance),
                                      hp_slice_of(ranges[r].instance))) {
                continue;
            }
            const char *host = host_of(&request);
            ck_assert_msg(inet_pton(AF_INET, host, &address) == 1, "%s", host);
            uint32_t value = ntohl(address.s_addr);
            uint32_t last = ranges[r].first | (uint32_t)(UINT64_C(0xffffffff) >> ranges[r].bits);
            ck_assert_msg(value >= ranges[r].first && value <= last, "%s", host);
            struct hp_slice name = hp_buf_view(&build.instance);
            bool is_first = holds(name, HP_SLICE("-first"));
            bool is_last = holds(name, HP_SLICE("-last"));
            ck_assert_msg(!is_first || value == ranges[r].first, "%s is not the first", host);
            ck_assert_msg(!is_last || value == last, "%s is not the last", host);
            seen++;
        }
    }
    ck_assert_uint_ge(seen, 2 * count);
}

START_TEST(ranges_are_met_at_both_ends)
{
    static const struct range private_ranges[] = {
        {"10-", 0x0a000000, 8},
        {"172.", 0xac100000, 12},
        {"192.168-", 0xc0a80000, 16},
        {"100.", 0x64400000, 10},
    };
    static const struct range special_ranges[] = {
        {"0", 0x00000000, 8},
        {"192.0.0-", 0xc0000000, 24},
        {"198.1", 0xc6120000, 15},
        {"multicast-", 0xe0000000, 4},
    };
    check_ranges("ssrf-private-ranges", private_ranges, 4);
    check_ranges("ssrf-special-ranges", special_ranges, 4);
}
END_TEST

/* Whoever is called by a target that takes these URLs, it is nobody: example.com is reserved. Text
 * that is no URL to the schema is called by no name at all. */
START_TEST(urls_of_other_families_lead_to_example_com)
{
    const struct hp_row *row = row_at((size_t)_i);
    if (strcmp(row->family, "ssrf") == 0) {
        return;
    }
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        if (build.body_truth != HP_BODY_VALID && build.body_truth != HP_BODY_BEYOND) {
            continue;
        }
        struct hp_request request = hp_build_request(&build);
        struct hp_slice url = text_at(&request, HP_ROLE_URL);
        size_t begin = hp_slice_find(url, HP_SLICE("://")) + 3;
        size_t end = begin;
        while (end < url.len && strchr(":/?#", url.at[end]) == NULL) {
            end++;
        }
        while (end > begin && url.at[end - 1] == '.') {
            end--;
        }
        struct hp_slice domain = HP_SLICE("example.com");
        struct hp_slice host = {url.at + begin, end - begin};
        bool inside = host.len == 0; /* only the root's dot */
        if (host.len >= domain.len) {
            struct hp_slice tail = {host.at + host.len - domain.len, domain.len};
            inside = hp_slice_equal_ignoring_case(tail, domain);
        }
        ck_assert_msg(inside, "%s leads to %.*s", hp_buf_cstr(&build.id), (int)host.len, host.at);
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

    TCase *texts = tcase_create("texts");
    tcase_set_timeout(texts, 120);
    tcase_add_checked_fixture(texts, setup_own, teardown_both);
    tcase_add_loop_test(texts, body_holds_what_the_name_promises, 0, PROMISED_BODIES);
    tcase_add_test(texts, each_control_character_stands_once_in_name_and_header);
    tcase_add_loop_test(
        texts, single_characters_stand_inside_the_name_between_the_digits_of_its_tag, 0, 4);
    tcase_add_test(texts, long_texts_are_exactly_as_long_as_their_names_say);
    tcase_add_test(texts, headers_have_the_sizes_and_numbers_of_their_names);
    tcase_add_loop_test(texts, other_encodings_say_the_same_document, 0, 8);
    tcase_add_test(texts, naughty_strings_are_text_of_many_kinds);
    tcase_add_test(texts, naughty_string_reaches_all_three_places_whole);
    tcase_add_test(texts, rare_spellings_mean_inner_addresses);
    tcase_add_test(texts, embedded_addresses_are_the_inner_ones_that_they_name);
    tcase_add_test(texts, ranges_are_met_at_both_ends);
    tcase_add_loop_test(texts, urls_of_other_families_lead_to_example_com, 0, WANTED_ROWS);
    suite_add_tcase(suite, texts);

    TCase *another = tcase_create("another contract");
    tcase_set_timeout(another, 120);
    tcase_add_checked_fixture(another, setup_another, teardown_both);
    tcase_add_loop_test(another, rows_follow_another_contract, 0, WANTED_ROWS);
    tcase_add_loop_test(another, body_is_what_its_instance_says, 0, WANTED_ROWS);
    suite_add_tcase(suite, another);
    return suite;
}
