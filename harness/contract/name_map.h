/* Finds one of a fixed set of texts in constant time: member names, enum values. */
#ifndef HP_CONTRACT_NAME_MAP_H
#define HP_CONTRACT_NAME_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/arena.h"
#include "harness/base/slice.h"

#define HP_NAME_ABSENT UINT32_MAX

struct hp_name_slot {
    struct hp_slice name;
    uint32_t hash;
    uint32_t index; /* HP_NAME_ABSENT: an empty slot */
};

/* Zeroed, it is a set of no names. */
struct hp_name_map {
    struct hp_name_slot *slots; /* a power of two of them, at most half in use */
    uint32_t mask;
    uint32_t count;
};

/* Room for `count` names, in the arena; false when memory is refused. */
bool hp_name_map_init(struct hp_name_map *map, struct hp_arena *arena, size_t count);

/* Adds a name that is not there yet and gives it the next index (0, 1, 2 ...); otherwise gives its
 * index. The name's bytes are borrowed. At most as many names as hp_name_map_init was told. */
uint32_t hp_name_map_add(struct hp_name_map *map, struct hp_slice name);

/* The index of `name`, or HP_NAME_ABSENT. */
uint32_t hp_name_map_find(const struct hp_name_map *map, struct hp_slice name);

#endif
