/* Reads replies with the strict reader and decides when an exchange has what it wants. Must not
 * judge more than where a reply ends. */
#include <sys/epoll.h>

#include "harness/target/wire_internal.h"

enum {
    LINE_BYTES_MAX = 64 * 1024, /* of a status line or a field: what the largest servers allow */
    /* How long a peer has to close behind its last reply. It has sent that already, so it only
     * needs the time of one more segment; when it has announced to close, it is worth a second. */
    LINGER_MS = 200,
    LINGER_ANNOUNCED_MS = 1000,
    REPLIES_BYTES_MAX = 2 * HP_RESPONSE_BODY_BYTES_MAX,
    /* Reads in a row: then the clock and the other slots have their turn. */
    READS_MAX = 16,
};

void hp_wire_receiving_init(struct hp_wire_receiving *receiving, size_t body_bytes_max)
{
    const struct hp_reader_limits limits = {
        .line_bytes_max = LINE_BYTES_MAX,
        .field_bytes_max = LINE_BYTES_MAX,
        .head_bytes_max = HP_RESPONSE_HEAD_BYTES_MAX,
        .fields_max = HP_RESPONSE_FIELDS_MAX,
        .body_bytes_max = body_bytes_max,
    };
    hp_reader_init(&receiving->reader, HP_READER_RESPONSE, &limits);
    hp_arena_init(&receiving->arena, REPLIES_BYTES_MAX + body_bytes_max);
}

void hp_wire_receiving_deinit(struct hp_wire_receiving *receiving)
{
    hp_reader_deinit(&receiving->reader);
    hp_arena_deinit(&receiving->arena);
}

static void next_reply(struct hp_wire_slot *slot)
{
    hp_reader_reset(&slot->receiving.reader, slot->request->method);
    slot->receiving.head_read = false;
}

void hp_wire_receiving_reset(struct hp_wire_slot *slot)
{
    struct hp_wire_receiving *receiving = &slot->receiving;
    next_reply(slot);
    receiving->interims = 0;
    receiving->fault[0] = '\0';
    if (receiving->reply_count > 0) {
        receiving->reply_count = 0;
        hp_arena_reset(&receiving->arena);
    }
}

size_t hp_wire_replies_wanted(const struct hp_request *request)
{
    return request->steps == NULL || request->replies_wanted == 0 ? 1 : request->replies_wanted;
}

static bool is_interim(const struct hp_reader *reader)
{
    return reader->status < 200 && reader->status != 101;
}

/* RFC 9110 7.8. */
static bool asked_to_upgrade(const struct hp_request *request)
{
    return request->steps != NULL ||
           hp_field_find(request->fields, request->field_count, HP_SLICE("upgrade")) != NULL;
}

static void heed_head(struct hp_wire_slot *slot)
{
    const struct hp_reader *reader = &slot->receiving.reader;
    slot->receiving.head_read = !is_interim(reader);
    if (reader->status == 101 && !asked_to_upgrade(slot->request)) {
        hp_wire_note_fault(slot, "a switch of protocols that no Upgrade asked for", "RFC9110-7.8");
    }
    if (slot->sending.source != HP_WIRE_HELD) {
        return;
    }
    /* RFC 9110 10.1.1: after a 100 the body is wanted; a success without one came from a server
     * that reads on; anything else is the answer. */
    if (reader->status == 100 || (reader->status >= 200 && reader->status < 300)) {
        hp_wire_release_body(slot);
    } else if (!is_interim(reader)) {
        slot->sending.stopped = true;
        slot->wake_us = UINT64_MAX;
    }
}

void hp_wire_linger(struct hp_wire_slot *slot)
{
    uint64_t wait_ms = slot->sending.stopped ? LINGER_ANNOUNCED_MS : LINGER_MS;
    slot->phase = HP_WIRE_LINGERING;
    hp_wire_watch(slot->active, EPOLLIN); /* what was still to be sent is not sent */
    hp_wire_rest(slot, wait_ms * 1000);
}

static bool copy_fields(struct hp_arena *arena, const struct hp_reader *reader,
                        struct hp_response *out)
{
    struct hp_field *fields = hp_arena_take(arena, (reader->field_count + 1) * sizeof(*fields));
    if (fields == NULL) {
        return false;
    }
    for (size_t i = 0; i < reader->field_count; i++) {
        fields[i].name = hp_arena_copy(arena, reader->fields[i].name);
        fields[i].value = hp_arena_copy(arena, reader->fields[i].value);
        if (fields[i].name.at == NULL || fields[i].value.at == NULL) {
            return false;
        }
    }
    out->fields = fields;
    out->field_count = reader->field_count;
    return true;
}

/* A reply of a request with steps is copied: the reader goes on to the next. */
static void keep_reply(struct hp_wire_slot *slot)
{
    struct hp_wire_receiving *receiving = &slot->receiving;
    const struct hp_reader *reader = &receiving->reader;
    receiving->replied_us = hp_monotonic_us_now();
    if (receiving->reply_count == HP_WIRE_REPLIES_MAX) {
        return;
    }
    struct hp_response *reply = &receiving->replies[receiving->reply_count];
    *reply = (struct hp_response){.status = reader->status, .http_version = reader->http_version};
    reply->body = hp_arena_copy(&receiving->arena, hp_buf_view(&reader->body));
    if (reply->body.at == NULL || !copy_fields(&receiving->arena, reader, reply)) {
        slot->target->broken = HP_ERR_NOMEM;
        return;
    }
    receiving->reply_count++;
}

