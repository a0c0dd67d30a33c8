/* The event loop under libcurl's socket interface. It keeps a connection's descriptor registered
 * between transfers, which saves two system calls a request. Must not know what is sent. */
#include "harness/target/curl_loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/target/target_internal.h"

enum { EVENTS_MAX = 64, FIRST_WATCHES = 64 };

struct hp_curl_watch {
    bool ours; /* opened by open_socket, so close_socket will tell when it goes */
    uint32_t registered;
    uint32_t wanted;
};

static struct hp_curl_watch *watch_of(struct hp_curl_loop *loop, int fd)
{
    size_t index = (size_t)fd;
    if (index >= loop->watch_count) {
        size_t count = loop->watch_count == 0 ? FIRST_WATCHES : loop->watch_count;
        while (count <= index) {
            count *= 2;
        }
        struct hp_curl_watch *grown = hp_realloc(loop->watches, count * sizeof(*grown));
        if (grown == NULL) {
            loop->broken = HP_ERR_NOMEM;
            return NULL;
        }
        memset(grown + loop->watch_count, 0, (count - loop->watch_count) * sizeof(*grown));
        loop->watches = grown;
        loop->watch_count = count;
    }
    return &loop->watches[index];
}

static void register_events(struct hp_curl_loop *loop, int fd, struct hp_curl_watch *watch,
                            uint32_t events)
{
    struct epoll_event event = {.events = events, .data.fd = fd};
    int operation = events == 0              ? EPOLL_CTL_DEL
                    : watch->registered == 0 ? EPOLL_CTL_ADD
                                             : EPOLL_CTL_MOD;
    /* A descriptor that libcurl closed by itself has left the set already. */
    if (epoll_ctl(loop->epoll, operation, fd, &event) != 0 && events != 0) {
        loop->broken = HP_ERR_INTERNAL;
    }
    watch->registered = events;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *assigned)
{
    (void)easy;
    (void)assigned;
    struct hp_curl_loop *loop = user;
    struct hp_curl_watch *watch = watch_of(loop, fd);
    if (watch == NULL) {
        return -1;
    }
    watch->wanted = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
                    (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
    if (what == CURL_POLL_REMOVE) {
        watch->wanted = 0;
        if (!watch->ours && watch->registered != 0) {
            register_events(loop, fd, watch, 0);
        }
        return 0; /* ours: the next transfer over this connection finds it registered */
    }
    bool lacks = (watch->wanted & ~watch->registered) != 0;
    bool would_spin = (watch->registered & ~watch->wanted & EPOLLOUT) != 0;
    if (lacks || would_spin) {
        register_events(loop, fd, watch, watch->wanted);
    }
    return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *user)
{
    (void)multi;
    struct hp_curl_loop *loop = user;
    loop->timer_at_us =
        timeout_ms < 0 ? -1 : (int64_t)hp_monotonic_us_now() + (int64_t)timeout_ms * 1000;
    return 0;
}

static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    struct hp_curl_loop *loop = user;
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd < 0) {
        return CURL_SOCKET_BAD;
    }
    struct hp_curl_watch *watch = watch_of(loop, fd);
    if (watch == NULL) {
        (void)close(fd);
        return CURL_SOCKET_BAD;
    }
    *watch = (struct hp_curl_watch){.ours = true};
    return fd;
}

static int close_socket(void *user, curl_socket_t fd)
{
    struct hp_curl_loop *loop = user;
    if ((size_t)fd < loop->watch_count) {
        loop->watches[fd] = (struct hp_curl_watch){0};
    }
    return close(fd); /* which takes it out of the epoll set */
}

enum hp_status hp_curl_loop_init(struct hp_curl_loop *loop, struct hp_error *error)
{
    *loop = (struct hp_curl_loop){.epoll = -1, .timer_at_us = -1};
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll < 0) {
        return hp_error_set(error, HP_ERR_INTERNAL, "epoll_create1: %s", strerror(errno));
    }
    loop->multi = curl_multi_init();
    if (loop->multi == NULL) {
        return hp_error_nomem(error);
    }
    (void)curl_multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    (void)curl_multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
    (void)curl_multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    (void)curl_multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
    return HP_OK;
}

void hp_curl_loop_deinit(struct hp_curl_loop *loop)
{
    if (loop->multi != NULL) {
        (void)curl_multi_cleanup(loop->multi);
    }
    if (loop->epoll >= 0) {
        (void)close(loop->epoll);
    }
    hp_free(loop->watches);
    *loop = (struct hp_curl_loop){.epoll = -1, .timer_at_us = -1};
}

enum hp_status hp_curl_loop_adopt(struct hp_curl_loop *loop, CURL *easy)
{
    bool set = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, loop) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, loop) == CURLE_OK;
    return set ? HP_OK : HP_ERR_INTERNAL;
}

static enum hp_status act(struct hp_curl_loop *loop, curl_socket_t fd, int mask)
{
    int running;
    CURLMcode code = curl_multi_socket_action(loop->multi, fd, mask, &running);
    if (code != CURLM_OK) {
        return code == CURLM_OUT_OF_MEMORY ? HP_ERR_NOMEM : HP_ERR_INTERNAL;
    }
    return loop->broken;
}

/* Rounded up, so that a timer is due when the wait ends. */
static int ms_to_timer(const struct hp_curl_loop *loop, int wait_ms)
{
    if (loop->timer_at_us < 0) {
        return wait_ms;
    }
    int64_t left_ms = (loop->timer_at_us - (int64_t)hp_monotonic_us_now() + 999) / 1000;
    return left_ms <= 0 ? 0 : left_ms < wait_ms ? (int)left_ms : wait_ms;
}

static bool timer_is_due(const struct hp_curl_loop *loop)
{
    return loop->timer_at_us >= 0 && loop->timer_at_us <= (int64_t)hp_monotonic_us_now();
}

static enum hp_status run_timer(struct hp_curl_loop *loop)
{
    loop->timer_at_us = -1; /* libcurl sets the next one during the call */
    return act(loop, CURL_SOCKET_TIMEOUT, 0);
}

static enum hp_status handle_event(struct hp_curl_loop *loop, const struct epoll_event *event)
{
    int fd = event->data.fd;
    struct hp_curl_watch *watch = watch_of(loop, fd);
    if (watch == NULL) {
        return HP_ERR_NOMEM;
    }
    if (watch->wanted == 0) {
        /* An idle connection: the peer closed it, or data came unasked. libcurl will look when it
         * wants to use it again; until then it must not wake us up. */
        if (watch->registered != 0) {
            register_events(loop, fd, watch, 0);
        }
        return HP_OK;
    }
    int mask = (event->events & EPOLLIN ? CURL_CSELECT_IN : 0) |
               (event->events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
               (event->events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
    return act(loop, fd, mask);
}

enum hp_status hp_curl_loop_step(struct hp_curl_loop *loop, int wait_ms)
{
    enum hp_status status = HP_OK;
    if (timer_is_due(loop)) {
        status = run_timer(loop);
        wait_ms = 0; /* it may have ended a transfer, which the caller wants to know now */
    }
    if (status != HP_OK) {
        return status;
    }
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(loop->epoll, events, EVENTS_MAX, ms_to_timer(loop, wait_ms));
    if (count < 0 && errno != EINTR) {
        return HP_ERR_INTERNAL;
    }
    for (int i = 0; i < count && status == HP_OK; i++) {
        status = handle_event(loop, &events[i]);
    }
    return status == HP_OK && timer_is_due(loop) ? run_timer(loop) : status;
}
