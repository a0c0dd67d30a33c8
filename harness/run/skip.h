/* Which cases a run does not send to its target. */
#ifndef HP_RUN_SKIP_H
#define HP_RUN_SKIP_H

#include "harness/run/run.h"

/* Why this case is not to be sent, for a person; NULL when it is. */
const char *hp_skip_reason(const struct hp_run_options *options, const struct hp_target *target,
                           const struct hp_case *kase);

#endif
