/* Text for a shell: words and formats that become the same bytes again, the credential left out. */
#ifndef HP_RUN_SHELL_H
#define HP_RUN_SHELL_H

#include <stdbool.h>

#include "harness/base/buf.h"

/* Appends one word for bash, always quoted: plain quotes where they do, $'...' for bytes outside
 * printable ASCII. Where the credential stands, or half of it or more, the word has
 * "$HOOKPROOF_API_KEY", or "${HOOKPROOF_API_KEY:0:15}" for the part. Cannot say U+0000, which no
 * word holds: the caller looks. */
void hp_shell_word(struct hp_buf *out, struct hp_slice text, struct hp_slice api_key);

/* Appends a format for printf(1) of any shell that prints these bytes, NUL too, and then a word for
 * each place of the credential in it. */
void hp_shell_printf(struct hp_buf *out, struct hp_slice text, struct hp_slice api_key);

/* Nothing in what the two above make of `text` tells the credential: no other form of it (hp_mask)
 * and, in a value that was sent in its place, no variation that tells half of it (hp_mask_near). */
bool hp_shell_keeps(struct hp_slice text, struct hp_slice api_key, bool stands_for_key);

#endif
