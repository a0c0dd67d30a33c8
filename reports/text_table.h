/* The table of families in the text report. */
#ifndef HP_REPORTS_TEXT_TABLE_H
#define HP_REPORTS_TEXT_TABLE_H

#include "harness/base/buf.h"
#include "reports/report.h"

/* A line for each family (with `verbose` for each row too) and the totals. At least
 * HP_TEXT_TABLE_WIDE columns, or an unknown number, give the whole table; fewer a tight one, from
 * which columns that are all zero, then passed cases and rows are left out until it fits. */
enum { HP_TEXT_TABLE_WIDE = 106 };
void hp_text_table(struct hp_buf *out, const struct hp_summary *summary,
                   const struct hp_report_style *style);

#endif
