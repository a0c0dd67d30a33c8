/* Families with their rows, and the page's requirements. */
#include "reports/families.h"
#include "reports/html_page.h"

static void bar(struct hp_html *page, const struct hp_tally *tally)
{
    const struct {
        const char *name;
        uint64_t count;
    } parts[] = {{"f", tally->fail}, {"w", tally->warn}, {"n", tally->note}, {"p", tally->pass}};
    hp_buf_text(&page->text, "<span class=\"bar\" aria-hidden=\"true\">");
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && tally->cases > 0; i++) {
        if (parts[i].count > 0) {
            /* What is there is seen, be it one in a million. */
            double share = 100.0 * (double)parts[i].count / (double)tally->cases;
            hp_buf_printf(&page->text, "<i class=\"%s\" style=\"width:%.2f%%;min-width:3px\"></i>",
                          parts[i].name, share);
        }
    }
    hp_buf_text(&page->text, "</span>");
}

static void numbers(struct hp_html *page, const struct hp_tally *tally)
{
    const uint64_t values[] = {tally->cases, tally->pass,         tally->fail,   tally->warn,
                               tally->note,  tally->inconclusive, tally->skipped};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        hp_buf_text(&page->text, "<td>");
        if (values[i] > 0 || i == 0) {
            hp_html_count(page, values[i]);
        } else {
            hp_buf_text(&page->text, "<span class=\"soft\">0</span>");
        }
        hp_buf_text(&page->text, "</td>");
    }
}

static const char heads[] =
    "<th scope=\"col\">cases</th><th scope=\"col\">pass</th><th scope=\"col\">"
    "fail</th><th scope=\"col\">warn</th><th scope=\"col\">note</th>"
    "<th scope=\"col\">inconclusive</th><th scope=\"col\">skipped</th>";

/* Rows of which no case was selected: their names are enough. */
static void without_cases(struct hp_html *page, const char *family)
{
    const struct hp_summary *summary = page->summary;
    size_t count = 0;
    for (size_t i = 0; i < summary->row_count && summary->plan_cases > 0; i++) {
        const struct hp_row_summary *row = &summary->rows[i];
        if (strcmp(row->family, family) == 0 && row->tally.cases == 0) {
            hp_buf_text(&page->text,
                        count++ == 0 ? "<p class=\"soft\">No case was sent of: " : ", ");
            hp_html_plain(page, row->id);
        }
    }
    hp_buf_text(&page->text, count > 0 ? "</p>\n" : "");
}

static void family_rows(struct hp_html *page, const char *family)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    hp_buf_printf(
        out,
        "<div class=\"scroll\"><table class=\"rows\"><thead><tr><th scope=\"col\">row</th>"
        "<th scope=\"col\"><span class=\"soft\">share</span></th>%s</tr></thead><tbody>\n",
        heads);
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct hp_row_summary *row = &summary->rows[i];
        if (strcmp(row->family, family) != 0 || row->tally.cases == 0) {
            continue;
        }
        hp_buf_text(out, "<tr><td><code>");
        hp_html_plain(page, row->id);
        hp_buf_printf(out, "</code> <span class=\"soft\">%s</span><br>", hp_level_name(row->level));
        hp_html_plain(page, row->title);
        if (row->reason != NULL) {
            hp_buf_text(out, "<br><span class=\"soft\">");
            hp_html_plain(page, row->reason);
            hp_buf_text(out, "</span>");
        }
        hp_buf_text(out, "</td><td>");
        bar(page, &row->tally);
        hp_buf_text(out, "</td>");
        numbers(page, &row->tally);
        hp_buf_text(out, "</tr>\n");
    }
    hp_buf_text(out, "</tbody></table></div>\n");
    without_cases(page, family);
    hp_html_drain(page);
}

