/* The rows on JSON syntax, the credential, the request line and the fields that describe the body:
 * every instance has a name of its own, is pure, sends a body that is what its row says it is, and
 * spoils what its name says. */
#include "tests/support/suite_main.h"

#include <zlib.h>
#include <zstd.h>

#include "cases/cases.h"
#include "cases/encode_body.h"
#include "cases/json_syntax.h"
#include "cases/key_variants.h"
#include "cases/target_edit.h"
#include "harness/base/base64.h"
#include "harness/json/tree.h"
#include "harness/plan/build.h"
#include "harness/plan/plan.h"

/* Every row with the number of its instances for the embedded contract, counted by hand. */
static const struct wanted {
    const char *id;
    size_t instances;
} wanted_rows[] = {
    {"json-empty-body", 3},
    {"json-whitespace-only", 7},
    {"json-truncate-every-byte", 319},
    {"json-unclosed-container", 5 + 7 + 8},
    {"json-bracket-mismatch", 5 * 6},
    {"json-comma-errors", 5 + 4 * 3 + 5 * 3},
    {"json-trailing-comma", 5},
    {"json-colon-errors", 8 * 4},
    {"json-json5-quoting", 7 * 2 + 8 * 2 + 9},
    {"json-comments", 3 * 9},
    {"json-trailing-content", 19 + 2},
    {"json-leading-content", 21},
    {"json-literal-case", 24},
    {"json-number-grammar", 48},
    {"json-bad-escapes", 8 * 14},
    {"json-raw-control-chars", 2 * 32},
    {"json-foreign-whitespace", 11 * 8},
    {"json-random-byte-mutation", 64 + 4 * 48},
    {"auth-missing", 3},
    {"auth-empty", 3},
    {"auth-wrong", 9},
    {"auth-near-miss", 25},
    {"auth-placeholder", 8 + 8 + 1},
    {"auth-ows-padding", 6},
    {"auth-wrong-location", 10},
    {"auth-wrong-header-name", 11},
    {"auth-duplicate-field", 8},
    {"auth-hostile-value", 24 + 7 + 2},
    {"auth-before-validation", 2 * 8},
    {"auth-no-side-effect", 3},
    {"auth-challenge", 0},
    {"auth-uniform-failure", 3},
    {"method-undocumented", 6},
    {"method-trace-connect", 3},
    {"method-unknown", 15 + 2},
    {"method-case", 3},
    {"method-options", 3},
    {"method-override", 6 + 3},
    {"path-trailing-slash", 1},
    {"path-version-case", 8 + 3},
    {"path-suffix", 15},
    {"path-dot-encoded", 16 + 4},
    {"path-equivalent-escapes", 5},
    {"path-query", 9 + 2},
    {"path-uri-too-long", 3},
    {"path-hostile", 18},
    {"ctype-missing", 2},
    {"ctype-other-json-body", 13},
    {"ctype-form-body", 6},
    {"ctype-xml-body", 5},
    {"ctype-lie", 6 + 4},
    {"ctype-suffix", 7},
    {"ctype-charset", 9},
    {"ctype-malformed", 13 + 2},
    {"encoding-supported", 7},
    {"encoding-unknown-corrupt", 7 + 9 + 7},
    {"accept-unsatisfiable", 12},
};
enum { WANTED_ROWS = sizeof wanted_rows / sizeof wanted_rows[0] };

static const struct hp_table *const tables[] = {
    &hp_table_json_syntax,
    &hp_table_auth,
    &hp_table_method_path,
    &hp_table_content_type_encoding,
};

static const struct hp_row *row_at(size_t index)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (index < tables[i]->count) {
            return &tables[i]->rows[index];
        }
        index -= tables[i]->count;
    }
    return NULL;
}

static const struct hp_row *row_called(const char *id)
{
    const struct hp_row *row = NULL;
    for (size_t i = 0; (row = row_at(i)) != NULL; i++) {
        if (strcmp(row->id, id) == 0) {
            return row;
        }
    }
    ck_abort_msg("no row %s", id);
    return NULL;
}

/* Keys that a user may have: an ordinary one, one character, no letters, the same backwards, one of
 * the placeholders, blanks and quotes inside. */
static const char *const keys[] = {
    "k-Test-0123456789", "k", "7", "42-42", "abba", "null", "a b\"c'd", "hookproof-wrong-key", "k0",
    "YOUR_API_KEY",
};
enum { KEYS = sizeof keys / sizeof keys[0] };

static struct hp_contract *contract;
static struct hp_base base;
static struct hp_build build;
static struct hp_build again;

static void setup(void)
{
    hp_json_setup();
    struct hp_error error = {0};
    ck_assert_msg(hp_contract_open(NULL, &contract, &error) == HP_OK, "%s", error.text);
    base = (struct hp_base){contract, 7, hp_slice_of(keys[0]), contract->path};
    hp_build_init(&build);
    hp_build_init(&again);
}

static void teardown(void)
{
    hp_build_deinit(&build);
    hp_build_deinit(&again);
    hp_contract_free(contract);
}

static bool make(struct hp_build *out, const struct hp_row *row, uint64_t triple, size_t index)
{
    struct hp_combo combo;
    hp_combo_triple(contract, triple, &combo);
    hp_build_begin(out, &base, row, &combo, NULL);
    bool made = row->instance(out, index);
    ck_assert_msg(!hp_build_failed(out), "%s: memory or a bound refused instance %zu", row->id,
                  index);
    return made;
}

