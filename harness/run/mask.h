/* Keeps the credential out of everything that is written. */
#ifndef HP_RUN_MASK_H
#define HP_RUN_MASK_H

#include "harness/base/arena.h"
#include "harness/base/message.h"

/* `text` with every occurrence of `key` as ***, whether plain, percent-encoded (RFC 3986 2.1), as a
 * JSON string spells it, or inside base64; `text` itself when there is none. A key of under 8
 * characters is masked only where it is the whole text, since it may be an ordinary word. When the
 * arena refuses memory the whole text becomes ***. */
struct hp_slice hp_mask(struct hp_slice text, struct hp_slice key, struct hp_arena *arena);

/* The same for a line that was made for a person (harness/check/line.h): there the key may stand as
 * such a line shows it, and may be cut off by "...". */
struct hp_slice hp_mask_line(struct hp_slice line, struct hp_slice key, struct hp_arena *arena);

/* A value that was meant to be taken for the credential, such as the key without its last
 * character:
 * *** when half of the key can be read from it, whatever the case and the direction. The value
 * itself when the whole key stands in it: that is for hp_mask. */
struct hp_slice hp_mask_near(struct hp_slice value, struct hp_slice key);

/* The same for each value of the fields called `name`; NULL only when memory is refused. */
const struct hp_field *hp_mask_near_fields(const struct hp_field *fields, size_t count,
                                           struct hp_slice name, struct hp_slice key,
                                           struct hp_arena *arena);

/* hp_mask for each name and value of a field list; the list itself when nothing had to change. */
const struct hp_field *hp_mask_fields(const struct hp_field *fields, size_t count,
                                      struct hp_slice key, struct hp_arena *arena);

#endif
