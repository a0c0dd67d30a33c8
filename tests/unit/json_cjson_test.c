/* The tree against cJSON's own parser, and the parser against the scan: items and links as cJSON
 * would have made them, and one verdict for one text. */
#include <cJSON.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/rng.h"
#include "tests/support/suite_main.h"
#include "tests/unit/json_fixture.h"

enum { TEXTS = 3000, DEPTH_MAX = 6 };

static const char *const numbers[] = {
    "0",      "-0",     "7",         "-12",        "2147483647",     "2147483648",
    "-1e400", "1e400",  "0.1",       "3.25e-7",    "-2147483649",    "1E+2",
    "5e-324", "1e-400", "123456789", "0.30000001", "17976931348e300"};

static const char *const strings[] = {
    "",
    "CREATE",
    "https://example.com/hooks/0123456789ab?x=1&y=2",
    "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
    "\\\"\\\\\\/\\b\\f\\n\\r\\t",
    "\\u0041\\u00e9\\u20AC\\ud83d\\uDE00",
    "sixteen bytes ok",
    "a rather long text without any escape, longer than a few machine words",
};

static const char *const names[] = {
    "id",   "headers", "operations", "data_models", "name",        "created_at",
    "type", "url",     "",           "\\u0069d",    "caf\xc3\xa9",
};

#define PICK(table) (table)[hp_rng_below(rng, sizeof(table) / sizeof((table)[0]))]

static void write_blank(struct hp_buf *out, struct hp_rng *rng)
{
    static const char *const blanks[] = {"", "", "", "", " ", "\n  ", "\t", "\r\n"};
    hp_buf_text(out, PICK(blanks));
}

static void write_value(struct hp_buf *out, struct hp_rng *rng, unsigned depth)
{
    static const char *const words[] = {"true", "false", "null"};
    uint64_t kind = hp_rng_below(rng, depth == 0 ? 3 : 6);
    write_blank(out, rng);
    if (kind == 0) {
        hp_buf_text(out, PICK(words));
    } else if (kind == 1) {
        hp_buf_text(out, PICK(numbers));
    } else if (kind == 2) {
        hp_buf_printf(out, "\"%s\"", PICK(strings));
    } else {
        bool object = kind > 3;
        uint64_t count = hp_rng_below(rng, hp_rng_below(rng, 20) == 0 ? 40 : 6);
        hp_buf_char(out, object ? '{' : '[');
        for (uint64_t i = 0; i < count; i++) {
            hp_buf_text(out, i == 0 ? "" : ",");
            if (object) {
                write_blank(out, rng);
                hp_buf_printf(out, "\"%s\"", PICK(names));
                write_blank(out, rng);
                hp_buf_char(out, ':');
            }
            write_value(out, rng, depth - 1);
        }
        write_blank(out, rng);
        hp_buf_char(out, object ? '}' : ']');
    }
    write_blank(out, rng);
}

