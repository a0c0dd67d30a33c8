/* report.json, schema hookproof-report/1: an interface. Members may be added; a change of meaning
 * raises the number. */
#include "harness/check/visible.h"
#include "harness/contract/format.h"
#include "harness/run/record.h"
#include "reports/drain.h"
#include "reports/member.h"
#include "reports/report.h"

enum { JSON_BYTES_MAX = 512 * 1024 * 1024 };

static void coverage(struct hp_buf *out, const char *name, struct hp_coverage_count count)
{
    hp_buf_printf(out, "\"%s\":{\"covered\":%llu,\"total\":%llu}", name,
                  (unsigned long long)count.covered, (unsigned long long)count.total);
}

static void tally(struct hp_buf *out, const struct hp_tally *counts)
{
    hp_member_number(out, "pass", counts->pass);
    hp_member_number(out, "fail", counts->fail);
    hp_member_number(out, "warn", counts->warn);
    hp_member_number(out, "note", counts->note);
    hp_member_number(out, "inconclusive", counts->inconclusive);
    hp_member_number(out, "skipped", counts->skipped);
}

/* What was judged otherwise than the built-in profile says. */
static void settings(struct hp_buf *out, const struct hp_summary *summary)
{
    hp_buf_text(out, ",\"settings\":[");
    for (size_t i = 0; i < summary->setting_count; i++) {
        hp_buf_text(out, i == 0 ? "{\"key\":" : ",{\"key\":");
        hp_member_value(out, hp_slice_of(summary->settings[i].key));
        hp_member_text(out, "value", summary->settings[i].value);
        hp_member_text(out, "profile_value", summary->settings[i].profile_value);
        hp_buf_char(out, '}');
    }
    hp_buf_char(out, ']');
}

static void plan(struct hp_buf *out, const struct hp_summary *summary)
{
    hp_buf_printf(out, ",\n\"plan\":{\"hash\":\"%016llx\"", (unsigned long long)summary->plan_hash);
    hp_member_number(out, "cases", summary->plan_cases);
    hp_buf_text(out, ",\"coverage\":{");
    coverage(out, "triples", summary->coverage.triples);
    hp_buf_char(out, ',');
    coverage(out, "t2", summary->coverage.t2);
    hp_buf_char(out, ',');
    coverage(out, "t3", summary->coverage.t3);
    hp_buf_text(out, "}}");
}

static void head(struct hp_buf *out, const struct hp_summary *summary)
{
    hp_buf_text(out, "{\"schema\":\"hookproof-report/1\",\"tool\":{\"name\":\"hookproof\"");
    hp_member_text(out, "version", summary->tool_version);
    hp_buf_text(out, "},\"target\":{\"kind\":");
    hp_member_value(out, hp_slice_of(summary->target_kind));
    hp_member_text(out, "address", summary->target_address);
    hp_buf_char(out, '}');
    hp_member_text(out, "profile", summary->profile);
    hp_member_text(out, "profile_base", summary->profile_base);
    settings(out, summary);
    hp_member_text(out, "depth", summary->depth);
    hp_member_number(out, "seed", summary->seed);
    if (summary->again != NULL) {
        hp_buf_text(out, ",\"again\":");
        size_t from = out->length;
        hp_buf_text(out, summary->again);
        hp_visible_escape_json(out, from);
    }
    if (summary->plan_cases == 0) { /* a campaign */
        hp_buf_text(out, ",\n\"plan\":null");
    } else {
        plan(out, summary);
    }
    hp_member_text(out, "outcome", hp_outcome_name(summary->outcome));
    hp_member_text(out, "outcome_reason", summary->outcome_reason);
    hp_buf_printf(out, ",\"exit_code\":%d", summary->exit_code);
    hp_buf_text(out, ",\n\"totals\":{\"cases\":");
    hp_buf_u64(out, summary->totals.cases);
    hp_member_number(out, "sent", summary->sent);
    tally(out, &summary->totals);
    hp_buf_char(out, '}');
}

static void rows(struct hp_buf *out, const struct hp_summary *summary)
{
    hp_buf_text(out, ",\n\"rows\":[");
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct hp_row_summary *row = &summary->rows[i];
        hp_buf_text(out, i == 0 ? "\n{\"id\":" : ",\n{\"id\":");
        hp_member_value(out, hp_slice_of(row->id));
        hp_member_text(out, "family", row->family);
        hp_member_text(out, "level", hp_level_name(row->level));
        hp_member_text(out, "clause", row->clause);
        hp_member_text(out, "title", row->title);
        hp_buf_text(out, row->observer ? ",\"observer\":true" : ",\"observer\":false");
        hp_member_number(out, "cases", row->tally.cases);
        tally(out, &row->tally);
        if (row->reason != NULL) {
            hp_member_text(out, "reason", row->reason);
        }
        hp_buf_char(out, '}');
    }
    hp_buf_char(out, ']');
}

