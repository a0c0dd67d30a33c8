/* Parses options from one table. Must not know what any of them does. */
#include "harness/cli/options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "harness/base/alloc.h"
#include "harness/cli/config.h"
#include "harness/plan/nearest.h"
#include "reports/report.h"

#define REPORT_NAME(name, file_name, flags, title) " " #name
#define REPORT_NAMES                               HP_REPORTS(REPORT_NAME)

enum {
    HELP_COLUMN = 30,
    HELP_WIDTH = 100,
    HELP_BYTES = 600,
    HELP_FLAT_MAX = 12, /* more options than these are told by subject */
};

enum {
    RUNNING = HP_CMD_RUN | HP_CMD_FUZZ,
    SENDING = RUNNING | HP_CMD_REPLAY,
    PLANNING = RUNNING | HP_CMD_LIST | HP_CMD_SHOW | HP_CMD_REPLAY,
    CONFIGURED = PLANNING | HP_CMD_SERVE | HP_CMD_REPORT | HP_CMD_CONFIG,
};

static const struct hp_option options[HP_OPT_COUNT] = {
    [HP_OPT_API_KEY] = {"api-key", '\0', "KEY", SENDING | HP_CMD_SHOW | HP_CMD_SERVE,
                        "the credential; visible in the process list, so prefer the next two",
                        .group = HP_ABOUT_TARGET},
    [HP_OPT_API_KEY_ENV] = {"api-key-env", '\0', "NAME", SENDING | HP_CMD_SHOW | HP_CMD_SERVE,
                            "environment variable that holds it", .otherwise = "HOOKPROOF_API_KEY",
                            .group = HP_ABOUT_TARGET},
    [HP_OPT_API_KEY_FILE] = {"api-key-file", '\0', "FILE", SENDING | HP_CMD_SHOW | HP_CMD_SERVE,
                             "file whose first line is the credential", .group = HP_ABOUT_TARGET},
    [HP_OPT_HEADER] = {"header", 'H', "'NAME: VALUE'", SENDING,
                       "a header field that every request carries too (repeatable)", .list = true,
                       .group = HP_ABOUT_TARGET},
    [HP_OPT_DEPTH] =
        {"depth", '\0', "smoke|standard|full", HP_CMD_RUN | HP_CMD_LIST | HP_CMD_SELFTEST,
         "how many cases: a few of each row, every instance, every instance with every "
         "combination",
         .otherwise = "standard; smoke for a target elsewhere", .group = HP_ABOUT_SENT},
    [HP_OPT_SEED] = {"seed", '\0', "N", PLANNING, "every random choice follows from it",
                     .otherwise = "1", .group = HP_ABOUT_SENT},
    [HP_OPT_INCLUDE] = {"include", '\0', "GLOB", HP_CMD_RUN | HP_CMD_LIST,
                        "only cases whose id, or whose row, matches (repeatable)", .list = true,
                        .group = HP_ABOUT_SENT},
    [HP_OPT_EXCLUDE] = {"exclude", '\0', "GLOB", HP_CMD_RUN | HP_CMD_LIST,
                        "not those (repeatable; wins over --include)", .list = true,
                        .group = HP_ABOUT_SENT},
    [HP_OPT_PROFILE] = {"profile", '\0', "NAME|FILE", SENDING | HP_CMD_SHOW,
                        "what is expected where the page is silent: doc, lenient, "
                        "strict, sibling, hardened, or a JSON file",
                        .otherwise = "doc", .group = HP_ABOUT_EXPECTED},
    [HP_OPT_SET] = {"set", '\0', "KEY=VALUE", SENDING | HP_CMD_SHOW,
                    "one setting of the profile (repeatable); `list settings` shows them",
                    .list = true, .group = HP_ABOUT_EXPECTED},
    [HP_OPT_STRICT] = {"strict", '\0', NULL, SENDING, "a broken SHOULD fails too",
                       .group = HP_ABOUT_EXPECTED},
    [HP_OPT_STRENGTH] = {"strength", '\0', "2|3", HP_CMD_RUN | HP_CMD_LIST,
                         "of the covering array: all pairs or all triplets of values",
                         .otherwise = "2", .group = HP_ABOUT_SENT},
    [HP_OPT_CONTRACT] = {"contract", '\0', "FILE", PLANNING | HP_CMD_SERVE | HP_CMD_REPORT,
                         "an OpenAPI 3.1 document instead of the built-in contract",
                         .group = HP_ABOUT_SENT},
    [HP_OPT_CONNECTIONS] = {"connections", '\0', "N", RUNNING,
                            "exchanges at a time; threads for the built-in service",
                            .otherwise = "16; 1 for the built-in service",
                            .group = HP_ABOUT_TARGET},
    [HP_OPT_RATE] = {"rate", '\0', "N/s", RUNNING, "requests a second at most (N/m: a minute)",
                     .otherwise = "no limit; 10/s for a target elsewhere",
                     .group = HP_ABOUT_TARGET},
    [HP_OPT_TIMEOUT] = {"timeout", '\0', "SECONDS", SENDING, "for one exchange as a whole",
                        .otherwise = "10; 3 for fuzz", .group = HP_ABOUT_TARGET},
    [HP_OPT_TIME] = {"time", '\0', "SECONDS", RUNNING,
                     "stop after this long, such as 90, 90s or 5m; for fuzz its length",
                     .otherwise = "for fuzz: 60", .group = HP_ABOUT_SENT},
    [HP_OPT_MAX_FAILURES] = {"max-failures", '\0', "N", RUNNING, "stop after N failing cases",
                             .group = HP_ABOUT_SENT},
    [HP_OPT_RETRIES] = {"retries", '\0', "N", RUNNING,
                        "how often a failing case is sent again before it counts",
                        .otherwise = "2; 0 for the built-in service", .group = HP_ABOUT_TARGET},
    [HP_OPT_NO_SHRINK] = {"no-shrink", '\0', NULL, RUNNING,
                          "send nothing after the plan: findings are shown as they were met, not "
                          "shrunk",
                          .group = HP_ABOUT_SENT},
    [HP_OPT_BASELINE] = {"baseline", '\0', "FILE", RUNNING | HP_CMD_REPORT,
                         "known findings, which do not make a run fail until their day is over",
                         .group = HP_ABOUT_EXPECTED},
    [HP_OPT_WRITE_BASELINE] = {"write-baseline", '\0', "FILE", RUNNING,
                               "write what was found as a baseline for the next 90 days",
                               .group = HP_ABOUT_EXPECTED},
    [HP_OPT_CASES] = {"cases", '\0', "FILE", PLANNING | HP_CMD_REPORT,
                      "literal cases of your own (JSON), beside those of the catalogue",
                      .group = HP_ABOUT_SENT},
    [HP_OPT_CORPUS] =
        {"corpus", '\0', "DIR", RUNNING,
         "folder of bodies, one a file: run sends them too, fuzz begins with them and "
         "keeps what taught it something",
         .otherwise = "for fuzz: corpus in the output folder", .group = HP_ABOUT_SENT},
    [HP_OPT_HTTP] = {"http", '\0', "1.1|2|auto", SENDING, "version of HTTP", .otherwise = "1.1",
                     .group = HP_ABOUT_TARGET},
    [HP_OPT_INSECURE] = {"insecure", '\0', NULL, SENDING, "do not verify the server's certificate",
                         .group = HP_ABOUT_TARGET},
    [HP_OPT_CACERT] = {"cacert", '\0', "FILE", SENDING, "PEM file of the authorities to trust",
                       .group = HP_ABOUT_TARGET},
    [HP_OPT_PROXY] = {"proxy", '\0', "URL", SENDING,
                      "through this proxy; the environment's proxies are never used",
                      .group = HP_ABOUT_TARGET},
    [HP_OPT_RESUME] = {"resume", '\0', NULL, HP_CMD_RUN,
                       "go on with the journal in the output folder where it stands",
                       .group = HP_ABOUT_SENT},
    [HP_OPT_SHARD] = {"shard", '\0', "I/N", HP_CMD_RUN,
                      "only the I-th of N parts of the plan; `report` merges their journals",
                      .group = HP_ABOUT_SENT},
    [HP_OPT_REPORT] =
        {"report", '\0', "FORMAT[=PATH]", RUNNING | HP_CMD_REPORT,
         "write a report (repeatable) into the output folder, or text and github to the terminal, "
         "unless PATH says otherwise (- is the terminal);" REPORT_NAMES,
         .otherwise = "text", .list = true, .group = HP_ABOUT_SHOWN},
    [HP_OPT_OUT] = {"out", '\0', "DIR", RUNNING | HP_CMD_REPORT,
                    "folder for journal, findings and reports", .otherwise = "hookproof-report",
                    .group = HP_ABOUT_SHOWN},
    [HP_OPT_ALLOW_REMOTE] = {"allow-remote", '\0', NULL, SENDING,
                             "permit a target that is not on this machine",
                             .group = HP_ABOUT_TARGET},
    [HP_OPT_DRY_RUN] = {"dry-run", '\0', NULL, HP_CMD_RUN, "print the plan and send nothing",
                        .group = HP_ABOUT_SENT},
    [HP_OPT_PROGRESS] =
        {"progress", '\0', "auto|always|never", RUNNING,
         "how far the run is, on standard error (auto: a line on a terminal, else a plain "
         "line every 30 s; always: every second)",
         .otherwise = "auto", .group = HP_ABOUT_SHOWN},
    [HP_OPT_COLOR] = {"color", '\0', "auto|always|never", RUNNING | HP_CMD_REPORT | HP_CMD_REPLAY,
                      "colours (auto: on a terminal, unless NO_COLOR is set)", .otherwise = "auto",
                      .group = HP_ABOUT_SHOWN},
    [HP_OPT_QUIET] = {"quiet", 'q', NULL, RUNNING | HP_CMD_JSON | HP_CMD_SCHEMA | HP_CMD_SELFTEST,
                      "print nothing but errors; of selftest: only what is not as expected",
                      .group = HP_ABOUT_SHOWN},
    [HP_OPT_VERBOSE] = {"verbose", 'v', NULL, RUNNING | HP_CMD_REPORT,
                        "every row and every finding in the text report", .group = HP_ABOUT_SHOWN},
    [HP_OPT_TRACE] = {"trace", '\0', NULL, RUNNING,
                      "every request and response on standard error, as they happen",
                      .group = HP_ABOUT_SHOWN},
    [HP_OPT_JSON] = {"json", '\0', NULL, HP_CMD_LIST | HP_CMD_CONFIG | HP_CMD_SELFTEST, "as JSON",
                     .group = HP_ABOUT_SHOWN},
    [HP_OPT_LISTEN] = {"listen", '\0', "HOST:PORT", HP_CMD_SERVE,
                       "address to listen on; port 0: any free one", .otherwise = "127.0.0.1:8080",
                       .group = HP_ABOUT_TARGET},
    [HP_OPT_DEFECT] =
        {"defect", '\0', "ID", HP_CMD_RUN | HP_CMD_REPLAY | HP_CMD_SERVE | HP_CMD_SELFTEST,
         "plant this defect in the built-in service (`list defects` shows them); of selftest: a "
         "GLOB (repeatable)",
         .list = true, .group = HP_ABOUT_TARGET},
    [HP_OPT_MARKDOWN] = {"markdown", '\0', NULL, HP_CMD_SELFTEST, "as Markdown tables",
                         .group = HP_ABOUT_SHOWN},
    [HP_OPT_DEPTH_MAX] = {"depth-max", '\0', "N", HP_CMD_JSON,
                          "containers that may be open at once, 512 at most", .otherwise = "512",
                          .group = HP_ABOUT_OTHER},
    [HP_OPT_FORMATS] = {"formats", '\0', NULL, HP_CMD_SCHEMA, "`format` is asserted",
                        .group = HP_ABOUT_OTHER},
    [HP_OPT_CONFIG] = {"config", '\0', "FILE", CONFIGURED,
                       "options from a file (JSON, the same names); what the command line or the "
                       "environment says wins",
                       .group = HP_ABOUT_OTHER},
    [HP_OPT_HELP] = {"help", 'h', NULL, ~0u, "this text", .group = HP_ABOUT_OTHER},
};

