/* The tables against the catalogue: every row of every family that has a table is there, as the
 * catalogue has it, and no other; clauses have a known form; every documented requirement of the
 * page on the request has a row. tests/data/cases/catalogue.tsv is the catalogue. */
#include "tests/support/suite_main.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "cases/cases.h"
#include "harness/plan/row.h"

enum { LINE_BYTES = 2048, ENTRIES_MAX = 512, COLUMNS = 6 };

/* One line of the catalogue; the columns are cut out of `line`. */
struct entry {
    char line[LINE_BYTES];
    const char *id, *family, *title, *expect, *level, *clause;
};

static struct entry entries[ENTRIES_MAX];
static size_t entry_count;

static void cut_columns(struct entry *entry)
{
    const char *columns[COLUMNS] = {0};
    char *rest = entry->line;
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = strsep(&rest, "\t\n");
        ck_assert_msg(columns[i] != NULL && columns[i][0] != '\0', "column %zu of '%s' is missing",
                      i + 1, entry->line);
    }
    entry->id = columns[0];
    entry->family = columns[1];
    entry->title = columns[2];
    entry->expect = columns[3];
    entry->level = columns[4];
    entry->clause = columns[5];
}

static void read_catalogue(void)
{
    const char *path = HP_SOURCE_DIR "/tests/data/cases/catalogue.tsv";
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    struct entry heading;
    ck_assert_ptr_nonnull(fgets(heading.line, sizeof heading.line, file));
    ck_assert_str_eq(heading.line, "id\tfamily\ttitle\texpectation\tlevel\tclause\n");
    entry_count = 0;
    while (fgets(entries[entry_count].line, LINE_BYTES, file) != NULL) {
        ck_assert_msg(strchr(entries[entry_count].line, '\n') != NULL, "a line is too long");
        cut_columns(&entries[entry_count]);
        entry_count++;
        ck_assert_uint_lt(entry_count, ENTRIES_MAX);
    }
    fclose(file);
    ck_assert_uint_eq(entry_count, 284);
}

/* The families with tables, as the catalogue spells them. */
static const char *const family_words[] = {
#define FAMILY_WORD(family) #family,
    HP_FAMILIES(FAMILY_WORD)
#undef FAMILY_WORD
};
enum { FAMILIES = sizeof family_words / sizeof family_words[0] };

static const struct hp_table *const family_tables[] = {
#define FAMILY_TABLE(family) &hp_table_##family,
    HP_FAMILIES(FAMILY_TABLE)
#undef FAMILY_TABLE
};

static void family_name(size_t family, char *name, size_t name_bytes)
{
    const char *word = family_words[family];
    if (strcmp(word, "enum_values") == 0) {
        word = "enum"; /* a word of C */
    }
    snprintf(name, name_bytes, "%s", word);
    for (char *c = name; *c != '\0'; c++) {
        *c = *c == '_' ? '-' : *c;
    }
}

static const struct hp_row *row_called(const char *id)
{
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i]->id, id) == 0) {
            return rows[i];
        }
    }
    return NULL;
}

START_TEST(every_row_of_the_catalogue_is_in_its_family_as_it_is_there)
{
    char family[64];
    family_name((size_t)_i, family, sizeof family);
    size_t wanted = 0;
    for (size_t i = 0; i < entry_count; i++) {
        const struct entry *want = &entries[i];
        if (strcmp(want->family, family) != 0) {
            continue;
        }
        wanted++;
        const struct hp_row *have = row_called(want->id);
        ck_assert_msg(have != NULL, "%s is in no table", want->id);
        ck_assert_str_eq(have->family, want->family);
        ck_assert_msg(strcmp(hp_expect_name(have->expect), want->expect) == 0,
                      "%s: want %s, have %s", want->id, want->expect, hp_expect_name(have->expect));
        ck_assert_msg(strcmp(hp_level_name(have->level), want->level) == 0, "%s: want %s, have %s",
                      want->id, want->level, hp_level_name(have->level));
        ck_assert_msg(strcmp(have->clause, want->clause) == 0, "%s: want %s, have %s", want->id,
                      want->clause, have->clause);
    }
    ck_assert_msg(wanted > 0, "the catalogue has no family %s", family);
    ck_assert_msg(family_tables[_i]->count == wanted, "%s: want %zu rows, have %zu", family, wanted,
                  family_tables[_i]->count);
}
END_TEST

