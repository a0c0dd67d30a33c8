/* The commands: one file each, all of one shape. */
#ifndef HP_CLI_COMMANDS_H
#define HP_CLI_COMMANDS_H

#include "harness/cli/options.h"

/* Exit codes of the whole program. */
enum hp_exit {
    HP_EXIT_OK = 0,            /* conformant; valid */
    HP_EXIT_NONCONFORMANT = 1, /* a fail; something is not valid */
    HP_EXIT_USAGE = 2,         /* the command line or a file that it names */
    HP_EXIT_TARGET = 3,        /* cannot be reached, refuses the key, too much inconclusive */
    HP_EXIT_INCOMPLETE = 4,    /* stopped by a limit or a signal, no failure so far */
    HP_EXIT_INTERNAL = 5,      /* a fault of hookproof's own */
};

struct hp_command {
    const char *name;
    unsigned id; /* of enum hp_command_id; two when it takes the options of another one, too */
    const char *operands; /* for the usage line */
    const char *title;    /* one line */
    const char *help;     /* a paragraph and examples */
    int (*run)(const struct hp_args *args, struct hp_error *error);
};

extern const struct hp_command hp_commands[];
extern const size_t hp_command_count;

int hp_cmd_run(const struct hp_args *args, struct hp_error *error);
int hp_cmd_fuzz(const struct hp_args *args, struct hp_error *error);
int hp_cmd_list(const struct hp_args *args, struct hp_error *error);
int hp_cmd_show(const struct hp_args *args, struct hp_error *error);
int hp_cmd_replay(const struct hp_args *args, struct hp_error *error);
int hp_cmd_serve(const struct hp_args *args, struct hp_error *error);
int hp_cmd_report(const struct hp_args *args, struct hp_error *error);
int hp_cmd_json(const struct hp_args *args, struct hp_error *error);
int hp_cmd_schema(const struct hp_args *args, struct hp_error *error);
int hp_cmd_init(const struct hp_args *args, struct hp_error *error);
int hp_cmd_completion(const struct hp_args *args, struct hp_error *error);
int hp_cmd_man(const struct hp_args *args, struct hp_error *error);
int hp_cmd_selftest(const struct hp_args *args, struct hp_error *error);
int hp_cmd_config(const struct hp_args *args, struct hp_error *error);

/* What an exit code means, in a few words; static. */
const char *hp_exit_meaning(enum hp_exit code);

/* The exit code of an error. */
int hp_exit_of(enum hp_status status);

#endif
