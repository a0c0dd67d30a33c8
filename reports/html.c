/* The report for a browser: one file, no network, readable without its script.
 *
 * The frame of the page: what the run came to, first. Its parts stand in files of their own. */
#include "harness/contract/format.h"
#include "reports/html_page.h"
#include "reports/report.h"
#include "reports/rules.h"
#include "reports/shown.h"

enum {
    TEXT_BYTES_MAX = 64 * 1024 * 1024,
    DRAIN_BYTES = 256 * 1024,
    LINE_SHOWN = 600,
    RULES_BYTES_MAX = 64 * 1024, /* every setting with its longest value */
};

static const unsigned char style_sheet[] = {
#include "report.css.inc"
};
static const unsigned char script[] = {
#include "report.js.inc"
};

const char *hp_html_class(enum hp_verdict verdict)
{
    static const char *const classes[HP_VERDICT_COUNT] = {"pass", "note", "warn",
                                                          "fail", "none", "none"};
    return classes[verdict];
}

void hp_html_drain(struct hp_html *page)
{
    if (page->text.length < DRAIN_BYTES) {
        return;
    }
    page->write_failed = page->write_failed || fwrite(page->text.bytes, 1, page->text.length,
                                                      page->stream) != page->text.length;
    page->text.length = 0;
}

void hp_html_count(struct hp_html *page, uint64_t value)
{
    hp_shown_count(&page->text, value);
}

void hp_html_plain(struct hp_html *page, const char *text)
{
    hp_html_text(&page->text, hp_slice_of(text), LINE_SHOWN);
}

static const char *outcome_class(enum hp_outcome_kind outcome)
{
    return outcome == HP_CONFORMANT ? "pass" : outcome == HP_NONCONFORMANT ? "fail" : "warn";
}

/* A number that no text from the target can know: only the script with it runs. */
static void nonce(struct hp_html *page)
{
    const struct hp_summary *summary = page->summary;
    hp_buf_hex(&page->text, hp_hash_mix(summary->plan_hash ^ (uint64_t)summary->started_unix_ms),
               16);
}

static void head(struct hp_html *page)
{
    struct hp_buf *out = &page->text;
    hp_buf_text(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'; script-src 'nonce-");
    nonce(page);
    hp_buf_printf(out, "'; base-uri 'none'; form-action 'none'\">\n<title>%s: ",
                  hp_outcome_name(page->summary->outcome));
    hp_html_plain(page, page->summary->target_address);
    hp_buf_text(out, " - hookproof</title>\n<style>\n");
    hp_buf_append(out, style_sheet, sizeof(style_sheet));
    hp_buf_text(
        out, "</style></head><body>\n<a class=\"skip\" href=\"#findings\">to the findings</a>\n");
}

static void tile(struct hp_html *page, const char *label, uint64_t value, const char *class_name)
{
    hp_buf_printf(&page->text, "<li%s><b class=\"%s\">", value > 0 ? "" : " class=\"zero\"",
                  value > 0 ? class_name : "");
    hp_html_count(page, value);
    hp_buf_printf(&page->text, "</b>%s</li>\n", label);
}

/* What `write` says, as text of the page: a profile may be a path, with any character in it. */
static void rules(struct hp_html *page,
                  void (*write)(struct hp_buf *out, const struct hp_summary *summary))
{
    struct hp_buf line;
    hp_buf_init(&line, RULES_BYTES_MAX);
    write(&line, page->summary);
    hp_html_text(&page->text, hp_buf_view(&line), RULES_BYTES_MAX);
    hp_buf_deinit(&line);
}

static void outcome(struct hp_html *page)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    char started[25];
    hp_date_time_print(summary->started_unix_ms, started);
    hp_buf_printf(out, "<header><div class=\"outcome %s\"><p class=\"soft\">hookproof, against ",
                  outcome_class(summary->outcome));
    hp_html_plain(page, summary->target_address);
    hp_buf_printf(out, "</p><h1>%s</h1><p class=\"reason\">", hp_outcome_name(summary->outcome));
    hp_html_plain(page, summary->outcome_reason);
    hp_buf_text(out, "</p><p class=\"soft\">profile ");
    rules(page, hp_rules_profile);
    hp_buf_printf(out,
                  " &middot; depth %s &middot; seed %llu &middot; <span class=\"time\">%.10s %.8s "
                  "UTC</span></p>",
                  summary->depth, (unsigned long long)summary->seed, started, started + 11);
    if (summary->setting_count > 0) {
        hp_buf_text(out, "<p class=\"soft\">settings ");
        rules(page, hp_rules_settings);
        hp_buf_text(out, "</p>");
    }
    hp_buf_text(out, "</div>\n");
    hp_buf_text(out, "<ul class=\"tiles\">\n");
    tile(page, "cases", summary->totals.cases, "");
    tile(page, "pass", summary->totals.pass, "pass");
    tile(page, "fail", summary->totals.fail, "fail");
    tile(page, "warn", summary->totals.warn, "warn");
    tile(page, "note", summary->totals.note, "note");
    tile(page, "inconclusive", summary->totals.inconclusive, "warn");
    tile(page, "skipped", summary->totals.skipped, "");
    hp_buf_printf(out,
                  "</ul>\n<nav aria-label=\"parts of the report\"><a href=\"#findings\">findings"
                  "</a> %s<a href=\"#h-rows\">families and rows</a> <a href=\"#h-req\">requirements"
                  "</a> <a href=\"#h-time\">time</a></nav></header><main>\n",
                  summary->grid == NULL ? "" : "<a href=\"#h-map\">map</a> ");
}

