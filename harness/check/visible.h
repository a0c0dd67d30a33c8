/* Text of a stranger made fit to print: what came from a target can neither move the cursor, nor
 * turn the reading direction, nor hide. */
#ifndef HP_CHECK_VISIBLE_H
#define HP_CHECK_VISIBLE_H

#include "harness/base/buf.h"
#include "harness/base/slice.h"

enum hp_visible_kind {
    HP_VISIBLE_BYTES,  /* a body, a header value: any bytes */
    HP_VISIBLE_STRING, /* of a JSON tree: its forms of U+0000 and of lone surrogates are known */
};

enum { HP_VISIBLE_PIECE_BYTES = 16 };

/* Takes one character (or one byte that is no UTF-8) off the front of `rest`, which must not be
 * empty, and writes how it is shown into `piece`; returns the number of bytes written. Printable
 * characters stay as they are; a backslash is doubled; control characters and bytes that are not
 * UTF-8 become \n, \r, \t or \xNN; characters that are invisible or turn the direction become
 * \u{NNNN}. */
size_t hp_visible_step(struct hp_slice *rest, enum hp_visible_kind kind,
                       char piece[static HP_VISIBLE_PIECE_BYTES]);

/* Appends `text` in that form. When it would take more than `shown_max` bytes it is cut between
 * characters, and "... (N bytes)" tells the length of the original. */
void hp_visible_append(struct hp_buf *out, struct hp_slice text, enum hp_visible_kind kind,
                       size_t shown_max);

/* What `out` holds from `from` on, a JSON text in UTF-8 without a byte order mark, with DEL, C1
 * controls and characters that are invisible or turn the direction as \u escapes. */
void hp_visible_escape_json(struct hp_buf *out, size_t from);

/* As hp_json_encode_string, with DEL, C1 controls and characters that are invisible or turn the
 * direction as \u escapes: the same value, fit for a terminal. */
void hp_visible_encode_string(struct hp_buf *out, struct hp_slice text);

#endif
