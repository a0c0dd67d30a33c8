/* The built-in service as a target: function calls, one behind the other, when somebody waits for
 * them. So what was submitted together is answered together: a caller that builds, submits and
 * judges in batches keeps the code of each in the processor's cache. Must not know what the service
 * answers.
 */
#include <time.h>

#include "harness/base/alloc.h"
#include "harness/target/extra_fields.h"
#include "harness/target/target_internal.h"

/* What one answer may take: a parsed body of the service's own limit many times over. */
enum { ANSWER_BYTES_MAX = 64 * 1024 * 1024 };

struct builtin_slot {
    struct hp_arena arena;
    struct hp_request request;
    size_t turn; /* element n: the slot that was submitted as the n-th of those that wait */
};

struct builtin_target {
    struct hp_target base;
    struct hp_service *service;
    struct hp_extra_fields extra;
    uint32_t timeout_ms;
    size_t waiting; /* slots that were submitted and are not answered */
    struct builtin_slot slots[];
};

static struct builtin_target *of(struct hp_target *target)
{
    return (struct builtin_target *)target;
}

static void builtin_close(struct hp_target *target)
{
    struct builtin_target *self = of(target);
    for (size_t i = 0; i < target->slot_count; i++) {
        hp_arena_deinit(&self->slots[i].arena);
    }
    hp_extra_fields_deinit(&self->extra);
    hp_target_base_deinit(target);
    hp_free(self);
}

static enum hp_status builtin_open(const struct hp_target_options *options,
                                   const struct hp_address *address, struct hp_target **out,
                                   struct hp_error *error)
{
    (void)address;
    if (options->service == NULL) {
        return hp_error_set(error, HP_ERR_INTERNAL, "the builtin target has no service");
    }
    size_t slots = options->connections;
    struct builtin_target *self = hp_calloc(1, sizeof(*self) + slots * sizeof(self->slots[0]));
    if (self == NULL) {
        return hp_error_nomem(error);
    }
    enum hp_status status = hp_target_base_init(&self->base, &hp_builtin_target_ops, slots, error);
    if (status == HP_OK) {
        status = hp_extra_fields_init(&self->extra, options->extra_fields,
                                      options->extra_field_count, error);
    }
    for (size_t i = 0; i < slots; i++) {
        hp_arena_init(&self->slots[i].arena, ANSWER_BYTES_MAX);
    }
    if (status != HP_OK) {
        builtin_close(&self->base);
        return status;
    }
    self->service = options->service;
    self->timeout_ms = options->timeout_ms;
    *out = &self->base;
    return HP_OK;
}

/* How a body travels is not exercised in process, so a request that is about it is not carried:
 * what was not tried is never reported as passed. */
static bool builtin_carries(const struct hp_target *target, const struct hp_request *request,
                            const char **reason)
{
    (void)target;
    if (request->steps != NULL) {
        *reason = "the built-in service is called in process: bytes sent step by step need an "
                  "http target";
        return false;
    }
    const struct hp_transfer *transfer = &request->transfer;
    if (transfer->chunked || transfer->chunk_bytes > 0 || transfer->write_bytes > 0 ||
        transfer->expect_continue) {
        *reason = "the built-in service is called in process: chunks, split writes and "
                  "100-continue need an http target";
        return false;
    }
    return true;
}

/* The request with the user's own fields behind it, in the arena; false when that refuses. */
static bool with_extra_fields(struct hp_request *request, const struct hp_extra_fields *extra,
                              struct hp_arena *arena)
{
    size_t own_bytes = request->field_count * sizeof(struct hp_field);
    struct hp_field *all = hp_arena_take(arena, own_bytes + extra->count * sizeof(struct hp_field));
    if (all == NULL) {
        return false;
    }
    if (own_bytes > 0) {
        memcpy(all, request->fields, own_bytes);
    }
    memcpy(all + request->field_count, extra->fields, extra->count * sizeof(struct hp_field));
    request->fields = all;
    request->field_count += extra->count;
    return true;
}

static uint64_t monotonic_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* A few milliseconds of error are nothing for created_at, and this clock costs 5 ns, not 25. */
static int64_t coarse_unix_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What a server that falls over, or that hangs, looks like from outside; nobody waits for it. */
static void end_without_answer(struct hp_exchange *exchange, uint32_t timeout_ms)
{
    bool hangs = exchange->response.status == HP_SERVICE_HANGS;
    exchange->response = (struct hp_response){0};
    exchange->end = hangs ? HP_END_TIMEOUT : HP_END_CLOSED;
    exchange->note = hangs ? "no answer in time" : "the service ended without an answer";
    if (hangs) {
        exchange->duration_us = (uint64_t)timeout_ms * 1000;
    }
}

static enum hp_status builtin_submit(struct hp_target *target, size_t slot,
                                     const struct hp_request *request)
{
    struct builtin_target *self = of(target);
    struct builtin_slot *place = &self->slots[slot];
    hp_arena_reset(&place->arena);
    place->request = *request;
    if (self->extra.count > 0 && !with_extra_fields(&place->request, &self->extra, &place->arena)) {
        return HP_ERR_NOMEM;
    }
    self->slots[self->waiting++].turn = slot;
    return HP_OK;
}

/* From `start_ns` on; gives when it was done, which is when the next one starts. */
static uint64_t answer(struct builtin_target *self, size_t slot, uint64_t start_ns)
{
    struct builtin_slot *place = &self->slots[slot];
    struct hp_exchange *exchange = &self->base.exchanges[slot];
    *exchange = (struct hp_exchange){.end = HP_END_RESPONSE, .sent_unix_ms = coarse_unix_ms()};
    hp_service_handle(self->service, &place->request, exchange->sent_unix_ms, &place->arena,
                      &exchange->response);
    uint64_t end_ns = monotonic_ns();
    exchange->duration_us = (end_ns - start_ns) / 1000;
    if (exchange->response.status <= HP_SERVICE_NO_ANSWER) {
        end_without_answer(exchange, self->timeout_ms);
    }
    exchange->received_unix_ms = exchange->sent_unix_ms + (int64_t)(exchange->duration_us / 1000);
    hp_target_complete(&self->base, slot);
    return end_ns;
}

/* There is never anything to wait for: all that were submitted are answered, in that order. */
static enum hp_status builtin_progress(struct hp_target *target, int timeout_ms)
{
    (void)timeout_ms;
    struct builtin_target *self = of(target);
    uint64_t now_ns = self->waiting == 0 ? 0 : monotonic_ns();
    for (size_t i = 0; i < self->waiting; i++) {
        now_ns = answer(self, self->slots[i].turn, now_ns);
    }
    self->waiting = 0;
    return HP_OK;
}

const struct hp_target_ops hp_builtin_target_ops = {
    .open = builtin_open,
    .close = builtin_close,
    .carries = builtin_carries,
    .submit = builtin_submit,
    .progress = builtin_progress,
};
