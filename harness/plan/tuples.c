/* Bit tables over elements. Must not know rows or plans: it is fed sets. */
#include "harness/plan/tuples.h"

#include "harness/base/alloc.h"

void hp_elements_set(struct hp_elements *set, size_t element)
{
    set->words[element / 64] |= UINT64_C(1) << (element % 64);
}

bool hp_elements_has(const struct hp_elements *set, size_t element)
{
    return (set->words[element / 64] >> (element % 64) & 1) != 0;
}

size_t hp_elements_count(const struct hp_elements *set)
{
    size_t count = 0;
    for (size_t w = 0; w < HP_ELEMENT_WORDS; w++) {
        count += (size_t)__builtin_popcountll(set->words[w]);
    }
    return count;
}

bool hp_elements_holds(const struct hp_elements *set, const struct hp_elements *part)
{
    bool any = false;
    for (size_t w = 0; w < HP_ELEMENT_WORDS; w++) {
        any = any || part->words[w] != 0;
        if ((part->words[w] & ~set->words[w]) != 0) {
            return false;
        }
    }
    return any;
}

static void add_factor(struct hp_tuples *tuples, size_t levels)
{
    if (levels == 0) {
        return;
    }
    struct hp_factor *factor = &tuples->factors[tuples->factor_count];
    *factor = (struct hp_factor){(uint16_t)tuples->element_count, (uint16_t)levels};
    for (size_t i = 0; i < levels; i++) {
        tuples->factor_of[tuples->element_count++] = (uint8_t)tuples->factor_count;
    }
    tuples->factor_count++;
}

/* In-or-out factors. A group of one has no "out": it is always in. */
static void add_group(struct hp_tuples *tuples, size_t count, size_t *first, size_t *kept,
                      struct hp_elements *out)
{
    *first = tuples->factor_count;
    *kept = count;
    for (size_t i = 0; i < count; i++) {
        add_factor(tuples, count == 1 ? 1 : 2);
        if (count > 1) {
            hp_elements_set(out, tuples->factors[*first + i].first);
        }
    }
}

enum hp_status hp_tuples_init(struct hp_tuples *tuples, const struct hp_contract *contract,
                              unsigned strength, struct hp_error *error)
{
    *tuples = (struct hp_tuples){0};
    add_factor(tuples, contract->types.count);
    add_group(tuples, hp_combo_operation_count(contract), &tuples->operations_first,
              &tuples->operations_count, &tuples->operations_out);
    add_group(tuples, contract->data_models.count, &tuples->models_first, &tuples->models_count,
              &tuples->models_out);
    add_factor(tuples, HP_NAME_CLASSES);
    add_factor(tuples, HP_URL_CLASSES);
    add_factor(tuples, HP_HEADERS_CLASSES);
    size_t count = tuples->element_count;
    tuples->pairs = hp_calloc(count, sizeof(*tuples->pairs));
    if (tuples->pairs == NULL) {
        return hp_error_nomem(error);
    }
    if (strength >= 3) {
        tuples->triples = hp_calloc(count * count, sizeof(*tuples->triples));
        if (tuples->triples == NULL) {
            return hp_error_nomem(error);
        }
    }
    return HP_OK;
}

void hp_tuples_deinit(struct hp_tuples *tuples)
{
    hp_free(tuples->pairs);
    hp_free(tuples->triples);
    tuples->pairs = NULL;
    tuples->triples = NULL;
}

static void set_group(struct hp_elements *set, const struct hp_tuples *tuples, size_t first,
                      size_t count, uint64_t in)
{
    for (size_t i = 0; i < count; i++) {
        const struct hp_factor *factor = &tuples->factors[first + i];
        size_t level = factor->levels == 2 && (in >> i & 1) != 0 ? 1 : 0;
        hp_elements_set(set, (size_t)factor->first + level);
    }
}

