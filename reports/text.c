/* The report that a person reads first: the outcome, then each group of findings with what was
 * asked, what came and how to see it again, then what was covered. */
#include <stdarg.h>
#include <stdio.h>

#include "harness/base/grouped.h"
#include "reports/report.h"
#include "reports/rules.h"
#include "reports/shown.h"
#include "reports/standing.h"
#include "reports/text_table.h"
#include "reports/text_wrap.h"

enum {
    TEXT_BYTES_MAX = 64 * 1024 * 1024,
    ALSO_SHOWN = 6,    /* rows with the same cause: two lines of a terminal */
    GROUPS_SHOWN = 20, /* fails and warns in full; the rest is in the other reports */
    NOTES_SHOWN = 5,
    SKIPPED_SHOWN = 3, /* rows that are named for one reason */
    CLAUSE_SHOWN = 200,
    BODY_SHOWN = 400,
    LINE_SHOWN = 300,
    COMMAND_SHOWN =
        4000, /* over every ordinary one; a row of a megabyte of fields is not for here */
};

struct page {
    struct hp_buf text;
    const struct hp_summary *summary;
    const struct hp_report_style *style;
};

static const char *colour_of(const struct page *page, enum hp_verdict verdict)
{
    static const char *const colours[HP_VERDICT_COUNT] = {
        [HP_PASS] = "\033[32m", [HP_NOTE] = "\033[36m",         [HP_WARN] = "\033[33m",
        [HP_FAIL] = "\033[31m", [HP_INCONCLUSIVE] = "\033[35m", [HP_SKIPPED] = "\033[2m"};
    return page->style->colour ? colours[verdict] : "";
}

static const char *plain(const struct page *page)
{
    return page->style->colour ? "\033[0m" : "";
}

static const char *bold(const struct page *page)
{
    return page->style->colour ? "\033[1m" : "";
}

static void head(struct page *page)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    hp_buf_printf(out, "hookproof %s  target ", summary->tool_version);
    hp_shown(out, hp_slice_of(summary->target_address), LINE_SHOWN);
    hp_buf_text(out, "  ");
    hp_rules_lines(out, summary);
    if (summary->plan_cases == 0) {
        hp_buf_text(out, "a campaign: bodies made from the answers so far, whatever the plan\n");
        return;
    }
    hp_buf_printf(out, "plan %016llx: ", (unsigned long long)summary->plan_hash);
    hp_shown_count(out, summary->plan_cases);
    hp_buf_text(out, " cases, ");
    hp_shown_count(out, summary->coverage.triples.covered);
    hp_buf_text(out, " of ");
    hp_shown_count(out, summary->coverage.triples.total);
    hp_buf_text(out, " triples, ");
    hp_shown_percent(out, summary->coverage.t2);
    hp_buf_text(out, " of pairs, ");
    hp_shown_percent(out, summary->coverage.t3);
    hp_buf_text(out, " of triplets of values\n");
}

static enum hp_verdict verdict_of_outcome(enum hp_outcome_kind outcome)
{
    static const enum hp_verdict verdicts[] = {HP_PASS, HP_FAIL, HP_INCONCLUSIVE, HP_INCONCLUSIVE};
    return verdicts[outcome];
}

static void outcome(struct page *page)
{
    const struct hp_summary *summary = page->summary;
    hp_buf_printf(&page->text, "%s%s%s: ", colour_of(page, verdict_of_outcome(summary->outcome)),
                  hp_outcome_name(summary->outcome), plain(page));
    hp_shown(&page->text, hp_slice_of(summary->outcome_reason), LINE_SHOWN);
    hp_buf_char(&page->text, '\n');
}

/* `    label     text`, the text made fit to print. There is always a label: CI systems take a line
 * that begins with two colons, blanks aside, for a command of ours. */
