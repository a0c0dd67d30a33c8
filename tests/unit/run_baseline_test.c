/* Known findings: read strictly, applied by the day, written so that they read back. */
#include "harness/run/baseline.h"

#include "harness/run/groups.h"
#include "harness/run/outcome.h"
#include "tests/unit/run_fixture.h"

static char folder[64];
static char path[128];

static void set_up(void)
{
    run_folder(folder);
    (void)snprintf(path, sizeof(path), "%s/baseline.json", folder);
}

static void tear_down(void)
{
    run_folder_gone(folder);
}

static void write_text(const char *text)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), file), strlen(text));
    ck_assert_int_eq(fclose(file), 0);
}

static struct hp_baseline *read_text(const char *text)
{
    struct hp_baseline *baseline = NULL;
    struct hp_error error = {0};
    write_text(text);
    ck_assert_msg(hp_baseline_read(path, &baseline, &error) == HP_OK, "%s", error.text);
    return baseline;
}

/* ---- reading ---- */

#define HEAD "{\"schema\":\"hookproof-baseline/1\",\"findings\":["
#define ONE  "{\"fingerprint\":\"0123456789abcdef\",\"until\":\"2026-02-22\"}"

struct bad {
    const char *text;
    const char *message; /* somewhere in it, behind the path */
};

static const struct bad bads[] = {
    {"", ":1:1: want "},
    {"{\"schema\":\"hookproof-baseline/1\",\n \"findings\":[}", ":2:14: want "},
    {"[]", "its \"schema\" is not \"hookproof-baseline/1\""},
    {"{\"schema\":\"hookproof-cases/1\",\"findings\":[]}", "its \"schema\" is not"},
    {"{\"schema\":\"hookproof-baseline/1\"}", "\"findings\" are to be an array"},
    {"{\"schema\":\"hookproof-baseline/1\",\"finding\":[]}", "did you mean findings?"},
    {HEAD "7]}", "finding 1 is to be an object"},
    {HEAD ONE ",{\"fingerprint\":\"0123456789abcde\",\"until\":\"2026-02-22\"}]}",
     "finding 2: its \"fingerprint\" is to be 16 hexadecimal digits"},
    {HEAD "{\"fingerprint\":\"0123456789ABCDEF\",\"until\":\"2026-02-22\"}]}", "finding 1: its"},
    {HEAD "{\"fingerprint\":\"0123456789abcdef\"}]}", "its \"until\" is to be a day"},
    {HEAD "{\"fingerprint\":\"0123456789abcdef\",\"until\":\"2026-02-30\"}]}", "its \"until\""},
    {HEAD "{\"fingerprint\":\"0123456789abcdef\",\"until\":\"22.02.2026\"}]}", "its \"until\""},
    {HEAD "{\"fingerprint\":\"0123456789abcdef\",\"until\":20260222}]}", "its \"until\""},
    {HEAD "{\"fingerprint\":\"0123456789abcdef\",\"untill\":\"2026-02-22\"}]}",
     "unknown member \"untill\"; did you mean until?"},
    {HEAD
     "{\"fingerprint\":\"0123456789abcdef\",\"until\":\"2026-02-22\",\"until\":\"2027-02-22\"}]}",
     "\"until\" twice"},
    {HEAD ONE "," ONE "]}", "finding 2: 0123456789abcdef is there twice"},
};

START_TEST(a_bad_file_says_where_and_what)
{
    struct hp_baseline *baseline = NULL;
    struct hp_error error = {0};
    write_text(bads[_i].text);
    ck_assert_int_eq(hp_baseline_read(path, &baseline, &error), HP_ERR_USAGE);
    ck_assert_msg(strncmp(error.text, path, strlen(path)) == 0, "%s", error.text);
    ck_assert_msg(strstr(error.text + strlen(path), bads[_i].message) != NULL, "%s", error.text);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
    struct hp_baseline *baseline = NULL;
    struct hp_error error = {0};
    ck_assert_int_eq(hp_baseline_read(path, &baseline, &error), HP_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, path));
}
END_TEST

/* ---- days ---- */

#define DAY INT64_C(86400000)

