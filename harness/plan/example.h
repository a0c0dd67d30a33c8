/* The documented example of the request, read once: its combination and its content. */
#ifndef HP_PLAN_EXAMPLE_H
#define HP_PLAN_EXAMPLE_H

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/mutate/draft.h"
#include "harness/plan/combo.h"

struct hp_example {
    struct hp_arena arena; /* what `content` borrows from */
    struct hp_content content;
    struct hp_combo combo;
};

/* HP_ERR_USAGE when the example does not hold the contract's own enum values. Free with
 * hp_example_deinit, also after a failure. */
enum hp_status hp_example_init(struct hp_example *example, const struct hp_contract *contract,
                               struct hp_error *error) HP_MUST_CHECK;
void hp_example_deinit(struct hp_example *example);

#endif
