/* The states of a connection. A request is answered as soon as it was read, into `output`; while
 * the peer takes no answers nothing more is read, so that memory stays bounded. Must not judge what
 * the service or the reader judges. */
#include "harness/service/connection.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/service/framing.h"
#include "harness/service/replies.h"

enum {
    /* Twice what the service takes, so that it refuses what is a little too large itself. */
    LINE_BYTES_MAX = 16 * 1024,
    FIELD_BYTES_MAX = 16 * 1024,
    HEAD_BYTES_MAX = 128 * 1024,
    FIELDS_MAX = 200,

    OUTPUT_BYTES_HIGH = 64 * 1024, /* answers that wait for the peer, but for the last one */
    /* The last one: the largest body echoed, every octet of it escaped. */
    OUTPUT_BYTES_MAX = OUTPUT_BYTES_HIGH + 16 * 1024 * 1024,
    KEPT_BYTES_MAX = 128 * 1024, /* of one buffer of a connection that has nothing to do */
    RECEIVES_MAX = 4,            /* in one step, so that nobody keeps the others waiting */

    BYTES_PER_MS = 4, /* who is slower than 4 KiB a second is taken for an attack (CWE-400) */
    LINGER_SILENT_MS = 2000,
    LINGER_MS_MAX = 30 * 1000, /* nginx: lingering_time */
    LINGER_STOPPING_MS = 250,
    /* A little over the largest body of the catalogue. */
    LINGER_BYTES_MAX = 128 * 1024 * 1024,
};

static const struct hp_reader_limits *reader_limits(const struct hp_connection_scope *scope,
                                                    struct hp_reader_limits *limits)
{
    *limits = (struct hp_reader_limits){
        .line_bytes_max = LINE_BYTES_MAX,
        .field_bytes_max = FIELD_BYTES_MAX,
        .head_bytes_max = HEAD_BYTES_MAX,
        .fields_max = FIELDS_MAX,
        .body_bytes_max = scope->options->body_bytes_max,
    };
    return limits;
}

void hp_connection_init(struct hp_connection *connection, const struct hp_connection_scope *scope)
{
    struct hp_reader_limits limits;
    connection->fd = -1;
    hp_reader_init(&connection->reader, HP_READER_REQUEST, reader_limits(scope, &limits));
    hp_buf_init(&connection->output, OUTPUT_BYTES_MAX);
    hp_buf_init(&connection->rest, HP_CONNECTION_INPUT_BYTES);
}

void hp_connection_deinit(struct hp_connection *connection)
{
    hp_reader_deinit(&connection->reader);
    hp_buf_deinit(&connection->output);
    hp_buf_deinit(&connection->rest);
}

void hp_connection_open(struct hp_connection *connection, const struct hp_connection_scope *scope,
                        int fd)
{
    connection->fd = fd;
    connection->phase = HP_CONNECTION_READING;
    connection->wait = HP_WAIT_REQUEST;
    connection->wait_is_new = connection->in_body = false;
    connection->since_ms = scope->now_ms;
    connection->progress = 0;
    hp_reader_reset(&connection->reader, (struct hp_slice){"", 0});
    hp_buf_clear(&connection->output);
    hp_buf_clear(&connection->rest);
    connection->sent = connection->rest_read = 0;
}

static void trim_buf(struct hp_buf *buf)
{
    size_t bytes_max = buf->bytes_max;
    if (buf->capacity > KEPT_BYTES_MAX) {
        hp_buf_deinit(buf);
        hp_buf_init(buf, bytes_max);
    }
}

/* Gives back what a message of unusual size has needed. The reader is between two messages. */
static void trim(struct hp_connection *connection)
{
    struct hp_reader *reader = &connection->reader;
    if (reader->body.capacity > KEPT_BYTES_MAX || reader->head.capacity > KEPT_BYTES_MAX) {
        const struct hp_reader_limits limits = reader->limits;
        hp_reader_deinit(reader);
        hp_reader_init(reader, HP_READER_REQUEST, &limits);
    }
}

void hp_connection_close(struct hp_connection *connection)
{
    (void)close(connection->fd);
    connection->fd = -1;
    trim(connection);
    trim_buf(&connection->output);
}

bool hp_connection_has_output(const struct hp_connection *connection)
{
    return connection->output.length > connection->sent;
}

