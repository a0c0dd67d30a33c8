/* Sets a plan up and walks it. Must not hold cases: a position is turned into one when it is asked
 * for. */
#include "harness/plan/plan.h"

#include "harness/base/alloc.h"
#include "harness/json/encode.h"
#include "harness/plan/covering.h"
#include "harness/plan/plan_state.h"

enum {
    /* Key, path and globs (a command line holds 128 KiB), and the contract's values as strings. */
    TEXTS_BYTES_MAX = 1024 * 1024 + HP_JSON_ESCAPE_BYTES * HP_CONTRACT_BYTES_MAX,
};

/* ---- cases ---- */

void hp_case_init(struct hp_case *kase)
{
    *kase = (struct hp_case){0};
    hp_build_init(&kase->build);
}

void hp_case_deinit(struct hp_case *kase)
{
    hp_build_deinit(&kase->build);
}

bool hp_plan_try(const struct hp_plan *plan, const struct hp_walk *walk,
                 const struct hp_combo *combo, uint64_t instance, struct hp_build *build)
{
    bool documented = walk->row->combos == HP_COMBOS_DOCUMENTED;
    hp_build_begin(build, &plan->base, walk->row, combo,
                   documented ? &plan->example.content : NULL);
    return walk->row->instance(build, (size_t)instance);
}

static void finish(struct hp_case *out)
{
    const struct hp_build *build = &out->build;
    out->row = build->row;
    out->id = hp_buf_view(&build->id);
    out->where = hp_buf_view(&build->where_text);
    out->why = build->why.length > 0 ? hp_buf_view(&build->why) : hp_slice_of(build->row->title);
    out->request = hp_build_request(build);
    out->expect = build->expect;
    out->body_truth = build->body_truth;
    out->echo = build->echo;
    out->level = build->level;
    out->combo = build->combo;
    out->index = 0;
}

enum hp_status hp_plan_build(const struct hp_plan *plan, const struct hp_walk *walk,
                             const struct hp_combo *combo, uint64_t instance, struct hp_case *out,
                             struct hp_error *error)
{
    bool made = hp_plan_try(plan, walk, combo, instance, &out->build);
    if (hp_build_failed(&out->build)) {
        return hp_error_nomem(error);
    }
    if (!made || out->build.id.length == 0) {
        return hp_error_set(error, HP_ERR_INTERNAL, "row '%s': instance %llu %s", walk->row->id,
                            (unsigned long long)instance,
                            made ? "has no name" : "is missing for some combination");
    }
    finish(out);
    return HP_OK;
}

enum hp_status hp_plan_build_at(const struct hp_plan *plan, const struct hp_walk *walk,
                                uint64_t position, struct hp_case *out, struct hp_error *error)
{
    uint64_t instance = 0;
    uint64_t index = 0;
    struct hp_combo combo;
    hp_walk_place(walk, &plan->walker, position, &instance, &index);
    hp_walk_combo(walk, &plan->walker, index, &combo);
    return hp_plan_build(plan, walk, &combo, instance, out, error);
}

bool hp_plan_selects(const struct hp_plan *plan, const struct hp_plan_row *row,
                     struct hp_case *kase)
{
    return row->pick == HP_PICK_ALL ||
           (row->pick == HP_PICK_SOME &&
            hp_select_case(plan->include, plan->exclude, row->walk.row->id,
                           hp_buf_cstr(&kase->build.id)));
}

bool hp_plan_in_shard(const struct hp_plan *plan, const struct hp_plan_row *row, uint64_t position)
{
    /* The upper half of the hash as a fraction of all shards: cheaper than a remainder. */
    uint64_t fraction = hp_hash_mix(row->hash + position) >> 32;
    return plan->shards <= 1 || fraction * plan->shards >> 32 == plan->shard - 1;
}

/* Passes over the next positions of the row that belong to other shards; they are counted. */
static void skip_shards(const struct hp_plan *plan, const struct hp_plan_row *row,
                        struct hp_plan_cursor *cursor)
{
    uint64_t position = cursor->position;
    while (position < row->walk.total && !hp_plan_in_shard(plan, row, position)) {
        position++;
    }
    cursor->index += position - cursor->position;
    cursor->position = position;
}

