/* Search and replace, erring on the side of hiding. Must not know why the text is written. */
#include "harness/run/mask.h"

#include "harness/base/base64.h"
#include "harness/check/visible.h"
#include "harness/json/encode.h"

enum {
    KEY_BYTES_TELLING = 8,  /* a shorter key may stand in ordinary text by chance */
    PART_BYTES_TELLING = 3, /* less of a key says nothing */
    SHOWN_BYTES_MAX = 1024 * 1024,
    FORM_BYTES_MAX = 1024 * 1024,
    NEAR_BYTES_MAX = 4096, /* what stands behind that in a value is padding */
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

static struct hp_slice replace(struct hp_slice text, struct hp_slice key, struct hp_arena *arena)
{
    return hp_slice_find(text, key) == text.len ? text : replace_all(text, key, arena);
}

/* `found` is what to look for, a view of `form`; everything is hidden when it could not be made. */
static struct hp_slice replace_form(struct hp_slice text, const struct hp_buf *form,
                                    struct hp_slice found, struct hp_slice key,
                                    struct hp_arena *arena)
{
    if (form->failed) {
        return HP_SLICE("***");
    }
    return hp_slice_equal(found, key) ? text : replace(text, found, arena);
}

static struct hp_slice inside(struct hp_slice text, size_t front, size_t back)
{
    bool there = text.len >= front + back;
    return there ? (struct hp_slice){text.at + front, text.len - front - back} : text;
}

static void percent_form(struct hp_buf *out, struct hp_slice key)
{
    static const char unreserved[] = "-._~";
    for (size_t i = 0; i < key.len; i++) {
        unsigned char c = (unsigned char)key.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter || (c >= '0' && c <= '9') || memchr(unreserved, c, sizeof(unreserved) - 1)) {
            hp_buf_char(out, key.at[i]);
        } else {
            hp_buf_printf(out, "%%%02X", c);
        }
    }
}

/* What stands in the base64 of a text that has `before` bytes (modulo 3) in front of the key,
 * whatever they and those behind it are. */
static struct hp_slice base64_form(struct hp_buf *out, struct hp_slice key, size_t before)
{
    struct hp_buf plain;
    hp_buf_init(&plain, FORM_BYTES_MAX);
    hp_buf_repeat(&plain, 'x', before);
    hp_buf_slice(&plain, key);
    hp_base64_encode(out, hp_buf_view(&plain));
    out->failed = out->failed || plain.failed;
    size_t certain = plain.length * 8 / 6; /* characters that no later byte changes */
    hp_buf_deinit(&plain);
    size_t front = (before * 8 + 5) / 6;
    return inside(hp_buf_view(out), front, out->length - certain);
}

struct hp_slice hp_mask(struct hp_slice text, struct hp_slice key, struct hp_arena *arena)
{
    if (key.len == 0) {
        return text;
    }
    if (key.len < KEY_BYTES_TELLING) {
        return hp_slice_equal(hp_slice_trim(text), key) ? HP_SLICE("***") : text;
    }
    text = replace(text, key, arena);
    struct hp_buf form;
    hp_buf_init(&form, FORM_BYTES_MAX);
    percent_form(&form, key);
    text = replace_form(text, &form, hp_buf_view(&form), key, arena);
    hp_buf_clear(&form);
    hp_json_encode_string(&form, key);
    text = replace_form(text, &form, inside(hp_buf_view(&form), 1, 1), key, arena);
    for (size_t before = 0; before < 3; before++) {
        hp_buf_clear(&form);
        struct hp_slice certain = base64_form(&form, key, before);
        text = replace_form(text, &form, certain, key, arena);
    }
    hp_buf_deinit(&form);
    return text;
}

/* Length of the longest run that both have, ASCII case ignored; `backwards`: b is read from its
 * end. */
static size_t common_run(struct hp_slice a, struct hp_slice b, bool backwards)
{
    size_t longest = 0;
    for (size_t i = 0; i < a.len; i++) {
        for (size_t j = 0; j < b.len; j++) {
            size_t length = 0;
            while (i + length < a.len && j + length < b.len) {
                char other = b.at[backwards ? b.len - 1 - j - length : j + length];
                if (!hp_slice_equal_ignoring_case((struct hp_slice){a.at + i + length, 1},
                                                  (struct hp_slice){&other, 1})) {
                    break;
                }
                length++;
            }
            longest = length > longest ? length : longest;
        }
    }
    return longest;
}

struct hp_slice hp_mask_near(struct hp_slice value, struct hp_slice key)
{
    struct hp_slice start = {value.at, value.len > NEAR_BYTES_MAX ? NEAR_BYTES_MAX : value.len};
    size_t half = (key.len + 1) / 2;
    bool near = key.len > PART_BYTES_TELLING && hp_slice_find(value, key) == value.len &&
                (common_run(start, key, false) >= half || common_run(start, key, true) >= half);
    return near ? HP_SLICE("***") : value;
}

const struct hp_field *hp_mask_near_fields(const struct hp_field *fields, size_t count,
                                           struct hp_slice name, struct hp_slice key,
                                           struct hp_arena *arena)
{
    if (name.len == 0 || hp_field_find(fields, count, name) == NULL) {
        return fields;
    }
    struct hp_field *masked = hp_arena_take(arena, count * sizeof(*masked));
    for (size_t i = 0; masked != NULL && i < count; i++) {
        masked[i] = fields[i];
        if (hp_slice_equal_ignoring_case(fields[i].name, name)) {
            masked[i].value = hp_mask_near(fields[i].value, key);
        }
    }
    return masked;
}

struct hp_slice hp_mask_line(struct hp_slice line, struct hp_slice key, struct hp_arena *arena)
{
    if (key.len == 0 || line.len == 0) {
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
    for (size_t part = text.len; !shown.failed && --part > PART_BYTES_TELLING;) {
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
