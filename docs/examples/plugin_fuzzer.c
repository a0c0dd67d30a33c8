/* Any plugin under libFuzzer, AFL++ or another engine with that interface, in one process:
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -o own_fuzzer own_parser.c plugin_fuzzer.c
 *     ./own_fuzzer -max_len=16384 corpus/ hookproof-report/corpus/
 *
 * Link the plugin's source, not its shared object, so that the engine sees its coverage. The body
 * of the documented request is the input; what is checked is that the plugin stands it, and answers
 * with a status that is no fault of its own. `hookproof fuzz` checks far more, and knows no
 * coverage.
 */
#include <hookproof/target.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY  "fuzzer-key"
#define PATH "/v3/core/webhooks"
#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *begin(void)
{
    const struct hookproof_setup setup = {sizeof(setup), BYTES(KEY), BYTES("POST"), BYTES(PATH), 1};
    void *state = NULL;
    if (hookproof_target.init != NULL && hookproof_target.init(&setup, &state) != 0) {
        fprintf(stderr, "the plugin's function init failed\n");
        exit(1);
    }
    return state;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct hookproof_field fields[] = {
        {BYTES("Content-Type"), BYTES("application/json")}, {BYTES("api_key"), BYTES(KEY)}};
    static void *state;
    static int begun;
    struct hookproof_response response = {.struct_bytes = sizeof(response)};
    if (!begun) {
        state = begin();
        begun = 1;
    }
    char *body = malloc(size + (size == 0)); /* of its own size: a sanitizer sees who reads on */
    if (body == NULL) {
        return 0;
    }
    memcpy(body, data, size);
    const struct hookproof_request request = {.struct_bytes = sizeof(request),
                                              .method = BYTES("POST"),
                                              .target = BYTES(PATH),
                                              .fields = fields,
                                              .field_count = 2,
                                              .body = {body, size},
                                              .has_body = 1,
                                              .now_unix_ms = 1713156745309};
    int code = hookproof_target.handle(state, &request, &response);
    if (code != 0 || response.status < 100 || response.status >= 500) {
        fprintf(stderr, "handle returned %d, status %d\n", code, response.status);
        abort();
    }
    if (hookproof_target.release != NULL) {
        hookproof_target.release(state, &response);
    }
    if (hookproof_target.reset != NULL) {
        hookproof_target.reset(state);
    }
    free(body);
    return 0;
}
