/* UTF-8 by RFC 3629, one sequence at a time. */
#ifndef HP_BASE_UTF8_H
#define HP_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/slice.h"

/* Length in bytes (1 to 4) of the well-formed sequence at text.at, with its code point in `code`
 * (may be NULL); 0 when there is none: overlong, surrogate, above U+10FFFF, cut, or text is empty.
 */
size_t hp_utf8_next(struct hp_slice text, uint32_t *code);

/* How many bytes from the start of `text` on are well-formed sequences of more than one byte. */
size_t hp_utf8_run(struct hp_slice text);

/* True when all of `text` is well-formed. */
bool hp_utf8_valid(struct hp_slice text);

#endif
