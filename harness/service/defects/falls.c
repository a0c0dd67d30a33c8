/* Programs that fall over, that are wrong for one combination only, or that do not forget. Must not
 * know what a right answer is beyond its status. */
#include "harness/json/encode.h"
#include "harness/service/defects/answers.h"
#include "harness/service/defects/defect.h"
#include "harness/service/defects/strings.h"

/* The 5xx, the silence or the closed connection that the row names. */
static void fall(struct hp_flawed *call, bool falls)
{
    static const struct hp_slice body =
        HP_SLICE_INIT("{\"error\":{\"code\":\"internal\",\"message\":\"something went wrong\"}}");
    if (falls) {
        call->response.status = (int)call->defect->number;
        call->response.body = body;
    }
}

static bool is_ours(const struct hp_flawed *call)
{
    return call->response.status != 401 && call->response.status != 404 &&
           call->response.status != 405 && call->response.status != 501 &&
           call->response.status != 415;
}

static void scan_sent(const struct hp_flawed *call, struct hp_json_scan *scan)
{
    (void)hp_json_scan(call->sent->body, NULL, scan);
}

void hp_fall_at_depth(struct hp_flawed *call)
{
    struct hp_json_scan scan;
    scan_sent(call, &scan);
    fall(call, is_ours(call) &&
                   (scan.depth > (unsigned)call->defect->status || scan.fault == HP_JSON_TOO_DEEP));
}

void hp_fall_at_bytes(struct hp_flawed *call)
{
    fall(call, is_ours(call) && call->sent->body.len > (size_t)call->defect->status);
}

void hp_fall_at_number(struct hp_flawed *call)
{
    struct hp_json_scan scan;
    scan_sent(call, &scan);
    fall(call, is_ours(call) && scan.number_bytes_max > (size_t)call->defect->status);
}

void hp_fall_at_text(struct hp_flawed *call)
{
    bool found =
        is_ours(call) && (hp_str_has_word(call->sent->body, call->defect->text, false, false) ||
                          hp_str_has_word(call->sent->target, call->defect->text, false, false));
    fall(call, found);
}

void hp_fall_at_octets(struct hp_flawed *call)
{
    struct hp_slice body = call->sent->body;
    fall(call, is_ours(call) && body.len > 0 &&
                   hp_slice_find(body, hp_slice_of(call->defect->text)) < body.len);
}

static enum hp_role role_about(const struct hp_flawed *call)
{
    int role = 0;
    while (role + 1 < HP_ROLE_COUNT && (call->defect->roles & (1u << role)) == 0) {
        role++;
    }
    return (enum hp_role)role;
}

void hp_fall_at_missing(struct hp_flawed *call)
{
    fall(call, is_ours(call) && call->members[HP_ROLE_WRAPPER] != NULL &&
                   call->members[role_about(call)] == NULL);
}

void hp_fall_at_type(struct hp_flawed *call)
{
    const struct hp_json *value = call->members[role_about(call)];
    fall(call, is_ours(call) && value != NULL &&
                   hp_str_has_word(hp_slice_of(hp_json_type_name(hp_json_type(value))),
                                   call->defect->text, true, false));
}

void hp_fall_at_root(struct hp_flawed *call)
{
    fall(call, is_ours(call) && call->root != NULL && !hp_json_is(call->root, HP_JSON_OBJECT));
}

void hp_fall_at_wrapper(struct hp_flawed *call)
{
    fall(call, is_ours(call) && hp_json_is(call->root, HP_JSON_OBJECT) &&
                   call->members[HP_ROLE_WRAPPER] == NULL);
}

void hp_fall_at_bad_json(struct hp_flawed *call)
{
    fall(call, is_ours(call) && call->root == NULL && call->sent->has_body);
}

void hp_fall_at_empty(struct hp_flawed *call)
{
    fall(call, is_ours(call) && call->sent->body.len == 0);
}

void hp_fall_at_members(struct hp_flawed *call)
{
    const struct hp_json *wrapper = call->members[HP_ROLE_WRAPPER];
    bool many = hp_json_size(call->root) > (size_t)call->defect->status ||
                hp_json_size(wrapper) > (size_t)call->defect->status;
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL && !many;
         member = hp_json_next(member)) {
        many = hp_json_size(member) > (size_t)call->defect->status;
    }
    fall(call, is_ours(call) && many);
}

void hp_fall_at_method(struct hp_flawed *call)
{
    struct hp_slice method = call->sent->method;
    fall(call, call->defect->text == NULL
                   ? !hp_slice_equal(method, call->contract->method)
                   : hp_str_has_word(method, call->defect->text, true, false));
}

void hp_fall_at_field(struct hp_flawed *call)
{
    const struct hp_field *field =
        hp_field_find(call->sent->fields, call->sent->field_count, hp_slice_of(call->defect->text));
    fall(call, field != NULL && hp_str_has_word(field->value, call->defect->other, false, true));
}

void hp_fall_after(struct hp_flawed *call)
{
    fall(call, hp_flawed_created(call) && call->state->created >= (uint64_t)call->defect->status);
}

void hp_fall_every(struct hp_flawed *call)
{
    bool now = call->state->requests % (uint64_t)call->defect->status ==
               (uint64_t)call->defect->status - 1;
    fall(call, hp_flawed_created(call) && now);
}

void hp_fall_at_unknown(struct hp_flawed *call)
{
    const struct hp_json *type = call->members[HP_ROLE_TYPE];
    const struct hp_enum *set = hp_contract_enum(call->contract, HP_ROLE_TYPE);
    fall(call, is_ours(call) && hp_json_is(type, HP_JSON_STRING) &&
                   hp_enum_find(set, hp_json_string(type)) < 0);
}

