/* JUnit XML as CI viewers read it: a testsuite for each family, a testcase for each row. A row with
 * a fail is a failure; one of which nothing was judged is skipped; warnings are its output. What is
 * written is within junit-10.xsd, by which Jenkins' xUnit plugin accepts or refuses a file: neither
 * `skipped` on the root nor `assertions` on a testcase, though other readers know both. */
#include <libxml/xmlwriter.h>

#include "harness/contract/format.h"
#include "reports/families.h"
#include "reports/report.h"
#include "reports/shown.h"
#include "reports/standing.h"

enum { CARD_BYTES_MAX = 64 * 1024, BODY_SHOWN = 2000, LINE_SHOWN = 400 };

struct junit {
    xmlTextWriterPtr writer;
    const struct hp_summary *summary;
    struct hp_buf text;
    bool failed; /* first failure of the writer */
};

/* libxml2's own BAD_CAST drops the const. */
static const xmlChar *xml(const char *text)
{
    return (const xmlChar *)text;
}

static void need(struct junit *junit, int result)
{
    junit->failed = junit->failed || result < 0;
}

static void open_element(struct junit *junit, const char *name)
{
    need(junit, xmlTextWriterStartElement(junit->writer, xml(name)));
}

static void close_element(struct junit *junit)
{
    need(junit, xmlTextWriterEndElement(junit->writer));
}

static void attribute(struct junit *junit, const char *name, const char *value)
{
    need(junit, xmlTextWriterWriteAttribute(junit->writer, xml(name), xml(value)));
}

static void attribute_count(struct junit *junit, const char *name, uint64_t value)
{
    char digits[24];
    (void)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)value);
    attribute(junit, name, digits);
}

static void labelled(struct junit *junit, const char *label, struct hp_slice text, size_t bytes_max)
{
    hp_buf_printf(&junit->text, "%s: ", label);
    hp_shown(&junit->text, text, bytes_max);
    hp_buf_char(&junit->text, '\n');
}

static void card(struct junit *junit, const struct hp_group *group)
{
    hp_buf_printf(&junit->text, "%s, %s (", hp_verdict_name(group->verdict),
                  hp_level_name(group->level));
    hp_shown(&junit->text, hp_slice_of(group->clause), LINE_SHOWN);
    hp_buf_printf(&junit->text, "), %llu times\n", (unsigned long long)group->count);
    if (group->known_until != NULL) {
        hp_buf_printf(&junit->text, "known until %s%s", group->known_until,
                      group->expired ? ", which is over" : "");
        hp_buf_text(&junit->text, group->known_reason[0] == '\0' ? "" : ": ");
        hp_shown(&junit->text, hp_slice_of(group->known_reason), LINE_SHOWN);
        hp_buf_char(&junit->text, '\n');
    }
    labelled(junit, "where", hp_slice_of(group->where), LINE_SHOWN);
    labelled(junit, "expected", hp_slice_of(group->expected), LINE_SHOWN);
    labelled(junit, "actual", hp_slice_of(group->actual), LINE_SHOWN);
    labelled(junit, "smallest case", hp_slice_of(group->minimal_case), LINE_SHOWN);
    labelled(junit, "request body", group->request.body, BODY_SHOWN);
    labelled(junit, "response body", group->response.body, BODY_SHOWN);
    if (group->end_note != NULL) {
        labelled(junit, "end", hp_slice_of(group->end_note), LINE_SHOWN);
    }
    if (group->replay != NULL) {
        labelled(junit, "again", hp_slice_of(group->replay), LINE_SHOWN);
    }
}

/* The groups of a row with this verdict, as the content of one element; those that the baseline
 * knows stand with the warnings. */
static const char *cards(struct junit *junit, const struct hp_row_summary *row,
                         enum hp_verdict verdict, const struct hp_group **first)
{
    hp_buf_clear(&junit->text);
    *first = NULL;
    for (size_t i = 0; i < junit->summary->group_count; i++) {
        const struct hp_group *group = &junit->summary->groups[i];
        enum hp_verdict counts =
            group->verdict == HP_FAIL && hp_group_is_known(group) ? HP_WARN : group->verdict;
        if (counts == verdict && strcmp(group->row, row->id) == 0) {
            *first = *first == NULL ? group : *first;
            card(junit, group);
            hp_buf_char(&junit->text, '\n');
        }
    }
    return hp_buf_cstr(&junit->text);
}

static void failure(struct junit *junit, const struct hp_row_summary *row)
{
    const struct hp_group *first;
    const char *content = cards(junit, row, HP_FAIL, &first);
    open_element(junit, "failure");
    if (first == NULL) {
        char line[HP_ERROR_BYTES];
        (void)snprintf(line, sizeof(line),
                       "%llu of %llu cases fail in a check of the response: see that check's own "
                       "testcase",
                       (unsigned long long)row->tally.fail, (unsigned long long)row->tally.cases);
        attribute(junit, "message", line);
        attribute(junit, "type", "response");
    } else {
        struct hp_buf line;
        hp_buf_init(&line, CARD_BYTES_MAX);
        hp_buf_text(&line, "expected ");
        hp_shown(&line, hp_slice_of(first->expected), LINE_SHOWN);
        hp_buf_text(&line, "; actual ");
        hp_shown(&line, hp_slice_of(first->actual), LINE_SHOWN);
        attribute(junit, "message", hp_buf_cstr(&line));
        attribute(junit, "type", first->check);
        hp_buf_deinit(&line);
        need(junit, xmlTextWriterWriteString(junit->writer, xml(content)));
    }
    close_element(junit);
}

