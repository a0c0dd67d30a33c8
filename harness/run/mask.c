/* Search and replace, erring on the side of hiding. Must not know why the text is written. */
#include "harness/run/mask.h"

enum { KEY_BYTES_TELLING = 8 }; /* a shorter key may stand in ordinary text by chance */

static struct hp_slice replace_all(struct hp_slice text, struct hp_slice key,
                                   struct hp_arena *arena)
{
    struct hp_slice stars = HP_SLICE("***");
    char *out = hp_arena_take(arena, text.len + 1); /* the key is longer than its stars */
    if (out == NULL) {
        return stars;
    }
    size_t length = 0;
    while (text.len > 0) {
        size_t at = hp_slice_find(text, key);
        memcpy(out + length, text.at, at);
        length += at;
        if (at == text.len) {
            break;
        }
        memcpy(out + length, stars.at, stars.len);
        length += stars.len;
        text.at += at + key.len;
        text.len -= at + key.len;
    }
    return (struct hp_slice){out, length};
}

struct hp_slice hp_mask(struct hp_slice text, struct hp_slice key, struct hp_arena *arena)
{
    if (key.len == 0) {
        return text;
    }
    if (key.len < KEY_BYTES_TELLING) {
        return hp_slice_equal(hp_slice_trim(text), key) ? HP_SLICE("***") : text;
    }
    return hp_slice_find(text, key) == text.len ? text : replace_all(text, key, arena);
}

const struct hp_field *hp_mask_fields(const struct hp_field *fields, size_t count,
                                      struct hp_slice key, struct hp_arena *arena)
{
    struct hp_field *masked = NULL;
    for (size_t i = 0; i < count; i++) {
        struct hp_slice name = hp_mask(fields[i].name, key, arena);
        struct hp_slice value = hp_mask(fields[i].value, key, arena);
        if (name.at == fields[i].name.at && value.at == fields[i].value.at) {
            continue;
        }
        if (masked == NULL) {
            masked = hp_arena_take(arena, count * sizeof(*masked));
            if (masked == NULL) {
                return NULL;
            }
            memcpy(masked, fields, count * sizeof(*masked));
        }
        masked[i].name = name;
        masked[i].value = value;
    }
    return masked == NULL ? fields : masked;
}
