/* A smaller request that fails in the same way: first a plainer combination, then a shorter body.
 *
 * Each step is judged twice, as every case is: the answer must break the same check in the same way
 * (one fingerprint, one level), and the body must still be what the row says it is. Where requests
 * go is a function of the caller, so that a test can be the target. */
#ifndef HP_RUN_SHRINK_H
#define HP_RUN_SHRINK_H

#include "harness/run/body_case.h"
#include "harness/run/shrunk.h"
#include "harness/run/summary.h"

enum {
    HP_SHRINK_GROUPS_MAX = 50,     /* most severe first: more than a person reads */
    HP_SHRINK_GROUP_REQUESTS = 60, /* halving 62 data models takes 7; the rest is for the body */
    HP_SHRINK_REQUESTS = 1500,     /* a quarter of a standard run */
    HP_SHRINK_TIMEOUTS_MAX = 2,   /* answers of a group that are waited for in vain: seconds each */
    HP_SHRINK_BYTES_REQUESTS = 3, /* times as many for a fuzzed body ... */
    HP_SHRINK_BYTES_TIMEOUTS_MAX = 5, /* ... and waits: a long token is halved a few times */
    HP_SHRINK_PASSES_MAX = 16,        /* requests of a group that turned out to pass, kept by id */
    HP_SHRINK_FAILING_MAX = 4, /* combinations that failed before: tried early in later groups */
    HP_SHRINK_BODY_BYTES_MAX = 64 * 1024, /* what a server takes at least; larger ones stay */
};

/* What came of one request; borrowed until the next one is sent. */
struct hp_trial {
    struct hp_exchange exchange;
    struct hp_judgement judgement;
};

/* Sends and judges a case; texts of the judgement lie in `arena`. False: nothing more may be sent
 * (a budget, the time, a stop, an error that `context` keeps). */
typedef bool hp_trial_fn(void *context, const struct hp_case *kase, struct hp_arena *arena,
                         struct hp_trial *trial);

/* What all groups of a run share. Zero it, fill in the first part, then hp_shrinker_init. */
struct hp_shrinker {
    const struct hp_plan *plan;
    const struct hp_contract *contract;
    const struct hp_row *const *rows; /* of the plan */
    size_t row_count;
    const struct hp_bodies *bodies; /* of a campaign; may be NULL */
    struct hp_slice api_key;        /* masked in records */
    hp_trial_fn *send;
    void *context;
    unsigned group_requests_max;

    /* Kept by shrink*.c and neighbour.c. */
    bool over; /* `send` said no */
    bool out_of_memory;
    unsigned requests; /* of the current group */
    unsigned timeouts;
    struct hp_case kase; /* the one that is tried */
    struct hp_arena arena;
    struct hp_combo failing[HP_SHRINK_FAILING_MAX]; /* latest last */
    size_t failing_count;
};

void hp_shrinker_init(struct hp_shrinker *shrinker);
void hp_shrinker_deinit(struct hp_shrinker *shrinker);

/* What shrinking one group gave. Owns its text: zero it before, free with hp_shrink_result_deinit.
 */
struct hp_shrink_result {
    struct hp_shrunk shrunk; /* borrows from the three below */
    struct hp_arena arena;
    struct hp_buf line; /* the record of the smallest case, as a journal line */
    struct hp_buf body; /* the minimal body */
    struct hp_slice passes[HP_SHRINK_PASSES_MAX]; /* ids of cases that passed on the way */
    size_t pass_count;
};

/* Shrinks `group`, whose minimal case must be one of the plan. HP_OK when nothing smaller was found
 * or nothing more may be sent; HP_ERR_NOMEM. */
enum hp_status hp_shrink_group(struct hp_shrinker *shrinker, const struct hp_group *group,
                               struct hp_shrink_result *result) HP_MUST_CHECK;
void hp_shrink_result_deinit(struct hp_shrink_result *result);

/* Looks for the nearest case that passes, through `result` of hp_shrink_group: fills in pass_case
 * and pass_difference, and counts its requests there. Sends up to HP_NEIGHBOUR_REQUESTS. */
enum { HP_NEIGHBOUR_REQUESTS = 6 };
enum hp_status hp_neighbour_find(struct hp_shrinker *shrinker, const struct hp_group *group,
                                 struct hp_shrink_result *result) HP_MUST_CHECK;

#endif
