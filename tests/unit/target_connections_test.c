/* Connections of the http target: kept, fresh, lost, refused, proxied, many at once; and the
 * options it is opened with. */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/base/limits.h"
#include "tests/unit/target_fixture.h"

static const struct tiny_step echoes[] = {
    {.what = TINY_REQUEST}, {.what = TINY_ECHO}, {.what = TINY_AGAIN}};
static const struct tiny_step echoes_and_closes[] = {
    {.what = TINY_REQUEST}, {.what = TINY_ECHO}, {.what = TINY_END}};
static const struct tiny_step echoes_then_drops[] = {
    {.what = TINY_REQUEST}, {.what = TINY_ECHO}, {.what = TINY_REQUEST}, {.what = TINY_END}};
static const struct tiny_step old_keep_alive[] = {
    {.what = TINY_REQUEST},
    {.what = TINY_SEND,
     .text = "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"},
    {.what = TINY_AGAIN}};

enum { SLOTS = 32, ROUNDS = 50 };

/* Every slot is kept busy with bodies of its own; each answer must be the one to its request. */
static void run_concurrently(const struct tiny_step *const *script, size_t bytes_max)
{
    static char bodies[SLOTS][8192];
    struct hp_request requests[SLOTS];
    size_t sent[SLOTS] = {0};
    size_t open = 0;
    struct hp_target_options options = fixture_options();
    options.connections = SLOTS;
    struct fixture fixture;
    fixture_open_with(&fixture, script, 1, options);
    ck_assert_uint_eq(hp_target_slots(fixture.target), SLOTS);
    struct hp_done done[SLOTS];
    for (size_t i = 0; i < SLOTS; i++) {
        done[i].slot = i; /* all are free at first */
    }
    size_t count = SLOTS;
    do {
        for (size_t i = 0; i < count; i++) {
            size_t slot = done[i].slot;
            if (sent[slot] > 0) {
                struct hp_exchange *have = &done[i].exchange;
                open--;
                ck_assert_msg(have->end == HP_END_RESPONSE, "%s", have->note);
                ck_assert(hp_slice_equal(have->response.body, requests[slot].body));
            }
            if (sent[slot] == ROUNDS) {
                continue;
            }
            int len = snprintf(bodies[slot], sizeof(bodies[slot]), "%zu:%zu:%0*d", slot, sent[slot],
                               (int)((slot * 131 + sent[slot] * 17) % bytes_max + 1), 7);
            requests[slot] = post("");
            requests[slot].body = (struct hp_slice){bodies[slot], (size_t)len};
            ck_assert_int_eq(hp_target_submit(fixture.target, slot, &requests[slot]), HP_OK);
            sent[slot]++;
            open++;
        }
        /* A small room, so that completions stay behind for the next call. */
        ck_assert_int_eq(hp_target_wait(fixture.target, 5000, done, 5, &count), HP_OK);
        ck_assert(count > 0 || open == 0);
    } while (open > 0);
    for (size_t i = 0; i < SLOTS; i++) {
        ck_assert_uint_eq(sent[i], ROUNDS);
    }
    fixture_close(&fixture);
}

START_TEST(thirty_two_slots_each_get_their_own_answer)
{
    static const struct tiny_step *const script[] = {echoes};
    run_concurrently(script, 8000);
}
END_TEST

START_TEST(a_kept_connection_carries_the_next_request)
{
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, echoes);
    for (int i = 0; i < 20; i++) {
        ck_assert_int_eq(exchange_on(fixture.target, &request).end, HP_END_RESPONSE);
    }
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 1);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_fresh_connection_is_used_once)
{
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, echoes);
    static const bool fresh[] = {false, true, true, false, false, true};
    for (size_t i = 0; i < sizeof(fresh) / sizeof(fresh[0]); i++) {
        request.transfer.fresh_connection = fresh[i];
        ck_assert_int_eq(exchange_on(fixture.target, &request).end, HP_END_RESPONSE);
    }
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 4);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_server_that_closes_each_connection_gets_a_new_one)
{
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, echoes_and_closes);
    for (int i = 0; i < 100; i++) {
        struct hp_exchange have = exchange_on(fixture.target, &request);
        ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    }
    /* One more when libcurl tried a kept connection before it saw the close. */
    ck_assert_uint_ge(tiny_server_connections(fixture.server), 100);
    fixture_close(&fixture);
}
END_TEST