static void line(struct page *page, const char *label, struct hp_slice text, size_t bytes_max)
{
    if (text.len == 0) {
        return;
    }
    hp_buf_printf(&page->text, "    %-9s ", label);
    hp_shown(&page->text, text, bytes_max);
    hp_buf_char(&page->text, '\n');
}

static void exchange(struct page *page, const struct hp_group *group)
{
    struct hp_buf *out = &page->text;
    hp_buf_printf(out, "    %-9s ", "request");
    hp_shown_request_line(out, &group->request);
    hp_buf_printf(out, ", body of %zu byte%s\n", group->request_body_bytes,
                  group->request_body_bytes == 1 ? "" : "s");
    line(page, "|", group->request.body, BODY_SHOWN);
    if (group->response.status != 0) {
        const struct hp_field *type = hp_field_find(
            group->response.fields, group->response.field_count, HP_SLICE("Content-Type"));
        hp_buf_printf(out, "    %-9s %d", "response", group->response.status);
        if (type != NULL) {
            hp_buf_char(out, ' ');
            hp_shown(out, type->value, 80);
        }
        hp_buf_printf(out, ", body of %zu byte%s\n", group->response_body_bytes,
                      group->response_body_bytes == 1 ? "" : "s");
        line(page, "|", group->response.body, BODY_SHOWN);
    }
}

/* "also in   row, row, row (12 times)": what has the same cause. */
static void also_seen(struct page *page, const struct hp_group *group)
{
    struct hp_buf *out = &page->text;
    size_t left = 0;
    const char *separator = "";
    if (group->cause_title != NULL) {
        line(page, "cause", hp_slice_of(group->cause_title), LINE_SHOWN);
    }
    if (group->hide_count == 0) {
        return;
    }
    hp_buf_printf(out, "    %-9s ", "also in");
    for (size_t i = 0, shown = 0; i < group->hide_count; i++) {
        bool repeated = strcmp(group->hides[i]->row, group->row) == 0;
        for (size_t j = 0; j < i && !repeated; j++) {
            repeated = strcmp(group->hides[i]->row, group->hides[j]->row) == 0;
        }
        if (repeated) {
            continue;
        }
        if (shown == ALSO_SHOWN && !page->style->verbose) {
            left++;
            continue;
        }
        shown++;
        hp_buf_printf(out, "%s%s", separator, group->hides[i]->row);
        separator = ", ";
    }
    if (left > 0) {
        hp_buf_printf(out, "%s%zu more rows", separator, left);
    } else if (separator[0] == '\0') {
        hp_buf_text(out, "other places");
    }
    hp_buf_text(out, " (");
    hp_shown_count(out, group->cause_count - group->count);
    hp_buf_printf(out, " time%s)\n", group->cause_count - group->count == 1 ? "" : "s");
}

/* "known until DAY: reason", of one finding and of those behind it. */
static void known(struct page *page, const struct hp_group *group)
{
    struct hp_buf *out = &page->text;
    size_t covered = group->known_until != NULL && !group->expired;
    for (size_t i = 0; i < group->hide_count; i++) {
        covered += group->hides[i]->known_until != NULL && !group->hides[i]->expired;
    }
    if (group->known_until != NULL) {
        hp_buf_printf(out, "    %-9s until %s%s", "known", group->known_until,
                      group->expired ? ", which is over: it counts again" : "");
        hp_buf_text(out, group->known_reason[0] == '\0' ? "" : ": ");
        hp_shown(out, hp_slice_of(group->known_reason), LINE_SHOWN);
        hp_buf_char(out, '\n');
    }
    if (covered > 0 && group->hide_count > 0) {
        hp_buf_printf(out, "    %-9s %zu of %zu findings of this cause\n", "known", covered,
                      group->hide_count + 1);
    }
}

