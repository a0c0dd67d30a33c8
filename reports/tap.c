/* TAP 14: a subtest for each family, a test point for each row.
 *
 * A row that nothing was judged of is SKIP, one whose failures are all in the baseline is TODO, and
 * a run that cannot say whether the target conforms bails out. Diagnostics are YAML in which every
 * text is a JSON string, the part of YAML on which all readers agree. */
#include "harness/json/encode.h"
#include "reports/drain.h"
#include "reports/families.h"
#include "reports/report.h"
#include "reports/rules.h"
#include "reports/shown.h"
#include "reports/standing.h"

enum {
    TAP_BYTES_MAX = 64 * 1024 * 1024,
    LINE_SHOWN = 400,
    FINDINGS_SHOWN = 20, /* of one row */
};

/* `\` and `#` of a description begin an escape and a directive. */
static void description(struct hp_buf *out, const char *text)
{
    struct hp_buf shown;
    hp_buf_init(&shown, LINE_SHOWN * 8);
    hp_shown(&shown, hp_slice_of(text), LINE_SHOWN);
    for (size_t i = 0; i < shown.length; i++) {
        char c = shown.bytes[i];
        if (c == '\\' || c == '#') {
            hp_buf_char(out, '\\');
        }
        hp_buf_char(out, c);
    }
    out->failed = out->failed || shown.failed;
    hp_buf_deinit(&shown);
}

static void value(struct hp_buf *out, const char *indent, const char *key, const char *text)
{
    struct hp_buf shown;
    hp_buf_init(&shown, LINE_SHOWN * 8);
    hp_shown(&shown, hp_slice_of(text), LINE_SHOWN);
    hp_buf_printf(out, "%s%s: ", indent, key);
    hp_json_encode_string(out, hp_buf_view(&shown));
    hp_buf_char(out, '\n');
    out->failed = out->failed || shown.failed;
    hp_buf_deinit(&shown);
}

static void count(struct hp_buf *out, const char *key, uint64_t number)
{
    if (number > 0) {
        hp_buf_printf(out, "      %s: %llu\n", key, (unsigned long long)number);
    }
}

static void finding(struct hp_buf *out, const struct hp_group *group)
{
    static const char indent[] = "          ";
    hp_buf_printf(out, "        - fingerprint: \"%s\"\n", group->fingerprint);
    value(out, indent, "severity", hp_verdict_name(group->verdict));
    value(out, indent, "check", group->check);
    value(out, indent, "where", group->where);
    value(out, indent, "expected", group->expected);
    value(out, indent, "actual", group->actual);
    hp_buf_printf(out, "%scount: %llu\n", indent, (unsigned long long)group->count);
    if (group->flaky) {
        hp_buf_printf(out, "%sflaky: true\n", indent);
    }
    if (group->end_note != NULL) {
        value(out, indent, "end", group->end_note);
    }
    if (group->known_until != NULL) {
        value(out, indent, group->expired ? "known_until_expired" : "known_until",
              group->known_until);
    }
    value(out, indent, "case", group->minimal_case);
    if (group->replay != NULL) {
        value(out, indent, "replay", group->replay);
    }
}

/* What is to be said of a row that did not simply pass. */
static void diagnostics(struct hp_buf *out, const struct hp_summary *summary,
                        const struct hp_row_summary *row)
{
    const struct hp_tally *tally = &row->tally;
    hp_buf_text(out, "      ---\n");
    value(out, "      ", "level", hp_level_name(row->level));
    value(out, "      ", "clause", row->clause);
    hp_buf_printf(out, "      cases: %llu\n", (unsigned long long)tally->cases);
    count(out, "pass", tally->pass);
    count(out, "fail", tally->fail);
    count(out, "warn", tally->warn);
    count(out, "note", tally->note);
    count(out, "inconclusive", tally->inconclusive);
    count(out, "skipped", tally->skipped);
    if (row->reason != NULL) {
        value(out, "      ", "reason", row->reason);
    }
    size_t shown = 0;
    for (size_t i = 0; i < summary->group_count && shown < FINDINGS_SHOWN; i++) {
        if (strcmp(summary->groups[i].row, row->id) == 0) {
            hp_buf_text(out, shown++ == 0 ? "      findings:\n" : "");
            finding(out, &summary->groups[i]);
        }
    }
    hp_buf_text(out, "      ...\n");
}

