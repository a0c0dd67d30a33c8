/* What only the wire engine does: requests by steps, what no library carries, connections counted.
 */
#include <dirent.h>
#include <time.h>

#include "harness/base/limits.h"
#include "tests/unit/target_fixture.h"

#define OK_REPLY "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
#define SEND(text)                                                                                 \
    {                                                                                              \
        .kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT(text)                                         \
    }
#define READ                                                                                       \
    {                                                                                              \
        .what = TINY_REQUEST                                                                       \
    }
#define ANSWER(reply)                                                                              \
    {                                                                                              \
        .what = TINY_SEND, .text = (reply)                                                         \
    }
#define HOLD                                                                                       \
    {                                                                                              \
        .what = TINY_HOLD                                                                          \
    }
#define END                                                                                        \
    {                                                                                              \
        .what = TINY_END                                                                           \
    }
#define AGAIN                                                                                      \
    {                                                                                              \
        .what = TINY_AGAIN                                                                         \
    }

static const struct tiny_step answers[] = {READ, ANSWER(OK_REPLY), AGAIN};

static struct hp_request stepped(const struct hp_step *steps, size_t count)
{
    struct hp_request request = post("{}");
    request.steps = steps;
    request.step_count = count;
    return request;
}

static void assert_received(struct fixture *fixture, size_t index, const char *want,
                            size_t want_len)
{
    size_t len;
    char *have = tiny_server_received(fixture->server, index, &len);
    ck_assert_msg(len == want_len && memcmp(have, want, len) == 0, "have\n%s\nwant\n%s", have,
                  want);
    free(have);
}

static uint64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* --- steps --- */

START_TEST(steps_go_out_exactly)
{
    static const struct hp_step steps[] = {
        SEND("POST /x HTTP/1.1\nHost : "),
        {.kind = HP_STEP_HOST},
        SEND("\r\r\nX:\0\x01\xff\r\n"),
        {.kind = HP_STEP_SCHEME},
        SEND(""),
        {.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("ab"), .repeat = 3},
        SEND("\r\n\r\n"),
    };
    static const struct tiny_step script[] = {{.what = TINY_HEAD}, ANSWER(OK_REPLY), HOLD};
    struct hp_request request = stepped(steps, sizeof(steps) / sizeof(steps[0]));
    struct fixture fixture;
    char want[256];
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_int_eq(have.response.status, 200);
    assert_slice(have.response.body, "ok");
    ck_assert_uint_eq(have.response.field_count, 1);
    ck_assert_ptr_null(have.framing_fault);
    ck_assert_ptr_null(have.note);
    ck_assert_uint_eq(have.more_count, 0);
    ck_assert(!have.peer_closed);
    int len = snprintf(want, sizeof(want),
                       "POST /x HTTP/1.1\nHost : %s\r\r\nX:", fixture.address + strlen("http://"));
    static const char tail[] = "\0\x01\xff\r\nhttpababab\r\n\r\n";
    memcpy(want + len, tail, sizeof(tail) - 1);
    assert_received(&fixture, 0, want, (size_t)len + sizeof(tail) - 1);
    fixture_close(&fixture);
}
END_TEST

/* Neither in what is repeated nor in what is sent at a time is there a limit to meet. */
START_TEST(a_repeated_step_needs_no_memory_of_its_size)
{
    enum { BLOCK = 60 * 1000, TIMES = 300 };
    static char block[BLOCK];
    memset(block, 'p', sizeof(block));
    const struct hp_step steps[] = {
        SEND("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 18000000\r\n\r\n"),
        {.kind = HP_STEP_SEND, .bytes = {block, BLOCK}, .repeat = TIMES},
    };
    struct hp_request request = stepped(steps, 2);
    struct fixture fixture;
    fixture_open(&fixture, answers);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    size_t len;
    char *bytes = tiny_server_received(fixture.server, 0, &len);
    ck_assert_uint_eq(len, steps[0].bytes.len + (size_t)BLOCK * TIMES);
    ck_assert_int_eq(bytes[len - 1], 'p');
    free(bytes);
    fixture_close(&fixture);
}
END_TEST

/* And what stands beside each other comes together. */
START_TEST(dripped_bytes_come_one_by_one)
{
    static const struct hp_step steps[] = {
        SEND("POST /x "),
        SEND("HTTP/1.1\r\nHost: "),
        {.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("h"), .repeat = 3},
        SEND("\r\n"),
        {.kind = HP_STEP_DRIP, .bytes = HP_SLICE_INIT("X-Slow: 0123456789\r\n"), .pause_ms = 10},
        {.kind = HP_STEP_PAUSE, .pause_ms = 50},
        SEND("\r\n"),
    };
    struct hp_request request = stepped(steps, sizeof(steps) / sizeof(steps[0]));
    struct fixture fixture;
    static const struct tiny_step script[] = {READ, ANSWER(OK_REPLY), HOLD};
    fixture_open(&fixture, script);
    uint64_t start = now_ms();
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_uint_ge(now_ms() - start, 19 * 10 + 50);
    ck_assert_uint_ge(have.duration_us, (19 * 10 + 50) * 1000);
    ck_assert_uint_eq(tiny_server_segments(fixture.server, 0), 22);
    static const char want[] = "POST /x HTTP/1.1\r\nHost: hhh\r\nX-Slow: 0123456789\r\n\r\n";
    assert_received(&fixture, 0, want, sizeof(want) - 1);
    fixture_close(&fixture);
}
END_TEST