/* The peer takes the second request of each connection and closes without a word, as one does that
 * was just about to close: libcurl sends the request again, over a new connection, body and all. */
START_TEST(a_request_lost_with_a_kept_connection_is_sent_again)
{
    struct hp_request request = post("{\"again\":true}");
    struct fixture fixture;
    if (_i == 1) {
        request.transfer.chunked = true;
    }
    fixture_open(&fixture, echoes_then_drops);
    enum { LOSSES = 14 }; /* more than twice what libcurl repeats by itself */
    for (int i = 0; i < 1 + LOSSES; i++) {
        struct hp_exchange have = exchange_on(fixture.target, &request);
        ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
        assert_slice(have.response.body,
                     _i == 1 ? "e\r\n{\"again\":true}\r\n0\r\n\r\n" : "{\"again\":true}");
    }
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 1 + LOSSES);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_server_of_http_1_0_still_gets_http_1_1)
{
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, old_keep_alive);
    for (int i = 0; i < 3; i++) {
        struct hp_exchange have = exchange_on(fixture.target, &request);
        ck_assert_int_eq(have.end, HP_END_RESPONSE);
        ck_assert_int_eq(have.response.http_version, 10);
    }
    size_t count = tiny_server_connections(fixture.server);
    for (size_t i = 0; i < count; i++) {
        size_t len;
        char *have = tiny_server_received(fixture.server, i, &len);
        ck_assert_ptr_null(strstr(have, "HTTP/1.0"));
        free(have);
    }
    fixture_close(&fixture);
}
END_TEST

/* A port that was free a moment ago: bound, noted, released. */
static uint16_t closed_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    (void)close(fd);
    return ntohs(address.sin_port);
}

static struct hp_target *open_target(struct hp_target_options options, const char *address)
{
    struct hp_target *target = NULL;
    struct hp_error error = {0};
    options.address = address;
    enum hp_status status = hp_target_open(&options, &target, &error);
    ck_assert_msg(status == HP_OK, "%s", error.text);
    return target;
}

START_TEST(a_refused_connection_says_so)
{
    char address[64];
    char want[96];
    unsigned port = closed_port();
    (void)snprintf(address, sizeof(address), "http://127.0.0.1:%u", port);
    (void)snprintf(want, sizeof(want), "connection refused by 127.0.0.1:%u", port);
    struct hp_target *target = open_target(fixture_options(), address);
    struct hp_request request = post("{}");
    for (int i = 0; i < 3; i++) {
        struct hp_exchange have = exchange_on(target, &request);
        ck_assert_int_eq(have.end, HP_END_REFUSED);
        ck_assert_str_eq(have.note, want);
        ck_assert_int_eq(have.response.status, 0);
        ck_assert_int_gt(have.sent_unix_ms, INT64_C(1600000000000));
    }
    hp_target_close(target);
}
END_TEST

/* RFC 6761 6.4: names under invalid never resolve. */
START_TEST(a_name_that_does_not_resolve_is_refused)
{
    struct hp_target_options options = fixture_options();
    options.timeout_ms = 3000;
    struct hp_target *target = open_target(options, "http://nowhere.invalid:81");
    struct hp_request request = post("{}");
    struct hp_exchange have = exchange_on(target, &request);
    ck_assert_int_eq(have.end, HP_END_REFUSED);
    ck_assert_ptr_nonnull(strstr(have.note, "nowhere.invalid:81"));
    hp_target_close(target);
}
END_TEST

