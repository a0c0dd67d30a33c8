/* report.sarif as its readers take it: what SARIF 2.1.0 and GitHub's code scanning ask for. Against
 * the published schema it is held by tests/readers. */
#include "tests/unit/reports_json_fixture.h"

static void load(struct hp_summary summary)
{
    const struct hp_report_style style = {0};
    load_as("sarif", &summary, &style);
}

static json_t *run(void)
{
    ck_assert_str_eq(string(root, "version"), "2.1.0");
    json_t *runs = json_object_get(root, "runs");
    ck_assert_uint_eq(json_array_size(runs), 1);
    return json_array_get(runs, 0);
}

static json_t *rules(void)
{
    json_t *driver = json_object_get(json_object_get(run(), "tool"), "driver");
    ck_assert_str_eq(string(driver, "name"), "hookproof");
    return json_object_get(driver, "rules");
}

static json_t *result(size_t index)
{
    return json_array_get(json_object_get(run(), "results"), index);
}

START_TEST(the_sarif_is_the_golden_one)
{
    load(sample_summary());
    assert_golden("report.sarif", text, length);
    load(sample_folded());
    assert_golden("report-causes.sarif", text, length);
    load(sample_conformant());
    assert_golden("report-conformant.sarif", text, length);
}
END_TEST

START_TEST(every_row_is_a_rule_with_help)
{
    load(sample_summary());
    ck_assert_uint_eq(json_array_size(rules()), ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        json_t *rule = json_array_get(rules(), i);
        ck_assert_str_eq(string(rule, "id"), sample_rows[i].id);
        ck_assert_ptr_nonnull(
            strstr(string(json_object_get(rule, "help"), "text"), sample_rows[i].clause));
        ck_assert_ptr_nonnull(
            strstr(string(json_object_get(rule, "help"), "markdown"), sample_rows[i].id));
        ck_assert_ptr_nonnull(string(json_object_get(rule, "shortDescription"), "text"));
    }
    /* The first row speaks for R01 and the second for R02. */
    json_t *tags =
        json_object_get(json_object_get(json_array_get(rules(), 0), "properties"), "tags");
    ck_assert_str_eq(json_string_value(json_array_get(tags, 0)), "valid");
    ck_assert_str_eq(json_string_value(json_array_get(tags, 1)), "R01");
}
END_TEST

START_TEST(every_finding_is_a_result_at_a_place)
{
    static const char *const levels[] = {"error",   "error", "error", "warning",
                                         "warning", "note",  "note"};
    load(sample_summary());
    ck_assert_uint_eq(json_array_size(json_object_get(run(), "results")), GROUPS);
    for (size_t i = 0; i < GROUPS; i++) {
        json_t *one = result(i);
        size_t rule = (size_t)json_integer_value(json_object_get(one, "ruleIndex"));
        ck_assert_str_eq(string(one, "level"), levels[i]);
        ck_assert_str_eq(string(one, "ruleId"), sample_groups[i].row);
        ck_assert_str_eq(string(json_array_get(rules(), rule), "id"), sample_groups[i].row);
        ck_assert_str_eq(string(json_object_get(one, "partialFingerprints"), "hookproof/v1"),
                         sample_groups[i].fingerprint);
        ck_assert_ptr_nonnull(strstr(string(json_object_get(one, "message"), "text"), "expected"));
        json_t *place = json_array_get(json_object_get(one, "locations"), 0);
        json_t *file =
            json_object_get(json_object_get(place, "physicalLocation"), "artifactLocation");
        ck_assert_str_eq(string(file, "uri"), "cases/webhooks.openapi.json");
        json_t *logical = json_array_get(json_object_get(place, "logicalLocations"), 0);
        ck_assert_str_eq(string(logical, "name"), sample_groups[i].row);
    }
}
END_TEST

START_TEST(a_contract_of_the_user_is_the_place)
{
    struct hp_summary summary = sample_summary();
    struct hp_report_style style = {.contract = "my api/v 3#.json"};
    load_as("sarif", &summary, &style);
    ck_assert_ptr_nonnull(strstr(text, "\"uri\":\"my%20api/v%203%23.json\""));
    ck_assert_ptr_null(strstr(text, "webhooks.openapi.json"));
}
END_TEST

START_TEST(what_is_known_is_suppressed)
{
    load(sample_folded());
    for (size_t i = 0; i < GROUPS; i++) {
        json_t *suppressions = json_object_get(result(i), "suppressions");
        ck_assert_int_eq(suppressions != NULL, i == 1);
    }
}
END_TEST

START_TEST(the_exchange_is_there_in_full)
{
    load(sample_summary());
    json_t *request = json_object_get(result(0), "webRequest");
    json_t *response = json_object_get(result(0), "webResponse");
    ck_assert_str_eq(string(request, "method"), "POST");
    ck_assert_str_eq(string(json_object_get(request, "headers"), "api_key"), "***");
    ck_assert_str_eq(string(json_object_get(request, "body"), "text"),
                     "{\"webhook\":{\"name\":\"caf\xc3\xa9\"}}");
    ck_assert_int_eq(json_integer_value(json_object_get(response, "statusCode")), 404);
    ck_assert_str_eq(string(json_object_get(response, "body"), "text"), "{}");
    /* Bytes that are no text travel in base64; a response that never came says so. */
    ck_assert_ptr_nonnull(
        string(json_object_get(json_object_get(result(1), "webResponse"), "body"), "binary"));
    ck_assert(json_is_true(
        json_object_get(json_object_get(result(2), "webResponse"), "noResponseReceived")));
}
END_TEST

START_TEST(a_run_that_cannot_say_was_no_success)
{
    struct hp_summary summary = sample_conformant();
    load(summary);
    json_t *invocation = json_array_get(json_object_get(run(), "invocations"), 0);
    ck_assert(json_is_true(json_object_get(invocation, "executionSuccessful")));
    summary.outcome = HP_INCOMPLETE;
    summary.exit_code = 4;
    load(summary);
    invocation = json_array_get(json_object_get(run(), "invocations"), 0);
    ck_assert(json_is_false(json_object_get(invocation, "executionSuccessful")));
    ck_assert_int_eq(json_integer_value(json_object_get(invocation, "exitCode")), 4);
}
END_TEST

START_TEST(what_was_not_judged_is_said)
{
    load(sample_summary());
    json_t *invocation = json_array_get(json_object_get(run(), "invocations"), 0);
    json_t *said = json_object_get(invocation, "toolExecutionNotifications");
    ck_assert_uint_eq(json_array_size(said), 3);
    ck_assert_str_eq(string(json_object_get(json_array_get(said, 0), "message"), "text"),
                     "not judged: auth-skipped: needs a network target.");
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_sarif");
    TCase *tests = tcase_create("sarif");
    tcase_add_checked_fixture(tests, NULL, unload);
    tcase_add_test(tests, the_sarif_is_the_golden_one);
    tcase_add_test(tests, every_row_is_a_rule_with_help);
    tcase_add_test(tests, every_finding_is_a_result_at_a_place);
    tcase_add_test(tests, a_contract_of_the_user_is_the_place);
    tcase_add_test(tests, what_is_known_is_suppressed);
    tcase_add_test(tests, the_exchange_is_there_in_full);
    tcase_add_test(tests, a_run_that_cannot_say_was_no_success);
    tcase_add_test(tests, what_was_not_judged_is_said);
    suite_add_tcase(suite, tests);
    return suite;
}
