/* The codec against jansson, on mutations of a few seeds: the same verdict and the same values,
 * outside the differences that are written down here. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/buf.h"
#include "harness/base/rng.h"
#include "harness/json/encode.h"
#include "harness/json/number.h"
#include "harness/json/tree.h"
#include "tests/support/suite_main.h"

/* Where the two differ by design; a text with one of these traits is compared no further:
 * - a byte order mark: we skip it, jansson refuses it;
 * - lone surrogates: ours to report, jansson refuses them;
 * - U+0000: jansson refuses it in names;
 * - numbers that overflow a double: jansson refuses them.
 * And one by a defect: jansson overlooks a NUL byte right behind a number or a word. */
enum { DIFFERENCES = HP_JSON_BOM | HP_JSON_LONE_SURROGATE | HP_JSON_NUL };

/* jansson has 64 bits for an integer and a double for the rest. */
enum { FLAGS = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL };

static const struct hp_slice seeds[] = {
    HP_SLICE_INIT("{\"operations\":[\"CREATE\",\"UPDATE\"],\"type\":\"SYNC_STATUS\",\"url\":"
                  "\"https://example.com/hook?x=1\",\"headers\":{\"Accept\":\"*\\/*\"}}"),
    HP_SLICE_INIT("[0,-0,1.5,-2.25e-3,1E+2,123456789012345,0.1e1,10,20e0,9007199254740993,1e308]"),
    HP_SLICE_INIT("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"\\u0041\\u00e9\\uD83D\\uDE00\",\"caf\xc3\xa9"
                  "\xe2\x82\xac\xf0\x9f\x98\x80\",\"\\ud800\",\"\\u0000\"]"),
    HP_SLICE_INIT(" { \"a\" : [ true , false , null ] ,\r\n\t\"b\" : { } , \"a\" : [ [ [ ] ] ] } "),
    HP_SLICE_INIT("\xef\xbb\xbf[{\"\":{\"\":[]}},{\"x\":1,\"X\":2,\"\\u0078\":3}]"),
    HP_SLICE_INIT("{\"aaaaaaaaaaaaaaaa\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\"cccccccc\":[]}"),
};

/* Pieces that grammar turns on. */
static const char *const pieces[] = {
    "{",       "}",        "[",        "]",        ",",        ":",
    "\"",      "\\",       "\\u",      "0",        "1",        "-",
    "+",       ".",        "e",        "E5",       "00",       "true",
    "null",    "false",    " ",        "\n",       "\t",       "\f",
    "\\u0000", "\\uD800",  "\\uDC00",  "\x01",     "\x7f",     "\xc3",
    "\xa9",    "\xc0\x80", "\xed\xa0", "\xef\xbf", "\"a\":1,", "\"\\u0061\":",
    "[1,2]",   "{}",       "/**/",     "'",        "1e400",    "\xf4\x90",
    "\\/",     "\\x",      "1.0",
};

static void mutate(struct hp_buf *text, struct hp_rng *rng)
{
    size_t at = hp_rng_below(rng, text->length + 1);
    size_t left = text->length - at;
    size_t count = hp_rng_below(rng, (left < 8 ? left : 8) + 1);
    const char *piece = pieces[hp_rng_below(rng, sizeof(pieces) / sizeof(pieces[0]))];
    char byte = (char)hp_rng_next(rng);
    char copy[16];
    switch (hp_rng_below(rng, 6)) {
    case 0:
        hp_buf_splice(text, at, 0, hp_slice_of(piece));
        break;
    case 1:
        hp_buf_splice(text, at, count, hp_slice_of(piece));
        break;
    case 2:
        hp_buf_splice(text, at, count, HP_SLICE(""));
        break;
    case 3:
        hp_buf_splice(text, at, left > 0, (struct hp_slice){&byte, 1});
        break;
    case 4:
        memcpy(copy, text->bytes + at, count);
        hp_buf_splice(text, hp_rng_below(rng, text->length + 1), 0, (struct hp_slice){copy, count});
        break;
    default:
        if (hp_rng_below(rng, 8) == 0) {
            text->length = at;
        }
        break;
    }
}

static void assert_same(const struct hp_json *ours, const json_t *theirs);

static void assert_same_object(const struct hp_json *ours, const json_t *theirs)
{
    ck_assert_uint_eq(hp_json_size(ours), json_object_size(theirs));
    for (const struct hp_json *member = hp_json_first(ours); member != NULL;
         member = hp_json_next(member)) {
        /* names hold no NUL here, so they are C strings */
        assert_same(member, json_object_get(theirs, hp_json_name(member).at));
    }
}

static void assert_same_array(const struct hp_json *ours, const json_t *theirs)
{
    ck_assert_uint_eq(hp_json_size(ours), json_array_size(theirs));
    size_t i = 0;
    for (const struct hp_json *child = hp_json_first(ours); child != NULL;
         child = hp_json_next(child)) {
        assert_same(child, json_array_get(theirs, i++));
    }
}

/* The depth is bounded by the scan's limit. */
static void assert_same(const struct hp_json *ours, const json_t *theirs)
{
    ck_assert_ptr_nonnull(theirs);
    switch (json_typeof(theirs)) {
    case JSON_OBJECT:
        ck_assert(hp_json_is(ours, HP_JSON_OBJECT));
        assert_same_object(ours, theirs);
        break;
    case JSON_ARRAY:
        ck_assert(hp_json_is(ours, HP_JSON_ARRAY));
        assert_same_array(ours, theirs);
        break;
    case JSON_STRING:
        ck_assert(hp_json_is(ours, HP_JSON_STRING));
        ck_assert(
            hp_slice_equal(hp_json_string(ours), (struct hp_slice){json_string_value(theirs),
                                                                   json_string_length(theirs)}));
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        ck_assert(hp_json_is(ours, HP_JSON_NUMBER));
        ck_assert(hp_number_to_double(hp_json_number(ours)) == json_number_value(theirs));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        ck_assert(hp_json_is(ours, HP_JSON_BOOLEAN));
        ck_assert_int_eq(hp_json_boolean(ours), json_is_true(theirs));
        break;
    case JSON_NULL:
        ck_assert(hp_json_is(ours, HP_JSON_NULL));
        break;
    }
}

