/* Writes values anew. Must not use the project's encoder, which is one of the judged. */
#include "fuzz/respell.h"

#include "fuzz/fuzz.h"
#include "harness/json/character.h"

static void space(struct hp_buf *out, struct hp_rng *rng)
{
    static const char blanks[] = " \t\r\n";
    while (hp_rng_below(rng, 3) == 0) {
        hp_buf_char(out, blanks[hp_rng_below(rng, 4)]);
    }
}

static void unit(struct hp_buf *out, uint32_t code, struct hp_rng *rng)
{
    char text[8];
    bool upper = hp_rng_below(rng, 2) == 0;
    (void)snprintf(text, sizeof(text), upper ? "\\u%04X" : "\\u%04x", (unsigned)(code & 0xFFFF));
    hp_buf_text(out, text);
}

static void escape(struct hp_buf *out, uint32_t code, struct hp_rng *rng)
{
    if (code >= 0x10000) {
        unit(out, 0xD800 + ((code - 0x10000) >> 10), rng);
        unit(out, 0xDC00 + ((code - 0x10000) & 0x3FF), rng);
    } else {
        unit(out, code, rng);
    }
}

static void string(struct hp_buf *out, struct hp_slice text, struct hp_rng *rng)
{
    hp_buf_char(out, '"');
    while (text.len > 0) {
        uint32_t code = 0;
        size_t length = hp_json_character_next(text, &code);
        HP_FUZZ_HOLDS(length > 0, "tree-string");
        bool must =
            code < 0x20 || code == '"' || code == '\\' || (code >= 0xD800 && code <= 0xDFFF);
        if (code == '/' && hp_rng_below(rng, 2) == 0) {
            hp_buf_text(out, "\\/");
        } else if (must || hp_rng_below(rng, 8) == 0) {
            escape(out, code, rng);
        } else {
            hp_buf_append(out, text.at, length);
        }
        text.at += length;
        text.len -= length;
    }
    hp_buf_char(out, '"');
}

/* 10 as 10.0, 10e0, 100e-1; a number with a fraction or an exponent as it is. */
static void number(struct hp_buf *out, struct hp_slice text, struct hp_rng *rng)
{
    bool whole = hp_slice_find(text, HP_SLICE(".")) == text.len &&
                 hp_slice_find(text, HP_SLICE("e")) == text.len &&
                 hp_slice_find(text, HP_SLICE("E")) == text.len;
    static const char *const tails[] = {"", ".0", "e0", "E+00", ".000e-0", "0e-1"};
    bool zero = text.len > 0 && text.at[text.len - 1] == '0' && text.len <= 2;
    hp_buf_slice(out, text);
    /* A zero takes no further digit. */
    hp_buf_text(out, whole ? tails[hp_rng_below(rng, zero ? 5 : 6)] : "");
}

static void write_value(struct hp_buf *out, const struct hp_json *value, bool reorder,
                        struct hp_rng *rng);

static void write_child(struct hp_buf *out, const struct hp_json *child, bool first, bool reorder,
                        struct hp_rng *rng)
{
    hp_buf_text(out, first ? "" : ",");
    space(out, rng);
    if (hp_json_name(child).at != NULL) {
        string(out, hp_json_name(child), rng);
        space(out, rng);
        hp_buf_char(out, ':');
        space(out, rng);
    }
    write_value(out, child, reorder, rng);
    space(out, rng);
}

/* Members from the k-th on, then those before it. */
static void write_children(struct hp_buf *out, const struct hp_json *value, bool reorder,
                           struct hp_rng *rng)
{
    bool turn = reorder && hp_json_is(value, HP_JSON_OBJECT) && hp_json_size(value) > 1;
    size_t skip = turn ? hp_rng_below(rng, hp_json_size(value)) : 0;
    const struct hp_json *start = hp_json_first(value);
    for (size_t i = 0; i < skip; i++) {
        start = hp_json_next(start);
    }
    bool first = true;
    for (const struct hp_json *at = start; at != NULL; at = hp_json_next(at)) {
        write_child(out, at, first, reorder, rng);
        first = false;
    }
    for (const struct hp_json *at = hp_json_first(value); at != start; at = hp_json_next(at)) {
        write_child(out, at, first, reorder, rng);
        first = false;
    }
}

