/* Replies that break RFC 9112, each with the clause that it breaks, as the wire engine tells it. */
#include <time.h>

#include "harness/base/limits.h"
#include "tests/unit/target_fixture.h"

#define OK "HTTP/1.1 200 OK\r\n"

struct row {
    const char *method; /* NULL: POST */
    const char *reply;
    size_t len;
    bool closes; /* the peer, behind it */
    enum hp_end end;
    int status; /* what is shown of the reply */
    size_t fields;
    const char *body;
    const char *clause; /* of the violation; NULL: none */
};

/* A reply of which nothing is usable, one that is whole but for a violation, one without any. */
#define BROKEN(text, code, count, shown, want)                                                     \
    {                                                                                              \
        NULL, (text), sizeof(text) - 1, false, HP_END_MALFORMED, code, count, shown, want          \
    }
#define FAULTY(verb, text, code, count, shown, want)                                               \
    {                                                                                              \
        verb, (text), sizeof(text) - 1, false, HP_END_RESPONSE, code, count, shown, want           \
    }
#define SOUND(verb, text, ends, code, count, shown)                                                \
    {                                                                                              \
        verb, (text), sizeof(text) - 1, ends, HP_END_RESPONSE, code, count, shown, NULL            \
    }

static const struct row rows[] = {
    BROKEN("nonsense", 0, 0, "", "RFC9112-4"),
    BROKEN("\r\n" OK "Content-Length: 0\r\n\r\n", 0, 0, "", "RFC9112-4"),
    BROKEN("\x16\x03\x01\x02", 0, 0, "", "RFC9112-4"),
    BROKEN("HTTP/2 200\r\n\r\n", 0, 0, "", "RFC9112-2.3"),
    BROKEN("HTTP/2.0 200 OK\r\n\r\n", 0, 0, "", "RFC9110-15.6.6"),
    BROKEN("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 0, 0, "", "RFC9112-4"),
    BROKEN("HTTP/1.1 2OO OK\r\nContent-Length: 0\r\n\r\n", 0, 0, "", "RFC9112-4"),
    BROKEN("HTTP/1.1 666 Evil\r\nContent-Length: 0\r\n\r\n", 0, 0, "", "RFC9110-15"),
    BROKEN("HTTP/1.1 200 OK\nContent-Length: 0\n\n", 0, 0, "", "RFC9112-2.2"),
    BROKEN(OK "A: 1\nContent-Length: 0\r\n\r\n", 200, 0, "", "RFC9112-2.2"),
    BROKEN(OK "A: 1\rB: 2\r\nContent-Length: 0\r\n\r\n", 200, 0, "", "RFC9112-2.2"),
    BROKEN(OK "A: 1\r\nB : 2\r\nContent-Length: 0\r\n\r\n", 200, 1, "", "RFC9112-5.1"),
    BROKEN(OK "A: 1\r\n folded\r\nContent-Length: 0\r\n\r\n", 200, 1, "", "RFC9112-5.2"),
    BROKEN(OK " A: 1\r\nContent-Length: 0\r\n\r\n", 200, 0, "", "RFC9112-2.2"),
    BROKEN(OK "A\r\nContent-Length: 0\r\n\r\n", 200, 0, "", "RFC9112-5"),
    BROKEN(OK ": 1\r\nContent-Length: 0\r\n\r\n", 200, 0, "", "RFC9110-5.1"),
    BROKEN(OK "A B: 1\r\nContent-Length: 0\r\n\r\n", 200, 0, "", "RFC9110-5.1"),
    BROKEN(OK "A: \0\r\nContent-Length: 0\r\n\r\n", 200, 0, "", "RFC9110-5.5"),
    BROKEN(OK "A: \x1b[31m\r\nContent-Length: 0\r\n\r\n", 200, 0, "", "RFC9110-5.5"),
    BROKEN(OK "Content-Length: two\r\n\r\nok", 200, 1, "", "RFC9112-6.3"),
    BROKEN(OK "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok", 200, 2, "", "RFC9112-6.3"),
    BROKEN(OK "Content-Length: 36893488147419103234\r\n\r\nok", 200, 1, "", "RFC9110-8.6"),
    BROKEN(OK "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, 2, "",
           "RFC9112-6.3"),
    BROKEN(OK "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 200, 1, "", "RFC9112-6.1"),
    BROKEN(OK "Transfer-Encoding: chunked, gzip\r\n\r\n", 200, 1, "", "RFC9112-6.3"),
    BROKEN("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, 1, "",
           "RFC9112-6.1"),
    BROKEN("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", 204, 1, "", "RFC9110-8.6"),
    BROKEN("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 204, 1, "",
           "RFC9112-6.1"),
    BROKEN("HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n" OK "\r\n", 100, 1, "",
           "RFC9110-8.6"),
    BROKEN(OK "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\nzz\r\n", 200, 1, "ok", "RFC9112-7.1"),
    BROKEN(OK "Transfer-Encoding: chunked\r\n\r\n2\r\nok!\r\n0\r\n\r\n", 200, 1, "ok",
           "RFC9112-7.1"),
    BROKEN(OK "Transfer-Encoding: chunked\r\n\r\n2\nok\n0\n\n", 200, 1, "", "RFC9112-2.2"),
    BROKEN(OK "Transfer-Encoding: chunked\r\n\r\n2;=\r\nok\r\n0\r\n\r\n", 200, 1, "",
           "RFC9112-7.1.1"),
    BROKEN(OK "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 200, 1, "", "RFC9112-7.1"),
    BROKEN(OK "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nT : 1\r\n\r\n", 200, 1, "ok",
           "RFC9112-5.1"),

    FAULTY(NULL, OK "Content-Length: 2\r\n\r\nokMORE", 200, 1, "ok", "RFC9112-6.3"),
    FAULTY(NULL, OK "Content-Length: 2\r\n\r\nok" OK, 200, 1, "ok", "RFC9112-6.3"),
    FAULTY(NULL, OK "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n\r\n", 200, 1, "ok",
           "RFC9112-6.3"),
    FAULTY(NULL, "HTTP/1.1 204 No Content\r\n\r\nok", 204, 0, "", "RFC9112-6.3"),
    FAULTY("HEAD", OK "Content-Length: 2\r\n\r\nok", 200, 1, "", "RFC9112-6.3"),
    FAULTY("HEAD", OK "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, 1, "", "RFC9112-6.3"),
    FAULTY(NULL, "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\nok", 304, 1, "",
           "RFC9112-6.3"),
    FAULTY(NULL, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", 101, 1, "",
           "RFC9110-7.8"),

    SOUND(NULL, OK "Content-Length: 2\r\n\r\nok", false, 200, 1, "ok"),
    SOUND(NULL, OK "Content-Length: 2\r\n\r\nok", true, 200, 1, "ok"),
    SOUND(NULL, OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok", false, 200, 2, "ok"),
    SOUND(NULL, OK "Connection: close\r\nContent-Length: 2\r\n\r\nok", false, 200, 2, "ok"),
    SOUND(NULL, OK "Connection: keep-alive\r\nContent-Length: 2\r\n\r\nok", true, 200, 2, "ok"),
    SOUND(NULL, OK "\r\nok\r\n\r\n", true, 200, 0, "ok\r\n\r\n"),
    SOUND(NULL, "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", false, 200, 1, ""),
    SOUND(NULL, "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\nA: 1\r\n\r\n" OK "B: 2\r\n\r\n", true, 200,
          1, ""),
    SOUND("HEAD", OK "Content-Length: 9\r\n\r\n", false, 200, 1, ""),
    SOUND("CONNECT", OK "Content-Length: 9\r\n\r\n", false, 200, 1, ""),
};

static void assert_row(const struct row *row, const struct hp_exchange *have)
{
    ck_assert_msg(have->end == row->end, "end %d: %s", (int)have->end, have->note);
    ck_assert_int_eq(have->response.status, row->status);
    ck_assert_uint_eq(have->response.field_count, row->fields);
    assert_slice(have->response.body, row->body);
    if (row->clause == NULL) {
        ck_assert_msg(have->framing_fault == NULL, "%s", have->framing_fault);
    } else {
        char clause[32];
        (void)snprintf(clause, sizeof(clause), "(%s)", row->clause);
        ck_assert_ptr_nonnull(have->framing_fault);
        ck_assert_msg(strstr(have->framing_fault, clause) != NULL, "%s", have->framing_fault);
        ck_assert_ptr_null(strchr(have->framing_fault, '\n'));
    }
    ck_assert_int_eq(have->note != NULL, row->end != HP_END_RESPONSE);
}

/* In one piece, and octet by octet. */
START_TEST(a_violation_is_named_by_its_clause)
{
    enum { COUNT = sizeof(rows) / sizeof(rows[0]) };
    const struct row *row = &rows[_i % COUNT];
    bool dripped = _i >= COUNT;
    static struct tiny_step script[256];
    size_t steps = 0;
    script[steps++] = (struct tiny_step){.what = TINY_HEAD};
    script[steps++] = (struct tiny_step){.what = TINY_BODY};
    for (size_t at = 0; at < row->len; steps++) {
        ck_assert_uint_lt(steps, 250);
        size_t count = dripped ? 1 : row->len;
        script[steps] =
            (struct tiny_step){.what = TINY_SEND, .text = row->reply + at, .len = count};
        at += count;
    }
    script[steps] = (struct tiny_step){.what = row->closes ? TINY_END : TINY_HOLD};
    struct hp_request request = post("{}");
    if (row->method != NULL) {
        request.method = hp_slice_of(row->method);
    }
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    bool surplus = row->end == HP_END_RESPONSE && row->clause != NULL && row->status != 101;
    if (dripped && surplus) {
        /* What comes late is not seen, and the reply is good all the same. */
        ck_assert_int_eq(have.end, HP_END_RESPONSE);
        ck_assert_int_eq(have.response.status, row->status);
    } else {
        assert_row(row, &have);
    }
    fixture_close(&fixture);
}
END_TEST

/* A reply is given up at the first octet that cannot be right: no time limit is waited for. */
START_TEST(garbage_without_an_end_is_not_waited_for)
{
    static const struct tiny_step script[] = {
        {.what = TINY_REQUEST}, {.what = TINY_SEND, .text = "SSH-2.0"}, {.what = TINY_HOLD}};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_MALFORMED);
    ck_assert_uint_lt(have.duration_us, 1000 * 1000);
    fixture_close(&fixture);
}
END_TEST

/* A good reply in front of a bad one is a reply; the bad one is a violation. */
START_TEST(a_second_reply_that_is_broken_is_a_violation)
{
    static const struct hp_step steps[] = {
        {.kind = HP_STEP_SEND,
         .bytes = HP_SLICE_INIT("POST / HTTP/1.1\r\nHost: h\r\n\r\nPOST / HTTP/1.1\r\n\r\n")}};
    static const struct tiny_step script[] = {
        {.what = TINY_REQUEST},
        {.what = TINY_SEND,
         .text = OK "Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nA : 1\r\n\r\n"},
        {.what = TINY_HOLD}};
    struct hp_request request = post("{}");
    request.steps = steps;
    request.step_count = 1;
    request.replies_wanted = 2;
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    assert_slice(have.response.body, "ok");
    ck_assert_uint_eq(have.more_count, 0);
    ck_assert_ptr_nonnull(have.framing_fault);
    ck_assert_ptr_nonnull(strstr(have.framing_fault, "(RFC9112-5.1)"));
    fixture_close(&fixture);
}
END_TEST

/* The same chunk again and again, and a header section that does not end: limits, not memory. */
START_TEST(a_reply_without_an_end_meets_a_limit)
{
    static char flood[9 * 1024 * 1024];
    const char *head = _i == 0 ? OK "Transfer-Encoding: chunked\r\n\r\n" : OK;
    const char *unit = _i == 0 ? "1\r\nx\r\n" : "A: 0123456789\r\n";
    size_t len = strlen(unit);
    for (size_t at = 0; at + len <= sizeof(flood); at += len) {
        memcpy(flood + at, unit, len);
    }
    const struct tiny_step script[] = {
        {.what = TINY_REQUEST},
        {.what = TINY_SEND, .text = head},
        {.what = TINY_SEND, .text = flood, .len = sizeof(flood) / len * len},
        {.what = TINY_HOLD}};
    static const struct tiny_step *scripts[1];
    scripts[0] = script;
    struct hp_request request = post("{}");
    struct hp_target_options options = fixture_options();
    options.response_bytes_max = 1024 * 1024;
    struct fixture fixture;
    fixture_open_with(&fixture, scripts, 1, options);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_TOO_LARGE, "end %d: %s", (int)have.end, have.note);
    ck_assert_int_eq(have.response.status, 200);
    ck_assert_uint_eq(have.response.body.len, _i == 0 ? 1024 * 1024 : 0);
    ck_assert_uint_eq(have.response.field_count, _i == 0 ? 1 : HP_RESPONSE_FIELDS_MAX);
    ck_assert_ptr_null(have.framing_fault);
    fixture_close(&fixture);
}
END_TEST

/* Interim responses without end are read without end, but not longer than the time limit. */
START_TEST(an_endless_flood_ends_at_the_time_limit)
{
    static const char interim[] = "HTTP/1.1 102 Processing\r\n\r\n";
    enum { UNIT = sizeof(interim) - 1 };
    static char flood[48 * 1024 * 1024 / UNIT * UNIT];
    for (size_t at = 0; at < sizeof(flood); at += UNIT) {
        memcpy(flood + at, interim, UNIT);
    }
    static const struct tiny_step script[] = {
        {.what = TINY_REQUEST},
        {.what = TINY_SEND, .text = flood, .len = sizeof(flood)},
        {.what = TINY_HOLD}};
    static const struct tiny_step *const scripts[] = {script};
    struct hp_request request = post("{}");
    struct hp_target_options options = fixture_options();
    options.timeout_ms = 200;
    struct fixture fixture;
    fixture_open_with(&fixture, scripts, 1, options);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_TIMEOUT);
    ck_assert_uint_lt(have.duration_us, 2000 * 1000);
    fixture_close(&fixture);
}
END_TEST

/* A reply as long as one read, octets behind it, and all of it there before the first read: what
 * was not read makes no event of its own. The large reply before lets the kernel's buffer grow so
 * far. */
START_TEST(octets_that_a_full_read_left_are_not_the_next_reply)
{
    enum { READ_BYTES = 128 * 1024, LARGE_BYTES = 8 * 1024 * 1024 };
    static const char stale[] = "HTTP/1.1 500 Stale\r\nContent-Length: 0\r\n\r\n";
    static char large[LARGE_BYTES];
    static char exact[READ_BYTES + sizeof(stale)];
    memset(large, 'x', sizeof(large));
    memset(exact, 'x', sizeof(exact));
    int head =
        snprintf(large, 64, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", LARGE_BYTES - 44);
    ck_assert_int_eq(head, 44);
    large[head] = 'x';
    head = snprintf(exact, 64, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", READ_BYTES - 43);
    ck_assert_int_eq(head, 43);
    exact[head] = 'x';
    memcpy(exact + READ_BYTES, stale, sizeof(stale) - 1);
    static const struct tiny_step first[] = {
        {.what = TINY_REQUEST},
        {.what = TINY_SEND, .text = large, .len = sizeof(large)},
        {.what = TINY_REQUEST},
        {.what = TINY_SEND, .text = exact, .len = sizeof(exact) - 1},
        {.what = TINY_HOLD}};
    static const struct tiny_step second[] = {
        {.what = TINY_REQUEST},
        {.what = TINY_SEND, .text = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"},
        {.what = TINY_HOLD}};
    static const struct tiny_step *const scripts[] = {first, second};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open_with(&fixture, scripts, 2, fixture_options());
    ck_assert_uint_eq(exchange_on(fixture.target, &request).response.body.len, LARGE_BYTES - 44);
    struct hp_done done;
    size_t count = 0;
    ck_assert_int_eq(hp_target_submit(fixture.target, 0, &request), HP_OK);
    ck_assert_int_eq(hp_target_wait(fixture.target, 0, &done, 1, &count), HP_OK);
    (void)nanosleep(&(struct timespec){0, 300 * 1000 * 1000}, NULL);
    while (count == 0) {
        ck_assert_int_eq(hp_target_wait(fixture.target, 1000, &done, 1, &count), HP_OK);
    }
    ck_assert_int_eq(done.exchange.end, HP_END_RESPONSE);
    ck_assert_uint_eq(done.exchange.response.body.len, READ_BYTES - 43);
    ck_assert_int_eq(exchange_on(fixture.target, &request).response.status, 201);
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 2);
    fixture_close(&fixture);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_wire_reply");
    TCase *tests = tcase_create("reply");
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(tests, a_violation_is_named_by_its_clause, 0,
                        2 * sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tests, garbage_without_an_end_is_not_waited_for);
    tcase_add_test(tests, a_second_reply_that_is_broken_is_a_violation);
    tcase_add_loop_test(tests, a_reply_without_an_end_meets_a_limit, 0, 2);
    tcase_add_test(tests, an_endless_flood_ends_at_the_time_limit);
    tcase_add_test(tests, octets_that_a_full_read_left_are_not_the_next_reply);
    suite_add_tcase(suite, tests);
    return suite;
}
