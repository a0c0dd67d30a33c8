/* How far texts are from one text, for "did you mean": one text is prepared, many are compared. */
#ifndef HP_CONTRACT_NEAR_H
#define HP_CONTRACT_NEAR_H

#include <stdint.h>

#include "harness/base/slice.h"

enum { HP_NEAR_BYTES_MAX = 64 }; /* one bit each */

struct hp_near {
    size_t length;
    uint64_t places[256]; /* of each byte, lower-case: a bit for each place where the text has it */
};

/* Prepares a text of HP_NEAR_BYTES_MAX bytes at most, which need not live on. */
void hp_near_init(struct hp_near *near, struct hp_slice text);

/* Levenshtein's distance to `other` in bytes, ignoring ASCII case; `limit` + 1 when it is more than
 * `limit`. A dozen instructions for each byte of `other`, none when the lengths alone are further
 * apart than the limit. */
unsigned hp_near_distance(const struct hp_near *near, struct hp_slice other, unsigned limit);

#endif
