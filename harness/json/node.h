/* Inside this layer: what a value is made of.
 *
 * A value is an item of cJSON, linked as cJSON links its own, so that whoever wants a cJSON tree
 * has one; behind it stand the lengths, which cJSON would have to count. Two uses are our own: the
 * valuestring of a number is its source text, and a large object has an index of its members. Names
 * and strings are NUL-terminated and hold no NUL (tree.h gives U+0000 a form without one). All of
 * it lies in one arena and is never freed by itself. */
#ifndef HP_JSON_NODE_H
#define HP_JSON_NODE_H

#include <cJSON.h>
#include <stddef.h>

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/json/tree.h"

struct hp_json_index;

struct hp_json {
    cJSON item;         /* must stay the first member: every item of the tree is one of these */
    size_t name_length; /* of item.string */
    size_t length;      /* bytes of a string or a number's text; children of a container */
    const struct hp_json_index *index; /* of an object with many members, else NULL */
};

/* Objects of so few members have no index: looking through them is as fast. Those of the contract
 * have 8. */
enum { HP_JSON_UNINDEXED_MAX = 16 };

static inline const struct hp_json *hp_json_of(const cJSON *item)
{
    return (const struct hp_json *)(const void *)item;
}

/* Gives an object of more than HP_JSON_UNINDEXED_MAX members its index, and sets `duplicate` when
 * two names are equal. */
enum hp_status hp_json_index_members(struct hp_arena *arena, struct hp_json *object,
                                     bool *duplicate) HP_MUST_CHECK;

/* True when an earlier one of the object's members has the name of `member`, which is its last. */
bool hp_json_has_twin(const struct hp_json *object, const struct hp_json *member);

#endif
