/* The rules behind the exit code, in the order in which they are asked. */
#include "harness/run/outcome.h"

#include <stdarg.h>
#include <stdio.h>

/* More than one inconclusive case in ten: the verdict on the rest says too little. */
enum { INCONCLUSIVE_SHARE_MAX_PERCENT = 10 };

const char *hp_outcome_name(enum hp_outcome_kind outcome)
{
    static const char *const names[] = {"conformant", "nonconformant", "inconclusive",
                                        "incomplete"};
    return names[outcome];
}

static void settle(struct hp_summary *summary, enum hp_outcome_kind outcome, int exit_code,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

static void settle(struct hp_summary *summary, enum hp_outcome_kind outcome, int exit_code,
                   const char *format, ...)
{
    char text[HP_ERROR_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    summary->outcome = outcome;
    summary->exit_code = exit_code;
    summary->outcome_reason = hp_arena_copy(&summary->arena, hp_slice_of(text)).at;
}

static size_t groups_of(const struct hp_summary *summary, enum hp_verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < summary->group_count; i++) {
        count += summary->groups[i].verdict == verdict;
    }
    return count;
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

void hp_outcome_decide(struct hp_summary *summary, const struct hp_run_end *end)
{
    const struct hp_tally *totals = &summary->totals;
    uint64_t judged = totals->pass + totals->note + totals->warn + totals->fail;
    size_t failures = groups_of(summary, HP_FAIL);
    size_t warnings = groups_of(summary, HP_WARN);
    if (end->stop == HP_STOP_UNREACHABLE || end->stop == HP_STOP_REFUSED) {
        settle(summary, HP_OUTCOME_INCONCLUSIVE, 3, "%.*s", (int)end->reason.len, end->reason.at);
    } else if (totals->fail > 0 || failures > 0) {
        settle(summary, HP_NONCONFORMANT, 1, "%llu of %llu cases fail, in %zu group%s%s",
               (unsigned long long)totals->fail,
               (unsigned long long)(judged + totals->inconclusive), failures, plural(failures),
               end->stop == HP_STOP_NONE ? "" : "; the run was stopped early");
    } else if (end->stop != HP_STOP_NONE) {
        settle(summary, HP_INCOMPLETE, 4,
               "stopped after %llu of %llu cases (%.*s), no failure so far",
               (unsigned long long)judged, (unsigned long long)summary->plan_cases,
               (int)end->reason.len, end->reason.at);
    } else if (judged == 0) {
        settle(summary, HP_OUTCOME_INCONCLUSIVE, 3, "no case was judged");
    } else if (totals->inconclusive * 100 >
               (judged + totals->inconclusive) * INCONCLUSIVE_SHARE_MAX_PERCENT) {
        settle(summary, HP_OUTCOME_INCONCLUSIVE, 3,
               "%llu of %llu cases were inconclusive (no connection, 429 or 503): too many to "
               "judge by",
               (unsigned long long)totals->inconclusive,
               (unsigned long long)(judged + totals->inconclusive));
    } else {
        settle(summary, HP_CONFORMANT, 0, "%llu cases judged, none fails%s",
               (unsigned long long)judged, warnings > 0 ? ", with warnings" : "");
    }
}
