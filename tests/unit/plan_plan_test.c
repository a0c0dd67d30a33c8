/* What a plan says of itself: coverage, canary, faults of rows, memory and time. */
#include "harness/plan/plan.h"

#include <time.h>

#include "harness/base/alloc.h"
#include "tests/unit/plan_session.h"

static struct hp_coverage coverage_of(const char *glob, unsigned strength)
{
    include_only(&glob);
    options.strength = strength;
    hp_plan_free(plan);
    plan = new_plan();
    struct hp_coverage coverage;
    struct hp_error error = {HP_OK, ""};
    ck_assert_int_eq(hp_plan_coverage(plan, &coverage, &error), HP_OK);
    ck_assert_uint_eq(coverage.triples.total, 1302);
    ck_assert_uint_eq(coverage.t2.total, 10213);
    ck_assert_uint_eq(coverage.t3.total, 475577);
    return coverage;
}

START_TEST(the_covering_array_covers_all_pairs_and_triples_of_choices)
{
    struct hp_coverage two = coverage_of("valid-covering", 2);
    ck_assert_uint_eq(two.t2.covered, two.t2.total);
    ck_assert_uint_lt(two.t3.covered, two.t3.total);
    struct hp_coverage three = coverage_of("valid-covering", 3);
    ck_assert_uint_eq(three.t2.covered, three.t2.total);
    ck_assert_uint_eq(three.t3.covered, three.t3.total);
}
END_TEST

static const struct {
    const char *glob;
    uint64_t triples;
} triples[] = {
    {"valid-subsets", 1302},
    {"valid-singles", 558},
    {"valid-pairs", 0},
    {"valid-documented", 1},
    {"valid-orders", 45}, /* each order has another data model */
    {"wrong-three", 0},   /* what is refused exercises nothing */
    {"method-one", 0},    /* nor does a valid body in a request that is refused */
    {"valid-subsets@*.BILLS", 21},
};

START_TEST(triples_are_counted_from_valid_cases_of_one_data_model)
{
    struct hp_coverage coverage = coverage_of(triples[_i].glob, 2);
    ck_assert_uint_eq(coverage.triples.covered, triples[_i].triples);
}
END_TEST

START_TEST(classes_count_only_where_the_base_document_is_sent_as_it_is)
{
    struct hp_coverage documented = coverage_of("valid-documented", 2);
    ck_assert_uint_eq(documented.t2.covered, 66 * 65 / 2);
    struct hp_coverage structural = coverage_of("valid-all@*.DELETE.*", 2);
    ck_assert_uint_eq(hp_plan_size(plan), 1);
    ck_assert_uint_eq(structural.t2.covered, 69 * 68 / 2);
}
END_TEST

START_TEST(the_standard_plan_covers_all_triples_and_pairs_in_no_time)
{
    plan = new_plan();
    struct hp_coverage coverage;
    clock_t from = clock();
    ck_assert_int_eq(hp_plan_coverage(plan, &coverage, NULL), HP_OK);
    printf("coverage of %llu cases: %.3f s; t3 %llu of %llu\n",
           (unsigned long long)hp_plan_size(plan), (double)(clock() - from) / CLOCKS_PER_SEC,
           (unsigned long long)coverage.t3.covered, (unsigned long long)coverage.t3.total);
    ck_assert_uint_eq(coverage.triples.covered, 1302);
    ck_assert_uint_eq(coverage.t2.covered, coverage.t2.total);
    ck_assert_uint_gt(coverage.t3.covered, coverage.t3.total / 2);
}
END_TEST

START_TEST(the_canary_is_the_example_under_example_com)
{
    plan = new_plan();
    ck_assert_int_eq(hp_plan_canary(plan, false, &kase, NULL), HP_OK);
    struct hp_slice body = kase.request.body;
    ck_assert_uint_lt(hp_slice_find(body, HP_SLICE("\"https://example.com/hooks/")), body.len);
    ck_assert_uint_lt(hp_slice_find(body, HP_SLICE("\"name\":\"webhook 1\"")), body.len);
    ck_assert_uint_lt(hp_slice_find(body, HP_SLICE("\"type\":\"CONNECTION_CHANGED\"")), body.len);
    ck_assert_uint_lt(hp_slice_find(body, HP_SLICE("\"data_models\":[\"ACCOUNTS\"]")), body.len);
    ck_assert_uint_lt(hp_slice_find(body, HP_SLICE("{\"api_key\":\"fhsjd\"}")), body.len);
    ck_assert_uint_eq(hp_slice_find(body, HP_SLICE("webhook.site")), body.len);
    ck_assert_int_eq(kase.expect, HP_EXPECT_ACCEPT_200);
    ck_assert_uint_eq(
        hp_field_count(kase.request.fields, kase.request.field_count, HP_SLICE("api_key")), 1);
}
END_TEST

START_TEST(the_canary_without_key_differs_in_the_key_alone)
{
    plan = new_plan();
    ck_assert_int_eq(hp_plan_canary(plan, true, &kase, NULL), HP_OK);
    ck_assert_uint_eq(kase.request.field_count, 1);
    ck_assert_uint_eq(
        hp_field_count(kase.request.fields, kase.request.field_count, HP_SLICE("api_key")), 0);
    ck_assert_uint_lt(hp_slice_find(kase.request.body, HP_SLICE("webhook 1")),
                      kase.request.body.len);
    ck_assert_int_eq(kase.expect, HP_EXPECT_REJECT_401_403);
}
END_TEST

