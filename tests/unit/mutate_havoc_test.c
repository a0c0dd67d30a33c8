/* Every edit changes texts of any kind, stays within its bounds and is repeated by its seed. */
#include "harness/mutate/havoc.h"

#include "harness/json/scan.h"
#include "harness/mutate/havoc_text.h"
#include "tests/support/suite_main.h"
#include "tests/unit/mutate_fixture.h"

enum { TIMES = 400, BYTES_MAX = 16 * 1024, ROOM = 48 };

#define DOCUMENT                                                                                   \
    "{\"webhook\":{\"name\":\"n\\\"1\",\"type\":\"T\",\"operations\":[\"CREATE\",2,null],"         \
    "\"headers\":{\"x\":\"1\"}}}"

static struct hp_buf text;
static struct hp_rng rng;

static void set_up(void)
{
    hp_buf_init(&text, BYTES_MAX);
    hp_rng_init(&rng, 7, HP_SLICE("test"));
}

static void tear_down(void)
{
    hp_buf_deinit(&text);
}

static struct hp_havoc_weights only(enum hp_havoc_edit edit)
{
    struct hp_havoc_weights weights = {{0}};
    weights.of[edit] = 1;
    return weights;
}

static void begin(struct hp_slice with)
{
    hp_buf_clear(&text);
    hp_buf_slice(&text, with);
}

static enum hp_havoc_edit edit_once(enum hp_havoc_edit edit, struct hp_slice other)
{
    struct hp_havoc_weights weights = only(edit);
    return hp_havoc(&text, other, &rng, &fixture_contract, &weights);
}

START_TEST(the_edit_with_the_weight_is_made_and_changes_a_document)
{
    int changed = 0;
    for (int i = 0; i < TIMES; i++) {
        begin(HP_SLICE(DOCUMENT));
        ck_assert_int_eq(edit_once((enum hp_havoc_edit)_i, HP_SLICE("[\"of another\",{\"b\":[]}]")),
                         _i);
        ck_assert(!text.failed);
        ck_assert_uint_gt(text.length, 0);
        changed += !hp_slice_is(hp_buf_view(&text), DOCUMENT);
    }
    /* What is put in may be what was there; a string of the document is no number. */
    ck_assert_msg(changed > TIMES * 3 / 4, "%s: %d", hp_havoc_name((enum hp_havoc_edit)_i),
                  changed);
}
END_TEST

/* Texts that stop early, or were never JSON: an edit finds no token, half of one, or thousands. */
static const struct hp_slice odd[] = {
    HP_SLICE_INIT("x"),       HP_SLICE_INIT("\""),     HP_SLICE_INIT("\\"),
    HP_SLICE_INIT("\"\\"),    HP_SLICE_INIT("{\"a"),   HP_SLICE_INIT("]]}}"),
    HP_SLICE_INIT("[[{[[{"),  HP_SLICE_INIT("   "),    HP_SLICE_INIT("\0\xff\0"),
    HP_SLICE_INIT("{\"a\":"), HP_SLICE_INIT(",,::,,"), HP_SLICE_INIT("[1}{2]"),
};

START_TEST(any_text_stays_within_its_bounds)
{
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        for (int times = 0; times < TIMES; times++) {
            struct hp_buf small;
            struct hp_havoc_weights weights = only((enum hp_havoc_edit)_i);
            hp_buf_init(&small, ROOM);
            hp_buf_slice(&small, odd[i]);
            for (int stacked = 0; stacked < 4; stacked++) {
                (void)hp_havoc(&small, odd[(i + 1) % 12], &rng, &fixture_contract, &weights);
                ck_assert(!small.failed);
                ck_assert_uint_ge(small.length, 1);
                ck_assert_uint_le(small.length, ROOM);
            }
            hp_buf_deinit(&small);
        }
    }
}
END_TEST

START_TEST(more_tokens_than_are_looked_at_are_left_as_they_are)
{
    begin(HP_SLICE(""));
    for (int i = 0; i < 3000; i++) {
        hp_buf_text(&text, "[1,");
    }
    for (int times = 0; times < 20; times++) {
        (void)edit_once((enum hp_havoc_edit)_i, hp_buf_view(&text));
        ck_assert(!text.failed);
    }
}
END_TEST

START_TEST(an_empty_text_stays_empty)
{
    begin(HP_SLICE(""));
    ck_assert_int_eq(edit_once((enum hp_havoc_edit)_i, HP_SLICE("1")), _i);
    ck_assert_uint_eq(text.length, 0);
}
END_TEST

static uint64_t many_edits(uint64_t seed)
{
    static const struct hp_havoc_weights even; /* all zero counts as all one */
    uint64_t hash = HP_HASH_BASIS;
    hp_rng_init(&rng, seed, HP_SLICE("same"));
    for (int i = 0; i < TIMES; i++) {
        begin(HP_SLICE(DOCUMENT));
        enum hp_havoc_edit edit = hp_havoc(&text, HP_SLICE("[7]"), &rng, &fixture_contract, &even);
        hash = hp_hash_mix(hp_hash(hash, hp_buf_view(&text)) ^ edit);
    }
    return hash;
}

START_TEST(a_seed_repeats_its_edits)
{
    ck_assert_uint_eq(many_edits(1), many_edits(1));
    ck_assert_uint_ne(many_edits(1), many_edits(2));
}
END_TEST

