/* What the values of keywords must look like. Must not know what single keywords mean. */
#include "harness/contract/keywords.h"
#include "harness/json/number.h"

enum hp_status hp_keyword_want(struct hp_compiler *compiler, const struct hp_json *value,
                               enum hp_json_type type)
{
    if (hp_json_is(value, type)) {
        return HP_OK;
    }
    char have[HP_DESCRIPTION_BYTES];
    hp_describe(value, have);
    return hp_compiler_refuse(compiler, "want %s %s, have %s",
                              type == HP_JSON_ARRAY || type == HP_JSON_OBJECT ? "an" : "a",
                              hp_json_type_name(type), have);
}

enum hp_status hp_keyword_count(struct hp_compiler *compiler, const struct hp_json *value,
                                uint64_t *count)
{
    struct hp_slice number = hp_json_number(value);
    if (!hp_json_is(value, HP_JSON_NUMBER) || !hp_number_is_integer(number) ||
        hp_number_compare(number, HP_SLICE("0")) < 0) {
        char have[HP_DESCRIPTION_BYTES];
        hp_describe(value, have);
        return hp_compiler_refuse(compiler, "want a non-negative integer, have %s", have);
    }
    unsigned long long fitting;
    *count = hp_number_to_u64(number, &fitting) ? fitting : UINT64_MAX;
    return HP_OK;
}

enum hp_status hp_keyword_schema(struct hp_compiler *compiler, const struct hp_json *value,
                                 bool in_place, uint32_t *node)
{
    struct hp_step step = {.keyword = hp_json_name(value)};
    return hp_compiler_subschema(compiler, value, &step, in_place, node);
}

enum hp_status hp_keyword_sibling_schema(struct hp_compiler *compiler, struct hp_slice keyword,
                                         bool in_place, uint32_t *node)
{
    const struct hp_json *value = hp_json_member(hp_compiler_object(compiler), keyword);
    *node = HP_NODE_NONE;
    return value == NULL ? HP_OK : hp_keyword_schema(compiler, value, in_place, node);
}

enum hp_status hp_keyword_schema_list(struct hp_compiler *compiler, struct hp_slice keyword,
                                      const struct hp_json *value, bool in_place,
                                      struct hp_node_list *list)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_ARRAY);
    if (status != HP_OK) {
        return status;
    }
    size_t count = hp_json_size(value);
    if (count == 0) {
        return hp_compiler_refuse(compiler, "want at least one schema, have an empty array");
    }
    uint32_t *nodes = hp_compiler_array(compiler, count, sizeof(nodes[0]));
    if (nodes == NULL) {
        return hp_compiler_nomem(compiler);
    }
    *list = (struct hp_node_list){.nodes = nodes, .count = count};
    struct hp_step step = {.keyword = keyword, .indexed = true};
    for (const struct hp_json *item = hp_json_first(value); item != NULL;
         item = hp_json_next(item)) {
        status = hp_compiler_subschema(compiler, item, &step, in_place, &nodes[step.index]);
        if (status != HP_OK) {
            return status;
        }
        step.index++;
    }
    return HP_OK;
}

enum hp_status hp_keyword_name_list(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_ARRAY);
    if (status != HP_OK) {
        return status;
    }
    struct hp_name_map names;
    if (!hp_name_map_init(&names, hp_compiler_arena(compiler), hp_json_size(value))) {
        return hp_compiler_nomem(compiler);
    }
    for (const struct hp_json *item = hp_json_first(value); item != NULL;
         item = hp_json_next(item)) {
        status = hp_keyword_want(compiler, item, HP_JSON_STRING);
        if (status != HP_OK) {
            return status;
        }
        uint32_t fresh = names.count;
        if (hp_name_map_add(&names, hp_json_string(item)) != fresh) {
            char quoted[HP_DESCRIPTION_BYTES];
            hp_describe_text(hp_json_string(item), quoted);
            return hp_compiler_refuse(compiler, "%s is listed twice", quoted);
        }
    }
    return HP_OK;
}
