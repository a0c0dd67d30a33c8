/* The page: one file that shows whatever the target sent and runs nothing of it. */
#include <libxml/HTMLparser.h>

#include "tests/unit/reports_fixture.h"

static char *text;
static size_t length;
static htmlDocPtr document;

static void load(struct hp_summary summary)
{
    struct hp_report_style style = {0};
    text = render("html", &summary, &style, &length);
    document = htmlReadMemory(text, (int)length, "report.html", "UTF-8",
                              HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    ck_assert_ptr_nonnull(document);
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

static size_t times(const char *needle)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, needle)) != NULL; at++) {
        count++;
    }
    return count;
}

/* Elements called `name` in the tree below `node`. */
static size_t elements(xmlNodePtr node, const char *name)
{
    size_t count = 0;
    for (; node != NULL; node = node->next) {
        count += node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
        count += elements(node->children, name);
    }
    return count;
}

START_TEST(no_markup_of_a_target_is_markup)
{
    /* The hostile text ends a script, opens a comment and names entities. */
    ck_assert_uint_eq(times("<script"), 1);
    ck_assert_uint_eq(times("</script>"), 1);
    ck_assert_uint_eq(times("</script><!--"), 0);
    ck_assert_uint_eq(times("]]>"), 0);
    ck_assert_uint_gt(times("&lt;/script&gt;"), 5);
    ck_assert_uint_gt(times("&amp;amp;"), 5);
    ck_assert_uint_eq(elements(xmlDocGetRootElement(document), "script"), 1);
    ck_assert_uint_eq(elements(xmlDocGetRootElement(document), "img"), 0);
    ck_assert_uint_eq(elements(xmlDocGetRootElement(document), "a"), times("<a "));
}
END_TEST

START_TEST(no_control_character_is_in_the_page)
{
    ck_assert_uint_eq(strlen(text), length);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        ck_assert_msg((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t', "byte %02x at %zu", c, i);
    }
    ck_assert_uint_eq(times("\xe2\x80\xae"), 0);
    ck_assert_uint_eq(times("\xc2\x9b"), 0);
    ck_assert_uint_gt(times("\\x1B[31mred"), 3);
}
END_TEST

/* Nothing is fetched, and nothing but the page's own script may run. */
START_TEST(the_page_needs_nobody)
{
    ck_assert_uint_eq(times("src="), 0);
    ck_assert_uint_eq(times("<link"), 0);
    ck_assert_uint_eq(times("@import"), 0);
    ck_assert_uint_eq(times("url("), 0);
    ck_assert_uint_gt(times("Content-Security-Policy"), 0);
    ck_assert_uint_gt(times("default-src 'none'"), 0);
    ck_assert_uint_eq(times("javascript:"), 0);
    ck_assert_uint_eq(times(" onclick="), 0);
}
END_TEST

START_TEST(every_finding_and_every_row_is_there)
{
    ck_assert_uint_eq(elements(xmlDocGetRootElement(document), "article"), GROUPS);
    for (size_t i = 0; i < ROWS; i++) {
        ck_assert_msg(strstr(text, sample_rows[i].id) != NULL, "%s", sample_rows[i].id);
    }
    for (size_t i = 0; i < REQUIREMENTS; i++) {
        ck_assert_ptr_nonnull(strstr(text, sample_requirements[i].requirement->text));
    }
    ck_assert_uint_gt(times("nonconformant"), 0);
}
END_TEST

START_TEST(a_run_without_findings_is_a_whole_page_too)
{
    tear_down();
    load(sample_conformant());
    ck_assert_uint_eq(elements(xmlDocGetRootElement(document), "article"), 0);
    ck_assert_uint_gt(times("conformant"), 0);
    const char end[] = "</html>\n";
    ck_assert_uint_gt(length, sizeof(end));
    ck_assert_str_eq(text + length - strlen(end), end);
}
END_TEST

/* A reader wants the outcome, its reason, what was found, and only then the rest. */
START_TEST(what_was_found_stands_before_what_was_covered)
{
    const char *const parts[] = {"<h1>nonconformant", "3 of 12,347,022 cases fail",
                                 "id=\"findings\"",   "<article",
                                 "id=\"h-rows\"",     "id=\"h-req\"",
                                 "id=\"h-time\""};
    const char *at = text;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        at = strstr(at, parts[i]);
        ck_assert_msg(at != NULL, "%s is not where it belongs", parts[i]);
    }
}
END_TEST

/* Pages are compared in reviews: the same summary is the same page. */
START_TEST(the_same_summary_is_the_same_page)
{
    struct hp_summary summary = sample_summary();
    struct hp_report_style style = {0};
    size_t again_length = 0;
    char *again = render("html", &summary, &style, &again_length);
    ck_assert_uint_eq(again_length, length);
    ck_assert_mem_eq(again, text, length);
    free(again);
}
END_TEST

/* What the user named: a profile's file, an address, and the hostile text in all of them. */
START_TEST(no_other_text_is_markup_either)
{
    tear_down();
    struct hp_summary summary = sample_summary();
    summary.profile = summary.target_address = "a<b>\"'&</script>";
    summary.outcome_reason = "it is <gone> & \"lost\"</script>";
    load(summary);
    ck_assert_uint_eq(times("<b>\"'&"), 0);
    ck_assert_uint_eq(times("<gone>"), 0);
    ck_assert_uint_eq(times("</script>"), 1);
    ck_assert_uint_eq(elements(xmlDocGetRootElement(document), "gone"), 0);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_html");
    TCase *tests = tcase_create("html");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, no_markup_of_a_target_is_markup);
    tcase_add_test(tests, no_control_character_is_in_the_page);
    tcase_add_test(tests, the_page_needs_nobody);
    tcase_add_test(tests, every_finding_and_every_row_is_there);
    tcase_add_test(tests, a_run_without_findings_is_a_whole_page_too);
    tcase_add_test(tests, what_was_found_stands_before_what_was_covered);
    tcase_add_test(tests, the_same_summary_is_the_same_page);
    tcase_add_test(tests, no_other_text_is_markup_either);
    suite_add_tcase(suite, tests);
    return suite;
}
