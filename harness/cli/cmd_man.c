/* hookproof man: the manual page hookproof(1), from the tables of commands and options. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/commands.h"

/* As roff reads it: a backslash and a leading dot are not its own, a hyphen is one to copy. */
static void print_text(const char *text)
{
    bool at_start = true;
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '\\':
            printf("\\e");
            break;
        case '-':
            printf("\\-");
            break;
        case '.':
        case '\'':
            printf(at_start ? "\\&%c" : "%c", *text);
            break;
        default:
            putchar(*text);
            break;
        }
        at_start = *text == '\n';
    }
}

static void print_option(const struct hp_option *option)
{
    printf(".TP\n");
    if (option->letter != '\0') {
        printf("\\fB\\-%c\\fR, ", option->letter);
    }
    printf("\\fB\\-\\-");
    print_text(option->name);
    printf("\\fR");
    if (option->argument != NULL) {
        printf(" \\fI");
        print_text(option->argument);
        printf("\\fR");
    }
    printf("\n");
    print_text(option->help);
    if (option->otherwise != NULL) {
        printf(" (default ");
        print_text(option->otherwise);
        printf(")");
    }
    printf(".\nOf");
    const char *separator = " ";
    for (size_t i = 0; i < hp_command_count; i++) {
        if ((hp_commands[i].id & option->commands) != 0) {
            printf("%s\\fB%s\\fR", separator, hp_commands[i].name);
            separator = ", ";
        }
    }
    printf(".\n");
}

static void print_command(const struct hp_command *command)
{
    printf(".SS hookproof %s [\\fIOPTIONS\\fR] \\fI", command->name);
    print_text(command->operands);
    printf("\\fR\n%c", toupper((unsigned char)command->title[0]));
    print_text(command->title + 1);
    printf("%s\n.PP\n.nf\n", command->title[strlen(command->title) - 1] == '?' ? "" : ".");
    print_text(command->help);
    printf(".fi\n");
}

int hp_cmd_man(const struct hp_args *args, struct hp_error *error)
{
    if (args->operand_count > 0) {
        return hp_exit_of(hp_error_set(error, HP_ERR_USAGE, "man takes no operand"));
    }
    printf(".TH HOOKPROOF 1 \"\" \"hookproof %s\" \"User Commands\"\n"
           ".SH NAME\nhookproof \\- does a server implement POST /v3/core/webhooks as documented?\n"
           ".SH SYNOPSIS\n.B hookproof\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIOPERANDS\\fR]\n"
           ".SH DESCRIPTION\n"
           "Generates valid and invalid requests for one documented HTTP operation, sends them to "
           "a server,\nto the built\\-in service or to a parser in process, judges every response "
           "against the documented\nschema, and says of each failure by which clause it is one and "
           "how to see it again.\n"
           ".SH COMMANDS\n",
           HP_VERSION);
    for (size_t i = 0; i < hp_command_count; i++) {
        print_command(&hp_commands[i]);
    }
    printf(".SH OPTIONS\n");
    for (size_t i = 0; i < HP_OPT_COUNT; i++) {
        print_option(hp_option_get((enum hp_option_id)i));
    }
    printf(".SH EXIT STATUS\n");
    for (int code = HP_EXIT_OK; code <= HP_EXIT_INTERNAL; code++) {
        printf(".TP\n.B %d\n", code);
        print_text(hp_exit_meaning((enum hp_exit)code));
        printf(".\n");
    }
    printf(
        ".SH ENVIRONMENT\n"
        ".TP\n.B HOOKPROOF_API_KEY\nThe credential, unless an option names another place.\n"
        ".TP\n.B HOOKPROOF_CONFIG\nThe option file.\n"
        ".TP\n.B HOOKPROOF_TARGET\nThe target.\n"
        ".TP\n.BR HOOKPROOF_ \"and an option's name\"\n"
        "That option, in upper case with _ for \\-: HOOKPROOF_MAX_FAILURES=5. A flag is 0 or 1.\n"
        ".TP\n.BR HOOKPROOF_FIELD_ \"and a header field's name\"\n"
        "For replay of a file: the value of a field that the run sent by \\fB\\-H\\fR and that is "
        "a "
        "secret: HOOKPROOF_FIELD_AUTHORIZATION.\n"
        ".TP\n.B NO_COLOR\nNo colours.\n"
        ".SH FILES\n.TP\n.I hookproof\\-report/\n"
        "Journal, findings and reports of the last run; \\fB\\-\\-out\\fR names another folder.\n"
        ".SH EXAMPLES\n.nf\nhookproof run\n"
        "HOOKPROOF_API_KEY=secret hookproof run http://127.0.0.1:8080\n"
        "hookproof replay hookproof\\-report/report.json\n.fi\n");
    return HP_EXIT_OK;
}
