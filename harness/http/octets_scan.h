/* The two scans that every line goes through, many octets at a time. Inside this layer, and in a
 * header so that what they compare with stays in registers from line to line. */
#ifndef HP_HTTP_OCTETS_SCAN_H
#define HP_HTTP_OCTETS_SCAN_H

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "harness/http/octets.h"

#ifdef __SSE2__
/* Sixteen at a time: a bit for each octet that is at most 0x1f, or 0x7f. */
static inline unsigned hp_octets_controls(const char *octets)
{
    __m128i word;
    memcpy(&word, octets, sizeof(word));
    __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(word, _mm_set1_epi8(0x1f)), word);
    __m128i delete = _mm_cmpeq_epi8(word, _mm_set1_epi8(0x7f));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(low, delete));
}

/* Sixteen at a time: a bit for each octet from `first` on, as many as `count`: what is below is
 * moved to the top by the subtraction, and compared as signed numbers. */
static inline __m128i hp_octets_in_range(__m128i word, char first, int count)
{
    __m128i moved = _mm_add_epi8(word, _mm_set1_epi8((char)(-128 - first)));
    return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(-128 + count)));
}

/* Sixteen at a time: a bit for each octet that is a letter, a digit, "-" or "_". */
static inline unsigned hp_octets_plain(const char *octets)
{
    __m128i word;
    memcpy(&word, octets, sizeof(word));
    __m128i letter = hp_octets_in_range(_mm_or_si128(word, _mm_set1_epi8(0x20)), 'a', 26);
    __m128i digit = hp_octets_in_range(word, '0', 10);
    __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(word, _mm_set1_epi8('-')),
                                _mm_cmpeq_epi8(word, _mm_set1_epi8('_')));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letter, digit), mark));
}
#endif

/* Eight octets at a time: a subtraction borrows into the top bit of every octet that is below
 * 0x20, and of every one that is zero once 0x7f is taken out. False alarms only lie above a true
 * one, so the lowest bit tells the truth. */
static inline uint64_t hp_octets_controls_of_word(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = UINT64_C(0x8080808080808080);
    uint64_t low = (word - ones * 0x20) & ~word;
    uint64_t other = word ^ (ones * 0x7f);
    uint64_t delete = (other - ones) & ~other;
    return (low | delete) & tops;
}

/* Offset of the first control character (0x00 to 0x1f, 0x7f), or `count`. */
static inline size_t hp_octets_before_control(const char *octets, size_t count)
{
    size_t n = 0;
#ifdef __SSE2__
    for (; count - n >= 16; n += 16) {
        unsigned controls = hp_octets_controls(octets + n);
        if (controls != 0) {
            return n + (size_t)__builtin_ctz(controls);
        }
    }
#endif
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (; count - n >= 8; n += 8) {
        uint64_t word;
        memcpy(&word, octets + n, sizeof(word));
        uint64_t controls = hp_octets_controls_of_word(word);
        if (controls != 0) {
            return n + (size_t)__builtin_ctzll(controls) / 8;
        }
    }
#endif
    while (n < count && (unsigned char)octets[n] >= 0x20 && octets[n] != 0x7f) {
        n++;
    }
    return n;
}

/* Offset of the first octet that is no letter, digit, "-" or "_", or `count`: what nearly all field
 * names are made of, which is less than a token may hold. */
static inline size_t hp_octets_before_mark(const char *octets, size_t count)
{
    size_t n = 0;
#ifdef __SSE2__
    for (; count - n >= 16; n += 16) {
        unsigned others = hp_octets_plain(octets + n) ^ 0xffff;
        if (others != 0) {
            return n + (size_t)__builtin_ctz(others);
        }
    }
#endif
    while (n < count && (hp_octet_is(octets[n], HP_OCTET_ALPHA | HP_OCTET_DIGIT) ||
                         octets[n] == '-' || octets[n] == '_')) {
        n++;
    }
    return n;
}

#endif
