/* JSON Pointers: RFC 6901's own examples, what finds nothing, and a text that is always fit to
 * print and never too long. */
#include <stdio.h>
#include <string.h>

#include "harness/base/rng.h"
#include "harness/json/pointer.h"
#include "tests/support/suite_main.h"

static struct hp_arena arena;

static void set_up(void)
{
    hp_arena_init(&arena, (size_t)1 << 24);
}

static void tear_down(void)
{
    hp_arena_deinit(&arena);
}

/* RFC 6901 5, and a few members more. */
static const struct hp_slice document = HP_SLICE_INIT(
    "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,\"g|h\":4,\"i\\\\j\":5,"
    "\"k\\\"l\":6,\" \":7,\"m~n\":8,\"~1\":9,\"0\":10,\"o\":{\"\":{\"p\":11}},\"FOO\":12,"
    "\"caf\xc3\xa9\":13,\"-\":14,\"twice\":15,\"twice\":16,\"t~\":20,"
    "\"many\":[0,0,0,0,0,0,0,0,0,0,21,0,0,0,0,0,0,0,0,0,22,0],\"deep\":[[17,[18]],{\"q\":19}]}");

struct resolve_row {
    struct hp_slice pointer;
    const char *number; /* NULL: finds nothing */
};

static const struct resolve_row resolves[] = {
    {HP_SLICE_INIT("/"), "0"},
    {HP_SLICE_INIT("/a~1b"), "1"},
    {HP_SLICE_INIT("/c%d"), "2"},
    {HP_SLICE_INIT("/e^f"), "3"},
    {HP_SLICE_INIT("/g|h"), "4"},
    {HP_SLICE_INIT("/i\\j"), "5"},
    {HP_SLICE_INIT("/k\"l"), "6"},
    {HP_SLICE_INIT("/ "), "7"},
    {HP_SLICE_INIT("/m~0n"), "8"},
    {HP_SLICE_INIT("/~01"), "9"},
    {HP_SLICE_INIT("/0"), "10"},
    {HP_SLICE_INIT("/o//p"), "11"},
    {HP_SLICE_INIT("/FOO"), "12"},
    {HP_SLICE_INIT("/caf\xc3\xa9"), "13"},
    {HP_SLICE_INIT("/-"), "14"},
    {HP_SLICE_INIT("/twice"), "15"},
    {HP_SLICE_INIT("/deep/0/0"), "17"},
    {HP_SLICE_INIT("/deep/0/1/0"), "18"},
    {HP_SLICE_INIT("/deep/1/q"), "19"},
    {HP_SLICE_INIT("/t~0"), "20"},
    {HP_SLICE_INIT("/many/10"), "21"},
    {HP_SLICE_INIT("/many/20"), "22"},
    {HP_SLICE_INIT("/many/:"), NULL},
    {HP_SLICE_INIT("/many/1:"), NULL},
    {HP_SLICE_INIT("/many//"), NULL},
    {HP_SLICE_INIT("foo"), NULL},
    {HP_SLICE_INIT("0"), NULL},
    {HP_SLICE_INIT("#/0"), NULL},
    {HP_SLICE_INIT("/fo"), NULL},
    {HP_SLICE_INIT("/fooo"), NULL},
    {HP_SLICE_INIT("/Foo"), NULL},
    {HP_SLICE_INIT("//"), NULL},
    {HP_SLICE_INIT("/a/b"), NULL},
    {HP_SLICE_INIT("/a~b"), NULL},
    {HP_SLICE_INIT("/m~"), NULL},
    {HP_SLICE_INIT("/m~n"), NULL},
    {HP_SLICE_INIT("/m~2n"), NULL},
    {HP_SLICE_INIT("/m~00n"), NULL},
    {HP_SLICE_INIT("/foo/2"), NULL},
    {HP_SLICE_INIT("/foo/-"), NULL},
    {HP_SLICE_INIT("/foo/-1"), NULL},
    {HP_SLICE_INIT("/foo/+1"), NULL},
    {HP_SLICE_INIT("/foo/00"), NULL},
    {HP_SLICE_INIT("/foo/01"), NULL},
    {HP_SLICE_INIT("/foo/1:"), NULL},
    {HP_SLICE_INIT("/foo/:"), NULL},
    {HP_SLICE_INIT("/foo/ 1"), NULL},
    {HP_SLICE_INIT("/foo/1 "), NULL},
    {HP_SLICE_INIT("/foo/1.0"), NULL},
    {HP_SLICE_INIT("/foo/0x1"), NULL},
    {HP_SLICE_INIT("/foo/1e0"), NULL},
    {HP_SLICE_INIT("/foo/\0"), NULL},
    {HP_SLICE_INIT("/foo/"), NULL},
    {HP_SLICE_INIT("/foo/18446744073709551616"), NULL},
    {HP_SLICE_INIT("/foo/4294967296"), NULL},
    {HP_SLICE_INIT("/foo/0/0"), NULL},
    {HP_SLICE_INIT("/foo/0/"), NULL},
    {HP_SLICE_INIT("/FOO/"), NULL},
    {HP_SLICE_INIT("/0/0"), NULL},
    {HP_SLICE_INIT("/deep/0/"), NULL},
};

