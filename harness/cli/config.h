/* What the environment and an option file say, behind the command line.
 *
 * A file is one JSON object whose members are options by their long names, and `target`:
 *   {"target": "http://127.0.0.1:8080", "depth": "smoke", "strict": true, "exclude": ["slow-*"],
 *    "set": {"status.created": "201"}, "//": "a member whose name starts with // is a comment"}
 * A flag is a boolean, a list is an array (or one value), `set` may be an object, anything else is
 * a string or a number. The environment has the same names: HOOKPROOF_MAX_FAILURES=5,
 * HOOKPROOF_STRICT=1, HOOKPROOF_TARGET, HOOKPROOF_CONFIG for the file itself.
 *
 * The strongest is the command line, then the environment, then the file. A list is taken as a
 * whole from the strongest that has it. */
#ifndef HP_CLI_CONFIG_H
#define HP_CLI_CONFIG_H

#include "harness/cli/options.h"

/* Fills in what the command line left open. Options that belong to other commands are passed over,
 * so that one file serves them all. HP_ERR_USAGE: a file that cannot be read or is not such an
 * object, with line and column or the member's name; an unknown member (with the nearest name), a
 * value of the wrong type; a flag of the environment that is not 0, 1, true, false or empty. */
enum hp_status hp_config_apply(unsigned command, struct hp_args *args,
                               struct hp_error *error) HP_MUST_CHECK;
void hp_config_free(struct hp_config *config);

/* The target to use: the operand when there is one, else the environment's or the file's, else
 * `otherwise`. */
const char *hp_config_target(const struct hp_args *args, const char *operand,
                             const char *otherwise);

/* "HOOKPROOF_MAX_FAILURES" into `out`; `name` is an option's or "target". */
enum { HP_VARIABLE_BYTES = 64 };
void hp_config_variable(const char *name, char out[HP_VARIABLE_BYTES]);

#endif