bool hp_plan_claim(const struct hp_plan *plan, struct hp_plan_cursor *cursor,
                   struct hp_plan_place *place, struct hp_case *out, struct hp_error *error)
{
    while (cursor->row < plan->row_count) {
        const struct hp_plan_row *row = &plan->rows[cursor->row];
        bool by_id = row->pick == HP_PICK_SOME;
        if (row->pick == HP_PICK_ALL && plan->shards > 1) {
            skip_shards(plan, row, cursor);
        }
        if (row->pick == HP_PICK_NONE || cursor->position >= row->walk.total) {
            cursor->row++;
            cursor->position = 0;
            continue;
        }
        *place = (struct hp_plan_place){cursor->row, cursor->position++, cursor->index, by_id};
        if (by_id) {
            if (hp_plan_build_at(plan, &row->walk, place->position, out, error) != HP_OK) {
                return false;
            }
            if (!hp_plan_selects(plan, row, out)) {
                continue;
            }
            out->index = place->index;
        }
        cursor->index++; /* another shard's case is counted, too */
        if (!by_id || hp_plan_in_shard(plan, row, place->position)) {
            return true;
        }
    }
    return false;
}

enum hp_status hp_plan_make(const struct hp_plan *plan, const struct hp_plan_place *place,
                            struct hp_case *out, struct hp_error *error)
{
    if (place->built) {
        return HP_OK;
    }
    const struct hp_walk *walk = &plan->rows[place->row].walk;
    enum hp_status status = hp_plan_build_at(plan, walk, place->position, out, error);
    out->index = place->index;
    return status;
}

bool hp_plan_next(const struct hp_plan *plan, struct hp_plan_cursor *cursor, struct hp_case *out,
                  struct hp_error *error)
{
    struct hp_plan_place place;
    return hp_plan_claim(plan, cursor, &place, out, error) &&
           hp_plan_make(plan, &place, out, error) == HP_OK;
}

/* ---- setting up ---- */

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
    char bytes[8];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(unsigned char)(number >> (8 * i));
    }
    return hp_hash(hash, (struct hp_slice){bytes, sizeof(bytes)});
}

static uint64_t hash_text(uint64_t hash, struct hp_slice text)
{
    return hp_hash(hash_number(hash, text.len), text);
}

static uint64_t hash_globs(uint64_t hash, struct hp_globs globs)
{
    hash = hash_number(hash, globs.count);
    for (size_t i = 0; i < globs.count; i++) {
        hash = hash_text(hash, hp_slice_of(globs.items[i]));
    }
    return hash;
}

/* The key is left out: hashes are printed. So is the shard: all shards of a plan are one run. */
static uint64_t hash_plan(const struct hp_plan *plan, unsigned strength)
{
    uint64_t hash = hash_text(HP_HASH_BASIS, HP_SLICE(HP_VERSION));
    hash = hash_number(hash, plan->base.contract->hash);
    hash = hash_number(hash, plan->base.seed);
    hash = hash_number(hash, plan->walker.depth);
    hash = hash_number(hash, strength);
    hash = hash_text(hash, plan->base.target);
    hash = hash_globs(hash, plan->include);
    hash = hash_globs(hash, plan->exclude);
    for (size_t i = 0; i < plan->row_count; i++) {
        hash = hash_text(hash, hp_slice_of(plan->rows[i].walk.row->id));
        hash = hash_number(hash, plan->rows[i].selected);
        uint64_t content = plan->rows[i].walk.row->content;
        hash = content == 0 ? hash : hash_number(hash, content);
    }
    return hp_hash_mix(hash);
}

static bool copy_globs(struct hp_plan *plan, const char *const *from, size_t count,
                       struct hp_globs *out)
{
    const char **items = hp_arena_take(&plan->texts, (count + 1) * sizeof(*items));
    for (size_t i = 0; items != NULL && i < count; i++) {
        items[i] = hp_arena_copy(&plan->texts, hp_slice_of(from[i])).at;
        if (items[i] == NULL) {
            return false;
        }
    }
    *out = (struct hp_globs){items, count};
    return items != NULL;
}

/* Where each role's member stands, printed once for all cases. */
static bool print_pointers(struct hp_plan *plan)
{
    struct hp_buf text;
    hp_buf_init(&text, HP_POINTER_BYTES);
    bool copied = true;
    for (int role = 0; role < HP_ROLE_COUNT && copied; role++) {
        struct hp_site site = {(enum hp_role)role, -1};
        hp_buf_clear(&text);
        hp_site_print(plan->base.contract, site, &text);
        plan->base.pointers[role] = hp_arena_copy(&plan->texts, hp_buf_view(&text));
        copied = !text.failed && plan->base.pointers[role].at != NULL;
    }
    hp_buf_deinit(&text);
    return copied;
}