void hp_html_rows(struct hp_html *page)
{
    struct hp_buf *out = &page->text;
    struct hp_family families[HP_FAMILIES_MAX];
    size_t count = hp_families(page->summary, families);
    hp_buf_text(out,
                "<section aria-labelledby=\"h-rows\"><h2 id=\"h-rows\">Families and rows</h2>\n"
                "<p class=\"soft\">Response checks and others that watch every exchange count "
                "exchanges, not cases.</p>\n");
    for (size_t i = 0; i < count; i++) {
        const struct hp_tally *tally = &families[i].tally;
        if (tally->cases == 0) {
            continue;
        }
        enum hp_verdict worst = tally->fail > 0   ? HP_FAIL
                                : tally->warn > 0 ? HP_WARN
                                : tally->pass > 0 ? HP_PASS
                                                  : HP_SKIPPED;
        hp_buf_text(out, "<details class=\"family\"><summary><b>");
        hp_html_plain(page, families[i].name);
        hp_buf_text(out, "</b>");
        bar(page, tally);
        hp_buf_printf(out, "<span class=\"badge %s\">", hp_html_class(worst));
        hp_html_count(page, tally->cases);
        hp_buf_printf(out, " in %zu rows", families[i].rows);
        if (tally->fail > 0) {
            hp_buf_text(out, ", ");
            hp_html_count(page, tally->fail);
            hp_buf_text(out, " fail");
        }
        if (tally->warn > 0) {
            hp_buf_text(out, ", ");
            hp_html_count(page, tally->warn);
            hp_buf_text(out, " warn");
        }
        hp_buf_text(out, "</span></summary>\n");
        family_rows(page, families[i].name);
        hp_buf_text(out, "</details>\n");
    }
    size_t left_out = 0;
    for (size_t i = 0; i < count && page->summary->plan_cases > 0; i++) {
        if (families[i].tally.cases == 0) {
            hp_buf_text(out, left_out++ == 0 ? "<p class=\"soft\">No case was sent of: " : ", ");
            hp_html_plain(page, families[i].name);
        }
    }
    hp_buf_text(out, left_out > 0 ? "</p>\n" : "");
    hp_buf_text(out, "</section>\n");
}

static void requirement_item(struct hp_html *page, const struct hp_requirement_summary *item,
                             const char *word, const char *class_name)
{
    struct hp_buf *out = &page->text;
    hp_buf_printf(out, "<li><span class=\"%s\">%s</span><code>%s</code><span>", class_name, word,
                  item->requirement->id);
    hp_html_plain(page, item->requirement->text);
    hp_buf_text(out, " <span class=\"soft\">");
    hp_html_plain(page, item->requirement->lines);
    hp_buf_text(out, "</span></span></li>\n");
}

void hp_html_requirements(struct hp_html *page)
{
    static const struct {
        const char *word;
        const char *class_name;
    } states[] = {[HP_REQUIREMENT_HELD] = {"held", "pass"},
                  [HP_REQUIREMENT_BROKEN] = {"broken", "fail"},
                  [HP_REQUIREMENT_UNTESTED] = {"untested", "none"}};
    /* What needs a reader comes first. */
    static const enum hp_requirement_status order[] = {
        HP_REQUIREMENT_BROKEN, HP_REQUIREMENT_UNTESTED, HP_REQUIREMENT_HELD};
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    size_t counts[3] = {0};
    for (size_t i = 0; i < summary->requirement_count; i++) {
        counts[summary->requirements[i].status]++;
    }
    hp_buf_printf(out,
                  "<section aria-labelledby=\"h-req\"><h2 id=\"h-req\">Requirements of the page"
                  "</h2>\n<p class=\"soft\">%zu held, %zu broken, %zu untested</p>\n"
                  "<ul class=\"req\">\n",
                  counts[HP_REQUIREMENT_HELD], counts[HP_REQUIREMENT_BROKEN],
                  counts[HP_REQUIREMENT_UNTESTED]);
    for (size_t state = 0; state < 3; state++) {
        for (size_t i = 0; i < summary->requirement_count; i++) {
            if (summary->requirements[i].status == order[state]) {
                requirement_item(page, &summary->requirements[i], states[order[state]].word,
                                 states[order[state]].class_name);
            }
        }
    }
    hp_buf_text(out, "</ul></section>\n");
}
