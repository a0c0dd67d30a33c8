/* Statuses, fields and bodies answered wrongly. Must not know what was wrong with the request. */
#include "harness/service/defects/answers.h"

#include "harness/json/encode.h"
#include "harness/service/defects/defect.h"
#include "harness/service/defects/strings.h"

static bool applies(const struct hp_flawed *call)
{
    int status = call->defect->status;
    return status == 0 ? !hp_flawed_created(call) : call->response.status == status;
}

static void set_body(struct hp_flawed *call, struct hp_slice body)
{
    if (body.at != NULL) {
        call->response.body = body;
    }
}

void hp_ans_status(struct hp_flawed *call)
{
    if (applies(call)) {
        call->response.status = (int)call->defect->number;
    }
}

void hp_ans_created_as(struct hp_flawed *call)
{
    if (call->response.status == call->contract->success_status) {
        call->response.status = (int)call->defect->number;
    }
    if (call->response.status == 204) {
        set_body(call, HP_SLICE(""));
    }
}

void hp_ans_refused_ok(struct hp_flawed *call)
{
    if (applies(call)) {
        call->response.status = 200;
    }
}

void hp_ans_redirect(struct hp_flawed *call)
{
    if (applies(call)) {
        call->response.status = (int)call->defect->number;
        hp_flawed_set_field(call, "Location", HP_SLICE("/login"));
        set_body(call, HP_SLICE(""));
    }
}

void hp_ans_field(struct hp_flawed *call)
{
    if (applies(call)) {
        hp_flawed_set_field(call, call->defect->text, hp_slice_of(call->defect->other));
    }
}

void hp_ans_field_created(struct hp_flawed *call)
{
    if (hp_flawed_created(call)) {
        hp_flawed_set_field(call, call->defect->text, hp_slice_of(call->defect->other));
    }
}

void hp_ans_echo_field(struct hp_flawed *call)
{
    const struct hp_field *field =
        hp_field_find(call->sent->fields, call->sent->field_count, hp_slice_of(call->defect->text));
    if (field != NULL) {
        hp_flawed_set_field(call, call->defect->other, field->value);
        if (hp_slice_is(field->name, "Origin")) {
            hp_flawed_set_field(call, "Access-Control-Allow-Credentials", HP_SLICE("true"));
        }
    }
}

void hp_ans_error_body(struct hp_flawed *call)
{
    if (applies(call)) {
        hp_flawed_set_field(call, "Content-Type", hp_slice_of(call->defect->other));
        set_body(call, hp_slice_of(call->defect->text));
    }
}

static void set_message(struct hp_flawed *call, struct hp_slice message)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    hp_buf_text(&buf, "{\"error\":{\"code\":\"bad-request\",\"message\":");
    hp_json_encode_string(&buf, message);
    hp_buf_text(&buf, "}}");
    set_body(call, hp_flawed_keep(call, &buf));
}

void hp_ans_error_adds(struct hp_flawed *call)
{
    if (applies(call) && call->response.body.len > 0) {
        set_message(call, hp_slice_of(call->defect->text));
    }
}

void hp_ans_error_key(struct hp_flawed *call)
{
    const struct hp_field *field =
        hp_field_find(call->sent->fields, call->sent->field_count, call->contract->key_field);
    if (applies(call) && call->response.body.len > 0 && field != NULL) {
        set_message(call, hp_flawed_printf(call, "refused (key %.*s)",
                                           field->value.len < 200 ? (int)field->value.len : 200,
                                           field->value.at));
    }
}

void hp_ans_body(struct hp_flawed *call)
{
    if (hp_flawed_created(call)) {
        set_body(call, hp_slice_of(call->defect->text));
    }
}

void hp_ans_envelope(struct hp_flawed *call)
{
    if (call->part_count > 0) {
        call->before = call->defect->text;
        call->after = call->defect->other;
        call->parts_changed = true;
    }
}

static void surround(struct hp_flawed *call, const char *before, const char *after)
{
    struct hp_buf buf;
    if (!hp_flawed_created(call)) {
        return;
    }
    hp_flawed_buf(&buf);
    hp_buf_text(&buf, before);
    hp_buf_slice(&buf, call->response.body);
    hp_buf_text(&buf, after);
    set_body(call, hp_flawed_keep(call, &buf));
}

