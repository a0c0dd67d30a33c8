/* From options to what a command needs: contract, credential, plan, target. */
#ifndef HP_CLI_SETUP_H
#define HP_CLI_SETUP_H

#include "harness/cli/options.h"
#include "harness/run/literal.h"
#include "harness/run/run.h"
#include "harness/service/defects/defect.h"

/* The credential of the built-in service, in process and served, when none is given. */
#define HP_DEMO_KEY "hookproof-demo-key"

struct hp_setup {
    struct hp_contract *contract;
    const struct hp_row **all_rows; /* with those of fuzzed bodies; NULL: there are none */
    struct hp_literals *literals;   /* of --cases; NULL: there are none */
    struct hp_run_options
        run;   /* contract, rows, plan, address, target and settings are filled in */
    char *key; /* heap; behind run.plan.api_key */
};

/* Reads --contract, the key, --seed, --depth, globs and, when `target` is not NULL, the target's
 * options. `target` is the operand; "builtin" when the user gave none. A key is needed for any
 * target but the built-in service. HP_ERR_USAGE, or HP_ERR_TARGET for a remote target without
 * --allow-remote. */
enum hp_status hp_setup_init(struct hp_setup *setup, const struct hp_args *args, const char *target,
                             struct hp_error *error) HP_MUST_CHECK;
void hp_setup_deinit(struct hp_setup *setup);

/* The credential: --api-key, --api-key-file, the environment, else `otherwise` (may be NULL). A
 * copy on the heap; NULL when there is none. HP_ERR_USAGE: a file that cannot be read, an empty
 * key. */
enum hp_status hp_setup_key(const struct hp_args *args, const char *otherwise, char **out,
                            struct hp_error *error) HP_MUST_CHECK;

/* --defect: the hook for the built-in service, NULL in `out` when none was asked for. HP_ERR_USAGE
 * for an unknown one. Free with hp_planted_free. */
enum hp_status hp_setup_defect(const struct hp_args *args, const struct hp_contract *contract,
                               struct hp_slice api_key, struct hp_planted **out,
                               struct hp_error *error) HP_MUST_CHECK;

/* --profile, --set and --strict, in this order. HP_ERR_USAGE as hp_profile_open and
 * hp_settings_set. */
enum hp_status hp_setup_settings(const struct hp_args *args, struct hp_settings *out,
                                 struct hp_error *error) HP_MUST_CHECK;

/* The rows of the catalogue and, behind them, those of --cases, which go to `literals`; what the
 * second judge has against them goes to standard error. HP_ERR_USAGE as hp_literals_read. */
enum hp_status hp_setup_rows(const struct hp_args *args, const struct hp_contract *contract,
                             struct hp_literals **literals, const struct hp_row *const **rows,
                             size_t *count, struct hp_error *error) HP_MUST_CHECK;

/* The rows of fuzzed bodies and of corpus files behind others, where they may occur; from
 * hp_malloc. */
enum hp_status hp_setup_body_rows(const struct hp_args *args, const struct hp_row *const **rows,
                                  size_t *count, const struct hp_row ***all,
                                  struct hp_error *error) HP_MUST_CHECK;

/* --color, NO_COLOR and whether `descriptor` is a terminal. */
enum hp_status hp_setup_colour(const struct hp_args *args, int descriptor, bool *out,
                               struct hp_error *error) HP_MUST_CHECK;

#endif
