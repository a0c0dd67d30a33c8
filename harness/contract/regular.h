/* Which regular expressions a table of states can decide: read into positions (Glushkov 1961).
 *
 * Read are, of ASCII alone: characters, escaped punctuation, \d \w \s and their opposites, classes,
 * the dot, groups, alternatives, `^` at the very start, `$`; with * + ? {m} {m,} {m,n} behind one
 * character and `?` behind a group. Everything else (what is repeated twice over, look-around,
 * references, whatever is unusual) is left to the engine, which knows better. */
#ifndef HP_CONTRACT_REGULAR_H
#define HP_CONTRACT_REGULAR_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/slice.h"

enum {
    HP_REGULAR_POSITIONS_MAX = 64, /* one word holds a set of them */
    HP_REGULAR_END = 128,          /* the symbol behind the last character, which `$` takes */
    HP_REGULAR_SYMBOLS,            /* ASCII and that one */
};

/* A position is one place of the pattern that takes one symbol; sets of them are bits. */
struct hp_regular {
    uint64_t on[HP_REGULAR_SYMBOLS]; /* positions that take the symbol */
    uint64_t follow[HP_REGULAR_POSITIONS_MAX];
    uint64_t first; /* positions that a match may begin with */
    uint64_t last;  /* ... and end with */
    unsigned count;
    bool anchored; /* a match begins at the start of the text */
};

/* False when the pattern is not of that kind. It must be one that the engine takes. */
bool hp_regular_read(struct hp_slice pattern, struct hp_regular *out);

#endif
