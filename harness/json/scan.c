/* The recogniser: the grammar's walk without a tree, and those parts of the grammar that ordinary
 * texts seldom reach.
 *
 * It exists because cJSON accepts far more than JSON, and because only a scan over the bytes can
 * say where a text goes wrong. Must not know trees, nor what a receiver thinks of a trait. */
#include "harness/json/scan.h"

#include <stdint.h>
#include <stdio.h>

#include "harness/base/limits.h"
#include "harness/base/utf8.h"
#include "harness/json/character.h"
#include "harness/json/escape.h"
#include "harness/json/grammar.h"
#include "harness/json/number.h"

const struct hp_json_limits hp_json_limits_default = {
    .bytes_max = SIZE_MAX,
    .depth_max = HP_JSON_DEPTH_MAX,
};

static const unsigned char *fault(struct hp_json_walker *w, const unsigned char *at,
                                  enum hp_json_fault kind, const char *want)
{
    w->out->fault = kind;
    w->out->offset = (size_t)(at - w->text);
    w->out->want = want;
    return NULL;
}

const unsigned char *hp_json_syntax(struct hp_json_walker *w, const unsigned char *at,
                                    const char *want)
{
    return fault(w, at, HP_JSON_SYNTAX, want);
}

static bool is_noncharacter(uint32_t code)
{
    return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

const unsigned char *hp_json_too_deep(struct hp_json_walker *w, const unsigned char *at)
{
    return fault(w, at, HP_JSON_TOO_DEEP, "no deeper nesting than the limit");
}

HP_COLD static const unsigned char *refuse_utf8(struct hp_json_walker *w, const unsigned char *at)
{
    size_t good =
        hp_json_character_prefix((struct hp_slice){(const char *)at, (size_t)(w->end - at)});
    return fault(w, at + good, HP_JSON_UTF8,
                 good == 0   ? "a character in UTF-8"
                 : good == 1 ? "the second byte of a character in UTF-8"
                             : "a continuation byte of UTF-8 (80 to BF)");
}

/* Past the characters beyond ASCII that begin here: one at least. */
static const unsigned char *scan_utf8(struct hp_json_walker *w, const unsigned char *at)
{
    do {
        struct hp_slice rest = {(const char *)at, (size_t)(w->end - at)};
        uint32_t code = 0;
        size_t length = hp_utf8_wide(hp_utf8_head(rest), &code);
        if (length == 0) {
            return refuse_utf8(w, at);
        }
        if (is_noncharacter(code)) {
            w->out->traits |= HP_JSON_NONCHARACTER;
        }
        at += length;
    } while (at != w->end && *at >= 0x80);
    return at;
}

const unsigned char hp_json_hex[256] = {
    ['0'] = 0x10, ['1'] = 0x11, ['2'] = 0x12, ['3'] = 0x13, ['4'] = 0x14, ['5'] = 0x15,
    ['6'] = 0x16, ['7'] = 0x17, ['8'] = 0x18, ['9'] = 0x19, ['a'] = 0x1a, ['b'] = 0x1b,
    ['c'] = 0x1c, ['d'] = 0x1d, ['e'] = 0x1e, ['f'] = 0x1f, ['A'] = 0x1a, ['B'] = 0x1b,
    ['C'] = 0x1c, ['D'] = 0x1d, ['E'] = 0x1e, ['F'] = 0x1f,
};

const unsigned char hp_json_escapes[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* The four digits of \uXXXX. */
static inline const unsigned char *scan_hex4(struct hp_json_walker *w, const unsigned char *at,
                                             uint32_t *code)
{
    if (w->end - at >= HP_JSON_HEX_DIGITS && hp_json_hex4(at, code)) {
        return at + HP_JSON_HEX_DIGITS;
    }
    *code = 0;
    for (int i = 0; i < HP_JSON_HEX_DIGITS; i++, at++) {
        unsigned digit = at == w->end ? 0 : hp_json_hex[*at];
        if ((digit & HP_JSON_IS_HEX) == 0) {
            return hp_json_syntax(w, at, "four hexadecimal digits after \\u");
        }
        *code = *code << 4 | (digit & HP_JSON_HEX_VALUE);
    }
    return at;
}

/* Behind the `u`. A high half looks ahead for its low half; where that is missing the text stays
 * where it is, since what follows is judged by itself. */
static inline const unsigned char *scan_unicode_escape(struct hp_json_walker *w,
                                                       const unsigned char *at, uint32_t *code)
{
    at = scan_hex4(w, at, code);
    if (at == NULL) {
        return NULL;
    }
    if (*code >= 0xD800 && *code <= 0xDBFF && w->end - at >= 2 && at[0] == '\\' && at[1] == 'u') {
        uint32_t low = 0;
        const unsigned char *behind = scan_hex4(w, at + 2, &low);
        if (behind == NULL) {
            return NULL;
        }
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
            at = behind;
        }
    }
    if (*code == 0) {
        w->out->traits |= HP_JSON_NUL;
    } else if (*code >= 0xD800 && *code <= 0xDFFF) {
        w->out->traits |= HP_JSON_LONE_SURROGATE;
    } else if (is_noncharacter(*code)) {
        w->out->traits |= HP_JSON_NONCHARACTER;
    }
    return at;
}

/* Behind the backslash; `code` is the character that the escape stands for. */
static inline const unsigned char *scan_escape(struct hp_json_walker *w, const unsigned char *at,
                                               uint32_t *code)
{
    if (at != w->end) {
        if (*at == 'u') {
            return scan_unicode_escape(w, at + 1, code);
        }
        *code = hp_json_escapes[*at];
        if (*code != 0) {
            return at + 1;
        }
    }
    return hp_json_syntax(w, at, "one of \" \\ / b f n r t u after a backslash");
}

/* `out` is NULL, or where the unescaped text goes on: never behind `at`, since no character is
 * longer than its escape. */
static inline __attribute__((always_inline)) const unsigned char *
walk_string_rest(struct hp_json_walker *w, const unsigned char *at, char **out)
{
    const unsigned char *run = at; /* what stands for itself since the last escape */
    for (;;) {
        at = hp_json_skip_plain(at, w->end);
        if (at == w->end) {
            return hp_json_syntax(w, at, "'\"' at the end of the string");
        }
        if (*at >= 0x80) {
            at = scan_utf8(w, at);
            if (at == NULL) {
                return NULL;
            }
            continue;
        }
        if (*at < 0x20) {
            return hp_json_syntax(w, at, "an escape such as \\n instead of a control character");
        }
        if (out != NULL) {
            memmove(*out, run, (size_t)(at - run));
            *out += at - run;
        }
        if (*at == '"') {
            return at + 1;
        }
        uint32_t code = 0;
        at = scan_escape(w, at + 1, &code);
        if (at == NULL) {
            return NULL;
        }
        if (out != NULL) {
            *out += hp_json_character_write(code, *out);
        }
        run = at;
    }
}

const unsigned char *hp_json_walk_string_rest(struct hp_json_walker *w, const unsigned char *at)
{
    return walk_string_rest(w, at, NULL);
}

const unsigned char *hp_json_walk_string_rest_in_place(struct hp_json_walker *w,
                                                       const unsigned char *at,
                                                       struct hp_slice *text)
{
    char *start = hp_json_builder_own(text->at);
    char *out = start + text->len;
    at = walk_string_rest(w, at, &out);
    *out = '\0';
    text->len = (size_t)(out - start);
    return at;
}

static const unsigned char *scan_digits(struct hp_json_walker *w, const unsigned char *at,
                                        const char *want)
{
    if (at == w->end || !hp_json_is_digit(*at)) {
        return hp_json_syntax(w, at, want);
    }
    while (at != w->end && hp_json_is_digit(*at)) {
        at++;
    }
    return at;
}

/* Integers of fewer digits are below 2^53, and without an exponent nothing overflows before. */
enum { DIGITS_SURELY_SMALL = 15 };

const unsigned char *hp_json_walk_number(struct hp_json_walker *w, const unsigned char *start)
{
    const unsigned char *at = start + (*start == '-');
    const unsigned char *integer = at;
    if (at != w->end && *at == '0') {
        at++; /* nothing may follow a leading zero: what comes next is judged as what it is */
    } else {
        at = scan_digits(w, at, "a digit");
    }
    bool maybe_big = at != NULL && at - integer > DIGITS_SURELY_SMALL;
    if (at != NULL && at != w->end && *at == '.') {
        at = scan_digits(w, at + 1, "a digit after the decimal point");
    }
    if (at != NULL && at != w->end && (*at == 'e' || *at == 'E')) {
        maybe_big = true;
        at++;
        bool sign = at != w->end && (*at == '+' || *at == '-');
        at = scan_digits(w, at + sign, sign ? "a digit" : "a digit, '+' or '-' after the e");
    }
    if (at == NULL) {
        return NULL;
    }
    size_t length = (size_t)(at - start);
    w->out->numbers++;
    if (length > w->out->number_bytes_max) {
        w->out->number_bytes_max = length;
    }
    if (maybe_big && hp_number_is_big((struct hp_slice){(const char *)start, length})) {
        w->out->traits |= HP_JSON_BIG_NUMBER;
    }
    return at;
}

const unsigned char *hp_json_walk_word(struct hp_json_walker *w, const unsigned char *at,
                                       const char *word, const char *want)
{
    for (; *word != '\0'; word++, at++) {
        if (at == w->end || *at != (unsigned char)*word) {
            return hp_json_syntax(w, at, want);
        }
    }
    return at;
}

bool hp_json_walk_begin(struct hp_json_walker *w, struct hp_slice text,
                        const struct hp_json_limits *limits, struct hp_json_scan *out)
{
    if (limits == NULL) {
        limits = &hp_json_limits_default;
    }
    *out = (struct hp_json_scan){0};
    if (text.len > limits->bytes_max) {
        out->fault = HP_JSON_TOO_BIG;
        out->offset = limits->bytes_max;
        out->want = "end of text, at the limit of its size";
        return false;
    }
    w->text = (const unsigned char *)(text.len == 0 ? "" : text.at);
    w->end = w->text + text.len;
    w->start = w->text;
    w->out = out;
    w->depth_max =
        limits->depth_max < HP_JSON_DEPTH_MAX ? limits->depth_max : (unsigned)HP_JSON_DEPTH_MAX;
    if (hp_slice_starts_with(text, HP_SLICE("\xEF\xBB\xBF"))) {
        out->traits |= HP_JSON_BOM;
        w->start += 3;
    }
    return true;
}

bool hp_json_scan(struct hp_slice text, const struct hp_json_limits *limits,
                  struct hp_json_scan *out)
{
    struct hp_json_walker w = {.objects = {0}};
    return hp_json_walk_begin(&w, text, limits, out) && hp_json_walk(&w, NULL);
}

void hp_json_scan_describe(const struct hp_json_scan *scan, char *line, size_t line_bytes)
{
    if (scan->fault == HP_JSON_OK) {
        (void)snprintf(line, line_bytes, "valid");
    } else {
        (void)snprintf(line, line_bytes, "offset %zu: want %s", scan->offset, scan->want);
    }
}
