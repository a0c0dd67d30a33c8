/* Reads what OpenAPI says around the schemas: where the operation is and how it is asked.
 *
 * What would change the request or the answer and cannot be honoured (parameters, several servers
 * on the path) is refused. Must not look into schemas. */
#include "harness/contract/openapi.h"

#include "harness/base/message.h"
#include "harness/contract/ascii.h"
#include "harness/contract/describe.h"

static enum hp_status read_about(struct hp_loading *loading, struct hp_part root)
{
    struct hp_contract *contract = &loading->loaded->contract;
    struct hp_part part = {0};
    enum hp_status status = hp_part_want(loading, root, HP_SLICE("openapi"), HP_JSON_STRING, &part);
    if (status != HP_OK) {
        return status;
    }
    if (!hp_slice_starts_with(hp_json_string(part.value), HP_SLICE("3.1."))) {
        char have[HP_DESCRIPTION_BYTES];
        hp_describe(part.value, have);
        return hp_loading_refuse(loading, part.pointer, "want an OpenAPI 3.1 document, have %s",
                                 have);
    }
    struct hp_part info = {0};
    status = hp_part_want(loading, root, HP_SLICE("info"), HP_JSON_OBJECT, &info);
    if (status == HP_OK) {
        status = hp_part_want(loading, info, HP_SLICE("title"), HP_JSON_STRING, &part);
        contract->title = hp_json_string(part.value);
    }
    if (status == HP_OK) {
        status = hp_part_want(loading, info, HP_SLICE("version"), HP_JSON_STRING, &part);
        contract->version = hp_json_string(part.value);
    }
    return status;
}

/* The path of a server's URL ("https://host/v3/" or "/v3"), without slashes at its end. */
static struct hp_slice path_of(struct hp_slice url)
{
    size_t start = hp_slice_find(url, HP_SLICE("://"));
    start = start == url.len ? 0 : start + 3;
    while (start < url.len && url.at[start] != '/') {
        start++;
    }
    struct hp_slice path = {url.at + start, url.len - start};
    while (path.len > 0 && path.at[path.len - 1] == '/') {
        path.len--;
    }
    return path;
}

/* The targets come from the command line; the servers only say which prefix the path has. */
static enum hp_status read_prefix(struct hp_loading *loading, struct hp_part root,
                                  struct hp_slice *prefix)
{
    *prefix = (struct hp_slice){"", 0};
    struct hp_part servers = {0};
    enum hp_status status = hp_part_child(loading, root, HP_SLICE("servers"), &servers);
    if (status != HP_OK || servers.value == NULL) {
        return status;
    }
    bool first = true;
    for (const struct hp_json *server = hp_json_first(servers.value); server != NULL;
         server = hp_json_next(server)) {
        struct hp_slice url = hp_json_string(hp_json_member(server, HP_SLICE("url")));
        if (url.len == 0 || memchr(url.at, '{', url.len) != NULL) {
            return hp_loading_refuse(loading, servers.pointer,
                                     "want a url without variables for each server");
        }
        if (!first && !hp_slice_equal(path_of(url), *prefix)) {
            return hp_loading_refuse(loading, servers.pointer,
                                     "the servers differ in their paths; keep one of them");
        }
        *prefix = path_of(url);
        first = false;
    }
    return HP_OK;
}

/* Members that would change what is to be sent. */
static enum hp_status refuse_members(struct hp_loading *loading, struct hp_part part)
{
    static const char *const names[] = {"parameters", "servers"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct hp_json *member = hp_json_member(part.value, hp_slice_of(names[i]));
        if (hp_json_size(member) > 0) {
            return hp_loading_refuse(loading, part.pointer,
                                     "hookproof cannot honour \"%s\" here; remove the member",
                                     names[i]);
        }
    }
    return HP_OK;
}

static const char *method_of(struct hp_slice name)
{
    static const char *const methods[][2] = {
        {"get", "GET"},         {"put", "PUT"},   {"post", "POST"},   {"delete", "DELETE"},
        {"options", "OPTIONS"}, {"head", "HEAD"}, {"patch", "PATCH"}, {"trace", "TRACE"},
    };
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (hp_slice_is(name, methods[i][0])) {
            return methods[i][1];
        }
    }
    return NULL;
}

