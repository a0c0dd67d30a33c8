/* Trees: exact strings, names and numbers, and what happens without memory. */
#include <stdio.h>
#include <string.h>

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "harness/base/limits.h"
#include "harness/json/tree.h"
#include "tests/support/suite_main.h"
#include "tests/unit/json_fixture.h"

START_TEST(every_type_has_its_accessor)
{
    const struct hp_json *root = parse(
        HP_SLICE("{\"n\":null,\"t\":true,\"f\":false,\"i\":-12.50e1,\"s\":\"x\",\"a\":[1],\"o\":"
                 "{\"k\":2}}"));
    ck_assert_int_eq(hp_json_type(root), HP_JSON_OBJECT);
    ck_assert_uint_eq(hp_json_size(root), 7);
    ck_assert_int_eq(hp_json_type(hp_json_member(root, HP_SLICE("n"))), HP_JSON_NULL);
    ck_assert_int_eq(hp_json_type(hp_json_member(root, HP_SLICE("t"))), HP_JSON_BOOLEAN);
    ck_assert(hp_json_boolean(hp_json_member(root, HP_SLICE("t"))));
    ck_assert(!hp_json_boolean(hp_json_member(root, HP_SLICE("f"))));
    ck_assert_int_eq(hp_json_type(hp_json_member(root, HP_SLICE("f"))), HP_JSON_BOOLEAN);
    assert_slice(hp_json_number(hp_json_member(root, HP_SLICE("i"))), HP_SLICE("-12.50e1"));
    assert_slice(hp_json_string(hp_json_member(root, HP_SLICE("s"))), HP_SLICE("x"));
    ck_assert_int_eq(hp_json_type(hp_json_member(root, HP_SLICE("a"))), HP_JSON_ARRAY);
    const struct hp_json *o = hp_json_member(root, HP_SLICE("o"));
    assert_slice(hp_json_name(o), HP_SLICE("o"));
    assert_slice(hp_json_name(hp_json_first(o)), HP_SLICE("k"));
    ck_assert_ptr_null(hp_json_next(o));
    ck_assert_str_eq(hp_json_type_name(HP_JSON_BOOLEAN), "boolean");
    ck_assert_str_eq(hp_json_type_name(HP_JSON_OBJECT), "object");
}
END_TEST

START_TEST(no_value_and_a_wrong_type_give_nothing)
{
    const struct hp_json *root = parse(HP_SLICE("[\"s\",5,true,{}]"));
    const struct hp_json *s = hp_json_first(root);
    ck_assert_ptr_null(hp_json_number(s).at);
    ck_assert(!hp_json_boolean(s));
    ck_assert_ptr_null(hp_json_first(s));
    ck_assert_uint_eq(hp_json_size(s), 0);
    ck_assert_ptr_null(hp_json_member(s, HP_SLICE("")));
    ck_assert_uint_eq(hp_json_member_count(s, HP_SLICE("")), 0);
    ck_assert_uint_eq(hp_json_string(hp_json_next(s)).len, 0);
    ck_assert_ptr_null(hp_json_string(root).at);
    ck_assert_ptr_null(hp_json_name(s).at);
    ck_assert_ptr_null(hp_json_member(root, HP_SLICE("")));
    ck_assert(!hp_json_is(NULL, HP_JSON_NULL));
    ck_assert_ptr_null(hp_json_string(NULL).at);
    ck_assert_ptr_null(hp_json_number(NULL).at);
    ck_assert(!hp_json_boolean(NULL));
    ck_assert_ptr_null(hp_json_name(NULL).at);
    ck_assert_ptr_null(hp_json_first(NULL));
    ck_assert_ptr_null(hp_json_next(NULL));
    ck_assert_uint_eq(hp_json_size(NULL), 0);
    ck_assert_ptr_null(hp_json_member(NULL, HP_SLICE("a")));
    ck_assert_uint_eq(hp_json_member_count(NULL, HP_SLICE("a")), 0);
    ck_assert(!hp_json_equal(NULL, root) && !hp_json_equal(root, NULL));
}
END_TEST

struct string_row {
    struct hp_slice text; /* a JSON string */
    struct hp_slice want; /* its bytes in the forms of tree.h */
};

