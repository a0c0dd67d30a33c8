/* The scan against texts written by hand from the grammar: verdict, place, words and traits. */
#include <string.h>

#include "harness/base/alloc.h"
#include "harness/base/limits.h"
#include "harness/json/scan.h"
#include "tests/support/suite_main.h"

struct vector {
    const char *why;
    struct hp_slice text;
    enum hp_json_fault fault;
    size_t offset;
    const char *want; /* NULL: not compared */
    unsigned traits;
};

#define YES(why, text, traits)                                                                     \
    {                                                                                              \
        why, HP_SLICE_INIT(text), HP_JSON_OK, 0, NULL, traits                                      \
    }
#define NO(why, text, offset, want)                                                                \
    {                                                                                              \
        why, HP_SLICE_INIT(text), HP_JSON_SYNTAX, offset, want, 0                                  \
    }
#define BYTES(why, text, offset)                                                                   \
    {                                                                                              \
        why, HP_SLICE_INIT(text), HP_JSON_UTF8, offset, NULL, 0                                    \
    }

/* clang-format off */
#include "tests/unit/json_scan_vectors.h"
/* clang-format on */

enum { VECTORS = sizeof(vectors) / sizeof(vectors[0]) };

/* Scans a copy of exactly this length on the heap, so that a sanitizer sees a read past its end. */
static struct hp_json_scan scan(struct hp_slice text, const struct hp_json_limits *limits)
{
    char *copy = hp_malloc(text.len);
    if (copy == NULL) {
        ck_abort_msg("no memory");
    }
    memcpy(copy, text.at, text.len);
    struct hp_json_scan result;
    bool valid = hp_json_scan((struct hp_slice){copy, text.len}, limits, &result);
    hp_free(copy);
    if (valid != (result.fault == HP_JSON_OK)) {
        ck_abort_msg("result %d and fault %d", valid, result.fault);
    }
    return result;
}

START_TEST(vector_has_its_verdict_place_and_traits)
{
    const struct vector *v = &vectors[_i];
    struct hp_json_scan result = scan(v->text, NULL);
    ck_assert_msg(result.fault == v->fault, "%s: fault %d, not %d (at %zu)", v->why, result.fault,
                  v->fault, result.offset);
    ck_assert_msg(result.offset == v->offset, "%s: offset %zu, not %zu", v->why, result.offset,
                  v->offset);
    if (v->fault == HP_JSON_OK) {
        ck_assert_ptr_null(result.want);
        ck_assert_msg(result.traits == v->traits, "%s: traits %x, not %x", v->why, result.traits,
                      v->traits);
    } else {
        ck_assert_ptr_nonnull(result.want);
    }
    if (v->want != NULL) {
        ck_assert_msg(strcmp(result.want, v->want) == 0, "%s: want %s, not %s", v->why, result.want,
                      v->want);
    }
}
END_TEST

/* What stands before the first wrong byte decides nothing about what follows: the verdict must not
 * change with the bytes behind it. */
START_TEST(no_fault_depends_on_what_follows)
{
    for (size_t i = 0; i < VECTORS; i++) {
        const struct vector *v = &vectors[i];
        if (v->fault != HP_JSON_OK && v->offset < v->text.len) {
            struct hp_json_scan cut = scan((struct hp_slice){v->text.at, v->offset + 1}, NULL);
            ck_assert_msg(cut.fault == v->fault && cut.offset == v->offset, "%s: %d at %zu", v->why,
                          cut.fault, cut.offset);
        }
    }
}
END_TEST

/* The other half of "first byte that cannot stand there": all before it can. */
START_TEST(all_bytes_before_a_fault_can_stand)
{
    for (size_t i = 0; i < VECTORS; i++) {
        const struct vector *v = &vectors[i];
        if (v->fault != HP_JSON_OK) {
            struct hp_json_scan cut = scan((struct hp_slice){v->text.at, v->offset}, NULL);
            ck_assert_msg(cut.fault == HP_JSON_OK || cut.offset == v->offset, "%s: fault at %zu",
                          v->why, cut.offset);
        }
    }
}
END_TEST

