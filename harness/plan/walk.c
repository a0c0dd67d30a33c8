/* The arithmetic of positions. Must not build anything: counting a plan of millions of cases takes
 * no more than a few of these calls a row. */
#include "harness/plan/walk.h"

#include <assert.h>

enum {
    SMOKE_INSTANCES = 3, /* first, middle, last */
    SMOKE_COMBOS = 8     /* of a row that is about its combinations */
};

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t hp_walk_types(const struct hp_contract *contract, enum hp_combos kind)
{
    switch (kind) {
    case HP_COMBOS_OPERATIONS_REQUIRED:
        return contract->operations_required_for;
    case HP_COMBOS_MODELS_REQUIRED:
        return contract->data_models_required_for;
    case HP_COMBOS_OPERATIONS_FREE:
        return ~contract->operations_required_for;
    case HP_COMBOS_MODELS_FREE:
        return ~contract->data_models_required_for;
    case HP_COMBOS_SPREAD:
    case HP_COMBOS_ONE:
    case HP_COMBOS_DOCUMENTED:
    case HP_COMBOS_SINGLES:
    case HP_COMBOS_SUBSETS:
    case HP_COMBOS_ORDERS:
    case HP_COMBOS_PAIRS:
    case HP_COMBOS_ALL_MODELS:
    case HP_COMBOS_COVERING:
        return UINT64_MAX;
    }
    assert(false && "a kind of combinations");
    return 0;
}

bool hp_walk_is_structural(enum hp_combos kind)
{
    return kind == HP_COMBOS_SINGLES || kind == HP_COMBOS_SUBSETS || kind == HP_COMBOS_ORDERS ||
           kind == HP_COMBOS_PAIRS || kind == HP_COMBOS_ALL_MODELS || kind == HP_COMBOS_COVERING;
}

void hp_walk_init(struct hp_walk *walk, const struct hp_walker *walker, const struct hp_row *row)
{
    const struct hp_contract *contract = walker->contract;
    *walk = (struct hp_walk){.row = row};
    switch (row->combos) {
    case HP_COMBOS_ONE:
    case HP_COMBOS_DOCUMENTED:
        walk->combos = 1;
        break;
    case HP_COMBOS_SINGLES:
        walk->combos = hp_combo_singles(contract);
        break;
    case HP_COMBOS_ORDERS:
        walk->combos = hp_combo_orders(contract);
        break;
    case HP_COMBOS_PAIRS:
        walk->combos = hp_combo_pairs(contract);
        break;
    case HP_COMBOS_ALL_MODELS:
        walk->combos = hp_combo_alls(contract);
        break;
    case HP_COMBOS_COVERING:
        walk->combos = walker->covering_count;
        break;
    case HP_COMBOS_SPREAD:
    case HP_COMBOS_SUBSETS:
    case HP_COMBOS_OPERATIONS_REQUIRED:
    case HP_COMBOS_MODELS_REQUIRED:
    case HP_COMBOS_OPERATIONS_FREE:
    case HP_COMBOS_MODELS_FREE:
        walk->combos = hp_combo_triples_of(contract, hp_walk_types(contract, row->combos));
        walk->triples = hp_triples_of(contract, hp_walk_types(contract, row->combos));
        break;
    }
}

/* Where a row with one combination takes it from: the row's id, so that rows differ and a new row
 * moves no other. */
static uint64_t own_index(const struct hp_row *row, uint64_t count)
{
    return hp_hash_mix(hp_hash(HP_HASH_BASIS, hp_slice_of(row->id))) % count;
}

