/* The table of checks, and how observations become a verdict. */
#include "check_fixture.h"
#include "harness/base/alloc.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

/* Copied by hand from the catalogue of rows: its observers in its order, and the three additions.
 */
static const struct {
    const char *id;
    const char *family;
    enum hp_level level;
    const char *clause;
} catalogue[] = {
    {"array-echo-order", "arrays", HP_MAY, "PAGE:L12-L19,L31-L36; SILENT S15"},
    {"ssrf-no-reflection", "ssrf", HP_SHOULD, "OWASP-API7:2023 (no raw responses); CWE-918"},
    {"auth-no-side-effect", "auth", HP_MUST, "PAGE:L48; OWASP-API2:2023"},
    {"auth-challenge", "auth", HP_SHOULD, "RFC9110-15.5.2; RFC9110-11.6.1; SILENT S03"},
    {"auth-uniform-failure", "auth", HP_SHOULD, "OWASP-API2:2023; SILENT S03"},
    {"frame-cl-te-both", "framing", HP_MUST, "RFC9112-6.1; RFC9112-11.2"},
    {"frame-te-http10", "framing", HP_MUST, "RFC9112-6.1"},
    {"frame-pipelining", "framing", HP_SHOULD, "RFC9112-9.3.2"},
    {"sec-host-poisoning", "security", HP_SHOULD, "RFC9112-3.2; OWASP-API8:2023"},
    {"sec-cors", "security", HP_SHOULD, "OWASP-API8:2023; CWE-942"},
    {"sec-secret-exposure", "security", HP_MAY, "PAGE:L28-L30; OWASP-API3:2023; SILENT S29"},
    {"sec-parser-differential", "security", HP_SHOULD,
     "RFC8259-4; OWASP-API8:2023 (uniform processing)"},
    {"resp-status-200", "response-checks", HP_MUST, "PAGE:L64; SILENT S44"},
    {"resp-media-type", "response-checks", HP_MUST, "PAGE:L65"},
    {"resp-json-wellformed", "response-checks", HP_MUST,
     "PAGE:L65; RFC8259-2; RFC8259-8.1; RFC8259-10"},
    {"resp-json-unique-members", "response-checks", HP_SHOULD, "RFC8259-4; RFC7493-2.3"},
    {"resp-root-flat-object", "response-checks", HP_MUST, "PAGE:L26-L41,L69-L196; SILENT S43"},
    {"resp-required-fields", "response-checks", HP_MUST,
     "PAGE:L71,L81,L87,L97,L166,L176,L186,L196"},
    {"resp-id", "response-checks", HP_MUST, "PAGE:L69-L77; SILENT S41"},
    {"resp-id-form", "response-checks", HP_SHOULD, "PAGE:L27,L77; SILENT S41"},
    {"resp-headers-object", "response-checks", HP_MUST, "PAGE:L79-L81"},
    {"resp-headers-values", "response-checks", HP_SHOULD, "PAGE:L28-L30"},
    {"resp-operations-enum", "response-checks", HP_MUST, "PAGE:L85-L94"},
    {"resp-data-models-enum", "response-checks", HP_MUST, "PAGE:L95-L163"},
    {"resp-name-string", "response-checks", HP_MUST, "PAGE:L164-L166"},
    {"resp-type-enum", "response-checks", HP_MUST, "PAGE:L184-L193"},
    {"resp-url-string", "response-checks", HP_MUST, "PAGE:L194-L196"},
    {"resp-created-at-string", "response-checks", HP_MUST, "PAGE:L174-L176"},
    {"resp-created-at-format", "response-checks", HP_SHOULD,
     "PAGE:L38,L182; RFC3339-5.6; RFC3339-5.7; SILENT S42"},
    {"resp-created-at-clock", "response-checks", HP_SHOULD, "PAGE:L178; SILENT S42"},
    {"resp-echo-scalars", "response-checks", HP_MUST, "PAGE:L15-L16,L20,L37,L39-L40; SILENT S23"},
    {"resp-echo-arrays", "response-checks", HP_MUST, "PAGE:L12-L19,L31-L36"},
    {"resp-echo-headers", "response-checks", HP_MUST, "PAGE:L21-L23,L28-L30; SILENT S29"},
    {"resp-no-extra-members", "response-checks", HP_MAY, "PAGE:L69-L202; SILENT S43"},
    {"resp-http-framing", "response-checks", HP_MUST, "RFC9112-6.3; RFC9112-9.3"},
    {"resp-error-json", "response-checks", HP_SHOULD, "SILENT S02; OWASP-API8:2023"},
    {"resp-error-shape", "response-checks", HP_MAY, "ROOTFI-ERRORS; RFC9457-3.1; SILENT S02"},
    {"resp-error-names-field", "response-checks", HP_MAY,
     "ROOTFI-ERRORS; RFC9457-3 (pointer); SILENT S02"},
    {"resp-error-no-internals", "response-checks", HP_SHOULD,
     "OWASP-API8:2023; OWASP-REST-CS; RFC9457-5"},
    {"resp-405-allow", "response-checks", HP_MUST, "RFC9110-15.5.6"},
    {"resp-429-retry-after", "response-checks", HP_MAY, "RFC6585-4; SILENT S39"},
    {"resp-cache-security-headers", "response-checks", HP_MAY,
     "OWASP-REST-CS security headers; SILENT S46"},
    {"resp-latency", "response-checks", HP_SHOULD,
     "OWASP-API4:2023; Schemathesis max_response_time"},
    {"resp-key-absent", "response-checks", HP_MUST, "invariant I5"},
    {"state-id-unique", "stateful", HP_MUST, "PAGE:L73; SILENT S41"},
    {"state-id-unpredictable", "stateful", HP_MAY, "OWASP-API1:2023; SILENT S41"},
    {"state-created-at-order", "stateful", HP_SHOULD, "PAGE:L178; SILENT S42"},
    {"state-client-id-ignored", "stateful", HP_MUST, "OWASP-API3:2023; CWE-915; SILENT S32"},
    {"state-client-created-at-ignored", "stateful", HP_MUST,
     "OWASP-API3:2023; GitHub rejects created_at; SILENT S32"},
    {"state-client-internal-fields", "stateful", HP_SHOULD, "OWASP-API3:2023; SILENT S32"},
    {"state-interleave", "stateful", HP_MUST, "RFC9112-9.3; invariant I2"},
    {"state-canary", "stateful", HP_MUST, "invariant I3"},
    {"state-memory", "stateful", HP_MUST, "invariant I1; CWE-401"},
};
enum { CATALOGUE = sizeof(catalogue) / sizeof(catalogue[0]) };

