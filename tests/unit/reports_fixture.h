/* A summary by hand that holds every verdict and a hostile target, for the golden reports.
 *
 * A report that changed on purpose: run the test with HOOKPROOF_GOLDEN=update in the environment,
 * which writes tests/golden anew, and read the difference before it is committed. */
#ifndef HP_TESTS_UNIT_REPORTS_FIXTURE_H
#define HP_TESTS_UNIT_REPORTS_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>

#include "reports/report.h"
#include "tests/support/suite_main.h"

#define COUNT_OF(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Terminal control, a title change, markup of every format, no UTF-8, other directions, NUL. */
#define HOSTILE                                                                                    \
    "\x1b[31mred\x1b[0m\x1b]0;title\x07</script><!--]]>&amp;\"'\\ \r\n\tb\x00z\xff\xc0\x80"        \
    "\xed\xa0\x80\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf\xef\xbf\xbe\xc2\x9b\xf0\x9f\x98\x80 end"
#define HOSTILE_SLICE HP_SLICE(HOSTILE)
/* The same without its NUL, for what is a C string. */
#define HOSTILE_TEXT                                                                               \
    "\x1b[31mred\x1b[0m\x1b]0;title\x07</script><!--]]>&amp;\"'\\ \r\n\tb\xff\xc0\x80"             \
    "\xed\xa0\x80\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf\xef\xbf\xbe\xc2\x9b\xf0\x9f\x98\x80 end"

enum { ROWS = 10, GROUPS = 7, REQUIREMENTS = 3, MANY = 40 };

static struct hp_row_summary sample_rows[ROWS];
static struct hp_group sample_groups[MANY];
static struct hp_requirement_summary sample_requirements[REQUIREMENTS];

static inline void sample_row(size_t at, const char *id, const char *family, enum hp_level level,
                              struct hp_tally tally, const char *reason)
{
    sample_rows[at] = (struct hp_row_summary){.id = id,
                                              .family = family,
                                              .title = "What the row is about",
                                              .clause = "PAGE:L64; RFC9110-15.5",
                                              .level = level,
                                              .tally = tally,
                                              .reason = reason};
}

static inline void sample_fill_rows(void)
{
    /* cases, pass, fail, warn, note, inconclusive, skipped */
    sample_row(0, "valid-all-passed", "valid", HP_MUST, (struct hp_tally){1302, 1302}, NULL);
    sample_row(1, "valid-one-failed", "valid", HP_MUST, (struct hp_tally){12345678, 12345675, 3},
               NULL);
    sample_row(2, "enum-warned", "enum", HP_SHOULD, (struct hp_tally){20, 18, 0, 2}, NULL);
    sample_row(3, "enum-noted", "enum", HP_MAY, (struct hp_tally){7, 0, 0, 0, 7}, NULL);
    sample_row(4, "auth-skipped", "auth", HP_MUST, (struct hp_tally){4, 0, 0, 0, 0, 0, 4},
               "needs a network target");
    sample_row(5, "auth-inconclusive", "auth", HP_MUST, (struct hp_tally){5, 0, 0, 0, 0, 5, 0},
               HOSTILE_TEXT);
    sample_row(6, "auth-not-selected", "auth", HP_MUST, (struct hp_tally){0}, NULL);
    sample_row(7, "auth-partly-skipped", "auth", HP_MUST, (struct hp_tally){6, 4, 0, 0, 0, 0, 2},
               "libcurl cannot send it");
    sample_row(8, "resp-id", "response-checks", HP_MUST, (struct hp_tally){99, 90, 9}, NULL);
    sample_row(9, "resp-error-json", "response-checks", HP_SHOULD, (struct hp_tally){50, 49, 0, 1},
               NULL);
    sample_rows[8].observer = sample_rows[9].observer = true;
}

