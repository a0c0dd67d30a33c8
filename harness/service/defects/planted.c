/* From a row of the tables to a hook. Must not know what a defect does. */
#include "harness/base/alloc.h"
#include "harness/service/defects/defect.h"

struct hp_planted {
    struct hp_service_hook hook; /* first: a hook is its defect */
    const struct hp_defect *defect;
    const struct hp_contract *contract;
    char *api_key;
    struct hp_flawed_state *state;
};

static const struct hp_planted *of(const struct hp_service_hook *hook)
{
    return (const struct hp_planted *)hook;
}

static void handle(const struct hp_service_hook *hook, struct hp_service *service,
                   const struct hp_request *request, int64_t now_unix_ms, struct hp_arena *arena,
                   struct hp_response *out)
{
    const struct hp_planted *planted = of(hook);
    struct hp_flawed call = {
        .defect = planted->defect,
        .contract = planted->contract,
        .api_key = hp_slice_of(planted->api_key),
        .arena = arena,
        .now_unix_ms = now_unix_ms,
        .state = planted->state,
        .sent = request,
        .request = *request,
    };
    pthread_mutex_lock(&planted->state->lock);
    hp_flawed_run(&call, service);
    pthread_mutex_unlock(&planted->state->lock);
    *out = call.response;
    if (hp_slice_is(request->method, "HEAD")) {
        out->body = (struct hp_slice){"", 0};
    }
}

static size_t received(const struct hp_service_hook *hook, char *octets, size_t count,
                       size_t bytes_max)
{
    return of(hook)->defect->received(of(hook)->defect, octets, count, bytes_max);
}

static bool sending(const struct hp_service_hook *hook, struct hp_buf *output, size_t start)
{
    return of(hook)->defect->sending(of(hook)->defect, output, start);
}

enum hp_status hp_planted_new(const struct hp_defect *defect, const struct hp_contract *contract,
                              struct hp_slice api_key, struct hp_planted **out,
                              struct hp_error *error)
{
    struct hp_planted *planted = hp_calloc(1, sizeof(*planted));
    *out = NULL;
    if (planted == NULL) {
        return hp_error_nomem(error);
    }
    planted->hook = (struct hp_service_hook){
        .handle = handle,
        .received = defect->received == NULL ? NULL : received,
        .sending = defect->sending == NULL ? NULL : sending,
    };
    planted->defect = defect;
    planted->contract = contract;
    planted->api_key = hp_strndup(api_key.at, api_key.len);
    planted->state = hp_calloc(1, sizeof(*planted->state));
    if (planted->api_key == NULL || planted->state == NULL) {
        hp_free(planted->api_key);
        hp_free(planted->state);
        hp_free(planted);
        return hp_error_nomem(error);
    }
    pthread_mutex_init(&planted->state->lock, NULL);
    *out = planted;
    return HP_OK;
}

void hp_planted_free(struct hp_planted *planted)
{
    if (planted == NULL) {
        return;
    }
    pthread_mutex_destroy(&planted->state->lock);
    hp_free(planted->state);
    hp_free(planted->api_key);
    hp_free(planted);
}

const struct hp_service_hook *hp_planted_hook(const struct hp_planted *planted)
{
    return planted == NULL ? NULL : &planted->hook;
}
