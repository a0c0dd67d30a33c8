/* What the presence of one member asks of an object (validation 6.5.4, applicators 10.2.2.4). */
#include "harness/contract/keywords.h"

typedef enum hp_status fill_dependency_fn(struct hp_compiler *compiler, const struct hp_json *value,
                                          struct hp_dependency *dependency);

static enum hp_status compile_dependencies(struct hp_compiler *compiler,
                                           const struct hp_json *value, fill_dependency_fn *fill)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_OBJECT);
    if (status != HP_OK) {
        return status;
    }
    struct hp_dependency *dependencies =
        hp_compiler_array(compiler, hp_json_size(value), sizeof(dependencies[0]));
    if (dependencies == NULL) {
        return hp_compiler_nomem(compiler);
    }
    union hp_operand operand = {.dependencies = {.items = dependencies}};
    for (const struct hp_json *member = hp_json_first(value); member != NULL && status == HP_OK;
         member = hp_json_next(member)) {
        struct hp_dependency *dependency = &dependencies[operand.dependencies.count++];
        dependency->node = HP_NODE_NONE;
        status = hp_compiler_copy_text(compiler, hp_json_name(member), &dependency->trigger);
        if (status == HP_OK) {
            status = fill(compiler, member, dependency);
        }
    }
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

static enum hp_status fill_needs(struct hp_compiler *compiler, const struct hp_json *value,
                                 struct hp_dependency *dependency)
{
    enum hp_status status = hp_keyword_name_list(compiler, value);
    if (status != HP_OK) {
        return status;
    }
    struct hp_slice *needs = hp_compiler_array(compiler, hp_json_size(value), sizeof(needs[0]));
    if (needs == NULL) {
        return hp_compiler_nomem(compiler);
    }
    dependency->needs = needs;
    for (const struct hp_json *item = hp_json_first(value); item != NULL && status == HP_OK;
         item = hp_json_next(item)) {
        status =
            hp_compiler_copy_text(compiler, hp_json_string(item), &needs[dependency->need_count++]);
    }
    return status;
}

enum hp_status hp_compile_dependent_required(struct hp_compiler *compiler,
                                             const struct hp_json *value)
{
    return compile_dependencies(compiler, value, fill_needs);
}

static bool check_needs(struct hp_run *run, const struct hp_dependency *dependency,
                        const struct hp_json *value, const struct hp_spot *spot)
{
    bool ok = true;
    for (size_t i = 0; i < dependency->need_count && (ok || run->out != NULL); i++) {
        if (hp_json_member(value, dependency->needs[i]) != NULL) {
            continue;
        }
        ok = false;
        if (!hp_run_speaks(run)) {
            (void)hp_report_place(run, spot, "dependentRequired");
        } else {
            char need[HP_DESCRIPTION_BYTES];
            char trigger[HP_DESCRIPTION_BYTES];
            hp_describe_text(dependency->needs[i], need);
            hp_describe_text(dependency->trigger, trigger);
            (void)hp_report(run, spot, "dependentRequired", value, "member %s, as there is %s",
                            need, trigger);
        }
    }
    return ok;
}

bool hp_run_dependent_required(struct hp_run *run, const union hp_operand *operand,
                               const struct hp_json *value, const struct hp_spot *spot)
{
    bool ok = true;
    for (size_t i = 0; i < operand->dependencies.count && (ok || run->out != NULL); i++) {
        const struct hp_dependency *dependency = &operand->dependencies.items[i];
        if (hp_json_member(value, dependency->trigger) != NULL) {
            ok = check_needs(run, dependency, value, spot) && ok;
        }
    }
    return ok;
}

static enum hp_status fill_schema(struct hp_compiler *compiler, const struct hp_json *value,
                                  struct hp_dependency *dependency)
{
    struct hp_step step = {.keyword = HP_SLICE("dependentSchemas"), .name = hp_json_name(value)};
    return hp_compiler_subschema(compiler, value, &step, true, &dependency->node);
}

enum hp_status hp_compile_dependent_schemas(struct hp_compiler *compiler,
                                            const struct hp_json *value)
{
    return compile_dependencies(compiler, value, fill_schema);
}

bool hp_run_dependent_schemas(struct hp_run *run, const union hp_operand *operand,
                              const struct hp_json *value, const struct hp_spot *spot)
{
    const struct hp_spot within = hp_spot_within(spot);
    bool ok = true;
    for (size_t i = 0; i < operand->dependencies.count && (ok || run->out != NULL); i++) {
        const struct hp_dependency *dependency = &operand->dependencies.items[i];
        if (hp_json_member(value, dependency->trigger) != NULL) {
            ok = hp_run_node(run, dependency->node, value, &within) && ok;
        }
    }
    return ok;
}
