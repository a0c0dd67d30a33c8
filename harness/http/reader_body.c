/* The body: a number of octets, chunks (RFC 9112 7.1), or all until the end. Trailer fields are
 * read by the grammar and thrown away (RFC 9110 6.5.1). Must not know what the octets are. */
#include "harness/http/octets.h"
#include "harness/http/reader_internal.h"

static bool refuse(struct hp_reader *reader, int status, const char *clause, const char *what)
{
    (void)hp_reader_refuse(reader, status, clause, what);
    return false;
}

static void too_large(struct hp_reader *reader)
{
    (void)hp_reader_refuse(reader, 413, "RFC9110-15.5.14", "the body is too large");
}

/* Takes up to `max` octets into the body, and refuses the first one that passes the limit: what
 * fits is kept, to be shown. */
static size_t take(struct hp_reader *reader, const char *bytes, size_t count, uint64_t max)
{
    size_t room = reader->limits.body_bytes_max - reader->body.length;
    size_t wanted = count < max ? count : (size_t)max;
    size_t some = wanted < room ? wanted : room;
    hp_buf_append(&reader->body, bytes, some);
    if (reader->body.failed) {
        (void)hp_reader_refuse_memory(reader);
    } else if (some < wanted) {
        too_large(reader);
        some++;
    }
    return some;
}

static void skip_blanks(struct hp_slice *text)
{
    while (text->len > 0 && hp_octet_is_blank(text->at[0])) {
        text->at++;
        text->len--;
    }
}

static bool skip_token(struct hp_slice *text)
{
    size_t n = 0;
    while (n < text->len && hp_octet_is(text->at[n], HP_OCTET_TCHAR)) {
        n++;
    }
    *text = (struct hp_slice){text->at + n, text->len - n};
    return n > 0;
}

/* RFC 9110 5.6.4; control characters were refused with the line. */
static bool skip_quoted(struct hp_slice *text)
{
    for (size_t i = 1; i < text->len; i++) {
        if (text->at[i] == '"') {
            *text = (struct hp_slice){text->at + i + 1, text->len - i - 1};
            return true;
        }
        i += text->at[i] == '\\';
    }
    return false;
}

/* RFC 9112 7.1.1: *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] ) */
static bool are_extensions(struct hp_slice text)
{
    while (text.len > 0) {
        skip_blanks(&text);
        if (text.len == 0 || text.at[0] != ';') {
            return false;
        }
        text = (struct hp_slice){text.at + 1, text.len - 1};
        skip_blanks(&text);
        if (!skip_token(&text)) {
            return false;
        }
        struct hp_slice behind = text;
        skip_blanks(&behind);
        if (behind.len == 0 || behind.at[0] != '=') {
            continue;
        }
        text = (struct hp_slice){behind.at + 1, behind.len - 1};
        skip_blanks(&text);
        if (text.len > 0 && text.at[0] == '"' ? !skip_quoted(&text) : !skip_token(&text)) {
            return false;
        }
    }
    return true;
}

static bool read_size(struct hp_reader *reader, struct hp_slice line, uint64_t *size, size_t *end)
{
    size_t n = 0;
    *size = 0;
    for (; n < line.len && hp_octet_is(line.at[n], HP_OCTET_HEX); n++) {
        if (*size > UINT64_MAX >> 4) {
            return refuse(reader, 400, "RFC9112-7.1", "a chunk size past 64 bits");
        }
        *size = *size << 4 | hp_octet_hex(line.at[n]);
    }
    *end = n;
    return n > 0 || refuse(reader, 400, "RFC9112-7.1", "a chunk size that is not hexadecimal");
}

static void begin_chunk(struct hp_reader *reader, struct hp_slice line)
{
    size_t end;
    uint64_t size;
    if (!read_size(reader, line, &size, &end)) {
        return;
    }
    reader->extension_bytes += line.len - end;
    if (!are_extensions((struct hp_slice){line.at + end, line.len - end})) {
        (void)refuse(reader, 400, "RFC9112-7.1.1",
                     "what stands behind a chunk size is no extension");
    } else if (reader->extension_bytes > reader->limits.head_bytes_max) {
        (void)refuse(reader, 413, "RFC9112-7.1.1", "too many chunk extensions");
    } else if (reader->side == HP_READER_REQUEST &&
               size > reader->limits.body_bytes_max - reader->body.length) {
        too_large(reader); /* said now, so that the client need not send it */
    } else {
        reader->left = size;
        reader->phase = size > 0 ? HP_PHASE_CHUNK_DATA : HP_PHASE_TRAILERS;
    }
}

