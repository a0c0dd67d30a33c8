/* What a response that creates must look like as a whole: status, media type, JSON, root. Must not
 * know the single fields; those are in response_fields.c. */
#include "harness/check/checks.h"
#include "harness/check/sorted.h"
#include "harness/json/pointer.h"

enum hp_outcome hp_check_resp_status_200(struct hp_view *view)
{
    if (!view->accepts || view->status < 200 || view->status > 299) {
        return HP_NOT_APPLICABLE;
    }
    if (hp_view_is_success(view)) {
        return HP_HELD;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_view_describe_success(view, &expected);
    hp_line_reply(&actual, view->exchange, hp_view_id(view));
    return hp_view_broken(view, HP_SLICE("status"), &expected, &actual);
}

enum hp_outcome hp_check_resp_media_type(struct hp_view *view)
{
    if (!view->creates) {
        return HP_NOT_APPLICABLE;
    }
    const struct hp_response *response = view->response;
    const struct hp_field *only =
        hp_field_only(response->fields, response->field_count, HP_SLICE("content-type"));
    struct hp_slice want = view->contract->media_type;
    if (only != NULL && (hp_slice_equal(only->value, want) ||
                         hp_slice_equal_ignoring_case(hp_media_type(only->value), want))) {
        return HP_HELD;
    }
    size_t fields =
        hp_field_count(response->fields, response->field_count, HP_SLICE("content-type"));
    struct hp_slice value = hp_view_field(view, "content-type");
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_shown(&expected, want, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    if (fields == 0) {
        hp_line_text(&actual, "no Content-Type");
    } else if (fields > 1) {
        hp_line_printf(&actual, "%zu Content-Type fields", fields);
    } else {
        hp_line_shown(&actual, value, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    }
    return hp_view_broken(view, HP_SLICE("header Content-Type"), &expected, &actual);
}

/* Too many values to make a tree of, but JSON, and no more than the request can have held (a value
 * and its comma take two bytes): what is wrong, if anything, is that such a request was taken. */
static bool is_large_echo(const struct hp_view *view)
{
    return view->too_many_values && view->scan.values <= view->kase->request.body.len / 2;
}

enum hp_outcome hp_check_resp_json_wellformed(struct hp_view *view)
{
    if (!view->creates) {
        return HP_NOT_APPLICABLE;
    }
    bool parsed = hp_view_root(view) != NULL;
    if (view->out_of_memory) {
        return HP_NOT_APPLICABLE;
    }
    if (is_large_echo(view)) {
        return HP_HELD;
    }
    if (hp_view_is_cut(view)) {
        return HP_NOT_APPLICABLE; /* the finding of resp-http-framing */
    }
    bool mark = parsed && (view->scan.traits & HP_JSON_BOM) != 0;
    if (parsed && !mark) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    struct hp_slice body = view->response->body;
    if (mark) {
        hp_line_text(&actual, "a byte order mark before it");
    } else if (view->too_many_values) {
        hp_line_printf(&actual, "%zu JSON values, too many to be a webhook", view->scan.values);
    } else if (body.len == 0) {
        hp_line_text(&actual, "an empty body");
    } else {
        char fault[HP_ERROR_BYTES];
        hp_json_scan_describe(&view->scan, fault, sizeof(fault));
        hp_line_text(&actual, fault);
        hp_line_text(&actual, " in ");
        hp_line_shown(&actual, body, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    }
    return hp_view_break(view, "body", "one JSON text in UTF-8 and nothing else", &actual);
}

/* Finds an object that names a member twice, depth first. `pointer` then names the object. */
static bool find_duplicate(struct hp_view *view, const struct hp_json *value,
                           struct hp_pointer *pointer, unsigned depth_left, struct hp_slice *name)
{
    if (hp_json_is(value, HP_JSON_OBJECT)) {
        size_t count = 0;
        struct hp_slice *names = hp_sorted_names(view->arena, value, &count);
        view->out_of_memory |= names == NULL;
        for (size_t i = 1; names != NULL && i < count; i++) {
            if (hp_slice_equal(names[i - 1], names[i])) {
                *name = names[i];
                return true;
            }
        }
    }
    size_t index = 0;
    for (const struct hp_json *child = depth_left == 0 ? NULL : hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        size_t length = hp_json_is(value, HP_JSON_OBJECT)
                            ? hp_pointer_push_name(pointer, hp_json_name(child))
                            : hp_pointer_push_index(pointer, index++);
        if (find_duplicate(view, child, pointer, depth_left - 1, name)) {
            return true;
        }
        hp_pointer_pop(pointer, length);
    }
    return false;
}

enum hp_outcome hp_check_resp_json_unique_members(struct hp_view *view)
{
    if (!view->creates || hp_view_root(view) == NULL) {
        return HP_NOT_APPLICABLE;
    }
    if ((view->scan.traits & HP_JSON_DUPLICATE) == 0) {
        return HP_HELD;
    }
    struct hp_pointer pointer;
    struct hp_slice name = {0};
    struct hp_line actual;
    hp_pointer_init(&pointer);
    hp_line_init(&actual);
    (void)find_duplicate(view, view->root, &pointer, HP_JSON_DEPTH_MAX, &name);
    hp_line_text(&actual, "several members called ");
    hp_line_string(&actual, name);
    struct hp_line expected;
    hp_line_init(&expected);
    hp_line_text(&expected, "every member name once");
    return hp_view_broken(view, (struct hp_slice){pointer.text, pointer.length}, &expected,
                          &actual);
}

/* Where the setting response.envelope has them. */
static const char *place_of_fields(const struct hp_view *view)
{
    switch (hp_view_word(view, HP_SET_RESPONSE_ENVELOPE)) {
    case HP_ENVELOPE_DATA:
        return "an object with the documented fields under \"/data\"";
    case HP_ENVELOPE_DATA_DATA:
        return "an object with the documented fields under \"/data/data\"";
    case HP_ENVELOPE_NONE_OR_DATA:
        return "an object with the documented fields at its top level or under \"/data\"";
    default:
        return "an object with the documented fields at its top level";
    }
}

enum hp_outcome hp_check_resp_root_flat_object(struct hp_view *view)
{
    if (!view->creates || hp_view_root(view) == NULL) {
        return HP_NOT_APPLICABLE;
    }
    const struct hp_json *record = hp_view_record(view);
    struct hp_line actual;
    hp_line_init(&actual);
    if (record == NULL) {
        if (view->envelope.len > 0) {
            hp_line_text(&actual, "the fields are under ");
            hp_line_shown(&actual, view->envelope, HP_VISIBLE_STRING, HP_SHOWN_BYTES);
        } else if (hp_view_word(view, HP_SET_RESPONSE_ENVELOPE) != HP_ENVELOPE_NONE &&
                   hp_json_is(view->root, HP_JSON_OBJECT)) {
            hp_line_text(&actual, "no object there");
        } else {
            hp_line_value(&actual, view->root);
        }
        return hp_view_break(view, "", place_of_fields(view), &actual);
    }
    for (size_t i = 0; i < view->flaw_count; i++) {
        const struct hp_flaw *flaw = &view->flaws[i];
        if (flaw->role != HP_ROLE_ROOT || strcmp(flaw->violation->keyword, "required") == 0) {
            continue;
        }
        /* A rule of a contract of the user's own, about the object or a member without a role. */
        hp_line_text(&actual, flaw->violation->pointer);
        hp_line_text(&actual, flaw->violation->pointer[0] == '\0' ? "" : ": ");
        hp_line_shown(&actual, hp_slice_of(flaw->violation->message), HP_VISIBLE_BYTES,
                      HP_LINE_BYTES);
        struct hp_line expected;
        hp_line_init(&expected);
        hp_line_text(&expected, "what the response schema says");
        return hp_view_broken(view, hp_view_place(view, hp_slice_of(flaw->violation->pointer)),
                              &expected, &actual);
    }
    return HP_HELD;
}

/* Does the schema miss something that must be there? The fields that are absent are named by role;
 * a contract may also require members that have none. */
static bool misses_required(const struct hp_view *view)
{
    for (size_t i = 0; i < view->flaw_count; i++) {
        if (view->flaws[i].role == HP_ROLE_ROOT &&
            strcmp(view->flaws[i].violation->keyword, "required") == 0) {
            return true;
        }
    }
    return false;
}

static bool is_null_flaw(const struct hp_view *view, enum hp_role role)
{
    return hp_json_is(view->members[role], HP_JSON_NULL) && hp_view_flawed(view, role);
}

enum hp_outcome hp_check_resp_required_fields(struct hp_view *view)
{
    if (hp_view_record(view) == NULL) {
        return HP_NOT_APPLICABLE;
    }
    if (view->flaw_count == 0) {
        return HP_HELD;
    }
    bool missing = misses_required(view);
    struct hp_line actual;
    hp_line_init(&actual);
    enum hp_role first = HP_ROLE_ROOT;
    for (size_t i = 0; i < HP_RESPONSE_ROLES; i++) {
        enum hp_role role = hp_response_roles[i];
        struct hp_slice name = view->contract->names[role];
        bool absent = missing && name.len > 0 && view->members[role] == NULL;
        if (!absent && !is_null_flaw(view, role)) {
            continue;
        }
        hp_line_text(&actual, first == HP_ROLE_ROOT ? "" : ", ");
        hp_line_shown(&actual, name, HP_VISIBLE_STRING, HP_SHOWN_BYTES);
        hp_line_text(&actual, absent ? " is missing" : " is null");
        first = first == HP_ROLE_ROOT ? role : first;
    }
    struct hp_line expected;
    hp_line_init(&expected);
    hp_line_text(&expected, "every required field, and none of them null");
    if (first != HP_ROLE_ROOT) {
        return hp_view_broken(view, hp_view_pointer(view, first), &expected, &actual);
    }
    if (missing) {
        hp_line_text(&actual, "a member that the contract requires is missing");
        return hp_view_broken(view, HP_SLICE(""), &expected, &actual);
    }
    return HP_HELD;
}

/* Is this name one of the example's, although it has no role? Asked only about names that stood
 * out. */
static bool in_example(const struct hp_json *example, struct hp_slice name)
{
    return hp_json_member(example, name) != NULL;
}

enum hp_outcome hp_check_resp_no_extra_members(struct hp_view *view)
{
    const struct hp_json *record = hp_view_record(view);
    if (record == NULL) {
        return HP_NOT_APPLICABLE;
    }
    if (!view->has_strangers) {
        return HP_HELD;
    }
    enum { NAMED_MAX = 4 };
    const struct hp_json *example = NULL;
    struct hp_json_scan scan;
    struct hp_line actual;
    hp_line_init(&actual);
    size_t extra = 0;
    for (const struct hp_json *member = hp_json_first(record); member != NULL;
         member = hp_json_next(member)) {
        struct hp_slice name = hp_json_name(member);
        if (hp_view_role(view, name) != HP_ROLE_ROOT) {
            continue;
        }
        if (example == NULL && hp_json_parse(view->arena, view->contract->example_response,
                                             &hp_json_limits_default, &scan, &example) != HP_OK) {
            view->out_of_memory = true;
            return HP_NOT_APPLICABLE;
        }
        if (!in_example(example, name) && extra++ < NAMED_MAX) {
            hp_line_text(&actual, extra == 1 ? "" : ", ");
            hp_line_string(&actual, name);
        }
    }
    if (extra == 0) {
        return HP_HELD;
    }
    if (extra > NAMED_MAX) {
        hp_line_printf(&actual, " and %zu more", extra - NAMED_MAX);
    }
    struct hp_line expected;
    hp_line_init(&expected);
    hp_line_text(&expected, "the documented members only");
    bool forbidden = hp_view_word(view, HP_SET_RESPONSE_EXTRA) != 0;
    return hp_view_broken_at(view, forbidden ? HP_SHOULD : view->check->level,
                             hp_view_place(view, HP_SLICE("")), &expected, &actual);
}
