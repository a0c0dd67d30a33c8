/* Values from the environment and from a file. Must not know what an option does. */
#include "harness/cli/config.h"

#include <ctype.h>
#include <stdio.h>

#include "harness/base/alloc.h"
#include "harness/base/arena.h"
#include "harness/plan/nearest.h"
#include "harness/run/user_file.h"

enum { CONFIG_BYTES_MAX = 64 * 1024 * 1024 };

static const char schema_name[] = "hookproof-config/1";

struct hp_config {
    struct hp_arena arena;
};

void hp_config_free(struct hp_config *config)
{
    if (config != NULL) {
        hp_arena_deinit(&config->arena);
        hp_free(config);
    }
}

void hp_config_variable(const char *name, char out[HP_VARIABLE_BYTES])
{
    (void)snprintf(out, HP_VARIABLE_BYTES, "HOOKPROOF_%s", name);
    for (char *at = out; *at != '\0'; at++) {
        *at = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
    }
}

const char *hp_config_target(const struct hp_args *args, const char *operand, const char *otherwise)
{
    return operand != NULL ? operand : args->target != NULL ? args->target : otherwise;
}

/* The credential has three options, of which the strongest origin that has any of them decides; the
 * variable HOOKPROOF_API_KEY is read where the credential is (setup.c). */
static bool is_credential(enum hp_option_id id)
{
    return id == HP_OPT_API_KEY || id == HP_OPT_API_KEY_ENV || id == HP_OPT_API_KEY_FILE;
}

static bool is_decided(const struct hp_args *args, enum hp_option_id id, enum hp_origin origin)
{
    if (!is_credential(id)) {
        return hp_args_has(args, id);
    }
    static const enum hp_option_id all[] = {HP_OPT_API_KEY, HP_OPT_API_KEY_ENV,
                                            HP_OPT_API_KEY_FILE};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (hp_args_has(args, all[i]) && args->origins[all[i]] < origin) {
            return true;
        }
    }
    return hp_args_has(args, id) || (origin == HP_ORIGIN_FILE && id != HP_OPT_API_KEY_ENV &&
                                     getenv("HOOKPROOF_API_KEY") != NULL);
}

static enum hp_status give(struct hp_args *args, enum hp_option_id id, enum hp_origin origin,
                           const char *const *values, size_t count)
{
    args->values[id] = values;
    args->counts[id] = count;
    args->origins[id] = origin;
    return HP_OK;
}

/* One value as text behind a list of its own. */
static enum hp_status give_one(struct hp_args *args, enum hp_option_id id, enum hp_origin origin,
                               const char *value, struct hp_error *error)
{
    const char **values = hp_arena_take(&args->config->arena, sizeof(*values));
    if (values == NULL) {
        return hp_error_nomem(error);
    }
    values[0] = value;
    return give(args, id, origin, values, 1);
}

/* --- the environment --- */

static enum hp_status read_flag(const char *name, const char *text, bool *out,
                                struct hp_error *error)
{
    *out = strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
    if (*out || text[0] == '\0' || strcmp(text, "0") == 0 || strcmp(text, "false") == 0) {
        return HP_OK;
    }
    return hp_error_set(error, HP_ERR_USAGE, "%s in the environment wants 0 or 1, not \"%s\"", name,
                        text);
}

static enum hp_status apply_environment(unsigned command, struct hp_args *args,
                                        struct hp_error *error)
{
    char name[HP_VARIABLE_BYTES];
    enum hp_status status = HP_OK;
    for (size_t i = 0; i < HP_OPT_COUNT && status == HP_OK; i++) {
        enum hp_option_id id = (enum hp_option_id)i;
        const struct hp_option *option = hp_option_get(id);
        hp_config_variable(option->name, name);
        const char *text = getenv(name);
        if (text == NULL || id == HP_OPT_HELP || id == HP_OPT_API_KEY ||
            (option->commands & command) == 0 || is_decided(args, id, HP_ORIGIN_ENVIRONMENT)) {
            continue;
        }
        bool on = true;
        if (option->argument == NULL) {
            status = read_flag(name, text, &on, error);
            text = "";
        }
        if (status == HP_OK && on) {
            status = give_one(args, id, HP_ORIGIN_ENVIRONMENT, text, error);
        }
        args->origins[id] = HP_ORIGIN_ENVIRONMENT; /* switched off, too */
    }
    hp_config_variable("target", name);
    const char *target = getenv(name);
    if (target != NULL && target[0] != '\0') {
        args->target = target;
        args->target_origin = HP_ORIGIN_ENVIRONMENT;
    }
    return status;
}

