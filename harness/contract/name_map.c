/* Open addressing over a table that is filled once. Must not know what the names are. */
#include "harness/contract/name_map.h"

#include <assert.h>

#define LOW(bytes) ((bytes) >= 8 ? ~UINT64_C(0) : ~(~UINT64_C(0) << 8 * ((bytes) % 8)))
#define MASK(bytes)                                                                                \
    {                                                                                              \
        LOW(bytes), LOW((bytes) > 8 ? (bytes)-8 : 0)                                               \
    }

const uint64_t hp_name_masks[HP_NAME_HEAD_BYTES + 1][2] = {
    MASK(0), MASK(1),  MASK(2),  MASK(3),  MASK(4),  MASK(5),  MASK(6),  MASK(7),  MASK(8),
    MASK(9), MASK(10), MASK(11), MASK(12), MASK(13), MASK(14), MASK(15), MASK(16),
};

/* Fewer than eight bytes as a word with zeros behind them, none beyond them read. */
static inline uint64_t word_of(const char *at, size_t count)
{
    if (count >= 4) {
        return hp_word_u32(at) | (uint64_t)hp_word_u32(at + count - 4) << 8 * (count - 4);
    }
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++) {
        word |= (uint64_t)(unsigned char)at[i] << 8 * i;
    }
    return word;
}

static inline struct hp_name_key key_of(struct hp_slice text)
{
    struct hp_name_key key = {.tail = hp_name_tail(text), .text = text};
    if (text.len < 8) {
        key.low = word_of(text.at, text.len);
        return key;
    }
    key.low = hp_word_u64(text.at);
    if (text.len >= HP_NAME_HEAD_BYTES) {
        key.high = hp_word_u64(text.at + 8);
    } else if (text.len > 8) {
        /* The last eight bytes, of which the first ones stand in `low` too. */
        key.high = hp_word_u64(text.at + text.len - 8) >> 8 * (HP_NAME_HEAD_BYTES - text.len);
    }
    return key;
}

struct hp_name_key hp_name_key(struct hp_slice text)
{
    return key_of(text);
}

bool hp_name_rest_equal(struct hp_slice a, struct hp_slice b)
{
    return hp_word_equal(a.at + HP_NAME_HEAD_BYTES, b.at + HP_NAME_HEAD_BYTES,
                         a.len - HP_NAME_WORDS_BYTES);
}

/* Also what stands between the words; the byte-wise
 * hash of base/rng.h would be the dearest part of a validation. */
static inline uint64_t hash_of(const struct hp_name_key *key)
{
    static const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
    struct hp_slice text = key->text;
    uint64_t hash = hp_name_hash(key->low, key->high, key->tail, text.len);
    if (text.len <= HP_NAME_WORDS_BYTES) {
        return hash;
    }
    hash ^= hash >> 32;
    for (size_t at = HP_NAME_HEAD_BYTES; at + 8 < text.len; at += 8) {
        hash = (hash ^ hp_word_u64(text.at + at)) * odd;
        hash ^= hash >> 32;
    }
    return hash * odd;
}

/* The slot that holds the name, or the empty one where it would go. */
static inline uint32_t *slot_of(const struct hp_name_map *map, const struct hp_name_key *key)
{
    uint32_t i = (uint32_t)(hash_of(key) >> map->shift);
    while (map->slots[i] != HP_NAME_ABSENT && !hp_name_key_equal(&map->keys[map->slots[i]], key)) {
        i = (i + 1) & map->mask;
    }
    return &map->slots[i];
}

uint32_t hp_name_map_find_long(const struct hp_name_map *map, struct hp_slice text)
{
    struct hp_name_key key = key_of(text);
    return *slot_of(map, &key);
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
    map->shift = 62;
    while (slots < 2 * count) {
        slots *= 2;
        map->shift--;
    }
    map->slots = hp_arena_take(arena, slots * sizeof(map->slots[0]));
    map->keys = hp_arena_take(arena, count * sizeof(map->keys[0]));
    if (map->slots == NULL || map->keys == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < slots; i++) {
        map->slots[i] = HP_NAME_ABSENT;
    }
    map->mask = slots - 1;
    return true;
}

uint32_t hp_name_map_add(struct hp_name_map *map, struct hp_slice name)
{
    assert(map->slots != NULL);
    struct hp_name_key key = hp_name_key(name);
    uint32_t *slot = slot_of(map, &key);
    if (*slot == HP_NAME_ABSENT) {
        assert(map->count <= map->mask / 2);
        map->keys[map->count] = key;
        map->lengths |= UINT64_C(1) << name.len % 64;
        *slot = map->count++;
    }
    return *slot;
}
