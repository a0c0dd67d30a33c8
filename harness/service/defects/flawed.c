/* What is read instead of what was sent, and answered instead of what is right. The service itself
 * stays as it is. Must not know a particular defect. */
#include "harness/service/defects/flawed.h"

#include <stdarg.h>
#include <stdio.h>

#include "harness/json/encode.h"
#include "harness/service/defects/defect.h"

enum {
    TEXT_BYTES_MAX = 32 * 1024 * 1024,
    LINE_BYTES = 1024,
    /* A larger body is refused by its length, whatever is in it; four times the service's limit,
     * for the programs that have none. */
    READ_BYTES_MAX = 256 * 1024,
};

void hp_flawed_buf(struct hp_buf *buf)
{
    hp_buf_init(buf, TEXT_BYTES_MAX);
}

struct hp_slice hp_flawed_keep(struct hp_flawed *call, struct hp_buf *buf)
{
    struct hp_slice kept = {NULL, 0};
    if (!buf->failed) {
        kept = buf->length == 0 ? HP_SLICE("") : hp_arena_copy(call->arena, hp_buf_view(buf));
    }
    hp_buf_deinit(buf);
    return kept;
}

struct hp_slice hp_flawed_quoted(struct hp_flawed *call, struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    hp_json_encode_string(&buf, text);
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_flawed_json(struct hp_flawed *call, const struct hp_json *value)
{
    struct hp_buf buf;
    if (value == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    hp_flawed_buf(&buf);
    hp_json_encode(&buf, value);
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_flawed_printf(struct hp_flawed *call, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof(line)) {
        return (struct hp_slice){NULL, 0};
    }
    return hp_arena_copy(call->arena, (struct hp_slice){line, (size_t)length});
}

struct hp_slice hp_flawed_valid(struct hp_flawed *call, enum hp_role role)
{
    const struct hp_contract *contract = call->contract;
    const struct hp_enum *set = hp_contract_enum(contract, role);
    switch ((int)role) {
    case HP_ROLE_TYPE:
        return hp_flawed_quoted(call, set->values[set->count - 1]);
    case HP_ROLE_OPERATIONS:
    case HP_ROLE_DATA_MODELS:
        return hp_flawed_printf(call, "[\"%.*s\"]", (int)set->values[0].len, set->values[0].at);
    case HP_ROLE_URL:
        return hp_flawed_quoted(call, contract->example_url);
    case HP_ROLE_HEADERS:
        return HP_SLICE("{}");
    default:
        return hp_flawed_quoted(call, contract->example_name);
    }
}

const struct hp_json *hp_flawed_parse(struct hp_flawed *call, struct hp_slice text)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    if (hp_json_parse(call->arena, text, &hp_json_limits_default, &scan, &root) != HP_OK) {
        return NULL;
    }
    return root;
}

struct hp_flawed_part *hp_flawed_part(struct hp_flawed *call, enum hp_role role)
{
    for (size_t i = 0; i < call->part_count; i++) {
        if (hp_slice_equal(call->parts[i].name, call->contract->names[role])) {
            return &call->parts[i];
        }
    }
    return NULL;
}

/* `fields` without those called `name`, and with one of this value behind; NULL: no memory. */
static struct hp_field *with_field(struct hp_flawed *call, const struct hp_field *fields,
                                   size_t *count, struct hp_slice name, struct hp_slice value)
{
    struct hp_field *all = hp_arena_take(call->arena, (*count + 1) * sizeof(*all));
    size_t kept = 0;
    for (size_t i = 0; all != NULL && i < *count; i++) {
        if (!hp_slice_equal_ignoring_case(fields[i].name, name)) {
            all[kept++] = fields[i];
        }
    }
    if (all != NULL && value.at != NULL) {
        all[kept++] = (struct hp_field){name, value};
    }
    *count = all == NULL ? *count : kept;
    return all;
}

void hp_flawed_set_field(struct hp_flawed *call, const char *name, struct hp_slice value)
{
    struct hp_response *response = &call->response;
    struct hp_field *all =
        with_field(call, response->fields, &response->field_count, hp_slice_of(name), value);
    response->fields = all == NULL ? response->fields : all;
}

void hp_flawed_read_field(struct hp_flawed *call, struct hp_slice name, struct hp_slice value)
{
    struct hp_request *request = &call->request;
    struct hp_field *all = with_field(call, request->fields, &request->field_count, name, value);
    request->fields = all == NULL ? request->fields : all;
}

bool hp_flawed_created(const struct hp_flawed *call)
{
    return call->response.status >= 200 && call->response.status < 300;
}

static enum hp_role role_of(const struct hp_contract *contract, struct hp_slice name)
{
    for (size_t i = 0; i < contract->request_order_count; i++) {
        if (hp_slice_equal(name, contract->names[contract->request_order[i]])) {
            return contract->request_order[i];
        }
    }
    return HP_ROLE_ROOT;
}

/* The string that a defect makes of one; the same when it leaves it. */
static bool change_string(struct hp_flawed *call, hp_flawed_string *change, enum hp_role role,
                          const struct hp_json *value, struct hp_buf *buf)
{
    struct hp_slice text = hp_json_string(value);
    struct hp_slice made = {NULL, 0};
    if (hp_json_is(value, HP_JSON_STRING)) {
        made = change(call, role, text);
    }
    if (made.at == NULL) {
        hp_json_encode(buf, value);
        return false;
    }
    hp_json_encode_string(buf, made);
    return true;
}

/* `value` with every string in it changed; {NULL, 0} when none is. */
static struct hp_slice change_strings(struct hp_flawed *call, hp_flawed_string *change,
                                      enum hp_role role, const struct hp_json *value)
{
    struct hp_buf buf;
    bool changed = false;
    if (value == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    bool object = hp_json_type(value) == HP_JSON_OBJECT;
    hp_flawed_buf(&buf);
    if (object || hp_json_type(value) == HP_JSON_ARRAY) {
        hp_buf_char(&buf, object ? '{' : '[');
        for (const struct hp_json *child = hp_json_first(value); child != NULL;
             child = hp_json_next(child)) {
            hp_buf_text(&buf, child == hp_json_first(value) ? "" : ",");
            if (object) {
                hp_json_encode_name(&buf, hp_json_name(child));
            }
            changed |= change_string(call, change, role, child, &buf);
        }
        hp_buf_char(&buf, object ? '}' : ']');
    } else {
        changed = change_string(call, change, role, value, &buf);
    }
    struct hp_slice made = hp_flawed_keep(call, &buf);
    return changed ? made : (struct hp_slice){NULL, 0};
}

static void append_member(struct hp_buf *buf, struct hp_slice name, struct hp_slice value)
{
    if (value.len == 0) {
        return; /* no such member */
    }
    if (buf->length > 0 && buf->bytes[buf->length - 1] != '{') {
        hp_buf_char(buf, ',');
    }
    hp_json_encode_name(buf, name);
    hp_buf_slice(buf, value);
}

static void compose_wrapper(struct hp_flawed *call, const struct hp_json *wrapper,
                            struct hp_buf *buf)
{
    const struct hp_contract *contract = call->contract;
    bool there[HP_ROLE_COUNT] = {false};
    hp_buf_char(buf, '{');
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL;
         member = hp_json_next(member)) {
        enum hp_role role = role_of(contract, hp_json_name(member));
        there[role] = true;
        append_member(buf, hp_json_name(member),
                      call->read[role].at != NULL ? call->read[role]
                                                  : hp_flawed_json(call, member));
    }
    for (size_t i = 0; i < contract->request_order_count; i++) {
        enum hp_role role = contract->request_order[i];
        if (!there[role] && call->read[role].at != NULL) {
            append_member(buf, contract->names[role], call->read[role]);
        }
    }
    hp_buf_char(buf, '}');
}

/* The body as it is read, from what was sent and what is read instead. */
static void compose(struct hp_flawed *call)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '{');
    for (const struct hp_json *member = hp_json_first(call->root); member != NULL;
         member = hp_json_next(member)) {
        hp_buf_text(&buf, member == hp_json_first(call->root) ? "" : ",");
        hp_json_encode_name(&buf, hp_json_name(member));
        if (member == call->members[HP_ROLE_WRAPPER]) {
            compose_wrapper(call, member, &buf);
        } else {
            hp_json_encode(&buf, member);
        }
    }
    hp_buf_char(&buf, '}');
    struct hp_slice body = hp_flawed_keep(call, &buf);
    call->request.body = body.at == NULL ? call->request.body : body;
}