void hp_ans_behind(struct hp_flawed *call)
{
    surround(call, "", call->defect->text);
}

void hp_ans_ahead(struct hp_flawed *call)
{
    surround(call, call->defect->text, "");
}

static void add(struct hp_flawed *call, struct hp_slice name, struct hp_slice value)
{
    if (call->part_count > 0 && call->part_count < HP_FLAWED_PARTS_MAX && value.at != NULL) {
        call->parts[call->part_count++] = (struct hp_flawed_part){name, value};
        call->parts_changed = true;
    }
}

void hp_ans_member(struct hp_flawed *call)
{
    add(call, hp_slice_of(call->defect->text), hp_slice_of(call->defect->other));
}

/* The k-th member of the answer that the defect is about; NULL: there are fewer. */
static struct hp_flawed_part *about(struct hp_flawed *call, size_t k)
{
    for (int i = 0; i < HP_ROLE_COUNT; i++) {
        if ((call->defect->roles & (1u << i)) != 0 && k-- == 0) {
            return hp_flawed_part(call, (enum hp_role)i);
        }
    }
    return NULL;
}

void hp_ans_rename(struct hp_flawed *call)
{
    struct hp_flawed_part *part = about(call, 0);
    if (part != NULL) {
        part->name = hp_slice_of(call->defect->text);
        call->parts_changed = true;
    }
}

void hp_ans_twice(struct hp_flawed *call)
{
    struct hp_flawed_part *part = about(call, 0);
    if (part != NULL) {
        add(call, part->name, part->value);
    }
}

void hp_ans_swapped(struct hp_flawed *call)
{
    struct hp_flawed_part *a = about(call, 0);
    struct hp_flawed_part *b = about(call, 1);
    if (a != NULL && b != NULL) {
        struct hp_slice value = a->value;
        a->value = b->value;
        b->value = value;
        call->parts_changed = true;
    }
}

void hp_ans_cut(struct hp_flawed *call)
{
    if (hp_flawed_created(call) && call->response.body.len > (size_t)call->defect->number) {
        call->response.body.len -= (size_t)call->defect->number;
    }
}

void hp_ans_unknown(struct hp_flawed *call)
{
    for (const struct hp_json *member = hp_json_first(call->members[HP_ROLE_WRAPPER]);
         member != NULL; member = hp_json_next(member)) {
        bool known = false;
        for (int role = 0; role < HP_ROLE_COUNT; role++) {
            known |= hp_slice_equal(hp_json_name(member), call->contract->names[role]);
        }
        if (!known) {
            add(call, hp_json_name(member), hp_flawed_json(call, member));
        }
    }
}

void hp_ans_client_id(struct hp_flawed *call)
{
    for (int i = 0; i < HP_ROLE_COUNT; i++) {
        struct hp_flawed_part *part =
            (call->defect->roles & (1u << i)) != 0 ? hp_flawed_part(call, (enum hp_role)i) : NULL;
        struct hp_slice name = call->contract->names[i];
        const struct hp_json *sent = hp_json_member(call->members[HP_ROLE_WRAPPER], name);
        sent = sent == NULL && hp_json_is(call->root, HP_JSON_OBJECT)
                   ? hp_json_member(call->root, name)
                   : sent;
        if (part != NULL && sent != NULL) {
            part->value = hp_flawed_json(call, sent);
            call->parts_changed = true;
        }
    }
}

void hp_ans_latin1(struct hp_flawed *call)
{
    struct hp_slice body = call->response.body;
    struct hp_buf buf;
    if (!hp_flawed_created(call)) {
        return;
    }
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < body.len; i++) {
        unsigned char c = (unsigned char)body.at[i];
        if (c < 0x80) {
            hp_buf_char(&buf, body.at[i]);
        } else if ((c == 0xc2 || c == 0xc3) && i + 1 < body.len) {
            hp_buf_char(&buf, (char)((unsigned)(c & 3) << 6 | ((unsigned char)body.at[++i] & 63u)));
        } else if (c >= 0xc4) {
            hp_buf_char(&buf, '?');
        }
    }
    set_body(call, hp_flawed_keep(call, &buf));
}