static bool same_text(const char *a, const char *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

/* Every field and every link, but for the source text that our numbers have. */
static void assert_same_items(const cJSON *ours, const cJSON *theirs, const char *text)
{
    const cJSON *our_last = NULL;
    const cJSON *our_first = ours;
    for (; ours != NULL && theirs != NULL; our_last = ours, ours = ours->next) {
        ck_assert_msg(ours->type == theirs->type, "%s", text);
        ck_assert_msg(same_text(ours->string, theirs->string), "%s", text);
        ck_assert_msg(ours->type == cJSON_Number ||
                          same_text(ours->valuestring, theirs->valuestring),
                      "%s", text);
        ck_assert_msg(memcmp(&ours->valuedouble, &theirs->valuedouble, sizeof(double)) == 0 &&
                          ours->valueint == theirs->valueint,
                      "%s\n%g %d, not %g %d", text, ours->valuedouble, ours->valueint,
                      theirs->valuedouble, theirs->valueint);
        ck_assert(our_last == NULL || ours->prev == our_last);
        assert_same_items(ours->child, theirs->child, text);
        theirs = theirs->next;
    }
    ck_assert_msg(ours == NULL && theirs == NULL, "%s", text);
    bool is_root = our_first != NULL && our_first->prev == NULL;
    ck_assert(our_first == NULL || is_root || our_first->prev == our_last);
}

START_TEST(items_are_those_of_cjson)
{
    struct hp_buf text;
    hp_buf_init(&text, (size_t)1 << 20);
    struct hp_rng rng;
    hp_rng_init(&rng, (uint64_t)_i, HP_SLICE("cjson"));
    for (int i = 0; i < TEXTS; i++) {
        hp_buf_clear(&text);
        write_value(&text, &rng, DEPTH_MAX);
        const char *source = hp_buf_cstr(&text);
        const struct hp_json *root = parse(hp_buf_view(&text));
        cJSON *theirs = cJSON_Parse(source);
        ck_assert_msg(theirs != NULL, "%s", source);
        ck_assert_ptr_null(hp_json_cjson(root)->prev);
        assert_same_items(hp_json_cjson(root), theirs, source);
        char *ours_printed = cJSON_PrintUnformatted(hp_json_cjson(root));
        char *theirs_printed = cJSON_PrintUnformatted(theirs);
        ck_assert_str_eq(ours_printed, theirs_printed);
        cJSON_free(ours_printed);
        cJSON_free(theirs_printed);
        cJSON_Delete(theirs);
        hp_arena_reset(&arena);
    }
    hp_buf_deinit(&text);
}
END_TEST

/* A text of every length around the limit between one pass and two, whole and broken at its end. */
START_TEST(long_texts_are_built_like_short_ones)
{
    struct hp_buf text;
    hp_buf_init(&text, (size_t)1 << 20);
    for (size_t length = 64 * 1024 - 40; length < 64 * 1024 + 40; length++) {
        hp_buf_clear(&text);
        hp_buf_text(&text, "{\"a\":[1,true],\"b\":\"");
        hp_buf_repeat(&text, 'x', length - text.length - 2);
        hp_buf_text(&text, "\"}");
        const struct hp_json *root = parse(hp_buf_view(&text));
        ck_assert_uint_eq(scan.values, 5);
        ck_assert_uint_eq(hp_json_string(hp_json_member(root, HP_SLICE("b"))).len, length - 21);
        text.bytes[length - 1] = ']';
        ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&text), NULL, &scan, &root), HP_OK);
        ck_assert_ptr_null(root);
        ck_assert_uint_eq(scan.offset, length - 1);
        hp_arena_reset(&arena);
    }
    hp_buf_deinit(&text);
}
END_TEST

static void break_somewhere(struct hp_buf *text, struct hp_rng *rng)
{
    static const char bytes[] = "{}[]\",:\\u0 1-+.eEtfn\xc3\xed\xa0\x80\x1f";
    if (text->length == 0) {
        return;
    }
    size_t at = (size_t)hp_rng_below(rng, text->length);
    switch (hp_rng_below(rng, 3)) {
    case 0:
        text->bytes[at] = bytes[hp_rng_below(rng, sizeof(bytes))];
        break;
    case 1:
        hp_buf_splice(text, at, 1, HP_SLICE(""));
        break;
    default:
        text->length = at;
        break;
    }
}

START_TEST(parser_and_scan_say_the_same)
{
    struct hp_buf text;
    hp_buf_init(&text, (size_t)1 << 20);
    struct hp_rng rng;
    hp_rng_init(&rng, (uint64_t)_i, HP_SLICE("agree"));
    unsigned wrong = 0;
    for (int i = 0; i < TEXTS; i++) {
        hp_buf_clear(&text);
        write_value(&text, &rng, DEPTH_MAX);
        break_somewhere(&text, &rng);
        struct hp_json_scan alone;
        bool valid = hp_json_scan(hp_buf_view(&text), NULL, &alone);
        const struct hp_json *root = NULL;
        ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&text), NULL, &scan, &root), HP_OK);
        ck_assert(valid == (root != NULL));
        scan.traits &= ~(unsigned)HP_JSON_DUPLICATE;
        ck_assert(scan.fault == alone.fault && scan.offset == alone.offset &&
                  same_text(scan.want, alone.want) && scan.traits == alone.traits &&
                  scan.depth == alone.depth && scan.values == alone.values &&
                  scan.numbers == alone.numbers && scan.number_bytes_max == alone.number_bytes_max);
        wrong += !valid;
        hp_arena_reset(&arena);
    }
    ck_assert_uint_gt(wrong, TEXTS / 2);
    hp_buf_deinit(&text);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("json_cjson");
    TCase *tree = tcase_create("tree");
    tcase_set_timeout(tree, 120);
    tcase_add_checked_fixture(tree, set_up, tear_down);
    tcase_add_loop_test(tree, items_are_those_of_cjson, 0, 4);
    tcase_add_test(tree, long_texts_are_built_like_short_ones);
    tcase_add_loop_test(tree, parser_and_scan_say_the_same, 0, 4);
    suite_add_tcase(suite, tree);
    return suite;
}
