/* Looks at reports from outside. Must not know what a report says. */
#include "fuzz/wellformed.h"

#include <libxml/parser.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "harness/base/utf8.h"
#include "reports/report.h"

const char *hp_fuzz_file(const uint8_t *data, size_t size)
{
    static int file = -1;
    static char path[64];
    if (file < 0) {
        file = memfd_create("journal", MFD_CLOEXEC);
        (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    }
    bool written =
        file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size;
    HP_FUZZ_HOLDS(written, "journal-file");
    return path;
}

/* Text that may go to a terminal: no control character of C0 or C1, nothing that is not UTF-8. */
static bool is_printable(struct hp_slice text)
{
    while (text.len > 0) {
        uint32_t code = 0;
        size_t length = hp_utf8_next(text, &code);
        bool control =
            (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
        if (length == 0 || control) {
            return false;
        }
        text.at += length;
        text.len -= length;
    }
    return true;
}

static bool is_xml(struct hp_slice text)
{
    xmlDocPtr document = xmlReadMemory(text.at, (int)text.len, "report.xml", NULL,
                                       XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);
    xmlFreeDoc(document);
    return document != NULL;
}

static void holds_for_format(const struct hp_report_format *format,
                             const struct hp_summary *summary, const char *const *journals)
{
    struct hp_report_style style = {
        .width = 100, .verbose = true, .journals = journals, .journal_count = 1};
    struct hp_error error = {0};
    struct hp_json_scan scan;
    char *bytes = NULL;
    size_t count = 0;
    FILE *stream = open_memstream(&bytes, &count);
    HP_FUZZ_HOLDS(stream != NULL, "report-memory");
    enum hp_status status = format->write(summary, &style, stream, &error);
    HP_FUZZ_HOLDS(fclose(stream) == 0, "report-memory");
    if (status != HP_OK) {
        hp_fuzz_broken("report-status", "%s: %s", format->name, error.text);
    }
    struct hp_slice text = {bytes, count};
    if (!is_printable(text)) {
        hp_fuzz_broken("report-printable", "%s", format->name);
    }
    if (strcmp(format->name, "json") == 0) {
        HP_FUZZ_HOLDS(hp_json_scan(text, NULL, &scan), "report-json");
    }
    if (strcmp(format->name, "junit") == 0) {
        HP_FUZZ_HOLDS(is_xml(text), "report-junit");
    }
    free(bytes);
}

void hp_fuzz_report_holds(const struct hp_summary *summary, const char *journal, uint64_t choice)
{
    const char *journals[] = {journal};
    holds_for_format(&hp_report_formats[choice % hp_report_format_count], summary, journals);
}
