/* "Did you mean": the known name that is closest to what somebody typed. */
#ifndef HP_PLAN_NEAREST_H
#define HP_PLAN_NEAREST_H

#include <stddef.h>

#include "harness/contract/near.h"

/* Feed it every known name, then read `name`: the one with the smallest edit distance to `wanted`
 * (ASCII case ignored), the first of equals; empty when nothing is near (over a third of the name
 * differs). */
struct hp_nearest {
    struct hp_near wanted;
    struct hp_slice name; /* borrowed from what was fed */
    unsigned distance;
};

void hp_nearest_init(struct hp_nearest *nearest, struct hp_slice wanted);
/* True when `name` is the nearest so far. */
bool hp_nearest_feed(struct hp_nearest *nearest, struct hp_slice name);

enum { HP_NEAREST_HINT_BYTES = 160 };
/* "; did you mean depth?" for the end of a clause; "" when `name` is empty. Returns `hint`. */
const char *hp_nearest_hint(struct hp_slice name, char hint[static HP_NEAREST_HINT_BYTES]);

#endif