/* Makes the instance of that name. */
static struct hp_request named(const char *id, const char *name)
{
    const struct hp_row *row = row_called(id);
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        if (hp_slice_is(hp_buf_view(&build.instance), name)) {
            return hp_build_request(&build);
        }
    }
    ck_abort_msg("%s has no instance %s", id, name);
    return (struct hp_request){0};
}

static bool holds(struct hp_slice text, struct hp_slice part)
{
    return part.len == 0 || hp_slice_find(text, part) < text.len;
}

static struct hp_slice field_of(const struct hp_request *request, const char *name)
{
    const struct hp_field *field =
        hp_field_find(request->fields, request->field_count, hp_slice_of(name));
    ck_assert_msg(field != NULL, "no field %s", name);
    return field->value;
}

/* ---- all rows ---- */

START_TEST(row_has_the_instances_written_down_here)
{
    const struct hp_row *row = row_at((size_t)_i);
    ck_assert_ptr_nonnull(row);
    ck_assert_str_eq(row->id, wanted_rows[_i].id);
    if ((row->flags & HP_ROW_OBSERVER) != 0) {
        ck_assert(row->instance == NULL);
        ck_assert_ptr_nonnull(row->check);
        return;
    }
    static const uint64_t triples[] = {0, 1, 100, 431, 866, 1301};
    for (size_t i = 0; i < sizeof triples / sizeof triples[0]; i++) {
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

START_TEST(instance_names_are_unique_in_their_row)
{
    enum { NAMES_MAX = 1024 };
    static char *names[NAMES_MAX];
    const struct hp_row *row = row_at((size_t)_i);
    size_t count = 0;
    while (row->instance != NULL && make(&build, row, 5, count)) {
        const char *id = hp_buf_cstr(&build.id);
        ck_assert_msg(is_name(hp_buf_view(&build.instance)), "bad name in %s", id);
        ck_assert_msg(build.why.length > 0, "no reason in %s", id);
        ck_assert_uint_lt(build.id.length, HP_CASE_ID_BYTES);
        ck_assert_uint_lt(count, NAMES_MAX);
        names[count++] = strdup(hp_buf_cstr(&build.instance));
    }
    qsort(names, count, sizeof names[0], by_text);
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
    bool same = hp_slice_equal(one.body, two.body) && one.has_body == two.has_body &&
                hp_slice_equal(one.method, two.method) && hp_slice_equal(one.target, two.target) &&
                hp_slice_equal(hp_buf_view(&a->id), hp_buf_view(&b->id)) &&
                hp_slice_equal(hp_buf_view(&a->why), hp_buf_view(&b->why)) &&
                one.field_count == two.field_count && a->expect == b->expect &&
                a->body_truth == b->body_truth && a->echo == b->echo && a->level == b->level &&
                one.transfer.chunked == two.transfer.chunked &&
                one.transfer.fresh_connection == two.transfer.fresh_connection &&
                one.transfer.keep_alive_reuse == two.transfer.keep_alive_reuse;
    for (size_t i = 0; same && i < one.field_count; i++) {
        same = hp_slice_equal(one.fields[i].name, two.fields[i].name) &&
               hp_slice_equal(one.fields[i].value, two.fields[i].value);
    }
    return same;
}

START_TEST(instance_is_pure_and_past_the_end_nothing_happens)
{
    const struct hp_row *row = row_at((size_t)_i);
    if (row->instance == NULL) {
        return;
    }
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

/* What the second judge says of a body. */
static enum hp_body_truth truth_of(struct hp_slice body, struct hp_arena *arena)
{
    struct hp_json_scan scan;
    if (!hp_json_scan(body, &hp_json_limits_default, &scan)) {
        return HP_BODY_NOT_JSON;
    }
    const struct hp_json *root = NULL;
    ck_assert(hp_json_parse(arena, body, &hp_json_limits_default, &scan, &root) == HP_OK);
    ck_assert_ptr_nonnull(root);
    return hp_schema_validate(contract->request, root, arena, NULL) ? HP_BODY_VALID
                                                                    : HP_BODY_BREAKS;
}

/* A case without a JSON body must look like one to its receiver: no body, another media type, or a
 * content coding. */
static bool carries_no_json(const struct hp_request *request)
{
    if (!request->has_body ||
        hp_field_count(request->fields, request->field_count, HP_SLICE("Content-Encoding")) > 0) {
        return true;
    }
    struct hp_slice type = field_of(request, "Content-Type");
    return !hp_media_type_is_json(hp_media_type(type));
}

START_TEST(body_is_what_its_instance_says)
{
    const struct hp_row *row = row_at((size_t)_i);
    struct hp_arena arena;
    hp_arena_init(&arena, (size_t)64 * 1024 * 1024);
    for (uint64_t triple = 0; row->instance != NULL && triple < 1302; triple += 163) {
        for (size_t i = 0; make(&build, row, triple, i); i++) {
            hp_arena_reset(&arena);
            struct hp_request request = hp_build_request(&build);
            enum hp_body_truth want = build.body_truth;
            bool agrees = want == HP_BODY_NONE ? carries_no_json(&request)
                          : want == HP_BODY_EITHER
                              ? request.has_body
                              : request.has_body && truth_of(request.body, &arena) == want;
            ck_assert_msg(agrees, "%s is not %d: %.*s", hp_buf_cstr(&build.id), (int)want,
                          (int)(request.body.len < 400 ? request.body.len : 400), request.body.at);
        }
    }
    hp_arena_deinit(&arena);
}
END_TEST

/* ---- JSON syntax ---- */

START_TEST(truncation_meets_every_offset_of_every_document)
{
    const struct hp_row *row = row_called("json-truncate-every-byte");
    for (uint64_t triple = 0; triple < hp_combo_triples(contract); triple++) {
        ck_assert(make(&build, row, triple, 0));
        ck_assert_msg(build.content.name.len > 0, "no name");
        struct hp_combo combo;
        hp_combo_triple(contract, triple, &combo);
        hp_build_begin(&again, &base, row, &combo, NULL);
        ck_assert_uint_lt(hp_draft_text(&again.draft).len, HP_TRUNCATE_DOCUMENT_BYTES);
    }
    size_t count = 0;
    for (; make(&build, row, 431, count); count++) {
        ck_assert_uint_eq(hp_build_request(&build).body.len, count + 1);
    }
    ck_assert_uint_eq(count + 1, HP_TRUNCATE_DOCUMENT_BYTES);
    /* What is cut off last is the bracket that closes the text. */
    ck_assert(make(&build, row, 431, count - 1));
    struct hp_buf whole;
    hp_buf_init(&whole, 1024);
    hp_buf_slice(&whole, hp_build_request(&build).body);
    hp_buf_char(&whole, '}');
    struct hp_json_scan scan;
    ck_assert(hp_json_scan(hp_buf_view(&whole), &hp_json_limits_default, &scan));
    hp_buf_deinit(&whole);
}
END_TEST

/* One byte or character that the name of an instance promises. */
static const struct promised {
    const char *id;
    const char *name;
    struct hp_slice text;
} promised_bodies[] = {
    {"json-unclosed-container", "open-member-name-wrapper", HP_SLICE_INIT("{\"webhook:{")},
    {"json-unclosed-container", "open-container-operations", HP_SLICE_INIT("\"CREATE\",\"name\"")},
    {"json-bracket-mismatch", "wrong-close-operations", HP_SLICE_INIT("\"CREATE\"},")},
    {"json-bracket-mismatch", "turned-round-operations", HP_SLICE_INIT("]\"CREATE\"[")},
    {"json-bracket-mismatch", "round-close-root", HP_SLICE_INIT("}})")},
    {"json-comma-errors", "doubled-before-url", HP_SLICE_INIT("],,\"url\"")},
    {"json-comma-errors", "missing-before-name", HP_SLICE_INIT("]\"name\"")},
    {"json-comma-errors", "semicolon-in-operations", HP_SLICE_INIT("\"CREATE\";\"CREATE\"")},
    {"json-comma-errors", "leading-in-root", HP_SLICE_INIT("{,\"webhook\"")},
    {"json-trailing-comma", "trailing-in-root", HP_SLICE_INIT("}},}")},
    {"json-trailing-comma", "trailing-in-operations", HP_SLICE_INIT("\"CREATE\",]")},
    {"json-colon-errors", "arrow-after-type", HP_SLICE_INIT("\"type\"=>\"")},
    {"json-colon-errors", "missing-after-wrapper", HP_SLICE_INIT("\"webhook\"{")},
    {"json-json5-quoting", "single-quoted-first-operation", HP_SLICE_INIT("['CREATE']")},
    {"json-json5-quoting", "hex-escape-first-operation", HP_SLICE_INIT("\"\\x43REATE\"")},
    {"json-json5-quoting", "bare-name-headers", HP_SLICE_INIT(",headers:{")},
    {"json-json5-quoting", "numeric-name-root", HP_SLICE_INIT(",1:\"x\"}")},
    {"json-comments", "block-before-colon", HP_SLICE_INIT("\"name\"/* comment */:")},
    {"json-comments", "hash-after-document", HP_SLICE_INIT("}}}# comment\n")},
    {"json-comments", "line-after-comma", HP_SLICE_INIT(",// comment\n\"name\"")},
    {"json-trailing-content", "nul", HP_SLICE_INIT("}}}\0")},
    {"json-trailing-content", "second-document", HP_SLICE_INIT("}}}{\"webhook\"")},
    {"json-leading-content", "xssi-brackets", HP_SLICE_INIT(")]}',\n{\"webhook\"")},
    {"json-literal-case", "None", HP_SLICE_INIT(":None}")},
    {"json-number-grammar", "leading-zero", HP_SLICE_INIT(":01}")},
    {"json-bad-escapes", "short-unicode-in-operation", HP_SLICE_INIT("\"CREATE\\u12\"")},
    {"json-bad-escapes", "lone-backslash-in-wrapper-name", HP_SLICE_INIT("\"webhook\\\":")},
    {"json-foreign-whitespace", "no-break-space-in-array", HP_SLICE_INIT("[\xc2\xa0\"CREATE\"")},
};
enum { PROMISED_BODIES = sizeof promised_bodies / sizeof promised_bodies[0] };

START_TEST(body_holds_what_the_name_promises)
{
    const struct promised *promise = &promised_bodies[_i];
    struct hp_request request = named(promise->id, promise->name);
    ck_assert_msg(holds(request.body, promise->text), "%s: %.*s", promise->name,
                  (int)request.body.len, request.body.at);
}
END_TEST

START_TEST(each_control_character_stands_raw_in_name_and_url)
{
    const struct hp_row *row = row_called("json-raw-control-chars");
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_slice body = hp_build_request(&build).body;
        size_t found = 0;
        for (size_t at = 0; at < body.len; at++) {
            if ((unsigned char)body.at[at] < 0x20) {
                ck_assert_uint_eq((unsigned char)body.at[at], i % 32);
                found++;
            }
        }
        ck_assert_uint_eq(found, 1);
        struct hp_site site = {i < 32 ? HP_ROLE_NAME : HP_ROLE_URL, -1};
        struct hp_slice value = hp_draft_value(&build.draft, site);
        char control = (char)(i % 32);
        ck_assert(holds(value, (struct hp_slice){&control, 1}));
    }
}
END_TEST

START_TEST(mutation_follows_the_seed_and_leaves_the_url_alone)
{
    const struct hp_row *row = row_called("json-random-byte-mutation");
    size_t changed = 0;
    size_t refused = 0;
    size_t reseeded = 0;
    size_t count = 0;
    for (; make(&build, row, 3, count); count++) {
        struct hp_slice body = hp_build_request(&build).body;
        ck_assert(holds(body, build.content.url));
        struct hp_json_scan scan;
        bool json = hp_json_scan(body, &hp_json_limits_default, &scan);
        ck_assert(json == (build.expect == HP_EXPECT_ACCEPT_200_OR_4XX));
        ck_assert(json == (build.body_truth == HP_BODY_EITHER));
        ck_assert(build.level == (json ? HP_MUST : HP_SHOULD));
        refused += json ? 0 : 1;
        hp_draft_init(&again.draft);
        hp_draft_write(&again.draft, contract, &build.content);
        changed += hp_slice_equal(hp_draft_text(&again.draft), body) ? 0 : 1;
        hp_draft_deinit(&again.draft);
        hp_draft_init(&again.draft);
        base.seed = 8;
        ck_assert(make(&again, row, 3, count));
        base.seed = 7;
        reseeded += hp_slice_equal(hp_buf_view(&build.why), hp_buf_view(&again.why)) ? 0 : 1;
    }
    ck_assert_uint_gt(changed, count * 9 / 10);
    ck_assert_uint_gt(refused, count / 4);
    ck_assert_uint_lt(refused, count);
    ck_assert_uint_gt(reseeded, count * 9 / 10);
}
END_TEST

/* ---- the credential ---- */

/* How many credential fields hold the right key, as a receiver that trims blanks reads them. */
static size_t right_keys(const struct hp_request *request)
{
    size_t count = 0;
    for (size_t i = 0; i < request->field_count; i++) {
        const struct hp_field *field = &request->fields[i];
        if (hp_slice_equal_ignoring_case(field->name, contract->key_field) &&
            hp_slice_equal(hp_slice_trim(field->value), hp_slice_trim(base.api_key))) {
            count++;
        }
    }
    return count;
}

START_TEST(wrong_credential_is_never_the_key_whatever_the_key_is)
{
    static const char *const rows[] = {
        "auth-missing",           "auth-empty",           "auth-wrong",
        "auth-near-miss",         "auth-placeholder",     "auth-wrong-location",
        "auth-wrong-header-name", "auth-hostile-value",   "auth-before-validation",
        "auth-no-side-effect",    "auth-uniform-failure",
    };
    base.api_key = hp_slice_of(keys[_i]);
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const struct hp_row *row = row_called(rows[r]);
        size_t count = 0;
        for (; make(&build, row, 0, count); count++) {
            struct hp_request request = hp_build_request(&build);
            ck_assert_msg(right_keys(&request) == 0, "%s carries the key %s",
                          hp_buf_cstr(&build.id), keys[_i]);
        }
        for (size_t w = 0; w < WANTED_ROWS; w++) {
            if (strcmp(wanted_rows[w].id, rows[r]) == 0) {
                ck_assert_uint_eq(count, wanted_rows[w].instances);
            }
        }
    }
}
END_TEST

START_TEST(near_misses_of_an_ordinary_key_all_differ)
{
    enum { MISSES = 25 };
    const struct hp_row *row = row_called("auth-near-miss");
    static char values[MISSES][2048];
    for (size_t i = 0; i < MISSES; i++) {
        ck_assert(make(&build, row, 0, i));
        struct hp_request request = hp_build_request(&build);
        struct hp_slice value = field_of(&request, "api_key");
        ck_assert_uint_lt(value.len, sizeof values[i]);
        snprintf(values[i], sizeof values[i], "%.*s", (int)value.len, value.at);
        for (size_t j = 0; j < i; j++) {
            ck_assert_msg(strcmp(values[i], values[j]) != 0, "%zu and %zu are the same", i, j);
        }
    }
}
END_TEST

static const struct expected_miss {
    const char *name;
    const char *value;
} expected_misses[] = {
    {"cut-by-1", "k-Test-012345678"},
    {"cut-by-4", "k-Test-012345"},
    {"first-character", "k"},
    {"without-first", "-Test-0123456789"},
    {"without-middle", "k-Test-023456789"},
    {"changed-first", "l-Test-0123456789"},
    {"changed-last", "k-Test-0123456780"},
    {"upper-case", "K-TEST-0123456789"},
    {"swapped-case", "K-tEST-0123456789"},
    {"one-letter-case", "K-Test-0123456789"},
    {"reversed", "9876543210-tseT-k"},
    {"rotated", "-Test-0123456789k"},
    {"blank-inside", "k-Test-0 123456789"},
    {"last-repeated", "k-Test-01234567899"},
};
enum { EXPECTED_MISSES = sizeof expected_misses / sizeof expected_misses[0] };

START_TEST(near_miss_is_the_one_named)
{
    struct hp_request request = named("auth-near-miss", expected_misses[_i].name);
    struct hp_slice value = field_of(&request, "api_key");
    ck_assert_msg(hp_slice_is(value, expected_misses[_i].value), "%.*s", (int)value.len, value.at);
}
END_TEST

START_TEST(padded_key_is_the_key_and_blanks)
{
    const struct hp_row *row = row_called("auth-ows-padding");
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        ck_assert_uint_eq(right_keys(&request), 1);
        ck_assert_uint_gt(field_of(&request, "api_key").len, base.api_key.len);
    }
}
END_TEST