static void percent(struct hp_buf *out, struct hp_coverage_count count)
{
    uint64_t tenths = count.total == 0 ? 0 : count.covered * 1000 / count.total;
    hp_buf_printf(out, "%llu.%llu %%", (unsigned long long)(tenths / 10),
                  (unsigned long long)(tenths % 10));
}

static void latency(struct hp_html *page)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    hp_buf_text(out, "<section aria-labelledby=\"h-time\"><h2 id=\"h-time\">Time</h2><p>");
    hp_html_count(page, summary->sent);
    hp_buf_printf(out, " requests in %.2f s, ", summary->duration_s);
    hp_html_count(page, (uint64_t)summary->requests_per_second);
    hp_buf_printf(out,
                  " a second. Latency in ms: p50 %.3f, p90 %.3f, p99 %.3f, at most %.3f.</p>\n",
                  summary->latency.p50_ms, summary->latency.p90_ms, summary->latency.p99_ms,
                  summary->latency.max_ms);
    uint64_t most = 1;
    for (size_t i = 0; i < summary->latency_bar_count; i++) {
        uint64_t count = summary->latency_bars[i].count;
        most = count > most ? count : most;
    }
    if (summary->latency_bar_count > 0) {
        hp_buf_text(out, "<ul class=\"hist\">");
        for (size_t i = 0; i < summary->latency_bar_count; i++) {
            const struct hp_latency_bar *bar = &summary->latency_bars[i];
            hp_buf_printf(out, "<li style=\"height:%.1f%%\" title=\"up to %.3f ms: %llu\"></li>",
                          100.0 * (double)bar->count / (double)most, bar->up_to_ms,
                          (unsigned long long)bar->count);
        }
        hp_buf_printf(out,
                      "</ul><p class=\"soft\">each bar doubles the time, from %.3f to %.3f ms</p>",
                      summary->latency_bars[0].up_to_ms,
                      summary->latency_bars[summary->latency_bar_count - 1].up_to_ms);
    }
    hp_buf_text(out, "</section>\n");
}

static void plan(struct hp_html *page)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    hp_buf_printf(out, "plan %016llx of ", (unsigned long long)summary->plan_hash);
    hp_html_count(page, summary->plan_cases);
    hp_buf_text(out, " cases &middot; covers ");
    hp_html_count(page, summary->coverage.triples.covered);
    hp_buf_text(out, " of ");
    hp_html_count(page, summary->coverage.triples.total);
    hp_buf_text(out, " triples, ");
    percent(out, summary->coverage.t2);
    hp_buf_text(out, " of pairs and ");
    percent(out, summary->coverage.t3);
    hp_buf_text(out, " of triplets of values");
}

static void foot(struct hp_html *page)
{
    const struct hp_summary *summary = page->summary;
    struct hp_buf *out = &page->text;
    hp_buf_printf(out, "</main><footer>hookproof %s &middot; ", summary->tool_version);
    if (summary->plan_cases == 0) {
        hp_buf_text(out, "a campaign: bodies made from the answers so far, whatever the plan");
    } else {
        plan(page);
    }
    hp_buf_text(out, "</footer>\n<script nonce=\"");
    nonce(page);
    hp_buf_text(out, "\">\n");
    hp_buf_append(out, script, sizeof(script));
    hp_buf_text(out, "</script></body></html>\n");
}

enum hp_status hp_report_html(const struct hp_summary *summary, const struct hp_report_style *style,
                              FILE *out, struct hp_error *error)
{
    (void)style;
    struct hp_html page = {.stream = out, .summary = summary};
    hp_buf_init(&page.text, TEXT_BYTES_MAX);
    head(&page);
    outcome(&page);
    hp_html_findings(&page);
    hp_html_map(&page);
    hp_html_rows(&page);
    hp_html_requirements(&page);
    latency(&page);
    foot(&page);
    bool written =
        !page.write_failed && fwrite(page.text.bytes, 1, page.text.length, out) == page.text.length;
    bool failed = page.text.failed;
    hp_buf_deinit(&page.text);
    if (failed) {
        return hp_error_nomem(error);
    }
    return written ? HP_OK : hp_error_set(error, HP_ERR_IO, "the HTML report could not be written");
}