/* What is smaller than any case, and what is nearly the same and passes. */
static void compared(struct page *page, const struct hp_group *group)
{
    if (group->minimal_body.at != NULL) {
        hp_buf_printf(&page->text, "    %-9s a body of %zu bytes fails in the same way\n",
                      "smaller", group->minimal_body.len);
        line(page, "|", group->minimal_body, BODY_SHOWN);
    }
    if (group->after != HP_AFTER_NOTHING) {
        line(page, "after", hp_slice_of(group->after_line), LINE_SHOWN * 3);
    }
    if (group->pass_case != NULL) {
        line(page, "nearest", hp_slice_of(group->pass_difference), LINE_SHOWN);
        line(page, "|", hp_slice_of(group->pass_case), LINE_SHOWN);
    }
}

static void by_hand(struct page *page, const char *label, const char *command)
{
    if (command != NULL) {
        bool fits = strlen(command) <= COMMAND_SHOWN;
        hp_buf_printf(&page->text, "    %-9s %s\n", label,
                      fits ? command : "(a long command: see the JSON report)");
    }
}

static void group_card(struct page *page, const struct hp_group *group)
{
    struct hp_buf *out = &page->text;
    enum hp_verdict verdict = hp_card_verdict(group);
    hp_buf_printf(out, "\n%s%-4s%s %s%s%s  %s\n", colour_of(page, verdict),
                  hp_verdict_name(verdict), plain(page), bold(page), group->row, plain(page),
                  group->title);
    also_seen(page, group);
    known(page, group);
    hp_buf_printf(out, "    %-9s %s, ", "clause", hp_level_name(group->level));
    hp_shown(out, hp_slice_of(group->clause), CLAUSE_SHOWN);
    if (strcmp(group->check, "expectation") != 0 && strcmp(group->check, group->row) != 0) {
        hp_buf_printf(out, " (check %s)", group->check);
    }
    hp_buf_char(out, '\n');
    line(page, "where", hp_slice_of(group->where), LINE_SHOWN);
    line(page, "expected", hp_slice_of(group->expected), LINE_SHOWN);
    line(page, "actual", hp_slice_of(group->actual), LINE_SHOWN);
    hp_buf_printf(out, "    %-9s ", "seen");
    hp_shown_count(out, group->count);
    hp_buf_printf(out, " time%s%s, first in %s\n", group->count == 1 ? "" : "s",
                  group->flaky ? ", not every time that it was sent" : "", group->first_case);
    if (strcmp(group->first_case, group->minimal_case) != 0) {
        hp_buf_printf(out, "    %-9s %s\n", "smallest", group->minimal_case);
    }
    exchange(page, group);
    compared(page, group);
    if (group->end_note != NULL && strstr(group->actual, group->end_note) == NULL) {
        line(page, "end", hp_slice_of(group->end_note), LINE_SHOWN);
    }
    if (group->replay != NULL) {
        hp_buf_printf(out, "    %-9s %s\n", "again", group->replay);
    }
    by_hand(page, "by curl", group->curl);
    by_hand(page, "by bash", group->shell);
    by_hand(page, "by hand", group->no_command);
}

/* The first note group of a row stands for all of them: status classes do not matter to a reader.
 */
static bool is_repeated(const struct hp_summary *summary, size_t index, uint64_t *count)
{
    const struct hp_group *group = &summary->groups[index];
    *count = 0;
    for (size_t i = 0; i < summary->group_count; i++) {
        const struct hp_group *other = &summary->groups[i];
        if (other->verdict == HP_NOTE && strcmp(other->row, group->row) == 0) {
            if (i < index) {
                return true;
            }
            *count += other->count;
        }
    }
    return false;
}