static const struct hp_json *parse_document(void)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, document, NULL, &scan, &root), HP_OK);
    ck_assert_ptr_nonnull(root);
    return root;
}

START_TEST(pointer_names_this_value)
{
    const struct resolve_row *row = &resolves[_i];
    const struct hp_json *found = hp_pointer_resolve(parse_document(), row->pointer);
    if (row->number == NULL) {
        ck_assert_msg(found == NULL, "%.*s", (int)row->pointer.len, row->pointer.at);
    } else {
        ck_assert_msg(hp_slice_is(hp_json_number(found), row->number), "%.*s",
                      (int)row->pointer.len, row->pointer.at);
    }
}
END_TEST

START_TEST(empty_pointer_is_the_whole_document)
{
    const struct hp_json *root = parse_document();
    ck_assert_ptr_eq(hp_pointer_resolve(root, HP_SLICE("")), root);
    ck_assert_ptr_eq(hp_pointer_resolve(root, (struct hp_slice){NULL, 0}), root);
    ck_assert_ptr_null(hp_pointer_resolve(NULL, HP_SLICE("")));
    ck_assert_ptr_eq(hp_pointer_resolve(root, HP_SLICE("/foo")), hp_json_first(root));
}
END_TEST

/* The pointer is a slice: what stands behind it is no part of it. */
START_TEST(bytes_behind_the_pointer_are_not_read)
{
    const struct hp_json *root = parse_document();
    ck_assert_ptr_null(hp_pointer_resolve(root, (struct hp_slice){"/t~0", 3}));
    ck_assert_ptr_nonnull(hp_pointer_resolve(root, (struct hp_slice){"/deep/0/5", 7}));
    ck_assert_ptr_null(hp_pointer_resolve(root, (struct hp_slice){"/deep/0", 6}));
}
END_TEST

struct push_row {
    struct hp_slice name;
    const char *want;
};

static const struct push_row pushes[] = {
    {HP_SLICE_INIT("name"), "/name"},
    {HP_SLICE_INIT(""), "/"},
    {HP_SLICE_INIT("a/b~c"), "/a~1b~0c"},
    {HP_SLICE_INIT("~1"), "/~01"},
    {HP_SLICE_INIT("caf\xc3\xa9"), "/caf\xc3\xa9"},
    {HP_SLICE_INIT("\xf0\x9f\x98\x80"), "/\xf0\x9f\x98\x80"},
    {HP_SLICE_INIT("a\nb\x1b\x7f"), "/a\\u000ab\\u001b\\u007f"},
    {HP_SLICE_INIT("\xc2\x9b"), "/\\u009b"},
    {HP_SLICE_INIT("\xe2\x80\xa8"), "/\\u2028"},
    {HP_SLICE_INIT("a\xc0\x80z"), "/a\\u0000z"},
    {HP_SLICE_INIT("a\0z"), "/a\\u0000z"},
    {HP_SLICE_INIT("\xed\xa0\x80"), "/\\ud800"},
    {HP_SLICE_INIT("\xff/\xc3"), "/\\u00ff~1\\u00c3"},
};

START_TEST(pushed_name_is_fit_to_print)
{
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    ck_assert_uint_eq(hp_pointer_push_name(&pointer, pushes[_i].name), 0);
    ck_assert_str_eq(pointer.text, pushes[_i].want);
    ck_assert_uint_eq(pointer.length, strlen(pushes[_i].want));
}
END_TEST

/* Every byte at every place of names of every length that is looked at in another way. */
START_TEST(each_byte_is_shown_wherever_it_stands)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        char shown[8] = {(char)byte};
        if (byte == '~' || byte == '/') {
            (void)snprintf(shown, sizeof(shown), byte == '~' ? "~0" : "~1");
        } else if (byte < 0x20 || byte >= 0x7f) {
            (void)snprintf(shown, sizeof(shown), "\\u%04x", byte);
        }
        for (size_t length = 1; length <= 20; length++) {
            for (size_t at = 0; at < length; at++) {
                char name[32];
                char want[64];
                memset(name, 'x', sizeof(name));
                name[at] = (char)byte;
                (void)snprintf(want, sizeof(want), "/%.*s%s%.*s", (int)at, "xxxxxxxxxxxxxxxxxxxx",
                               shown, (int)(length - at - 1), "xxxxxxxxxxxxxxxxxxxx");
                struct hp_pointer pointer;
                hp_pointer_init(&pointer);
                (void)hp_pointer_push_name(&pointer, (struct hp_slice){name, length});
                ck_assert_str_eq(pointer.text, want);
            }
        }
    }
}
END_TEST

