/* The only file that exits, and the only one that prints an error. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>

#include "harness/cli/commands.h"
#include "harness/cli/config.h"
#include "harness/plan/nearest.h"

enum { LARGE_BLOCK_BYTES = 256 * 1024 };

static void usage(FILE *out)
{
    fprintf(out,
            "hookproof %s: does a server implement POST /v3/core/webhooks as documented?\n\n"
            "usage: hookproof COMMAND [OPTIONS] [OPERANDS]\n\n",
            HP_VERSION);
    for (size_t i = 0; i < hp_command_count; i++) {
        fprintf(out, "  %-11s %s\n", hp_commands[i].name, hp_commands[i].title);
    }
    fprintf(
        out,
        "\n`hookproof COMMAND --help` tells more. `hookproof run` tests the built-in service;\n"
        "`hookproof run http://127.0.0.1:8080 --api-key KEY` tests yours.\n\n"
        "exit codes: 0 conformant, 1 nonconformant, 2 usage, 3 target unreachable or key refused,\n"
        "            4 stopped early, 5 a fault of hookproof's own\n");
}

static void command_help(const struct hp_command *command)
{
    printf("hookproof %s: %s\n\nusage: hookproof %s [OPTIONS]%s%s\n\n%s", command->name,
           command->title, command->name, command->operands[0] == '\0' ? "" : " ",
           command->operands, command->help);
    hp_options_help(command->id);
}

static const struct hp_command *find_command(const char *name)
{
    for (size_t i = 0; i < hp_command_count; i++) {
        if (strcmp(hp_commands[i].name, name) == 0) {
            return &hp_commands[i];
        }
    }
    return NULL;
}

static int unknown_command(const char *name)
{
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, hp_slice_of(name));
    for (size_t i = 0; i < hp_command_count; i++) {
        (void)hp_nearest_feed(&nearest, hp_slice_of(hp_commands[i].name));
    }
    fprintf(stderr, "hookproof: unknown command %s; ", name);
    if (nearest.name.len > 0) {
        fprintf(stderr, "did you mean %.*s?\n", (int)nearest.name.len, nearest.name.at);
    } else {
        fprintf(stderr, "`hookproof --help` lists them\n");
    }
    return HP_EXIT_USAGE;
}

static int run_command(const struct hp_command *command, int argc, char **argv)
{
    struct hp_args args;
    struct hp_error error = {0};
    int code;
    enum hp_status status = hp_args_parse(command->id, argc, argv, &args, &error);
    if (status == HP_OK && !hp_args_has(&args, HP_OPT_HELP)) {
        status = hp_config_apply(command->id, &args, &error);
    }
    if (status != HP_OK) {
        code = hp_exit_of(status);
    } else if (hp_args_has(&args, HP_OPT_HELP)) {
        command_help(command);
        code = HP_EXIT_OK;
    } else {
        code = command->run(&args, &error);
    }
    hp_args_free(&args);
    if (error.status != HP_OK) {
        fprintf(stderr, "hookproof: %s\n", error.text);
    }
    return code;
}

/* What was printed is on its way, or the caller is told: a full disk must not look like success. */
static int end_output(int code)
{
    bool written = ferror(stdout) == 0;
    written = fflush(stdout) == 0 && written;
    if (!written && code == HP_EXIT_OK) {
        fprintf(stderr, "hookproof: standard output could not be written\n");
        return HP_EXIT_USAGE;
    }
    return code;
}

int main(int argc, char **argv)
{
#ifdef M_MMAP_THRESHOLD
    /* Large blocks go back to the system when they are freed: otherwise one case of several MiB
     * raises what the heap keeps for the rest of the run. */
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES);
#endif
    /* A peer or a pager that goes away, and a file that may grow no further (ulimit -f), are errors
     * to report, not reasons to die. */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        usage(stderr);
        return HP_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        const struct hp_command *topic = argc > 2 ? find_command(argv[2]) : NULL;
        if (topic != NULL) {
            command_help(topic);
        } else {
            usage(stdout);
        }
        return end_output(HP_EXIT_OK);
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        printf("hookproof %s\n", HP_VERSION);
        return end_output(HP_EXIT_OK);
    }
    const struct hp_command *command = find_command(argv[1]);
    return command == NULL ? unknown_command(argv[1])
                           : end_output(run_command(command, argc - 2, argv + 2));
}