/* A listening socket whose queue is full takes no connection. */
START_TEST(a_connection_that_is_not_taken_in_time_is_refused)
{
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(own);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(listener, (const struct sockaddr *)&own, sizeof(own)), 0);
    ck_assert_int_eq(listen(listener, 0), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&own, &len), 0);
    int queued[4];
    for (size_t i = 0; i < 4; i++) {
        queued[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(queued[i], (const struct sockaddr *)&own, sizeof(own));
    }
    char address[64];
    (void)snprintf(address, sizeof(address), "http://127.0.0.1:%u", (unsigned)ntohs(own.sin_port));
    struct hp_target_options options = fixture_options();
    options.connect_timeout_ms = 300;
    struct hp_target *target = open_target(options, address);
    struct hp_request request = post("{}");
    struct hp_exchange have = exchange_on(target, &request);
    ck_assert_msg(have.end == HP_END_REFUSED, "end %d: %s", (int)have.end, have.note);
    ck_assert_ptr_nonnull(strstr(have.note, "no connection in time"));
    ck_assert_uint_lt(have.duration_us, 3000 * 1000);
    hp_target_close(target);
    for (size_t i = 0; i < 4; i++) {
        (void)close(queued[i]);
    }
    (void)close(listener);
}
END_TEST

START_TEST(a_proxy_of_the_environment_is_not_used)
{
    char proxy[64];
    (void)snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%u", (unsigned)closed_port());
    ck_assert_int_eq(setenv("http_proxy", proxy, 1), 0);
    ck_assert_int_eq(setenv("ALL_PROXY", proxy, 1), 0);
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, echoes);
    ck_assert_int_eq(exchange_on(fixture.target, &request).end, HP_END_RESPONSE);
    fixture_close(&fixture);
}
END_TEST

START_TEST(an_http_proxy_gets_the_absolute_form)
{
    static const struct tiny_step *const script[] = {echoes};
    ck_assert_int_eq(setenv("no_proxy", "*", 1), 0);
    struct tiny_server *proxy = tiny_server_start(script, 1);
    char text[64];
    (void)snprintf(text, sizeof(text), "127.0.0.1:%u", (unsigned)tiny_server_port(proxy));
    struct hp_target_options options = fixture_options();
    options.proxy = text;
    struct hp_target *target = open_target(options, "http://origin.invalid:8080");
    struct hp_request request = post("{}");
    ck_assert_int_eq(exchange_on(target, &request).end, HP_END_RESPONSE);
    size_t len;
    char *have = tiny_server_received(proxy, 0, &len);
    ck_assert_str_eq(have, "POST http://origin.invalid:8080/v3/core/webhooks HTTP/1.1\r\n"
                           "Host: origin.invalid:8080\r\nContent-Length: 2\r\n\r\n{}");
    free(have);
    hp_target_close(target);
    tiny_server_stop(proxy);
}
END_TEST

START_TEST(tls_to_a_plain_server_is_no_connection)
{
    static const struct tiny_step plain[] = {
        {.what = TINY_SEND, .text = "HTTP/1.1 400 Bad Request\r\n\r\n"}, {.what = TINY_HOLD}};
    static const struct tiny_step *const script[] = {plain};
    struct tiny_server *server = tiny_server_start(script, 1);
    char address[64];
    (void)snprintf(address, sizeof(address), "https://127.0.0.1:%u",
                   (unsigned)tiny_server_port(server));
    struct hp_target *target = open_target(fixture_options(), address);
    struct hp_request request = post("{}");
    struct hp_exchange have = exchange_on(target, &request);
    ck_assert_msg(have.end == HP_END_REFUSED, "end %d: %s", (int)have.end, have.note);
    ck_assert_ptr_nonnull(strstr(have.note, "TLS"));
    hp_target_close(target);
    tiny_server_stop(server);
}
END_TEST

START_TEST(http_2_is_not_used_for_what_it_cannot_say)
{
    static const struct hp_field connection[] = {FIELD("Connection", "close")};
    static const struct hp_field bad_name[] = {FIELD("Bad Name", "x")};
    struct hp_request chunked = post("{}");
    chunked.transfer.chunked = true;
    struct hp_request waiting = post("{}");
    waiting.transfer.expect_continue = true;
    struct hp_request about_connection = post("{}");
    about_connection.fields = connection;
    about_connection.field_count = 1;
    struct hp_request bad = post("{}");
    bad.fields = bad_name;
    bad.field_count = 1;
    struct hp_request blank = post("{}");
    blank.target = HP_SLICE("/a b");
    const struct hp_request *const refused[] = {&chunked, &waiting, &about_connection, &bad,
                                                &blank};
    struct hp_target_options options = fixture_options();
    options.http = HP_HTTP_2;
    struct hp_target *two = open_target(options, "http://127.0.0.1:1");
    struct hp_target *one = open_target(fixture_options(), "http://127.0.0.1:1");
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const char *reason = NULL;
        ck_assert(!hp_target_carries(two, refused[i], &reason));
        ck_assert_ptr_nonnull(strstr(reason, "HTTP/"));
        ck_assert(hp_target_carries(one, refused[i], NULL));
    }
    struct hp_request plain = post("{}");
    ck_assert(hp_target_carries(two, &plain, NULL));
    hp_target_close(one);
    hp_target_close(two);
}
END_TEST

