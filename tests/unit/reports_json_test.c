/* report.json: the interface, read by another parser than our own. */
#include "tests/unit/reports_json_fixture.h"

static void load(struct hp_summary summary)
{
    const struct hp_report_style style = {0};
    load_as("json", &summary, &style);
}

static void set_up(void)
{
    load(sample_summary());
}

START_TEST(the_json_is_the_golden_one)
{
    assert_golden("report.json", text, length);
    load(sample_conformant());
    assert_golden("report-conformant.json", text, length);
}
END_TEST

/* It comes from a journal, as a whole. */
START_TEST(what_replay_is_told_hides_nothing)
{
    struct hp_summary summary = sample_summary();
    summary.again = "{\"options\":{\"include\":[\"\x7f\xc2\x9b[2J\xe2\x80\xae\"]}}";
    load(summary);
    ck_assert_ptr_nonnull(strstr(text, "[\"\\u007f\\u009b[2J\\u202e\"]"));
    json_t *include =
        json_object_get(json_object_get(json_object_get(root, "again"), "options"), "include");
    ck_assert_str_eq(json_string_value(json_array_get(include, 0)), "\x7f\xc2\x9b[2J\xe2\x80\xae");
}
END_TEST

/* hookproof-report/1 as it is documented: path, type. "[]" goes into the first item of an array. */
static const struct {
    const char *path;
    json_type type;
} members[] = {
    {"schema", JSON_STRING},
    {"tool.name", JSON_STRING},
    {"tool.version", JSON_STRING},
    {"target.kind", JSON_STRING},
    {"target.address", JSON_STRING},
    {"profile", JSON_STRING},
    {"depth", JSON_STRING},
    {"seed", JSON_INTEGER},
    {"plan.hash", JSON_STRING},
    {"plan.cases", JSON_INTEGER},
    {"plan.coverage.triples.covered", JSON_INTEGER},
    {"plan.coverage.triples.total", JSON_INTEGER},
    {"plan.coverage.t2.covered", JSON_INTEGER},
    {"plan.coverage.t2.total", JSON_INTEGER},
    {"plan.coverage.t3.covered", JSON_INTEGER},
    {"plan.coverage.t3.total", JSON_INTEGER},
    {"outcome", JSON_STRING},
    {"exit_code", JSON_INTEGER},
    {"totals.cases", JSON_INTEGER},
    {"totals.sent", JSON_INTEGER},
    {"totals.pass", JSON_INTEGER},
    {"totals.fail", JSON_INTEGER},
    {"totals.warn", JSON_INTEGER},
    {"totals.note", JSON_INTEGER},
    {"totals.inconclusive", JSON_INTEGER},
    {"totals.skipped", JSON_INTEGER},
    {"rows.[].id", JSON_STRING},
    {"rows.[].family", JSON_STRING},
    {"rows.[].level", JSON_STRING},
    {"rows.[].clause", JSON_STRING},
    {"rows.[].title", JSON_STRING},
    {"rows.[].cases", JSON_INTEGER},
    {"rows.[].pass", JSON_INTEGER},
    {"rows.[].fail", JSON_INTEGER},
    {"rows.[].warn", JSON_INTEGER},
    {"rows.[].note", JSON_INTEGER},
    {"rows.[].inconclusive", JSON_INTEGER},
    {"rows.[].skipped", JSON_INTEGER},
    {"requirements.[].id", JSON_STRING},
    {"requirements.[].status", JSON_STRING},
    {"requirements.[].rows", JSON_ARRAY},
    {"findings.[].fingerprint", JSON_STRING},
    {"findings.[].verdict", JSON_STRING},
    {"findings.[].row", JSON_STRING},
    {"findings.[].check", JSON_STRING},
    {"findings.[].level", JSON_STRING},
    {"findings.[].clause", JSON_STRING},
    {"findings.[].where", JSON_STRING},
    {"findings.[].expected", JSON_STRING},
    {"findings.[].actual", JSON_STRING},
    {"findings.[].count", JSON_INTEGER},
    {"findings.[].flaky", JSON_FALSE},
    {"findings.[].first_case", JSON_STRING},
    {"findings.[].minimal_case", JSON_STRING},
    {"findings.[].request", JSON_OBJECT},
    {"findings.[].request.method", JSON_STRING},
    {"findings.[].request.target", JSON_STRING},
    {"findings.[].request.headers.[].name", JSON_STRING},
    {"findings.[].request.headers.[].value", JSON_STRING},
    {"findings.[].request.body", JSON_STRING},
    {"findings.[].request.body_bytes", JSON_INTEGER},
    {"findings.[].response", JSON_OBJECT},
    {"findings.[].response.status", JSON_INTEGER},
    {"findings.[].response.headers", JSON_ARRAY},
    {"findings.[].response.body", JSON_STRING},
    {"findings.[].curl", JSON_STRING},
    {"findings.[].replay", JSON_STRING},
    {"latency_ms.p50", JSON_REAL},
    {"latency_ms.p90", JSON_REAL},
    {"latency_ms.p99", JSON_REAL},
    {"latency_ms.max", JSON_REAL},
    {"requests_per_second", JSON_REAL},
    {"started_at", JSON_STRING},
    {"duration_s", JSON_REAL},
};

static json_t *at(const char *path)
{
    char part[64];
    json_t *value = root;
    while (*path != '\0') {
        size_t end = strcspn(path, ".");
        (void)snprintf(part, sizeof(part), "%.*s", (int)end, path);
        value = strcmp(part, "[]") == 0 ? json_array_get(value, 0) : json_object_get(value, part);
        path += end + (path[end] == '.');
    }
    return value;
}

