/* The server on a loopback port, and a client of raw octets that reads replies strictly, by code of
 * its own. */
#ifndef HP_TESTS_SERVICE_WIRE_H
#define HP_TESTS_SERVICE_WIRE_H

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/buf.h"
#include "harness/service/server.h"
#include "tests/support/suite_main.h"
#include "tests/unit/service_fixture.h"

enum { REPLY_BYTES_MAX = 1024 * 1024, WAIT_MS = 15000, QUIET_MS = 40 };

#define LINE  "POST /v3/core/webhooks HTTP/1.1\r\n"
#define HOST  "Host: 127.0.0.1\r\n"
#define TYPE  "Content-Type: application/json\r\n"
#define GOOD  HOST "api_key: " KEY "\r\n" TYPE
#define SIZED "Content-Length: 207\r\n\r\n" DOCUMENTED
static_assert(sizeof(DOCUMENTED) - 1 == 207, "SIZED says so");

static struct fixture fixture;
static struct hp_server *server;

static inline struct hp_server_options standard_options(void)
{
    return (struct hp_server_options){
        .service = fixture.service,
        .host = "127.0.0.1",
        .body_bytes_max = 256 * 1024,
        .connections_max = 64,
        .idle_seconds = 5,
    };
}

static inline void start(const struct hp_server_options *options)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_server_start(options, &server, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_ne(hp_server_port(server), 0);
}

static inline void restart(const struct hp_server_options *options)
{
    hp_server_stop(server);
    server = NULL;
    start(options);
}

static inline void setup(void)
{
    fixture_open(&fixture);
    struct hp_server_options options = standard_options();
    start(&options);
}

static inline void teardown(void)
{
    hp_server_stop(server);
    server = NULL;
    fixture_close(&fixture);
}

static inline int64_t now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline void pause_ms(long ms)
{
    struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    (void)nanosleep(&span, NULL);
}

