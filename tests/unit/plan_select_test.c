/* What a glob says of a row without any id agrees with what it says of ids; and the nearest name is
 * the nearest. */
#include "harness/plan/select.h"

#include "harness/plan/nearest.h"
#include "tests/support/suite_main.h"

static const struct {
    const char *glob;
    enum hp_pick want; /* of row enum-case with the ids below */
} globs[] = {
    {"*", HP_PICK_ALL},
    {"enum-case", HP_PICK_ALL},
    {"enum-*", HP_PICK_ALL},
    {"enum-?ase", HP_PICK_ALL},
    {"[ef]num-*", HP_PICK_ALL},
    {"enum-case@*", HP_PICK_ALL},
    {"enum-case@", HP_PICK_SOME}, /* an id is longer, but only the id says so */
    {"enum-cas", HP_PICK_NONE},
    {"enum-case-two", HP_PICK_NONE},
    {"enum-case-two@*", HP_PICK_NONE},
    {"enum", HP_PICK_NONE},
    {"json-*", HP_PICK_NONE},
    {"", HP_PICK_NONE},
    {"enum-case@/type#a~T.C.M", HP_PICK_SOME},
    {"enum-case@*#a~*", HP_PICK_SOME},
    {"*T.C.M", HP_PICK_SOME},
    {"enum*@*", HP_PICK_SOME},
    {"*~T.C.N", HP_PICK_SOME},
};

START_TEST(a_row_is_decided_by_its_id_where_that_is_possible)
{
    ck_assert_int_eq(hp_glob_row(globs[_i].glob, "enum-case"), globs[_i].want);
}
END_TEST

START_TEST(a_decision_on_the_row_holds_for_its_cases)
{
    static const char *const ids[] = {"enum-case@/type#a~T.C.M", "enum-case@#b~T.C.N"};
    for (size_t i = 0; i < 2; i++) {
        bool have = hp_glob_case(globs[_i].glob, "enum-case", ids[i]);
        if (globs[_i].want == HP_PICK_ALL) {
            ck_assert(have);
        } else if (globs[_i].want == HP_PICK_NONE) {
            ck_assert(!have);
        }
    }
}
END_TEST

START_TEST(exclusion_wins_and_no_inclusion_takes_all)
{
    static const char *const rows[] = {"enum-case"};
    static const char *const some[] = {"*#a~*"};
    struct hp_globs none = {NULL, 0};
    struct hp_globs all = {rows, 1};
    struct hp_globs part = {some, 1};
    ck_assert_int_eq(hp_select_row(none, none, "enum-case"), HP_PICK_ALL);
    ck_assert_int_eq(hp_select_row(all, none, "enum-case"), HP_PICK_ALL);
    ck_assert_int_eq(hp_select_row(all, none, "enum-other"), HP_PICK_NONE);
    ck_assert_int_eq(hp_select_row(none, all, "enum-case"), HP_PICK_NONE);
    ck_assert_int_eq(hp_select_row(all, part, "enum-case"), HP_PICK_SOME);
    ck_assert(hp_select_case(none, none, "enum-case", "enum-case@#a~T"));
    ck_assert(!hp_select_case(all, part, "enum-case", "enum-case@#a~T"));
    ck_assert(hp_select_case(all, part, "enum-case", "enum-case@#b~T"));
    ck_assert(!hp_select_case(part, all, "enum-case", "enum-case@#a~T"));
}
END_TEST

START_TEST(a_literal_has_no_wildcard)
{
    ck_assert(hp_glob_is_literal("enum-case@/type#a~T.C+D.M"));
    ck_assert(!hp_glob_is_literal("a*") && !hp_glob_is_literal("?") && !hp_glob_is_literal("[a]"));
    ck_assert(!hp_glob_is_literal("a\\b"));
}
END_TEST

static const struct {
    const char *typed;
    const char *nearest;
} typos[] = {
    {"kitten", "sitting"}, /* three edits of six letters: just near enough */
    {"CREAT", "CREATE"},   {"CRAETE", "CREATE"}, {"BILL", "BILLS"},
    {"BILLS", "BILLS"},    {"zzzzzz", ""},       {"", ""},
};

START_TEST(the_nearest_name_is_found_or_none)
{
    static const char *const names[] = {"sitting", "CREATE", "UPDATE", "BILLS", "BILL_PAYMENTS"};
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, hp_slice_of(typos[_i].typed));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)hp_nearest_feed(&nearest, hp_slice_of(names[i]));
    }
    ck_assert_msg(hp_slice_is(nearest.name, typos[_i].nearest), "%.*s", (int)nearest.name.len,
                  nearest.name.at);
}
END_TEST

#define COUNT_OF(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *hp_suite(void)
{
    Suite *suite = suite_create("plan/select");
    TCase *tcase = tcase_create("select");
    tcase_add_loop_test(tcase, a_row_is_decided_by_its_id_where_that_is_possible, 0,
                        COUNT_OF(globs));
    tcase_add_loop_test(tcase, a_decision_on_the_row_holds_for_its_cases, 0, COUNT_OF(globs));
    tcase_add_test(tcase, exclusion_wins_and_no_inclusion_takes_all);
    tcase_add_test(tcase, a_literal_has_no_wildcard);
    tcase_add_loop_test(tcase, the_nearest_name_is_found_or_none, 0, COUNT_OF(typos));
    suite_add_tcase(suite, tcase);
    return suite;
}
