/* A JSON text compared with values while it is read, without a tree: whoever knows what a text
 * should say finds out whether it does, at a fraction of the cost of parsing it.
 *
 * Each function takes the place where something must begin, white space before it allowed, and
 * gives the place behind it; NULL when something else stands there. NULL is handed on, so that a
 * caller asks once at its end. Bytes up to `end` are read, and none behind. What these functions
 * accept one by one is JSON by RFC 8259 if the caller puts it together by the grammar. */
#ifndef HP_JSON_MATCH_H
#define HP_JSON_MATCH_H

#include "harness/base/word.h"
#include "harness/json/plain.h"
#include "harness/json/tree.h"

/* The slow halves of the functions below. */
const char *hp_json_match_char_slowly(const char *at, const char *end, char c);
const char *hp_json_match_string_slowly(const char *at, const char *end, struct hp_slice text);

/* Past white space alone. */
const char *hp_json_match_space(const char *at, const char *end);

static inline const char *hp_json_match_char(const char *at, const char *end, char c)
{
    return at != NULL && at < end && *at == c ? at + 1 : hp_json_match_char_slowly(at, end, c);
}

/* True when the `text.len` bytes at `at` are plain and those of `text`. Up to `end` may be read,
 * and HP_JSON_READABLE bytes of `text`. Short texts at the end are left to the slow way. */
static inline bool hp_json_is_plainly(const char *at, const char *end, struct hp_slice text)
{
#ifdef __SSE2__
    if (text.len >= 16) {
        /* The last sixteen overlap the ones before them. */
        const char *last = at + text.len - 16;
        __m128i bytes = hp_json_load_16(last);
        __m128i same = _mm_cmpeq_epi8(bytes, hp_json_load_16(text.at + text.len - 16));
        same = _mm_and_si128(same, hp_json_plain_16(bytes));
        for (const char *with = text.at; at < last; at += 16, with += 16) {
            bytes = hp_json_load_16(at);
            same = _mm_and_si128(same, _mm_cmpeq_epi8(bytes, hp_json_load_16(with)));
            same = _mm_and_si128(same, hp_json_plain_16(bytes));
        }
        return _mm_movemask_epi8(same) == 0xffff;
    }
    if (end - at >= 16) {
        __m128i bytes = hp_json_load_16(at);
        __m128i same = _mm_cmpeq_epi8(bytes, hp_json_load_16(text.at));
        unsigned good = (unsigned)_mm_movemask_epi8(_mm_and_si128(same, hp_json_plain_16(bytes)));
        return (~good & ((1u << text.len) - 1)) == 0;
    }
#endif
    (void)at;
    (void)end;
    (void)text;
    return false;
}

/* A string that stands for exactly `text`, which is a name or a string of a tree. */
static inline const char *hp_json_match_string(const char *at, const char *end,
                                               struct hp_slice text)
{
    enum { QUOTES = 2 };
    if (at != NULL && (size_t)(end - at) >= text.len + QUOTES && at[0] == '"' &&
        at[text.len + 1] == '"' && hp_json_is_plainly(at + 1, end, text)) {
        return at + text.len + QUOTES;
    }
    return hp_json_match_string_slowly(at, end, text);
}

/* The same for a `text` of any origin. */
static inline const char *hp_json_match_name(const char *at, const char *end, struct hp_slice text)
{
    return hp_json_match_string_slowly(at, end, text);
}

#endif
