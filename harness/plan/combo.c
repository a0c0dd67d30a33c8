/* Numbers the combinations of each kind, so that a plan can name any of them by arithmetic. Must
 * not know rows or documents. */
#include "harness/plan/combo.h"

#include <assert.h>

size_t hp_combo_operation_count(const struct hp_contract *contract)
{
    size_t count = contract->operations.count;
    return count < HP_COMBO_OPERATIONS_MAX ? count : HP_COMBO_OPERATIONS_MAX;
}

uint64_t hp_combo_all_models(const struct hp_contract *contract)
{
    size_t count = contract->data_models.count;
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* Non-empty sets of operations; 1 (the empty one) for a contract without operations. */
static uint64_t set_count(const struct hp_contract *contract)
{
    size_t count = hp_combo_operation_count(contract);
    return count == 0 ? 1 : (UINT64_C(1) << count) - 1;
}

static uint64_t model_count(const struct hp_contract *contract)
{
    return contract->data_models.count == 0 ? 1 : contract->data_models.count;
}

static uint64_t all_types(const struct hp_contract *contract)
{
    size_t count = contract->types.count;
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

static uint64_t type_count(const struct hp_contract *contract, uint64_t types)
{
    return (uint64_t)__builtin_popcountll(types & all_types(contract));
}

/* Index of the n-th set bit. */
static uint8_t nth_bit(uint64_t set, uint64_t n)
{
    while (n-- > 0) {
        set &= set - 1;
    }
    return (uint8_t)__builtin_ctzll(set);
}

static uint64_t lcm(uint64_t a, uint64_t b)
{
    /* Stein's way to the greatest common divisor, since a division costs ten of its steps; one of
     * a or b may be even, so the factors of two are counted apart. */
    int twos = __builtin_ctzll(a | b);
    uint64_t x = a >> __builtin_ctzll(a);
    uint64_t y = b;
    while (y != 0) {
        y >>= __builtin_ctzll(y);
        uint64_t smaller = x < y ? x : y;
        y = x < y ? y - x : x - y;
        x = smaller;
    }
    return a / (x << twos) * b;
}

/* The second coordinate of a walk that steps both at once: (i % a, walk(i, a, b)) meets every pair
 * exactly once for 0 <= i < a * b. Where a and b share a factor, plain remainders would meet only
 * lcm(a, b) of the pairs, the `period`; so the second is shifted by one each time that the first
 * ones are used up.
 */
static uint64_t walk_by(uint64_t i, uint64_t period, uint64_t b)
{
    return (i + i / period) % b;
}

static uint64_t walk(uint64_t i, uint64_t a, uint64_t b)
{
    return walk_by(i, lcm(a, b), b);
}

static void set_operations(struct hp_combo *combo, uint64_t set)
{
    for (; set != 0; set &= set - 1) {
        combo->operations[combo->operation_count++] = (uint8_t)__builtin_ctzll(set);
    }
}

/* The index-th set in turn, for kinds that enumerate something else. */
static void set_operations_in_turn(const struct hp_contract *contract, struct hp_combo *combo,
                                   uint64_t index)
{
    if (hp_combo_operation_count(contract) > 0) {
        set_operations(combo, index % set_count(contract) + 1);
    }
}

void hp_combo_set_models(struct hp_combo *combo, uint64_t models)
{
    combo->models = models;
    combo->models_sent_count = 0;
    combo->order = HP_MODELS_LISTED;
    if (__builtin_popcountll(models) <= 3) {
        for (; models != 0; models &= models - 1) {
            combo->models_sent[combo->models_sent_count++] = (uint8_t)__builtin_ctzll(models);
        }
    }
}

static void set_one_model(const struct hp_contract *contract, struct hp_combo *combo,
                          uint64_t index)
{
    if (contract->data_models.count > 0) {
        hp_combo_set_models(combo, UINT64_C(1) << index);
    }
}

/* ---- triples and singles ---- */

uint64_t hp_combo_triples_of(const struct hp_contract *contract, uint64_t types)
{
    return type_count(contract, types) * set_count(contract) * model_count(contract);
}

struct hp_triples hp_triples_of(const struct hp_contract *contract, uint64_t types)
{
    struct hp_triples triples = {
        .types = types & all_types(contract),
        .type_total = type_count(contract, types),
        .sets = set_count(contract),
        .models = model_count(contract),
    };
    if (triples.type_total > 0) {
        triples.models_period = lcm(triples.models, triples.type_total * triples.sets);
        triples.types_period = lcm(triples.type_total, triples.sets);
    }
    return triples;
}

void hp_triples_at(const struct hp_triples *triples, const struct hp_contract *contract,
                   uint64_t index, struct hp_combo *out)
{
    uint64_t type_total = triples->type_total;
    assert(index < type_total * triples->sets * triples->models);
    *out = (struct hp_combo){0};
    uint64_t rest = walk_by(index, triples->models_period, type_total * triples->sets);
    out->type = nth_bit(triples->types, rest % type_total);
    set_operations_in_turn(contract, out, walk_by(rest, triples->types_period, triples->sets));
    set_one_model(contract, out, index % triples->models);
}

void hp_combo_triple_of(const struct hp_contract *contract, uint64_t types, uint64_t index,
                        struct hp_combo *out)
{
    struct hp_triples triples = hp_triples_of(contract, types);
    hp_triples_at(&triples, contract, index, out);
}

uint64_t hp_combo_triples(const struct hp_contract *contract)
{
    return hp_combo_triples_of(contract, UINT64_MAX);
}

void hp_combo_triple(const struct hp_contract *contract, uint64_t index, struct hp_combo *out)
{
    hp_combo_triple_of(contract, UINT64_MAX, index, out);
}

static uint64_t single_operations(const struct hp_contract *contract)
{
    size_t count = hp_combo_operation_count(contract);
    return count == 0 ? 1 : count;
}

uint64_t hp_combo_singles(const struct hp_contract *contract)
{
    return type_count(contract, UINT64_MAX) * single_operations(contract) * model_count(contract);
}

void hp_combo_single(const struct hp_contract *contract, uint64_t index, struct hp_combo *out)
{
    assert(index < hp_combo_singles(contract));
    uint64_t types = contract->types.count;
    uint64_t operations = single_operations(contract);
    uint64_t models = model_count(contract);
    *out = (struct hp_combo){0};
    uint64_t rest = walk(index, models, types * operations);
    out->type = (uint8_t)(rest % types);
    if (contract->operations.count > 0) {
        set_operations(out, UINT64_C(1) << walk(rest, types, operations));
    }
    set_one_model(contract, out, index % models);
}

/* ---- orders ---- */

/* Orders of exactly `length` of `count` things: count! / (count - length)!. */
static uint64_t orders_of_length(uint64_t count, uint64_t length)
{
    uint64_t orders = 1;
    for (uint64_t i = 0; i < length; i++) {
        orders *= count - i;
    }
    return orders;
}

static uint64_t sequence_count(uint64_t count)
{
    uint64_t total = 0;
    for (uint64_t length = 1; length <= count; length++) {
        total += orders_of_length(count, length);
    }
    return count == 0 ? 1 : total;
}

/* The index-th order, short ones first; each digit picks one of those that are left. */
static void set_sequence(struct hp_combo *combo, uint64_t count, uint64_t index)
{
    uint64_t length = 1;
    while (length <= count && index >= orders_of_length(count, length)) {
        index -= orders_of_length(count, length);
        length++;
    }
    uint64_t left = count == 0 ? 0 : (UINT64_C(1) << count) - 1;
    for (uint64_t i = 0; i < length && left != 0; i++) {
        uint64_t tail = orders_of_length(count - i - 1, length - i - 1);
        uint8_t operation = nth_bit(left, index / tail);
        index %= tail;
        left &= ~(UINT64_C(1) << operation);
        combo->operations[combo->operation_count++] = operation;
    }
}

uint64_t hp_combo_orders(const struct hp_contract *contract)
{
    return contract->types.count * sequence_count(hp_combo_operation_count(contract));
}

void hp_combo_order(const struct hp_contract *contract, uint64_t index, struct hp_combo *out)
{
    assert(index < hp_combo_orders(contract));
    *out = (struct hp_combo){.type = (uint8_t)(index % contract->types.count)};
    set_sequence(out, hp_combo_operation_count(contract), index / contract->types.count);
    set_one_model(contract, out, index % model_count(contract));
}

/* ---- pairs and whole sets of data models ---- */

static uint64_t types_that_need_models(const struct hp_contract *contract)
{
    uint64_t types = contract->data_models_required_for & all_types(contract);
    return types == 0 ? all_types(contract) : types;
}

uint64_t hp_combo_pairs(const struct hp_contract *contract)
{
    uint64_t models = contract->data_models.count;
    uint64_t pairs = models < 2 ? 0 : models * (models - 1) / 2;
    return pairs * type_count(contract, types_that_need_models(contract));
}

void hp_combo_pair(const struct hp_contract *contract, uint64_t index, struct hp_combo *out)
{
    assert(index < hp_combo_pairs(contract));
    uint64_t types = types_that_need_models(contract);
    uint64_t type_total = type_count(contract, types);
    *out = (struct hp_combo){.type = nth_bit(types, index % type_total)};
    set_operations_in_turn(contract, out, index);
    /* Pairs (first, second) with first < second, counted off row by row. */
    uint64_t pair = index / type_total;
    uint64_t first = 0;
    uint64_t row = contract->data_models.count - 1;
    while (pair >= row) {
        pair -= row--;
        first++;
    }
    hp_combo_set_models(out, UINT64_C(1) << first | UINT64_C(1) << (first + 1 + pair));
}

static uint64_t whole_orders(const struct hp_contract *contract)
{
    uint64_t models = contract->data_models.count;
    if (models > 3) {
        return 3;
    }
    return models > 1 ? 2 : models;
}

uint64_t hp_combo_alls(const struct hp_contract *contract)
{
    return contract->types.count * whole_orders(contract);
}

void hp_combo_all(const struct hp_contract *contract, uint64_t index, struct hp_combo *out)
{
    assert(index < hp_combo_alls(contract));
    uint64_t types = contract->types.count;
    *out = (struct hp_combo){.type = (uint8_t)(index % types)};
    set_operations_in_turn(contract, out, index);
    hp_combo_set_models(out, hp_combo_all_models(contract));
    enum hp_model_order order = (enum hp_model_order)(index / types);
    if (out->models_sent_count == 0) {
        out->order = order;
    } else if (order == HP_MODELS_REVERSED) {
        uint8_t last = (uint8_t)(out->models_sent_count - 1);
        uint8_t swapped = out->models_sent[0];
        out->models_sent[0] = out->models_sent[last];
        out->models_sent[last] = swapped;
    }
}