static const struct string_row strings[] = {
    {HP_SLICE_INIT("\"\""), HP_SLICE_INIT("")},
    {HP_SLICE_INIT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), HP_SLICE_INIT("\"\\/\b\f\n\r\t")},
    {HP_SLICE_INIT("\"\\u0041\\u00e9\\u20AC\""), HP_SLICE_INIT("A\xc3\xa9\xe2\x82\xac")},
    {HP_SLICE_INIT("\"\xc3\xa9\xf0\x9f\x98\x80\""), HP_SLICE_INIT("\xc3\xa9\xf0\x9f\x98\x80")},
    {HP_SLICE_INIT("\"\\ud83d\\uDE00\""), HP_SLICE_INIT("\xf0\x9f\x98\x80")},
    {HP_SLICE_INIT("\"\\uDBFF\\uDFFF\""), HP_SLICE_INIT("\xf4\x8f\xbf\xbf")},
    {HP_SLICE_INIT("\"\\u0000\""), HP_SLICE_INIT("\xc0\x80")},
    {HP_SLICE_INIT("\"a\\u0000b\\u0000\""), HP_SLICE_INIT("a\xc0\x80"
                                                          "b\xc0\x80")},
    {HP_SLICE_INIT("\"\\\\u0000\""), HP_SLICE_INIT("\\u0000")},
    {HP_SLICE_INIT("\"\\\\u0000\\u0000\""), HP_SLICE_INIT("\\u0000\xc0\x80")},
    {HP_SLICE_INIT("\"\\\\\\u0000\""), HP_SLICE_INIT("\\\xc0\x80")},
    {HP_SLICE_INIT("\"\\\"\\u0000\\\"\""), HP_SLICE_INIT("\"\xc0\x80\"")},
    {HP_SLICE_INIT("\"\\u0001\\u0000\\u000f\""), HP_SLICE_INIT("\x01\xc0\x80\x0f")},
    {HP_SLICE_INIT("\"\\uD800\""), HP_SLICE_INIT("\xed\xa0\x80")},
    {HP_SLICE_INIT("\"\\uDFFF\""), HP_SLICE_INIT("\xed\xbf\xbf")},
    {HP_SLICE_INIT("\"\\udbff\\ud800\\udc00\""), HP_SLICE_INIT("\xed\xaf\xbf\xf0\x90\x80\x80")},
    {HP_SLICE_INIT("\"\\uD800\\uDC00\\uDC00\""), HP_SLICE_INIT("\xf0\x90\x80\x80\xed\xb0\x80")},
    {HP_SLICE_INIT("\"\\uDC00\\uD800\""), HP_SLICE_INIT("\xed\xb0\x80\xed\xa0\x80")},
    {HP_SLICE_INIT("\"\\uD83Dx\\uDE00\""), HP_SLICE_INIT("\xed\xa0\xbdx\xed\xb8\x80")},
    {HP_SLICE_INIT("\"\\uD800\\\\uDC00\""), HP_SLICE_INIT("\xed\xa0\x80\\uDC00")},
    {HP_SLICE_INIT("\"\\uD800\\u0000\\n\""), HP_SLICE_INIT("\xed\xa0\x80\xc0\x80\n")},
    {HP_SLICE_INIT("\"\\uFFFF\""), HP_SLICE_INIT("\xef\xbf\xbf")},
};

START_TEST(string_has_exactly_these_bytes)
{
    assert_slice(hp_json_string(parse(strings[_i].text)), strings[_i].want);
}
END_TEST

START_TEST(name_has_exactly_these_bytes)
{
    char text[128];
    int length =
        snprintf(text, sizeof(text), "{%.*s:[7]}", (int)strings[_i].text.len, strings[_i].text.at);
    const struct hp_json *root = parse((struct hp_slice){text, (size_t)length});
    assert_slice(hp_json_name(hp_json_first(root)), strings[_i].want);
    ck_assert_ptr_eq(hp_json_member(root, strings[_i].want), hp_json_first(root));
    const struct hp_json *seven = hp_json_first(hp_json_first(root));
    assert_slice(hp_json_number(seven), HP_SLICE("7"));
}
END_TEST

