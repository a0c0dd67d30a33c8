/* The rows on JSON syntax, the credential, the request line and the fields that describe the body:
 * every instance has a name of its own, is pure, and sends a body that is what its row says it is.
 */
#include "tests/unit/cases_fixture.h"

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

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_protocol");
    TCase *tests = case_of(suite, "rows");
    tcase_add_loop_test(tests, row_has_the_instances_written_down_here, 0, WANTED_ROWS);
    tcase_add_test(tests, no_row_is_left_out_here);
    tcase_add_loop_test(tests, instance_names_are_unique_in_their_row, 0, WANTED_ROWS);
    tcase_add_loop_test(tests, instance_is_pure_and_past_the_end_nothing_happens, 0, WANTED_ROWS);
    tcase_add_loop_test(tests, body_is_what_its_instance_says, 0, WANTED_ROWS);
    return suite;
}
