/* What is written beside the reports so that a finding can be seen again: the exact body, a curl
 * command, a replay line, and a file that says it all. */
#ifndef HP_RUN_ARTIFACTS_H
#define HP_RUN_ARTIFACTS_H

#include "harness/run/body_case.h"
#include "harness/run/run.h"

/* For each group of the summary: builds its smallest case again from the plan (or from `bodies`,
 * which may be NULL), writes
 * OUT/findings/FINGERPRINT.body and FINGERPRINT.json, and sets `curl` and `replay`. With no
 * `out_dir` only the replay lines. HP_ERR_IO when a file cannot be written. */
enum hp_status hp_artifacts_write(const struct hp_run_options *options, const struct hp_plan *plan,
                                  const struct hp_bodies *bodies, struct hp_reducer *reducer,
                                  struct hp_summary *summary, struct hp_error *error) HP_MUST_CHECK;

/* Removes what hp_artifacts_write left in FOLDER/findings for an earlier run, and nothing else:
 * files whose name is a fingerprint and .json or .body. HP_ERR_IO when one cannot be removed. */
enum hp_status hp_artifacts_clear(const char *folder, struct hp_error *error) HP_MUST_CHECK;

/* Takes `curl` and `replay` of each group that has none yet from the files that hp_artifacts_write
 * left in FOLDER/findings, if they are there: so that a journal gives the report of its run. */
void hp_artifacts_read(const char *folder, struct hp_reducer *reducer, struct hp_summary *summary);

/* Creates a folder and those above it. HP_ERR_IO with path and reason. */
enum hp_status hp_artifacts_folder(const char *path, struct hp_error *error) HP_MUST_CHECK;

#endif
