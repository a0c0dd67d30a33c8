/* A schema and its verdicts, each held to what the interfaces promise. */
#ifndef HP_FUZZ_SCHEMA_VERDICT_H
#define HP_FUZZ_SCHEMA_VERDICT_H

#include "harness/contract/schema.h"

/* NULL when it is refused; aborts unless the refusal says why in one line. */
struct hp_schema *hp_fuzz_compile(const struct hp_json *document, struct hp_slice pointer);

/* The verdict; `limited` is set when a limit may have decided it. Aborts unless counting violations
 * and stopping at the first agree, and each violation names a place of the instance. */
bool hp_fuzz_verdict(const struct hp_schema *schema, const struct hp_json *instance,
                     struct hp_arena *arena, bool *limited);

#endif
