/* Greedy, one combination at a time (the AETG scheme of Cohen, Dalal, Fredman and Patton, 1997):
 * start from a tuple that is still unmet, then give each other factor, in random order, the level
 * that meets most unmet tuples; of several such candidates keep the best. Must not know the run's
 * seed: the array is part of what the ids mean. */
#include "harness/plan/covering.h"

#include "harness/base/alloc.h"
#include "harness/base/rng.h"
#include "harness/plan/tuples.h"

enum {
    CANDIDATES_OF_PAIRS = 40, /* more gain no row for the default contract */
    CANDIDATES_OF_TRIPLES = 8
};

struct builder {
    struct hp_tuples tuples; /* met, or impossible */
    unsigned strength;
    struct hp_rng rng;
    struct hp_combo *rows;
    size_t count, capacity;
};

static size_t count_missing(const struct hp_elements *of, const struct hp_elements *in)
{
    size_t count = 0;
    for (size_t w = 0; w < HP_ELEMENT_WORDS; w++) {
        count += (size_t)__builtin_popcountll(of->words[w] & ~in->words[w]);
    }
    return count;
}

static void set_factor(const struct hp_tuples *tuples, size_t element, struct hp_elements *set)
{
    const struct hp_factor *factor = &tuples->factors[tuples->factor_of[element]];
    for (size_t level = 0; level < factor->levels; level++) {
        hp_elements_set(set, (size_t)factor->first + level);
    }
}

/* Sets in `met` every third element that makes {i, j, third} impossible. Only tuples that touch a
 * group small enough to be all out in three elements can be. */
static void mark_thirds(const struct hp_tuples *tuples, size_t i, size_t j, struct hp_elements *met)
{
    const struct hp_elements *groups[] = {&tuples->operations_out, &tuples->models_out};
    for (size_t g = 0; g < 2; g++) {
        bool touched = hp_elements_has(groups[g], i) || hp_elements_has(groups[g], j);
        if (!touched || hp_elements_count(groups[g]) > 3) {
            continue;
        }
        for (size_t k = 0; k < tuples->element_count; k++) {
            struct hp_elements triple = {{0}};
            hp_elements_set(&triple, i);
            hp_elements_set(&triple, j);
            hp_elements_set(&triple, k);
            if (hp_elements_holds(&triple, groups[g])) {
                hp_elements_set(met, k);
            }
        }
    }
}

/* Marks what no case can meet, and every tuple with two levels of one factor, as met: then "unmet"
 * means "to do" everywhere below. */
static void mark_impossible(struct hp_tuples *tuples)
{
    size_t count = tuples->element_count;
    for (size_t i = 0; i < count; i++) {
        set_factor(tuples, i, &tuples->pairs[i]);
        for (size_t j = 0; j < count; j++) {
            struct hp_elements pair = {{0}};
            hp_elements_set(&pair, i);
            hp_elements_set(&pair, j);
            if (hp_tuples_impossible(tuples, &pair)) {
                hp_elements_set(&tuples->pairs[i], j);
            }
            if (tuples->triples == NULL) {
                continue;
            }
            struct hp_elements *met = &tuples->triples[i * count + j];
            set_factor(tuples, i, met);
            set_factor(tuples, j, met);
            mark_thirds(tuples, i, j, met);
            if (tuples->factor_of[i] == tuples->factor_of[j] ||
                hp_tuples_impossible(tuples, &pair)) {
                memset(met, 0xff, sizeof(*met));
            }
        }
    }
}

/* The first unmet tuple as a set; false when all are met. */
static bool first_unmet(const struct builder *builder, struct hp_elements *out)
{
    const struct hp_tuples *tuples = &builder->tuples;
    size_t count = tuples->element_count;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            *out = (struct hp_elements){{0}};
            hp_elements_set(out, i);
            hp_elements_set(out, j);
            if (builder->strength == 2) {
                if (!hp_elements_has(&tuples->pairs[i], j)) {
                    return true;
                }
                continue;
            }
            const struct hp_elements *met = &tuples->triples[i * count + j];
            for (size_t k = j + 1; k < count; k++) {
                if (!hp_elements_has(met, k)) {
                    hp_elements_set(out, k);
                    return true;
                }
            }
        }
    }
    return false;
}

/* Unmet tuples that `element` makes with those of `set`. */
static size_t gain(const struct builder *builder, const struct hp_elements *set, size_t element)
{
    const struct hp_tuples *tuples = &builder->tuples;
    if (builder->strength == 2) {
        return count_missing(set, &tuples->pairs[element]);
    }
    size_t total = 0;
    const struct hp_elements *row = &tuples->triples[element * tuples->element_count];
    for (size_t w = 0; w < HP_ELEMENT_WORDS; w++) {
        for (uint64_t word = set->words[w]; word != 0; word &= word - 1) {
            total += count_missing(set, &row[w * 64 + (size_t)__builtin_ctzll(word)]);
        }
    }
    return total / 2; /* each pair of the set was met from both sides */
}