/* The plan's own pauses are not the peer's slowness, but silence after them is. */
START_TEST(pauses_do_not_count_against_the_time_limit)
{
    static const struct hp_step steps[] = {
        SEND("POST /x HTTP/1.1\r\n"),
        {.kind = HP_STEP_PAUSE, .pause_ms = 400},
        SEND("Host: h\r\n\r\n"),
    };
    static const struct tiny_step silent[] = {READ, HOLD};
    static const struct tiny_step *const scripts[] = {answers, silent};
    struct hp_request request = stepped(steps, 3);
    struct hp_target_options options = fixture_options();
    options.timeout_ms = 200;
    struct fixture fixture;
    fixture_open_with(&fixture, &scripts[_i], 1, options);
    uint64_t start = now_ms();
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, _i == 0 ? HP_END_RESPONSE : HP_END_TIMEOUT);
    ck_assert_uint_lt(now_ms() - start, 1200);
    fixture_close(&fixture);
}
END_TEST

/* Each slot has a clock of its own. */
START_TEST(pauses_of_many_slots_end_each_in_its_time)
{
    enum { SLOTS = 3 };
    static const uint32_t pauses_ms[SLOTS] = {1100, 600, 50};
    struct hp_step steps[SLOTS][3];
    struct hp_request requests[SLOTS];
    struct hp_done done[SLOTS];
    static const struct tiny_step closes[] = {READ, ANSWER(OK_REPLY), END};
    static const struct tiny_step *const script[] = {closes};
    struct hp_target_options options = fixture_options();
    options.connections = SLOTS;
    struct fixture fixture;
    fixture_open_with(&fixture, script, 1, options);
    for (size_t i = 0; i < SLOTS; i++) {
        steps[i][0] = (struct hp_step)SEND("POST /x HTTP/1.1\r\n");
        steps[i][1] = (struct hp_step){.kind = HP_STEP_PAUSE, .pause_ms = pauses_ms[i]};
        steps[i][2] = (struct hp_step)SEND("\r\n");
        requests[i] = stepped(steps[i], 3);
        ck_assert_int_eq(hp_target_submit(fixture.target, i, &requests[i]), HP_OK);
    }
    for (size_t left = SLOTS; left > 0;) {
        size_t count;
        ck_assert_int_eq(hp_target_wait(fixture.target, 5000, done, SLOTS, &count), HP_OK);
        ck_assert_uint_gt(count, 0);
        for (size_t i = 0; i < count; i++) {
            uint64_t pause_us = (uint64_t)pauses_ms[done[i].slot] * 1000;
            ck_assert_msg(done[i].exchange.end == HP_END_RESPONSE, "%s", done[i].exchange.note);
            ck_assert_uint_ge(done[i].exchange.duration_us, pause_us);
            ck_assert_uint_lt(done[i].exchange.duration_us, pause_us + 500 * 1000);
        }
        left -= count;
    }
    fixture_close(&fixture);
}
END_TEST

START_TEST(replies_are_read_after_a_half_close)
{
    static const struct hp_step steps[] = {
        SEND("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"),
        {.kind = HP_STEP_FINISH},
    };
    static const struct tiny_step script[] = {
        {.what = TINY_FINISH},
        ANSWER("HTTP/1.1 400 Bad\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
        END};
    struct hp_request request = stepped(steps, 2);
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_int_eq(have.response.status, 400);
    ck_assert(have.peer_closed);
    ck_assert_ptr_null(have.framing_fault);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_reset_is_a_reset)
{
    static const struct hp_step steps[] = {
        SEND("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"),
        {.kind = HP_STEP_PAUSE, .pause_ms = 30},
        {.kind = HP_STEP_RESET},
    };
    struct hp_request request = stepped(steps, 3);
    struct fixture fixture;
    fixture_open(&fixture, answers);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_CLOSED);
    ck_assert_ptr_nonnull(strstr(have.note, "reset by the plan"));
    ck_assert_int_eq(have.response.status, 0);
    ck_assert(tiny_server_was_reset(fixture.server, 0));
    struct hp_request plain = post("{}");
    ck_assert_int_eq(exchange_on(fixture.target, &plain).end, HP_END_RESPONSE);
    fixture_close(&fixture);
}
END_TEST

