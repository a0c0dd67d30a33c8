/* A recogniser for RFC 8259 that reads each byte once and keeps one bit for each open container.
 *
 * It exists because cJSON accepts far more than JSON, and because only a scan over the bytes can
 * say where a text goes wrong. Must not know trees, nor what a receiver thinks of a trait. */
#include "harness/json/scan.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/base/limits.h"
#include "harness/base/utf8.h"
#include "harness/json/character.h"
#include "harness/json/number.h"
#include "harness/json/plain.h"

const struct hp_json_limits hp_json_limits_default = {
    .bytes_max = SIZE_MAX,
    .depth_max = HP_JSON_DEPTH_MAX,
};

struct scanner {
    const unsigned char *start;
    const unsigned char *end;
    struct hp_json_scan *out;
    unsigned depth;
    unsigned depth_max;
    /* One bit a level: set for an object, clear for an array. */
    uint64_t objects[HP_JSON_DEPTH_MAX / 64];
};

static_assert(HP_JSON_DEPTH_MAX % 64 == 0, "the levels fill whole words");

/* Every step below takes the place where it begins and returns the place behind it, or NULL after
 * a fault. */
static const unsigned char *fault(struct scanner *s, const unsigned char *at,
                                  enum hp_json_fault kind, const char *want)
{
    s->out->fault = kind;
    s->out->offset = (size_t)(at - s->start);
    s->out->want = want;
    return NULL;
}

static const unsigned char *syntax(struct scanner *s, const unsigned char *at, const char *want)
{
    return fault(s, at, HP_JSON_SYNTAX, want);
}

static inline const unsigned char *skip_space(const unsigned char *at, const unsigned char *end)
{
    /* Most texts are compact: one comparison settles the common case. */
    while (at != end && *at <= ' ' && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
        at++;
    }
    return at;
}

static bool is_noncharacter(uint32_t code)
{
    return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

static const unsigned char *scan_utf8(struct scanner *s, const unsigned char *at)
{
    struct hp_slice rest = {(const char *)at, (size_t)(s->end - at)};
    uint32_t code = 0;
    size_t length = hp_utf8_next(rest, &code);
    if (length == 0) {
        size_t good = hp_json_character_prefix(rest);
        return fault(s, at + good, HP_JSON_UTF8,
                     good == 0   ? "a character in UTF-8"
                     : good == 1 ? "the second byte of a character in UTF-8"
                                 : "a continuation byte of UTF-8 (80 to BF)");
    }
    if (is_noncharacter(code)) {
        s->out->traits |= HP_JSON_NONCHARACTER;
    }
    return at + length;
}

static int hex_value(unsigned char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    unsigned char lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The four digits of \uXXXX. */
static const unsigned char *scan_hex4(struct scanner *s, const unsigned char *at, uint32_t *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++, at++) {
        int value = at == s->end ? -1 : hex_value(*at);
        if (value < 0) {
            return syntax(s, at, "four hexadecimal digits after \\u");
        }
        *code = *code << 4 | (uint32_t)value;
    }
    return at;
}

/* Behind the `u`. A high half looks ahead for its low half; where that is missing the text stays
 * where it is, since what follows is judged by itself. */
static const unsigned char *scan_unicode_escape(struct scanner *s, const unsigned char *at)
{
    uint32_t code = 0;
    at = scan_hex4(s, at, &code);
    if (at == NULL) {
        return NULL;
    }
    if (code >= 0xD800 && code <= 0xDBFF && s->end - at >= 2 && at[0] == '\\' && at[1] == 'u') {
        uint32_t low = 0;
        const unsigned char *behind = scan_hex4(s, at + 2, &low);
        if (behind == NULL) {
            return NULL;
        }
        if (low >= 0xDC00 && low <= 0xDFFF) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            at = behind;
        }
    }
    if (code == 0) {
        s->out->traits |= HP_JSON_NUL;
    } else if (code >= 0xD800 && code <= 0xDFFF) {
        s->out->traits |= HP_JSON_LONE_SURROGATE;
    } else if (is_noncharacter(code)) {
        s->out->traits |= HP_JSON_NONCHARACTER;
    }
    return at;
}