static void point(struct hp_buf *out, const struct hp_summary *summary,
                  const struct hp_row_summary *row, size_t number)
{
    enum hp_standing standing = hp_row_standing(summary, row);
    bool fails = standing == HP_STANDS_FAILED || standing == HP_STANDS_KNOWN;
    hp_buf_printf(out, "    %s %zu - ", fails ? "not ok" : "ok", number);
    description(out, row->id);
    hp_buf_text(out, ": ");
    description(out, row->title);
    if (standing == HP_STANDS_UNJUDGED) {
        hp_buf_text(out, " # SKIP ");
        hp_shown(out, hp_slice_of(hp_row_reason(row)), LINE_SHOWN);
    } else if (standing == HP_STANDS_KNOWN) {
        hp_buf_text(out, " # TODO known findings of the baseline");
    }
    hp_buf_char(out, '\n');
    if (row->tally.pass < row->tally.cases) {
        diagnostics(out, summary, row);
    }
}

/* True when no row of the family fails but for what is known. */
static bool family(struct hp_buf *out, const struct hp_summary *summary, const char *name)
{
    size_t rows = 0;
    bool passed = true;
    for (size_t i = 0; i < summary->row_count; i++) {
        rows += strcmp(summary->rows[i].family, name) == 0;
    }
    hp_buf_text(out, "# Subtest: ");
    description(out, name);
    hp_buf_printf(out, "\n    1..%zu\n", rows);
    for (size_t i = 0, number = 0; i < summary->row_count; i++) {
        const struct hp_row_summary *row = &summary->rows[i];
        if (strcmp(row->family, name) == 0) {
            point(out, summary, row, ++number);
            passed = passed && hp_row_standing(summary, row) != HP_STANDS_FAILED;
        }
    }
    return passed;
}

/* Neither passed nor failed: no reader of the points may take it for a success. */
static void bail_out(struct hp_buf *out, const struct hp_summary *summary)
{
    if (summary->outcome == HP_OUTCOME_INCONCLUSIVE || summary->outcome == HP_INCOMPLETE) {
        hp_buf_printf(out, "Bail out! %s: ", hp_outcome_name(summary->outcome));
        hp_shown(out, hp_slice_of(summary->outcome_reason), LINE_SHOWN);
        hp_buf_char(out, '\n');
    }
}

static void comments(struct hp_buf *out, const struct hp_summary *summary)
{
    hp_buf_printf(out, "# hookproof %s, target ", summary->tool_version);
    hp_shown(out, hp_slice_of(summary->target_address), LINE_SHOWN);
    hp_buf_text(out, ", profile ");
    hp_rules_profile(out, summary);
    hp_buf_printf(out, ", depth %s, seed %llu\n# %s: ", summary->depth,
                  (unsigned long long)summary->seed, hp_outcome_name(summary->outcome));
    hp_shown(out, hp_slice_of(summary->outcome_reason), LINE_SHOWN);
    hp_buf_char(out, '\n');
}

enum hp_status hp_report_tap(const struct hp_summary *summary, const struct hp_report_style *style,
                             FILE *stream, struct hp_error *error)
{
    (void)style;
    struct hp_family families[HP_FAMILIES_MAX];
    size_t family_count = hp_families(summary, families);
    struct hp_buf out;
    hp_buf_init(&out, TAP_BYTES_MAX);
    hp_buf_printf(&out, "TAP version 14\n1..%zu\n", family_count);
    comments(&out, summary);
    bool written = true;
    for (size_t i = 0; i < family_count; i++) {
        bool passed = family(&out, summary, families[i].name);
        hp_buf_printf(&out, "%s %zu - ", passed ? "ok" : "not ok", i + 1);
        description(&out, families[i].name);
        hp_buf_char(&out, '\n');
        written = written && hp_drain(&out, stream, HP_DRAIN_BYTES);
    }
    bail_out(&out, summary);
    written = written && hp_drain(&out, stream, 0);
    bool failed = out.failed;
    hp_buf_deinit(&out);
    if (failed) {
        return hp_error_nomem(error);
    }
    return written ? HP_OK : hp_error_set(error, HP_ERR_IO, "the TAP report could not be written");
}
