/* What comes back must be what was sent (R50 to R52). Must not judge the type of a field: a field
 * that the schema refuses is another check's finding and is left alone here. */
#include "harness/check/checks.h"
#include "harness/check/echo_headers.h"
#include "harness/check/echo_value.h"
#include "harness/check/sent.h"
#include "harness/check/url_equal.h"

/* The values of a field to compare with, or NULL when there is nothing to compare. */
static const struct hp_sent_field *comparable(struct hp_view *view, enum hp_role role)
{
    if (!view->creates || !view->accepts || view->kase->echo == HP_ECHO_NONE ||
        hp_view_record(view) == NULL || !hp_view_has(view, role) || hp_view_flawed(view, role)) {
        return NULL;
    }
    const struct hp_sent *sent = hp_view_sent(view);
    if (sent == NULL || !sent->fields[role].comparable) {
        return NULL;
    }
    return &sent->fields[role];
}

static enum hp_outcome report(struct hp_view *view, enum hp_role role, struct hp_line *expected,
                              const struct hp_line *actual)
{
    if (view->kase->echo == HP_ECHO_TRIMMED) {
        hp_line_text(expected, ", blanks at its ends aside");
    } else if (view->kase->echo == HP_ECHO_CLEAN) {
        hp_line_text(expected, ", free of CR, LF and NUL");
    }
    return hp_view_broken(view, hp_view_pointer(view, role), expected, actual);
}

/* --- name, type, url --- */

static bool scalar_matches(struct hp_view *view, enum hp_role role, struct hp_slice sent,
                           struct hp_slice back)
{
    if (hp_echo_matches(view->kase->echo, sent, back)) {
        return true;
    }
    return role == HP_ROLE_URL && view->kase->echo != HP_ECHO_CLEAN &&
           hp_url_equal(sent, back, view->arena, &view->out_of_memory);
}

