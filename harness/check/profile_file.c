/* Reads a profile from JSON. Must not know what a key means: settings.c takes each, or says why
 * not. */
#include "harness/check/profile_file.h"

#include "harness/base/file.h"
#include "harness/json/tree.h"
#include "harness/plan/nearest.h"

enum {
    FILE_BYTES_MAX = 256 * 1024, /* every key with its longest value, ten times over */
    TREE_BYTES_MAX = 40 * FILE_BYTES_MAX,
};

static const char schema_name[] = "hookproof-profile/1";
static const char *const members[] = {"schema", "base", "settings"};

static struct hp_slice nearest_profile(struct hp_slice name)
{
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, name);
    for (size_t i = 0; i < hp_profile_count; i++) {
        (void)hp_nearest_feed(&nearest, hp_slice_of(hp_profile_list[i].name));
    }
    return nearest.name;
}

static bool is_known_member(struct hp_slice name)
{
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (hp_slice_is(name, members[i])) {
            return true;
        }
    }
    return false;
}

static enum hp_status check_members(const struct hp_json *root, struct hp_error *error)
{
    for (const struct hp_json *member = hp_json_first(root); member != NULL;
         member = hp_json_next(member)) {
        struct hp_slice name = hp_json_name(member);
        if (is_known_member(name)) {
            continue;
        }
        struct hp_nearest nearest;
        char hint[HP_NEAREST_HINT_BYTES];
        hp_nearest_init(&nearest, name);
        for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
            (void)hp_nearest_feed(&nearest, hp_slice_of(members[i]));
        }
        return hp_error_set(error, HP_ERR_USAGE,
                            "a profile has no member \"%.*s\"%s; it has schema, base and settings",
                            (int)name.len, name.at, hp_nearest_hint(nearest.name, hint));
    }
    return HP_OK;
}

static enum hp_status read_base(const struct hp_json *root, struct hp_settings *out,
                                struct hp_error *error)
{
    const struct hp_json *base = hp_json_member(root, HP_SLICE("base"));
    struct hp_slice name = base == NULL ? HP_SLICE("doc") : hp_json_string(base);
    for (size_t i = 0; i < hp_profile_count; i++) {
        if (hp_slice_is(name, hp_profile_list[i].name)) {
            (void)hp_settings_find(hp_profile_list[i].name, out);
            return HP_OK;
        }
    }
    char hint[HP_NEAREST_HINT_BYTES];
    return hp_error_set(error, HP_ERR_USAGE, "the base \"%.*s\" is no profile that is built in%s",
                        (int)name.len, name.len > 0 ? name.at : "",
                        hp_nearest_hint(nearest_profile(name), hint));
}

static enum hp_status read_setting(const struct hp_json *member, struct hp_settings *out,
                                   struct hp_error *error)
{
    struct hp_slice key = hp_json_name(member);
    switch (hp_json_type(member)) {
    case HP_JSON_STRING:
        return hp_settings_set(out, key, hp_json_string(member), error);
    case HP_JSON_NUMBER:
        return hp_settings_set(out, key, hp_json_number(member), error);
    case HP_JSON_BOOLEAN:
        return hp_settings_set(
            out, key, hp_json_boolean(member) ? HP_SLICE("true") : HP_SLICE("false"), error);
    case HP_JSON_NULL:
    case HP_JSON_ARRAY:
    case HP_JSON_OBJECT:
        break;
    }
    return hp_error_set(error, HP_ERR_USAGE,
                        "%.*s is to be a string, a number or a boolean, not %s", (int)key.len,
                        key.at, hp_json_type_name(hp_json_type(member)));
}

static enum hp_status read_root(const struct hp_json *root, struct hp_settings *out,
                                struct hp_error *error)
{
    if (!hp_slice_is(hp_json_string(hp_json_member(root, HP_SLICE("schema"))), schema_name)) {
        return hp_error_set(error, HP_ERR_USAGE, "not a profile: its \"schema\" is not \"%s\"",
                            schema_name);
    }
    enum hp_status status = check_members(root, error);
    if (status == HP_OK) {
        status = read_base(root, out, error);
    }
    const struct hp_json *settings = hp_json_member(root, HP_SLICE("settings"));
    if (status == HP_OK && settings != NULL && !hp_json_is(settings, HP_JSON_OBJECT)) {
        status = hp_error_set(error, HP_ERR_USAGE, "\"settings\" is to be an object of keys");
    }
    for (const struct hp_json *member = hp_json_first(settings); member != NULL && status == HP_OK;
         member = hp_json_next(member)) {
        status = read_setting(member, out, error);
    }
    return status;
}

static enum hp_status read_text(struct hp_slice text, struct hp_settings *out,
                                struct hp_error *error)
{
    struct hp_arena arena;
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    hp_arena_init(&arena, TREE_BYTES_MAX);
    enum hp_status status = hp_json_parse(&arena, text, &hp_json_limits_default, &scan, &root);
    if (status != HP_OK) {
        (void)hp_error_nomem(error);
    } else if (root == NULL) {
        char fault[HP_ERROR_BYTES / 2];
        hp_json_scan_describe(&scan, fault, sizeof(fault));
        status = hp_error_set(error, HP_ERR_USAGE, "not JSON: %s", fault);
    } else if ((scan.traits & HP_JSON_DUPLICATE) != 0) {
        status = hp_error_set(error, HP_ERR_USAGE, "a member stands in it twice");
    } else {
        status = read_root(root, out, error);
    }
    hp_arena_deinit(&arena);
    return status;
}

/* A name that is no file either was a name. */
static enum hp_status refuse_name(const char *name, struct hp_error *error)
{
    struct hp_slice nearest = nearest_profile(hp_slice_of(name));
    if (nearest.len > 0) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "there is no profile \"%s\", and no file of that name; did you mean "
                            "%.*s?",
                            name, (int)nearest.len, nearest.at);
    }
    return hp_error_set(error, HP_ERR_USAGE,
                        "there is no profile \"%s\", and no file of that name; `hookproof list "
                        "profiles` shows those that are built in",
                        name);
}

enum hp_status hp_profile_open(const char *name, struct hp_settings *out, struct hp_error *error)
{
    if (hp_settings_find(name, out)) {
        return HP_OK;
    }
    struct hp_buf text;
    struct hp_error inner = {0};
    hp_buf_init(&text, FILE_BYTES_MAX);
    bool is_path = strpbrk(name, "/.") != NULL;
    enum hp_status status = hp_file_read(name, &text, &inner);
    if (status != HP_OK && !is_path) {
        status = refuse_name(name, error);
    } else if (status != HP_OK) {
        status = hp_error_set(error, status, "%s", inner.text);
    } else {
        status = read_text(hp_buf_view(&text), out, &inner);
        if (status != HP_OK) {
            status = hp_error_set(error, status, "%s: %s", name, inner.text);
        }
    }
    hp_buf_deinit(&text);
    out->profile = name;
    return status;
}
