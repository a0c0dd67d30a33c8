/* cases.ndjson: hookproof-stream/1, made from a journal that holds every verdict. */
#include <jansson.h>
#include <unistd.h>

#include "harness/run/journal.h"
#include "tests/unit/reports_fixture.h"

static char path[] = "/tmp/hookproof-ndjson-XXXXXX";
static char *text;
static size_t length;

static struct hp_case_record record(const char *id, enum hp_verdict verdict)
{
    return (struct hp_case_record){
        .id = hp_slice_of(id),
        .row = {id, strcspn(id, "@")},
        .verdict = verdict,
        .status = verdict == HP_SKIPPED ? 0 : 200,
        .duration_us = verdict == HP_SKIPPED ? 0 : 1234,
        .request = {.method = HP_SLICE("POST"), .target = HP_SLICE("/v3/core/webhooks")}};
}

static void write_case(struct hp_journal *journal, struct hp_case_record one, uint64_t index)
{
    struct hp_error error = {0};
    one.index = index;
    ck_assert_msg(hp_journal_case(journal, &one, &error) == HP_OK, "%s", error.text);
}

static void write_cases(struct hp_journal *journal)
{
    static const struct hp_observation seen[] = {
        {"expectation", HP_MUST, "PAGE:L64", HP_SLICE_INIT("status"), HP_SLICE_INIT("200"),
         HP_SLICE_INIT(HOSTILE_TEXT)},
        {"resp-id", HP_MUST, "PAGE:L69", HP_SLICE_INIT("/id"), HP_SLICE_INIT("a string"),
         HP_SLICE_INIT("null")}};
    struct hp_case_record one = record("valid-all-passed@#plain~A.B.C", HP_PASS);
    one.canary = true;
    write_case(journal, one, UINT64_MAX);
    write_case(journal, record("valid-all-passed@#plain~A.B.C", HP_PASS), 0);
    one = record("valid-one-failed@/webhook/type#first~A.B.C", HP_FAIL);
    one.observations = seen;
    one.observation_count = 2;
    one.attempts = 3;
    one.reproduced = 1;
    one.checks_broken = 1;
    one.why = HP_SLICE("the type is in lower case");
    one.response.status = one.status = 404;
    write_case(journal, one, 1);
    one = record("enum-warned@#a~A.B.C", HP_WARN);
    one.observations = seen;
    one.observation_count = 1;
    write_case(journal, one, 2);
    one = record("enum-noted@#a~A.B.C", HP_NOTE);
    one.reason = HP_SLICE("the page leaves it open");
    write_case(journal, one, 3);
    one = record("auth-inconclusive@#a~A.B.C", HP_INCONCLUSIVE);
    one.reason = HP_SLICE("429");
    one.end = HP_END_TIMEOUT;
    one.status = 0;
    write_case(journal, one, 5);
    one = record("auth-skipped@#a~A.B.C", HP_SKIPPED);
    one.reason = HP_SLICE("needs a network target");
    write_case(journal, one, 4);
}

static void write_journal(void)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct hp_run_facts facts = {.tool_version = HP_SLICE("9.8.7"),
                                 .target_kind = HP_SLICE("http"),
                                 .target_address = HP_SLICE("http://127.0.0.1:8080"),
                                 .profile = HP_SLICE("doc"),
                                 .profile_base = HP_SLICE("doc"),
                                 .depth = HP_SLICE("standard"),
                                 .shard = 1,
                                 .shards = 1};
    struct hp_run_end end = {.sent = 8, .duration_s = 1.5};
    ck_assert_msg(hp_journal_create(path, &journal, &error) == HP_OK, "%s", error.text);
    ck_assert_int_eq(hp_journal_start(journal, &facts, &error), HP_OK);
    write_cases(journal);
    ck_assert_int_eq(hp_journal_end(journal, &end, &error), HP_OK);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
}

static void set_up(void)
{
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    (void)close(file);
    write_journal();
    struct hp_summary summary = sample_folded();
    const char *const journals[] = {path};
    struct hp_report_style style = {.journals = journals, .journal_count = 1};
    text = render("ndjson", &summary, &style, &length);
}

static void tear_down(void)
{
    (void)unlink(path);
    free(text);
}

START_TEST(the_stream_is_the_golden_one)
{
    assert_golden("cases.ndjson", text, length);
}
END_TEST

START_TEST(a_line_is_a_case_between_run_and_summary)
{
    static const char *const verdicts[] = {"pass", "fail",         "warn",
                                           "note", "inconclusive", "skipped"};
    size_t lines = 0;
    for (char *line = text; *line != '\0';) {
        char *end = strchr(line, '\n');
        ck_assert_ptr_nonnull(end);
        json_error_t error;
        json_t *root =
            json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
        ck_assert_msg(root != NULL, "line %zu: %s", lines + 1, error.text);
        const char *kind = json_string_value(json_object_get(root, "kind"));
        ck_assert_str_eq(kind, lines == 0 ? "run" : lines == 7 ? "summary" : "case");
        if (lines > 0 && lines < 7) {
            ck_assert_str_eq(json_string_value(json_object_get(root, "verdict")),
                             verdicts[lines - 1]);
        }
        json_decref(root);
        line = end + 1;
        lines++;
    }
    /* The canary between them is no case of the plan. */
    ck_assert_uint_eq(lines, 8);
}
END_TEST

START_TEST(a_journal_that_is_none_is_an_error)
{
    struct hp_summary summary = sample_summary();
    const char *const journals[] = {"/nowhere/journal.ndjson"};
    struct hp_report_style style = {.journals = journals, .journal_count = 1};
    struct hp_error error = {0};
    FILE *null = fopen("/dev/null", "w");
    ck_assert_ptr_nonnull(null);
    ck_assert_int_ne(hp_report_find("ndjson")->write(&summary, &style, null, &error), HP_OK);
    ck_assert_ptr_nonnull(strstr(error.text, "/nowhere/journal.ndjson"));
    (void)fclose(null);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_ndjson");
    TCase *tests = tcase_create("ndjson");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_stream_is_the_golden_one);
    tcase_add_test(tests, a_line_is_a_case_between_run_and_summary);
    tcase_add_test(tests, a_journal_that_is_none_is_an_error);
    suite_add_tcase(suite, tests);
    return suite;
}
