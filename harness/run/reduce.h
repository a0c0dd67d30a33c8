/* Records in, summary out: the one place where a run is counted.
 *
 * The runner feeds it while the run goes on, `hookproof report` feeds it from journals: the same
 * records in any order give the same summary. */
#ifndef HP_RUN_REDUCE_H
#define HP_RUN_REDUCE_H

#include "harness/run/facts.h"
#include "harness/run/record.h"
#include "harness/run/summary.h"

struct hp_reducer;

/* `rows` are the plan's rows; the checks that are no row of a plan become rows of their own. */
enum hp_status hp_reducer_new(const struct hp_row *const *rows, size_t row_count,
                              struct hp_reducer **out, struct hp_error *error) HP_MUST_CHECK;
void hp_reducer_free(struct hp_reducer *reducer);

enum hp_status hp_reducer_start(struct hp_reducer *reducer, const struct hp_run_facts *facts,
                                struct hp_error *error) HP_MUST_CHECK;
/* HP_ERR_USAGE when the record's row is unknown (a journal of another version). */
enum hp_status hp_reducer_case(struct hp_reducer *reducer, const struct hp_case_record *record,
                               struct hp_error *error) HP_MUST_CHECK;
enum hp_status hp_reducer_end(struct hp_reducer *reducer, const struct hp_run_end *end,
                              struct hp_error *error) HP_MUST_CHECK;

/* Failures so far: cases with the verdict fail. */
uint64_t hp_reducer_failures(const struct hp_reducer *reducer);
const struct hp_tally *hp_reducer_totals(const struct hp_reducer *reducer);

/* The summary of all that was fed. It belongs to the reducer and is valid until the next call on
 * it. */
enum hp_status hp_reducer_finish(struct hp_reducer *reducer, struct hp_summary **out,
                                 struct hp_error *error) HP_MUST_CHECK;

/* A text that lives as long as the reducer, for curl and replay lines. NULL: out of memory. */
const char *hp_reducer_keep(struct hp_reducer *reducer, struct hp_slice text);

#endif
