/* From totals to one word, one sentence and one exit code. */
#ifndef HP_RUN_OUTCOME_H
#define HP_RUN_OUTCOME_H

#include "harness/run/facts.h"
#include "harness/run/summary.h"

/* Sets outcome, outcome_reason (in the summary's arena; NULL: out of memory) and exit_code. In this
 * order: the preflight failed or the target went away (3), a failure that the baseline does not
 * know (1), stopped early (4), over a tenth of the cases that were sent inconclusive (3), nothing
 * judged (3), conformant (0). */
void hp_outcome_decide(struct hp_summary *summary, const struct hp_run_end *end);

#endif