static enum hp_status find_operation(struct hp_loading *loading, struct hp_part item,
                                     struct hp_part *operation)
{
    struct hp_slice key = {NULL, 0};
    size_t found = 0;
    for (const struct hp_json *member = hp_json_first(item.value); member != NULL;
         member = hp_json_next(member)) {
        const char *method = method_of(hp_json_name(member));
        if (method != NULL) {
            key = hp_json_name(member);
            loading->loaded->contract.method = hp_slice_of(method);
            found++;
        }
    }
    if (found != 1) {
        return hp_loading_refuse(loading, item.pointer, "want exactly one operation, have %zu",
                                 found);
    }
    return hp_part_want(loading, item, key, HP_JSON_OBJECT, operation);
}

static enum hp_status read_path(struct hp_loading *loading, struct hp_part root,
                                struct hp_part *operation)
{
    struct hp_slice prefix;
    struct hp_slice path;
    struct hp_part paths = {0};
    struct hp_part item = {0};
    enum hp_status status = read_prefix(loading, root, &prefix);
    if (status == HP_OK) {
        status = hp_part_want(loading, root, HP_SLICE("paths"), HP_JSON_OBJECT, &paths);
    }
    if (status == HP_OK) {
        status = hp_part_only(loading, paths, "path", &path, &item);
    }
    if (status != HP_OK) {
        return status;
    }
    if (path.len == 0 || path.at[0] != '/' || memchr(path.at, '{', path.len) != NULL) {
        return hp_loading_refuse(loading, item.pointer,
                                 "want a path that starts with / and has no {parameters}");
    }
    char *whole = hp_arena_take(&loading->loaded->arena, prefix.len + path.len);
    if (whole == NULL) {
        return hp_loading_nomem(loading);
    }
    memcpy(whole, prefix.at, prefix.len);
    memcpy(whole + prefix.len, path.at, path.len);
    loading->loaded->contract.path = (struct hp_slice){whole, prefix.len + path.len};
    status = refuse_members(loading, item);
    if (status == HP_OK) {
        status = find_operation(loading, item, operation);
    }
    return status == HP_OK ? refuse_members(loading, *operation) : status;
}

/* Exactly one way to authenticate: an API key in a header. */
static enum hp_status read_credential(struct hp_loading *loading, struct hp_part root,
                                      struct hp_part operation)
{
    static const struct hp_slice security = HP_SLICE_INIT("security");
    struct hp_part schemes = {0};
    struct hp_part scheme = {0};
    struct hp_part part = {0};
    struct hp_part owner = hp_json_member(operation.value, security) != NULL ? operation : root;
    enum hp_status status = hp_part_want(loading, owner, security, HP_JSON_ARRAY, &part);
    if (status != HP_OK) {
        return status;
    }
    const struct hp_json *way = hp_json_first(part.value);
    if (hp_json_size(part.value) != 1 || hp_json_size(way) != 1) {
        return hp_loading_refuse(loading, part.pointer, "want exactly one security scheme");
    }
    status = hp_part_want(loading, root, HP_SLICE("components"), HP_JSON_OBJECT, &schemes);
    if (status == HP_OK) {
        status =
            hp_part_want(loading, schemes, HP_SLICE("securitySchemes"), HP_JSON_OBJECT, &schemes);
    }
    if (status == HP_OK) {
        status = hp_part_want(loading, schemes, hp_json_name(hp_json_first(way)), HP_JSON_OBJECT,
                              &scheme);
    }
    if (status != HP_OK) {
        return status;
    }
    if (!hp_slice_is(hp_json_string(hp_json_member(scheme.value, HP_SLICE("type"))), "apiKey") ||
        !hp_slice_is(hp_json_string(hp_json_member(scheme.value, HP_SLICE("in"))), "header")) {
        return hp_loading_refuse(loading, scheme.pointer,
                                 "want \"type\": \"apiKey\" and \"in\": \"header\"");
    }
    status = hp_part_want(loading, scheme, HP_SLICE("name"), HP_JSON_STRING, &part);
    loading->loaded->contract.key_field = hp_json_string(part.value);
    return status;
}

