/* Counts a plan's cases and explains a selection that selects nothing. Must not build more cases
 * than it takes to be exact. */
#include <string.h>

#include "harness/base/alloc.h"
#include "harness/plan/nearest.h"
#include "harness/plan/plan_state.h"

enum {
    INSTANCES_MAX = 10 * 1000 * 1000, /* more is a function that never says false */
    PROBES = 8                        /* combinations that are asked for the number of instances */
};

/* Asks one row for its instances. */
struct prober {
    const struct hp_plan *plan;
    const struct hp_walk *walk;
    struct hp_build *build;
    bool failed; /* memory was refused at some point: the answers say nothing */
};

static bool has_instance(struct prober *prober, uint64_t combo, uint64_t instance)
{
    struct hp_combo at;
    hp_walk_combo(prober->walk, &prober->plan->walker, combo, &at);
    bool there = hp_plan_try(prober->plan, prober->walk, &at, instance, prober->build);
    prober->failed = prober->failed || hp_build_failed(prober->build);
    return there;
}

/* Instances are numbered without gaps, so the first missing one is found by doubling and halving:
 * a few dozen builds even for thousands of instances. */
static uint64_t count_instances(struct prober *prober)
{
    uint64_t there = 0; /* instances below are known to be there */
    uint64_t step = 1;
    while (there < INSTANCES_MAX && has_instance(prober, 0, there + step - 1)) {
        there += step;
        step *= 2;
    }
    for (; step > 0; step /= 2) {
        if (there < INSTANCES_MAX && has_instance(prober, 0, there + step - 1)) {
            there += step;
        }
    }
    return there;
}

/* The number must be the same for every combination, or positions would name nothing. */
static bool depends_on_combination(struct prober *prober, uint64_t instances)
{
    uint64_t combos = prober->walk->combos;
    uint64_t probes = combos < PROBES ? combos : PROBES;
    for (uint64_t i = 1; i < probes; i++) {
        uint64_t combo = combos * i / probes;
        if ((instances > 0 && !has_instance(prober, combo, instances - 1)) ||
            has_instance(prober, combo, instances)) {
            return true;
        }
    }
    return false;
}

static enum hp_status size_row(const struct hp_plan *plan, struct hp_plan_row *row,
                               struct hp_case *scratch, struct hp_error *error)
{
    struct hp_walk *walk = &row->walk;
    if (walk->row->instance == NULL || walk->combos == 0) {
        return HP_OK;
    }
    struct prober prober = {plan, walk, &scratch->build, false};
    uint64_t instances = count_instances(&prober);
    bool ragged = depends_on_combination(&prober, instances);
    if (prober.failed) {
        return hp_error_nomem(error);
    }
    if (instances >= INSTANCES_MAX || ragged) {
        return hp_error_set(error, HP_ERR_INTERNAL, "row '%s' %s", walk->row->id,
                            instances >= INSTANCES_MAX
                                ? "never runs out of instances"
                                : "has a number of instances that depends on the combination");
    }
    hp_walk_size(walk, &plan->walker, instances);
    walk->total = (walk->row->flags & HP_ROW_BY_ID) != 0 ? 0 : walk->total;
    return HP_OK;
}

/* Counts what the globs and this shard take of a row; by walking it only when its id alone does not
 * say. */
static enum hp_status count_row(struct hp_plan *plan, struct hp_plan_row *row,
                                struct hp_case *scratch, struct hp_error *error)
{
    row->hash = hp_hash(HP_HASH_BASIS, hp_slice_of(row->walk.row->id));
    if (row->pick != HP_PICK_SOME) {
        row->selected = row->pick == HP_PICK_NONE ? 0 : row->walk.total;
        plan->size_whole += row->selected;
        for (uint64_t position = 0; position < row->selected && plan->shards > 1; position++) {
            plan->size += hp_plan_in_shard(plan, row, position);
        }
        plan->size += plan->shards > 1 ? 0 : row->selected;
        return HP_OK;
    }
    for (uint64_t position = 0; position < row->walk.total; position++) {
        enum hp_status status = hp_plan_build_at(plan, &row->walk, position, scratch, error);
        if (status != HP_OK) {
            return status;
        }
        if (hp_plan_selects(plan, row, scratch)) {
            row->selected++;
            plan->size_whole++;
            plan->size += hp_plan_in_shard(plan, row, position);
        }
    }
    return HP_OK;
}

