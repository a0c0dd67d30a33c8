/* From a failing case to the smallest one that fails in the same way. */
#include "tests/unit/run_shrink_fixture.h"

/* ---- targets ---- */

static bool has_model(const struct hp_case *kase, const char *name)
{
    int index = hp_enum_find(&contract->data_models, hp_slice_of(name));
    return (kase->combo.models >> index & 1) != 0;
}

static bool has_type(const struct hp_case *kase, const char *name)
{
    return hp_slice_is(contract->types.values[kase->combo.type], name);
}

static int refuses_one_pair(const struct hp_case *kase)
{
    return has_type(kase, "SYNC_COMPLETED") && has_model(kase, "CRM_TASKS") ? 422 : 200;
}

static int refuses_two_models_together(const struct hp_case *kase)
{
    return has_model(kase, "BILLS") && has_model(kase, "CRM_USERS") ? 422 : 200;
}

static int refuses_two_operations_together(const struct hp_case *kase)
{
    return holds(kase->request.body, "CREATE") && holds(kase->request.body, "DELETE") ? 422 : 200;
}

static int refuses_all(const struct hp_case *kase)
{
    (void)kase;
    return 404;
}

static int refuses_the_first_model(const struct hp_case *kase)
{
    return has_model(kase, "ACCOUNTS") ? 422 : 200;
}

static int accepts_all(const struct hp_case *kase)
{
    (void)kase;
    return 200;
}

static int crashes_when_plain(const struct hp_case *kase)
{
    return has_model(kase, "CRM_TASKS") ? 422 : 500;
}

static int is_silent(const struct hp_case *kase)
{
    (void)kase;
    return NO_ANSWER;
}

static int answers_201(const struct hp_case *kase)
{
    (void)kase;
    return 201;
}

/* The second answer to anything is a good one. */
static int fails_once(const struct hp_case *kase)
{
    static unsigned asked;
    (void)kase;
    return asked++ == 0 ? 422 : 200;
}

/* ---- rows of this test: wrong, and larger than they need be ---- */

#define LONG "0123456789012345678901234567890123456789012345678901234567890123456789"

/* An unknown data model in a body with a long name, many headers and members nobody asked for. */
static bool wide(struct hp_build *build, size_t index)
{
    static const struct hp_site first_model = {HP_ROLE_DATA_MODELS, 0};
    if (index > 1) {
        return false;
    }
    hp_instance(build, first_model, index == 0 ? "wide" : "with-key");
    hp_why(build, "a data model that is none");
    hp_draft_replace_value(&build->draft, (struct hp_site){HP_ROLE_NAME, -1},
                           HP_SLICE("\"" LONG LONG LONG "\""));
    hp_draft_replace_value(&build->draft, first_model, HP_SLICE("\"NO_MODEL\""));
    hp_draft_insert_last(&build->draft, (struct hp_site){HP_ROLE_HEADERS, -1},
                         HP_SLICE("\"x-long\":\"" LONG "\""));
    hp_draft_insert_first(&build->draft, (struct hp_site){HP_ROLE_WRAPPER, -1},
                          HP_SLICE("\"extra\" : [1, {\"deep\":[9" LONG "]}, 2]"));
    if (index == 1) {
        hp_draft_insert_last(&build->draft, (struct hp_site){HP_ROLE_WRAPPER, -1},
                             HP_SLICE("\"key\":\"the-key-of-the-test\""));
    }
    return true;
}

/* Two offences, of which the row is about the second one (0), or about the name, which is long but
 * none (1); and a long callback URL. */
