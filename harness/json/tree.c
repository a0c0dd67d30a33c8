/* Trees of cJSON's items in an arena, made by the grammar's own walk; and the way to read them.
 *
 * cJSON's parser is not asked: it accepts what is not JSON, cuts strings at U+0000, refuses lone
 * surrogates, trips over long numbers, and would read a second time what the walk has just read. */
#include "harness/json/tree.h"

#include "harness/json/grammar.h"
#include "harness/json/node.h"

/* A longer text is scanned before it is built, so that a wrong one costs no memory. A wrong text of
 * this length costs 3 MiB of the arena at most, if it is all `[[[[`. */
enum { ONE_PASS_BYTES_MAX = 64 * 1024 };

static bool is_container(const cJSON *item)
{
    return (item->type & (cJSON_Array | cJSON_Object)) != 0;
}

enum hp_status hp_json_parse(struct hp_arena *arena, struct hp_slice text,
                             const struct hp_json_limits *limits, struct hp_json_scan *scan,
                             const struct hp_json **root)
{
    *root = NULL;
    if (text.len > ONE_PASS_BYTES_MAX && !hp_json_scan(text, limits, scan)) {
        return HP_OK;
    }
    struct hp_json_walker walker;
    struct hp_json_builder builder;
    if (!hp_json_walk_begin(&walker, text, limits, scan)) {
        return HP_OK;
    }
    if (!hp_json_builder_init(&builder, arena, text)) {
        return HP_ERR_NOMEM;
    }
    if (!hp_json_walk(&walker, &builder)) {
        return builder.refused ? HP_ERR_NOMEM : HP_OK;
    }
    if (builder.duplicate) {
        scan->traits |= HP_JSON_DUPLICATE;
    }
    *root = builder.root;
    return HP_OK;
}

const struct cJSON *hp_json_cjson(const struct hp_json *value)
{
    return value == NULL ? NULL : &value->item;
}

enum hp_json_type hp_json_type(const struct hp_json *value)
{
    /* cJSON's types are single bits: false, true, null, number, string, array, object. */
    static const enum hp_json_type types[] = {
        HP_JSON_BOOLEAN, HP_JSON_BOOLEAN, HP_JSON_NULL,   HP_JSON_NUMBER,
        HP_JSON_STRING,  HP_JSON_ARRAY,   HP_JSON_OBJECT,
    };
    return types[__builtin_ctz((unsigned)value->item.type)];
}

bool hp_json_is(const struct hp_json *value, enum hp_json_type type)
{
    return value != NULL && hp_json_type(value) == type;
}

const char *hp_json_type_name(enum hp_json_type type)
{
    static const char *const names[] = {
        [HP_JSON_NULL] = "null",     [HP_JSON_BOOLEAN] = "boolean", [HP_JSON_NUMBER] = "number",
        [HP_JSON_STRING] = "string", [HP_JSON_ARRAY] = "array",     [HP_JSON_OBJECT] = "object",
    };
    return names[type];
}

/* The text of a string or a number, the two that have one. */
static struct hp_slice text_of(const struct hp_json *value, int type)
{
    if (value == NULL || value->item.type != type) {
        return (struct hp_slice){NULL, 0};
    }
    return (struct hp_slice){value->item.valuestring, value->length};
}

struct hp_slice hp_json_string(const struct hp_json *value)
{
    return text_of(value, cJSON_String);
}

struct hp_slice hp_json_number(const struct hp_json *value)
{
    return text_of(value, cJSON_Number);
}

bool hp_json_boolean(const struct hp_json *value)
{
    return value != NULL && value->item.type == cJSON_True;
}

struct hp_slice hp_json_name(const struct hp_json *member)
{
    if (member == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    return (struct hp_slice){member->item.string, member->name_length};
}

const struct hp_json *hp_json_first(const struct hp_json *value)
{
    return value == NULL || !is_container(&value->item) ? NULL : hp_json_of(value->item.child);
}

const struct hp_json *hp_json_next(const struct hp_json *child)
{
    return child == NULL ? NULL : hp_json_of(child->item.next);
}

size_t hp_json_size(const struct hp_json *value)
{
    return value == NULL || !is_container(&value->item) ? 0 : value->length;
}