START_TEST(the_table_is_the_catalogue)
{
    ck_assert_uint_eq(hp_check_count, CATALOGUE);
    for (size_t i = 0; i < CATALOGUE; i++) {
        const struct hp_check *check = &hp_checks[i];
        ck_assert_str_eq(check->id, catalogue[i].id);
        ck_assert_str_eq(check->family, catalogue[i].family);
        ck_assert_msg(check->level == catalogue[i].level, "%s", check->id);
        ck_assert_str_eq(check->clause, catalogue[i].clause);
        ck_assert_uint_gt(strlen(check->title), 10);
        ck_assert_int_eq(hp_check_find(check->id), (int)i);
    }
    ck_assert_int_eq(hp_check_find("resp-status-20"), -1);
    ck_assert_int_eq(hp_check_find("expectation"), -1);
}
END_TEST

START_TEST(every_documented_rule_about_the_response_has_a_check)
{
    uint64_t spoken_for = 0;
    for (size_t i = 0; i < hp_check_count; i++) {
        spoken_for |= hp_checks[i].requirements;
    }
    /* R22 to R53 are about the response; R28 shows in an example only how an id may look. */
    for (unsigned number = 22; number <= 53; number++) {
        ck_assert_msg(number == 28 || (spoken_for & HP_R(number)) != 0, "R%u", number);
    }
}
END_TEST

/* A reply that breaks exactly one check of each level. */
static void break_level(struct fixture *f, enum hp_level level)
{
    fixture_got_only(f, level == HP_MUST ? "text/plain" : "application/json");
    if (level == HP_SHOULD) {
        f->exchange.duration_us = 6000000;
    }
    if (level == HP_MAY) {
        f->exchange.response.field_count = 0;
        fixture_got(f, "Content-Type", "application/json");
    }
}

static const struct {
    const char *profile;
    enum hp_level level;
    enum hp_verdict verdict;
} verdicts[] = {
    {"doc", HP_MUST, HP_FAIL},     {"doc", HP_SHOULD, HP_WARN},     {"doc", HP_MAY, HP_PASS},
    {"strict", HP_MUST, HP_FAIL},  {"strict", HP_SHOULD, HP_FAIL},  {"strict", HP_MAY, HP_PASS},
    {"lenient", HP_MUST, HP_FAIL}, {"lenient", HP_SHOULD, HP_PASS}, {"lenient", HP_MAY, HP_PASS},
};

START_TEST(the_level_and_the_profile_make_the_verdict)
{
    struct fixture *f = &fixture;
    struct hp_settings settings;
    ck_assert(hp_settings_find(verdicts[_i].profile, &settings));
    f->judge.settings = &settings;
    ck_assert_str_eq(f->judge.settings->profile, verdicts[_i].profile);
    break_level(f, verdicts[_i].level);
    (void)fixture_broken(f);
    ck_assert_uint_eq(f->judgement.observation_count, 1);
    ck_assert_int_eq(f->judgement.observations[0].level, verdicts[_i].level);
    ck_assert_int_eq(f->judgement.verdict, verdicts[_i].verdict);
}
END_TEST

