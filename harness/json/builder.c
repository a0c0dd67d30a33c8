/* What building a tree seldom needs: more items, numbers, large objects. Relies on the
 * grammar's walk, so nothing here is checked again. Must not judge: what is remarkable about a text
 * is handed on in the scan's traits. */
#include "harness/json/builder.h"

#include <assert.h>
#include <limits.h>

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
    builder->block_items = FIRST_ITEMS / 2;
    builder->ground.type = HP_JSON_NULL;
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
    builder->block = block;
    builder->block_items = items;
    return true;
}

bool hp_json_builder_close_large(struct hp_json_builder *builder, struct hp_json *container)
{
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
