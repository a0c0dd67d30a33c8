/* The rows on valid requests, structure, types, enums and arrays: every instance has a name of its
 * own, is pure, and sends a body that is what its row says it is. */
#include "tests/support/suite_main.h"

#include "cases/cases.h"
#include "harness/json/tree.h"
#include "harness/plan/build.h"
#include "harness/plan/plan.h"

/* Every row, with the number of its instances for the embedded contract. */
struct wanted {
    const char *id;
    size_t instances;
};

static const struct wanted wanted_rows[] = {
    {"valid-doc-example", 1},
    {"valid-triples-exhaustive", 1},
    {"valid-operation-subsets", 1},
    {"valid-operation-orders", 1},
    {"valid-data-model-pairs", 1},
    {"valid-data-models-all", 1},
    {"valid-random-subsets", 2},
    {"valid-headers-empty", 2},
    {"valid-headers-many", 6},
    {"valid-headers-omitted", 1},
    {"valid-name-lengths", 5},
    {"valid-name-unicode", 2 * 12},
    {"valid-url-forms", 18},
    {"valid-url-http-scheme", 3},
    {"valid-json-whitespace", 20},
    {"valid-json-member-order", 1 + 5 + 24},
    {"valid-json-escapes", 16 * 4 + 3},
    {"valid-media-type-forms", 12},
    {"valid-header-name-case", 4},
    {"valid-transfer-forms", 20},
    {"struct-root-not-object", 15},
    {"struct-root-empty", 2},
    {"struct-wrapper-missing", 3},
    {"struct-wrapper-renamed", 9 + 4},
    {"struct-wrapper-not-object", 15},
    {"struct-wrapper-empty", 2},
    {"struct-wrapper-nested", 3},
    {"struct-missing-scalar", 7},
    {"struct-missing-array", 3},
    {"struct-unknown-root-member", 2 * 9},
    {"struct-unknown-webhook-member", 2 * 11},
    {"struct-duplicate-equal", 6 * 3 + 2},
    {"struct-duplicate-conflict", 4 * 6},
    /* upper, title, last letter, split, other number, two blanks, two NULs for six names; camel,
     * hyphens and joined for the one with an underscore. */
    {"struct-member-name-variants", 6 * 9 + 3},
    {"struct-empty-member-name", 3 * 2},
    {"struct-reserved-member-names", 2 * 13},
    {"type-name-nonstring", 13},
    {"type-url-nonstring", 13},
    {"type-type-nonstring", 13},
    {"type-operations-scalar", 9 + 4},
    {"type-operations-null", 1},
    {"type-operations-object", 5},
    {"type-operations-items", 2 * 13},
    {"type-data-models-scalar", 9 + 4},
    {"type-data-models-null", 1},
    {"type-data-models-object", 5},
    {"type-data-models-items", 2 * 13},
    {"type-headers-nonobject", 9 + 5},
    {"type-headers-null", 1},
    {"type-headers-pair-array", 6},
    {"type-header-value-nonstring", 13},
    {"type-number-extremes", 6 * 13},
    {"enum-type-unknown", 7},
    {"enum-operation-unknown", 9},
    {"enum-data-model-unknown", 7},
    {"enum-case-variants", 68 * 3},
    {"enum-separator-variants", 56 * 7},
    {"enum-whitespace-padded", 68 * 8},
    {"enum-empty-string", 5},
    {"enum-one-edit", 3688},
    {"enum-prefix-suffix", 863 + 68 * 7},
    {"enum-cross-field", 65 + 65 + 6},
    {"enum-later-version", 5},
    {"enum-wildcard", 9},
    {"enum-unicode-lookalike", 68 * 4 + 29},
    {"enum-nul-suffix", 68 * 2},
    {"enum-mixed-valid-invalid", 2 * 3 * 5},
    {"array-operations-empty-dmc", 2},
    {"array-data-models-empty-dmc", 2},
    {"array-operations-empty-other", 2},
    {"array-data-models-empty-other", 2},
    {"array-omitted-other", 3},
    {"array-duplicate-items", 2 * 6},
    {"array-over-cardinality", 10},
    {"array-huge", 2 * 2},
    {"array-echo-order", 0},
};

enum { WANTED_ROWS = sizeof(wanted_rows) / sizeof(wanted_rows[0]) };

