/* Trees: exact strings, names and numbers, duplicates, equality, and what happens without memory.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "harness/base/limits.h"
#include "harness/json/tree.h"
#include "tests/support/suite_main.h"

static struct hp_arena arena;
static struct hp_json_scan scan;

static void set_up(void)
{
    hp_json_setup();
    hp_arena_init(&arena, (size_t)1 << 30);
}

static void tear_down(void)
{
    hp_arena_deinit(&arena);
}

static const struct hp_json *parse(struct hp_slice text)
{
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, text, NULL, &scan, &root), HP_OK);
    ck_assert_msg(root != NULL, "offset %zu: want %s", scan.offset, scan.want);
    return root;
}

static void assert_slice(struct hp_slice have, struct hp_slice want)
{
    ck_assert_msg(hp_slice_equal(have, want), "'%.*s', not '%.*s'", (int)have.len, have.at,
                  (int)want.len, want.at);
}

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

START_TEST(member_names_are_exact)
{
    const struct hp_json *root =
        parse(HP_SLICE("{\"URL\":1,\"url\\u0000x\":2,\"urls\":3,\"ur\":4,\"\":5,\"\\u0075rl\":6}"));
    assert_slice(hp_json_number(hp_json_member(root, HP_SLICE("url"))), HP_SLICE("6"));
    assert_slice(hp_json_number(hp_json_member(root, HP_SLICE("URL"))), HP_SLICE("1"));
    assert_slice(hp_json_number(hp_json_member(root, HP_SLICE(""))), HP_SLICE("5"));
    assert_slice(hp_json_number(hp_json_member(root, HP_SLICE("url\xc0\x80x"))), HP_SLICE("2"));
    ck_assert_ptr_null(hp_json_member(root, HP_SLICE("Url")));
    ck_assert_ptr_null(hp_json_member(root, HP_SLICE("url\0x")));
    ck_assert_ptr_null(hp_json_member(root, HP_SLICE("url\0")));
    ck_assert_uint_eq(hp_json_member_count(root, HP_SLICE("url")), 1);
}
END_TEST

struct duplicate_row {
    struct hp_slice text;
    bool duplicate;
};

static const struct duplicate_row duplicates[] = {
    {HP_SLICE_INIT("{\"a\":1,\"b\":2}"), false},
    {HP_SLICE_INIT("{\"a\":1,\"a\":2}"), true},
    {HP_SLICE_INIT("{\"a\":1,\"b\":0,\"a\":1}"), true},
    {HP_SLICE_INIT("{\"a\":1,\"A\":2}"), false},
    {HP_SLICE_INIT("{\"a\":1,\"\\u0061\":2}"), true},
    {HP_SLICE_INIT("{\"\":1,\"\":2}"), true},
    {HP_SLICE_INIT("{\"a\\u0000b\":1,\"a\\u0000c\":2}"), false},
    {HP_SLICE_INIT("{\"a\\u0000b\":1,\"a\\u0000b\":2}"), true},
    {HP_SLICE_INIT("{\"\\ud800\":1,\"\\ud801\":2}"), false},
    {HP_SLICE_INIT("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}"), true},
    {HP_SLICE_INIT("{\"\xc3\xa9\":1,\"e\xcc\x81\":2}"), false},
    {HP_SLICE_INIT("{\"a\":{\"a\":{\"a\":1}}}"), false},
    {HP_SLICE_INIT("[{\"a\":1},{\"a\":1}]"), false},
    {HP_SLICE_INIT("[0,{\"x\":[{\"a\":1,\"a\":1}]}]"), true},
};

START_TEST(duplicate_names_are_seen_after_unescaping)
{
    parse(duplicates[_i].text);
    ck_assert_int_eq((scan.traits & HP_JSON_DUPLICATE) != 0, duplicates[_i].duplicate);
}
END_TEST

START_TEST(duplicates_are_all_kept_and_counted)
{
    const struct hp_json *root = parse(HP_SLICE("{\"a\":1,\"b\":2,\"\\u0061\":3,\"a\":4}"));
    ck_assert_uint_eq(hp_json_size(root), 4);
    ck_assert_uint_eq(hp_json_member_count(root, HP_SLICE("a")), 3);
    ck_assert_uint_eq(hp_json_member_count(root, HP_SLICE("b")), 1);
    ck_assert_uint_eq(hp_json_member_count(root, HP_SLICE("c")), 0);
    assert_slice(hp_json_number(hp_json_member(root, HP_SLICE("a"))), HP_SLICE("1"));
}
END_TEST

/* {"PREFIX0":0,"PREFIX1":1,...}; `order` 1 upwards, -1 downwards. */
static void write_object(struct hp_buf *buf, const char *prefix, size_t members, int order)
{
    hp_buf_char(buf, '{');
    for (size_t i = 0; i < members; i++) {
        size_t k = order > 0 ? i : members - 1 - i;
        hp_buf_printf(buf, "%s\"%s%zu\":%zu", i == 0 ? "" : ",", prefix, k, k);
    }
    hp_buf_char(buf, '}');
}

