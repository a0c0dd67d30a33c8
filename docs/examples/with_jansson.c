/* Another JSON library behind the same operation, as a plugin: jansson.
 *
 *     cc -shared -fPIC -O2 -o with_jansson.so with_jansson.c $(pkg-config --cflags --libs hookproof
 * jansson) hookproof run plugin:./with_jansson.so
 *
 * Left out besides what webhook_rules.h leaves out: jansson refuses U+0000 in strings and numbers
 * that a double cannot hold, so this refuses them, too. */
#include <jansson.h>

#include "webhook_rules.h"

static text string_of(const json_t *value)
{
    return (text){json_string_value(value), json_string_length(value)};
}

static int is_too_deep(const json_t *value, int depth)
{
    const char *name;
    json_t *child;
    size_t index;
    if (depth > DEPTH_MAX) {
        return 1;
    }
    json_object_foreach((json_t *)value, name, child)
    {
        if (is_too_deep(child, depth + 1)) {
            return 1;
        }
    }
    json_array_foreach(value, index, child)
    {
        if (is_too_deep(child, depth + 1)) {
            return 1;
        }
    }
    return 0;
}

/* A list of known values; without one, or with an empty one, only where `required` says no. */
static int is_list(const json_t *list, const char *const *known, int required)
{
    size_t index;
    json_t *item;
    if (list == NULL) {
        return !required;
    }
    json_array_foreach(list, index, item)
    {
        if (!json_is_string(item) || !in_list(string_of(item), known)) {
            return 0;
        }
    }
    return json_is_array(list) && !(required && json_array_size(list) == 0);
}

static int are_fields(json_t *headers)
{
    const char *name;
    json_t *value;
    if (headers == NULL) {
        return 1;
    }
    json_object_foreach(headers, name, value)
    {
        if (!json_is_string(value) || !is_field((text){name, strlen(name)}, string_of(value))) {
            return 0;
        }
    }
    return json_is_object(headers) && json_object_size(headers) <= 100;
}

static const char *judge(const json_t *webhook)
{
    const json_t *type = json_object_get(webhook, "type");
    const json_t *name = json_object_get(webhook, "name");
    const json_t *url = json_object_get(webhook, "url");
    if (!json_is_string(type) || !in_list(string_of(type), types)) {
        return "type is missing or not known";
    }
    int required = is(string_of(type), "DATA_MODEL_CHANGES");
    if (!json_is_string(name) || json_string_length(name) == 0 ||
        json_string_length(name) > NAME_BYTES_MAX) {
        return "name is missing, empty or too long";
    }
    if (!json_is_string(url) || !is_url(string_of(url))) {
        return "url is no absolute URL of a public host";
    }
    if (!is_list(json_object_get(webhook, "operations"), operations, required)) {
        return "operations is no list of known operations";
    }
    if (!is_list(json_object_get(webhook, "data_models"), data_models, required)) {
        return "data_models is no list of known data models";
    }
    return are_fields(json_object_get(webhook, "headers"))
               ? NULL
               : "headers is no object of header fields";
}

/* A new reference: the member, or what stands for one that is not there. */
static json_t *member_or(const json_t *webhook, const char *name, json_t *otherwise)
{
    json_t *member = json_object_get(webhook, name);
    if (member == NULL) {
        return otherwise;
    }
    json_decref(otherwise);
    return json_incref(member);
}

static int respond(struct answer *answer, const json_t *webhook, int64_t now_unix_ms,
                   struct hookproof_response *response)
{
    char id[24];
    char time[32];
    write_id(answer, id);
    write_time(now_unix_ms, time);
    json_t *told = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "id", id, "created_at",
                             time, "name", member_or(webhook, "name", json_null()), "type",
                             member_or(webhook, "type", json_null()), "url",
                             member_or(webhook, "url", json_null()), "operations",
                             member_or(webhook, "operations", json_array()), "data_models",
                             member_or(webhook, "data_models", json_array()), "headers",
                             member_or(webhook, "headers", json_object()));
    char *body = json_dumps(told, JSON_COMPACT);
    json_decref(told);
    return body == NULL ? 1 : answer_with(answer, response, 200, body, strlen(body));
}

static int handle(void *state, const struct hookproof_request *request,
                  struct hookproof_response *response)
{
    struct answer *answer = state;
    const char *why = NULL;
    json_error_t error;
    int status = judge_head(answer, request, &why);
    if (status != 0) {
        return refuse(answer, response, status, why);
    }
    json_t *root = json_loadb(request->body.bytes == NULL ? "" : request->body.bytes,
                              request->body.length, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        return refuse(answer, response, 400, "the body is not JSON");
    }
    const json_t *webhook = json_object_get(root, "webhook");
    why = is_too_deep(root, 0)       ? "too many levels"
          : !json_is_object(webhook) ? "webhook is missing or no object"
                                     : judge(webhook);
    int code = why != NULL ? refuse(answer, response, 400, why)
                           : respond(answer, webhook, request->now_unix_ms, response);
    json_decref(root);
    return code;
}

const struct hookproof_target hookproof_target = {
    .abi = HOOKPROOF_TARGET_ABI,
    .struct_bytes = sizeof(struct hookproof_target),
    .name = "jansson",
    .init = answer_init,
    .handle = handle,
    .release = answer_release,
    .deinit = answer_deinit,
};
