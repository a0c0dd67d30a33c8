/* Look-ups over header fields (RFC 9110 5). Must not know which fields the contract wants. */
#include "harness/base/message.h"

const struct hp_field *hp_field_find(const struct hp_field *fields, size_t count,
                                     struct hp_slice name)
{
    for (size_t i = 0; i < count; i++) {
        if (hp_slice_equal_ignoring_case(fields[i].name, name)) {
            return &fields[i];
        }
    }
    return NULL;
}

size_t hp_field_count(const struct hp_field *fields, size_t count, struct hp_slice name)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += hp_slice_equal_ignoring_case(fields[i].name, name);
    }
    return found;
}

struct hp_slice hp_media_type(struct hp_slice content_type)
{
    const char *semicolon =
        content_type.len == 0 ? NULL : memchr(content_type.at, ';', content_type.len);
    if (semicolon != NULL) {
        content_type.len = (size_t)(semicolon - content_type.at);
    }
    return hp_slice_trim(content_type);
}

bool hp_media_type_is_json(struct hp_slice media_type)
{
    if (hp_slice_equal_ignoring_case(media_type, HP_SLICE("application/json"))) {
        return true;
    }
    struct hp_slice suffix = HP_SLICE("+json");
    if (media_type.len <= suffix.len) {
        return false;
    }
    struct hp_slice tail = {media_type.at + media_type.len - suffix.len, suffix.len};
    return hp_slice_equal_ignoring_case(tail, suffix);
}

bool hp_is_tchar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool hp_is_token(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!hp_is_tchar(text.at[i])) {
            return false;
        }
    }
    return text.len > 0;
}
