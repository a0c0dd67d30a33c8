/* Open addressing over a table that is filled once. Must not know what the names are. */
#include "harness/contract/name_map.h"

#include <assert.h>

#include "harness/base/word.h"

/* Eight bytes a step: the byte-wise hash of base/rng.h would be the dearest part of a validation.
 * The last words may overlap. The value stays within this process. */
static uint32_t hash_of(struct hp_slice name)
{
    static const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t hash = name.len;
    uint64_t first = 0;
    uint64_t last = 0;
    size_t at = 0;
    for (; name.len - at > 16; at += 8) {
        hash = (hash ^ hp_word_u64(name.at + at)) * odd;
        hash ^= hash >> 32;
    }
    size_t left = name.len - at;
    if (left >= 8) {
        first = hp_word_u64(name.at + at);
        last = hp_word_u64(name.at + at + left - 8);
    } else if (left >= 4) {
        first = hp_word_u32(name.at + at);
        last = hp_word_u32(name.at + at + left - 4);
    } else {
        for (size_t i = 0; i < left; i++) {
            first = first << 8 | (unsigned char)name.at[at + i];
        }
    }
    hash = (hash ^ first) * odd;
    hash = (hash ^ hash >> 32 ^ last) * odd;
    return (uint32_t)(hash >> 32);
}

static bool is(struct hp_slice a, struct hp_slice b)
{
    return a.len == b.len && hp_word_equal(a.at, b.at, a.len);
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
           (map->slots[i].hash != hash || !is(map->slots[i].name, name))) {
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
