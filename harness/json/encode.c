/* The one place that turns values into text. Deterministic: nothing but the value decides a byte.
 * Must not parse. */
#include "harness/json/encode.h"

#include <assert.h>
#include <stdint.h>

#include "harness/base/limits.h"
#include "harness/base/utf8.h"
#include "harness/json/character.h"
#include "harness/json/plain.h"

static void encode_ascii(struct hp_buf *buf, unsigned char c)
{
    /* The letter of the two-character escape, at the code of its character. */
    static const char letters[] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n',  ['\r'] = 'r',
        ['\t'] = 't', ['"'] = '"',  ['\\'] = '\\',
    };
    if (c < sizeof(letters) && letters[c] != '\0') {
        hp_buf_char(buf, '\\');
        hp_buf_char(buf, letters[c]);
    } else {
        hp_buf_text(buf, "\\u");
        hp_buf_hex(buf, c, 4);
    }
}

/* The character at the start of `text`, which does not stand for itself; returns its length. */
static size_t encode_character(struct hp_buf *buf, struct hp_slice text)
{
    uint32_t code = 0;
    size_t length = hp_json_character_next(text, &code);
    if (length == 0) {
        /* One replacement for the longest start of a character, as Unicode 15 3.9 recommends. */
        hp_buf_text(buf, "\xEF\xBF\xBD");
        size_t broken = hp_json_character_prefix(text);
        return broken == 0 ? 1 : broken;
    }
    if (code < 0x80) {
        encode_ascii(buf, (unsigned char)code);
    } else {
        hp_buf_text(buf, "\\u"); /* a surrogate */
        hp_buf_hex(buf, code, 4);
    }
    return length;
}

/* Copies `count` bytes and tells whether all of them are plain; the last word overlaps the one
 * before it. To look while a word is in a register anyway costs less than to look first. */
static inline __attribute__((always_inline)) bool copy_plain(char *to, const char *from,
                                                             size_t count)
{
    const unsigned char *at = (const unsigned char *)from;
    uint64_t stops = 0;
#ifdef __SSE2__
    if (count >= 16) {
        for (size_t i = 0; i + 16 < count; i += 16) {
            stops |= hp_json_vector_stops(at + i);
            memcpy(to + i, from + i, 16);
        }
        stops |= hp_json_vector_stops(at + count - 16);
        memcpy(to + count - 16, from + count - 16, 16);
        return stops == 0;
    }
#endif
    if (count >= 8) {
        for (size_t i = 0; i + 8 < count; i += 8) {
            stops |= hp_json_word_stops(hp_word_u64(at + i));
            memcpy(to + i, from + i, 8);
        }
        stops |= hp_json_word_stops(hp_word_u64(at + count - 8));
        memcpy(to + count - 8, from + count - 8, 8);
        return stops == 0;
    }
    if (count >= 4) {
        uint32_t head = hp_word_u32(from);
        uint32_t tail = hp_word_u32(from + count - 4);
        memcpy(to, from, 4);
        memcpy(to + count - 4, from + count - 4, 4);
        return hp_json_word_stops(head | (uint64_t)tail << 32) == 0;
    }
    bool plain = true;
    for (size_t i = 0; i < count; i++) {
        plain = plain && hp_json_is_plain((unsigned char)from[i]);
        to[i] = from[i];
    }
    return plain;
}

/* How many bytes from the start of `text` on stand for themselves. */
static inline size_t raw_bytes(struct hp_slice text)
{
    const unsigned char *start = (const unsigned char *)text.at;
    const unsigned char *end = start + text.len;
    const unsigned char *at = start;
    for (;;) {
        at = hp_json_skip_plain(at, end);
        if (at == end || *at < 0x80) {
            return (size_t)(at - start);
        }
        size_t run = hp_utf8_run((struct hp_slice){(const char *)at, (size_t)(end - at)});
        if (run == 0) {
            return (size_t)(at - start);
        }
        at += run;
    }
}

/* A string that may need escapes; room for it without them is there. */
static void encode_escaped(struct hp_buf *buf, struct hp_slice text)
{
    hp_buf_char(buf, '"');
    while (text.len > 0) {
        size_t step = raw_bytes(text);
        if (step > 0) {
            hp_buf_append(buf, text.at, step);
        } else {
            step = encode_character(buf, text);
        }
        text.at += step;
        text.len -= step;
    }
    hp_buf_char(buf, '"');
}

size_t hp_json_string_bytes(struct hp_slice text)
{
    char memory[HP_JSON_ESCAPE_BYTES];
    size_t bytes = 2;
    while (text.len > 0) {
        size_t step = raw_bytes(text);
        if (step > 0) {
            bytes += step;
        } else {
            struct hp_buf one = {
                .bytes = memory, .capacity = sizeof(memory), .bytes_max = sizeof(memory)};
            step = encode_character(&one, text);
            bytes += one.length;
        }
        text.at += step;
        text.len -= step;
    }
    return bytes;
}

/* The quoted string at `out` when it is plain, else nothing that counts; text.len + 2 bytes are
 * free there. */
static inline __attribute__((always_inline)) bool put_plain(char *out, struct hp_slice text)
{
    if (!copy_plain(out + 1, text.at, text.len)) {
        return false;
    }
    out[0] = '"';
    out[text.len + 1] = '"';
    return true;
}

static __attribute__((cold, noinline)) char *put_escaped(char *out, struct hp_slice text)
{
    size_t room = HP_JSON_ESCAPE_BYTES * text.len + 2;
    struct hp_buf buf = {.bytes = out, .capacity = room, .bytes_max = room};
    encode_escaped(&buf, text);
    return out + buf.length;
}

