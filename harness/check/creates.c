/* What several creates together show, and what a client must not be able to set. Must not send
 * anything: it looks at the replies that the run gets anyway. */
#include "harness/check/checks.h"
#include "harness/check/memory.h"
#include "harness/check/sent.h"
#include "harness/contract/format.h"

static struct hp_history *history_of(const struct hp_view *view)
{
    return view->judge->memory == NULL ? NULL : hp_memory_history(view->judge->memory);
}

static bool is_refused(const struct hp_view *view)
{
    return view->status >= 400 && view->status <= 499;
}

/* --- state-id-unpredictable --- */

enum hp_outcome hp_check_state_id_unpredictable(struct hp_view *view)
{
    struct hp_history *history = history_of(view);
    struct hp_slice id = hp_view_row_asks(view) ? hp_view_id(view) : (struct hp_slice){NULL, 0};
    if (history == NULL || id.len == 0) {
        return HP_NOT_APPLICABLE;
    }
    char near[HP_HISTORY_ID_BYTES + 1];
    if (!hp_history_near_id(history, id, near)) {
        return HP_HELD;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_text(&expected, "an id that tells nothing of another");
    hp_line_string(&actual, id);
    hp_line_text(&actual, " close to ");
    hp_line_string(&actual, hp_slice_of(near));
    return hp_view_broken(view, hp_view_pointer(view, HP_ROLE_ID), &expected, &actual);
}

/* --- state-created-at-order --- */

/* Every create is remembered; only the row's own are judged. */
enum hp_outcome hp_check_state_created_at_order(struct hp_view *view)
{
    struct hp_history *history = history_of(view);
    const struct hp_exchange *exchange = view->exchange;
    if (history == NULL || !hp_view_created_at(view)) {
        return HP_NOT_APPLICABLE;
    }
    int64_t created_ms = view->created_ms;
    bool asked = hp_view_row_asks(view);
    int64_t latest_ms = INT64_MIN;
    hp_history_time(history, exchange->sent_unix_ms, exchange->received_unix_ms, created_ms,
                    asked ? &latest_ms : NULL);
    if (!asked) {
        return HP_NOT_APPLICABLE;
    }
    if (created_ms >= latest_ms) {
        return HP_HELD;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_text(&expected, "a time not before that of a create that was over by then");
    hp_line_string(&actual, hp_json_string(view->members[HP_ROLE_CREATED_AT]));
    hp_line_printf(&actual, ", %lld ms before it", (long long)(latest_ms - created_ms));
    return hp_view_broken(view, hp_view_pointer(view, HP_ROLE_CREATED_AT), &expected, &actual);
}

/* --- members that the client supplied --- */

/* The request's document and its wrapper, NULL where there is none. */
struct supplied {
    const struct hp_json *objects[2];
};

static struct supplied read_request(struct hp_view *view)
{
    const struct hp_json *root = NULL;
    struct hp_json_scan scan;
    if (hp_json_parse(view->arena, view->kase->request.body, &hp_json_limits_default, &scan,
                      &root) != HP_OK) {
        view->out_of_memory = true;
    }
    return (struct supplied){{root, hp_json_member(root, view->contract->names[HP_ROLE_WRAPPER])}};
}

/* A text or a number as characters; empty for anything else. */
static struct hp_slice as_text(const struct hp_json *value)
{
    return hp_json_is(value, HP_JSON_NUMBER) ? hp_json_number(value) : hp_json_string(value);
}

static bool means_the_same(const struct hp_json *supplied, const struct hp_json *back)
{
    struct hp_slice text = as_text(supplied);
    return text.len > 0 ? hp_slice_equal(text, as_text(back)) : hp_json_equal(supplied, back);
}

/* The same point in time, written in another way: another zone, or milliseconds since 1970. */
static bool is_the_same_time(const struct hp_json *supplied, const struct hp_json *back)
{
    int64_t one = 0;
    int64_t two = 0;
    int zone = 0;
    if (!hp_date_time_parse(hp_json_string(back), &two, &zone)) {
        return false;
    }
    if (hp_date_time_parse(hp_json_string(supplied), &one, &zone)) {
        return one == two;
    }
    char number[24];
    int length = snprintf(number, sizeof(number), "%lld", (long long)two);
    return length > 0 &&
           hp_slice_equal(hp_json_number(supplied), (struct hp_slice){number, (size_t)length});
}

/* A member of this role in the request must not be what came back. */
static enum hp_outcome judge_supplied(struct hp_view *view, enum hp_role role, const char *wanted)
{
    if (!hp_view_row_asks(view)) {
        return HP_NOT_APPLICABLE;
    }
    if (is_refused(view)) {
        return HP_HELD;
    }
    if (hp_view_record(view) == NULL || view->members[role] == NULL) {
        return HP_NOT_APPLICABLE;
    }
    struct supplied supplied = read_request(view);
    const struct hp_json *back = view->members[role];
    for (size_t i = 0; i < 2; i++) {
        const struct hp_json *member =
            hp_json_member(supplied.objects[i], view->contract->names[role]);
        if (member == NULL || !(means_the_same(member, back) ||
                                (role == HP_ROLE_CREATED_AT && is_the_same_time(member, back)))) {
            continue;
        }
        struct hp_line expected;
        struct hp_line actual;
        hp_line_init(&expected);
        hp_line_init(&actual);
        hp_line_text(&expected, wanted);
        hp_line_value(&actual, back);
        hp_line_text(&actual, ", which the client supplied");
        return hp_view_broken(view, hp_view_pointer(view, role), &expected, &actual);
    }
    return HP_HELD;
}

enum hp_outcome hp_check_state_client_id_ignored(struct hp_view *view)
{
    return judge_supplied(view, HP_ROLE_ID, "a refusal, or an id of the service's own");
}

enum hp_outcome hp_check_state_client_created_at_ignored(struct hp_view *view)
{
    return judge_supplied(view, HP_ROLE_CREATED_AT, "a refusal, or the time of the service");
}

static bool is_documented(const struct hp_contract *contract, struct hp_slice name)
{
    for (size_t role = 0; role < HP_ROLE_COUNT; role++) {
        if (contract->names[role].len > 0 && hp_slice_equal(contract->names[role], name)) {
            return true;
        }
    }
    return false;
}

/* The first undocumented member of `object` that `record` has with the same value. */
static const struct hp_json *find_echo(const struct hp_view *view, const struct hp_json *object,
                                       const struct hp_json *record)
{
    for (const struct hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        const struct hp_json *back = hp_json_member(record, hp_json_name(member));
        if (!is_documented(view->contract, hp_json_name(member)) && back != NULL &&
            hp_json_equal(member, back)) {
            return member;
        }
    }
    return NULL;
}

enum hp_outcome hp_check_state_client_internal_fields(struct hp_view *view)
{
    if (!hp_view_row_asks(view)) {
        return HP_NOT_APPLICABLE;
    }
    if (is_refused(view)) {
        return HP_HELD;
    }
    const struct hp_json *record = hp_view_record(view);
    if (record == NULL) {
        return HP_NOT_APPLICABLE;
    }
    struct supplied supplied = read_request(view);
    for (size_t i = 0; i < 2; i++) {
        const struct hp_json *object = supplied.objects[i];
        const struct hp_json *echo =
            hp_json_is(object, HP_JSON_OBJECT) ? find_echo(view, object, record) : NULL;
        if (echo != NULL) {
            struct hp_line actual;
            hp_line_init(&actual);
            hp_line_string(&actual, hp_json_name(echo));
            hp_line_text(&actual, " with the value that the client supplied, ");
            hp_line_value(&actual, echo);
            return hp_view_break(view, "body", "no member that the service alone may set", &actual);
        }
    }
    return HP_HELD;
}

/* --- state-interleave --- */

static enum hp_outcome report_stranger(struct hp_view *view, struct hp_slice sent)
{
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    if (sent.at == NULL) {
        hp_line_text(&expected, "a refusal, since this request is a wrong one");
    } else {
        hp_line_text(&expected, "the webhook of this request, ");
        hp_line_string(&expected, sent);
    }
    hp_line_reply(&actual, view->exchange, hp_view_id(view));
    if (view->members[HP_ROLE_NAME] != NULL) {
        hp_line_text(&actual, " and the name ");
        hp_line_value(&actual, view->members[HP_ROLE_NAME]);
    }
    return hp_view_broken(view, HP_SLICE("status"), &expected, &actual);
}

enum hp_outcome hp_check_state_interleave(struct hp_view *view)
{
    if (!hp_view_row_asks(view) || view->status == 0 || view->status == 429 ||
        view->status >= 500) {
        return HP_NOT_APPLICABLE;
    }
    bool success = view->status >= 200 && view->status <= 299;
    if (view->kase->body_truth != HP_BODY_VALID) {
        return success ? report_stranger(view, (struct hp_slice){NULL, 0}) : HP_HELD;
    }
    const struct hp_sent *sent = hp_view_sent(view);
    const struct hp_sent_field *name = sent == NULL ? NULL : &sent->fields[HP_ROLE_NAME];
    if (name == NULL || !name->comparable) {
        return HP_NOT_APPLICABLE;
    }
    bool own = success && hp_view_record(view) != NULL &&
               hp_slice_equal(hp_json_string(view->members[HP_ROLE_NAME]), name->values[0].text);
    return own ? HP_HELD : report_stranger(view, name->values[0].text);
}
