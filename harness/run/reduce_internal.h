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
    struct hp_row_summary *last_row;  /* records of one row come in runs; NULL: none was there */
    struct hp_slice last_id;          /* its id */
    uint64_t *reason_index;           /* of each row: the case that its reason is from */
    uint64_t seen;                    /* records of exchanges */
    size_t check_rows[HP_CHECKS_MAX]; /* hp_checks index to row index */
    /* To how many records each check applied. Most checks apply to record after record: one that
     * applies from the n-th on takes n off its counter, and adds n when it no longer does. */
    uint64_t check_applied[HP_CHECKS_MAX];
    uint64_t applied_last; /* the checks that applied to the last record */
    uint64_t applied_to;   /* records so far */
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

/* Notes to which checks a record (none when 0) is of concern, without counting it; so 0 makes
 * check_applied right. */
void hp_reducer_applied(struct hp_reducer *reducer, uint64_t checks);

/* The stop of the journal that was fed last goes into that of the whole: the first real one wins.
 */
void hp_reducer_settle_end(struct hp_reducer *reducer);

#endif
