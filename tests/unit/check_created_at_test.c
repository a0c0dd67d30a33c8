/* The creation time against the clock of the exchange, and dates of header fields. */
#include "check_fixture.h"
#include "harness/check/http_date.h"

static struct fixture fixture;
static char body[1024];

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

static const char *created_at(struct fixture *f, const char *text)
{
    (void)snprintf(body, sizeof(body),
                   "{\"id\":\"x1\",\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\"},"
                   "\"operations\":[\"CREATE\",\"UPDATE\"],\"data_models\":[\"ACCOUNTS\","
                   "\"BILLS\"],\"name\":\"webhook 1\",\"created_at\":\"%s\","
                   "\"type\":\"DATA_MODEL_CHANGES\",\"url\":\"https://hooks.example.com/a\"}",
                   text);
    fixture_answer(f, 200, body);
    return fixture_broken(f);
}

#define FORMAT "resp-created-at-format"
#define CLOCK  "resp-created-at-clock"

/* The exchange took place at 04:52:25.309Z, and 300 s are tolerated. */
static const struct {
    const char *text;
    const char *broken;
} times[] = {
    {"2024-04-15T04:52:25.309Z", ""},
    {"2024-04-15T04:52:25Z", ""},
    {"2024-04-15T04:52:25.309123Z", ""},
    {"2024-04-15T04:52:25+00:00", ""},
    {"2024-04-15t04:52:25z", ""},
    {"2024-04-15T04:57:25Z", ""},
    {"2024-04-15T04:47:26Z", ""},
    {"2024-04-15T04:57:26Z", CLOCK},
    {"2024-04-15T04:47:25Z", CLOCK},
    {"2024-04-15T06:52:25Z", CLOCK},
    {"1970-01-01T00:00:00Z", CLOCK},
    {"9999-12-31T23:59:59Z", CLOCK},
    {"2024-04-15T06:52:25+02:00", FORMAT},
    {"2024-04-15T04:52:25+02:00", FORMAT " " CLOCK},
    {"2024-04-15T04:52:25", FORMAT},
    {"2024-04-15", FORMAT},
    {"2024-02-30T04:52:25Z", FORMAT},
    {"Mon, 15 Apr 2024 04:52:25 GMT", FORMAT},
    {"1713156745", FORMAT},
    {"", FORMAT},
};

START_TEST(a_time_is_held_to_its_format_and_to_the_clock)
{
    const char *broken = created_at(&fixture, times[_i].text);
    ck_assert_msg(strcmp(broken, times[_i].broken) == 0, "%s: \"%s\"", times[_i].text, broken);
    ck_assert(fixture_applied(&fixture, FORMAT));
}
END_TEST

START_TEST(a_target_may_follow_its_own_clock)
{
    struct fixture *f = &fixture;
    fixture_got(f, "Date", "Mon, 15 Apr 2024 02:52:25 GMT");
    ck_assert_str_eq(created_at(f, "2024-04-15T02:52:24.500Z"), "");
    ck_assert_str_eq(created_at(f, "2024-04-15T03:52:24.500Z"), CLOCK);
}
END_TEST

START_TEST(a_long_exchange_widens_the_window)
{
    struct fixture *f = &fixture;
    f->exchange.received_unix_ms = f->exchange.sent_unix_ms + 60000;
    ck_assert_str_eq(created_at(f, "2024-04-15T04:58:25Z"), "");
    ck_assert_str_eq(created_at(f, "2024-04-15T04:58:26Z"), CLOCK);
}
END_TEST

START_TEST(the_tolerance_is_a_setting)
{
    struct fixture *f = &fixture;
    struct hp_settings settings = hp_settings_doc;
    ck_assert_int_eq(hp_settings_assign(&settings, "created_at.skew=1", NULL), HP_OK);
    f->judge.settings = &settings;
    ck_assert_str_eq(created_at(f, "2024-04-15T04:52:24.400Z"), "");
    ck_assert_str_eq(created_at(f, "2024-04-15T04:52:23Z"), CLOCK);
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual),
                     "\"2024-04-15T04:52:23Z\", 2 s before the request");
}
END_TEST

static const struct {
    const char *text;
    bool valid;
    int64_t unix_ms;
} dates[] = {
    {"Sun, 06 Nov 1994 08:49:37 GMT", true, INT64_C(784111777000)},
    {"Thu, 01 Jan 1970 00:00:00 GMT", true, 0},
    {"Sun, 06 Nov 1994 08:49:37 UTC", false, 0},
    {"Sun, 06 Nov 1994 08:49:37", false, 0},
    {"Sunday, 06-Nov-94 08:49:37 GMT", false, 0},
    {"Sun Nov  6 08:49:37 1994", false, 0},
    {"Sun, 06 Nox 1994 08:49:37 GMT", false, 0},
    {"Sun, 06 anF 1994 08:49:37 GMT", false, 0},
    {"Sun, 31 Feb 1994 08:49:37 GMT", false, 0},
    {"Sun, 06 Nov 1994 25:49:37 GMT", false, 0},
    {"Sun, 6 Nov 1994 08:49:37 GMT ", false, 0},
    {"", false, 0},
};

START_TEST(a_header_date_is_an_imf_fixdate)
{
    int64_t unix_ms = -1;
    bool valid = hp_http_date_parse(hp_slice_of(dates[_i].text), &unix_ms);
    ck_assert_msg(valid == dates[_i].valid, "%s", dates[_i].text);
    if (valid) {
        ck_assert_int_eq(unix_ms, dates[_i].unix_ms);
    }
}
END_TEST

START_TEST(retry_after_is_seconds_or_a_date)
{
    ck_assert(hp_retry_after_valid(HP_SLICE("0")));
    ck_assert(hp_retry_after_valid(HP_SLICE("120")));
    ck_assert(hp_retry_after_valid(HP_SLICE("Sun, 06 Nov 1994 08:49:37 GMT")));
    ck_assert(!hp_retry_after_valid(HP_SLICE("")));
    ck_assert(!hp_retry_after_valid(HP_SLICE("-1")));
    ck_assert(!hp_retry_after_valid(HP_SLICE("1.5")));
    ck_assert(!hp_retry_after_valid(HP_SLICE("soon")));
    ck_assert(!hp_retry_after_valid((struct hp_slice){NULL, 0}));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/created_at");
    TCase *tcase = tcase_create("times");
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_loop_test(tcase, a_time_is_held_to_its_format_and_to_the_clock, 0,
                        sizeof(times) / sizeof(times[0]));
    tcase_add_test(tcase, a_target_may_follow_its_own_clock);
    tcase_add_test(tcase, a_long_exchange_widens_the_window);
    tcase_add_test(tcase, the_tolerance_is_a_setting);
    tcase_add_loop_test(tcase, a_header_date_is_an_imf_fixdate, 0,
                        sizeof(dates) / sizeof(dates[0]));
    tcase_add_test(tcase, retry_after_is_seconds_or_a_date);
    suite_add_tcase(suite, tcase);
    return suite;
}
