/* Markdown for a CI job's step summary: the outcome, the totals, a table of findings and, folded
 * away, the findings themselves.
 *
 * GitHub refuses a summary of over 1 MiB, so there is a budget. Every text that is not ours stands
 * in <code> or <pre> with all its punctuation as character references: no markup, no link, no
 * mention of anybody can come of it. */
#include "reports/drain.h"
#include "reports/families.h"
#include "reports/report.h"
#include "reports/rules.h"
#include "reports/shown.h"
#include "reports/standing.h"

enum {
    MARKDOWN_BYTES_MAX = 2 * 1024 * 1024,
    SUMMARY_BYTES = 900 * 1024, /* under GitHub's 1 MiB by more than one finding's details */
    TABLE_ROWS_MAX = 100,
    DETAILS_MAX = 50,
    CELL_SHOWN = 160,
    LINE_SHOWN = 400,
    BODY_SHOWN = 1200,
};

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' ||
           (unsigned char)c >= 0x80;
}

/* Text of anybody, fit for a table's cell, an element's content and a paragraph. */
static void any(struct hp_buf *out, struct hp_slice text, size_t bytes_max)
{
    struct hp_buf shown;
    hp_buf_init(&shown, bytes_max * 8 + 256);
    hp_shown(&shown, text, bytes_max);
    for (size_t i = 0; i < shown.length; i++) {
        if (is_plain(shown.bytes[i])) {
            hp_buf_char(out, shown.bytes[i]);
        } else {
            hp_buf_printf(out, "&#%u;", (unsigned)(unsigned char)shown.bytes[i]);
        }
    }
    out->failed = out->failed || shown.failed;
    hp_buf_deinit(&shown);
}

static void code(struct hp_buf *out, const char *text, size_t bytes_max)
{
    hp_buf_text(out, "<code>");
    any(out, hp_slice_of(text), bytes_max);
    hp_buf_text(out, "</code>");
}

/* What a writer of rules.h says, as code. */
static void rules(struct hp_buf *out, const struct hp_summary *summary,
                  void (*write)(struct hp_buf *out, const struct hp_summary *summary))
{
    struct hp_buf line;
    hp_buf_init(&line, 64 * 1024);
    write(&line, summary);
    code(out, hp_buf_cstr(&line), LINE_SHOWN);
    hp_buf_deinit(&line);
}

static const char *sign(enum hp_verdict verdict)
{
    static const char *const signs[HP_VERDICT_COUNT] = {[HP_PASS] = ":white_check_mark:",
                                                        [HP_NOTE] = ":information_source:",
                                                        [HP_WARN] = ":warning:",
                                                        [HP_FAIL] = ":x:",
                                                        [HP_INCONCLUSIVE] = ":grey_question:",
                                                        [HP_SKIPPED] = ":fast_forward:"};
    return signs[verdict];
}

static void head(struct hp_buf *out, const struct hp_summary *summary)
{
    static const enum hp_verdict verdicts[] = {HP_PASS, HP_FAIL, HP_INCONCLUSIVE, HP_INCONCLUSIVE};
    hp_buf_printf(out, "## %s hookproof: %s\n\n", sign(verdicts[summary->outcome]),
                  hp_outcome_name(summary->outcome));
    code(out, summary->outcome_reason, LINE_SHOWN);
    hp_buf_text(out, "\n\nTarget ");
    code(out, summary->target_address, LINE_SHOWN);
    hp_buf_text(out, ", profile ");
    rules(out, summary, hp_rules_profile);
    hp_buf_printf(out, ", depth %s, seed %llu, ", summary->depth,
                  (unsigned long long)summary->seed);
    hp_shown_count(out, summary->sent);
    hp_buf_printf(out, " requests in %.1f s.\n\n", summary->duration_s);
    if (summary->setting_count > 0) {
        hp_buf_text(out, "Settings ");
        rules(out, summary, hp_rules_settings);
        hp_buf_text(out, "\n\n");
    }
}

