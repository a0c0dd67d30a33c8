/* The form of an error is the same by the fast way, which needs a plain text, and by the tree. */
#include "harness/check/error_form.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "tests/support/suite_main.h"

static struct hp_arena arena;

static void setup(void)
{
    hp_arena_init(&arena, 64 * 1024 * 1024);
}

static void teardown(void)
{
    hp_arena_deinit(&arena);
}

/* How the fast way ends, which has to agree with the tree when it says something. */
static bool read_both(struct hp_slice text)
{
    struct hp_error_form fast;
    struct hp_error_form slow;
    /* Nothing is readable behind it. */
    char *copy = malloc(text.len > 0 ? text.len : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text.at, text.len);
    struct hp_slice own = {copy, text.len};
    bool told = hp_error_form_read(own, &fast);
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    hp_arena_reset(&arena);
    ck_assert_int_eq(hp_json_parse(&arena, text, &hp_json_limits_default, &scan, &root), HP_OK);
    if (told) {
        ck_assert_msg(hp_json_is(root, HP_JSON_OBJECT), "not an object: %.*s", (int)text.len,
                      text.at);
        hp_error_form_of(root, &slow);
        ck_assert_msg(fast.code_and_message == slow.code_and_message &&
                          fast.title_or_detail == slow.title_or_detail &&
                          fast.has_status == slow.has_status &&
                          hp_slice_equal(fast.status, slow.status),
                      "two forms: %.*s", (int)text.len, text.at);
    }
    free(copy);
    return told;
}

static const struct {
    const char *text;
    bool code_and_message, title_or_detail, has_status;
    const char *status;
} plain[] = {
    {"{}", false, false, false, ""},
    {"{\"error\":{\"code\":\"a\",\"message\":\"b\"}}", true, false, false, ""},
    {"{\"error\":{\"code\":12,\"message\":\"b\"}}\n", true, false, false, ""},
    {"{ \"error\" : { \"message\" : \"b\" , \"code\" : 0 } }", true, false, false, ""},
    {"{\n  \"error\": {\n    \"code\": 1,\n    \"message\": \"b\"\n  }\n}", true, false, false, ""},
    {"{\"error\":{\"code\":\"\",\"message\":\"b\"}}", false, false, false, ""},
    {"{\"error\":{\"code\":\"a\",\"message\":\"\"}}", false, false, false, ""},
    {"{\"error\":{\"code\":null,\"message\":\"b\"}}", false, false, false, ""},
    {"{\"error\":{\"code\":\"a\",\"message\":7}}", false, false, false, ""},
    {"{\"error\":\"code\",\"code\":\"a\",\"message\":\"b\"}", false, false, false, ""},
    {"{\"error\":[{\"code\":\"a\",\"message\":\"b\"}]}", false, false, false, ""},
    {"{\"error\":{\"error\":{\"code\":\"a\",\"message\":\"b\"}}}", false, false, false, ""},
    {"{\"errors\":{\"code\":\"a\",\"message\":\"b\"}}", false, false, false, ""},
    {"{\"x\":{\"error\":{\"code\":\"a\",\"message\":\"b\"}}}", false, false, false, ""},
    {"{\"error\":{\"x\":{\"code\":\"a\",\"message\":\"b\"}}}", false, false, false, ""},
    {"{\"error\":{\"x\":{\"y\":[]},\"code\":\"a\",\"message\":\"b\"}}", true, false, false, ""},
    /* The first of equal names counts. */
    {"{\"error\":1,\"error\":{\"code\":\"a\",\"message\":\"b\"}}", false, false, false, ""},
    {"{\"error\":{\"code\":1},\"error\":{\"message\":\"b\"}}", false, false, false, ""},
    {"{\"error\":{\"code\":[],\"code\":\"a\",\"message\":\"b\"}}", false, false, false, ""},
    {"{\"error\":{\"code\":{\"message\":\"b\"},\"message\":\"\"}}", false, false, false, ""},
    {"{\"status\":1,\"status\":2}", false, false, true, "1"},
    {"{\"status\":\"1\",\"status\":2}", false, false, true, ""},
    {"{\"status\":{\"status\":3}}", false, false, true, ""},
    {"{\"title\":\"a\",\"status\":422}", false, true, true, "422"},
    {"{\"detail\":\"a\"}", false, true, false, ""},
    {"{\"title\":\"\",\"detail\":\"a\"}", false, true, false, ""},
    {"{\"title\":\"\",\"detail\":false}", false, false, false, ""},
    {"{\"title\":\"\",\"title\":\"a\"}", false, false, false, ""},
    {"{\"error\":{\"title\":\"a\",\"status\":1}}", false, false, false, ""},
    {"{\"a\":[1,[],{},[{}],true,false,null,123456789],\"title\":\"x\"}", false, true, false, ""},
    {"{\"\":\"\",\"detail\":\"a longer text than sixteen bytes are, and then some\"}", false, true,
     false, ""},
};

