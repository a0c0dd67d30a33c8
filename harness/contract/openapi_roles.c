/* Finds members by `x-hookproof-role` and reads their enums.
 *
 * The roles are looked for where a body has them: the wrapper in the root of the request, the
 * others in the wrapper, and all in the root of the response. */
#include "harness/contract/openapi.h"

#include "harness/base/buf.h"
#include "harness/contract/describe.h"
#include "harness/json/encode.h"

static const struct hp_slice role_keyword = HP_SLICE_INIT("x-hookproof-role");

/* The property schemas of one object, by role. */
struct found {
    struct hp_slice names[HP_ROLE_COUNT];
    struct hp_part parts[HP_ROLE_COUNT]; /* references followed */
};

static enum hp_role role_of(struct hp_slice word)
{
    enum hp_role role = HP_ROLE_WRAPPER;
    while (role < HP_ROLE_COUNT && !hp_slice_is(word, hp_role_word(role))) {
        role++;
    }
    return role;
}

static enum hp_status add_role(struct hp_loading *loading, struct hp_part properties,
                               const struct hp_json *property, struct found *found)
{
    const struct hp_json *word = hp_json_member(property, role_keyword);
    if (word == NULL) {
        return HP_OK;
    }
    struct hp_part part;
    struct hp_slice name = hp_json_name(property);
    enum hp_status status = hp_part_child(loading, properties, name, &part);
    if (status != HP_OK) {
        return status;
    }
    enum hp_role role = role_of(hp_json_string(word));
    if (role == HP_ROLE_COUNT) {
        char have[HP_DESCRIPTION_BYTES];
        hp_describe(word, have);
        return hp_loading_refuse(loading, part.pointer, "the role %s is unknown", have);
    }
    if (found->parts[role].value != NULL) {
        return hp_loading_refuse(loading, part.pointer, "a second member has the role \"%s\"",
                                 hp_role_word(role));
    }
    found->names[role] = name;
    found->parts[role] = part;
    return HP_OK;
}

static enum hp_status collect(struct hp_loading *loading, struct hp_part schema,
                              struct found *found)
{
    *found = (struct found){0};
    struct hp_part properties;
    enum hp_status status = hp_part_child(loading, schema, HP_SLICE("properties"), &properties);
    for (const struct hp_json *property = hp_json_first(properties.value);
         property != NULL && status == HP_OK; property = hp_json_next(property)) {
        status = add_role(loading, properties, property, found);
    }
    return status;
}

static enum hp_status want_roles(struct hp_loading *loading, struct hp_part schema,
                                 const struct found *found, enum hp_role first, enum hp_role last)
{
    for (enum hp_role role = first; role <= last; role++) {
        if (found->parts[role].value == NULL) {
            return hp_loading_refuse(loading, schema.pointer,
                                     "no property has \"x-hookproof-role\": \"%s\"",
                                     hp_role_word(role));
        }
    }
    return HP_OK;
}

static enum hp_status read_enum(struct hp_loading *loading, struct hp_part schema,
                                struct hp_enum *set)
{
    struct hp_part values;
    enum hp_status status = hp_part_want(loading, schema, HP_SLICE("enum"), HP_JSON_ARRAY, &values);
    if (status != HP_OK) {
        return status;
    }
    size_t count = hp_json_size(values.value);
    if (count == 0 || count > HP_ENUM_VALUES_MAX) {
        return hp_loading_refuse(loading, values.pointer, "want 1 to %d values, have %zu",
                                 HP_ENUM_VALUES_MAX, count);
    }
    if (!hp_name_map_init(&set->names, &loading->loaded->arena, count)) {
        return hp_error_nomem(loading->error);
    }
    for (const struct hp_json *value = hp_json_first(values.value); value != NULL;
         value = hp_json_next(value)) {
        if (!hp_json_is(value, HP_JSON_STRING) || hp_enum_find(set, hp_json_string(value)) >= 0) {
            char have[HP_DESCRIPTION_BYTES];
            hp_describe(value, have);
            return hp_loading_refuse(loading, values.pointer,
                                     "want strings that all differ, have %s", have);
        }
        set->values[set->count++] = hp_json_string(value);
        (void)hp_name_map_add(&set->names, hp_json_string(value));
    }
    return HP_OK;
}

static enum hp_status read_item_enum(struct hp_loading *loading, struct hp_part array,
                                     struct hp_enum *set)
{
    struct hp_part items;
    enum hp_status status = hp_part_want(loading, array, HP_SLICE("items"), HP_JSON_OBJECT, &items);
    return status == HP_OK ? read_enum(loading, items, set) : status;
}

static enum hp_status read_enums(struct hp_loading *loading, const struct found *found)
{
    struct hp_contract *contract = &loading->loaded->contract;
    enum hp_status status = read_enum(loading, found->parts[HP_ROLE_TYPE], &contract->types);
    if (status == HP_OK) {
        status = read_item_enum(loading, found->parts[HP_ROLE_OPERATIONS], &contract->operations);
    }
    if (status == HP_OK) {
        status = read_item_enum(loading, found->parts[HP_ROLE_DATA_MODELS], &contract->data_models);
    }
    return status;
}