static void tally(struct hp_buf *out, const struct hp_tally *counts)
{
    const uint64_t values[] = {counts->cases, counts->pass,         counts->fail,   counts->warn,
                               counts->note,  counts->inconclusive, counts->skipped};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        hp_buf_char(out, ' ');
        hp_shown_count(out, values[i]);
        hp_buf_text(out, " |");
    }
    hp_buf_char(out, '\n');
}

static void totals(struct hp_buf *out, const struct hp_summary *summary)
{
    static const char titles[] = " cases | pass | fail | warn | note | inconclusive | skipped |\n";
    struct hp_family families[HP_FAMILIES_MAX];
    size_t count = hp_families(summary, families);
    hp_buf_printf(out, "|%s|---:|---:|---:|---:|---:|---:|---:|\n|", titles);
    tally(out, &summary->totals);
    hp_buf_printf(out,
                  "\n<details><summary>families</summary>\n\n| family |%s|---|---:|---:|---:|---:|"
                  "---:|---:|---:|\n",
                  titles);
    for (size_t i = 0; i < count; i++) {
        if (!hp_tally_shows(summary, &families[i].tally)) {
            continue;
        }
        hp_buf_text(out, "| ");
        code(out, families[i].name, CELL_SHOWN);
        hp_buf_text(out, " |");
        tally(out, &families[i].tally);
    }
    hp_buf_text(out, "\nResponse checks and others that watch every exchange count exchanges, not "
                     "cases.\n\n</details>\n\n");
}

static void table_row(struct hp_buf *out, const struct hp_group *group)
{
    enum hp_verdict verdict = hp_card_verdict(group);
    hp_buf_printf(out, "| %s %s%s | ", sign(verdict), hp_verdict_name(verdict),
                  hp_card_is_known(group) ? " (known)"
                  : group->flaky          ? " (flaky)"
                                          : "");
    code(out, group->row, CELL_SHOWN);
    hp_buf_printf(out, " | %s, ", hp_level_name(group->level));
    code(out, group->clause, CELL_SHOWN);
    hp_buf_text(out, " | ");
    code(out, group->expected, CELL_SHOWN);
    hp_buf_text(out, " | ");
    code(out, group->actual, CELL_SHOWN);
    hp_buf_text(out, " | ");
    hp_shown_count(out, group->hide_count > 0 ? group->cause_count : group->count);
    hp_buf_text(out, " |\n");
}

static void item(struct hp_buf *out, const char *label, const char *text, size_t bytes_max)
{
    if (text != NULL && text[0] != '\0') {
        hp_buf_printf(out, "<tr><th align=\"left\">%s</th><td>", label);
        code(out, text, bytes_max);
        hp_buf_text(out, "</td></tr>\n");
    }
}

static void body(struct hp_buf *out, const char *label, struct hp_slice text, size_t bytes)
{
    hp_buf_printf(out, "<tr><th align=\"left\">%s</th><td>body of %zu bytes", label, bytes);
    if (text.len > 0) {
        hp_buf_text(out, "<pre>");
        any(out, text, BODY_SHOWN);
        hp_buf_text(out, "</pre>");
    }
    hp_buf_text(out, "</td></tr>\n");
}

/* No empty line inside: one would end the HTML block and what follows would be Markdown. */
static void details(struct hp_buf *out, const struct hp_group *group)
{
    hp_buf_printf(out, "<details><summary>%s ", hp_verdict_name(hp_card_verdict(group)));
    code(out, group->row, CELL_SHOWN);
    hp_buf_char(out, ' ');
    any(out, hp_slice_of(group->title), LINE_SHOWN);
    hp_buf_text(out, "</summary>\n<table>\n");
    item(out, "cause", group->cause_title, LINE_SHOWN);
    item(out, "where", group->where, LINE_SHOWN);
    item(out, "expected", group->expected, LINE_SHOWN);
    item(out, "actual", group->actual, LINE_SHOWN);
    item(out, "end", group->end_note, LINE_SHOWN);
    item(out, "why", group->why, LINE_SHOWN);
    item(out, "known until", group->known_until, LINE_SHOWN);
    item(out, "reason", group->known_reason, LINE_SHOWN);
    item(out, "case", group->minimal_case, LINE_SHOWN);
    item(out, "after", group->after_line, LINE_SHOWN);
    item(out, "passes", group->pass_difference, LINE_SHOWN);
    if (group->request.has_body) {
        bool smaller = group->minimal_body.at != NULL;
        body(out, "request", smaller ? group->minimal_body : group->request.body,
             smaller ? group->minimal_body.len : group->request_body_bytes);
    }
    if (group->response.status != 0) {
        char label[32];
        (void)snprintf(label, sizeof(label), "response %d", group->response.status);
        body(out, label, group->response.body, group->response_body_bytes);
    }
    item(out, "again", group->replay, BODY_SHOWN);
    hp_buf_text(out, "</table></details>\n");
}

