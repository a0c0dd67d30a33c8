/* The report writers: one file a format, each a pure function from the summary to a stream.
 *
 * Text that came from the target is untrusted: every writer shows control characters, invalid UTF-8
 * and its own format's metacharacters as visible escapes. */
#ifndef HP_REPORTS_REPORT_H
#define HP_REPORTS_REPORT_H

#include <stdio.h>

#include "harness/base/error.h"
#include "harness/run/summary.h"

struct hp_report_style {
    bool colour;            /* text only */
    unsigned width;         /* columns, text only; 0 = 100 */
    bool verbose;           /* text only: every row, not only the families */
    const char *report_dir; /* where the other reports lie, for the closing lines; NULL = nowhere */
};

typedef enum hp_status hp_report_fn(const struct hp_summary *summary,
                                    const struct hp_report_style *style, FILE *out,
                                    struct hp_error *error);

struct hp_report_format {
    const char *name;      /* "text", "json", "junit" */
    const char *file_name; /* default name under the output folder */
    const char *title;     /* for help: one line */
    hp_report_fn *write;
    bool wants_map; /* shows the space of combinations: the run has to map it */
};

extern const struct hp_report_format hp_report_formats[];
extern const size_t hp_report_format_count;
const struct hp_report_format *hp_report_find(const char *name); /* NULL when unknown */

hp_report_fn hp_report_text, hp_report_json, hp_report_junit, hp_report_html;

#endif