/* In the order of the catalogue too: lists of rows read like it. */
START_TEST(rows_of_a_family_stand_in_the_catalogues_order)
{
    char family[64];
    family_name((size_t)_i, family, sizeof family);
    size_t next = 0;
    for (size_t i = 0; i < entry_count; i++) {
        if (strcmp(entries[i].family, family) == 0) {
            ck_assert_uint_lt(next, family_tables[_i]->count);
            ck_assert_str_eq(family_tables[_i]->rows[next].id, entries[i].id);
            next++;
        }
    }
}
END_TEST

START_TEST(no_row_is_missing_in_the_catalogue_and_ids_are_unique)
{
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    size_t in_tables = 0;
    for (size_t i = 0; i < FAMILIES; i++) {
        in_tables += family_tables[i]->count;
    }
    ck_assert_uint_eq(count, in_tables);
    for (size_t i = 0; i < count; i++) {
        size_t known = 0;
        for (size_t e = 0; e < entry_count; e++) {
            known += strcmp(entries[e].id, rows[i]->id) == 0 ? 1 : 0;
        }
        ck_assert_msg(known == 1, "%s is %zu times in the catalogue", rows[i]->id, known);
        ck_assert_msg(row_called(rows[i]->id) == rows[i], "%s is there twice", rows[i]->id);
    }
}
END_TEST

/* ---- clauses ---- */

/* Skips digits; false when there is none. */
static bool skip_number(const char **at)
{
    const char *start = *at;
    while (isdigit((unsigned char)**at)) {
        (*at)++;
    }
    return *at > start;
}

/* A remark in parentheses, or nothing. */
static bool only_remark(const char *at)
{
    return *at == '\0' || (at[0] == ' ' && at[1] == '(' && at[strlen(at) - 1] == ')');
}

/* PAGE:L1-L5,L9 with lines that the page has. */
static bool is_page_clause(const char *at)
{
    enum { PAGE_LINES = 202 };
    long last = 0;
    for (;;) {
        char *end = NULL;
        if (*at != 'L') {
            return false;
        }
        long line = strtol(at + 1, &end, 10);
        if (end == at + 1 || line <= last || line > PAGE_LINES) {
            return false;
        }
        last = line;
        at = end;
        if (*at != '-' && *at != ',') {
            return only_remark(at);
        }
        at++;
    }
}

/* RFC9110-15.5.6: a number and a section. */
static bool is_rfc_clause(const char *at)
{
    if (!skip_number(&at) || *at++ != '-' || !skip_number(&at)) {
        return false;
    }
    while (*at == '.') {
        at++;
        if (!skip_number(&at)) {
            return false;
        }
    }
    return only_remark(at);
}

/* SILENT S01 to S50. */
static bool is_silent_clause(const char *at)
{
    char *end = NULL;
    if (!isdigit((unsigned char)at[0]) || !isdigit((unsigned char)at[1])) {
        return false;
    }
    long number = strtol(at, &end, 10);
    return end == at + 2 && number >= 1 && number <= 50 && *end == '\0';
}

/* Whatever else a clause cites, by how it starts. */
static const char *const other_sources[] = {
    "BLNS",         "CATS",          "CGI ",    "CWE-",        "Commenda ",     "GitHub ",
    "Http11Probe ", "IANA ",         "JTS ",    "OWASP-API",   "OWASP-REST-CS", "OWASP-SSRF-CS",
    "PUT-PAGE",     "ROOTFI-ERRORS", "RootFi ", "SVIX ",       "Schemathesis ", "StdWebhooks ",
    "Stripe ",      "V4-ENV",        "V4-PAGE", "invariant I",
};