char *hp_json_put_string(char *out, struct hp_slice text)
{
    return put_plain(out, text) ? out + text.len + 2 : put_escaped(out, text);
}

bool hp_json_put_plain(char *out, struct hp_slice text)
{
    return put_plain(out, text);
}

/* A string that needs room first, or escapes. */
static __attribute__((cold, noinline)) void encode_slowly(struct hp_buf *buf, struct hp_slice text)
{
    if (text.len <= SIZE_MAX - 2 && hp_buf_reserve(buf, text.len + 2)) {
        encode_escaped(buf, text);
    }
}

void hp_json_encode_string(struct hp_buf *buf, struct hp_slice text)
{
    size_t room = buf->capacity - buf->length;
    if (room < 2 || text.len > room - 2 || buf->failed ||
        !put_plain(buf->bytes + buf->length, text)) {
        encode_slowly(buf, text);
        return;
    }
    buf->length += text.len + 2;
}

void hp_json_encode_name(struct hp_buf *buf, struct hp_slice name)
{
    hp_json_encode_string(buf, name);
    hp_buf_char(buf, ':');
}

static void new_line(struct hp_buf *buf, bool pretty, size_t depth)
{
    if (pretty) {
        hp_buf_char(buf, '\n');
        hp_buf_repeat(buf, ' ', 2 * depth);
    }
}

/* A scalar, an empty container, or the opening of one with content. */
static void encode_start(struct hp_buf *buf, const struct hp_json *value)
{
    bool empty = hp_json_first(value) == NULL;
    switch (hp_json_type(value)) {
    case HP_JSON_NULL:
        hp_buf_text(buf, "null");
        break;
    case HP_JSON_BOOLEAN:
        hp_buf_text(buf, hp_json_boolean(value) ? "true" : "false");
        break;
    case HP_JSON_NUMBER:
        hp_buf_slice(buf, hp_json_number(value));
        break;
    case HP_JSON_STRING:
        hp_json_encode_string(buf, hp_json_string(value));
        break;
    case HP_JSON_ARRAY:
        hp_buf_text(buf, empty ? "[]" : "[");
        break;
    case HP_JSON_OBJECT:
        hp_buf_text(buf, empty ? "{}" : "{");
        break;
    }
}

static void encode_member_name(struct hp_buf *buf, const struct hp_json *parent,
                               const struct hp_json *child, bool pretty)
{
    if (hp_json_is(parent, HP_JSON_OBJECT)) {
        hp_json_encode_name(buf, hp_json_name(child));
        if (pretty) {
            hp_buf_char(buf, ' ');
        }
    }
}

/* No recursion: the open containers are kept here, of which the scan allows HP_JSON_DEPTH_MAX. */
static void encode(struct hp_buf *buf, const struct hp_json *value, bool pretty)
{
    const struct hp_json *open[HP_JSON_DEPTH_MAX];
    size_t depth = 0;
    for (;;) {
        encode_start(buf, value);
        const struct hp_json *next = hp_json_first(value);
        if (next != NULL) {
            assert(depth < HP_JSON_DEPTH_MAX);
            open[depth++] = value;
        } else {
            /* Up to the next sibling, closing what has none left. The root's siblings, if it is
             * itself part of a tree, are not ours: depth is 0 there. */
            while (depth > 0 && (next = hp_json_next(value)) == NULL) {
                value = open[--depth];
                new_line(buf, pretty, depth);
                hp_buf_char(buf, hp_json_is(value, HP_JSON_OBJECT) ? '}' : ']');
            }
            if (depth == 0) {
                return;
            }
            hp_buf_char(buf, ',');
        }
        new_line(buf, pretty, depth);
        encode_member_name(buf, open[depth - 1], next, pretty);
        value = next;
    }
}

/* What a container of plain strings becomes at the most, or 0 when it holds anything but strings.
 */
static size_t strings_bytes(const struct hp_json *value)
{
    size_t bytes = 2;
    for (const struct hp_json *child = value->child; child != NULL; child = child->next) {
        if (child->type != HP_JSON_STRING) {
            return 0;
        }
        /* Two pairs of quotes, a colon, a comma; lengths of what lies in memory do not overflow. */
        bytes += child->length + child->name_length + 6;
    }
    return bytes;
}

/* A container of plain strings, as most are, which asks for room only once; false, with nothing
 * appended, for any other or when there is no room. */
static bool encode_strings(struct hp_buf *buf, const struct hp_json *value)
{
    size_t bytes = strings_bytes(value);
    if (bytes == 0 || bytes > buf->capacity - buf->length) {
        return false;
    }
    bool object = value->type == HP_JSON_OBJECT;
    char *start = buf->bytes + buf->length;
    char *out = start;
    for (const struct hp_json *child = value->child; child != NULL; child = child->next) {
        *out++ = child == value->child ? (object ? '{' : '[') : ',';
        if (object) {
            if (!put_plain(out, hp_json_name(child))) {
                return false;
            }
            out += child->name_length + 2;
            *out++ = ':';
        }
        if (!put_plain(out, (struct hp_slice){child->text, child->length})) {
            return false;
        }
        out += child->length + 2;
    }
    *out++ = object ? '}' : ']';
    buf->length += (size_t)(out - start);
    return true;
}

void hp_json_encode(struct hp_buf *buf, const struct hp_json *value)
{
    if (hp_json_first(value) == NULL || buf->failed || !encode_strings(buf, value)) {
        encode(buf, value, false);
    }
}

void hp_json_encode_pretty(struct hp_buf *buf, const struct hp_json *value)
{
    encode(buf, value, true);
}