static inline struct hp_group *sample_group(size_t at, enum hp_verdict verdict, const char *row,
                                            const char *check, uint64_t count)
{
    sample_groups[at] = (struct hp_group){
        .fingerprint = "0123456789abcde",
        .verdict = verdict,
        .row = row,
        .family = "valid",
        .check = check,
        .title = "What the row is about",
        .level = verdict == HP_FAIL   ? HP_MUST
                 : verdict == HP_WARN ? HP_SHOULD
                                      : HP_MAY,
        .clause = "PAGE:L64; RFC9110-15.5",
        .where = "status",
        .expected = "200, as documented",
        .actual = "404 Not Found",
        .why = "the type is in lower case",
        .count = count,
        .first_case = "valid-one-failed@/webhook/type#first~A.B.C",
        .minimal_case = "valid-one-failed@/webhook/type#first~A.B.C",
        .request = {.method = HP_SLICE("POST"),
                    .target = HP_SLICE("/v3/core/webhooks"),
                    .body = HP_SLICE("{\"webhook\":{\"name\":\"caf\xc3\xa9\"}}"),
                    .has_body = true},
        .request_body_bytes = 29,
        .response = {.status = 404, .http_version = 11, .body = HP_SLICE("{}")},
        .response_body_bytes = 2,
        .replay = "hookproof replay 'valid-one-failed@/webhook/type#first~A.B.C'"};
    sample_groups[at].fingerprint[15] = (char)('a' + at % 26);
    return &sample_groups[at];
}

static inline void sample_fill_groups(void)
{
    static const struct hp_field sent[] = {
        {HP_SLICE_INIT("Content-Type"), HP_SLICE_INIT("application/json")},
        {HP_SLICE_INIT("api_key"), HP_SLICE_INIT("***")}};
    static const struct hp_field got[] = {{HP_SLICE_INIT("content-type"), HP_SLICE_INIT(HOSTILE)},
                                          {HP_SLICE_INIT(HOSTILE), HP_SLICE_INIT("")}};
    struct hp_group *group = sample_group(0, HP_FAIL, "valid-one-failed", "expectation", 1234567);
    group->minimal_case = "valid-one-failed@/webhook/type#smallest~A.B.C";
    group->request.fields = sent;
    group->request.field_count = 2;
    group->curl = "curl -q -sS -i -X 'POST' --data-binary @'/out/findings/1.body'";

    group = sample_group(1, HP_FAIL, "resp-id", "resp-id", 9);
    group->clause = HOSTILE_TEXT;
    group->where = HOSTILE_TEXT;
    group->expected = HOSTILE_TEXT;
    group->actual = HOSTILE_TEXT;
    group->request.method = group->request.target = group->request.body = HOSTILE_SLICE;
    group->response.body = HOSTILE_SLICE;
    group->response.fields = got;
    group->response.field_count = 2;
    group->request_body_bytes = group->response_body_bytes = sizeof(HOSTILE) - 1;

    group->shell =
        "(exec 3<>'/dev/tcp/127.0.0.1/8080'; { printf -- 'POST / HTTP/1.1\\r\\n'; } >&3)";

    group = sample_group(2, HP_FAIL, "valid-one-failed", "resp-http-framing", 1);
    group->no_command = "no command: it is too long for a command line; hookproof replay sends it";
    group->flaky = true;
    group->attempts = 3;
    group->reproduced = 1;
    group->response = (struct hp_response){0};
    group->response_body_bytes = 0;
    group->end_note = "no whole reply within 10.0 s";
    group->replay = NULL;

    static char body[3000];
    memset(body, 'b', sizeof(body));
    group = sample_group(3, HP_WARN, "enum-warned", "expectation", 2);
    group->request.body = group->response.body = (struct hp_slice){body, sizeof(body)};
    group->request_body_bytes = 104857600;
    group->response_body_bytes = 3000;

    group = sample_group(4, HP_WARN, "resp-error-json", "resp-error-json", 1);
    group->request.has_body = false;
    group->request.body = (struct hp_slice){"", 0};
    group->request_body_bytes = 0;

    group = sample_group(5, HP_NOTE, "enum-noted", "expectation", 6);
    group->actual = HOSTILE_TEXT;
    (void)sample_group(6, HP_NOTE, "enum-noted", "expectation", 1);
}

