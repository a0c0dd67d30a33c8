/* By which rules a run was judged, for people. */
#ifndef HP_REPORTS_RULES_H
#define HP_REPORTS_RULES_H

#include "harness/base/buf.h"
#include "harness/run/summary.h"

/* "hardened"; for a file its path and the built-in profile below it: "ci.json (doc)". */
void hp_rules_profile(struct hp_buf *out, const struct hp_summary *summary);

/* What was judged otherwise than the built-in profile says, with what that says:
 * "status.created=201 (200), bom=reject (either)". Nothing when nothing was. */
void hp_rules_settings(struct hp_buf *out, const struct hp_summary *summary);

/* "profile doc  depth standard  seed 1" and, when there is something to say, a line of settings. */
void hp_rules_lines(struct hp_buf *out, const struct hp_summary *summary);

#endif