START_TEST(two_pipelined_requests_get_two_replies_in_order)
{
    static const struct hp_step steps[] = {
        SEND("POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na"
             "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nbb"),
    };
    static const struct tiny_step together[] = {
        READ, READ,
        ANSWER("HTTP/1.1 201 A\r\nN: 1\r\nContent-Length: 1\r\n\r\na"
               "HTTP/1.1 100 Continue\r\n\r\n"
               "HTTP/1.1 202 B\r\nN: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbb\r\n0\r\n\r\n"),
        HOLD};
    static const struct tiny_step apart[] = {
        READ,
        ANSWER("HTTP/1.1 201 A\r\nN: 1\r\nContent-Length: 1\r\n\r\na"),
        {.what = TINY_DELAY, .len = 50},
        READ,
        ANSWER("HTTP/1.1 202 B\r\nN: 2\r\nContent-Le"),
        {.what = TINY_DELAY, .len = 50},
        ANSWER("ngth: 2\r\n\r\nbb"),
        HOLD};
    static const struct tiny_step *const scripts[] = {together, apart};
    struct hp_request request = stepped(steps, 1);
    request.replies_wanted = 2;
    struct fixture fixture;
    fixture_open_with(&fixture, &scripts[_i], 1, fixture_options());
    for (int round = 0; round < 2; round++) {
        struct hp_exchange have = exchange_on(fixture.target, &request);
        ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
        ck_assert_int_eq(have.response.status, 201);
        assert_slice(have.response.body, "a");
        assert_slice(have.response.fields[0].value, "1");
        ck_assert_uint_eq(have.more_count, 1);
        ck_assert_int_eq(have.more[0].status, 202);
        assert_slice(have.more[0].body, "bb");
        assert_slice(have.more[0].fields[0].value, "2");
        ck_assert_uint_eq(have.more[0].field_count, 2);
        ck_assert_ptr_null(have.framing_fault);
    }
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 2);
    fixture_close(&fixture);
}
END_TEST

START_TEST(an_await_waits_for_a_whole_reply)
{
    static const struct hp_step steps[] = {
        SEND("POST /1 HTTP/1.1\r\nHost: h\r\n\r\n"), {.kind = HP_STEP_AWAIT},
        SEND("POST /2 HTTP/1.1\r\nHost: h\r\n\r\n"), {.kind = HP_STEP_AWAIT},
        SEND("POST /3 HTTP/1.1\r\nHost: h\r\n\r\n"),
    };
    static const struct tiny_step script[] = {READ,
                                              {.what = TINY_QUIET, .len = 50},
                                              ANSWER("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"),
                                              {.what = TINY_QUIET, .len = 50},
                                              ANSWER("\r\nok"),
                                              AGAIN};
    struct hp_request request = stepped(steps, 5);
    request.replies_wanted = 3;
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_uint_eq(have.more_count, 2);
    assert_slice(have.more[1].body, "ok");
    fixture_close(&fixture);
}
END_TEST

/* What came before the connection ended is a reply, and what did not come is not there. */
START_TEST(a_close_behind_a_reply_is_told)
{
    static const struct hp_step steps[] = {SEND("POST /1 HTTP/1.1\r\nHost: h\r\n\r\n")};
    static const struct tiny_step closes[] = {READ, ANSWER(OK_REPLY), END};
    static const struct tiny_step closes_late[] = {
        READ,
        ANSWER("HTTP/1.1 400 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
        {.what = TINY_DELAY, .len = 400},
        END};
    static const struct tiny_step stays[] = {READ, ANSWER(OK_REPLY), HOLD};
    static const struct tiny_step until_close[] = {READ, ANSWER("HTTP/1.1 200 OK\r\n\r\nok"), END};
    static const struct tiny_step half[] = {READ, ANSWER(OK_REPLY "HTTP/1.1 2"), END};
    static const struct tiny_step *const scripts[] = {closes, closes_late, stays, until_close,
                                                      half};
    static const struct {
        int status;
        bool closed;
        bool fault;
    } want[] = {{200, true, false},
                {400, true, false},
                {200, false, false},
                {200, true, false},
                {200, true, true}};
    struct hp_request request = stepped(steps, 1);
    request.replies_wanted = _i == 0 || _i == 4 ? 2 : 1;
    struct fixture fixture;
    fixture_open_with(&fixture, &scripts[_i], 1, fixture_options());
    uint64_t start = now_ms();
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_int_eq(have.response.status, want[_i].status);
    ck_assert_int_eq(have.peer_closed, want[_i].closed);
    ck_assert_int_eq(have.framing_fault != NULL, want[_i].fault);
    ck_assert_uint_eq(have.more_count, 0);
    ck_assert_uint_lt(now_ms() - start, 1000);
    ck_assert_uint_lt(have.duration_us, 200 * 1000); /* waiting for the close is not the reply's */
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_missing_second_reply_ends_at_the_time_limit)
{
    static const struct hp_step steps[] = {SEND("POST /1 HTTP/1.1\r\nHost: h\r\n\r\n")};
    static const struct tiny_step script[] = {READ, ANSWER(OK_REPLY), HOLD};
    static const struct tiny_step *const scripts[] = {script};
    struct hp_request request = stepped(steps, 1);
    request.replies_wanted = 2;
    struct hp_target_options options = fixture_options();
    options.timeout_ms = 300;
    struct fixture fixture;
    fixture_open_with(&fixture, scripts, 1, options);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_TIMEOUT);
    ck_assert_uint_eq(have.more_count, 0);
    ck_assert_int_eq(have.response.status, 0);
    fixture_close(&fixture);
}
END_TEST

/* A refusal that comes while the request is still going out ends it, though the peer takes no more
 * and resets. */