static const struct hp_table *const tables[] = {
    &hp_table_valid,       &hp_table_structure, &hp_table_type_confusion,
    &hp_table_enum_values, &hp_table_arrays,
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

/* One contract, two builds, and what they start from. */
static struct hp_contract *contract;
static struct hp_base base;
static struct hp_build build;
static struct hp_build again;

static void setup(void)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_contract_open(NULL, &contract, &error) == HP_OK, "%s", error.text);
    base = (struct hp_base){contract, 7, HP_SLICE("k-test-0123456789"), contract->path};
    hp_build_init(&build);
    hp_build_init(&again);
}

/* Another contract: a wrapper called otherwise; values in lower case; values that are a prefix, one
 * deletion and one transposition of others; and a value that the rows know of another version. */
static const char *const substitutions[][2] = {
    {"\"webhook\"", "\"data\""},        {"\"CREATE\"", "\"create\""},
    {"\"BILLS\"", "\"BILL\""},          {"\"CRM_LEADS\"", "\"CRM_DEALSX\""},
    {"\"CRM_NOTES\"", "\"CRM_DELAS\""}, {"\"CRM_TASKS\"", "\"PROJECTS\""},
};

static void substitute(struct hp_buf *text, struct hp_slice from, struct hp_slice to)
{
    size_t at = 0;
    for (;;) {
        struct hp_slice rest = {text->bytes + at, text->length - at};
        size_t found = hp_slice_find(rest, from);
        if (found == rest.len) {
            break;
        }
        hp_buf_splice(text, at + found, from.len, to);
        at += found + to.len;
    }
    ck_assert_uint_gt(at, 0);
}

static void setup_another_contract(void)
{
    setup();
    hp_contract_free(contract);
    struct hp_buf text;
    hp_buf_init(&text, HP_CONTRACT_BYTES_MAX);
    hp_buf_slice(&text, hp_contract_embedded());
    for (size_t i = 0; i < sizeof(substitutions) / sizeof(substitutions[0]); i++) {
        substitute(&text, hp_slice_of(substitutions[i][0]), hp_slice_of(substitutions[i][1]));
    }
    struct hp_error error = {0};
    ck_assert_msg(hp_contract_load(hp_buf_view(&text), "another", &contract, &error) == HP_OK, "%s",
                  error.text);
    hp_buf_deinit(&text);
    base.contract = contract;
    base.target = contract->path;
}

static void teardown(void)
{
    hp_build_deinit(&build);
    hp_build_deinit(&again);
    hp_contract_free(contract);
}

/* The index-th combination that the row may meet; any type of the right kind. */
static struct hp_combo combo_for(const struct hp_row *row, uint64_t index)
{
    struct hp_combo combo;
    for (uint64_t i = 0; i < hp_combo_triples(contract); i++) {
        hp_combo_triple(contract, i, &combo);
        bool operations = (contract->operations_required_for >> combo.type & 1) != 0;
        bool models = (contract->data_models_required_for >> combo.type & 1) != 0;
        bool fits = row->combos == HP_COMBOS_OPERATIONS_REQUIRED ? operations
                    : row->combos == HP_COMBOS_MODELS_REQUIRED   ? models
                    : row->combos == HP_COMBOS_OPERATIONS_FREE   ? !operations
                    : row->combos == HP_COMBOS_MODELS_FREE       ? !models
                                                                 : true;
        if (fits && index-- == 0) {
            break;
        }
    }
    return combo;
}

static bool make(struct hp_build *out, const struct hp_row *row, const struct hp_combo *combo,
                 size_t index)
{
    hp_build_begin(out, &base, row, combo, NULL);
    bool made = row->instance(out, index);
    ck_assert_msg(!hp_build_failed(out), "%s: memory or a bound refused instance %zu", row->id,
                  index);
    return made;
}

static size_t instances_of(const struct hp_row *row, const struct hp_combo *combo)
{
    size_t count = 0;
    while (make(&build, row, combo, count)) {
        count++;
    }
    return count;
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
    struct hp_combo combo = combo_for(row, 0);
    ck_assert_uint_eq(instances_of(row, &combo), wanted_rows[_i].instances);
    combo = combo_for(row, 431);
    ck_assert_uint_eq(instances_of(row, &combo), wanted_rows[_i].instances);
}
END_TEST

