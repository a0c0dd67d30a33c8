/* Does the steps of a request that breaks the rules of HTTP/1.1 on purpose, exactly and in order.
 * Must not know which rule is broken. */
#include <sys/socket.h>

#include "harness/target/wire_internal.h"

enum { GATHERED_BYTES = 64 * 1024 }; /* sent at a time: a loopback segment */

uint64_t hp_wire_pauses_us(const struct hp_request *request)
{
    uint64_t sum_ms = 0;
    for (size_t i = 0; request->steps != NULL && i < request->step_count; i++) {
        const struct hp_step *step = &request->steps[i];
        if (step->kind == HP_STEP_PAUSE) {
            sum_ms += step->pause_ms;
        } else if (step->kind == HP_STEP_DRIP && step->bytes.len > 1) {
            sum_ms += (uint64_t)step->pause_ms * (step->bytes.len - 1);
        }
    }
    return sum_ms * 1000;
}

/* False until the pause is over. */
static bool has_rested(struct hp_wire_slot *slot, uint32_t pause_ms)
{
    if (!slot->sending.rested && pause_ms > 0) {
        hp_wire_rest(slot, (uint64_t)pause_ms * 1000);
        return false;
    }
    slot->sending.rested = false;
    return true;
}

enum outcome {
    NEXT, /* the step is done */
    SEND, /* octets are pending */
    WAIT, /* for the clock or the peer */
};

static enum outcome drip(struct hp_wire_slot *slot, const struct hp_step *step)
{
    struct hp_wire_sending *sending = &slot->sending;
    if (sending->dripped == step->bytes.len) {
        sending->dripped = 0;
        return NEXT;
    }
    if (sending->dripped > 0 && !has_rested(slot, step->pause_ms)) {
        return WAIT;
    }
    sending->pending[0] = (struct hp_slice){step->bytes.at + sending->dripped, 1};
    sending->dripped++;
    return SEND;
}

static enum outcome await_reply(struct hp_wire_slot *slot)
{
    if (slot->receiving.reply_count <= slot->sending.awaits) {
        return WAIT;
    }
    slot->sending.awaits++;
    return NEXT;
}

/* Nothing but octets: what such a step sends, and how often. */
static bool is_text(const struct hp_wire_slot *slot, const struct hp_step *step,
                    struct hp_slice *text, uint32_t *times)
{
    *times = 1;
    switch (step->kind) {
    case HP_STEP_SEND:
        *text = step->bytes;
        *times = step->repeat > 0 && step->bytes.len > 0 ? step->repeat : 1;
        return true;
    case HP_STEP_HOST:
        *text = hp_slice_of(slot->target->host_field);
        return true;
    case HP_STEP_SCHEME:
        *text = slot->target->tls ? HP_SLICE("https") : HP_SLICE("http");
        return true;
    case HP_STEP_DRIP:
    case HP_STEP_PAUSE:
    case HP_STEP_AWAIT:
    case HP_STEP_FINISH:
    case HP_STEP_RESET:
    default:
        return false;
    }
}

/* Copies of the text as far as they fit; true when all that are left did. */
static bool gather(struct hp_wire_sending *sending, struct hp_slice text, uint32_t times)
{
    while (sending->repeated < times && text.len <= GATHERED_BYTES - sending->out.length) {
        hp_buf_slice(&sending->out, text);
        sending->repeated++;
    }
    return sending->repeated == times;
}

/* Texts that stand beside each other go out together: where a request is to be cut, a step says
 * so. */
static enum outcome send_texts(struct hp_wire_slot *slot)
{
    struct hp_wire_sending *sending = &slot->sending;
    const struct hp_request *request = slot->request;
    struct hp_slice text;
    uint32_t times;
    hp_buf_clear(&sending->out);
    while (sending->step < request->step_count &&
           is_text(slot, &request->steps[sending->step], &text, &times)) {
        bool all = gather(sending, text, times);
        if (!all && sending->out.length == 0) {
            sending->pending[0] = text; /* a large one, from where it lies */
            all = ++sending->repeated == times;
        }
        if (all) {
            sending->step++;
            sending->repeated = 0;
        }
        if (!all || sending->pending[0].len > 0) {
            break;
        }
    }
    if (sending->out.failed) {
        slot->target->broken = HP_ERR_NOMEM;
        return WAIT;
    }
    if (sending->out.length > 0) {
        sending->pending[0] = hp_buf_view(&sending->out);
    }
    return sending->pending[0].len > 0 ? SEND : NEXT;
}

static enum outcome perform(struct hp_wire_slot *slot, const struct hp_step *step)
{
    switch (step->kind) {
    case HP_STEP_DRIP:
        return drip(slot, step);
    case HP_STEP_PAUSE:
        return has_rested(slot, step->pause_ms) ? NEXT : WAIT;
    case HP_STEP_AWAIT:
        return await_reply(slot);
    case HP_STEP_FINISH:
        (void)shutdown(slot->active->fd, SHUT_WR);
        return NEXT;
    case HP_STEP_RESET:
        hp_wire_reset(slot->active);
        hp_wire_end_by_plan(slot);
        return WAIT;
    case HP_STEP_SEND:
    case HP_STEP_HOST:
    case HP_STEP_SCHEME:
    default:
        return NEXT; /* not reached: texts go out together */
    }
}

bool hp_wire_next_step(struct hp_wire_slot *slot)
{
    struct hp_wire_sending *sending = &slot->sending;
    const struct hp_request *request = slot->request;
    if (slot->wake_us != UINT64_MAX) {
        return false; /* inside a pause */
    }
    while (sending->step < request->step_count) {
        if (send_texts(slot) == SEND) {
            return true;
        }
        if (sending->step == request->step_count || slot->target->broken != HP_OK) {
            break;
        }
        enum outcome outcome = perform(slot, &request->steps[sending->step]);
        if (outcome != NEXT) {
            return outcome == SEND;
        }
        sending->step++;
    }
    sending->source = HP_WIRE_ALL_SENT;
    if (slot->receiving.reply_count >= hp_wire_replies_wanted(request)) {
        hp_wire_linger(slot);
    }
    return false;
}
