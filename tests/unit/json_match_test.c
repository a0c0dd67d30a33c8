/* A text compared while it is read says what the parser says: a string matches the value that its
 * own parse gives, no other one, and what is no string matches nothing. */
#include "harness/json/match.h"

#include "harness/base/alloc.h"
#include "harness/base/rng.h"
#include "json_fixture.h"
#include "tests/support/suite_main.h"

/* Between the quotes. */
static const struct hp_slice raws[] = {
    HP_SLICE_INIT(""),
    HP_SLICE_INIT("a"),
    HP_SLICE_INIT("CREATE"),
    HP_SLICE_INIT("hookproof d00ac7471502"),
    HP_SLICE_INIT("https://example.com/hooks/d00ac7471502?one=1&two=2"),
    HP_SLICE_INIT("\\u0041\\u0042C\\u00e9\\uD83D\\uDE00"),
    HP_SLICE_INIT("\\\"\\\\\\/\\b\\f\\n\\r\\t"),
    HP_SLICE_INIT("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 and some more"),
    HP_SLICE_INIT("\\u0000 \\ud800 \\udfff\\ud800 \\ud800\\u0041"),
    HP_SLICE_INIT(
        "\\ud83d\\ue000\\ud83d\\udfff\\ud83d\\ud83d"), /* a pair between two that are none */
    HP_SLICE_INIT("sixteen bytes---\\\"seventeen"),
    HP_SLICE_INIT("eight---\\u001f\xef\xbf\xbf"),
};
enum { RAWS = sizeof(raws) / sizeof(raws[0]) };

/* A quoted copy of exactly its length, so that a sanitizer sees a read past the end. */
static char *quoted(struct hp_slice raw)
{
    char *copy = hp_malloc(raw.len + 2);
    copy[0] = '"';
    memcpy(copy + 1, raw.at, raw.len);
    copy[raw.len + 1] = '"';
    return copy;
}

static bool matches(struct hp_slice text, struct hp_slice value)
{
    const char *behind = hp_json_match_string(text.at, text.at + text.len, value);
    ck_assert_ptr_eq(behind, hp_json_match_name(text.at, text.at + text.len, value));
    return behind == text.at + text.len;
}

/* The value by the parser; {NULL, 0} when the text is no string. */
static struct hp_slice value_of(struct hp_slice text)
{
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, text, NULL, &scan, &root), HP_OK);
    return hp_json_string(root);
}

START_TEST(a_string_matches_its_own_value_only)
{
    char *own = quoted(raws[_i]);
    struct hp_slice text = {own, raws[_i].len + 2};
    for (int i = 0; i < RAWS; i++) {
        char *other = quoted(raws[i]);
        struct hp_slice value = value_of((struct hp_slice){other, raws[i].len + 2});
        ck_assert_ptr_nonnull(value.at);
        ck_assert_msg(matches(text, value) == (i == _i), "%d and %d", _i, i);
        hp_free(other);
    }
    hp_free(own);
}
END_TEST

START_TEST(a_string_of_any_length_matches_to_its_last_byte)
{
    char raw[80];
    for (size_t length = 0; length < sizeof(raw); length++) {
        memset(raw, 'x', sizeof(raw));
        char *own = quoted((struct hp_slice){raw, length});
        struct hp_slice text = {own, length + 2};
        struct hp_slice value = value_of(text);
        ck_assert(matches(text, value));
        for (size_t i = 0; i < length; i++) {
            own[i + 1] = 'y';
            ck_assert(!matches(text, value));
            own[i + 1] = 'x';
        }
        for (size_t cut = 0; cut < text.len; cut++) {
            ck_assert(!matches((struct hp_slice){text.at, cut}, value));
        }
        hp_free(own);
    }
}
END_TEST

/* In copies of exactly their length, as `quoted` makes them. */
START_TEST(a_string_that_is_cut_matches_nothing)
{
    char *own = quoted(raws[_i]);
    size_t length = raws[_i].len + 2;
    struct hp_slice value = value_of((struct hp_slice){own, length});
    for (size_t cut = 1; cut < length; cut++) {
        char *part = hp_malloc(cut);
        memcpy(part, own, cut);
        ck_assert_msg(!matches((struct hp_slice){part, cut}, value), "%zu bytes", cut);
        hp_free(part);
    }
    hp_free(own);
}
END_TEST

/* Neither does one whose value goes on; in copies of the value's first bytes. */
START_TEST(a_string_does_not_match_the_beginning_of_its_value)
{
    char *own = quoted(raws[_i]);
    struct hp_slice text = {own, raws[_i].len + 2};
    struct hp_slice value = value_of(text);
    for (size_t cut = 1; cut < value.len; cut++) {
        char *part = hp_malloc(cut);
        memcpy(part, value.at, cut);
        const char *behind =
            hp_json_match_name(text.at, text.at + text.len, (struct hp_slice){part, cut});
        ck_assert_msg(behind == NULL, "%zu bytes", cut);
        hp_free(part);
    }
    hp_free(own);
}
END_TEST

