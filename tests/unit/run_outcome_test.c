/* Every rule behind the exit code, and the order in which they are asked. */
#include "harness/run/outcome.h"

#include "tests/unit/run_fixture.h"

static const struct {
    const char *what;
    struct hp_tally totals; /* cases, pass, fail, warn, note, inconclusive, skipped */
    int fail_groups, warn_groups;
    enum hp_stop stop;
    const char *reason;
    enum hp_outcome_kind outcome;
    int exit_code;
    const char *says;
} rules[] = {
    {"all passed", {9, 9}, 0, 0, HP_STOP_NONE, "", HP_CONFORMANT, 0, "9 cases judged, none fails"},
    {"warnings do not fail",
     {9, 8, 0, 1},
     0,
     1,
     HP_STOP_NONE,
     "",
     HP_CONFORMANT,
     0,
     "9 cases judged, none fails, with warnings"},
    {"a warning of a canary is told too",
     {9, 9},
     0,
     1,
     HP_STOP_NONE,
     "",
     HP_CONFORMANT,
     0,
     "9 cases judged, none fails, with warnings"},
    {"notes count as judged",
     {9, 0, 0, 0, 9},
     0,
     0,
     HP_STOP_NONE,
     "",
     HP_CONFORMANT,
     0,
     "9 cases judged"},
    {"skipped cases are not judged",
     {9, 4, 0, 0, 0, 0, 5},
     0,
     0,
     HP_STOP_NONE,
     "",
     HP_CONFORMANT,
     0,
     "4 cases judged"},
    {"one failure",
     {9, 8, 1},
     1,
     0,
     HP_STOP_NONE,
     "",
     HP_NONCONFORMANT,
     1,
     "1 of 9 cases fail, in 1 finding"},
    {"failures in two groups",
     {9, 4, 5},
     2,
     1,
     HP_STOP_NONE,
     "",
     HP_NONCONFORMANT,
     1,
     "5 of 9 cases fail, in 2 findings"},
    {"only a canary failed", {9, 9}, 1, 0, HP_STOP_NONE, "", HP_NONCONFORMANT, 1, "in 1 finding"},
    {"a failure wins over a limit",
     {9, 8, 1},
     1,
     0,
     HP_STOP_TIME,
     "late",
     HP_NONCONFORMANT,
     1,
     "the run was stopped early"},
    {"a failure wins over a signal",
     {9, 8, 1},
     1,
     0,
     HP_STOP_SIGNAL,
     "",
     HP_NONCONFORMANT,
     1,
     "the run was stopped early"},
    {"max-failures",
     {9, 8, 1},
     1,
     0,
     HP_STOP_FAILURES,
     "limit",
     HP_NONCONFORMANT,
     1,
     "the run was stopped early"},
    {"a failure wins over what is inconclusive",
     {9, 1, 1, 0, 0, 7},
     1,
     0,
     HP_STOP_NONE,
     "",
     HP_NONCONFORMANT,
     1,
     "1 of 9 cases fail"},
    {"time is up",
     {9, 9},
     0,
     0,
     HP_STOP_TIME,
     "the time limit was reached",
     HP_INCOMPLETE,
     4,
     "stopped after 9 of 1,000 cases (the time limit was reached), no failure so far"},
    {"interrupted", {9, 9}, 0, 0, HP_STOP_SIGNAL, "interrupted", HP_INCOMPLETE, 4, "(interrupted)"},
    {"interrupted at once",
     {0},
     0,
     0,
     HP_STOP_SIGNAL,
     "interrupted",
     HP_INCOMPLETE,
     4,
     "stopped after 0 of 1,000 cases"},
    {"nobody there",
     {0},
     0,
     0,
     HP_STOP_UNREACHABLE,
     "cannot reach it",
     HP_OUTCOME_INCONCLUSIVE,
     3,
     "cannot reach it"},
    {"the key is refused",
     {0},
     0,
     0,
     HP_STOP_REFUSED,
     "refuses the key",
     HP_OUTCOME_INCONCLUSIVE,
     3,
     "refuses the key"},
    {"gone in the middle wins over a failure",
     {9, 8, 1},
     1,
     0,
     HP_STOP_UNREACHABLE,
     "gone",
     HP_OUTCOME_INCONCLUSIVE,
     3,
     "gone"},
    {"nothing was judged",
     {3, 0, 0, 0, 0, 0, 3},
     0,
     0,
     HP_STOP_NONE,
     "",
     HP_OUTCOME_INCONCLUSIVE,
     3,
     "no case was judged"},
    {"nothing but inconclusive",
     {3, 0, 0, 0, 0, 3},
     0,
     0,
     HP_STOP_NONE,
     "",
     HP_OUTCOME_INCONCLUSIVE,
     3,
     "no case was judged"},
    {"a tenth inconclusive is enough to judge by",
     {100, 90, 0, 0, 0, 10},
     0,
     0,
     HP_STOP_NONE,
     "",
     HP_CONFORMANT,
     0,
     "90 cases judged"},
    {"more than a tenth is not",
     {100, 89, 0, 0, 0, 11},
     0,
     0,
     HP_STOP_NONE,
     "",
     HP_OUTCOME_INCONCLUSIVE,
     3,
     "11 of 100 cases were inconclusive"},
    {"skipped cases do not thin it",
     {1100, 89, 0, 0, 0, 11, 1000},
     0,
     0,
     HP_STOP_NONE,
     "",
     HP_OUTCOME_INCONCLUSIVE,
     3,
     "11 of 100 cases were inconclusive"},
};

START_TEST(each_rule_gives_its_outcome)
{
    struct hp_group groups[4] = {0};
    struct hp_summary summary = {.totals = rules[_i].totals, .groups = groups, .plan_cases = 1000};
    hp_arena_init(&summary.arena, 64 * 1024);
    for (int i = 0; i < rules[_i].fail_groups; i++) {
        groups[summary.group_count++].verdict = HP_FAIL;
    }
    for (int i = 0; i < rules[_i].warn_groups; i++) {
        groups[summary.group_count++].verdict = HP_WARN;
    }
    groups[summary.group_count++].verdict = HP_NOTE;
    struct hp_run_end end = {.stop = rules[_i].stop, .reason = hp_slice_of(rules[_i].reason)};
    hp_outcome_decide(&summary, &end);
    ck_assert_msg(summary.outcome == rules[_i].outcome, "%s: %s", rules[_i].what,
                  hp_outcome_name(summary.outcome));
    ck_assert_msg(summary.exit_code == rules[_i].exit_code, "%s: %d", rules[_i].what,
                  summary.exit_code);
    ck_assert_msg(strstr(summary.outcome_reason, rules[_i].says) != NULL, "%s: %s", rules[_i].what,
                  summary.outcome_reason);
    hp_arena_deinit(&summary.arena);
}
END_TEST

START_TEST(each_outcome_has_its_word)
{
    ck_assert_str_eq(hp_outcome_name(HP_CONFORMANT), "conformant");
    ck_assert_str_eq(hp_outcome_name(HP_NONCONFORMANT), "nonconformant");
    ck_assert_str_eq(hp_outcome_name(HP_OUTCOME_INCONCLUSIVE), "inconclusive");
    ck_assert_str_eq(hp_outcome_name(HP_INCOMPLETE), "incomplete");
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_outcome");
    TCase *tests = tcase_create("outcome");
    tcase_add_loop_test(tests, each_rule_gives_its_outcome, 0, COUNT_OF(rules));
    tcase_add_test(tests, each_outcome_has_its_word);
    suite_add_tcase(suite, tests);
    return suite;
}
