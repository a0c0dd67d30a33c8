/* The nearest case that passes, and what it has that the failing one has not. */
#include "tests/unit/run_shrink_fixture.h"

static bool has_model(const struct hp_case *kase, const char *name)
{
    int index = hp_enum_find(&contract->data_models, hp_slice_of(name));
    return (kase->combo.models >> index & 1) != 0;
}

static int refuses_one_pair(const struct hp_case *kase)
{
    bool type = hp_slice_is(contract->types.values[kase->combo.type], "SYNC_COMPLETED");
    return type && has_model(kase, "CRM_TASKS") ? 422 : 200;
}

static int refuses_the_first_model(const struct hp_case *kase)
{
    return has_model(kase, "ACCOUNTS") ? 422 : 200;
}

static int refuses_empty_headers(const struct hp_case *kase)
{
    return holds(kase->request.body, "\"headers\":{}") ? 422 : 200;
}

static int wants_a_header(const struct hp_case *kase)
{
    return holds(kase->request.body, "x-hookproof-case") ? 200 : 422;
}

static int crashes_on_a_null_wrapper(const struct hp_case *kase)
{
    return holds(kase->request.body, "{\"webhook\":null}") ? 500
           : kase->expect == HP_EXPECT_ACCEPT_200          ? 200
                                                           : 422;
}

static int accepts_all(const struct hp_case *kase)
{
    (void)kase;
    return 200;
}

static int takes_no_body_for_valid(const struct hp_case *kase)
{
    return kase->expect == HP_EXPECT_ACCEPT_200 || kase->request.body.len == 0 ? 200 : 400;
}

static int refuses_all(const struct hp_case *kase)
{
    (void)kase;
    return 404;
}

static int wants_no_key(const struct hp_case *kase)
{
    (void)kase;
    return 200;
}

struct near_row {
    answer_fn *answer;
    const char *id;
    const char *pass, *difference; /* how they begin; NULL: nothing passes */
};

static const struct near_row near_rows[] = {
    {refuses_one_pair, "valid-data-models-all@#plain~SYNC_COMPLETED.CREATE+UPDATE.all", "valid-",
     "passes with data_models [\"ACCOUNTS\"]; fails with [\"CRM_TASKS\"]"},
    {refuses_the_first_model, "valid-operation-subsets@#plain~SYNC_COMPLETED.CREATE.ACCOUNTS",
     "valid-operation-subsets@#plain~",
     "passes with data_models [\"CRM_ADDRESSES\"]; fails with [\"ACCOUNTS\"]"},
    /* As values the two are the same: only the words tell them apart. */
    {refuses_empty_headers,
     "valid-headers-empty@/webhook/headers#empty~SYNC_COMPLETED.UPDATE.BILLS",
     "valid-headers-empty@/webhook/headers#empty-with-blanks~", "passes: "},
    {wants_a_header, "valid-headers-empty@/webhook/headers#empty~SYNC_COMPLETED.UPDATE.BILLS",
     "valid-operation-subsets@#plain~", "passes with headers/x-hookproof-case \""},
    {crashes_on_a_null_wrapper,
     "struct-wrapper-not-object@/webhook#null~SYNC_COMPLETED.UPDATE.BILLS",
     "struct-wrapper-not-object@/webhook#", "passes with webhook "},
    {accepts_all,
     "enum-data-model-unknown@/webhook/data_models/0#word-null~SYNC_COMPLETED.UPDATE.BILLS",
     "valid-operation-subsets@#plain~",
     "passes with data_models [\"ACCOUNTS\"]; fails with [\"null\"]"},
    /* Hundreds of instances that fail alike do not hide the plain request. */
    {accepts_all,
     "enum-case-variants@/webhook/data_models/0#mixed-ITEMS~SYNC_COMPLETED.UPDATE.BILLS",
     "valid-operation-subsets@#plain~",
     "passes with data_models [\"ACCOUNTS\"]; fails with [\"iTeMs\"]"},
    /* A body that is no JSON: the words of the two cases say it. */
    {takes_no_body_for_valid, "json-empty-body@#zero-length~SYNC_COMPLETED.UPDATE.BILLS", "",
     "passes: "},
    /* The bodies are alike. */
    {wants_no_key, "auth-missing@header#absent~SYNC_COMPLETED.UPDATE.BILLS",
     "valid-operation-subsets@#plain~", "passes: a valid request; fails: no credential is sent"},
    {refuses_all, "valid-operation-subsets@#plain~SYNC_COMPLETED.UPDATE.BILLS", NULL, NULL},
};

