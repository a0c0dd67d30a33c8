/* The life of a reader, and the order of a message's parts. Refusing is final: after a fault nobody
 * can know where the next message begins (RFC 9112 11.2). Must not know what a part has to look
 * like. */
#include "harness/http/reader.h"

#include <assert.h>

#include "harness/http/reader_internal.h"

enum {
    KEPT_BODY_BYTES = 1024 * 1024, /* a larger body's memory is not kept for the next message */
    /* RFC 9112 2.2 asks for one; a peer that sends more than this sends nothing else. */
    EMPTY_LINES_MAX = 8,
    LINE_BYTES_MIN = 16, /* a status line: so that garbage is told before a limit is */
};

void hp_reader_init(struct hp_reader *reader, enum hp_reader_side side,
                    const struct hp_reader_limits *limits)
{
    assert(limits->fields_max >= 1 && limits->fields_max <= HP_READER_FIELDS_MAX);
    assert(limits->line_bytes_max >= LINE_BYTES_MIN);
    reader->side = side;
    reader->limits = *limits;
    /* The header section stays while lines of chunks and trailers are read behind it; each line and
     * the section itself have a line end more than their limits say. */
    hp_buf_init(&reader->head, limits->line_bytes_max + limits->head_bytes_max +
                                   limits->field_bytes_max + HP_STAGE_HEAD + 8);
    hp_buf_init(&reader->body, limits->body_bytes_max);
    hp_reader_reset(reader, (struct hp_slice){"", 0});
}

void hp_reader_deinit(struct hp_reader *reader)
{
    hp_buf_deinit(&reader->head);
    hp_buf_deinit(&reader->body);
}

void hp_reader_reset(struct hp_reader *reader, struct hp_slice request_method)
{
    if (reader->body.capacity > KEPT_BODY_BYTES) {
        hp_buf_deinit(&reader->body);
        hp_buf_init(&reader->body, reader->limits.body_bytes_max);
    }
    hp_buf_clear(&reader->head);
    hp_buf_clear(&reader->body);
    reader->field_count = 0;
    reader->trailer_count = 0;
    reader->method = reader->target = reader->reason = (struct hp_slice){"", 0};
    reader->status = 0;
    reader->http_version = 0;
    reader->chunked = reader->has_length = reader->until_close = false;
    reader->keep_alive = reader->expects_continue = false;
    reader->length = 0;
    reader->fault = (struct hp_reader_fault){NULL, NULL, 0};
    reader->phase = HP_PHASE_START;
    reader->left = 0;
    reader->mark = reader->seen = reader->head_end = 0;
    reader->section_bytes = reader->extension_bytes = 0;
    reader->empty_lines = 0;
    reader->no_body = false;
    reader->to_head = hp_slice_is(request_method, "HEAD");
    reader->to_connect = hp_slice_is(request_method, "CONNECT");
}

enum hp_reader_state hp_reader_refuse(struct hp_reader *reader, int status, const char *clause,
                                      const char *what)
{
    reader->fault = (struct hp_reader_fault){what, clause, status};
    reader->phase = HP_PHASE_BROKEN;
    reader->keep_alive = false;
    return HP_READER_FAULT;
}

enum hp_reader_state hp_reader_refuse_memory(struct hp_reader *reader)
{
    return hp_reader_refuse(reader, 0, "", "there is no memory for the message");
}

/* A method that does not end is one that nobody implements (RFC 9112 3). */
static void blame_method(struct hp_reader *reader)
{
    if (reader->fault.status == 414 &&
        memchr(reader->head.bytes, ' ', reader->head.length) == NULL) {
        (void)hp_reader_refuse(reader, 501, "RFC9112-3", "the method is too long");
    }
}

/* RFC 9112 2.2: empty lines before a request line are passed over. */
static bool pass_over_empty_line(struct hp_reader *reader)
{
    struct hp_buf *head = &reader->head;
    if (++reader->empty_lines > EMPTY_LINES_MAX) {
        (void)hp_reader_refuse(reader, 400, "RFC9112-2.2",
                               "too many empty lines before the request line");
        return true;
    }
    memmove(head->bytes, head->bytes + reader->mark, head->length - reader->mark);
    head->length -= reader->mark;
    reader->mark = reader->seen = 0;
    return true;
}

/* False: more octets are needed. */
static bool read_start(struct hp_reader *reader, const char *bytes, size_t count, size_t *used)
{
    static const struct hp_line_kind request_line = {414, "RFC9112-3",
                                                     "the request target is too long"};
    static const struct hp_line_kind status_line = {431, "RFC9112-4",
                                                    "the status line is too long"};
    bool request = reader->side == HP_READER_REQUEST;
    const struct hp_line_limit limit = {reader->limits.line_bytes_max,
                                        request ? &request_line : &status_line};
    struct hp_slice line;
    if (!hp_reader_line(reader, &limit, HP_STAGE_HEAD, bytes, count, used, &line)) {
        blame_method(reader);
        return false;
    }
    if (request && line.len == 0) {
        return pass_over_empty_line(reader);
    }
    if (hp_reader_start_line(reader, line)) {
        reader->phase = HP_PHASE_FIELDS;
    }
    return true;
}