START_TEST(the_documented_row_sends_the_example_and_says_its_combination)
{
    const char *glob = "valid-documented";
    include_only(&glob);
    plan = new_plan();
    struct hp_plan_cursor cursor = {0};
    ck_assert(next(plan, &cursor));
    ck_assert(hp_slice_equal(kase.request.body, contract->example_request));
    ck_assert(hp_slice_is(kase.id, "valid-documented@#plain~CONNECTION_CHANGED.CREATE.ACCOUNTS"));
    ck_assert(hp_slice_is(kase.why, "The example"));
    ck_assert(!next(plan, &cursor));
}
END_TEST

START_TEST(a_target_path_replaces_the_contracts)
{
    options.target_path = HP_SLICE("/other/path");
    plan = new_plan();
    struct hp_plan_cursor cursor = {0};
    ck_assert(next(plan, &cursor));
    ck_assert(hp_slice_is(kase.request.target, "/other/path"));
}
END_TEST

static bool ragged(struct hp_build *build, size_t index)
{
    if (index >= build->content.operation_count) {
        return false;
    }
    hp_instance(build, (struct hp_site){HP_ROLE_OPERATIONS, (int)index}, "item");
    return true;
}

static bool endless(struct hp_build *build, size_t index)
{
    hp_instance(build, rows_root, "n%zu", index);
    return true;
}

static bool nameless(struct hp_build *build, size_t index)
{
    (void)build;
    return index == 0;
}

static const struct {
    hp_instance_fn *instance;
    const char *says;
} faulty[] = {
    {ragged, "depends on the combination"}, {endless, "never runs out"}, {nameless, "has no name"}};

START_TEST(a_row_that_breaks_the_rules_is_a_fault_of_ours)
{
    struct hp_row row = rows_table[ROWS_SPREAD];
    row.instance = faulty[_i].instance;
    const struct hp_row *list[] = {&row};
    struct hp_error error = {HP_OK, ""};
    enum hp_status status = hp_plan_new(contract, list, 1, &options, &plan, &error);
    if (status == HP_OK) {
        struct hp_plan_cursor cursor = {0};
        ck_assert(!hp_plan_next(plan, &cursor, &kase, &error));
    }
    ck_assert_int_eq(error.status, HP_ERR_INTERNAL);
    ck_assert_msg(strstr(error.text, faulty[_i].says) != NULL, "%s", error.text);
}
END_TEST

START_TEST(memory_does_not_grow_with_the_walk)
{
    const char *glob = "wrong-many";
    include_only(&glob);
    options.depth = HP_DEPTH_FULL;
    plan = new_plan();
    struct hp_plan_cursor cursor = {0};
    for (int i = 0; i < 2000; i++) {
        ck_assert(next(plan, &cursor));
    }
    hp_alloc_fail_at(0); /* starts counting anew */
    for (int i = 0; i < 200000; i++) {
        ck_assert(next(plan, &cursor));
    }
    ck_assert_uint_eq(hp_alloc_calls(), 0);
}
END_TEST

/* Many cases, little time: prints what one costs. */
START_TEST(building_is_fast)
{
    plan = new_plan();
    clock_t from = clock();
    struct hp_plan_cursor cursor = {0};
    while (next(plan, &cursor)) {
    }
    double seconds = (double)(clock() - from) / CLOCKS_PER_SEC;
    printf("%.0f ns a case\n", seconds * 1e9 / (double)hp_plan_size(plan));
    ck_assert(seconds < 5);
}
END_TEST

START_TEST(refused_memory_is_reported_and_nothing_leaks)
{
    const char *globs[] = {"wrong-three@*", "valid-covering", "method-one@*#GET*"};
    options.include = globs;
    options.include_count = 3;
    options.shard = 1;
    options.shards = 2;
    for (uint64_t n = 1;; n++) {
        struct hp_error error = {HP_OK, ""};
        hp_alloc_fail_at(n);
        struct hp_plan *made = NULL;
        enum hp_status status =
            hp_plan_new(contract, rows_list(), ROWS_COUNT, &options, &made, &error);
        bool reached = hp_alloc_calls() >= n;
        hp_alloc_fail_at(0);
        hp_plan_free(made);
        if (!reached) {
            ck_assert_int_eq(status, HP_OK);
            ck_assert_uint_gt(n, 10);
            return;
        }
        ck_assert_msg(status == HP_ERR_NOMEM, "allocation %llu: status %d, %s",
                      (unsigned long long)n, status, error.text);
        ck_assert_ptr_null(made);
    }
}
END_TEST

Suite *hp_suite(void)
{
    TCase *tcase = NULL;
    Suite *suite = session_suite("plan/plan", &tcase);
    tcase_add_test(tcase, the_covering_array_covers_all_pairs_and_triples_of_choices);
    tcase_add_loop_test(tcase, triples_are_counted_from_valid_cases_of_one_data_model, 0,
                        COUNT_OF(triples));
    tcase_add_test(tcase, classes_count_only_where_the_base_document_is_sent_as_it_is);
    tcase_add_test(tcase, the_standard_plan_covers_all_triples_and_pairs_in_no_time);
    tcase_add_test(tcase, the_canary_is_the_example_under_example_com);
    tcase_add_test(tcase, the_canary_without_key_differs_in_the_key_alone);
    tcase_add_test(tcase, the_documented_row_sends_the_example_and_says_its_combination);
    tcase_add_test(tcase, a_target_path_replaces_the_contracts);
    tcase_add_loop_test(tcase, a_row_that_breaks_the_rules_is_a_fault_of_ours, 0, COUNT_OF(faulty));
    tcase_add_test(tcase, memory_does_not_grow_with_the_walk);
    tcase_add_test(tcase, building_is_fast);
    tcase_add_test(tcase, refused_memory_is_reported_and_nothing_leaks);
    return suite;
}
