/* Read, write, read again: every bit of the value is still there, and what is written twice is
 * written the same. "Printing is stable" alone would not notice a value that is lost at once. */
#include <math.h>

#include "fuzz/fuzz.h"
#include "harness/json/encode.h"
#include "harness/json/number.h"

static void holds_after_writing(const struct hp_json *value, struct hp_buf *text,
                                struct hp_arena *arena)
{
    struct hp_json_scan scan;
    HP_FUZZ_HOLDS(!text->failed, "roundtrip-memory");
    const struct hp_json *again = hp_fuzz_parse(arena, hp_buf_view(text), &scan);
    HP_FUZZ_HOLDS(again != NULL, "roundtrip-valid");
    HP_FUZZ_HOLDS(hp_fuzz_identical(value, again), "roundtrip-value");
    HP_FUZZ_HOLDS(hp_json_equal(value, again) && hp_json_compare(again, value) == 0,
                  "roundtrip-equal");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hp_arena *arena = hp_fuzz_arena();
    struct hp_json_scan scan;
    const struct hp_json *value = hp_fuzz_parse(arena, hp_fuzz_input(data, size), &scan);
    if (value == NULL) {
        return 0;
    }
    struct hp_buf *compact = hp_fuzz_buffer(0), *pretty = hp_fuzz_buffer(1);
    struct hp_buf *quoted = hp_fuzz_buffer(2);
    hp_json_encode(compact, value);
    hp_json_encode_pretty(pretty, value);
    holds_after_writing(value, compact, arena);
    holds_after_writing(value, pretty, arena);
    if (hp_json_is(value, HP_JSON_NUMBER)) {
        struct hp_slice number = hp_json_number(value);
        double have = hp_number_to_double(number), want = strtod(number.at, NULL);
        HP_FUZZ_HOLDS(memcmp(&have, &want, sizeof(have)) == 0, "roundtrip-double");
        HP_FUZZ_HOLDS(hp_number_overflows(number) == (isinf(want) != 0), "roundtrip-overflow");
    }
    hp_json_encode_string(quoted, hp_fuzz_input(data, size)); /* any bytes make a string */
    HP_FUZZ_HOLDS(hp_json_scan(hp_buf_view(quoted), NULL, &scan), "roundtrip-any-string");
    return 0;
}
