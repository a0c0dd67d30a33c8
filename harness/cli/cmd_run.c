/* hookproof run */
#include <stdio.h>

#include "harness/cli/commands.h"
#include "harness/cli/config.h"
#include "harness/cli/output.h"
#include "harness/cli/perform.h"
#include "harness/cli/setup.h"

/* The plan as numbers, for --dry-run and for a person who wonders how long it will take. */
static enum hp_status dry_run(const struct hp_run_options *run, struct hp_error *error)
{
    struct hp_plan *plan = NULL;
    struct hp_coverage coverage;
    enum hp_status status =
        hp_plan_new(run->contract, run->rows, run->row_count, &run->plan, &plan, error);
    if (status == HP_OK) {
        status = hp_plan_coverage(plan, &coverage, error);
    }
    if (status == HP_OK) {
        printf("plan %016llx: %llu cases, %llu of %llu triples covered; nothing was sent\n",
               (unsigned long long)hp_plan_hash(plan), (unsigned long long)hp_plan_size(plan),
               (unsigned long long)coverage.triples.covered,
               (unsigned long long)coverage.triples.total);
    }
    hp_plan_free(plan);
    return status;
}

int hp_cmd_run(const struct hp_args *args, struct hp_error *error)
{
    struct hp_setup setup = {0};
    struct hp_planted *planted = NULL;
    int exit_code = HP_EXIT_OK;
    enum hp_status status = HP_OK;
    if (args->operand_count > 1) {
        status = hp_error_set(error, HP_ERR_USAGE, "run takes one target, not \"%s\" as well",
                              args->operands[1]);
    }
    if (status == HP_OK) {
        status = hp_output_check(args, error);
    }
    if (status == HP_OK) {
        status = hp_setup_init(
            &setup, args,
            hp_config_target(args, args->operand_count == 0 ? NULL : args->operands[0], "builtin"),
            error);
    }
    if (status == HP_OK && hp_args_has(args, HP_OPT_DEFECT) && !setup.run.address.builtin) {
        status = hp_error_set(error, HP_ERR_USAGE,
                              "--defect is for the built-in service, and the target is %s",
                              setup.run.address.origin);
    }
    if (status == HP_OK) {
        status = hp_setup_defect(args, setup.contract, setup.run.plan.api_key, &planted, error);
        setup.run.hook = hp_planted_hook(planted);
        setup.run.defect = hp_args_text(args, HP_OPT_DEFECT, NULL);
    }
    if (status == HP_OK) {
        status = hp_args_has(args, HP_OPT_DRY_RUN) ? dry_run(&setup.run, error)
                                                   : hp_perform(&setup, args, &exit_code, error);
    }
    hp_planted_free(planted);
    hp_setup_deinit(&setup);
    return status == HP_OK ? exit_code : hp_exit_of(status);
}
