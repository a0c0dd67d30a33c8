/* Going on with a run that was stopped or killed. */
#ifndef HP_RUN_RESUME_H
#define HP_RUN_RESUME_H

#include "harness/run/engine.h"

/* Feeds the journal in the output folder to the engine's reducer and notes which cases have their
 * record. HP_ERR_USAGE when it is the journal of another plan, seed, profile or target: `facts` are
 * those of the run that goes on. */
enum hp_status hp_resume_read(struct hp_engine *engine, const struct hp_run_facts *facts,
                              struct hp_error *error) HP_MUST_CHECK;

/* True when the case at this position of the plan has its record already. */
bool hp_resume_has(const struct hp_engine *engine, uint64_t index);

#endif
