/* Strings answered wrongly. Must not know where a string comes from. */
#include "harness/contract/ascii.h"
#include "harness/service/defects/defect.h"
#include "harness/service/defects/rewrite.h"
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

static struct hp_slice rewritten(struct hp_flawed *call, struct hp_slice text,
                                 hp_rewrite_fn *rewrite, const void *context)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    hp_rewrite(text, rewrite, context, &buf);
    return hp_flawed_keep(call, &buf);
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
    static const struct hp_rewrite_word words[] = {
        {"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {NULL, NULL},
    };
    (void)role;
    return rewritten(call, text, hp_rewrite_words, words);
}

static size_t percent_decoded(const void *context, struct hp_slice text, size_t at,
                              struct hp_buf *out)
{
    (void)context;
    if (text.at[at] != '%' || at + 2 >= text.len || !hp_ascii_is_hex(text.at[at + 1]) ||
        !hp_ascii_is_hex(text.at[at + 2])) {
        return 0;
    }
    hp_buf_char(out, (char)(hp_ascii_hex(text.at[at + 1]) * 16 + hp_ascii_hex(text.at[at + 2])));
    return 3;
}

struct hp_slice hp_str_decoded(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return rewritten(call, text, percent_decoded, NULL);
}

static size_t percent_encoded(const void *context, struct hp_slice text, size_t at,
                              struct hp_buf *out)
{
    unsigned char c = (unsigned char)text.at[at];
    (void)context;
    if (c > ' ' && c < 0x7f) {
        return 0;
    }
    hp_buf_printf(out, "%%%02X", c);
    return 1;
}

struct hp_slice hp_str_encoded(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return rewritten(call, text, percent_encoded, NULL);
}

static size_t latin1_as_utf8(const void *context, struct hp_slice text, size_t at,
                             struct hp_buf *out)
{
    unsigned char c = (unsigned char)text.at[at];
    (void)context;
    if (c < 0x80) {
        return 0;
    }
    hp_buf_char(out, (char)(0xc0 | (c >> 6)));
    hp_buf_char(out, (char)(0x80 | (c & 0x3f)));
    return 1;
}

struct hp_slice hp_str_mojibake(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return rewritten(call, text, latin1_as_utf8, NULL);
}

/* Each character whose first octet is `from` or more as `to`. */
struct beyond {
    unsigned char from;
    const char *to;
};

static size_t without_beyond(const void *context, struct hp_slice text, size_t at,
                             struct hp_buf *out)
{
    const struct beyond *beyond = context;
    size_t end = at + 1;
    if ((unsigned char)text.at[at] < beyond->from) {
        return 0;
    }
    hp_buf_text(out, beyond->to);
    while (end < text.len && ((unsigned char)text.at[end] & 0xc0) == 0x80) {
        end++;
    }
    return end - at;
}

struct hp_slice hp_str_ascii(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return rewritten(call, text, without_beyond, &(struct beyond){0x80, "?"});
}

struct hp_slice hp_str_bmp(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return rewritten(call, text, without_beyond, &(struct beyond){0xf0, "\xef\xbf\xbd"});
}

struct hp_slice hp_str_composed(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    static const struct hp_rewrite_word words[] = {
        {"e\xcc\x81", "\xc3\xa9"}, {"a\xcc\x81", "\xc3\xa1"}, {"o\xcc\x81", "\xc3\xb3"},
        {"u\xcc\x88", "\xc3\xbc"}, {"o\xcc\x88", "\xc3\xb6"}, {"a\xcc\x88", "\xc3\xa4"},
        {"e\xcc\x80", "\xc3\xa8"}, {"n\xcc\x83", "\xc3\xb1"}, {"A\xcc\x8a", "\xc3\x85"},
        {"c\xcc\xa7", "\xc3\xa7"}, {"E\xcc\x81", "\xc3\x89"}, {NULL, NULL},
    };
    (void)role;
    return rewritten(call, text, hp_rewrite_words, words);
}

struct hp_slice hp_str_replaced(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    const struct hp_rewrite_word words[] = {{call->defect->text, call->defect->other},
                                            {NULL, NULL}};
    (void)role;
    return rewritten(call, text, hp_rewrite_words, words);
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

static size_t without_second_blank(const void *context, struct hp_slice text, size_t at,
                                   struct hp_buf *out)
{
    (void)context;
    (void)out;
    return at > 0 && text.at[at] == ' ' && text.at[at - 1] == ' ';
}

struct hp_slice hp_str_collapsed(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return rewritten(call, text, without_second_blank, NULL);
}

static size_t without_control(const void *context, struct hp_slice text, size_t at,
                              struct hp_buf *out)
{
    (void)context;
    (void)out;
    return (unsigned char)text.at[at] < 0x20;
}

struct hp_slice hp_str_no_controls(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    (void)role;
    return rewritten(call, text, without_control, NULL);
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
