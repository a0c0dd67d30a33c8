/* The list of formats: a new report is one file and one line here. */
#include "reports/report.h"

#include <string.h>

const struct hp_report_format hp_report_formats[] = {
    {"text", "report.txt", "for a person in a terminal", hp_report_text, false},
    {"json", "report.json", "schema hookproof-report/1, for programs", hp_report_json, false},
    {"junit", "junit.xml", "JUnit XML, for CI viewers", hp_report_junit, false},
    {"html", "report.html", "one self-contained page, for a browser", hp_report_html, true},
};

const size_t hp_report_format_count = sizeof(hp_report_formats) / sizeof(hp_report_formats[0]);

const struct hp_report_format *hp_report_find(const char *name)
{
    for (size_t i = 0; i < hp_report_format_count; i++) {
        if (strcmp(hp_report_formats[i].name, name) == 0) {
            return &hp_report_formats[i];
        }
    }
    return NULL;
}
