/* What building a tree seldom needs: more items, escapes, numbers, large objects. Relies on the
 * grammar's walk, so nothing here is checked again. Must not judge: what is remarkable about a text
 * is handed on in the scan's traits. */
#include "harness/json/builder.h"

#include <assert.h>
#include <limits.h>

#include "harness/json/character.h"
#include "harness/json/number.h"
#include "harness/json/plain.h"

enum {
    FIRST_ITEMS = 32,      /* a request or an answer of the documented operation has about 20 */
    BLOCK_ITEMS_MAX = 256, /* 22 KiB: a third of an arena's block */
    FREE_BEFORE = 1,       /* a text that is a number goes back one place */
};

static_assert((int)HP_JSON_PADDING >= (int)HP_JSON_READABLE,
              "also behind the last text of the copy");

bool hp_json_builder_init(struct hp_json_builder *builder, struct hp_arena *arena,
                          struct hp_slice text)
{
    builder->arena = arena;
    builder->next = NULL;
    builder->end = NULL;
    builder->block_items = FIRST_ITEMS / 2;
    builder->named = NULL;
    builder->now =
        (struct hp_json_open){.container = &builder->ground, .link = &builder->ground.child};
    builder->outer = builder->stack;
    builder->refused = false;
    builder->duplicate = false;
    char *copy = hp_arena_take(arena, FREE_BEFORE + text.len + HP_JSON_PADDING);
    if (copy == NULL) {
        builder->refused = true;
        return false;
    }
    copy += FREE_BEFORE;
    if (text.len > 0) {
        memcpy(copy, text.at, text.len);
    }
    memset(copy + text.len, 0, HP_JSON_PADDING);
    builder->text = (struct hp_slice){copy, text.len};
    return true;
}

bool hp_json_builder_grow(struct hp_json_builder *builder)
{
    size_t items = builder->block_items * 2;
    size_t most = builder->text.len / 2 + 1; /* a value and its comma take two bytes */
    if (items > BLOCK_ITEMS_MAX) {
        items = BLOCK_ITEMS_MAX;
    }
    if (items > most) {
        items = most;
    }
    struct hp_json *block = hp_arena_take(builder->arena, items * sizeof(*block));
    if (block == NULL) {
        builder->refused = true;
        return false;
    }
    builder->next = block;
    builder->end = block + items;
    builder->block_items = items;
    return true;
}

bool hp_json_builder_close_large(struct hp_json_builder *builder)
{
    struct hp_json *container = builder->now.container;
    if (container->type != HP_JSON_OBJECT) {
        return true;
    }
    builder->refused =
        hp_json_index_members(builder->arena, container, &builder->duplicate) != HP_OK;
    return !builder->refused;
}

void hp_json_set_number(struct hp_json *number)
{
    double value = hp_number_to_double(hp_json_number(number));
    number->cjson_double = value;
    /* As cJSON does it: what an int cannot hold becomes the nearest one. */
    number->cjson_int = value >= INT_MAX ? INT_MAX : value <= INT_MIN ? INT_MIN : (int)value;
}

static uint32_t hex4(const unsigned char *digits)
{
    uint32_t code = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c = digits[i];
        uint32_t value = c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a' + 10);
        code = code << 4 | value;
    }
    return code;
}

/* The code that the escape `\u....` at `*at` stands for, with the low half behind a high one if it
 * is there; moves behind it. */
static uint32_t take_code(const unsigned char **at, const unsigned char *end)
{
    uint32_t code = hex4(*at + 2);
    *at += 6;
    bool high = code >= 0xD800 && code <= 0xDBFF;
    if (high && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u') {
        uint32_t low = hex4(*at + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *at += 6;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return code;
}

static char character_of(unsigned char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return (char)letter; /* a quote, a backslash or a slash */
    }
}

size_t hp_json_unescape(const unsigned char *at, const unsigned char *end, char *out)
{
    char *start = out;
    while (at != end) {
        if (*at != '\\') {
            *out++ = (char)*at++;
        } else if (at[1] == 'u') {
            char raw[4];
            size_t written = hp_json_character_write(take_code(&at, end), raw);
            memcpy(out, raw, written);
            out += written;
        } else {
            *out++ = character_of(at[1]);
            at += 2;
        }
    }
    return (size_t)(out - start);
}
