/* The request as the checks of the echo see it, when what came back is not just what was sent
 * (same.h). Must not know what came back. */
#include "harness/check/sent.h"

/* A larger body with an echo to compare does not occur in the catalogue; a tree of it would cost
 * tens of megabytes. */
enum { SENT_BYTES_MAX = 2 * 1024 * 1024 };

static const enum hp_role echoed_roles[] = {
    HP_ROLE_OPERATIONS,  HP_ROLE_NAME, HP_ROLE_TYPE,
    HP_ROLE_DATA_MODELS, HP_ROLE_URL,  HP_ROLE_HEADERS,
};
enum { ECHOED_ROLES = sizeof(echoed_roles) / sizeof(echoed_roles[0]) };

static bool read_items(struct hp_view *view, const struct hp_json *array,
                       struct hp_sent_value *value)
{
    if (!hp_json_is(array, HP_JSON_ARRAY)) {
        return false;
    }
    struct hp_slice *items = hp_arena_take(view->arena, (hp_json_size(array) + 1) * sizeof(*items));
    if (items == NULL) {
        view->out_of_memory = true;
        return false;
    }
    for (const struct hp_json *item = hp_json_first(array); item != NULL;
         item = hp_json_next(item)) {
        if (!hp_json_is(item, HP_JSON_STRING)) {
            return false;
        }
        items[value->item_count++] = hp_json_string(item);
    }
    value->items = items;
    return true;
}

static bool read_pairs(struct hp_view *view, const struct hp_json *object,
                       struct hp_sent_value *value)
{
    if (!hp_json_is(object, HP_JSON_OBJECT)) {
        return false;
    }
    struct hp_slice(*pairs)[2] =
        hp_arena_take(view->arena, (hp_json_size(object) + 1) * sizeof(*pairs));
    if (pairs == NULL) {
        view->out_of_memory = true;
        return false;
    }
    for (const struct hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        if (!hp_json_is(member, HP_JSON_STRING)) {
            return false;
        }
        pairs[value->pair_count][0] = hp_json_name(member);
        pairs[value->pair_count++][1] = hp_json_string(member);
    }
    value->pairs = (const struct hp_slice(*)[2])pairs;
    return true;
}

static bool read_value(struct hp_view *view, enum hp_role role, const struct hp_json *member,
                       struct hp_sent_value *value)
{
    *value = (struct hp_sent_value){0};
    if (role == HP_ROLE_OPERATIONS || role == HP_ROLE_DATA_MODELS) {
        return read_items(view, member, value);
    }
    if (role == HP_ROLE_HEADERS) {
        return read_pairs(view, member, value);
    }
    value->text = hp_json_string(member);
    return hp_json_is(member, HP_JSON_STRING);
}

static void read_field(struct hp_view *view, enum hp_role role, const struct hp_json *member,
                       struct hp_sent_field *field)
{
    if (field->values == NULL) {
        field->values = hp_arena_take(view->arena, HP_SENT_VALUES_MAX * sizeof(*field->values));
        field->comparable = field->values != NULL;
        view->out_of_memory |= field->values == NULL;
    }
    if (!field->comparable) {
        return;
    }
    if (field->count == HP_SENT_VALUES_MAX) {
        field->comparable = false;
        return;
    }
    field->comparable = read_value(view, role, member, &field->values[field->count]);
    field->count++;
}

static void read_wrapper(struct hp_view *view, const struct hp_json *wrapper, struct hp_sent *sent)
{
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL;
         member = hp_json_next(member)) {
        for (size_t i = 0; i < ECHOED_ROLES; i++) {
            enum hp_role role = echoed_roles[i];
            if (hp_slice_equal(hp_json_name(member), view->contract->names[role])) {
                read_field(view, role, member, &sent->fields[role]);
                break;
            }
        }
    }
}

static void read_body(struct hp_view *view, struct hp_sent *sent)
{
    const struct hp_request *request = &view->kase->request;
    const struct hp_json *root = NULL;
    struct hp_json_scan scan;
    if (!request->has_body || request->body.len > SENT_BYTES_MAX) {
        return;
    }
    if (hp_json_parse(view->arena, request->body, &hp_json_limits_default, &scan, &root) != HP_OK) {
        view->out_of_memory = true;
        return;
    }
    if (!hp_json_is(root, HP_JSON_OBJECT)) {
        return;
    }
    for (const struct hp_json *member = hp_json_first(root); member != NULL;
         member = hp_json_next(member)) {
        if (hp_json_is(member, HP_JSON_OBJECT) &&
            hp_slice_equal(hp_json_name(member), view->contract->names[HP_ROLE_WRAPPER])) {
            read_wrapper(view, member, sent);
        }
    }
}

const struct hp_sent *hp_view_sent(struct hp_view *view)
{
    if (view->sent != NULL) {
        return view->sent;
    }
    struct hp_sent *sent = hp_arena_take(view->arena, sizeof(*sent));
    if (sent == NULL) {
        view->out_of_memory = true;
        return NULL;
    }
    *sent = (struct hp_sent){0};
    read_body(view, sent);
    view->sent = sent;
    return sent;
}
