/* The operation from request to response: the gate, the strict decoder, the contract's schema, the
 * policy, the answer. Must not know a socket, a clock, or why anyone sends a request. */
#include "harness/service/service.h"

#include <stdatomic.h>

#include "harness/base/alloc.h"
#include "harness/contract/format.h"
#include "harness/service/answer.h"
#include "harness/service/gate.h"
#include "harness/service/id.h"
#include "harness/service/policy.h"
#include "harness/service/schema_problems.h"
#include "harness/service/trait_place.h"

enum { CACHE_LINE_BYTES = 64 };

const struct hp_service_limits hp_service_limits_default = {
    .body_bytes_max = (size_t)64 * 1024, /* decision S36 */
    .depth_max = 32,                     /* decision S36 */
    .array_items_max = 1000,             /* decision S12 */
    .target_bytes_max = 8000,            /* what RFC 9110 4.1 recommends to support */
    .field_bytes_max = (size_t)8 * 1024, /* the default of Apache and nginx */
    .fields_max = 100,                   /* the default of Apache */
};

struct hp_service {
    struct hp_gate gate;
    struct hp_replies replies;
    struct hp_answer answer;
    uint64_t id_seed;
    char *api_key;
    const struct hp_service_hook *hook;
    /* Written for each create, by all threads: on a cache line of its own, or each write would take
     * what stands around it away from the other threads. */
    char before[CACHE_LINE_BYTES];
    atomic_uint_fast64_t created;
    char behind[CACHE_LINE_BYTES];
};

static enum hp_status check_options(const struct hp_service_options *options,
                                    struct hp_error *error)
{
    struct hp_slice key = options->api_key;
    if (key.len == 0 || hp_slice_trim(key).len != key.len) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "the API key of the built-in service is empty or has blanks at its "
                            "ends; give one that a header field can carry");
    }
    for (size_t i = 0; i < key.len; i++) {
        unsigned char c = (unsigned char)key.at[i];
        if (c < 0x20 || c == 0x7f) {
            return hp_error_set(error, HP_ERR_USAGE,
                                "the API key of the built-in service has a control character at "
                                "offset %zu; give one that a header field can carry",
                                i);
        }
    }
    if (options->limits.depth_max > HP_JSON_DEPTH_MAX) {
        return hp_error_set(error, HP_ERR_USAGE, "a depth of %u is beyond the decoder's limit, %d",
                            options->limits.depth_max, HP_JSON_DEPTH_MAX);
    }
    return HP_OK;
}

static struct hp_service_limits effective_limits(struct hp_service_limits limits)
{
    const struct hp_service_limits *standard = &hp_service_limits_default;
    return (struct hp_service_limits){
        .body_bytes_max = limits.body_bytes_max ? limits.body_bytes_max : standard->body_bytes_max,
        .depth_max = limits.depth_max ? limits.depth_max : standard->depth_max,
        .array_items_max =
            limits.array_items_max ? limits.array_items_max : standard->array_items_max,
        .target_bytes_max =
            limits.target_bytes_max ? limits.target_bytes_max : standard->target_bytes_max,
        .field_bytes_max =
            limits.field_bytes_max ? limits.field_bytes_max : standard->field_bytes_max,
        .fields_max = limits.fields_max ? limits.fields_max : standard->fields_max,
    };
}

enum hp_status hp_service_new(const struct hp_service_options *options, struct hp_service **out,
                              struct hp_error *error)
{
    *out = NULL;
    enum hp_status status = check_options(options, error);
    if (status != HP_OK) {
        return status;
    }
    struct hp_service *service = hp_calloc(1, sizeof(*service));
    if (service == NULL) {
        return hp_error_nomem(error);
    }
    service->id_seed = options->id_seed;
    service->hook = options->hook;
    service->api_key = hp_strndup(options->api_key.at, options->api_key.len);
    const struct hp_service_limits limits = effective_limits(options->limits);
    hp_gate_init(&service->gate, options->contract,
                 (struct hp_slice){service->api_key, options->api_key.len}, &limits);
    status = service->api_key == NULL
                 ? hp_error_nomem(error)
                 : hp_replies_init(&service->replies, options->contract, error);
    if (status == HP_OK) {
        status = hp_answer_init(&service->answer, options->contract, error);
    }
    if (status != HP_OK) {
        hp_service_free(service);
        return status;
    }
    *out = service;
    return HP_OK;
}