START_TEST(numbers_keep_their_source_text)
{
    static const char *const numbers[] = {
        "0",
        "-0",
        "1.0",
        "1e400",
        "-1E+05",
        "0.1",
        "9007199254740993",
        "3.0000000000000000000001",
        "1234567890123456789012345678901234567890123456789012345678901234567890",
        "-0.00000000000000000000000000000000000000000000000000000000000000000000001e+10",
    };
    struct hp_buf buf;
    hp_buf_init(&buf, 1 << 20);
    /* each one twice, among strings and names that hold digits */
    hp_buf_text(&buf, "[\"1\",{\"2\\\"3\":\"-4\\\\\"}");
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        hp_buf_printf(&buf, " , %s,{\"5\":%s}", numbers[i], numbers[i]);
    }
    hp_buf_text(&buf, "]");
    const struct hp_json *at = hp_json_next(hp_json_first(parse(hp_buf_view(&buf))));
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        at = hp_json_next(at);
        assert_slice(hp_json_number(at), hp_slice_of(numbers[i]));
        at = hp_json_next(at);
        assert_slice(hp_json_number(hp_json_first(at)), hp_slice_of(numbers[i]));
    }
    hp_buf_deinit(&buf);
}
END_TEST

/* The borders of cJSON's own buffer for a number. */
START_TEST(numbers_of_every_length_are_whole)
{
    char text[130];
    for (size_t length = 1; length < sizeof(text) - 2; length++) {
        memset(text + 1, '7', length);
        text[0] = '[';
        text[length + 1] = ']';
        if (_i == 1 && length > 2) {
            text[length - 1] = 'e';
        }
        const struct hp_json *array = parse((struct hp_slice){text, length + 2});
        assert_slice(hp_json_number(hp_json_first(array)), (struct hp_slice){text + 1, length});
        ck_assert_uint_eq(scan.number_bytes_max, length);
    }
}
END_TEST

START_TEST(a_byte_order_mark_is_skipped)
{
    const struct hp_json *root = parse(HP_SLICE("\xef\xbb\xbf{\"a\":12}"));
    ck_assert_uint_eq(scan.traits, HP_JSON_BOM);
    assert_slice(hp_json_number(hp_json_member(root, HP_SLICE("a"))), HP_SLICE("12"));
    root = parse(HP_SLICE("\xef\xbb\xbf\"\\u0000\""));
    assert_slice(hp_json_string(root), HP_SLICE("\xc0\x80"));
}
END_TEST

START_TEST(a_wrong_text_is_an_answer)
{
    const struct hp_json *root = parse(HP_SLICE("1"));
    ck_assert_int_eq(hp_json_parse(&arena, HP_SLICE("[1,]"), NULL, &scan, &root), HP_OK);
    ck_assert_ptr_null(root);
    ck_assert_int_eq(scan.fault, HP_JSON_SYNTAX);
    ck_assert_uint_eq(scan.offset, 3);
}
END_TEST

START_TEST(the_deepest_text_is_built)
{
    char text[2 * HP_JSON_DEPTH_MAX];
    memset(text, '[', HP_JSON_DEPTH_MAX);
    memset(text + HP_JSON_DEPTH_MAX, ']', HP_JSON_DEPTH_MAX);
    const struct hp_json *root = parse((struct hp_slice){text, sizeof(text)});
    size_t levels = 0;
    for (const struct hp_json *at = root; at != NULL; at = hp_json_first(at)) {
        levels++;
    }
    ck_assert_uint_eq(levels, HP_JSON_DEPTH_MAX);
    ck_assert(hp_json_equal(root, parse((struct hp_slice){text, sizeof(text)})));
}
END_TEST

/* The text may go away: a value lives in the arena alone. */
START_TEST(a_tree_does_not_need_its_text)
{
    char text[] = "{\"name\":[12.5,\"string\"]}";
    const struct hp_json *root = parse(hp_slice_of(text));
    memset(text, 'x', sizeof(text));
    const struct hp_json *array = hp_json_member(root, HP_SLICE("name"));
    assert_slice(hp_json_number(hp_json_first(array)), HP_SLICE("12.5"));
    assert_slice(hp_json_string(hp_json_next(hp_json_first(array))), HP_SLICE("string"));
}
END_TEST

/* A text that needs every kind of allocation: a rewrite, items, numbers, an index and its scratch,
 * and several blocks of the arena. */
