/* Strings answered wrongly. Must not know where a string comes from. */
#include "harness/contract/ascii.h"
#include "harness/service/defects/defect.h"
#include "harness/service/defects/strings.h"

static const struct hp_slice unchanged = {NULL, 0};

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static struct hp_slice mapped(struct hp_flawed *call, struct hp_slice text, char (*map)(char))
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < text.len; i++) {
        hp_buf_char(&buf, map(text.at[i]));
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_upper_all(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return mapped(call, text, upper);
}

struct hp_slice hp_str_lower(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return mapped(call, text, lower);
}

struct hp_slice hp_str_cut(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    size_t length = (size_t)call->defect->number;
    (void)role;
    if (text.len <= length) {
        return unchanged;
    }
    while (length > 0 && ((unsigned char)text.at[length] & 0xc0) == 0x80) {
        length--;
    }
    return (struct hp_slice){text.at, length};
}

struct hp_slice hp_str_html(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '&') {
            hp_buf_text(&buf, "&amp;");
        } else if (c == '<') {
            hp_buf_text(&buf, "&lt;");
        } else if (c == '>') {
            hp_buf_text(&buf, "&gt;");
        } else if (c == '"') {
            hp_buf_text(&buf, "&quot;");
        } else {
            hp_buf_char(&buf, c);
        }
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_decoded(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    for (size_t i = 0; i < text.len; i++) {
        bool escape = text.at[i] == '%' && i + 2 < text.len && hp_ascii_is_hex(text.at[i + 1]) &&
                      hp_ascii_is_hex(text.at[i + 2]);
        if (escape) {
            hp_buf_char(&buf,
                        (char)(hp_ascii_hex(text.at[i + 1]) * 16 + hp_ascii_hex(text.at[i + 2])));
            i += 2;
        } else {
            hp_buf_char(&buf, text.at[i]);
        }
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_encoded(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c <= ' ' || c >= 0x7f) {
            hp_buf_printf(&buf, "%%%02X", c);
        } else {
            hp_buf_char(&buf, text.at[i]);
        }
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_mojibake(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c >= 0x80) {
            hp_buf_char(&buf, (char)(0xc0 | (c >> 6)));
            hp_buf_char(&buf, (char)(0x80 | (c & 0x3f)));
        } else {
            hp_buf_char(&buf, text.at[i]);
        }
    }
    return hp_flawed_keep(call, &buf);
}

/* `text` with each character whose first octet is `from` or more as `to`. */
static struct hp_slice without(struct hp_flawed *call, struct hp_slice text, unsigned char from,
                               const char *to)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < from) {
            hp_buf_char(&buf, text.at[i]);
            continue;
        }
        hp_buf_text(&buf, to);
        while (i + 1 < text.len && ((unsigned char)text.at[i + 1] & 0xc0) == 0x80) {
            i++;
        }
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_ascii(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return without(call, text, 0x80, "?");
}

struct hp_slice hp_str_bmp(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return without(call, text, 0xf0, "\xef\xbf\xbd");
}

struct hp_slice hp_str_composed(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    static const struct {
        const char *apart, *whole;
    } pairs[] = {
        {"e\xcc\x81", "\xc3\xa9"}, {"a\xcc\x81", "\xc3\xa1"}, {"o\xcc\x81", "\xc3\xb3"},
        {"u\xcc\x88", "\xc3\xbc"}, {"o\xcc\x88", "\xc3\xb6"}, {"a\xcc\x88", "\xc3\xa4"},
        {"e\xcc\x80", "\xc3\xa8"}, {"n\xcc\x83", "\xc3\xb1"}, {"A\xcc\x8a", "\xc3\x85"},
        {"c\xcc\xa7", "\xc3\xa7"}, {"E\xcc\x81", "\xc3\x89"},
    };
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    for (size_t i = 0; i < text.len; i++) {
        bool found = false;
        for (size_t k = 0; !found && k < sizeof(pairs) / sizeof(pairs[0]); k++) {
            found = text.len - i >= 3 && memcmp(text.at + i, pairs[k].apart, 3) == 0;
            hp_buf_text(&buf, found ? pairs[k].whole : "");
        }
        if (found) {
            i += 2;
        } else {
            hp_buf_char(&buf, text.at[i]);
        }
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_replaced(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_slice from = hp_slice_of(call->defect->text);
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    for (size_t i = 0; i < text.len; i++) {
        if (hp_slice_starts_with((struct hp_slice){text.at + i, text.len - i}, from)) {
            hp_buf_text(&buf, call->defect->other);
            i += from.len - 1;
        } else {
            hp_buf_char(&buf, text.at[i]);
        }
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_with(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    hp_buf_slice(&buf, text);
    hp_buf_text(&buf, call->defect->text);
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_collapsed(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != ' ' || i == 0 || text.at[i - 1] != ' ') {
            hp_buf_char(&buf, text.at[i]);
        }
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_no_controls(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] >= 0x20) {
            hp_buf_char(&buf, text.at[i]);
        }
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_masked(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    size_t shown = (size_t)call->defect->number;
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    (void)role;
    for (size_t i = 0; i < text.len; i++) {
        hp_buf_char(&buf, i + shown < text.len ? '*' : text.at[i]);
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_without_query(struct hp_flawed *call, enum hp_role role,
                                     struct hp_slice text)
{
    (void)call;
    (void)role;
    return (struct hp_slice){text.at, hp_slice_find(text, HP_SLICE("?"))};
}

struct hp_slice hp_str_latest_cut(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)call;
    (void)role;
    return text.len == 0 ? unchanged : (struct hp_slice){text.at + 1, text.len - 1};
}