static enum hp_outcome judge_scalar(struct hp_view *view, enum hp_role role)
{
    const struct hp_sent_field *field = comparable(view, role);
    if (field == NULL || !hp_json_is(view->members[role], HP_JSON_STRING)) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_slice back = hp_json_string(view->members[role]);
    for (size_t i = 0; i < field->count; i++) {
        if (scalar_matches(view, role, field->values[i].text, back)) {
            return HP_HELD;
        }
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    for (size_t i = 0; i < field->count; i++) {
        hp_line_text(&expected, i == 0 ? "" : " or ");
        hp_line_string(&expected, field->values[i].text);
    }
    hp_line_string(&actual, back);
    hp_echo_describe_difference(&actual, field->values[0].text, back);
    return report(view, role, &expected, &actual);
}

static enum hp_outcome worse(enum hp_outcome a, enum hp_outcome b)
{
    return a > b ? a : b;
}

enum hp_outcome hp_check_resp_echo_scalars(struct hp_view *view)
{
    enum hp_outcome outcome = judge_scalar(view, HP_ROLE_NAME);
    outcome = worse(outcome, judge_scalar(view, HP_ROLE_TYPE));
    return worse(outcome, judge_scalar(view, HP_ROLE_URL));
}

/* --- operations, data_models --- */

static bool read_back(struct hp_view *view, enum hp_role role, struct hp_slice **items,
                      size_t *count)
{
    const struct hp_json *array = view->members[role];
    if (!hp_json_is(array, HP_JSON_ARRAY)) {
        return false;
    }
    *items = hp_arena_take(view->arena, (hp_json_size(array) + 1) * sizeof(**items));
    if (*items == NULL) {
        view->out_of_memory = true;
        return false;
    }
    *count = 0;
    for (const struct hp_json *item = hp_json_first(array); item != NULL;
         item = hp_json_next(item)) {
        (*items)[(*count)++] = hp_json_string(item);
    }
    return true;
}

static void list_items(struct hp_line *line, const struct hp_slice *items, size_t count)
{
    enum { LISTED_MAX = 6 };
    hp_line_text(line, "[");
    for (size_t i = 0; i < count && i < LISTED_MAX; i++) {
        hp_line_text(line, i == 0 ? "" : ", ");
        hp_line_shown(line, items[i], HP_VISIBLE_STRING, HP_SHOWN_BYTES / 2);
    }
    if (count > LISTED_MAX) {
        hp_line_printf(line, ", and %zu more", count - LISTED_MAX);
    }
    hp_line_text(line, "]");
}

static enum hp_outcome judge_array(struct hp_view *view, enum hp_role role)
{
    const struct hp_sent_field *field = comparable(view, role);
    struct hp_slice *back = NULL;
    size_t back_count = 0;
    if (field == NULL || !read_back(view, role, &back, &back_count)) {
        return HP_NOT_APPLICABLE;
    }
    bool ordered = view->settings->array_order_strict;
    for (size_t i = 0; i < field->count; i++) {
        const struct hp_sent_value *sent = &field->values[i];
        if (hp_echo_lists_equal(sent->items, sent->item_count, back, back_count) ||
            (!ordered && hp_echo_sets_equal(sent->items, sent->item_count, back, back_count,
                                            view->arena, &view->out_of_memory))) {
            return HP_HELD;
        }
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    list_items(&expected, field->values[0].items, field->values[0].item_count);
    hp_line_text(&expected, ordered ? " in this order" : " in any order");
    list_items(&actual, back, back_count);
    hp_echo_describe_items(&actual, field->values[0].items, field->values[0].item_count, back,
                           back_count);
    return report(view, role, &expected, &actual);
}

enum hp_outcome hp_check_resp_echo_arrays(struct hp_view *view)
{
    return worse(judge_array(view, HP_ROLE_OPERATIONS), judge_array(view, HP_ROLE_DATA_MODELS));
}

/* Only where the sets are equal and nothing was left out or repeated is there an order to keep. */
static enum hp_outcome judge_order(struct hp_view *view, enum hp_role role)
{
    const struct hp_sent_field *field = comparable(view, role);
    struct hp_slice *back = NULL;
    size_t count = 0;
    if (field == NULL || field->count != 1 || field->values[0].item_count < 2 ||
        view->settings->array_order_strict || !read_back(view, role, &back, &count)) {
        return HP_NOT_APPLICABLE;
    }
    const struct hp_sent_value *sent = &field->values[0];
    if (hp_echo_lists_equal(sent->items, sent->item_count, back, count)) {
        return HP_HELD;
    }
    if (count != sent->item_count ||
        !hp_echo_sets_equal(sent->items, count, back, count, view->arena, &view->out_of_memory)) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    list_items(&expected, sent->items, count);
    list_items(&actual, back, count);
    return hp_view_broken(view, hp_view_pointer(view, role), &expected, &actual);
}

enum hp_outcome hp_check_array_echo_order(struct hp_view *view)
{
    return worse(judge_order(view, HP_ROLE_OPERATIONS), judge_order(view, HP_ROLE_DATA_MODELS));
}

/* --- headers --- */

/* Another type of value is the finding of resp-headers-values. */
static bool all_strings(const struct hp_json *object)
{
    for (const struct hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        if (!hp_json_is(member, HP_JSON_STRING)) {
            return false;
        }
    }
    return hp_json_is(object, HP_JSON_OBJECT);
}

enum hp_outcome hp_check_resp_echo_headers(struct hp_view *view)
{
    const struct hp_sent_field *field = comparable(view, HP_ROLE_HEADERS);
    const struct hp_json *object = view->members[HP_ROLE_HEADERS];
    if (field == NULL || !all_strings(object)) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_line expected;
    struct hp_line actual;
    for (size_t i = field->count; i > 0; i--) {
        /* The first value sent is compared last, so that its difference is the one reported. */
        const struct hp_sent_value *sent = &field->values[i - 1];
        hp_line_init(&expected);
        hp_line_init(&actual);
        struct hp_header_difference difference = {0};
        if (hp_echo_headers_equal(view->kase->echo, sent, object, view->arena, &difference)) {
            return HP_HELD;
        }
        view->out_of_memory |= difference.out_of_memory;
        hp_header_difference_describe(&difference, &expected, &actual);
    }
    return report(view, HP_ROLE_HEADERS, &expected, &actual);
}
