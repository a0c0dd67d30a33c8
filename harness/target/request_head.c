/* Writes a request head octet for octet as the case says: a field list that carries line ends is
 * written with its line ends, a target of 1 MiB is a target. Must not know connections or replies.
 */
#include "harness/target/request_head.h"

#include "harness/base/word.h"
#include "harness/target/body_reader.h"

static void look_at(const struct hp_field *fields, size_t count, struct hp_head_own *own)
{
    for (size_t i = 0; i < count; i++) {
        struct hp_slice name = fields[i].name;
        own->bytes += name.len + fields[i].value.len + 4; /* ": " and CRLF */
        switch (name.len) {
        case 4:
            own->host |= hp_slice_equal_ignoring_case(name, HP_SLICE("host"));
            break;
        case 6:
            own->expect |= hp_slice_equal_ignoring_case(name, HP_SLICE("expect"));
            break;
        case 14:
            own->length |= hp_slice_equal_ignoring_case(name, HP_SLICE("content-length"));
            break;
        case 17:
            own->coding |= hp_slice_equal_ignoring_case(name, HP_SLICE("transfer-encoding"));
            break;
        default:
            break;
        }
    }
}

struct hp_head_own hp_head_own(const struct hp_head_context *context,
                               const struct hp_request *request)
{
    struct hp_head_own own = {0};
    look_at(request->fields, request->field_count, &own);
    look_at(context->extra->fields, context->extra->count, &own);
    return own;
}

/* The request line, and every line that this file adds: Host, a length, Expect. */
size_t hp_head_bytes_max(const struct hp_head_context *context, const struct hp_request *request,
                         const struct hp_head_own *own)
{
    enum { ADDED_BYTES = 256 };
    return request->method.len + request->target.len + own->bytes + context->host.len + ADDED_BYTES;
}

/* Inlined, because the length of most texts is known here. */
static inline __attribute__((always_inline)) char *put(char *at, struct hp_slice text)
{
    if (__builtin_constant_p(text.len)) {
        memcpy(at, text.at, text.len);
    } else {
        hp_word_copy(at, text.at, text.len);
    }
    return at + text.len;
}

static inline __attribute__((always_inline)) char *put_line(char *at, struct hp_slice name,
                                                            struct hp_slice value)
{
    at = put(at, name);
    *at++ = ':';
    if (value.len > 0) {
        *at++ = ' ';
        at = put(at, value);
    }
    *at++ = '\r';
    *at++ = '\n';
    return at;
}

static char *put_fields(char *at, const struct hp_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        at = put_line(at, fields[i].name, fields[i].value);
    }
    return at;
}

static char *put_length(char *at, uint64_t length)
{
    char digits[20];
    size_t n = sizeof(digits);
    do {
        digits[--n] = (char)('0' + length % 10);
        length /= 10;
    } while (length != 0);
    return put_line(at, HP_SLICE("Content-Length"),
                    (struct hp_slice){digits + n, sizeof(digits) - n});
}

char *hp_head_put(char *at, const struct hp_head_context *context, const struct hp_request *request,
                  const struct hp_head_own *own)
{
    at = put(at, request->method);
    *at++ = ' ';
    at = put(at, request->target);
    at = put(at, HP_SLICE(" HTTP/1.1\r\n"));
    if (!own->host) {
        at = put_line(at, HP_SLICE("Host"), context->host);
    }
    at = put_fields(at, request->fields, request->field_count);
    at = put_fields(at, context->extra->fields, context->extra->count);
    if (request->has_body && !own->length && !own->coding) {
        at = request->transfer.chunked
                 ? put_line(at, HP_SLICE("Transfer-Encoding"), HP_SLICE("chunked"))
                 : put_length(at, request->body.len);
    }
    if (request->has_body && request->transfer.expect_continue && !own->expect) {
        at = put_line(at, HP_SLICE("Expect"), HP_SLICE("100-continue"));
    }
    return put(at, HP_SLICE("\r\n"));
}

static void add_body(struct hp_buf *out, const struct hp_request *request)
{
    enum { PIECE_BYTES = 4096 };
    struct hp_body_reader body;
    char piece[PIECE_BYTES];
    hp_body_reader_init(&body, request->body, &request->transfer);
    size_t count;
    while (!out->failed && (count = hp_body_reader_next(&body, piece, sizeof(piece))) > 0) {
        hp_buf_append(out, piece, count);
    }
}

void hp_head_append(struct hp_buf *out, const struct hp_head_context *context,
                    const struct hp_request *request)
{
    struct hp_head_own own = hp_head_own(context, request);
    if (request->steps == NULL && hp_buf_reserve(out, hp_head_bytes_max(context, request, &own))) {
        char *end = hp_head_put(out->bytes + out->length, context, request, &own);
        out->length = (size_t)(end - out->bytes);
    }
}

void hp_request_octets(struct hp_buf *out, const struct hp_head_context *context,
                       const struct hp_request *request)
{
    hp_head_append(out, context, request);
    if (request->has_body && request->steps == NULL) {
        add_body(out, request);
    }
}
