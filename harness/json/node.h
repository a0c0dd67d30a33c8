/* Inside this layer: what a value is made of. Only tree.c and members.c include it.
 *
 * cJSON's item is kept as cJSON built it, with three uses of our own: the valuestring of a number
 * is its source text, and the child chain of a large object has an index in its valuestring's
 * place. Names and strings are NUL-terminated and hold no NUL (tree.h gives U+0000 a form without
 * one). */
#ifndef HP_JSON_NODE_H
#define HP_JSON_NODE_H

#include <cJSON.h>
#include <stddef.h>

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/json/tree.h"

struct hp_json {
    cJSON item; /* must stay the only member: every item of cJSON's is one of these */
};

static_assert(sizeof(struct hp_json) == sizeof(cJSON), "a value is a cJSON item and nothing else");

static inline const struct hp_json *hp_json_of(const cJSON *item)
{
    return (const struct hp_json *)(const void *)item;
}

/* Looks at the members of `object`, all of which have their names: sets `duplicate` when two are
 * equal, and gives a large object its index. To be called once for each object. */
enum hp_status hp_json_index_members(struct hp_arena *arena, cJSON *object,
                                     bool *duplicate) HP_MUST_CHECK;

#endif
