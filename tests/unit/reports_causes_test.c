/* What reports make of causes, smaller requests, nearest passes and known findings. The other
 * reports tests go without them, as a summary may. */
#include "tests/unit/reports_fixture.h"

static void golden(const char *format, const char *name, const struct hp_report_style *style)
{
    struct hp_summary summary = sample_folded();
    size_t length = 0;
    char *text = render(format, &summary, style, &length);
    assert_golden(name, text, length);
    free(text);
}

START_TEST(text_shows_a_cause_once)
{
    struct hp_report_style style = {.width = 120};
    golden("text", "text-causes.txt", &style);
}
END_TEST

START_TEST(json_says_which_finding_stands_for_which)
{
    struct hp_report_style style = {0};
    golden("json", "report-causes.json", &style);
}
END_TEST

START_TEST(junit_fails_for_what_is_not_known)
{
    struct hp_report_style style = {0};
    golden("junit", "junit-baseline.xml", &style);
}
END_TEST

/* However the rows fail: through their own findings, or through those of a check. */
START_TEST(junit_counts_a_row_as_failed_unless_all_of_it_is_known)
{
    static const struct {
        bool own_known, check_known;
        const char *failures; /* of the whole */
    } scenes[] = {{false, false, "failures=\"3\""},
                  {true, false, "failures=\"2\""},
                  {false, true, "failures=\"2\""},
                  {true, true, "failures=\"0\""}};
    for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        struct hp_summary summary = sample_folded();
        struct hp_report_style style = {0};
        size_t length = 0;
        for (size_t j = 0; j < GROUPS; j++) {
            bool check = strcmp(sample_groups[j].row, "resp-id") == 0;
            bool known = check ? scenes[i].check_known : scenes[i].own_known;
            sample_groups[j].known_until = known ? "2030-01-01" : NULL;
            sample_groups[j].known_reason = "";
            sample_groups[j].expired = false;
        }
        /* Its cases fail in checks of the response only. */
        sample_rows[0].tally = (struct hp_tally){1302, 1301, 1};
        summary.baseline.known = scenes[i].own_known + scenes[i].check_known;
        char *text = render("junit", &summary, &style, &length);
        ck_assert_msg(strstr(text, scenes[i].failures) != NULL, "scene %zu: %.400s", i, text);
        free(text);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_causes");
    TCase *tcase = tcase_create("causes");
    tcase_add_test(tcase, text_shows_a_cause_once);
    tcase_add_test(tcase, json_says_which_finding_stands_for_which);
    tcase_add_test(tcase, junit_fails_for_what_is_not_known);
    tcase_add_test(tcase, junit_counts_a_row_as_failed_unless_all_of_it_is_known);
    suite_add_tcase(suite, tcase);
    return suite;
}