static inline int connect_to(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    ck_assert_int_eq(inet_pton(AF_INET, "127.0.0.1", &address.sin_addr), 1);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

/* False when the peer is gone; what it answered is still to be read. */
static inline bool send_all(int fd, struct hp_slice text)
{
    while (text.len > 0) {
        ssize_t sent = send(fd, text.at, text.len, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        text.at += sent;
        text.len -= (size_t)sent;
    }
    return true;
}

static inline void reset_connection(int fd)
{
    const struct linger hard = {.l_onoff = 1};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
    (void)close(fd);
}

/* Replies as they come. */
struct inbox {
    char bytes[REPLY_BYTES_MAX];
    size_t length;
    size_t read; /* of it, by next_reply */
    bool ended;  /* FIN */
    bool reset;  /* RST */
};

static struct inbox inbox;

static inline void inbox_clear(struct inbox *box)
{
    box->length = box->read = 0;
    box->bytes[0] = '\0';
    box->ended = box->reset = false;
}

/* Takes what comes within `wait_ms`; false when that is nothing. */
static inline bool receive_some(int fd, struct inbox *box, int wait_ms)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    if (box->ended || box->reset || poll(&wait, 1, wait_ms) <= 0) {
        return false;
    }
    ck_assert_uint_lt(box->length, REPLY_BYTES_MAX - 1);
    ssize_t got = recv(fd, box->bytes + box->length, REPLY_BYTES_MAX - 1 - box->length, 0);
    box->reset = got < 0;
    box->ended = got == 0;
    box->length += got > 0 ? (size_t)got : 0;
    box->bytes[box->length] = '\0';
    return got > 0;
}

struct reply {
    int status;           /* 0: the peer closed instead, or said nothing in time */
    struct hp_slice head; /* with the empty line */
    struct hp_slice body;
    bool closes;
};

/* The value of a field that stands there once, or {NULL, 0}. */
static inline struct hp_slice reply_field(struct hp_slice head, const char *name)
{
    char start[64];
    (void)snprintf(start, sizeof(start), "\r\n%s: ", name);
    size_t at = hp_slice_find(head, hp_slice_of(start));
    if (at == head.len) {
        return (struct hp_slice){NULL, 0};
    }
    struct hp_slice value = {head.at + at + strlen(start), head.len - at - strlen(start)};
    ck_assert_msg(hp_slice_find(value, hp_slice_of(start)) == value.len, "%s twice", name);
    value.len = hp_slice_find(value, HP_SLICE("\r\n"));
    return value;
}

static inline size_t content_length(struct hp_slice head, int status)
{
    struct hp_slice value = reply_field(head, "Content-Length");
    if (status < 200 || status == 204) {
        ck_assert_msg(value.at == NULL, "Content-Length in a %d", status);
        return 0;
    }
    ck_assert_msg(value.len > 0 && value.len < 10, "no length: %.*s", (int)head.len, head.at);
    size_t length = 0;
    for (size_t i = 0; i < value.len; i++) {
        ck_assert(value.at[i] >= '0' && value.at[i] <= '9');
        length = length * 10 + (size_t)(value.at[i] - '0');
    }
    return length;
}

/* The next whole reply; to a HEAD without content. */
static inline struct reply next_reply_to(int fd, struct inbox *box, bool to_head)
{
    struct reply reply = {0};
    int64_t end_ms = now_ms() + WAIT_MS;
    for (;;) {
        struct hp_slice have = {box->bytes + box->read, box->length - box->read};
        size_t head = hp_slice_find(have, HP_SLICE("\r\n\r\n"));
        if (head < have.len) {
            reply.head = (struct hp_slice){have.at, head + 4};
            ck_assert_msg(hp_slice_starts_with(have, HP_SLICE("HTTP/1.1 ")), "%.60s", have.at);
            int status = (have.at[9] - '0') * 100 + (have.at[10] - '0') * 10 + have.at[11] - '0';
            size_t body = to_head ? 0 : content_length(reply.head, status);
            if (have.len - head - 4 >= body) {
                reply.status = status;
                reply.body = (struct hp_slice){have.at + head + 4, body};
                reply.closes = hp_slice_is(reply_field(reply.head, "Connection"), "close");
                box->read += head + 4 + body;
                return reply;
            }
        }
        int64_t left_ms = end_ms - now_ms();
        if (left_ms <= 0 || !receive_some(fd, box, (int)left_ms)) {
            return reply;
        }
    }
}

static inline struct reply next_reply(int fd, struct inbox *box)
{
    return next_reply_to(fd, box, false);
}

/* What every reply owes: the usual fields, and an error in the service's own form. */
static inline void check_reply(const struct reply *reply)
{
    struct hp_slice head = reply->head;
    ck_assert_msg(reply->status != 0, "no reply");
    if (reply->status == 100) {
        ck_assert(hp_slice_is(head, "HTTP/1.1 100 Continue\r\n\r\n"));
        return;
    }
    ck_assert_uint_eq(hp_slice_find(head, HP_SLICE(KEY)), head.len);
    ck_assert_uint_eq(hp_slice_find(reply->body, HP_SLICE(KEY)), reply->body.len);
    ck_assert(hp_slice_is(reply_field(head, "Cache-Control"), "no-store"));
    ck_assert(hp_slice_is(reply_field(head, "X-Content-Type-Options"), "nosniff"));
    ck_assert_uint_eq(reply_field(head, "Date").len, reply->status == 503 ? 0 : 29);
    if (reply->status == 204) {
        return;
    }
    ck_assert(hp_slice_is(reply_field(head, "Content-Type"), "application/json"));
    if (reply->status >= 400) {
        const struct hp_json *error = fixture_get(fixture_tree(&fixture, reply->body), "error");
        ck_assert_uint_gt(hp_json_string(fixture_get(error, "code")).len, 0);
        ck_assert_uint_gt(hp_json_string(fixture_get(error, "message")).len, 0);
        hp_arena_reset(&fixture.arena);
    }
}

/* Waits for the peer to close, without another octet. */
static inline void check_closed(int fd, struct inbox *box)
{
    int64_t end_ms = now_ms() + WAIT_MS;
    while (!box->ended && !box->reset && now_ms() < end_ms) {
        (void)receive_some(fd, box, WAIT_MS);
    }
    ck_assert_msg(box->ended, box->reset ? "reset" : "not closed");
    ck_assert_msg(box->length == box->read, "and then %.300s", box->bytes + box->read);
}

/* Nothing comes, and the documented request is served over the same connection. */
static inline void check_open(int fd, struct inbox *box)
{
    ck_assert_msg(!receive_some(fd, box, QUIET_MS) && !box->ended && !box->reset, "and then %.300s",
                  box->bytes + box->read);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD SIZED)));
    struct reply reply = next_reply(fd, box);
    check_reply(&reply);
    ck_assert_int_eq(reply.status, 200);
    ck_assert(!reply.closes);
}

/* The documented request on a connection of its own, which proves that the server is well. */
static inline void check_canary(void)
{
    static struct inbox box;
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&box);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD SIZED)));
    struct reply reply = next_reply(fd, &box);
    ck_assert_msg(reply.status == 200, "%.300s", box.bytes);
    (void)close(fd);
}

#endif