const char *hp_option_name(enum hp_option_id option)
{
    static char names[HP_OPT_COUNT][24];
    (void)snprintf(names[option], sizeof(names[option]), "--%s", options[option].name);
    return names[option];
}

const struct hp_option *hp_option_get(enum hp_option_id option)
{
    return &options[option];
}

enum hp_option_id hp_option_find(struct hp_slice name, unsigned commands, struct hp_slice *nearest)
{
    struct hp_nearest near;
    hp_nearest_init(&near, name);
    if (nearest != NULL) {
        *nearest = (struct hp_slice){NULL, 0};
    }
    for (size_t i = 0; i < HP_OPT_COUNT; i++) {
        if (hp_slice_is(name, options[i].name)) {
            return (enum hp_option_id)i;
        }
        if ((options[i].commands & commands) != 0) {
            (void)hp_nearest_feed(&near, hp_slice_of(options[i].name));
        }
    }
    if (nearest != NULL) {
        *nearest = near.name;
    }
    return HP_OPT_COUNT;
}

static enum hp_status unknown(unsigned command, const char *dashes, struct hp_slice name,
                              struct hp_error *error)
{
    struct hp_slice nearest;
    (void)hp_option_find(name, command, &nearest);
    if (nearest.len > 0) {
        return hp_error_set(error, HP_ERR_USAGE, "unknown option %s%.*s; did you mean --%.*s?",
                            dashes, (int)name.len, name.at, (int)nearest.len, nearest.at);
    }
    return hp_error_set(error, HP_ERR_USAGE, "unknown option %s%.*s; --help lists the options",
                        dashes, (int)name.len, name.at);
}

