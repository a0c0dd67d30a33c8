/* Hands a request to its connection as fast as that takes it: the head of request_head.h, the body
 * behind it, held back or in pieces where the case says so. Must not know replies. */
#include <sys/epoll.h>

#include "harness/target/request_head.h"
#include "harness/target/wire_internal.h"

enum {
    /* A body up to here is copied behind the head: cheaper than a second part of a send. Over TLS
     * it is a record and a segment less. */
    COPIED_BYTES_MAX = 2048,
    COPIED_BYTES_MAX_TLS = 16 * 1024,
    /* What the body reader writes at a time: a loopback segment. */
    PIECE_BYTES = 64 * 1024,
    /* How long a body waits for a 100 (Continue), as curl does; RFC 9110 10.1.1 has no number. */
    CONTINUE_WAIT_MS = 1000,
};

void hp_wire_sending_init(struct hp_wire_sending *sending)
{
    *sending = (struct hp_wire_sending){0};
    hp_buf_init(&sending->out, (size_t)HP_WIRE_HEAD_BYTES_MAX + PIECE_BYTES);
}

void hp_wire_sending_deinit(struct hp_wire_sending *sending)
{
    hp_buf_deinit(&sending->out);
}

static struct hp_head_context context_of(const struct hp_wire_target *target)
{
    return (struct hp_head_context){.host = {target->host_field, target->host_field_len},
                                    .extra = &target->extra};
}

bool hp_wire_carries(const struct hp_target *base, const struct hp_request *request,
                     const char **reason)
{
    const struct hp_wire_target *target = (const struct hp_wire_target *)base;
    *reason = NULL;
    if (request->steps != NULL) {
        if (hp_wire_replies_wanted(request) > HP_WIRE_REPLIES_MAX) {
            *reason = "more replies on one connection than hookproof keeps";
        }
        return *reason == NULL;
    }
    /* The sum over the fields is only worth its time where it can be near the limit. */
    if (request->method.len + request->target.len > HP_WIRE_HEAD_BYTES_MAX / 2 ||
        request->field_count > 1000) {
        struct hp_head_context context = context_of(target);
        struct hp_head_own own = hp_head_own(&context, request);
        if (hp_head_bytes_max(&context, request, &own) > HP_WIRE_HEAD_BYTES_MAX) {
            *reason = "a request head over 16 MiB";
        }
    }
    return *reason == NULL;
}

static bool is_in_pieces(const struct hp_request *request)
{
    return request->transfer.chunked || request->transfer.write_bytes > 0;
}

/* The body behind the head, as far as it goes with it. */
static void add_body(struct hp_wire_slot *slot)
{
    struct hp_wire_sending *sending = &slot->sending;
    const struct hp_request *request = slot->request;
    size_t copied_max = slot->target->tls ? COPIED_BYTES_MAX_TLS : COPIED_BYTES_MAX;
    if (!request->has_body) {
        return;
    }
    if (request->transfer.expect_continue) {
        sending->source = HP_WIRE_HELD;
    } else if (is_in_pieces(request)) {
        hp_body_reader_init(&sending->body, request->body, &request->transfer);
        sending->source = HP_WIRE_BODY;
    } else if (request->body.len <= copied_max) {
        hp_buf_slice(&sending->out, request->body);
    } else {
        sending->pending[1] = request->body;
    }
}

enum hp_status hp_wire_compose(struct hp_wire_slot *slot)
{
    struct hp_wire_sending *sending = &slot->sending;
    const struct hp_request *request = slot->request;
    hp_buf_clear(&sending->out);
    sending->pending[0] = sending->pending[1] = (struct hp_slice){"", 0};
    sending->source = HP_WIRE_ALL_SENT;
    sending->stopped = false;
    if (request->steps != NULL) {
        sending->source = HP_WIRE_STEPS;
        sending->step = sending->dripped = 0;
        sending->repeated = sending->awaits = 0;
        sending->rested = false;
        return HP_OK;
    }
    struct hp_head_context context = context_of(slot->target);
    struct hp_head_own own = hp_head_own(&context, request);
    if (!hp_buf_reserve(&sending->out, hp_head_bytes_max(&context, request, &own))) {
        return HP_ERR_NOMEM;
    }
    char *end = hp_head_put(sending->out.bytes, &context, request, &own);
    sending->out.length = (size_t)(end - sending->out.bytes);
    add_body(slot);
    sending->pending[0] = hp_buf_view(&sending->out);
    return sending->out.failed ? HP_ERR_NOMEM : HP_OK;
}

/* The next piece of the body; false at its end. */
static bool next_piece(struct hp_wire_slot *slot)
{
    struct hp_wire_sending *sending = &slot->sending;
    hp_buf_clear(&sending->out);
    if (!hp_buf_reserve(&sending->out, PIECE_BYTES)) {
        slot->target->broken = HP_ERR_NOMEM;
        return false;
    }
    size_t count = hp_body_reader_next(&sending->body, sending->out.bytes, PIECE_BYTES);
    sending->pending[0] = (struct hp_slice){sending->out.bytes, count};
    if (count == 0) {
        sending->source = HP_WIRE_ALL_SENT;
    }
    return count > 0;
}

static bool next_octets(struct hp_wire_slot *slot)
{
    switch (slot->sending.source) {
    case HP_WIRE_BODY:
        return next_piece(slot);
    case HP_WIRE_STEPS:
        return hp_wire_next_step(slot);
    case HP_WIRE_HELD:
        if (slot->wake_us == UINT64_MAX) { /* the head has just gone */
            uint64_t half_us = (uint64_t)slot->target->timeout_ms * 1000 / 2;
            uint64_t wait_us = (uint64_t)CONTINUE_WAIT_MS * 1000;
            hp_wire_rest(slot, wait_us < half_us ? wait_us : half_us);
        }
        return false;
    case HP_WIRE_ALL_SENT:
    default:
        return false;
    }
}

void hp_wire_send(struct hp_wire_slot *slot)
{
    struct hp_wire_sending *sending = &slot->sending;
    struct hp_wire_connection *connection = slot->active;
    while (!sending->stopped) {
        enum hp_wire_io io = hp_wire_write(connection, sending->pending);
        if (io == HP_WIRE_IO_LATER) {
            hp_wire_watch(connection, EPOLLIN | EPOLLOUT);
            return;
        }
        if (io != HP_WIRE_IO_SOME) {
            sending->stopped = true; /* a reply may have come all the same: reading will show */
        } else if (!next_octets(slot)) {
            break;
        }
    }
    if (slot->phase != HP_WIRE_IDLE) {
        hp_wire_watch(connection, EPOLLIN);
    }
}

void hp_wire_release_body(struct hp_wire_slot *slot)
{
    struct hp_wire_sending *sending = &slot->sending;
    const struct hp_request *request = slot->request;
    if (sending->source != HP_WIRE_HELD) {
        return;
    }
    slot->wake_us = UINT64_MAX;
    if (is_in_pieces(request)) {
        hp_body_reader_init(&sending->body, request->body, &request->transfer);
        sending->source = HP_WIRE_BODY;
    } else {
        sending->pending[0] = request->body;
        sending->source = HP_WIRE_ALL_SENT;
    }
    hp_wire_send(slot);
}
