/* Counts records. Must not know where they come from, nor how they will be shown. */
#include "harness/run/reduce.h"

#include "harness/base/alloc.h"
#include "harness/run/baseline.h"
#include "harness/run/reduce_internal.h"

enum {
    TEXT_BYTES_MAX =
        16 * 1024 * 1024, /* rows, requirements and reasons: far under 1 MiB in practice */
};

static void row_from_plan(struct hp_row_summary *out, const struct hp_row *row)
{
    *out = (struct hp_row_summary){.id = row->id,
                                   .family = row->family,
                                   .title = row->title,
                                   .clause = row->clause,
                                   .level = row->level,
                                   .requirements = row->requirements,
                                   .observer = (row->flags & HP_ROW_OBSERVER) != 0};
}

static void row_from_check(struct hp_row_summary *out, const struct hp_check *check)
{
    *out = (struct hp_row_summary){.id = check->id,
                                   .family = check->family,
                                   .title = check->title,
                                   .clause = check->clause,
                                   .level = check->level,
                                   .requirements = check->requirements,
                                   .observer = true};
}

static struct hp_row_summary *find_row(struct hp_reducer *reducer, struct hp_slice id)
{
    struct hp_summary *summary = &reducer->summary;
    if (reducer->last_row != NULL && hp_slice_equal(id, reducer->last_id)) {
        return reducer->last_row;
    }
    for (size_t i = 0; i < summary->row_count; i++) {
        if (hp_slice_is(id, summary->rows[i].id)) {
            reducer->last_row = &summary->rows[i];
            reducer->last_id = hp_slice_of(summary->rows[i].id);
            return reducer->last_row;
        }
    }
    return NULL;
}

/* Requirements point at the rows that speak for them. */
static bool fill_requirements(struct hp_summary *summary)
{
    summary->requirement_count = hp_requirement_count;
    summary->requirements =
        hp_arena_take(&summary->arena, hp_requirement_count * sizeof(*summary->requirements));
    if (summary->requirements == NULL) {
        return false;
    }
    for (size_t i = 0; i < hp_requirement_count; i++) {
        struct hp_requirement_summary *requirement = &summary->requirements[i];
        *requirement = (struct hp_requirement_summary){.requirement = &hp_requirements[i],
                                                       .status = HP_REQUIREMENT_UNTESTED};
        requirement->rows = hp_arena_take(&summary->arena, summary->row_count * sizeof(size_t));
        if (requirement->rows == NULL) {
            return false;
        }
        for (size_t row = 0; row < summary->row_count; row++) {
            if ((summary->rows[row].requirements & HP_R(i + 1)) != 0) {
                requirement->rows[requirement->row_count++] = row;
            }
        }
    }
    return true;
}

static bool fill_rows(struct hp_reducer *reducer, const struct hp_row *const *rows,
                      size_t row_count)
{
    struct hp_summary *summary = &reducer->summary;
    summary->rows =
        hp_arena_take(&summary->arena, (row_count + hp_check_count) * sizeof(*summary->rows));
    reducer->reason_index = hp_arena_take(&summary->arena, (row_count + hp_check_count) *
                                                               sizeof(*reducer->reason_index));
    if (summary->rows == NULL || reducer->reason_index == NULL) {
        return false;
    }
    for (size_t i = 0; i < row_count; i++) {
        row_from_plan(&summary->rows[summary->row_count++], rows[i]);
    }
    for (size_t i = 0; i < hp_check_count; i++) {
        struct hp_row_summary *row = find_row(reducer, hp_slice_of(hp_checks[i].id));
        if (row == NULL) {
            row = &summary->rows[summary->row_count++];
            row_from_check(row, &hp_checks[i]);
        }
        reducer->check_rows[i] = (size_t)(row - summary->rows);
    }
    return true;
}

enum hp_status hp_reducer_new(const struct hp_row *const *rows, size_t row_count,
                              struct hp_reducer **out, struct hp_error *error)
{
    struct hp_reducer *reducer = hp_calloc(1, sizeof(*reducer));
    if (reducer == NULL) {
        return hp_error_nomem(error);
    }
    hp_arena_init(&reducer->summary.arena, TEXT_BYTES_MAX);
    reducer->rows = rows;
    reducer->plan_row_count = row_count;
    enum hp_status status = hp_groups_new(&reducer->groups, error);
    if (status == HP_OK &&
        (!fill_rows(reducer, rows, row_count) || !fill_requirements(&reducer->summary))) {
        status = hp_error_nomem(error);
    }
    if (status != HP_OK) {
        hp_reducer_free(reducer);
        return status;
    }
    *out = reducer;
    return HP_OK;
}