START_TEST(there_is_no_unknown_profile)
{
    struct hp_settings settings;
    ck_assert(!hp_settings_find("loose", &settings));
    ck_assert(hp_settings_find("doc", &settings));
    ck_assert_str_eq(settings.profile, "doc");
}
END_TEST

START_TEST(the_worst_of_several_is_the_verdict)
{
    struct fixture *f = &fixture;
    f->exchange.duration_us = 6000000;
    f->exchange.response.field_count = 0;
    fixture_got(f, "Content-Type", "text/plain");
    ck_assert_str_eq(fixture_broken(f), "resp-media-type resp-cache-security-headers resp-latency");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
}
END_TEST

START_TEST(verdicts_have_names)
{
    ck_assert_str_eq(hp_verdict_name(HP_PASS), "pass");
    for (int i = 0; i < HP_VERDICT_COUNT; i++) {
        ck_assert_ptr_nonnull(hp_verdict_name((enum hp_verdict)i));
    }
}
END_TEST

/* --- canary --- */

START_TEST(a_canary_that_fails_is_one_finding_of_its_own)
{
    struct fixture *f = &fixture;
    f->judge.canary = true;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, "state-canary"));
    fixture_answer(f, 500, "{}");
    ck_assert_str_eq(fixture_broken(f), "state-canary");
    fixture_answer(f, 400, "{\"title\":\"no\"}");
    ck_assert_str_eq(fixture_broken(f), "state-canary");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    f->exchange.end = HP_END_TIMEOUT;
    ck_assert_str_eq(fixture_broken(f), "state-canary");
    f->exchange.end = HP_END_REFUSED;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_INCONCLUSIVE);
    fixture_answer(f, 201, fixture_response);
    ck_assert_str_eq(fixture_broken(f), "resp-status-200");
}
END_TEST

START_TEST(other_exchanges_are_no_canaries)
{
    (void)fixture_broken(&fixture);
    ck_assert(!fixture_applied(&fixture, "state-canary"));
}
END_TEST

START_TEST(a_case_without_a_row_is_judged_too)
{
    fixture.kase.row = NULL;
    ck_assert_str_eq(fixture_broken(&fixture), "");
    fixture_answer(&fixture, 404, "{\"title\":\"no\"}");
    ck_assert_str_eq(fixture_broken(&fixture), "expectation");
}
END_TEST

/* --- hostile answers --- */

static char *repeat(const char *text, size_t count, size_t *length)
{
    size_t each = strlen(text);
    char *bytes = malloc(each * count + 1);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + i * each, text, each);
    }
    *length = each * count;
    return bytes;
}

static const char *judge_repeated(const char *prefix, const char *text, size_t count,
                                  const char *suffix)
{
    size_t length = 0;
    char *middle = repeat(text, count, &length);
    struct hp_buf buf;
    hp_buf_init(&buf, (size_t)16 * 1024 * 1024);
    hp_buf_text(&buf, prefix);
    hp_buf_append(&buf, middle, length);
    hp_buf_text(&buf, suffix);
    ck_assert(!buf.failed);
    fixture.exchange.response.body = hp_buf_view(&buf);
    const char *broken = fixture_broken(&fixture);
    hp_buf_deinit(&buf);
    free(middle);
    return broken;
}

START_TEST(a_hostile_answer_is_a_finding_and_no_burden)
{
    ck_assert_str_eq(judge_repeated("", "[", 1000000, ""), "resp-json-wellformed");
    ck_assert_str_eq(judge_repeated("[", "[],", 1000000, "[]]"), "resp-json-wellformed");
    ck_assert_str_eq(judge_repeated("{", "\"a\":1,", 30000, "\"b\":2}"),
                     "resp-json-unique-members resp-required-fields resp-no-extra-members");
    ck_assert_str_eq(judge_repeated("{\"id\":\"", "\\u001b[2J", 10000, "\"}"),
                     "resp-required-fields");
    ck_assert_str_eq(judge_repeated("{\"type\":\"", "\xe2\x80\xae", 10000, "\"}"),
                     "resp-required-fields resp-type-enum");
    ck_assert_str_eq(judge_repeated("{\"operations\":[", "\"X\",", 90000, "\"X\"]}"),
                     "resp-operations-enum");
}
END_TEST

