/* The one place that decides which characters a person may be shown raw. Must not know which format
 * the text ends up in: quoting for JSON, XML or HTML comes after it. */
#include "harness/check/visible.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/base/utf8.h"
#include "harness/json/encode.h"

struct range {
    uint32_t first;
    uint32_t last;
};

/* Characters without a look of their own, or with power over their neighbours (Unicode 15:
 * Bidi_Control, Default_Ignorable_Code_Point, line separators, private interlinear marks). */
static const struct range hidden[] = {
    {0x0080, 0x00a0},   {0x00ad, 0x00ad},    {0x034f, 0x034f}, {0x061c, 0x061c}, {0x115f, 0x1160},
    {0x17b4, 0x17b5},   {0x180b, 0x180f},    {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f},
    {0x3000, 0x3000},   {0x3164, 0x3164},    {0xe000, 0xf8ff}, {0xfdd0, 0xfdef}, {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},   {0xffa0, 0xffa0},    {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0x10ffff},
};

static bool is_hidden(uint32_t code)
{
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (code <= hidden[i].last) {
            return code >= hidden[i].first;
        }
    }
    return true;
}

static bool is_tail(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Length of the UTF-8 sequence at the front (RFC 3629), 0 when there is none. In a string of a JSON
 * tree U+0000 stands as C0 80, and surrogates stand in three bytes. */
static size_t decode(struct hp_slice text, enum hp_visible_kind kind, uint32_t *code)
{
    const unsigned char *at = (const unsigned char *)text.at;
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xc0 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (length == 0 || length > text.len || at[0] > 0xf4) {
        return 0;
    }
    static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t value = at[0] & mask[length];
    for (size_t i = 1; i < length; i++) {
        if (!is_tail(at[i])) {
            return 0;
        }
        value = value << 6 | (at[i] & 0x3f);
    }
    bool of_tree = kind == HP_VISIBLE_STRING;
    bool nul = length == 2 && value == 0;
    bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value > 0x10ffff || (value < least[length] && !(of_tree && nul)) ||
        (surrogate && !of_tree)) {
        return 0;
    }
    *code = value;
    return length;
}

static size_t show_escape(uint32_t code, bool byte, char *piece)
{
    int written = byte ? snprintf(piece, HP_VISIBLE_PIECE_BYTES, "\\x%02X", code)
                       : snprintf(piece, HP_VISIBLE_PIECE_BYTES, "\\u{%04X}", code);
    return (size_t)written;
}

static size_t show_ascii(unsigned char c, char *piece)
{
    static const char short_forms[] = "\nn\rr\tt\\\\";
    for (size_t i = 0; i + 1 < sizeof(short_forms); i += 2) {
        if ((char)c == short_forms[i]) {
            piece[0] = '\\';
            piece[1] = short_forms[i + 1];
            return 2;
        }
    }
    if (c < 0x20 || c == 0x7f) {
        return show_escape(c, true, piece);
    }
    piece[0] = (char)c;
    return 1;
}

size_t hp_visible_step(struct hp_slice *rest, enum hp_visible_kind kind,
                       char piece[static HP_VISIBLE_PIECE_BYTES])
{
    uint32_t code = 0;
    const char *from = rest->at;
    size_t length = decode(*rest, kind, &code);
    size_t taken = length == 0 ? 1 : length;
    rest->at += taken;
    rest->len -= taken;
    if (length == 0) {
        return show_escape((unsigned char)from[0], true, piece);
    }
    if (length == 1) {
        return show_ascii((unsigned char)from[0], piece);
    }
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code == 0 || surrogate || is_hidden(code)) {
        /* hidden[] starts at U+0080, so the tree's U+0000 is named here. */
        return show_escape(code, false, piece);
    }
    memcpy(piece, from, length);
    return length;
}

void hp_visible_append(struct hp_buf *out, struct hp_slice text, enum hp_visible_kind kind,
                       size_t shown_max)
{
    struct hp_slice rest = text;
    size_t shown = 0;
    while (rest.len > 0) {
        char piece[HP_VISIBLE_PIECE_BYTES];
        size_t count = hp_visible_step(&rest, kind, piece);
        assert(count <= sizeof(piece)); /* a compiler that does not see it warns */
        if (shown + count > shown_max) {
            hp_buf_text(out, "... (");
            hp_buf_u64(out, text.len);
            hp_buf_text(out, " bytes)");
            return;
        }
        hp_buf_append(out, piece, count);
        shown += count;
    }
}

static void escape(struct hp_buf *out, uint32_t code)
{
    if (code < 0x10000) {
        hp_buf_printf(out, "\\u%04x", code);
    } else {
        code -= 0x10000;
        hp_buf_printf(out, "\\u%04x\\u%04x", 0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF));
    }
}

/* JSON lets these characters stand raw in a string: DEL, C1 (a terminal takes U+009B for the start
 * of a command), what is invisible or turns the direction. As escapes they mean the same. */
void hp_visible_escape_json(struct hp_buf *out, size_t from)
{
    size_t plain = from;
    while (!out->failed && plain < out->length && (unsigned char)out->bytes[plain] < 0x7F) {
        plain++;
    }
    if (out->failed || plain == out->length) {
        return;
    }
    struct hp_slice rest = {out->bytes + from, out->length - from};
    struct hp_buf quoted;
    hp_buf_init(&quoted, rest.len);
    hp_buf_slice(&quoted, rest);
    rest = hp_buf_view(&quoted);
    out->failed = quoted.failed;
    out->length = from;
    while (rest.len > 0) {
        uint32_t code = 0;
        size_t length = hp_utf8_next(rest, &code);
        if (code == 0x7F || (code >= 0x80 && is_hidden(code))) {
            escape(out, code);
        } else {
            hp_buf_append(out, rest.at, length);
        }
        rest = (struct hp_slice){rest.at + length, rest.len - length};
    }
    hp_buf_deinit(&quoted);
}

void hp_visible_encode_string(struct hp_buf *out, struct hp_slice text)
{
    size_t from = out->length;
    hp_json_encode_string(out, text);
    hp_visible_escape_json(out, from);
}
