/* "Did you mean": near names are found, far ones are not guessed at. */
#include "harness/plan/nearest.h"

#include "tests/support/suite_main.h"

static const char *const known[] = {"accept-200", "reject-4xx", "reject-415", "depth", "seed"};

static const struct {
    const char *typed, *hint;
} cases[] = {
    {"reject-4x", "; did you mean reject-4xx?"},
    {"reject-416", "; did you mean reject-415?"},
    {"dept", "; did you mean depth?"},
    {"seeds", "; did you mean seed?"},
    {"sed", "; did you mean seed?"},
    {"banana", ""},
    {"", ""},
    {"accept", ""},
};

START_TEST(the_nearest_known_name_is_offered)
{
    struct hp_nearest nearest;
    char hint[HP_NEAREST_HINT_BYTES];
    hp_nearest_init(&nearest, hp_slice_of(cases[_i].typed));
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        (void)hp_nearest_feed(&nearest, hp_slice_of(known[i]));
    }
    ck_assert_str_eq(hp_nearest_hint(nearest.name, hint), cases[_i].hint);
}
END_TEST

START_TEST(the_first_of_equals_stays)
{
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, HP_SLICE("reject-41"));
    ck_assert(hp_nearest_feed(&nearest, HP_SLICE("reject-413")));
    ck_assert(!hp_nearest_feed(&nearest, HP_SLICE("reject-415")));
    ck_assert(hp_slice_is(nearest.name, "reject-413"));
}
END_TEST

/* The hint has its bound, whatever is fed. */
START_TEST(a_long_name_is_cut)
{
    char name[1000];
    char hint[HP_NEAREST_HINT_BYTES];
    memset(name, 'n', sizeof(name));
    const char *text = hp_nearest_hint((struct hp_slice){name, sizeof(name)}, hint);
    ck_assert_uint_lt(strlen(text), HP_NEAREST_HINT_BYTES);
    ck_assert_int_eq(text[strlen(text) - 1], '?');
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("plan nearest");
    TCase *tcase = tcase_create("nearest");
    tcase_add_loop_test(tcase, the_nearest_known_name_is_offered, 0,
                        (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_test(tcase, the_first_of_equals_stays);
    tcase_add_test(tcase, a_long_name_is_cut);
    suite_add_tcase(suite, tcase);
    return suite;
}
