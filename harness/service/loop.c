/* Waits for sockets and for time, and lets connections go on. Level-triggered: what is left over is
 * told again. Time limits are looked at together, when the earliest can have passed. Must not know
 * what a connection says.
 *
 * A connection goes to the loop that has the fewest, whichever accepted it: left to chance, the one
 * that is awake takes all that come together, and the other threads have nothing to do. */
#include "harness/service/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/service/connection.h"

enum {
    EVENTS_MAX = 64,
    ACCEPTS_MAX = 16, /* at a time */
    /* Beyond connections_max, to be told so; more than that at once are closed without a word. */
    TURNED_AWAY_MAX = 64,
    PAUSE_MS = 100, /* no descriptors or no memory: listen again after this */
    STOP_MS = 2000,
    /* A request's fields, its parsed body (about 30 bytes a byte at worst) and its answer. */
    ARENA_BYTES_MAX = 64 * 1024 * 1024,
};

struct hp_loop {
    struct hp_loop_scope *shared;
    struct hp_connection_scope scope;
    int epoll;
    int wake; /* an eventfd; written to stop */
    /* A pipe of the descriptors that other loops accepted for this one. */
    int given[2];
    atomic_uint share; /* connections that it has or was given */
    bool gives;
    int spare; /* given up to accept and refuse when there are no descriptors; -1: it is used up */
    bool listening;
    int64_t resume_ms; /* listen again, when not `listening` */
    int64_t stop_ms;   /* the latest end, when stopping */
    int64_t wake_ms;   /* no time limit passes before this */
    struct hp_connection *open;
    struct hp_connection *spares; /* closed, for the next ones */
    char input[HP_CONNECTION_INPUT_BYTES];
};

static bool watch(struct hp_loop *loop, int operation, int fd, uint32_t events, void *what)
{
    struct epoll_event event = {.events = events, .data.ptr = what};
    return epoll_ctl(loop->epoll, operation, fd, &event) == 0;
}

static bool listen_again(struct hp_loop *loop)
{
    loop->listening =
        watch(loop, EPOLL_CTL_ADD, loop->shared->listener, EPOLLIN | EPOLLEXCLUSIVE, loop->shared);
    return loop->listening;
}

static void stop_listening(struct hp_loop *loop)
{
    if (loop->listening) {
        (void)watch(loop, EPOLL_CTL_DEL, loop->shared->listener, 0, NULL);
        loop->listening = false;
    }
}

enum hp_status hp_loop_new(struct hp_loop_scope *scope, struct hp_loop **out,
                           struct hp_error *error)
{
    *out = NULL;
    struct hp_loop *loop = hp_calloc(1, sizeof(*loop));
    if (loop == NULL) {
        return hp_error_nomem(error);
    }
    loop->shared = scope;
    loop->given[0] = -1;
    loop->given[1] = -1;
    loop->scope.options = &scope->options;
    loop->scope.input = loop->input;
    hp_arena_init(&loop->scope.arena, ARENA_BYTES_MAX);
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (loop->epoll < 0 || loop->wake < 0 || pipe2(loop->given, O_CLOEXEC | O_NONBLOCK) != 0 ||
        !watch(loop, EPOLL_CTL_ADD, loop->wake, EPOLLIN, loop) ||
        !watch(loop, EPOLL_CTL_ADD, loop->given[0], EPOLLIN, loop->given) || !listen_again(loop)) {
        enum hp_status status =
            hp_error_set(error, HP_ERR_IO, "cannot wait for connections: %s", strerror(errno));
        hp_loop_free(loop);
        return status;
    }
    scope->loops[scope->loop_count++] = loop;
    atomic_fetch_add(&scope->givers, 1);
    loop->gives = true;
    *out = loop;
    return HP_OK;
}

/* The next descriptor that was given to this loop; -1: there is none. */
static int take_given(struct hp_loop *loop)
{
    int fd;
    return read(loop->given[0], &fd, sizeof(fd)) == sizeof(fd) ? fd : -1;
}

static void close_if_open(int fd)
{
    if (fd >= 0) {
        (void)close(fd);
    }
}

static void free_list(struct hp_connection *list)
{
    while (list != NULL) {
        struct hp_connection *next = list->next;
        hp_connection_deinit(list);
        hp_free(list);
        list = next;
    }
}

void hp_loop_free(struct hp_loop *loop)
{
    if (loop == NULL) {
        return;
    }
    for (struct hp_connection *at = loop->open; at != NULL; at = at->next) {
        hp_connection_close(at);
    }
    free_list(loop->open);
    free_list(loop->spares);
    for (int fd = take_given(loop); fd >= 0; fd = take_given(loop)) {
        (void)close(fd);
    }
    close_if_open(loop->given[0]);
    close_if_open(loop->given[1]);
    close_if_open(loop->epoll);
    close_if_open(loop->wake);
    close_if_open(loop->spare);
    hp_arena_deinit(&loop->scope.arena);
    hp_free(loop);
}

