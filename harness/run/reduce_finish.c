/* The sum of all that was counted: what is broken, what it comes down to, how the run ended. */
#include <stdio.h>

#include "harness/run/baseline.h"
#include "harness/run/causes.h"
#include "harness/run/outcome.h"
#include "harness/run/reduce_internal.h"

/* Cases of a check that held are all that applied less those counted as broken. */
static void settle_checks(struct hp_reducer *reducer)
{
    hp_reducer_applied(reducer, 0);
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
    summary->groups = hp_reducer_groups(reducer, &summary->group_count);
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
    summary->latency_bar_count =
        hp_latency_bars(&reducer->latency, summary->latency_bars, HP_LATENCY_BARS_MAX);
    /* A part of the run that was killed has no end, but its records. */
    summary->sent = reducer->end.sent > reducer->seen ? reducer->end.sent : reducer->seen;
    summary->duration_s = reducer->end.duration_s;
    summary->requests_per_second =
        summary->duration_s > 0 ? (double)summary->sent / summary->duration_s : 0;
    hp_reducer_settle_end(reducer);
    if (reducer->end.stop == HP_STOP_NONE && reducer->shards_seen > 1) {
        miss_shards(reducer);
    }
    bool whole = !reducer->selected && reducer->end.stop == HP_STOP_NONE;
    if (reducer->baseline != NULL &&
        hp_baseline_apply(reducer->baseline, whole, summary) != HP_OK) {
        return hp_error_nomem(error);
    }
    hp_outcome_decide(summary, &reducer->end);
    *out = summary;
    return summary->outcome_reason == NULL ? hp_error_nomem(error) : HP_OK;
}