START_TEST(a_refusal_ends_what_is_still_going_out)
{
    static char pad[1024 * 1024];
    static const struct hp_step drip[] = {
        SEND("POST /x HTTP/1.1\r\n"),
        {.kind = HP_STEP_DRIP, .bytes = {pad, 1000}, .pause_ms = 20},
    };
    static const struct hp_step flood[] = {
        SEND("POST /x HTTP/1.1\r\nContent-Length: 104857600\r\n\r\n"),
        {.kind = HP_STEP_SEND, .bytes = {pad, sizeof(pad)}, .repeat = 100},
    };
    static const struct tiny_step refuses[] = {
        {.what = TINY_DELAY, .len = 100},
        ANSWER("HTTP/1.1 408 Slow\r\nConnection: close\r\nContent-Length: 4\r\n\r\nslow"),
        END};
    memset(pad, 'p', sizeof(pad));
    struct hp_request request = _i == 0 ? stepped(drip, 2) : stepped(flood, 2);
    struct fixture fixture;
    fixture_open(&fixture, refuses);
    uint64_t start = now_ms();
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_int_eq(have.response.status, 408);
    assert_slice(have.response.body, "slow");
    ck_assert_uint_lt(now_ms() - start, 3000);
    fixture_close(&fixture);
}
END_TEST

/* Node closes after such a head, and what it did not read of the request makes a reset of that. */
START_TEST(a_refusal_up_to_the_close_is_whole_though_a_reset_follows)
{
    static const struct tiny_step refuses[] = {
        {.what = TINY_HEAD},
        ANSWER("HTTP/1.1 431 Too Large\r\nConnection: close\r\n\r\n"),
        {.what = TINY_DELAY, .len = 100},
        {.what = TINY_RESET}};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, refuses);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_int_eq(have.response.status, 431);
    ck_assert(have.peer_closed);
    fixture_close(&fixture);
}
END_TEST

START_TEST(more_replies_than_are_kept_are_not_promised)
{
    static const struct hp_step steps[] = {SEND("x")};
    struct hp_request request = stepped(steps, 1);
    struct fixture fixture;
    const char *reason = NULL;
    fixture_open(&fixture, answers);
    request.replies_wanted = 17;
    ck_assert(!hp_target_carries(fixture.target, &request, &reason));
    ck_assert_ptr_nonnull(strstr(reason, "replies"));
    request.replies_wanted = 16;
    ck_assert(hp_target_carries(fixture.target, &request, &reason));
    fixture_close(&fixture);
}
END_TEST

/* What is ready at once, again and again, does not keep what is to be sent from being sent. */
START_TEST(what_was_submitted_is_on_its_way_after_one_wait)
{
    static const struct hp_step steps[] = {SEND("x")};
    static const struct tiny_step *const scripts[] = {answers};
    struct hp_request refused = stepped(steps, 1);
    struct hp_request sent = post("{}");
    struct hp_target_options options = fixture_options();
    struct fixture fixture;
    options.connections = 2;
    refused.replies_wanted = 17; /* carried by no target: it ends where it is submitted */
    fixture_open_with(&fixture, scripts, 1, options);
    ck_assert_int_eq(hp_target_submit(fixture.target, 1, &sent), HP_OK);
    struct hp_done done = {0};
    uint64_t until_ms = now_ms() + 4000;
    while (done.slot != 1 && now_ms() < until_ms) {
        size_t count = 0;
        ck_assert_int_eq(hp_target_submit(fixture.target, 0, &refused), HP_OK);
        ck_assert_int_eq(hp_target_wait(fixture.target, 1000, &done, 1, &count), HP_OK);
        ck_assert_uint_eq(count, 1);
        ck_assert_int_eq(done.exchange.end, done.slot == 0 ? HP_END_UNSENT : HP_END_RESPONSE);
        if (done.slot == 1) { /* the other one is still to be taken */
            ck_assert_int_eq(hp_target_wait(fixture.target, 1000, &done, 1, &count), HP_OK);
            ck_assert_uint_eq(done.slot, 0);
            done.slot = 1;
        }
    }
    ck_assert_uint_eq(done.slot, 1);
    fixture_close(&fixture);
}
END_TEST

/* A peer that floods a connection with replies gets no memory for them. */
START_TEST(replies_beyond_what_is_kept_are_read_and_dropped)
{
    static const struct hp_step steps[] = {SEND("POST /1 HTTP/1.1\r\nHost: h\r\n\r\n"),
                                           {.kind = HP_STEP_FINISH}};
    char flood[100 * sizeof(OK_REPLY)];
    size_t len = 0;
    for (int i = 0; i < 100; i++) {
        len += (size_t)snprintf(flood + len, sizeof(flood) - len, OK_REPLY);
    }
    const struct tiny_step script[] = {READ, {.what = TINY_SEND, .text = flood, .len = len}, END};
    struct hp_request request = stepped(steps, 2);
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_uint_eq(have.more_count, 15);
    ck_assert(have.peer_closed);
    fixture_close(&fixture);
}
END_TEST

/* --- what no library carries --- */

