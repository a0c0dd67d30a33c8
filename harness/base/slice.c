/* Comparison and search on borrowed bytes. Must not know where they come from. */
#include "harness/base/slice.h"

#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "harness/base/word.h"

bool hp_bytes_equal(const char *a, const char *b, size_t len)
{
    return hp_word_equal(a, b, len);
}

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

/* The same for eight bytes: the high bit of a byte of `upper` is set where a capital stands. */
static uint64_t lower_word(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t low = word & ones * 0x7F;
    uint64_t from_a = low + ones * (0x80 - 'A');
    uint64_t beyond_z = low + ones * (0x7F - 'Z');
    uint64_t upper = from_a & ~beyond_z & ~word & ones * 0x80;
    return word | upper >> 2;
}

/* What differs between eight bytes and eight others, letter case aside. Most names that differ do
 * so in more than the bit that tells capitals from small letters, or not at all. */
static inline uint64_t word_differences(uint64_t a, uint64_t b)
{
    const uint64_t case_bits = UINT64_C(0x2020202020202020);
    uint64_t differences = a ^ b;
    if (differences == 0 || (differences & ~case_bits) != 0) {
        return differences;
    }
    return lower_word(a) ^ lower_word(b);
}

bool hp_bytes_equal_ignoring_case(const char *a, const char *b, size_t len)
{
    if (len >= 8) {
        /* The last word overlaps the one before it. */
        uint64_t differences = word_differences(hp_word_u64(a + len - 8), hp_word_u64(b + len - 8));
        for (size_t i = 0; i + 8 < len && differences == 0; i += 8) {
            differences = word_differences(hp_word_u64(a + i), hp_word_u64(b + i));
        }
        return differences == 0;
    }
    for (size_t i = 0; i < len; i++) {
        if (a[i] != b[i] && lower((unsigned char)a[i]) != lower((unsigned char)b[i])) {
            return false;
        }
    }
    return true;
}

/* A longer needle is left to memmem, whose time is in proportion to the text for any needle. */
enum { SHORT_NEEDLE_BYTES = 64 };

#ifdef __SSE2__
/* One bit for each of sixteen places where the first and the last byte of the needle stand. */
static unsigned candidates(const char *at, size_t needle_bytes, __m128i first, __m128i last)
{
    __m128i heads = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i tails = _mm_loadu_si128((const __m128i *)(const void *)(at + needle_bytes - 1));
    return (unsigned)_mm_movemask_epi8(
        _mm_and_si128(_mm_cmpeq_epi8(heads, first), _mm_cmpeq_epi8(tails, last)));
}

/* The same for fewer places. */
static unsigned candidates_one_by_one(struct hp_slice text, struct hp_slice needle, size_t places)
{
    unsigned bits = 0;
    for (size_t i = 0; i < places; i++) {
        bits |= (unsigned)(text.at[i] == needle.at[0]) << i;
    }
    return bits;
}

static size_t find_short(struct hp_slice text, struct hp_slice needle)
{
    const __m128i first = _mm_set1_epi8(needle.at[0]);
    const __m128i last = _mm_set1_epi8(needle.at[needle.len - 1]);
    size_t places = text.len - needle.len + 1;
    size_t at = 0;
    while (at < places) {
        if (places - at < 16 && places >= 16) {
            at = places - 16; /* the last sixteen places, some for the second time */
        }
        unsigned bits = places < 16 ? candidates_one_by_one(text, needle, places)
                                    : candidates(text.at + at, needle.len, first, last);
        for (; bits != 0; bits &= bits - 1) {
            size_t place = at + (size_t)__builtin_ctz(bits);
            if (hp_word_equal(text.at + place, needle.at, needle.len)) {
                return place;
            }
        }
        at += 16;
    }
    return text.len;
}
#endif

size_t hp_slice_find(struct hp_slice text, struct hp_slice needle)
{
    if (needle.len == 0) {
        return 0;
    }
    if (text.len < needle.len) {
        return text.len;
    }
#ifdef __SSE2__
    if (needle.len <= SHORT_NEEDLE_BYTES) {
        return find_short(text, needle);
    }
#endif
    const char *found = memmem(text.at, text.len, needle.at, needle.len);
    return found == NULL ? text.len : (size_t)(found - text.at);
}

struct hp_slice hp_slice_trim(struct hp_slice text)
{
    while (text.len > 0 && (text.at[0] == ' ' || text.at[0] == '\t')) {
        text.at++;
        text.len--;
    }
    while (text.len > 0 && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t')) {
        text.len--;
    }
    return text;
}
