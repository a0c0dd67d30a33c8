/* Which cases stand between the last good canary and the first that failed. */
#include <check.h>
#include <stdio.h>

#include "harness/run/window.h"
#include "tests/support/suite_main.h"

static struct hp_window *window;

static void open_window(void)
{
    struct hp_error error = {0};
    ck_assert_int_eq(hp_window_new(&window, &error), HP_OK);
}

static void close_window(void)
{
    hp_window_free(window);
}

static uint64_t sent(const char *id)
{
    return hp_window_sent(window, hp_slice_of(id));
}

static void answered(uint64_t number, enum hp_verdict verdict, int status)
{
    struct hp_case_record record = {.verdict = verdict, .end = HP_END_RESPONSE, .status = status};
    hp_window_answered(window, number, &record);
}

static void canary(uint64_t number, int status)
{
    const struct hp_observation observation = {.check = "state-canary",
                                               .where = HP_SLICE("status")};
    struct hp_case_record record = {.end = HP_END_RESPONSE,
                                    .status = status,
                                    .canary = true,
                                    .observations = &observation,
                                    .observation_count = status == 200 ? 0 : 1};
    hp_window_canary(window, number, &record);
}

static void assert_window(const char *ids, bool has_sick)
{
    struct hp_window_view view;
    char text[256] = "";
    size_t length = 0;
    ck_assert(hp_window_closed(window, &view));
    for (size_t i = 0; i < view.count; i++) {
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%.*s ",
                                   (int)view.suspects[i].len, view.suspects[i].at);
    }
    ck_assert_str_eq(text, ids);
    ck_assert_int_eq(view.has_sick, has_sick);
}

START_TEST(what_came_back_before_a_good_canary_is_cleared)
{
    answered(sent("a"), HP_PASS, 200);
    canary(sent(""), 200);
    answered(sent("b"), HP_PASS, 200);
    answered(sent("c"), HP_FAIL, 500);
    answered(sent("d"), HP_FAIL, 500);
    canary(sent(""), 500);
    assert_window("b c ", true);
}
END_TEST

START_TEST(what_was_under_way_when_a_good_canary_was_sent_is_not)
{
    canary(0, 200);
    uint64_t slow = sent("slow");
    uint64_t good = sent("");
    answered(slow, HP_PASS, 200);
    canary(good, 200);
    uint64_t never = sent("never-answered");
    (void)never;
    canary(sent(""), 500);
    assert_window("slow never-answered ", false);
}
END_TEST

START_TEST(an_answer_of_another_kind_is_no_sign)
{
    canary(0, 200);
    answered(sent("a"), HP_FAIL, 200);
    answered(sent("b"), HP_PASS, 500); /* asked for */
    answered(sent("c"), HP_FAIL, 500);
    answered(sent("d"), HP_PASS, 200);
    canary(sent(""), 500);
    assert_window("a b c ", true);
}
END_TEST

START_TEST(a_case_that_was_sent_twice_is_named_once)
{
    canary(0, 200);
    answered(sent("a"), HP_FAIL, 200);
    answered(sent("a"), HP_FAIL, 200);
    answered(sent("b"), HP_PASS, 200);
    canary(sent(""), 500);
    assert_window("a b ", false);
}
END_TEST

START_TEST(who_was_never_well_did_not_stop_working)
{
    struct hp_window_view view;
    answered(sent("a"), HP_FAIL, 500);
    canary(sent(""), 500);
    ck_assert(!hp_window_closed(window, &view));
}
END_TEST

START_TEST(only_the_first_failure_has_a_window_and_the_later_ones_are_counted)
{
    struct hp_window_view view;
    canary(0, 200);
    answered(sent("a"), HP_PASS, 200);
    canary(sent(""), 500);
    canary(sent(""), 200);
    answered(sent("b"), HP_PASS, 200);
    canary(sent(""), 500);
    canary(sent(""), 500); /* still, not again */
    assert_window("a ", false);
    ck_assert(hp_window_closed(window, &view));
    ck_assert_uint_eq(view.later, 1);
}
END_TEST

START_TEST(a_window_longer_than_the_ring_says_so)
{
    struct hp_window_view view;
    canary(0, 200);
    for (int i = 0; i < 2 * HP_WINDOW_CASES; i++) {
        char id[16];
        (void)snprintf(id, sizeof(id), "c%d", i);
        answered(sent(id), HP_PASS, 200);
    }
    canary(sent(""), 500);
    ck_assert(hp_window_closed(window, &view));
    ck_assert(view.cut);
    ck_assert_uint_eq(view.count, HP_WINDOW_CASES - 1); /* the canary has the last place */
}
END_TEST

START_TEST(no_window_takes_anything)
{
    struct hp_window_view view;
    struct hp_case_record record = {.status = 200};
    ck_assert_uint_eq(hp_window_sent(NULL, HP_SLICE("a")), 0);
    hp_window_answered(NULL, 1, &record);
    hp_window_canary(NULL, 1, &record);
    ck_assert(!hp_window_closed(NULL, &view));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_window");
    TCase *tcase = tcase_create("window");
    tcase_add_checked_fixture(tcase, open_window, close_window);
    tcase_add_test(tcase, what_came_back_before_a_good_canary_is_cleared);
    tcase_add_test(tcase, what_was_under_way_when_a_good_canary_was_sent_is_not);
    tcase_add_test(tcase, an_answer_of_another_kind_is_no_sign);
    tcase_add_test(tcase, a_case_that_was_sent_twice_is_named_once);
    tcase_add_test(tcase, who_was_never_well_did_not_stop_working);
    tcase_add_test(tcase, only_the_first_failure_has_a_window_and_the_later_ones_are_counted);
    tcase_add_test(tcase, a_window_longer_than_the_ring_says_so);
    tcase_add_test(tcase, no_window_takes_anything);
    suite_add_tcase(suite, tcase);
    return suite;
}
