/* The options by which a finding's case was sent, as its file or its report tells them. */
#ifndef HP_CLI_REPLAY_OPTIONS_H
#define HP_CLI_REPLAY_OPTIONS_H

#include "harness/cli/options.h"
#include "harness/contract/contract.h"
#include "harness/json/tree.h"

/* Fills `again` (run/again.h; NULL: the file has none, and nothing happens) into `args`: behind the
 * command line and before the environment and an option file. --set and -H of the command line come
 * behind those of the file; a --profile of the command line takes the place of the file's profile,
 * settings and strictness. Secrets come from the command line or the environment.
 * HP_ERR_USAGE: a member that is none, a secret that is missing, by its name and where to give it,
 * or a proxy elsewhere without --allow-remote. `again` must outlive `args`. */
enum hp_status hp_replay_options(const struct hp_json *again, struct hp_args *args,
                                 struct hp_error *error) HP_MUST_CHECK;

/* One sentence when the contract is not the one of the run, else false. */
bool hp_replay_contract_differs(const struct hp_json *again, const struct hp_contract *contract,
                                const char *path, struct hp_error *sentence);

#endif