static bool twice_wrong(struct hp_build *build, size_t index)
{
    if (index > 1) {
        return false;
    }
    hp_instance(build,
                index == 0 ? (struct hp_site){HP_ROLE_DATA_MODELS, 1}
                           : (struct hp_site){HP_ROLE_NAME, -1},
                index == 0 ? "model" : "name");
    hp_draft_replace_value(&build->draft, (struct hp_site){HP_ROLE_DATA_MODELS, -1},
                           HP_SLICE("[\"BILLS\",\"NO_MODEL\",\"ITEMS\"]"));
    hp_draft_replace_value(&build->draft, (struct hp_site){HP_ROLE_OPERATIONS, -1},
                           HP_SLICE("[\"NO_OPERATION\"]"));
    hp_draft_replace_value(&build->draft, (struct hp_site){HP_ROLE_NAME, -1},
                           HP_SLICE("\"" LONG LONG "\""));
    hp_draft_replace_value(&build->draft, (struct hp_site){HP_ROLE_URL, -1},
                           HP_SLICE("\"https://example.com/" LONG "\""));
    hp_draft_insert_last(&build->draft, (struct hp_site){HP_ROLE_HEADERS, -1},
                         HP_SLICE("\"x-long\":\"" LONG LONG LONG LONG LONG "\""));
    return true;
}

static bool wide_valid(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, (struct hp_site){HP_ROLE_ROOT, -1}, "wide");
    hp_draft_insert_last(&build->draft, (struct hp_site){HP_ROLE_HEADERS, -1},
                         HP_SLICE("\"x-long\":\"" LONG LONG LONG LONG "\""));
    return true;
}

static const struct hp_row wide_row = {.id = "test-wide",
                                       .family = "test",
                                       .title = "An unknown data model is refused",
                                       .expect = HP_EXPECT_REJECT_4XX,
                                       .clause = "PAGE:L1",
                                       .instance = wide,
                                       .body = HP_BODY_BREAKS};
static const struct hp_row wide_valid_row = {.id = "test-wide-valid",
                                             .family = "test",
                                             .title = "Long headers are accepted",
                                             .expect = HP_EXPECT_ACCEPT_200,
                                             .clause = "PAGE:L1",
                                             .instance = wide_valid,
                                             .body = HP_BODY_VALID};
static const struct hp_row twice_row = {.id = "test-twice",
                                        .family = "test",
                                        .title = "Two wrong values are refused",
                                        .expect = HP_EXPECT_REJECT_4XX,
                                        .clause = "PAGE:L1",
                                        .instance = twice_wrong,
                                        .body = HP_BODY_BREAKS};
static const struct hp_row *const own_rows[] = {&wide_row, &wide_valid_row, &twice_row};

static void set_up(void)
{
    shrink_set_up(own_rows, 3);
}

/* ---- combinations ---- */

struct combo_row {
    answer_fn *answer;
    const char *from, *to;
    enum hp_plain plain;
    unsigned requests_max;
};

static const struct combo_row combo_rows[] = {
    {refuses_one_pair, "valid-data-models-all@#plain~SYNC_COMPLETED.CREATE+UPDATE.all-shuffled",
     "valid-data-models-all@#plain~SYNC_COMPLETED.CREATE.CRM_TASKS", HP_PLAIN_FAILS, 30},
    {refuses_one_pair,
     "valid-random-subsets@#classes~SYNC_COMPLETED.DELETE.x3fffffff00000000.n2u1h2"
     "",
     "valid-random-subsets@#classes~SYNC_COMPLETED.CREATE.CRM_TASKS", HP_PLAIN_FAILS, 30},
    {refuses_two_models_together,
     "valid-data-models-all@#plain~CONNECTION_CHANGED.UPDATE+DELETE.all",
     "valid-data-models-all@#plain~DATA_MODEL_CHANGES.CREATE.BILLS+CRM_USERS", HP_PLAIN_FAILS, 60},
    {refuses_two_operations_together,
     "valid-operation-subsets@#plain~SYNC_COMPLETED.CREATE+UPDATE+DELETE.CRM_TASKS",
     "valid-operation-subsets@#plain~DATA_MODEL_CHANGES.CREATE+DELETE.ACCOUNTS", HP_PLAIN_FAILS,
     30},
    {refuses_all, "valid-operation-subsets@#plain~SYNC_COMPLETED.UPDATE.CRM_TASKS",
     "valid-operation-subsets@#plain~DATA_MODEL_CHANGES.CREATE.ACCOUNTS", HP_PLAIN_ALWAYS_FAILS, 2},
    /* The plainest fails, and so much the less the one that is furthest from it. */
    {refuses_the_first_model,
     "valid-headers-empty@/webhook/headers#empty~SYNC_COMPLETED.UPDATE.all",
     "valid-headers-empty@/webhook/headers#empty~DATA_MODEL_CHANGES.CREATE.ACCOUNTS",
     HP_PLAIN_FAILS, 3},
};

