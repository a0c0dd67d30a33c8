/* The rows on sizes, framing, security and state: every instance has a name of its own, is pure,
 * and sends a body that is what its row says it is. */
#include "tests/unit/cases_fixture.h"

/* Every row with the number of its instances for the embedded contract, counted by hand. */
static const struct wanted {
    const char *id;
    size_t instances;
} wanted_rows[] = {
    {"size-body-large", 3 * 3},
    {"size-declared-huge", 2 * 2},
    {"size-depth", 5 * (3 + 7)},
    {"size-members", 3 + 2 + 2},
    {"size-long-token", 3 + 2 + 2},
    {"size-decompression-bomb", 2},
    {"size-header-block", 4},
    {"slow-headers", 3 + 2},
    {"slow-body", 5},
    {"frame-host", 1 + 4 + 5},
    {"frame-http-version", 9},
    {"frame-length-absent", 3},
    {"frame-cl-invalid", 13},
    {"frame-cl-conflict", 6 + 4},
    {"frame-cl-repeat", 4},
    {"frame-cl-short", 4},
    {"frame-cl-long", 4 * 2},
    {"frame-cl-te-both", 6},
    {"frame-te-not-final", 5},
    {"frame-te-unknown", 8},
    {"frame-te-obfuscated", 8 * 2},
    {"frame-te-http10", 3},
    {"frame-chunk-invalid", 8 + 1 + 2 + 2},
    {"frame-chunk-extension", 11 + 3},
    {"frame-trailer-fields", 3 + 4},
    {"frame-field-syntax", 5 + 16},
    {"frame-field-folding", 5 + 1},
    {"frame-line-endings", 4 + 3},
    {"frame-request-line", 5 + 4},
    {"frame-absolute-form", 2},
    {"frame-pipelining", 3 + 2},
    {"frame-expect-unknown", 4},
    {"frame-abort", 7 * 2},
    {"sec-injection-query", 16 * (4 + 3) + 9 * 7},
    {"sec-injection-template", 18 * 4},
    {"sec-injection-command-path", 20 * (4 + 3)},
    {"sec-format-string", 10 * (4 + 2)},
    {"sec-markup", 12},
    {"sec-log-forging", 9 + 4 + 4 * 2},
    {"sec-xxe", (6 + 2) * 3},
    {"sec-spreadsheet-formula", 9},
    {"sec-host-poisoning", 8},
    {"sec-cors", 4 * 2},
    {"sec-plaintext-http", 1},
    {"sec-secret-exposure", 5},
    {"sec-parser-differential", 2 * 10},
    {"state-id-unique", 0},
    {"state-id-unique-concurrent", 32},
    {"state-id-unpredictable", 12},
    {"state-created-at-order", 12},
    {"state-client-id-ignored", 2 * 6},
    {"state-client-created-at-ignored", 2 * 5},
    {"state-client-internal-fields", 2 * 20},
    {"state-duplicate-create", 2},
    {"state-idempotency-key", 3},
    {"state-reject-is-atomic", 1},
    {"state-interleave", 48},
    {"state-rate-limit", 1},
    {"state-tenant-isolation", 1},
};
enum { WANTED_ROWS = sizeof wanted_rows / sizeof wanted_rows[0] };

