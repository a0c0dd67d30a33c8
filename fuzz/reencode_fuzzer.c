/* Metamorphic: the same value in other words (white space, escapes, spelling of numbers, order of
 * members) is equal, and a value that differs in one node is not, in either direction. */
#include "fuzz/fuzz.h"
#include "fuzz/respell.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hp_arena *arena = hp_fuzz_arena();
    struct hp_slice text = hp_fuzz_input(data, size);
    struct hp_json_scan scan, again;
    const struct hp_json *value = hp_fuzz_parse(arena, text, &scan);
    if (value == NULL) {
        return 0;
    }
    struct hp_rng rng;
    hp_rng_init(&rng, 1, text);
    struct hp_buf *respelt = hp_fuzz_buffer(0), *changed = hp_fuzz_buffer(1);
    hp_fuzz_respell(respelt, value, (scan.traits & HP_JSON_DUPLICATE) == 0, &rng);
    const struct hp_json *same = hp_fuzz_parse(arena, hp_buf_view(respelt), &again);
    HP_FUZZ_HOLDS(same != NULL, "reencode-valid");
    HP_FUZZ_HOLDS(hp_json_equal(value, same) && hp_json_equal(same, value), "reencode-equal");
    unsigned kept = ~(unsigned)HP_JSON_BOM;
    HP_FUZZ_HOLDS(((scan.traits ^ again.traits) & kept) == 0 && scan.values == again.values &&
                      scan.depth == again.depth,
                  "reencode-facts");
    hp_fuzz_change(changed, value, hp_rng_below(&rng, scan.values));
    const struct hp_json *other = hp_fuzz_parse(arena, hp_buf_view(changed), &again);
    HP_FUZZ_HOLDS(other != NULL || again.fault == HP_JSON_TOO_DEEP, "reencode-changed-valid");
    if (other != NULL) {
        HP_FUZZ_HOLDS(!hp_json_equal(value, other) && !hp_json_equal(other, value),
                      "reencode-different");
        int order = hp_json_compare(value, other), back = hp_json_compare(other, value);
        HP_FUZZ_HOLDS(order != 0 && (order < 0) == (back > 0), "reencode-order");
    }
    return 0;
}