static enum hp_status read_content(struct hp_loading *loading, struct hp_part body,
                                   struct hp_slice *media_type, struct hp_part *out)
{
    struct hp_part content = {0};
    enum hp_status status =
        hp_part_want(loading, body, HP_SLICE("content"), HP_JSON_OBJECT, &content);
    if (status == HP_OK) {
        status = hp_part_only(loading, content, "media type", media_type, out);
    }
    if (status == HP_OK && !hp_media_type_is_json(hp_media_type(*media_type))) {
        return hp_loading_refuse(loading, out->pointer, "want a JSON media type");
    }
    return status;
}

static enum hp_status read_request(struct hp_loading *loading, struct hp_part operation)
{
    struct hp_part body = {0};
    enum hp_status status =
        hp_part_want(loading, operation, HP_SLICE("requestBody"), HP_JSON_OBJECT, &body);
    if (status != HP_OK) {
        return status;
    }
    if (!hp_json_boolean(hp_json_member(body.value, HP_SLICE("required")))) {
        return hp_loading_refuse(loading, body.pointer,
                                 "want \"required\": true, as hookproof tests that a request "
                                 "without a body is refused");
    }
    return read_content(loading, body, &loading->loaded->contract.media_type, &loading->request);
}

/* 100 to 599, or 0. */
static int status_of(struct hp_slice key)
{
    if (key.len != 3 || key.at[0] < '1' || key.at[0] > '5' || !hp_ascii_is_digit(key.at[1]) ||
        !hp_ascii_is_digit(key.at[2])) {
        return 0;
    }
    return (key.at[0] - '0') * 100 + (key.at[1] - '0') * 10 + (key.at[2] - '0');
}

/* Exactly one 2xx. Other responses may be described; hookproof has its own rules for refusals. */
static enum hp_status read_response(struct hp_loading *loading, struct hp_part operation)
{
    struct hp_contract *contract = &loading->loaded->contract;
    struct hp_part responses = {0};
    struct hp_part response = {0};
    enum hp_status status =
        hp_part_want(loading, operation, HP_SLICE("responses"), HP_JSON_OBJECT, &responses);
    if (status != HP_OK) {
        return status;
    }
    struct hp_slice key = {NULL, 0};
    size_t found = 0;
    for (const struct hp_json *member = hp_json_first(responses.value); member != NULL;
         member = hp_json_next(member)) {
        int code = status_of(hp_json_name(member));
        if (code / 100 == 2) {
            key = hp_json_name(member);
            contract->success_status = code;
            found++;
        }
    }
    if (found != 1) {
        return hp_loading_refuse(loading, responses.pointer,
                                 "want exactly one response of 200 to 299, have %zu", found);
    }
    struct hp_slice media_type = {NULL, 0};
    status = hp_part_want(loading, responses, key, HP_JSON_OBJECT, &response);
    if (status == HP_OK) {
        status = read_content(loading, response, &media_type, &loading->response);
    }
    if (status == HP_OK && !hp_slice_equal_ignoring_case(media_type, contract->media_type)) {
        return hp_loading_refuse(loading, loading->response.pointer,
                                 "want the media type of the request");
    }
    return status;
}

enum hp_status hp_openapi_operation(struct hp_loading *loading)
{
    struct hp_part root = {.value = loading->document, .pointer = {"", 0}};
    struct hp_part operation = {0};
    enum hp_status status = read_about(loading, root);
    if (status == HP_OK) {
        status = read_path(loading, root, &operation);
    }
    if (status == HP_OK) {
        status = read_credential(loading, root, operation);
    }
    if (status == HP_OK) {
        status = read_request(loading, operation);
    }
    return status == HP_OK ? read_response(loading, operation) : status;
}
