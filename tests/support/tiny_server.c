/* Blocking sockets and one thread a connection, so that a script reads like the conversation it is.
 * Must not know what is tested with it. */
#include "tests/support/tiny_server.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <linux/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    PEERS_MAX = 256,
    RECEIVED_BYTES_MAX = 128 * 1024 * 1024,
    SILENCE_S = 20, /* no test waits longer for a client */
};

struct peer {
    struct tiny_server *server;
    const struct tiny_step *script;
    pthread_t thread;
    int fd;
    bool closed;
    bool reset; /* by the client */
    char *bytes;
    size_t len;
    size_t room;
    size_t request_at; /* where the current request starts in `bytes` */
    size_t body_at;    /* and its body */
    size_t segments;
};

struct tiny_server {
    int fd;
    uint16_t port;
    const struct tiny_step *const *scripts;
    size_t script_count;
    pthread_t thread;
    pthread_mutex_t lock; /* over `peers`, `peer_count` and what the peers received */
    bool stopping;
    size_t peer_count;
    struct peer *peers[PEERS_MAX];
};

static void lock(struct tiny_server *server)
{
    ck_assert_int_eq(pthread_mutex_lock(&server->lock), 0);
}

static void unlock(struct tiny_server *server)
{
    ck_assert_int_eq(pthread_mutex_unlock(&server->lock), 0);
}

/* One more piece of the client's bytes; false when there will be none. */
static bool receive(struct peer *peer)
{
    static _Thread_local char piece[64 * 1024];
    ssize_t got = recv(peer->fd, piece, sizeof(piece), 0);
    if (got <= 0) {
        peer->reset = got < 0 && errno == ECONNRESET;
        return false;
    }
    size_t count = (size_t)got;
    lock(peer->server);
    while (peer->room < peer->len + count + 1) {
        peer->room = peer->room == 0 ? sizeof(piece) : peer->room * 2;
        ck_assert_uint_le(peer->room, RECEIVED_BYTES_MAX);
        peer->bytes = realloc(peer->bytes, peer->room);
        ck_assert_ptr_nonnull(peer->bytes);
    }
    memcpy(peer->bytes + peer->len, piece, count);
    peer->len += count;
    peer->bytes[peer->len] = '\0';
    unlock(peer->server);
    return true;
}

static bool read_head(struct peer *peer)
{
    peer->request_at = peer->body_at;
    for (;;) {
        size_t have = peer->len - peer->request_at;
        const char *start = peer->bytes == NULL ? NULL : peer->bytes + peer->request_at;
        const char *end = have == 0 ? NULL : memmem(start, have, "\r\n\r\n", 4);
        if (end != NULL) {
            peer->body_at = (size_t)(end - peer->bytes) + 4;
            return true;
        }
        if (!receive(peer)) {
            return false;
        }
    }
}

/* The value behind a field's name in the current head, or NULL. */
static const char *head_value(const struct peer *peer, const char *name)
{
    const char *line = peer->bytes + peer->request_at;
    const char *end = peer->bytes + peer->body_at;
    size_t name_len = strlen(name);
    while ((line = memchr(line, '\n', (size_t)(end - line))) != NULL && ++line < end) {
        if (strncasecmp(line, name, name_len) == 0 && line[name_len] == ':') {
            return line + name_len + 1;
        }
    }
    return NULL;
}

static bool read_body(struct peer *peer, size_t *body_len)
{
    const char *length = head_value(peer, "content-length");
    bool chunked = head_value(peer, "transfer-encoding") != NULL;
    size_t want = length == NULL ? 0 : strtoul(length, NULL, 10);
    for (;;) {
        const char *body = peer->bytes + peer->body_at;
        size_t have = peer->len - peer->body_at;
        if (chunked) {
            const char *last = memmem(body, have, "0\r\n\r\n", 5);
            *body_len = last == NULL ? 0 : (size_t)(last - body) + 5;
        } else {
            *body_len = want;
        }
        if (chunked ? *body_len > 0 : have >= want) {
            return true;
        }
        if (!receive(peer)) {
            return false;
        }
    }
}

static void note_segments(struct peer *peer)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof(info);
    if (getsockopt(peer->fd, IPPROTO_TCP, TCP_INFO, &info, &len) == 0) {
        lock(peer->server);
        peer->segments = info.tcpi_data_segs_in;
        unlock(peer->server);
    }
}

static bool send_all(struct peer *peer, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(peer->fd, bytes, len, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        len -= (size_t)sent;
    }
    return true;
}

static bool fill(struct peer *peer, size_t count)
{
    static const char run[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    while (count > 0) {
        size_t some = count < sizeof(run) - 1 ? count : sizeof(run) - 1;
        if (!send_all(peer, run, some)) {
            return false;
        }
        count -= some;
    }
    return true;
}

static bool echo(struct peer *peer, const char *body, size_t len)
{
    char head[128];
    int head_len =
        snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", len);
    return send_all(peer, head, (size_t)head_len) && send_all(peer, body, len);
}

static void delay(size_t ms)
{
    struct timespec span = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
    (void)nanosleep(&span, NULL);
}

static bool reset(struct peer *peer)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    return false; /* and the close follows */
}

static bool stay_quiet(struct peer *peer, size_t ms)
{
    struct pollfd readable = {.fd = peer->fd, .events = POLLIN};
    bool quiet = peer->len == peer->body_at && poll(&readable, 1, (int)ms) == 0;
    return quiet || reset(peer);
}

static bool take_body(struct peer *peer)
{
    size_t body_len = 0;
    if (!read_body(peer, &body_len)) {
        return false;
    }
    note_segments(peer);
    peer->body_at += body_len;
    return true;
}

