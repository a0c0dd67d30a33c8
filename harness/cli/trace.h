/* --trace: every exchange on standard error, as it happens. */
#ifndef HP_CLI_TRACE_H
#define HP_CLI_TRACE_H

#include "harness/run/run.h"

/* For hp_run_options.trace; `context` is the hp_run_options of the run. Bounded, the key masked. */
void hp_trace(void *context, const struct hp_case *kase, const struct hp_exchange *exchange,
              const struct hp_judgement *judgement);

#endif