/* True: what follows may be a reply too. */
static bool heed_stepped_reply(struct hp_wire_slot *slot)
{
    bool persists = slot->receiving.reader.keep_alive;
    keep_reply(slot);
    next_reply(slot);
    if (!persists) {
        slot->sending.stopped = true; /* RFC 9112 9.6: nothing more is processed */
        hp_wire_linger(slot);
        return false;
    }
    if (slot->phase == HP_WIRE_TALKING && slot->sending.source == HP_WIRE_STEPS) {
        hp_wire_send(slot); /* an await may be over */
    } else if (slot->phase == HP_WIRE_TALKING &&
               slot->receiving.reply_count >= hp_wire_replies_wanted(slot->request)) {
        hp_wire_linger(slot);
    }
    return slot->phase == HP_WIRE_TALKING || slot->phase == HP_WIRE_LINGERING;
}

/* The final reply of an ordinary request; `surplus` octets came behind it. */
static void heed_reply(struct hp_wire_slot *slot, size_t surplus)
{
    const struct hp_wire_sending *sending = &slot->sending;
    bool persists = slot->receiving.reader.keep_alive;
    bool whole =
        sending->source == HP_WIRE_ALL_SENT && !sending->stopped && sending->pending[0].len == 0;
    if (surplus > 0 && slot->receiving.reader.status != 101) {
        hp_wire_note_fault(slot, "octets behind the end of the reply", "RFC9112-6.3");
    }
    hp_wire_end_response(slot, false, persists && whole && surplus == 0);
}

/* Takes what came. The exchange may have ended behind it. */
static void take(struct hp_wire_slot *slot, const char *bytes, size_t count)
{
    struct hp_reader *reader = &slot->receiving.reader;
    enum hp_reader_state state = HP_READER_MORE;
    size_t at = 0;
    while (at < count || state == HP_READER_HEAD) {
        size_t used = 0;
        state = hp_reader_feed(reader, bytes + at, count - at, &used);
        at += used;
        if (state == HP_READER_HEAD) {
            heed_head(slot);
        } else if (state == HP_READER_FAULT) {
            hp_wire_end_fault(slot);
            return;
        } else if (state == HP_READER_DONE && is_interim(reader)) {
            slot->receiving.interims++;
            next_reply(slot);
        } else if (state == HP_READER_DONE && slot->request->steps == NULL) {
            heed_reply(slot, count - at);
            return;
        } else if (state == HP_READER_DONE && !heed_stepped_reply(slot)) {
            return;
        }
    }
}

/* A refusal that ends with the connection, whose peer did not read what was still coming: the
 * kernel makes a reset of that close (RFC 9112 9.6), but the refusal is all here. */
static bool is_refusal_cut_by_reset(const struct hp_wire_receiving *receiving)
{
    const struct hp_reader *reader = &receiving->reader;
    return receiving->head_read && reader->until_close && reader->status >= 400;
}

/* The peer has closed, or reset, its side. */
static void heed_close(struct hp_wire_slot *slot, bool reset)
{
    struct hp_wire_receiving *receiving = &slot->receiving;
    bool begun = hp_reader_has_begun(&receiving->reader);
    bool unheard = !begun && receiving->interims == 0 && receiving->reply_count == 0;
    if (unheard && slot->active->used) {
        hp_wire_repeat(slot);
        return;
    }
    bool cut = reset && !is_refusal_cut_by_reset(receiving);
    enum hp_reader_state state = cut ? HP_READER_FAULT : hp_reader_close(&receiving->reader);
    if (state == HP_READER_DONE) {
        if (slot->request->steps != NULL) {
            keep_reply(slot);
        }
        hp_wire_end_response(slot, true, false);
    } else if (receiving->reply_count > 0) {
        if (begun && !reset) {
            hp_wire_note_fault(slot, receiving->reader.fault.what, receiving->reader.fault.clause);
        }
        hp_wire_end_response(slot, true, false);
    } else {
        hp_wire_end_closed(slot, reset);
    }
}

/* False: there may be more to read, and the connection still stands. */
static bool read_some(struct hp_wire_slot *slot, bool ends)
{
    struct hp_wire_target *target = slot->target;
    struct hp_wire_connection *connection = slot->active;
    for (int reads = 0; reads < READS_MAX; reads++) {
        size_t count;
        enum hp_wire_io io = hp_wire_read(connection, target->bytes, HP_WIRE_READ_BYTES, &count);
        if (io == HP_WIRE_IO_LATER) {
            return true;
        }
        if (io != HP_WIRE_IO_SOME) {
            heed_close(slot, io == HP_WIRE_IO_BROKEN);
            return true;
        }
        take(slot, target->bytes, count);
        bool all = !target->tls && count < HP_WIRE_READ_BYTES;
        bool ended = slot->phase == HP_WIRE_IDLE || slot->active != connection;
        if (ended || target->broken != HP_OK || (all && !ends)) {
            return all;
        }
    }
    return false;
}

void hp_wire_receive(struct hp_wire_slot *slot, bool ends)
{
    struct hp_wire_connection *connection = slot->active;
    bool all = read_some(slot, ends);
    if (slot->active != connection && ends) {
        hp_wire_disconnect(connection); /* nothing but its end is left in it */
    } else if (!all && !slot->target->tls) {
        hp_wire_watch_again(connection);
    }
}