static bool has_value(const struct hp_json *value, struct hp_slice word)
{
    if (hp_json_is(value, HP_JSON_STRING)) {
        return hp_slice_equal(hp_json_string(value), word);
    }
    for (const struct hp_json *item = hp_json_first(value); item != NULL;
         item = hp_json_next(item)) {
        if (hp_slice_equal(hp_json_string(item), word)) {
            return true;
        }
    }
    return false;
}

/* A create whose type, operations and data models have all the words of the row. */
static bool is_the_one(const struct hp_flawed *call)
{
    struct hp_slice rest = hp_slice_of(call->defect->text);
    if (!hp_flawed_created(call)) {
        return false;
    }
    while (rest.len > 0) {
        struct hp_slice word = {rest.at, hp_slice_find(rest, HP_SLICE(" "))};
        size_t used = word.len < rest.len ? word.len + 1 : word.len;
        rest = (struct hp_slice){rest.at + used, rest.len - used};
        if (!has_value(call->members[HP_ROLE_TYPE], word) &&
            !has_value(call->members[HP_ROLE_OPERATIONS], word) &&
            !has_value(call->members[HP_ROLE_DATA_MODELS], word)) {
            return false;
        }
    }
    return true;
}

void hp_one_falls(struct hp_flawed *call)
{
    fall(call, is_the_one(call));
}

static void refuse(struct hp_flawed *call, bool refuses)
{
    if (refuses) {
        call->response.status = 422;
        call->response.body = HP_SLICE(
            "{\"error\":{\"code\":\"invalid-params\",\"message\":\"this is not supported\"}}");
    }
}

void hp_one_refused(struct hp_flawed *call)
{
    refuse(call, is_the_one(call));
}

void hp_one_drops_model(struct hp_flawed *call)
{
    struct hp_flawed_part *part = hp_flawed_part(call, HP_ROLE_DATA_MODELS);
    const struct hp_json *value = part == NULL ? NULL : hp_flawed_parse(call, part->value);
    struct hp_buf buf;
    if (!is_the_one(call) || part == NULL) {
        return;
    }
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '[');
    for (const struct hp_json *item = hp_json_first(value);
         item != NULL && hp_json_next(item) != NULL; item = hp_json_next(item)) {
        hp_buf_text(&buf, item == hp_json_first(value) ? "" : ",");
        hp_json_encode(&buf, item);
    }
    hp_buf_char(&buf, ']');
    part->value = hp_flawed_keep(call, &buf);
    call->parts_changed = true;
}

void hp_one_other_type(struct hp_flawed *call)
{
    struct hp_flawed_part *part = hp_flawed_part(call, HP_ROLE_TYPE);
    if (is_the_one(call) && part != NULL) {
        part->value = hp_flawed_quoted(call, call->contract->types.values[0]);
        call->parts_changed = true;
    }
}

void hp_one_in_order(struct hp_flawed *call)
{
    struct hp_slice rest = hp_slice_of(call->defect->text);
    struct hp_slice first = {rest.at, hp_slice_find(rest, HP_SLICE(" "))};
    const struct hp_json *item = hp_json_first(call->members[HP_ROLE_OPERATIONS]);
    refuse(call, is_the_one(call) && hp_slice_equal(hp_json_string(item), first));
}

static const struct hp_json *latest(struct hp_flawed *call)
{
    struct hp_slice body = {call->state->latest, call->state->latest_bytes};
    struct hp_slice copy = hp_arena_copy(call->arena, body);
    return body.len == 0 || copy.at == NULL ? NULL : hp_flawed_parse(call, copy);
}

static void show_latest(struct hp_flawed *call, enum hp_role role)
{
    struct hp_flawed_part *part = hp_flawed_part(call, role);
    const struct hp_json *old = latest(call);
    const struct hp_json *value =
        old == NULL ? NULL : hp_json_member(old, call->contract->names[role]);
    if (part != NULL && value != NULL) {
        part->value = hp_flawed_json(call, value);
        call->parts_changed = true;
    }
}

static bool is_turn(const struct hp_flawed *call)
{
    return call->state->created % (uint64_t)call->defect->number ==
           (uint64_t)call->defect->number - 1;
}

void hp_old_name(struct hp_flawed *call)
{
    if (is_turn(call)) {
        show_latest(call, HP_ROLE_NAME);
    }
}

void hp_old_body(struct hp_flawed *call)
{
    struct hp_slice body = {call->state->latest, call->state->latest_bytes};
    if (hp_flawed_created(call) && is_turn(call) && body.len > 0) {
        call->response.body = hp_arena_copy(call->arena, body);
    }
}

void hp_old_after_refusal(struct hp_flawed *call)
{
    fall(call, hp_flawed_created(call) && call->state->refused > 0);
}

void hp_old_headers(struct hp_flawed *call)
{
    const struct hp_json *headers = call->members[HP_ROLE_HEADERS];
    if (headers == NULL || hp_json_size(headers) == 0) {
        show_latest(call, HP_ROLE_HEADERS);
    }
}

void hp_old_only_once(struct hp_flawed *call)
{
    const struct hp_json *old = latest(call);
    const struct hp_json *name =
        old == NULL ? NULL : hp_json_member(old, call->contract->names[HP_ROLE_NAME]);
    fall(call, hp_flawed_created(call) && name != NULL && call->members[HP_ROLE_NAME] != NULL &&
                   hp_json_equal(name, call->members[HP_ROLE_NAME]));
}

void hp_old_grows(struct hp_flawed *call)
{
    struct hp_flawed_part *part = hp_flawed_part(call, HP_ROLE_HEADERS);
    uint64_t count = call->state->created;
    if (part != NULL && count >= (uint64_t)call->defect->number) {
        part->value = HP_SLICE("{\"x-leftover\":\"of another tenant\"}");
        call->parts_changed = true;
    }
}