static void assert_blanks_change_nothing(const struct vector *v)
{
    char padded[256];
    ck_assert_uint_le(v->text.len + 4, sizeof(padded));
    memcpy(padded, " \n", 2);
    memcpy(padded + 2, v->text.at, v->text.len);
    memcpy(padded + 2 + v->text.len, "\t\r", 2);
    struct hp_json_scan result = scan((struct hp_slice){padded, v->text.len + 4}, NULL);
    ck_assert_msg(result.fault == HP_JSON_OK, "%s", v->why);
    ck_assert_uint_eq(result.traits, v->traits);
}

START_TEST(every_whole_text_may_have_blanks_around_it)
{
    for (size_t i = 0; i < VECTORS; i++) {
        if (vectors[i].fault == HP_JSON_OK && (vectors[i].traits & HP_JSON_BOM) == 0) {
            assert_blanks_change_nothing(&vectors[i]);
        }
    }
}
END_TEST

static const struct hp_slice rich = HP_SLICE_INIT(
    "{\"operations\" : [\"CREATE\",\"\\u0055PDATE\"],\"webhook\":{\"\":null,\"n\":[0,-1.5e+10,"
    "true,false,{}],\"caf\xc3\xa9\":\"\\\"\\\\\\ud83d\\ude00\xf0\x9f\x98\x80\"} }");

START_TEST(no_prefix_of_a_document_is_a_document)
{
    ck_assert_int_eq(scan(rich, NULL).fault, HP_JSON_OK);
    for (size_t length = 0; length < rich.len; length++) {
        struct hp_json_scan result = scan((struct hp_slice){rich.at, length}, NULL);
        ck_assert_msg(result.fault != HP_JSON_OK, "the first %zu bytes", length);
        ck_assert_uint_eq(result.offset, length);
    }
}
END_TEST

START_TEST(prefix_of_a_number_is_whole_where_the_grammar_says_so)
{
    static const struct hp_slice number = HP_SLICE_INIT("-10.25e+30");
    static const bool whole[] = {false, false, true,  true, false, true,
                                 true,  false, false, true, true};
    for (size_t length = 0; length <= number.len; length++) {
        struct hp_json_scan result = scan((struct hp_slice){number.at, length}, NULL);
        ck_assert_msg((result.fault == HP_JSON_OK) == whole[length], "%zu bytes", length);
    }
}
END_TEST

/* One byte in an otherwise plain string: 256 verdicts at each place within and behind a group of
 * eight. */
START_TEST(each_byte_alone_in_a_string_is_judged)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        bool wanted = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
        char text[20];
        memset(text, 'a', sizeof(text));
        text[0] = text[19] = '"';
        text[1 + _i] = (char)byte;
        struct hp_json_scan result = scan((struct hp_slice){text, sizeof(text)}, NULL);
        ck_assert_msg((result.fault == HP_JSON_OK) == wanted, "byte %02x", byte);
    }
}
END_TEST

/* Every sequence of two bytes as a string, against the table of RFC 3629 4. */
START_TEST(each_pair_of_bytes_beyond_ascii_is_judged)
{
    for (unsigned first = 0x80; first < 256; first++) {
        for (unsigned second = 0x80; second < 256; second++) {
            char text[] = {'"', (char)first, (char)second, '"'};
            bool wanted = first >= 0xC2 && first <= 0xDF && second <= 0xBF;
            struct hp_json_scan result = scan((struct hp_slice){text, sizeof(text)}, NULL);
            if ((result.fault == HP_JSON_OK) != wanted) {
                ck_abort_msg("%02x %02x", first, second);
            }
        }
    }
}
END_TEST