static const struct wanted wanted_elsewhere[] = {
    {"struct-wrapper-renamed", 9 + 3}, /* data is the name now, and the next ones stay */
    {"struct-unknown-root-member", 2 * 8},
    {"enum-case-variants", 68 * 3 - 1},
    {"enum-one-edit", 3681},
    {"enum-prefix-suffix", 1334},
    {"enum-later-version", 4},
};

START_TEST(number_of_instances_follows_another_contract)
{
    for (size_t i = 0; i < WANTED_ROWS; i++) {
        const struct hp_row *row = row_at(i);
        if (strcmp(row->id, wanted_elsewhere[_i].id) == 0) {
            struct hp_combo combo = combo_for(row, 3);
            ck_assert_uint_eq(instances_of(row, &combo), wanted_elsewhere[_i].instances);
            return;
        }
    }
    ck_abort_msg("no row %s", wanted_elsewhere[_i].id);
}
END_TEST

static bool is_name(struct hp_slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '_' && c != '.' && c != '-') {
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
    enum { NAMES_MAX = 8192 };
    static char *names[NAMES_MAX];
    const struct hp_row *row = row_at((size_t)_i);
    if (row->instance == NULL) {
        return;
    }
    struct hp_combo combo = combo_for(row, 5);
    size_t count = 0;
    while (make(&build, row, &combo, count)) {
        ck_assert_msg(is_name(hp_buf_view(&build.instance)), "%s: bad name %s", row->id,
                      hp_buf_cstr(&build.instance));
        ck_assert_msg(build.why.length > 0, "%s: no why for %s", row->id,
                      hp_buf_cstr(&build.instance));
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
                a->expect == b->expect && a->body_truth == b->body_truth && a->echo == b->echo &&
                a->level == b->level &&
                memcmp(&one.transfer, &two.transfer, sizeof(one.transfer)) == 0;
    for (size_t i = 0; same && i < one.field_count; i++) {
        same = hp_slice_equal(one.fields[i].name, two.fields[i].name) &&
               hp_slice_equal(one.fields[i].value, two.fields[i].value);
    }
    return same;
}

START_TEST(instance_is_pure)
{
    const struct hp_row *row = row_at((size_t)_i);
    if (row->instance == NULL) {
        return;
    }
    struct hp_combo combo = combo_for(row, 77);
    size_t count = 0;
    for (; make(&build, row, &combo, count); count++) {
        ck_assert(make(&again, row, &combo, count));
        ck_assert_msg(same_request(&build, &again), "%s differs", hp_buf_cstr(&build.id));
    }
    hp_build_begin(&again, &base, row, &combo, NULL);
    ck_assert_msg(same_request(&build, &again), "%s: past the end something changed", row->id);
    ck_assert(!make(&build, row, &combo, count + 1));
    ck_assert(!make(&build, row, &combo, SIZE_MAX / 2));
}
END_TEST

/* What the second judge says of a body. */
static enum hp_body_truth truth_of(struct hp_slice body, struct hp_arena *arena)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    hp_arena_reset(arena);
    ck_assert(hp_json_parse(arena, body, &hp_json_limits_default, &scan, &root) == HP_OK);
    if (root == NULL) {
        return HP_BODY_NOT_JSON;
    }
    return hp_schema_validate(contract->request, root, arena, NULL) ? HP_BODY_VALID
                                                                    : HP_BODY_BREAKS;
}

START_TEST(body_is_what_its_instance_says)
{
    const struct hp_row *row = row_at((size_t)_i);
    if (row->instance == NULL) {
        return;
    }
    struct hp_arena arena;
    hp_arena_init(&arena, (size_t)2 * 1024 * 1024 * 1024);
    size_t combos = (row->flags & HP_ROW_HEAVY) != 0 ? 1 : 9;
    for (size_t c = 0; c < combos; c++) {
        struct hp_combo combo = combo_for(row, c * 41);
        for (size_t i = 0; make(&build, row, &combo, i); i++) {
            struct hp_slice body = hp_build_request(&build).body;
            enum hp_body_truth truth = truth_of(body, &arena);
            bool agrees = truth == build.body_truth ||
                          (build.body_truth == HP_BODY_EITHER && truth != HP_BODY_NOT_JSON);
            ck_assert_msg(agrees, "%s: says %d, is %d: %.*s", hp_buf_cstr(&build.id),
                          (int)build.body_truth, (int)truth, (int)(body.len < 400 ? body.len : 400),
                          body.at);
        }
    }
    hp_arena_deinit(&arena);
}
END_TEST

