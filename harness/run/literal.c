/* Turns a literal into a request, and asks the second judge about it. Must not read files. */
#include "harness/run/literal_internal.h"

bool hp_literal_instance(struct hp_build *build, size_t index)
{
    /* The row is the first member of its literal. */
    const struct hp_literal *literal = (const struct hp_literal *)(const void *)build->row;
    if (index > 0) {
        return false;
    }
    hp_instance(build, (struct hp_site){HP_ROLE_ROOT, -1}, "%016llx",
                (unsigned long long)literal->content);
    hp_why(build, "%s", literal->row.title);
    if (literal->method.len > 0) {
        build->method = literal->method;
    }
    if (literal->target.len > 0) {
        build->target = literal->target;
    }
    for (size_t i = 0; i < literal->field_count; i++) {
        const struct hp_literal_field *field = &literal->fields[i];
        if (field->first) {
            hp_build_field_remove(build, field->name);
        }
        if (field->value.at != NULL) {
            hp_build_field_add(build, field->name, field->value);
        }
    }
    hp_build_body(build, literal->body);
    build->has_body = literal->has_body;
    build->body_truth = literal->truth;
    return true;
}
