/* Inside this layer: a value as the item of cJSON that it is, and how objects find their members.
 *
 * Values are linked as cJSON links its own items, so that whoever wants a cJSON tree has one. Two
 * uses are our own: the valuestring of a number is its source text, and behind the item stand the
 * lengths, which cJSON would have to count. Names and strings are NUL-terminated and hold no NUL
 * (tree.h gives U+0000 a form without one). All of it lies in one arena and is never freed by
 * itself. */
#ifndef HP_JSON_NODE_H
#define HP_JSON_NODE_H

#include <cJSON.h>
#include <stddef.h>

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/json/tree.h"

#define HP_JSON_SAME_PLACE(ours, theirs)                                                           \
    static_assert(offsetof(struct hp_json, ours) == offsetof(cJSON, theirs) &&                     \
                      sizeof(((struct hp_json *)NULL)->ours) == sizeof(((cJSON *)NULL)->theirs),   \
                  "a value starts as an item of cJSON")
HP_JSON_SAME_PLACE(next, next);
HP_JSON_SAME_PLACE(prev, prev);
HP_JSON_SAME_PLACE(child, child);
HP_JSON_SAME_PLACE(cjson_type, type);
HP_JSON_SAME_PLACE(text, valuestring);
HP_JSON_SAME_PLACE(cjson_int, valueint);
HP_JSON_SAME_PLACE(cjson_double, valuedouble);
HP_JSON_SAME_PLACE(name, string);
#undef HP_JSON_SAME_PLACE
static_assert(offsetof(struct hp_json, name_length) >= sizeof(cJSON), "and has its own behind it");

/* Objects of so few members have no index: looking through them is as fast. Those of the contract
 * have 8. */
enum { HP_JSON_UNINDEXED_MAX = 16 };

/* Gives an object of more than HP_JSON_UNINDEXED_MAX members its index, and sets `duplicate` when
 * two names are equal. */
enum hp_status hp_json_index_members(struct hp_arena *arena, struct hp_json *object,
                                     bool *duplicate) HP_MUST_CHECK;

/* True when an earlier one of the object's members has the name of `member`, which is its last. */
bool hp_json_has_twin(const struct hp_json *object, const struct hp_json *member);

#endif
