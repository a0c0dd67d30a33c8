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
    hp_json_walk_text(&walker, builder.text);
    if (!hp_json_walk(&walker, &builder)) {
        return builder.refused ? HP_ERR_NOMEM : HP_OK;
    }
    if (builder.duplicate) {
        scan->traits |= HP_JSON_DUPLICATE;
    }
    *root = hp_json_builder_root(&builder);
    return HP_OK;
}

const struct cJSON *hp_json_cjson(const struct hp_json *value)
{
    return (const cJSON *)(const void *)value;
}

const char *hp_json_type_name(enum hp_json_type type)
{
    static const char *const names[] = {
        [HP_JSON_NULL] = "null",     [HP_JSON_BOOLEAN] = "boolean", [HP_JSON_NUMBER] = "number",
        [HP_JSON_STRING] = "string", [HP_JSON_ARRAY] = "array",     [HP_JSON_OBJECT] = "object",
    };
    return names[type];
}
