/* Encoding: exact bytes, round trips, and nothing but valid JSON out of any bytes. */
#include <string.h>

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "harness/base/limits.h"
#include "harness/base/rng.h"
#include "harness/json/encode.h"
#include "tests/support/suite_main.h"

static struct hp_arena arena;
static struct hp_buf buf;

static void set_up(void)
{
    hp_arena_init(&arena, (size_t)1 << 28);
    hp_buf_init(&buf, (size_t)1 << 24);
}

static void tear_down(void)
{
    hp_buf_deinit(&buf);
    hp_arena_deinit(&arena);
}

static const struct hp_json *parse(struct hp_slice text)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, text, NULL, &scan, &root), HP_OK);
    ck_assert_msg(root != NULL, "%.*s: offset %zu: want %s", (int)text.len, text.at, scan.offset,
                  scan.want);
    return root;
}

static void assert_view(struct hp_slice want)
{
    struct hp_slice have = hp_buf_view(&buf);
    ck_assert_msg(hp_slice_equal(have, want), "%.*s, not %.*s", (int)have.len, have.at,
                  (int)want.len, want.at);
}

struct string_row {
    struct hp_slice bytes;
    const char *want;
};

static const struct string_row strings[] = {
    {HP_SLICE_INIT(""), "\"\""},
    {HP_SLICE_INIT("abc"), "\"abc\""},
    {HP_SLICE_INIT("/~'<>&"), "\"/~'<>&\""},
    {HP_SLICE_INIT("\"\\"), "\"\\\"\\\\\""},
    {HP_SLICE_INIT("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\""},
    {HP_SLICE_INIT("\x01\x0b\x1f\x7f"), "\"\\u0001\\u000b\\u001f\x7f\""},
    {HP_SLICE_INIT("a\0b"), "\"a\\u0000b\""},
    {HP_SLICE_INIT("a\xc0\x80z"), "\"a\\u0000z\""},
    {HP_SLICE_INIT("\xed\xa0\x80"), "\"\\ud800\""},
    {HP_SLICE_INIT("\xed\xbf\xbf."), "\"\\udfff.\""},
    {HP_SLICE_INIT("\xed\x9f\xbf"), "\"\xed\x9f\xbf\""},
    {HP_SLICE_INIT("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
     "\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\""},
    {HP_SLICE_INIT("\xff"), "\"\xef\xbf\xbd\""},
    {HP_SLICE_INIT("\x80\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\""},
    {HP_SLICE_INIT("caf\xe9"), "\"caf\xef\xbf\xbd\""},
    {HP_SLICE_INIT("\xe9 x"), "\"\xef\xbf\xbd x\""},
    {HP_SLICE_INIT("\xe2\x82"), "\"\xef\xbf\xbd\""},
    {HP_SLICE_INIT("\xf0\x9f\x98\""), "\"\xef\xbf\xbd\\\"\""},
    {HP_SLICE_INIT("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\""},
    {HP_SLICE_INIT("\xc0"), "\"\xef\xbf\xbd\""},
    {HP_SLICE_INIT("\xed\xa0"), "\"\xef\xbf\xbd\xef\xbf\xbd\""},
    {HP_SLICE_INIT("\xf4\x90\x80\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
    {HP_SLICE_INIT("\xf4\x8f\xbf\xbf"), "\"\xf4\x8f\xbf\xbf\""},
};

START_TEST(string_is_escaped_exactly)
{
    hp_json_encode_string(&buf, strings[_i].bytes);
    assert_view(hp_slice_of(strings[_i].want));
    ck_assert(hp_json_is(parse(hp_buf_view(&buf)), HP_JSON_STRING));
}
END_TEST

/* Room of exactly the told size; what is behind it stays. */
static void assert_put(struct hp_slice text, struct hp_slice want)
{
    size_t bytes = hp_json_string_bytes(text);
    ck_assert_uint_eq(bytes, want.len);
    char *out = hp_arena_take(&arena, bytes + 1);
    ck_assert_ptr_nonnull(out);
    out[bytes] = '#';
    ck_assert_ptr_eq(hp_json_put_string(out, text), out + bytes);
    ck_assert(hp_slice_equal((struct hp_slice){out, bytes}, want));
    ck_assert_int_eq(out[bytes], '#');
}

START_TEST(string_is_put_where_room_is_known)
{
    assert_put(strings[_i].bytes, hp_slice_of(strings[_i].want));
}
END_TEST

/* Every length that is copied in another way, without and with one byte that is not plain. */
START_TEST(string_of_any_length_is_escaped_where_it_has_to_be)
{
    char text[80];
    for (size_t length = 0; length <= sizeof(text); length++) {
        for (size_t odd = 0; odd <= length; odd++) {
            memset(text, 'a', sizeof(text));
            struct hp_slice whole = {text, length};
            if (odd < length) {
                text[odd] = '\n';
            }
            hp_buf_clear(&buf);
            hp_json_encode_string(&buf, whole);
            ck_assert_uint_eq(buf.length, length + 2 + (odd < length));
            ck_assert(hp_slice_equal(hp_json_string(parse(hp_buf_view(&buf))), whole));
            assert_put(whole, hp_buf_view(&buf));
            hp_arena_reset(&arena);
        }
    }
}
END_TEST

START_TEST(name_has_its_colon)
{
    hp_json_encode_name(&buf, HP_SLICE("a\"b"));
    assert_view(HP_SLICE("\"a\\\"b\":"));
}
END_TEST

/* What came out of the encoder is valid whatever went in, and means what it did before once it is
 * valid. */
START_TEST(any_bytes_make_a_valid_string)
{
    struct hp_rng rng;
    hp_rng_init(&rng, 1, HP_SLICE("bytes"));
    static const unsigned char alphabet[] = {0x00, 0x41, 0x22, 0x5C, 0x80, 0x9F, 0xA0, 0xBF, 0xC0,
                                             0xC3, 0xE0, 0xE2, 0xED, 0xEF, 0xF0, 0xF4, 0xFF, 0x1F};
    for (int i = 0; i < 50000; i++) {
        char bytes[12];
        size_t length = hp_rng_below(&rng, sizeof(bytes) + 1);
        for (size_t k = 0; k < length; k++) {
            bytes[k] = (char)alphabet[hp_rng_below(&rng, sizeof(alphabet))];
        }
        hp_buf_clear(&buf);
        hp_json_encode_string(&buf, (struct hp_slice){bytes, length});
        assert_put((struct hp_slice){bytes, length}, hp_buf_view(&buf));
        const struct hp_json *value = parse(hp_buf_view(&buf));
        struct hp_slice first = hp_arena_copy(&arena, hp_buf_view(&buf));
        hp_buf_clear(&buf);
        hp_json_encode(&buf, value);
        /* a pair that stood as two halves comes back as one character, once and for all */
        if (hp_slice_find(first, HP_SLICE("\\ud")) == first.len) {
            assert_view(first);
        }
        ck_assert(hp_json_equal(parse(hp_buf_view(&buf)), value));
        hp_arena_reset(&arena);
    }
}
END_TEST

struct text_row {
    const char *text;
    const char *compact; /* NULL: as text */
};

static const struct text_row texts[] = {
    {"null", NULL},
    {"true", NULL},
    {"false", NULL},
    {"-0.0", NULL},
    {"1E+400", NULL},
    {"123456789012345678901234567890.10", NULL},
    {"\"\"", NULL},
    {"[]", NULL},
    {"{}", NULL},
    {" [ ] ", "[]"},
    {"[1,[2,[]],{\"a\":{}},\"x\"]", NULL},
    {"{\"b\":1,\"a\":[true,null],\"b\":2}", NULL},
    {"{\"\":{\"\":\"\"}}", NULL},
    {"[\"\\u0041\\/\\u000A\"]", "[\"A/\\n\"]"},
    {"{\"\\u0000\":\"\\ud800\"}", NULL},
    {"[\"\\uD83D\\uDE00\"]", "[\"\xf0\x9f\x98\x80\"]"},
    {"{\n  \"a\" : [ 1 , 2 ]\n}", "{\"a\":[1,2]}"},
};

START_TEST(parse_and_encode_give_the_compact_form)
{
    const struct text_row *row = &texts[_i];
    const struct hp_json *root = parse(hp_slice_of(row->text));
    hp_json_encode(&buf, root);
    assert_view(hp_slice_of(row->compact == NULL ? row->text : row->compact));
    struct hp_slice first = hp_arena_copy(&arena, hp_buf_view(&buf));
    const struct hp_json *again = parse(first);
    ck_assert(hp_json_equal(root, again));
    hp_buf_clear(&buf);
    hp_json_encode(&buf, again);
    assert_view(first);
}
END_TEST

START_TEST(pretty_form_means_the_same)
{
    const struct hp_json *root = parse(hp_slice_of(texts[_i].text));
    hp_json_encode_pretty(&buf, root);
    struct hp_slice first = hp_arena_copy(&arena, hp_buf_view(&buf));
    const struct hp_json *again = parse(first);
    ck_assert(hp_json_equal(root, again));
    hp_buf_clear(&buf);
    hp_json_encode_pretty(&buf, again);
    assert_view(first);
}
END_TEST

START_TEST(pretty_form_has_two_blanks_a_level)
{
    hp_json_encode_pretty(&buf, parse(HP_SLICE("{\"a\":[1,{\"b\":[]}],\"c\":{},\"d\":\"e\"}")));
    assert_view(HP_SLICE("{\n"
                         "  \"a\": [\n"
                         "    1,\n"
                         "    {\n"
                         "      \"b\": []\n"
                         "    }\n"
                         "  ],\n"
                         "  \"c\": {},\n"
                         "  \"d\": \"e\"\n"
                         "}"));
}
END_TEST

START_TEST(part_of_a_tree_is_written_without_its_siblings)
{
    const struct hp_json *root = parse(HP_SLICE("{\"a\":[1,[2,3],4],\"b\":5}"));
    const struct hp_json *array = hp_json_member(root, HP_SLICE("a"));
    hp_json_encode(&buf, array);
    hp_buf_char(&buf, ' ');
    hp_json_encode(&buf, hp_json_first(array));
    hp_buf_char(&buf, ' ');
    hp_json_encode(&buf, hp_json_next(hp_json_first(array)));
    assert_view(HP_SLICE("[1,[2,3],4] 1 [2,3]"));
}
END_TEST

START_TEST(the_deepest_tree_is_written)
{
    char text[2 * HP_JSON_DEPTH_MAX];
    memset(text, '[', HP_JSON_DEPTH_MAX);
    memset(text + HP_JSON_DEPTH_MAX, ']', HP_JSON_DEPTH_MAX);
    hp_json_encode(&buf, parse((struct hp_slice){text, sizeof(text)}));
    assert_view((struct hp_slice){text, sizeof(text)});
}
END_TEST

START_TEST(a_full_buffer_is_a_failed_buffer)
{
    struct hp_buf text;
    hp_buf_init(&text, 1000);
    hp_buf_text(&text, "{\"name\":[1,\"two\",{\"three\":null}],\"long\":\"");
    hp_buf_repeat(&text, 'x', 300);
    hp_buf_text(&text, "\",\"end\":[true,{}]}");
    const struct hp_json *root = parse(hp_buf_view(&text));
    for (size_t room = 300; room <= text.length; room++) {
        struct hp_buf small;
        hp_buf_init(&small, room);
        hp_json_encode(&small, root);
        ck_assert_msg(small.failed == (room < text.length), "%zu", room);
        hp_buf_deinit(&small);
    }
    hp_buf_deinit(&text);
    struct hp_buf none;
    hp_buf_init(&none, 1000);
    hp_alloc_fail_at(1);
    hp_json_encode(&none, root);
    hp_alloc_fail_at(0);
    ck_assert(none.failed);
    hp_buf_deinit(&none);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Far more than any test needs, since a loaded machine or a sanitizer is slow. */
enum { TIMEOUT_S = 60 };

Suite *hp_suite(void)
{
    Suite *suite = suite_create("json_encode");
    TCase *string_case = tcase_create("strings");
    tcase_set_timeout(string_case, TIMEOUT_S);
    tcase_add_checked_fixture(string_case, set_up, tear_down);
    tcase_add_loop_test(string_case, string_is_escaped_exactly, 0, ROWS(strings));
    tcase_add_loop_test(string_case, string_is_put_where_room_is_known, 0, ROWS(strings));
    tcase_add_test(string_case, string_of_any_length_is_escaped_where_it_has_to_be);
    tcase_add_test(string_case, name_has_its_colon);
    tcase_add_test(string_case, any_bytes_make_a_valid_string);
    suite_add_tcase(suite, string_case);
    TCase *values = tcase_create("values");
    tcase_set_timeout(values, TIMEOUT_S);
    tcase_add_checked_fixture(values, set_up, tear_down);
    tcase_add_loop_test(values, parse_and_encode_give_the_compact_form, 0, ROWS(texts));
    tcase_add_loop_test(values, pretty_form_means_the_same, 0, ROWS(texts));
    tcase_add_test(values, pretty_form_has_two_blanks_a_level);
    tcase_add_test(values, part_of_a_tree_is_written_without_its_siblings);
    tcase_add_test(values, the_deepest_tree_is_written);
    tcase_add_test(values, a_full_buffer_is_a_failed_buffer);
    suite_add_tcase(suite, values);
    return suite;
}