START_TEST(a_finding_is_known_through_its_last_day)
{
    struct hp_baseline *baseline = read_text(HEAD ONE "]}");
    const int64_t last = INT64_C(1771718400000); /* 2026-02-22T00:00:00Z */
    uint64_t fingerprint = UINT64_C(0x0123456789abcdef);
    ck_assert(hp_baseline_covers(baseline, fingerprint, last - 400 * DAY));
    ck_assert(hp_baseline_covers(baseline, fingerprint, last));
    ck_assert(hp_baseline_covers(baseline, fingerprint, last + DAY - 1));
    ck_assert(!hp_baseline_covers(baseline, fingerprint, last + DAY));
    ck_assert(!hp_baseline_covers(baseline, fingerprint + 1, last));
    hp_baseline_free(baseline);
}
END_TEST

/* ---- a run with a baseline ---- */

/* Fingerprints of what `feed` makes: valid-a with 422, enum-b with 200, and a check's. */
static uint64_t fingerprint_of(const char *row, const char *check, int status)
{
    struct hp_observation observation = run_observation(check, HP_MUST, "/webhook");
    return hp_fingerprint(row, &observation, status);
}

static void feed(struct hp_reducer *reducer, const char *id, uint64_t index, const char *check,
                 enum hp_level level, int status)
{
    struct hp_case_record record = run_record(id, index);
    struct hp_observation observation = run_observation(check, level, "/webhook");
    record.status = status;
    run_observe(&record, level == HP_MUST ? HP_FAIL : HP_WARN, &observation, 1, "{}");
    run_feed(reducer, &record);
}

/* valid-a fails by its own and by resp-id; enum-b is judged when `both`. The run began on
 * 2024-04-15. */
static struct hp_summary *run_with(const struct hp_baseline *baseline, bool both,
                                   struct hp_reducer **out)
{
    struct hp_reducer *reducer = NULL;
    struct hp_error error = {0};
    struct hp_run_facts facts = run_facts();
    ck_assert_int_eq(hp_reducer_new(run_rows, RUN_ROWS, &reducer, &error), HP_OK);
    hp_reducer_baseline(reducer, baseline);
    ck_assert_int_eq(hp_reducer_start(reducer, &facts, &error), HP_OK);
    feed(reducer, "valid-a@#1~Z", 1, "expectation", HP_MUST, 422);
    feed(reducer, "valid-a@#2~Z", 2, "resp-id", HP_MUST, 200);
    if (both) {
        struct hp_case_record good = run_record("enum-b@#1~Z", 3);
        run_feed(reducer, &good);
    }
    *out = reducer;
    return run_finish(reducer, HP_STOP_NONE, "");
}

/* A baseline of entries "fingerprint until row". */
static struct hp_baseline *baseline_of(const char *const (*entries)[3], size_t count)
{
    char text[4096];
    size_t length = (size_t)snprintf(text, sizeof(text), "%s", HEAD);
    for (size_t i = 0; i < count; i++) {
        length += (size_t)snprintf(text + length, sizeof(text) - length,
                                   "%s{\"fingerprint\":\"%s\",\"until\":\"%s\",\"reason\":\"#%zu\"",
                                   i == 0 ? "" : ",", entries[i][0], entries[i][1], i);
        length +=
            (size_t)snprintf(text + length, sizeof(text) - length,
                             entries[i][2][0] == '\0' ? "}" : ",\"row\":\"%s\"}", entries[i][2]);
    }
    (void)snprintf(text + length, sizeof(text) - length, "]}");
    return read_text(text);
}

static const char *hex(uint64_t fingerprint)
{
    static char texts[8][17];
    static size_t next;
    char *text = texts[next++ % 8];
    (void)snprintf(text, 17, "%016llx", (unsigned long long)fingerprint);
    return text;
}

static const struct hp_group *group_of(const struct hp_summary *summary, const char *row)
{
    for (size_t i = 0; i < summary->group_count; i++) {
        if (strcmp(summary->groups[i].row, row) == 0) {
            return &summary->groups[i];
        }
    }
    ck_abort_msg("no group of %s", row);
    return NULL;
}

