/* Keeps the credential out of everything that is written. */
#ifndef HP_RUN_MASK_H
#define HP_RUN_MASK_H

#include "harness/base/arena.h"
#include "harness/base/message.h"

/* `text` with every occurrence of `key` as ***; `text` itself when there is none. A key of under 8
 * characters is masked only where it is the whole text, since it may be an ordinary word. When the
 * arena refuses memory the whole text becomes ***. */
struct hp_slice hp_mask(struct hp_slice text, struct hp_slice key, struct hp_arena *arena);

/* The same for a line that was made for a person (harness/check/line.h): there the key may stand as
 * such a line shows it, and may be cut off by "...". */
struct hp_slice hp_mask_line(struct hp_slice line, struct hp_slice key, struct hp_arena *arena);

/* The same for each name and value of a field list; the list itself when nothing had to change. */
const struct hp_field *hp_mask_fields(const struct hp_field *fields, size_t count,
                                      struct hp_slice key, struct hp_arena *arena);

#endif
