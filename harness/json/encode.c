/* The one place that turns values into text. Deterministic: nothing but the value decides a byte.
 * Must not parse. */
#include "harness/json/encode.h"

#include <assert.h>
#include <stdint.h>

#include "harness/base/limits.h"
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

/* The character at the start of `text`, which is not plain ASCII; returns its length. */
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
    } else if (code >= 0xD800 && code <= 0xDFFF) {
        hp_buf_text(buf, "\\u");
        hp_buf_hex(buf, code, 4);
    } else {
        hp_buf_append(buf, text.at, length);
    }
    return length;
}

/* A string that may need escapes; room for it without them is there. */
static void encode_escaped(struct hp_buf *buf, struct hp_slice text)
{
    hp_buf_char(buf, '"');
    while (text.len > 0) {
        const unsigned char *at = (const unsigned char *)text.at;
        size_t step = (size_t)(hp_json_skip_plain(at, at + text.len) - at);
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

void hp_json_encode_string(struct hp_buf *buf, struct hp_slice text)
{
    /* Most strings need no escape: room for them is asked for once. */
    if (text.len > SIZE_MAX - 2 || !hp_buf_reserve(buf, text.len + 2)) {
        return;
    }
    if (!hp_json_all_plain(text.at, text.len)) {
        encode_escaped(buf, text);
        return;
    }
    char *out = buf->bytes + buf->length;
    out[0] = '"';
    hp_word_copy(out + 1, text.at, text.len);
    out[text.len + 1] = '"';
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

/* A container of strings, as most are; false when it holds anything else. */
static bool encode_strings(struct hp_buf *buf, const struct hp_json *value)
{
    bool object = hp_json_is(value, HP_JSON_OBJECT);
    size_t before = buf->length;
    char mark = object ? '{' : '[';
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        if (!hp_json_is(child, HP_JSON_STRING)) {
            buf->length = before;
            return false;
        }
        hp_buf_char(buf, mark);
        if (object) {
            hp_json_encode_name(buf, hp_json_name(child));
        }
        hp_json_encode_string(buf, hp_json_string(child));
        mark = ',';
    }
    hp_buf_char(buf, object ? '}' : ']');
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
