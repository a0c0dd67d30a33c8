/* The HTTP/1.1 target that talks for itself: one thread, one epoll set, a kept connection a slot.
 * Must not know how a request is written or a reply read.
 *
 * A peer may close a kept connection while a request is on its way to it (RFC 9112 9.5). Such a
 * request is sent once more, over a new connection: only when the connection had been used before
 * and not one octet came back. RFC 9110 9.2.2 asks for more before a POST is repeated, because
 * nobody knows whether the first was applied; here that costs a second webhook at worst, and a lost
 * case would be a false finding. An exchange stays one completion. Requests by steps are never
 * repeated. */
#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/target/curl_internal.h"
#include "harness/target/wire_internal.h"

enum {
    TIMEOUT_MS = 10000, /* when the caller names none */
    EVENTS_MAX = 64,
    OFFSET_LIVES_US = 1000 * 1000, /* the wall clock may be set while a run goes on */
};

static struct hp_wire_target *of(struct hp_target *target)
{
    return (struct hp_wire_target *)target;
}

static void close_connection(struct hp_wire_connection *connection)
{
    hp_wire_disconnect(connection);
    curl_easy_cleanup(connection->easy);
}

static void wire_close(struct hp_target *target)
{
    struct hp_wire_target *self = of(target);
    for (size_t i = 0; i < target->slot_count; i++) {
        struct hp_wire_slot *slot = &self->slots[i];
        close_connection(&slot->kept);
        close_connection(&slot->single);
        hp_wire_sending_deinit(&slot->sending);
        hp_wire_receiving_deinit(&slot->receiving);
    }
    hp_curl_loop_deinit(&self->loop);
    if (self->epoll >= 0) {
        (void)close(self->epoll);
    }
    curl_url_cleanup(self->url);
    hp_extra_fields_deinit(&self->extra);
    hp_target_base_deinit(target);
    hp_free(self->bytes);
    hp_free(self->queue);
    hp_free(self);
}

static enum hp_status set_address(struct hp_wire_target *self, const struct hp_address *address,
                                  const struct hp_target_options *options, struct hp_error *error)
{
    const char *host_field = strstr(address->origin, "://") + 3;
    bool literal_v6 = strchr(address->host, ':') != NULL;
    (void)snprintf(self->host_field, sizeof(self->host_field), "%s", host_field);
    self->host_field_len = strlen(self->host_field);
    (void)snprintf(self->peer, sizeof(self->peer), "%s%s%s:%u", literal_v6 ? "[" : "",
                   address->host, literal_v6 ? "]" : "", (unsigned)address->port);
    self->tls = address->tls;
    self->proxied = options->proxy != NULL;
    self->url = curl_url();
    if (self->url == NULL) {
        return hp_error_nomem(error);
    }
    CURLUcode code = curl_url_set(self->url, CURLUPART_URL, address->origin, 0);
    return code == CURLUE_OK ? HP_OK
                             : hp_error_set(error, HP_ERR_USAGE, "target '%s': %s", address->origin,
                                            curl_url_strerror(code));
}

