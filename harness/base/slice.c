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

#ifdef __SSE2__
static inline __m128i load_16(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline __m128i lower_16(__m128i bytes)
{
    __m128i from_a = _mm_cmpgt_epi8(bytes, _mm_set1_epi8('A' - 1));
    __m128i to_z = _mm_cmplt_epi8(bytes, _mm_set1_epi8('Z' + 1));
    return _mm_or_si128(bytes,
                        _mm_and_si128(_mm_and_si128(from_a, to_z), _mm_set1_epi8('a' - 'A')));
}

static inline bool same_but_for_case(__m128i a, __m128i b)
{
    return _mm_movemask_epi8(_mm_cmpeq_epi8(lower_16(a), lower_16(b))) == 0xffff;
}

/* 4 to 16 bytes: the first and the last half of them, which overlap. */
static inline __m128i load_short(const char *at, size_t len)
{
    if (len >= 8) {
        return _mm_set_epi64x((long long)hp_word_u64(at + len - 8), (long long)hp_word_u64(at));
    }
    return _mm_set_epi32(0, 0, (int)hp_word_u32(at + len - 4), (int)hp_word_u32(at));
}
#endif

static bool each_equal_ignoring_case(const char *a, const char *b, size_t len)
{
    size_t i = 0;
    while (i < len && lower((unsigned char)a[i]) == lower((unsigned char)b[i])) {
        i++;
    }
    return i == len;
}

bool hp_bytes_equal_ignoring_case(const char *a, const char *b, size_t len)
{
#ifdef __SSE2__
    if (len >= 4 && len <= 16) {
        return same_but_for_case(load_short(a, len), load_short(b, len));
    }
    if (len > 16) {
        /* The last sixteen overlap the ones before them. */
        bool same = same_but_for_case(load_16(a + len - 16), load_16(b + len - 16));
        for (size_t i = 0; i + 16 < len && same; i += 16) {
            same = same_but_for_case(load_16(a + i), load_16(b + i));
        }
        return same;
    }
#endif
    return each_equal_ignoring_case(a, b, len);
}

/* A longer needle is left to memmem, whose time is in proportion to the text for any needle. */
enum { SHORT_NEEDLE_BYTES = 64 };

#ifdef __SSE2__
/* What is looked for: the places where the first and the last byte of the needle stand. */
struct ends {
    __m128i first, last;
    size_t apart;
};

/* All bits of those of sixteen places. */
static inline __m128i ends_at(const char *at, const struct ends *ends)
{
    return _mm_and_si128(_mm_cmpeq_epi8(load_16(at), ends->first),
                         _mm_cmpeq_epi8(load_16(at + ends->apart), ends->last));
}

/* One bit for each of sixteen places. */
static inline uint64_t candidates_16(const char *at, const struct ends *ends)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(ends_at(at, ends));
}

/* The same for 64 of them, among which there is none as a rule. */
static inline uint64_t candidates_64(const char *at, const struct ends *ends)
{
    __m128i low = _mm_or_si128(ends_at(at, ends), ends_at(at + 16, ends));
    __m128i high = _mm_or_si128(ends_at(at + 32, ends), ends_at(at + 48, ends));
    if (_mm_movemask_epi8(_mm_or_si128(low, high)) == 0) {
        return 0;
    }
    return candidates_16(at, ends) | candidates_16(at + 16, ends) << 16 |
           candidates_16(at + 32, ends) << 32 | candidates_16(at + 48, ends) << 48;
}

/* At fewer than sixteen places, for which a call of memchr would cost more. */
static size_t find_near(struct hp_slice text, struct hp_slice needle, size_t places)
{
    for (size_t at = 0; at < places; at++) {
        if (text.at[at] == needle.at[0] && hp_word_equal(text.at + at, needle.at, needle.len)) {
            return at;
        }
    }
    return text.len;
}

/* Of the candidates from `at` on the first at which the needle stands, or NULL. Apart, so that the
 * loops below keep what they need in registers. */
static __attribute__((noinline)) const char *find_among(const char *at, uint64_t candidates,
                                                        struct hp_slice needle)
{
    for (; candidates != 0; candidates &= candidates - 1) {
        const char *place = at + __builtin_ctzll(candidates);
        if (hp_word_equal(place, needle.at, needle.len)) {
            return place;
        }
    }
    return NULL;
}

static inline struct ends ends_of(struct hp_slice needle)
{
    return (struct ends){_mm_set1_epi8(needle.at[0]), _mm_set1_epi8(needle.at[needle.len - 1]),
                         needle.len - 1};
}

/* At sixteen places at least. The last ones are looked at for the second time, some of them. */
static size_t find_by_16(struct hp_slice text, struct hp_slice needle, size_t places)
{
    const struct ends ends = ends_of(needle);
    const char *last = text.at + places - 16;
    for (const char *at = text.at;; at = last - at < 16 ? last : at + 16) {
        uint64_t candidates = candidates_16(at, &ends);
        const char *found = candidates == 0 ? NULL : find_among(at, candidates, needle);
        if (found != NULL || at == last) {
            return found == NULL ? text.len : (size_t)(found - text.at);
        }
    }
}

/* The same at 64 places at least. */
static size_t find_by_64(struct hp_slice text, struct hp_slice needle, size_t places)
{
    const struct ends ends = ends_of(needle);
    const char *last = text.at + places - 64;
    for (const char *at = text.at;; at = last - at < 64 ? last : at + 64) {
        uint64_t candidates = candidates_64(at, &ends);
        const char *found = candidates == 0 ? NULL : find_among(at, candidates, needle);
        if (found != NULL || at == last) {
            return found == NULL ? text.len : (size_t)(found - text.at);
        }
    }
}

static size_t find_short(struct hp_slice text, struct hp_slice needle)
{
    size_t places = text.len - needle.len + 1;
    return places < 16   ? find_near(text, needle, places)
           : places < 64 ? find_by_16(text, needle, places)
                         : find_by_64(text, needle, places);
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
