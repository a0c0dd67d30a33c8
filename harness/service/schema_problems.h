/* Violations of the contract's schema, in words fit for a stranger. */
#ifndef HP_SERVICE_SCHEMA_PROBLEMS_H
#define HP_SERVICE_SCHEMA_PROBLEMS_H

#include "harness/contract/contract.h"
#include "harness/service/problems.h"

/* Adds one problem for each violation of the body `root` that was kept; a missing member is named
 * by the pointer it would have. Messages of the violations are not read. */
void hp_schema_problems_add(const struct hp_contract *contract, const struct hp_json *root,
                            const struct hp_violations *violations, struct hp_problems *problems);

#endif