/* The option behind `--name`, `--name=value` or `-n`; `value` is what follows an equals sign. */
static enum hp_status find(unsigned command, const char *word, enum hp_option_id *out,
                           const char **value, struct hp_error *error)
{
    bool is_long = word[1] == '-';
    struct hp_slice name = hp_slice_of(word + (is_long ? 2 : 1));
    const char *equals = is_long ? memchr(name.at, '=', name.len) : NULL;
    *value = equals == NULL ? NULL : equals + 1;
    if (equals != NULL) {
        name.len = (size_t)(equals - name.at);
    }
    for (size_t i = 0; i < HP_OPT_COUNT; i++) {
        bool same = is_long ? hp_slice_is(name, options[i].name)
                            : name.len == 1 && options[i].letter == name.at[0];
        if (same && (options[i].commands & command) == 0) {
            return hp_error_set(error, HP_ERR_USAGE, "--%s is not an option of this command",
                                options[i].name);
        }
        if (same) {
            *out = (enum hp_option_id)i;
            return HP_OK;
        }
    }
    return unknown(command, is_long ? "--" : "-", name, error);
}

/* One option with its value; `next` is moved past what was used. */
static enum hp_status take(unsigned command, int argc, char **argv, int *next,
                           enum hp_option_id *id, const char **value, struct hp_error *error)
{
    const char *word = argv[(*next)++];
    enum hp_status status = find(command, word, id, value, error);
    if (status != HP_OK) {
        return status;
    }
    const struct hp_option *option = &options[*id];
    if (option->argument == NULL) {
        if (*value != NULL) {
            return hp_error_set(error, HP_ERR_USAGE, "--%s takes no value", option->name);
        }
        *value = "";
    } else if (*value == NULL) {
        if (*next >= argc) {
            return hp_error_set(error, HP_ERR_USAGE, "--%s needs a value: --%s %s", option->name,
                                option->name, option->argument);
        }
        *value = argv[(*next)++];
    }
    return HP_OK;
}

