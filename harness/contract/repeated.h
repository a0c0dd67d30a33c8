/* Are two items of an array equal? */
#ifndef HP_CONTRACT_REPEATED_H
#define HP_CONTRACT_REPEATED_H

#include "harness/base/arena.h"
#include "harness/json/tree.h"

enum hp_repeated { HP_REPEATED_NONE = 0, HP_REPEATED_FOUND, HP_REPEATED_NOMEM };

/* Equality is that of hp_json_equal. Items are compared by hash first, so an array of a million
 * costs a sort and not a square. `first` < `second` are the indexes of two equal items. */
enum hp_repeated hp_find_repeated(const struct hp_json *array, struct hp_arena *arena,
                                  size_t *first, size_t *second);

#endif