static enum hp_status take_options(struct hp_plan *plan, const struct hp_contract *contract,
                                   const struct hp_plan_options *options, struct hp_error *error)
{
    if (options->strength == 1 || options->strength > 3) {
        return hp_error_set(error, HP_ERR_USAGE, "the covering array has strength 2 or 3, not %u",
                            options->strength);
    }
    if (options->shards > 0 && (options->shard < 1 || options->shard > options->shards)) {
        return hp_error_set(error, HP_ERR_USAGE, "shard %u of %u: want 1 to %u", options->shard,
                            options->shards, options->shards);
    }
    hp_arena_init(&plan->texts, TEXTS_BYTES_MAX);
    plan->shard = options->shard;
    plan->shards = options->shards;
    plan->walker = (struct hp_walker){.contract = contract, .depth = options->depth};
    plan->base = (struct hp_base){
        .contract = contract,
        .seed = options->seed,
        .api_key = hp_arena_copy(&plan->texts, options->api_key),
        .target = contract->path,
        .plain = hp_combo_plain_of(contract),
    };
    bool copied = plan->base.api_key.at != NULL;
    if (copied && options->target_path.len > 0) {
        plan->base.target = hp_arena_copy(&plan->texts, options->target_path);
        copied = plan->base.target.at != NULL;
    }
    copied = copied && print_pointers(plan) &&
             copy_globs(plan, options->include, options->include_count, &plan->include) &&
             copy_globs(plan, options->exclude, options->exclude_count, &plan->exclude);
    plan->base.pattern = &plan->pattern;
    enum hp_status status = hp_base_pattern_init(&plan->pattern, contract, &plan->texts, error);
    return copied ? status : hp_error_nomem(error);
}

static bool wants_covering(const struct hp_row *const *rows, size_t row_count)
{
    for (size_t i = 0; i < row_count; i++) {
        if (rows[i]->combos == HP_COMBOS_COVERING) {
            return true;
        }
    }
    return false;
}

static enum hp_status take_rows(struct hp_plan *plan, const struct hp_row *const *rows,
                                size_t row_count, unsigned strength, struct hp_error *error)
{
    enum hp_status status = hp_example_init(&plan->example, plan->base.contract, error);
    if (status != HP_OK) {
        return status;
    }
    plan->walker.documented = plan->example.combo;
    if (wants_covering(rows, row_count)) {
        size_t count = 0;
        status = hp_covering_new(plan->base.contract, strength, &plan->covering, &count, error);
        if (status != HP_OK) {
            return status;
        }
        plan->walker.covering = plan->covering;
        plan->walker.covering_count = count;
    }
    plan->rows = hp_calloc(row_count, sizeof(*plan->rows));
    if (plan->rows == NULL) {
        return hp_error_nomem(error);
    }
    plan->row_count = row_count;
    for (size_t i = 0; i < row_count; i++) {
        hp_walk_init(&plan->rows[i].walk, &plan->walker, rows[i]);
        plan->rows[i].pick = hp_select_row(plan->include, plan->exclude, rows[i]->id);
    }
    return HP_OK;
}

enum hp_status hp_plan_new(const struct hp_contract *contract, const struct hp_row *const *rows,
                           size_t row_count, const struct hp_plan_options *options,
                           struct hp_plan **out, struct hp_error *error)
{
    *out = NULL;
    unsigned strength = options->strength == 0 ? 2 : options->strength;
    struct hp_plan *plan = hp_calloc(1, sizeof(*plan));
    if (plan == NULL) {
        return hp_error_nomem(error);
    }
    enum hp_status status = take_options(plan, contract, options, error);
    if (status == HP_OK) {
        status = take_rows(plan, rows, row_count, strength, error);
    }
    if (status == HP_OK) {
        status = hp_plan_count(plan, error);
    }
    if (status != HP_OK) {
        hp_plan_free(plan);
        return status;
    }
    plan->hash = hash_plan(plan, strength);
    *out = plan;
    return HP_OK;
}

void hp_plan_free(struct hp_plan *plan)
{
    if (plan == NULL) {
        return;
    }
    hp_free(plan->rows);
    hp_free(plan->covering);
    hp_example_deinit(&plan->example);
    hp_base_pattern_deinit(&plan->pattern);
    hp_arena_deinit(&plan->texts);
    hp_free(plan);
}

uint64_t hp_plan_size_whole(const struct hp_plan *plan)
{
    return plan->size_whole;
}

size_t hp_plan_rows(const struct hp_plan *plan)
{
    return plan->row_count;
}

uint64_t hp_plan_size(const struct hp_plan *plan)
{
    return plan->size;
}

uint64_t hp_plan_hash(const struct hp_plan *plan)
{
    return plan->hash;
}
