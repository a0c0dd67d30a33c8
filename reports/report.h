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
    unsigned width;         /* columns of a terminal, text only; 0 = as many as are wanted */
    bool wrap;              /* text only: long lines are broken at that width */
    bool verbose;           /* text only: every row, not only the families */
    const char *report_dir; /* where the other reports lie, for the closing lines; NULL = nowhere */
    const char *contract;   /* path that --contract named; NULL = the contract that is built in */
    const char *const *journals; /* of which the summary was made, for the report of every case */
    size_t journal_count;
};

typedef enum hp_status hp_report_fn(const struct hp_summary *summary,
                                    const struct hp_report_style *style, FILE *out,
                                    struct hp_error *error);

enum {
    HP_REPORT_TERMINAL = 1, /* goes to standard output when no path is given */
    HP_REPORT_MAP = 2,      /* shows the space of combinations: the run has to map it */
};

/* The one list of formats. X(name, default file name, flags, title): the writer of `name` is
 * hp_report_name. */
// clang-format off
#define HP_REPORTS(X)                                                                              \
    X(text, "report.txt", HP_REPORT_TERMINAL, "for a person in a terminal")                        \
    X(json, "report.json", 0, "schema hookproof-report/1, for programs")                           \
    X(junit, "junit.xml", 0, "JUnit XML, for CI viewers")                                          \
    X(html, "report.html", HP_REPORT_MAP, "one self-contained page, for a browser")                \
    X(sarif, "report.sarif", 0, "SARIF 2.1.0, for code scanning")                                 \
    X(tap, "report.tap", 0, "TAP 14, for test harnesses")                                          \
    X(markdown, "summary.md", 0, "for the step summary of a CI job, under 1 MiB")                  \
    X(github, "annotations.txt", HP_REPORT_TERMINAL, "annotations of GitHub Actions")         \
    X(ndjson, "cases.ndjson", 0, "schema hookproof-stream/1, a line for each case")                 \
    X(har, "findings.har", 0, "HAR 1.2: the exchanges behind the findings")
// clang-format on

struct hp_report_format {
    const char *name;      /* "text" */
    const char *file_name; /* default name under the output folder */
    const char *title;     /* for help: one line */
    hp_report_fn *write;
    unsigned flags;
};

extern const struct hp_report_format hp_report_formats[];
extern const size_t hp_report_format_count;
const struct hp_report_format *hp_report_find(const char *name); /* NULL when unknown */

/* "text, json, ...": the names in the order of the list. */
const char *hp_report_names(void);

#define HP_REPORT_DECLARE(name, file_name, flags, title) hp_report_fn hp_report_##name;
HP_REPORTS(HP_REPORT_DECLARE)
#undef HP_REPORT_DECLARE

#endif
