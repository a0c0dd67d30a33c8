/* From a tree to the content of a document. Must not judge: the caller has asked the schema. */
#include "fuzz/request_content.h"

#include "fuzz/fuzz.h"

static const struct hp_json *member(const struct hp_json *object, enum hp_role role)
{
    return hp_json_member(object, hp_fuzz_contract()->names[role]);
}

static void *room(struct hp_arena *arena, size_t bytes)
{
    void *memory = hp_arena_take(arena, bytes == 0 ? 1 : bytes);
    HP_FUZZ_HOLDS(memory != NULL, "content-memory");
    return memory;
}

static const struct hp_slice *items(const struct hp_json *array, struct hp_arena *arena)
{
    struct hp_slice *out = room(arena, hp_json_size(array) * sizeof(*out));
    size_t i = 0;
    for (const struct hp_json *item = hp_json_first(array); item != NULL;
         item = hp_json_next(item)) {
        out[i++] = hp_json_string(item);
    }
    return out;
}

static const struct hp_slice (*pairs(const struct hp_json *object, struct hp_arena *arena))[2]
{
    struct hp_slice(*out)[2] = room(arena, hp_json_size(object) * sizeof(*out));
    size_t i = 0;
    for (const struct hp_json *at = hp_json_first(object); at != NULL; at = hp_json_next(at)) {
        out[i][0] = hp_json_name(at);
        out[i++][1] = hp_json_string(at);
    }
    return (const struct hp_slice(*)[2])out;
}

bool hp_fuzz_content(const struct hp_json *root, struct hp_arena *arena, struct hp_content *out)
{
    const struct hp_contract *contract = hp_fuzz_contract();
    const struct hp_json *wrapper = member(root, HP_ROLE_WRAPPER);
    if (hp_json_size(root) != 1 || hp_json_size(wrapper) != contract->request_order_count) {
        return false;
    }
    for (size_t i = 0; i < contract->request_order_count; i++) {
        if (member(wrapper, contract->request_order[i]) == NULL) {
            return false;
        }
    }
    const struct hp_json *operations = member(wrapper, HP_ROLE_OPERATIONS);
    const struct hp_json *data_models = member(wrapper, HP_ROLE_DATA_MODELS);
    const struct hp_json *headers = member(wrapper, HP_ROLE_HEADERS);
    *out = (struct hp_content){
        .type = hp_json_string(member(wrapper, HP_ROLE_TYPE)),
        .operations = items(operations, arena),
        .operation_count = hp_json_size(operations),
        .data_models = items(data_models, arena),
        .data_model_count = hp_json_size(data_models),
        .name = hp_json_string(member(wrapper, HP_ROLE_NAME)),
        .url = hp_json_string(member(wrapper, HP_ROLE_URL)),
        .headers = pairs(headers, arena),
        .header_count = hp_json_size(headers),
    };
    return true;
}
