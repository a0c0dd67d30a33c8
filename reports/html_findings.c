/* A card for each finding: what was asked and by which clause, what came, how to see it again. */
#include <stdlib.h>

#include "reports/families.h"
#include "reports/html_page.h"
#include "reports/shown.h"
#include "reports/standing.h"

enum { BODY_SHOWN = 4000, LINE_SHOWN = 800, FIELDS_SHOWN = 40, ALSO_SHOWN = 12 };

static void item(struct hp_html *page, const char *label, struct hp_slice text)
{
    if (text.len > 0) {
        hp_buf_printf(&page->text, "<dt>%s</dt><dd>", label);
        hp_html_text(&page->text, text, LINE_SHOWN);
        hp_buf_text(&page->text, "</dd>");
    }
}

/* A pointer or a case id, letter by letter. */
static void id_item(struct hp_html *page, const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        hp_buf_printf(&page->text, "<dt>%s</dt><dd><code>", label);
        hp_html_text(&page->text, hp_slice_of(text), LINE_SHOWN);
        hp_buf_text(&page->text, "</code></dd>");
    }
}

/* Where two texts that begin and end alike differ: the middle of `text` is marked. */
static void marked_item(struct hp_html *page, const char *label, struct hp_slice text,
                        struct hp_slice other)
{
    size_t most = text.len < other.len ? text.len : other.len;
    size_t head = 0;
    while (head < most && text.at[head] == other.at[head]) {
        head++;
    }
    size_t tail = 0;
    while (tail < most - head && text.at[text.len - 1 - tail] == other.at[other.len - 1 - tail]) {
        tail++;
    }
    /* Not inside a character. */
    while (head > 0 && head < text.len && ((unsigned char)text.at[head] & 0xC0) == 0x80) {
        head--;
    }
    while (tail > 0 && ((unsigned char)text.at[text.len - tail] & 0xC0) == 0x80) {
        tail--;
    }
    if ((head + tail) * 2 < (text.len > other.len ? text.len : other.len)) {
        item(page, label, text); /* two texts, not one with a difference */
        return;
    }
    hp_buf_printf(&page->text, "<dt>%s</dt><dd>", label);
    hp_html_text(&page->text, (struct hp_slice){text.at, head}, LINE_SHOWN);
    hp_buf_text(&page->text, "<mark>");
    hp_html_text(&page->text, (struct hp_slice){text.at + head, text.len - head - tail},
                 LINE_SHOWN);
    hp_buf_text(&page->text, "</mark>");
    hp_html_text(&page->text, (struct hp_slice){text.at + text.len - tail, tail}, LINE_SHOWN);
    hp_buf_text(&page->text, "</dd>");
}

static void fields(struct hp_html *page, const struct hp_field *list, size_t count)
{
    for (size_t i = 0; i < count && i < FIELDS_SHOWN; i++) {
        hp_html_text(&page->text, list[i].name, LINE_SHOWN);
        hp_buf_text(&page->text, ": ");
        hp_html_text(&page->text, list[i].value, LINE_SHOWN);
        hp_buf_char(&page->text, '\n');
    }
    if (count > FIELDS_SHOWN) {
        hp_buf_printf(&page->text, "... and %zu more fields\n", count - FIELDS_SHOWN);
    }
}

static void messages(struct hp_html *page, const struct hp_group *group)
{
    struct hp_buf *out = &page->text;
    bool smaller = group->minimal_body.at != NULL;
    hp_buf_text(out, "<details><summary>request and response</summary><pre>");
    hp_html_text(out, group->request.method, 64);
    hp_buf_char(out, ' ');
    hp_html_text(out, group->request.target, LINE_SHOWN);
    hp_buf_char(out, '\n');
    fields(page, group->request.fields, group->request.field_count);
    hp_buf_char(out, '\n');
    hp_html_text(out, smaller ? group->minimal_body : group->request.body, BODY_SHOWN);
    size_t bytes = smaller ? group->minimal_body.len : group->request_body_bytes;
    hp_buf_printf(out, "</pre><p class=\"soft\">body of %zu byte%s%s</p>\n", bytes,
                  bytes == 1 ? "" : "s",
                  smaller ? ", the smallest that fails in the same way" : "");
    if (group->response.status != 0) {
        hp_buf_printf(out, "<pre>%d\n", group->response.status);
        fields(page, group->response.fields, group->response.field_count);
        hp_buf_char(out, '\n');
        hp_html_text(out, group->response.body, BODY_SHOWN);
        hp_buf_printf(out, "</pre><p class=\"soft\">body of %zu bytes</p>\n",
                      group->response_body_bytes);
    }
    hp_buf_text(out, "</details>\n");
}

