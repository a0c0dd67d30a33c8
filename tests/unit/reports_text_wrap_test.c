/* Long lines on a terminal: where they break, where the rest stands, and what is never broken. */
#include "reports/text_wrap.h"
#include "tests/support/suite_main.h"

static const struct {
    const char *what, *text, *wrapped;
} lines[] = {
    {"what fits is left alone", "    where     /webhook\n", "    where     /webhook\n"},
    {"a label's text hangs below itself",
     "    expected  any 4xx (the wrapper is closed twice here)\n",
     "    expected  any 4xx (the wrapper is\n              closed twice here)\n"},
    {"a label of nine letters, too", "    xxxxxxxxx any 4xx (the wrapper is closed twice here)\n",
     "    xxxxxxxxx any 4xx (the wrapper is\n              closed twice here)\n"},
    {"other lines are continued four columns in",
     "not judged: framing, framing-two (2 cases): in process\n",
     "not judged: framing, framing-two (2\n    cases): in process\n"},
    {"a line that ends at the last column is whole", "1234567890 1234567890 1234567890 1234567\n",
     "1234567890 1234567890 1234567890 1234567\n"},
    {"one column more is not", "1234567890 1234567890 1234567890 12345678\n",
     "1234567890 1234567890 1234567890\n    12345678\n"},
    {"a word that is longer than the line stays whole",
     "    seen      1 time, first in row@/webhook#instance~A_LONG_TYPE.CREATE\n",
     "    seen      1 time, first in\n              row@/webhook#instance~A_LONG_TYPE.CREATE\n"},
    {"a command is for copying",
     "    again     hookproof replay 'row@#x~A.B.C' 'http://127.0.0.1:8080'\n",
     "    again     hookproof replay 'row@#x~A.B.C' 'http://127.0.0.1:8080'\n"},
    {"so is a body", "    |         {\"webhook\": {\"operations\": [\"CREATE\"], \"name\": 1}}\n",
     "    |         {\"webhook\": {\"operations\": [\"CREATE\"], \"name\": 1}}\n"},
    {"a colour takes no room",
     "\033[31mfail\033[0m \033[1mrow-of-some-length\033[0m  The title of it\n",
     "\033[31mfail\033[0m \033[1mrow-of-some-length\033[0m  The title of it\n"},
    {"letters are counted, not octets",
     "\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251 "
     "1234567890 1234567890 1234567\n",
     "\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251 "
     "1234567890 1234567890 1234567\n"},
    {"no line begins with what a CI system takes for a command",
     "    actual    the body is xxxxxxxxxxxxxx ::error title=x::y\n",
     "    actual    the body is\n              xxxxxxxxxxxxxx ::error\n              title=x::y\n"},
    {"a text without a line feed at its end gets none", "a b", "a b"},
};

static void wrap(struct hp_buf *out, const char *text, unsigned width)
{
    hp_buf_init(out, 4096);
    hp_text_wrap(out, hp_slice_of(text), width);
}

START_TEST(a_long_line_breaks_where_it_can)
{
    struct hp_buf out;
    wrap(&out, lines[_i].text, 40);
    ck_assert_msg(strcmp(hp_buf_cstr(&out), lines[_i].wrapped) == 0, "%s:\n%s", lines[_i].what,
                  hp_buf_cstr(&out));
    hp_buf_deinit(&out);
}
END_TEST

/* A pipe has no width, and in so few columns nothing could be read. */
START_TEST(without_a_width_nothing_is_broken)
{
    static const unsigned widths[] = {0, 1, 39};
    struct hp_buf out;
    wrap(&out, lines[1].text, widths[_i]);
    ck_assert_str_eq(hp_buf_cstr(&out), lines[1].text);
    hp_buf_deinit(&out);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_text_wrap");
    TCase *tests = tcase_create("text_wrap");
    tcase_add_loop_test(tests, a_long_line_breaks_where_it_can, 0,
                        (int)(sizeof(lines) / sizeof(lines[0])));
    tcase_add_loop_test(tests, without_a_width_nothing_is_broken, 0, 3);
    suite_add_tcase(suite, tests);
    return suite;
}
