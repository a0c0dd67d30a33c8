/* Where reports go: --report FORMAT[=PATH] turned into files and streams. */
#ifndef HP_CLI_OUTPUT_H
#define HP_CLI_OUTPUT_H

#include "harness/cli/options.h"
#include "reports/report.h"

/* HP_ERR_USAGE for an unknown format, before anything is sent. */
enum hp_status hp_output_check(const struct hp_args *args, struct hp_error *error) HP_MUST_CHECK;

/* True when a report shows the space of combinations. */
bool hp_output_wants_map(const struct hp_args *args);

/* Writes every report that was asked for (text on the terminal when none was). A report that fails
 * does not keep the others from being written; the first error is returned. `folder` may be NULL:
 * then formats without a path go into hookproof-report/. A folder that is missing is made.
 * `journals` are those that the summary is of. */
enum hp_status hp_output_write(const struct hp_args *args, const struct hp_summary *summary,
                               const char *folder, const char *const *journals,
                               size_t journal_count, struct hp_error *error) HP_MUST_CHECK;

#endif
