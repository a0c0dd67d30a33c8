/* hookproof completion: what the option table says, as a shell wants it. */
#include <stdio.h>

#include "harness/cli/commands.h"

/* What may follow an option or stand as an operand. */
enum kind { ANYTHING, FILES, FOLDERS, WORDS };

static enum kind kind_of(const char *argument)
{
    struct hp_slice text = hp_slice_of(argument);
    if (hp_slice_is(text, "DIR") || hp_slice_is(text, "[DIR]")) {
        return FOLDERS;
    }
    if (hp_slice_find(text, HP_SLICE("FILE")) < text.len ||
        hp_slice_find(text, HP_SLICE("JOURNAL")) < text.len ||
        hp_slice_find(text, HP_SLICE("SCHEMA")) < text.len) {
        return FILES;
    }
    bool lower = hp_slice_find(text, HP_SLICE("|")) < text.len;
    for (size_t i = 0; i < text.len; i++) {
        lower = lower && (text.at[i] < 'A' || text.at[i] > 'Z');
    }
    return lower ? WORDS : ANYTHING;
}

/* "a|b|c" as "a b c". */
static void print_words(const char *alternatives)
{
    for (const char *at = alternatives; *at != '\0'; at++) {
        putchar(*at == '|' ? ' ' : *at);
    }
}

/* Inside single quotes, with a backslash before each of `special`. */
static void print_quoted(const char *text, const char *special)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            printf("'\\''");
        } else {
            printf("%s%c", strchr(special, *text) != NULL ? "\\" : "", *text);
        }
    }
}

static bool takes(const struct hp_command *command, size_t option)
{
    return (hp_option_get((enum hp_option_id)option)->commands & command->id) != 0;
}

static void bash_values(const char *argument)
{
    switch (kind_of(argument)) {
    case FILES:
        printf("mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
        break;
    case FOLDERS:
        printf("mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")");
        break;
    case WORDS:
        printf("mapfile -t COMPREPLY < <(compgen -W '");
        print_words(argument);
        printf("' -- \"$cur\")");
        break;
    case ANYTHING:
        printf("COMPREPLY=()");
        break;
    }
}

static void print_bash(void)
{
    printf("# bash completion of hookproof: source it, or put it into bash-completion's folder.\n"
           "_hookproof() {\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W '");
    for (size_t i = 0; i < hp_command_count; i++) {
        printf("%s ", hp_commands[i].name);
    }
    printf("--help --version' -- \"$cur\")\n        return\n    fi\n    case $prev in\n");
    for (size_t i = 0; i < HP_OPT_COUNT; i++) {
        const struct hp_option *option = hp_option_get((enum hp_option_id)i);
        if (option->argument != NULL) {
            printf("    --%s)\n        ", option->name);
            bash_values(option->argument);
            printf("\n        return\n        ;;\n");
        }
    }
    printf("    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < hp_command_count; i++) {
        printf("    %s)\n        if [[ $cur == -* ]]; then\n"
               "            mapfile -t COMPREPLY < <(compgen -W '",
               hp_commands[i].name);
        for (size_t j = 0; j < HP_OPT_COUNT; j++) {
            if (takes(&hp_commands[i], j)) {
                printf("--%s ", hp_option_get((enum hp_option_id)j)->name);
            }
        }
        printf("' -- \"$cur\")\n        else\n            ");
        bash_values(hp_commands[i].operands);
        printf("\n        fi\n        ;;\n");
    }
    printf("    esac\n}\ncomplete -F _hookproof hookproof\n");
}

static void zsh_values(const char *argument)
{
    switch (kind_of(argument)) {
    case FILES:
        printf("_files");
        break;
    case FOLDERS:
        printf("_files -/");
        break;
    case WORDS:
        printf("(");
        print_words(argument);
        printf(")");
        break;
    case ANYTHING:
        printf(" ");
        break;
    }
}

static void print_zsh(void)
{
    printf("#compdef hookproof\n"
           "# zsh completion of hookproof: put it as _hookproof into a folder of $fpath.\n"
           "_hookproof() {\n    local -a commands=(\n");
    for (size_t i = 0; i < hp_command_count; i++) {
        printf("        '%s:", hp_commands[i].name);
        print_quoted(hp_commands[i].title, "");
        printf("'\n");
    }
    printf("    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n"
           "        return\n    fi\n    local command=$words[2]\n    shift words\n"
           "    (( CURRENT-- ))\n    case $command in\n");
    for (size_t i = 0; i < hp_command_count; i++) {
        printf("    %s)\n        _arguments \\\n", hp_commands[i].name);
        for (size_t j = 0; j < HP_OPT_COUNT; j++) {
            const struct hp_option *option = hp_option_get((enum hp_option_id)j);
            if (!takes(&hp_commands[i], j)) {
                continue;
            }
            printf("            '%s--%s%s[", option->list ? "*" : "", option->name,
                   option->argument == NULL ? "" : "=");
            print_quoted(option->help, "[]\\");
            printf("]");
            if (option->argument != NULL) {
                printf(":%s:", option->name);
                zsh_values(option->argument);
            }
            printf("' \\\n");
        }
        printf("            '*:operand:");
        zsh_values(hp_commands[i].operands);
        printf("'\n        ;;\n");
    }
    printf("    esac\n}\n_hookproof \"$@\"\n");
}

static void print_fish(void)
{
    printf("# fish completion of hookproof: put it as hookproof.fish into fish's folder of "
           "completions.\ncomplete -c hookproof -f\n");
    for (size_t i = 0; i < hp_command_count; i++) {
        const struct hp_command *command = &hp_commands[i];
        printf("complete -c hookproof -n __fish_use_subcommand -a %s -d '", command->name);
        print_quoted(command->title, "\\");
        printf("'\n");
        enum kind operand = kind_of(command->operands);
        if (operand == FILES || operand == FOLDERS) {
            printf("complete -c hookproof -n '__fish_seen_subcommand_from %s' -F\n", command->name);
        } else if (operand == WORDS) {
            printf("complete -c hookproof -n '__fish_seen_subcommand_from %s' -a '", command->name);
            print_words(command->operands);
            printf("'\n");
        }
        for (size_t j = 0; j < HP_OPT_COUNT; j++) {
            const struct hp_option *option = hp_option_get((enum hp_option_id)j);
            if (!takes(command, j)) {
                continue;
            }
            printf("complete -c hookproof -n '__fish_seen_subcommand_from %s' -l %s", command->name,
                   option->name);
            if (option->argument != NULL) {
                enum kind kind = kind_of(option->argument);
                printf(kind == FILES || kind == FOLDERS ? " -rF" : " -x");
                if (kind == WORDS) {
                    printf(" -a '");
                    print_words(option->argument);
                    printf("'");
                }
            }
            printf(" -d '");
            print_quoted(option->help, "\\");
            printf("'\n");
        }
    }
}

int hp_cmd_completion(const struct hp_args *args, struct hp_error *error)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    const char *shell = args->operand_count == 1 ? args->operands[0] : "";
    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
        if (strcmp(shell, shells[i].name) == 0) {
            shells[i].print();
            return HP_EXIT_OK;
        }
    }
    return hp_exit_of(
        hp_error_set(error, HP_ERR_USAGE, "completion wants a shell: bash, zsh or fish"));
}
