/* The schema compiler and validator on {"schema":S,"instances":[...]}: a refusal says why in one
 * line; counting violations and stopping at the first agree; each violation names a place that
 * exists; the same schema and instance in other words give the same verdict; `not` turns it. */
#include "fuzz/fuzz.h"
#include "fuzz/respell.h"
#include "fuzz/schema_verdict.h"

enum { INSTANCES_MAX = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hp_arena *arena = hp_fuzz_arena();
    struct hp_slice text = hp_fuzz_input(data, size);
    struct hp_json_scan scan;
    const struct hp_json *document = hp_fuzz_parse(arena, text, &scan);
    const struct hp_json *at = hp_json_first(hp_json_member(document, HP_SLICE("instances")));
    struct hp_schema *schema =
        document == NULL ? NULL : hp_fuzz_compile(document, HP_SLICE("/schema"));
    if (schema == NULL) {
        return 0;
    }
    struct hp_rng rng;
    hp_rng_init(&rng, 4, text);
    struct hp_buf *other = hp_fuzz_buffer(0);
    hp_buf_text(other, "{\"s\":{\"not\":{\"$ref\":\"#/schema\"}},\"schema\":");
    hp_fuzz_respell(other, hp_json_member(document, HP_SLICE("schema")), false, &rng);
    hp_buf_char(other, '}');
    const struct hp_json *turned = hp_fuzz_parse(arena, hp_buf_view(other), &scan);
    struct hp_schema *inverse = turned == NULL ? NULL : hp_fuzz_compile(turned, HP_SLICE("/s"));
    for (int i = 0; at != NULL && i < INSTANCES_MAX; i++, at = hp_json_next(at)) {
        bool limited, also = false;
        bool valid = hp_fuzz_verdict(schema, at, arena, &limited);
        if (inverse != NULL) {
            bool turned_valid = hp_fuzz_verdict(inverse, at, arena, &also);
            HP_FUZZ_HOLDS(limited || also || valid != turned_valid, "schema-not");
        }
    }
    hp_schema_free(inverse);
    hp_schema_free(schema);
    return 0;
}
