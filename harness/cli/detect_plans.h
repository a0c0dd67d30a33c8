/* The plans of a self-test: one for all the defects that get the same cases. */
#ifndef HP_CLI_DETECT_PLANS_H
#define HP_CLI_DETECT_PLANS_H

#include "harness/run/run.h"

struct hp_detect_plans;

/* NULL when memory is refused. */
struct hp_detect_plans *hp_detect_plans_new(void) HP_MUST_CHECK;
void hp_detect_plans_free(struct hp_detect_plans *plans); /* no run may go on with one of them */

/* Sets `run->prepared` to the plan of its options, which is made when it is asked for the first
 * time. `run` must be of one contract, with the same rows and key, whenever it is handed in; depth,
 * seed and globs may differ. Thread-safe. Errors as hp_plan_new. */
enum hp_status hp_detect_plans_take(struct hp_detect_plans *plans, struct hp_run_options *run,
                                    struct hp_error *error) HP_MUST_CHECK;

#endif