static void read_members(struct hp_flawed *call)
{
    const struct hp_contract *contract = call->contract;
    if (call->request.body.len > READ_BYTES_MAX) {
        return;
    }
    call->root = hp_flawed_parse(call, call->request.body);
    if (!hp_json_is(call->root, HP_JSON_OBJECT)) {
        return;
    }
    const struct hp_json *wrapper = hp_json_member(call->root, contract->names[HP_ROLE_WRAPPER]);
    if (!hp_json_is(wrapper, HP_JSON_OBJECT)) {
        return;
    }
    call->members[HP_ROLE_WRAPPER] = wrapper;
    for (size_t i = 0; i < contract->request_order_count; i++) {
        enum hp_role role = contract->request_order[i];
        call->members[role] = hp_json_member(wrapper, contract->names[role]);
    }
}

static bool is_about(const struct hp_defect *defect, enum hp_role role)
{
    return (defect->roles & (1u << role)) != 0;
}

static void read_otherwise(struct hp_flawed *call)
{
    const struct hp_defect *defect = call->defect;
    bool changed = false;
    if (call->members[HP_ROLE_WRAPPER] == NULL) {
        return;
    }
    for (size_t i = 0; i < call->contract->request_order_count; i++) {
        enum hp_role role = call->contract->request_order[i];
        const struct hp_json *value = call->members[role];
        if (!is_about(defect, role)) {
            continue;
        }
        call->read[role] = defect->reads != NULL ? defect->reads(call, role, value)
                                                 : change_strings(call, defect->item, role, value);
        if (call->read[role].at == NULL) {
            continue;
        }
        changed = true;
        if (!defect->shows_what_it_read) {
            call->shown[role] = value == NULL ? HP_SLICE("") : hp_flawed_json(call, value);
        }
    }
    if (changed) {
        compose(call);
    }
}