/* The cells in which a finding showed, as runs of indexes for the script: "3 10-12". */
static void cells(struct hp_html *page, const struct hp_group *group)
{
    const struct hp_grid *grid = page->summary->grid;
    if (grid == NULL) {
        return;
    }
    const uint64_t *marks = hp_grid_marks(grid, strtoull(group->fingerprint, NULL, 16));
    size_t total = hp_grid_contract(grid)->data_models.count * hp_grid_columns(grid);
    hp_buf_text(&page->text, " data-cells=\"");
    for (size_t cell = 0; cell < total && marks != NULL; cell++) {
        size_t end = cell;
        while (end < total && (marks[end / 64] >> end % 64 & 1) != 0) {
            end++;
        }
        if (end > cell) {
            hp_buf_printf(&page->text, end == cell + 1 ? "%zu " : "%zu-%zu ", cell, end - 1);
            cell = end;
        }
    }
    hp_buf_char(&page->text, '"');
}

static void command(struct hp_html *page, const char *label, const char *text)
{
    if (text != NULL) {
        hp_buf_printf(&page->text, "<dt>%s</dt><dd><pre>", label);
        /* Half a command is none. */
        const char *shown =
            strlen(text) <= BODY_SHOWN ? text : "(a long command: see the JSON report)";
        hp_html_text(&page->text, hp_slice_of(shown), BODY_SHOWN);
        hp_buf_text(&page->text, "</pre></dd>");
    }
}

/* What has the same cause as this finding, by links. */
static void also_seen(struct hp_html *page, const struct hp_group *group)
{
    struct hp_buf *out = &page->text;
    if (group->cause != NULL && group->cause != group) {
        hp_buf_printf(out, "<dt>cause</dt><dd>the same as <a href=\"#f-%s\">",
                      group->cause->fingerprint);
        hp_html_plain(page, group->cause->row);
        hp_buf_text(out, "</a></dd>");
    }
    if (group->hide_count == 0) {
        return;
    }
    item(page, "cause", hp_slice_of(group->cause_title));
    hp_buf_text(out, "<dt>also in</dt><dd>");
    for (size_t i = 0; i < group->hide_count && i < ALSO_SHOWN; i++) {
        hp_buf_printf(out, "%s<a href=\"#f-%s\">", i == 0 ? "" : ", ",
                      group->hides[i]->fingerprint);
        hp_html_plain(page, group->hides[i]->row);
        hp_buf_text(out, "</a>");
    }
    if (group->hide_count > ALSO_SHOWN) {
        hp_buf_printf(out, " and %zu more", group->hide_count - ALSO_SHOWN);
    }
    hp_buf_text(out, "</dd>");
}

static void known(struct hp_html *page, const struct hp_group *group)
{
    if (group->known_until == NULL) {
        return;
    }
    hp_buf_text(&page->text, "<dt>known</dt><dd>until ");
    hp_html_plain(page, group->known_until);
    hp_buf_text(&page->text, group->expired ? ", which is over: it counts again" : "");
    hp_buf_text(&page->text, group->known_reason[0] == '\0' ? "" : ": ");
    hp_html_plain(page, group->known_reason);
    hp_buf_text(&page->text, "</dd>");
}

static void card_head(struct hp_html *page, const struct hp_group *group)
{
    struct hp_buf *out = &page->text;
    const char *verdict = hp_verdict_name(group->verdict);
    hp_buf_printf(out, "<article id=\"f-%s\" class=\"%s\" data-verdict=\"%s\" data-family=\"",
                  group->fingerprint, hp_html_class(group->verdict), verdict);
    hp_html_plain(page, group->family);
    hp_buf_char(out, '"');
    cells(page, group);
    hp_buf_printf(out, ">\n<div><span class=\"badge %s\">%s</span> <h3>",
                  hp_html_class(group->verdict), verdict);
    hp_html_plain(page, group->row);
    hp_buf_text(out, "</h3> ");
    hp_buf_text(out, hp_group_is_known(group) ? "<span class=\"badge\">known</span> " : "");
    hp_buf_text(out, group->flaky ? "<span class=\"badge\">flaky</span> " : "");
    hp_buf_text(out, "<span class=\"soft\">seen ");
    hp_html_count(page, group->count);
    hp_buf_printf(out, " time%s%s", group->count == 1 ? "" : "s",
                  group->flaky ? ", not every time that it was sent" : "");
    if (group->hide_count > 0) {
        hp_buf_text(out, "; this cause ");
        hp_html_count(page, group->cause_count);
    }
    hp_buf_text(out, "</span></div>\n<p>");
    hp_html_plain(page, group->title);
}