static void requirements(struct hp_buf *out, const struct hp_summary *summary)
{
    static const char *const words[] = {"held", "broken", "untested"};
    hp_buf_text(out, ",\n\"requirements\":[");
    for (size_t i = 0; i < summary->requirement_count; i++) {
        const struct hp_requirement_summary *requirement = &summary->requirements[i];
        hp_buf_text(out, i == 0 ? "\n{\"id\":" : ",\n{\"id\":");
        hp_member_value(out, hp_slice_of(requirement->requirement->id));
        hp_member_text(out, "status", words[requirement->status]);
        hp_member_text(out, "text", requirement->requirement->text);
        hp_member_text(out, "lines", requirement->requirement->lines);
        hp_buf_text(out, requirement->requirement->documented ? ",\"documented\":true"
                                                              : ",\"documented\":false");
        hp_buf_text(out, ",\"rows\":[");
        for (size_t row = 0; row < requirement->row_count; row++) {
            hp_buf_text(out, row == 0 ? "" : ",");
            hp_member_value(out, hp_slice_of(summary->rows[requirement->rows[row]].id));
        }
        hp_buf_text(out, "]}");
    }
    hp_buf_char(out, ']');
}

static void messages(struct hp_buf *out, const struct hp_group *group)
{
    hp_buf_text(out, ",\"request\":{");
    hp_record_write_text(out, "method", group->request.method);
    hp_record_write_text(out, "target", group->request.target);
    hp_record_write_fields(out, group->request.fields, group->request.field_count);
    hp_record_write_body(out, group->request.body, group->request_body_bytes);
    hp_buf_text(out, "},\"response\":");
    if (group->response.status == 0) {
        hp_buf_text(out, "null");
    } else {
        hp_buf_printf(out, "{\"status\":%d", group->response.status);
        hp_record_write_fields(out, group->response.fields, group->response.field_count);
        hp_record_write_body(out, group->response.body, group->response_body_bytes);
        hp_buf_char(out, '}');
    }
    if (group->end_note != NULL) {
        hp_member_text(out, "end", group->end_note);
    }
}

/* What was found out about the group after the plan was done. */
static void shrunk(struct hp_buf *out, const struct hp_group *group)
{
    if (group->shrunk > 0) {
        hp_member_number(out, "shrunk", group->shrunk);
    }
    if (group->minimal_body.at != NULL) {
        hp_buf_text(out, ",\"minimal_request\":{");
        hp_record_write_text(out, "method", group->request.method);
        hp_record_write_text(out, "target", group->request.target);
        hp_record_write_fields(out, group->request.fields, group->request.field_count);
        hp_record_write_body(out, group->minimal_body, group->minimal_body.len);
        hp_buf_char(out, '}');
    }
    if (group->after != HP_AFTER_NOTHING) {
        hp_buf_printf(out, ",\"after\":{\"certain\":%s,\"case\":",
                      group->after == HP_AFTER_CASE ? "true" : "false");
        hp_member_value(out, hp_slice_of(group->after_case));
        hp_member_text(out, "told", group->after_line);
        hp_buf_char(out, '}');
    }
    if (group->pass_case != NULL) {
        hp_buf_text(out, ",\"nearest_pass\":{\"case\":");
        hp_member_value(out, hp_slice_of(group->pass_case));
        hp_member_text(out, "difference", group->pass_difference);
        hp_buf_char(out, '}');
    }
}

static void known(struct hp_buf *out, const struct hp_group *group)
{
    if (group->known_until != NULL) {
        hp_buf_text(out, ",\"baseline\":{\"until\":");
        hp_member_value(out, hp_slice_of(group->known_until));
        hp_member_text(out, "reason", group->known_reason);
        hp_buf_text(out, group->expired ? ",\"expired\":true}" : ",\"expired\":false}");
    }
}

static void baseline(struct hp_buf *out, const struct hp_baseline_summary *known)
{
    if (known->path == NULL) {
        return;
    }
    hp_buf_text(out, ",\n\"baseline\":{\"file\":");
    hp_member_value(out, hp_slice_of(known->path));
    hp_member_number(out, "known", known->known);
    hp_member_number(out, "expired", known->expired);
    hp_buf_text(out, ",\"fixed\":[");
    for (size_t i = 0; i < known->fixed_count; i++) {
        const struct hp_fixed *fixed = &known->fixed[i];
        hp_buf_text(out, i == 0 ? "{\"fingerprint\":" : ",{\"fingerprint\":");
        hp_member_value(out, hp_slice_of(fixed->fingerprint));
        hp_member_text(out, "row", fixed->row);
        hp_member_text(out, "until", fixed->until);
        hp_member_text(out, "reason", fixed->reason);
        hp_buf_char(out, '}');
    }
    hp_buf_text(out, "]}");
}