/* All code points, surrogates too, spelt in UTF-8 by the plain arithmetic of RFC 3629 3. */
START_TEST(every_code_point_but_surrogates_is_a_character)
{
    for (uint32_t code = 0x800; code <= 0x10FFFF + 16; code++) {
        char text[6] = "\"";
        size_t n = 1;
        if (code < 0x10000) {
            text[n++] = (char)(0xE0 | code >> 12);
        } else {
            text[n++] = (char)(0xF0 | code >> 18);
            text[n++] = (char)(0x80 | (code >> 12 & 0x3F));
        }
        text[n++] = (char)(0x80 | (code >> 6 & 0x3F));
        text[n++] = (char)(0x80 | (code & 0x3F));
        text[n++] = '"';
        struct hp_json_scan result;
        bool valid = hp_json_scan((struct hp_slice){text, n}, NULL, &result);
        bool wanted = (code < 0xD800 || code > 0xDFFF) && code <= 0x10FFFF;
        bool non = (code & 0xFFFF) >= 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
        if (valid != wanted || (valid && (result.traits == HP_JSON_NONCHARACTER) != non)) {
            ck_abort_msg("U+%04X: valid %d, traits %x", code, valid, result.traits);
        }
    }
}
END_TEST

/* `levels` containers, one in the other, alternately arrays and objects when `mixed`. */
static size_t nest(char *text, size_t levels, bool mixed)
{
    size_t n = 0;
    for (size_t i = 0; i < levels; i++) {
        const char *open = mixed && i % 2 == 1 ? "{\"\":" : "[";
        size_t length = strlen(open);
        memcpy(text + n, open, length);
        n += length;
    }
    text[n++] = '0';
    for (size_t i = levels; i > 0; i--) {
        text[n++] = mixed && i % 2 == 0 ? '}' : ']';
    }
    return n;
}

START_TEST(depth_is_counted_and_limited)
{
    static char text[8 * 1024];
    static const size_t levels[] = {0, 1, 2, 63, 64, 65, 511, 512, 513, 1000};
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        size_t length = nest(text, levels[i], _i == 1);
        struct hp_json_scan result = scan((struct hp_slice){text, length}, NULL);
        if (levels[i] <= HP_JSON_DEPTH_MAX) {
            ck_assert_int_eq(result.fault, HP_JSON_OK);
            ck_assert_uint_eq(result.depth, levels[i]);
            ck_assert_uint_eq(result.values, levels[i] + 1);
        } else {
            ck_assert_int_eq(result.fault, HP_JSON_TOO_DEEP);
            ck_assert_uint_eq(result.offset, _i == 1 ? 512 / 2 * 5 : 512);
        }
    }
}
END_TEST

START_TEST(a_smaller_limit_of_depth_holds)
{
    const struct hp_json_limits two = {.bytes_max = 100, .depth_max = 2};
    ck_assert_int_eq(scan(HP_SLICE("[[],[[]]]"), &two).fault, HP_JSON_TOO_DEEP);
    ck_assert_uint_eq(scan(HP_SLICE("[[],[[]]]"), &two).offset, 5);
    ck_assert_int_eq(scan(HP_SLICE("[[],[],{}]"), &two).fault, HP_JSON_OK);
    ck_assert_uint_eq(scan(HP_SLICE("[[],[],{}]"), &two).depth, 2);
    const struct hp_json_limits flat = {.bytes_max = 100, .depth_max = 0};
    ck_assert_int_eq(scan(HP_SLICE("{}"), &flat).fault, HP_JSON_TOO_DEEP);
    ck_assert_int_eq(scan(HP_SLICE("1"), &flat).fault, HP_JSON_OK);
    const struct hp_json_limits wild = {.bytes_max = 10000, .depth_max = 100000};
    static char text[8 * 1024];
    size_t length = nest(text, 513, false);
    ck_assert_int_eq(scan((struct hp_slice){text, length}, &wild).fault, HP_JSON_TOO_DEEP);
}
END_TEST