/* --- the file --- */

static enum hp_status refuse(const char *path, struct hp_slice name, const char *want,
                             const struct hp_json *value, struct hp_error *error)
{
    return hp_error_set(error, HP_ERR_USAGE, "%s: \"%.*s\" wants %s, not %s", path, (int)name.len,
                        name.at, want, hp_json_type_name(hp_json_type(value)));
}

/* NULL when the value has no text. */
static const char *scalar(const struct hp_json *value)
{
    if (hp_json_is(value, HP_JSON_BOOLEAN)) {
        return hp_json_boolean(value) ? "true" : "false";
    }
    struct hp_slice text =
        hp_json_is(value, HP_JSON_NUMBER) ? hp_json_number(value) : hp_json_string(value);
    return text.at; /* NUL-terminated: node.h */
}

/* "key=value" of a member of `set`. */
static const char *assignment(struct hp_arena *arena, const struct hp_json *member)
{
    struct hp_slice name = hp_json_name(member);
    const char *value = scalar(member);
    size_t bytes = value == NULL ? 0 : name.len + strlen(value) + 2;
    char *text = value == NULL ? NULL : hp_arena_take(arena, bytes);
    if (text != NULL) {
        (void)snprintf(text, bytes, "%.*s=%s", (int)name.len, name.at, value);
    }
    return text;
}

static enum hp_status give_list(struct hp_args *args, const char *path, enum hp_option_id id,
                                enum hp_origin origin, const struct hp_json *value,
                                struct hp_error *error)
{
    struct hp_slice name = hp_slice_of(hp_option_get(id)->name);
    bool is_map = id == HP_OPT_SET && hp_json_is(value, HP_JSON_OBJECT);
    bool is_array = hp_json_is(value, HP_JSON_ARRAY);
    size_t count = is_map || is_array ? hp_json_size(value) : 1;
    const char **values = hp_arena_take(&args->config->arena, (count + 1) * sizeof(*values));
    if (values == NULL) {
        return hp_error_nomem(error);
    }
    size_t filled = 0;
    const struct hp_json *item = is_map || is_array ? hp_json_first(value) : value;
    for (; filled < count; item = hp_json_next(item)) {
        values[filled] = is_map ? assignment(&args->config->arena, item) : scalar(item);
        if (values[filled] == NULL || (!is_map && hp_json_is(item, HP_JSON_BOOLEAN))) {
            return refuse(path, name, id == HP_OPT_SET ? "an object of keys, or texts" : "texts",
                          item, error);
        }
        filled++;
    }
    return give(args, id, origin, values, count);
}

enum hp_status hp_config_give(struct hp_args *args, const char *path, enum hp_option_id id,
                              enum hp_origin origin, const struct hp_json *value,
                              struct hp_error *error)
{
    const struct hp_option *option = hp_option_get(id);
    struct hp_slice name = hp_slice_of(option->name);
    if (option->argument == NULL) {
        if (!hp_json_is(value, HP_JSON_BOOLEAN)) {
            return refuse(path, name, "true or false", value, error);
        }
        return hp_json_boolean(value) ? give_one(args, id, origin, "", error) : HP_OK;
    }
    if (option->list) {
        return give_list(args, path, id, origin, value, error);
    }
    const char *text = scalar(value);
    if (text == NULL || hp_json_is(value, HP_JSON_BOOLEAN)) {
        return refuse(path, name, "a text or a number", value, error);
    }
    return give_one(args, id, origin, text, error);
}