START_TEST(misplaced_key_is_where_the_name_says)
{
    static const struct {
        const char *name;
        const char *field; /* NULL: the target; "": the body */
        const char *text;
    } places[] = {
        {"query", NULL, "?api_key=k-Test-0123456789"},
        {"cookie", "Cookie", "api_key=k-Test-0123456789"},
        {"body-root", "", ",\"api_key\":\"k-Test-0123456789\"}"},
        {"body-wrapper", "", ",\"api_key\":\"k-Test-0123456789\"}}"},
        {"body-headers", "", "\"headers\":{\"api_key\":\"k-Test-0123456789\"}"},
        {"authorization-bearer", "Authorization", "Bearer k-Test-0123456789"},
        {"userinfo-user", "Authorization", "Basic ay1UZXN0LTAxMjM0NTY3ODk6"},
        {"userinfo-password", "Authorization", "Basic YXBpOmstVGVzdC0wMTIzNDU2Nzg5"},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct hp_request request = named("auth-wrong-location", places[i].name);
        struct hp_slice text = places[i].field == NULL      ? request.target
                               : places[i].field[0] == '\0' ? request.body
                                                            : field_of(&request, places[i].field);
        ck_assert_msg(holds(text, hp_slice_of(places[i].text)), "%s: %.*s", places[i].name,
                      (int)text.len, text.at);
    }
}
END_TEST

