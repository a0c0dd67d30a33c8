/* Finds one of a fixed set of texts in constant time: member names, enum values. */
#ifndef HP_CONTRACT_NAME_MAP_H
#define HP_CONTRACT_NAME_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/arena.h"
#include "harness/base/slice.h"
#include "harness/base/word.h"

#define HP_NAME_ABSENT UINT32_MAX

/* A text made ready to be compared: most are told apart by their length and two words. */
struct hp_name_key {
    uint64_t low;  /* the first eight bytes, zeros where the text is shorter */
    uint64_t high; /* the next eight */
    struct hp_slice text;
};

enum { HP_NAME_KEY_BYTES = 16 };

/* The bits of `low` and `high` that belong to a text of so many bytes. */
extern const uint64_t hp_name_masks[HP_NAME_KEY_BYTES + 1][2];

/* The key of any text, whose bytes it borrows. */
struct hp_name_key hp_name_key(struct hp_slice text);

/* The same for a name or a string of a tree (json/tree.h), behind which there are bytes to read. */
static inline struct hp_name_key hp_name_key_of_tree(struct hp_slice text)
{
    const uint64_t *mask =
        hp_name_masks[text.len < HP_NAME_KEY_BYTES ? text.len : HP_NAME_KEY_BYTES];
    return (struct hp_name_key){hp_word_u64(text.at) & mask[0],
                                hp_word_u64(text.at + sizeof(uint64_t)) & mask[1], text};
}

/* What is left to compare of two texts of one length, longer than HP_NAME_KEY_BYTES. */
bool hp_name_rest_equal(const struct hp_name_key *a, const struct hp_name_key *b);

static inline bool hp_name_words_equal(const struct hp_name_key *a, const struct hp_name_key *b)
{
    return a->text.len == b->text.len && a->low == b->low && a->high == b->high;
}

static inline bool hp_name_key_equal(const struct hp_name_key *a, const struct hp_name_key *b)
{
    return hp_name_words_equal(a, b) &&
           (a->text.len <= HP_NAME_KEY_BYTES || hp_name_rest_equal(a, b));
}

/* Is this text of a tree the one of the key? Where one is expected, its own key need not be made.
 */
static inline bool hp_name_key_is(const struct hp_name_key *key, struct hp_slice text)
{
    if (text.len != key->text.len) {
        return false;
    }
    const uint64_t *mask =
        hp_name_masks[text.len < HP_NAME_KEY_BYTES ? text.len : HP_NAME_KEY_BYTES];
    uint64_t low = (hp_word_u64(text.at) ^ key->low) & mask[0];
    uint64_t high = (hp_word_u64(text.at + sizeof(uint64_t)) ^ key->high) & mask[1];
    return (low | high) == 0 && (text.len <= HP_NAME_KEY_BYTES ||
                                 hp_name_rest_equal(key, &(struct hp_name_key){.text = text}));
}

/* Zeroed, it is a set of no names. */
struct hp_name_map {
    struct hp_name_key *keys; /* by index */
    uint32_t *slots;          /* indexes: a power of two of them, at most half in use */
    uint32_t mask;
    unsigned shift; /* leaves of a hash as many bits as the mask has */
    uint32_t count;
    uint64_t sketch; /* the bits of hp_name_bit for all names */
};

/* Room for `count` names, in the arena; false when memory is refused. */
bool hp_name_map_init(struct hp_name_map *map, struct hp_arena *arena, size_t count);

/* Adds a name that is not there yet and gives it the next index (0, 1, 2 ...); otherwise gives its
 * index. The name's bytes are borrowed. At most as many names as hp_name_map_init was told. */
uint32_t hp_name_map_add(struct hp_name_map *map, struct hp_slice name);

/* One bit for a name, by its length and first byte: most names that are not in a map have a bit
 * that no name in it has. */
static inline uint64_t hp_name_bit(const struct hp_name_key *key)
{
    return UINT64_C(1) << (key->text.len + 5 * (key->low & 0xFF)) % 64;
}

/* The high bits depend on every byte of a text of HP_NAME_KEY_BYTES at most. The value stays within
 * this process. */
static inline uint64_t hp_name_hash(const struct hp_name_key *key)
{
    return key->low * UINT64_C(0x9e3779b97f4a7c15) + key->high * UINT64_C(0xc2b2ae3d27d4eb4f) +
           key->text.len * UINT64_C(0x165667b19e3779f9);
}

/* The same as below for a longer text, and for a map that may be empty. */
uint32_t hp_name_map_find_long(const struct hp_name_map *map, const struct hp_name_key *key);

/* The index of the name, or HP_NAME_ABSENT. */
static inline uint32_t hp_name_map_find(const struct hp_name_map *map,
                                        const struct hp_name_key *key)
{
    if ((map->sketch & hp_name_bit(key)) == 0) {
        return HP_NAME_ABSENT;
    }
    if (key->text.len > HP_NAME_KEY_BYTES) {
        return hp_name_map_find_long(map, key);
    }
    for (uint32_t i = (uint32_t)(hp_name_hash(key) >> map->shift);; i = (i + 1) & map->mask) {
        uint32_t index = map->slots[i];
        if (index == HP_NAME_ABSENT || hp_name_words_equal(&map->keys[index], key)) {
            return index;
        }
    }
}

#endif
