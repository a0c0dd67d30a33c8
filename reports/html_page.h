/* The parts of the HTML report that share a page. */
#ifndef HP_REPORTS_HTML_PAGE_H
#define HP_REPORTS_HTML_PAGE_H

#include <stdio.h>

#include "harness/run/grid.h"
#include "harness/run/summary.h"
#include "reports/html_text.h"

struct hp_html {
    struct hp_buf text; /* drained to the stream as it grows */
    FILE *stream;
    bool write_failed;
    const struct hp_summary *summary;
};

/* `class` of a verdict: "pass", "note", "warn", "fail", "none". */
const char *hp_html_class(enum hp_verdict verdict);

void hp_html_drain(struct hp_html *page); /* when enough has gathered */
void hp_html_count(struct hp_html *page, uint64_t value);
void hp_html_plain(struct hp_html *page, const char *text); /* escaped, not cut */

void hp_html_map(struct hp_html *page);
void hp_html_findings(struct hp_html *page);
void hp_html_rows(struct hp_html *page);
void hp_html_requirements(struct hp_html *page);

#endif
