/* Turns the contract's example into content. Must not know the plan. */
#include "harness/plan/example.h"

#include "harness/json/tree.h"

enum { EXAMPLE_ARENA_BYTES = 4 * 1024 * 1024 }; /* the default example needs 4 KiB */

static enum hp_status wrong(const struct hp_contract *contract, enum hp_role role,
                            struct hp_error *error)
{
    return hp_error_set(error, HP_ERR_USAGE,
                        "contract: '%.*s' of the request example does not fit the enum; correct "
                        "the example",
                        (int)contract->names[role].len, contract->names[role].at);
}

/* The strings of an array as slices; a missing array is an empty one. */
static enum hp_status read_list(struct hp_example *example, const struct hp_json *array,
                                const struct hp_slice **values, size_t *count,
                                struct hp_error *error)
{
    *count = hp_json_size(array);
    struct hp_slice *list = hp_arena_take(&example->arena, (*count + 1) * sizeof(*list));
    if (list == NULL) {
        return hp_error_nomem(error);
    }
    size_t i = 0;
    for (const struct hp_json *item = hp_json_first(array); item != NULL;
         item = hp_json_next(item)) {
        list[i++] = hp_json_string(item);
    }
    *values = list;
    return HP_OK;
}

static enum hp_status read_headers(struct hp_example *example, const struct hp_json *object,
                                   struct hp_error *error)
{
    size_t count = hp_json_size(object);
    struct hp_slice(*headers)[2] = hp_arena_take(&example->arena, (count + 1) * sizeof(*headers));
    if (headers == NULL) {
        return hp_error_nomem(error);
    }
    size_t i = 0;
    for (const struct hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        headers[i][0] = hp_json_name(member);
        headers[i++][1] = hp_json_string(member);
    }
    example->content.headers = (const struct hp_slice(*)[2])headers;
    example->content.header_count = count;
    return HP_OK;
}

static enum hp_status find_operations(struct hp_example *example,
                                      const struct hp_contract *contract, struct hp_error *error)
{
    for (size_t i = 0; i < example->content.operation_count; i++) {
        int index = hp_enum_find(&contract->operations, example->content.operations[i]);
        if (index < 0 || (size_t)index >= hp_combo_operation_count(contract) ||
            i >= HP_COMBO_OPERATIONS_MAX) {
            return wrong(contract, HP_ROLE_OPERATIONS, error);
        }
        example->combo.operations[example->combo.operation_count++] = (uint8_t)index;
    }
    return HP_OK;
}

static enum hp_status find_models(struct hp_example *example, const struct hp_contract *contract,
                                  struct hp_error *error)
{
    const struct hp_content *content = &example->content;
    struct hp_combo *combo = &example->combo;
    for (size_t i = 0; i < content->data_model_count; i++) {
        int index = hp_enum_find(&contract->data_models, content->data_models[i]);
        if (index < 0) {
            return wrong(contract, HP_ROLE_DATA_MODELS, error);
        }
        combo->models |= UINT64_C(1) << index;
        if (content->data_model_count <= 3) {
            combo->models_sent[combo->models_sent_count++] = (uint8_t)index;
        }
    }
    return HP_OK;
}

static enum hp_status find_combo(struct hp_example *example, const struct hp_contract *contract,
                                 struct hp_error *error)
{
    int type = hp_enum_find(&contract->types, example->content.type);
    if (type < 0) {
        return wrong(contract, HP_ROLE_TYPE, error);
    }
    example->combo.type = (uint8_t)type;
    enum hp_status status = find_operations(example, contract, error);
    return status == HP_OK ? find_models(example, contract, error) : status;
}

enum hp_status hp_example_init(struct hp_example *example, const struct hp_contract *contract,
                               struct hp_error *error)
{
    *example = (struct hp_example){0};
    hp_arena_init(&example->arena, EXAMPLE_ARENA_BYTES);
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    enum hp_status status = hp_json_parse(&example->arena, contract->example_request,
                                          &hp_json_limits_default, &scan, &root);
    if (status != HP_OK) {
        return hp_error_nomem(error);
    }
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    if (!hp_json_is(wrapper, HP_JSON_OBJECT)) {
        return hp_error_set(error, HP_ERR_USAGE, "contract: the request example has no '%.*s'",
                            (int)contract->names[HP_ROLE_WRAPPER].len,
                            contract->names[HP_ROLE_WRAPPER].at);
    }
    struct hp_content *content = &example->content;
    const struct hp_slice *names = contract->names;
    content->type = hp_json_string(hp_json_member(wrapper, names[HP_ROLE_TYPE]));
    content->name = hp_json_string(hp_json_member(wrapper, names[HP_ROLE_NAME]));
    content->url = hp_json_string(hp_json_member(wrapper, names[HP_ROLE_URL]));
    status = read_list(example, hp_json_member(wrapper, names[HP_ROLE_OPERATIONS]),
                       &content->operations, &content->operation_count, error);
    if (status == HP_OK) {
        status = read_list(example, hp_json_member(wrapper, names[HP_ROLE_DATA_MODELS]),
                           &content->data_models, &content->data_model_count, error);
    }
    if (status == HP_OK) {
        status = read_headers(example, hp_json_member(wrapper, names[HP_ROLE_HEADERS]), error);
    }
    return status == HP_OK ? find_combo(example, contract, error) : status;
}

void hp_example_deinit(struct hp_example *example)
{
    hp_arena_deinit(&example->arena);
}
