/* Known findings, each with the day until which it is put up with.
 *
 * A finding that is known does not make a run fail; from the day after on it counts again. One that
 * no longer shows, though its row was judged, is reported as fixed. Days are UTC; which day it is,
 * is handed in. */
#ifndef HP_RUN_BASELINE_H
#define HP_RUN_BASELINE_H

#include "harness/run/summary.h"

enum { HP_BASELINE_DAYS = 90 }; /* for which a finding that is written anew is known */

struct hp_baseline;

/* {"schema":"hookproof-baseline/1","findings":[{"fingerprint","until","reason","row",...}]}; see
 * docs/baseline.md. HP_ERR_USAGE with file and line, or the number of the finding and what is wrong
 * with it. */
enum hp_status hp_baseline_read(const char *path, struct hp_baseline **out,
                                struct hp_error *error) HP_MUST_CHECK;
void hp_baseline_free(struct hp_baseline *baseline); /* NULL is allowed */

/* Is the finding known, and not expired, at that time? */
bool hp_baseline_covers(const struct hp_baseline *baseline, uint64_t fingerprint,
                        int64_t now_unix_ms);

/* Marks the groups of the summary and fills in its baseline. `whole`: the whole plan was run, so
 * that what did not show is gone. The baseline must live as long as the summary. */
enum hp_status hp_baseline_apply(const struct hp_baseline *baseline, bool whole,
                                 struct hp_summary *summary) HP_MUST_CHECK;

/* Writes the fails and warns of the summary as a baseline: until HP_BASELINE_DAYS after the run
 * began. Of a summary to which a baseline was applied, findings that are known keep their day and
 * all keep their reason, and those that did not show because their row was not judged stay; fixed
 * ones go. HP_ERR_IO. */
enum hp_status hp_baseline_write(const char *path, const struct hp_baseline *known,
                                 const struct hp_summary *summary,
                                 struct hp_error *error) HP_MUST_CHECK;

#endif
