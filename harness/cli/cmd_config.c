/* hookproof config */
#include <stdio.h>

#include "harness/cli/commands.h"
#include "harness/cli/config.h"
#include "harness/json/encode.h"

enum { VALUE_BYTES_MAX = 64 * 1024 };

static const char masked[] = "********";

/* One line of the answer. */
struct entry {
    const char *name;
    const char *const *values;
    size_t count;
    const char *otherwise; /* when there are no values; may be NULL */
    enum hp_origin origin;
    const char *variable; /* when that is the environment */
    bool is_secret;       /* the whole value */
    bool is_field;        /* "Name: value", of which the name may be shown */
    bool is_url;          /* of which the user may not */
};

/* Without what nobody may read over a shoulder or in a log. */
static void append_value(struct hp_buf *line, const struct entry *entry, struct hp_slice value)
{
    size_t colon = hp_slice_find(value, HP_SLICE(":"));
    size_t scheme = hp_slice_find(value, HP_SLICE("://"));
    size_t at = hp_slice_find(value, HP_SLICE("@"));
    if (entry->is_secret) {
        hp_buf_append(line, masked, strlen(masked));
    } else if (entry->is_field && colon < value.len) {
        hp_buf_append(line, value.at, colon + 1);
        hp_buf_printf(line, " %s", masked);
    } else if (entry->is_url && at < value.len) {
        size_t user = scheme < at ? scheme + 3 : 0;
        hp_buf_append(line, value.at, user);
        hp_buf_append(line, masked, strlen(masked));
        hp_buf_append(line, value.at + at, value.len - at);
    } else {
        hp_buf_append(line, value.at, value.len);
    }
}

static void describe_origin(const struct hp_args *args, const struct entry *entry,
                            struct hp_buf *line)
{
    switch (entry->origin) {
    case HP_ORIGIN_OPTION:
    case HP_ORIGIN_FINDING:
        hp_buf_printf(line, "command line");
        break;
    case HP_ORIGIN_ENVIRONMENT:
        hp_buf_printf(line, "environment %s", entry->variable);
        break;
    case HP_ORIGIN_FILE:
        hp_buf_printf(line, "file %s", hp_args_text(args, HP_OPT_CONFIG, ""));
        break;
    case HP_ORIGIN_DEFAULT:
        hp_buf_printf(line, "default");
        break;
    }
}

/* Every value as a JSON string, or quoted likewise for a person when it is not plain. */
static void append_values(struct hp_buf *line, const struct entry *entry, bool json)
{
    struct hp_buf value;
    hp_buf_init(&value, VALUE_BYTES_MAX);
    for (size_t i = 0; i < entry->count; i++) {
        hp_buf_clear(&value);
        append_value(&value, entry, hp_slice_of(entry->values[i]));
        hp_buf_printf(line, "%s", i == 0 ? "" : json ? "," : " ");
        struct hp_slice text = hp_buf_view(&value);
        bool plain = text.len > 0;
        for (size_t j = 0; j < text.len; j++) {
            plain = plain && text.at[j] > ' ' && text.at[j] < 0x7F && text.at[j] != '"';
        }
        if (json || !plain) {
            hp_json_encode_string(line, text);
        } else {
            hp_buf_append(line, text.at, text.len);
        }
    }
    hp_buf_deinit(&value);
}

static void print(const struct hp_args *args, const struct entry *entry, bool first)
{
    bool json = hp_args_has(args, HP_OPT_JSON);
    struct hp_buf origin;
    struct hp_buf line;
    hp_buf_init(&origin, VALUE_BYTES_MAX);
    hp_buf_init(&line, VALUE_BYTES_MAX);
    describe_origin(args, entry, &origin);
    if (json) {
        hp_buf_printf(&line, "%s{\"option\":\"%s\",\"values\":[", first ? "[" : ",", entry->name);
        append_values(&line, entry, true);
        hp_buf_printf(&line, "],\"default\":");
        hp_json_encode_string(&line, hp_slice_of(entry->otherwise == NULL ? "" : entry->otherwise));
        hp_buf_printf(&line, ",\"from\":");
        hp_json_encode_string(&line, hp_buf_view(&origin));
        hp_buf_printf(&line, "}");
        printf("%s\n", hp_buf_cstr(&line));
    } else {
        append_values(&line, entry, false);
        const char *text = entry->count > 0 ? hp_buf_cstr(&line) : entry->otherwise;
        printf("%-16s %-32s  %s\n", entry->name, text, hp_buf_cstr(&origin));
    }
    hp_buf_deinit(&origin);
    hp_buf_deinit(&line);
}

/* The credential as it would be looked for: in which variable, when in no option. */
static struct entry credential(const struct hp_args *args, const char *const *value)
{
    const char *variable = hp_args_text(args, HP_OPT_API_KEY_ENV, "HOOKPROOF_API_KEY");
    bool elsewhere = hp_args_has(args, HP_OPT_API_KEY) || hp_args_has(args, HP_OPT_API_KEY_FILE);
    bool found = !elsewhere && getenv(variable) != NULL;
    return (struct entry){.name = "api-key",
                          .values = value,
                          .count = found ? 1 : 0,
                          .otherwise = "none but for the built-in service",
                          .origin = found ? HP_ORIGIN_ENVIRONMENT : HP_ORIGIN_DEFAULT,
                          .variable = variable,
                          .is_secret = true};
}

static bool shows(const struct hp_args *args, enum hp_option_id id)
{
    const struct hp_option *option = hp_option_get(id);
    bool meant = (option->commands & HP_CMD_RUN) != 0 && id != HP_OPT_HELP;
    return meant && (hp_args_has(args, id) || option->otherwise != NULL);
}

int hp_cmd_config(const struct hp_args *args, struct hp_error *error)
{
    if (args->operand_count > 1) {
        return hp_exit_of(hp_error_set(error, HP_ERR_USAGE, "config takes one target at most"));
    }
    const char *target =
        hp_config_target(args, args->operand_count == 0 ? NULL : args->operands[0], "builtin");
    struct entry first = {.name = "target",
                          .values = &target,
                          .count = 1,
                          .origin = args->operand_count > 0 ? HP_ORIGIN_OPTION
                                    : args->target != NULL  ? args->target_origin
                                                            : HP_ORIGIN_DEFAULT,
                          .variable = "HOOKPROOF_TARGET",
                          .is_url = true};
    print(args, &first, true);
    const char *secret = masked;
    for (size_t i = 0; i < HP_OPT_COUNT; i++) {
        enum hp_option_id id = (enum hp_option_id)i;
        const struct hp_option *option = hp_option_get(id);
        char variable[HP_VARIABLE_BYTES];
        hp_config_variable(option->name, variable);
        struct entry entry = {.name = option->name,
                              .values = args->values[id],
                              .count = args->counts[id],
                              .otherwise = option->otherwise,
                              .origin =
                                  hp_args_has(args, id) ? args->origins[id] : HP_ORIGIN_DEFAULT,
                              .variable = variable,
                              .is_secret = id == HP_OPT_API_KEY,
                              .is_field = id == HP_OPT_HEADER,
                              .is_url = id == HP_OPT_PROXY};
        static const char *const on[] = {"true"};
        if (option->argument == NULL && entry.count > 0) {
            entry.values = on;
            entry.count = 1;
        }
        if (id == HP_OPT_API_KEY && entry.count == 0) {
            entry = credential(args, &secret);
            print(args, &entry, false);
        } else if (shows(args, id)) {
            print(args, &entry, false);
        }
    }
    if (hp_args_has(args, HP_OPT_JSON)) {
        printf("]\n");
    }
    return HP_EXIT_OK;
}