START_TEST(a_target_of_1_mib_and_10000_fields_go_out)
{
    enum { TARGET_BYTES = 1024 * 1024, FIELDS_COUNT = 10000 };
    char *text = malloc(TARGET_BYTES);
    struct hp_field *fields = calloc(FIELDS_COUNT, sizeof(*fields));
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(fields);
    memset(text, 't', TARGET_BYTES);
    text[0] = '/';
    for (size_t i = 0; i < FIELDS_COUNT; i++) {
        fields[i] = (struct hp_field)FIELD("X-Field", "0123456789");
    }
    struct hp_request request = post("{}");
    request.target = (struct hp_slice){text, TARGET_BYTES};
    request.fields = fields;
    request.field_count = FIELDS_COUNT;
    struct fixture fixture;
    fixture_open(&fixture, answers);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    size_t len;
    char *bytes = tiny_server_received(fixture.server, 0, &len);
    ck_assert_mem_eq(bytes + 5, text, TARGET_BYTES);
    ck_assert_uint_gt(len, TARGET_BYTES + FIELDS_COUNT * sizeof("X-Field: 0123456789\r"));
    free(bytes);
    free(fields);
    free(text);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_head_over_the_limit_is_not_carried)
{
    enum { BYTES = 17 * 1024 * 1024 };
    char *text = malloc(BYTES);
    ck_assert_ptr_nonnull(text);
    memset(text, '/', BYTES);
    struct hp_request request = post("");
    request.target = (struct hp_slice){text, BYTES};
    struct fixture fixture;
    fixture_open(&fixture, answers);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_UNSENT);
    ck_assert_str_eq(have.note, "a request head over 16 MiB");
    free(text);
    fixture_close(&fixture);
}
END_TEST

struct raw_row {
    struct hp_request request;
    const char *want;
    size_t len;
};

#define WANT(text) (text), sizeof(text) - 1

static const struct hp_field injected[] = {FIELD("A", "x\r\nHost: evil\r\n y\rz\0")};
static const struct hp_field nameless[] = {FIELD("", "x"), FIELD("Host", "h")};
static const struct hp_field broken_name[] = {FIELD("A\nB", "x"), FIELD("Host", " ")};

static const struct raw_row raw_rows[] = {
    {{.method = HP_SLICE_INIT("POST"),
      .target = HP_SLICE_INIT("/"),
      .fields = nameless,
      .field_count = 2},
     WANT("POST / HTTP/1.1\r\n: x\r\nHost: h\r\n\r\n")},
    {{.method = HP_SLICE_INIT("POST"),
      .target = HP_SLICE_INIT("/"),
      .fields = broken_name,
      .field_count = 2},
     WANT("POST / HTTP/1.1\r\nA\nB: x\r\nHost:  \r\n\r\n")},
    {{.method = HP_SLICE_INIT("PO\0ST"),
      .target = HP_SLICE_INIT("/ \r\nX:y"),
      .fields = injected,
      .field_count = 1},
     WANT("PO\0ST / \r\nX:y HTTP/1.1\r\nHost: HOST\r\nA: x\r\nHost: evil\r\n y\rz\0\r\n\r\n")},
    {{.method = HP_SLICE_INIT(""), .target = HP_SLICE_INIT("")},
     WANT("  HTTP/1.1\r\nHost: HOST\r\n\r\n")},
};

