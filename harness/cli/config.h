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
#include "harness/json/tree.h"

/* Fills in what the command line left open. Options that belong to other commands are passed over,
 * so that one file serves them all. HP_ERR_USAGE: a file that cannot be read or is not such an
 * object, with line and column or the member's name; an unknown member (with the nearest name), a
 * value of the wrong type; a flag of the environment that is not 0, 1, true, false or empty. */
enum hp_status hp_config_apply(unsigned command, struct hp_args *args,
                               struct hp_error *error) HP_MUST_CHECK;

/* Gives an option the value that a member of a file has (its text, which is borrowed, in whatever
 * file `path` names), whatever it had before. HP_ERR_USAGE: a value of the wrong type. */
enum hp_status hp_config_give(struct hp_args *args, const char *path, enum hp_option_id id,
                              enum hp_origin origin, const struct hp_json *value,
                              struct hp_error *error) HP_MUST_CHECK;
/* Values behind those that the option has; their texts are borrowed. */
enum hp_status hp_config_append(struct hp_args *args, enum hp_option_id id,
                                const char *const *values, size_t count,
                                struct hp_error *error) HP_MUST_CHECK;
/* A copy that lives as long as the configuration; NULL: out of memory. */
const char *hp_config_keep(struct hp_args *args, struct hp_slice text);

void hp_config_free(struct hp_config *config);

/* The target to use: the operand when there is one, else the environment's or the file's, else
 * `otherwise`. */
const char *hp_config_target(const struct hp_args *args, const char *operand,
                             const char *otherwise);

/* "HOOKPROOF_MAX_FAILURES" into `out`; `name` is an option's or "target". */
enum { HP_VARIABLE_BYTES = 64 };
void hp_config_variable(const char *name, char out[HP_VARIABLE_BYTES]);

#endif