static void set_up(void)
{
    shrink_set_up(NULL, 0);
}

static bool begins(struct hp_slice text, const char *with)
{
    return hp_slice_starts_with(text, hp_slice_of(with));
}

START_TEST(the_nearest_pass_is_found_and_told)
{
    const struct near_row *row = &near_rows[_i];
    answer = row->answer;
    struct hp_group group = *found(row->id);
    char minimal[HP_CASE_ID_BYTES];
    (void)snprintf(minimal, sizeof(minimal), "%s", shrunk_id(&group));
    group.minimal_case = minimal;
    unsigned before = sent;
    ck_assert_int_eq(hp_neighbour_find(&shrinker, &group, &result), HP_OK);
    ck_assert_uint_le(sent - before, HP_NEIGHBOUR_REQUESTS);
    ck_assert_uint_eq(result.shrunk.requests, sent - before);
    ck_assert_uint_eq(shrinker.group_requests_max, HP_SHRINK_GROUP_REQUESTS);
    struct hp_slice pass = result.shrunk.pass_case;
    struct hp_slice difference = result.shrunk.pass_difference;
    if (row->pass == NULL) {
        ck_assert_uint_eq(pass.len, 0);
        return;
    }
    ck_assert_msg(pass.len > 0 && begins(pass, row->pass), "%.*s", (int)pass.len, pass.at);
    ck_assert_msg(begins(difference, row->difference), "%.*s", (int)difference.len, difference.at);
    /* It does pass. */
    struct hp_error error = {0};
    struct hp_case kase;
    hp_case_init(&kase);
    ck_assert_int_eq(hp_plan_find(plan, pass, &kase, &error), HP_OK);
    int status = row->answer(&kase);
    ck_assert(kase.expect == HP_EXPECT_ACCEPT_200 ? status == 200 : status / 100 == 4);
    hp_case_deinit(&kase);
}
END_TEST

START_TEST(a_long_value_is_cut)
{
    answer = accepts_all;
    struct hp_group group =
        *found("type-name-nonstring@/webhook/name#array-empty~SYNC_COMPLETED.UPDATE.BILLS");
    (void)shrunk_id(&group);
    ck_assert_int_eq(hp_neighbour_find(&shrinker, &group, &result), HP_OK);
    ck_assert_uint_lt(result.shrunk.pass_difference.len, 400);
}
END_TEST

START_TEST(what_passed_on_the_way_is_not_sent_again)
{
    answer = refuses_one_pair;
    struct hp_group group =
        *found("valid-operation-subsets@#plain~SYNC_COMPLETED.CREATE.CRM_TASKS");
    (void)shrunk_id(&group);
    unsigned before = sent;
    ck_assert_uint_gt(result.pass_count, 0);
    ck_assert_int_eq(hp_neighbour_find(&shrinker, &group, &result), HP_OK);
    ck_assert_uint_eq(sent, before);
    ck_assert_uint_gt(result.shrunk.pass_case.len, 0);
}
END_TEST

START_TEST(the_key_is_never_told)
{
    answer = wants_no_key;
    struct hp_group group = *found("auth-wrong-location@#body-headers~SYNC_COMPLETED.UPDATE.BILLS");
    (void)shrunk_id(&group);
    ck_assert_int_eq(hp_neighbour_find(&shrinker, &group, &result), HP_OK);
    ck_assert_uint_gt(result.shrunk.pass_difference.len, 0);
    ck_assert(!holds(result.shrunk.pass_difference, "the-key"));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_neighbour");
    TCase *tcase = tcase_create("neighbours");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, set_up, shrink_tear_down);
    tcase_add_loop_test(tcase, the_nearest_pass_is_found_and_told, 0, COUNT_OF(near_rows));
    tcase_add_test(tcase, a_long_value_is_cut);
    tcase_add_test(tcase, what_passed_on_the_way_is_not_sent_again);
    tcase_add_test(tcase, the_key_is_never_told);
    suite_add_tcase(suite, tcase);
    return suite;
}
