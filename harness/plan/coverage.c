/* Measures what the plan covers, from the combinations that it really walks. Must not trust what
 * the rows or the covering array say of themselves. */
#include "harness/base/alloc.h"
#include "harness/plan/plan_state.h"
#include "harness/plan/tuples.h"

struct measure {
    struct hp_tuples tuples;
    uint64_t *triples; /* bit: this type with exactly this set of operations and one data model */
    uint64_t covered;
};

static uint64_t *bit_word(struct measure *measure, uint64_t index)
{
    return &measure->triples[index / 64];
}

/* A triple is covered by a case with exactly that type, exactly that non-empty set of operations
 * (in whatever order) and exactly that one data model. */
static void add_triple(struct measure *measure, const struct hp_contract *contract,
                       const struct hp_combo *combo)
{
    if (combo->operation_count == 0 || __builtin_popcountll(combo->models) != 1) {
        return;
    }
    uint64_t set = 0;
    for (size_t i = 0; i < combo->operation_count; i++) {
        set |= UINT64_C(1) << combo->operations[i];
    }
    uint64_t sets = UINT64_C(1) << hp_combo_operation_count(contract);
    uint64_t model = (uint64_t)__builtin_ctzll(combo->models);
    uint64_t index = (combo->type * sets + set) * contract->data_models.count + model;
    uint64_t bit = UINT64_C(1) << (index % 64);
    uint64_t *word = bit_word(measure, index);
    measure->covered += (*word & bit) == 0;
    *word |= bit;
}

static void add_combo(struct measure *measure, const struct hp_plan *plan,
                      const struct hp_walk *walk, const struct hp_combo *combo)
{
    add_triple(measure, plan->base.contract, combo);
    /* Rows that spread over combinations may write a name, a URL or headers of their own: which
     * class those would be in, nobody can say. */
    bool classes = hp_walk_is_structural(walk->row->combos);
    struct hp_elements elements = hp_tuples_elements(&measure->tuples, combo, classes);
    hp_tuples_add(&measure->tuples, &elements);
}

static enum hp_status add_row(struct measure *measure, const struct hp_plan *plan,
                              const struct hp_plan_row *row, struct hp_case *scratch,
                              struct hp_error *error)
{
    const struct hp_walk *walk = &row->walk;
    bool whole = row->pick == HP_PICK_ALL;
    uint64_t count = whole ? hp_walk_distinct(walk, &plan->walker) : walk->total;
    for (uint64_t position = 0; position < count; position++) {
        if (whole) {
            uint64_t instance = 0;
            uint64_t index = 0;
            struct hp_combo combo;
            hp_walk_place(walk, &plan->walker, position, &instance, &index);
            hp_walk_combo(walk, &plan->walker, index, &combo);
            add_combo(measure, plan, walk, &combo);
            continue;
        }
        enum hp_status status = hp_plan_build_at(plan, walk, position, scratch, error);
        if (status != HP_OK) {
            return status;
        }
        if (hp_plan_selects(plan, row, scratch)) {
            add_combo(measure, plan, walk, &scratch->combo);
        }
    }
    return HP_OK;
}

/* Only what a conforming target accepts exercises a combination: an invalid request may be refused
 * before anybody looks at it. */
static bool is_valid_row(const struct hp_row *row)
{
    return row->expect == HP_EXPECT_ACCEPT_200 && row->body == HP_BODY_VALID;
}

static enum hp_status add_all(struct measure *measure, const struct hp_plan *plan,
                              struct hp_error *error)
{
    struct hp_case *scratch = hp_malloc(sizeof(*scratch));
    if (scratch == NULL) {
        return hp_error_nomem(error);
    }
    hp_case_init(scratch);
    enum hp_status status = HP_OK;
    for (size_t i = 0; status == HP_OK && i < plan->row_count; i++) {
        const struct hp_plan_row *row = &plan->rows[i];
        if (row->pick != HP_PICK_NONE && is_valid_row(row->walk.row)) {
            status = add_row(measure, plan, row, scratch, error);
        }
    }
    hp_case_deinit(scratch);
    hp_free(scratch);
    return status;
}

enum hp_status hp_plan_coverage(const struct hp_plan *plan, struct hp_coverage *out,
                                struct hp_error *error)
{
    const struct hp_contract *contract = plan->base.contract;
    struct measure measure = {.covered = 0};
    enum hp_status status = hp_tuples_init(&measure.tuples, contract, 3, error);
    uint64_t bits = contract->types.count * contract->data_models.count *
                    (UINT64_C(1) << hp_combo_operation_count(contract));
    measure.triples = hp_calloc((size_t)(bits / 64 + 1), sizeof(*measure.triples));
    if (status == HP_OK && measure.triples == NULL) {
        status = hp_error_nomem(error);
    }
    if (status == HP_OK) {
        status = add_all(&measure, plan, error);
    }
    if (status == HP_OK) {
        *out = (struct hp_coverage){
            .triples = {measure.covered, hp_combo_triples(contract)},
            .t2 = {hp_tuples_met(&measure.tuples, 2), hp_tuples_total(&measure.tuples, 2)},
            .t3 = {hp_tuples_met(&measure.tuples, 3), hp_tuples_total(&measure.tuples, 3)},
        };
    }
    hp_free(measure.triples);
    hp_tuples_deinit(&measure.tuples);
    return status;
}