/* Around the size where an object gets an index, and around that of a whole machine word. */
START_TEST(objects_of_every_size_find_each_member)
{
    struct hp_buf buf;
    hp_buf_init(&buf, 1 << 20);
    for (size_t members = 0; members < 70; members++) {
        hp_buf_clear(&buf);
        write_object(&buf, _i == 0 ? "" : "a_long_prefix_", members, 1);
        const struct hp_json *root = parse(hp_buf_view(&buf));
        ck_assert_uint_eq(hp_json_size(root), members);
        ck_assert_uint_eq(scan.traits, 0);
        size_t k = 0;
        for (const struct hp_json *child = hp_json_first(root); child != NULL;
             child = hp_json_next(child), k++) {
            char name[32];
            (void)snprintf(name, sizeof(name), "%s%zu", _i == 0 ? "" : "a_long_prefix_", k);
            assert_slice(hp_json_name(child), hp_slice_of(name)); /* text order is kept */
            ck_assert_ptr_eq(hp_json_member(root, hp_slice_of(name)), child);
            ck_assert_uint_eq(hp_json_member_count(root, hp_slice_of(name)), 1);
        }
        ck_assert_uint_eq(k, members);
        ck_assert_ptr_null(hp_json_member(root, HP_SLICE("a")));
        ck_assert_ptr_null(hp_json_member(root, HP_SLICE("zz")));
        ck_assert_ptr_null(hp_json_member(root, HP_SLICE("")));
        hp_arena_reset(&arena);
    }
    hp_buf_deinit(&buf);
}
END_TEST

START_TEST(duplicates_in_objects_of_every_size_are_seen)
{
    struct hp_buf buf;
    hp_buf_init(&buf, 1 << 20);
    for (size_t members = 1; members < 40; members++) {
        for (size_t twin = 0; twin < members; twin++) {
            hp_buf_clear(&buf);
            write_object(&buf, "a_long_prefix_", members, _i == 0 ? 1 : -1);
            buf.length--; /* opens the object again */
            hp_buf_printf(&buf, ",\"a_long_prefix_%zu\":\"twin\"}", twin);
            const struct hp_json *root = parse(hp_buf_view(&buf));
            ck_assert_uint_eq(scan.traits, HP_JSON_DUPLICATE);
            char name[32];
            (void)snprintf(name, sizeof(name), "a_long_prefix_%zu", twin);
            /* the first in text order, which is not the twin */
            ck_assert(hp_json_is(hp_json_member(root, hp_slice_of(name)), HP_JSON_NUMBER));
            ck_assert_uint_eq(hp_json_member_count(root, hp_slice_of(name)), 2);
            hp_arena_reset(&arena);
        }
    }
    hp_buf_deinit(&buf);
}
END_TEST

