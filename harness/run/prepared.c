/* Apart from the run, so that a run can do with another's. Must not know what is sent. */
#include "harness/run/prepared.h"

#include "harness/base/alloc.h"

enum hp_status hp_prepared_new(const struct hp_contract *contract, const struct hp_row *const *rows,
                               size_t row_count, const struct hp_plan_options *options,
                               struct hp_prepared **out, struct hp_error *error)
{
    struct hp_prepared *prepared = hp_calloc(1, sizeof(*prepared));
    *out = NULL;
    if (prepared == NULL) {
        return hp_error_nomem(error);
    }
    enum hp_status status = hp_plan_new(contract, rows, row_count, options, &prepared->plan, error);
    if (status == HP_OK) {
        status = hp_plan_coverage(prepared->plan, &prepared->coverage, error);
    }
    if (status != HP_OK) {
        hp_prepared_free(prepared);
        return status;
    }
    *out = prepared;
    return HP_OK;
}

void hp_prepared_free(struct hp_prepared *prepared)
{
    if (prepared == NULL) {
        return;
    }
    hp_plan_free(prepared->plan);
    hp_free(prepared);
}