/* The depth is bounded by the scan's limit. */
static void write_value(struct hp_buf *out, const struct hp_json *value, bool reorder,
                        struct hp_rng *rng)
{
    switch (hp_json_type(value)) {
    case HP_JSON_NULL:
        hp_buf_text(out, "null");
        break;
    case HP_JSON_BOOLEAN:
        hp_buf_text(out, hp_json_boolean(value) ? "true" : "false");
        break;
    case HP_JSON_NUMBER:
        number(out, hp_json_number(value), rng);
        break;
    case HP_JSON_STRING:
        string(out, hp_json_string(value), rng);
        break;
    case HP_JSON_ARRAY:
    case HP_JSON_OBJECT:
        hp_buf_char(out, hp_json_is(value, HP_JSON_OBJECT) ? '{' : '[');
        space(out, rng);
        write_children(out, value, reorder, rng);
        hp_buf_char(out, hp_json_is(value, HP_JSON_OBJECT) ? '}' : ']');
        break;
    }
}

void hp_fuzz_respell(struct hp_buf *out, const struct hp_json *value, bool reorder,
                     struct hp_rng *rng)
{
    space(out, rng);
    write_value(out, value, reorder, rng);
    space(out, rng);
}

/* ---- another value ---- */

struct change {
    struct hp_buf *out;
    size_t left; /* nodes before the one that is changed */
    struct hp_rng plain;
};

/* A digit more in front is another number: a zero becomes ten, and no exponent makes 1d equal d. */
static void change_number(struct hp_buf *out, struct hp_slice text)
{
    bool minus = text.at[0] == '-';
    hp_buf_text(out, minus ? "-1" : "1");
    hp_buf_append(out, text.at + minus, text.len - minus);
}

static void change_scalar(struct change *c, const struct hp_json *value)
{
    if (hp_json_is(value, HP_JSON_STRING)) {
        string(c->out, hp_json_string(value), &c->plain);
        c->out->length--;
        hp_buf_text(c->out, "x\"");
    } else if (hp_json_is(value, HP_JSON_NUMBER)) {
        change_number(c->out, hp_json_number(value));
    } else {
        hp_buf_text(c->out, hp_json_is(value, HP_JSON_NULL) ? "false"
                            : hp_json_boolean(value)        ? "false"
                                                            : "true");
    }
}

static void copy_changed(struct change *c, const struct hp_json *value)
{
    bool here = c->left-- == 0;
    bool object = hp_json_is(value, HP_JSON_OBJECT);
    if (!object && !hp_json_is(value, HP_JSON_ARRAY)) {
        if (here) {
            change_scalar(c, value);
        } else {
            write_value(c->out, value, false, &c->plain);
        }
        return;
    }
    hp_buf_char(c->out, object ? '{' : '[');
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        if (child != hp_json_first(value)) {
            hp_buf_char(c->out, ',');
        }
        if (object) {
            string(c->out, hp_json_name(child), &c->plain);
            hp_buf_char(c->out, ':');
        }
        copy_changed(c, child);
    }
    if (here) {
        hp_buf_text(c->out, hp_json_size(value) > 0 ? "," : "");
        hp_buf_text(c->out, object ? "\"\":[]" : "[]");
    }
    hp_buf_char(c->out, object ? '}' : ']');
}

void hp_fuzz_change(struct hp_buf *out, const struct hp_json *value, size_t index)
{
    struct change change = {.out = out, .left = index};
    hp_rng_init(&change.plain, 0, HP_SLICE("change"));
    copy_changed(&change, value);
}