/* Lines of the body stand in `head` behind the header section until they were read. */
static void drop_line(struct hp_reader *reader)
{
    reader->head.length = reader->mark = reader->seen = reader->head_end;
}

static void read_chunk_line(struct hp_reader *reader, const char *bytes, size_t count, size_t *used)
{
    static const struct hp_line_kind chunk_line = {413, "RFC9112-7.1.1",
                                                   "the line of a chunk size is too long"};
    const struct hp_line_limit limit = {reader->limits.field_bytes_max, &chunk_line};
    struct hp_slice line;
    if (hp_reader_line(reader, &limit, HP_STAGE_LINE, bytes, count, used, &line)) {
        hp_reader_give_back(reader, used);
        begin_chunk(reader, line);
        drop_line(reader);
    }
}

static void read_trailer(struct hp_reader *reader, const char *bytes, size_t count, size_t *used)
{
    const struct hp_line_limit limit = hp_reader_field_limit(reader);
    struct hp_slice line;
    struct hp_field thrown_away;
    if (!hp_reader_line(reader, &limit, HP_STAGE_LINE, bytes, count, used, &line)) {
        return;
    }
    hp_reader_give_back(reader, used);
    if (line.len == 0) {
        reader->phase = HP_PHASE_COMPLETE;
    } else if (hp_reader_count_field(reader, line, reader->trailer_count) &&
               hp_reader_field_line(reader, line, reader->trailer_count == 0, &thrown_away)) {
        reader->trailer_count++;
    }
    drop_line(reader);
}

static void expect_octet(struct hp_reader *reader, char have, char want, enum hp_reader_phase next,
                         size_t *used)
{
    (*used)++;
    if (have == want) {
        reader->phase = (int)next;
    } else {
        (void)refuse(reader, 400, "RFC9112-7.1", "no CRLF behind the octets of a chunk");
    }
}

static void read_counted(struct hp_reader *reader, const char *bytes, size_t count, size_t *used,
                         enum hp_reader_phase next)
{
    size_t taken = take(reader, bytes + *used, count - *used, reader->left);
    *used += taken;
    reader->left -= taken;
    if (reader->left == 0 && reader->phase != HP_PHASE_BROKEN) {
        reader->phase = (int)next;
    }
}

enum hp_reader_state hp_reader_body(struct hp_reader *reader, const char *bytes, size_t count,
                                    size_t *used)
{
    while (*used < count) {
        switch ((enum hp_reader_phase)reader->phase) {
        case HP_PHASE_LENGTH:
            read_counted(reader, bytes, count, used, HP_PHASE_COMPLETE);
            break;
        case HP_PHASE_UNTIL_CLOSE:
            *used += take(reader, bytes + *used, count - *used, UINT64_MAX);
            break;
        case HP_PHASE_CHUNK_LINE:
            read_chunk_line(reader, bytes, count, used);
            break;
        case HP_PHASE_CHUNK_DATA:
            read_counted(reader, bytes, count, used, HP_PHASE_CHUNK_CR);
            break;
        case HP_PHASE_CHUNK_CR:
            expect_octet(reader, bytes[*used], '\r', HP_PHASE_CHUNK_LF, used);
            break;
        case HP_PHASE_CHUNK_LF:
            expect_octet(reader, bytes[*used], '\n', HP_PHASE_CHUNK_LINE, used);
            break;
        case HP_PHASE_TRAILERS:
            read_trailer(reader, bytes, count, used);
            break;
        case HP_PHASE_COMPLETE:
            return HP_READER_DONE;
        case HP_PHASE_BROKEN:
            return HP_READER_FAULT;
        case HP_PHASE_START:
        case HP_PHASE_FIELDS:
        case HP_PHASE_HEAD_READ:
        default:
            return HP_READER_MORE; /* not reached: the head comes first */
        }
    }
    return reader->phase == HP_PHASE_COMPLETE ? HP_READER_DONE
           : reader->phase == HP_PHASE_BROKEN ? HP_READER_FAULT
                                              : HP_READER_MORE;
}
