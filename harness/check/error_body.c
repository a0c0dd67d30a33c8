/* What a refusal must look like, and what it must not tell. Must not know why it was refused. */
#include "harness/check/checks.h"
#include "harness/check/internals.h"

static bool is_refusal(const struct hp_view *view)
{
    return view->status >= 400 && view->status <= 499;
}

/* An answer to HEAD has no body (RFC 9110 9.3.2). */
static bool has_no_body_by_rule(const struct hp_view *view)
{
    return hp_slice_is(view->kase->request.method, "HEAD");
}

/* The form of an error that is an object, or NULL. */
static const struct hp_error_form *error_object(struct hp_view *view)
{
    bool none = !is_refusal(view) || has_no_body_by_rule(view) || view->response->body.len == 0;
    return none ? NULL : hp_view_error(view);
}

static bool says_json(const struct hp_view *view)
{
    const struct hp_response *response = view->response;
    for (size_t i = 0; i < response->field_count; i++) {
        const struct hp_field *field = &response->fields[i];
        if (hp_field_is_called(field, HP_SLICE("Content-Type"))) {
            /* Most say it in these very words. */
            return hp_slice_equal(field->value, HP_SLICE("application/json")) ||
                   hp_media_type_is_json(hp_media_type(field->value));
        }
    }
    return false;
}

enum hp_outcome hp_check_resp_error_json(struct hp_view *view)
{
    if (!is_refusal(view) || has_no_body_by_rule(view) ||
        hp_view_word(view, HP_SET_ERROR_BODY) == HP_ERROR_BODY_ANY) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_slice body = view->response->body;
    bool typed = says_json(view);
    if (body.len > 0 && typed &&
        (hp_view_error(view) != NULL || hp_view_root(view) != NULL || view->out_of_memory)) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    if (body.len == 0) {
        hp_line_text(&actual, "an empty body");
        return hp_view_break(view, "body", "an error in JSON", &actual);
    }
    if (!typed) {
        struct hp_slice type = hp_view_field(view, "content-type");
        if (type.at == NULL) {
            hp_line_text(&actual, "no Content-Type");
        } else {
            hp_line_shown(&actual, type, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
        }
        return hp_view_break(view, "header Content-Type",
                             "application/json, or another type that ends in +json", &actual);
    }
    char fault[HP_ERROR_BYTES];
    hp_json_scan_describe(&view->scan, fault, sizeof(fault));
    hp_line_text(&actual, view->too_many_values ? "too many values" : fault);
    hp_line_text(&actual, " in ");
    hp_line_shown(&actual, body, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    return hp_view_break(view, "body", "an error in JSON", &actual);
}

/* RFC 9457 3.1: every member is optional, but one that tells something is there, and `status`, if
 * any, repeats the status code. */
static bool is_problem(const struct hp_error_form *error, int status)
{
    char want[16];
    if (!error->title_or_detail || !error->has_status) {
        return error->title_or_detail;
    }
    (void)snprintf(want, sizeof(want), "%d", status);
    return hp_slice_is(error->status, want);
}

static const char *wanted_form(int form)
{
    switch (form) {
    case HP_ERROR_BODY_ROOTFI:
        return "error.code and error.message";
    case HP_ERROR_BODY_RFC9457:
        return "application/problem+json with title or detail of RFC 9457 and the same status";
    default:
        return "error.code and error.message, or title or detail of RFC 9457 with the same status";
    }
}

enum hp_outcome hp_check_resp_error_shape(struct hp_view *view)
{
    int form = hp_view_word(view, HP_SET_ERROR_BODY);
    const struct hp_error_form *error = error_object(view);
    if (error == NULL || form == HP_ERROR_BODY_ANY) {
        return HP_NOT_APPLICABLE;
    }
    bool code = form != HP_ERROR_BODY_RFC9457 && error->code_and_message;
    bool problem = !code && form != HP_ERROR_BODY_ROOTFI && is_problem(error, view->status);
    if (form == HP_ERROR_BODY_RFC9457) {
        problem = problem &&
                  hp_slice_equal_ignoring_case(hp_media_type(hp_view_field(view, "content-type")),
                                               HP_SLICE("application/problem+json"));
    }
    if (code || problem) {
        return HP_HELD;
    }
    struct hp_line actual;
    struct hp_line expected;
    hp_line_init(&actual);
    hp_line_init(&expected);
    hp_line_shown(&actual, view->response->body, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    hp_line_text(&expected, wanted_form(form));
    /* Which form it is to be is open until a setting decides it. */
    return hp_view_broken_at(view, form == HP_ERROR_BODY_JSON ? view->check->level : HP_SHOULD,
                             HP_SLICE("body"), &expected, &actual);
}

/* The last segment of a pointer that is a name and no index: "operations" of
 * "/webhook/operations/0". Names with `~` do not occur in a body that the plan writes. */
static struct hp_slice last_name(struct hp_slice pointer)
{
    while (pointer.len > 0) {
        const char *slash = memrchr(pointer.at, '/', pointer.len);
        if (slash == NULL) {
            break;
        }
        size_t start = (size_t)(slash - pointer.at) + 1;
        struct hp_slice segment = {pointer.at + start, pointer.len - start};
        size_t digits = 0;
        while (digits < segment.len && segment.at[digits] >= '0' && segment.at[digits] <= '9') {
            digits++;
        }
        if (digits == 0 || digits < segment.len) {
            return segment;
        }
        pointer.len = start - 1;
    }
    return (struct hp_slice){NULL, 0};
}

/* Text that a receiver may refuse before it looks at any field (RFC 8259 8.1, 8.2, 9). */
static bool is_refused_as_text(const struct hp_view *view)
{
    struct hp_json_scan scan;
    return !hp_json_scan(view->kase->request.body, &hp_json_limits_default, &scan) ||
           (scan.traits & (HP_JSON_BOM | HP_JSON_NUL | HP_JSON_LONE_SURROGATE)) != 0;
}

enum hp_outcome hp_check_resp_error_names_field(struct hp_view *view)
{
    if ((view->status != 400 && view->status != 422) || view->kase->body_truth != HP_BODY_BREAKS ||
        error_object(view) == NULL) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_slice where = view->kase->where;
    struct hp_slice name =
        where.len > 0 && where.at[0] == '/' ? last_name(where) : (struct hp_slice){NULL, 0};
    if (name.len == 0) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_slice body = view->response->body;
    if (hp_slice_find(body, name) < body.len) {
        return HP_HELD;
    }
    if (is_refused_as_text(view)) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_text(&expected, "the name of the field, ");
    hp_line_shown(&expected, name, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    hp_line_shown(&actual, body, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    return hp_view_broken(view, HP_SLICE("body"), &expected, &actual);
}

enum hp_outcome hp_check_resp_error_no_internals(struct hp_view *view)
{
    if (view->status < 400) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_internal found;
    if (!hp_internals_find(view->response->body, &view->kase->request, &found)) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_text(&actual, found.what);
    hp_line_text(&actual, ": ");
    hp_line_shown(&actual, found.excerpt, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    return hp_view_break(view, "body", "an error that shows nothing of the inside", &actual);
}