static bool is_clause(const char *text)
{
    if (strncmp(text, "PAGE:", 5) == 0) {
        return is_page_clause(text + 5);
    }
    if (strncmp(text, "RFC", 3) == 0) {
        return is_rfc_clause(text + 3);
    }
    if (strncmp(text, "SILENT S", 8) == 0) {
        return is_silent_clause(text + 8);
    }
    for (size_t i = 0; i < sizeof other_sources / sizeof other_sources[0]; i++) {
        if (strncmp(text, other_sources[i], strlen(other_sources[i])) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(every_clause_cites_a_known_source)
{
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    for (size_t i = 0; i < count; i++) {
        char clauses[LINE_BYTES];
        snprintf(clauses, sizeof clauses, "%s", rows[i]->clause);
        char *rest = clauses;
        for (char *one = strsep(&rest, ";"); one != NULL; one = strsep(&rest, ";")) {
            one += strspn(one, " ");
            ck_assert_msg(is_clause(one), "%s: no known clause: '%s'", rows[i]->id, one);
        }
    }
}
END_TEST

static const struct sample {
    const char *text;
    bool good;
} samples[] = {
    {"PAGE:L9", true},
    {"PAGE:L2-L7", true},
    {"PAGE:L92-L94,L102-L163", true},
    {"PAGE:L9 (why)", true},
    {"PAGE:9", false},
    {"PAGE:L203", false},
    {"PAGE:L7-L2", false},
    {"PAGE:L7 why", false},
    {"PAGE:L", false},
    {"RFC9110-15.5.6", true},
    {"RFC9112-3 (MUST)", true},
    {"RFC9110", false},
    {"RFC9110-", false},
    {"RFC9110-15.", false},
    {"RFC-15", false},
    {"SILENT S03", true},
    {"SILENT S50", true},
    {"SILENT S51", false},
    {"SILENT S3", false},
    {"SILENT S00", false},
    {"a rumour", false},
    {"", false},
};

START_TEST(clause_reader_knows_good_from_bad)
{
    ck_assert_msg(is_clause(samples[_i].text) == samples[_i].good, "'%s'", samples[_i].text);
}
END_TEST

/* ---- requirements ---- */

/* The documented requirements that a request can break; those on the response alone belong to the
 * checks of responses. R03 is shown and not stated. */
static const unsigned request_requirements[] = {1, 2, 4, 5, 6, 7, 8, 10, 11, 12};

START_TEST(every_documented_requirement_on_the_request_has_a_row_at_must_or_should)
{
    unsigned number = request_requirements[_i];
    ck_assert(hp_requirements[number - 1].documented);
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    size_t speaking = 0;
    for (size_t i = 0; i < count; i++) {
        bool speaks = (rows[i]->requirements & HP_R(number)) != 0;
        speaking += speaks && rows[i]->level != HP_MAY ? 1 : 0;
    }
    ck_assert_msg(speaking > 0, "no row speaks for %s", hp_requirements[number - 1].id);
}
END_TEST

START_TEST(every_must_row_says_which_requirement_it_speaks_for)
{
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    for (size_t i = 0; i < count; i++) {
        bool page = strstr(rows[i]->clause, "PAGE:") != NULL;
        ck_assert_msg(rows[i]->level != HP_MUST || !page || rows[i]->requirements != 0,
                      "%s cites the page and speaks for no requirement", rows[i]->id);
        ck_assert_msg(rows[i]->requirements >> (hp_requirement_count + 1) == 0 &&
                          (rows[i]->requirements & 1) == 0,
                      "%s speaks for a requirement that is not there", rows[i]->id);
    }
}
END_TEST

/* A row must be complete: something to send or something to look at. */
START_TEST(every_row_is_complete)
{
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    for (size_t i = 0; i < count; i++) {
        const struct hp_row *row = rows[i];
        bool observer = (row->flags & HP_ROW_OBSERVER) != 0;
        ck_assert_msg((row->instance == NULL) == observer, "%s", row->id);
        ck_assert_msg(row->expect != HP_EXPECT_CHECK || row->check != NULL, "%s", row->id);
        ck_assert_msg(row->title[0] != '\0' && row->title[strlen(row->title) - 1] != '.', "%s: %s",
                      row->id, row->title);
        ck_assert_msg(strlen(row->title) <= 100, "%s: the title is too long", row->id);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_catalogue");
    TCase *tests = tcase_create("catalogue");
    tcase_add_checked_fixture(tests, read_catalogue, NULL);
    tcase_add_loop_test(tests, every_row_of_the_catalogue_is_in_its_family_as_it_is_there, 0,
                        FAMILIES);
    tcase_add_loop_test(tests, rows_of_a_family_stand_in_the_catalogues_order, 0, FAMILIES);
    tcase_add_test(tests, no_row_is_missing_in_the_catalogue_and_ids_are_unique);
    tcase_add_test(tests, every_clause_cites_a_known_source);
    tcase_add_loop_test(tests, clause_reader_knows_good_from_bad, 0,
                        sizeof samples / sizeof samples[0]);
    tcase_add_loop_test(tests,
                        every_documented_requirement_on_the_request_has_a_row_at_must_or_should, 0,
                        sizeof request_requirements / sizeof request_requirements[0]);
    tcase_add_test(tests, every_must_row_says_which_requirement_it_speaks_for);
    tcase_add_test(tests, every_row_is_complete);
    suite_add_tcase(suite, tests);
    return suite;
}
