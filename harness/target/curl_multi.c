/* The http(s) target over libcurl's multi interface: one easy handle a slot, kept for the whole
 * run. Must not know how a request is written or a response read: curl_request.c, curl_response.c
 * and curl_end.c do.
 *
 * A connection that a peer closes while it is kept is noticed only on use. The request is then sent
 * once more over a new one, by libcurl or, where that gives up, by this file; only when nothing at
 * all came back over a used connection. An exchange stays one completion and counts once, but such
 * a peer may have seen its request twice. */
#include <limits.h>

#include "harness/base/alloc.h"
#include "harness/target/curl_internal.h"

enum { TIMEOUT_MS = 10000 }; /* when the caller names none */

static struct hp_curl_target *of(struct hp_target *target)
{
    return (struct hp_curl_target *)target;
}

static void curl_close(struct hp_target *target)
{
    struct hp_curl_target *self = of(target);
    for (size_t i = 0; i < target->slot_count; i++) {
        struct hp_curl_slot *slot = &self->slots[i];
        if (slot->added) {
            (void)curl_multi_remove_handle(self->loop.multi, slot->easy);
        }
        curl_easy_cleanup(slot->easy);
        hp_curl_request_deinit(&slot->sent);
        hp_curl_response_deinit(&slot->received);
    }
    hp_curl_loop_deinit(&self->loop);
    curl_url_cleanup(self->url);
    hp_extra_fields_deinit(&self->extra);
    hp_target_base_deinit(target);
    hp_free(self);
}

static enum hp_status set_address(struct hp_curl_target *self, const struct hp_address *address,
                                  const struct hp_target_options *options, struct hp_error *error)
{
    const char *host_field = strstr(address->origin, "://") + 3;
    bool literal_v6 = strchr(address->host, ':') != NULL;
    (void)snprintf(self->origin, sizeof(self->origin), "%s", address->origin);
    (void)snprintf(self->host_field, sizeof(self->host_field), "%s", host_field);
    (void)snprintf(self->peer, sizeof(self->peer), "%s%s%s:%u", literal_v6 ? "[" : "",
                   address->host, literal_v6 ? "]" : "", (unsigned)address->port);
    self->absolute_form = !address->tls && hp_curl_proxy_wants_absolute_form(options->proxy);
    self->url = curl_url();
    if (self->url == NULL) {
        return hp_error_nomem(error);
    }
    CURLUcode code = curl_url_set(self->url, CURLUPART_URL, address->origin, 0);
    return code == CURLUE_OK ? HP_OK
                             : hp_error_set(error, HP_ERR_USAGE, "target '%s': %s", address->origin,
                                            curl_url_strerror(code));
}

