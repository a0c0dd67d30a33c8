/* The plans of a self-test: shared where the cases are the same, and of no influence on a run. */
#include <check.h>
#include <pthread.h>

#include "cases/cases.h"
#include "harness/cli/detect.h"
#include "tests/support/suite_main.h"

static const char *const wide[] = {"struct-*", "valid-doc-example"};
static const char *const narrow[] = {"struct-wrapper-*"};

static struct hp_contract *contract;

static void open_contract(void)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_contract_open(NULL, &contract, &error) == HP_OK, "%s", error.text);
    ck_assert_int_eq(hp_target_setup(&error), HP_OK);
}

static void close_contract(void)
{
    hp_contract_free(contract);
    contract = NULL;
}

static struct hp_run_options options_of(const char *const *include, size_t include_count)
{
    struct hp_error error = {0};
    struct hp_run_options options = {
        .contract = contract,
        .settings = hp_settings_doc,
        .plan = {.depth = HP_DEPTH_SMOKE,
                 .seed = HP_SEED_DEFAULT,
                 .api_key = HP_SLICE("k3y-0123456789"),
                 .include = include,
                 .include_count = include_count},
        .target = {.address = "builtin", .connections = 1, .timeout_ms = 1000},
    };
    options.rows = hp_cases_rows(&options.row_count);
    ck_assert_int_eq(hp_address_parse("builtin", &options.address, &error), HP_OK);
    return options;
}

static const struct hp_prepared *taken(struct hp_detect_plans *plans, struct hp_run_options *run)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_detect_plans_take(plans, run, &error) == HP_OK, "%s", error.text);
    ck_assert_ptr_nonnull(run->prepared);
    return run->prepared;
}

START_TEST(the_same_globs_depth_and_seed_share_a_plan_and_no_others_do)
{
    struct hp_detect_plans *plans = hp_detect_plans_new();
    struct hp_run_options first = options_of(wide, 2);
    struct hp_run_options same = options_of(wide, 2);
    struct hp_run_options excluding = options_of(wide, 2);
    struct hp_run_options fewer = options_of(narrow, 1);
    struct hp_run_options seeded = options_of(wide, 2);
    struct hp_run_options deeper = options_of(wide, 2);
    excluding.plan.exclude = narrow;
    excluding.plan.exclude_count = 1;
    seeded.plan.seed = 7;
    deeper.plan.depth = HP_DEPTH_STANDARD;
    struct hp_run_options *others[] = {&excluding, &fewer, &seeded, &deeper};
    const struct hp_prepared *prepared = taken(plans, &first);
    ck_assert_ptr_eq(taken(plans, &same), prepared);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        ck_assert_ptr_ne(taken(plans, others[i]), prepared);
        ck_assert_uint_ne(hp_plan_hash(others[i]->prepared->plan), hp_plan_hash(prepared->plan));
    }
    ck_assert_ptr_eq(taken(plans, &same), prepared);
    hp_detect_plans_free(plans);
}
END_TEST

START_TEST(globs_that_select_nothing_are_an_error)
{
    static const char *const nothing[] = {"no-such-row"};
    struct hp_detect_plans *plans = hp_detect_plans_new();
    struct hp_run_options run = options_of(nothing, 1);
    struct hp_error error = {0};
    ck_assert_int_eq(hp_detect_plans_take(plans, &run, &error), HP_ERR_USAGE);
    ck_assert_ptr_null(run.prepared);
    hp_detect_plans_free(plans);
}
END_TEST

struct outcome {
    struct hp_detect_plans *plans;
    const struct hp_run_options *run;
    struct hp_detection detection;
    enum hp_status status;
};

static void *detect(void *context)
{
    struct outcome *outcome = context;
    struct hp_error error = {0};
    outcome->status = hp_detect(outcome->run, outcome->plans, hp_defect_find("struct-flat"), false,
                                &outcome->detection, &error);
    return NULL;
}

START_TEST(runs_that_share_a_plan_at_once_find_what_one_with_its_own_finds)
{
    struct hp_run_options run = options_of(wide, 2);
    struct hp_detect_plans *plans = hp_detect_plans_new();
    struct hp_detect_plans *own = hp_detect_plans_new();
    struct outcome alone = {.plans = own, .run = &run};
    struct outcome both[2] = {{.plans = plans, .run = &run}, {.plans = plans, .run = &run}};
    pthread_t threads[2];
    (void)detect(&alone);
    ck_assert_int_eq(alone.status, HP_OK);
    ck_assert(alone.detection.right);
    ck_assert_str_eq(alone.detection.first, "struct-wrapper-missing");
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, detect, &both[i]), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        const struct hp_detection *detection = &both[i].detection;
        ck_assert_int_eq(both[i].status, HP_OK);
        ck_assert_uint_eq(detection->sent, alone.detection.sent);
        ck_assert_uint_eq(detection->causes, alone.detection.causes);
        ck_assert_str_eq(detection->sample, alone.detection.sample);
    }
    hp_detect_plans_free(plans);
    hp_detect_plans_free(own);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cli_detect_plans");
    TCase *plans = tcase_create("plans");
    tcase_add_checked_fixture(plans, open_contract, close_contract);
    tcase_add_test(plans, the_same_globs_depth_and_seed_share_a_plan_and_no_others_do);
    tcase_add_test(plans, globs_that_select_nothing_are_an_error);
    tcase_add_test(plans, runs_that_share_a_plan_at_once_find_what_one_with_its_own_finds);
    suite_add_tcase(suite, plans);
    return suite;
}