START_TEST(a_plain_error_is_told_without_a_tree)
{
    struct hp_slice text = hp_slice_of(plain[_i].text);
    struct hp_error_form form;
    ck_assert_msg(read_both(text), "not told: %s", plain[_i].text);
    ck_assert(hp_error_form_read(text, &form));
    ck_assert_int_eq(form.code_and_message, plain[_i].code_and_message);
    ck_assert_int_eq(form.title_or_detail, plain[_i].title_or_detail);
    ck_assert_int_eq(form.has_status, plain[_i].has_status);
    ck_assert(hp_slice_is(form.status, plain[_i].status));
}
END_TEST

/* Wrong, or not plain. */
static const char *const others[] = {
    "",
    "{",
    "}",
    "[]",
    "\"{}\"",
    " {}",
    "{}}",
    "{]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{,\"a\":1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\" 1}",
    "{a:1}",
    "{\"a\":[1,]}",
    "{\"a\":[,1]}",
    "{\"a\":[1}]",
    "{\"a\":[1}}",
    "{\"a\":{\"b\":1}",
    "{\"a\":1}{\"a\":1}",
    "{\"a\":1},{\"a\":1}",
    "{\"a\":tru}",
    "{\"a\":nulll}",
    "{\"a\":01}",
    "{\"a\":-1}",
    "{\"a\":1.5}",
    "{\"a\":1e1}",
    "{\"a\":1234567890}",
    "{\"a\":\"}",
    "{\"a}",
    "{\"a\\\"\":1}",
    "{\"a\":\"\\n\"}",
    "{\"a\":\"\n\"}",
    "{\"a\":\"\xc3\xa4\"}",
    "{\"a\":\"\x80\"}",
    "\xef\xbb\xbf{}",
    "{\"a\":1}\xc2\xa0}",
    "{\"a\":[[[[[[[[1]]]]]]]]}",
    "{\v\"a\":1}",
};

START_TEST(what_is_wrong_or_not_plain_is_left_to_the_tree)
{
    ck_assert_msg(!read_both(hp_slice_of(others[_i])), "told: %s", others[_i]);
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Every text of the first table with one to three of its bytes changed, left out or repeated. */
START_TEST(changed_texts_are_told_as_the_tree_tells_them)
{
    enum { ROUNDS = 4000, TEXT_BYTES_MAX = 256 };
    static const char likely[] = "{}[]:,\"\\ \n019etn-.\x80";
    uint32_t state = 1u + (uint32_t)_i;
    size_t told = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_BYTES_MAX];
        size_t length = strlen(plain[_i].text);
        memcpy(text, plain[_i].text, length);
        for (uint32_t edits = 1 + next_random(&state) % 3; edits > 0 && length > 0; edits--) {
            size_t at = next_random(&state) % length;
            uint32_t kind = next_random(&state) % 3;
            if (kind == 0) {
                text[at] = likely[next_random(&state) % (sizeof(likely) - 1)];
            } else if (kind == 1) {
                memmove(text + at, text + at + 1, length - at - 1);
                length--;
            } else {
                memmove(text + at + 1, text + at, length - at);
                length++;
            }
        }
        told += read_both((struct hp_slice){text, length});
    }
    ck_assert_uint_gt(told, 0);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/error_form");
    TCase *tcase = tcase_create("form");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_plain_error_is_told_without_a_tree, 0,
                        sizeof(plain) / sizeof(plain[0]));
    tcase_add_loop_test(tcase, what_is_wrong_or_not_plain_is_left_to_the_tree, 0,
                        sizeof(others) / sizeof(others[0]));
    tcase_add_loop_test(tcase, changed_texts_are_told_as_the_tree_tells_them, 1,
                        sizeof(plain) / sizeof(plain[0]));
    suite_add_tcase(suite, tcase);
    return suite;
}
