/* Inside this layer: past the bytes that stand for themselves in a string, many at a time. */
#ifndef HP_JSON_PLAIN_H
#define HP_JSON_PLAIN_H

#include <stdbool.h>
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "harness/base/word.h"

/* ASCII but control characters, quote and backslash. */
static inline bool hp_json_is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* In each byte of the result the high bit is set if that byte is not plain; a borrow can only make
 * false ones above the lowest true one. */
static inline uint64_t hp_json_word_stops(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t quotes = word ^ ones * '"';
    uint64_t backslashes = word ^ ones * '\\';
    return (word | (word - ones * 0x20) | (quotes - ones) | (backslashes - ones)) & (ones * 0x80);
}

/* Eight bytes at a time, then one by one. */
static inline const unsigned char *hp_json_skip_plain_words(const unsigned char *at,
                                                            const unsigned char *end)
{
    while (end - at >= 8) {
        uint64_t stops = hp_json_word_stops(hp_word_u64(at));
        if (stops != 0) {
            return at + (unsigned)__builtin_ctzll(stops) / 8;
        }
        at += 8;
    }
    while (at != end && hp_json_is_plain(*at)) {
        at++;
    }
    return at;
}

#ifdef __SSE2__
/* All bits of those of sixteen bytes that are plain. */
static inline __m128i hp_json_plain_16(__m128i bytes)
{
    __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    /* As signed numbers the bytes from 0x80 on are below 0x20 too. */
    __m128i others = _mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x1f));
    return _mm_andnot_si128(_mm_or_si128(quotes, backslashes), others);
}

static inline __m128i hp_json_load_16(const void *at)
{
    return _mm_loadu_si128((const __m128i *)at);
}

/* How many of the sixteen bytes are plain before the first one that is not: the lowest clear bit,
 * to which adding one carries; bit 16 is clear in any case. */
static inline size_t hp_json_vector_run(const void *at)
{
    unsigned plain = (unsigned)_mm_movemask_epi8(hp_json_plain_16(hp_json_load_16(at)));
    return (size_t)__builtin_ctzll((uint64_t)plain + 1);
}

/* One bit for each of the sixteen bytes that is not plain. */
static inline unsigned hp_json_vector_stops(const void *at)
{
    return (unsigned)_mm_movemask_epi8(hp_json_plain_16(hp_json_load_16(at))) ^ 0xffffu;
}
#endif

/* The first byte from `at` on that is not plain, or `end`. */
static inline const unsigned char *hp_json_skip_plain(const unsigned char *at,
                                                      const unsigned char *end)
{
#ifdef __SSE2__
    while (end - at >= 16) {
        size_t run = hp_json_vector_run(at);
        at += run;
        if (run < 16) {
            return at;
        }
    }
#endif
    return hp_json_skip_plain_words(at, end);
}

enum {
    HP_JSON_PADDING = 16
}; /* zero bytes behind a text that is read without asking for its end */

/* The same in a text with HP_JSON_PADDING behind it: stops at the first of those at the latest. */
static inline const unsigned char *hp_json_skip_plain_padded(const unsigned char *at)
{
    for (;;) {
#ifdef __SSE2__
        size_t run = hp_json_vector_run(at);
        at += run;
        if (run < 16) {
            return at;
        }
#else
        uint64_t stops = hp_json_word_stops(hp_word_u64(at));
        if (stops != 0) {
            return at + (unsigned)__builtin_ctzll(stops) / 8;
        }
        at += 8;
#endif
    }
}

#endif
