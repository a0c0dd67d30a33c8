/* Counts records. Must not know where they come from, nor how they will be shown. */
#include "harness/run/reduce.h"

#include "harness/base/alloc.h"
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
    struct hp_latency_histogram latency;
    size_t last_row;               /* records of one row come in runs */
    size_t check_rows[CHECKS_MAX]; /* hp_checks index to row index */
    uint64_t check_applied[CHECKS_MAX];
    bool strict;
    bool selected;
    bool ended;
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
    if (summary->rows == NULL) {
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
        hp_arena_deinit(&reducer->summary.arena);
        hp_free(reducer);
    }
}

const char *hp_reducer_keep(struct hp_reducer *reducer, struct hp_slice text)
{
    return hp_arena_copy(&reducer->summary.arena, text).at;
}

enum hp_status hp_reducer_start(struct hp_reducer *reducer, const struct hp_run_facts *facts,
                                struct hp_error *error)
{
    struct hp_summary *summary = &reducer->summary;
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
    reducer->selected = facts->selected;
    bool lost = summary->tool_version == NULL || summary->target_kind == NULL ||
                summary->target_address == NULL || summary->profile == NULL ||
                summary->depth == NULL;
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

static enum hp_verdict verdict_of(enum hp_level level, bool strict)
{
    if (level == HP_MUST) {
        return HP_FAIL;
    }
    return level == HP_MAY ? HP_NOTE : strict ? HP_FAIL : HP_WARN;
}

/* The worst observation that each check made of this record goes to that check's own row. */
static void count_checks(struct hp_reducer *reducer, const struct hp_case_record *record)
{
    for (uint64_t left = record->checks_applied; left != 0; left &= left - 1) {
        reducer->check_applied[__builtin_ctzll(left)]++;
    }
    for (uint64_t left = record->checks_broken; left != 0; left &= left - 1) {
        size_t check = (size_t)__builtin_ctzll(left);
        enum hp_verdict worst = HP_PASS;
        for (size_t i = 0; i < record->observation_count; i++) {
            if (check < hp_check_count &&
                strcmp(record->observations[i].check, hp_checks[check].id) == 0) {
                enum hp_verdict verdict =
                    verdict_of(record->observations[i].level, reducer->strict);
                worst = verdict > worst ? verdict : worst;
            }
        }
        struct hp_row_summary *row = &reducer->summary.rows[reducer->check_rows[check]];
        if (row->observer && worst != HP_PASS) {
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
                          verdict_of(observation->level, reducer->strict), speaker, error);
        if (status != HP_OK) {
            return status;
        }
    }
    return HP_OK;
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
        if (record->reason.len > 0 && own->reason == NULL &&
            (record->verdict == HP_SKIPPED || record->verdict == HP_INCONCLUSIVE)) {
            own->reason = hp_reducer_keep(reducer, record->reason);
        }
        row = own;
    }
    if (record->verdict != HP_SKIPPED && record->end != HP_END_UNSENT) {
        hp_latency_add(&reducer->latency, record->duration_us);
    }
    count_checks(reducer, record);
    return record->observation_count == 0 ? HP_OK : group_observations(reducer, record, row, error);
}

enum hp_status hp_reducer_end(struct hp_reducer *reducer, const struct hp_run_end *end,
                              struct hp_error *error)
{
    reducer->end.stop = end->stop;
    reducer->end.sent += end->sent;
    reducer->end.duration_s += end->duration_s;
    reducer->end.reason = (struct hp_slice){hp_reducer_keep(reducer, end->reason), end->reason.len};
    reducer->ended = true;
    return reducer->end.reason.at == NULL ? hp_error_nomem(error) : HP_OK;
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

enum hp_status hp_reducer_finish(struct hp_reducer *reducer, struct hp_summary **out,
                                 struct hp_error *error)
{
    struct hp_summary *summary = &reducer->summary;
    settle_checks(reducer);
    summary->groups = hp_groups_sorted(reducer->groups, &summary->group_count);
    if (summary->groups == NULL) {
        return hp_error_nomem(error);
    }
    settle_requirements(summary);
    summary->groups_dropped = hp_groups_dropped(reducer->groups);
    summary->latency = (struct hp_latency){hp_latency_percentile(&reducer->latency, 0.50),
                                           hp_latency_percentile(&reducer->latency, 0.90),
                                           hp_latency_percentile(&reducer->latency, 0.99),
                                           (double)reducer->latency.max_us / 1000.0};
    summary->sent = reducer->end.sent;
    summary->duration_s = reducer->end.duration_s;
    summary->requests_per_second =
        summary->duration_s > 0 ? (double)summary->sent / summary->duration_s : 0;
    struct hp_run_end end = reducer->end;
    if (!reducer->ended) {
        end.stop = HP_STOP_SIGNAL;
        end.reason = HP_SLICE("the journal has no end: the run was killed");
    }
    hp_outcome_decide(summary, &end);
    *out = summary;
    return summary->outcome_reason == NULL ? hp_error_nomem(error) : HP_OK;
}