void hp_service_free(struct hp_service *service)
{
    if (service == NULL) {
        return;
    }
    hp_answer_deinit(&service->answer);
    hp_free(service->api_key);
    hp_free(service);
}

/* Sends `body` with `status`, or the 503 when memory for the body was refused. */
static void respond(const struct hp_service *service, int status, struct hp_slice body,
                    struct hp_response *out)
{
    if (body.at == NULL) {
        hp_replies_make(&service->replies, HP_REPLY_UNAVAILABLE, out);
    } else {
        hp_reply_with_body(status, body, out);
    }
}

static void refuse_syntax(const struct hp_service *service, const struct hp_json_scan *scan,
                          struct hp_arena *arena, struct hp_response *out)
{
    respond(service, 400, hp_problem_syntax_body(arena, scan), out);
}

/* Answers a body that the grammar allows and this service refuses, because two readers understand
 * it in two ways (decisions S33 and S50, RFC 8259 8.2, CWE-158). False when there is nothing to
 * refuse.
 */
static bool refuse_traits(const struct hp_service *service, const struct hp_json *root,
                          unsigned traits, struct hp_arena *arena, struct hp_response *out)
{
    static const struct {
        enum hp_json_trait trait;
        struct hp_slice message;
    } refused[] = {
        {HP_JSON_DUPLICATE, HP_SLICE_INIT("repeats a member name of its object")},
        {HP_JSON_LONE_SURROGATE, HP_SLICE_INIT("escapes half of a surrogate pair")},
        {HP_JSON_NUL, HP_SLICE_INIT("escapes U+0000")},
    };
    static const unsigned all =
        HP_JSON_DUPLICATE | HP_JSON_LONE_SURROGATE | HP_JSON_NUL | HP_JSON_BOM;
    if ((traits & all) == 0) {
        return false;
    }
    if ((traits & HP_JSON_BOM) != 0) {
        hp_replies_make(&service->replies, HP_REPLY_BYTE_ORDER_MARK, out);
        return true;
    }
    struct hp_problems problems;
    hp_problems_init(&problems, arena);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if ((traits & refused[i].trait) != 0) {
            struct hp_pointer place;
            (void)hp_trait_place(root, refused[i].trait, service->gate.limits.depth_max, &place);
            hp_problems_add_at(&problems, &place, refused[i].message);
        }
    }
    if (problems.failed) {
        hp_replies_make(&service->replies, HP_REPLY_UNAVAILABLE, out);
    } else if (problems.count > 0) {
        respond(service, 400, hp_problems_body(&problems, HP_SLICE("malformed-json")), out);
    }
    return problems.failed || problems.count > 0;
}

/* Collects what schema and policy have against the body. The policy is asked only about values that
 * the schema takes, so that nothing is reported twice; `webhook` is read then. */
static void collect(const struct hp_service *service, const struct hp_json *root,
                    struct hp_webhook *webhook, struct hp_problems *problems)
{
    const struct hp_contract *contract = service->gate.contract;
    struct hp_violations violations;
    if (hp_schema_validate_wordless(contract->request, root, problems->arena, &violations)) {
        hp_webhook_read(contract, root, webhook);
        hp_policy_judge(contract, webhook, service->gate.limits.array_items_max, problems);
        return;
    }
    hp_schema_problems_add(contract, root, &violations, problems);
    if (problems->count == 0) {
        problems->failed = true; /* refused, but no memory to say why */
    }
}

