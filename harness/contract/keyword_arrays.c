/* Items of arrays (applicators 10.3.1, validation 6.4). */
#include <inttypes.h>

#include "harness/contract/keywords.h"
#include "harness/contract/repeated.h"

static const struct hp_slice prefix_items = HP_SLICE_INIT("prefixItems");
static const struct hp_slice items = HP_SLICE_INIT("items");

/* prefixItems and items compile into one instruction, as items begins where the prefix ends. */
enum hp_status hp_compile_items(struct hp_compiler *compiler, const struct hp_json *value)
{
    (void)value;
    if (!hp_compiler_first_of(compiler, HP_GROUP_ITEMS)) {
        return HP_OK;
    }
    union hp_operand operand = {.items = {.rest = HP_NODE_NONE}};
    const struct hp_json *prefix = hp_json_member(hp_compiler_object(compiler), prefix_items);
    enum hp_status status = HP_OK;
    if (prefix != NULL) {
        status =
            hp_keyword_schema_list(compiler, prefix_items, prefix, false, &operand.items.prefix);
    }
    if (status == HP_OK) {
        status = hp_keyword_sibling_schema(compiler, items, false, &operand.items.rest);
    }
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

bool hp_run_items(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
                  const struct hp_spot *spot)
{
    static const struct hp_node anything = {.types = HP_TYPES_ALL, .passes = HP_TYPES_ALL};
    const struct hp_item_rules *rules = &operand->items;
    const struct hp_node *nodes = run->schema->nodes;
    const struct hp_node *rest = rules->rest == HP_NODE_NONE ? &anything : &nodes[rules->rest];
    struct hp_spot place = {.parent = spot, .in_array = true, .depth = spot->depth + 1};
    bool ok = true;
    for (const struct hp_json *item = value->child; item != NULL; item = item->next) {
        const struct hp_node *node = rest;
        if (place.index < rules->prefix.count) {
            node = &nodes[rules->prefix.nodes[place.index]];
        }
        place.value = item;
        if (!hp_run_by(run, node, item, &place)) {
            ok = false;
            if (run->out == NULL) {
                break;
            }
        }
        place.index++;
    }
    return ok;
}

enum hp_status hp_compile_contains_count(struct hp_compiler *compiler, const struct hp_json *value)
{
    uint64_t unused; /* read again by contains, if there is one */
    return hp_keyword_count(compiler, value, &unused);
}

enum hp_status hp_compile_contains(struct hp_compiler *compiler, const struct hp_json *value)
{
    union hp_operand operand = {.contains = {.min = 1, .max = UINT64_MAX}};
    const struct hp_json *object = hp_compiler_object(compiler);
    const struct hp_json *min = hp_json_member(object, HP_SLICE("minContains"));
    const struct hp_json *max = hp_json_member(object, HP_SLICE("maxContains"));
    enum hp_status status = hp_keyword_schema(compiler, value, false, &operand.contains.node);
    if (status == HP_OK && min != NULL) {
        status = hp_keyword_count(compiler, min, &operand.contains.min);
    }
    if (status == HP_OK && max != NULL) {
        status = hp_keyword_count(compiler, max, &operand.contains.max);
    }
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

bool hp_run_contains(struct hp_run *run, const union hp_operand *operand,
                     const struct hp_json *value, const struct hp_spot *spot)
{
    const struct hp_contains_rule *rule = &operand->contains;
    struct hp_spot place = {.parent = spot, .in_array = true, .depth = spot->depth + 1};
    uint64_t found = 0;
    for (const struct hp_json *item = hp_json_first(value); item != NULL;
         item = hp_json_next(item)) {
        place.value = item;
        found += hp_run_quietly(run, rule->node, item, &place);
        place.index++;
    }
    if (found >= rule->min && found <= rule->max) {
        return true;
    }
    char have[64];
    (void)snprintf(have, sizeof(have), "%" PRIu64, found);
    if (found < rule->min) {
        return hp_report_have(run, spot, rule->min == 1 ? "contains" : "minContains", have,
                              "at least %" PRIu64 " item%s that match%s the contained schema",
                              rule->min, rule->min == 1 ? "" : "s", rule->min == 1 ? "es" : "");
    }
    return hp_report_have(run, spot, "maxContains", have,
                          "at most %" PRIu64 " items that match the contained schema", rule->max);
}

bool hp_run_min_items(struct hp_run *run, const union hp_operand *operand,
                      const struct hp_json *value, const struct hp_spot *spot)
{
    return hp_json_size(value) >= operand->limit ||
           hp_report(run, spot, "minItems", value, "at least %" PRIu64 " item%s", operand->limit,
                     operand->limit == 1 ? "" : "s");
}

bool hp_run_max_items(struct hp_run *run, const union hp_operand *operand,
                      const struct hp_json *value, const struct hp_spot *spot)
{
    return hp_json_size(value) <= operand->limit ||
           hp_report(run, spot, "maxItems", value, "at most %" PRIu64 " item%s", operand->limit,
                     operand->limit == 1 ? "" : "s");
}

enum hp_status hp_compile_unique_items(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_BOOLEAN);
    if (status != HP_OK || !hp_json_boolean(value)) {
        return status;
    }
    union hp_operand operand = {0};
    return hp_compiler_emit(compiler, &operand);
}

bool hp_run_unique_items(struct hp_run *run, const union hp_operand *operand,
                         const struct hp_json *value, const struct hp_spot *spot)
{
    (void)operand;
    size_t first;
    size_t second;
    switch (hp_find_repeated(value, run->arena, &first, &second)) {
    case HP_REPEATED_NONE:
        return true;
    case HP_REPEATED_NOMEM:
        return hp_report_unjudged(run, spot, "memory");
    case HP_REPEATED_FOUND:
        break;
    }
    char have[64];
    (void)snprintf(have, sizeof(have), "equal items %zu and %zu", first, second);
    return hp_report_have(run, spot, "uniqueItems", have, "items that all differ");
}
