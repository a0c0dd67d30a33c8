/* Records in, summary out: the one place where a run is counted.
 *
 * The runner feeds it while the run goes on, `hookproof report` feeds it from journals: the same
 * records in any order give the same summary. */
#ifndef HP_RUN_REDUCE_H
#define HP_RUN_REDUCE_H

#include "harness/run/facts.h"
#include "harness/run/shrunk.h"
#include "harness/run/summary.h"

struct hp_reducer;

/* `rows` are the plan's rows; the checks that are no row of a plan become rows of their own. */
enum hp_status hp_reducer_new(const struct hp_row *const *rows, size_t row_count,
                              struct hp_reducer **out, struct hp_error *error) HP_MUST_CHECK;
void hp_reducer_free(struct hp_reducer *reducer);

/* Maps the combinations of all that is fed from now on, for reports that show the space. The
 * contract must outlive the reducer. Optional. */
enum hp_status hp_reducer_map(struct hp_reducer *reducer, const struct hp_contract *contract,
                              struct hp_error *error) HP_MUST_CHECK;

enum hp_status hp_reducer_start(struct hp_reducer *reducer, const struct hp_run_facts *facts,
                                struct hp_error *error) HP_MUST_CHECK;
/* HP_ERR_USAGE when the record's row is unknown (a journal of another version). */
enum hp_status hp_reducer_case(struct hp_reducer *reducer, const struct hp_case_record *record,
                               struct hp_error *error) HP_MUST_CHECK;
enum hp_status hp_reducer_end(struct hp_reducer *reducer, const struct hp_run_end *end,
                              struct hp_error *error) HP_MUST_CHECK;

/* What the shrinking found about a group of what was fed before. */
enum hp_status hp_reducer_shrunk(struct hp_reducer *reducer, const struct hp_shrunk *shrunk,
                                 struct hp_error *error) HP_MUST_CHECK;

/* The groups so far, sorted; NULL when memory is refused. Valid until the next call; what they
 * borrow until the next case or finding of the shrinking with a record. */
struct hp_group *hp_reducer_groups(struct hp_reducer *reducer, size_t *count);

/* What is known beforehand, before the first case is fed; must outlive the reducer. Optional. */
struct hp_baseline;
void hp_reducer_baseline(struct hp_reducer *reducer, const struct hp_baseline *baseline);

/* Failures so far: cases with the verdict fail, but for those that the baseline covers. */
uint64_t hp_reducer_failures(const struct hp_reducer *reducer);
const struct hp_tally *hp_reducer_totals(const struct hp_reducer *reducer);

/* The summary of all that was fed. It belongs to the reducer and is valid until the next call on
 * it. */
enum hp_status hp_reducer_finish(struct hp_reducer *reducer, struct hp_summary **out,
                                 struct hp_error *error) HP_MUST_CHECK;

/* A text that lives as long as the reducer, for curl and replay lines. NULL: out of memory. */
const char *hp_reducer_keep(struct hp_reducer *reducer, struct hp_slice text);

#endif
