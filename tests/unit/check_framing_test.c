/* What a connection does behind a request that breaks the rules of HTTP/1.1, what comes behind the
 * first of two requests, and what such a request gives cause to. */
#include "check_fixture.h"

static struct fixture fixture;

static const struct hp_step one_step[] = {{.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("POST")}};

static void open_fixture(void)
{
    fixture_open(&fixture);
    fixture.row.family = "framing";
    fixture.kase.request.steps = one_step;
    fixture.kase.request.step_count = 1;
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

static void ask(struct fixture *f, const char *check)
{
    f->row.check = check;
    fixture_expect(f, HP_EXPECT_CHECK, HP_MUST);
}

/* ---- no version, as in HTTP/0.9 ---- */

static const struct {
    struct hp_step step;
    bool old;
} first_lines[] = {
    {{.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("POST /a\r\nHost: b\r\n\r\n")}, true},
    {{.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("POST /a HTTP/1.1\r\nHost: b\r\n")}, false},
    {{.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("POST HTTP/1.1\r\nHost: b /c\r\n")}, false},
    {{.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("POST /a")}, false},
};
enum { FIRST_LINES = sizeof(first_lines) / sizeof(first_lines[0]) };

START_TEST(reply_without_a_status_line_is_noted_only_where_no_version_was_sent)
{
    struct fixture *f = &fixture;
    f->kase.request.steps = &first_lines[_i].step;
    fixture_expect(f, HP_EXPECT_REJECT_400, HP_MUST);
    f->exchange.end = HP_END_MALFORMED;
    f->exchange.response = (struct hp_response){0};
    ck_assert_str_eq(fixture_broken(f), first_lines[_i].old ? "" : "resp-http-framing");
    ck_assert_int_eq(f->judgement.verdict, first_lines[_i].old ? HP_NOTE : HP_FAIL);
}
END_TEST

/* ---- both lengths, and chunks in HTTP/1.0 ---- */

static const char *const closing[] = {"frame-cl-te-both", "frame-te-http10"};
enum { CLOSING = 2 };

START_TEST(reply_on_a_connection_that_stays_open_breaks)
{
    struct fixture *f = &fixture;
    ask(f, closing[_i]);
    ck_assert_str_eq(fixture_broken(f), closing[_i]);
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual),
                       "200 OK, and the connection stays open");
    fixture_answer(f, 400, "{\"error\":{\"code\":\"a\",\"message\":\"b\"}}");
    ck_assert_str_eq(fixture_broken(f), closing[_i]);
}
END_TEST

START_TEST(closed_or_to_be_closed_holds)
{
    struct fixture *f = &fixture;
    ask(f, closing[_i]);
    f->exchange.peer_closed = true;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, closing[_i]));
    f->exchange.peer_closed = false;
    fixture_got(f, "Connection", "Keep-Alive,\tClose");
    ck_assert_str_eq(fixture_broken(f), "");
    f->exchange.end = HP_END_CLOSED;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_PASS);
}
END_TEST

START_TEST(http_1_0_closes_unless_it_says_that_it_does_not)
{
    struct fixture *f = &fixture;
    ask(f, closing[_i]);
    f->exchange.response.http_version = 10;
    ck_assert_str_eq(fixture_broken(f), "");
    fixture_got(f, "Connection", "keep-alive");
    ck_assert_str_eq(fixture_broken(f), closing[_i]);
}
END_TEST

START_TEST(word_that_only_begins_with_close_is_another)
{
    struct fixture *f = &fixture;
    ask(f, closing[_i]);
    fixture_got(f, "Connection", "closed");
    ck_assert_str_eq(fixture_broken(f), closing[_i]);
}
END_TEST

START_TEST(second_answer_breaks_even_when_closed)
{
    struct fixture *f = &fixture;
    struct hp_response second = {.status = 405};
    ask(f, closing[_i]);
    f->exchange.peer_closed = true;
    f->exchange.more = &second;
    f->exchange.more_count = 1;
    ck_assert_str_eq(fixture_broken(f), closing[_i]);
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual),
                       "and then 405 Method Not Allowed");
}
END_TEST