/* Pieces that the grammar of strings turns on. */
static const char *const pieces[] = {
    "\\",           "\\u",  "\"",   "\\u0041", "\\ud83d", "\\ude00", "\xc3", "\xa9", "\xc0\x80",
    "\xed\xa0\x80", "\x01", "\x7f", "\xff",    "\\x",     "\\/",     "e",    "\n",   "\\u00"};

START_TEST(a_changed_string_matches_where_the_parser_reads_the_same)
{
    enum { CHANGES = 20000 };
    struct hp_rng rng;
    hp_rng_init(&rng, 7, HP_SLICE("match"));
    size_t right = 0;
    for (int i = 0; i < CHANGES; i++) {
        struct hp_slice raw = raws[hp_rng_below(&rng, RAWS)];
        char changed[128];
        size_t at = hp_rng_below(&rng, raw.len + 1);
        struct hp_slice piece =
            hp_slice_of(pieces[hp_rng_below(&rng, sizeof(pieces) / sizeof(pieces[0]))]);
        size_t from = at + hp_rng_below(&rng, raw.len - at < 4 ? raw.len - at + 1 : 4);
        memcpy(changed, raw.at, at);
        memcpy(changed + at, piece.at, piece.len);
        memcpy(changed + at + piece.len, raw.at + from, raw.len - from);
        struct hp_slice other = {changed, at + piece.len + raw.len - from};
        char *whole = quoted(raw);
        char *own = quoted(other);
        struct hp_slice text = {own, other.len + 2};
        struct hp_slice want = value_of((struct hp_slice){whole, raw.len + 2});
        struct hp_slice have = value_of(text);
        right += have.at != NULL;
        ck_assert(have.at == NULL || matches(text, have));
        ck_assert_int_eq(matches(text, want), have.at != NULL && hp_slice_equal(have, want));
        hp_free(whole);
        hp_free(own);
        hp_arena_reset(&arena);
    }
    ck_assert_uint_gt(right, CHANGES / 10);
    ck_assert_uint_lt(right, CHANGES - CHANGES / 10);
}
END_TEST

/* Not even for U+0000. */
START_TEST(what_is_no_escape_stands_for_nothing)
{
    char nul[] = "\"\\u0000\"";
    struct hp_slice zero = value_of((struct hp_slice){nul, sizeof(nul) - 1});
    ck_assert(matches((struct hp_slice){nul, sizeof(nul) - 1}, zero));
    size_t escapes = 0;
    for (int c = 0; c < 256; c++) {
        char raw[] = {'\\', (char)c};
        char *own = quoted((struct hp_slice){raw, sizeof(raw)});
        struct hp_slice text = {own, sizeof(raw) + 2};
        struct hp_slice value = value_of(text);
        ck_assert_msg(!matches(text, zero), "escape %d", c);
        ck_assert_msg(value.at == NULL || matches(text, value), "escape %d", c);
        escapes += value.at != NULL;
        hp_free(own);
    }
    ck_assert_uint_eq(escapes, 8);
}
END_TEST

START_TEST(white_space_is_what_json_says_it_is)
{
    static const char text[] = " \t\r\n:\f:";
    const char *end = text + sizeof(text) - 1;
    ck_assert_ptr_eq(hp_json_match_space(text, end), text + 4);
    ck_assert_ptr_eq(hp_json_match_char(text, end, ':'), text + 5);
    ck_assert_ptr_null(hp_json_match_char(text + 5, end, ':'));
    ck_assert_ptr_null(hp_json_match_char(text, text + 4, ':'));
    ck_assert_ptr_null(hp_json_match_char(end, end, ':'));
}
END_TEST

START_TEST(nothing_is_handed_on)
{
    struct hp_slice value = value_of(HP_SLICE("\"\""));
    ck_assert_ptr_null(hp_json_match_char(NULL, NULL, '{'));
    ck_assert_ptr_null(hp_json_match_string(NULL, NULL, value));
    ck_assert_ptr_null(hp_json_match_name(NULL, NULL, value));
    ck_assert_ptr_null(hp_json_match_space(NULL, NULL));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("json_match");
    TCase *tests = tcase_create("match");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, a_string_matches_its_own_value_only, 0, RAWS);
    tcase_add_loop_test(tests, a_string_that_is_cut_matches_nothing, 0, RAWS);
    tcase_add_loop_test(tests, a_string_does_not_match_the_beginning_of_its_value, 0, RAWS);
    tcase_add_test(tests, a_string_of_any_length_matches_to_its_last_byte);
    tcase_add_test(tests, a_changed_string_matches_where_the_parser_reads_the_same);
    tcase_add_test(tests, what_is_no_escape_stands_for_nothing);
    tcase_add_test(tests, white_space_is_what_json_says_it_is);
    tcase_add_test(tests, nothing_is_handed_on);
    suite_add_tcase(suite, tests);
    return suite;
}
