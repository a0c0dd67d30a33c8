/* The smallest distance of many, by near.h. Must not know what the names are of. */
#include "harness/plan/nearest.h"

#include <stdio.h>

enum { HINT_NAME_BYTES_MAX = 128 }; /* longer ones are cut */

/* Longer names are compared by their beginnings. */
static struct hp_slice beginning(struct hp_slice name)
{
    name.len = name.len < HP_NEAR_BYTES_MAX ? name.len : (size_t)HP_NEAR_BYTES_MAX;
    return name;
}

void hp_nearest_init(struct hp_nearest *nearest, struct hp_slice wanted)
{
    size_t allowed = wanted.len / 3 + 1;
    *nearest = (struct hp_nearest){
        .distance = (unsigned)(allowed < HP_NEAR_BYTES_MAX ? allowed : HP_NEAR_BYTES_MAX) + 1};
    hp_near_init(&nearest->wanted, beginning(wanted));
}

bool hp_nearest_feed(struct hp_nearest *nearest, struct hp_slice name)
{
    if (nearest->distance == 0) {
        return false;
    }
    unsigned have = hp_near_distance(&nearest->wanted, beginning(name), nearest->distance - 1);
    if (have >= nearest->distance) {
        return false;
    }
    nearest->distance = have;
    nearest->name = name;
    return true;
}

const char *hp_nearest_hint(struct hp_slice name, char hint[static HP_NEAREST_HINT_BYTES])
{
    hint[0] = '\0';
    if (name.len > 0) {
        (void)snprintf(hint, HP_NEAREST_HINT_BYTES, "; did you mean %.*s?",
                       (int)(name.len < HINT_NAME_BYTES_MAX ? name.len : HINT_NAME_BYTES_MAX),
                       name.at);
    }
    return hint;
}