START_TEST(shown_text_of_a_target_is_short_and_has_no_power)
{
    struct fixture *f = &fixture;
    (void)judge_repeated("{\"type\":\"", "\xe2\x80\xae\\u001b[2J", 10000, "\"}");
    const struct hp_observation *observation = &f->judgement.observations[1];
    ck_assert_str_eq(observation->check, "resp-type-enum");
    ck_assert_uint_lt(observation->actual.len, 200);
    ck_assert_ptr_null(memmem(observation->actual.at, observation->actual.len, "\xe2\x80\xae", 3));
    ck_assert_contains(fixture_text(observation->actual), "\\u{202E}\\x1B[2J");
}
END_TEST

START_TEST(more_findings_than_fit_keep_the_verdict)
{
    struct fixture *f = &fixture;
    fixture_got_only(f, "text/plain");
    f->exchange.response.field_count = 1;
    f->exchange.response.fields = f->got;
    f->exchange.duration_us = 6000000;
    fixture_got(f, "X-Key", FIXTURE_KEY);
    fixture_got(f, "Content-Length", "1");
    fixture_answer(f, 201,
                   "{\"id\":1,\"headers\":7,\"operations\":7,\"data_models\":7,\"name\":7,"
                   "\"created_at\":7,\"type\":7,\"url\":7,\"x\":7,\"x\":7}");
    hp_arena_reset(&f->arena);
    ck_assert_int_eq(hp_judge_exchange(&f->judge, &f->kase, &f->exchange, &f->arena, &f->judgement),
                     HP_OK);
    ck_assert_uint_le(f->judgement.observation_count, HP_OBSERVATIONS_MAX);
    ck_assert_uint_ge(f->judgement.observation_count, 15);
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
}
END_TEST

/* --- memory --- */

START_TEST(without_memory_there_is_no_judgement)
{
    struct fixture *f = &fixture;
    fixture_got_only(f, "text/plain");
    struct hp_arena arena;
    hp_arena_init(&arena, 0);
    ck_assert_int_eq(hp_judge_exchange(&f->judge, &f->kase, &f->exchange, &arena, &f->judgement),
                     HP_ERR_NOMEM);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(the_refusal_of_any_allocation_is_survived)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 200, "{\"id\":\"x\",\"name\":\"other\",\"name\":\"n\",\"url\":\"u\"}");
    fixture_got_only(f, "text/plain");
    uint64_t n = 1;
    enum hp_status status = HP_ERR_NOMEM;
    while (status == HP_ERR_NOMEM && n < 1000) {
        struct hp_arena arena;
        hp_arena_init(&arena, (size_t)64 * 1024 * 1024);
        hp_alloc_fail_at(n++);
        status = hp_judge_exchange(&f->judge, &f->kase, &f->exchange, &arena, &f->judgement);
        hp_alloc_fail_at(0);
        hp_arena_deinit(&arena);
    }
    ck_assert_int_eq(status, HP_OK);
    ck_assert_uint_gt(n, 2);
}
END_TEST

START_TEST(a_judgement_is_a_function_of_the_exchange)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 201, "{\"id\":7}");
    (void)fixture_broken(f);
    struct hp_judgement first = f->judgement;
    (void)fixture_broken(f);
    ck_assert_int_eq(first.verdict, f->judgement.verdict);
    ck_assert_uint_eq(first.checks_applied, f->judgement.checks_applied);
    ck_assert_uint_eq(first.checks_broken, f->judgement.checks_broken);
    ck_assert_uint_eq(first.observation_count, f->judgement.observation_count);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/judge");
    TCase *tcase = tcase_create("verdicts");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_test(tcase, the_table_is_the_catalogue);
    tcase_add_test(tcase, every_documented_rule_about_the_response_has_a_check);
    tcase_add_loop_test(tcase, the_level_and_the_profile_make_the_verdict, 0,
                        sizeof(verdicts) / sizeof(verdicts[0]));
    tcase_add_test(tcase, there_is_no_unknown_profile);
    tcase_add_test(tcase, the_worst_of_several_is_the_verdict);
    tcase_add_test(tcase, verdicts_have_names);
    tcase_add_test(tcase, a_canary_that_fails_is_one_finding_of_its_own);
    tcase_add_test(tcase, other_exchanges_are_no_canaries);
    tcase_add_test(tcase, a_case_without_a_row_is_judged_too);
    tcase_add_test(tcase, a_hostile_answer_is_a_finding_and_no_burden);
    tcase_add_test(tcase, shown_text_of_a_target_is_short_and_has_no_power);
    tcase_add_test(tcase, more_findings_than_fit_keep_the_verdict);
    tcase_add_test(tcase, without_memory_there_is_no_judgement);
    tcase_add_test(tcase, the_refusal_of_any_allocation_is_survived);
    tcase_add_test(tcase, a_judgement_is_a_function_of_the_exchange);
    suite_add_tcase(suite, tcase);
    return suite;
}