void hp_reducer_free(struct hp_reducer *reducer)
{
    if (reducer != NULL) {
        hp_groups_free(reducer->groups);
        hp_grid_free(reducer->grid);
        hp_arena_deinit(&reducer->summary.arena);
        hp_free(reducer);
    }
}

const char *hp_reducer_keep(struct hp_reducer *reducer, struct hp_slice text)
{
    return hp_arena_copy(&reducer->summary.arena, text).at;
}

/* False when the shard was there already, or is none. */
static bool mark_shard(struct hp_reducer *reducer, uint32_t shard)
{
    if (shard == 0 || shard > HP_SHARDS_MAX) {
        return false;
    }
    uint64_t *word = &reducer->seen_shards[(shard - 1) / 64];
    uint64_t bit = UINT64_C(1) << ((shard - 1) % 64);
    bool fresh = (*word & bit) == 0;
    *word |= bit;
    return fresh;
}

void hp_reducer_settle_end(struct hp_reducer *reducer)
{
    enum hp_stop stop = reducer->ended ? reducer->last_stop : HP_STOP_KILLED;
    if (reducer->end.stop == HP_STOP_NONE) {
        reducer->end.stop = stop;
    }
    if (!reducer->ended) {
        reducer->end.reason = HP_SLICE("the journal has no end: the run was killed");
    }
}

static bool is_same_profile(const struct hp_reducer *reducer, const struct hp_run_facts *facts)
{
    const struct hp_summary *summary = &reducer->summary;
    bool same = hp_slice_is(facts->profile, summary->profile) &&
                hp_slice_is(facts->profile_base, summary->profile_base) &&
                facts->strict == reducer->strict && facts->lenient == reducer->lenient &&
                facts->setting_count == summary->setting_count;
    for (size_t i = 0; same && i < facts->setting_count; i++) {
        same = hp_slice_is(facts->settings[i].key, summary->settings[i].key) &&
               hp_slice_is(facts->settings[i].value, summary->settings[i].value);
    }
    return same;
}

/* The journal of another shard of the same run. */
static enum hp_status add_shard(struct hp_reducer *reducer, const struct hp_run_facts *facts,
                                struct hp_error *error)
{
    const struct hp_summary *summary = &reducer->summary;
    if (facts->plan_hash != summary->plan_hash || facts->seed != summary->seed ||
        !is_same_profile(reducer, facts)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "this journal is of another plan, seed or profile than the first one");
    }
    if (facts->shards != reducer->shards || reducer->shards < 2 ||
        !mark_shard(reducer, facts->shard)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "shard %lu of %lu does not belong to the journals before it, or was "
                            "given twice",
                            (unsigned long)facts->shard, (unsigned long)facts->shards);
    }
    hp_reducer_settle_end(reducer);
    reducer->ended = false;
    reducer->shards_seen++;
    if (facts->started_unix_ms < summary->started_unix_ms) {
        reducer->summary.started_unix_ms = facts->started_unix_ms;
    }
    return HP_OK;
}

enum hp_status hp_reducer_map(struct hp_reducer *reducer, const struct hp_contract *contract,
                              struct hp_error *error)
{
    enum hp_status status = hp_grid_new(contract, &reducer->grid, error);
    reducer->summary.grid = reducer->grid;
    return status;
}

static bool keep_settings(struct hp_reducer *reducer, const struct hp_run_facts *facts)
{
    struct hp_summary *summary = &reducer->summary;
    size_t bytes = (facts->setting_count + 1) * sizeof(*summary->settings);
    summary->profile_base = hp_reducer_keep(reducer, facts->profile_base);
    summary->settings = hp_arena_take(&summary->arena, bytes);
    bool kept = summary->profile_base != NULL && summary->settings != NULL;
    for (size_t i = 0; kept && i < facts->setting_count; i++) {
        const struct hp_setting_change *change = &facts->settings[i];
        struct hp_setting_summary *own = &summary->settings[summary->setting_count++];
        own->key = hp_reducer_keep(reducer, change->key);
        own->value = hp_reducer_keep(reducer, change->value);
        own->profile_value = hp_reducer_keep(reducer, change->profile_value);
        kept = own->key != NULL && own->value != NULL && own->profile_value != NULL;
    }
    return kept;
}

