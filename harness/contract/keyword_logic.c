/* Several schemas for one value: allOf, anyOf, oneOf, not, if (applicators 10.2). */
#include "harness/contract/keywords.h"

/* allOf, anyOf and oneOf. */
enum hp_status hp_compile_all_of(struct hp_compiler *compiler, const struct hp_json *value)
{
    union hp_operand operand = {0};
    enum hp_status status =
        hp_keyword_schema_list(compiler, hp_json_name(value), value, true, &operand.list);
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

bool hp_run_all_of(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
                   const struct hp_spot *spot)
{
    const struct hp_spot within = hp_spot_within(spot);
    bool ok = true;
    for (size_t i = 0; i < operand->list.count && (ok || run->out != NULL); i++) {
        ok = hp_run_node(run, operand->list.nodes[i], value, &within) && ok;
    }
    return ok;
}

bool hp_run_any_of(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
                   const struct hp_spot *spot)
{
    const struct hp_spot within = hp_spot_within(spot);
    for (size_t i = 0; i < operand->list.count; i++) {
        if (hp_run_quietly(run, operand->list.nodes[i], value, &within)) {
            return true;
        }
    }
    return hp_report(run, spot, "anyOf", value,
                     "a value that one of %zu schemas allows (none does)", operand->list.count);
}

bool hp_run_one_of(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
                   const struct hp_spot *spot)
{
    const struct hp_spot within = hp_spot_within(spot);
    size_t matched = 0;
    size_t first = 0;
    for (size_t i = 0; i < operand->list.count; i++) {
        if (!hp_run_quietly(run, operand->list.nodes[i], value, &within)) {
            continue;
        }
        if (matched++ == 1) {
            return hp_report(run, spot, "oneOf", value,
                             "a value that exactly one of %zu schemas allows (%zu and %zu do)",
                             operand->list.count, first, i);
        }
        first = i;
    }
    return matched == 1 || hp_report(run, spot, "oneOf", value,
                                     "a value that exactly one of %zu schemas allows (none does)",
                                     operand->list.count);
}

/* not and if: one schema that is asked and whose violations are no violations. */
enum hp_status hp_compile_not(struct hp_compiler *compiler, const struct hp_json *value)
{
    union hp_operand operand = {0};
    enum hp_status status = hp_keyword_schema(compiler, value, true, &operand.node);
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

bool hp_run_not(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
                const struct hp_spot *spot)
{
    const struct hp_spot within = hp_spot_within(spot);
    return !hp_run_quietly(run, operand->node, value, &within) ||
           hp_report(run, spot, "not", value, "a value that the negated schema refuses");
}

enum hp_status hp_compile_if(struct hp_compiler *compiler, const struct hp_json *value)
{
    union hp_operand operand = {0};
    struct hp_condition *condition = &operand.condition;
    enum hp_status status = hp_keyword_schema(compiler, value, true, &condition->if_node);
    if (status == HP_OK) {
        status = hp_keyword_sibling_schema(compiler, HP_SLICE("then"), true, &condition->then_node);
    }
    if (status == HP_OK) {
        status = hp_keyword_sibling_schema(compiler, HP_SLICE("else"), true, &condition->else_node);
    }
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

/* then and else do nothing without if; they are compiled in any case, so that their mistakes are
 * found. */
enum hp_status hp_compile_branch(struct hp_compiler *compiler, const struct hp_json *value)
{
    uint32_t unused;
    return hp_keyword_schema(compiler, value, false, &unused);
}

bool hp_run_if(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
               const struct hp_spot *spot)
{
    const struct hp_condition *condition = &operand->condition;
    if (condition->then_node == HP_NODE_NONE && condition->else_node == HP_NODE_NONE) {
        return true;
    }
    const struct hp_spot within = hp_spot_within(spot);
    uint32_t branch = hp_run_quietly(run, condition->if_node, value, &within)
                          ? condition->then_node
                          : condition->else_node;
    return branch == HP_NODE_NONE || hp_run_node(run, branch, value, &within);
}
