/* When the next request may go, on a clock of our own. */
#include "harness/run/pace.h"

#include "tests/unit/run_fixture.h"

static struct hp_pace pace;

START_TEST(no_limit_never_waits)
{
    hp_pace_init(&pace, 0, 1000);
    for (int i = 0; i < 1000; i++) {
        ck_assert_uint_eq(hp_pace_take(&pace, 1000), 0);
    }
    hp_pace_init(&pace, -1, 1000);
    ck_assert_uint_eq(hp_pace_take(&pace, 1000), 0);
    ck_assert_uint_eq(hp_pace_take(&pace, 1000), 0);
}
END_TEST

/* Whoever asks all the time gets exactly the rate. */
START_TEST(turns_are_evenly_spaced)
{
    uint64_t turns = 0;
    uint64_t last = 0;
    hp_pace_init(&pace, 50, 5000);
    for (uint64_t now = 5000; now < 5000 + 2000000; now += 100) {
        if (hp_pace_take(&pace, now) == 0) {
            ck_assert(turns == 0 || now - last >= 19900);
            turns++;
            last = now;
        }
    }
    ck_assert_uint_eq(turns, 100);
}
END_TEST

/* Whoever sleeps as long as told, and a little longer, loses next to nothing. */
START_TEST(who_waits_as_told_gets_the_rate)
{
    uint64_t now = 0;
    uint64_t turns = 0;
    hp_pace_init(&pace, 200, now);
    while (now < 10000000) {
        uint64_t wait = hp_pace_take(&pace, now);
        turns += wait == 0;
        now += wait + (wait > 0 ? 80 : 10);
    }
    ck_assert_uint_ge(turns, 1950);
    ck_assert_uint_le(turns, 2001);
}
END_TEST

START_TEST(the_wait_is_the_time_to_the_next_turn)
{
    hp_pace_init(&pace, 10, 0);
    ck_assert_uint_eq(hp_pace_take(&pace, 0), 0);
    ck_assert_uint_eq(hp_pace_take(&pace, 30000), 70000);
    ck_assert_uint_eq(hp_pace_take(&pace, 99999), 1);
    ck_assert_uint_eq(hp_pace_take(&pace, 100000), 0);
}
END_TEST

START_TEST(time_that_was_not_used_is_no_burst)
{
    hp_pace_init(&pace, 10, 0);
    ck_assert_uint_eq(hp_pace_take(&pace, 0), 0);
    ck_assert_uint_eq(hp_pace_take(&pace, 5000000), 0);
    size_t at_once = 0;
    for (int i = 0; i < 20; i++) {
        at_once += hp_pace_take(&pace, 5000000) == 0;
    }
    ck_assert_uint_eq(at_once, 0);
}
END_TEST

START_TEST(a_slow_rate_is_kept_too)
{
    hp_pace_init(&pace, 1.0 / 60, 0);
    ck_assert_uint_eq(hp_pace_take(&pace, 0), 0);
    ck_assert_uint_eq(hp_pace_take(&pace, 1), 59999999);
    hp_pace_init(&pace, 1e7, 0);
    ck_assert_uint_eq(hp_pace_take(&pace, 0), 0);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_pace");
    TCase *tests = tcase_create("pace");
    tcase_add_test(tests, no_limit_never_waits);
    tcase_add_test(tests, turns_are_evenly_spaced);
    tcase_add_test(tests, who_waits_as_told_gets_the_rate);
    tcase_add_test(tests, the_wait_is_the_time_to_the_next_turn);
    tcase_add_test(tests, time_that_was_not_used_is_no_burst);
    tcase_add_test(tests, a_slow_rate_is_kept_too);
    suite_add_tcase(suite, tests);
    return suite;
}
