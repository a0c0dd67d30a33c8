/* Case ids: an unknown one is refused with one line; a known one is spelt in one way only, and the
 * case that is built has it and is built the same twice. */
#include "cases/cases.h"
#include "fuzz/fuzz.h"
#include "harness/plan/plan.h"

static const struct hp_plan *plan(void)
{
    static struct hp_plan *one;
    size_t row_count = 0;
    const struct hp_row *const *rows = hp_cases_rows(&row_count);
    struct hp_plan_options options = {.depth = HP_DEPTH_SMOKE, .seed = 1, .api_key = HP_SLICE("k")};
    struct hp_error error = {0};
    if (one == NULL &&
        hp_plan_new(hp_fuzz_contract(), rows, row_count, &options, &one, &error) != HP_OK) {
        hp_fuzz_broken("case-plan", "%s", error.text);
    }
    return one;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct hp_case one, two;
    struct hp_slice id = hp_fuzz_input(data, size);
    struct hp_error error = {0};
    if (one.build.contract == NULL) {
        hp_case_init(&one);
        hp_case_init(&two);
    }
    if (hp_slice_find(id, HP_SLICE("size-")) == 0) {
        return 0; /* bodies of up to 100 MiB */
    }
    if (hp_plan_find(plan(), id, &one, &error) != HP_OK) {
        HP_FUZZ_HOLDS(error.status == HP_ERR_USAGE, "case-status");
        HP_FUZZ_HOLDS(error.text[0] != '\0' && strchr(error.text, '\n') == NULL, "case-error");
        return 0;
    }
    HP_FUZZ_HOLDS(hp_slice_equal(one.id, id), "case-one-spelling");
    HP_FUZZ_HOLDS(hp_plan_find(plan(), one.id, &two, &error) == HP_OK, "case-again");
    HP_FUZZ_HOLDS(hp_slice_equal(one.request.body, two.request.body) &&
                      hp_slice_equal(one.request.target, two.request.target) &&
                      one.request.field_count == two.request.field_count,
                  "case-same-bytes");
    return 0;
}