static bool overflows_somewhere(struct hp_slice text)
{
    size_t at = 0;
    while (at < text.len) {
        size_t end = at;
        while (end < text.len && strchr("+-.0123456789eE", text.at[end]) != NULL &&
               text.at[end] != '\0') {
            end++;
        }
        /* strtod on a copy: an oracle of its own */
        char number[128];
        size_t length = end - at < sizeof(number) - 1 ? end - at : sizeof(number) - 1;
        memcpy(number, text.at + at, length);
        number[length] = '\0';
        if (length > 0 && isinf(strtod(number, NULL))) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

static struct hp_arena arena;

static bool is_overlooked_nul(struct hp_slice text, size_t offset)
{
    return offset > 0 && offset < text.len && text.at[offset] == '\0' &&
           strchr("0123456789el", text.at[offset - 1]) != NULL;
}

/* Counts what was compared, so that a dead corpus does not pass for a success. */
struct tally {
    unsigned valid;
    unsigned wrong;
    unsigned different;
    unsigned duplicate;
};

static void compare_texts(struct hp_slice text, struct tally *tally)
{
    struct hp_json_scan scan;
    const struct hp_json *ours = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, text, NULL, &scan, &ours), HP_OK);
    json_error_t error;
    json_t *theirs = json_loadb(text.at, text.len, FLAGS, &error);
    if (ours != NULL && ((scan.traits & DIFFERENCES) != 0 ||
                         ((scan.traits & HP_JSON_BIG_NUMBER) != 0 && overflows_somewhere(text)))) {
        tally->different++;
    } else if (ours == NULL && theirs != NULL && is_overlooked_nul(text, scan.offset)) {
        tally->different++;
    } else {
        ck_assert_msg((ours != NULL) == (theirs != NULL), "%.*s\nours: %s at %zu; theirs: %s",
                      (int)text.len, text.at, scan.want, scan.offset, error.text);
        tally->valid += ours != NULL;
        tally->wrong += ours == NULL;
    }
    if (ours != NULL && theirs != NULL) {
        json_t *strict = json_loadb(text.at, text.len, FLAGS | JSON_REJECT_DUPLICATES, &error);
        ck_assert_msg((strict == NULL) == ((scan.traits & HP_JSON_DUPLICATE) != 0), "%.*s",
                      (int)text.len, text.at);
        tally->duplicate += strict == NULL;
        if (strict != NULL && (scan.traits & HP_JSON_NUL) == 0) {
            assert_same(ours, theirs);
        }
        json_decref(strict);
    }
    json_decref(theirs);
}

/* Whatever was read must read the same after it was written. */
static void round_trip(struct hp_slice text)
{
    struct hp_json_scan scan;
    const struct hp_json *value = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, text, NULL, &scan, &value), HP_OK);
    if (value == NULL) {
        return;
    }
    struct hp_buf out;
    hp_buf_init(&out, (size_t)1 << 20);
    hp_json_encode(&out, value);
    const struct hp_json *again = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&out), NULL, &scan, &again), HP_OK);
    ck_assert_msg(hp_json_equal(value, again), "%.*s", (int)text.len, text.at);
    struct hp_buf twice;
    hp_buf_init(&twice, (size_t)1 << 20);
    hp_json_encode(&twice, again);
    ck_assert(hp_slice_equal(hp_buf_view(&out), hp_buf_view(&twice)));
    hp_buf_deinit(&twice);
    hp_buf_deinit(&out);
}

START_TEST(mutated_texts_have_the_same_verdict_and_values)
{
    hp_arena_init(&arena, (size_t)1 << 24);
    struct hp_buf text;
    hp_buf_init(&text, (size_t)1 << 16);
    struct hp_rng rng;
    hp_rng_init(&rng, 20240101 + (uint64_t)_i, HP_SLICE("differential"));
    struct tally tally = {0};
    for (int i = 0; i < 25000; i++) {
        hp_buf_clear(&text);
        hp_buf_slice(&text, seeds[hp_rng_below(&rng, sizeof(seeds) / sizeof(seeds[0]))]);
        for (uint64_t steps = 1 + hp_rng_below(&rng, 3); steps > 0; steps--) {
            mutate(&text, &rng);
        }
        compare_texts(hp_buf_view(&text), &tally);
        round_trip(hp_buf_view(&text));
        hp_arena_reset(&arena);
    }
    ck_assert_msg(tally.valid > 1000 && tally.wrong > 5000 && tally.different > 500 &&
                      tally.duplicate > 100,
                  "valid %u, wrong %u, different %u, duplicate %u", tally.valid, tally.wrong,
                  tally.different, tally.duplicate);
    hp_buf_deinit(&text);
    hp_arena_deinit(&arena);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("json_differential");
    TCase *mutations = tcase_create("mutations");
    tcase_set_timeout(mutations, 120);
    tcase_add_loop_test(mutations, mutated_texts_have_the_same_verdict_and_values, 0, 4);
    suite_add_tcase(suite, mutations);
    return suite;
}