START_TEST(a_combination_becomes_the_plainest_that_still_fails)
{
    const struct combo_row *row = &combo_rows[_i];
    answer = row->answer;
    ck_assert_str_eq(shrunk_id(found(row->from)), row->to);
    ck_assert_int_eq(result.shrunk.plain, row->plain);
    ck_assert_uint_le(sent, row->requests_max);
    ck_assert_ptr_null(result.shrunk.minimal_body.at);
}
END_TEST

START_TEST(a_row_of_the_documented_example_keeps_its_combination)
{
    answer = refuses_all;
    const char *id = "valid-doc-example@#documented~DATA_MODEL_CHANGES.CREATE.BANK_ACCOUNTS+BILLS";
    struct hp_error error = {0};
    struct hp_case kase;
    hp_case_init(&kase);
    /* Whatever the example holds: the error names the one combination that there is. */
    (void)!hp_plan_find(plan, hp_slice_of(id), &kase, &error);
    char real[HP_CASE_ID_BYTES];
    const char *quote = strstr(error.text, "example, '");
    if (quote != NULL) {
        const char *begin = quote + strlen("example, '");
        (void)snprintf(real, sizeof(real), "valid-doc-example@#documented~%.*s",
                       (int)strcspn(begin, "'"), begin);
        id = real;
    }
    hp_case_deinit(&kase);
    ck_assert_str_eq(shrunk_id(found(id)), id);
}
END_TEST

START_TEST(a_failure_of_another_kind_is_no_step)
{
    /* The plainest combination gets a 500: another group, so the 422 stays where it was met. */
    answer = crashes_when_plain;
    const char *id =
        shrunk_id(found("valid-operation-subsets@#plain~SYNC_COMPLETED.UPDATE.CRM_TASKS"));
    ck_assert_str_eq(id, "valid-operation-subsets@#plain~DATA_MODEL_CHANGES.CREATE.CRM_TASKS");
    ck_assert_int_eq(result.shrunk.record.status, 422);
}
END_TEST

START_TEST(a_case_that_does_not_fail_again_is_not_shrunk)
{
    answer = fails_once;
    const struct hp_group *group =
        found("valid-operation-subsets@#plain~SYNC_COMPLETED.UPDATE.CRM_TASKS");
    ck_assert_str_eq(shrunk_id(group), "");
    ck_assert(!result.shrunk.seen_again);
    ck_assert_uint_eq(sent, 2);
}
END_TEST

START_TEST(a_check_of_the_response_is_shown_by_the_plain_request)
{
    answer = answers_201;
    const struct hp_group *group =
        found_by("valid-json-escapes@/webhook/"
                 "type#all-lower-hex-type~SYNC_COMPLETED.UPDATE+DELETE.CRM_TASKS",
                 "resp-status-200");
    ck_assert_str_eq(shrunk_id(group),
                     "valid-operation-subsets@#plain~DATA_MODEL_CHANGES.CREATE.ACCOUNTS");
    ck_assert_uint_eq(sent, 1);
}
END_TEST