/* A row that accepts must send a valid body, one that refuses a broken one: whatever an instance
 * overrides. */
START_TEST(expectation_and_body_go_together)
{
    const struct hp_row *row = row_at((size_t)_i);
    if (row->instance == NULL) {
        return;
    }
    for (size_t c = 0; c < 9; c++) {
        struct hp_combo combo = combo_for(row, c * 41);
        for (size_t i = 0; make(&build, row, &combo, i); i++) {
            const char *id = hp_buf_cstr(&build.id);
            if (build.expect == HP_EXPECT_ACCEPT_200) {
                ck_assert_msg(build.body_truth == HP_BODY_VALID, "%s", id);
            } else if (build.expect == HP_EXPECT_REJECT_4XX) {
                ck_assert_msg(build.body_truth == HP_BODY_BREAKS, "%s", id);
            } else {
                ck_assert_msg(build.expect == HP_EXPECT_ACCEPT_200_OR_4XX, "%s", id);
            }
        }
    }
}
END_TEST

/* The same over the plan as it is run, with its own choice of combinations. */
START_TEST(every_case_of_the_standard_plan_is_what_it_says)
{
    const struct hp_row *rows[WANTED_ROWS];
    for (size_t i = 0; i < WANTED_ROWS; i++) {
        rows[i] = row_at(i);
    }
    struct hp_plan_options options = {
        .depth = HP_DEPTH_STANDARD, .seed = 7, .api_key = base.api_key};
    struct hp_plan *plan = NULL;
    struct hp_error error = {0};
    ck_assert_msg(hp_plan_new(contract, rows, WANTED_ROWS, &options, &plan, &error) == HP_OK, "%s",
                  error.text);
    struct hp_arena arena;
    hp_arena_init(&arena, (size_t)2 * 1024 * 1024 * 1024);
    struct hp_plan_cursor cursor = {0};
    struct hp_case kase;
    hp_case_init(&kase);
    uint64_t cases = 0;
    for (; hp_plan_next(plan, &cursor, &kase, &error); cases++) {
        enum hp_body_truth truth = truth_of(kase.request.body, &arena);
        ck_assert_msg(truth == kase.body_truth ||
                          (kase.body_truth == HP_BODY_EITHER && truth != HP_BODY_NOT_JSON),
                      "%.*s: says %d, is %d", (int)kase.id.len, kase.id.at, (int)kase.body_truth,
                      (int)truth);
        ck_assert_uint_lt(kase.id.len, HP_CASE_ID_BYTES);
    }
    ck_assert_msg(error.status == HP_OK, "%s", error.text);
    ck_assert_uint_eq(cases, hp_plan_size(plan));
    ck_assert_uint_ge(cases, 12000);
    hp_case_deinit(&kase);
    hp_arena_deinit(&arena);
    hp_plan_free(plan);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_values");
    TCase *rows = tcase_create("rows");
    tcase_set_timeout(rows, 120);
    tcase_add_checked_fixture(rows, setup, teardown);
    tcase_add_loop_test(rows, row_has_the_instances_written_down_here, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, instance_names_are_unique_in_their_row, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, instance_is_pure, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, body_is_what_its_instance_says, 0, WANTED_ROWS);
    tcase_add_loop_test(rows, expectation_and_body_go_together, 0, WANTED_ROWS);
    tcase_add_test(rows, every_case_of_the_standard_plan_is_what_it_says);
    suite_add_tcase(suite, rows);

    TCase *another = tcase_create("another contract");
    tcase_set_timeout(another, 120);
    tcase_add_checked_fixture(another, setup_another_contract, teardown);
    tcase_add_loop_test(another, number_of_instances_follows_another_contract, 0,
                        sizeof(wanted_elsewhere) / sizeof(wanted_elsewhere[0]));
    tcase_add_loop_test(another, instance_names_are_unique_in_their_row, 0, WANTED_ROWS);
    tcase_add_loop_test(another, instance_is_pure, 0, WANTED_ROWS);
    tcase_add_loop_test(another, body_is_what_its_instance_says, 0, WANTED_ROWS);
    suite_add_tcase(suite, another);
    return suite;
}