static void create(struct hp_service *service, const struct hp_webhook *webhook, size_t body_bytes,
                   int64_t now_unix_ms, struct hp_arena *arena, struct hp_response *out)
{
    struct hp_answer_made made;
    uint64_t number = atomic_fetch_add_explicit(&service->created, 1, memory_order_relaxed);
    hp_id_print(service->id_seed, number, made.id);
    hp_date_time_print(now_unix_ms, made.created_at);
    respond(service, service->gate.contract->success_status,
            hp_answer_body(&service->answer, webhook, &made, body_bytes, arena), out);
}

static void handle_body(struct hp_service *service, const struct hp_request *request,
                        int64_t now_unix_ms, struct hp_arena *arena, struct hp_response *out)
{
    const struct hp_service_limits *limits = &service->gate.limits;
    const struct hp_json_limits json_limits = {limits->body_bytes_max, limits->depth_max};
    struct hp_json_scan scan;
    const struct hp_json *root;
    if (hp_json_parse(arena, request->body, &json_limits, &scan, &root) != HP_OK) {
        hp_replies_make(&service->replies, HP_REPLY_UNAVAILABLE, out);
        return;
    }
    if (root == NULL) {
        refuse_syntax(service, &scan, arena, out);
        return;
    }
    if (refuse_traits(service, root, scan.traits, arena, out)) {
        return;
    }
    struct hp_webhook webhook;
    struct hp_problems problems;
    hp_problems_init(&problems, arena);
    collect(service, root, &webhook, &problems);
    if (problems.failed) {
        hp_replies_make(&service->replies, HP_REPLY_UNAVAILABLE, out);
    } else if (problems.count > 0) {
        respond(service, 422, hp_problems_body(&problems, HP_SLICE("invalid-params")), out);
    } else {
        create(service, &webhook, request->body.len, now_unix_ms, arena, out);
    }
}

void hp_service_answer(struct hp_service *service, const struct hp_request *request,
                       int64_t now_unix_ms, struct hp_arena *arena, struct hp_response *out)
{
    enum hp_reply refusal = hp_gate_judge(&service->gate, request);
    if (refusal == HP_REPLY_NONE) {
        handle_body(service, request, now_unix_ms, arena, out);
    } else {
        hp_replies_make(&service->replies, refusal, out);
    }
    if (hp_slice_is(request->method, "HEAD")) {
        out->body = (struct hp_slice){"", 0}; /* RFC 9110 9.3.2 */
    }
}

void hp_service_handle(struct hp_service *service, const struct hp_request *request,
                       int64_t now_unix_ms, struct hp_arena *arena, struct hp_response *out)
{
    const struct hp_service_hook *hook = service->hook;
    if (hook != NULL && hook->handle != NULL) {
        hook->handle(hook, service, request, now_unix_ms, arena, out);
    } else {
        hp_service_answer(service, request, now_unix_ms, arena, out);
    }
}

const struct hp_service_hook *hp_service_hook(const struct hp_service *service)
{
    return service->hook;
}

bool hp_service_head_is_wrong(const struct hp_service *service, const struct hp_request *request)
{
    return hp_gate_judge(&service->gate, request) != HP_REPLY_NONE;
}

bool hp_service_refuses(const struct hp_service *service, const struct hp_request *request,
                        uint64_t body_bytes, struct hp_response *out)
{
    if (service->hook != NULL && service->hook->handle != NULL) {
        return false;
    }
    enum hp_reply refusal = hp_gate_judge(&service->gate, request);
    if (refusal == HP_REPLY_NONE && body_bytes > service->gate.limits.body_bytes_max) {
        refusal = HP_REPLY_BODY_TOO_LARGE;
    }
    if (refusal != HP_REPLY_NONE) {
        hp_replies_make(&service->replies, refusal, out);
    }
    return refusal != HP_REPLY_NONE;
}
