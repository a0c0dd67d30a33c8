/* Text from values, by appending to a buffer; the same value always gives the same bytes. */
#ifndef HP_JSON_ENCODE_H
#define HP_JSON_ENCODE_H

#include "harness/base/buf.h"
#include "harness/json/tree.h"

/* `text` as a quoted string: `"` and `\` escaped, U+0000 to U+001F as \b \f \n \r \t or \u00xx,
 * the forms of tree.h for U+0000 and lone surrogates as \u escapes, all else raw. Bytes that are
 * not UTF-8 become U+FFFD, so the result is always valid JSON. */
void hp_json_encode_string(struct hp_buf *buf, struct hp_slice text);

/* How long that becomes, quotes included: text.len + 2 at least, and HP_JSON_ESCAPE_BYTES a byte of
 * `text` at most. */
size_t hp_json_string_bytes(struct hp_slice text);
enum { HP_JSON_ESCAPE_BYTES = 6 /* \u0000 */ };

/* The same at `out`, where so many bytes are free; returns the place behind it. */
char *hp_json_put_string(char *out, struct hp_slice text);

/* The same when no byte of `text` has to be escaped, for which text.len + 2 bytes are enough; false
 * for any other text, and the bytes at `out` are undefined. */
bool hp_json_put_plain(char *out, struct hp_slice text);

/* `"name":` */
void hp_json_encode_name(struct hp_buf *buf, struct hp_slice name);

/* Compact form; numbers by their source text; member order kept. */
void hp_json_encode(struct hp_buf *buf, const struct hp_json *value);

/* Two blanks a level and a line feed after each element, empty containers as {} and [], as the
 * usual pretty printers write. */
void hp_json_encode_pretty(struct hp_buf *buf, const struct hp_json *value);

#endif