static void note_list(struct page *page)
{
    const struct hp_summary *summary = page->summary;
    hp_buf_printf(&page->text, "\n%snotes%s (the page leaves these open)\n", bold(page),
                  plain(page));
    size_t listed = 0;
    size_t left = 0;
    for (size_t i = 0; i < summary->group_count; i++) {
        const struct hp_group *group = &summary->groups[i];
        uint64_t count;
        if (group->verdict != HP_NOTE || is_repeated(summary, i, &count)) {
            continue;
        }
        if (listed == NOTES_SHOWN && !page->style->verbose) {
            left++;
            continue;
        }
        listed++;
        hp_buf_printf(&page->text, "    %s: ", group->row);
        hp_shown(&page->text, hp_slice_of(group->actual), 160);
        hp_buf_text(&page->text, " (");
        hp_shown_count(&page->text, count);
        hp_buf_printf(&page->text, " time%s)\n", count == 1 ? "" : "s");
    }
    if (left > 0) {
        hp_buf_printf(&page->text, "    ... and %zu more: see the other reports, or -v\n", left);
    }
}

static void findings(struct page *page)
{
    const struct hp_summary *summary = page->summary;
    size_t cards = 0;
    size_t notes = 0;
    for (size_t i = 0; i < summary->group_count; i++) {
        notes += summary->groups[i].verdict == HP_NOTE;
    }
    for (const struct hp_group *group = hp_card_at(summary, 0); group != NULL;
         group = hp_card_at(summary, ++cards)) {
        if (cards < GROUPS_SHOWN || page->style->verbose) {
            group_card(page, group);
        }
    }
    if (cards > GROUPS_SHOWN && !page->style->verbose) {
        hp_buf_printf(&page->text, "\n%zu more %s: see the other reports, or -v\n",
                      cards - GROUPS_SHOWN, summary->causes == NULL ? "findings" : "causes");
    }
    if (summary->groups_dropped > 0) {
        hp_buf_text(&page->text, "\n");
        hp_shown_count(&page->text, summary->groups_dropped);
        hp_buf_printf(&page->text,
                      " more findings, of kinds beyond the first %d, are only counted\n",
                      HP_GROUPS_MAX);
    }
    if (notes > 0) {
        note_list(page);
    }
}

/* What became of the known findings. */
static void baseline(struct page *page)
{
    const struct hp_summary *summary = page->summary;
    const struct hp_baseline_summary *known = &summary->baseline;
    struct hp_buf *out = &page->text;
    if (known->path == NULL) {
        return;
    }
    hp_buf_printf(out, "\n%sbaseline%s ", bold(page), plain(page));
    hp_shown(out, hp_slice_of(known->path), LINE_SHOWN);
    hp_buf_printf(out, ": %zu known, %zu expired, %zu fixed\n", known->known, known->expired,
                  known->fixed_count);
    for (size_t i = 0; i < summary->group_count; i++) {
        const struct hp_group *group = &summary->groups[i];
        if (group->known_until != NULL && group->expired) {
            hp_buf_printf(out, "    expired %s %s: known until %s\n", group->fingerprint,
                          group->row, group->known_until);
        }
    }
    for (size_t i = 0; i < known->fixed_count; i++) {
        const struct hp_fixed *fixed = &known->fixed[i];
        hp_buf_printf(out, "    fixed   %s ", fixed->fingerprint);
        hp_shown(out, hp_slice_of(fixed->row == NULL ? "" : fixed->row), LINE_SHOWN);
        hp_buf_text(out, ": it can be taken out of the file\n");
    }
}

static bool is_unjudged(const struct hp_row_summary *row)
{
    return row->reason != NULL && row->tally.skipped + row->tally.inconclusive > 0;
}

