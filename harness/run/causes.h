/* One defect shows in many rows: groups of findings folded into causes.
 *
 * A person should read a cause once, under the row that says most plainly what is wrong. Groups
 * stay as they are; a cause only says which group stands for which. */
#ifndef HP_RUN_CAUSES_H
#define HP_RUN_CAUSES_H

#include "harness/plan/row.h"
#include "harness/run/summary.h"

/* Folds the fails and warns among `groups` (sorted as hp_groups_sorted gives them) and fills in
 * their cause, hides, cause_title, cause_verdict and cause_count. Notes stand for themselves and
 * are no causes. `rows` are the plan's, in their order. `causes` gets the groups that stand for
 * one, worst first. Text and lists lie in `arena`. A pure function; HP_ERR_NOMEM.
 *
 * The rules, in this order:
 * - valid requests that are refused fold by combination and class of status when the plain valid
 *   request of the combination fails too (struct hp_shrunk); when it always fails, all that got the
 *   same status follows from it; else they fold by row;
 * - wrong values that are accepted fold by node, texts that are not JSON into one, requests without
 *   the right key into one; what a response check finds of the same requests at the same member
 *   follows from it, unless it is worse; wrong values of one family at over three nodes are one
 *   cause (a reader that converts), and if that is so of several families, so is all that is
 *   accepted (nothing is validated);
 * - 5xx, no answer, a closed connection, a malformed reply fold by node, and over three nodes into
 *   one of each kind;
 * - a refusal by another status than the one that is asked for folds by both;
 * - what failed as the documented example did after the target had stopped working, and was not
 *   seen to fail once it was well, follows from that;
 * - a response check folds over the members of one object; what it finds where a row's own check
 *   speaks of the same member and the same requests follows from that.
 * The worst verdict of a cause gives it its words; of those, the row of which the largest share of
 * cases ended in the cause, in sixths, and then the plainest. */
enum hp_status hp_causes_fold(struct hp_group *groups, size_t count,
                              const struct hp_row *const *rows, size_t row_count,
                              struct hp_arena *arena, const struct hp_group ***causes,
                              size_t *cause_count) HP_MUST_CHECK;

#endif