static enum hp_status read_request(struct hp_loading *loading)
{
    struct hp_contract *contract = &loading->loaded->contract;
    struct hp_part root;
    struct found outer;
    struct found inner;
    enum hp_status status = hp_part_child(loading, loading->request, HP_SLICE("schema"), &root);
    if (status == HP_OK) {
        status = collect(loading, root, &outer);
    }
    if (status == HP_OK) {
        status = want_roles(loading, root, &outer, HP_ROLE_WRAPPER, HP_ROLE_WRAPPER);
    }
    if (status != HP_OK) {
        return status;
    }
    struct hp_part wrapper = outer.parts[HP_ROLE_WRAPPER];
    status = collect(loading, wrapper, &inner);
    if (status == HP_OK) {
        status = want_roles(loading, wrapper, &inner, HP_ROLE_OPERATIONS, HP_ROLE_HEADERS);
    }
    if (status != HP_OK) {
        return status;
    }
    memcpy(contract->names, inner.names, sizeof(contract->names));
    contract->names[HP_ROLE_WRAPPER] = outer.names[HP_ROLE_WRAPPER];
    return read_enums(loading, &inner);
}

static enum hp_status read_response(struct hp_loading *loading)
{
    struct hp_contract *contract = &loading->loaded->contract;
    struct hp_part root;
    struct found found;
    enum hp_status status = hp_part_child(loading, loading->response, HP_SLICE("schema"), &root);
    if (status == HP_OK) {
        status = collect(loading, root, &found);
    }
    if (status == HP_OK) {
        status = want_roles(loading, root, &found, HP_ROLE_OPERATIONS, HP_ROLE_CREATED_AT);
    }
    if (status != HP_OK) {
        return status;
    }
    for (enum hp_role role = HP_ROLE_OPERATIONS; role <= HP_ROLE_HEADERS; role++) {
        if (!hp_slice_equal(found.names[role], contract->names[role])) {
            return hp_loading_refuse(loading, root.pointer,
                                     "the member with role \"%s\" has another name than in the "
                                     "request",
                                     hp_role_word(role));
        }
    }
    contract->names[HP_ROLE_ID] = found.names[HP_ROLE_ID];
    contract->names[HP_ROLE_CREATED_AT] = found.names[HP_ROLE_CREATED_AT];
    return HP_OK;
}

/* The members of the example's wrapper, by role and in its order. */
static enum hp_status read_order(struct hp_loading *loading)
{
    struct hp_contract *contract = &loading->loaded->contract;
    const struct hp_json *wrapper =
        hp_json_member(loading->request_example, contract->names[HP_ROLE_WRAPPER]);
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL;
         member = hp_json_next(member)) {
        for (enum hp_role role = HP_ROLE_OPERATIONS; role <= HP_ROLE_HEADERS; role++) {
            if (hp_slice_equal(hp_json_name(member), contract->names[role])) {
                contract->request_order[contract->request_order_count++] = role;
            }
        }
    }
    static const enum hp_role shown[] = {HP_ROLE_NAME, HP_ROLE_TYPE, HP_ROLE_URL};
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
        const struct hp_json *value = hp_json_member(wrapper, contract->names[shown[i]]);
        if (!hp_json_is(value, HP_JSON_STRING)) {
            return hp_loading_refuse(loading, loading->request.pointer,
                                     "the example has no string with the role \"%s\"",
                                     hp_role_word(shown[i]));
        }
    }
    contract->example_name = hp_json_string(hp_json_member(wrapper, contract->names[HP_ROLE_NAME]));
    contract->example_url = hp_json_string(hp_json_member(wrapper, contract->names[HP_ROLE_URL]));
    return HP_OK;
}

/* Every document and every answer has them, so they are encoded once. */
static enum hp_status encode_names(struct hp_loading *loading)
{
    struct hp_contract *contract = &loading->loaded->contract;
    struct hp_buf text;
    hp_buf_init(&text, HP_CONTRACT_BYTES_MAX);
    bool refused = false;
    for (int role = 0; role < HP_ROLE_COUNT; role++) {
        contract->keys[role] = hp_name_key(contract->names[role]);
        hp_buf_clear(&text);
        hp_json_encode_name(&text, contract->names[role]);
        contract->heads[role] = hp_arena_copy(&loading->loaded->arena, hp_buf_view(&text));
        refused = refused || text.failed || contract->heads[role].at == NULL;
    }
    hp_buf_deinit(&text);
    return refused ? hp_loading_nomem(loading) : HP_OK;
}

enum hp_status hp_openapi_roles(struct hp_loading *loading)
{
    enum hp_status status = read_request(loading);
    if (status == HP_OK) {
        status = read_response(loading);
    }
    if (status == HP_OK) {
        status = read_order(loading);
    }
    return status == HP_OK ? encode_names(loading) : status;
}
