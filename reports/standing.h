/* How a row and a finding stand: what the baseline knows is no failure. */
#ifndef HP_REPORTS_STANDING_H
#define HP_REPORTS_STANDING_H

#include "harness/run/summary.h"

enum hp_standing {
    HP_STANDS_PASSED,
    HP_STANDS_FAILED,
    HP_STANDS_KNOWN,    /* it fails, and all of that is known */
    HP_STANDS_UNJUDGED, /* nothing of it was judged: never shown as passed */
};

/* A row fails for its own findings, or, when it has none, for those of checks of the response. */
enum hp_standing hp_row_standing(const struct hp_summary *summary,
                                 const struct hp_row_summary *row);

/* Known, and its day is not over. */
bool hp_group_is_known(const struct hp_group *group);

/* Why an unjudged row was not judged. */
const char *hp_row_reason(const struct hp_row_summary *row);

/* The index-th card: of a cause when the groups were folded, else of a group; NULL behind the last.
 * Notes have none. */
const struct hp_group *hp_card_at(const struct hp_summary *summary, size_t index);

/* The worst of what a card stands for. */
enum hp_verdict hp_card_verdict(const struct hp_group *group);

/* All failures that a card stands for are known. */
bool hp_card_is_known(const struct hp_group *group);

#endif
