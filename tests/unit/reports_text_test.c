/* The report for a terminal, against tests/golden. */
#include "tests/unit/reports_fixture.h"

static const struct {
    const char *golden;
    struct hp_summary (*summary)(void);
    struct hp_report_style style;
} reports[] = {
    {"text-plain.txt", sample_summary, {.width = 120, .report_dir = "hookproof-report"}},
    {"text-verbose.txt", sample_summary, {.width = 120, .verbose = true}},
    {"text-colour.txt", sample_summary, {.width = 120, .colour = true, .wrap = true}},
    {"text-conformant.txt", sample_conformant, {.width = 120, .report_dir = "out"}},
    {"text-80.txt", sample_summary, {.width = 80, .wrap = true}},
    {"text-60.txt", sample_conformant, {.width = 60, .wrap = true}},
    {"text-many.txt", sample_many, {.width = 120}},
    {"text-many-verbose.txt", sample_many, {.width = 120, .verbose = true}},
};

START_TEST(the_text_is_the_golden_one)
{
    struct hp_summary summary = reports[_i].summary();
    size_t length = 0;
    char *text = render("text", &summary, &reports[_i].style, &length);
    assert_golden(reports[_i].golden, text, length);
    free(text);
}
END_TEST

static size_t table_width(const char *text)
{
    const char *line = strstr(text, "\nfamily");
    size_t widest = 0;
    ck_assert_ptr_nonnull(line);
    for (line++; *line != '('; line += strcspn(line, "\n") + 1) {
        size_t width = strcspn(line, "\n");
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* A table that wraps is none. */
START_TEST(the_table_fits_the_terminal)
{
    static const unsigned widths[] = {60, 72, 80, 100, 106, 120};
    struct hp_summary summary = _i < 6 ? sample_summary() : sample_conformant();
    struct hp_report_style style = {.width = widths[_i % 6]};
    /* What a run of the standard plan counts. */
    for (size_t i = 0; _i < 6 && i < ROWS; i++) {
        struct hp_tally *tally = &sample_rows[i].tally;
        tally->cases = tally->cases > 99999 ? 99999 : tally->cases;
        tally->pass = tally->pass > 99990 ? 99990 : tally->pass;
    }
    summary.totals = (struct hp_tally){22973, 22000, 300, 200, 9, 50, 281};
    size_t length = 0;
    char *text = render("text", &summary, &style, &length);
    ck_assert_uint_le(table_width(text), style.width);
    ck_assert_ptr_nonnull(strstr(text, "all cases"));
    ck_assert_ptr_nonnull(strstr(text, "22,973"));
    ck_assert_ptr_nonnull(strstr(text, "281"));
    free(text);
}
END_TEST

/* Whatever the target sent: no byte reaches the terminal that could control it. */
START_TEST(no_control_character_reaches_the_terminal)
{
    struct hp_summary summary = sample_summary();
    struct hp_report_style style = {.verbose = true};
    size_t length = 0;
    char *text = render("text", &summary, &style, &length);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        ck_assert_msg((c >= 0x20 && c != 0x7f) || c == '\n', "byte %02x at %zu", c, i);
    }
    /* C1 controls, bidi overrides and isolates, the byte order mark. */
    static const char *const never[] = {"\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xef\xbb\xbf"};
    for (int i = 0; i < COUNT_OF(never); i++) {
        ck_assert_ptr_null(strstr(text, never[i]));
    }
    ck_assert_ptr_nonnull(strstr(text, "\\x1B[31mred"));
    ck_assert_ptr_nonnull(strstr(text, "\xf0\x9f\x98\x80 end"));
    free(text);
}
END_TEST

START_TEST(a_run_that_sent_no_case_is_one_sentence)
{
    struct hp_summary summary = sample_summary();
    struct hp_report_style style = {0};
    size_t length = 0;
    summary.totals = (struct hp_tally){0};
    summary.group_count = 0;
    summary.outcome = HP_OUTCOME_INCONCLUSIVE;
    summary.outcome_reason = "cannot reach http://127.0.0.1:8080: Connection refused";
    char *text = render("text", &summary, &style, &length);
    const char *end = "\ninconclusive: cannot reach http://127.0.0.1:8080: Connection refused\n";
    ck_assert_uint_gt(length, strlen(end));
    ck_assert_str_eq(text + length - strlen(end), end);
    ck_assert_ptr_null(strstr(text, "family"));
    free(text);
}
END_TEST

START_TEST(coverage_of_nearly_everything_is_not_shown_as_all)
{
    struct hp_summary summary = sample_conformant();
    struct hp_report_style style = {0};
    size_t length = 0;
    summary.coverage.t2 = (struct hp_coverage_count){999999, 1000000};
    summary.coverage.t3 = (struct hp_coverage_count){0, 0};
    char *text = render("text", &summary, &style, &length);
    ck_assert_ptr_nonnull(strstr(text, " 99.9 % of pairs"));
    ck_assert_ptr_nonnull(strstr(text, " 100 % of triplets"));
    free(text);
}
END_TEST

/* A row whose point is a megabyte of header fields must not flood the terminal. */
START_TEST(no_line_is_longer_than_a_few_screens)
{
    static char curl[1024 * 1024];
    memset(curl, 'c', sizeof(curl) - 1);
    struct hp_summary summary = sample_summary();
    struct hp_report_style style = {0};
    size_t length = 0;
    sample_groups[0].curl = curl;
    char *text = render("text", &summary, &style, &length);
    ck_assert_uint_lt(length, 64 * 1024);
    free(text);
}
END_TEST

START_TEST(a_stream_that_takes_nothing_is_an_error)
{
    struct hp_summary summary = sample_summary();
    struct hp_report_style style = {0};
    struct hp_error error = {0};
    FILE *stream = fopen("/dev/full", "wb");
    ck_assert_ptr_nonnull(stream);
    setvbuf(stream, NULL, _IONBF, 0);
    for (size_t i = 0; i < hp_report_format_count; i++) {
        error = (struct hp_error){0};
        ck_assert_int_eq(hp_report_formats[i].write(&summary, &style, stream, &error), HP_ERR_IO);
        ck_assert_msg(strstr(error.text, "could not be written") != NULL, "%s", error.text);
    }
    (void)fclose(stream);
}
END_TEST

START_TEST(formats_are_found_by_name)
{
    for (size_t i = 0; i < hp_report_format_count; i++) {
        ck_assert_ptr_eq(hp_report_find(hp_report_formats[i].name), &hp_report_formats[i]);
        ck_assert_uint_gt(strlen(hp_report_formats[i].title), 5);
        ck_assert_uint_gt(strlen(hp_report_formats[i].file_name), 5);
    }
    ck_assert_ptr_nonnull(hp_report_find("text"));
    ck_assert_ptr_nonnull(hp_report_find("json"));
    ck_assert_ptr_nonnull(hp_report_find("junit"));
    ck_assert_ptr_null(hp_report_find("Text"));
    ck_assert_ptr_null(hp_report_find(""));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_text");
    TCase *tests = tcase_create("text");
    tcase_add_loop_test(tests, the_text_is_the_golden_one, 0, COUNT_OF(reports));
    tcase_add_loop_test(tests, the_table_fits_the_terminal, 0, 12);
    tcase_add_test(tests, no_control_character_reaches_the_terminal);
    tcase_add_test(tests, a_run_that_sent_no_case_is_one_sentence);
    tcase_add_test(tests, coverage_of_nearly_everything_is_not_shown_as_all);
    tcase_add_test(tests, no_line_is_longer_than_a_few_screens);
    tcase_add_test(tests, a_stream_that_takes_nothing_is_an_error);
    tcase_add_test(tests, formats_are_found_by_name);
    suite_add_tcase(suite, tests);
    return suite;
}
