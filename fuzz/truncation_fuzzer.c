/* Every prefix of the input, each in a block of its own size: nothing is read past the end, a text
 * that is wrong at an offset is wrong there in every longer prefix, and a prefix of a valid text
 * lacks something exactly at its end. */
#include "fuzz/fuzz.h"

enum { PREFIXES_MAX = 1024 }; /* the work grows with the square */

static void holds_for_prefix(const struct hp_json_scan *whole, const struct hp_json_scan *prefix,
                             size_t length)
{
    if (whole->fault != HP_JSON_OK && whole->offset < length) {
        HP_FUZZ_HOLDS(prefix->fault == whole->fault && prefix->offset == whole->offset,
                      "truncation-same-fault");
    } else if (prefix->fault != HP_JSON_OK && !((whole->traits & HP_JSON_BOM) != 0 && length < 3)) {
        /* Less than a byte order mark is told as what it is without the rest: no value. */
        HP_FUZZ_HOLDS(prefix->offset == length, "truncation-at-end");
        HP_FUZZ_HOLDS(prefix->want != NULL && prefix->want[0] != '\0', "truncation-want");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t count = size < PREFIXES_MAX ? size : PREFIXES_MAX;
    struct hp_json_scan whole;
    (void)hp_json_scan(hp_fuzz_input(data, size), NULL, &whole);
    for (size_t length = 0; length < count; length++) {
        uint8_t *exact = malloc(length == 0 ? 1 : length);
        HP_FUZZ_HOLDS(exact != NULL, "truncation-memory");
        memcpy(exact, data, length);
        struct hp_json_scan scan;
        (void)hp_fuzz_parse(hp_fuzz_arena(), hp_fuzz_input(exact, length), &scan);
        holds_for_prefix(&whole, &scan, length);
        free(exact);
    }
    return 0;
}
