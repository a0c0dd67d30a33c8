/* Strict in what it takes: a name that is misspelt must not be passed over. */
#include "harness/run/user_file.h"

#include "harness/base/file.h"
#include "harness/plan/nearest.h"

enum { FILE_BYTES_MAX = 32 * 1024 * 1024 }; /* as a contract; a literal body may be large */

static bool is_among(struct hp_slice name, const char *const *members)
{
    for (size_t i = 0; members[i] != NULL; i++) {
        if (hp_slice_is(name, members[i])) {
            return true;
        }
    }
    return false;
}

enum hp_status hp_user_file_members(const struct hp_json *value, const char *what,
                                    const char *const *members, struct hp_error *error)
{
    if (!hp_json_is(value, HP_JSON_OBJECT)) {
        return hp_error_set(error, HP_ERR_USAGE, "%s is to be an object", what);
    }
    for (const struct hp_json *member = hp_json_first(value); member != NULL;
         member = hp_json_next(member)) {
        struct hp_slice name = hp_json_name(member);
        if (hp_json_member_count(value, name) > 1) {
            return hp_error_set(error, HP_ERR_USAGE, "%s has its member \"%.*s\" twice", what,
                                (int)name.len, name.at);
        }
        if (members == NULL || is_among(name, members)) {
            continue;
        }
        struct hp_nearest nearest;
        hp_nearest_init(&nearest, name);
        for (size_t i = 0; members[i] != NULL; i++) {
            (void)hp_nearest_feed(&nearest, hp_slice_of(members[i]));
        }
        char hint[HP_NEAREST_HINT_BYTES];
        return hp_error_set(error, HP_ERR_USAGE, "%s has an unknown member \"%.*s\"%s", what,
                            (int)name.len, name.at, hp_nearest_hint(nearest.name, hint));
    }
    return HP_OK;
}

/* "cases.json:12:7: want ',' or '}'". Columns count characters, as editors do. */
static enum hp_status refuse_syntax(const char *path, struct hp_slice text,
                                    const struct hp_json_scan *scan, struct hp_error *error)
{
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < scan->offset && i < text.len; i++) {
        if (text.at[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)text.at[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    return hp_error_set(error, HP_ERR_USAGE, "%s:%zu:%zu: want %s", path, line, column,
                        scan->want == NULL ? "a smaller text" : scan->want);
}

static enum hp_status read_root(const char *path, const char *schema, const char *const *members,
                                struct hp_slice text, struct hp_arena *arena,
                                const struct hp_json **root, struct hp_error *error)
{
    struct hp_json_scan scan;
    if (text.at == NULL ||
        hp_json_parse(arena, text, &hp_json_limits_default, &scan, root) != HP_OK) {
        return hp_error_nomem(error);
    }
    if (*root == NULL) {
        return refuse_syntax(path, text, &scan, error);
    }
    struct hp_slice have = hp_json_string(hp_json_member(*root, HP_SLICE("schema")));
    if (!hp_slice_is(have, schema)) {
        return hp_error_set(error, HP_ERR_USAGE, "%s: its \"schema\" is not \"%s\"", path, schema);
    }
    return hp_user_file_members(*root, path, members, error);
}

enum hp_status hp_user_file_open(const char *path, const char *schema, const char *const *members,
                                 struct hp_arena *arena, const struct hp_json **root,
                                 struct hp_error *error)
{
    struct hp_buf text;
    hp_buf_init(&text, FILE_BYTES_MAX);
    enum hp_status status = hp_file_read(path, &text, error);
    if (status == HP_OK) {
        status = read_root(path, schema, members, hp_arena_copy(arena, hp_buf_view(&text)), arena,
                           root, error);
    }
    hp_buf_deinit(&text);
    return status;
}