static void split_answer(struct hp_flawed *call)
{
    const struct hp_json *root = hp_flawed_parse(call, call->response.body);
    if (!hp_json_is(root, HP_JSON_OBJECT)) {
        return;
    }
    for (const struct hp_json *member = hp_json_first(root);
         member != NULL && call->part_count < HP_FLAWED_PARTS_MAX; member = hp_json_next(member)) {
        call->parts[call->part_count++] =
            (struct hp_flawed_part){hp_json_name(member), hp_flawed_json(call, member)};
    }
}

static void show_otherwise(struct hp_flawed *call)
{
    const struct hp_defect *defect = call->defect;
    for (int i = 0; i < HP_ROLE_COUNT; i++) {
        enum hp_role role = (enum hp_role)i;
        struct hp_flawed_part *part = hp_flawed_part(call, role);
        struct hp_slice shown = call->shown[role];
        if (part == NULL) {
            continue;
        }
        if (is_about(defect, role) && (defect->shown != NULL || defect->shows != NULL)) {
            const struct hp_json *value = hp_flawed_parse(call, part->value);
            shown = defect->shows != NULL ? defect->shows(call, role, value)
                                          : change_strings(call, defect->shown, role, value);
        }
        if (shown.at != NULL) {
            part->value = shown;
            call->parts_changed = true;
        }
    }
}

static void join_answer(struct hp_flawed *call)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    hp_buf_text(&buf, call->before == NULL ? "" : call->before);
    hp_buf_char(&buf, '{');
    for (size_t i = 0; i < call->part_count; i++) {
        append_member(&buf, call->parts[i].name, call->parts[i].value);
    }
    hp_buf_char(&buf, '}');
    hp_buf_text(&buf, call->after == NULL ? "" : call->after);
    struct hp_slice body = hp_flawed_keep(call, &buf);
    call->response.body = body.at == NULL ? call->response.body : body;
}

static void count_answer(struct hp_flawed *call)
{
    struct hp_flawed_state *state = call->state;
    struct hp_slice body = call->response.body;
    state->requests++;
    if (!hp_flawed_created(call)) {
        state->refused++;
        return;
    }
    state->created++;
    state->refused = 0;
    if (body.len <= sizeof(state->latest)) {
        memcpy(state->latest, body.at, body.len);
        state->latest_bytes = body.len;
    }
}

void hp_flawed_run(struct hp_flawed *call, struct hp_service *service)
{
    const struct hp_defect *defect = call->defect;
    if (defect->request != NULL) {
        defect->request(call);
    }
    bool readable = call->request.body.len <= READ_BYTES_MAX;
    if (defect->body != NULL && call->request.has_body && readable) {
        defect->body(call);
    }
    read_members(call);
    if (defect->item != NULL || defect->reads != NULL) {
        read_otherwise(call);
    }
    hp_service_answer(service, &call->request, call->now_unix_ms, call->arena, &call->response);
    struct hp_slice right = call->response.body;
    if (hp_flawed_created(call) && right.len > 0) {
        split_answer(call);
        show_otherwise(call);
    }
    if (defect->answer != NULL) {
        defect->answer(call);
    }
    /* An answer function that wrote a body of its own is not overruled. */
    if (call->parts_changed && call->response.body.at == right.at) {
        join_answer(call);
    }
    count_answer(call);
}