START_TEST(similar_field_names_are_those_of_the_catalogue)
{
    static const char *const pairs[][2] = {
        {"hyphen", "api-key"},
        {"no-separator", "apikey"},
        {"dot", "api.key"},
        {"x-hyphen", "x-api-key"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct hp_request request = named("auth-wrong-header-name", pairs[i][0]);
        ck_assert(hp_slice_equal(field_of(&request, pairs[i][1]), base.api_key));
    }
}
END_TEST

START_TEST(two_credentials_stand_in_the_order_named)
{
    struct hp_request request = named("auth-duplicate-field", "bad-good");
    ck_assert_uint_eq(hp_field_count(request.fields, request.field_count, contract->key_field), 2);
    ck_assert_uint_eq(right_keys(&request), 1);
    ck_assert(!hp_slice_equal(field_of(&request, "api_key"), base.api_key));
    request = named("auth-duplicate-field", "good-good");
    ck_assert_uint_eq(right_keys(&request), 2);
    request = named("auth-duplicate-field", "list-good-good");
    ck_assert(hp_slice_is(field_of(&request, "api_key"), "k-Test-0123456789, k-Test-0123456789"));
}
END_TEST

/* ---- the request line ---- */

static const struct expected_target {
    const char *id;
    const char *name;
    struct hp_slice target;
} expected_targets[] = {
    {"path-trailing-slash", "slash", HP_SLICE_INIT("/v3/core/webhooks/")},
    {"path-version-case", "version-missing", HP_SLICE_INIT("/core/webhooks")},
    {"path-version-case", "version-before", HP_SLICE_INIT("/v2/core/webhooks")},
    {"path-version-case", "version-far", HP_SLICE_INIT("/v9/core/webhooks")},
    {"path-version-case", "title-case", HP_SLICE_INIT("/V3/Core/Webhooks")},
    {"path-version-case", "upper-case", HP_SLICE_INIT("/V3/CORE/WEBHOOKS")},
    {"path-version-case", "last-segment-capital", HP_SLICE_INIT("/v3/core/Webhooks")},
    {"path-suffix", "child", HP_SLICE_INIT("/v3/core/webhooks/x")},
    {"path-suffix", "matrix-parameter", HP_SLICE_INIT("/v3/core/webhooks;x")},
    {"path-suffix", "dot-json", HP_SLICE_INIT("/v3/core/webhooks.json")},
    {"path-dot-encoded", "dot-dot", HP_SLICE_INIT("/v3/core/x/../webhooks")},
    {"path-dot-encoded", "double-slash-root", HP_SLICE_INIT("//v3/core/webhooks")},
    {"path-dot-encoded", "double-slash", HP_SLICE_INIT("/v3/core//webhooks")},
    {"path-equivalent-escapes", "first-of-segment", HP_SLICE_INIT("/v3/core/%77ebhooks")},
    {"path-equivalent-escapes", "last-of-segment", HP_SLICE_INIT("/v3/core/webhook%73")},
    {"path-equivalent-escapes", "whole-segment",
     HP_SLICE_INIT("/v3/core/%77%65%62%68%6F%6F%6B%73")},
    {"path-equivalent-escapes", "whole-segment-lower-hex",
     HP_SLICE_INIT("/v3/core/%77%65%62%68%6f%6f%6b%73")},
    {"path-query", "repeated", HP_SLICE_INIT("/v3/core/webhooks?x=1&x=2")},
    {"path-query", "member-name", HP_SLICE_INIT("/v3/core/webhooks?name=from-the-query")},
    {"path-hostile", "nul", HP_SLICE_INIT("/v3/core/webhooks\0")},
    {"path-hostile", "backslash", HP_SLICE_INIT("/v3/core/\\webhooks")},
    {"path-hostile", "percent-no-hex", HP_SLICE_INIT("/v3/core/webhooks%zz")},
    {"method-options", "options-asterisk", HP_SLICE_INIT("*")},
    {"method-override", "query-parameter", HP_SLICE_INIT("/v3/core/webhooks?_method=DELETE")},
};
enum { EXPECTED_TARGETS = sizeof expected_targets / sizeof expected_targets[0] };

START_TEST(target_is_the_one_named)
{
    const struct expected_target *want = &expected_targets[_i];
    struct hp_request request = named(want->id, want->name);
    ck_assert_msg(hp_slice_equal(request.target, want->target), "%.*s", (int)request.target.len,
                  request.target.at);
}
END_TEST

/* Targets that a user may give instead of the contract's path. */
START_TEST(every_path_row_edits_a_foreign_target)
{
    static const char *const targets[] = {"/hooks", "/v12/a/b?tenant=1", "/", "/v3/%7Ea/B_c",
                                          "/V3/CORE"};
    static const char *const rows[] = {"path-version-case", "path-suffix", "path-dot-encoded",
                                       "path-query", "path-hostile"};
    base.target = hp_slice_of(targets[_i]);
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const struct hp_row *row = row_called(rows[r]);
        for (size_t i = 0; make(&build, row, 0, i); i++) {
            struct hp_request request = hp_build_request(&build);
            ck_assert_msg(!hp_slice_equal(request.target, base.target), "%s changes nothing",
                          hp_buf_cstr(&build.id));
        }
    }
    struct hp_target_parts parts = hp_target_split(base.target);
    ck_assert_uint_eq(parts.directory.len + parts.segment.len + parts.query.len, base.target.len);
    ck_assert(parts.directory.at[parts.directory.len - 1] == '/');
    ck_assert(parts.query.len == 0 || parts.query.at[0] == '?');
}
END_TEST

