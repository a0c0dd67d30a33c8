/* Steps from a part of the document to the next, with complaints that name the place.
 *
 * Must not know what the parts mean. */
#include "harness/contract/openapi.h"

#include <stdarg.h>
#include <stdio.h>

#include "harness/base/buf.h"
#include "harness/contract/describe.h"
#include "harness/contract/reference.h"

enum {
    /* References that lead to references. Real documents have one or two; a cycle has no end. */
    REFERENCES_IN_A_ROW_MAX = 32,
};

enum hp_status hp_loading_nomem(struct hp_loading *loading)
{
    return hp_error_nomem(loading->error);
}

enum hp_status hp_loading_refuse(struct hp_loading *loading, struct hp_slice pointer,
                                 const char *format, ...)
{
    char complaint[HP_ERROR_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(complaint, sizeof(complaint), format, args);
    va_end(args);
    return hp_error_set(loading->error, HP_ERR_USAGE, "%s: at \"%.*s\": %s", loading->source,
                        (int)pointer.len, pointer.at, complaint);
}

/* `parent` + "/" + `name`, whole: pointer.h cuts long ones, and these are resolved again. */
static struct hp_slice join(struct hp_loading *loading, struct hp_slice parent,
                            struct hp_slice name)
{
    char *text = hp_arena_take(&loading->loaded->arena, parent.len + 1 + 2 * name.len + 1);
    if (text == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    size_t length = parent.len;
    if (length > 0) {
        memcpy(text, parent.at, length);
    }
    text[length++] = '/';
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (c == '~' || c == '/') {
            text[length++] = '~';
            c = c == '~' ? '0' : '1';
        }
        text[length++] = c;
    }
    text[length] = '\0';
    return (struct hp_slice){text, length};
}

static enum hp_status follow(struct hp_loading *loading, struct hp_part *part)
{
    static const struct hp_slice ref = HP_SLICE_INIT("$ref");
    for (unsigned i = 0; i < REFERENCES_IN_A_ROW_MAX; i++) {
        const struct hp_json *reference = hp_json_member(part->value, ref);
        if (!hp_json_is(reference, HP_JSON_STRING)) {
            return HP_OK;
        }
        enum hp_reference_result result =
            hp_reference_find(loading->document, hp_json_string(reference), &loading->loaded->arena,
                              &part->value, &part->pointer);
        if (result == HP_REFERENCE_NOMEM) {
            return hp_loading_nomem(loading);
        }
        if (result != HP_REFERENCE_FOUND) {
            char quoted[HP_DESCRIPTION_BYTES];
            hp_describe_text(hp_json_string(reference), quoted);
            return hp_loading_refuse(loading, part->pointer, "the reference %s %s", quoted,
                                     hp_reference_reason(result));
        }
    }
    return hp_loading_refuse(loading, part->pointer, "more than %d references in a row",
                             REFERENCES_IN_A_ROW_MAX);
}

static enum hp_status enter(struct hp_loading *loading, struct hp_part parent,
                            const struct hp_json *member, struct hp_part *out)
{
    out->value = member;
    out->pointer = join(loading, parent.pointer, hp_json_name(member));
    return out->pointer.at == NULL ? hp_loading_nomem(loading) : follow(loading, out);
}

enum hp_status hp_part_child(struct hp_loading *loading, struct hp_part parent,
                             struct hp_slice name, struct hp_part *out)
{
    const struct hp_json *member = hp_json_member(parent.value, name);
    *out = (struct hp_part){.pointer = parent.pointer};
    return member == NULL ? HP_OK : enter(loading, parent, member, out);
}

enum hp_status hp_part_want(struct hp_loading *loading, struct hp_part parent, struct hp_slice name,
                            enum hp_json_type type, struct hp_part *out)
{
    enum hp_status status = hp_part_child(loading, parent, name, out);
    if (status != HP_OK) {
        return status;
    }
    if (out->value == NULL) {
        return hp_loading_refuse(loading, parent.pointer, "there is no member \"%.*s\" (want: %s)",
                                 (int)name.len, name.at, hp_json_type_name(type));
    }
    if (!hp_json_is(out->value, type)) {
        char have[HP_DESCRIPTION_BYTES];
        hp_describe(out->value, have);
        return hp_loading_refuse(loading, out->pointer, "want %s, have %s", hp_json_type_name(type),
                                 have);
    }
    return HP_OK;
}

enum hp_status hp_part_only(struct hp_loading *loading, struct hp_part parent, const char *what,
                            struct hp_slice *name, struct hp_part *out)
{
    size_t count = hp_json_size(parent.value);
    if (!hp_json_is(parent.value, HP_JSON_OBJECT) || count != 1) {
        return hp_loading_refuse(loading, parent.pointer, "want exactly one %s, have %zu", what,
                                 count);
    }
    *name = hp_json_name(hp_json_first(parent.value));
    return enter(loading, parent, hp_json_first(parent.value), out);
}
