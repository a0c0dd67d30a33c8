/* Levenshtein's distance by bit vectors: G. Myers, "A fast bit-vector algorithm for approximate
 * string matching based on dynamic programming" (1999), in H. Hyyro's form for whole texts.
 *
 * The table of distances between the beginnings of both texts is walked column by column. A column
 * is kept as the differences between its neighbours, which are -1, 0 or 1: two words. Must not know
 * what the texts are. */
#include "harness/contract/near.h"

#include <assert.h>

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

void hp_near_init(struct hp_near *near, struct hp_slice text)
{
    assert(text.len <= HP_NEAR_BYTES_MAX);
    *near = (struct hp_near){.length = text.len};
    for (size_t i = 0; i < text.len; i++) {
        near->places[lower(text.at[i])] |= UINT64_C(1) << i;
    }
}

unsigned hp_near_distance(const struct hp_near *near, struct hp_slice other, unsigned limit)
{
    size_t length = near->length;
    size_t apart = other.len > length ? other.len - length : length - other.len;
    if (apart > limit) {
        return limit + 1;
    }
    if (length == 0) {
        return (unsigned)other.len;
    }
    uint64_t last = UINT64_C(1) << (length - 1);
    uint64_t more =
        ~UINT64_C(0); /* places whose distance is one more than that of the one before */
    uint64_t less = 0;
    size_t distance = length;
    for (size_t i = 0; i < other.len; i++) {
        uint64_t equal = near->places[lower(other.at[i])];
        uint64_t diagonal = (((equal & more) + more) ^ more) | equal;
        uint64_t right_more = less | ~(diagonal | more);
        uint64_t right_less = more & diagonal;
        distance += (right_more & last) != 0;
        distance -= (right_less & last) != 0;
        /* The beginning of no bytes is one further away with each byte of `other`. */
        right_more = right_more << 1 | 1;
        right_less <<= 1;
        more = right_less | ~((equal | less) | right_more);
        less = right_more & (equal | less);
    }
    return distance <= limit ? (unsigned)distance : limit + 1;
}