START_TEST(what_failed_before_is_tried_early)
{
    answer = refuses_one_pair;
    (void)shrunk_id(found("valid-data-models-all@#plain~SYNC_COMPLETED.CREATE.all"));
    unsigned first = sent;
    hp_shrink_result_deinit(&result);
    result = (struct hp_shrink_result){0};
    sent = 0;
    const struct hp_group *group =
        found("valid-json-whitespace@#minified~SYNC_COMPLETED.CREATE+UPDATE+DELETE.all-reversed");
    size_t count = 0;
    group = hp_reducer_groups(reducer, &count);
    while (strcmp(group->row, "valid-json-whitespace") != 0) {
        group++;
    }
    ck_assert_str_eq(shrunk_id(group),
                     "valid-json-whitespace@#minified~SYNC_COMPLETED.CREATE.CRM_TASKS");
    ck_assert_uint_lt(sent, first);
}
END_TEST

/* ---- limits ---- */

START_TEST(nothing_is_sent_beyond_the_budget)
{
    answer = refuses_two_models_together;
    shrinker.group_requests_max = 5;
    const char *id = shrunk_id(found("valid-data-models-all@#plain~SYNC_COMPLETED.CREATE.all"));
    ck_assert_uint_eq(sent, 5);
    ck_assert_str_ne(id, "");
    ck_assert(!shrinker.over);
}
END_TEST

START_TEST(a_target_that_takes_no_more_ends_it)
{
    answer = refuses_one_pair;
    const struct hp_group *group = found("valid-data-models-all@#plain~SYNC_COMPLETED.CREATE.all");
    sent_max = 3;
    ck_assert_str_ne(shrunk_id(group), "");
    ck_assert(shrinker.over);
    ck_assert_uint_eq(sent, 3);
}
END_TEST

START_TEST(silence_is_waited_for_twice)
{
    answer = is_silent;
    const char *id =
        shrunk_id(found("test-wide@/webhook/data_models/0#wide~SYNC_COMPLETED.UPDATE.all"));
    ck_assert_str_eq(id,
                     "test-wide@/webhook/data_models/0#wide~DATA_MODEL_CHANGES.CREATE.ACCOUNTS");
    ck_assert_uint_eq(sent, HP_SHRINK_TIMEOUTS_MAX);
}
END_TEST

/* ---- bodies ---- */

static const char *minimal_body(void)
{
    static char text[8192];
    ck_assert_ptr_nonnull(result.shrunk.minimal_body.at);
    (void)snprintf(text, sizeof(text), "%.*s", (int)result.shrunk.minimal_body.len,
                   result.shrunk.minimal_body.at);
    return text;
}

START_TEST(a_body_loses_what_is_not_needed_to_fail)
{
    answer = accepts_all;
    (void)shrunk_id(found("test-wide@/webhook/data_models/0#wide~SYNC_COMPLETED.UPDATE.all"));
    struct hp_error error = {0};
    struct hp_case kase;
    struct hp_arena arena;
    struct hp_slice objection;
    hp_case_init(&kase);
    hp_arena_init(&arena, 1024 * 1024);
    ck_assert_int_eq(hp_plan_find(plan, result.shrunk.record.id, &kase, &error), HP_OK);
    /* What the row is about, the callback URL and what the contract requires are as they were. */
    char want[512];
    struct hp_slice url = kase.build.content.url;
    (void)snprintf(want, sizeof(want),
                   "{\"webhook\":{\"operations\":[\"CREATE\"],\"name\":\"x\",\"type\":"
                   "\"DATA_MODEL_CHANGES\",\"data_models\":[\"NO_MODEL\"],\"url\":\"%.*s\"}}",
                   (int)url.len, url.at);
    ck_assert_str_eq(minimal_body(), want);
    kase.request.body = result.shrunk.minimal_body;
    ck_assert(hp_body_agrees(contract, &kase.request, HP_BODY_BREAKS, &arena, &objection));
    hp_arena_deinit(&arena);
    hp_case_deinit(&kase);
}
END_TEST