START_TEST(long_targets_have_the_length_named)
{
    ck_assert_uint_eq(named("path-uri-too-long", "16-kib").target.len, 16384);
    ck_assert_uint_eq(named("path-uri-too-long", "64-kib").target.len, 65536);
    ck_assert_uint_eq(named("path-uri-too-long", "1-mib").target.len, 1048576);
    ck_assert_uint_eq(named("path-query", "long-4-kib").target.len, contract->path.len + 1 + 4096);
    ck_assert_uint_eq(named("method-unknown", "64-kib").method.len, 65536);
    struct hp_request request = named("auth-hostile-value", "64-kib");
    ck_assert_uint_eq(field_of(&request, "api_key").len, 65536);
}
END_TEST

START_TEST(method_rows_never_send_the_documented_method)
{
    static const char *const rows[] = {"method-undocumented", "method-trace-connect",
                                       "method-unknown", "method-case", "method-options"};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        for (size_t i = 0; make(&build, row_called(rows[r]), 0, i); i++) {
            ck_assert(!hp_slice_equal(hp_build_request(&build).method, contract->method));
        }
    }
    ck_assert(hp_slice_is(named("method-case", "lower").method, "post"));
    ck_assert(hp_slice_is(named("method-case", "capitalised").method, "Post"));
    ck_assert(hp_slice_is(named("method-case", "first-lower").method, "pOST"));
    ck_assert(!named("method-undocumented", "head").has_body);
    ck_assert(named("method-undocumented", "put").has_body);
}
END_TEST