static inline void sample_fill_requirements(void)
{
    static const struct hp_requirement texts[REQUIREMENTS] = {
        {"R01", "The method is POST", "PAGE:L1,L6", true},
        {"R02", "The path is /core/webhooks", "PAGE:L2-L5", true},
        {"R03", "The server is api.rootfi.dev", "PAGE:L7", false}};
    static size_t rows[REQUIREMENTS][2] = {{0, 2}, {1, 0}, {6, 0}};
    for (size_t i = 0; i < REQUIREMENTS; i++) {
        sample_requirements[i] = (struct hp_requirement_summary){
            &texts[i], (enum hp_requirement_status)i, rows[i], i == 0 ? 2 : 1};
    }
}

static inline struct hp_summary sample_summary(void)
{
    sample_fill_rows();
    sample_fill_groups();
    sample_fill_requirements();
    return (struct hp_summary){
        .tool_version = "9.8.7",
        .target_kind = "http",
        .target_address = "http://127.0.0.1:8080",
        .profile = "doc",
        .profile_base = "doc",
        .depth = "standard",
        .seed = INT64_MAX, /* the most that common JSON parsers take for an integer */
        .again = "{\"options\":{\"strict\":true},\"secrets\":[],"
                 "\"contract_hash\":\"00000000000012ab\"}",
        .plan_hash = UINT64_C(0x0123456789abcdef),
        .plan_cases = 12347023,
        .coverage = {{1302, 1302}, {10212, 10213}, {0, 465059}},
        .outcome = HP_NONCONFORMANT,
        .outcome_reason = "3 of 12,347,022 cases fail, in 3 findings",
        .exit_code = 1,
        .totals = {12347023, 12347000, 3, 2, 7, 5, 6},
        .sent = 12347044,
        .rows = sample_rows,
        .row_count = ROWS,
        .requirements = sample_requirements,
        .requirement_count = REQUIREMENTS,
        .groups = sample_groups,
        .group_count = GROUPS,
        .groups_dropped = 17,
        .latency = {0.5, 1.25, 30.0625, 10000.001},
        .requests_per_second = 1234.567,
        .started_unix_ms = INT64_C(1713156745309),
        .duration_s = 75.123456};
}

/* A run in which nothing went wrong. */
static inline struct hp_summary sample_conformant(void)
{
    struct hp_summary summary = sample_summary();
    for (size_t i = 0; i < ROWS; i++) {
        sample_rows[i].tally = (struct hp_tally){2, 2};
        sample_rows[i].reason = NULL;
    }
    for (size_t i = 0; i < REQUIREMENTS; i++) {
        sample_requirements[i].status = HP_REQUIREMENT_HELD;
    }
    summary.outcome = HP_CONFORMANT;
    summary.outcome_reason = "20 cases judged, none fails";
    summary.exit_code = 0;
    summary.totals = (struct hp_tally){20, 20};
    summary.group_count = 0;
    summary.groups_dropped = 0;
    return summary;
}

/* More findings than a terminal is asked to show. */
static inline struct hp_summary sample_many(void)
{
    struct hp_summary summary = sample_summary();
    static const char *const notes[] = {"n-1", "n-2", "n-3", "n-4", "n-5", "n-6", "n-7", "n-8"};
    for (size_t i = 0; i < MANY; i++) {
        enum hp_verdict verdict = i < 18 ? HP_FAIL : i < 32 ? HP_WARN : HP_NOTE;
        (void)sample_group(i, verdict, verdict == HP_NOTE ? notes[i - 32] : "enum-warned",
                           "expectation", MANY - i);
    }
    summary.group_count = MANY;
    return summary;
}

static const struct hp_group *sample_causes[GROUPS];
static const struct hp_group *sample_hidden[GROUPS];
static struct hp_fixed sample_fixed[2];

