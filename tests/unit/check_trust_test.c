/* What a reply gives away: hosts, origins, secrets, and which of equal members counted. */
#include "check_fixture.h"
#include "harness/check/memory.h"

static struct fixture fixture;
static struct hp_memory *memory; /* tests may judge without it */

static void open_fixture(void)
{
    struct hp_error error = {0};
    fixture_open(&fixture);
    fixture.row.family = "security";
    ck_assert_int_eq(hp_memory_new(&memory, &error), HP_OK);
    fixture.judge.memory = memory;
}

static void close_fixture(void)
{
    hp_memory_free(memory);
    fixture_close(&fixture);
}

static void ask(struct fixture *f, const char *check)
{
    f->row.check = check;
    fixture_expect(f, HP_EXPECT_CHECK, HP_SHOULD);
    f->judge.memory = NULL; /* the same id comes back every time here */
}

static void sends(struct fixture *f, const char *name, const char *value)
{
    f->sent[f->kase.request.field_count++] =
        (struct hp_field){hp_slice_of(name), hp_slice_of(value)};
}

/* ---- sec-host-poisoning ---- */

START_TEST(host_of_a_field_must_not_come_back)
{
    struct fixture *f = &fixture;
    ask(f, "sec-host-poisoning");
    sends(f, "Forwarded", "for=192.0.2.1;host=\"evil.example.net:8443\";proto=https");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, "sec-host-poisoning"));
    fixture_answer(f, 404, "{\"error\":{\"code\":\"a\",\"message\":\"not on evil.example.net\"}}");
    ck_assert_str_eq(fixture_broken(f), "sec-host-poisoning");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].where), "body");
    fixture_answer(f, 200, fixture_response);
    fixture_got(f, "Location", "https://evil.example.net/v3/core/webhooks/1");
    ck_assert_str_eq(fixture_broken(f), "sec-host-poisoning");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].where), "header Location");
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual), "evil.example.net");
}
END_TEST

START_TEST(words_and_addresses_are_no_hosts)
{
    struct fixture *f = &fixture;
    ask(f, "sec-host-poisoning");
    sends(f, "Forwarded", "for=192.0.2.1;proto=https");
    sends(f, "X-Word", "webhook");
    fixture_got(f, "X-Client", "192.0.2.1 https webhook");
    ck_assert_str_eq(fixture_broken(f), "");
}
END_TEST

/* ---- sec-cors ---- */

static const struct {
    const char *origin; /* sent */
    const char *allowed;
    const char *credentials;
    bool broken;
} origins[] = {
    {"https://pages.example.net", "https://pages.example.net", "true", true},
    {"null", "null", "true", true},
    {"https://pages.example.net", "https://pages.example.net", NULL, false},
    {"https://pages.example.net", "https://pages.example.net", "false", false},
    {"https://pages.example.net", "https://console.example.com", "true", false},
    {"https://pages.example.net", "*", NULL, false},
    {"https://pages.example.net", NULL, NULL, false},
};
enum { ORIGINS = sizeof(origins) / sizeof(origins[0]) };

START_TEST(origin_is_not_reflected_with_credentials)
{
    struct fixture *f = &fixture;
    ask(f, "sec-cors");
    sends(f, "Origin", origins[_i].origin);
    if (origins[_i].allowed != NULL) {
        fixture_got(f, "access-control-allow-origin", origins[_i].allowed);
    }
    if (origins[_i].credentials != NULL) {
        fixture_got(f, "Access-Control-Allow-Credentials", origins[_i].credentials);
    }
    ck_assert_str_eq(fixture_broken(f), origins[_i].broken ? "sec-cors" : "");
    ck_assert(fixture_applied(f, "sec-cors"));
}
END_TEST

/* ---- sec-secret-exposure ---- */

START_TEST(secret_in_clear_is_a_note)
{
    struct fixture *f = &fixture;
    ask(f, "sec-secret-exposure");
    f->kase.level = HP_MAY;
    ck_assert_str_eq(fixture_broken(f), "sec-secret-exposure");
    ck_assert_int_eq(f->judgement.verdict, HP_NOTE);
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual), "\"X-A\"");
}
END_TEST

START_TEST(secret_that_is_masked_holds)
{
    struct fixture *f = &fixture;
    static const char masked[] =
        "{\"id\":\"THBROZzWGuL3b8qEEdBF\",\"headers\":{\"X-A\":\"*\",\"X-B\":\"***\"},"
        "\"operations\":[\"CREATE\",\"UPDATE\"],\"data_models\":[\"ACCOUNTS\",\"BILLS\"],"
        "\"name\":\"webhook 1\",\"created_at\":\"2024-04-15T04:52:25.309Z\","
        "\"type\":\"DATA_MODEL_CHANGES\",\"url\":\"https://hooks.example.com/a\"}";
    ask(f, "sec-secret-exposure");
    fixture_answer(f, 200, masked);
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, "sec-secret-exposure"));
}
END_TEST

/* ---- sec-parser-differential ---- */

#define SENT(members)                                                                              \
    "{\"webhook\":{\"operations\":[\"CREATE\"],\"type\":\"SYNC_COMPLETED\","                       \
    "\"data_models\":[\"BILLS\"],\"url\":\"https://hooks.example.com/a\"," members "}}"
