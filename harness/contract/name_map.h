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

/* A text made ready to be compared: most are told apart by their length and three words. */
struct hp_name_key {
    uint64_t low;  /* the first eight bytes, zeros where the text is shorter */
    uint64_t high; /* the next eight */
    uint64_t tail; /* the last eight of a text that is longer than these, else 0 */
    struct hp_slice text;
};

enum {
    HP_NAME_HEAD_BYTES = 16,  /* in `low` and `high` */
    HP_NAME_WORDS_BYTES = 24, /* a text that is no longer stands in the three words */
};

/* The bits of `low` and `high` that belong to a text of so many bytes. */
extern const uint64_t hp_name_masks[HP_NAME_HEAD_BYTES + 1][2];

/* The key of any text, whose bytes it borrows. */
struct hp_name_key hp_name_key(struct hp_slice text);

static inline uint64_t hp_name_tail(struct hp_slice text)
{
    return text.len > HP_NAME_HEAD_BYTES ? hp_word_u64(text.at + text.len - sizeof(uint64_t)) : 0;
}

/* What is left to compare of two texts of one length, longer than HP_NAME_WORDS_BYTES. */
bool hp_name_rest_equal(struct hp_slice a, struct hp_slice b);

static inline bool hp_name_key_equal(const struct hp_name_key *a, const struct hp_name_key *b)
{
    return a->text.len == b->text.len && a->low == b->low && a->high == b->high &&
           a->tail == b->tail &&
           (a->text.len <= HP_NAME_WORDS_BYTES || hp_name_rest_equal(a->text, b->text));
}

/* Is this text of a tree the one of the key? Where one is expected, its own key need not be made.
 */
static inline bool hp_name_key_is(const struct hp_name_key *key, struct hp_slice text)
{
    if (text.len != key->text.len) {
        return false;
    }
    uint64_t low = hp_word_u64(text.at) ^ key->low;
    uint64_t high = hp_word_u64(text.at + sizeof(uint64_t)) ^ key->high;
    if (text.len <= HP_NAME_HEAD_BYTES) {
        const uint64_t *mask = hp_name_masks[text.len];
        return ((low & mask[0]) | (high & mask[1])) == 0;
    }
    return (low | high | (hp_name_tail(text) ^ key->tail)) == 0 &&
           (text.len <= HP_NAME_WORDS_BYTES || hp_name_rest_equal(key->text, text));
}

/* Zeroed, it is a set of no names. */
struct hp_name_map {
    struct hp_name_key *keys; /* by index */
    uint32_t *slots;          /* indexes: a power of two of them, at most half in use */
    uint32_t mask;
    unsigned shift; /* leaves of a hash as many bits as the mask has */
    uint32_t count;
    uint64_t lengths; /* bit i: a name has i bytes, counted modulo 64 */
};

/* Room for `count` names, in the arena; false when memory is refused. */
bool hp_name_map_init(struct hp_name_map *map, struct hp_arena *arena, size_t count);

/* Adds a name that is not there yet and gives it the next index (0, 1, 2 ...); otherwise gives its
 * index. The name's bytes are borrowed. At most as many names as hp_name_map_init was told. */
uint32_t hp_name_map_add(struct hp_name_map *map, struct hp_slice name);

/* Could a name of so many bytes be there? Most that are not are told by that. */
static inline bool hp_name_map_has_length(const struct hp_name_map *map, size_t length)
{
    return (map->lengths >> length % 64 & 1) != 0;
}

/* The high bits depend on every byte of a text of HP_NAME_WORDS_BYTES at most. The value stays
 * within this process. */
static inline uint64_t hp_name_hash(uint64_t low, uint64_t high, uint64_t tail, size_t length)
{
    uint64_t mixed =
        low ^ (high << 29 | high >> 35) ^ ((tail ^ length) << 47 | (tail ^ length) >> 17);
    return mixed * UINT64_C(0x9e3779b97f4a7c15);
}

/* The same as below for any text, and in a map that has names. */
uint32_t hp_name_map_find_long(const struct hp_name_map *map, struct hp_slice text);

/* The index of the name, or HP_NAME_ABSENT. */
static inline uint32_t hp_name_map_find(const struct hp_name_map *map, struct hp_slice text)
{
    return hp_name_map_has_length(map, text.len) ? hp_name_map_find_long(map, text)
                                                 : HP_NAME_ABSENT;
}

/* The same for a name or a string of a tree (json/tree.h), behind which there are bytes to read. */
static inline __attribute__((always_inline)) uint32_t
hp_name_map_find_in_tree(const struct hp_name_map *map, struct hp_slice text)
{
    if (!hp_name_map_has_length(map, text.len)) {
        return HP_NAME_ABSENT;
    }
    if (text.len > HP_NAME_WORDS_BYTES) {
        return hp_name_map_find_long(map, text);
    }
    uint64_t low = hp_word_u64(text.at);
    uint64_t high = hp_word_u64(text.at + sizeof(uint64_t));
    uint64_t tail = 0;
    if (text.len <= HP_NAME_HEAD_BYTES) {
        low &= hp_name_masks[text.len][0];
        high &= hp_name_masks[text.len][1];
    } else {
        tail = hp_name_tail(text);
    }
    for (uint64_t i = hp_name_hash(low, high, tail, text.len) >> map->shift;;
         i = (i + 1) & map->mask) {
        uint32_t index = map->slots[i];
        if (index == HP_NAME_ABSENT) {
            return index;
        }
        const struct hp_name_key *key = &map->keys[index];
        if (((key->low ^ low) | (key->high ^ high) | (key->tail ^ tail) |
             (key->text.len ^ text.len)) == 0) {
            return index;
        }
    }
}

#endif
