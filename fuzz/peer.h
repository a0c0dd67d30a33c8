/* jansson as the second opinion on a JSON text.
 *
 * Where the two differ by design or by a defect of jansson's, so that a verdict says nothing:
 * - a byte order mark: ours skips it, jansson refuses it;
 * - lone surrogates, and U+0000 in a member's name: ours reports them, jansson refuses them;
 * - numbers that overflow a double: jansson refuses them;
 * - nesting beyond HP_JSON_DEPTH_MAX: ours refuses it, jansson goes to 2048 (and ours goes on where
 *   jansson counts the root);
 * - a NUL byte right behind a number or a word at the end: jansson overlooks it. */
#ifndef HP_FUZZ_PEER_H
#define HP_FUZZ_PEER_H

#include <jansson.h>
#include <stdbool.h>

#include "harness/json/tree.h"

/* NULL when jansson refuses the text; `duplicate` when it takes it, but not with its check for
 * member names that repeat. Valid until the next call. */
const json_t *hp_peer_parse(struct hp_slice text, bool *duplicate);

/* Is the difference of the two verdicts one of the list? `ours` is NULL when we refuse the text. */
bool hp_peer_differs(struct hp_slice text, const struct hp_json *ours,
                     const struct hp_json_scan *scan);

/* The same value, numbers by the bits of their doubles. For texts without duplicate members. */
bool hp_peer_same(const struct hp_json *ours, const json_t *theirs);

#endif