/* The first finding stands for the next two; the warning has been shrunk; two are known. */
/* Findings folded into causes, with smaller requests, nearest passes and a baseline. */
static inline struct hp_summary sample_folded(void)
{
    struct hp_summary summary = sample_summary();
    struct hp_group *group = &sample_groups[0];
    group->hides = sample_hidden;
    group->hide_count = 2;
    group->cause_title = "wrong values are accepted at /webhook/type";
    group->cause_verdict = HP_FAIL;
    group->cause_count = 1234577;
    group->pass_case = "valid-all-passed@#plain~A.B.C";
    group->pass_difference = "passes with type \"A\"; fails with \"" HOSTILE_TEXT "\"";
    group->shrunk = 17;
    group->plain = HP_PLAIN_FAILS;
    for (size_t i = 0; i < 2; i++) {
        sample_hidden[i] = &sample_groups[1 + i];
        sample_groups[1 + i].cause = group;
    }
    sample_groups[1].known_until = "2024-07-14";
    sample_groups[1].known_reason = "ticket " HOSTILE_TEXT;

    /* A warning that stands for a failure shows as one. */
    group = &sample_groups[3];
    group->minimal_body = HP_SLICE("{\"webhook\":\"caf\xc3\xa9\xff\"}");
    group->shrunk = 60;
    group->known_until = "2024-04-14";
    group->known_reason = "";
    group->expired = true;

    sample_causes[0] = &sample_groups[0];
    sample_causes[1] = &sample_groups[4];
    sample_causes[2] = &sample_groups[3];
    summary.causes = sample_causes;
    summary.cause_count = 3;
    sample_fixed[0] =
        (struct hp_fixed){"00000000000000f1", "enum-warned", "2024-09-01", "ticket 8"};
    sample_fixed[1] = (struct hp_fixed){"00000000000000f2", NULL, "2024-09-02", ""};
    summary.baseline = (struct hp_baseline_summary){.path = "known/" HOSTILE_TEXT,
                                                    .known = 1,
                                                    .expired = 1,
                                                    .fixed = sample_fixed,
                                                    .fixed_count = 2};
    return summary;
}

/* What a writer makes of a summary; freed with free(). */
static inline char *render(const char *format, const struct hp_summary *summary,
                           const struct hp_report_style *style, size_t *length)
{
    struct hp_error error = {0};
    char *text = NULL;
    FILE *stream = open_memstream(&text, length);
    ck_assert_ptr_nonnull(stream);
    enum hp_status status = hp_report_find(format)->write(summary, style, stream, &error);
    ck_assert_msg(status == HP_OK, "%s", error.text);
    ck_assert_int_eq(fclose(stream), 0);
    return text;
}

/* Compares with tests/golden/`name`, byte for byte. */
static inline void assert_golden(const char *name, const char *have, size_t length)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/tests/golden/%s", HP_SOURCE_DIR, name);
    const char *mode = getenv("HOOKPROOF_GOLDEN");
    if (mode != NULL && strcmp(mode, "update") == 0) {
        FILE *file = fopen(path, "wb");
        ck_assert_msg(file != NULL, "cannot write %s", path);
        ck_assert_uint_eq(fwrite(have, 1, length, file), length);
        ck_assert_int_eq(fclose(file), 0);
    }
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "no golden file %s", path);
    static char want[4 * 1024 * 1024];
    size_t want_length = fread(want, 1, sizeof(want), file);
    (void)fclose(file);
    size_t at = 0;
    size_t line = 1;
    while (at < length && at < want_length && have[at] == want[at]) {
        line += have[at] == '\n';
        at++;
    }
    if (at < length || at < want_length) {
        size_t begin = at;
        while (begin > 0 && have[begin - 1] != '\n') {
            begin--;
        }
        size_t end = begin;
        while (end < length && have[end] != '\n' && end - begin < 400) {
            end++;
        }
        ck_abort_msg("%s, line %zu differs; it is now: %.*s", path, line, (int)(end - begin),
                     have + begin);
    }
}

#endif