START_TEST(a_field_list_goes_out_as_it_is)
{
    static const struct tiny_step script[] = {{.what = TINY_HEAD}, ANSWER(OK_REPLY), HOLD};
    const struct raw_row *row = &raw_rows[_i];
    char want[512];
    size_t len = row->len;
    struct fixture fixture;
    fixture_open(&fixture, script);
    memcpy(want, row->want, len);
    char *host = memmem(want, len, "HOST", 4);
    if (host != NULL) {
        const char *own = fixture.address + strlen("http://");
        size_t before = (size_t)(host - want);
        memcpy(host, own, strlen(own));
        memcpy(host + strlen(own), row->want + before + 4, row->len - before - 4);
        len += strlen(own) - 4;
    }
    struct hp_exchange have = exchange_on(fixture.target, &row->request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    assert_received(&fixture, 0, want, len);
    fixture_close(&fixture);
}
END_TEST

/* --- connections --- */

static size_t open_descriptors(void)
{
    size_t count = 0;
    DIR *list = opendir("/proc/self/fd");
    ck_assert_ptr_nonnull(list);
    while (readdir(list) != NULL) {
        count++;
    }
    (void)closedir(list);
    return count;
}

/* `rounds` exchanges over each of `slots`, all at once. */
static void run_slots(struct hp_target *target, size_t slots, const struct hp_request *request,
                      size_t rounds)
{
    struct hp_done *done = calloc(slots, sizeof(*done));
    size_t *sent = calloc(slots, sizeof(*sent));
    ck_assert_ptr_nonnull(done);
    ck_assert_ptr_nonnull(sent);
    size_t left = slots * rounds;
    for (size_t i = 0; i < slots; i++) {
        ck_assert_int_eq(hp_target_submit(target, i, request), HP_OK);
        sent[i]++;
    }
    while (left > 0) {
        size_t count;
        ck_assert_int_eq(hp_target_wait(target, 10000, done, slots, &count), HP_OK);
        ck_assert_uint_gt(count, 0);
        left -= count;
        for (size_t i = 0; i < count; i++) {
            ck_assert_msg(done[i].exchange.end == HP_END_RESPONSE, "%s", done[i].exchange.note);
            if (sent[done[i].slot] < rounds) {
                ck_assert_int_eq(hp_target_submit(target, done[i].slot, request), HP_OK);
                sent[done[i].slot]++;
            }
        }
    }
    free(sent);
    free(done);
}

START_TEST(slots_keep_their_connections_and_leak_nothing)
{
    static const size_t slot_counts[] = {1, 32, 256};
    static const struct tiny_step echoes[] = {READ, {.what = TINY_ECHO}, AGAIN};
    static const struct tiny_step *const script[] = {echoes};
    struct hp_request request = post("{\"a\":1}");
    struct hp_target_options options = fixture_options();
    options.connections = slot_counts[_i];
    struct hp_error error = {0};
    char address[64];
    struct tiny_server *server = tiny_server_start(script, 1);
    (void)snprintf(address, sizeof(address), "http://127.0.0.1:%u",
                   (unsigned)tiny_server_port(server));
    options.address = address;
    size_t before = open_descriptors();
    struct hp_target *target = NULL;
    ck_assert_int_eq(hp_target_open(&options, &target, &error), HP_OK);
    run_slots(target, slot_counts[_i], &request, 20);
    ck_assert_uint_eq(tiny_server_connections(server), slot_counts[_i]);
    hp_target_close(target);
    /* The server's sides close when their threads see it. */
    tiny_server_stop(server);
    ck_assert_uint_eq(open_descriptors(), before - 1); /* the listener is gone, too */
}
END_TEST

/* Every second connection is made anew, whatever the reason, and the old one is closed. */
START_TEST(connections_that_are_given_up_are_closed)
{
    static const struct tiny_step lasts_once[] = {
        READ, ANSWER("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"), HOLD};
    static const struct tiny_step surplus[] = {READ, ANSWER(OK_REPLY "surplus"), HOLD};
    static const struct tiny_step nonsense[] = {READ, ANSWER("nonsense"), HOLD};
    static const struct tiny_step *const scripts[] = {lasts_once, surplus, nonsense};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open_with(&fixture, &scripts[_i], 1, fixture_options());
    size_t open = 0;
    for (int i = 0; i < 40; i++) {
        struct hp_exchange have = exchange_on(fixture.target, &request);
        ck_assert_int_eq(have.end, _i == 2 ? HP_END_MALFORMED : HP_END_RESPONSE);
        ck_assert(!tiny_server_was_reset(fixture.server, (size_t)i) || _i == 1);
        open = i == 0 ? open_descriptors() : open;
        ck_assert_uint_le(open_descriptors(), open + 2);
    }
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 40);
    fixture_close(&fixture);
}
END_TEST

/* Octets that a peer sends unasked between two exchanges are not the next one's reply. */
START_TEST(late_octets_are_no_reply_to_the_next_request)
{
    static const struct tiny_step speaks_late[] = {
        READ,
        ANSWER(OK_REPLY),
        {.what = TINY_DELAY, .len = 50},
        ANSWER("HTTP/1.1 500 Not yours\r\nContent-Length: 0\r\n\r\n"),
        HOLD};
    static const struct tiny_step *const scripts[] = {speaks_late, answers};
    struct hp_request request = post("{}");
    struct hp_request other =
        stepped((const struct hp_step[]){{.kind = HP_STEP_PAUSE, .pause_ms = 200},
                                         SEND("POST / HTTP/1.1\r\n\r\n")},
                2);
    struct fixture fixture;
    fixture_open_with(&fixture, scripts, 2, fixture_options());
    struct timespec pause = {0, 200 * 1000 * 1000};
    ck_assert_int_eq(exchange_on(fixture.target, &request).response.status, 200);
    if (_i == 0) { /* the loop is at work meanwhile, or nobody is */
        ck_assert_int_eq(exchange_on(fixture.target, &other).response.status, 200);
    } else {
        (void)nanosleep(&pause, NULL);
    }
    ck_assert_int_eq(exchange_on(fixture.target, &request).response.status, 200);
    ck_assert_uint_eq(tiny_server_connections(fixture.server), _i == 0 ? 3 : 2);
    fixture_close(&fixture);
}
END_TEST

/* The rest of a body that nobody wanted is not the beginning of the next request. */
START_TEST(a_connection_with_half_a_body_on_it_is_not_kept)
{
    static char body[8 * 1024 * 1024];
    static const struct tiny_step early[] = {
        {.what = TINY_HEAD},
        ANSWER("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
        {.what = TINY_DELAY, .len = 1000}, /* or the body would be read before the client looks */
        HOLD};
    static const struct tiny_step *const scripts[] = {early, answers};
    struct hp_request large = post("");
    large.body = (struct hp_slice){body, sizeof(body)};
    large.transfer.chunked = _i == 1;
    struct hp_request waiting = post("{}");
    waiting.transfer.expect_continue = true;
    struct hp_request plain = post("{}");
    struct fixture fixture;
    fixture_open_with(&fixture, scripts, 2, fixture_options());
    struct hp_exchange have = exchange_on(fixture.target, _i == 2 ? &waiting : &large);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_int_eq(have.response.status, 401);
    struct hp_exchange next = exchange_on(fixture.target, &plain);
    ck_assert_msg(next.end == HP_END_RESPONSE, "end %d: %s", (int)next.end, next.note);
    ck_assert_int_eq(next.response.status, 200);
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 2);
    fixture_close(&fixture);
}
END_TEST