enum hp_status hp_reducer_start(struct hp_reducer *reducer, const struct hp_run_facts *facts,
                                struct hp_error *error)
{
    struct hp_summary *summary = &reducer->summary;
    if (summary->tool_version != NULL) {
        return add_shard(reducer, facts, error);
    }
    reducer->shards = facts->shards;
    reducer->shards_seen = 1;
    (void)mark_shard(reducer, facts->shard);
    summary->tool_version = hp_reducer_keep(reducer, facts->tool_version);
    summary->target_kind = hp_reducer_keep(reducer, facts->target_kind);
    summary->target_address = hp_reducer_keep(reducer, facts->target_address);
    summary->profile = hp_reducer_keep(reducer, facts->profile);
    summary->depth = hp_reducer_keep(reducer, facts->depth);
    summary->seed = facts->seed;
    summary->plan_hash = facts->plan_hash;
    summary->plan_cases = facts->plan_cases;
    summary->coverage = facts->coverage;
    summary->started_unix_ms = facts->started_unix_ms;
    /* Reports have it as it is: what was changed into something else by hand is left out. */
    struct hp_json_scan scan;
    bool is_json = hp_json_scan(facts->again, &hp_json_limits_default, &scan) &&
                   (scan.traits & HP_JSON_BOM) == 0;
    summary->again = is_json ? hp_reducer_keep(reducer, facts->again) : NULL;
    reducer->strict = facts->strict;
    reducer->lenient = facts->lenient;
    reducer->selected = facts->selected;
    bool lost = summary->tool_version == NULL || summary->target_kind == NULL ||
                summary->target_address == NULL || summary->profile == NULL ||
                summary->depth == NULL || (is_json && summary->again == NULL) ||
                !keep_settings(reducer, facts);
    return lost ? hp_error_nomem(error) : HP_OK;
}

static void count(struct hp_tally *tally, enum hp_verdict verdict)
{
    tally->cases++;
    if (verdict == HP_PASS) { /* nearly always */
        tally->pass++;
        return;
    }
    tally->note += verdict == HP_NOTE;
    tally->warn += verdict == HP_WARN;
    tally->fail += verdict == HP_FAIL;
    tally->inconclusive += verdict == HP_INCONCLUSIVE;
    tally->skipped += verdict == HP_SKIPPED;
}

static enum hp_verdict verdict_of(const struct hp_reducer *reducer, enum hp_level level)
{
    return hp_verdict_of(level, reducer->strict, reducer->lenient);
}

void hp_reducer_applied(struct hp_reducer *reducer, uint64_t checks)
{
    for (uint64_t left = checks ^ reducer->applied_last; left != 0; left &= left - 1) {
        int check = __builtin_ctzll(left);
        bool begins = (checks >> check & 1) != 0;
        reducer->check_applied[check] += begins ? 0 - reducer->applied_to : reducer->applied_to;
    }
    reducer->applied_last = checks;
}

/* The worst observation that each check made of this record goes to that check's own row; a check
 * whose observations found no room any more is broken at its own level. */
static void count_checks(struct hp_reducer *reducer, const struct hp_case_record *record)
{
    hp_reducer_applied(reducer, record->checks_applied);
    reducer->applied_to++;
    for (uint64_t left = record->checks_broken; left != 0; left &= left - 1) {
        size_t check = (size_t)__builtin_ctzll(left);
        if (check >= hp_check_count) {
            continue; /* a journal of a version with more checks */
        }
        enum hp_verdict worst = HP_PASS;
        for (size_t i = 0; i < record->observation_count; i++) {
            if (strcmp(record->observations[i].check, hp_checks[check].id) == 0) {
                enum hp_verdict verdict = verdict_of(reducer, record->observations[i].level);
                worst = verdict > worst ? verdict : worst;
            }
        }
        struct hp_row_summary *row = &reducer->summary.rows[reducer->check_rows[check]];
        if (row->observer) {
            worst = worst == HP_PASS ? verdict_of(reducer, hp_checks[check].level) : worst;
            count(&row->tally, worst);
        }
    }
}

/* Who speaks of an observation: the row of the check, or that of the case. */
static const struct hp_row_summary *speaker_of(const struct hp_reducer *reducer,
                                               const struct hp_observation *observation,
                                               const struct hp_row_summary *row)
{
    int check = hp_check_find(observation->check);
    return check < 0 ? row : &reducer->summary.rows[reducer->check_rows[check]];
}

static enum hp_status group_observations(struct hp_reducer *reducer,
                                         const struct hp_case_record *record,
                                         const struct hp_row_summary *row, struct hp_error *error)
{
    for (size_t i = 0; i < record->observation_count; i++) {
        const struct hp_observation *observation = &record->observations[i];
        const struct hp_row_summary *speaker = speaker_of(reducer, observation, row);
        enum hp_status status =
            hp_groups_add(reducer->groups, record, observation,
                          verdict_of(reducer, observation->level), speaker, error);
        if (status == HP_OK && reducer->grid != NULL) {
            status = hp_grid_mark(reducer->grid, record->id,
                                  hp_fingerprint(speaker->id, observation, record->status));
        }
        if (status != HP_OK) {
            return hp_error_set(error, status, "out of memory");
        }
    }
    return HP_OK;
}

