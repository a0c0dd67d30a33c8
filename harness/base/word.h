/* Several bytes at a time as one integer, for the few loops that every case runs through. */
#ifndef HP_BASE_WORD_H
#define HP_BASE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The bytes in little-endian order; compilers make one load of it. */
static inline uint64_t hp_word_u64(const void *bytes)
{
    const unsigned char *at = bytes;
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
           (uint64_t)at[7] << 56;
}

static inline uint32_t hp_word_u32(const void *bytes)
{
    const unsigned char *at = bytes;
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Writes the bytes in little-endian order. Not by shifts, of which compilers make eight stores. */
static inline void hp_word_put_u64(char *to, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(to, &word, sizeof(word));
}

/* The eight hexadecimal digits of `number` in lower case, the lowest first: as bytes in
 * little-endian order. All at once: a byte for each, and where it is over nine, the letters. */
static inline uint64_t hp_word_hex_digits(uint32_t number)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t digits = number;
    digits = (digits | digits << 16) & UINT64_C(0x0000ffff0000ffff);
    digits = (digits | digits << 8) & UINT64_C(0x00ff00ff00ff00ff);
    digits = (digits | digits << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    uint64_t letters = (digits + ones * 6) >> 4 & ones;
    return digits + ones * '0' + letters * ('a' - '0' - 10);
}

enum { HP_WORD_SHORT_BYTES = 64 }; /* beyond this a call of memcmp is cheaper than the loop */

/* True when both runs of `count` bytes are equal. Short ones, as names and enum values are, are
 * compared in place, the last word overlapping the one before it. */
static inline bool hp_word_equal(const char *a, const char *b, size_t count)
{
    if (count > HP_WORD_SHORT_BYTES) {
        return memcmp(a, b, count) == 0;
    }
    if (count >= 8) {
        uint64_t differences = hp_word_u64(a + count - 8) ^ hp_word_u64(b + count - 8);
        for (size_t i = 0; i + 8 < count; i += 8) {
            differences |= hp_word_u64(a + i) ^ hp_word_u64(b + i);
        }
        return differences == 0;
    }
    if (count >= 4) {
        return ((hp_word_u32(a) ^ hp_word_u32(b)) |
                (hp_word_u32(a + count - 4) ^ hp_word_u32(b + count - 4))) == 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (a[i] != b[i]) {
            return false;
        }
    }
    return true;
}

/* memcpy without a call for short runs, whose length no compiler can know. */
static inline void hp_word_copy(char *to, const char *from, size_t count)
{
    if (count > HP_WORD_SHORT_BYTES) {
        memcpy(to, from, count);
    } else if (count >= 16) {
        for (size_t i = 0; i + 16 < count; i += 16) {
            memcpy(to + i, from + i, 16);
        }
        memcpy(to + count - 16, from + count - 16, 16);
    } else if (count >= 8) {
        memcpy(to, from, 8);
        memcpy(to + count - 8, from + count - 8, 8);
    } else if (count >= 4) {
        memcpy(to, from, 4);
        memcpy(to + count - 4, from + count - 4, 4);
    } else {
        for (size_t i = 0; i < count; i++) {
            to[i] = from[i];
        }
    }
}

#endif