void hp_loop_stop(struct hp_loop *loop)
{
    static const uint64_t one = 1;
    while (write(loop->wake, &one, sizeof(one)) < 0 && errno == EINTR) {
    }
}

unsigned hp_loop_share(struct hp_loop *loop)
{
    return atomic_load(&loop->share);
}

static void read_clocks(struct hp_loop *loop)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    loop->scope.now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    int64_t unix_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    if (unix_ms / 1000 != loop->scope.now_unix_ms / 1000) {
        hp_http_date_print(now.tv_sec, loop->scope.date);
    }
    loop->scope.now_unix_ms = unix_ms;
}

static void wake_by(struct hp_loop *loop, int64_t deadline_ms)
{
    if (deadline_ms < loop->wake_ms) {
        loop->wake_ms = deadline_ms;
    }
}

static void drop(struct hp_loop *loop, struct hp_connection *connection)
{
    hp_connection_close(connection);
    if (connection->previous == NULL) {
        loop->open = connection->next;
    } else {
        connection->previous->next = connection->next;
    }
    if (connection->next != NULL) {
        connection->next->previous = connection->previous;
    }
    connection->next = loop->spares;
    loop->spares = connection;
    atomic_fetch_sub(&loop->share, 1);
    atomic_fetch_sub(&loop->shared->connections, 1);
}

/* After a step: lets go of it, or waits for what it wants next. */
static void settle(struct hp_loop *loop, struct hp_connection *connection)
{
    bool is_idle =
        connection->phase == HP_CONNECTION_READING && connection->wait == HP_WAIT_REQUEST;
    if (connection->phase == HP_CONNECTION_OVER || (loop->scope.stopping && is_idle)) {
        drop(loop, connection);
        return;
    }
    bool waits_for_room = hp_connection_has_output(connection);
    if (waits_for_room != connection->waits_for_room) {
        connection->waits_for_room = waits_for_room;
        if (!watch(loop, EPOLL_CTL_MOD, connection->fd, waits_for_room ? EPOLLOUT : EPOLLIN,
                   connection)) {
            drop(loop, connection);
            return;
        }
    }
    wake_by(loop, hp_connection_deadline_ms(connection, &loop->scope));
}

static struct hp_connection *take_connection(struct hp_loop *loop)
{
    struct hp_connection *connection = loop->spares;
    if (connection != NULL) {
        loop->spares = connection->next;
        return connection;
    }
    connection = hp_calloc(1, sizeof(*connection));
    if (connection != NULL) {
        hp_connection_init(connection, &loop->scope);
    }
    return connection;
}

static void put_in_front(struct hp_loop *loop, struct hp_connection *connection)
{
    connection->previous = NULL;
    connection->next = loop->open;
    if (loop->open != NULL) {
        loop->open->previous = connection;
    }
    loop->open = connection;
}

/* Takes over an accepted socket, which is in the loop's share. It is not read yet: a request that
 * came with it is told at once. */
static void open_connection(struct hp_loop *loop, int fd)
{
    unsigned others = atomic_fetch_add(&loop->shared->connections, 1);
    unsigned max = loop->shared->options.connections_max;
    struct hp_connection *connection =
        others < max + TURNED_AWAY_MAX ? take_connection(loop) : NULL;
    if (connection == NULL) {
        (void)close(fd);
        atomic_fetch_sub(&loop->share, 1);
        atomic_fetch_sub(&loop->shared->connections, 1);
        return;
    }
    hp_connection_open(connection, &loop->scope, fd);
    put_in_front(loop, connection);
    connection->waits_for_room = false;
    if (!watch(loop, EPOLL_CTL_ADD, fd, EPOLLIN, connection)) {
        drop(loop, connection);
        return;
    }
    if (others >= max) {
        hp_connection_turn_away(connection, &loop->scope);
    } else if (loop->scope.stopping) {
        hp_connection_step(connection, &loop->scope); /* what it has to say was said before */
    }
    settle(loop, connection);
}

/* This one, unless another has fewer. */
static struct hp_loop *emptiest(struct hp_loop *loop)
{
    struct hp_loop *best = loop;
    for (unsigned i = 0; i < loop->shared->loop_count && loop->gives; i++) {
        struct hp_loop *other = loop->shared->loops[i];
        best = atomic_load(&other->share) < atomic_load(&best->share) ? other : best;
    }
    return best;
}

/* Brings an accepted socket to the loop that is to have it. */
static void give(struct hp_loop *loop, int fd)
{
    struct hp_loop *to = emptiest(loop);
    atomic_fetch_add(&to->share, 1);
    if (to != loop && write(to->given[1], &fd, sizeof(fd)) != sizeof(fd)) {
        atomic_fetch_sub(&to->share, 1); /* it has thousands to take already */
        to = loop;
        atomic_fetch_add(&to->share, 1);
    }
    if (to == loop) {
        open_connection(loop, fd);
    }
}

static void pause_listening(struct hp_loop *loop)
{
    stop_listening(loop);
    loop->resume_ms = loop->scope.now_ms + PAUSE_MS;
    wake_by(loop, loop->resume_ms);
}

