/* Open addressing over a table that is filled once. Must not know what the names are. */
#include "harness/contract/name_map.h"

#include <assert.h>

#include "harness/base/rng.h"

static uint64_t word_of(const char *bytes, size_t count)
{
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++) {
        word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    }
    return word;
}

/* Eight bytes a step: the byte-wise hash of base/rng.h would be the dearest part of a validation.
 * The value stays within this process. */
static uint32_t hash_of(struct hp_slice name)
{
    uint64_t hash = name.len;
    size_t at = 0;
    for (; name.len - at >= 8; at += 8) {
        hash = hp_hash_mix(hash ^ word_of(name.at + at, 8));
    }
    return (uint32_t)hp_hash_mix(hash ^ word_of(name.at + at, name.len - at));
}

bool hp_name_map_init(struct hp_name_map *map, struct hp_arena *arena, size_t count)
{
    *map = (struct hp_name_map){0};
    if (count == 0) {
        return true;
    }
    if (count > UINT32_MAX / 4) {
        return false;
    }
    uint32_t slots = 4;
    while (slots < 2 * count) {
        slots *= 2;
    }
    map->slots = hp_arena_take(arena, slots * sizeof(map->slots[0]));
    if (map->slots == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < slots; i++) {
        map->slots[i] = (struct hp_name_slot){.index = HP_NAME_ABSENT};
    }
    map->mask = slots - 1;
    return true;
}

/* The slot that holds `name`, or the empty one where it would go. */
static struct hp_name_slot *slot_of(const struct hp_name_map *map, struct hp_slice name,
                                    uint32_t hash)
{
    uint32_t i = hash & map->mask;
    while (map->slots[i].index != HP_NAME_ABSENT &&
           (map->slots[i].hash != hash || !hp_slice_equal(map->slots[i].name, name))) {
        i = (i + 1) & map->mask;
    }
    return &map->slots[i];
}

uint32_t hp_name_map_add(struct hp_name_map *map, struct hp_slice name)
{
    assert(map->slots != NULL);
    uint32_t hash = hash_of(name);
    struct hp_name_slot *slot = slot_of(map, name, hash);
    if (slot->index == HP_NAME_ABSENT) {
        assert(map->count <= map->mask / 2);
        *slot = (struct hp_name_slot){.name = name, .hash = hash, .index = map->count++};
    }
    return slot->index;
}

uint32_t hp_name_map_find(const struct hp_name_map *map, struct hp_slice name)
{
    if (map->slots == NULL) {
        return HP_NAME_ABSENT;
    }
    return slot_of(map, name, hash_of(name))->index;
}
