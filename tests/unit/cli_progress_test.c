/* The progress line: what it says, and that it never wraps. */
#include "harness/cli/progress.h"
#include "tests/support/suite_main.h"

static const struct {
    struct hp_progress progress;
    unsigned columns;
    const char *text;
} lines[] = {
    {{.done = 12, .total = 22973, .failures = 3, .per_second = 100},
     120,
     "12 of 22,973 cases, 3 failing, 3 min 49 s left, 100 a second"},
    {{.done = 12, .total = 22973, .failures = 3, .per_second = 100},
     61,
     "12 of 22,973 cases, 3 failing, 3 min 49 s left, 100 a second"},
    {{.done = 12, .total = 22973, .failures = 3, .per_second = 100},
     60,
     "12 of 22,973 cases, 3 failing, 3 min 49 s left"},
    {{.done = 12, .total = 22973, .failures = 3, .per_second = 100},
     40,
     "12 of 22,973 cases, 3 failing"},
    {{.done = 12, .total = 22973, .failures = 3, .per_second = 100}, 10, ""},
    {{.done = 0, .total = 10}, 80, "0 of 10 cases, 0 failing, 0 s left, 0 a second"},
    {{.done = 20, .total = 10, .per_second = 5},
     80,
     "20 of 10 cases, 0 failing, 0 s left, 5 a second"},
    {{.done = 1, .total = 7202, .per_second = 1},
     80,
     "1 of 7,202 cases, 0 failing, 2 h 00 min left, 1 a second"},
    {{.done = 9, .total = 9, .failures = 2, .shrinking = 17},
     80,
     "9 cases done, 2 failing, shrinking: 17 requests"},
    {{.done = 9, .total = 9, .failures = 2, .shrinking = 1},
     120,
     "9 cases done, 2 failing, shrinking: 1 request"},
    {{.done = 9, .total = 9, .failures = 2, .shrinking = 17}, 30, "9 cases done, 2 failing"},
    {{.done = UINT64_MAX, .total = UINT64_MAX, .failures = UINT64_MAX, .per_second = 1e300},
     500,
     "18,446,744,073,709,551,615 of 18,446,744,073,709,551,615 cases, "
     "18,446,744,073,709,551,615 failing, 0 s left, 1,000,000,000 a second"},
};

START_TEST(a_line_says_what_fits)
{
    char text[HP_PROGRESS_BYTES];
    hp_progress_text(&lines[_i].progress, lines[_i].columns, text);
    ck_assert_str_eq(text, lines[_i].text);
    ck_assert(text[0] == '\0' || strlen(text) < lines[_i].columns);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cli_progress");
    TCase *tests = tcase_create("progress");
    tcase_add_loop_test(tests, a_line_says_what_fits, 0, (int)(sizeof(lines) / sizeof(lines[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