/* What has room to the last byte is not cut, one byte more is; a run as well as a byte at a time.
 */
START_TEST(a_name_is_cut_only_when_there_is_no_room)
{
    static const size_t most = HP_POINTER_BYTES - 4; /* dots and NUL stand behind */
    char name[HP_POINTER_BYTES];
    memset(name, 'x', sizeof(name));
    for (size_t length = most - 3; length <= most + 3; length++) {
        struct hp_pointer pointer;
        hp_pointer_init(&pointer);
        (void)hp_pointer_push_name(&pointer, (struct hp_slice){name, length});
        bool whole = length + 1 <= most;
        ck_assert_uint_eq(pointer.length, whole ? length + 1 : HP_POINTER_BYTES - 1);
        ck_assert_uint_eq(strlen(pointer.text), pointer.length);
        ck_assert_uint_eq(strcspn(pointer.text, "."), whole ? length + 1 : most);
    }
}
END_TEST

/* What grows at its front ends as what grows at its end, or says that it cannot. */
START_TEST(a_tail_is_the_same_pointer)
{
    static const struct hp_slice names[] = {
        HP_SLICE_INIT(""),
        HP_SLICE_INIT("a"),
        HP_SLICE_INIT("webhook"),
        HP_SLICE_INIT(" \""),
        HP_SLICE_INIT("abcdefgh"),
        HP_SLICE_INIT("data_models_and_more_words"),
        HP_SLICE_INIT("a/b"),
        HP_SLICE_INIT("x~"),
        HP_SLICE_INIT("abcdefghijk\n"),
        HP_SLICE_INIT("caf\xc3\xa9"),
    };
    enum { ORDINARY = 6, NAMES = sizeof(names) / sizeof(names[0]), STEPS_MAX = 60 };
    struct hp_rng rng;
    hp_rng_init(&rng, (uint64_t)_i, HP_SLICE("tails"));
    unsigned equal = 0;
    for (int turn = 0; turn < 20000; turn++) {
        size_t steps[STEPS_MAX]; /* a name below NAMES, else an index */
        size_t count = hp_rng_below(&rng, STEPS_MAX);
        bool only_ordinary = hp_rng_below(&rng, 4) > 0;
        bool ordinary = true;
        struct hp_pointer pointer;
        hp_pointer_init(&pointer);
        for (size_t i = 0; i < count; i++) {
            steps[i] = hp_rng_below(&rng, 2) == 0
                           ? hp_rng_below(&rng, only_ordinary ? ORDINARY : NAMES)
                           : NAMES + (size_t)(hp_rng_next(&rng) >> hp_rng_below(&rng, 64)) / 2;
            ordinary = ordinary && (steps[i] < ORDINARY || steps[i] >= NAMES);
            (void)(steps[i] < NAMES ? hp_pointer_push_name(&pointer, names[steps[i]])
                                    : hp_pointer_push_index(&pointer, steps[i] - NAMES));
        }
        struct hp_pointer_tail tail;
        hp_pointer_tail_init(&tail);
        bool taken = true;
        for (size_t i = count; i-- > 0 && taken;) {
            taken = steps[i] < NAMES ? hp_pointer_tail_name(&tail, names[steps[i]])
                                     : hp_pointer_tail_index(&tail, steps[i] - NAMES);
        }
        if (taken) {
            ck_assert(ordinary);
            ck_assert(hp_slice_is(hp_pointer_tail_view(&tail), pointer.text));
            equal += count > 0;
        } else {
            ck_assert(!ordinary || pointer.length > HP_POINTER_BYTES / 2);
        }
    }
    ck_assert_uint_gt(equal, 1000);
}
END_TEST

START_TEST(pop_goes_back_to_where_push_came_from)
{
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    ck_assert_str_eq(pointer.text, "");
    hp_pointer_push_name(&pointer, HP_SLICE("a"));
    size_t at_a = hp_pointer_push_index(&pointer, 0);
    ck_assert_str_eq(pointer.text, "/a/0");
    size_t at_0 = hp_pointer_push_index(&pointer, SIZE_MAX);
    ck_assert_str_eq(pointer.text, "/a/0/18446744073709551615");
    hp_pointer_pop(&pointer, at_0);
    ck_assert_str_eq(pointer.text, "/a/0");
    hp_pointer_pop(&pointer, at_a);
    ck_assert_str_eq(pointer.text, "/a");
    hp_pointer_pop(&pointer, 0);
    ck_assert_str_eq(pointer.text, "");
    ck_assert_uint_eq(pointer.length, 0);
}
END_TEST

