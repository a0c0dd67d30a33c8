/* Rows of a summary, family by family. */
#ifndef HP_REPORTS_FAMILIES_H
#define HP_REPORTS_FAMILIES_H

#include "harness/run/summary.h"

struct hp_family {
    const char *name;
    size_t rows; /* with at least one case */
    struct hp_tally tally;
};

enum { HP_FAMILIES_MAX = 32 };

/* Fills `families` in the order in which rows name them first; returns how many. */
size_t hp_families(const struct hp_summary *summary, struct hp_family families[HP_FAMILIES_MAX]);

/* Has a reader anything from this line? Not where a campaign, which has no plan, sent no case. */
bool hp_tally_shows(const struct hp_summary *summary, const struct hp_tally *tally);

#endif
