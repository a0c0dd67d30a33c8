/* The webhook request: decode, validate, canonical form. What a request is does not depend on its
 * spelling, and a valid one with no members but the documented ones is the document that the plan
 * would write of its content. */
#include "fuzz/fuzz.h"
#include "fuzz/request_content.h"
#include "fuzz/respell.h"

/* How many violations a text has; SIZE_MAX when it is not JSON. */
static size_t violations(struct hp_arena *arena, const struct hp_json *root)
{
    struct hp_violations found = {0};
    bool valid = hp_schema_validate(hp_fuzz_contract()->request, root, arena, &found);
    HP_FUZZ_HOLDS(valid == (found.count == 0), "request-count");
    HP_FUZZ_HOLDS(valid == hp_schema_validate(hp_fuzz_contract()->request, root, arena, NULL),
                  "request-first");
    return found.count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct hp_draft draft;
    struct hp_arena *arena = hp_fuzz_arena();
    struct hp_slice text = hp_fuzz_input(data, size);
    struct hp_json_scan scan;
    const struct hp_json *root = hp_fuzz_parse(arena, text, &scan);
    if (root == NULL) {
        return 0;
    }
    struct hp_rng rng;
    hp_rng_init(&rng, 2, text);
    size_t count = violations(arena, root);
    bool duplicate = (scan.traits & HP_JSON_DUPLICATE) != 0;
    struct hp_buf *respelt = hp_fuzz_buffer(0);
    hp_fuzz_respell(respelt, root, !duplicate, &rng);
    const struct hp_json *same = hp_fuzz_parse(arena, hp_buf_view(respelt), &scan);
    HP_FUZZ_HOLDS(same != NULL && violations(arena, same) == count, "request-respelt");
    struct hp_content content;
    if (count > 0 || duplicate || !hp_fuzz_content(root, arena, &content)) {
        return 0;
    }
    if (draft.text.bytes_max == 0) {
        hp_draft_init(&draft);
    }
    hp_draft_write(&draft, hp_fuzz_contract(), &content);
    const struct hp_json *canonical = hp_fuzz_parse(arena, hp_draft_text(&draft), &scan);
    HP_FUZZ_HOLDS(canonical != NULL && hp_json_equal(canonical, root), "request-canonical");
    return 0;
}