START_TEST(override_rows_say_what_each_instance_must_get)
{
    (void)named("method-override", "override-delete");
    ck_assert_int_eq(build.expect, HP_EXPECT_ACCEPT_200);
    struct hp_request request = named("method-override", "get-as-create");
    ck_assert_int_eq(build.expect, HP_EXPECT_REJECT_405);
    ck_assert(hp_slice_is(request.method, "GET"));
    ck_assert(hp_slice_is(field_of(&request, "X-HTTP-Method-Override"), "POST"));
    ck_assert(request.has_body);
}
END_TEST

/* ---- media types and codings ---- */

static size_t inflate_all(struct hp_slice packed, bool gzip, char *out, size_t out_bytes)
{
    z_stream stream = {0};
    ck_assert_int_eq(inflateInit2(&stream, gzip ? MAX_WBITS + 16 : MAX_WBITS), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)packed.at;
    stream.avail_in = (uInt)packed.len;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)out_bytes;
    int end = Z_OK;
    while (end == Z_OK) {
        end = inflate(&stream, Z_FINISH);
        if (end == Z_STREAM_END && stream.avail_in > 0) { /* the next member */
            ck_assert_int_eq(inflateReset(&stream), Z_OK);
            end = Z_OK;
        }
    }
    size_t length = out_bytes - stream.avail_out;
    inflateEnd(&stream);
    return end == Z_STREAM_END ? length : 0;
}

