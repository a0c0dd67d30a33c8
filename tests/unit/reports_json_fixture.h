/* A report in JSON, read back with jansson. */
#ifndef HP_TESTS_UNIT_REPORTS_JSON_FIXTURE_H
#define HP_TESTS_UNIT_REPORTS_JSON_FIXTURE_H

#include <jansson.h>

#include "tests/unit/reports_fixture.h"

static char *text;
static size_t length;
static json_t *root; /* NULL until something was loaded */

/* What the writer of `format` makes of the summary, as text and as a tree. */
static inline void load_as(const char *format, const struct hp_summary *summary,
                           const struct hp_report_style *style)
{
    json_error_t error;
    json_decref(root);
    free(text);
    text = render(format, summary, style, &length);
    root = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    ck_assert_msg(root != NULL, "line %d, column %d: %s", error.line, error.column, error.text);
}

static inline void unload(void)
{
    json_decref(root);
    root = NULL;
    free(text);
    text = NULL;
}

static inline const char *string(json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    ck_assert_msg(value != NULL, "no text %s", name);
    return value;
}

#endif