static void write_response(struct hp_connection *connection,
                           const struct hp_connection_scope *scope,
                           const struct hp_response *response, bool closes)
{
    const struct hp_reader *reader = &connection->reader;
    const struct hp_response_frame frame = {
        .date = {scope->date, HP_HTTP_DATE_CHARS},
        .closes = closes,
        .keeps_1_0 = reader->http_version == 10,
        .is_to_head = hp_slice_is(reader->method, "HEAD"),
    };
    const struct hp_service_hook *hook = hp_service_hook(scope->options->service);
    size_t start = connection->output.length;
    if (response->status == HP_SERVICE_HANGS) {
        return;
    }
    if (response->status == HP_SERVICE_NO_ANSWER) {
        connection->phase = HP_CONNECTION_FINISHING;
        return;
    }
    hp_response_text(&connection->output, response, &frame);
    if (hook != NULL && hook->sending != NULL) {
        closes = !hook->sending(hook, &connection->output, start) && closes;
    }
    if (closes) {
        connection->phase = HP_CONNECTION_FINISHING;
    }
    if (connection->output.failed) {
        connection->phase = HP_CONNECTION_OVER; /* no memory: half an answer is worse than none */
    }
}

/* What was read so far. HEAD is asked as GET, whose content it is not sent but told the length of.
 */
static struct hp_request request_of(const struct hp_reader *reader)
{
    return (struct hp_request){
        .method = hp_slice_is(reader->method, "HEAD") ? HP_SLICE("GET") : reader->method,
        .target = reader->target,
        .fields = reader->fields,
        .field_count = reader->field_count,
        .body = hp_buf_view(&reader->body),
        .has_body = reader->chunked || reader->has_length,
    };
}

/* True when the header section alone makes the answer, which was then given, the last one: whether
 * the body follows is up to the client. */
static bool refuse_head(struct hp_connection *connection, const struct hp_connection_scope *scope)
{
    const struct hp_reader *reader = &connection->reader;
    struct hp_request request = request_of(reader);
    struct hp_response response;
    request.body.len = 0;
    if (!hp_service_refuses(scope->options->service, &request, reader->length, &response)) {
        return false;
    }
    write_response(connection, scope, &response, true);
    return true;
}

/* A body that is too large may not be the first thing that is wrong with a request; and CONNECT is
 * refused for what it is, on a path too. */
static bool is_refused_anyway(const struct hp_reader *reader)
{
    return reader->fault.status == 413 || (hp_slice_is(reader->method, "CONNECT") &&
                                           hp_slice_starts_with(reader->target, HP_SLICE("/")));
}

/* The same with a hook, which has the word on each answer: it is given the head, as for a request
 * that has no body. */
static bool refuse_head_by_hook(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    struct hp_service *service = scope->options->service;
    struct hp_request request = request_of(&connection->reader);
    struct hp_response response;
    request.body.len = 0;
    if (!hp_service_head_is_wrong(service, &request)) {
        return false;
    }
    hp_arena_reset(&scope->arena);
    hp_service_handle(service, &request, scope->now_unix_ms, &scope->arena, &response);
    write_response(connection, scope, &response, true);
    return true;
}

static void answer_fault(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    const struct hp_reader_fault *fault = &connection->reader.fault;
    struct hp_response response;
    if (fault->status == 0) {
        connection->phase = HP_CONNECTION_FINISHING;
        return;
    }
    if (is_refused_anyway(&connection->reader) &&
        (refuse_head(connection, scope) || refuse_head_by_hook(connection, scope))) {
        return;
    }
    hp_arena_reset(&scope->arena);
    hp_framing_reply(fault, &scope->arena, &response);
    if (response.body.at == NULL) {
        connection->phase = HP_CONNECTION_FINISHING;
        return;
    }
    write_response(connection, scope, &response, true);
}

/* The header section is there, `more` says whether something stands behind it. Where the client
 * waits for a word, refusing now saves it the body (RFC 9110 10.1.1); else the body is read first
 * and the connection stays usable. */
static void begin_body(struct hp_connection *connection, const struct hp_connection_scope *scope,
                       bool more)
{
    connection->in_body = true;
    if (connection->reader.expects_continue && !refuse_head(connection, scope) && !more) {
        hp_buf_slice(&connection->output, HP_SLICE("HTTP/1.1 100 Continue\r\n\r\n"));
    }
}

