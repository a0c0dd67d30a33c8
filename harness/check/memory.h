/* What is remembered between exchanges. Every function takes the memory's own lock. */
#ifndef HP_CHECK_MEMORY_H
#define HP_CHECK_MEMORY_H

#include "harness/check/check.h"
#include "harness/check/history.h"

/* Ids that are kept, in 10 MiB: forty standard runs, or minutes at the rate of a service that
 * does real work. */
enum { HP_MEMORY_IDS = 1 << 18 };

/* What the memory keeps of an id. */
struct hp_memory_key {
    uint64_t digest[2];
};
struct hp_memory_key hp_memory_key(struct hp_slice id);

/* Records an id. True when it is one of the last HP_MEMORY_IDS different ids: then `earlier` is the
 * number of that create, from 1, and `now` the number of this one. */
bool hp_memory_see_id(struct hp_memory *memory, const struct hp_memory_key *id, uint64_t *earlier,
                      uint64_t *now);

/* Says that hp_memory_see_id is about to be called for this id, so that the processor may fetch its
 * place while other checks run. Changes nothing. */
void hp_memory_expect_id(const struct hp_memory *memory, const struct hp_memory_key *id);

/* Ids that were recorded so far, equal ones counted each time. */
uint64_t hp_memory_creates(struct hp_memory *memory);

/* What is remembered of the order of creates; it has its own lock and lives as long. */
struct hp_history *hp_memory_history(struct hp_memory *memory);

/* How a request without a key, or with a wrong one, was refused. */
struct hp_refusal {
    bool known;
    int status;
    uint64_t shape; /* hash over the names and types in the error's body */
};

/* Keeps the first refusal of its kind and gives back the first of the other kind, which is unknown
 * until there was one. */
struct hp_refusal hp_memory_refusal(struct hp_memory *memory, bool with_key,
                                    const struct hp_refusal *refusal);

#endif
