/* Members by exact name, duplicates, and equality, in objects of every size. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "harness/base/buf.h"
#include "harness/json/tree.h"
#include "tests/support/suite_main.h"
#include "tests/unit/json_fixture.h"

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
        for (size_t i = 0; i < b.length; i++) {
            if (b.bytes[i] == ':') { /* one member after the other gets another value */
                char kept = b.bytes[i + 1];
                b.bytes[i + 1] = kept == '9' ? '8' : '9';
                ck_assert(!hp_json_equal(x, parse(hp_buf_view(&b))));
                b.bytes[i + 1] = kept;
            }
        }
        hp_arena_reset(&arena);
    }
    hp_buf_deinit(&a);
    hp_buf_deinit(&b);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Far more than any test needs, since a loaded machine or a sanitizer is slow. */
enum { TIMEOUT_S = 60 };

Suite *hp_suite(void)
{
    Suite *suite = suite_create("json_members");
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
    return suite;
}