/* Once a body that did not fit into the socket is gone, the loop sleeps. */
START_TEST(waiting_behind_a_large_body_costs_no_processor_time)
{
    static char body[8 * 1024 * 1024];
    static const struct tiny_step late[] = {
        READ, {.what = TINY_DELAY, .len = 800}, ANSWER(OK_REPLY), HOLD};
    struct hp_request request = post("");
    request.body = (struct hp_slice){body, sizeof(body)};
    struct fixture fixture;
    fixture_open(&fixture, late);
    struct timespec before;
    struct timespec after;
    ck_assert_int_eq(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before), 0);
    ck_assert_int_eq(exchange_on(fixture.target, &request).end, HP_END_RESPONSE);
    ck_assert_int_eq(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after), 0);
    int64_t spent_us =
        (after.tv_sec - before.tv_sec) * 1000000 + (after.tv_nsec - before.tv_nsec) / 1000;
    ck_assert_int_lt(spent_us, 150 * 1000);
    fixture_close(&fixture);
}
END_TEST

/* A new connection that is lost is the peer's doing: the request is not sent twice. */
START_TEST(a_new_connection_that_closes_is_not_tried_again)
{
    static const struct tiny_step drops[] = {READ, END};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, drops);
    for (size_t i = 1; i <= 3; i++) {
        struct hp_exchange have = exchange_on(fixture.target, &request);
        ck_assert_int_eq(have.end, HP_END_CLOSED);
        ck_assert_ptr_nonnull(strstr(have.note, "without an answer"));
        ck_assert_uint_eq(tiny_server_connections(fixture.server), i);
    }
    fixture_close(&fixture);
}
END_TEST

/* Nor is one of which a single octet was answered. */
START_TEST(an_answered_request_is_not_tried_again)
{
    static const struct tiny_step drops[] = {READ, ANSWER(OK_REPLY), READ, ANSWER("H"), END};
    static const struct tiny_step hints[] = {READ, ANSWER(OK_REPLY), READ,
                                             ANSWER("HTTP/1.1 103 Early Hints\r\n\r\n"), END};
    static const struct tiny_step *const scripts[] = {drops, hints};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open_with(&fixture, &scripts[_i], 1, fixture_options());
    ck_assert_int_eq(exchange_on(fixture.target, &request).end, HP_END_RESPONSE);
    ck_assert_int_eq(exchange_on(fixture.target, &request).end, HP_END_CLOSED);
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 1);
    fixture_close(&fixture);
}
END_TEST

/* A kept connection is looked at before it is used. */
START_TEST(a_peer_that_closes_in_silence_sees_no_request_twice)
{
    static const struct tiny_step closes[] = {READ, ANSWER(OK_REPLY), END};
    struct hp_request request = post("{}");
    struct timespec pause = {0, 20 * 1000 * 1000};
    struct fixture fixture;
    fixture_open(&fixture, closes);
    for (int i = 0; i < 10; i++) {
        struct hp_exchange have = exchange_on(fixture.target, &request);
        ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
        (void)nanosleep(&pause, NULL);
    }
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 10);
    fixture_close(&fixture);
}
END_TEST

/* An exchange that was never sent took no time, whatever its slot did before. */
START_TEST(a_refused_connection_has_no_duration)
{
    static const struct tiny_step closes[] = {
        READ, ANSWER("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"), END};
    struct hp_request request = post("{}");
    struct timespec pause = {0, 50 * 1000 * 1000};
    struct fixture fixture;
    fixture_open(&fixture, closes);
    ck_assert_int_eq(exchange_on(fixture.target, &request).end, HP_END_RESPONSE);
    tiny_server_stop(fixture.server);
    (void)nanosleep(&pause, NULL);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_REFUSED);
    ck_assert_uint_eq(have.duration_us, 0);
    hp_target_close(fixture.target);
}
END_TEST

START_TEST(a_proxy_is_asked_for_a_tunnel)
{
    static const struct tiny_step tunnel[] = {{.what = TINY_HEAD},
                                              ANSWER("HTTP/1.1 200 Connected\r\n\r\n"),
                                              READ,
                                              ANSWER(OK_REPLY),
                                              READ,
                                              ANSWER(OK_REPLY),
                                              HOLD};
    static const struct tiny_step *const script[] = {tunnel};
    struct tiny_server *proxy = tiny_server_start(script, 1);
    char text[64];
    (void)snprintf(text, sizeof(text), "http://127.0.0.1:%u", (unsigned)tiny_server_port(proxy));
    struct hp_target_options options = fixture_options();
    options.proxy = text;
    options.address = "http://origin.invalid:8080";
    struct hp_target *target = NULL;
    ck_assert_int_eq(hp_target_open(&options, &target, NULL), HP_OK);
    struct hp_request request = post("{}");
    for (int i = 0; i < 2; i++) {
        struct hp_exchange have = exchange_on(target, &request);
        ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    }
    size_t len;
    char *have = tiny_server_received(proxy, 0, &len);
    ck_assert_int_eq(strncmp(have, "CONNECT origin.invalid:8080 HTTP/1.1\r\n", 38), 0);
    const char *first = strstr(have, "\r\n\r\n") + 4;
    static const char want[] = "POST /v3/core/webhooks HTTP/1.1\r\nHost: origin.invalid:8080\r\n"
                               "Content-Length: 2\r\n\r\n{}";
    ck_assert_uint_eq((size_t)(have + len - first), 2 * (sizeof(want) - 1));
    ck_assert_mem_eq(first, want, sizeof(want) - 1);
    ck_assert_mem_eq(first + sizeof(want) - 1, want, sizeof(want) - 1);
    ck_assert_uint_eq(tiny_server_connections(proxy), 1);
    free(have);
    hp_target_close(target);
    tiny_server_stop(proxy);
}
END_TEST