/* Which finding stands for this one, and which this one stands for. */
static void cause(struct hp_buf *out, const struct hp_group *group)
{
    hp_member_text(out, "cause",
                   group->cause == NULL ? group->fingerprint : group->cause->fingerprint);
    if (group->hide_count == 0) {
        return;
    }
    hp_member_text(out, "cause_title", group->cause_title);
    hp_member_text(out, "cause_verdict", hp_verdict_name(group->cause_verdict));
    hp_member_number(out, "cause_count", group->cause_count);
    hp_buf_text(out, ",\"hides\":[");
    for (size_t i = 0; i < group->hide_count; i++) {
        hp_buf_text(out, i == 0 ? "" : ",");
        hp_member_value(out, hp_slice_of(group->hides[i]->fingerprint));
    }
    hp_buf_char(out, ']');
}

/* Where curl cannot send it. */
static void by_hand(struct hp_buf *out, const struct hp_group *group)
{
    if (group->shell != NULL) {
        hp_member_text(out, "shell", group->shell);
    }
    if (group->no_command != NULL) {
        hp_member_text(out, "no_command", group->no_command);
    }
}

static void finding(struct hp_buf *out, const struct hp_group *group)
{
    hp_buf_text(out, "\n{\"fingerprint\":");
    hp_member_value(out, hp_slice_of(group->fingerprint));
    hp_member_text(out, "verdict", hp_verdict_name(group->verdict));
    hp_member_text(out, "row", group->row);
    hp_member_text(out, "family", group->family);
    hp_member_text(out, "title", group->title);
    hp_member_text(out, "check", group->check);
    hp_member_text(out, "level", hp_level_name(group->level));
    hp_member_text(out, "clause", group->clause);
    hp_member_text(out, "where", group->where);
    hp_member_text(out, "expected", group->expected);
    hp_member_text(out, "actual", group->actual);
    hp_member_text(out, "why", group->why);
    hp_member_number(out, "count", group->count);
    hp_buf_text(out, group->flaky ? ",\"flaky\":true" : ",\"flaky\":false");
    hp_member_text(out, "first_case", group->first_case);
    hp_member_text(out, "minimal_case", group->minimal_case);
    messages(out, group);
    hp_member_text(out, "curl", group->curl);
    by_hand(out, group);
    hp_member_text(out, "replay", group->replay);
    shrunk(out, group);
    cause(out, group);
    known(out, group);
    hp_buf_char(out, '}');
}

static void foot(struct hp_buf *out, const struct hp_summary *summary)
{
    char started[25];
    hp_date_time_print(summary->started_unix_ms, started);
    hp_buf_printf(out, ",\n\"latency_ms\":{\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f}",
                  summary->latency.p50_ms, summary->latency.p90_ms, summary->latency.p99_ms,
                  summary->latency.max_ms);
    hp_buf_printf(out, ",\"requests_per_second\":%.1f,\"started_at\":\"%s\",\"duration_s\":%.6f}\n",
                  summary->requests_per_second, started, summary->duration_s);
}

enum hp_status hp_report_json(const struct hp_summary *summary, const struct hp_report_style *style,
                              FILE *stream, struct hp_error *error)
{
    (void)style;
    struct hp_buf out;
    hp_buf_init(&out, JSON_BYTES_MAX);
    head(&out, summary);
    rows(&out, summary);
    requirements(&out, summary);
    hp_buf_text(&out, ",\n\"findings\":[");
    bool written = true;
    for (size_t i = 0; i < summary->group_count && written; i++) {
        hp_buf_text(&out, i == 0 ? "" : ",");
        finding(&out, &summary->groups[i]);
        written = hp_drain(&out, stream, HP_DRAIN_BYTES);
    }
    hp_buf_char(&out, ']');
    hp_member_number(&out, "findings_dropped", summary->groups_dropped);
    if (summary->causes != NULL) {
        hp_member_number(&out, "causes", summary->cause_count);
    }
    baseline(&out, &summary->baseline);
    foot(&out, summary);
    written = written && hp_drain(&out, stream, 0);
    bool failed = out.failed;
    hp_buf_deinit(&out);
    if (failed) {
        return hp_error_nomem(error);
    }
    return written ? HP_OK : hp_error_set(error, HP_ERR_IO, "the JSON report could not be written");
}
