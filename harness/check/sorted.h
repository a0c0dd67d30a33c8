/* Byte strings in order, so that comparing sets from a hostile answer costs n log n. */
#ifndef HP_CHECK_SORTED_H
#define HP_CHECK_SORTED_H

#include "harness/base/arena.h"
#include "harness/json/tree.h"

/* -1, 0 or 1 by bytes, a prefix before what it starts. */
int hp_slice_compare(struct hp_slice a, struct hp_slice b);

void hp_sort_slices(struct hp_slice *slices, size_t count);
/* By name, then by value. */
void hp_sort_pairs(struct hp_slice (*pairs)[2], size_t count);

/* The member names of an object, sorted; NULL when the arena refuses. */
struct hp_slice *hp_sorted_names(struct hp_arena *arena, const struct hp_json *object,
                                 size_t *count);

#endif