static void skipped(struct junit *junit, const struct hp_row_summary *row)
{
    hp_buf_clear(&junit->text);
    hp_shown(&junit->text, hp_slice_of(hp_row_reason(row)), LINE_SHOWN);
    open_element(junit, "skipped");
    attribute(junit, "message", hp_buf_cstr(&junit->text));
    close_element(junit);
}

static void testcase(struct junit *junit, const struct hp_row_summary *row)
{
    open_element(junit, "testcase");
    attribute(junit, "name", row->id);
    char class_name[128];
    (void)snprintf(class_name, sizeof(class_name), "hookproof.%s", row->family);
    attribute(junit, "classname", class_name);
    enum hp_standing standing = hp_row_standing(junit->summary, row);
    if (standing == HP_STANDS_FAILED) {
        failure(junit, row);
    } else if (standing == HP_STANDS_UNJUDGED) {
        skipped(junit, row);
    }
    const struct hp_group *first;
    const char *warnings = cards(junit, row, HP_WARN, &first);
    if (first != NULL) {
        open_element(junit, "system-out");
        need(junit, xmlTextWriterWriteString(junit->writer, xml(warnings)));
        close_element(junit);
    }
    close_element(junit);
}

struct counts {
    uint64_t tests, failures, skipped;
};

static struct counts count(const struct hp_summary *summary, const char *family)
{
    struct counts counts = {0};
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct hp_row_summary *row = &summary->rows[i];
        if (family == NULL || strcmp(row->family, family) == 0) {
            counts.tests++;
            enum hp_standing standing = hp_row_standing(summary, row);
            counts.failures += standing == HP_STANDS_FAILED;
            counts.skipped += standing == HP_STANDS_UNJUDGED;
        }
    }
    return counts;
}

static void write_counts(struct junit *junit, struct counts counts)
{
    attribute_count(junit, "tests", counts.tests);
    attribute_count(junit, "failures", counts.failures);
    attribute_count(junit, "errors", 0);
}

static void property(struct junit *junit, const char *name, uint64_t value)
{
    open_element(junit, "property");
    attribute(junit, "name", name);
    attribute_count(junit, "value", value);
    close_element(junit);
}

static void testsuite(struct junit *junit, const struct hp_family *entry, const char *timestamp)
{
    const char *family = entry->name;
    struct counts counts = count(junit->summary, family);
    open_element(junit, "testsuite");
    attribute(junit, "name", family);
    write_counts(junit, counts);
    attribute_count(junit, "skipped", counts.skipped);
    attribute(junit, "timestamp", timestamp);
    open_element(junit, "properties");
    property(junit, "cases", entry->tally.cases);
    property(junit, "cases that fail", entry->tally.fail);
    close_element(junit);
    for (size_t i = 0; i < junit->summary->row_count; i++) {
        if (strcmp(junit->summary->rows[i].family, family) == 0) {
            testcase(junit, &junit->summary->rows[i]);
        }
    }
    close_element(junit);
}

static void document(struct junit *junit)
{
    const struct hp_summary *summary = junit->summary;
    struct hp_family families[HP_FAMILIES_MAX];
    size_t family_count = hp_families(summary, families);
    char timestamp[25];
    hp_date_time_print(summary->started_unix_ms, timestamp);
    timestamp[19] = '\0'; /* JUnit's own form has neither fraction nor zone */
    char seconds[32];
    (void)snprintf(seconds, sizeof(seconds), "%.3f", summary->duration_s);
    need(junit, xmlTextWriterSetIndent(junit->writer, 1));
    need(junit, xmlTextWriterStartDocument(junit->writer, NULL, "UTF-8", NULL));
    open_element(junit, "testsuites");
    attribute(junit, "name", "hookproof");
    write_counts(junit, count(summary, NULL));
    attribute(junit, "time", seconds);
    for (size_t i = 0; i < family_count; i++) {
        testsuite(junit, &families[i], timestamp);
    }
    need(junit, xmlTextWriterEndDocument(junit->writer));
}

enum hp_status hp_report_junit(const struct hp_summary *summary,
                               const struct hp_report_style *style, FILE *out,
                               struct hp_error *error)
{
    (void)style;
    xmlBufferPtr buffer = xmlBufferCreate();
    struct junit junit = {.summary = summary};
    junit.writer = buffer == NULL ? NULL : xmlNewTextWriterMemory(buffer, 0);
    hp_buf_init(&junit.text, 16 * 1024 * 1024);
    if (junit.writer == NULL) {
        xmlBufferFree(buffer);
        return hp_error_nomem(error);
    }
    document(&junit);
    xmlFreeTextWriter(junit.writer);
    size_t length = (size_t)xmlBufferLength(buffer);
    bool written = fwrite(xmlBufferContent(buffer), 1, length, out) == length;
    bool failed = junit.failed || junit.text.failed;
    xmlBufferFree(buffer);
    hp_buf_deinit(&junit.text);
    if (failed) {
        return hp_error_nomem(error);
    }
    return written ? HP_OK
                   : hp_error_set(error, HP_ERR_IO, "the JUnit report could not be written");
}