/* Fails only as long as the unknown member is there. */
static int needs_the_extra(const struct hp_case *kase)
{
    return holds(kase->request.body, "\"extra\"") ? 200 : 422;
}

START_TEST(a_body_keeps_what_is_needed_to_fail)
{
    answer = needs_the_extra;
    (void)shrunk_id(found("test-wide@/webhook/data_models/0#wide~SYNC_COMPLETED.UPDATE.all"));
    ck_assert(holds(result.shrunk.minimal_body, "{\"webhook\":{\"extra\" : [],\"operations\""));
    ck_assert(!holds(result.shrunk.minimal_body, "x-long"));
}
END_TEST

START_TEST(a_body_keeps_what_its_row_is_about)
{
    /* The other offence alone would do to be accepted by this target. */
    answer = accepts_all;
    (void)shrunk_id(found("test-twice@/webhook/data_models/1#model~SYNC_COMPLETED.UPDATE.all"));
    struct hp_slice body = result.shrunk.minimal_body;
    ck_assert(holds(body, "\"data_models\":[\"BILLS\",\"NO_MODEL\"]"));
    ck_assert(holds(body, "\"name\":\"x\""));
    ck_assert(holds(body, "https://example.com/" LONG));
    ck_assert(!holds(body, "x-long"));
}
END_TEST

START_TEST(a_long_text_stays_when_its_row_is_about_it)
{
    answer = accepts_all;
    (void)shrunk_id(found("test-twice@/webhook/name#name~SYNC_COMPLETED.UPDATE.all"));
    ck_assert(holds(result.shrunk.minimal_body, "\"name\":\"" LONG LONG "\""));
    ck_assert(!holds(result.shrunk.minimal_body, "x-long"));
}
END_TEST

START_TEST(a_body_that_holds_the_key_stays)
{
    answer = accepts_all;
    (void)shrunk_id(found("test-wide@/webhook/data_models/0#with-key~SYNC_COMPLETED.UPDATE.all"));
    ck_assert(result.shrunk.seen_again);
    ck_assert_ptr_null(result.shrunk.minimal_body.at);
}
END_TEST

START_TEST(a_valid_request_that_is_refused_keeps_its_body)
{
    /* Without the headers it might be refused by right. */
    answer = refuses_all;
    (void)shrunk_id(found("test-wide-valid@#wide~SYNC_COMPLETED.UPDATE.all"));
    ck_assert(result.shrunk.seen_again);
    ck_assert_ptr_null(result.shrunk.minimal_body.at);
}
END_TEST

static int crashes_on_long_headers(const struct hp_case *kase)
{
    return holds(kase->request.body, "x-long") ? 500 : 200;
}

START_TEST(a_valid_request_that_crashes_the_target_does_not)
{
    answer = crashes_on_long_headers;
    (void)shrunk_id(found("test-wide-valid@#wide~SYNC_COMPLETED.UPDATE.all"));
    ck_assert(holds(result.shrunk.minimal_body, "\"x-long\":\"x\""));
}
END_TEST

START_TEST(a_few_bytes_less_are_not_worth_an_id)
{
    answer = accepts_all;
    (void)shrunk_id(found(
        "enum-data-model-unknown@/webhook/data_models/0#word-null~SYNC_COMPLETED.UPDATE.all"));
    ck_assert(result.shrunk.seen_again);
    ck_assert_ptr_null(result.shrunk.minimal_body.at);
    ck_assert_uint_eq(sent, 1);
}
END_TEST

/* ---- what is kept of it ---- */

