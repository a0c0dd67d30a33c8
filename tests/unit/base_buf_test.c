/* The buffer: content, growth up to its maximum and never beyond, and failures that stick. */
#include <string.h>

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "tests/support/suite_main.h"

static struct hp_buf buf;

static void set_up(void)
{
    hp_buf_init(&buf, 100000);
}

static void tear_down(void)
{
    hp_buf_deinit(&buf);
}

static void assert_content(const char *want)
{
    ck_assert_str_eq(hp_buf_cstr(&buf), want);
    ck_assert_uint_eq(buf.length, strlen(want));
}

START_TEST(each_kind_of_append_adds_its_bytes)
{
    hp_buf_append(&buf, "ab", 2);
    hp_buf_slice(&buf, HP_SLICE("cd"));
    hp_buf_text(&buf, "ef");
    hp_buf_char(&buf, 'g');
    hp_buf_repeat(&buf, '-', 3);
    hp_buf_u64(&buf, 0);
    hp_buf_u64(&buf, UINT64_MAX);
    hp_buf_hex(&buf, 0xBEEF, 6);
    hp_buf_printf(&buf, "[%d %s]", -5, "x");
    assert_content("abcdefg---01844674407370955161500beef[-5 x]");
    hp_buf_clear(&buf);
    hp_buf_hex(&buf, UINT64_MAX, 16);
    hp_buf_hex(&buf, 0x123, 2);
    hp_buf_hex(&buf, 1, 0);
    assert_content("ffffffffffffffff23");
}
END_TEST

START_TEST(an_empty_buffer_has_empty_views)
{
    ck_assert_str_eq(hp_buf_cstr(&buf), "");
    ck_assert_ptr_nonnull(hp_buf_view(&buf).at);
    ck_assert_uint_eq(hp_buf_view(&buf).len, 0);
    hp_buf_append(&buf, NULL, 0);
    hp_buf_slice(&buf, (struct hp_slice){NULL, 0});
    hp_buf_repeat(&buf, 'x', 0);
    hp_buf_splice(&buf, 0, 0, HP_SLICE(""));
    ck_assert(!buf.failed);
    ck_assert_uint_eq(buf.length, 0);
}
END_TEST

START_TEST(content_may_hold_nul)
{
    hp_buf_append(&buf, "a\0b", 3);
    ck_assert(hp_slice_equal(hp_buf_view(&buf), HP_SLICE("a\0b")));
}
END_TEST

START_TEST(content_survives_growth)
{
    for (size_t i = 0; i < 100000; i++) {
        hp_buf_char(&buf, (char)(i % 251));
    }
    ck_assert(!buf.failed);
    ck_assert_uint_eq(buf.length, 100000);
    for (size_t i = 0; i < 100000; i++) {
        if (buf.bytes[i] != (char)(i % 251)) {
            ck_abort_msg("byte %zu is %d", i, buf.bytes[i]);
        }
    }
    ck_assert_uint_eq(strnlen(hp_buf_cstr(&buf) + 99999, 2), 1);
}
END_TEST

START_TEST(no_byte_goes_beyond_the_maximum)
{
    for (size_t max = 0; max < 600; max += 7) {
        struct hp_buf small;
        hp_buf_init(&small, max);
        for (size_t i = 0; i < max; i++) {
            hp_buf_char(&small, 'x');
        }
        ck_assert_msg(!small.failed && small.length == max, "maximum %zu", max);
        hp_buf_char(&small, 'y');
        ck_assert_msg(small.failed && small.length == max, "maximum %zu", max);
        hp_buf_deinit(&small);
        hp_buf_init(&small, max);
        hp_buf_repeat(&small, 'x', max + 1);
        ck_assert_msg(small.failed && small.length == 0, "maximum %zu", max);
        hp_buf_deinit(&small);
    }
}
END_TEST

START_TEST(failure_sticks_until_cleared)
{
    hp_buf_text(&buf, "kept");
    hp_buf_repeat(&buf, 'x', 100000);
    ck_assert(buf.failed);
    hp_buf_text(&buf, "more");
    hp_buf_char(&buf, 'c');
    hp_buf_printf(&buf, "%d", 1);
    hp_buf_splice(&buf, 0, 1, HP_SLICE("splice"));
    ck_assert(!hp_buf_reserve(&buf, 1));
    ck_assert_uint_eq(buf.length, 4);
    ck_assert_str_eq(hp_buf_cstr(&buf), "");
    hp_buf_clear(&buf);
    hp_buf_text(&buf, "again");
    assert_content("again");
}
END_TEST

START_TEST(a_refused_allocation_is_a_failure_and_keeps_the_content)
{
    hp_alloc_fail_at(1);
    hp_buf_char(&buf, 'a');
    hp_alloc_fail_at(0);
    ck_assert(buf.failed);
    hp_buf_clear(&buf);
    hp_buf_repeat(&buf, 'a', 200);
    hp_alloc_fail_at(1);
    hp_buf_repeat(&buf, 'b', 200);
    hp_alloc_fail_at(0);
    ck_assert(buf.failed);
    ck_assert_uint_eq(buf.length, 200);
    ck_assert_int_eq(buf.bytes[199], 'a');
}
END_TEST

