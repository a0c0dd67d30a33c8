/* report.tap: every line is one that TAP 14 knows, and its plans add up. */
#include "tests/unit/reports_fixture.h"

static char *text;
static size_t length;

static void load(struct hp_summary summary)
{
    struct hp_report_style style = {0};
    free(text);
    text = render("tap", &summary, &style, &length);
}

static void tear_down(void)
{
    free(text);
    text = NULL;
}

START_TEST(the_tap_is_the_golden_one)
{
    load(sample_summary());
    assert_golden("report.tap", text, length);
    load(sample_folded());
    assert_golden("report-causes.tap", text, length);
    load(sample_conformant());
    assert_golden("report-conformant.tap", text, length);
}
END_TEST

static bool begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

struct points {
    long planned, points, failed, skipped, todo;
};

static void count_point(const char *line, size_t line_length, struct points *points)
{
    char copy[2000];
    ck_assert_uint_lt(line_length, sizeof(copy));
    memcpy(copy, line, line_length);
    copy[line_length] = '\0';
    points->points++;
    points->failed += begins(copy, "not ok ");
    points->skipped += strstr(copy, " # SKIP ") != NULL;
    points->todo += strstr(copy, " # TODO ") != NULL;
    ck_assert_int_eq(strtol(strpbrk(copy, "0123456789"), NULL, 10), points->points);
}

/* Adds up the points at `indent`, and those one level below. */
static void add_up(struct points *outer, struct points *inner)
{
    struct points now = {0};
    bool yaml = false;
    size_t line_length = 0;
    for (const char *line = text; *line != '\0'; line += line_length + 1) {
        line_length = strcspn(line, "\n");
        if (begins(line, "      ---")) {
            yaml = true;
        } else if (begins(line, "      ...")) {
            yaml = false;
        } else if (yaml) {
            ck_assert_msg(begins(line, "      "), "in YAML: %.*s", (int)line_length, line);
        } else if (begins(line, "    1..")) {
            now = (struct points){.planned = strtol(line + 7, NULL, 10)};
        } else if (begins(line, "    ok ") || begins(line, "    not ok ")) {
            count_point(line + 4, line_length - 4, &now);
        } else if (begins(line, "1..")) {
            outer->planned = strtol(line + 3, NULL, 10);
        } else if (begins(line, "ok ") || begins(line, "not ok ")) {
            count_point(line, line_length, outer);
            ck_assert_int_eq(now.planned, now.points);
            ck_assert_int_eq(begins(line, "not ok "), now.failed > now.todo);
            inner->points += now.points;
            inner->failed += now.failed;
            inner->skipped += now.skipped;
            inner->todo += now.todo;
        } else {
            ck_assert_msg(begins(line, "#") || begins(line, "TAP version 14") ||
                              begins(line, "Bail out! "),
                          "%.*s", (int)line_length, line);
        }
    }
    ck_assert_int_eq(outer->planned, outer->points);
}

START_TEST(plans_and_points_add_up)
{
    struct points outer = {0};
    struct points inner = {0};
    load(sample_summary());
    add_up(&outer, &inner);
    ck_assert_int_eq(inner.points, ROWS);
    ck_assert_int_eq(inner.failed, 2);
    ck_assert_int_eq(inner.skipped, 3);
    ck_assert_int_eq(outer.points, 4);
    ck_assert_int_eq(outer.failed, 2);
}
END_TEST

START_TEST(what_the_baseline_knows_is_todo)
{
    struct points outer = {0};
    struct points inner = {0};
    load(sample_folded());
    add_up(&outer, &inner);
    ck_assert_int_eq(inner.todo, 1);
    ck_assert_int_eq(outer.failed, 1);
}
END_TEST

START_TEST(a_run_that_cannot_say_bails_out)
{
    struct hp_summary summary = sample_conformant();
    summary.outcome = HP_OUTCOME_INCONCLUSIVE;
    summary.outcome_reason = "nobody answers at " HOSTILE_TEXT;
    load(summary);
    ck_assert_ptr_nonnull(strstr(text, "\nBail out! inconclusive: nobody answers"));
    load(sample_conformant());
    ck_assert_ptr_null(strstr(text, "Bail out!"));
}
END_TEST

START_TEST(a_hash_in_a_title_is_no_directive)
{
    struct hp_summary summary = sample_conformant();
    sample_rows[0].title = "a # SKIP \\ b";
    load(summary);
    ck_assert_ptr_nonnull(strstr(text, "a \\# SKIP \\\\ b\n"));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_tap");
    TCase *tests = tcase_create("tap");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, the_tap_is_the_golden_one);
    tcase_add_test(tests, plans_and_points_add_up);
    tcase_add_test(tests, what_the_baseline_knows_is_todo);
    tcase_add_test(tests, a_run_that_cannot_say_bails_out);
    tcase_add_test(tests, a_hash_in_a_title_is_no_directive);
    suite_add_tcase(suite, tests);
    return suite;
}