START_TEST(a_target_closes_with_exchanges_under_way)
{
    static const struct tiny_step silent[] = {{.what = TINY_REQUEST}, {.what = TINY_HOLD}};
    static const struct tiny_step *const script[] = {silent};
    struct hp_target_options options = fixture_options();
    options.connections = 4;
    struct hp_request request = post("{}");
    struct hp_done done[4];
    size_t count;
    struct fixture fixture;
    fixture_open_with(&fixture, script, 1, options);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(hp_target_submit(fixture.target, i, &request), HP_OK);
    }
    ck_assert_int_eq(hp_target_wait(fixture.target, 50, done, 4, &count), HP_OK);
    ck_assert_uint_eq(count, 0);
    fixture_close(&fixture);
}
END_TEST

/* One connection is closed by its peer while it is idle, another takes its time: the close must not
 * keep the loop awake. */
START_TEST(a_closed_idle_connection_costs_no_processor_time)
{
    static const struct tiny_step closes_late[] = {{.what = TINY_REQUEST},
                                                   {.what = TINY_ECHO},
                                                   {.what = TINY_DELAY, .len = 50},
                                                   {.what = TINY_END}};
    static const struct tiny_step answers_late[] = {{.what = TINY_REQUEST},
                                                    {.what = TINY_DELAY, .len = 800},
                                                    {.what = TINY_ECHO},
                                                    {.what = TINY_END}};
    static const struct tiny_step *const scripts[] = {closes_late, answers_late};
    struct hp_target_options options = fixture_options();
    options.connections = 2;
    struct hp_request request = post("{}");
    struct hp_done done[2];
    struct fixture fixture;
    fixture_open_with(&fixture, scripts, 2, options);
    ck_assert_int_eq(hp_target_submit(fixture.target, 0, &request), HP_OK);
    ck_assert_int_eq(hp_target_submit(fixture.target, 1, &request), HP_OK);
    clock_t start = clock();
    size_t ended = 0;
    while (ended < 2) {
        size_t count;
        ck_assert_int_eq(hp_target_wait(fixture.target, 5000, done, 2, &count), HP_OK);
        ck_assert_uint_gt(count, 0);
        ck_assert_int_eq(done[0].exchange.end, HP_END_RESPONSE);
        ended += count;
    }
    ck_assert_int_lt(clock() - start, CLOCKS_PER_SEC / 4);
    fixture_close(&fixture);
}
END_TEST

START_TEST(waiting_with_nothing_under_way_returns_at_once)
{
    struct hp_done done;
    size_t count = 7;
    struct hp_target *target = open_target(fixture_options(), "http://127.0.0.1:1");
    ck_assert_int_eq(hp_target_wait(target, 60000, &done, 1, &count), HP_OK);
    ck_assert_uint_eq(count, 0);
    hp_target_close(target);
}
END_TEST

