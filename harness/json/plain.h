/* Inside this layer: past the bytes that stand for themselves in a string, many at a time. */
#ifndef HP_JSON_PLAIN_H
#define HP_JSON_PLAIN_H

#include <stdbool.h>
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* ASCII but control characters, quote and backslash. */
static inline bool hp_json_is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static inline uint64_t hp_json_load_little_endian(const unsigned char *at)
{
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
           (uint64_t)at[7] << 56;
}

/* Eight bytes at a time, then one by one. In each byte of `stops` the high bit is set if that byte
 * is not plain; a borrow can only make false stops above the lowest true one, which is the one that
 * is used. */
static inline const unsigned char *hp_json_skip_plain_words(const unsigned char *at,
                                                            const unsigned char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    while (end - at >= 8) {
        uint64_t word = hp_json_load_little_endian(at);
        uint64_t quotes = word ^ ones * '"';
        uint64_t backslashes = word ^ ones * '\\';
        uint64_t stops =
            (word | (word - ones * 0x20) | (quotes - ones) | (backslashes - ones)) & (ones * 0x80);
        if (stops != 0) {
            return at + __builtin_ctzll(stops) / 8;
        }
        at += 8;
    }
    while (at != end && hp_json_is_plain(*at)) {
        at++;
    }
    return at;
}

/* The first byte from `at` on that is not plain, or `end`. */
static inline const unsigned char *hp_json_skip_plain(const unsigned char *at,
                                                      const unsigned char *end)
{
#ifdef __SSE2__
    while (end - at >= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
        /* As signed numbers the bytes from 0x80 on are below 0x20 too. */
        __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
        int stops = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), others));
        if (stops != 0) {
            return at + __builtin_ctz((unsigned)stops);
        }
        at += 16;
    }
#endif
    return hp_json_skip_plain_words(at, end);
}

#endif
