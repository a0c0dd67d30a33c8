/* The command line as data: every option once, with the commands that take it.
 *
 * A new option is one line of the table in options.c and one use. */
#ifndef HP_CLI_OPTIONS_H
#define HP_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/slice.h"

enum hp_command_id {
    HP_CMD_RUN = 1 << 0,
    HP_CMD_LIST = 1 << 1,
    HP_CMD_SHOW = 1 << 2,
    HP_CMD_REPLAY = 1 << 3,
    HP_CMD_SERVE = 1 << 4,
    HP_CMD_REPORT = 1 << 5,
    HP_CMD_JSON = 1 << 6,
    HP_CMD_SCHEMA = 1 << 7,
    HP_CMD_CONFIG = 1 << 8,
    HP_CMD_INIT = 1 << 9,
    HP_CMD_COMPLETION = 1 << 10,
    HP_CMD_MAN = 1 << 11,
    HP_CMD_FUZZ = 1 << 12,
    HP_CMD_SELFTEST = 1 << 13,
};

enum hp_option_id {
    HP_OPT_API_KEY,
    HP_OPT_API_KEY_ENV,
    HP_OPT_API_KEY_FILE,
    HP_OPT_HEADER,
    HP_OPT_DEPTH,
    HP_OPT_SEED,
    HP_OPT_INCLUDE,
    HP_OPT_EXCLUDE,
    HP_OPT_PROFILE,
    HP_OPT_SET,
    HP_OPT_STRICT,
    HP_OPT_STRENGTH,
    HP_OPT_CONTRACT,
    HP_OPT_CONNECTIONS,
    HP_OPT_RATE,
    HP_OPT_TIMEOUT,
    HP_OPT_TIME,
    HP_OPT_MAX_FAILURES,
    HP_OPT_RETRIES,
    HP_OPT_NO_SHRINK,
    HP_OPT_BASELINE,
    HP_OPT_WRITE_BASELINE,
    HP_OPT_CASES,
    HP_OPT_CORPUS,
    HP_OPT_HTTP,
    HP_OPT_INSECURE,
    HP_OPT_CACERT,
    HP_OPT_PROXY,
    HP_OPT_RESUME,
    HP_OPT_SHARD,
    HP_OPT_REPORT,
    HP_OPT_OUT,
    HP_OPT_ALLOW_REMOTE,
    HP_OPT_DRY_RUN,
    HP_OPT_PROGRESS,
    HP_OPT_COLOR,
    HP_OPT_QUIET,
    HP_OPT_VERBOSE,
    HP_OPT_TRACE,
    HP_OPT_JSON,
    HP_OPT_LISTEN,
    HP_OPT_DEFECT,
    HP_OPT_MARKDOWN,
    HP_OPT_DEPTH_MAX,
    HP_OPT_FORMATS,
    HP_OPT_CONFIG,
    HP_OPT_HELP,
    HP_OPT_COUNT
};

/* Where a value comes from, the strongest first. */
enum hp_origin {
    HP_ORIGIN_OPTION,
    HP_ORIGIN_FINDING, /* the file that `replay` was given */
    HP_ORIGIN_ENVIRONMENT,
    HP_ORIGIN_FILE,
    HP_ORIGIN_DEFAULT,
};

struct hp_config;

/* What the command line said, and behind it the environment and the option file (config.h). Text is
 * argv's, the environment's or the file's. */
struct hp_args {
    unsigned command;                        /* whose options these are: of enum hp_command_id */
    const char *const *values[HP_OPT_COUNT]; /* of each option, in order; "" for a flag */
    size_t counts[HP_OPT_COUNT];
    enum hp_origin origins[HP_OPT_COUNT]; /* of those with a count; one origin for all values */
    const char *target;                   /* of the environment or the file; NULL: none */
    enum hp_origin target_origin;
    const char *const *operands; /* what is no option */
    size_t operand_count;
    const char **storage;     /* behind what the command line said */
    struct hp_config *config; /* behind the rest; NULL until hp_config_apply */
};

/* Parses what follows the command's name. `--name value`, `--name=value`, `-n value`, `--` ends
 * options. HP_ERR_USAGE: an unknown option (with the nearest known one), one that belongs to
 * another command, a missing or superfluous value, a flag given twice with
 * different meaning. */
enum hp_status hp_args_parse(unsigned command, int argc, char **argv, struct hp_args *args,
                             struct hp_error *error) HP_MUST_CHECK;
void hp_args_free(struct hp_args *args);

bool hp_args_has(const struct hp_args *args, enum hp_option_id option);
/* The last value given, or `otherwise`. */
const char *hp_args_text(const struct hp_args *args, enum hp_option_id option,
                         const char *otherwise);
/* A whole number between two bounds; HP_ERR_USAGE names the option and the bounds. */
enum hp_status hp_args_number(const struct hp_args *args, enum hp_option_id option,
                              uint64_t otherwise, uint64_t min, uint64_t max, uint64_t *out,
                              struct hp_error *error) HP_MUST_CHECK;
/* One of `words` (ends with NULL); its index in `out`. HP_ERR_USAGE lists them. */
enum hp_status hp_args_word(const struct hp_args *args, enum hp_option_id option,
                            const char *const *words, int otherwise, int *out,
                            struct hp_error *error) HP_MUST_CHECK;
/* "--seed": for messages. */
const char *hp_option_name(enum hp_option_id option);

/* One option as the table has it. */
/* What an option is about: the headings of a long help text, in this order. */
enum hp_option_group {
    HP_ABOUT_TARGET,
    HP_ABOUT_SENT,
    HP_ABOUT_EXPECTED,
    HP_ABOUT_SHOWN,
    HP_ABOUT_OTHER,
    HP_ABOUT_COUNT
};

struct hp_option {
    const char *name;      /* without the dashes */
    char letter;           /* '\0': none */
    const char *argument;  /* NULL: a flag */
    unsigned commands;     /* of enum hp_command_id */
    const char *help;      /* one sentence, without the default */
    const char *otherwise; /* what holds when it is not given, for people; NULL: nothing does */
    bool list;             /* may be given several times and then has all the values */
    enum hp_option_group group;
};
const struct hp_option *hp_option_get(enum hp_option_id option);

/* The option with this name (no dashes); HP_OPT_COUNT when there is none, with the nearest name
 * among those of `commands` in `nearest` (empty: none is near; may be NULL). */
enum hp_option_id hp_option_find(struct hp_slice name, unsigned commands, struct hp_slice *nearest);

/* The options of a command (of enum hp_command_id), one a line, for its help. */
void hp_options_help(unsigned command);

#endif
