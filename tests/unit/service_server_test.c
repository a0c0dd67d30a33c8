/* The service over real sockets: raw requests in, raw responses out, loopback only. */
#include "harness/service/server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/base/buf.h"
#include "tests/support/suite_main.h"
#include "tests/unit/service_fixture.h"

enum { REPLY_BYTES_MAX = 256 * 1024, WAIT_MS = 10000 };

static struct fixture fixture;
static struct hp_server *server;

static struct hp_server_options standard_options(void)
{
    return (struct hp_server_options){
        .service = fixture.service,
        .host = "127.0.0.1",
        .body_bytes_max = 256 * 1024,
        .connections_max = 64,
        .idle_seconds = 5,
    };
}

static void setup(void)
{
    struct hp_error error = {0};
    fixture_open(&fixture);
    struct hp_server_options options = standard_options();
    ck_assert_msg(hp_server_start(&options, &server, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_ne(hp_server_port(server), 0);
}

static void teardown(void)
{
    hp_server_stop(server);
    fixture_close(&fixture);
}

static int connect_to(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    ck_assert_int_eq(inet_pton(AF_INET, "127.0.0.1", &address.sin_addr), 1);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static void send_all(int fd, struct hp_slice text)
{
    while (text.len > 0) {
        ssize_t sent = send(fd, text.at, text.len, MSG_NOSIGNAL);
        if (sent <= 0) {
            return; /* closed early: what was answered is still to be read */
        }
        text.at += sent;
        text.len -= (size_t)sent;
    }
}

/* Reads until `count` complete responses are there, the peer closes, or nothing comes for
 * `wait_ms`. Returns true when the peer closed. */
static bool receive(int fd, char *reply, size_t count, int wait_ms)
{
    size_t length = 0;
    reply[0] = '\0';
    for (;;) {
        const char *at = reply;
        size_t complete = 0;
        for (const char *end; (end = strstr(at, "\r\n\r\n")) != NULL; complete++) {
            const char *field = strstr(at, "Content-Length: ");
            size_t body = field == NULL || field > end ? 0 : strtoul(field + 16, NULL, 10);
            if ((size_t)(reply + length - end - 4) < body) {
                break;
            }
            at = end + 4 + body;
        }
        if (complete >= count && count > 0) {
            return false;
        }
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, wait_ms) <= 0) {
            return false;
        }
        ssize_t got = recv(fd, reply + length, REPLY_BYTES_MAX - length - 1, 0);
        if (got <= 0) {
            return true;
        }
        length += (size_t)got;
        reply[length] = '\0';
    }
}

static char reply[REPLY_BYTES_MAX];

/* One connection, one request, one response. */
static void exchange(struct hp_slice request)
{
    int fd = connect_to(hp_server_port(server));
    send_all(fd, request);
    (void)receive(fd, reply, 1, WAIT_MS);
    (void)close(fd);
}

#define LINE  "POST /v3/core/webhooks HTTP/1.1\r\n"
#define HOST  "Host: 127.0.0.1\r\n"
#define GOOD  HOST "api_key: " KEY "\r\nContent-Type: application/json\r\n"
#define SIZED "Content-Length: 207\r\n\r\n" DOCUMENTED
static_assert(sizeof(DOCUMENTED) - 1 == 207, "SIZED says so");

static const struct raw_row {
    const char *why;
    struct hp_slice request;
    int status;
    const char *text; /* somewhere in the response */
} rows[] = {
    {"documented", HP_SLICE_INIT(LINE GOOD SIZED), 200, "\"name\":\"webhook 1\""},
    {"chunked",
     HP_SLICE_INIT(LINE GOOD "Transfer-Encoding: chunked\r\n\r\nb;x=y\r\n{\"webhook\":\r\n"
                             "13\r\n{\"name\":\"n\",\"type\":\r\n"
                             "10\r\n\"SYNC_COMPLETED\"\r\n1e\r\n,\"url\":\"https://example.com\"}}"
                             "\r\n0\r\nX-T: x\r\n\r\n"),
     200, "\"type\":\"SYNC_COMPLETED\""},
    {"absolute_form",
     HP_SLICE_INIT("POST http://127.0.0.1/v3/core/webhooks HTTP/1.1\r\n" GOOD SIZED), 200,
     "\"id\":\""},
    {"key_in_upper_case_field",
     HP_SLICE_INIT(LINE HOST "API_KEY: " KEY "\r\nContent-Type: application/json\r\n" SIZED), 200,
     "\"id\":\""},
    {"http_1_0_without_host",
     HP_SLICE_INIT("POST /v3/core/webhooks HTTP/1.0\r\napi_key: " KEY
                   "\r\nContent-Type: application/json\r\n" SIZED),
     200, "\"id\":\""},
    {"no_key", HP_SLICE_INIT(LINE HOST "Content-Type: application/json\r\n" SIZED), 401,
     "WWW-Authenticate: ApiKey"},
    {"key_twice", HP_SLICE_INIT(LINE GOOD "api_key: " KEY "\r\n" SIZED), 401, "unauthorized"},
    {"key_in_a_trailer",
     HP_SLICE_INIT(LINE HOST "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "2\r\n{}\r\n0\r\napi_key: " KEY "\r\n\r\n"),
     401, "unauthorized"},
    {"two_content_types", HP_SLICE_INIT(LINE GOOD "Content-Type: text/plain\r\n" SIZED), 415,
     "unsupported-media-type"},
    {"body_cut_by_its_length", HP_SLICE_INIT(LINE GOOD "Content-Length: 20\r\n\r\n" DOCUMENTED),
     400, "malformed-json"},
    {"empty_body", HP_SLICE_INIT(LINE GOOD "Content-Length: 0\r\n\r\n"), 400, "malformed-json"},
    {"no_length", HP_SLICE_INIT(LINE GOOD "\r\n"), 411, "Connection: close"},
    {"trace", HP_SLICE_INIT("TRACE /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"), 405,
     "Allow: POST, OPTIONS"},
    {"get", HP_SLICE_INIT("GET /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"), 405,
     "method-not-allowed"},
    {"connect", HP_SLICE_INIT("CONNECT 127.0.0.1:1 HTTP/1.1\r\n" GOOD "\r\n"), 405,
     "Content-Length: "},
    {"unknown_method", HP_SLICE_INIT("FOO /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"), 501,
     "method-unknown"},
    {"lower_case_method", HP_SLICE_INIT("post /v3/core/webhooks HTTP/1.1\r\n" GOOD SIZED), 501,
     "method-unknown"},
    {"options", HP_SLICE_INIT("OPTIONS /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"), 204,
     "Allow: POST, OPTIONS"},
    {"other_path", HP_SLICE_INIT("POST /v3/core/webhooks/ HTTP/1.1\r\n" GOOD SIZED), 404,
     "not-found"},
    {"escaped_path", HP_SLICE_INIT("POST /v3/core/%77ebhooks HTTP/1.1\r\n" GOOD SIZED), 404,
     "not-found"},
    {"raw_byte_in_the_target", HP_SLICE_INIT("POST /v3/core/webhooks\xff HTTP/1.1\r\n" GOOD SIZED),
     400, "bad-request"},
    {"nul_at_the_end_of_the_target",
     HP_SLICE_INIT("POST /v3/core/webhooks\0 HTTP/1.1\r\n" GOOD SIZED), 400, "bad-request"},
    {"nul_inside_the_target",
     HP_SLICE_INIT("POST /v3/core/webhooks\0.json HTTP/1.1\r\n" GOOD SIZED), 400, "bad-request"},
    {"blank_in_the_target", HP_SLICE_INIT("POST /v3/core/webhooks x HTTP/1.1\r\n" GOOD SIZED), 400,
     "bad-request"},
    {"no_host", HP_SLICE_INIT(LINE "api_key: " KEY "\r\nContent-Type: application/json\r\n" SIZED),
     400, "Connection: close"},
    {"two_hosts", HP_SLICE_INIT(LINE GOOD HOST SIZED), 400, "valid Host"},
    {"host_with_a_path", HP_SLICE_INIT(LINE "Host: 127.0.0.1/x\r\n" SIZED), 400, "valid Host"},
    {"host_with_a_user", HP_SLICE_INIT(LINE "Host: a@127.0.0.1\r\n" SIZED), 400, "valid Host"},
    {"blank_before_the_colon", HP_SLICE_INIT(LINE GOOD "X-A : x\r\n" SIZED), 400, "malformed"},
    {"illegal_field_name", HP_SLICE_INIT(LINE GOOD "X(A): x\r\n" SIZED), 400, "malformed"},
    {"bare_cr_in_a_value", HP_SLICE_INIT(LINE GOOD "X-A: x\ry\r\n" SIZED), 400, "malformed"},
    {"two_lengths", HP_SLICE_INIT(LINE GOOD "Content-Length: 5\r\n" SIZED), 400, "given twice"},
    {"length_and_coding", HP_SLICE_INIT(LINE GOOD "Transfer-Encoding: chunked\r\n" SIZED), 400,
     "given twice"},
    {"unknown_coding",
     HP_SLICE_INIT(LINE GOOD "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), 501,
     "coding-unknown"},
    {"chunked_not_alone",
     HP_SLICE_INIT(LINE GOOD "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), 501,
     "coding-unknown"},
    {"obfuscated_coding",
     HP_SLICE_INIT(LINE GOOD "Transfer-Encoding: \x0b"
                             "chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
     501, "coding-unknown"},
    {"declared_10_gib", HP_SLICE_INIT(LINE GOOD "Content-Length: 10737418240\r\n\r\n"), 413,
     "Connection: close"},
    {"other_expectation", HP_SLICE_INIT(LINE GOOD "Expect: 200-ok\r\n" SIZED), 417,
     "expectation-failed"},
};

START_TEST(a_raw_request_gets_its_response)
{
    const struct raw_row *row = &rows[_i];
    char status_line[32];
    exchange(row->request);
    (void)snprintf(status_line, sizeof(status_line), "HTTP/1.1 %d ", row->status);
    ck_assert_msg(strncmp(reply, status_line, strlen(status_line)) == 0, "%s: %.300s", row->why,
                  reply);
    ck_assert_msg(strstr(reply, row->text) != NULL, "%s: %s", row->why, reply);
    ck_assert_msg(strstr(reply, "Cache-Control: no-store\r\n") != NULL, "%s", reply);
    ck_assert_msg(strstr(reply, "\r\nDate: ") != NULL, "%s", reply);
    const char *second = strstr(reply + 1, "HTTP/1.1 ");
    ck_assert_msg(second == NULL, "%s: two heads: %s", row->why, reply);
    ck_assert_msg(row->status == 204 || strstr(reply, "Content-Type: application/json\r\n") != NULL,
                  "%s: %s", row->why, reply);
}
END_TEST

START_TEST(head_has_the_length_of_get_and_no_content)
{
    exchange(HP_SLICE("GET /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"));
    const char *length = strstr(reply, "Content-Length: ");
    ck_assert_ptr_nonnull(length);
    unsigned long want = strtoul(length + 16, NULL, 10);
    ck_assert_uint_gt(want, 0);
    int fd = connect_to(hp_server_port(server));
    send_all(fd, HP_SLICE("HEAD /v3/core/webhooks HTTP/1.1\r\n" GOOD "Connection: close\r\n\r\n"));
    ck_assert(receive(fd, reply, 0, WAIT_MS));
    (void)close(fd);
    ck_assert_int_eq(strncmp(reply, "HTTP/1.1 405 ", 13), 0);
    length = strstr(reply, "Content-Length: ");
    ck_assert_ptr_nonnull(length);
    ck_assert_uint_eq(strtoul(length + 16, NULL, 10), want);
    ck_assert_uint_eq(strlen(strstr(reply, "\r\n\r\n")), 4);
}
END_TEST

START_TEST(a_connection_serves_many_requests_errors_included)
{
    static const char requests[] =
        LINE GOOD SIZED "POST /x HTTP/1.1\r\n" GOOD SIZED LINE HOST SIZED LINE GOOD SIZED;
    int fd = connect_to(hp_server_port(server));
    send_all(fd, (struct hp_slice){requests, sizeof(requests) - 1});
    ck_assert(!receive(fd, reply, 4, WAIT_MS));
    static const char *const want[] = {"HTTP/1.1 200 ", "HTTP/1.1 404 ", "HTTP/1.1 401 ",
                                       "HTTP/1.1 200 "};
    const char *at = reply;
    for (size_t i = 0; i < 4; i++) {
        at = strstr(at, "HTTP/1.1 ");
        ck_assert_msg(at != NULL && strncmp(at, want[i], 13) == 0, "%zu: %s", i, reply);
        at++;
    }
    send_all(fd, HP_SLICE(LINE GOOD SIZED));
    ck_assert(!receive(fd, reply, 1, WAIT_MS));
    ck_assert_int_eq(strncmp(reply, "HTTP/1.1 200 ", 13), 0);
    (void)close(fd);
}
END_TEST

START_TEST(a_byte_at_a_time_is_a_request_too)
{
    static const char request[] = LINE GOOD SIZED;
    int fd = connect_to(hp_server_port(server));
    for (size_t i = 0; i < sizeof(request) - 1; i++) {
        send_all(fd, (struct hp_slice){request + i, 1});
    }
    (void)receive(fd, reply, 1, WAIT_MS);
    ck_assert_int_eq(strncmp(reply, "HTTP/1.1 200 ", 13), 0);
    (void)close(fd);
}
END_TEST

START_TEST(continue_comes_before_the_body)
{
    int fd = connect_to(hp_server_port(server));
    send_all(fd, HP_SLICE(LINE GOOD "Expect: 100-continue\r\nContent-Length: 207\r\n\r\n"));
    (void)receive(fd, reply, 1, WAIT_MS);
    ck_assert_str_eq(reply, "HTTP/1.1 100 Continue\r\n\r\n");
    send_all(fd, HP_SLICE(DOCUMENTED));
    (void)receive(fd, reply, 1, WAIT_MS);
    ck_assert_int_eq(strncmp(reply, "HTTP/1.1 200 ", 13), 0);
    (void)close(fd);
}
END_TEST

/* A request of `head`, `bytes` times `filler`, `tail`. */
static void exchange_large(const char *head, char filler, size_t bytes, const char *tail)
{
    struct hp_buf request;
    hp_buf_init(&request, (size_t)64 * 1024 * 1024);
    hp_buf_text(&request, head);
    hp_buf_repeat(&request, filler, bytes);
    hp_buf_text(&request, tail);
    ck_assert(!request.failed);
    exchange(hp_buf_view(&request));
    hp_buf_deinit(&request);
}

START_TEST(targets_and_fields_of_64_kib_reach_the_service)
{
    exchange_large("POST /v3/core/webhooks?", 'q', 65536, " HTTP/1.1\r\n" GOOD SIZED);
    ck_assert_msg(strncmp(reply, "HTTP/1.1 414 ", 13) == 0, "%s", reply);
    ck_assert_ptr_nonnull(strstr(reply, "target-too-long"));
    exchange_large(LINE GOOD "X-A: ", 'v', 65536, "\r\n" SIZED);
    ck_assert_msg(strncmp(reply, "HTTP/1.1 431 ", 13) == 0, "%s", reply);
    ck_assert_ptr_nonnull(strstr(reply, "fields-too-large"));
    exchange_large("", 'M', 65536, " /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n");
    ck_assert_msg(strncmp(reply, "HTTP/1.1 501 ", 13) == 0, "%s", reply);
}
END_TEST

START_TEST(a_target_of_1_mib_is_refused)
{
    exchange_large("POST /v3/core/webhooks?", 'q', 1024 * 1024, " HTTP/1.1\r\n" GOOD SIZED);
    ck_assert_msg(strncmp(reply, "HTTP/1.1 414 ", 13) == 0 || reply[0] == '\0', "%s", reply);
}
END_TEST

START_TEST(a_body_over_the_limit_gets_413_after_it_was_read)
{
    /* Beyond the service's 64 KiB, beyond the server's 256 KiB, and far beyond. */
    exchange_large(LINE GOOD "Content-Length: 70000\r\n\r\n", ' ', 70000, "");
    ck_assert_msg(strncmp(reply, "HTTP/1.1 413 ", 13) == 0, "%s", reply);
    exchange_large(LINE GOOD "Content-Length: 300000\r\n\r\n", ' ', 300000, "");
    ck_assert_msg(strncmp(reply, "HTTP/1.1 413 ", 13) == 0, "%s", reply);
    ck_assert_ptr_nonnull(strstr(reply, "Connection: close"));
    exchange_large(LINE GOOD "Content-Length: 20000000\r\n\r\n", ' ', 20000000, "");
    ck_assert_msg(strncmp(reply, "HTTP/1.1 413 ", 13) == 0, "%s", reply);
    exchange(HP_SLICE(LINE GOOD SIZED));
    ck_assert_int_eq(strncmp(reply, "HTTP/1.1 200 ", 13), 0);
}
END_TEST

START_TEST(a_body_that_never_ends_is_dropped_after_the_idle_time)
{
    hp_server_stop(server);
    struct hp_error error = {0};
    struct hp_server_options options = standard_options();
    options.idle_seconds = 1;
    ck_assert_int_eq(hp_server_start(&options, &server, &error), HP_OK);
    int fd = connect_to(hp_server_port(server));
    send_all(fd, HP_SLICE(LINE GOOD "Content-Length: 207\r\n\r\n{"));
    ck_assert(receive(fd, reply, 1, WAIT_MS));
    ck_assert_msg(strncmp(reply, "HTTP/1.1 200 ", 13) != 0, "%s", reply);
    (void)close(fd);
}
END_TEST

START_TEST(a_port_in_use_is_an_error_that_says_so)
{
    struct hp_error error = {0};
    struct hp_server *second;
    struct hp_server_options options = standard_options();
    options.port = hp_server_port(server);
    ck_assert_int_eq(hp_server_start(&options, &second, &error), HP_ERR_USAGE);
    ck_assert_ptr_null(second);
    ck_assert_msg(strstr(error.text, "Address already in use") != NULL, "%s", error.text);
}
END_TEST

static bool machine_has_ipv6(void)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return bound;
}

/* Where the machine has no IPv6, the refusal is what is asserted. */
START_TEST(ipv6_is_served_where_there_is_ipv6)
{
    struct hp_error error = {0};
    struct hp_server *second;
    struct hp_server_options options = standard_options();
    options.host = "::1";
    bool started = hp_server_start(&options, &second, &error) == HP_OK;
    ck_assert_msg(started == machine_has_ipv6(), "%s", error.text);
    if (!started) {
        ck_assert_ptr_nonnull(strstr(error.text, "::1"));
        return;
    }
    struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                   .sin6_port = htons(hp_server_port(second)),
                                   .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    send_all(fd, HP_SLICE(LINE GOOD SIZED));
    (void)receive(fd, reply, 1, WAIT_MS);
    ck_assert_int_eq(strncmp(reply, "HTTP/1.1 200 ", 13), 0);
    (void)close(fd);
    hp_server_stop(second);
}
END_TEST

START_TEST(a_name_is_no_address_to_listen_on)
{
    struct hp_error error = {0};
    struct hp_server *second;
    struct hp_server_options options = standard_options();
    options.host = "localhost";
    ck_assert_int_eq(hp_server_start(&options, &second, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, "localhost") != NULL, "%s", error.text);
}
END_TEST

START_TEST(a_stopped_server_gives_its_port_back)
{
    uint16_t port = hp_server_port(server);
    int idle = connect_to(port);
    hp_server_stop(server);
    struct hp_error error = {0};
    struct hp_server_options options = standard_options();
    options.port = port;
    ck_assert_msg(hp_server_start(&options, &server, &error) == HP_OK, "%s", error.text);
    exchange(HP_SLICE(LINE GOOD SIZED));
    ck_assert_int_eq(strncmp(reply, "HTTP/1.1 200 ", 13), 0);
    (void)close(idle);
}
END_TEST

/* Ids over parallel connections. */
enum { CLIENTS = 8, REQUESTS = 200, ID_CHARS = 20 };
static char ids[CLIENTS * REQUESTS][ID_CHARS];

static void *client(void *argument)
{
    char(*own)[ID_CHARS] = argument;
    char *text = malloc(REPLY_BYTES_MAX);
    int fd = connect_to(hp_server_port(server));
    for (int i = 0; text != NULL && i < REQUESTS; i++) {
        send_all(fd, HP_SLICE(LINE GOOD SIZED));
        (void)receive(fd, text, 1, WAIT_MS);
        const char *id = strstr(text, "{\"id\":\"");
        if (id == NULL) {
            break;
        }
        memcpy(own[i], id + 7, ID_CHARS);
    }
    (void)close(fd);
    free(text);
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, ID_CHARS);
}

START_TEST(parallel_clients_of_two_threads_get_distinct_ids)
{
    hp_server_stop(server);
    struct hp_error error = {0};
    struct hp_server_options options = standard_options();
    options.threads = 2;
    ck_assert_msg(hp_server_start(&options, &server, &error) == HP_OK, "%s", error.text);
    pthread_t threads[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, client, ids[i * REQUESTS]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    }
    qsort(ids, CLIENTS * REQUESTS, ID_CHARS, compare_ids);
    ck_assert_int_ne(ids[0][0], '\0');
    for (int i = 1; i < CLIENTS * REQUESTS; i++) {
        ck_assert_int_ne(memcmp(ids[i - 1], ids[i], ID_CHARS), 0);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service server");
    TCase *tcase = tcase_create("server");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_raw_request_gets_its_response, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tcase, head_has_the_length_of_get_and_no_content);
    tcase_add_test(tcase, a_connection_serves_many_requests_errors_included);
    tcase_add_test(tcase, a_byte_at_a_time_is_a_request_too);
    tcase_add_test(tcase, continue_comes_before_the_body);
    tcase_add_test(tcase, targets_and_fields_of_64_kib_reach_the_service);
    tcase_add_test(tcase, a_target_of_1_mib_is_refused);
    tcase_add_test(tcase, a_body_over_the_limit_gets_413_after_it_was_read);
    tcase_add_test(tcase, a_body_that_never_ends_is_dropped_after_the_idle_time);
    tcase_add_test(tcase, a_port_in_use_is_an_error_that_says_so);
    tcase_add_test(tcase, ipv6_is_served_where_there_is_ipv6);
    tcase_add_test(tcase, a_name_is_no_address_to_listen_on);
    tcase_add_test(tcase, a_stopped_server_gives_its_port_back);
    tcase_add_test(tcase, parallel_clients_of_two_threads_get_distinct_ids);
    suite_add_tcase(suite, tcase);
    return suite;
}
