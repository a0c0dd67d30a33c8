/* A line of JSON for each case: schema hookproof-stream/1, an interface.
 *
 * Made from the journal, line by line, in memory that does not grow with it. The journal is for
 * hookproof itself and may change with every version; this does not: members may be added, a change
 * of meaning raises the number. */
#include "harness/contract/format.h"
#include "harness/run/journal.h"
#include "reports/drain.h"
#include "reports/member.h"
#include "reports/report.h"
#include "reports/standing.h"

enum { LINE_BYTES_MAX = 64 * 1024 * 1024 };

struct ndjson {
    struct hp_buf text;
    FILE *stream;
};

static const char *end_name(enum hp_end end)
{
    static const char *const names[] = {
        [HP_END_RESPONSE] = "response",   [HP_END_REFUSED] = "refused",
        [HP_END_TIMEOUT] = "timeout",     [HP_END_CLOSED] = "closed",
        [HP_END_MALFORMED] = "malformed", [HP_END_TOO_LARGE] = "too-large",
        [HP_END_UNSENT] = "unsent"};
    return names[end];
}

static void checks(struct hp_buf *out, const char *name, uint64_t set)
{
    const char *separator = "";
    hp_buf_printf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < hp_check_count; i++) {
        if ((set >> i & 1) != 0) {
            hp_buf_printf(out, "%s\"%s\"", separator, hp_checks[i].id);
            separator = ",";
        }
    }
    hp_buf_char(out, ']');
}

static void observation(struct hp_buf *out, const struct hp_observation *seen)
{
    hp_buf_text(out, "{\"check\":");
    hp_member_value(out, hp_slice_of(seen->check));
    hp_member_text(out, "level", hp_level_name(seen->level));
    hp_member_text(out, "clause", seen->clause);
    hp_member_slice(out, "where", seen->where);
    hp_member_slice(out, "expected", seen->expected);
    hp_member_slice(out, "actual", seen->actual);
    hp_buf_char(out, '}');
}

static enum hp_status case_line(void *context, const struct hp_case_record *record,
                                struct hp_error *error)
{
    struct ndjson *ndjson = context;
    struct hp_buf *out = &ndjson->text;
    if (record->canary) {
        return HP_OK;
    }
    hp_buf_text(out, "{\"kind\":\"case\",\"id\":");
    hp_member_value(out, record->id);
    hp_member_slice(out, "row", record->row);
    hp_member_number(out, "index", record->index);
    hp_member_text(out, "verdict", hp_verdict_name(record->verdict));
    if (record->verdict != HP_SKIPPED) {
        hp_member_text(out, "end", end_name(record->end));
        if (record->status != 0) {
            hp_member_number(out, "status", (uint64_t)record->status);
        }
        hp_member_number(out, "duration_us", record->duration_us);
    }
    if (record->attempts > 1) {
        hp_member_number(out, "attempts", record->attempts);
        hp_member_number(out, "reproduced", record->reproduced);
    }
    if (record->checks_broken != 0) {
        checks(out, "broken", record->checks_broken);
    }
    if (record->reason.len > 0) {
        hp_member_slice(out, "reason", record->reason);
    }
    if (record->observation_count > 0) {
        hp_buf_text(out, ",\"observations\":[");
        for (size_t i = 0; i < record->observation_count; i++) {
            hp_buf_text(out, i == 0 ? "" : ",");
            observation(out, &record->observations[i]);
        }
        hp_buf_char(out, ']');
    }
    hp_buf_text(out, "}\n");
    return hp_drain(out, ndjson->stream, HP_DRAIN_BYTES)
               ? HP_OK
               : hp_error_set(error, HP_ERR_IO, "the NDJSON report could not be written");
}

static enum hp_status no_start(void *context, const struct hp_run_facts *facts,
                               struct hp_error *error)
{
    (void)context, (void)facts, (void)error;
    return HP_OK;
}

static enum hp_status no_end(void *context, const struct hp_run_end *end, struct hp_error *error)
{
    (void)context, (void)end, (void)error;
    return HP_OK;
}

static void run_line(struct hp_buf *out, const struct hp_summary *summary)
{
    char started[25];
    hp_date_time_print(summary->started_unix_ms, started);
    hp_buf_text(out, "{\"schema\":\"hookproof-stream/1\",\"kind\":\"run\"");
    hp_member_text(out, "tool_version", summary->tool_version);
    hp_member_text(out, "target", summary->target_address);
    hp_member_text(out, "profile", summary->profile);
    hp_member_text(out, "depth", summary->depth);
    hp_member_number(out, "seed", summary->seed);
    hp_buf_printf(out, ",\"plan_hash\":\"%016llx\"", (unsigned long long)summary->plan_hash);
    hp_member_number(out, "plan_cases", summary->plan_cases);
    hp_member_text(out, "started_at", started);
    hp_buf_text(out, "}\n");
}

static void summary_line(struct hp_buf *out, const struct hp_summary *summary)
{
    hp_buf_text(out, "{\"kind\":\"summary\"");
    hp_member_text(out, "outcome", hp_outcome_name(summary->outcome));
    hp_member_text(out, "outcome_reason", summary->outcome_reason);
    hp_buf_printf(out, ",\"exit_code\":%d", summary->exit_code);
    hp_member_number(out, "cases", summary->totals.cases);
    hp_member_number(out, "sent", summary->sent);
    hp_member_number(out, "pass", summary->totals.pass);
    hp_member_number(out, "fail", summary->totals.fail);
    hp_member_number(out, "warn", summary->totals.warn);
    hp_member_number(out, "note", summary->totals.note);
    hp_member_number(out, "inconclusive", summary->totals.inconclusive);
    hp_member_number(out, "skipped", summary->totals.skipped);
    hp_buf_text(out, ",\"findings\":[");
    for (size_t i = 0; i < summary->group_count; i++) {
        const struct hp_group *group = &summary->groups[i];
        hp_buf_printf(out, "%s{\"fingerprint\":\"%s\"", i == 0 ? "" : ",", group->fingerprint);
        hp_member_text(out, "verdict", hp_verdict_name(group->verdict));
        hp_member_text(out, "row", group->row);
        hp_member_text(out, "check", group->check);
        hp_member_number(out, "count", group->count);
        hp_buf_text(out, group->flaky ? ",\"flaky\":true" : ",\"flaky\":false");
        hp_buf_text(out, hp_group_is_known(group) ? ",\"known\":true}" : ",\"known\":false}");
    }
    hp_buf_printf(out, "],\"duration_s\":%.6f}\n", summary->duration_s);
}

enum hp_status hp_report_ndjson(const struct hp_summary *summary,
                                const struct hp_report_style *style, FILE *stream,
                                struct hp_error *error)
{
    struct ndjson ndjson = {.stream = stream};
    struct hp_journal_listener listener = {
        .context = &ndjson, .start = no_start, .record = case_line, .end = no_end};
    hp_buf_init(&ndjson.text, LINE_BYTES_MAX);
    run_line(&ndjson.text, summary);
    enum hp_status status = HP_OK;
    for (size_t i = 0; i < style->journal_count && status == HP_OK; i++) {
        status = hp_journal_read(style->journals[i], &listener, error);
    }
    if (status == HP_OK) {
        summary_line(&ndjson.text, summary);
        if (!hp_drain(&ndjson.text, stream, 0)) {
            status = hp_error_set(error, HP_ERR_IO, "the NDJSON report could not be written");
        }
    }
    if (status == HP_OK && ndjson.text.failed) {
        status = hp_error_nomem(error);
    }
    hp_buf_deinit(&ndjson.text);
    return status;
}