/* One line for each reason, with the rows that it holds back: all of them with -v. */
static void skipped_rows(struct page *page)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct hp_row_summary *row = &summary->rows[i];
        bool told = !is_unjudged(row);
        for (size_t j = 0; j < i && !told; j++) {
            told =
                is_unjudged(&summary->rows[j]) && strcmp(summary->rows[j].reason, row->reason) == 0;
        }
        if (told) {
            continue;
        }
        size_t rows = 0;
        uint64_t cases = 0;
        hp_buf_text(out, "not judged: ");
        for (size_t j = i; j < summary->row_count; j++) {
            const struct hp_row_summary *other = &summary->rows[j];
            if (!is_unjudged(other) || strcmp(other->reason, row->reason) != 0) {
                continue;
            }
            if (rows < SKIPPED_SHOWN || page->style->verbose) {
                hp_buf_printf(out, "%s%s", rows == 0 ? "" : ", ", other->id);
            }
            rows++;
            cases += other->tally.skipped + other->tally.inconclusive;
        }
        if (rows > SKIPPED_SHOWN && !page->style->verbose) {
            hp_buf_printf(out, " and %zu more rows", rows - SKIPPED_SHOWN);
        }
        hp_buf_printf(out, " (%s case%s): ", hp_grouped(cases).text, cases == 1 ? "" : "s");
        hp_shown(out, hp_slice_of(row->reason), LINE_SHOWN);
        hp_buf_char(out, '\n');
    }
}

static void requirements(struct page *page)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    size_t counts[3] = {0};
    for (size_t i = 0; i < summary->requirement_count; i++) {
        counts[summary->requirements[i].status]++;
    }
    hp_buf_printf(out, "\nrequirements of the page: %zu held, %zu broken, %zu untested\n",
                  counts[HP_REQUIREMENT_HELD], counts[HP_REQUIREMENT_BROKEN],
                  counts[HP_REQUIREMENT_UNTESTED]);
    for (size_t i = 0; i < summary->requirement_count; i++) {
        const struct hp_requirement_summary *requirement = &summary->requirements[i];
        if (requirement->status == HP_REQUIREMENT_BROKEN) {
            hp_buf_printf(out, "  broken %s: %s\n", requirement->requirement->id,
                          requirement->requirement->text);
        } else if (requirement->status == HP_REQUIREMENT_UNTESTED && page->style->verbose) {
            hp_buf_printf(out, "  untested %s: %s\n", requirement->requirement->id,
                          requirement->requirement->text);
        }
    }
}

static void foot(struct page *page)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    hp_buf_text(out, "sent ");
    hp_shown_count(out, summary->sent);
    hp_buf_printf(out, " requests in %.2f s, ", summary->duration_s);
    hp_shown_count(out, (uint64_t)summary->requests_per_second);
    hp_buf_printf(out, " a second; latency p50 %.3f, p90 %.3f, p99 %.3f, max %.3f ms\n",
                  summary->latency.p50_ms, summary->latency.p90_ms, summary->latency.p99_ms,
                  summary->latency.max_ms);
    if (page->style->report_dir != NULL) {
        hp_buf_printf(out, "journal, findings and reports: %s/\n", page->style->report_dir);
    }
}

enum hp_status hp_report_text(const struct hp_summary *summary, const struct hp_report_style *style,
                              FILE *out, struct hp_error *error)
{
    struct page page = {.summary = summary, .style = style};
    hp_buf_init(&page.text, TEXT_BYTES_MAX);
    head(&page);
    if (summary->totals.cases > 0) {
        findings(&page);
        baseline(&page);
        hp_text_table(&page.text, summary, style);
        skipped_rows(&page);
        requirements(&page);
        foot(&page);
        hp_buf_char(&page.text, '\n');
    }
    outcome(&page); /* last: where the eye is when the run ends */
    struct hp_buf wrapped;
    hp_buf_init(&wrapped, TEXT_BYTES_MAX * 2);
    hp_text_wrap(&wrapped, hp_buf_view(&page.text), style->wrap ? style->width : 0);
    bool failed = page.text.failed || wrapped.failed;
    bool written = fwrite(wrapped.bytes, 1, wrapped.length, out) == wrapped.length;
    hp_buf_deinit(&page.text);
    hp_buf_deinit(&wrapped);
    if (failed) {
        return hp_error_nomem(error);
    }
    return written ? HP_OK : hp_error_set(error, HP_ERR_IO, "the text report could not be written");
}
