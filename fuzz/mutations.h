/* The structure-aware mutations: edits on the spans of a JSON text, by the operators of
 * harness/mutate that make the cases of the plan too. */
#ifndef HP_FUZZ_MUTATIONS_H
#define HP_FUZZ_MUTATIONS_H

#include "harness/base/rng.h"
#include "harness/mutate/draft.h"

/* A text under mutation. */
struct hp_mutation {
    struct hp_draft *draft; /* as hp_draft_read left it */
    size_t nodes;           /* with spans */
    struct hp_rng rng;
    const struct hp_contract *contract; /* whose words are put in */
};

struct hp_mutator {
    const char *name;
    unsigned weight; /* out of those of the whole table */
    bool keeps_json; /* makes valid JSON of valid JSON, always */
    void (*apply)(struct hp_mutation *mutation);
};

extern const struct hp_mutator hp_mutators[];
extern const size_t hp_mutator_count;

/* The engine's own mutations of bytes are HP_MUTATE_RAW out of HP_MUTATE_ALL; those of the table
 * share the rest. */
enum { HP_MUTATE_RAW = 40, HP_MUTATE_ALL = 100 };

/* Reads `text` into the draft at a window that the generator chooses, and applies the mutator. */
void hp_mutate(struct hp_mutation *mutation, const struct hp_mutator *mutator,
               struct hp_slice text);

/* By weight. */
const struct hp_mutator *hp_mutator_choose(struct hp_rng *rng);

/* Puts a node of `other` in place of a node of `text`, or beside it, both chosen by the
 * generator. */
void hp_mutate_cross(struct hp_mutation *mutation, struct hp_slice text, struct hp_slice other);

/* When the text is an HTTP message whose Content-Length is not that of its body any more, sets it
 * right. Anything else is left as it is. */
void hp_mutate_repair_length(struct hp_buf *text);

#endif
