/* Positions within a row: which instance meets which combination at which depth. Pure arithmetic.
 */
#ifndef HP_PLAN_WALK_H
#define HP_PLAN_WALK_H

#include "harness/plan/plan.h"

/* What the kinds of combinations need besides the contract; borrowed. */
struct hp_walker {
    const struct hp_contract *contract;
    enum hp_depth depth;
    const struct hp_combo *covering;
    size_t covering_count;
    struct hp_combo documented;
};

/* One row and its counts. */
struct hp_walk {
    const struct hp_row *row;
    uint64_t instances;        /* that the row's function makes */
    uint64_t combos;           /* of the row's kind, at any depth */
    uint64_t total;            /* cases at the plan's depth */
    struct hp_triples triples; /* of the kinds that take their combinations from these */
};

/* Types that the kind takes in, as bits. */
uint64_t hp_walk_types(const struct hp_contract *contract, enum hp_combos kind);

/* A row that is about its combinations: it meets all of its kind at standard depth already, and
 * sends the base document of each as it is. */
bool hp_walk_is_structural(enum hp_combos kind);

/* Fills `combos`. */
void hp_walk_init(struct hp_walk *walk, const struct hp_walker *walker, const struct hp_row *row);
/* Fills `instances` and `total`. */
void hp_walk_size(struct hp_walk *walk, const struct hp_walker *walker, uint64_t instances);

/* The index-th combination of the row, 0 <= index < combos. */
void hp_walk_combo(const struct hp_walk *walk, const struct hp_walker *walker, uint64_t index,
                   struct hp_combo *out);

/* Instance and index of the combination of a position, 0 <= position < total. Different positions
 * have different pairs. */
void hp_walk_place(const struct hp_walk *walk, const struct hp_walker *walker, uint64_t position,
                   uint64_t *instance, uint64_t *combo);

/* Positions 0 ... n - 1 meet all combinations that the row meets; n is returned. */
uint64_t hp_walk_distinct(const struct hp_walk *walk, const struct hp_walker *walker);

#endif
