/* References within one document: "#", "#/components/schemas/Name". */
#ifndef HP_CONTRACT_REFERENCE_H
#define HP_CONTRACT_REFERENCE_H

#include "harness/base/arena.h"
#include "harness/base/slice.h"
#include "harness/json/tree.h"

enum hp_reference_result {
    HP_REFERENCE_FOUND = 0,
    HP_REFERENCE_FOREIGN,   /* leads out of the document, or to an anchor */
    HP_REFERENCE_MALFORMED, /* a broken percent-escape */
    HP_REFERENCE_DANGLING,  /* names nothing */
    HP_REFERENCE_NOMEM,
};

/* Follows `reference`. `pointer` is its JSON Pointer after percent-decoding, in the arena. */
enum hp_reference_result hp_reference_find(const struct hp_json *document,
                                           struct hp_slice reference, struct hp_arena *arena,
                                           const struct hp_json **value, struct hp_slice *pointer);

/* Why it was not found, for a message: "names nothing in this document". */
const char *hp_reference_reason(enum hp_reference_result result);

#endif