void hp_ans_surrogates(struct hp_flawed *call)
{
    struct hp_slice body = call->response.body;
    struct hp_buf buf;
    struct hp_slice sent = call->sent->body;
    bool own = hp_slice_find(sent, HP_SLICE("\xef\xbf\xbd")) < sent.len; /* U+FFFD as such */
    if (own || !hp_flawed_created(call)) {
        return;
    }
    hp_flawed_buf(&buf);
    while (body.len > 0) {
        size_t at = hp_slice_find(body, HP_SLICE("\xef\xbf\xbd"));
        bool found = at < body.len;
        hp_buf_append(&buf, body.at, at);
        hp_buf_text(&buf, found ? "\xed\xa0\x80" : "");
        size_t taken = found ? at + 3 : body.len;
        body = (struct hp_slice){body.at + taken, body.len - taken};
    }
    set_body(call, hp_flawed_keep(call, &buf));
}

void hp_ans_utf16(struct hp_flawed *call)
{
    struct hp_slice body = call->response.body;
    struct hp_buf buf;
    if (!hp_flawed_created(call)) {
        return;
    }
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < body.len; i++) {
        hp_buf_char(&buf, (unsigned char)body.at[i] < 0x80 ? body.at[i] : '?');
        hp_buf_char(&buf, '\0');
    }
    set_body(call, hp_flawed_keep(call, &buf));
}

void hp_ans_single_quotes(struct hp_flawed *call)
{
    struct hp_slice body = call->response.body;
    struct hp_buf buf;
    if (!hp_flawed_created(call)) {
        return;
    }
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < body.len; i++) {
        hp_buf_char(&buf, body.at[i] == '"' ? '\'' : body.at[i]);
    }
    set_body(call, hp_flawed_keep(call, &buf));
}

void hp_ans_evaluated(struct hp_flawed *call)
{
    struct hp_flawed_part *part = hp_flawed_part(call, HP_ROLE_NAME);
    struct hp_slice value = part == NULL ? HP_SLICE("") : part->value;
    size_t begin = hp_slice_find(value, HP_SLICE("7*7"));
    if (begin < value.len) {
        size_t open = begin;
        size_t end = begin + 3;
        while (open > 1 && strchr("{[<%=$#(", value.at[open - 1]) != NULL) {
            open--;
        }
        while (end + 1 < value.len && strchr("}]%>)", value.at[end]) != NULL) {
            end++;
        }
        part->value = hp_flawed_printf(call, "%.*s49%.*s", (int)open, value.at,
                                       (int)(value.len - end), value.at + end);
        call->parts_changed = part->value.at != NULL;
    }
}

void hp_ans_key_shown(struct hp_flawed *call)
{
    add(call, HP_SLICE("created_by_key"), hp_flawed_quoted(call, call->api_key));
}

void hp_ans_sorted(struct hp_flawed *call)
{
    static const enum hp_role roles[] = {HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS};
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        struct hp_flawed_part *part = hp_flawed_part(call, roles[i]);
        const struct hp_enum *set = hp_contract_enum(call->contract, roles[i]);
        const struct hp_json *value = part == NULL ? NULL : hp_flawed_parse(call, part->value);
        struct hp_buf buf;
        hp_flawed_buf(&buf);
        hp_buf_char(&buf, '[');
        for (size_t k = 0; k < set->count; k++) {
            for (const struct hp_json *item = hp_json_first(value); item != NULL;
                 item = hp_json_next(item)) {
                if (hp_slice_equal(hp_json_string(item), set->values[k])) {
                    hp_buf_text(&buf, buf.length == 1 ? "" : ",");
                    hp_json_encode(&buf, item);
                    break; /* once: a set */
                }
            }
        }
        hp_buf_char(&buf, ']');
        struct hp_slice made = hp_flawed_keep(call, &buf);
        if (part != NULL && made.at != NULL) {
            part->value = made;
            call->parts_changed = true;
        }
    }
}