static void left_out(struct hp_buf *out, size_t count)
{
    if (count > 0) {
        hp_buf_printf(out, "\n%zu more: see the other reports.\n", count);
    }
}

static void findings(struct hp_buf *out, const struct hp_summary *summary)
{
    size_t cards = 0;
    while (hp_card_at(summary, cards) != NULL) {
        cards++;
    }
    if (cards == 0) {
        hp_buf_text(out, summary->totals.cases > 0 && summary->sent > 0
                             ? "Nothing was found.\n"
                             : "No case was judged, so nothing can be said.\n");
        return;
    }
    hp_buf_text(out, "### Findings\n\n| verdict | row | clause | expected | actual | seen |\n"
                     "|---|---|---|---|---|---:|\n");
    size_t shown = 0;
    for (; shown < cards && shown < TABLE_ROWS_MAX && out->length < SUMMARY_BYTES; shown++) {
        table_row(out, hp_card_at(summary, shown));
    }
    left_out(out, cards - shown);
    hp_buf_text(out, "\n### In detail\n\n");
    for (shown = 0; shown < cards && shown < DETAILS_MAX && out->length < SUMMARY_BYTES; shown++) {
        details(out, hp_card_at(summary, shown));
    }
    left_out(out, cards - shown);
}

static void rest(struct hp_buf *out, const struct hp_summary *summary)
{
    size_t counts[3] = {0};
    uint64_t notes = 0;
    for (size_t i = 0; i < summary->requirement_count; i++) {
        counts[summary->requirements[i].status]++;
    }
    for (size_t i = 0; i < summary->group_count; i++) {
        notes += summary->groups[i].verdict == HP_NOTE;
    }
    hp_buf_printf(out, "\nRequirements of the page: %zu held, %zu broken, %zu untested.",
                  counts[HP_REQUIREMENT_HELD], counts[HP_REQUIREMENT_BROKEN],
                  counts[HP_REQUIREMENT_UNTESTED]);
    if (notes > 0) {
        hp_buf_printf(out, " Notes, where the page leaves it open: %llu.",
                      (unsigned long long)notes);
    }
    if (summary->baseline.path != NULL) {
        hp_buf_printf(out, " Baseline: %zu known, %zu expired, %zu fixed.", summary->baseline.known,
                      summary->baseline.expired, summary->baseline.fixed_count);
    }
    if (summary->groups_dropped > 0) {
        hp_buf_printf(out, " Findings that were only counted: %llu.",
                      (unsigned long long)summary->groups_dropped);
    }
    hp_buf_char(out, '\n');
}

enum hp_status hp_report_markdown(const struct hp_summary *summary,
                                  const struct hp_report_style *style, FILE *stream,
                                  struct hp_error *error)
{
    (void)style;
    struct hp_buf out;
    hp_buf_init(&out, MARKDOWN_BYTES_MAX);
    head(&out, summary);
    totals(&out, summary);
    findings(&out, summary);
    rest(&out, summary);
    bool failed = out.failed;
    bool written = hp_drain(&out, stream, 0);
    hp_buf_deinit(&out);
    if (failed) {
        return hp_error_nomem(error);
    }
    return written ? HP_OK
                   : hp_error_set(error, HP_ERR_IO, "the Markdown report could not be written");
}
