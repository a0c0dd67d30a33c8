/* The judge on any response: a coherent judgement, the same one twice, and the same one for the
 * same body in other words. */
#include "fuzz/exchange.h"
#include "fuzz/fuzz.h"
#include "harness/json/encode.h"

static void judge(const struct hp_response *response, struct hp_judgement *out)
{
    struct hp_request request = hp_fuzz_post(hp_fuzz_contract()->example_request);
    struct hp_exchange exchange = {.end = HP_END_RESPONSE,
                                   .response = *response,
                                   .sent_unix_ms = HP_FUZZ_NOW_MS,
                                   .received_unix_ms = HP_FUZZ_NOW_MS + 2,
                                   .duration_us = 2000};
    hp_fuzz_judge(&request, &exchange, HP_EXPECT_ACCEPT_200, hp_fuzz_arena(), out);
}

/* A length that is announced is that of one spelling only. */
static void drop_lengths(struct hp_response *response)
{
    static struct hp_field kept[HP_READER_FIELDS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < response->field_count; i++) {
        if (!hp_slice_equal_ignoring_case(response->fields[i].name, HP_SLICE("content-length"))) {
            kept[count++] = response->fields[i];
        }
    }
    response->fields = kept;
    response->field_count = count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hp_response response;
    if (!hp_fuzz_read_response(hp_fuzz_input(data, size), &response)) {
        return 0;
    }
    struct hp_judgement one, two;
    judge(&response, &one);
    judge(&response, &two);
    HP_FUZZ_HOLDS(one.verdict == two.verdict && one.checks_broken == two.checks_broken &&
                      one.observation_count == two.observation_count,
                  "judge-repeats");
    struct hp_json_scan scan;
    const struct hp_json *body = hp_fuzz_parse(hp_fuzz_arena(), response.body, &scan);
    if (body == NULL || (scan.traits & HP_JSON_BOM) != 0) {
        return 0;
    }
    struct hp_buf *pretty = hp_fuzz_buffer(0);
    hp_json_encode_pretty(pretty, body);
    drop_lengths(&response);
    judge(&response, &one);
    response.body = hp_buf_view(pretty);
    judge(&response, &two);
    HP_FUZZ_HOLDS(one.verdict == two.verdict && one.checks_broken == two.checks_broken,
                  "judge-respelt");
    return 0;
}