START_TEST(what_is_known_does_not_fail_a_run)
{
    const char *const entries[][3] = {
        {hex(fingerprint_of("valid-a", "expectation", 422)), "2024-04-15", "valid-a"},
        {hex(fingerprint_of("resp-id", "resp-id", 200)), "2030-01-01", ""}};
    struct hp_reducer *reducer = NULL;
    struct hp_baseline *baseline = baseline_of(entries, 2);
    struct hp_summary *summary = run_with(baseline, true, &reducer);
    ck_assert_int_eq(summary->outcome, HP_CONFORMANT);
    ck_assert_int_eq(summary->exit_code, 0);
    ck_assert_ptr_nonnull(strstr(summary->outcome_reason, "none fails but for 2 known findings"));
    ck_assert_uint_eq(summary->totals.fail, 2); /* nothing is counted away */
    ck_assert_uint_eq(hp_reducer_failures(reducer), 0);
    ck_assert_str_eq(group_of(summary, "valid-a")->known_until, "2024-04-15");
    ck_assert_str_eq(group_of(summary, "valid-a")->known_reason, "#0");
    ck_assert_uint_eq(summary->baseline.known, 2);
    ck_assert_uint_eq(summary->baseline.fixed_count, 0);
    hp_reducer_free(reducer);
    hp_baseline_free(baseline);
}
END_TEST

START_TEST(what_has_expired_counts_again)
{
    const char *const entries[][3] = {
        {hex(fingerprint_of("valid-a", "expectation", 422)), "2024-04-14", "valid-a"},
        {hex(fingerprint_of("resp-id", "resp-id", 200)), "2030-01-01", ""}};
    struct hp_reducer *reducer = NULL;
    struct hp_baseline *baseline = baseline_of(entries, 2);
    struct hp_summary *summary = run_with(baseline, true, &reducer);
    ck_assert_int_eq(summary->exit_code, 1);
    ck_assert_ptr_nonnull(strstr(summary->outcome_reason, "in 1 finding"));
    ck_assert(group_of(summary, "valid-a")->expired);
    ck_assert(!group_of(summary, "resp-id")->expired);
    ck_assert_uint_eq(summary->baseline.expired, 1);
    ck_assert_uint_eq(hp_reducer_failures(reducer), 1);
    hp_reducer_free(reducer);
    hp_baseline_free(baseline);
}
END_TEST

START_TEST(what_is_not_known_fails)
{
    const char *const entries[][3] = {
        {hex(fingerprint_of("valid-a", "expectation", 422)), "2030-01-01", "valid-a"}};
    struct hp_reducer *reducer = NULL;
    struct hp_baseline *baseline = baseline_of(entries, 1);
    struct hp_summary *summary = run_with(baseline, true, &reducer);
    ck_assert_int_eq(summary->exit_code, 1);
    ck_assert_ptr_null(group_of(summary, "resp-id")->known_until);
    /* Another class of status is another finding. */
    ck_assert_uint_ne(fingerprint_of("valid-a", "expectation", 422),
                      fingerprint_of("valid-a", "expectation", 500));
    hp_reducer_free(reducer);
    hp_baseline_free(baseline);
}
END_TEST

START_TEST(what_no_longer_shows_is_fixed_if_its_row_was_judged)
{
    const char *const entries[][3] = {{"1111111111111111", "2030-01-01", "enum-b"},
                                      {"2222222222222222", "2030-01-01", "valid-a"},
                                      {"3333333333333333", "2030-01-01", "no-such-row"},
                                      {"4444444444444444", "2030-01-01", ""}};
    for (int both = 0; both < 2; both++) {
        struct hp_reducer *reducer = NULL;
        struct hp_baseline *baseline = baseline_of(entries, 4);
        struct hp_summary *summary = run_with(baseline, both == 1, &reducer);
        const struct hp_baseline_summary *known = &summary->baseline;
        /* That of no row is gone too: the whole plan was run. */
        ck_assert_uint_eq(known->fixed_count, both == 1 ? 3 : 2);
        ck_assert_str_eq(known->fixed[0].fingerprint,
                         both == 1 ? "1111111111111111" : "2222222222222222");
        ck_assert_str_eq(known->fixed[known->fixed_count - 1].fingerprint, "4444444444444444");
        ck_assert_int_eq(hp_baseline_apply(baseline, false, summary), HP_OK);
        ck_assert_uint_eq(known->fixed_count, both == 1 ? 2 : 1);
        hp_reducer_free(reducer);
        hp_baseline_free(baseline);
    }
}
END_TEST

