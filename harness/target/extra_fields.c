/* Reads -H lines once, when a target is opened. Must not know what a field means. */
#include "harness/target/extra_fields.h"

enum { EXTRA_BYTES_MAX = 1024 * 1024 }; /* far more than any server reads in one header section */

static enum hp_status read_line(struct hp_extra_fields *extra, const char *line,
                                struct hp_error *error)
{
    const char *colon = strchr(line, ':');
    size_t name_len = colon == NULL ? 0 : (size_t)(colon - line);
    if (!hp_is_token((struct hp_slice){line, name_len}) || strpbrk(line, "\r\n") != NULL) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "header field '%.200s': want one line 'Name: value', the name of "
                            "letters, digits and -_.!#$%%&'*+^`|~",
                            line);
    }
    struct hp_slice copy = hp_arena_copy(&extra->arena, hp_slice_of(line));
    if (copy.at == NULL) {
        return hp_error_nomem(error);
    }
    struct hp_field *field = &extra->fields[extra->count++];
    field->name = (struct hp_slice){copy.at, name_len};
    field->value =
        hp_slice_trim((struct hp_slice){copy.at + name_len + 1, copy.len - name_len - 1});
    return HP_OK;
}

enum hp_status hp_extra_fields_init(struct hp_extra_fields *extra, const char *const *lines,
                                    size_t count, struct hp_error *error)
{
    *extra = (struct hp_extra_fields){0};
    hp_arena_init(&extra->arena, EXTRA_BYTES_MAX);
    if (count == 0) {
        return HP_OK;
    }
    if (count > EXTRA_BYTES_MAX / sizeof(struct hp_field)) {
        return hp_error_set(error, HP_ERR_LIMIT, "%zu header fields are too many", count);
    }
    extra->fields = hp_arena_take(&extra->arena, count * sizeof(struct hp_field));
    if (extra->fields == NULL) {
        return hp_error_nomem(error);
    }
    enum hp_status status = HP_OK;
    for (size_t i = 0; i < count && status == HP_OK; i++) {
        status = read_line(extra, lines[i], error);
    }
    return status;
}

void hp_extra_fields_deinit(struct hp_extra_fields *extra)
{
    hp_arena_deinit(&extra->arena);
    *extra = (struct hp_extra_fields){0};
}
