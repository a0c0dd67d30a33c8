/* Violations of the contract's schema, in words fit for a stranger. */
#ifndef HP_SERVICE_SCHEMA_PROBLEMS_H
#define HP_SERVICE_SCHEMA_PROBLEMS_H

#include "harness/service/problems.h"
#include "harness/service/webhook.h"

/* Adds one problem for each violation that was kept; a missing member is named by the pointer it
 * would have. */
void hp_schema_problems_add(const struct hp_contract *contract, const struct hp_webhook *webhook,
                            const struct hp_violations *violations, struct hp_problems *problems);

#endif