static bool echo_request(struct peer *peer)
{
    const char *body = strstr(peer->bytes + peer->request_at, "\r\n\r\n") + 4;
    return echo(peer, body, (size_t)(peer->bytes + peer->body_at - body));
}

static bool hold(struct peer *peer)
{
    while (receive(peer)) {
    }
    return false;
}

/* Plays one step; false ends the conversation. */
static bool play(struct peer *peer, const struct tiny_step *step)
{
    switch (step->what) {
    case TINY_HEAD:
        return read_head(peer);
    case TINY_BODY:
        return take_body(peer);
    case TINY_REQUEST:
        return read_head(peer) && take_body(peer);
    case TINY_SEND:
        return send_all(peer, step->text, step->len > 0 ? step->len : strlen(step->text));
    case TINY_FILL:
        return fill(peer, step->len);
    case TINY_ECHO:
        return echo_request(peer);
    case TINY_DELAY:
        delay(step->len);
        return true;
    case TINY_QUIET:
        return stay_quiet(peer, step->len);
    case TINY_RESET:
        return reset(peer);
    case TINY_HOLD:
        return hold(peer);
    case TINY_FINISH:
        (void)hold(peer);
        return !peer->reset;
    case TINY_AGAIN:
    case TINY_END:
    default:
        return false;
    }
}

static void *converse(void *user)
{
    struct peer *peer = user;
    const struct tiny_step *step = peer->script;
    while (step->what == TINY_AGAIN || play(peer, step)) {
        step = step->what == TINY_AGAIN ? peer->script : step + 1;
    }
    lock(peer->server);
    peer->closed = true;
    (void)close(peer->fd);
    unlock(peer->server);
    return NULL;
}

static void meet(struct tiny_server *server, int fd)
{
    struct timeval silence = {.tv_sec = SILENCE_S};
    int on = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof(silence));
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof(silence));
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    lock(server);
    size_t index = server->peer_count;
    if (server->stopping || index == PEERS_MAX) {
        unlock(server);
        (void)close(fd);
        return;
    }
    struct peer *peer = calloc(1, sizeof(*peer));
    ck_assert_ptr_nonnull(peer);
    peer->server = server;
    peer->fd = fd;
    peer->script = server->scripts[index < server->script_count ? index : server->script_count - 1];
    server->peers[server->peer_count++] = peer;
    ck_assert_int_eq(pthread_create(&peer->thread, NULL, converse, peer), 0);
    unlock(server);
}

static void *listen_for_peers(void *user)
{
    struct tiny_server *server = user;
    for (;;) {
        int fd = accept(server->fd, NULL, NULL);
        if (fd >= 0) {
            meet(server, fd);
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return NULL; /* tiny_server_stop shut the socket down */
        }
    }
}

struct tiny_server *tiny_server_start(const struct tiny_step *const *scripts, size_t count)
{
    struct tiny_server *server = calloc(1, sizeof(*server));
    ck_assert_ptr_nonnull(server);
    server->scripts = scripts;
    server->script_count = count;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(server->fd, 0);
    ck_assert_int_eq(bind(server->fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    ck_assert_int_eq(listen(server->fd, PEERS_MAX), 0);
    ck_assert_int_eq(getsockname(server->fd, (struct sockaddr *)&address, &len), 0);
    server->port = ntohs(address.sin_port);
    ck_assert_int_eq(pthread_mutex_init(&server->lock, NULL), 0);
    ck_assert_int_eq(pthread_create(&server->thread, NULL, listen_for_peers, server), 0);
    return server;
}

uint16_t tiny_server_port(const struct tiny_server *server)
{
    return server->port;
}

size_t tiny_server_connections(struct tiny_server *server)
{
    lock(server);
    size_t count = server->peer_count;
    unlock(server);
    return count;
}

char *tiny_server_received(struct tiny_server *server, size_t index, size_t *len)
{
    lock(server);
    ck_assert_uint_lt(index, server->peer_count);
    const struct peer *peer = server->peers[index];
    char *copy = malloc(peer->len + 1);
    ck_assert_ptr_nonnull(copy);
    if (peer->len > 0) {
        memcpy(copy, peer->bytes, peer->len);
    }
    copy[peer->len] = '\0';
    *len = peer->len;
    unlock(server);
    return copy;
}

size_t tiny_server_segments(struct tiny_server *server, size_t index)
{
    lock(server);
    ck_assert_uint_lt(index, server->peer_count);
    size_t segments = server->peers[index]->segments;
    unlock(server);
    return segments;
}

bool tiny_server_was_reset(struct tiny_server *server, size_t index)
{
    for (size_t waited_ms = 0; waited_ms < SILENCE_S * 1000; waited_ms += 5) {
        lock(server);
        bool closed = index < server->peer_count && server->peers[index]->closed;
        bool was_reset = closed && server->peers[index]->reset;
        unlock(server);
        if (closed) {
            return was_reset;
        }
        delay(5);
    }
    ck_abort_msg("connection %zu does not end", index);
    return false;
}

void tiny_server_stop(struct tiny_server *server)
{
    lock(server);
    server->stopping = true;
    for (size_t i = 0; i < server->peer_count; i++) {
        if (!server->peers[i]->closed) {
            (void)shutdown(server->peers[i]->fd, SHUT_RDWR);
        }
    }
    unlock(server);
    (void)shutdown(server->fd, SHUT_RDWR);
    ck_assert_int_eq(pthread_join(server->thread, NULL), 0);
    (void)close(server->fd);
    for (size_t i = 0; i < server->peer_count; i++) {
        ck_assert_int_eq(pthread_join(server->peers[i]->thread, NULL), 0);
        free(server->peers[i]->bytes);
        free(server->peers[i]);
    }
    (void)pthread_mutex_destroy(&server->lock);
    free(server);
}