START_TEST(reserved_room_costs_no_allocation)
{
    ck_assert(hp_buf_reserve(&buf, 5000));
    hp_alloc_fail_at(0);
    hp_buf_repeat(&buf, 'x', 5000);
    ck_assert_uint_eq(hp_alloc_calls(), 0);
    hp_buf_clear(&buf);
    hp_buf_repeat(&buf, 'x', 5000);
    ck_assert_uint_eq(hp_alloc_calls(), 0);
    ck_assert(!buf.failed);
}
END_TEST

struct splice_row {
    size_t offset;
    size_t count;
    const char *with;
    const char *want;
};

static const struct splice_row splices[] = {
    {0, 0, "", "0123456789"},      {0, 0, "ab", "ab0123456789"},
    {10, 0, "ab", "0123456789ab"}, {5, 0, "-", "01234-56789"},
    {0, 1, "", "123456789"},       {9, 1, "", "012345678"},
    {3, 4, "abcd", "012abcd789"},  {3, 4, "x", "012x789"},
    {3, 1, "xyz", "012xyz456789"}, {0, 10, "", ""},
    {0, 10, "all", "all"},
};

START_TEST(splice_replaces_a_range)
{
    const struct splice_row *row = &splices[_i];
    hp_buf_text(&buf, "0123456789");
    hp_buf_splice(&buf, row->offset, row->count, hp_slice_of(row->with));
    assert_content(row->want);
}
END_TEST

START_TEST(splice_grows_the_buffer)
{
    hp_buf_repeat(&buf, 'a', 250);
    char with[1000];
    memset(with, 'b', sizeof(with));
    hp_buf_splice(&buf, 125, 1, (struct hp_slice){with, sizeof(with)});
    ck_assert_uint_eq(buf.length, 1249);
    ck_assert_int_eq(buf.bytes[124], 'a');
    ck_assert_int_eq(buf.bytes[125], 'b');
    ck_assert_int_eq(buf.bytes[1124], 'b');
    ck_assert_int_eq(buf.bytes[1125], 'a');
    hp_buf_splice(&buf, 0, 1249, HP_SLICE("x"));
    assert_content("x");
}
END_TEST

START_TEST(printf_of_any_length_is_whole)
{
    char word[400];
    memset(word, 'w', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    for (size_t i = 0; i < sizeof(word); i++) {
        hp_buf_clear(&buf);
        hp_buf_printf(&buf, "%s", word + i);
        assert_content(word + i);
    }
}
END_TEST

/* What is printed here and what the C library prints are the same text. */
START_TEST(printf_is_the_one_of_the_c_library)
{
    char want[200];
#define SAME(...)                                                                                  \
    do {                                                                                           \
        hp_buf_clear(&buf);                                                                        \
        hp_buf_printf(&buf, __VA_ARGS__);                                                          \
        (void)snprintf(want, sizeof(want), __VA_ARGS__);                                           \
        assert_content(want);                                                                      \
    } while (0)
    SAME("%%");
    SAME("a%sb%sc", "", "x");
    SAME("%.*s|%.*s|%.*s", 2, "abc", 5, "abc", 0, "abc");
    SAME("%.*s|", -1, "abc");
    SAME("%c%c", 'x', '%');
    SAME("%u %zu", 4294967295U, SIZE_MAX);
    SAME("%u-%zu", 0U, (size_t)0);
    SAME("%s %zu then %d and %s", "before", (size_t)7, -5, "behind");
    SAME("%u%% of %04x, %02zu", 50U, 0xbeefU, (size_t)3);
    SAME("%5s|%-5s|%.2s", "ab", "ab", "abc");
#undef SAME
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Far more than any test needs, since a loaded machine or a sanitizer is slow. */
enum { TIMEOUT_S = 60 };

Suite *hp_suite(void)
{
    Suite *suite = suite_create("base_buf");
    TCase *content = tcase_create("content");
    tcase_set_timeout(content, TIMEOUT_S);
    tcase_add_checked_fixture(content, set_up, tear_down);
    tcase_add_test(content, each_kind_of_append_adds_its_bytes);
    tcase_add_test(content, an_empty_buffer_has_empty_views);
    tcase_add_test(content, content_may_hold_nul);
    tcase_add_test(content, content_survives_growth);
    tcase_add_test(content, printf_of_any_length_is_whole);
    tcase_add_test(content, printf_is_the_one_of_the_c_library);
    tcase_add_loop_test(content, splice_replaces_a_range, 0, ROWS(splices));
    tcase_add_test(content, splice_grows_the_buffer);
    suite_add_tcase(suite, content);
    TCase *limits = tcase_create("limits");
    tcase_set_timeout(limits, TIMEOUT_S);
    tcase_add_checked_fixture(limits, set_up, tear_down);
    tcase_add_test(limits, no_byte_goes_beyond_the_maximum);
    tcase_add_test(limits, failure_sticks_until_cleared);
    tcase_add_test(limits, a_refused_allocation_is_a_failure_and_keeps_the_content);
    tcase_add_test(limits, reserved_room_costs_no_allocation);
    suite_add_tcase(suite, limits);
    return suite;
}
