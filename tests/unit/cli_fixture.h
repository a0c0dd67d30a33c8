/* Command lines as tables. */
#ifndef HP_TESTS_UNIT_CLI_FIXTURE_H
#define HP_TESTS_UNIT_CLI_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "tests/support/suite_main.h"

#define COUNT_OF(table) (int)(sizeof(table) / sizeof((table)[0]))

enum { WORDS_MAX = 24 };

/* Splits `line` at blanks ('' is an empty word) and parses it. The words stay until the next call.
 */
static inline enum hp_status parse_line(enum hp_command_id command, const char *line,
                                        struct hp_args *args, struct hp_error *error)
{
    static char text[512];
    static char *words[WORDS_MAX];
    int count = 0;
    (void)snprintf(text, sizeof(text), "%s", line);
    for (char *at = text; *at != '\0';) {
        size_t length = strcspn(at, " ");
        bool last = at[length] == '\0';
        at[length] = '\0';
        ck_assert_int_lt(count, WORDS_MAX);
        words[count++] = strcmp(at, "''") == 0 ? at + 2 : at;
        at += length + (last ? 0 : 1);
    }
    *error = (struct hp_error){0};
    return hp_args_parse(command, count, words, args, error);
}

/* Parses what must be right. */
static inline struct hp_args good_line(enum hp_command_id command, const char *line)
{
    struct hp_args args;
    struct hp_error error;
    enum hp_status status = parse_line(command, line, &args, &error);
    ck_assert_msg(status == HP_OK, "%s: %s", line, error.text);
    return args;
}

#endif