enum hp_status hp_args_parse(unsigned command, int argc, char **argv, struct hp_args *args,
                             struct hp_error *error)
{
    *args = (struct hp_args){.command = command};
    size_t room = (size_t)argc + 1;
    /* A row of values for each option and one for the operands. */
    args->storage = hp_calloc((HP_OPT_COUNT + 1) * room, sizeof(*args->storage));
    if (args->storage == NULL) {
        return hp_error_nomem(error);
    }
    const char **operands = args->storage + HP_OPT_COUNT * room;
    args->operands = operands;
    bool options_over = false;
    for (int next = 0; next < argc;) {
        const char *word = argv[next];
        if (options_over || word[0] != '-' || word[1] == '\0') {
            operands[args->operand_count++] = argv[next++];
            continue;
        }
        if (strcmp(word, "--") == 0) {
            options_over = true;
            next++;
            continue;
        }
        enum hp_option_id id = HP_OPT_COUNT;
        const char *value = NULL;
        enum hp_status status = take(command, argc, argv, &next, &id, &value, error);
        if (status != HP_OK) {
            return status;
        }
        const char **row = args->storage + (size_t)id * room;
        row[args->counts[id]++] = value;
        args->values[id] = row;
    }
    return HP_OK;
}

void hp_args_free(struct hp_args *args)
{
    hp_free(args->storage);
    hp_config_free(args->config);
    *args = (struct hp_args){0};
}

bool hp_args_has(const struct hp_args *args, enum hp_option_id option)
{
    return args->counts[option] > 0;
}

const char *hp_args_text(const struct hp_args *args, enum hp_option_id option,
                         const char *otherwise)
{
    size_t count = args->counts[option];
    return count == 0 ? otherwise : args->values[option][count - 1];
}