/* Behind the backslash. */
static const unsigned char *scan_escape(struct scanner *s, const unsigned char *at)
{
    if (at != s->end) {
        switch (*at) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't':
            return at + 1;
        case 'u':
            return scan_unicode_escape(s, at + 1);
        default:
            break;
        }
    }
    return syntax(s, at, "one of \" \\ / b f n r t u after a backslash");
}

/* Behind the opening quote. */
static const unsigned char *scan_string(struct scanner *s, const unsigned char *at)
{
    while (at != NULL) {
        at = hp_json_skip_plain(at, s->end);
        if (at == s->end) {
            return syntax(s, at, "'\"' at the end of the string");
        }
        if (*at == '"') {
            return at + 1;
        }
        if (*at == '\\') {
            at = scan_escape(s, at + 1);
        } else if (*at < 0x20) {
            return syntax(s, at, "an escape such as \\n instead of a control character");
        } else {
            at = scan_utf8(s, at);
        }
    }
    return NULL;
}

static inline bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static const unsigned char *scan_digits(struct scanner *s, const unsigned char *at,
                                        const char *want)
{
    if (at == s->end || !is_digit(*at)) {
        return syntax(s, at, want);
    }
    while (at != s->end && is_digit(*at)) {
        at++;
    }
    return at;
}

/* Integers of fewer digits are below 2^53, and without an exponent nothing overflows before. */
enum { DIGITS_SURELY_SMALL = 15 };

static const unsigned char *scan_number(struct scanner *s, const unsigned char *start)
{
    const unsigned char *at = start + (*start == '-');
    const unsigned char *integer = at;
    if (at != s->end && *at == '0') {
        at++; /* nothing may follow a leading zero: what comes next is judged as what it is */
    } else {
        at = scan_digits(s, at, "a digit");
    }
    bool maybe_big = at != NULL && at - integer > DIGITS_SURELY_SMALL;
    if (at != NULL && at != s->end && *at == '.') {
        at = scan_digits(s, at + 1, "a digit after the decimal point");
    }
    if (at != NULL && at != s->end && (*at == 'e' || *at == 'E')) {
        maybe_big = true;
        at++;
        bool sign = at != s->end && (*at == '+' || *at == '-');
        at = scan_digits(s, at + sign, sign ? "a digit" : "a digit, '+' or '-' after the e");
    }
    if (at == NULL) {
        return NULL;
    }
    size_t length = (size_t)(at - start);
    s->out->numbers++;
    if (length > s->out->number_bytes_max) {
        s->out->number_bytes_max = length;
    }
    if (maybe_big && hp_number_is_big((struct hp_slice){(const char *)start, length})) {
        s->out->traits |= HP_JSON_BIG_NUMBER;
    }
    return at;
}

static const unsigned char *scan_word(struct scanner *s, const unsigned char *at, const char *word,
                                      const char *want)
{
    for (; *word != '\0'; word++, at++) {
        if (at == s->end || *at != (unsigned char)*word) {
            return syntax(s, at, want);
        }
    }
    return at;
}

static inline bool in_object(const struct scanner *s)
{
    unsigned level = s->depth - 1;
    return (s->objects[level / 64] >> level % 64 & 1) != 0;
}

/* A member's name, its colon and the blanks around both. */
static const unsigned char *scan_name(struct scanner *s, const unsigned char *at, const char *want)
{
    if (at == s->end || *at != '"') {
        return syntax(s, at, want);
    }
    at = scan_string(s, at + 1);
    if (at == NULL) {
        return NULL;
    }
    at = skip_space(at, s->end);
    if (at == s->end || *at != ':') {
        return syntax(s, at, "':'");
    }
    return skip_space(at + 1, s->end);
}

/* At `[` or `{`: opens the level, and leads to the first value in it or, when it is empty, past its
 * end, with `closed` set. */
