/* Every allocation of decode, validate and encode fails once: the answer is right or "no memory",
 * never wrong, and nothing leaks (the sanitizer looks). */
#include "fuzz/fuzz.h"
#include "harness/base/alloc.h"
#include "harness/base/rng.h"
#include "harness/json/encode.h"

enum { FAILURES_MAX = 64, OUTPUT_BYTES_MAX = 1 << 24 };

struct answer {
    bool refused; /* memory was */
    bool json, valid;
    uint64_t text; /* hash of the encoded form */
};

static struct answer ask(struct hp_slice text)
{
    struct answer answer = {0};
    struct hp_arena arena;
    struct hp_buf out;
    struct hp_json_scan scan;
    const struct hp_json *root;
    struct hp_violations found;
    hp_arena_init(&arena, OUTPUT_BYTES_MAX * (size_t)8);
    hp_buf_init(&out, OUTPUT_BYTES_MAX);
    answer.refused = hp_json_parse(&arena, text, NULL, &scan, &root) != HP_OK;
    answer.json = root != NULL;
    HP_FUZZ_HOLDS(!answer.refused || root == NULL, "nomem-root");
    if (root != NULL) {
        answer.valid = hp_schema_validate(hp_fuzz_contract()->request, root, &arena, &found);
        for (size_t i = 0; i < found.kept; i++) {
            answer.refused = answer.refused || strcmp(found.items[i].keyword, "memory") == 0;
        }
        answer.refused = answer.refused || found.count > found.kept;
        hp_json_encode(&out, root);
        answer.refused = answer.refused || out.failed;
        answer.text = hp_hash(HP_HASH_BASIS, hp_buf_view(&out));
    }
    hp_buf_deinit(&out);
    hp_arena_deinit(&arena);
    return answer;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hp_slice text = hp_fuzz_input(data, size);
    struct answer whole = ask(text); /* loads the contract too */
    for (uint64_t k = 1; k <= FAILURES_MAX; k++) {
        hp_alloc_fail_at(k);
        struct answer answer = ask(text);
        bool failed = hp_alloc_calls() >= k;
        hp_alloc_fail_at(0);
        bool same =
            answer.json == whole.json && answer.valid == whole.valid && answer.text == whole.text;
        HP_FUZZ_HOLDS(answer.refused || same, "nomem-answer");
        k = failed ? k : FAILURES_MAX;
    }
    return 0;
}
