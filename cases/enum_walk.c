/* Which enums there are and where their values go. Must not know any value. */
#include "cases/enum_walk.h"

#include "cases/raw_text.h"

const enum hp_role hp_enum_roles[HP_ENUM_ROLES] = {HP_ROLE_TYPE, HP_ROLE_OPERATIONS,
                                                   HP_ROLE_DATA_MODELS};

bool hp_enum_spot_at(const struct hp_contract *contract, size_t index, struct hp_enum_spot *out)
{
    for (size_t i = 0; i < HP_ENUM_ROLES; i++) {
        const struct hp_enum *set = hp_contract_enum(contract, hp_enum_roles[i]);
        if (index < set->count) {
            *out = (struct hp_enum_spot){hp_enum_roles[i], set, index, set->values[index]};
            return true;
        }
        index -= set->count;
    }
    return false;
}

bool hp_enum_pick(struct hp_build *build, const struct hp_enum_survey *survey, size_t surveys,
                  size_t index, struct hp_enum_pick *out)
{
    struct hp_build_memo *memo = hp_build_memo(build);
    if (memo->count == 0) {
        for (size_t i = 0; i < surveys; i++) {
            for (size_t value = 0; hp_enum_spot_at(build->contract, value, &out->spot); value++) {
                uint32_t mark = 0;
                uint32_t count = survey[i].count(&out->spot, build->contract, survey[i].how, &mark);
                hp_build_memo_add(memo, count, mark);
            }
        }
    }
    size_t part;
    if (!hp_build_memo_find(memo, &index, &part)) {
        return false;
    }
    size_t values = memo->count / surveys;
    out->survey = part / values;
    out->index = index;
    out->count = memo->ends[part] - (part == 0 ? 0 : memo->ends[part - 1]);
    out->mark = memo->marks[part];
    return hp_enum_spot_at(build->contract, part % values, &out->spot);
}

struct hp_slice hp_enum_neighbour(const struct hp_enum_spot *spot)
{
    return spot->set->values[(spot->number + 1) % spot->set->count];
}

struct hp_site hp_enum_site(enum hp_role role)
{
    return role == HP_ROLE_TYPE ? hp_raw_site(role) : hp_raw_item(role, 0);
}

const struct hp_slice *hp_enum_sent(const struct hp_build *build, enum hp_role role, size_t *count)
{
    bool operations = role == HP_ROLE_OPERATIONS;
    *count = operations ? build->content.operation_count : build->content.data_model_count;
    if (*count == 0) {
        *count = 1;
        return hp_contract_enum(build->contract, role)->values;
    }
    return operations ? build->content.operations : build->content.data_models;
}

bool hp_enum_array_required(const struct hp_build *build, enum hp_role role)
{
    uint64_t types = role == HP_ROLE_OPERATIONS ? build->contract->operations_required_for
                                                : build->contract->data_models_required_for;
    return (types >> build->combo.type & 1) != 0;
}
