/* What a GitHub job shows: its annotations and its step summary. */
#include "tests/unit/reports_fixture.h"

static char *text;
static size_t length;

static void load(const char *format, struct hp_summary summary)
{
    struct hp_report_style style = {0};
    free(text);
    text = render(format, &summary, &style, &length);
}

static void tear_down(void)
{
    free(text);
    text = NULL;
}

static size_t times(const char *needle)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, needle)) != NULL; at++) {
        count++;
    }
    return count;
}

START_TEST(the_annotations_are_the_golden_ones)
{
    load("github", sample_summary());
    assert_golden("annotations.txt", text, length);
    load("github", sample_folded());
    assert_golden("annotations-causes.txt", text, length);
    load("github", sample_conformant());
    assert_golden("annotations-conformant.txt", text, length);
}
END_TEST

START_TEST(the_summary_is_the_golden_one)
{
    load("markdown", sample_summary());
    assert_golden("summary.md", text, length);
    load("markdown", sample_folded());
    assert_golden("summary-causes.md", text, length);
    load("markdown", sample_conformant());
    assert_golden("summary-conformant.md", text, length);
}
END_TEST

/* GitHub drops what is beyond ten of a kind without a word, so the tenth has to tell. */
START_TEST(at_most_ten_annotations_of_a_kind)
{
    load("github", sample_many());
    size_t lines = 0;
    for (size_t i = 0; i < length; i++) {
        lines += text[i] == '\n';
    }
    ck_assert_uint_eq(times("::error "), 10);
    ck_assert_uint_eq(times("::warning "), 10);
    ck_assert_uint_eq(times("::notice "), 8);
    ck_assert_uint_eq(lines, 28);
    ck_assert_ptr_nonnull(strstr(text, "::error title=hookproof::9 more"));
    ck_assert_ptr_nonnull(strstr(text, "::warning title=hookproof::5 more"));
}
END_TEST

/* A line of the target's own would be a command. */
START_TEST(no_text_of_a_target_is_a_command)
{
    struct hp_summary summary = sample_summary();
    sample_groups[0].actual = "a\n::error::b%0A::stop-commands::c";
    sample_groups[0].row = "r,title=x::y";
    load("github", summary);
    ck_assert_ptr_nonnull(strstr(text, "a\\n::error::b%250A::stop-commands::c"));
    ck_assert_ptr_nonnull(strstr(text, "title=hookproof r%2Ctitle=x%3A%3Ay::"));
    for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1) {
        ck_assert_msg(strncmp(at, "::error title=", 14) == 0 ||
                          strncmp(at, "::warning title=", 16) == 0 ||
                          strncmp(at, "::notice title=", 15) == 0,
                      "%.60s", at);
    }
}
END_TEST

START_TEST(a_run_that_cannot_say_is_an_error)
{
    struct hp_summary summary = sample_conformant();
    summary.outcome = HP_OUTCOME_INCONCLUSIVE;
    summary.outcome_reason = "nobody answers";
    load("github", summary);
    ck_assert_str_eq(text, "::error title=hookproof%3A inconclusive::nobody answers\n");
}
END_TEST

/* Whatever a target sends: no element, no link, no mention, no cell of its own. */
START_TEST(no_text_of_a_target_is_markup)
{
    struct hp_summary summary = sample_summary();
    static char body[20000];
    memset(body, '|', sizeof(body));
    sample_groups[0].actual = "</code><b>x</b> | [a](http://b) @octocat #1 `c` **d**\n\n# e";
    sample_groups[0].response.body = (struct hp_slice){body, sizeof(body)};
    load("markdown", summary);
    ck_assert_uint_eq(times("<b>"), 0);
    ck_assert_uint_eq(times("@octocat"), 0);
    ck_assert_uint_eq(times("http:"), 0);
    ck_assert_uint_eq(times("**"), 0);
    ck_assert_uint_eq(times("</script"), 0);
    ck_assert_uint_eq(times("\n# "), 0);
    for (size_t i = 0; i < length; i++) {
        ck_assert_msg((unsigned char)text[i] >= 0x20 || text[i] == '\n', "byte %zu", i);
    }
}
END_TEST

START_TEST(the_summary_stays_under_a_mebibyte)
{
    static struct hp_group groups[2000];
    static char body[16384];
    memset(body, '<', sizeof(body));
    struct hp_summary summary = sample_many();
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        groups[i] = sample_groups[0];
        groups[i].where = groups[i].actual = groups[i].expected = HOSTILE_TEXT HOSTILE_TEXT;
        groups[i].request.body = groups[i].response.body = (struct hp_slice){body, sizeof(body)};
    }
    summary.groups = groups;
    summary.group_count = sizeof(groups) / sizeof(groups[0]);
    load("markdown", summary);
    ck_assert_uint_lt(length, 1024 * 1024);
    ck_assert_uint_eq(times("<details>"), times("</details>"));
    ck_assert_ptr_nonnull(strstr(text, "1900 more: see the other reports."));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_github");
    TCase *tests = tcase_create("github");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, the_annotations_are_the_golden_ones);
    tcase_add_test(tests, the_summary_is_the_golden_one);
    tcase_add_test(tests, at_most_ten_annotations_of_a_kind);
    tcase_add_test(tests, no_text_of_a_target_is_a_command);
    tcase_add_test(tests, a_run_that_cannot_say_is_an_error);
    tcase_add_test(tests, no_text_of_a_target_is_markup);
    tcase_add_test(tests, the_summary_stays_under_a_mebibyte);
    suite_add_tcase(suite, tests);
    return suite;
}
