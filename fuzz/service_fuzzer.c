/* The whole built-in service: any bytes at all give a response that satisfies the contract, as the
 * judge sees it. Octets that are an HTTP request are that request, others are the body of the
 * documented one. */
#include "fuzz/exchange.h"
#include "fuzz/fuzz.h"
#include "harness/service/service.h"

static struct hp_service *service(void)
{
    static struct hp_service *one;
    struct hp_service_options options = {
        .contract = hp_fuzz_contract(), .api_key = HP_SLICE(HP_FUZZ_KEY), .id_seed = 1};
    HP_FUZZ_HOLDS(one != NULL || hp_service_new(&options, &one, NULL) == HP_OK, "service-new");
    return one;
}

/* Accepted exactly when it is the documented request and its body satisfies the contract. */
static void holds_for_verdict(const struct hp_request *request, int status, struct hp_arena *arena)
{
    struct hp_slice line;
    bool good = hp_body_agrees(hp_fuzz_contract(), request, HP_BODY_VALID, arena, &line);
    HP_FUZZ_HOLDS(status != 200 || good, "service-accepts-invalid");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hp_arena *arena = hp_fuzz_arena();
    struct hp_slice octets = hp_fuzz_input(data, size);
    struct hp_request request;
    if (!hp_fuzz_read_request(octets, &request, NULL)) {
        request = hp_fuzz_post(octets);
    }
    struct hp_exchange exchange = {.end = HP_END_RESPONSE,
                                   .sent_unix_ms = HP_FUZZ_NOW_MS,
                                   .received_unix_ms = HP_FUZZ_NOW_MS,
                                   .duration_us = 100};
    hp_service_handle(service(), &request, HP_FUZZ_NOW_MS, arena, &exchange.response);
    holds_for_verdict(&request, exchange.response.status, arena);
    struct hp_judgement judgement;
    bool known = hp_slice_equal(request.method, hp_fuzz_contract()->method);
    hp_fuzz_judge(&request, &exchange, known ? HP_EXPECT_ACCEPT_200_OR_4XX : HP_EXPECT_NO_5XX_ONLY,
                  arena, &judgement);
    for (size_t i = 0; i < judgement.observation_count; i++) {
        const struct hp_observation *o = &judgement.observations[i];
        if (o->level == HP_MUST) {
            hp_fuzz_broken("service-breaks-must", "%s at %.*s: %.*s, but %.*s", o->check,
                           (int)o->where.len, o->where.at, (int)o->expected.len, o->expected.at,
                           (int)o->actual.len, o->actual.at);
        }
    }
    return 0;
}
