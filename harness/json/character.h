/* One character at a time, where hp_utf8_next is not enough: the two extra forms of tree.h, and the
 * place inside a broken sequence. */
#ifndef HP_JSON_CHARACTER_H
#define HP_JSON_CHARACTER_H

#include <stddef.h>
#include <stdint.h>

#include "harness/base/slice.h"

/* Length of the character at text.at, with its code in `code`; 0 when there is none. As
 * hp_utf8_next, but C0 80 is U+0000 and ED A0 80 to ED BF BF are surrogates. */
size_t hp_json_character_next(struct hp_slice text, uint32_t *code);

/* Writes `code`, 0x10FFFF at most, in those forms and returns the length, 1 to 4. */
size_t hp_json_character_write(uint32_t code, char out[4]);

/* For a `text` at whose start hp_utf8_next finds nothing: how many of its first bytes are still the
 * start of some character of UTF-8, 0 to 3. */
size_t hp_json_character_prefix(struct hp_slice text);

#endif
