/* A failure counts when it was seen again: which answers are asked for once more, and what is
 * recorded in the end.
 *
 * Pure decisions over records; the engine does the sending. */
#ifndef HP_RUN_CONFIRM_H
#define HP_RUN_CONFIRM_H

#include <stdatomic.h>

#include "harness/run/record.h"

enum {
    HP_CONFIRM_SLOTS = 8192,   /* fingerprints that are known: twice the groups of a summary */
    HP_CONFIRM_ENOUGH = 8,     /* confirmed cases after which a fingerprint needs no more proof */
    HP_CONFIRM_DEFERS_MAX = 3, /* times that a 429 or 503 is waited for */
    /* Hangs that were met alone as well: from then on it is not the load. Each costs a time-out in
     * which nothing else is sent. */
    HP_CONFIRM_ALONE_MAX = 4,
    HP_CONFIRM_WAIT_S_MAX = 60, /* a longer Retry-After is not obeyed: the case is inconclusive */
};

/* How often each kind of failure was confirmed; shared by all workers. Zero is the beginning. */
struct hp_confirm_budget {
    atomic_uint_fast64_t known[HP_CONFIRM_SLOTS]; /* fingerprints; 0: a free slot */
    atomic_uchar confirmed[HP_CONFIRM_SLOTS];     /* in the same places */
    atomic_uchar alone_failed; /* cases that got no whole reply even when they were sent alone */
};

/* What happened to one case so far. Zero is the beginning. */
struct hp_attempts {
    unsigned judged;       /* answers that said something */
    unsigned failed;       /* ... of which failed */
    unsigned lost;         /* ... of those, without a whole reply */
    unsigned deferred;     /* answers that asked to come back later */
    bool alone;            /* the last time it was sent, it was to be sent alone */
    struct hp_buf failure; /* the journal line of the last failure; empty when none */
};

void hp_attempts_init(struct hp_attempts *attempts);
void hp_attempts_reset(struct hp_attempts *attempts);
void hp_attempts_deinit(struct hp_attempts *attempts);

enum hp_next {
    HP_NEXT_RECORD, /* the case is done: settle and record it */
    HP_NEXT_AGAIN,  /* send it again at once */
    HP_NEXT_ALONE,  /* send it again when nothing else is under way, and nothing beside it */
    HP_NEXT_LATER,  /* send it again after `wait_us`, and nothing else before */
};

/* Counts the answer and decides. `retries`: how often a failure is sent again (0: never). */
enum hp_next hp_confirm_decide(struct hp_attempts *attempts, struct hp_confirm_budget *budget,
                               const struct hp_case_record *record,
                               const struct hp_response *response, unsigned retries,
                               uint64_t *wait_us);

/* Turns the last answer's record into the case's: k of n, the failure that was kept when the last
 * answer was good, and inconclusive for a lost connection or a time-out that did not repeat, or not
 * when the case was sent alone. Texts lie in `arena`. HP_ERR_NOMEM. */
enum hp_status hp_confirm_settle(const struct hp_attempts *attempts, struct hp_arena *arena,
                                 struct hp_case_record *record) HP_MUST_CHECK;

#endif
