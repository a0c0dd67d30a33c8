/* Says how an exchange ended, in the terms of hp_end, with one line for a person, and what becomes
 * of its connection. Must not know what a response means. */
#include <errno.h>

#include "harness/target/wire_internal.h"

static int64_t unix_ms(const struct hp_wire_target *target, uint64_t monotonic_us)
{
    return ((int64_t)monotonic_us + target->unix_offset_us) / 1000;
}

/* The completion itself. The connection stays only when it is said to be reusable. */
static void complete(struct hp_wire_slot *slot, enum hp_end end, uint64_t received_us,
                     bool reusable)
{
    struct hp_wire_target *target = slot->target;
    size_t index = (size_t)(slot - target->slots);
    struct hp_exchange *out = &target->base.exchanges[index];
    uint64_t sent_us = slot->sent_us > 0 ? slot->sent_us : received_us;
    out->end = end;
    out->sent_unix_ms = unix_ms(target, sent_us);
    out->received_unix_ms = unix_ms(target, received_us);
    out->duration_us = received_us - sent_us;
    out->framing_fault = slot->receiving.fault[0] != '\0' ? slot->receiving.fault : NULL;
    if (reusable && slot->active == &slot->kept) {
        slot->kept.used = true;
    } else {
        hp_wire_disconnect(slot->active);
    }
    slot->active = NULL;
    slot->phase = HP_WIRE_IDLE;
    slot->wake_us = UINT64_MAX;
    target->in_flight--;
    hp_target_complete(&target->base, index);
}

static struct hp_exchange *exchange_of(struct hp_wire_slot *slot)
{
    struct hp_exchange *out = &slot->target->base.exchanges[slot - slot->target->slots];
    *out = (struct hp_exchange){0};
    return out;
}

static void complete_with(struct hp_wire_slot *slot, enum hp_end end, const char *note,
                          const char *detail)
{
    struct hp_exchange *out = &slot->target->base.exchanges[slot - slot->target->slots];
    (void)snprintf(slot->receiving.note, sizeof(slot->receiving.note), "%s %s%s%s", note,
                   slot->target->peer, detail == NULL ? "" : ": ", detail == NULL ? "" : detail);
    out->note = slot->receiving.note;
    complete(slot, end, hp_monotonic_us_now(), false);
}

void hp_wire_note_fault(struct hp_wire_slot *slot, const char *what, const char *clause)
{
    if (slot->receiving.fault[0] == '\0') {
        (void)snprintf(slot->receiving.fault, sizeof(slot->receiving.fault), "%s (%s)", what,
                       clause);
    }
}

/* What the reader has of the current reply, whole or not. */
static void show_reply(const struct hp_reader *reader, struct hp_response *out)
{
    if (reader->status != 0) {
        *out = (struct hp_response){.status = reader->status,
                                    .http_version = reader->http_version,
                                    .fields = reader->fields,
                                    .field_count = reader->field_count,
                                    .body = hp_buf_view(&reader->body)};
    }
}

void hp_wire_end_response(struct hp_wire_slot *slot, bool peer_closed, bool reusable)
{
    const struct hp_wire_receiving *receiving = &slot->receiving;
    struct hp_exchange *out = exchange_of(slot);
    uint64_t received_us;
    if (slot->request->steps != NULL) {
        out->response = receiving->replies[0];
        out->more = receiving->reply_count > 1 ? &receiving->replies[1] : NULL;
        out->more_count = receiving->reply_count - 1;
        received_us = receiving->replied_us;
    } else {
        show_reply(&receiving->reader, &out->response);
        received_us = hp_monotonic_us_now();
    }
    out->peer_closed = peer_closed;
    complete(slot, HP_END_RESPONSE, received_us, reusable);
}

