/* Slices, header fields, media types, errors and the generator: small things others build on. */
#include <string.h>

#include "harness/base/alloc.h"
#include "harness/base/error.h"
#include "harness/base/message.h"
#include "harness/base/rng.h"
#include "harness/base/slice.h"
#include "harness/base/utf8.h"
#include "harness/base/word.h"
#include "tests/support/suite_main.h"

START_TEST(slices_are_compared_by_bytes)
{
    ck_assert(hp_slice_equal(HP_SLICE("a\0b"), HP_SLICE("a\0b")));
    ck_assert(!hp_slice_equal(HP_SLICE("a\0b"), HP_SLICE("a\0c")));
    ck_assert(!hp_slice_equal(HP_SLICE("ab"), HP_SLICE("abc")));
    ck_assert(hp_slice_equal((struct hp_slice){NULL, 0}, HP_SLICE("")));
    ck_assert(hp_slice_is(HP_SLICE("abc"), "abc"));
    ck_assert(!hp_slice_is(HP_SLICE("abc\0"), "abc"));
    ck_assert_uint_eq(hp_slice_of(NULL).len, 0);
}
END_TEST

START_TEST(only_ascii_letters_lose_their_case)
{
    ck_assert(hp_slice_equal_ignoring_case(HP_SLICE("Content-TYPE"), HP_SLICE("content-type")));
    ck_assert(!hp_slice_equal_ignoring_case(HP_SLICE("abc"), HP_SLICE("abd")));
    ck_assert(!hp_slice_equal_ignoring_case(HP_SLICE("abc"), HP_SLICE("abcd")));
    /* pairs that differ by the bit of the case and are no letters */
    ck_assert(!hp_slice_equal_ignoring_case(HP_SLICE("@"), HP_SLICE("`")));
    ck_assert(!hp_slice_equal_ignoring_case(HP_SLICE("["), HP_SLICE("{")));
    ck_assert(!hp_slice_equal_ignoring_case(HP_SLICE("\xc3\x89"), HP_SLICE("\xc3\xa9")));
}
END_TEST

/* The one form of a code point; returns its length. */
static size_t write_utf8(uint32_t point, char bytes[static 4])
{
    static const unsigned marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 0;) {
        unsigned left = point >> 6 * (length - 1 - i);
        bytes[i] = (char)(i > 0 ? 0x80 | (left & 0x3F) : marks[length] | left);
    }
    return length;
}

START_TEST(code_points_have_one_form_in_utf8)
{
    uint32_t wrong = 0;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        char bytes[4];
        uint32_t code = 0;
        struct hp_slice text = {bytes, write_utf8(point, bytes)};
        size_t have = hp_utf8_next(text, &code);
        bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        wrong += surrogate ? have != 0 : have != text.len || code != point;
        text.len--; /* cut */
        wrong += hp_utf8_next(text, &code) != 0 || hp_utf8_run(text) != 0;
    }
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* By counting: nothing is taken that is no form of a code point. */
START_TEST(other_bytes_are_no_utf8)
{
    uint32_t of_length[5] = {0};
    uint32_t wrong = 0;
    for (uint32_t word = 0; word < 1 << 24; word++) {
        /* Of the fourth byte only the borders of what may follow matter. */
        static const char fourth[] = {0, 0x7F, (char)0x80, (char)0xBF, (char)0xC0};
        char bytes[4] = {(char)(word >> 16), (char)(word >> 8), (char)word};
        bytes[3] = fourth[word % sizeof(fourth)];
        size_t length = hp_utf8_next((struct hp_slice){bytes, 4}, NULL);
        of_length[length]++;
        wrong += length == 4 && bytes[3] != (char)0x80 && bytes[3] != (char)0xBF;
    }
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_eq(of_length[1], 0x80U << 16);
    ck_assert_uint_eq(of_length[2], (0x800U - 0x80U) << 8);
    ck_assert_uint_eq(of_length[3], 0x10000U - 0x800U - 0x800U);
    /* Of 0x100000 code points the first three bytes of 64 are the same; two ends in five fit. */
    ck_assert_uint_ge(of_length[4], 0x100000U / 64 * 2 / 5 - 1);
    ck_assert_uint_le(of_length[4], 0x100000U / 64 * 2 / 5 + 1);
}
END_TEST

