/* From a combination that fails to the plainest one that still does: one type, one operation, one
 * data model, each the first of the contract where that is enough. Must not know what fails. */
#include "harness/run/shrink_internal.h"

enum { ROUNDS_MAX = 3 }; /* a plainer type may allow a plainer data model, and so on */

static bool try_combo(struct hp_shrink *shrink, const struct hp_combo *combo)
{
    return hp_shrink_try_id(shrink, shrink->place, combo);
}

static bool try_models(struct hp_shrink *shrink, uint64_t models)
{
    struct hp_combo combo = shrink->combo;
    if (models == 0 || models == combo.models) {
        return false;
    }
    hp_combo_set_models(&combo, models);
    return try_combo(shrink, &combo);
}

/* The first `count` values of a set. */
static uint64_t first_of(uint64_t set, unsigned count)
{
    uint64_t part = 0;
    for (; count > 0 && set != 0; count--, set &= set - 1) {
        part |= set & (~set + 1);
    }
    return part;
}

/* Halves what is not known to be needed until one more value is: the last of the shortest beginning
 * that fails. Six requests for each value that is needed, of 62. */
static bool fewer_models(struct hp_shrink *shrink)
{
    bool changed = false;
    uint64_t needed = 0;
    uint64_t rest = shrink->combo.models;
    while (__builtin_popcountll(needed | rest) > 1) {
        unsigned passes = 0;
        unsigned fails = (unsigned)__builtin_popcountll(rest);
        if (needed != 0 && rest != 0 && try_models(shrink, needed)) {
            return true;
        }
        if (rest == 0) {
            return changed;
        }
        while (fails - passes > 1) {
            unsigned middle = passes + (fails - passes) / 2;
            bool smaller = try_models(shrink, needed | first_of(rest, middle));
            changed = changed || smaller;
            *(smaller ? &fails : &passes) = middle;
        }
        uint64_t before = first_of(rest, fails - 1);
        needed |= first_of(rest, fails) & ~before;
        rest = before;
    }
    return changed;
}

static bool one_operation(struct hp_shrink *shrink)
{
    struct hp_combo combo = shrink->combo;
    combo.operation_count = 1;
    for (uint8_t i = 0; i < shrink->combo.operation_count; i++) {
        combo.operations[0] = shrink->combo.operations[i];
        if (try_combo(shrink, &combo)) {
            return true;
        }
    }
    return false;
}

static bool fewer_operations(struct hp_shrink *shrink)
{
    if (shrink->combo.operation_count < 2) {
        return false;
    }
    if (one_operation(shrink)) {
        return true;
    }
    bool changed = false;
    for (uint8_t i = 0; i < shrink->combo.operation_count && shrink->combo.operation_count > 2;) {
        struct hp_combo combo = shrink->combo;
        combo.operation_count--;
        memmove(&combo.operations[i], &combo.operations[i + 1], (size_t)combo.operation_count - i);
        bool smaller = try_combo(shrink, &combo);
        changed = changed || smaller;
        i = (uint8_t)(smaller ? i : i + 1);
    }
    return changed;
}

/* The first of the contract instead of the one that is there. */
static bool plainer_values(struct hp_shrink *shrink)
{
    bool changed = false;
    for (uint8_t type = 0; type < shrink->combo.type; type++) {
        struct hp_combo combo = shrink->combo;
        combo.type = type;
        if (try_combo(shrink, &combo)) {
            changed = true;
            break;
        }
    }
    struct hp_combo combo = shrink->combo;
    if (combo.operation_count == 1 && combo.operations[0] != 0) {
        combo.operations[0] = 0;
        changed = try_combo(shrink, &combo) || changed;
    }
    if (__builtin_popcountll(shrink->combo.models) == 1) {
        changed = try_models(shrink, 1) || changed;
    }
    return changed;
}

static bool no_classes(struct hp_shrink *shrink)
{
    struct hp_combo combo = shrink->combo;
    if ((combo.name_class | combo.url_class | combo.headers_class) == 0) {
        return false;
    }
    combo.name_class = combo.url_class = combo.headers_class = 0;
    return try_combo(shrink, &combo);
}

bool hp_shrink_try_plainest(struct hp_shrink *shrink)
{
    struct hp_combo plainest = hp_shrink_plainest(shrink->shrinker->contract);
    /* Nothing on purpose stays nothing: rows about empty arrays say so with their own edits. */
    if (shrink->combo.operation_count == 0) {
        plainest.operation_count = 0;
    }
    if (shrink->combo.models == 0) {
        hp_combo_set_models(&plainest, 0);
    }
    return try_combo(shrink, &plainest);
}

static bool is_plainest(const struct hp_combo *combo)
{
    return combo->type == 0 && combo->operation_count <= 1 && combo->operations[0] == 0 &&
           combo->models <= 1 && (combo->name_class | combo->url_class | combo->headers_class) == 0;
}

void hp_shrink_combination(struct hp_shrink *shrink)
{
    const struct hp_shrinker *shrinker = shrink->shrinker;
    if (is_plainest(&shrink->combo) || hp_shrink_try_plainest(shrink)) {
        return;
    }
    /* What made other groups fail is a good guess, and makes groups of one cause meet. */
    for (size_t i = shrinker->failing_count; i > 0; i--) {
        if (try_combo(shrink, &shrinker->failing[i - 1])) {
            break;
        }
    }
    bool changed = true;
    for (unsigned round = 0; round < ROUNDS_MAX && changed; round++) {
        changed = no_classes(shrink);
        changed = fewer_models(shrink) || changed;
        changed = fewer_operations(shrink) || changed;
        changed = plainer_values(shrink) || changed;
    }
}
