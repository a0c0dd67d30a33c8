/* Comparison and search on borrowed bytes. Must not know where they come from. */
#include "harness/base/slice.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "harness/base/word.h"

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

bool hp_bytes_equal_ignoring_case(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        /* Most senders spell a name alike, so most bytes need no folding. */
        if (a[i] != b[i] && lower((unsigned char)a[i]) != lower((unsigned char)b[i])) {
            return false;
        }
    }
    return true;
}

bool hp_slice_starts_with(struct hp_slice text, struct hp_slice prefix)
{
    return text.len >= prefix.len &&
           (prefix.len == 0 || memcmp(text.at, prefix.at, prefix.len) == 0);
}

/* A longer needle is left to memmem, whose time is in proportion to the text for any needle. */
enum { SHORT_NEEDLE_BYTES = 64 };

#ifdef __SSE2__
/* Sixteen places at a time, of which those are looked at where both the first and the last byte of
 * the needle stand. */
static size_t find_short(struct hp_slice text, struct hp_slice needle)
{
    const __m128i first = _mm_set1_epi8(needle.at[0]);
    const __m128i last = _mm_set1_epi8(needle.at[needle.len - 1]);
    size_t places = text.len - needle.len + 1;
    size_t at = 0;
    for (; at + 16 <= places; at += 16) {
        const char *here = text.at + at;
        __m128i heads = _mm_loadu_si128((const __m128i *)(const void *)here);
        __m128i tails = _mm_loadu_si128((const __m128i *)(const void *)(here + needle.len - 1));
        __m128i both = _mm_and_si128(_mm_cmpeq_epi8(heads, first), _mm_cmpeq_epi8(tails, last));
        for (unsigned bits = (unsigned)_mm_movemask_epi8(both); bits != 0; bits &= bits - 1) {
            size_t place = at + (size_t)__builtin_ctz(bits);
            if (hp_word_equal(text.at + place, needle.at, needle.len)) {
                return place;
            }
        }
    }
    for (; at < places; at++) {
        if (text.at[at] == needle.at[0] && hp_word_equal(text.at + at, needle.at, needle.len)) {
            return at;
        }
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
