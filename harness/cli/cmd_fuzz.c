/* hookproof fuzz */
#include <stdio.h>

#include "harness/cli/commands.h"
#include "harness/cli/config.h"
#include "harness/cli/output.h"
#include "harness/cli/perform.h"

int hp_cmd_fuzz(const struct hp_args *args, struct hp_error *error)
{
    struct hp_setup setup = {0};
    int exit_code = HP_EXIT_OK;
    enum hp_status status = HP_OK;
    if (args->operand_count > 1) {
        status = hp_error_set(error, HP_ERR_USAGE, "fuzz takes one target, not \"%s\" as well",
                              args->operands[1]);
    }
    if (status == HP_OK) {
        status = hp_output_check(args, error);
    }
    if (status == HP_OK) {
        const char *target = args->operand_count == 0 ? NULL : args->operands[0];
        status = hp_setup_init(&setup, args, hp_config_target(args, target, "builtin"), error);
    }
    if (status == HP_OK) {
        status = hp_perform(&setup, args, &exit_code, error);
    }
    hp_setup_deinit(&setup);
    return status == HP_OK ? exit_code : hp_exit_of(status);
}
