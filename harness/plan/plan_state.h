/* The inside of a plan, for the files of this layer that work on it. */
#ifndef HP_PLAN_PLAN_STATE_H
#define HP_PLAN_PLAN_STATE_H

#include "harness/plan/example.h"
#include "harness/plan/plan.h"
#include "harness/plan/select.h"
#include "harness/plan/walk.h"

struct hp_plan_row {
    struct hp_walk walk;
    enum hp_pick pick;
    uint64_t selected; /* by the globs, over all shards */
    uint64_t hash;     /* of the row's id, for the shards */
};

struct hp_plan {
    struct hp_arena texts; /* copies of what the options borrowed */
    struct hp_base base;
    struct hp_base_pattern pattern; /* of the base */
    struct hp_walker walker;
    struct hp_example example;
    struct hp_combo *covering;
    struct hp_globs include, exclude;
    uint32_t shard, shards;
    struct hp_plan_row *rows;
    size_t row_count;
    uint64_t size;       /* in this shard */
    uint64_t size_whole; /* over all shards */
    uint64_t hash;
};

/* Builds instance `instance` of the row with a combination. HP_ERR_NOMEM; HP_ERR_INTERNAL when the
 * row's function breaks its contract. */
enum hp_status hp_plan_build(const struct hp_plan *plan, const struct hp_walk *walk,
                             const struct hp_combo *combo, uint64_t instance, struct hp_case *out,
                             struct hp_error *error) HP_MUST_CHECK;

/* The same for a position of the row. */
enum hp_status hp_plan_build_at(const struct hp_plan *plan, const struct hp_walk *walk,
                                uint64_t position, struct hp_case *out,
                                struct hp_error *error) HP_MUST_CHECK;

/* Asks the row's function for an instance; false past the last one. */
bool hp_plan_try(const struct hp_plan *plan, const struct hp_walk *walk,
                 const struct hp_combo *combo, uint64_t instance, struct hp_build *build);

/* Fills in what each row has and what is selected of it, and the plan's size. HP_ERR_USAGE when an
 * include glob matches nothing or nothing is left. */
enum hp_status hp_plan_count(struct hp_plan *plan, struct hp_error *error) HP_MUST_CHECK;

/* Does the globs' selection take the case that was built? */
bool hp_plan_selects(const struct hp_plan *plan, const struct hp_plan_row *row,
                     struct hp_case *kase);

/* Does this shard take the case at a position of a row? By a hash of row and position, so that a
 * case need not be built to be passed over. */
bool hp_plan_in_shard(const struct hp_plan *plan, const struct hp_plan_row *row, uint64_t position);

#endif