START_TEST(every_documented_member_is_there)
{
    json_t *value = at(members[_i].path);
    ck_assert_msg(value != NULL, "no %s", members[_i].path);
    ck_assert_msg(json_typeof(value) == members[_i].type, "%s is of type %d", members[_i].path,
                  (int)json_typeof(value));
}
END_TEST

START_TEST(values_are_those_of_the_summary)
{
    ck_assert_str_eq(json_string_value(at("schema")), "hookproof-report/1");
    ck_assert_str_eq(json_string_value(at("plan.hash")), "0123456789abcdef");
    ck_assert_str_eq(json_string_value(at("outcome")), "nonconformant");
    ck_assert_int_eq(json_integer_value(at("exit_code")), 1);
    ck_assert_int_eq(json_integer_value(at("totals.cases")), 12347023);
    ck_assert_str_eq(json_string_value(at("started_at")), "2024-04-15T04:52:25.309Z");
    ck_assert_uint_eq(json_array_size(at("rows")), ROWS);
    ck_assert_uint_eq(json_array_size(at("findings")), GROUPS);
    ck_assert_uint_eq(json_array_size(at("requirements")), REQUIREMENTS);
    static const char *const statuses[] = {"held", "broken", "untested"};
    static const char *const verdicts[] = {"fail", "fail", "fail", "warn", "warn", "note", "note"};
    for (size_t i = 0; i < REQUIREMENTS; i++) {
        json_t *requirement = json_array_get(at("requirements"), i);
        ck_assert_str_eq(json_string_value(json_object_get(requirement, "status")), statuses[i]);
    }
    for (size_t i = 0; i < GROUPS; i++) {
        json_t *finding = json_array_get(at("findings"), i);
        ck_assert_str_eq(json_string_value(json_object_get(finding, "verdict")), verdicts[i]);
        ck_assert_int_eq(json_is_true(json_object_get(finding, "flaky")), i == 2);
    }
    ck_assert_str_eq(json_string_value(json_array_get(at("requirements.[].rows"), 1)),
                     "enum-warned");
}
END_TEST

/* Bytes that are no UTF-8 travel as base64: a program gets what the target sent, exactly. */
START_TEST(hostile_bodies_are_exact)
{
    json_t *finding = json_array_get(at("findings"), 1);
    json_t *response = json_object_get(finding, "response");
    ck_assert_ptr_null(json_object_get(response, "body"));
    const char *coded = json_string_value(json_object_get(response, "body_base64"));
    ck_assert_ptr_nonnull(coded);
    struct hp_arena arena;
    struct hp_buf want;
    hp_arena_init(&arena, 64 * 1024);
    hp_buf_init(&want, 64 * 1024);
    char command[512];
    (void)snprintf(command, sizeof(command), "printf %%s '%s' | base64 -d", coded);
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    char bytes[512];
    size_t count = fread(bytes, 1, sizeof(bytes), pipe);
    ck_assert_int_eq(pclose(pipe), 0);
    ck_assert_uint_eq(count, sizeof(HOSTILE) - 1);
    ck_assert_mem_eq(bytes, HOSTILE, count);
    hp_buf_deinit(&want);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(a_finding_without_a_response_has_null_and_says_how_it_ended)
{
    json_t *finding = json_array_get(at("findings"), 2);
    ck_assert(json_is_null(json_object_get(finding, "response")));
    ck_assert(json_is_null(json_object_get(finding, "curl")));
    ck_assert(json_is_null(json_object_get(finding, "replay")));
    ck_assert_str_eq(json_string_value(json_object_get(finding, "end")),
                     "no whole reply within 10.0 s");
}
END_TEST

/* So that it can stand in a page or a terminal: no control character, no markup that ends a script
 * of an HTML report that embeds it. */
START_TEST(the_text_has_no_control_characters)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        ck_assert_msg(c >= 0x20 || c == '\n', "byte %02x at %zu", c, i);
    }
}
END_TEST

/* 2^64 - 1 is no integer for jansson; the text has it whole. */
START_TEST(the_largest_seed_is_written_whole)
{
    struct hp_summary summary = sample_summary();
    const struct hp_report_style style = {0};
    size_t bytes = 0;
    summary.seed = UINT64_MAX;
    char *written = render("json", &summary, &style, &bytes);
    ck_assert_ptr_nonnull(strstr(written, "\"seed\":18446744073709551615,"));
    free(written);
}
END_TEST

START_TEST(five_thousand_findings_are_all_there)
{
    static struct hp_group groups[HP_GROUPS_MAX];
    struct hp_summary summary = sample_summary();
    for (size_t i = 0; i < HP_GROUPS_MAX; i++) {
        groups[i] = sample_groups[i % GROUPS];
    }
    summary.groups = groups;
    summary.group_count = HP_GROUPS_MAX;
    load(summary);
    ck_assert_uint_eq(json_array_size(at("findings")), HP_GROUPS_MAX);
    ck_assert_int_eq(json_integer_value(at("findings_dropped")), 17);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_json");
    TCase *tests = tcase_create("json");
    tcase_add_checked_fixture(tests, set_up, unload);
    tcase_add_test(tests, the_json_is_the_golden_one);
    tcase_add_test(tests, what_replay_is_told_hides_nothing);
    tcase_add_loop_test(tests, every_documented_member_is_there, 0, COUNT_OF(members));
    tcase_add_test(tests, values_are_those_of_the_summary);
    tcase_add_test(tests, hostile_bodies_are_exact);
    tcase_add_test(tests, a_finding_without_a_response_has_null_and_says_how_it_ended);
    tcase_add_test(tests, the_text_has_no_control_characters);
    tcase_add_test(tests, the_largest_seed_is_written_whole);
    tcase_add_test(tests, five_thousand_findings_are_all_there);
    suite_add_tcase(suite, tests);
    return suite;
}