/* False: more octets are needed. */
static bool read_field(struct hp_reader *reader, const char *bytes, size_t count, size_t *used)
{
    const struct hp_line_limit limit = hp_reader_field_limit(reader);
    struct hp_slice line;
    if (!hp_reader_line(reader, &limit, HP_STAGE_HEAD, bytes, count, used, &line)) {
        return false;
    }
    if (line.len == 0) {
        reader->phase = HP_PHASE_HEAD_READ;
    } else if (hp_reader_count_field(reader, line, reader->field_count) &&
               hp_reader_field_line(reader, line, reader->field_count == 0,
                                    &reader->fields[reader->field_count])) {
        reader->field_count++;
    }
    return true;
}

static enum hp_reader_state end_head(struct hp_reader *reader)
{
    reader->head_end = reader->head.length;
    return hp_reader_end_head(reader);
}

/* Start line and header section. HEAD, FAULT, or MORE. */
static enum hp_reader_state read_head(struct hp_reader *reader, const char *bytes, size_t count,
                                      size_t *used)
{
    while (reader->phase == HP_PHASE_START && read_start(reader, bytes, count, used)) {
    }
    do {
        if (reader->phase == HP_PHASE_FIELDS && reader->head.length > reader->seen) {
            hp_reader_plain_fields(reader);
        }
    } while (reader->phase == HP_PHASE_FIELDS && read_field(reader, bytes, count, used));
    if (reader->phase != HP_PHASE_HEAD_READ && reader->phase != HP_PHASE_BROKEN) {
        return HP_READER_MORE;
    }
    if (reader->head.length > reader->mark) {
        hp_reader_give_back(reader, used);
    }
    return reader->phase == HP_PHASE_BROKEN ? HP_READER_FAULT : end_head(reader);
}

static enum hp_reader_state state_of(const struct hp_reader *reader)
{
    return reader->phase == HP_PHASE_BROKEN     ? HP_READER_FAULT
           : reader->phase == HP_PHASE_COMPLETE ? HP_READER_DONE
                                                : HP_READER_MORE;
}

enum hp_reader_state hp_reader_feed(struct hp_reader *reader, const char *bytes, size_t count,
                                    size_t *used)
{
    *used = 0;
    if (reader->phase < HP_PHASE_HEAD_READ) {
        return read_head(reader, bytes, count, used);
    }
    if (reader->phase == HP_PHASE_HEAD_READ) {
        reader->phase = (int)hp_reader_body_phase(reader);
    }
    if (reader->phase > HP_PHASE_HEAD_READ && reader->phase < HP_PHASE_COMPLETE) {
        return hp_reader_body(reader, bytes, count, used);
    }
    return state_of(reader);
}

enum hp_reader_state hp_reader_close(struct hp_reader *reader)
{
    if (reader->phase == HP_PHASE_HEAD_READ) {
        reader->phase = (int)hp_reader_body_phase(reader);
    }
    switch ((enum hp_reader_phase)reader->phase) {
    case HP_PHASE_UNTIL_CLOSE:
        reader->phase = HP_PHASE_COMPLETE;
        return HP_READER_DONE;
    case HP_PHASE_START:
        if (!hp_reader_has_begun(reader)) {
            return HP_READER_MORE;
        }
        return hp_reader_refuse(reader, 400, "RFC9112-8", "the connection ends in a start line");
    case HP_PHASE_FIELDS:
        return hp_reader_refuse(reader, 400, "RFC9112-8",
                                "the connection ends in the header section");
    case HP_PHASE_LENGTH:
        return hp_reader_refuse(reader, 400, "RFC9112-6.3",
                                "the connection ends before Content-Length octets have come");
    case HP_PHASE_CHUNK_LINE:
    case HP_PHASE_CHUNK_DATA:
    case HP_PHASE_CHUNK_CR:
    case HP_PHASE_CHUNK_LF:
    case HP_PHASE_TRAILERS:
        return hp_reader_refuse(reader, 400, "RFC9112-8",
                                "the connection ends before the end of the chunked body");
    case HP_PHASE_HEAD_READ:
    case HP_PHASE_COMPLETE:
    case HP_PHASE_BROKEN:
    default:
        return state_of(reader);
    }
}

bool hp_reader_has_begun(const struct hp_reader *reader)
{
    return reader->phase != HP_PHASE_START ||
           (reader->head.length > 0 && reader->head.bytes[0] != '\r');
}
