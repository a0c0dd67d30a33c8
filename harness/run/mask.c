/* Search and replace, erring on the side of hiding. Must not know why the text is written. */
#include "harness/run/mask.h"

#include "harness/check/visible.h"

enum {
    KEY_BYTES_TELLING = 8,  /* a shorter key may stand in ordinary text by chance */
    PART_BYTES_TELLING = 3, /* less of a key says nothing */
    SHOWN_BYTES_MAX = 1024 * 1024,
};

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

struct hp_slice hp_mask_line(struct hp_slice line, struct hp_slice key, struct hp_arena *arena)
{
    if (key.len == 0) {
        return line;
    }
    line = hp_mask(line, key, arena);
    struct hp_buf shown;
    hp_buf_init(&shown, SHOWN_BYTES_MAX);
    hp_visible_append(&shown, key, HP_VISIBLE_BYTES, SHOWN_BYTES_MAX / 2);
    struct hp_slice text = hp_buf_view(&shown);
    if (shown.failed) {
        line = HP_SLICE("***");
    } else if (!hp_slice_equal(text, key)) {
        line = hp_mask(line, text, arena);
    }
    /* The longest start of it first: none of its own starts is left then. */
    for (size_t part = text.len; !shown.failed && part-- > PART_BYTES_TELLING;) {
        hp_buf_clear(&shown);
        hp_visible_append(&shown, key, HP_VISIBLE_BYTES, SHOWN_BYTES_MAX / 2);
        hp_buf_splice(&shown, part, shown.length - part, HP_SLICE("..."));
        struct hp_slice cut_off = hp_buf_view(&shown);
        line = hp_slice_find(line, cut_off) == line.len ? line : replace_all(line, cut_off, arena);
    }
    hp_buf_deinit(&shown);
    return line;
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
