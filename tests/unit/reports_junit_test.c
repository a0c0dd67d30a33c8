/* junit.xml: of the format's structure whatever the target sent, and its numbers add up. */
#include <libxml/parser.h>
#include <unistd.h>

#include "tests/unit/reports_fixture.h"

static char *text;
static size_t length;
static xmlDocPtr document;

static void load(struct hp_summary summary)
{
    struct hp_report_style style = {0};
    text = render("junit", &summary, &style, &length);
    document =
        xmlReadMemory(text, (int)length, "junit.xml", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
    ck_assert_msg(document != NULL, "line %d: %s", xmlGetLastError()->line,
                  xmlGetLastError()->message);
}

static void set_up(void)
{
    load(sample_summary());
}

static void tear_down(void)
{
    xmlFreeDoc(document);
    free(text);
}

START_TEST(the_xml_is_the_golden_one)
{
    assert_golden("junit.xml", text, length);
    tear_down();
    load(sample_conformant());
    assert_golden("junit-conformant.xml", text, length);
}
END_TEST

/* A second opinion, of the tool that CI jobs use. */
START_TEST(xmllint_finds_it_valid)
{
    struct hp_summary (*const summaries[])(void) = {sample_summary, sample_conformant, sample_many};
    tear_down();
    load(summaries[_i]());
    FILE *pipe = popen(
        "xmllint --noout --nonet --schema '" HP_SOURCE_DIR "/tests/data/junit.xsd' - 2>&1", "w");
    ck_assert_ptr_nonnull(pipe);
    ck_assert_uint_eq(fwrite(text, 1, length, pipe), length);
    ck_assert_int_eq(pclose(pipe), 0);
}
END_TEST

static long number(xmlNodePtr element, const char *name)
{
    xmlChar *value = xmlGetProp(element, (const xmlChar *)name);
    ck_assert_msg(value != NULL, "%s has no %s", (const char *)element->name, name);
    char *end = NULL;
    long result = strtol((const char *)value, &end, 10);
    ck_assert_msg(*end == '\0', "%s=%s", name, (const char *)value);
    xmlFree(value);
    return result;
}

static bool is(xmlNodePtr node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

struct sums {
    long suites, tests, failures, skipped, outputs;
};

static void add_case(xmlNodePtr testcase, struct sums *sums)
{
    long failures = 0;
    long skipped = 0;
    for (xmlNodePtr child = testcase->children; child != NULL; child = child->next) {
        failures += is(child, "failure");
        skipped += is(child, "skipped");
        sums->outputs += is(child, "system-out");
    }
    ck_assert_int_le(failures + skipped, 1);
    sums->tests++;
    sums->failures += failures;
    sums->skipped += skipped;
}

static struct sums add_up(void)
{
    struct sums all = {0};
    xmlNodePtr root = xmlDocGetRootElement(document);
    ck_assert(is(root, "testsuites"));
    for (xmlNodePtr suite = root->children; suite != NULL; suite = suite->next) {
        if (!is(suite, "testsuite")) {
            continue;
        }
        struct sums own = {0};
        for (xmlNodePtr testcase = suite->children; testcase != NULL; testcase = testcase->next) {
            if (is(testcase, "testcase")) {
                add_case(testcase, &own);
            }
        }
        ck_assert_int_eq(number(suite, "tests"), own.tests);
        ck_assert_int_eq(number(suite, "failures"), own.failures);
        ck_assert_int_eq(number(suite, "skipped"), own.skipped);
        ck_assert_int_eq(number(suite, "errors"), 0);
        all.suites++;
        all.tests += own.tests;
        all.failures += own.failures;
        all.skipped += own.skipped;
        all.outputs += own.outputs;
    }
    ck_assert_int_eq(number(root, "tests"), all.tests);
    ck_assert_int_eq(number(root, "failures"), all.failures);
    ck_assert_int_eq(number(root, "errors"), 0);
    return all;
}

START_TEST(the_numbers_add_up)
{
    struct sums sums = add_up();
    ck_assert_int_eq(sums.suites, 4);
    ck_assert_int_eq(sums.tests, ROWS);
    ck_assert_int_eq(sums.failures, 2);
    ck_assert_int_eq(sums.skipped, 3);
    ck_assert_int_eq(sums.outputs, 2);
    tear_down();
    load(sample_conformant());
    sums = add_up();
    ck_assert_int_eq(sums.failures + sums.skipped + sums.outputs, 0);
}
END_TEST

static xmlNodePtr find_case(const char *name)
{
    xmlNodePtr root = xmlDocGetRootElement(document);
    for (xmlNodePtr suite = root->children; suite != NULL; suite = suite->next) {
        for (xmlNodePtr node = suite->children; node != NULL; node = node->next) {
            xmlChar *value =
                is(node, "testcase") ? xmlGetProp(node, (const xmlChar *)"name") : NULL;
            bool same = value != NULL && strcmp((const char *)value, name) == 0;
            xmlFree(value);
            if (same) {
                return node;
            }
        }
    }
    ck_abort_msg("no testcase %s", name);
    return NULL;
}

static void assert_child(const char *name, const char *element, const char *attribute,
                         const char *holds)
{
    for (xmlNodePtr child = find_case(name)->children; child != NULL; child = child->next) {
        if (is(child, element)) {
            xmlChar *value = attribute == NULL ? xmlNodeGetContent(child)
                                               : xmlGetProp(child, (const xmlChar *)attribute);
            ck_assert_msg(value != NULL && strstr((const char *)value, holds) != NULL, "%s: %s",
                          name, (const char *)value);
            xmlFree(value);
            return;
        }
    }
    ck_abort_msg("%s has no %s", name, element);
}

START_TEST(a_failure_says_what_was_expected_and_what_came)
{
    assert_child("valid-one-failed", "failure", "message",
                 "expected 200, as documented; actual 404 Not Found");
    assert_child("valid-one-failed", "failure", "type", "expectation");
    assert_child("valid-one-failed", "failure", NULL, "{\"webhook\":{\"name\":\"caf\xc3\xa9\"}}");
    assert_child("valid-one-failed", "failure", NULL, "hookproof replay 'valid-one-failed@");
    assert_child("resp-id", "failure", NULL, "</script><!--]]>&amp;\"'");
    assert_child("resp-id", "failure", "message", "\\x1B[31mred");
    assert_child("enum-warned", "system-out", NULL, "SHOULD (PAGE:L64; RFC9110-15.5), 2 times");
}
END_TEST

START_TEST(what_was_not_judged_is_skipped_with_its_reason)
{
    assert_child("auth-skipped", "skipped", "message", "needs a network target");
    assert_child("auth-not-selected", "skipped", "message", "no case of it was selected");
    assert_child("auth-inconclusive", "skipped", "message", "\\x1B[31mred");
}
END_TEST

/* All its cases fail in a check of the response: the check's own testcase tells the story. */
START_TEST(a_row_that_fails_through_a_check_points_there)
{
    tear_down();
    struct hp_summary summary = sample_summary();
    sample_rows[0].tally = (struct hp_tally){9, 0, 9};
    load(summary);
    assert_child("valid-all-passed", "failure", "message", "9 of 9 cases fail in a check");
    assert_child("valid-all-passed", "failure", "type", "response");
}
END_TEST

START_TEST(the_time_is_written_as_junit_has_it)
{
    ck_assert_ptr_nonnull(strstr(text, "timestamp=\"2024-04-15T04:52:25\""));
    ck_assert_ptr_nonnull(strstr(text, "time=\"75.123\""));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_junit");
    TCase *tests = tcase_create("junit");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_xml_is_the_golden_one);
    tcase_add_loop_test(tests, xmllint_finds_it_valid, 0, 3);
    tcase_add_test(tests, the_numbers_add_up);
    tcase_add_test(tests, a_failure_says_what_was_expected_and_what_came);
    tcase_add_test(tests, what_was_not_judged_is_skipped_with_its_reason);
    tcase_add_test(tests, a_row_that_fails_through_a_check_points_there);
    tcase_add_test(tests, the_time_is_written_as_junit_has_it);
    suite_add_tcase(suite, tests);
    return suite;
}
