/* What cJSON does to a valid text that it should not, undone before it can: it cuts strings at
 * U+0000, refuses lone surrogates, and may read 63 bytes of a number at most; but raw bytes that
 * are not UTF-8 pass through it unchanged. Must not see cJSON; relies on the scan, so nothing here
 * is checked again. */
#include "harness/json/rewrite.h"

#include <stdint.h>

#include "harness/json/character.h"

/* Before 1.7.19 cJSON copies a number into char[64] for strtod and trips over the rest; some
 * distributions have mended that in older versions. */
enum { CJSON_NUMBER_BYTES = 63 };

bool hp_json_needs_rewrite(const struct hp_json_scan *scan)
{
    return (scan->traits & (HP_JSON_NUL | HP_JSON_LONE_SURROGATE)) != 0 ||
           scan->number_bytes_max > CJSON_NUMBER_BYTES;
}

static bool is_number_byte(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static bool begins_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-';
}

/* From the opening quote to behind the closing one. */
static size_t string_end(struct hp_slice text, size_t at)
{
    for (at++; text.at[at] != '"'; at++) {
        at += text.at[at] == '\\';
    }
    return at + 1;
}

static size_t number_end(struct hp_slice text, size_t at)
{
    while (at < text.len && is_number_byte(text.at[at])) {
        at++;
    }
    return at;
}

struct hp_slice hp_json_next_number(struct hp_slice text, size_t *at)
{
    size_t i = *at;
    while (i < text.len && !begins_number(text.at[i])) {
        i = text.at[i] == '"' ? string_end(text, i) : i + 1;
    }
    if (i >= text.len) {
        *at = text.len;
        return (struct hp_slice){NULL, 0};
    }
    *at = number_end(text, i);
    return (struct hp_slice){text.at + i, *at - i};
}

static uint32_t hex4(const char *digits)
{
    uint32_t code = 0;
    for (int i = 0; i < 4; i++) {
        char c = digits[i];
        uint32_t value = c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a' + 10);
        code = code << 4 | value;
    }
    return code;
}

static bool is_high(uint32_t code)
{
    return code >= 0xD800 && code <= 0xDBFF;
}

static bool is_low(uint32_t code)
{
    return code >= 0xDC00 && code <= 0xDFFF;
}

/* True when the escape at `at` is \u and a low surrogate. */
static bool low_follows(struct hp_slice text, size_t at)
{
    return text.len - at >= 6 && text.at[at] == '\\' && text.at[at + 1] == 'u' &&
           is_low(hex4(text.at + at + 2));
}

/* The escape at `*at`: copied as it is, or as raw bytes. A valid pair goes as a whole, so that its
 * second half is not taken for a lone one. */
static size_t rewrite_escape(struct hp_slice text, size_t *at, char *out)
{
    size_t length = 2;
    if (text.at[*at + 1] == 'u') {
        uint32_t code = hex4(text.at + *at + 2);
        length = 6;
        if (is_high(code) && low_follows(text, *at + 6)) {
            length = 12;
        } else if (code == 0 || is_high(code) || is_low(code)) {
            *at += 6;
            char raw[4];
            size_t written = hp_json_character_write(code, raw);
            memcpy(out, raw, written);
            return written;
        }
    }
    memcpy(out, text.at + *at, length);
    *at += length;
    return length;
}

static size_t rewrite_string(struct hp_slice text, size_t *at, char *out)
{
    size_t n = 0;
    out[n++] = text.at[(*at)++];
    while (text.at[*at] != '"') {
        if (text.at[*at] == '\\') {
            n += rewrite_escape(text, at, out + n);
        } else {
            out[n++] = text.at[(*at)++];
        }
    }
    out[n++] = text.at[(*at)++];
    return n;
}

struct hp_slice hp_json_rewrite(struct hp_arena *arena, struct hp_slice text)
{
    /* No replacement is longer than what it replaces. */
    char *out = hp_arena_take(arena, text.len);
    if (out == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    size_t n = 0;
    size_t at = 0;
    while (at < text.len) {
        if (text.at[at] == '"') {
            n += rewrite_string(text, &at, out + n);
            continue;
        }
        size_t end = begins_number(text.at[at]) ? number_end(text, at) : at + 1;
        if (end - at > CJSON_NUMBER_BYTES) {
            out[n++] = '0';
        } else {
            memcpy(out + n, text.at + at, end - at);
            n += end - at;
        }
        at = end;
    }
    return (struct hp_slice){out, n};
}