void hp_walk_combo(const struct hp_walk *walk, const struct hp_walker *walker, uint64_t index,
                   struct hp_combo *out)
{
    const struct hp_contract *contract = walker->contract;
    assert(index < walk->combos);
    switch (walk->row->combos) {
    case HP_COMBOS_ONE:
        hp_combo_triple(contract, own_index(walk->row, hp_combo_triples(contract)), out);
        break;
    case HP_COMBOS_DOCUMENTED:
        *out = walker->documented;
        break;
    case HP_COMBOS_SINGLES:
        hp_combo_single(contract, index, out);
        break;
    case HP_COMBOS_ORDERS:
        hp_combo_order(contract, index, out);
        break;
    case HP_COMBOS_PAIRS:
        hp_combo_pair(contract, index, out);
        break;
    case HP_COMBOS_ALL_MODELS:
        hp_combo_all(contract, index, out);
        break;
    case HP_COMBOS_COVERING:
        *out = walker->covering[index];
        break;
    case HP_COMBOS_SPREAD:
    case HP_COMBOS_SUBSETS:
    case HP_COMBOS_OPERATIONS_REQUIRED:
    case HP_COMBOS_MODELS_REQUIRED:
    case HP_COMBOS_OPERATIONS_FREE:
    case HP_COMBOS_MODELS_FREE:
        hp_triples_at(&walk->triples, contract, index, out);
        break;
    }
}

/* Cases that a spread needs so that the row meets every type, set of operations and data model:
 * the longest of the three, since the walk steps all at once. */
static uint64_t spread_count(const struct hp_walk *walk, const struct hp_contract *contract)
{
    uint64_t operations = hp_combo_operation_count(contract);
    uint64_t sets = (UINT64_C(1) << operations) - 1;
    uint64_t all = larger(larger(sets, contract->data_models.count), contract->types.count);
    return smaller(walk->combos, all);
}

void hp_walk_size(struct hp_walk *walk, const struct hp_walker *walker, uint64_t instances)
{
    walk->instances = instances;
    walk->total = 0;
    if (instances == 0 || walk->combos == 0) {
        return;
    }
    bool structural = hp_walk_is_structural(walk->row->combos);
    switch (walker->depth) {
    case HP_DEPTH_SMOKE:
        walk->total = larger(smaller(instances, SMOKE_INSTANCES),
                             structural ? smaller(walk->combos, SMOKE_COMBOS) : 1);
        break;
    case HP_DEPTH_STANDARD:
        walk->total =
            larger(instances, structural ? walk->combos : spread_count(walk, walker->contract));
        break;
    case HP_DEPTH_FULL:
        walk->total = instances * walk->combos;
        break;
    }
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* A stride of about count / SMOKE_COMBOS that shares no factor with the count, so that no
 * coordinate of the combinations stands still. */
static uint64_t smoke_combo(const struct hp_walk *walk, uint64_t position)
{
    uint64_t count = walk->combos;
    if (!hp_walk_is_structural(walk->row->combos)) {
        return own_index(walk->row, count);
    }
    uint64_t stride = larger(count / SMOKE_COMBOS, 1);
    while (common_divisor(stride, count) != 1) {
        stride++;
    }
    return position % smaller(count, SMOKE_COMBOS) * stride % count;
}

static uint64_t smoke_instance(const struct hp_walk *walk, uint64_t position)
{
    uint64_t picks = smaller(walk->instances, SMOKE_INSTANCES);
    uint64_t pick = position % picks;
    return picks == 1 ? 0 : pick * (walk->instances - 1) / (picks - 1);
}

void hp_walk_place(const struct hp_walk *walk, const struct hp_walker *walker, uint64_t position,
                   uint64_t *instance, uint64_t *combo)
{
    assert(position < walk->total);
    switch (walker->depth) {
    case HP_DEPTH_SMOKE:
        *instance = smoke_instance(walk, position);
        *combo = smoke_combo(walk, position);
        break;
    case HP_DEPTH_STANDARD:
        /* No pair twice: either the combinations do not repeat within `total`, or the total is the
         * number of instances. Each round of the instances starts one further on, so that an
         * instance does not meet the same type for ever when their counts share a factor. */
        *instance = (position + position / walk->instances) % walk->instances;
        *combo = position % walk->combos;
        break;
    case HP_DEPTH_FULL:
        *instance = position / walk->combos;
        *combo = position % walk->combos;
        break;
    }
}

uint64_t hp_walk_distinct(const struct hp_walk *walk, const struct hp_walker *walker)
{
    if (walker->depth == HP_DEPTH_SMOKE) {
        return walk->total;
    }
    return smaller(walk->total, walk->combos);
}
