/* Octets in and out of one connection: the socket itself where it is plain, libcurl where there is
 * TLS on it. Must not know what the octets mean. */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "harness/target/wire_internal.h"

static bool would_block(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK;
}

static enum hp_wire_io read_plain(int fd, char *bytes, size_t room, size_t *count)
{
    ssize_t got;
    do {
        got = recv(fd, bytes, room, 0);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        *count = (size_t)got;
        return HP_WIRE_IO_SOME;
    }
    if (got == 0) {
        return HP_WIRE_IO_CLOSED;
    }
    return would_block(errno) ? HP_WIRE_IO_LATER : HP_WIRE_IO_BROKEN;
}

enum hp_wire_io hp_wire_read(struct hp_wire_connection *connection, char *bytes, size_t room,
                             size_t *count)
{
    *count = 0;
    if (!connection->slot->target->tls) {
        return read_plain(connection->fd, bytes, room, count);
    }
    CURLcode code = curl_easy_recv(connection->easy, bytes, room, count);
    if (code == CURLE_OK) {
        return *count > 0 ? HP_WIRE_IO_SOME : HP_WIRE_IO_CLOSED;
    }
    return code == CURLE_AGAIN ? HP_WIRE_IO_LATER : HP_WIRE_IO_BROKEN;
}

static enum hp_wire_io send_plain(int fd, const struct hp_slice pending[2], size_t *count)
{
    ssize_t sent;
    do {
        if (pending[1].len == 0) {
            sent = send(fd, pending[0].at, pending[0].len, MSG_NOSIGNAL);
            continue;
        }
        union { /* the kernel only reads, whatever the type says */
            const char *ours;
            void *theirs;
        } first = {pending[0].at}, second = {pending[1].at};
        struct iovec parts[2] = {{first.theirs, pending[0].len}, {second.theirs, pending[1].len}};
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
        sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) {
        return would_block(errno) ? HP_WIRE_IO_LATER : HP_WIRE_IO_BROKEN;
    }
    *count = (size_t)sent;
    return HP_WIRE_IO_SOME;
}

/* libcurl has no call for two parts; what it did not take is offered again as it was. */
static enum hp_wire_io send_tls(CURL *easy, const struct hp_slice pending[2], size_t *count)
{
    CURLcode code = curl_easy_send(easy, pending[0].at, pending[0].len, count);
    if (code == CURLE_OK) {
        return HP_WIRE_IO_SOME;
    }
    return code == CURLE_AGAIN ? HP_WIRE_IO_LATER : HP_WIRE_IO_BROKEN;
}

static void shorten(struct hp_slice pending[2], size_t count)
{
    size_t first = count < pending[0].len ? count : pending[0].len;
    pending[0].at += first;
    pending[0].len -= first;
    if (pending[0].len == 0) {
        pending[0] = (struct hp_slice){pending[1].at, pending[1].len};
        pending[1].len = 0;
        if (count > first) {
            pending[0].at += count - first;
            pending[0].len -= count - first;
        }
    }
}

enum hp_wire_io hp_wire_write(struct hp_wire_connection *connection, struct hp_slice pending[2])
{
    bool tls = connection->slot->target->tls;
    while (pending[0].len > 0) {
        size_t count = 0;
        enum hp_wire_io io = tls ? send_tls(connection->easy, pending, &count)
                                 : send_plain(connection->fd, pending, &count);
        if (io != HP_WIRE_IO_SOME) {
            return io;
        }
        shorten(pending, count);
    }
    return HP_WIRE_IO_SOME;
}

/* A plain connection is told of once for each time that something comes, so whoever is told reads
 * until nothing is left, or asks again: a level that the kernel looks at twice for each reply costs
 * more. What TLS has read ahead makes no event, so there the level is kept. */
static void control(struct hp_wire_connection *connection, int how, uint32_t events)
{
    struct hp_wire_target *target = connection->slot->target;
    uint32_t edge = target->tls ? 0 : (uint32_t)EPOLLET | EPOLLRDHUP;
    struct epoll_event event = {.events = events | edge, .data.ptr = connection};
    if (epoll_ctl(target->epoll, how, connection->fd, &event) != 0) {
        target->broken = HP_ERR_INTERNAL;
    }
    connection->events = events;
}

void hp_wire_watch_first(struct hp_wire_connection *connection)
{
    control(connection, EPOLL_CTL_ADD, EPOLLIN);
}

void hp_wire_watch(struct hp_wire_connection *connection, uint32_t events)
{
    if (connection->events != events && connection->fd >= 0) {
        control(connection, EPOLL_CTL_MOD, events);
    }
}

void hp_wire_watch_again(struct hp_wire_connection *connection)
{
    if (connection->fd >= 0) {
        control(connection, EPOLL_CTL_MOD, connection->events);
    }
}