/* Each allocation of ours fails once: opening says so or the exchange does, and nothing leaks. */
START_TEST(a_failed_allocation_is_reported_and_survived)
{
    static const char *const extra[] = {"X-Extra: 1"};
    struct hp_request request = post("{\"a\":1}");
    struct tiny_server *server = tiny_server_start((const struct tiny_step *const[]){echoes}, 1);
    char address[64];
    (void)snprintf(address, sizeof(address), "http://127.0.0.1:%u",
                   (unsigned)tiny_server_port(server));
    struct hp_target_options options = fixture_options();
    options.address = address;
    options.extra_fields = extra;
    options.extra_field_count = 1;
    unsigned refused = 0;
    unsigned broken = 0;
    for (uint64_t n = 1;; n++) {
        struct hp_target *target = NULL;
        struct hp_done done;
        size_t count = 0;
        hp_alloc_fail_at(n);
        enum hp_status status = hp_target_open(&options, &target, NULL);
        if (status != HP_OK) {
            ck_assert_int_eq(status, HP_ERR_NOMEM);
            refused++;
            continue;
        }
        status = hp_target_submit(target, 0, &request);
        for (int waits = 0; status == HP_OK && count == 0 && waits < 20; waits++) {
            status = hp_target_wait(target, 1000, &done, 1, &count);
        }
        bool hit = hp_alloc_calls() >= n;
        hp_alloc_fail_at(0);
        if (hit) {
            ck_assert_int_eq(status, HP_ERR_NOMEM);
            broken++;
        } else {
            ck_assert_int_eq(status, HP_OK);
            ck_assert_int_eq(done.exchange.end, HP_END_RESPONSE);
        }
        hp_target_close(target);
        if (!hit) {
            break;
        }
    }
    ck_assert_uint_ge(refused, 4);
    ck_assert_uint_ge(broken, 4);
    tiny_server_stop(server);
}
END_TEST

static const char *const bad_lines[] = {"no colon"};

struct bad_options {
    struct hp_target_options options;
    const char *want;
};

static const struct bad_options bad_options[] = {
    {{.address = "gopher://h", .connections = 1}, "scheme"},
    {{.address = "http://h", .connections = 0}, "want 1 to"},
    {{.address = "http://h", .connections = HP_CONNECTIONS_MAX + 1}, "want 1 to"},
    {{.address = "http://h", .connections = 1, .proxy = "gopher://p:1"}, "proxy"},
    {{.address = "http://h", .connections = 1, .proxy = "http://"}, "proxy"},
    {{.address = "http://h", .connections = 1, .cacert = "/nonexistent/ca.pem"},
     "/nonexistent/ca.pem"},
    {{.address = "http://h", .connections = 1, .extra_fields = bad_lines, .extra_field_count = 1},
     "no colon"},
};

START_TEST(options_that_cannot_work_are_refused_at_once)
{
    struct hp_error error = {0};
    struct hp_target *target = NULL;
    ck_assert_int_eq(hp_target_open(&bad_options[_i].options, &target, &error), HP_ERR_USAGE);
    ck_assert_ptr_null(target);
    ck_assert_msg(strstr(error.text, bad_options[_i].want) != NULL, "%s", error.text);
}
END_TEST

static TCase *cases_over(const char *name, SFun use)
{
    TCase *tests = tcase_create(name);
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, use, NULL);
    tcase_add_test(tests, thirty_two_slots_each_get_their_own_answer);
    tcase_add_test(tests, a_kept_connection_carries_the_next_request);
    tcase_add_test(tests, a_fresh_connection_is_used_once);
    tcase_add_test(tests, a_server_that_closes_each_connection_gets_a_new_one);
    tcase_add_loop_test(tests, a_request_lost_with_a_kept_connection_is_sent_again, 0, 2);
    tcase_add_test(tests, a_server_of_http_1_0_still_gets_http_1_1);
    tcase_add_test(tests, a_refused_connection_says_so);
    tcase_add_test(tests, a_name_that_does_not_resolve_is_refused);
    tcase_add_test(tests, a_connection_that_is_not_taken_in_time_is_refused);
    tcase_add_test(tests, a_proxy_of_the_environment_is_not_used);
    tcase_add_test(tests, tls_to_a_plain_server_is_no_connection);
    tcase_add_test(tests, a_target_closes_with_exchanges_under_way);
    tcase_add_test(tests, a_closed_idle_connection_costs_no_processor_time);
    tcase_add_test(tests, waiting_with_nothing_under_way_returns_at_once);
    tcase_add_test(tests, a_failed_allocation_is_reported_and_survived);
    tcase_add_loop_test(tests, options_that_cannot_work_are_refused_at_once, 0,
                        sizeof(bad_options) / sizeof(bad_options[0]));
    return tests;
}

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_connections");
    TCase *curl = cases_over("curl", use_curl);
    tcase_add_test(curl, an_http_proxy_gets_the_absolute_form);
    tcase_add_test(curl, http_2_is_not_used_for_what_it_cannot_say);
    suite_add_tcase(suite, cases_over("wire", use_wire));
    suite_add_tcase(suite, curl);
    return suite;
}
