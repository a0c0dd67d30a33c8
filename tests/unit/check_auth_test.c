/* How a missing or wrong key is refused. */
#include "check_fixture.h"

#define ERROR "{\"error\":{\"code\":\"auth\",\"message\":\"no\"}}"

static struct fixture fixture;

static void open_fixture(void)
{
    struct hp_error error = {0};
    fixture_open(&fixture);
    ck_assert_int_eq(hp_memory_new(&fixture.judge.memory, &error), HP_OK);
    fixture_expect(&fixture, HP_EXPECT_REJECT_401_403, HP_MUST);
    fixture.sent[1].value = HP_SLICE("key-9999999999");
}

static void close_fixture(void)
{
    hp_memory_free(fixture.judge.memory);
    fixture_close(&fixture);
}

static void without_key(struct fixture *f)
{
    f->kase.request.field_count = 1;
}

static void with_key(struct fixture *f)
{
    f->kase.request.field_count = 2;
}

static const struct {
    const char *value;
    bool held;
} challenges[] = {
    {NULL, false},         {"", false},    {"ApiKey", true},          {"Bearer realm=\"x\"", true},
    {"\"quoted\"", false}, {", x", false}, {" ApiKey realm=a", true},
};

START_TEST(a_401_names_its_scheme)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 401, ERROR);
    if (challenges[_i].value != NULL) {
        fixture_got(f, "WWW-Authenticate", challenges[_i].value);
    }
    ck_assert_str_eq(fixture_broken(f), challenges[_i].held ? "" : "auth-challenge");
    ck_assert_int_eq(f->judgement.verdict, challenges[_i].held ? HP_PASS : HP_WARN);
}
END_TEST

START_TEST(a_403_needs_no_challenge)
{
    fixture_answer(&fixture, 403, ERROR);
    ck_assert_str_eq(fixture_broken(&fixture), "");
    ck_assert(!fixture_applied(&fixture, "auth-challenge"));
}
END_TEST

START_TEST(a_refusal_with_a_webhook_in_it_is_a_failure)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 403, fixture_response);
    ck_assert_contains(fixture_broken(f), "auth-no-side-effect");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    fixture_answer(f, 403, "{\"id\":\"request-1\",\"title\":\"no\"}");
    ck_assert_str_eq(fixture_broken(f), "");
    fixture_got(f, "Location", "/v3/core/webhooks/x1");
    ck_assert_str_eq(fixture_broken(f), "auth-no-side-effect");
}
END_TEST

START_TEST(equal_refusals_are_uniform_whatever_the_order_of_members)
{
    struct fixture *f = &fixture;
    without_key(f);
    fixture_answer(f, 403, ERROR);
    ck_assert_str_eq(fixture_broken(f), "");
    with_key(f);
    fixture_answer(f, 403, "{\"error\":{\"message\":\"other words\",\"code\":\"x\"}}");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, "auth-uniform-failure"));
}
END_TEST

START_TEST(another_status_for_a_wrong_key_is_a_warning)
{
    struct fixture *f = &fixture;
    without_key(f);
    fixture_answer(f, 401, ERROR);
    fixture_got(f, "WWW-Authenticate", "ApiKey");
    ck_assert_str_eq(fixture_broken(f), "");
    with_key(f);
    fixture_answer(f, 403, ERROR);
    ck_assert_str_eq(fixture_broken(f), "auth-uniform-failure");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].where), "status");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual),
                     "403 for a wrong key and 401 for a missing one");
    ck_assert_int_eq(f->judgement.verdict, HP_WARN);
}
END_TEST

START_TEST(another_shape_for_a_missing_key_is_a_warning)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 403, ERROR);
    ck_assert_str_eq(fixture_broken(f), "");
    without_key(f);
    fixture_answer(f, 403, "{\"title\":\"no\"}");
    ck_assert_str_eq(fixture_broken(f), "auth-uniform-failure");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].where), "body");
}
END_TEST

START_TEST(a_refusal_that_repeats_the_wrong_key_is_a_warning)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 403, "{\"error\":{\"code\":1,\"message\":\"key-9999999999 is wrong\"}}");
    ck_assert_str_eq(fixture_broken(f), "auth-uniform-failure");
    f->sent[1].value = HP_SLICE("short");
    fixture_answer(f, 403, "{\"error\":{\"code\":1,\"message\":\"short\"}}");
    ck_assert_str_eq(fixture_broken(f), "");
}
END_TEST

START_TEST(rows_about_other_things_are_not_compared)
{
    struct fixture *f = &fixture;
    without_key(f);
    fixture_answer(f, 403, ERROR);
    ck_assert_str_eq(fixture_broken(f), "");
    with_key(f);
    fixture_expect(f, HP_EXPECT_REJECT_4XX, HP_MUST);
    fixture_answer(f, 403, "{\"title\":\"no\"}");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "auth-uniform-failure"));
}
END_TEST

static void ask_by_row(struct fixture *f, const char *check)
{
    fixture_expect(f, HP_EXPECT_CHECK, HP_MUST);
    f->row.check = check;
}

START_TEST(the_row_about_side_effects_breaks_on_a_create_without_a_key)
{
    struct fixture *f = &fixture;
    ask_by_row(f, "auth-no-side-effect");
    without_key(f);
    ck_assert_str_eq(fixture_broken(f), "auth-no-side-effect");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    fixture_answer(f, 400, ERROR);
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_PASS);
}
END_TEST

START_TEST(the_row_about_uniform_refusals_compares_every_refusal)
{
    struct fixture *f = &fixture;
    ask_by_row(f, "auth-uniform-failure");
    without_key(f);
    fixture_answer(f, 400, ERROR);
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_PASS);
    with_key(f);
    fixture_answer(f, 403, ERROR);
    ck_assert_str_eq(fixture_broken(f), "auth-uniform-failure");
}
END_TEST

START_TEST(a_row_whose_check_could_not_look_does_not_pass)
{
    struct fixture *f = &fixture;
    ask_by_row(f, "auth-uniform-failure");
    fixture_answer(f, 404, ERROR);
    struct hp_memory *memory = f->judge.memory;
    f->judge.memory = NULL;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_INCONCLUSIVE);
    ck_assert_ptr_nonnull(f->judgement.reason);
    f->judge.memory = memory;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_PASS);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/auth");
    TCase *tcase = tcase_create("refusals");
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_loop_test(tcase, a_401_names_its_scheme, 0,
                        sizeof(challenges) / sizeof(challenges[0]));
    tcase_add_test(tcase, a_403_needs_no_challenge);
    tcase_add_test(tcase, a_refusal_with_a_webhook_in_it_is_a_failure);
    tcase_add_test(tcase, equal_refusals_are_uniform_whatever_the_order_of_members);
    tcase_add_test(tcase, another_status_for_a_wrong_key_is_a_warning);
    tcase_add_test(tcase, another_shape_for_a_missing_key_is_a_warning);
    tcase_add_test(tcase, a_refusal_that_repeats_the_wrong_key_is_a_warning);
    tcase_add_test(tcase, rows_about_other_things_are_not_compared);
    tcase_add_test(tcase, the_row_about_side_effects_breaks_on_a_create_without_a_key);
    tcase_add_test(tcase, the_row_about_uniform_refusals_compares_every_refusal);
    tcase_add_test(tcase, a_row_whose_check_could_not_look_does_not_pass);
    suite_add_tcase(suite, tcase);
    return suite;
}
