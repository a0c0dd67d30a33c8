/* UTF-8 by RFC 3629, one sequence at a time. */
#ifndef HP_BASE_UTF8_H
#define HP_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/slice.h"
#include "harness/base/word.h"

/* Length in bytes (1 to 4) of the well-formed sequence at text.at, with its code point in `code`
 * (may be NULL); 0 when there is none: overlong, surrogate, above U+10FFFF, cut, or text is empty.
 */
size_t hp_utf8_next(struct hp_slice text, uint32_t *code);

/* As many of the first four bytes as there are, zeros behind them. */
static inline uint32_t hp_utf8_head(struct hp_slice text)
{
    if (text.len >= 4) {
        return hp_word_u32(text.at);
    }
    uint32_t head = 0;
    for (size_t i = 0; i < text.len; i++) {
        head |= (uint32_t)(unsigned char)text.at[i] << 8 * i;
    }
    return head;
}

/* The same of a character beyond ASCII whose bytes begin the four of `head`, the first one lowest.
 * What stands behind the end of a text is to be no continuation byte: a zero, say. */
static inline size_t hp_utf8_wide(uint32_t head, uint32_t *code)
{
    if ((head & 0xC0E0) == 0x80C0) {
        *code = (head & 0x1F) << 6 | (head >> 8 & 0x3F);
        return *code >= 0x80 ? 2 : 0;
    }
    if ((head & 0xC0C0F0) == 0x8080E0) {
        *code = (head & 0x0F) << 12 | (head >> 2 & 0xFC0) | (head >> 16 & 0x3F);
        return *code >= 0x800 && (*code < 0xD800 || *code > 0xDFFF) ? 3 : 0;
    }
    if ((head & 0xC0C0C0F8) == 0x808080F0) {
        *code = (head & 0x07) << 18 | (head << 4 & 0x3F000) | (head >> 10 & 0xFC0) |
                (head >> 24 & 0x3F);
        return *code >= 0x10000 && *code <= 0x10FFFF ? 4 : 0;
    }
    return 0;
}

/* How many bytes from the start of `text` on are well-formed sequences of more than one byte. */
size_t hp_utf8_run(struct hp_slice text);

/* True when all of `text` is well-formed. */
bool hp_utf8_valid(struct hp_slice text);

#endif