static void answer(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    struct hp_reader *reader = &connection->reader;
    const struct hp_request request = request_of(reader);
    struct hp_response response;
    hp_arena_reset(&scope->arena);
    hp_service_handle(scope->options->service, &request, scope->now_unix_ms, &scope->arena,
                      &response);
    /* Where no length was given, what follows may be a body all the same. */
    bool closes = !reader->keep_alive || response.status == 411 || scope->stopping;
    write_response(connection, scope, &response, closes);
    hp_reader_reset(reader, (struct hp_slice){"", 0});
    trim(connection);
    connection->in_body = false;
}

/* Reads requests and answers them; returns how much was read. All of it, unless the peer takes no
 * answers. */
static size_t take(struct hp_connection *connection, struct hp_connection_scope *scope,
                   const char *bytes, size_t count)
{
    size_t total = 0;
    enum hp_reader_state state = HP_READER_MORE;
    /* Behind a header section the reader is asked even without octets: there may be no body. */
    while (connection->phase == HP_CONNECTION_READING &&
           (state == HP_READER_HEAD ||
            (total < count && connection->output.length < OUTPUT_BYTES_HIGH))) {
        size_t used;
        state = hp_reader_feed(&connection->reader, bytes + total, count - total, &used);
        total += used;
        switch (state) {
        case HP_READER_HEAD:
            begin_body(connection, scope, total < count);
            break;
        case HP_READER_DONE:
            answer(connection, scope);
            break;
        case HP_READER_FAULT:
            answer_fault(connection, scope);
            break;
        case HP_READER_MORE:
        default:
            break;
        }
    }
    return total;
}

static void take_rest(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    struct hp_slice rest = hp_buf_view(&connection->rest);
    connection->rest_read +=
        take(connection, scope, rest.at + connection->rest_read, rest.len - connection->rest_read);
    if (connection->rest_read == rest.len) {
        hp_buf_clear(&connection->rest);
        connection->rest_read = 0;
    }
}

static void take_input(struct hp_connection *connection, struct hp_connection_scope *scope,
                       size_t count)
{
    const struct hp_service_hook *hook = hp_service_hook(scope->options->service);
    if (hook != NULL && hook->received != NULL && !hp_reader_has_begun(&connection->reader)) {
        count = hook->received(hook, scope->input, count, HP_CONNECTION_INPUT_BYTES);
    }
    size_t taken = take(connection, scope, scope->input, count);
    if (taken < count && connection->phase == HP_CONNECTION_READING) {
        hp_buf_append(&connection->rest, scope->input + taken, count - taken);
        if (connection->rest.failed) {
            connection->phase = HP_CONNECTION_OVER;
        }
    }
}

static void end_input(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    if (connection->phase != HP_CONNECTION_READING) {
        connection->phase = HP_CONNECTION_OVER;
    } else if (hp_reader_close(&connection->reader) == HP_READER_FAULT) {
        answer_fault(connection, scope);
    } else {
        connection->phase = HP_CONNECTION_FINISHING;
    }
}

/* One read. False when there is no more for now. */
static bool receive(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    ssize_t got = recv(connection->fd, scope->input, HP_CONNECTION_INPUT_BYTES, 0);
    if (got < 0) {
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            connection->phase = HP_CONNECTION_OVER; /* reset */
        }
        return false;
    }
    if (got == 0) {
        end_input(connection, scope);
        return false;
    }
    connection->progress += (uint64_t)got;
    if (connection->phase == HP_CONNECTION_READING) {
        take_input(connection, scope, (size_t)got);
    } else if (connection->progress > LINGER_BYTES_MAX) {
        connection->phase = HP_CONNECTION_OVER;
    }
    return got == HP_CONNECTION_INPUT_BYTES;
}

/* Sends what there is. False when the socket has no room, or is gone. */
static bool flush(struct hp_connection *connection)
{
    while (hp_connection_has_output(connection)) {
        ssize_t sent = send(connection->fd, connection->output.bytes + connection->sent,
                            connection->output.length - connection->sent, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0) {
            if (errno != EAGAIN && errno != EWOULDBLOCK) {
                connection->phase = HP_CONNECTION_OVER;
            }
            return false;
        }
        connection->sent += (size_t)sent;
        connection->progress += (uint64_t)sent;
        /* The time begins anew with every answer that is out: no silence, and no credit either. */
        connection->wait_is_new |= !hp_connection_has_output(connection);
    }
    hp_buf_clear(&connection->output);
    connection->sent = 0;
    trim_buf(&connection->output);
    return true;
}