static enum hp_status set_loop(struct hp_wire_target *self, struct hp_error *error)
{
    enum hp_status status = hp_curl_loop_init(&self->loop, error);
    if (status != HP_OK) {
        return status;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    self->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (self->epoll < 0 || epoll_ctl(self->epoll, EPOLL_CTL_ADD, self->loop.epoll, &event) != 0) {
        return hp_error_set(error, HP_ERR_INTERNAL, "epoll: %s", strerror(errno));
    }
    /* Two connections a slot, and none is ever given to another slot. */
    (void)curl_multi_setopt(self->loop.multi, CURLMOPT_MAXCONNECTS,
                            (long)(2 * self->base.slot_count + 1));
    self->bytes = hp_malloc(HP_WIRE_READ_BYTES);
    self->queue = hp_calloc(self->base.slot_count, sizeof(self->queue[0]));
    return self->bytes == NULL || self->queue == NULL ? hp_error_nomem(error) : HP_OK;
}

static enum hp_status set_connection(struct hp_wire_connection *connection,
                                     struct hp_wire_slot *slot,
                                     const struct hp_target_options *options,
                                     struct hp_error *error)
{
    connection->slot = slot;
    connection->fd = -1;
    return hp_wire_setup(connection, options, error);
}

static enum hp_status set_slots(struct hp_wire_target *self,
                                const struct hp_target_options *options, struct hp_error *error)
{
    size_t body_bytes_max =
        options->response_bytes_max > 0 ? options->response_bytes_max : HP_RESPONSE_BODY_BYTES_MAX;
    for (size_t i = 0; i < self->base.slot_count; i++) {
        struct hp_wire_slot *slot = &self->slots[i];
        slot->target = self;
        slot->wake_us = UINT64_MAX;
        hp_wire_sending_init(&slot->sending);
        hp_wire_receiving_init(&slot->receiving, body_bytes_max);
        enum hp_status status = set_connection(&slot->kept, slot, options, error);
        if (status == HP_OK) {
            status = set_connection(&slot->single, slot, options, error);
        }
        if (status != HP_OK) {
            return status;
        }
    }
    return HP_OK;
}

static void read_offset(struct hp_wire_target *self, uint64_t now_us)
{
    if (now_us - self->offset_read_us >= OFFSET_LIVES_US) {
        self->unix_offset_us = hp_unix_ms_now() * 1000 - (int64_t)now_us;
        self->offset_read_us = now_us;
    }
}

static enum hp_status wire_open(const struct hp_target_options *options,
                                const struct hp_address *address, struct hp_target **out,
                                struct hp_error *error)
{
    enum hp_status status = hp_target_setup(error);
    if (status == HP_OK) {
        status = hp_curl_check_options(options, error);
    }
    if (status != HP_OK) {
        return status;
    }
    size_t slots = options->connections;
    struct hp_wire_target *self = hp_calloc(1, sizeof(*self) + slots * sizeof(self->slots[0]));
    if (self == NULL) {
        return hp_error_nomem(error);
    }
    self->epoll = -1;
    self->loop.epoll = -1;
    self->next_us = UINT64_MAX;
    self->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : TIMEOUT_MS;
    read_offset(self, hp_monotonic_us_now());
    status = hp_target_base_init(&self->base, &hp_wire_target_ops, slots, error);
    if (status == HP_OK) {
        status = hp_extra_fields_init(&self->extra, options->extra_fields,
                                      options->extra_field_count, error);
    }
    if (status == HP_OK) {
        status = set_address(self, address, options, error);
    }
    if (status == HP_OK) {
        status = set_loop(self, error);
    }
    if (status == HP_OK) {
        status = set_slots(self, options, error);
    }
    if (status != HP_OK) {
        wire_close(&self->base);
        return status;
    }
    *out = &self->base;
    return HP_OK;
}

static void schedule(struct hp_wire_target *self, uint64_t at_us)
{
    self->next_us = at_us < self->next_us ? at_us : self->next_us;
}

void hp_wire_rest(struct hp_wire_slot *slot, uint64_t us)
{
    slot->wake_us = hp_monotonic_us_now() + us;
    schedule(slot->target, slot->wake_us);
}

void hp_wire_begin(struct hp_wire_slot *slot)
{
    slot->phase = HP_WIRE_TALKING;
    slot->sent_us = hp_monotonic_us_now();
    hp_wire_send(slot);
}

static enum hp_status prepare(struct hp_wire_slot *slot)
{
    slot->sent_us = 0;
    slot->wake_us = UINT64_MAX;
    hp_wire_receiving_reset(slot);
    return hp_wire_compose(slot);
}

/* Sends over the connection that the request asks for, once that stands. */
static enum hp_status start(struct hp_wire_slot *slot)
{
    const struct hp_request *request = slot->request;
    bool single = request->steps != NULL || request->transfer.fresh_connection;
    struct hp_wire_connection *connection = single ? &slot->single : &slot->kept;
    if (connection->fd < 0) {
        return hp_wire_connect(connection);
    }
    slot->active = connection;
    hp_wire_begin(slot);
    return HP_OK;
}

void hp_wire_repeat(struct hp_wire_slot *slot)
{
    hp_wire_disconnect(slot->active);
    enum hp_status status = prepare(slot);
    if (status == HP_OK) {
        status = start(slot);
    }
    if (status != HP_OK) {
        slot->target->broken = status;
    }
}

static enum hp_status wire_submit(struct hp_target *target, size_t index,
                                  const struct hp_request *request)
{
    struct hp_wire_target *self = of(target);
    struct hp_wire_slot *slot = &self->slots[index];
    slot->request = request;
    /* Pauses that the plan makes are not the peer's slowness. */
    slot->deadline_us =
        hp_monotonic_us_now() + (uint64_t)self->timeout_ms * 1000 + hp_wire_pauses_us(request);
    schedule(self, slot->deadline_us);
    enum hp_status status = prepare(slot);
    if (status == HP_OK) {
        slot->phase = HP_WIRE_QUEUED;
        self->queue[self->queued++] = index;
        self->in_flight++;
    }
    return status;
}

static void wake(struct hp_wire_slot *slot)
{
    slot->wake_us = UINT64_MAX;
    if (slot->phase == HP_WIRE_LINGERING) {
        hp_wire_end_response(slot, false, false);
    } else if (slot->sending.source == HP_WIRE_HELD) {
        hp_wire_release_body(slot);
    } else {
        slot->sending.rested = true;
        hp_wire_send(slot);
    }
}

static void run_timers(struct hp_wire_target *self, uint64_t now_us)
{
    if (now_us < self->next_us) {
        return;
    }
    self->next_us = UINT64_MAX;
    for (size_t i = 0; i < self->base.slot_count; i++) {
        struct hp_wire_slot *slot = &self->slots[i];
        if (slot->phase != HP_WIRE_IDLE && slot->wake_us <= now_us) {
            wake(slot);
        }
        if (slot->phase == HP_WIRE_LINGERING && slot->deadline_us <= now_us) {
            hp_wire_end_response(slot, false, false);
        } else if (slot->phase != HP_WIRE_IDLE && slot->deadline_us <= now_us) {
            hp_wire_end_timeout(slot);
        }
        if (slot->phase != HP_WIRE_IDLE) {
            schedule(self, slot->deadline_us);
            schedule(self, slot->wake_us);
        }
    }
}

static void handle(struct hp_wire_connection *connection, uint32_t events)
{
    struct hp_wire_slot *slot = connection->slot;
    if (connection->fd < 0) {
        return; /* closed since, by an event before this one */
    }
    if (slot->active != connection) {
        hp_wire_disconnect(connection); /* idle: closed by the peer, or spoken on unasked */
        return;
    }
    uint32_t ends = events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR);
    if (ends != 0 || (events & EPOLLIN) != 0) {
        hp_wire_receive(slot, ends != 0);
    }
    if ((events & EPOLLOUT) != 0 && slot->active == connection && connection->fd >= 0 &&
        slot->phase == HP_WIRE_TALKING) {
        hp_wire_send(slot);
    }
}

