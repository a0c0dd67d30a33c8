/* Which of a fixed set of texts stand in another one, in one pass over it. */
#ifndef HP_CHECK_NEEDLES_H
#define HP_CHECK_NEEDLES_H

#include <stdint.h>

#include "harness/base/slice.h"

enum {
    HP_NEEDLES_MAX = 128,
    HP_NEEDLE_BYTES_MAX = 255,
    HP_NEEDLE_MARKS = 8, /* compared with at each place */
    HP_NEEDLE_STEP = 32, /* places at once, at most */
    HP_NEEDLE_CHAINS = 2048,
};

/* Made once, read by any number of threads. The fields are for needles.c alone. */
struct hp_needles {
    struct hp_slice texts[HP_NEEDLES_MAX];
    size_t count;
    bool wide;       /* vectors of 32 bytes may be used; found out by hp_needles_make */
    bool all_marked; /* each has a place with a mark: else all places are looked at closely */
    uint8_t anchors[HP_NEEDLES_MAX]; /* offset of the three bytes by which it is found */
    uint8_t marks[HP_NEEDLE_MARKS][HP_NEEDLE_STEP]; /* of all of these, each repeated */
    uint8_t heads[HP_NEEDLE_CHAINS];                /* by these bytes: a text and one; 0: none */
    char firsts[HP_NEEDLES_MAX];                    /* bytes */
    uint8_t next[HP_NEEDLES_MAX];                   /* with the same chain */
};

/* Adds the next text, of 3 to HP_NEEDLE_BYTES_MAX bytes, which is borrowed; hp_needles_make comes
 * after the last one. `needles` starts as zeroes. */
void hp_needles_add(struct hp_needles *needles, const char *text);
void hp_needles_make(struct hp_needles *needles);

/* Calls `heed` for each place in `text` at which the text added as `which`-th (from 0) begins; in
 * no order that could be relied on. */
void hp_needles_find(const struct hp_needles *needles, struct hp_slice text,
                     void (*heed)(void *context, size_t which, size_t at), void *context);

#endif