static enum hp_status refuse_name(const char *path, struct hp_slice name, struct hp_slice nearest,
                                  struct hp_error *error)
{
    char hint[HP_NEAREST_HINT_BYTES];
    return hp_error_set(error, HP_ERR_USAGE,
                        "%s: \"%.*s\" is no option%s; `hookproof config` lists them", path,
                        (int)name.len, name.at, hp_nearest_hint(nearest, hint));
}

static enum hp_status apply_member(unsigned command, struct hp_args *args, const char *path,
                                   const struct hp_json *member, struct hp_error *error)
{
    struct hp_slice name = hp_json_name(member);
    struct hp_slice nearest;
    if (hp_slice_is(name, "schema") || hp_slice_starts_with(name, HP_SLICE("//"))) {
        return HP_OK;
    }
    if (hp_slice_is(name, "target")) {
        if (!hp_json_is(member, HP_JSON_STRING)) {
            return refuse(path, name, "a text", member, error);
        }
        if (args->target == NULL) {
            args->target = hp_json_string(member).at;
            args->target_origin = HP_ORIGIN_FILE;
        }
        return HP_OK;
    }
    enum hp_option_id id = hp_option_find(name, ~0u, &nearest);
    if (id == HP_OPT_COUNT) {
        return refuse_name(path, name, nearest, error);
    }
    if (id == HP_OPT_HELP || id == HP_OPT_CONFIG) {
        return hp_error_set(error, HP_ERR_USAGE, "%s: \"%s\" belongs on the command line", path,
                            hp_option_get(id)->name);
    }
    bool concerns = (hp_option_get(id)->commands & command) != 0;
    bool is_off = args->origins[id] == HP_ORIGIN_ENVIRONMENT;
    if (!concerns || is_off || is_decided(args, id, HP_ORIGIN_FILE)) {
        return HP_OK;
    }
    return hp_config_give(args, path, id, HP_ORIGIN_FILE, member, error);
}

static enum hp_status apply_file(unsigned command, struct hp_args *args, const char *path,
                                 struct hp_error *error)
{
    const struct hp_json *root = NULL;
    enum hp_status status =
        hp_user_file_open(path, schema_name, NULL, &args->config->arena, &root, error);
    for (const struct hp_json *member = hp_json_first(root); member != NULL && status == HP_OK;
         member = hp_json_next(member)) {
        status = apply_member(command, args, path, member, error);
    }
    return status;
}

enum hp_status hp_config_apply(unsigned command, struct hp_args *args, struct hp_error *error)
{
    if ((hp_option_get(HP_OPT_CONFIG)->commands & command) == 0) {
        return HP_OK;
    }
    args->config = hp_calloc(1, sizeof(*args->config));
    if (args->config == NULL) {
        return hp_error_nomem(error);
    }
    hp_arena_init(&args->config->arena, CONFIG_BYTES_MAX);
    enum hp_status status = apply_environment(command, args, error);
    const char *path = hp_args_text(args, HP_OPT_CONFIG, NULL);
    if (status == HP_OK && path != NULL && path[0] != '\0') {
        status = apply_file(command, args, path, error);
    }
    return status;
}

const char *hp_config_keep(struct hp_args *args, struct hp_slice text)
{
    return hp_arena_copy(&args->config->arena, text).at;
}

enum hp_status hp_config_append(struct hp_args *args, enum hp_option_id id,
                                const char *const *values, size_t count, struct hp_error *error)
{
    size_t before = args->counts[id];
    if (count == 0) {
        return HP_OK;
    }
    const char **all = hp_arena_take(&args->config->arena, (before + count) * sizeof(*all));
    if (all == NULL) {
        return hp_error_nomem(error);
    }
    for (size_t i = 0; i < before + count; i++) {
        all[i] = i < before ? args->values[id][i] : values[i - before];
    }
    args->values[id] = all;
    args->counts[id] = before + count;
    return HP_OK;
}