/* Pushes names of one kind of character until far beyond the end, then pops them all: each text
 * must come back, cut or not. */
START_TEST(a_long_pointer_is_cut_and_comes_back)
{
    static const struct hp_slice names[] = {HP_SLICE_INIT("abc"), HP_SLICE_INIT("~"),
                                            HP_SLICE_INIT("\n"), HP_SLICE_INIT("\xf0\x9f\x98\x80"),
                                            HP_SLICE_INIT("")};
    enum { PUSHES = 400 };
    static char seen[PUSHES][HP_POINTER_BYTES];
    size_t before[PUSHES];
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    for (int i = 0; i < PUSHES; i++) {
        memcpy(seen[i], pointer.text, sizeof(pointer.text));
        before[i] = hp_pointer_push_name(&pointer, names[_i]);
        ck_assert_uint_lt(pointer.length, HP_POINTER_BYTES);
        ck_assert_uint_eq(strlen(pointer.text), pointer.length);
    }
    ck_assert_uint_eq(pointer.length, HP_POINTER_BYTES - 1);
    ck_assert_str_eq(pointer.text + HP_POINTER_BYTES - 4, "...");
    for (int i = PUSHES; i > 0; i--) {
        hp_pointer_pop(&pointer, before[i - 1]);
        ck_assert_str_eq(pointer.text, seen[i - 1]);
    }
    hp_pointer_push_name(&pointer, HP_SLICE("again"));
    ck_assert_str_eq(pointer.text, "/again");
}
END_TEST

START_TEST(one_name_longer_than_all_is_cut)
{
    char name[1000];
    memset(name, 'x', sizeof(name));
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    hp_pointer_push_name(&pointer, HP_SLICE("a"));
    size_t back = hp_pointer_push_name(&pointer, (struct hp_slice){name, sizeof(name)});
    ck_assert_uint_eq(pointer.length, HP_POINTER_BYTES - 1);
    ck_assert(memcmp(pointer.text, "/a/xxx", 6) == 0);
    ck_assert_str_eq(pointer.text + HP_POINTER_BYTES - 5, "x...");
    hp_pointer_push_index(&pointer, 7);
    ck_assert_str_eq(pointer.text + HP_POINTER_BYTES - 5, "x...");
    hp_pointer_pop(&pointer, back);
    ck_assert_str_eq(pointer.text, "/a");
}
END_TEST

/* Built while walking, a pointer resolves to where the walk stands. */
START_TEST(what_was_pushed_resolves)
{
    const struct hp_json *root = parse_document();
    for (const struct hp_json *child = hp_json_first(root); child != NULL;
         child = hp_json_next(child)) {
        struct hp_pointer pointer;
        hp_pointer_init(&pointer);
        hp_pointer_push_name(&pointer, hp_json_name(child));
        const struct hp_json *found =
            hp_pointer_resolve(root, (struct hp_slice){pointer.text, pointer.length});
        ck_assert_ptr_eq(found, hp_json_member(root, hp_json_name(child)));
    }
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Far more than any test needs, since a loaded machine or a sanitizer is slow. */
enum { TIMEOUT_S = 60 };

Suite *hp_suite(void)
{
    Suite *suite = suite_create("json_pointer");
    TCase *resolve = tcase_create("resolve");
    tcase_set_timeout(resolve, TIMEOUT_S);
    tcase_add_checked_fixture(resolve, set_up, tear_down);
    tcase_add_loop_test(resolve, pointer_names_this_value, 0, ROWS(resolves));
    tcase_add_test(resolve, empty_pointer_is_the_whole_document);
    tcase_add_test(resolve, bytes_behind_the_pointer_are_not_read);
    tcase_add_test(resolve, what_was_pushed_resolves);
    suite_add_tcase(suite, resolve);
    TCase *build = tcase_create("build");
    tcase_set_timeout(build, TIMEOUT_S);
    tcase_add_loop_test(build, pushed_name_is_fit_to_print, 0, ROWS(pushes));
    tcase_add_test(build, each_byte_is_shown_wherever_it_stands);
    tcase_add_test(build, a_name_is_cut_only_when_there_is_no_room);
    tcase_add_loop_test(build, a_tail_is_the_same_pointer, 0, 2);
    tcase_add_test(build, pop_goes_back_to_where_push_came_from);
    tcase_add_loop_test(build, a_long_pointer_is_cut_and_comes_back, 0, 5);
    tcase_add_test(build, one_name_longer_than_all_is_cut);
    suite_add_tcase(suite, build);
    return suite;
}