START_TEST(a_journal_line_says_it_all)
{
    answer = accepts_all;
    (void)shrunk_id(found("test-wide@/webhook/data_models/0#wide~SYNC_COMPLETED.UPDATE.all"));
    struct hp_shrunk *shrunk = &result.shrunk;
    shrunk->plain = HP_PLAIN_ALWAYS_FAILS;
    shrunk->after = HP_AFTER_CASE;
    shrunk->after_case = HP_SLICE("x@#y~Z");
    shrunk->after_line = HP_SLICE("fails after \"x\"");
    shrunk->pass_case = HP_SLICE("a@#b~C");
    shrunk->pass_difference = HP_SLICE("passes with \"x\"; fails with \"y\"");
    struct hp_buf line;
    struct hp_buf again;
    struct hp_arena arena;
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    struct hp_shrunk back;
    struct hp_error error = {0};
    hp_buf_init(&line, 1024 * 1024);
    hp_buf_init(&again, 1024 * 1024);
    hp_arena_init(&arena, 16 * 1024 * 1024);
    hp_shrunk_write(&line, shrunk);
    ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&line), NULL, &scan, &root), HP_OK);
    ck_assert_ptr_nonnull(root);
    ck_assert_msg(hp_shrunk_read(root, &arena, &back, &error) == HP_OK, "%s", error.text);
    hp_shrunk_write(&again, &back);
    assert_slice(hp_buf_view(&again), hp_buf_view(&line), "line");
    assert_slice(back.minimal_body, shrunk->minimal_body, "minimal body");
    ck_assert_ptr_eq(memchr(line.bytes, '\n', line.length), line.bytes + line.length - 1);
    ck_assert_int_eq(back.plain, HP_PLAIN_ALWAYS_FAILS);
    hp_buf_deinit(&line);
    hp_buf_deinit(&again);
    hp_arena_deinit(&arena);
}
END_TEST

struct bad_line {
    const char *line, *word;
};

static const struct bad_line bad_lines[] = {
    {"{\"kind\":\"shrunk\",\"requests\":1}", "group"},
    {"{\"kind\":\"shrunk\",\"group\":\"0123456789abcde\",\"requests\":1}", "group"},
    {"{\"kind\":\"shrunk\",\"group\":\"0123456789ABCDEF\",\"requests\":1}", "group"},
    {"{\"kind\":\"shrunk\",\"group\":\"0123456789abcdef\"}", "requests"},
    {"{\"kind\":\"shrunk\",\"group\":\"0123456789abcdef\",\"requests\":-1}", "requests"},
    {"{\"kind\":\"shrunk\",\"group\":\"0123456789abcdef\",\"requests\":1,\"minimal_body\":\"%\"}",
     "minimal_body"},
    {"{\"kind\":\"shrunk\",\"group\":\"0123456789abcdef\",\"requests\":1,\"record\":{}}", "id"},
};

START_TEST(a_damaged_line_names_the_member)
{
    struct hp_arena arena;
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    struct hp_shrunk back;
    struct hp_error error = {0};
    hp_arena_init(&arena, 16 * 1024 * 1024);
    ck_assert_int_eq(hp_json_parse(&arena, hp_slice_of(bad_lines[_i].line), NULL, &scan, &root),
                     HP_OK);
    ck_assert_int_eq(hp_shrunk_read(root, &arena, &back, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, bad_lines[_i].word) != NULL, "%s", error.text);
    hp_arena_deinit(&arena);
}
END_TEST

