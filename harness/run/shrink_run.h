/* After the plan: the groups of findings shrunk over a target of their own. */
#ifndef HP_RUN_SHRINK_RUN_H
#define HP_RUN_SHRINK_RUN_H

#include "harness/run/engine.h"

/* Shrinks the worst groups of the engine's reducer that are not flaky (HP_SHRINK_GROUPS_MAX), folds
 * them and looks for the nearest passing case of each cause; what is found goes to the journal and
 * to the reducer. Keeps to the run's rate, time limit and stop flag, to HP_SHRINK_REQUESTS, and to
 * 30 seconds; none of these changes the outcome of the run, whose plan is done. Nothing is sent
 * when the options do not ask for it, or after a signal, at the end of the time, or when the target
 * is gone. */
enum hp_status hp_shrink_run(struct hp_engine *engine, struct hp_error *error) HP_MUST_CHECK;

#endif
