/* What the two halves of the reducer share: counting, and the sum at the end. */
#ifndef HP_RUN_REDUCE_INTERNAL_H
#define HP_RUN_REDUCE_INTERNAL_H

#include "harness/run/grid.h"
#include "harness/run/groups.h"
#include "harness/run/latency.h"
#include "harness/run/reduce.h"

enum { HP_CHECKS_MAX = 64 }; /* a set of checks is one word */

struct hp_reducer {
    struct hp_summary summary;
    struct hp_groups *groups;
    const struct hp_row *const *rows; /* the plan's */
    size_t plan_row_count;
    struct hp_grid *grid; /* NULL: not mapped */
    struct hp_latency_histogram latency;
    size_t last_row;                  /* records of one row come in runs */
    uint64_t *reason_index;           /* of each row: the case that its reason is from */
    uint64_t seen;                    /* records of exchanges */
    size_t check_rows[HP_CHECKS_MAX]; /* hp_checks index to row index */
    uint64_t check_applied[HP_CHECKS_MAX];
    bool strict, lenient;
    const struct hp_baseline *baseline; /* NULL: nothing is known beforehand */
    uint64_t failures;                  /* cases that fail for something that is not known */
    bool selected;
    uint32_t shards; /* that the run was divided into */
    uint32_t shards_seen;
    uint64_t seen_shards[HP_SHARDS_MAX / 64]; /* bit n: shard n + 1 */
    bool ended; /* the journal that is being fed has its end; `end` is the worst of all before it */
    enum hp_stop last_stop;
    struct hp_run_end end;
};

/* The stop of the journal that was fed last goes into that of the whole: the first real one wins.
 */
void hp_reducer_settle_end(struct hp_reducer *reducer);

#endif