START_TEST(utf8_runs_end_where_ascii_or_a_fault_begins)
{
    ck_assert_uint_eq(hp_utf8_run(HP_SLICE("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z")), 9);
    ck_assert_uint_eq(hp_utf8_run(HP_SLICE("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98")), 5);
    ck_assert_uint_eq(hp_utf8_run(HP_SLICE("\xC3\xA4\xED\xA0\x80")), 2);
    ck_assert_uint_eq(hp_utf8_run(HP_SLICE("z\xC3\xA4")), 0);
    ck_assert_uint_eq(hp_utf8_run(HP_SLICE("")), 0);
    ck_assert_uint_eq(hp_utf8_next(HP_SLICE(""), NULL), 0);
}
END_TEST

static bool is_letter(int c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Every byte at every place of texts of any length, beside the one that differs from it by the bit
 * of the case; in memory of exactly their length. */
START_TEST(only_letters_lose_their_case_at_any_place)
{
    enum { LENGTHS = 40 };
    for (size_t length = 1; length < LENGTHS; length++) {
        char *a = hp_malloc(length);
        char *b = hp_malloc(length);
        memset(a, 'q', length);
        memset(b, 'Q', length);
        for (size_t at = 0; at < length; at++) {
            for (int c = 0; c < 256; c++) {
                a[at] = (char)c;
                b[at] = (char)c;
                ck_assert(hp_bytes_equal_ignoring_case(a, b, length));
                b[at] = (char)(c ^ 0x20);
                ck_assert_int_eq(hp_bytes_equal_ignoring_case(a, b, length), is_letter(c));
                b[at] = (char)(c ^ 0x01);
                ck_assert(!hp_bytes_equal_ignoring_case(a, b, length));
            }
            a[at] = 'q';
            b[at] = 'Q';
        }
        hp_free(a);
        hp_free(b);
    }
}
END_TEST

START_TEST(prefixes_and_places_are_found)
{
    ck_assert(hp_slice_starts_with(HP_SLICE("https://x"), HP_SLICE("https://")));
    ck_assert(hp_slice_starts_with(HP_SLICE("x"), HP_SLICE("")));
    ck_assert(!hp_slice_starts_with(HP_SLICE("htt"), HP_SLICE("https")));
    ck_assert(!hp_slice_starts_with(HP_SLICE("xhttps"), HP_SLICE("https")));
    ck_assert_uint_eq(hp_slice_find(HP_SLICE("abcabc"), HP_SLICE("ca")), 2);
    ck_assert_uint_eq(hp_slice_find(HP_SLICE("abc"), HP_SLICE("abc")), 0);
    ck_assert_uint_eq(hp_slice_find(HP_SLICE("abc"), HP_SLICE("d")), 3);
    ck_assert_uint_eq(hp_slice_find(HP_SLICE("abc"), HP_SLICE("abcd")), 3);
    ck_assert_uint_eq(hp_slice_find(HP_SLICE("abc"), HP_SLICE("")), 0);
    ck_assert_uint_eq(hp_slice_find(HP_SLICE("a\0b"), HP_SLICE("\0b")), 1);
    ck_assert_uint_eq(hp_slice_find((struct hp_slice){NULL, 0}, HP_SLICE("a")), 0);
}
END_TEST

START_TEST(only_blanks_at_the_ends_are_trimmed)
{
    ck_assert(hp_slice_is(hp_slice_trim(HP_SLICE(" \t a b \t")), "a b"));
    ck_assert(hp_slice_is(hp_slice_trim(HP_SLICE("\na\r")), "\na\r"));
    ck_assert_uint_eq(hp_slice_trim(HP_SLICE(" \t ")).len, 0);
    ck_assert_uint_eq(hp_slice_trim(HP_SLICE("")).len, 0);
}
END_TEST

START_TEST(fields_are_found_by_name_in_any_case)
{
    static const struct hp_field fields[] = {
        {HP_SLICE_INIT("Host"), HP_SLICE_INIT("a")},
        {HP_SLICE_INIT("X-Twice"), HP_SLICE_INIT("1")},
        {HP_SLICE_INIT("x-twice"), HP_SLICE_INIT("2")},
    };
    ck_assert_ptr_eq(hp_field_find(fields, 3, HP_SLICE("HOST")), &fields[0]);
    ck_assert_ptr_eq(hp_field_find(fields, 3, HP_SLICE("x-Twice")), &fields[1]);
    ck_assert_ptr_null(hp_field_find(fields, 3, HP_SLICE("Hos")));
    ck_assert_ptr_null(hp_field_find(NULL, 0, HP_SLICE("Host")));
    ck_assert_uint_eq(hp_field_count(fields, 3, HP_SLICE("X-TWICE")), 2);
    ck_assert_uint_eq(hp_field_count(fields, 3, HP_SLICE("Host ")), 0);
    ck_assert_uint_eq(hp_field_count(fields, 1, HP_SLICE("X-TWICE")), 0);
}
END_TEST

struct media_row {
    const char *content_type;
    const char *media_type;
    bool json;
};

static const struct media_row media[] = {
    {"application/json", "application/json", true},
    {"Application/JSON; charset=utf-8", "Application/JSON", true},
    {"  application/json\t;charset=utf-8;x=y", "application/json", true},
    {"application/problem+json", "application/problem+json", true},
    {"application/vnd.a.b+JSON ; v=1", "application/vnd.a.b+JSON", true},
    {"application/json5", "application/json5", false},
    {"application/jsonp", "application/jsonp", false},
    {"application/json-seq", "application/json-seq", false},
    {"text/json", "text/json", false},
    {"text/plain;application/json", "text/plain", false},
    {"+json", "+json", false},
    {"json", "json", false},
    {"", "", false},
    {";", "", false},
};

START_TEST(media_type_is_told)
{
    struct hp_slice type = hp_media_type(hp_slice_of(media[_i].content_type));
    ck_assert(hp_slice_is(type, media[_i].media_type));
    ck_assert_int_eq(hp_media_type_is_json(type), media[_i].json);
}
END_TEST

START_TEST(an_error_is_one_printable_line_whatever_it_quotes)
{
    struct hp_error error = {0};
    ck_assert_int_eq(hp_error_set(&error, HP_ERR_USAGE, "'%s' is no id",
                                  "a\n\x1b[31m\x7f\xc2\x9b\xff\xe2\x82 \xe2\x82\xac"),
                     HP_ERR_USAGE);
    ck_assert_str_eq(error.text, "'a??[31m?????? \xe2\x82\xac' is no id");
    char word[HP_ERROR_BYTES + 8];
    memset(word, 'x', sizeof(word));
    memcpy(word + HP_ERROR_BYTES - 2, "\xe2\x82\xac", 4);
    error = (struct hp_error){0};
    ck_assert_int_eq(hp_error_set(&error, HP_ERR_USAGE, "%s", word), HP_ERR_USAGE);
    ck_assert_int_eq(error.text[HP_ERROR_BYTES - 2], '?');
}
END_TEST

START_TEST(the_first_error_wins)
{
    struct hp_error error = {0};
    ck_assert_int_eq(hp_error_set(&error, HP_ERR_IO, "file %s", "x"), HP_ERR_IO);
    ck_assert_int_eq(hp_error_set(&error, HP_ERR_USAGE, "later"), HP_ERR_USAGE);
    ck_assert_int_eq(hp_error_nomem(&error), HP_ERR_NOMEM);
    ck_assert_int_eq(error.status, HP_ERR_IO);
    ck_assert_str_eq(error.text, "file x");
    ck_assert_int_eq(hp_error_set(NULL, HP_ERR_LIMIT, "nobody"), HP_ERR_LIMIT);
    ck_assert_int_eq(hp_error_nomem(NULL), HP_ERR_NOMEM);
}
END_TEST

START_TEST(a_long_message_is_cut)
{
    struct hp_error error = {0};
    char word[2 * HP_ERROR_BYTES];
    memset(word, 'w', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    ck_assert_int_eq(hp_error_set(&error, HP_ERR_USAGE, "%s", word), HP_ERR_USAGE);
    ck_assert_uint_eq(strlen(error.text), HP_ERROR_BYTES - 1);
}
END_TEST

static size_t find_simply(const char *text, size_t length, const char *needle, size_t count)
{
    for (size_t at = 0; at + count <= length; at++) {
        if (memcmp(text + at, needle, count) == 0) {
            return at;
        }
    }
    return length;
}

/* Texts of two letters, so that almost every place looks like the needle; in memory of exactly
 * their length, so that a sanitizer sees a read past the end. */
START_TEST(a_needle_is_found_at_its_first_place)
{
    struct hp_rng rng;
    hp_rng_init(&rng, 1, HP_SLICE("needles"));
    for (size_t length = 1; length < 200; length++) {
        char *text = hp_malloc(length);
        for (int round = 0; round < 60; round++) {
            for (size_t i = 0; i < length; i++) {
                text[i] = hp_rng_below(&rng, 8) == 0 ? 'b' : 'a';
            }
            size_t count = 1 + (size_t)hp_rng_below(&rng, length < 90 ? length : 90);
            char needle[90];
            memcpy(needle, text + hp_rng_below(&rng, length - count + 1), count);
            needle[hp_rng_below(&rng, count)] = hp_rng_below(&rng, 2) == 0 ? 'b' : 'a';
            size_t found =
                hp_slice_find((struct hp_slice){text, length}, (struct hp_slice){needle, count});
            ck_assert_uint_eq(found, find_simply(text, length, needle, count));
        }
        hp_free(text);
    }
}
END_TEST

START_TEST(runs_of_every_length_are_copied_and_compared)
{
    for (size_t length = 0; length < 150; length++) {
        char *from = hp_malloc(length + 1);
        char *to = hp_malloc(length + 1);
        for (size_t i = 0; i <= length; i++) {
            from[i] = (char)('A' + i % 59);
            to[i] = '#';
        }
        hp_word_copy(to, from, length);
        ck_assert_int_eq(memcmp(to, from, length), 0);
        ck_assert_int_eq(to[length], '#');
        ck_assert(hp_word_equal(to, from, length));
        for (size_t i = 0; i < length; i++) {
            to[i] ^= 1;
            ck_assert(!hp_word_equal(to, from, length));
            to[i] ^= 1;
        }
        hp_free(from);
        hp_free(to);
    }
}
END_TEST

/* Published values of FNV-1a and of splitmix64: another machine must give the same plan. */
START_TEST(hashes_are_the_published_ones)
{
    ck_assert_uint_eq(hp_hash(HP_HASH_BASIS, HP_SLICE("")), UINT64_C(0xcbf29ce484222325));
    ck_assert_uint_eq(hp_hash(HP_HASH_BASIS, HP_SLICE("a")), UINT64_C(0xaf63dc4c8601ec8c));
    ck_assert_uint_eq(hp_hash(HP_HASH_BASIS, HP_SLICE("foobar")), UINT64_C(0x85944171f73967e8));
    uint64_t chained = hp_hash(hp_hash(HP_HASH_BASIS, HP_SLICE("foo")), HP_SLICE("bar"));
    ck_assert_uint_eq(chained, UINT64_C(0x85944171f73967e8));
    struct hp_rng rng = {.state = 1234567};
    ck_assert_uint_eq(hp_rng_next(&rng), UINT64_C(6457827717110365317));
    ck_assert_uint_eq(hp_rng_next(&rng), UINT64_C(3203168211198807973));
    ck_assert_uint_eq(hp_rng_next(&rng), UINT64_C(9817491932198370423));
}
END_TEST

/* Values of an independent program: another machine must give the same plan. */
START_TEST(hash_of_words_is_the_same_everywhere)
{
    ck_assert_uint_eq(hp_hash_words(1, HP_SLICE("")), UINT64_C(0x5692161d100b05e5));
    ck_assert_uint_eq(hp_hash_words(1, HP_SLICE("seven b")), UINT64_C(0x1ead0e8774fa126d));
    ck_assert_uint_eq(hp_hash_words(1, HP_SLICE("a text of twenty-one.")),
                      UINT64_C(0xcc538766f8b74232));
}
END_TEST

START_TEST(seed_and_key_decide_every_number)
{
    struct hp_rng a;
    struct hp_rng b;
    hp_rng_init(&a, 7, HP_SLICE("case"));
    hp_rng_init(&b, 7, HP_SLICE("case"));
    for (int i = 0; i < 100; i++) {
        ck_assert_uint_eq(hp_rng_next(&a), hp_rng_next(&b));
    }
    hp_rng_init(&a, 7, HP_SLICE("case"));
    hp_rng_init(&b, 8, HP_SLICE("case"));
    ck_assert_uint_ne(hp_rng_next(&a), hp_rng_next(&b));
    hp_rng_init(&a, 7, HP_SLICE("case"));
    hp_rng_init(&b, 7, HP_SLICE("casf"));
    ck_assert_uint_ne(hp_rng_next(&a), hp_rng_next(&b));
}
END_TEST

START_TEST(numbers_below_a_bound_are_even)
{
    struct hp_rng rng;
    hp_rng_init(&rng, 1, HP_SLICE("even"));
    enum { BOUND = 7, DRAWS = 70000 };
    unsigned seen[BOUND] = {0};
    for (int i = 0; i < DRAWS; i++) {
        uint64_t value = hp_rng_below(&rng, BOUND);
        ck_assert_uint_lt(value, BOUND);
        seen[value]++;
    }
    for (int i = 0; i < BOUND; i++) {
        ck_assert_uint_gt(seen[i], DRAWS / BOUND * 95 / 100);
        ck_assert_uint_lt(seen[i], DRAWS / BOUND * 105 / 100);
    }
    ck_assert_uint_eq(hp_rng_below(&rng, 1), 0);
    /* a bound just over half the range: a plain remainder would draw the low half twice as often */
    unsigned low = 0;
    for (int i = 0; i < 10000; i++) {
        low += hp_rng_below(&rng, (UINT64_C(3) << 62)) < (UINT64_C(1) << 62);
    }
    ck_assert_uint_gt(low, 3000);
    ck_assert_uint_lt(low, 3666);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Far more than any test needs, since a loaded machine or a sanitizer is slow. */
enum { TIMEOUT_S = 60 };

Suite *hp_suite(void)
{
    Suite *suite = suite_create("base_text");
    TCase *slices = tcase_create("slices");
    tcase_set_timeout(slices, TIMEOUT_S);
    tcase_add_test(slices, slices_are_compared_by_bytes);
    tcase_add_test(slices, only_ascii_letters_lose_their_case);
    tcase_add_test(slices, only_letters_lose_their_case_at_any_place);
    tcase_add_test(slices, code_points_have_one_form_in_utf8);
    tcase_add_test(slices, other_bytes_are_no_utf8);
    tcase_add_test(slices, utf8_runs_end_where_ascii_or_a_fault_begins);
    tcase_add_test(slices, prefixes_and_places_are_found);
    tcase_add_test(slices, only_blanks_at_the_ends_are_trimmed);
    suite_add_tcase(suite, slices);
    TCase *messages = tcase_create("messages");
    tcase_set_timeout(messages, TIMEOUT_S);
    tcase_add_test(messages, fields_are_found_by_name_in_any_case);
    tcase_add_loop_test(messages, media_type_is_told, 0, ROWS(media));
    tcase_add_test(messages, an_error_is_one_printable_line_whatever_it_quotes);
    tcase_add_test(messages, the_first_error_wins);
    tcase_add_test(messages, a_long_message_is_cut);
    suite_add_tcase(suite, messages);
    TCase *numbers = tcase_create("numbers");
    tcase_set_timeout(numbers, TIMEOUT_S);
    tcase_add_test(numbers, hashes_are_the_published_ones);
    tcase_add_test(numbers, hash_of_words_is_the_same_everywhere);
    tcase_add_test(numbers, a_needle_is_found_at_its_first_place);
    tcase_add_test(numbers, runs_of_every_length_are_copied_and_compared);
    tcase_add_test(numbers, seed_and_key_decide_every_number);
    tcase_add_test(numbers, numbers_below_a_bound_are_even);
    suite_add_tcase(suite, numbers);
    return suite;
}