/* Two shards found the same group and shrank it to different requests. */
START_TEST(of_two_smallest_cases_the_smaller_stays_whatever_the_order)
{
    struct hp_observation observation = run_observation("expectation", HP_MUST, "/webhook");
    struct hp_case_record met = run_record("valid-a@#met~Z", 1);
    struct hp_case_record one = run_record("valid-a@#one~Z", 0);
    struct hp_case_record two = run_record("valid-a@#two~Z", 0);
    run_observe(&met, HP_FAIL, &observation, 1, "{}");
    run_observe(&one, HP_FAIL, &observation, 1, "{\"a\":12}");
    run_observe(&two, HP_FAIL, &observation, 1, "{\"a\":1}");
    uint64_t fingerprint = hp_fingerprint("valid-a", &observation, 200);
    struct hp_shrunk found_one = {.fingerprint = fingerprint,
                                  .requests = 3,
                                  .seen_again = true,
                                  .record = one,
                                  .pass_case = HP_SLICE("p1"),
                                  .pass_difference = HP_SLICE("d1")};
    struct hp_shrunk found_two = found_one;
    found_two.record = two;
    found_two.pass_case = HP_SLICE("p0");
    found_two.minimal_body = HP_SLICE("[]");
    for (int order = 0; order < 2; order++) {
        struct hp_reducer *merged = run_reducer();
        struct hp_error error = {0};
        struct hp_shrunk unknown = {.fingerprint = 1, .requests = 1};
        run_feed(merged, &met);
        ck_assert_int_eq(hp_reducer_shrunk(merged, order == 0 ? &found_one : &found_two, &error),
                         HP_OK);
        ck_assert_int_eq(hp_reducer_shrunk(merged, order == 0 ? &found_two : &found_one, &error),
                         HP_OK);
        ck_assert_int_eq(hp_reducer_shrunk(merged, &unknown, &error), HP_OK);
        /* A case that was only met, however small, does not take its place. */
        struct hp_case_record later = run_record("valid-a@#later~Z", 2);
        run_observe(&later, HP_FAIL, &observation, 1, "");
        run_feed(merged, &later);
        const struct hp_group *group = run_finish(merged, HP_STOP_NONE, "")->groups;
        ck_assert_str_eq(group->minimal_case, "valid-a@#two~Z");
        assert_slice(group->request.body, HP_SLICE("{\"a\":1}"), "body");
        assert_slice(group->minimal_body, HP_SLICE("[]"), "minimal body");
        ck_assert_str_eq(group->first_case, "valid-a@#met~Z");
        ck_assert_uint_eq(group->shrunk, 6);
        ck_assert_uint_eq(group->count, 2);
        ck_assert_str_eq(group->pass_case, "p0");
        hp_reducer_free(merged);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_shrink");
    TCase *tcase = tcase_create("shrinking");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, set_up, shrink_tear_down);
    tcase_add_loop_test(tcase, a_combination_becomes_the_plainest_that_still_fails, 0,
                        COUNT_OF(combo_rows));
    tcase_add_test(tcase, a_row_of_the_documented_example_keeps_its_combination);
    tcase_add_test(tcase, a_failure_of_another_kind_is_no_step);
    tcase_add_test(tcase, a_case_that_does_not_fail_again_is_not_shrunk);
    tcase_add_test(tcase, a_check_of_the_response_is_shown_by_the_plain_request);
    tcase_add_test(tcase, what_failed_before_is_tried_early);
    tcase_add_test(tcase, nothing_is_sent_beyond_the_budget);
    tcase_add_test(tcase, a_target_that_takes_no_more_ends_it);
    tcase_add_test(tcase, silence_is_waited_for_twice);
    tcase_add_test(tcase, a_body_loses_what_is_not_needed_to_fail);
    tcase_add_test(tcase, a_body_keeps_what_is_needed_to_fail);
    tcase_add_test(tcase, a_body_keeps_what_its_row_is_about);
    tcase_add_test(tcase, a_long_text_stays_when_its_row_is_about_it);
    tcase_add_test(tcase, a_body_that_holds_the_key_stays);
    tcase_add_test(tcase, a_valid_request_that_is_refused_keeps_its_body);
    tcase_add_test(tcase, a_valid_request_that_crashes_the_target_does_not);
    tcase_add_test(tcase, a_few_bytes_less_are_not_worth_an_id);
    tcase_add_test(tcase, a_journal_line_says_it_all);
    tcase_add_loop_test(tcase, a_damaged_line_names_the_member, 0, COUNT_OF(bad_lines));
    tcase_add_test(tcase, of_two_smallest_cases_the_smaller_stays_whatever_the_order);
    suite_add_tcase(suite, tcase);
    return suite;
}
