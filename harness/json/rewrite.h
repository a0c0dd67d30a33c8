/* Inside this layer: a JSON text that cJSON cannot hold, turned into one that it can. */
#ifndef HP_JSON_REWRITE_H
#define HP_JSON_REWRITE_H

#include "harness/base/arena.h"
#include "harness/base/slice.h"
#include "harness/json/scan.h"

/* True when cJSON would cut or refuse `scan`'s text. */
bool hp_json_needs_rewrite(const struct hp_json_scan *scan);

/* A copy of `text`, which is valid, in `arena`: \u0000 and lone surrogates as the raw bytes of
 * tree.h, long numbers as 0. {NULL, 0} when memory is refused. */
struct hp_slice hp_json_rewrite(struct hp_arena *arena, struct hp_slice text);

/* Finds the numbers of a valid text one after the other: the next one at or after `*at`, which
 * moves behind it. {NULL, 0} when there is none. */
struct hp_slice hp_json_next_number(struct hp_slice text, size_t *at);

#endif
