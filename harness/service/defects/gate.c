/* The request line, the key and the header section read wrongly. Must not know a body. */
#include "harness/contract/ascii.h"
#include "harness/json/tree.h"
#include "harness/service/defects/defect.h"
#include "harness/service/defects/requests.h"
#include "harness/service/defects/strings.h"

static const struct hp_slice none = {NULL, 0};

static struct hp_slice path_of(const struct hp_request *request)
{
    struct hp_slice path = request->target;
    path.len = hp_slice_find(path, HP_SLICE("?"));
    return path;
}

void hp_req_methods(struct hp_flawed *call)
{
    if (hp_str_has_word(call->request.method, call->defect->text, true, false)) {
        call->request.method = call->contract->method;
        call->request.has_body = true;
    }
}

void hp_req_method_any_case(struct hp_flawed *call)
{
    if (hp_slice_equal_ignoring_case(call->request.method, call->contract->method)) {
        call->request.method = call->contract->method;
    }
}

void hp_req_any_method(struct hp_flawed *call)
{
    static const char known[] = "GET HEAD PUT PATCH DELETE CONNECT TRACE OPTIONS";
    if (!hp_str_has_word(call->request.method, known, true, false)) {
        call->request.method = call->contract->method;
    }
}

void hp_req_override(struct hp_flawed *call)
{
    static const struct hp_slice names[] = {HP_SLICE_INIT("X-HTTP-Method-Override"),
                                            HP_SLICE_INIT("X-HTTP-Method"),
                                            HP_SLICE_INIT("X-Method-Override")};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct hp_field *field =
            hp_field_find(call->request.fields, call->request.field_count, names[i]);
        call->request.method = field == NULL ? call->request.method : field->value;
    }
}

void hp_req_path_any_case(struct hp_flawed *call)
{
    if (hp_slice_equal_ignoring_case(path_of(&call->request), call->contract->path)) {
        call->request.target = call->contract->path;
    }
}

void hp_req_path_ends(struct hp_flawed *call)
{
    struct hp_slice path = path_of(&call->request);
    struct hp_slice end = HP_SLICE("/core/webhooks");
    if (path.len >= end.len &&
        hp_slice_equal((struct hp_slice){path.at + path.len - end.len, end.len}, end)) {
        call->request.target = call->contract->path;
    }
}

void hp_req_path_begins(struct hp_flawed *call)
{
    if (hp_slice_starts_with(call->request.target, call->contract->path)) {
        call->request.target = call->contract->path;
    }
}

void hp_req_path_contains(struct hp_flawed *call)
{
    if (hp_str_has_word(call->request.target, call->defect->text, false, true)) {
        call->request.target = call->contract->path;
    }
}

void hp_req_target_cut(struct hp_flawed *call)
{
    if (call->request.target.len > 8000) {
        call->request.target = call->contract->path;
    }
}

void hp_req_target_bad(struct hp_flawed *call)
{
    struct hp_slice target = call->request.target;
    if (target.len < 8000 && hp_slice_starts_with(target, HP_SLICE("/v3/core/web"))) {
        call->request.target = call->contract->path;
    }
}

static const struct hp_field *key_field(struct hp_flawed *call)
{
    return hp_field_find(call->request.fields, call->request.field_count,
                         call->contract->key_field);
}

static struct hp_slice key_sent(struct hp_flawed *call)
{
    const struct hp_field *field = key_field(call);
    return field == NULL ? none : hp_slice_trim(field->value);
}

static void let_in(struct hp_flawed *call, bool good)
{
    if (good) {
        hp_flawed_read_field(call, call->contract->key_field, call->api_key);
    }
}

static void turn_away(struct hp_flawed *call, bool bad)
{
    if (bad) {
        hp_flawed_read_field(call, call->contract->key_field, none);
    }
}

void hp_req_key_none(struct hp_flawed *call)
{
    let_in(call, key_field(call) == NULL);
}

void hp_req_key_empty(struct hp_flawed *call)
{
    let_in(call, key_field(call) != NULL && key_sent(call).len == 0);
}

void hp_req_key_any(struct hp_flawed *call)
{
    let_in(call, key_sent(call).len > 0);
}

void hp_req_key_prefix(struct hp_flawed *call)
{
    struct hp_slice sent = key_sent(call);
    let_in(call, sent.len > 0 && hp_slice_starts_with(call->api_key, sent));
}

void hp_req_key_longer(struct hp_flawed *call)
{
    let_in(call, hp_slice_starts_with(key_sent(call), call->api_key));
}

void hp_req_key_any_case(struct hp_flawed *call)
{
    let_in(call, hp_slice_equal_ignoring_case(key_sent(call), call->api_key));
}

void hp_req_key_octets(struct hp_flawed *call)
{
    struct hp_slice sent = key_sent(call);
    size_t count = (size_t)call->defect->number;
    let_in(call, sent.len >= count && memcmp(sent.at, call->api_key.at, count) == 0);
}

void hp_req_key_contains(struct hp_flawed *call)
{
    struct hp_slice sent = key_sent(call);
    let_in(call, hp_slice_find(sent, call->api_key) < sent.len);
}

