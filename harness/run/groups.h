/* Findings, grouped by what went wrong: row + check + place + status class.
 *
 * One defect that shows in a thousand cases is one group with a count of a thousand and the
 * smallest request that showed it. */
#ifndef HP_RUN_GROUPS_H
#define HP_RUN_GROUPS_H

#include "harness/run/shrunk.h"
#include "harness/run/summary.h"

struct hp_groups;

/* What makes two failures the same: the row (of the plan, or of the check), the check, the place
 * and the class of the status. Stable across runs and versions. */
uint64_t hp_fingerprint(const char *row, const struct hp_observation *observation, int status);

enum hp_status hp_groups_new(struct hp_groups **out, struct hp_error *error) HP_MUST_CHECK;
void hp_groups_free(struct hp_groups *groups);

/* Counts one observation of a record. `row` and `title` are static: those of the plan's row when
 * the check is "expectation", else those of the check. */
enum hp_status hp_groups_add(struct hp_groups *groups, const struct hp_case_record *record,
                             const struct hp_observation *observation, enum hp_verdict verdict,
                             const struct hp_row_summary *row,
                             struct hp_error *error) HP_MUST_CHECK;

/* Takes in what shrinking found about a group; nothing happens when there is no such group. Of two
 * findings about one group (two shards, a resumed run) the smaller request stays, and a smallest
 * case that was shrunk is not given up for one that was only met. */
enum hp_status hp_groups_shrunk(struct hp_groups *groups, const struct hp_shrunk *shrunk,
                                struct hp_error *error) HP_MUST_CHECK;

uint64_t hp_groups_dropped(const struct hp_groups *groups);

/* Sorted: fails before warns before notes, then by level, count and id. The array and all text
 * belong to `groups`; `curl` and `replay` are still NULL. */
struct hp_group *hp_groups_sorted(struct hp_groups *groups, size_t *count);

/* A text that lives as long as the groups; NULL when memory is refused. */
const char *hp_groups_keep(struct hp_groups *groups, struct hp_slice text);

#endif
