/* A stranger's text on a terminal. */
#include "reports/member.h"
#include "reports/shown.h"

#include "harness/base/message.h"
#include "tests/unit/reports_fixture.h"

static struct hp_buf out;

static void set_up(void)
{
    hp_buf_init(&out, 64 * 1024);
}

static void tear_down(void)
{
    hp_buf_deinit(&out);
}

#define TEXT(literal) HP_SLICE_INIT(literal)
static const struct {
    struct hp_slice text;
    const char *shown;
} table[] = {
    {TEXT(""), ""},
    {TEXT("plain {\"json\":[1]}"), "plain {\"json\":[1]}"},
    {TEXT("a\\nb"), "a\\nb"}, /* backslashes stay single */
    {TEXT("a\nb\r\t"), "a\\nb\\r\\t"},
    {TEXT("a\0b"), "a\\x00b"},
    {TEXT("\x1b[2J"), "\\x1B[2J"},
    {TEXT("\x7f"), "\\x7F"},
    {TEXT("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
     "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
    {TEXT("\xff\xc3"), "\\xFF\\xC3"},
    {TEXT("\xc0\x80"), "\\xC0\\x80"},
    {TEXT("\xed\xa0\x80"), "\\xED\\xA0\\x80"},
    {TEXT("\xe2\x80\xae"), "\\u{202E}"},
    {TEXT("\xc2\x9b"), "\\u{009B}"},
    {TEXT("\xef\xbf\xbf"), "\\u{FFFF}"},
    {TEXT("a ##[add-mask]b ##c ##"), "a ##\\x5Badd-mask]b ##c ##"},
};

START_TEST(text_is_made_visible)
{
    hp_shown(&out, table[_i].text, 1000);
    ck_assert_str_eq(hp_buf_cstr(&out), table[_i].shown);
}
END_TEST

START_TEST(a_long_text_is_cut_with_its_length)
{
    hp_shown(&out, HP_SLICE("0123456789"), 10);
    ck_assert_str_eq(hp_buf_cstr(&out), "0123456789");
    hp_buf_clear(&out);
    hp_shown(&out, HP_SLICE("0123456789x"), 10);
    ck_assert_str_eq(hp_buf_cstr(&out), "0123456789... (11 bytes in all)");
    hp_buf_clear(&out);
    hp_shown(&out, HP_SLICE("\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"), 4);
    ck_assert_str_eq(hp_buf_cstr(&out), "\xe2\x82\xac\xe2\x82\xac... (9 bytes in all)");
}
END_TEST

static const struct {
    uint64_t value;
    const char *shown;
} counts[] = {{0, "0"},
              {999, "999"},
              {1000, "1,000"},
              {1302, "1,302"},
              {12345678, "12,345,678"},
              {UINT64_MAX, "18,446,744,073,709,551,615"}};

START_TEST(a_count_has_its_thousands)
{
    hp_shown_count(&out, counts[_i].value);
    ck_assert_str_eq(hp_buf_cstr(&out), counts[_i].shown);
}
END_TEST

START_TEST(a_request_line_is_one_line)
{
    struct hp_request request = {.method = HP_SLICE("GE\nT"), .target = HP_SLICE("/a\r\nb")};
    hp_shown_request_line(&out, &request);
    ck_assert_str_eq(hp_buf_cstr(&out), "GE\\nT /a\\r\\nb");
}
END_TEST

START_TEST(a_string_of_json_hides_nothing_and_keeps_its_value)
{
    struct hp_slice text = HP_SLICE("\"a\x7f\xc2\x9b[2J\xe2\x80\xae\xf3\xa0\x80\x81 \xc3\xa9\n");
    hp_member_value(&out, text);
    ck_assert_str_eq(hp_buf_cstr(&out),
                     "\"\\\"a\\u007f\\u009b[2J\\u202e\\udb40\\udc01 \xc3\xa9\\n\"");
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 20);
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&out), NULL, &scan, &root), HP_OK);
    ck_assert(hp_slice_equal(hp_json_string(root), text));
    hp_arena_deinit(&arena);
    /* Behind what the buffer holds already. */
    hp_member_text(&out, "b", "\x7f");
    ck_assert_ptr_nonnull(strstr(hp_buf_cstr(&out), "\\n\",\"b\":\"\\u007f\""));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_shown");
    TCase *tests = tcase_create("shown");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, text_is_made_visible, 0, COUNT_OF(table));
    tcase_add_test(tests, a_long_text_is_cut_with_its_length);
    tcase_add_loop_test(tests, a_count_has_its_thousands, 0, COUNT_OF(counts));
    tcase_add_test(tests, a_request_line_is_one_line);
    tcase_add_test(tests, a_string_of_json_hides_nothing_and_keeps_its_value);
    suite_add_tcase(suite, tests);
    return suite;
}
