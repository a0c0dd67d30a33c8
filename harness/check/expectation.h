/* The row's own expectation. */
#ifndef HP_CHECK_EXPECTATION_H
#define HP_CHECK_EXPECTATION_H

#include "harness/check/view.h"

/* Does this exchange say nothing about the row: no connection, 429, 503 with Retry-After? `reason`
 * may be NULL; it is static. */
bool hp_expectation_is_inconclusive(const struct hp_view *view, const char **reason);

/* Holds an exchange that is not inconclusive to the row's expectation and to invariant I1, and adds
 * an observation called "expectation" when it is broken. `note` becomes one line when the row says
 * that another way is fine too, and the target took that way; else it stays. */
void hp_expectation_judge(struct hp_view *view, const char **note);

#endif