void hp_wire_end_fault(struct hp_wire_slot *slot)
{
    struct hp_wire_receiving *receiving = &slot->receiving;
    const struct hp_reader_fault *fault = &receiving->reader.fault;
    if (fault->status == 0) {
        slot->target->broken = HP_ERR_NOMEM;
        return;
    }
    bool limit = fault->status == 413 || fault->status == 431;
    if (!limit) {
        hp_wire_note_fault(slot, fault->what, fault->clause);
    }
    if (receiving->reply_count > 0) { /* the first reply is good, one behind it is not */
        hp_wire_end_response(slot, false, false);
        return;
    }
    struct hp_exchange *out = exchange_of(slot);
    show_reply(&receiving->reader, &out->response);
    if (limit) {
        complete_with(slot, HP_END_TOO_LARGE,
                      fault->status == 413 ? "a body over the limit from"
                                           : "a header section over the limit from",
                      fault->what);
    } else if (receiving->reader.status == 0) {
        complete_with(slot, HP_END_MALFORMED, "no HTTP status line from", receiving->fault);
    } else {
        complete_with(slot, HP_END_MALFORMED, "malformed response from", receiving->fault);
    }
}

void hp_wire_end_closed(struct hp_wire_slot *slot, bool reset)
{
    const struct hp_wire_receiving *receiving = &slot->receiving;
    const char *note = "connection closed without an answer by";
    if (reset) {
        note = "connection reset before a whole response by";
    } else if (receiving->head_read) {
        note = "connection closed inside the body by";
    } else if (receiving->reader.status != 0) {
        note = "connection closed inside the header section by";
    } else if (hp_reader_has_begun(&receiving->reader)) {
        note = "connection closed inside the status line by";
    } else if (receiving->interims > 0) {
        note = "connection closed behind an interim response by";
    }
    (void)exchange_of(slot);
    complete_with(slot, HP_END_CLOSED, note, NULL);
}

void hp_wire_end_timeout(struct hp_wire_slot *slot)
{
    char limit[48];
    (void)exchange_of(slot);
    if (slot->phase == HP_WIRE_CONNECTING) {
        slot->target->connecting--;
        complete_with(slot, HP_END_REFUSED, "no connection in time to", NULL);
        return;
    }
    (void)snprintf(limit, sizeof(limit), "the limit is %u ms", (unsigned)slot->target->timeout_ms);
    complete_with(slot, HP_END_TIMEOUT, "no whole response in time from", limit);
}

void hp_wire_end_by_plan(struct hp_wire_slot *slot)
{
    (void)exchange_of(slot);
    complete_with(slot, HP_END_CLOSED, "reset by the plan: connection to", NULL);
}

struct refusal {
    CURLcode code;
    bool detailed; /* libcurl's own message adds something */
    const char *note;
};

static const struct refusal refusals[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, false, "the proxy's name cannot be resolved for"},
    {CURLE_COULDNT_RESOLVE_HOST, false, "the name cannot be resolved:"},
    {CURLE_PROXY, true, "the proxy makes no connection to"},
    {CURLE_SSL_CONNECT_ERROR, true, "the TLS handshake fails with"},
    {CURLE_PEER_FAILED_VERIFICATION, true, "no trusted certificate of"},
    {CURLE_SSL_CACERT_BADFILE, true,
     "the file of trusted authorities cannot be read (install ca-certificates, or give --cacert) "
     "for"},
    {CURLE_SSL_CERTPROBLEM, true, "the TLS handshake fails with"},
    {CURLE_SSL_CIPHER, true, "the TLS handshake fails with"},
    {CURLE_OPERATION_TIMEDOUT, false, "no connection in time to"},
};

void hp_wire_end_unconnected(struct hp_wire_slot *slot, CURLcode code)
{
    const char *detail = slot->active->detail[0] != '\0' ? slot->active->detail : NULL;
    long os_error = 0;
    (void)curl_easy_getinfo(slot->active->easy, CURLINFO_OS_ERRNO, &os_error);
    char reason[CURL_ERROR_SIZE];
    (void)snprintf(reason, sizeof(reason), "%s",
                   detail == NULL ? curl_easy_strerror(code) : detail);
    (void)exchange_of(slot);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (refusals[i].code == code) {
            complete_with(slot, HP_END_REFUSED, refusals[i].note,
                          refusals[i].detailed ? reason : NULL);
            return;
        }
    }
    if (os_error == ECONNREFUSED) {
        complete_with(slot, HP_END_REFUSED,
                      slot->target->proxied ? "connection refused by the proxy to"
                                            : "connection refused by",
                      NULL);
    } else if (slot->target->proxied) {
        complete_with(slot, HP_END_REFUSED, "the proxy makes no connection to", reason);
    } else {
        complete_with(slot, HP_END_REFUSED, "no connection to",
                      os_error != 0 ? strerror((int)os_error) : reason);
    }
}