static void write_demanding(struct hp_buf *buf)
{
    hp_buf_text(buf, "{\"nul\":\"\\u0000\",\"long\":\"");
    hp_buf_repeat(buf, 'x', 100000);
    hp_buf_text(buf, "\",\"big\":");
    write_object(buf, "name", 3000, 1);
    hp_buf_text(buf, ",\"numbers\":[");
    for (int i = 0; i < 20000; i++) {
        hp_buf_printf(buf, "%d,", i);
    }
    hp_buf_text(buf, "0]}");
}

START_TEST(a_refused_allocation_is_reported_whichever_it_is)
{
    struct hp_buf buf;
    hp_buf_init(&buf, 1 << 22);
    write_demanding(&buf);
    enum hp_status status = HP_ERR_NOMEM;
    uint64_t n = 0;
    while (status != HP_OK) {
        hp_arena_deinit(&arena);
        hp_arena_init(&arena, (size_t)1 << 30);
        n++;
        hp_alloc_fail_at(n);
        const struct hp_json *root = NULL;
        status = hp_json_parse(&arena, hp_buf_view(&buf), NULL, &scan, &root);
        hp_alloc_fail_at(0);
        ck_assert(status == HP_OK || status == HP_ERR_NOMEM);
        ck_assert_int_eq(root != NULL, status == HP_OK);
        ck_assert_int_eq(scan.fault, HP_JSON_OK);
        ck_assert_uint_lt(n, 1000);
    }
    ck_assert_uint_gt(n, 20); /* so many were refused, one by one */
    hp_buf_deinit(&buf);
}
END_TEST

START_TEST(an_arena_that_is_too_small_is_reported)
{
    struct hp_buf buf;
    hp_buf_init(&buf, 1 << 22);
    write_demanding(&buf);
    const struct hp_json *root = NULL;
    size_t enough = (size_t)1 << 23;
    for (size_t bytes = 0; bytes < enough; bytes += 100000) {
        hp_arena_deinit(&arena);
        hp_arena_init(&arena, bytes);
        enum hp_status status = hp_json_parse(&arena, hp_buf_view(&buf), NULL, &scan, &root);
        ck_assert(status == (root == NULL ? HP_ERR_NOMEM : HP_OK));
        ck_assert(bytes > 0 || root == NULL);
    }
    ck_assert_ptr_nonnull(root);
    hp_buf_deinit(&buf);
}
END_TEST

/* After the first case an ordinary one costs no allocation at all. */
START_TEST(a_steady_run_allocates_nothing)
{
    parse(HP_SLICE("{\"a\":[1,2,\"x\"]}"));
    hp_alloc_fail_at(0);
    for (int i = 0; i < 1000; i++) {
        hp_arena_reset(&arena);
        parse(HP_SLICE("{\"a\":[1,2,\"x\"],\"b\":\"\\u0000\"}"));
    }
    ck_assert_uint_eq(hp_alloc_calls(), 0);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Far more than any test needs, since a loaded machine or a sanitizer is slow. */
enum { TIMEOUT_S = 60 };

Suite *hp_suite(void)
{
    Suite *suite = suite_create("json_tree");
    TCase *content = tcase_create("content");
    tcase_set_timeout(content, TIMEOUT_S);
    tcase_add_checked_fixture(content, set_up, tear_down);
    tcase_add_test(content, every_type_has_its_accessor);
    tcase_add_test(content, no_value_and_a_wrong_type_give_nothing);
    tcase_add_loop_test(content, string_has_exactly_these_bytes, 0, ROWS(strings));
    tcase_add_loop_test(content, name_has_exactly_these_bytes, 0, ROWS(strings));
    tcase_add_test(content, numbers_keep_their_source_text);
    tcase_add_loop_test(content, numbers_of_every_length_are_whole, 0, 2);
    tcase_add_test(content, a_byte_order_mark_is_skipped);
    tcase_add_test(content, a_wrong_text_is_an_answer);
    tcase_add_test(content, the_deepest_text_is_built);
    tcase_add_test(content, a_tree_does_not_need_its_text);
    suite_add_tcase(suite, content);
    TCase *memory = tcase_create("memory");
    tcase_set_timeout(memory, TIMEOUT_S);
    tcase_add_checked_fixture(memory, set_up, tear_down);
    tcase_add_test(memory, a_refused_allocation_is_reported_whichever_it_is);
    tcase_add_test(memory, an_arena_that_is_too_small_is_reported);
    tcase_add_test(memory, a_steady_run_allocates_nothing);
    suite_add_tcase(suite, memory);
    return suite;
}