static double seconds(void)
{
    struct timespec now;
    ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* 200,000 members compared in pairs would take a minute and more; the bound is wide enough for a
 * sanitizer on a loaded machine. */
START_TEST(a_huge_object_is_not_quadratic)
{
    struct hp_buf a;
    struct hp_buf b;
    hp_buf_init(&a, 1 << 25);
    hp_buf_init(&b, 1 << 25);
    write_object(&a, "the_same_start_", 200000, 1);
    write_object(&b, "the_same_start_", 200000, -1);
    double start = seconds();
    const struct hp_json *x = parse(hp_buf_view(&a));
    const struct hp_json *y = parse(hp_buf_view(&b));
    ck_assert(hp_json_equal(x, y));
    for (size_t i = 0; i < 20000; i++) {
        ck_assert_ptr_nonnull(hp_json_member(x, HP_SLICE("the_same_start_199999")));
    }
    ck_assert_msg(seconds() - start < 10, "%.1f s", seconds() - start);
    hp_buf_deinit(&a);
    hp_buf_deinit(&b);
}
END_TEST

/* 500 levels of two members: comparing each of them twice would be 2^500 steps. */
START_TEST(equality_does_not_double_at_each_level)
{
    struct hp_buf buf;
    hp_buf_init(&buf, 1 << 20);
    for (int i = 0; i < 500; i++) {
        hp_buf_text(&buf, "{\"b\":1,\"a\":");
    }
    hp_buf_text(&buf, "0");
    hp_buf_repeat(&buf, '}', 500);
    const struct hp_json *x = parse(hp_buf_view(&buf));
    const struct hp_json *y = parse(hp_buf_view(&buf));
    ck_assert(hp_json_equal(x, y));
    buf.bytes[buf.length - 501] = '1';
    ck_assert(!hp_json_equal(x, parse(hp_buf_view(&buf))));
    hp_buf_deinit(&buf);
}
END_TEST

struct equal_row {
    const char *a;
    const char *b;
    bool equal;
};

static const struct equal_row equals[] = {
    {"null", "null", true},
    {"null", "false", false},
    {"true", "true", true},
    {"true", "false", false},
    {"0", "false", false},
    {"1", "\"1\"", false},
    {"1", "1.0", true},
    {"1", "10e-1", true},
    {"0", "-0.0", true},
    {"1", "2", false},
    {"9007199254740993", "9007199254740992", false},
    {"1e400", "1e401", false},
    {"1e400", "10e399", true},
    {"\"a\"", "\"\\u0061\"", true},
    {"\"a\"", "\"A\"", false},
    {"\"a\"", "\"a\\u0000\"", false},
    {"\"\\u0000\"", "\"\\u0000\"", true},
    {"\"\\ud800\"", "\"\\ud801\"", false},
    {"[]", "{}", false},
    {"[]", "[]", true},
    {"[1,2]", "[1,2.0]", true},
    {"[1,2]", "[2,1]", false},
    {"[1]", "[1,1]", false},
    {"[[],[[]]]", "[[],[[]]]", true},
    {"{}", "{}", true},
    {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true},
    {"{\"a\":1,\"b\":2}", "{\"b\":1,\"a\":2}", false},
    {"{\"a\":1}", "{\"a\":1,\"b\":2}", false},
    {"{\"a\":1,\"c\":2}", "{\"a\":1,\"b\":2}", false},
    {"{\"a\":1}", "{\"A\":1}", false},
    {"{\"a\":{\"x\":[1],\"y\":null}}", "{\"a\":{\"y\":null,\"x\":[1]}}", true},
    {"{\"a\":1,\"a\":1}", "{\"a\":1}", false},
    {"{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}", true},
    {"{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}", false},
    {"{\"a\":1,\"a\":1,\"b\":1}", "{\"a\":1,\"b\":1,\"b\":1}", false},
    {"{\"a\":1,\"b\":0,\"a\":2}", "{\"b\":0,\"a\":1,\"a\":2}", true},
};

START_TEST(equality_is_that_of_json_schema)
{
    const struct equal_row *row = &equals[_i];
    const struct hp_json *a = parse(hp_slice_of(row->a));
    const struct hp_json *b = parse(hp_slice_of(row->b));
    ck_assert_int_eq(hp_json_equal(a, b), row->equal);
    ck_assert_int_eq(hp_json_equal(b, a), row->equal);
    ck_assert_int_eq(hp_json_compare(a, b), -hp_json_compare(b, a));
    ck_assert(hp_json_equal(a, a) && hp_json_equal(b, b));
}
END_TEST

START_TEST(order_is_total)
{
    enum { N = 2 * sizeof(equals) / sizeof(equals[0]) };
    const struct hp_json *values[N];
    for (size_t i = 0; i < N; i++) {
        values[i] = parse(hp_slice_of(i % 2 == 0 ? equals[i / 2].a : equals[i / 2].b));
    }
    for (size_t i = 0; i < N * N * N; i++) {
        const struct hp_json *a = values[i % N];
        const struct hp_json *b = values[i / N % N];
        const struct hp_json *c = values[i / N / N];
        if (hp_json_compare(a, b) <= 0 && hp_json_compare(b, c) <= 0 && hp_json_compare(a, c) > 0) {
            ck_abort_msg("values %zu, %zu, %zu", i % N, i / N % N, i / N / N);
        }
    }
    ck_assert_int_eq(hp_json_compare(NULL, values[0]), -1);
    ck_assert_int_eq(hp_json_compare(values[0], NULL), 1);
    ck_assert_int_eq(hp_json_compare(NULL, NULL), 0);
}
END_TEST

/* Beyond 16 members the walk by name goes over an index: both ways must agree. */
START_TEST(order_of_members_is_ignored_at_every_size)
{
    struct hp_buf a;
    struct hp_buf b;
    hp_buf_init(&a, 1 << 20);
    hp_buf_init(&b, 1 << 20);
    for (size_t members = 1; members < 40; members++) {
        hp_buf_clear(&a);
        hp_buf_clear(&b);
        write_object(&a, "k", members, 1);
        write_object(&b, "k", members, -1);
        const struct hp_json *x = parse(hp_buf_view(&a));
        ck_assert(hp_json_equal(x, parse(hp_buf_view(&b))));
        b.bytes[b.length - 2] = '9'; /* the value of k0 */
        ck_assert(!hp_json_equal(x, parse(hp_buf_view(&b))));
        hp_arena_reset(&arena);
    }
    hp_buf_deinit(&a);
    hp_buf_deinit(&b);
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
    for (size_t length = 1; length < sizeof(text); length++) {
        memset(text, '7', length);
        if (_i == 1 && length > 2) {
            text[length - 2] = 'e';
        }
        assert_slice(hp_json_number(parse((struct hp_slice){text, length})),
                     (struct hp_slice){text, length});
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
    TCase *members = tcase_create("members");
    tcase_set_timeout(members, TIMEOUT_S);
    tcase_add_checked_fixture(members, set_up, tear_down);
    tcase_add_test(members, member_names_are_exact);
    tcase_add_loop_test(members, duplicate_names_are_seen_after_unescaping, 0, ROWS(duplicates));
    tcase_add_test(members, duplicates_are_all_kept_and_counted);
    tcase_add_loop_test(members, objects_of_every_size_find_each_member, 0, 2);
    tcase_add_loop_test(members, duplicates_in_objects_of_every_size_are_seen, 0, 2);
    tcase_add_test(members, a_huge_object_is_not_quadratic);
    suite_add_tcase(suite, members);
    TCase *equality = tcase_create("equality");
    tcase_set_timeout(equality, TIMEOUT_S);
    tcase_add_checked_fixture(equality, set_up, tear_down);
    tcase_add_loop_test(equality, equality_is_that_of_json_schema, 0, ROWS(equals));
    tcase_add_test(equality, order_is_total);
    tcase_add_test(equality, order_of_members_is_ignored_at_every_size);
    tcase_add_test(equality, equality_does_not_double_at_each_level);
    suite_add_tcase(suite, equality);
    TCase *memory = tcase_create("memory");
    tcase_set_timeout(memory, TIMEOUT_S);
    tcase_add_checked_fixture(memory, set_up, tear_down);
    tcase_add_test(memory, a_refused_allocation_is_reported_whichever_it_is);
    tcase_add_test(memory, an_arena_that_is_too_small_is_reported);
    tcase_add_test(memory, a_steady_run_allocates_nothing);
    suite_add_tcase(suite, memory);
    return suite;
}
