/* A covering array: few combinations that together meet every pair (or triple) of choices. */
#ifndef HP_PLAN_COVERING_H
#define HP_PLAN_COVERING_H

#include "harness/base/error.h"
#include "harness/plan/combo.h"

/* Every tuple of `strength` (2 or 3) elements as tuples.h defines them occurs in some combination.
 * The same contract and strength always give the same array. For the default contract: 25
 * combinations in a few milliseconds for strength 2, 87 in under a tenth of a second for 3. `out`
 * is freed with hp_free. HP_ERR_NOMEM. */
enum hp_status hp_covering_new(const struct hp_contract *contract, unsigned strength,
                               struct hp_combo **out, size_t *count,
                               struct hp_error *error) HP_MUST_CHECK;

#endif
