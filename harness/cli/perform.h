/* What `run` and `fuzz` do alike: sends, shows progress, writes reports and a baseline. */
#ifndef HP_CLI_PERFORM_H
#define HP_CLI_PERFORM_H

#include "harness/cli/setup.h"

/* Runs what the setup says, with the options of the output; `exit_code` is the summary's. Errors as
 * hp_run and hp_output_write. */
enum hp_status hp_perform(struct hp_setup *setup, const struct hp_args *args, int *exit_code,
                          struct hp_error *error) HP_MUST_CHECK;

#endif