#define BACK(name)                                                                                 \
    "{\"id\":\"THBROZzWGuL3b8qEEdBF\",\"headers\":{},\"operations\":[\"CREATE\"],"                 \
    "\"data_models\":[\"BILLS\"],\"name\":\"" name "\",\"created_at\":"                            \
    "\"2024-04-15T04:52:25.309Z\",\"type\":\"SYNC_COMPLETED\","                                    \
    "\"url\":\"https://hooks.example.com/a\"}"

static const struct {
    const char *sent;
    const char *back;
    bool broken;
} readings[] = {
    {SENT("\"name\":\"1\",\"name\":\"2\""), BACK("1"), false},
    {SENT("\"name\":\"1\",\"n\\u0061me\":\"2\""), BACK("2"), false},
    {SENT("\"name\":\"1\",\"NAME\":\"2\""), BACK("1"), false},
    {SENT("\"name\":\"1\",\"NAME\":\"2\""), BACK("2"), true},
    {SENT("\"NAME\":\"1\",\"name\":\"2\""), BACK("1"), true},
    {SENT("\"name\":\"1\",\"name\":\"2\",\"name\":\"3\""), BACK("2"), true},
    {SENT("\"name\":\"1\",\"NAME\":\"2\",\"name\":\"3\""), BACK("3"), false},
    {SENT("\"name\":\"1\",\"name\":\"2\""), BACK("3"), true},
};
enum { READINGS = sizeof(readings) / sizeof(readings[0]) };

START_TEST(value_that_counts_is_the_first_or_the_last_of_the_documented_name)
{
    struct fixture *f = &fixture;
    ask(f, "sec-parser-differential");
    fixture_send(f, readings[_i].sent);
    fixture_answer(f, 200, readings[_i].back);
    ck_assert_str_eq(fixture_broken(f), readings[_i].broken ? "sec-parser-differential" : "");
    ck_assert(fixture_applied(f, "sec-parser-differential"));
}
END_TEST

/* The id that comes back is another one each time, so that only the reading is judged. */
static const char *read_again(struct fixture *f, const char *back)
{
    static char body[1024];
    static unsigned number;
    int length =
        snprintf(body, sizeof(body), "{\"id\":\"%020u\",%s", ++number, strstr(back, "\"headers\""));
    ck_assert_int_lt(length, (int)sizeof(body));
    fixture_answer(f, 200, body);
    return fixture_broken(f);
}

START_TEST(reading_that_changes_within_a_run_breaks)
{
    struct fixture *f = &fixture;
    ask(f, "sec-parser-differential");
    f->judge.memory = memory;
    fixture_send(f, SENT("\"name\":\"1\",\"name\":\"2\""));
    ck_assert_str_eq(read_again(f, BACK("2")), "");
    fixture_send(f, SENT("\"name\":\"1\",\"NAME\":\"2\"")); /* no choice, no reading */
    ck_assert_str_eq(read_again(f, BACK("1")), "");
    fixture_send(f, SENT("\"name\":\"1\",\"n\\u0061me\":\"2\""));
    ck_assert_str_eq(read_again(f, BACK("2")), "");
    ck_assert_str_eq(read_again(f, BACK("1")), "sec-parser-differential");
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual), "the last counted");
    ck_assert_int_eq(f->judgement.verdict, HP_WARN);
}
END_TEST

START_TEST(refusal_of_equal_members_holds)
{
    struct fixture *f = &fixture;
    ask(f, "sec-parser-differential");
    fixture_answer(f, 400, "{\"error\":{\"code\":\"a\",\"message\":\"b\"}}");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, "sec-parser-differential"));
}
END_TEST

START_TEST(other_rows_are_not_asked)
{
    struct fixture *f = &fixture;
    static const char *const checks[] = {"sec-host-poisoning", "sec-cors", "sec-secret-exposure",
                                         "sec-parser-differential"};
    sends(f, "Origin", "https://pages.example.net");
    ck_assert_str_eq(fixture_broken(f), "");
    for (size_t i = 0; i < 4; i++) {
        ck_assert(!fixture_applied(f, checks[i]));
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check_trust");
    TCase *tests = tcase_create("trust");
    tcase_add_checked_fixture(tests, open_fixture, close_fixture);
    tcase_add_test(tests, host_of_a_field_must_not_come_back);
    tcase_add_test(tests, words_and_addresses_are_no_hosts);
    tcase_add_loop_test(tests, origin_is_not_reflected_with_credentials, 0, ORIGINS);
    tcase_add_test(tests, secret_in_clear_is_a_note);
    tcase_add_test(tests, secret_that_is_masked_holds);
    tcase_add_loop_test(tests, value_that_counts_is_the_first_or_the_last_of_the_documented_name, 0,
                        READINGS);
    tcase_add_test(tests, reading_that_changes_within_a_run_breaks);
    tcase_add_test(tests, refusal_of_equal_members_holds);
    tcase_add_test(tests, other_rows_are_not_asked);
    suite_add_tcase(suite, tests);
    return suite;
}