START_TEST(weights_are_proportions)
{
    struct hp_havoc_weights weights = {{0}};
    int long_ones = 0;
    weights.of[HP_HAVOC_LONG] = 3;
    weights.of[HP_HAVOC_GONE] = 1;
    for (int i = 0; i < 1000; i++) {
        begin(HP_SLICE(DOCUMENT));
        enum hp_havoc_edit edit = hp_havoc(&text, HP_SLICE(""), &rng, &fixture_contract, &weights);
        ck_assert(edit == HP_HAVOC_LONG || edit == HP_HAVOC_GONE);
        long_ones += edit == HP_HAVOC_LONG;
    }
    ck_assert_int_gt(long_ones, 650);
    ck_assert_int_lt(long_ones, 850);
}
END_TEST

/* Does some edit of the document hold `part`? */
static bool makes(enum hp_havoc_edit edit, struct hp_slice other, const char *part)
{
    for (int i = 0; i < TIMES; i++) {
        begin(HP_SLICE(DOCUMENT));
        (void)edit_once(edit, other);
        if (hp_slice_find(hp_buf_view(&text), hp_slice_of(part)) < text.length) {
            return true;
        }
    }
    return false;
}

static const struct {
    enum hp_havoc_edit edit;
    const char *part;
} marks[] = {
    {HP_HAVOC_DEEP, "[[[["},
    {HP_HAVOC_DEEP, "{\"a\":{\"a\":{\"a\":"},
    {HP_HAVOC_LONG, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    {HP_HAVOC_LONG, "\n\n\n\n"},
    {HP_HAVOC_ESCAPE, "\\u"},
    {HP_HAVOC_ESCAPE, "\\b"},
    {HP_HAVOC_RAW, "\xf0"},
    {HP_HAVOC_KIND, "true"},
    {HP_HAVOC_WORD, "\"data_models\":\"n"},
    {HP_HAVOC_NUMBER, "2147483648"},
    {HP_HAVOC_TWICE, "\"type\":\"T\",\"type\":\"T\""},
    {HP_HAVOC_GONE, "{\"webhook\":{\"type\":\"T\""},
    {HP_HAVOC_FOREIGN, "{\"strange\":[5]}"},
    {HP_HAVOC_PUNCTURE, "\"type\"\"T\""},
};

START_TEST(an_edit_makes_what_it_is_called_after)
{
    ck_assert_msg(makes(marks[_i].edit, HP_SLICE("{\"strange\":[5]}"), marks[_i].part),
                  "%s never made %s", hp_havoc_name(marks[_i].edit), marks[_i].part);
}
END_TEST

START_TEST(what_is_taken_out_or_doubled_leaves_json_json)
{
    for (int i = 0; i < TIMES; i++) {
        struct hp_json_scan scan;
        begin(HP_SLICE(DOCUMENT));
        (void)edit_once(_i == 0 ? HP_HAVOC_GONE : HP_HAVOC_TWICE, HP_SLICE(""));
        ck_assert_msg(hp_json_scan(hp_buf_view(&text), NULL, &scan), "%.*s", (int)text.length,
                      text.bytes);
    }
}
END_TEST

START_TEST(containers_in_containers_are_whole_and_as_deep_as_asked)
{
    for (size_t depth = 1; depth <= 500; depth += 83) {
        struct hp_json_scan scan;
        begin(HP_SLICE(""));
        hp_havoc_deep(&text, &rng, depth);
        ck_assert(hp_json_scan(hp_buf_view(&text), NULL, &scan));
        ck_assert_uint_eq(scan.depth, depth);
    }
}
END_TEST

START_TEST(a_size_is_of_any_magnitude_up_to_the_most)
{
    size_t small = 0;
    size_t large = 0;
    for (int i = 0; i < 2000; i++) {
        size_t size = hp_havoc_size(&rng, 700);
        ck_assert_uint_ge(size, 1);
        ck_assert_uint_le(size, 700);
        small += size < 8;
        large += size > 350;
    }
    ck_assert_uint_gt(small, 300);
    ck_assert_uint_gt(large, 100);
    ck_assert_uint_eq(hp_havoc_size(&rng, 1), 1);
}
END_TEST

START_TEST(edits_have_names_of_their_own)
{
    for (int a = 0; a < HP_HAVOC_EDITS; a++) {
        ck_assert_ptr_nonnull(hp_havoc_name((enum hp_havoc_edit)a));
        for (int b = 0; b < a; b++) {
            ck_assert_str_ne(hp_havoc_name((enum hp_havoc_edit)a),
                             hp_havoc_name((enum hp_havoc_edit)b));
        }
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("mutate_havoc");
    TCase *tcase = tcase_create("havoc");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, the_edit_with_the_weight_is_made_and_changes_a_document, 0,
                        HP_HAVOC_EDITS);
    tcase_add_loop_test(tcase, any_text_stays_within_its_bounds, 0, HP_HAVOC_EDITS);
    tcase_add_loop_test(tcase, more_tokens_than_are_looked_at_are_left_as_they_are, 0,
                        HP_HAVOC_EDITS);
    tcase_add_loop_test(tcase, an_empty_text_stays_empty, 0, HP_HAVOC_EDITS);
    tcase_add_test(tcase, a_seed_repeats_its_edits);
    tcase_add_test(tcase, weights_are_proportions);
    tcase_add_loop_test(tcase, an_edit_makes_what_it_is_called_after, 0,
                        (int)(sizeof(marks) / sizeof(marks[0])));
    tcase_add_loop_test(tcase, what_is_taken_out_or_doubled_leaves_json_json, 0, 2);
    tcase_add_test(tcase, containers_in_containers_are_whole_and_as_deep_as_asked);
    tcase_add_test(tcase, a_size_is_of_any_magnitude_up_to_the_most);
    tcase_add_test(tcase, edits_have_names_of_their_own);
    suite_add_tcase(suite, tcase);
    return suite;
}