START_TEST(a_proxy_that_refuses_makes_no_connection)
{
    static const struct tiny_step refuses[] = {
        {.what = TINY_HEAD},
        ANSWER("HTTP/1.1 403 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        END};
    static const struct tiny_step *const script[] = {refuses};
    struct tiny_server *proxy = tiny_server_start(script, 1);
    char text[64];
    (void)snprintf(text, sizeof(text), "127.0.0.1:%u", (unsigned)tiny_server_port(proxy));
    struct hp_target_options options = fixture_options();
    options.proxy = text;
    options.address = "http://origin.invalid:8080";
    struct hp_target *target = NULL;
    ck_assert_int_eq(hp_target_open(&options, &target, NULL), HP_OK);
    struct hp_request request = post("{}");
    struct hp_exchange have = exchange_on(target, &request);
    ck_assert_int_eq(have.end, HP_END_REFUSED);
    ck_assert_ptr_nonnull(strstr(have.note, "proxy makes no connection to origin.invalid:8080"));
    hp_target_close(target);
    tiny_server_stop(proxy);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_wire");
    TCase *steps = tcase_create("steps");
    tcase_set_timeout(steps, 30);
    tcase_add_test(steps, steps_go_out_exactly);
    tcase_add_test(steps, a_repeated_step_needs_no_memory_of_its_size);
    tcase_add_test(steps, dripped_bytes_come_one_by_one);
    tcase_add_loop_test(steps, pauses_do_not_count_against_the_time_limit, 0, 2);
    tcase_add_test(steps, pauses_of_many_slots_end_each_in_its_time);
    tcase_add_test(steps, replies_are_read_after_a_half_close);
    tcase_add_test(steps, a_reset_is_a_reset);
    tcase_add_loop_test(steps, two_pipelined_requests_get_two_replies_in_order, 0, 2);
    tcase_add_test(steps, an_await_waits_for_a_whole_reply);
    tcase_add_loop_test(steps, a_close_behind_a_reply_is_told, 0, 5);
    tcase_add_test(steps, a_missing_second_reply_ends_at_the_time_limit);
    tcase_add_test(steps, a_refusal_up_to_the_close_is_whole_though_a_reset_follows);
    tcase_add_loop_test(steps, a_refusal_ends_what_is_still_going_out, 0, 2);
    tcase_add_test(steps, more_replies_than_are_kept_are_not_promised);
    tcase_add_test(steps, replies_beyond_what_is_kept_are_read_and_dropped);
    suite_add_tcase(suite, steps);
    TCase *raw = tcase_create("raw");
    tcase_set_timeout(raw, 30);
    tcase_add_test(raw, a_target_of_1_mib_and_10000_fields_go_out);
    tcase_add_test(raw, a_head_over_the_limit_is_not_carried);
    tcase_add_test(raw, what_was_submitted_is_on_its_way_after_one_wait);
    tcase_add_loop_test(raw, a_field_list_goes_out_as_it_is, 0,
                        sizeof(raw_rows) / sizeof(raw_rows[0]));
    suite_add_tcase(suite, raw);
    TCase *connections = tcase_create("connections");
    tcase_set_timeout(connections, 60);
    tcase_add_loop_test(connections, slots_keep_their_connections_and_leak_nothing, 0, 3);
    tcase_add_loop_test(connections, connections_that_are_given_up_are_closed, 0, 3);
    tcase_add_loop_test(connections, late_octets_are_no_reply_to_the_next_request, 0, 2);
    tcase_add_loop_test(connections, a_connection_with_half_a_body_on_it_is_not_kept, 0, 3);
    tcase_add_test(connections, waiting_behind_a_large_body_costs_no_processor_time);
    tcase_add_test(connections, a_new_connection_that_closes_is_not_tried_again);
    tcase_add_loop_test(connections, an_answered_request_is_not_tried_again, 0, 2);
    tcase_add_test(connections, a_peer_that_closes_in_silence_sees_no_request_twice);
    tcase_add_test(connections, a_refused_connection_has_no_duration);
    tcase_add_test(connections, a_proxy_is_asked_for_a_tunnel);
    tcase_add_test(connections, a_proxy_that_refuses_makes_no_connection);
    suite_add_tcase(suite, connections);
    return suite;
}
