/* How a missing or wrong key is refused. Whether it is refused at all is the row's expectation, and
 * how fast is not judged: on one machine the spread is noise. */
#include "harness/base/rng.h"
#include "harness/check/checks.h"
#include "harness/check/expectation.h"
#include "harness/check/memory.h"

static bool refuses_key(const struct hp_view *view)
{
    return view->status == 401 || view->status == 403;
}

/* The row of this check sends creates without a valid key, so there a success is a side effect,
 * too; elsewhere a success is the finding of the row's expectation. */
static enum hp_outcome judge_success(struct hp_view *view)
{
    if (!hp_view_row_asks(view) || view->status == 0) {
        return HP_NOT_APPLICABLE;
    }
    if (view->status < 200 || view->status > 299) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_reply(&actual, view->exchange, hp_view_id(view));
    return hp_view_break(view, "status", "a refusal, and no webhook", &actual);
}

/* An error may have an id of its own; only beside a creation time is it a webhook's. In whatever
 * envelope. */
static const struct hp_json *id_of_webhook(struct hp_view *view)
{
    enum { ENVELOPES_MAX = 2 };
    const struct hp_json *object = hp_view_root(view);
    for (int depth = 0; depth <= ENVELOPES_MAX; depth++) {
        const struct hp_json *id = hp_json_member(object, view->contract->names[HP_ROLE_ID]);
        if (id != NULL &&
            hp_json_member(object, view->contract->names[HP_ROLE_CREATED_AT]) != NULL) {
            return id;
        }
        object = hp_json_member(object, HP_SLICE("data"));
    }
    return NULL;
}

enum hp_outcome hp_check_auth_no_side_effect(struct hp_view *view)
{
    if (!refuses_key(view)) {
        return judge_success(view);
    }
    struct hp_slice body = view->response->body;
    const struct hp_json *id = body.len > 0 ? id_of_webhook(view) : NULL;
    struct hp_line actual;
    hp_line_init(&actual);
    if (id != NULL) {
        hp_line_status(&actual, view->status);
        hp_line_text(&actual, " with the id of a webhook, ");
        hp_line_value(&actual, id);
        return hp_view_break(view, "body", "a refusal without a webhook", &actual);
    }
    struct hp_slice location = hp_view_field(view, "location");
    if (location.at != NULL) {
        hp_line_status(&actual, view->status);
        hp_line_text(&actual, " with Location: ");
        hp_line_shown(&actual, location, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
        return hp_view_break(view, "header Location", "a refusal without a webhook", &actual);
    }
    return HP_HELD;
}

static bool is_token_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

enum hp_outcome hp_check_auth_challenge(struct hp_view *view)
{
    int challenge = hp_view_word(view, HP_SET_AUTH_CHALLENGE);
    if (view->status != 401 || challenge == HP_AUTH_CHALLENGE_IGNORE) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_slice value = hp_view_field(view, "www-authenticate");
    /* RFC 9110 11.6.1: a challenge starts with the name of its scheme. */
    if (value.len > 0 && is_token_character(value.at[0])) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    if (value.at == NULL) {
        hp_line_text(&actual, "no WWW-Authenticate");
    } else {
        hp_line_text(&actual, "WWW-Authenticate: ");
        hp_line_shown(&actual, value, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    }
    struct hp_line expected;
    hp_line_init(&expected);
    hp_line_text(&expected, "WWW-Authenticate with a scheme");
    return hp_view_broken_at(view,
                             challenge == HP_AUTH_CHALLENGE_REQUIRE ? HP_MUST : view->check->level,
                             HP_SLICE("header WWW-Authenticate"), &expected, &actual);
}

/* A hash of names and types, equal for every order of members. Two levels hold the shapes that
 * errors have. */
static uint64_t shape_of(const struct hp_json *value, unsigned depth_left)
{
    uint64_t sum = 0;
    if (hp_json_is(value, HP_JSON_OBJECT) && depth_left > 0) {
        for (const struct hp_json *member = hp_json_first(value); member != NULL;
             member = hp_json_next(member)) {
            uint64_t child = shape_of(member, depth_left - 1);
            sum += hp_hash_mix(hp_hash(child ^ HP_HASH_BASIS, hp_json_name(member)));
        }
    }
    return hp_hash_mix(sum + (value == NULL ? 0 : (uint64_t)hp_json_type(value) + 1));
}

/* A wrong key that the reply repeats, in its body or in a field. */
static bool repeats_key(const struct hp_view *view, const struct hp_field *key)
{
    enum { TELLING_BYTES_MIN = 8 };
    struct hp_slice value = hp_slice_trim(key->value);
    const struct hp_response *response = view->response;
    if (value.len < TELLING_BYTES_MIN) {
        return false;
    }
    bool found = hp_slice_find(response->body, value) < response->body.len;
    for (size_t i = 0; !found && i < response->field_count; i++) {
        struct hp_slice field = response->fields[i].value;
        found = hp_slice_find(field, value) < field.len;
    }
    return found;
}

/* Rows that expect 401 or 403, when they get it, and the row of this check, with any refusal. */
static bool is_compared(const struct hp_view *view)
{
    if (view->judge->memory == NULL) {
        return false;
    }
    return hp_view_row_asks(view)
               ? view->status >= 400 && view->status <= 499
               : view->want.expect == HP_EXPECT_REJECT_401_403 && refuses_key(view);
}

enum hp_outcome hp_check_auth_uniform_failure(struct hp_view *view)
{
    if (!is_compared(view) || hp_expectation_is_inconclusive(view, NULL)) {
        return HP_NOT_APPLICABLE;
    }
    const struct hp_request *request = &view->kase->request;
    const struct hp_field *key =
        hp_field_find(request->fields, request->field_count, view->contract->key_field);
    struct hp_line actual;
    hp_line_init(&actual);
    if (key != NULL && repeats_key(view, key)) {
        hp_line_text(&actual, "the key that was sent");
        return hp_view_break(view, "body", "a refusal that does not repeat the key", &actual);
    }
    const struct hp_json *root = view->response->body.len > 0 ? hp_view_root(view) : NULL;
    struct hp_refusal refusal = {true, view->status, shape_of(root, 2)};
    struct hp_refusal other = hp_memory_refusal(view->judge->memory, key != NULL, &refusal);
    if (!other.known || (other.status == refusal.status && other.shape == refusal.shape)) {
        return HP_HELD;
    }
    const char *kind = key != NULL ? "a wrong key" : "a missing key";
    if (other.status != refusal.status) {
        hp_line_printf(&actual, "%d for %s and %d for %s", refusal.status, kind, other.status,
                       key != NULL ? "a missing one" : "a wrong one");
        return hp_view_break(view, "status", "one status for a missing and for a wrong key",
                             &actual);
    }
    hp_line_printf(&actual, "for %s other members: ", kind);
    hp_line_shown(&actual, view->response->body, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    return hp_view_break(view, "body", "one shape of error for a missing and for a wrong key",
                         &actual);
}