/* Does a case fail for nothing but what the baseline knows? */
static bool is_known(const struct hp_reducer *reducer, const struct hp_case_record *record,
                     const struct hp_row_summary *row)
{
    bool known = reducer->baseline != NULL && record->observation_count > 0;
    for (size_t i = 0; i < record->observation_count && known; i++) {
        const struct hp_observation *observation = &record->observations[i];
        const struct hp_row_summary *speaker = speaker_of(reducer, observation, row);
        known = verdict_of(reducer, observation->level) != HP_FAIL ||
                hp_baseline_covers(reducer->baseline,
                                   hp_fingerprint(speaker->id, observation, record->status),
                                   reducer->summary.started_unix_ms);
    }
    return known;
}

/* Why the first case that was not judged was not. */
static void keep_reason(struct hp_reducer *reducer, struct hp_row_summary *row,
                        const struct hp_case_record *record)
{
    uint64_t *index = &reducer->reason_index[row - reducer->summary.rows];
    bool unjudged = record->verdict == HP_SKIPPED || record->verdict == HP_INCONCLUSIVE;
    if (unjudged && record->reason.len > 0 && (row->reason == NULL || record->index < *index)) {
        const char *kept = hp_reducer_keep(reducer, record->reason);
        row->reason = kept == NULL ? row->reason : kept;
        *index = record->index;
    }
}

enum hp_status hp_reducer_case(struct hp_reducer *reducer, const struct hp_case_record *record,
                               struct hp_error *error)
{
    static const struct hp_row_summary canary_row = {
        .id = "state-canary", .family = "stateful", .title = "the documented example still works"};
    const struct hp_row_summary *row = &canary_row;
    if (!record->canary) {
        struct hp_row_summary *own = find_row(reducer, record->row);
        if (own == NULL) {
            return hp_error_set(error, HP_ERR_USAGE,
                                "unknown row \"%.*s\": a journal of another version",
                                (int)record->row.len, record->row.at);
        }
        count(&own->tally, record->verdict);
        count(&reducer->summary.totals, record->verdict);
        if (reducer->grid != NULL) {
            hp_grid_add(reducer->grid, record->id, record->verdict);
        }
        reducer->failures += record->verdict == HP_FAIL && !is_known(reducer, record, own);
        keep_reason(reducer, own, record);
        row = own;
    }
    if (record->verdict != HP_SKIPPED && record->end != HP_END_UNSENT) {
        hp_latency_add(&reducer->latency, record->duration_us);
        reducer->seen++;
    }
    /* How many canaries there are depends on shards and resumes; one that fails must show. */
    if (record->canary && record->verdict != HP_FAIL && record->verdict != HP_WARN) {
        return HP_OK;
    }
    count_checks(reducer, record);
    return record->observation_count == 0 ? HP_OK : group_observations(reducer, record, row, error);
}

enum hp_status hp_reducer_end(struct hp_reducer *reducer, const struct hp_run_end *end,
                              struct hp_error *error)
{
    reducer->last_stop = end->stop;
    reducer->end.sent += end->sent;
    reducer->end.duration_s += end->duration_s;
    if (end->stop != HP_STOP_NONE || reducer->end.reason.at == NULL) {
        reducer->end.reason =
            (struct hp_slice){hp_reducer_keep(reducer, end->reason), end->reason.len};
    }
    reducer->ended = true;
    return reducer->end.reason.at == NULL ? hp_error_nomem(error) : HP_OK;
}

enum hp_status hp_reducer_shrunk(struct hp_reducer *reducer, const struct hp_shrunk *shrunk,
                                 struct hp_error *error)
{
    return hp_groups_shrunk(reducer->groups, shrunk, error);
}

struct hp_group *hp_reducer_groups(struct hp_reducer *reducer, size_t *count)
{
    struct hp_group *groups = hp_groups_sorted(reducer->groups, count);
    for (size_t i = 0; groups != NULL && i < *count; i++) {
        for (size_t j = 0; j < reducer->summary.row_count; j++) {
            const struct hp_row_summary *row = &reducer->summary.rows[j];
            const struct hp_tally *tally = &row->tally;
            if (strcmp(row->id, groups[i].row) == 0) {
                groups[i].row_cases = tally->pass + tally->note + tally->warn + tally->fail;
                break;
            }
        }
    }
    return groups;
}

void hp_reducer_baseline(struct hp_reducer *reducer, const struct hp_baseline *baseline)
{
    reducer->baseline = baseline;
}

uint64_t hp_reducer_failures(const struct hp_reducer *reducer)
{
    return reducer->failures;
}

const struct hp_tally *hp_reducer_totals(const struct hp_reducer *reducer)
{
    return &reducer->summary.totals;
}
