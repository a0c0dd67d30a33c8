/* The formats as a table. Must not know what a report says. */
#include "reports/report.h"

#include <string.h>

#define FORMAT(name, file_name, flags, title) {#name, file_name, title, hp_report_##name, flags},
const struct hp_report_format hp_report_formats[] = {HP_REPORTS(FORMAT)};
#undef FORMAT

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

const char *hp_report_names(void)
{
#define NAME(name, file_name, flags, title) ", " #name
    static const char names[] = HP_REPORTS(NAME);
#undef NAME
    return names + 2;
}
