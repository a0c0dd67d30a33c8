/* The structure-aware mutator and crossover for libFuzzer. The same seed and input give the same
 * output: a campaign can be repeated. Targets whose inputs are no JSON at all do not link it. */
#include "fuzz/fuzz.h"
#include "fuzz/mutations.h"

enum { STACKED_MAX = 4, TEXT_ALSO_VALID = 8 };

static struct hp_mutation *begin(unsigned seed, const char *key)
{
    static struct hp_draft draft;
    static struct hp_mutation mutation;
    if (draft.text.bytes_max == 0) {
        hp_draft_init(&draft);
    }
    mutation = (struct hp_mutation){.draft = &draft, .contract = hp_fuzz_contract()};
    hp_rng_init(&mutation.rng, seed, hp_slice_of(key));
    return &mutation;
}

/* What was made, cut at the maximum. */
static size_t finish(struct hp_mutation *mutation, uint8_t *out, size_t out_max)
{
    struct hp_buf *text = &mutation->draft->text;
    if (hp_rng_below(&mutation->rng, TEXT_ALSO_VALID) != 0) {
        hp_mutate_repair_length(text);
    }
    size_t size = text->failed ? 0 : text->length;
    size = size < out_max ? size : out_max;
    if (size > 0) {
        memcpy(out, text->bytes, size);
    }
    return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed)
{
    struct hp_mutation *mutation = begin(seed, "mutate");
    if (hp_rng_below(&mutation->rng, HP_MUTATE_ALL) < HP_MUTATE_RAW) {
        return LLVMFuzzerMutate(data, size, size_max);
    }
    uint64_t steps = 1;
    while (steps < STACKED_MAX && hp_rng_below(&mutation->rng, 3) == 0) {
        steps++;
    }
    for (; steps > 0; steps--) {
        hp_mutate(mutation, hp_mutator_choose(&mutation->rng), hp_fuzz_input(data, size));
        size = finish(mutation, data, size_max);
    }
    return size;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t out_max, unsigned seed)
{
    struct hp_mutation *mutation = begin(seed, "cross");
    hp_mutate_cross(mutation, hp_fuzz_input(a, a_size), hp_fuzz_input(b, b_size));
    return finish(mutation, out, out_max);
}