START_TEST(supported_codings_decode_to_the_document)
{
    static const char *const names[] = {"gzip", "x-gzip", "gzip-upper-case", "deflate",
                                        "gzip-two-members"};
    char plain[2048];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct hp_request request = named("encoding-supported", names[i]);
        bool gzip = strcmp(names[i], "deflate") != 0;
        size_t length = inflate_all(request.body, gzip, plain, sizeof plain);
        struct hp_slice document = hp_draft_text(&build.draft);
        ck_assert(hp_slice_equal((struct hp_slice){plain, length}, document));
        ck_assert(holds(document, HP_SLICE("\"webhook\"")));
    }
    struct hp_request request = named("encoding-supported", "zstd");
    size_t length = ZSTD_decompress(plain, sizeof plain, request.body.at, request.body.len);
    ck_assert(!ZSTD_isError(length));
    ck_assert(hp_slice_equal((struct hp_slice){plain, length}, hp_draft_text(&build.draft)));
    ck_assert(hp_slice_is(field_of(&request, "Content-Encoding"), "zstd"));
}
END_TEST

/* There is no decoder to ask, but a stream of brotli starts with the size of its window and is
 * shorter than the text. */
START_TEST(brotli_body_is_packed_and_labelled)
{
    struct hp_request request = named("encoding-supported", "br");
    ck_assert(hp_slice_is(field_of(&request, "Content-Encoding"), "br"));
    ck_assert_uint_gt(request.body.len, 16);
    ck_assert_uint_lt(request.body.len, hp_draft_text(&build.draft).len);
    ck_assert(!holds(request.body, HP_SLICE("\"webhook\":{")));
}
END_TEST

START_TEST(damaged_gzip_does_not_decode)
{
    const struct hp_row *row = row_called("encoding-unknown-corrupt");
    char plain[2048];
    size_t seen = 0;
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_slice name = hp_buf_view(&build.instance);
        if (hp_slice_starts_with(name, HP_SLICE("gzip-")) &&
            !hp_slice_is(name, "gzip-without-label")) {
            struct hp_request request = hp_build_request(&build);
            ck_assert_msg(inflate_all(request.body, true, plain, sizeof plain) == 0, "%s decodes",
                          hp_buf_cstr(&build.instance));
            seen++;
        }
    }
    ck_assert_uint_eq(seen, 9);
}
END_TEST

START_TEST(stacked_codings_decode_from_the_outside)
{
    struct hp_request request = named("encoding-unknown-corrupt", "stacked-deflate-gzip");
    char middle[2048];
    char plain[2048];
    size_t length = inflate_all(request.body, true, middle, sizeof middle);
    ck_assert_uint_gt(length, 0);
    length = inflate_all((struct hp_slice){middle, length}, false, plain, sizeof plain);
    ck_assert(hp_slice_equal((struct hp_slice){plain, length}, hp_draft_text(&build.draft)));
    ck_assert(hp_slice_is(field_of(&request, "Content-Encoding"), "deflate, gzip"));
}
END_TEST

START_TEST(encoder_survives_a_full_arena)
{
    for (int coding = 0; coding < HP_CODING_COUNT; coding++) {
        struct hp_arena arena;
        hp_arena_init(&arena, 8);
        struct hp_slice out = {0};
        ck_assert(!hp_encode_body((enum hp_coding)coding, HP_SLICE("text"), &arena, &out));
        hp_arena_deinit(&arena);
    }
}
END_TEST