static const unsigned char *scan_open(struct scanner *s, const unsigned char *at, bool *closed)
{
    if (s->depth == s->depth_max) {
        return fault(s, at, HP_JSON_TOO_DEEP, "no deeper nesting than the limit");
    }
    bool object = *at == '{';
    uint64_t bit = UINT64_C(1) << s->depth % 64;
    uint64_t *word = &s->objects[s->depth / 64];
    *word = object ? *word | bit : *word & ~bit;
    s->depth++;
    if (s->depth > s->out->depth) {
        s->out->depth = s->depth;
    }
    at = skip_space(at + 1, s->end);
    if (at != s->end && *at == (object ? '}' : ']')) {
        s->depth--;
        *closed = true;
        return at + 1;
    }
    *closed = false;
    if (object) {
        return scan_name(s, at, "a member name in quotes or '}'");
    }
    return at == s->end ? syntax(s, at, "a value or ']'") : at;
}

/* Where a value must begin. `whole` is cleared when it is a container whose first value is next. */
static const unsigned char *scan_value(struct scanner *s, const unsigned char *at, bool *whole)
{
    *whole = true;
    s->out->values++;
    if (at != s->end) {
        switch (*at) {
        case '"':
            return scan_string(s, at + 1);
        case '[':
        case '{':
            return scan_open(s, at, whole);
        case 't':
            return scan_word(s, at, "true", "the word true");
        case 'f':
            return scan_word(s, at, "false", "the word false");
        case 'n':
            return scan_word(s, at, "null", "the word null");
        default:
            if (is_digit(*at) || *at == '-') {
                return scan_number(s, at);
            }
            break;
        }
    }
    return syntax(s, at, "a value");
}

/* Behind a whole value inside a container: closes what ends here, and leads past a comma to the
 * next value. Ends with depth 0 when nothing is open any more. */
static const unsigned char *scan_rest(struct scanner *s, const unsigned char *at)
{
    while (s->depth > 0) {
        at = skip_space(at, s->end);
        bool object = in_object(s);
        if (at != s->end && *at == ',') {
            at = skip_space(at + 1, s->end);
            return object ? scan_name(s, at, "a member name in quotes") : at;
        }
        if (at == s->end || *at != (object ? '}' : ']')) {
            return syntax(s, at, object ? "',' or '}'" : "',' or ']'");
        }
        s->depth--;
        at++;
    }
    return at;
}

static const unsigned char *scan_text(struct scanner *s, const unsigned char *at)
{
    at = skip_space(at, s->end);
    do {
        bool whole = false;
        at = scan_value(s, at, &whole);
        if (at != NULL && whole) {
            at = scan_rest(s, at);
        }
    } while (at != NULL && s->depth > 0);
    if (at != NULL) {
        at = skip_space(at, s->end);
        if (at != s->end) {
            return syntax(s, at, "end of text");
        }
    }
    return at;
}

bool hp_json_scan(struct hp_slice text, const struct hp_json_limits *limits,
                  struct hp_json_scan *out)
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
    const unsigned char *start = (const unsigned char *)(text.len == 0 ? "" : text.at);
    struct scanner s = {.start = start, .end = start + text.len, .out = out};
    s.depth_max =
        limits->depth_max < HP_JSON_DEPTH_MAX ? limits->depth_max : (unsigned)HP_JSON_DEPTH_MAX;
    if (hp_slice_starts_with(text, HP_SLICE("\xEF\xBB\xBF"))) {
        out->traits |= HP_JSON_BOM;
        start += 3;
    }
    return scan_text(&s, start) != NULL;
}

void hp_json_scan_describe(const struct hp_json_scan *scan, char *line, size_t line_bytes)
{
    if (scan->fault == HP_JSON_OK) {
        (void)snprintf(line, line_bytes, "valid");
    } else {
        (void)snprintf(line, line_bytes, "offset %zu: want %s", scan->offset, scan->want);
    }
}