/* Microseconds until something is due, `wait_us` at most, as epoll counts them: rounded up. */
static int wait_ms(const struct hp_wire_target *self, uint64_t now_us, uint64_t until_us)
{
    uint64_t at_us = until_us < self->next_us ? until_us : self->next_us;
    if (self->connecting > 0 && self->loop.timer_at_us >= 0 &&
        (uint64_t)self->loop.timer_at_us < at_us) {
        at_us = (uint64_t)self->loop.timer_at_us;
    }
    uint64_t left_ms = at_us <= now_us ? 0 : (at_us - now_us + 999) / 1000;
    return left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

static enum hp_status step(struct hp_wire_target *self, uint64_t now_us, uint64_t until_us)
{
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(self->epoll, events, EVENTS_MAX, wait_ms(self, now_us, until_us));
    if (count < 0 && errno != EINTR) {
        return HP_ERR_INTERNAL;
    }
    bool connects = self->connecting > 0;
    for (int i = 0; i < count && self->broken == HP_OK; i++) {
        if (events[i].data.ptr == NULL) {
            connects = true;
        } else {
            handle(events[i].data.ptr, events[i].events);
        }
    }
    enum hp_status status = connects ? hp_wire_connect_step(self) : HP_OK;
    return status == HP_OK ? self->broken : status;
}

/* All that is in line, at once: a peer that has been woken by the first finds the others there.
 *
 * One look at all connections comes before: what a peer sent behind a reply must not be taken for
 * the next one, and a connection that it closed is not worth a request. */
static enum hp_status send_queue(struct hp_wire_target *self, uint64_t now_us)
{
    enum hp_status status = step(self, now_us, now_us);
    for (size_t i = 0; i < self->queued && status == HP_OK && self->broken == HP_OK; i++) {
        status = start(&self->slots[self->queue[i]]);
    }
    self->queued = 0;
    return status;
}

static enum hp_status wire_progress(struct hp_target *target, int timeout_ms)
{
    struct hp_wire_target *self = of(target);
    uint64_t now_us = hp_monotonic_us_now();
    uint64_t until_us = now_us + (timeout_ms > 0 ? (uint64_t)timeout_ms * 1000 : 0);
    read_offset(self, now_us);
    while (self->in_flight > 0 && self->broken == HP_OK) {
        bool looked = self->queued > 0; /* at the connections */
        enum hp_status status = looked ? send_queue(self, now_us) : HP_OK;
        if (status != HP_OK) {
            return status;
        }
        run_timers(self, now_us);
        if (target->ready.count > 0) {
            return looked || self->broken != HP_OK ? self->broken : step(self, now_us, now_us);
        }
        status = step(self, now_us, until_us);
        if (status != HP_OK || target->ready.count > 0) {
            return status;
        }
        now_us = hp_monotonic_us_now();
        if (now_us >= until_us) {
            run_timers(self, now_us);
            return self->broken;
        }
    }
    return self->broken;
}

const struct hp_target_ops hp_wire_target_ops = {
    .open = wire_open,
    .close = wire_close,
    .carries = hp_wire_carries,
    .submit = wire_submit,
    .progress = wire_progress,
};