/* Gives one factor the level with the largest gain; of equals a random one. */
static size_t choose_level(struct builder *builder, struct hp_elements *set, size_t factor_index)
{
    const struct hp_factor *factor = &builder->tuples.factors[factor_index];
    size_t best_gain = 0;
    size_t best = 0;
    uint64_t equals = 0;
    for (size_t level = 0; level < factor->levels; level++) {
        size_t element = (size_t)factor->first + level;
        struct hp_elements tried = *set;
        hp_elements_set(&tried, element);
        if (hp_tuples_impossible(&builder->tuples, &tried)) {
            continue;
        }
        size_t have = gain(builder, set, element);
        if (equals == 0 || have > best_gain) {
            best_gain = have;
            best = element;
            equals = 1;
        } else if (have == best_gain && hp_rng_below(&builder->rng, ++equals) == 0) {
            best = element;
        }
    }
    hp_elements_set(set, best);
    return best_gain;
}

/* Completes `set` to a combination; returns how many unmet tuples that adds. */
static size_t complete(struct builder *builder, struct hp_elements *set)
{
    const struct hp_tuples *tuples = &builder->tuples;
    size_t open[HP_FACTORS_MAX];
    size_t open_count = 0;
    for (size_t f = 0; f < tuples->factor_count; f++) {
        bool set_already = false;
        for (size_t level = 0; level < tuples->factors[f].levels; level++) {
            set_already =
                set_already || hp_elements_has(set, (size_t)tuples->factors[f].first + level);
        }
        if (!set_already) {
            open[open_count++] = f;
        }
    }
    size_t total = 0;
    for (size_t left = open_count; left > 0; left--) {
        size_t pick = (size_t)hp_rng_below(&builder->rng, left);
        size_t factor = open[pick];
        open[pick] = open[left - 1];
        total += choose_level(builder, set, factor);
    }
    return total;
}

/* The level that the set has of a factor. */
static uint8_t level_of(const struct hp_tuples *tuples, const struct hp_elements *set,
                        size_t factor_index)
{
    const struct hp_factor *factor = &tuples->factors[factor_index];
    uint8_t level = 0;
    while (level + 1 < factor->levels && !hp_elements_has(set, (size_t)factor->first + level)) {
        level++;
    }
    return level;
}

static struct hp_combo combo_of(const struct hp_tuples *tuples, const struct hp_elements *set)
{
    struct hp_combo combo = {.type = level_of(tuples, set, 0)};
    bool always = tuples->operations_count == 1;
    for (size_t i = 0; i < tuples->operations_count; i++) {
        if (always || level_of(tuples, set, tuples->operations_first + i) == 1) {
            combo.operations[combo.operation_count++] = (uint8_t)i;
        }
    }
    uint64_t models = tuples->models_count == 1 ? 1 : 0;
    for (size_t i = 0; i < tuples->models_count; i++) {
        models |= (uint64_t)level_of(tuples, set, tuples->models_first + i) << i;
    }
    hp_combo_set_models(&combo, models);
    size_t last = tuples->factor_count - 1;
    combo.name_class = level_of(tuples, set, last - 2);
    combo.url_class = level_of(tuples, set, last - 1);
    combo.headers_class = level_of(tuples, set, last);
    return combo;
}

static bool keep(struct builder *builder, const struct hp_elements *set)
{
    if (builder->count == builder->capacity) {
        size_t capacity = builder->capacity == 0 ? 64 : builder->capacity * 2;
        struct hp_combo *rows = hp_realloc(builder->rows, capacity * sizeof(*rows));
        if (rows == NULL) {
            return false;
        }
        builder->rows = rows;
        builder->capacity = capacity;
    }
    builder->rows[builder->count++] = combo_of(&builder->tuples, set);
    hp_tuples_add(&builder->tuples, set);
    return true;
}

static bool build(struct builder *builder)
{
    size_t candidates = builder->strength == 2 ? CANDIDATES_OF_PAIRS : CANDIDATES_OF_TRIPLES;
    struct hp_elements start;
    while (first_unmet(builder, &start)) {
        struct hp_elements best = start;
        size_t best_gain = complete(builder, &best);
        for (size_t i = 1; i < candidates; i++) {
            struct hp_elements other = start;
            size_t other_gain = complete(builder, &other);
            if (other_gain > best_gain) {
                best = other;
                best_gain = other_gain;
            }
        }
        if (!keep(builder, &best)) {
            return false;
        }
    }
    return true;
}

enum hp_status hp_covering_new(const struct hp_contract *contract, unsigned strength,
                               struct hp_combo **out, size_t *count, struct hp_error *error)
{
    struct builder builder = {.strength = strength};
    hp_rng_init(&builder.rng, 0, HP_SLICE("covering array"));
    enum hp_status status = hp_tuples_init(&builder.tuples, contract, strength, error);
    if (status == HP_OK) {
        mark_impossible(&builder.tuples);
        if (!build(&builder)) {
            status = hp_error_nomem(error);
        }
    }
    hp_tuples_deinit(&builder.tuples);
    if (status != HP_OK) {
        hp_free(builder.rows);
        return status;
    }
    *out = builder.rows;
    *count = builder.count;
    return HP_OK;
}