static enum hp_status set_slots(struct hp_curl_target *self,
                                const struct hp_target_options *options, struct hp_error *error)
{
    size_t body_bytes_max =
        options->response_bytes_max > 0 ? options->response_bytes_max : HP_RESPONSE_BODY_BYTES_MAX;
    for (size_t i = 0; i < self->base.slot_count; i++) {
        struct hp_curl_slot *slot = &self->slots[i];
        slot->target = self;
        hp_curl_request_init(&slot->sent);
        hp_curl_response_init(&slot->received, body_bytes_max);
        enum hp_status status = hp_curl_setup(slot, options, error);
        if (status != HP_OK) {
            return status;
        }
    }
    /* One exchange a connection, in HTTP/2 too: a connection that breaks belongs to one case. */
    (void)curl_multi_setopt(self->loop.multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    (void)curl_multi_setopt(self->loop.multi, CURLMOPT_MAXCONNECTS, (long)self->base.slot_count);
    return HP_OK;
}

static enum hp_status curl_open(const struct hp_target_options *options,
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
    struct hp_curl_target *self = hp_calloc(1, sizeof(*self) + slots * sizeof(self->slots[0]));
    if (self == NULL) {
        return hp_error_nomem(error);
    }
    self->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : TIMEOUT_MS;
    status = hp_curl_loop_init(&self->loop, error);
    if (status == HP_OK) {
        status = hp_target_base_init(&self->base, &hp_curl_target_ops, slots, error);
    }
    if (status == HP_OK) {
        status = hp_extra_fields_init(&self->extra, options->extra_fields,
                                      options->extra_field_count, error);
    }
    if (status == HP_OK) {
        status = set_address(self, address, options, error);
    }
    if (status == HP_OK) {
        status = set_slots(self, options, error);
    }
    if (status != HP_OK) {
        curl_close(&self->base);
        return status;
    }
    *out = &self->base;
    return HP_OK;
}

static enum hp_status start(struct hp_curl_slot *slot, const struct hp_request *request)
{
    hp_curl_response_clear(&slot->received);
    enum hp_status status = hp_curl_request_apply(slot, request);
    if (status != HP_OK) {
        return status;
    }
    if (curl_multi_add_handle(slot->target->loop.multi, slot->easy) != CURLM_OK) {
        hp_curl_release_body(slot);
        return HP_ERR_NOMEM;
    }
    slot->added = true;
    slot->target->in_flight++;
    return HP_OK;
}

static void stop(struct hp_curl_slot *slot)
{
    (void)curl_multi_remove_handle(slot->target->loop.multi, slot->easy);
    hp_curl_release_body(slot);
    slot->added = false;
    slot->target->in_flight--;
}

static enum hp_status curl_submit(struct hp_target *target, size_t index,
                                  const struct hp_request *request)
{
    struct hp_curl_slot *slot = &of(target)->slots[index];
    slot->repeats = false;
    return start(slot, request);
}

/* libcurl counts its own repeats over the life of an easy handle and gives up at every sixth one,
 * so a used connection that broke before anything came over it is looked after here. */
static bool was_lost_unheard(const struct hp_curl_slot *slot, CURLcode code)
{
    long new_connections = 1;
    (void)curl_easy_getinfo(slot->easy, CURLINFO_NUM_CONNECTS, &new_connections);
    bool lost = code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING;
    return lost && new_connections == 0 && !slot->repeats && slot->received.head.length == 0;
}

static enum hp_status finish(struct hp_curl_slot *slot, CURLcode code)
{
    struct hp_curl_target *self = slot->target;
    size_t index = (size_t)(slot - self->slots);
    if (was_lost_unheard(slot, code)) {
        stop(slot);
        slot->repeats = true;
        return start(slot, slot->request);
    }
    enum hp_status status = hp_curl_end(slot, code, &self->base.exchanges[index]);
    stop(slot);
    if (status == HP_OK) {
        hp_target_complete(&self->base, index);
    }
    return status;
}

static enum hp_status reap(struct hp_curl_target *self)
{
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(self->loop.multi, &left)) != NULL) {
        struct hp_curl_slot *slot = NULL;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
        if (message->msg == CURLMSG_DONE) {
            enum hp_status status = finish(slot, message->data.result);
            if (status != HP_OK) {
                return status;
            }
        }
    }
    return HP_OK;
}

static int ms_until(uint64_t deadline_us)
{
    uint64_t now_us = hp_monotonic_us_now();
    uint64_t left_ms = now_us >= deadline_us ? 0 : (deadline_us - now_us + 999) / 1000;
    return left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

static enum hp_status curl_progress(struct hp_target *target, int timeout_ms)
{
    struct hp_curl_target *self = of(target);
    uint64_t wait_us = timeout_ms > 0 ? (uint64_t)timeout_ms * 1000 : 0;
    uint64_t deadline_us = hp_monotonic_us_now() + wait_us;
    while (self->in_flight > 0) {
        int left_ms = ms_until(deadline_us);
        int wait_ms = hp_curl_release_due(self, left_ms);
        enum hp_status status = hp_curl_loop_step(&self->loop, wait_ms);
        if (status == HP_OK) {
            status = reap(self);
        }
        if (status != HP_OK || target->ready.count > 0 || left_ms == 0) {
            return status;
        }
    }
    return HP_OK;
}

const struct hp_target_ops hp_curl_target_ops = {
    .open = curl_open,
    .close = curl_close,
    .carries = hp_curl_carries,
    .submit = curl_submit,
    .progress = curl_progress,
};
