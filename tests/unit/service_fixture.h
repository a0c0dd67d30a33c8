/* A service on the embedded contract, and requests with one thing different from the documented
 * one. */
#ifndef HP_TESTS_SERVICE_FIXTURE_H
#define HP_TESTS_SERVICE_FIXTURE_H

#include <check.h>
#include <string.h>

#include "harness/json/tree.h"
#include "harness/service/service.h"

#define KEY "k3y-0123456789"
#define DOCUMENTED                                                                                 \
    "{\"webhook\":{\"operations\":[\"CREATE\"],\"name\":\"webhook 1\","                            \
    "\"type\":\"CONNECTION_CHANGED\",\"data_models\":[\"ACCOUNTS\"],"                              \
    "\"url\":\"https://webhook.site/eec24873-a381-4694-b684-a1d77d9e0697\","                       \
    "\"headers\":{\"api_key\":\"fhsjd\"}}}"

/* 2024-04-15T04:52:25.309Z, the time of the documented answer. */
static const int64_t fixture_now_unix_ms = INT64_C(1713156745309);

struct fixture {
    struct hp_contract *contract;
    struct hp_service *service;
    struct hp_arena arena;
};

static inline void fixture_open(struct fixture *fixture)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_contract_open(NULL, &fixture->contract, &error) == HP_OK, "%s", error.text);
    struct hp_service_options options = {
        .contract = fixture->contract, .api_key = HP_SLICE(KEY), .id_seed = 42};
    ck_assert_msg(hp_service_new(&options, &fixture->service, &error) == HP_OK, "%s", error.text);
    hp_arena_init(&fixture->arena, (size_t)64 * 1024 * 1024);
}

static inline void fixture_close(struct fixture *fixture)
{
    hp_arena_deinit(&fixture->arena);
    hp_service_free(fixture->service);
    hp_contract_free(fixture->contract);
}

static const struct hp_field fixture_fields[] = {
    {HP_SLICE_INIT("Content-Type"), HP_SLICE_INIT("application/json")},
    {HP_SLICE_INIT("api_key"), HP_SLICE_INIT(KEY)},
};

/* The documented request with `body`. */
static inline struct hp_request fixture_request(struct hp_slice body)
{
    return (struct hp_request){
        .method = HP_SLICE("POST"),
        .target = HP_SLICE("/v3/core/webhooks"),
        .fields = fixture_fields,
        .field_count = 2,
        .body = body,
        .has_body = true,
    };
}

static inline struct hp_response fixture_ask(struct fixture *fixture,
                                             const struct hp_request *request)
{
    struct hp_response response;
    hp_service_handle(fixture->service, request, fixture_now_unix_ms, &fixture->arena, &response);
    return response;
}

/* The value of a field, or an empty slice. */
static inline struct hp_slice fixture_field(const struct hp_response *response, const char *name)
{
    const struct hp_field *field =
        hp_field_find(response->fields, response->field_count, hp_slice_of(name));
    return field == NULL ? (struct hp_slice){NULL, 0} : field->value;
}

/* The body as a tree, in the fixture's arena; fails the test when it is not JSON. */
static inline const struct hp_json *fixture_tree(struct fixture *fixture, struct hp_slice body)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&fixture->arena, body, &hp_json_limits_default, &scan, &root),
                     HP_OK);
    ck_assert_msg(root != NULL, "not JSON: %.*s", (int)body.len, body.at);
    return root;
}

static inline const struct hp_json *fixture_get(const struct hp_json *object, const char *name)
{
    return hp_json_member(object, hp_slice_of(name));
}

/* What every error owes its reader: the usual fields, and a JSON body with a code and a message. */
static inline const struct hp_json *fixture_check_error(struct fixture *fixture,
                                                        const struct hp_response *response)
{
    ck_assert(hp_slice_is(fixture_field(response, "Content-Type"), "application/json"));
    ck_assert(hp_slice_is(fixture_field(response, "Cache-Control"), "no-store"));
    ck_assert(hp_slice_is(fixture_field(response, "X-Content-Type-Options"), "nosniff"));
    const struct hp_json *error = fixture_get(fixture_tree(fixture, response->body), "error");
    ck_assert_uint_gt(hp_json_string(fixture_get(error, "code")).len, 0);
    ck_assert_uint_gt(hp_json_string(fixture_get(error, "message")).len, 0);
    ck_assert_uint_eq(hp_slice_find(response->body, HP_SLICE(KEY)), response->body.len);
    return error;
}

#endif
