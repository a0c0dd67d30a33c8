/* $id, $defs and $ref: how schemas are named and found (core 8). */
#include "harness/contract/keywords.h"

/* On the document itself an $id changes nothing, as references are local. Below, it would change
 * what "#" means. */
enum hp_status hp_compile_id(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_STRING);
    if (status == HP_OK && !hp_compiler_is_document(compiler)) {
        return hp_compiler_refuse(compiler, "an $id inside a document changes what its references "
                                            "mean, which hookproof cannot follow; remove it");
    }
    return status;
}

/* Definitions are compiled although nothing may refer to them, so that their mistakes are found. */
enum hp_status hp_compile_defs(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_OBJECT);
    for (const struct hp_json *member = hp_json_first(value); member != NULL && status == HP_OK;
         member = hp_json_next(member)) {
        struct hp_step step = {.keyword = HP_SLICE("$defs"), .name = hp_json_name(member)};
        uint32_t unused;
        status = hp_compiler_subschema(compiler, member, &step, false, &unused);
    }
    return status;
}

enum hp_status hp_compile_ref(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_STRING);
    if (status != HP_OK) {
        return status;
    }
    union hp_operand operand = {0};
    status = hp_compiler_reference(compiler, hp_json_string(value), &operand.node);
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

bool hp_run_ref(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
                const struct hp_spot *spot)
{
    const struct hp_spot within = hp_spot_within(spot);
    return hp_run_node(run, operand->node, value, &within);
}