/* There is no descriptor for whoever waits: the spare one is used to tell one of them, instead of
 * being woken for them again and again. */
static void refuse_without_descriptor(struct hp_loop *loop)
{
    int fd = -1;
    if (loop->spare >= 0) {
        (void)close(loop->spare);
        fd = accept4(loop->shared->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    }
    if (fd >= 0) {
        /* What has come is read first: unread octets would take the answer back. */
        struct hp_slice busy = hp_connection_busy_text();
        (void)!recv(fd, loop->input, sizeof(loop->input), 0);
        (void)!send(fd, busy.at, busy.len, MSG_NOSIGNAL);
        (void)shutdown(fd, SHUT_WR);
        (void)close(fd);
    }
    loop->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || loop->spare < 0) {
        pause_listening(loop);
    }
}

/* False when nobody waits, or nobody can be taken. */
static bool accept_one(struct hp_loop *loop)
{
    int fd = accept4(loop->shared->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        give(loop, fd);
        return true;
    }
    switch (errno) {
    case EAGAIN:
        return false;
    case EMFILE:
    case ENFILE:
        refuse_without_descriptor(loop);
        return false;
    case ENOBUFS:
    case ENOMEM:
    case EBADF:
    case EINVAL:
        pause_listening(loop);
        return false;
    default:
        return true; /* that one is gone already; the next one */
    }
}

static void accept_some(struct hp_loop *loop, int max)
{
    for (int i = 0; i < max && accept_one(loop); i++) {
    }
}

static void open_given(struct hp_loop *loop)
{
    for (int fd = take_given(loop); fd >= 0; fd = take_given(loop)) {
        open_connection(loop, fd);
    }
}

/* Who waits to be accepted or to be read gets an answer; who has nothing to say is let go. */
static void begin_stop(struct hp_loop *loop)
{
    loop->gives = false;
    atomic_fetch_sub(&loop->shared->givers, 1);
    accept_some(loop, (int)loop->shared->options.connections_max);
    stop_listening(loop);
    loop->scope.stopping = true;
    loop->stop_ms = loop->scope.now_ms + STOP_MS;
    wake_by(loop, loop->scope.now_ms);
    for (struct hp_connection *at = loop->open, *next; at != NULL; at = next) {
        next = at->next;
        hp_connection_step(at, &loop->scope);
        settle(loop, at);
    }
}

/* Ends what has waited too long and finds the next moment to look. */
static void sweep(struct hp_loop *loop)
{
    int64_t now_ms = loop->scope.now_ms;
    loop->wake_ms = INT64_MAX;
    if (loop->scope.stopping) {
        wake_by(loop, loop->stop_ms);
        if (loop->open == NULL) {
            wake_by(loop, now_ms + 1); /* others may give until they stop, too */
        }
    } else if (!loop->listening && (now_ms < loop->resume_ms || !listen_again(loop))) {
        wake_by(loop, now_ms < loop->resume_ms ? loop->resume_ms : now_ms + PAUSE_MS);
    }
    for (struct hp_connection *at = loop->open, *next; at != NULL; at = next) {
        next = at->next;
        if (loop->scope.stopping && now_ms >= loop->stop_ms) {
            hp_connection_abandon(at);
        } else if (now_ms >= hp_connection_deadline_ms(at, &loop->scope)) {
            hp_connection_expire(at, &loop->scope);
        }
        settle(loop, at);
    }
}

static int milliseconds_left(const struct hp_loop *loop)
{
    if (loop->wake_ms == INT64_MAX) {
        return -1;
    }
    int64_t left = loop->wake_ms - loop->scope.now_ms;
    return left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
}

/* Nothing is under way, and no other loop gives anything more. */
static bool is_over(struct hp_loop *loop)
{
    if (!loop->scope.stopping || loop->open != NULL) {
        return false;
    }
    bool last = atomic_load(&loop->shared->givers) == 0 || loop->scope.now_ms >= loop->stop_ms;
    open_given(loop);
    return last && loop->open == NULL;
}

void hp_loop_run(struct hp_loop *loop)
{
    struct epoll_event events[EVENTS_MAX];
    loop->wake_ms = INT64_MAX;
    read_clocks(loop);
    while (!is_over(loop)) {
        bool stop = false;
        int count = epoll_wait(loop->epoll, events, EVENTS_MAX, milliseconds_left(loop));
        read_clocks(loop);
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr == loop->shared) {
                accept_some(loop, ACCEPTS_MAX);
            } else if (events[i].data.ptr == loop->given) {
                open_given(loop);
            } else if (events[i].data.ptr == loop) {
                stop = true;
            } else {
                struct hp_connection *connection = events[i].data.ptr;
                hp_connection_step(connection, &loop->scope);
                settle(loop, connection);
            }
        }
        if (stop && !loop->scope.stopping) {
            (void)watch(loop, EPOLL_CTL_DEL, loop->wake, 0, NULL);
            begin_stop(loop);
        }
        if (loop->scope.now_ms >= loop->wake_ms) {
            sweep(loop);
        }
    }
}