static const struct hp_table *const tables[] = {
    &hp_table_size_depth,
    &hp_table_framing,
    &hp_table_security,
    &hp_table_stateful,
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
    static const uint64_t triples[] = {0, 431, 1301};
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
    enum { NAMES_MAX = 256 };
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

static bool same_steps(const struct hp_request *one, const struct hp_request *two)
{
    bool same = one->step_count == two->step_count && one->replies_wanted == two->replies_wanted;
    for (size_t i = 0; same && i < one->step_count; i++) {
        const struct hp_step *a = &one->steps[i];
        const struct hp_step *b = &two->steps[i];
        same = a->kind == b->kind && a->pause_ms == b->pause_ms && a->repeat == b->repeat &&
               hp_slice_equal(a->bytes, b->bytes);
    }
    return same;
}

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
                one.transfer.fresh_connection == two.transfer.fresh_connection &&
                one.transfer.keep_alive_reuse == two.transfer.keep_alive_reuse &&
                same_steps(&one, &two);
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
    hp_arena_init(&arena, (size_t)1024 * 1024 * 1024);
    uint64_t step = row->combos == HP_COMBOS_ONE ? 1302 : 163;
    for (uint64_t triple = 0; row->instance != NULL && triple < 1302; triple += step) {
        for (size_t i = 0; make(&build, row, triple, i); i++) {
            hp_arena_reset(&arena);
            struct hp_request request = hp_build_request(&build);
            enum hp_body_truth want = build.body_truth;
            bool agrees = want == HP_BODY_NONE ? carries_no_json(&request)
                          : want == HP_BODY_EITHER
                              ? request.has_body && build.expect == HP_EXPECT_ACCEPT_200_OR_4XX
                              : request.has_body && truth_of(request.body, &arena) == want;
            ck_assert_msg(agrees, "%s is not %d: %.*s", hp_buf_cstr(&build.id), (int)want,
                          (int)(request.body.len < 400 ? request.body.len : 400), request.body.at);
        }
    }
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(steps_and_flags_go_together)
{
    const struct hp_row *row = row_at((size_t)_i);
    bool raw = (row->flags & HP_ROW_RAW) != 0;
    bool network = (row->flags & HP_ROW_NETWORK) != 0;
    bool mixed = strcmp(row->id, "size-body-large") == 0;
    ck_assert_msg(!raw || network, "%s", row->id);
    for (size_t i = 0; row->instance != NULL && make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        ck_assert_msg(mixed || (request.steps != NULL) == raw, "%s", hp_buf_cstr(&build.id));
        for (size_t j = 0; j < request.step_count; j++) {
            const struct hp_step *step = &request.steps[j];
            bool bytes = step->kind == HP_STEP_SEND || step->kind == HP_STEP_DRIP;
            ck_assert_msg(bytes == (step->bytes.len > 0), "%s", hp_buf_cstr(&build.id));
            ck_assert_msg(step->pause_ms == 0 || step->kind == HP_STEP_PAUSE ||
                              step->kind == HP_STEP_DRIP,
                          "%s", hp_buf_cstr(&build.id));
        }
    }
}
END_TEST

/* Sixteen of them are under way at once, and a run is to stay small. */
START_TEST(no_body_in_memory_is_larger_than_ten_million_octets)
{
    enum { BYTES_MAX = 10 * 1000 * 1000 };
    const struct hp_row *row = row_at((size_t)_i);
    for (size_t i = 0; row->instance != NULL && make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        ck_assert_uint_lt(request.body.len, BYTES_MAX);
        ck_assert_uint_lt(build.arena.bytes_total, BYTES_MAX + 1024 * 1024);
    }
}
END_TEST

/* How long a case takes by itself, whatever its target does. */
START_TEST(no_case_waits_longer_than_five_seconds)
{
    enum { WAIT_MS_MAX = 5000 };
    const struct hp_row *row = row_at((size_t)_i);
    for (size_t i = 0; row->instance != NULL && make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        uint64_t wait_ms = 0;
        for (size_t j = 0; j < request.step_count; j++) {
            const struct hp_step *step = &request.steps[j];
            wait_ms +=
                step->kind == HP_STEP_DRIP ? step->pause_ms * step->bytes.len : step->pause_ms;
        }
        ck_assert_msg(wait_ms <= WAIT_MS_MAX, "%s waits %llu ms", hp_buf_cstr(&build.id),
                      (unsigned long long)wait_ms);
        ck_assert_msg(wait_ms < 1000 || (row->flags & HP_ROW_SLOW) != 0, "%s waits %llu ms",
                      hp_buf_cstr(&build.id), (unsigned long long)wait_ms);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_wire");
    TCase *tests = case_of(suite, "rows");
    tcase_add_loop_test(tests, row_has_the_instances_written_down_here, 0, WANTED_ROWS);
    tcase_add_test(tests, no_row_is_left_out_here);
    tcase_add_loop_test(tests, instance_names_are_unique_in_their_row, 0, WANTED_ROWS);
    tcase_add_loop_test(tests, instance_is_pure_and_past_the_end_nothing_happens, 0, WANTED_ROWS);
    tcase_add_loop_test(tests, body_is_what_its_instance_says, 0, WANTED_ROWS);
    tcase_add_loop_test(tests, steps_and_flags_go_together, 0, WANTED_ROWS);
    tcase_add_loop_test(tests, no_body_in_memory_is_larger_than_ten_million_octets, 0, WANTED_ROWS);
    tcase_add_loop_test(tests, no_case_waits_longer_than_five_seconds, 0, WANTED_ROWS);
    return suite;
}