static enum hp_status no_case_matches(const char *glob, struct hp_error *error)
{
    return hp_error_set(error, HP_ERR_USAGE,
                        "no case matches '%s'; `hookproof list rows` shows what there is", glob);
}

static enum hp_status unknown_row(const struct hp_plan *plan, const char *glob,
                                  struct hp_error *error)
{
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, hp_slice_of(glob));
    for (size_t i = 0; i < plan->row_count; i++) {
        (void)hp_nearest_feed(&nearest, hp_slice_of(plan->rows[i].walk.row->id));
    }
    if (nearest.name.len == 0) {
        return no_case_matches(glob, error);
    }
    return hp_error_set(error, HP_ERR_USAGE,
                        "no row is called '%s'; the nearest is '%.*s' (`hookproof list rows` shows "
                        "all)",
                        glob, (int)nearest.name.len, nearest.name.at);
}

/* Does an include glob match anything, whatever else is selected? Rows that only observe count: to
 * name them is right, they just add no case. */
static enum hp_status check_glob(const struct hp_plan *plan, const char *glob,
                                 struct hp_case *scratch, struct hp_error *error)
{
    for (size_t i = 0; i < plan->row_count; i++) {
        if (hp_glob_row(glob, plan->rows[i].walk.row->id) == HP_PICK_ALL) {
            return HP_OK;
        }
    }
    if (hp_glob_is_literal(glob) && strchr(glob, '@') == NULL) {
        return unknown_row(plan, glob, error);
    }
    for (size_t i = 0; i < plan->row_count; i++) {
        const struct hp_walk *walk = &plan->rows[i].walk;
        if (hp_glob_row(glob, walk->row->id) == HP_PICK_NONE) {
            continue;
        }
        for (uint64_t position = 0; position < walk->total; position++) {
            enum hp_status status = hp_plan_build_at(plan, walk, position, scratch, error);
            if (status != HP_OK) {
                return status;
            }
            if (hp_glob_case(glob, walk->row->id, hp_buf_cstr(&scratch->build.id))) {
                return HP_OK;
            }
        }
    }
    return no_case_matches(glob, error);
}

static enum hp_status check_selection(const struct hp_plan *plan, struct hp_case *scratch,
                                      struct hp_error *error)
{
    for (size_t i = 0; i < plan->include.count; i++) {
        enum hp_status status = check_glob(plan, plan->include.items[i], scratch, error);
        if (status != HP_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < plan->row_count; i++) {
        if (plan->rows[i].selected > 0) {
            return HP_OK;
        }
    }
    if (plan->exclude.count > 0) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "no case is left after --exclude '%s'%s; exclude less",
                            plan->exclude.items[0], plan->exclude.count > 1 ? " and others" : "");
    }
    return hp_error_set(error, HP_ERR_USAGE,
                        "the rows that were selected send nothing, they judge what others get; "
                        "include a row that sends, such as 'valid-*'");
}

enum hp_status hp_plan_count(struct hp_plan *plan, struct hp_error *error)
{
    struct hp_case *scratch = hp_malloc(sizeof(*scratch));
    if (scratch == NULL) {
        return hp_error_nomem(error);
    }
    hp_case_init(scratch);
    enum hp_status status = HP_OK;
    for (size_t i = 0; status == HP_OK && i < plan->row_count; i++) {
        status = size_row(plan, &plan->rows[i], scratch, error);
        if (status == HP_OK) {
            status = count_row(plan, &plan->rows[i], scratch, error);
        }
    }
    if (status == HP_OK) {
        status = check_selection(plan, scratch, error);
    }
    hp_case_deinit(scratch);
    hp_free(scratch);
    return status;
}