START_TEST(other_rows_are_not_asked)
{
    struct fixture *f = &fixture;
    static const char *const checks[] = {"frame-cl-te-both", "frame-te-http10", "frame-pipelining"};
    ck_assert_str_eq(fixture_broken(f), "");
    for (size_t i = 0; i < 3; i++) {
        ck_assert(!fixture_applied(f, checks[i]));
    }
}
END_TEST

/* ---- pipelining ---- */

#define SECOND_REPLY(name)                                                                         \
    "{\"id\":\"AAAAAAAAAAAAAAAAAAAA\",\"headers\":{},\"operations\":[],\"data_models\":[],"        \
    "\"name\":\"" name "\",\"created_at\":\"2024-04-15T04:52:25.309Z\","                           \
    "\"type\":\"SYNC_COMPLETED\",\"url\":\"https://hooks.example.com/a\"}"

static const struct hp_step two_posts[] = {
    {.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("POST /v3/core/webhooks HTTP/1.1\r\nHost: ")},
    {.kind = HP_STEP_HOST},
    {.kind = HP_STEP_SEND,
     .bytes = HP_SLICE_INIT("\r\n\r\n{\"webhook\":{\"name\":\"webhook 1\"}}POST /v3/core/webhooks "
                            "HTTP/1.1\r\nHost: ")},
    {.kind = HP_STEP_HOST},
    {.kind = HP_STEP_SEND,
     .bytes = HP_SLICE_INIT("\r\n\r\n{\"webhook\":{\"name\":\"webhook 2\"}}")},
};

static struct hp_response second;

static void pipeline(struct fixture *f, int status, const char *body)
{
    f->row.check = "frame-pipelining";
    f->kase.request.steps = two_posts;
    f->kase.request.step_count = 5;
    f->kase.request.replies_wanted = 2;
    second = (struct hp_response){.status = status, .body = hp_slice_of(body)};
    f->exchange.more = &second;
    f->exchange.more_count = 1;
}

START_TEST(second_reply_about_the_second_request_holds)
{
    struct fixture *f = &fixture;
    pipeline(f, 200, SECOND_REPLY("webhook 2"));
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, "frame-pipelining"));
    pipeline(f, 200, "{\"data\":" SECOND_REPLY("webhook 2") "}");
    ck_assert_str_eq(fixture_broken(f), "");
}
END_TEST

START_TEST(second_reply_about_another_request_breaks)
{
    struct fixture *f = &fixture;
    pipeline(f, 200, SECOND_REPLY("webhook 1"));
    ck_assert_str_eq(fixture_broken(f), "frame-pipelining");
    ck_assert_int_eq(f->judgement.verdict, HP_WARN);
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual), "\"webhook 1\"");
    pipeline(f, 200, "{\"data\":" SECOND_REPLY("webhook 1") "}");
    ck_assert_str_eq(fixture_broken(f), "frame-pipelining");
}
END_TEST

START_TEST(refusal_of_the_second_request_breaks)
{
    struct fixture *f = &fixture;
    pipeline(f, 400, "{}");
    ck_assert_str_eq(fixture_broken(f), "frame-pipelining");
}
END_TEST

START_TEST(second_reply_may_be_missing_when_the_first_says_close)
{
    struct fixture *f = &fixture;
    pipeline(f, 200, "");
    f->exchange.more_count = 0;
    ck_assert_str_eq(fixture_broken(f), "frame-pipelining");
    fixture_got(f, "Connection", "close");
    ck_assert_str_eq(fixture_broken(f), "");
}
END_TEST

/* ---- what steps give cause to ---- */

static const struct {
    enum hp_expect expect;
    enum hp_end end;
    enum hp_verdict verdict; /* of a SHOULD row */
} ends[] = {
    {HP_EXPECT_NO_5XX_ONLY, HP_END_CLOSED, HP_PASS},
    {HP_EXPECT_NO_5XX_ONLY, HP_END_TIMEOUT, HP_WARN},
    {HP_EXPECT_REJECT_400, HP_END_CLOSED, HP_WARN},
    {HP_EXPECT_REJECT_400, HP_END_TIMEOUT, HP_WARN},
    {HP_EXPECT_REJECT_400_CLOSE, HP_END_CLOSED, HP_PASS},
    {HP_EXPECT_REJECT_400_CLOSE, HP_END_TIMEOUT, HP_WARN},
    {HP_EXPECT_REJECT_413, HP_END_CLOSED, HP_NOTE},
    {HP_EXPECT_REJECT_413, HP_END_TIMEOUT, HP_WARN},
    {HP_EXPECT_ACCEPT_200, HP_END_CLOSED, HP_WARN},
    {HP_EXPECT_ACCEPT_200_OR_4XX, HP_END_TIMEOUT, HP_WARN},
    {HP_EXPECT_NO_5XX_ONLY, HP_END_TOO_LARGE, HP_FAIL},
};
enum { ENDS = sizeof(ends) / sizeof(ends[0]) };