START_TEST(a_limit_of_bytes_holds)
{
    const struct hp_json_limits four = {.bytes_max = 4, .depth_max = 1};
    ck_assert_int_eq(scan(HP_SLICE("1234"), &four).fault, HP_JSON_OK);
    struct hp_json_scan result = scan(HP_SLICE("12345"), &four);
    ck_assert_int_eq(result.fault, HP_JSON_TOO_BIG);
    ck_assert_uint_eq(result.offset, 4);
    ck_assert_uint_eq(result.values, 0);
}
END_TEST

START_TEST(values_and_numbers_are_counted)
{
    struct hp_json_scan result = scan(HP_SLICE("{\"a\":[1,-22.5,\"3\"],\"4\":null}"), NULL);
    ck_assert_uint_eq(result.values, 6);
    ck_assert_uint_eq(result.numbers, 2);
    ck_assert_uint_eq(result.number_bytes_max, 5);
    ck_assert_uint_eq(result.depth, 2);
}
END_TEST

START_TEST(no_text_at_all_is_an_ordinary_wrong_text)
{
    struct hp_json_scan result;
    ck_assert(!hp_json_scan((struct hp_slice){NULL, 0}, NULL, &result));
    ck_assert_int_eq(result.fault, HP_JSON_SYNTAX);
    ck_assert_uint_eq(result.offset, 0);
}
END_TEST

START_TEST(description_names_place_and_want)
{
    char line[80];
    struct hp_json_scan result = scan(HP_SLICE("{\"name\":\"x\",\"n\":1 2}"), NULL);
    hp_json_scan_describe(&result, line, sizeof(line));
    ck_assert_str_eq(line, "offset 18: want ',' or '}'");
    result = scan(HP_SLICE("[]"), NULL);
    hp_json_scan_describe(&result, line, sizeof(line));
    ck_assert_str_eq(line, "valid");
    char small[8];
    result = scan(HP_SLICE(""), NULL);
    hp_json_scan_describe(&result, small, sizeof(small));
    ck_assert_str_eq(small, "offset ");
}
END_TEST

/* Far more than any test needs, since a loaded machine or a sanitizer is slow. */
enum { TIMEOUT_S = 60 };

Suite *hp_suite(void)
{
    Suite *suite = suite_create("json_scan");
    TCase *rows = tcase_create("vectors");
    tcase_set_timeout(rows, TIMEOUT_S);
    tcase_add_loop_test(rows, vector_has_its_verdict_place_and_traits, 0, VECTORS);
    tcase_add_test(rows, no_fault_depends_on_what_follows);
    tcase_add_test(rows, all_bytes_before_a_fault_can_stand);
    tcase_add_test(rows, every_whole_text_may_have_blanks_around_it);
    suite_add_tcase(suite, rows);
    TCase *bytes = tcase_create("bytes");
    tcase_set_timeout(bytes, TIMEOUT_S);
    tcase_add_test(bytes, no_prefix_of_a_document_is_a_document);
    tcase_add_test(bytes, prefix_of_a_number_is_whole_where_the_grammar_says_so);
    tcase_add_loop_test(bytes, each_byte_alone_in_a_string_is_judged, 0, 18);
    tcase_add_test(bytes, each_pair_of_bytes_beyond_ascii_is_judged);
    tcase_add_test(bytes, every_code_point_but_surrogates_is_a_character);
    suite_add_tcase(suite, bytes);
    TCase *limits = tcase_create("limits");
    tcase_set_timeout(limits, TIMEOUT_S);
    tcase_add_loop_test(limits, depth_is_counted_and_limited, 0, 2);
    tcase_add_test(limits, a_smaller_limit_of_depth_holds);
    tcase_add_test(limits, a_limit_of_bytes_holds);
    tcase_add_test(limits, values_and_numbers_are_counted);
    tcase_add_test(limits, no_text_at_all_is_an_ordinary_wrong_text);
    tcase_add_test(limits, description_names_place_and_want);
    suite_add_tcase(suite, limits);
    return suite;
}
