/* What is in a request, read for the canonical form. */
#ifndef HP_FUZZ_REQUEST_CONTENT_H
#define HP_FUZZ_REQUEST_CONTENT_H

#include "harness/json/tree.h"
#include "harness/mutate/draft.h"

/* Reads the members of a request that satisfies the contract; false when one is missing, or there
 * are others besides the documented ones, so that no document is equal to it. Borrows from `root`
 * and `arena`. */
bool hp_fuzz_content(const struct hp_json *root, struct hp_arena *arena, struct hp_content *out);

#endif