/* ---- writing ---- */

START_TEST(what_was_written_reads_back_and_covers_the_run)
{
    struct hp_reducer *reducer = NULL;
    struct hp_baseline *baseline = NULL;
    struct hp_error error = {0};
    struct hp_summary *summary = run_with(NULL, true, &reducer);
    ck_assert_int_eq(summary->exit_code, 1);
    ck_assert_int_eq(hp_baseline_write(path, NULL, summary, &error), HP_OK);
    hp_reducer_free(reducer);
    ck_assert_msg(hp_baseline_read(path, &baseline, &error) == HP_OK, "%s", error.text);
    summary = run_with(baseline, true, &reducer);
    ck_assert_int_eq(summary->exit_code, 0);
    ck_assert_uint_eq(summary->baseline.known, 2);
    /* 2024-04-15 and 90 days. */
    ck_assert_str_eq(group_of(summary, "valid-a")->known_until, "2024-07-14");
    hp_reducer_free(reducer);
    hp_baseline_free(baseline);
}
END_TEST

START_TEST(writing_again_keeps_days_and_reasons_and_drops_what_is_fixed)
{
    const char *const entries[][3] = {
        {hex(fingerprint_of("valid-a", "expectation", 422)), "2024-05-05", "valid-a"},
        {hex(fingerprint_of("resp-id", "resp-id", 200)), "2024-01-01", ""},
        {"1111111111111111", "2030-01-01", "enum-b"},
        {"3333333333333333", "2031-01-01", "no-such-row"}};
    struct hp_reducer *reducer = NULL;
    struct hp_error error = {0};
    struct hp_baseline *baseline = baseline_of(entries, 4);
    struct hp_summary *summary = run_with(baseline, true, &reducer);
    ck_assert_int_eq(hp_baseline_write(path, baseline, summary, &error), HP_OK);
    hp_reducer_free(reducer);
    hp_baseline_free(baseline);
    char text[4096] = "";
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    (void)!fread(text, 1, sizeof(text) - 1, file);
    (void)fclose(file);
    ck_assert_ptr_nonnull(strstr(text, "\"until\": \"2024-05-05\", \"reason\": \"#0\""));
    ck_assert_ptr_nonnull(strstr(text, "\"until\": \"2024-07-14\", \"reason\": \"#1\""));
    ck_assert_ptr_null(strstr(text, "1111111111111111"));
    ck_assert_ptr_nonnull(
        strstr(text, "\"3333333333333333\", \"until\": \"2031-01-01\", \"reason\": \"#3\""));
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
    struct hp_reducer *reducer = NULL;
    struct hp_error error = {0};
    struct hp_summary *summary = run_with(NULL, true, &reducer);
    ck_assert_int_eq(hp_baseline_write("/nonexistent/x.json", NULL, summary, &error), HP_ERR_IO);
    ck_assert_ptr_nonnull(strstr(error.text, "/nonexistent/x.json"));
    hp_reducer_free(reducer);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_baseline");
    TCase *tcase = tcase_create("baseline");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_bad_file_says_where_and_what, 0, COUNT_OF(bads));
    tcase_add_test(tcase, a_file_that_is_not_there_is_named);
    tcase_add_test(tcase, a_finding_is_known_through_its_last_day);
    tcase_add_test(tcase, what_is_known_does_not_fail_a_run);
    tcase_add_test(tcase, what_has_expired_counts_again);
    tcase_add_test(tcase, what_is_not_known_fails);
    tcase_add_test(tcase, what_no_longer_shows_is_fixed_if_its_row_was_judged);
    tcase_add_test(tcase, what_was_written_reads_back_and_covers_the_run);
    tcase_add_test(tcase, writing_again_keeps_days_and_reasons_and_drops_what_is_fixed);
    tcase_add_test(tcase, a_folder_that_is_not_there_is_an_error);
    suite_add_tcase(suite, tcase);
    return suite;
}
