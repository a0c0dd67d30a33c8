/* A plan and what it covers, for one run or for many. */
#ifndef HP_RUN_PREPARED_H
#define HP_RUN_PREPARED_H

#include "harness/plan/plan.h"

/* Never changed once it is made: runs on several threads may share it. Both steps ask rows for
 * their instances again and again (a twentieth of a second for the catalogue), which costs more
 * than a short run itself. */
struct hp_prepared {
    struct hp_plan *plan;
    struct hp_coverage coverage;
};

/* What the arguments must be, and the errors, are those of hp_plan_new. */
enum hp_status hp_prepared_new(const struct hp_contract *contract, const struct hp_row *const *rows,
                               size_t row_count, const struct hp_plan_options *options,
                               struct hp_prepared **out, struct hp_error *error) HP_MUST_CHECK;
void hp_prepared_free(struct hp_prepared *prepared); /* NULL is none */

#endif