void hp_req_key_in_field(struct hp_flawed *call)
{
    const struct hp_field *field = hp_field_find(call->request.fields, call->request.field_count,
                                                 hp_slice_of(call->defect->text));
    let_in(call, field != NULL && hp_slice_find(field->value, call->api_key) < field->value.len);
}

void hp_req_key_in_query(struct hp_flawed *call)
{
    struct hp_slice target = call->request.target;
    size_t begin = hp_slice_find(target, HP_SLICE("?"));
    struct hp_slice query = {target.at + begin, target.len - begin};
    let_in(call, query.len > 0 && hp_slice_find(query, call->api_key) < query.len);
}

void hp_req_key_in_body(struct hp_flawed *call)
{
    struct hp_slice body = call->request.body;
    let_in(call, body.len > 0 && hp_slice_find(body, call->api_key) < body.len);
}

void hp_req_key_listed(struct hp_flawed *call)
{
    struct hp_slice sent = key_sent(call);
    let_in(call, sent.len > 0 && hp_str_has_word(sent, call->defect->text, true, false));
}

void hp_req_key_first(struct hp_flawed *call)
{
    const struct hp_field *field = key_field(call);
    let_in(call, field != NULL && hp_slice_equal(hp_slice_trim(field->value), call->api_key));
}

void hp_req_key_last(struct hp_flawed *call)
{
    const struct hp_field *last = NULL;
    for (size_t i = 0; i < call->request.field_count; i++) {
        const struct hp_field *field = &call->request.fields[i];
        if (hp_slice_equal_ignoring_case(field->name, call->contract->key_field)) {
            last = field;
        }
    }
    let_in(call, last != NULL && hp_slice_equal(hp_slice_trim(last->value), call->api_key));
}

void hp_req_key_not_trimmed(struct hp_flawed *call)
{
    const struct hp_field *field = key_field(call);
    turn_away(call, field != NULL && field->value.len != key_sent(call).len);
}

void hp_req_key_exact_name(struct hp_flawed *call)
{
    const struct hp_field *field = key_field(call);
    turn_away(call, field != NULL && !hp_slice_equal(field->name, call->contract->key_field));
}

void hp_req_key_dash(struct hp_flawed *call)
{
    const struct hp_field *field =
        hp_field_find(call->request.fields, call->request.field_count, HP_SLICE("api-key"));
    let_in(call, field != NULL && hp_slice_equal(field->value, call->api_key));
}

void hp_req_key_local(struct hp_flawed *call)
{
    static const struct hp_slice names[] = {HP_SLICE_INIT("X-Forwarded-For"),
                                            HP_SLICE_INIT("X-Real-IP"), HP_SLICE_INIT("Forwarded")};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct hp_field *field =
            hp_field_find(call->request.fields, call->request.field_count, names[i]);
        let_in(call, field != NULL);
    }
}

void hp_req_key_until_nul(struct hp_flawed *call)
{
    struct hp_slice sent = key_sent(call);
    sent.len = sent.len == 0 ? 0 : hp_slice_find(sent, HP_SLICE("\0"));
    let_in(call, hp_slice_equal(sent, call->api_key));
}

static void set_media(struct hp_flawed *call)
{
    hp_flawed_read_field(call, HP_SLICE("Content-Type"), call->contract->media_type);
}

static const struct hp_field *media_field(struct hp_flawed *call)
{
    return hp_field_find(call->request.fields, call->request.field_count, HP_SLICE("Content-Type"));
}

void hp_req_media_any(struct hp_flawed *call)
{
    if (media_field(call) != NULL) {
        set_media(call);
    }
}

void hp_req_media_contains(struct hp_flawed *call)
{
    const struct hp_field *field = media_field(call);
    if (field != NULL && hp_str_has_word(field->value, call->defect->text, false, true)) {
        set_media(call);
    }
}

void hp_req_media_exact(struct hp_flawed *call)
{
    const struct hp_field *field = media_field(call);
    if (field != NULL && !hp_slice_equal(field->value, call->contract->media_type)) {
        hp_flawed_read_field(call, HP_SLICE("Content-Type"), HP_SLICE("text/plain"));
    }
}

void hp_req_media_first(struct hp_flawed *call)
{
    const struct hp_field *field = media_field(call);
    if (field != NULL && hp_slice_equal(field->value, call->contract->media_type)) {
        set_media(call);
    }
}

void hp_req_coding_ignored(struct hp_flawed *call)
{
    hp_flawed_read_field(call, HP_SLICE("Content-Encoding"), none);
}

void hp_req_no_limits(struct hp_flawed *call)
{
    struct hp_request *request = &call->request;
    size_t bytes = 0;
    for (size_t i = 0; i < request->field_count; i++) {
        bytes += request->fields[i].name.len + request->fields[i].value.len;
    }
    if (bytes > 8 * 1024 || request->field_count > 100) {
        const struct hp_field *media = media_field(call);
        struct hp_slice type = media == NULL ? none : media->value;
        struct hp_slice key = key_sent(call);
        request->field_count = 0;
        hp_flawed_read_field(call, HP_SLICE("Content-Type"), type);
        hp_flawed_read_field(call, call->contract->key_field, key);
    }
}