struct hp_elements hp_tuples_elements(const struct hp_tuples *tuples, const struct hp_combo *combo,
                                      bool classes)
{
    struct hp_elements set = {{0}};
    uint64_t operations = 0;
    for (size_t i = 0; i < combo->operation_count; i++) {
        operations |= UINT64_C(1) << combo->operations[i];
    }
    hp_elements_set(&set, combo->type);
    set_group(&set, tuples, tuples->operations_first, tuples->operations_count, operations);
    set_group(&set, tuples, tuples->models_first, tuples->models_count, combo->models);
    if (classes) {
        const struct hp_factor *last = &tuples->factors[tuples->factor_count - 1];
        hp_elements_set(&set, (size_t)last[-2].first + combo->name_class);
        hp_elements_set(&set, (size_t)last[-1].first + combo->url_class);
        hp_elements_set(&set, (size_t)last[0].first + combo->headers_class);
    }
    return set;
}

/* Lists the elements of a set; returns how many. */
static size_t list_elements(const struct hp_elements *set, uint16_t list[HP_ELEMENTS_MAX])
{
    size_t count = 0;
    for (size_t w = 0; w < HP_ELEMENT_WORDS; w++) {
        for (uint64_t word = set->words[w]; word != 0; word &= word - 1) {
            list[count++] = (uint16_t)(w * 64 + (size_t)__builtin_ctzll(word));
        }
    }
    return count;
}

static void unite(struct hp_elements *into, const struct hp_elements *set)
{
    for (size_t w = 0; w < HP_ELEMENT_WORDS; w++) {
        into->words[w] |= set->words[w];
    }
}

void hp_tuples_add(struct hp_tuples *tuples, const struct hp_elements *set)
{
    uint16_t list[HP_ELEMENTS_MAX];
    size_t count = list_elements(set, list);
    for (size_t a = 0; a < count; a++) {
        unite(&tuples->pairs[list[a]], set);
        if (tuples->triples == NULL) {
            continue;
        }
        struct hp_elements *row = &tuples->triples[list[a] * tuples->element_count];
        for (size_t b = 0; b < count; b++) {
            unite(&row[list[b]], set);
        }
    }
}

bool hp_tuples_impossible(const struct hp_tuples *tuples, const struct hp_elements *set)
{
    return hp_elements_holds(set, &tuples->operations_out) ||
           hp_elements_holds(set, &tuples->models_out);
}

/* Members of `set` above `element`. */
static size_t count_above(const struct hp_elements *set, size_t element)
{
    size_t count = 0;
    for (size_t w = element / 64; w < HP_ELEMENT_WORDS; w++) {
        uint64_t word = set->words[w];
        if (w == element / 64) {
            word &= element % 64 == 63 ? 0 : UINT64_MAX << (element % 64 + 1);
        }
        count += (size_t)__builtin_popcountll(word);
    }
    return count;
}

uint64_t hp_tuples_met(const struct hp_tuples *tuples, unsigned strength)
{
    uint64_t met = 0;
    for (size_t i = 0; i < tuples->element_count; i++) {
        if (strength == 2) {
            met += count_above(&tuples->pairs[i], i);
            continue;
        }
        for (size_t j = i + 1; tuples->triples != NULL && j < tuples->element_count; j++) {
            met += count_above(&tuples->triples[i * tuples->element_count + j], j);
        }
    }
    return met;
}

/* Triples {i, j, k > j} of three factors that a valid case can meet. */
static uint64_t possible_thirds(const struct hp_tuples *tuples, size_t i, size_t j)
{
    uint64_t count = 0;
    struct hp_elements set = {{0}};
    hp_elements_set(&set, i);
    hp_elements_set(&set, j);
    for (size_t k = j + 1; k < tuples->element_count; k++) {
        if (tuples->factor_of[k] != tuples->factor_of[j]) {
            struct hp_elements triple = set;
            hp_elements_set(&triple, k);
            count += !hp_tuples_impossible(tuples, &triple);
        }
    }
    return count;
}

uint64_t hp_tuples_total(const struct hp_tuples *tuples, unsigned strength)
{
    uint64_t total = 0;
    for (size_t i = 0; i < tuples->element_count; i++) {
        for (size_t j = i + 1; j < tuples->element_count; j++) {
            if (tuples->factor_of[i] == tuples->factor_of[j]) {
                continue;
            }
            struct hp_elements pair = {{0}};
            hp_elements_set(&pair, i);
            hp_elements_set(&pair, j);
            if (strength == 2) {
                total += !hp_tuples_impossible(tuples, &pair);
            } else {
                total += possible_thirds(tuples, i, j);
            }
        }
    }
    return total;
}