static void advance(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    bool more = true;
    int receives = 0;
    while (connection->phase != HP_CONNECTION_OVER && flush(connection)) {
        if (connection->phase == HP_CONNECTION_FINISHING) {
            bool is_shut = shutdown(connection->fd, SHUT_WR) == 0;
            connection->phase = is_shut ? HP_CONNECTION_LINGERING : HP_CONNECTION_OVER;
        } else if (connection->phase == HP_CONNECTION_READING && connection->rest.length > 0) {
            take_rest(connection, scope);
        } else if (more && receives++ < RECEIVES_MAX) {
            more = receive(connection, scope);
        } else {
            return;
        }
    }
}

static enum hp_connection_wait wait_of(const struct hp_connection *connection)
{
    if (hp_connection_has_output(connection)) {
        return HP_WAIT_SENT;
    }
    if (connection->phase == HP_CONNECTION_LINGERING) {
        return HP_WAIT_PEER;
    }
    if (connection->in_body) {
        return HP_WAIT_BODY;
    }
    return hp_reader_has_begun(&connection->reader) ? HP_WAIT_HEAD : HP_WAIT_REQUEST;
}

void hp_connection_step(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    advance(connection, scope);
    enum hp_connection_wait wait = wait_of(connection);
    if (wait != connection->wait || connection->wait_is_new) {
        connection->wait = wait;
        connection->wait_is_new = false;
        connection->since_ms = scope->now_ms;
        connection->progress = 0;
    }
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t hp_connection_deadline_ms(const struct hp_connection *connection,
                                  const struct hp_connection_scope *scope)
{
    const struct hp_server_options *options = scope->options;
    int64_t earned_ms = (int64_t)(connection->progress / BYTES_PER_MS);
    int64_t idle_ms = (int64_t)options->idle_seconds * 1000;
    switch (connection->wait) {
    case HP_WAIT_HEAD:
        return connection->since_ms + options->head_ms;
    case HP_WAIT_BODY:
        /* By what the body says: chunk framing is not progress. */
        return connection->since_ms + options->body_ms +
               (int64_t)(connection->reader.body.length / BYTES_PER_MS);
    case HP_WAIT_SENT:
        return connection->since_ms + idle_ms + earned_ms;
    case HP_WAIT_PEER:
        return connection->since_ms + (scope->stopping
                                           ? LINGER_STOPPING_MS
                                           : smaller(LINGER_SILENT_MS + earned_ms, LINGER_MS_MAX));
    case HP_WAIT_REQUEST:
    default:
        return connection->since_ms + idle_ms;
    }
}

/* With a reset where the peer has not taken everything, so that the kernel does not keep it for a
 * peer that takes nothing. */
void hp_connection_abandon(struct hp_connection *connection)
{
    static const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    int untaken_bytes = 0;
    if (ioctl(connection->fd, SIOCOUTQ, &untaken_bytes) != 0 || untaken_bytes > 0) {
        (void)setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    }
    connection->phase = HP_CONNECTION_OVER;
}

void hp_connection_expire(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    static const struct hp_slice body =
        HP_REPLY_ERROR_BODY("request-timeout", "the request did not come in time");
    if (connection->wait != HP_WAIT_HEAD && connection->wait != HP_WAIT_BODY) {
        hp_connection_abandon(connection);
        return;
    }
    struct hp_response response;
    hp_reply_with_body(408, body, &response);
    write_response(connection, scope, &response, true);
    hp_connection_step(connection, scope);
}

/* Fixed, Date included: it is optional in a 5xx (RFC 9110 6.6.1). */
struct hp_slice hp_connection_busy_text(void)
{
#define BUSY_BODY                                                                                  \
    "{\"error\":{\"code\":\"unavailable\",\"message\":\"all connections are taken; try again\"}}"
    static const char text[] = "HTTP/1.1 503 Service Unavailable\r\n"
                               "Content-Type: application/json\r\n"
                               "Cache-Control: no-store\r\n"
                               "X-Content-Type-Options: nosniff\r\n"
                               "Retry-After: 1\r\n"
                               "Connection: close\r\n"
                               "Content-Length: 81\r\n"
                               "\r\n" BUSY_BODY;
    static_assert(sizeof(BUSY_BODY) - 1 == 81, "Content-Length says so");
    return (struct hp_slice){text, sizeof(text) - 1};
}

void hp_connection_turn_away(struct hp_connection *connection, struct hp_connection_scope *scope)
{
    hp_buf_slice(&connection->output, hp_connection_busy_text());
    connection->phase = HP_CONNECTION_FINISHING;
    hp_connection_step(connection, scope);
}
