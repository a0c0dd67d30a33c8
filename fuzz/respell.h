/* One value in other words: what the metamorphic oracles are made of. */
#ifndef HP_FUZZ_RESPELL_H
#define HP_FUZZ_RESPELL_H

#include "harness/base/buf.h"
#include "harness/base/rng.h"
#include "harness/json/tree.h"

/* Appends a text of the same value (hp_json_equal): white space, escapes, the spelling of numbers
 * and, with `reorder`, the order of members are chosen by `rng`. Without `reorder` duplicate
 * members keep their order, which is part of the value then. */
void hp_fuzz_respell(struct hp_buf *out, const struct hp_json *value, bool reorder,
                     struct hp_rng *rng);

/* Appends a text of another value: as compact form, but for one node, the `index`-th in the order
 * of the text, which is changed a little (a string or an array that is longer by one, another
 * number, a member less). `index` is below the number of values of the text. */
void hp_fuzz_change(struct hp_buf *out, const struct hp_json *value, size_t index);

#endif
