/* Counts records. Must not know where they come from, nor how they will be shown. */
#include "harness/run/reduce.h"

#include "harness/base/alloc.h"
#include "harness/run/causes.h"
#include "harness/run/grid.h"
#include "harness/run/groups.h"
#include "harness/run/latency.h"
#include "harness/run/outcome.h"

enum {
    TEXT_BYTES_MAX =
        16 * 1024 * 1024, /* rows, requirements and reasons: far under 1 MiB in practice */
    CHECKS_MAX = 64,      /* a set of checks is one word */
};

struct hp_reducer {
    struct hp_summary summary;
    struct hp_groups *groups;
    const struct hp_row *const *rows; /* the plan's */
    size_t plan_row_count;
    struct hp_grid *grid; /* NULL: not mapped */
    struct hp_latency_histogram latency;
    size_t last_row;               /* records of one row come in runs */
    uint64_t *reason_index;        /* of each row: the case that its reason is from */
    uint64_t seen;                 /* records of exchanges */
    size_t check_rows[CHECKS_MAX]; /* hp_checks index to row index */
    uint64_t check_applied[CHECKS_MAX];
    bool strict, lenient;
    bool selected;
    uint32_t shards; /* that the run was divided into */
    uint32_t shards_seen;
    uint64_t seen_shards[HP_SHARDS_MAX / 64]; /* bit n: shard n + 1 */
    bool ended; /* the journal that is being fed has its end; `end` is the worst of all before it */
    enum hp_stop last_stop;
    struct hp_run_end end;
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
    if (reducer->last_row < summary->row_count &&
        hp_slice_is(id, summary->rows[reducer->last_row].id)) {
        return &summary->rows[reducer->last_row];
    }
    for (size_t i = 0; i < summary->row_count; i++) {
        if (hp_slice_is(id, summary->rows[i].id)) {
            reducer->last_row = i;
            return &summary->rows[i];
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

/* The stop of the journal that was fed last goes into that of the whole: the first real one wins.
 */
static void settle_end(struct hp_reducer *reducer)
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
    settle_end(reducer);
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
    reducer->strict = facts->strict;
    reducer->lenient = facts->lenient;
    reducer->selected = facts->selected;
    bool lost = summary->tool_version == NULL || summary->target_kind == NULL ||
                summary->target_address == NULL || summary->profile == NULL ||
                summary->depth == NULL || !keep_settings(reducer, facts);
    return lost ? hp_error_nomem(error) : HP_OK;
}

static void count(struct hp_tally *tally, enum hp_verdict verdict)
{
    uint64_t *const counters[HP_VERDICT_COUNT] = {
        [HP_PASS] = &tally->pass,
        [HP_NOTE] = &tally->note,
        [HP_WARN] = &tally->warn,
        [HP_FAIL] = &tally->fail,
        [HP_INCONCLUSIVE] = &tally->inconclusive,
        [HP_SKIPPED] = &tally->skipped,
    };
    tally->cases++;
    ++*counters[verdict];
}

static enum hp_verdict verdict_of(const struct hp_reducer *reducer, enum hp_level level)
{
    return hp_verdict_of(level, reducer->strict, reducer->lenient);
}

/* The worst observation that each check made of this record goes to that check's own row; a check
 * whose observations found no room any more is broken at its own level. */
static void count_checks(struct hp_reducer *reducer, const struct hp_case_record *record)
{
    for (uint64_t left = record->checks_applied; left != 0; left &= left - 1) {
        reducer->check_applied[__builtin_ctzll(left)]++;
    }
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

static enum hp_status group_observations(struct hp_reducer *reducer,
                                         const struct hp_case_record *record,
                                         const struct hp_row_summary *row, struct hp_error *error)
{
    for (size_t i = 0; i < record->observation_count; i++) {
        const struct hp_observation *observation = &record->observations[i];
        int check = hp_check_find(observation->check);
        const struct hp_row_summary *speaker =
            check < 0 ? row : &reducer->summary.rows[reducer->check_rows[check]];
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
        keep_reason(reducer, own, record);
        row = own;
    }
    if (record->verdict != HP_SKIPPED && record->end != HP_END_UNSENT) {
        hp_latency_add(&reducer->latency, record->duration_us);
        reducer->seen++;
    }
    /* How many canaries there are depends on shards and resumes; one that fails must show. */
    if (!record->canary || record->checks_broken != 0) {
        count_checks(reducer, record);
    }
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
    return hp_groups_sorted(reducer->groups, count);
}

uint64_t hp_reducer_failures(const struct hp_reducer *reducer)
{
    return reducer->summary.totals.fail;
}

const struct hp_tally *hp_reducer_totals(const struct hp_reducer *reducer)
{
    return &reducer->summary.totals;
}

/* Cases of a check that held are all that applied less those counted as broken. */
static void settle_checks(struct hp_reducer *reducer)
{
    for (size_t check = 0; check < hp_check_count; check++) {
        struct hp_row_summary *row = &reducer->summary.rows[reducer->check_rows[check]];
        if (row->observer) {
            struct hp_tally *tally = &row->tally;
            uint64_t broken = tally->fail + tally->warn + tally->note;
            tally->cases = reducer->check_applied[check];
            tally->pass = tally->cases > broken ? tally->cases - broken : 0;
        }
    }
}

/* Broken by the findings of the rows that speak for it: a row whose cases fail only because some
 * check of the response is broken does not drag its own requirements along. */
static bool is_broken(const struct hp_summary *summary,
                      const struct hp_requirement_summary *requirement)
{
    for (size_t i = 0; i < summary->group_count; i++) {
        const struct hp_group *group = &summary->groups[i];
        for (size_t j = 0; j < requirement->row_count && group->verdict != HP_NOTE; j++) {
            if (strcmp(summary->rows[requirement->rows[j]].id, group->row) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void settle_requirements(struct hp_summary *summary)
{
    for (size_t i = 0; i < summary->requirement_count; i++) {
        struct hp_requirement_summary *requirement = &summary->requirements[i];
        uint64_t judged = 0;
        for (size_t j = 0; j < requirement->row_count; j++) {
            const struct hp_tally *tally = &summary->rows[requirement->rows[j]].tally;
            judged += tally->pass + tally->note + tally->warn + tally->fail;
        }
        requirement->status = is_broken(summary, requirement) ? HP_REQUIREMENT_BROKEN
                              : judged > 0                    ? HP_REQUIREMENT_HELD
                                                              : HP_REQUIREMENT_UNTESTED;
    }
}

/* Journals of some shards only: what was not run is not reported as done. */
static void miss_shards(struct hp_reducer *reducer)
{
    if (reducer->shards_seen == reducer->shards) {
        return;
    }
    uint32_t first = 1;
    while ((reducer->seen_shards[(first - 1) / 64] >> ((first - 1) % 64) & 1) != 0) {
        first++;
    }
    char line[HP_ERROR_BYTES];
    (void)snprintf(line, sizeof(line), "%lu of %lu shards are missing, first shard %lu",
                   (unsigned long)(reducer->shards - reducer->shards_seen),
                   (unsigned long)reducer->shards, (unsigned long)first);
    reducer->end.stop = HP_STOP_SHARDS;
    struct hp_slice text = hp_slice_of(line);
    reducer->end.reason = (struct hp_slice){hp_reducer_keep(reducer, text), text.len};
}

enum hp_status hp_reducer_finish(struct hp_reducer *reducer, struct hp_summary **out,
                                 struct hp_error *error)
{
    struct hp_summary *summary = &reducer->summary;
    settle_checks(reducer);
    summary->groups = hp_groups_sorted(reducer->groups, &summary->group_count);
    if (summary->groups == NULL) {
        return hp_error_nomem(error);
    }
    if (hp_causes_fold(summary->groups, summary->group_count, reducer->rows,
                       reducer->plan_row_count, &summary->arena, &summary->causes,
                       &summary->cause_count) != HP_OK) {
        return hp_error_nomem(error);
    }
    settle_requirements(summary);
    summary->groups_dropped = hp_groups_dropped(reducer->groups);
    summary->latency = (struct hp_latency){hp_latency_percentile(&reducer->latency, 0.50),
                                           hp_latency_percentile(&reducer->latency, 0.90),
                                           hp_latency_percentile(&reducer->latency, 0.99),
                                           (double)reducer->latency.max_us / 1000.0};
    /* A part of the run that was killed has no end, but its records. */
    summary->latency_bar_count =
        hp_latency_bars(&reducer->latency, summary->latency_bars, HP_LATENCY_BARS_MAX);
    summary->sent = reducer->end.sent > reducer->seen ? reducer->end.sent : reducer->seen;
    summary->duration_s = reducer->end.duration_s;
    summary->requests_per_second =
        summary->duration_s > 0 ? (double)summary->sent / summary->duration_s : 0;
    settle_end(reducer);
    if (reducer->end.stop == HP_STOP_NONE && reducer->shards_seen > 1) {
        miss_shards(reducer);
    }
    hp_outcome_decide(summary, &reducer->end);
    *out = summary;
    return summary->outcome_reason == NULL ? hp_error_nomem(error) : HP_OK;
}