START_TEST(end_of_a_stepped_request_is_of_its_rows_level)
{
    struct fixture *f = &fixture;
    fixture_expect(f, ends[_i].expect, HP_SHOULD);
    f->exchange.end = ends[_i].end;
    (void)fixture_broken(f);
    ck_assert_int_eq(f->judgement.verdict, ends[_i].verdict);
}
END_TEST

START_TEST(end_of_a_whole_request_is_no_matter_of_level)
{
    struct fixture *f = &fixture;
    f->kase.request.steps = NULL;
    fixture_expect(f, HP_EXPECT_NO_5XX_ONLY, HP_SHOULD);
    f->exchange.end = HP_END_CLOSED;
    (void)fixture_broken(f);
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    f->exchange.end = HP_END_TIMEOUT;
    (void)fixture_broken(f);
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
}
END_TEST

START_TEST(fault_that_the_reader_saw_is_a_finding)
{
    struct fixture *f = &fixture;
    f->exchange.framing_fault = "octets behind the end of the reply";
    ck_assert_str_eq(fixture_broken(f), "resp-http-framing");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual),
                     "octets behind the end of the reply");
    f->judge.in_process = true;
    ck_assert_str_eq(fixture_broken(f), "");
}
END_TEST

START_TEST(a_length_in_characters_is_one_finding_that_says_so)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 200, "{\"id\":\"x1\",\"name\":\"caf\u00e9");
    f->exchange.framing_fault = "octets behind the end of the reply";
    fixture_got(f, "Content-Length", "24");
    ck_assert_str_eq(fixture_broken(f), "resp-http-framing");
    ck_assert_ptr_nonnull(strstr(fixture_text(f->judgement.observations[0].actual),
                                 "seems to count characters and not octets"));
    /* Without such a fault it is the text that is wrong. */
    f->exchange.framing_fault = NULL;
    ck_assert_str_eq(fixture_broken(f), "resp-json-wellformed");
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check_framing");
    TCase *tests = tcase_create("framing");
    tcase_add_checked_fixture(tests, open_fixture, close_fixture);
    tcase_add_loop_test(tests, reply_without_a_status_line_is_noted_only_where_no_version_was_sent,
                        0, FIRST_LINES);
    tcase_add_loop_test(tests, reply_on_a_connection_that_stays_open_breaks, 0, CLOSING);
    tcase_add_loop_test(tests, closed_or_to_be_closed_holds, 0, CLOSING);
    tcase_add_loop_test(tests, http_1_0_closes_unless_it_says_that_it_does_not, 0, CLOSING);
    tcase_add_loop_test(tests, word_that_only_begins_with_close_is_another, 0, CLOSING);
    tcase_add_loop_test(tests, second_answer_breaks_even_when_closed, 0, CLOSING);
    tcase_add_test(tests, other_rows_are_not_asked);
    tcase_add_test(tests, second_reply_about_the_second_request_holds);
    tcase_add_test(tests, second_reply_about_another_request_breaks);
    tcase_add_test(tests, refusal_of_the_second_request_breaks);
    tcase_add_test(tests, second_reply_may_be_missing_when_the_first_says_close);
    tcase_add_loop_test(tests, end_of_a_stepped_request_is_of_its_rows_level, 0, ENDS);
    tcase_add_test(tests, end_of_a_whole_request_is_no_matter_of_level);
    tcase_add_test(tests, fault_that_the_reader_saw_is_a_finding);
    tcase_add_test(tests, a_length_in_characters_is_one_finding_that_says_so);
    suite_add_tcase(suite, tests);
    return suite;
}