/* Pieces of the same content in each format; the texts are written by hand. */
static const struct promised promised_formats[] = {
    {"ctype-form-body", "urlencoded-flat", HP_SLICE_INIT("operations=CREATE&name=hookproof+")},
    {"ctype-form-body", "urlencoded-brackets",
     HP_SLICE_INIT("webhook%5Boperations%5D%5B%5D=CREATE&webhook%5Bname%5D=hookproof+")},
    {"ctype-form-body", "urlencoded-json",
     HP_SLICE_INIT("webhook=%7b%22operations%22%3a%5b%22CREATE%22")},
    {"ctype-form-body", "multipart-brackets",
     HP_SLICE_INIT("name=\"webhook[operations][]\"\r\n\r\nCREATE\r\n--hookproof-boundary")},
    {"ctype-form-body", "multipart-json",
     HP_SLICE_INIT("Content-Type: application/json\r\n\r\n{\"operations\":[\"CREATE\"]")},
    {"ctype-xml-body", "application-xml",
     HP_SLICE_INIT("?>\n<webhook><operations>CREATE</operations><name>hookproof ")},
    {"ctype-xml-body", "soap", HP_SLICE_INIT("</webhook></s:Body></s:Envelope>")},
    {"ctype-lie", "yaml", HP_SLICE_INIT("webhook:\n  operations:\n    - \"CREATE\"\n  name: \"")},
    {"ctype-lie", "toml", HP_SLICE_INIT("[webhook]\n\"operations\" = [\"CREATE\"]\n\"name\" = ")},
    {"ctype-lie", "javascript", HP_SLICE_INIT("{webhook: {\n  operations: [\"CREATE\"],\n")},
    /* RFC 8949: map of 1, text of 7, map of 6, text of 10, array of 1, text of 6. */
    {"ctype-lie", "cbor",
     HP_SLICE_INIT("\xa1\x67webhook\xa6\x6aoperations\x81\x66"
                   "CREATE\x64name")},
    /* MessagePack: the same. */
    {"ctype-lie", "messagepack",
     HP_SLICE_INIT("\x81\xa7webhook\x86\xaaoperations\x91\xa6"
                   "CREATE\xa4name")},
};
enum { PROMISED_FORMATS = sizeof promised_formats / sizeof promised_formats[0] };

START_TEST(foreign_body_says_the_same_in_its_format)
{
    const struct promised *promise = &promised_formats[_i];
    struct hp_request request = named(promise->id, promise->name);
    ck_assert_msg(holds(request.body, promise->text), "%s: %.*s", promise->name,
                  (int)request.body.len, request.body.at);
    bool lie = strcmp(promise->id, "ctype-lie") == 0;
    ck_assert(hp_slice_equal(field_of(&request, "Content-Type"), contract->media_type) == lie);
}
END_TEST

START_TEST(charset_case_has_letters_to_disagree_on)
{
    struct hp_request request = named("ctype-charset", "iso-8859-1");
    ck_assert(
        hp_slice_is(field_of(&request, "Content-Type"), "application/json; charset=iso-8859-1"));
    ck_assert(holds(request.body, HP_SLICE("\xc3\xa9")));
}
END_TEST

START_TEST(two_media_types_are_two_lines)
{
    struct hp_request request = named("ctype-malformed", "two-lines-json-last");
    ck_assert_uint_eq(hp_field_count(request.fields, request.field_count, HP_SLICE("Content-Type")),
                      2);
    ck_assert(hp_slice_is(field_of(&request, "Content-Type"), "text/plain"));
}
END_TEST

static TCase *case_of(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    suite_add_tcase(suite, tcase);
    return tcase;
}

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_protocol");
    TCase *rows = case_of(suite, "rows");
    tcase_add_loop_test(rows, row_has_the_instances_written_down_here, 0, WANTED_ROWS);
    tcase_add_test(rows, no_row_is_left_out_here);
    tcase_add_loop_test(rows, instance_names_are_unique_in_their_row, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, instance_is_pure_and_past_the_end_nothing_happens, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, body_is_what_its_instance_says, 0, WANTED_ROWS);
    TCase *json = case_of(suite, "json syntax");
    tcase_add_test(json, truncation_meets_every_offset_of_every_document);
    tcase_add_loop_test(json, body_holds_what_the_name_promises, 0, PROMISED_BODIES);
    tcase_add_test(json, each_control_character_stands_raw_in_name_and_url);
    tcase_add_test(json, mutation_follows_the_seed_and_leaves_the_url_alone);
    TCase *auth = case_of(suite, "credential");
    tcase_add_loop_test(auth, wrong_credential_is_never_the_key_whatever_the_key_is, 0, KEYS);
    tcase_add_test(auth, near_misses_of_an_ordinary_key_all_differ);
    tcase_add_loop_test(auth, near_miss_is_the_one_named, 0, EXPECTED_MISSES);
    tcase_add_test(auth, padded_key_is_the_key_and_blanks);
    tcase_add_test(auth, misplaced_key_is_where_the_name_says);
    tcase_add_test(auth, similar_field_names_are_those_of_the_catalogue);
    tcase_add_test(auth, two_credentials_stand_in_the_order_named);
    TCase *line = case_of(suite, "request line");
    tcase_add_loop_test(line, target_is_the_one_named, 0, EXPECTED_TARGETS);
    tcase_add_loop_test(line, every_path_row_edits_a_foreign_target, 0, 5);
    tcase_add_test(line, long_targets_have_the_length_named);
    tcase_add_test(line, method_rows_never_send_the_documented_method);
    tcase_add_test(line, override_rows_say_what_each_instance_must_get);
    TCase *fields = case_of(suite, "media types and codings");
    tcase_add_test(fields, supported_codings_decode_to_the_document);
    tcase_add_test(fields, brotli_body_is_packed_and_labelled);
    tcase_add_test(fields, damaged_gzip_does_not_decode);
    tcase_add_test(fields, stacked_codings_decode_from_the_outside);
    tcase_add_test(fields, encoder_survives_a_full_arena);
    tcase_add_loop_test(fields, foreign_body_says_the_same_in_its_format, 0, PROMISED_FORMATS);
    tcase_add_test(fields, charset_case_has_letters_to_disagree_on);
    tcase_add_test(fields, two_media_types_are_two_lines);
    return suite;
}
