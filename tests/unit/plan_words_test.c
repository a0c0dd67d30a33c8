/* The words of expectations and levels are the catalogue's, the requirements are numbered without
 * gaps. */
#include "harness/plan/row.h"

#include <string.h>

#include "tests/support/suite_main.h"

static const char *const tokens[] = {
    [HP_EXPECT_ACCEPT_200] = "accept-200",
    [HP_EXPECT_ACCEPT_200_OR_4XX] = "accept-200-or-4xx",
    [HP_EXPECT_REJECT_4XX] = "reject-4xx",
    [HP_EXPECT_REJECT_4XX_501] = "reject-4xx-501",
    [HP_EXPECT_REJECT_401_403] = "reject-401-403",
    [HP_EXPECT_REJECT_404_405] = "reject-404-405",
    [HP_EXPECT_REJECT_405] = "reject-405",
    [HP_EXPECT_REJECT_405_501] = "reject-405-501",
    [HP_EXPECT_REJECT_411] = "reject-411",
    [HP_EXPECT_REJECT_413] = "reject-413",
    [HP_EXPECT_REJECT_414] = "reject-414",
    [HP_EXPECT_REJECT_415] = "reject-415",
    [HP_EXPECT_REJECT_431] = "reject-431",
    [HP_EXPECT_REJECT_400] = "reject-400",
    [HP_EXPECT_REJECT_400_CLOSE] = "reject-400-close",
    [HP_EXPECT_REJECT_400_501] = "reject-400-501",
    [HP_EXPECT_NO_5XX_ONLY] = "no-5xx-only",
    [HP_EXPECT_CHECK] = "check",
};

START_TEST(an_expectation_has_its_token_and_a_meaning)
{
    ck_assert_str_eq(hp_expect_name((enum hp_expect)_i), tokens[_i]);
    ck_assert_uint_gt(strlen(hp_expect_meaning((enum hp_expect)_i)), 8);
}
END_TEST

START_TEST(levels_are_in_capitals)
{
    ck_assert_str_eq(hp_level_name(HP_MUST), "MUST");
    ck_assert_str_eq(hp_level_name(HP_SHOULD), "SHOULD");
    ck_assert_str_eq(hp_level_name(HP_MAY), "MAY");
}
END_TEST

START_TEST(requirement_n_stands_at_n_minus_1_with_text_and_lines)
{
    const struct hp_requirement *requirement = &hp_requirements[_i];
    char id[16];
    (void)snprintf(id, sizeof(id), "R%02d", _i + 1);
    ck_assert_str_eq(requirement->id, id);
    ck_assert_uint_gt(strlen(requirement->text), 10);
    ck_assert_int_eq(strncmp(requirement->lines, "PAGE:L", 6), 0);
    for (int other = 0; other < _i; other++) {
        ck_assert_str_ne(requirement->text, hp_requirements[other].text);
    }
}
END_TEST

START_TEST(of_53_requirements_34_are_documented)
{
    size_t documented = 0;
    for (size_t i = 0; i < hp_requirement_count; i++) {
        documented += hp_requirements[i].documented;
    }
    ck_assert_uint_eq(hp_requirement_count, 53);
    ck_assert_uint_eq(documented, 34);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("plan/words");
    TCase *tcase = tcase_create("words");
    tcase_add_loop_test(tcase, an_expectation_has_its_token_and_a_meaning, 0, HP_EXPECT_COUNT);
    tcase_add_test(tcase, levels_are_in_capitals);
    tcase_add_loop_test(tcase, requirement_n_stands_at_n_minus_1_with_text_and_lines, 0, 53);
    tcase_add_test(tcase, of_53_requirements_34_are_documented);
    suite_add_tcase(suite, tcase);
    return suite;
}
