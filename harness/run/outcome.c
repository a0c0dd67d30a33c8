/* The rules behind the exit code, in the order in which they are asked. */
#include "harness/run/outcome.h"

#include <stdarg.h>
#include <stdio.h>

#include "harness/base/grouped.h"

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

/* Those that count: not what the baseline knows. */
static size_t groups_of(const struct hp_summary *summary, enum hp_verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < summary->group_count; i++) {
        const struct hp_group *group = &summary->groups[i];
        bool known = group->known_until != NULL && !group->expired;
        count += group->verdict == verdict && !known;
    }
    return count;
}

/* Cases that fail are enough, unless the baseline knows every group of findings there is. */
static bool is_failed(const struct hp_summary *summary, size_t failures)
{
    bool covered = summary->baseline.known > 0 && summary->groups_dropped == 0;
    return failures > 0 || (summary->totals.fail > 0 && !covered);
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
    } else if (is_failed(summary, failures)) {
        settle(summary, HP_NONCONFORMANT, 1, "%s of %s cases fail, in %s finding%s%s",
               hp_grouped(totals->fail).text, hp_grouped(judged + totals->inconclusive).text,
               hp_grouped(failures).text, plural(failures),
               end->stop == HP_STOP_NONE ? "" : "; the run was stopped early");
    } else if (end->stop != HP_STOP_NONE) {
        settle(summary, HP_INCOMPLETE, 4, "stopped after %s of %s cases (%.*s), no failure so far",
               hp_grouped(judged).text, hp_grouped(summary->plan_cases).text, (int)end->reason.len,
               end->reason.at);
    } else if (judged == 0) {
        settle(summary, HP_OUTCOME_INCONCLUSIVE, 3, "no case was judged");
    } else if (totals->inconclusive * 100 >
               (judged + totals->inconclusive) * INCONCLUSIVE_SHARE_MAX_PERCENT) {
        settle(summary, HP_OUTCOME_INCONCLUSIVE, 3,
               "%s of %s cases were inconclusive (no connection, 429 or 503): too many to judge by",
               hp_grouped(totals->inconclusive).text,
               hp_grouped(judged + totals->inconclusive).text);
    } else {
        size_t known = summary->baseline.known;
        char but[64] = "";
        if (known > 0) {
            (void)snprintf(but, sizeof(but), " but for %zu known finding%s", known, plural(known));
        }
        settle(summary, HP_CONFORMANT, 0, "%s cases judged, none fails%s%s",
               hp_grouped(judged).text, but, warnings > 0 ? ", with warnings" : "");
    }
}