/* For messages: where a value stands that is not on the command line. */
static const char *origin_words(const struct hp_args *args, enum hp_option_id option)
{
    return args->origins[option] == HP_ORIGIN_FILE          ? " (of the option file)"
           : args->origins[option] == HP_ORIGIN_FINDING     ? " (of the finding)"
           : args->origins[option] == HP_ORIGIN_ENVIRONMENT ? " (of the environment)"
                                                            : "";
}

enum hp_status hp_args_number(const struct hp_args *args, enum hp_option_id option,
                              uint64_t otherwise, uint64_t min, uint64_t max, uint64_t *out,
                              struct hp_error *error)
{
    *out = otherwise;
    const char *text = hp_args_text(args, option, NULL);
    if (text == NULL) {
        return HP_OK;
    }
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0 || value < min ||
        value > max) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "--%s%s wants a whole number from %llu to %llu, not \"%s\"",
                            options[option].name, origin_words(args, option),
                            (unsigned long long)min, (unsigned long long)max, text);
    }
    *out = value;
    return HP_OK;
}

enum hp_status hp_args_word(const struct hp_args *args, enum hp_option_id option,
                            const char *const *words, int otherwise, int *out,
                            struct hp_error *error)
{
    *out = otherwise;
    const char *text = hp_args_text(args, option, NULL);
    if (text == NULL) {
        return HP_OK;
    }
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return HP_OK;
        }
    }
    return hp_error_set(error, HP_ERR_USAGE, "--%s%s wants %s, not \"%s\"", options[option].name,
                        origin_words(args, option), options[option].argument, text);
}

/* Words from column `column` on, broken at HELP_WIDTH. The cursor stands there already. */
static void print_folded(const char *text, size_t column)
{
    size_t at = column;
    while (*text != '\0') {
        size_t word = strcspn(text, " ");
        if (at > column && at + 1 + word > HELP_WIDTH) {
            printf("\n%*s", (int)column, "");
            at = column;
        } else if (at > column) {
            putchar(' ');
            at++;
        }
        printf("%.*s", (int)word, text);
        at += word;
        text += word + strspn(text + word, " ");
    }
}

static void print_option(const struct hp_option *option)
{
    char letter[8] = "    ";
    if (option->letter != '\0') {
        (void)snprintf(letter, sizeof(letter), "-%c, ", option->letter);
    }
    char head[64];
    (void)snprintf(head, sizeof(head), "  %s--%s %s", letter, option->name,
                   option->argument == NULL ? "" : option->argument);
    if (strlen(head) >= HELP_COLUMN) {
        printf("%s\n", head);
        head[0] = '\0';
    }
    printf("%-*s ", HELP_COLUMN, head);
    char text[HELP_BYTES];
    bool has = option->otherwise != NULL;
    (void)snprintf(text, sizeof(text), "%s%s%s%s", option->help, has ? " (default " : "",
                   has ? option->otherwise : "", has ? ")" : "");
    print_folded(text, HELP_COLUMN + 1);
    putchar('\n');
}

/* The options of one subject, below its heading; `title` NULL: every option, without one. */
static bool print_group(unsigned command, size_t group, const char *title, bool first)
{
    bool any = false;
    for (size_t i = 0; i < HP_OPT_COUNT; i++) {
        const struct hp_option *option = &options[i];
        if ((option->commands & command) == 0 || (title != NULL && option->group != group)) {
            continue;
        }
        if (!any && title != NULL) {
            printf("%s %s\n", first ? "" : "\n", title);
        }
        any = true;
        print_option(option);
    }
    return any;
}

void hp_options_help(unsigned command)
{
    static const char *const titles[HP_ABOUT_COUNT] = {
        [HP_ABOUT_TARGET] = "the target",
        [HP_ABOUT_SENT] = "what is sent",
        [HP_ABOUT_EXPECTED] = "what is expected",
        [HP_ABOUT_SHOWN] = "what is shown and kept",
        [HP_ABOUT_OTHER] = "besides",
    };
    size_t count = 0;
    for (size_t i = 0; i < HP_OPT_COUNT; i++) {
        count += (options[i].commands & command) != 0;
    }
    printf("\noptions:\n");
    if (count <= HELP_FLAT_MAX) {
        (void)print_group(command, 0, NULL, true);
        return;
    }
    bool first = true;
    for (size_t group = 0; group < HP_ABOUT_COUNT; group++) {
        first = !print_group(command, group, titles[group], first) && first;
    }
}
