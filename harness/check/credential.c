/* The key of the run must not come back (invariant I5), in whatever words: JSON may spell a
 * character as an escape, in the reply as well as in what was sent. Must not repeat the key. */
#include "harness/check/checks.h"

enum {
    KEY_BYTES_MIN = 8, /* shorter keys ("test") occur in honest text */
    /* A larger body that echoes a key behind escapes does not occur in the catalogue. */
    BODY_BYTES_MAX = 2 * 1024 * 1024,
};

static bool holds(struct hp_slice text, struct hp_slice key)
{
    return text.len >= key.len && hp_slice_find(text, key) < text.len;
}

/* In a name or a string, below `value` too. */
static bool value_holds(const struct hp_json *value, struct hp_slice key, unsigned depth_left)
{
    if (holds(hp_json_string(value), key)) {
        return true;
    }
    const struct hp_json *child = depth_left == 0 ? NULL : hp_json_first(value);
    for (; child != NULL; child = hp_json_next(child)) {
        if (holds(hp_json_name(child), key) || value_holds(child, key, depth_left - 1)) {
            return true;
        }
    }
    return false;
}

static bool has_escapes(struct hp_slice body)
{
    return body.len > 0 && body.len <= BODY_BYTES_MAX && memchr(body.at, '\\', body.len) != NULL;
}

static bool request_body_holds(struct hp_view *view, struct hp_slice key)
{
    struct hp_slice body = view->kase->request.body;
    if (!view->kase->request.has_body || holds(body, key) || !has_escapes(body)) {
        return view->kase->request.has_body && holds(body, key);
    }
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    if (hp_json_parse(view->arena, body, NULL, &scan, &root) != HP_OK) {
        view->out_of_memory = true;
    }
    return value_holds(root, key, HP_JSON_DEPTH_MAX);
}

/* Did the request carry the key elsewhere than in its own field? Then an echo of that place tells
 * nothing. */
static bool sent_elsewhere(struct hp_view *view, struct hp_slice key)
{
    const struct hp_request *request = &view->kase->request;
    if (holds(request->target, key) || request_body_holds(view, key)) {
        return true;
    }
    for (size_t i = 0; i < request->field_count; i++) {
        const struct hp_field *field = &request->fields[i];
        if (!hp_slice_equal_ignoring_case(field->name, view->contract->key_field) &&
            holds(field->value, key)) {
            return true;
        }
    }
    return false;
}

/* The part of the reply with the key in it, or NULL. */
static const char *find_key(struct hp_view *view, struct hp_slice key)
{
    const struct hp_response *response = view->response;
    if (holds(response->body, key) || (!view->error_is_plain && has_escapes(response->body) &&
                                       value_holds(hp_view_root(view), key, HP_JSON_DEPTH_MAX))) {
        return "body";
    }
    for (size_t i = 0; i < response->field_count; i++) {
        if (holds(response->fields[i].value, key) || holds(response->fields[i].name, key)) {
            return "headers";
        }
    }
    return NULL;
}

enum hp_outcome hp_check_resp_key_absent(struct hp_view *view)
{
    struct hp_slice key = view->judge->api_key;
    if (key.len < KEY_BYTES_MIN || view->exchange->end != HP_END_RESPONSE) {
        return HP_NOT_APPLICABLE;
    }
    const char *where = find_key(view, key);
    if (where == NULL) {
        return HP_HELD;
    }
    if (sent_elsewhere(view, key)) {
        return HP_NOT_APPLICABLE;
    }
    /* The key itself is not repeated: reports are passed around. */
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_text(&actual, "the key of this run in the ");
    hp_line_text(&actual, where);
    return hp_view_break(view, where, "no key in any reply", &actual);
}