static void card(struct hp_html *page, const struct hp_group *group)
{
    struct hp_buf *out = &page->text;
    card_head(page, group);
    hp_buf_text(out, "</p><dl>");
    item(page, "request", hp_slice_of(group->why));
    item(page, "expected", hp_slice_of(group->expected));
    marked_item(page, "actual", hp_slice_of(group->actual), hp_slice_of(group->expected));
    id_item(page, "where", group->where);
    if (group->end_note != NULL && strstr(group->actual, group->end_note) == NULL) {
        item(page, "end", hp_slice_of(group->end_note));
    }
    item(page, "after", hp_slice_of(group->after_line));
    hp_buf_printf(out, "<dt>clause</dt><dd>%s, ", hp_level_name(group->level));
    hp_html_plain(page, group->clause);
    hp_buf_text(out, "</dd>");
    also_seen(page, group);
    known(page, group);
    id_item(page, "case", group->minimal_case);
    item(page, "nearest pass", hp_slice_of(group->pass_difference));
    id_item(page, "", group->pass_case);
    command(page, "again", group->replay);
    command(page, "by curl", group->curl);
    command(page, "by bash", group->shell);
    item(page, "by hand", hp_slice_of(group->no_command));
    hp_buf_text(out, "</dl>");
    messages(page, group);
    hp_buf_text(out, "</article>\n");
    hp_html_drain(page);
}

static void options(struct hp_html *page)
{
    struct hp_family families[HP_FAMILIES_MAX];
    size_t count = hp_families(page->summary, families);
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (size_t j = 0; j < page->summary->group_count && !found; j++) {
            found = strcmp(page->summary->groups[j].family, families[i].name) == 0;
        }
        if (!found) {
            continue; /* an empty view is of no use */
        }
        hp_buf_text(&page->text, "<option>");
        hp_html_plain(page, families[i].name);
        hp_buf_text(&page->text, "</option>");
    }
}

/* Does another card tell of this group's cause? */
static bool is_folded(const struct hp_group *group)
{
    return group->cause != NULL && group->cause != group;
}

/* Causes, worst first; then notes; then what the causes stand for, which a reader may leave out. */
static void cards(struct hp_html *page)
{
    const struct hp_summary *summary = page->summary;
    size_t folded = 0;
    const struct hp_group *cause;
    for (size_t i = 0; (cause = hp_card_at(summary, i)) != NULL; i++) {
        card(page, cause);
    }
    for (size_t i = 0; i < summary->group_count; i++) {
        folded += is_folded(&summary->groups[i]);
        if (summary->groups[i].verdict == HP_NOTE) {
            card(page, &summary->groups[i]);
        }
    }
    if (folded > 0) {
        hp_buf_text(&page->text, "<div id=\"folded\"><h3>The same causes, in other rows</h3>\n");
        for (size_t i = 0; i < summary->group_count; i++) {
            if (is_folded(&summary->groups[i])) {
                card(page, &summary->groups[i]);
            }
        }
        hp_buf_text(&page->text, "</div>\n");
    }
    hp_buf_text(&page->text, "<p><button type=\"button\" id=\"more\" hidden></button></p>\n");
}

void hp_html_findings(struct hp_html *page)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    hp_buf_text(out, "<section aria-labelledby=\"findings\"><h2 id=\"findings\">Findings</h2>\n"
                     "<form class=\"filters\" id=\"filters\" hidden>"
                     "<input type=\"search\" name=\"q\" placeholder=\"search the findings\" "
                     "aria-label=\"search the findings\">"
                     "<select name=\"verdict\" aria-label=\"verdict\"><option value=\"\">every "
                     "verdict</option><option>fail</option><option>warn</option>"
                     "<option>note</option></select>"
                     "<select name=\"family\" aria-label=\"family\"><option value=\"\">every "
                     "family</option>");
    options(page);
    hp_buf_text(out, "</select><button type=\"reset\" hidden>show all</button>"
                     "<span id=\"shown\" class=\"soft\" role=\"status\"></span></form>\n");
    cards(page);
    if (summary->group_count == 0) {
        hp_buf_text(out, summary->sent > 0 && summary->totals.cases > 0
                             ? "<p>Nothing was found.</p>\n"
                             : "<p>No case was judged, so nothing can be said.</p>\n");
    }
    if (summary->groups_dropped > 0) {
        hp_buf_text(out, "<p>More findings than can be kept: ");
        hp_html_count(page, summary->groups_dropped);
        hp_buf_text(out, " were only counted.</p>\n");
    }
    hp_buf_text(out, "</section>\n");
}
