/* --profile, --set and --strict, and what they do to the pace. */
#include "harness/base/rng.h"
#include "harness/check/setting_rules.h"
#include "harness/cli/setup.h"
#include "tests/unit/cli_fixture.h"

static struct hp_setup setup;
static struct hp_args args;
static struct hp_settings settings;
static struct hp_error error;

static void set_up(void)
{
    ck_assert_int_eq(unsetenv("HOOKPROOF_API_KEY"), 0);
    setup = (struct hp_setup){0};
    args = (struct hp_args){0};
    error = (struct hp_error){0};
}

static void tear_down(void)
{
    hp_setup_deinit(&setup);
    hp_args_free(&args);
}

static enum hp_status read_line(enum hp_command_id command, const char *line)
{
    args = good_line(command, line);
    return hp_setup_settings(&args, &settings, &error);
}

static void assert_value(enum hp_setting_id id, const char *want)
{
    char shown[HP_SETTING_SHOWN_BYTES];
    ck_assert_str_eq(hp_setting_show(&settings, id, shown), want);
}

START_TEST(without_options_it_is_doc)
{
    ck_assert_int_eq(read_line(HP_CMD_RUN, ""), HP_OK);
    ck_assert_str_eq(settings.profile, "doc");
    ck_assert_uint_eq(settings.given, 0);
    ck_assert_uint_eq(settings.rule_count, 0);
}
END_TEST

START_TEST(every_command_that_judges_or_shows_takes_them)
{
    static const enum hp_command_id commands[] = {HP_CMD_RUN, HP_CMD_REPLAY, HP_CMD_SHOW};
    ck_assert_int_eq(read_line(commands[_i], "--profile sibling --set bom=reject"), HP_OK);
    ck_assert_str_eq(settings.profile, "sibling");
    assert_value(HP_SET_REQUIRED, "put-page");
    assert_value(HP_SET_BOM, "reject");
}
END_TEST

START_TEST(sets_go_over_the_profile_in_their_order)
{
    ck_assert_int_eq(read_line(HP_CMD_RUN, "--set ssrf=off --profile hardened --set bom=reject "
                                           "--set=bom=either --set status.created=201"),
                     HP_OK);
    assert_value(HP_SET_SSRF, "off");
    assert_value(HP_SET_BOM, "either");
    assert_value(HP_SET_STATUS_CREATED, "201");
    assert_value(HP_SET_HEADERS_ECHO, "masked");
}
END_TEST

START_TEST(strict_goes_over_any_profile)
{
    ck_assert_int_eq(read_line(HP_CMD_RUN, "--strict --profile lenient"), HP_OK);
    ck_assert(settings.strict);
    ck_assert(!settings.lenient);
    ck_assert_str_eq(settings.profile, "lenient");
}
END_TEST

static const struct {
    const char *line, *says;
} wrong[] = {
    {"--profile hardend", "did you mean hardened?"},
    {"--profile ./nowhere.json", "cannot read ./nowhere.json"},
    {"--set bom", "KEY=VALUE"},
    {"--set bomb=reject", "did you mean bom?"},
    {"--set bom=reject --set bom=rejected", "did you mean reject?"},
    {"--set delivery=on", "no such hook"},
};

START_TEST(what_is_wrong_is_refused_before_anything_is_sent)
{
    args = good_line(HP_CMD_RUN, wrong[_i].line);
    ck_assert_int_eq(hp_setup_init(&setup, &args, "builtin", &error), HP_ERR_USAGE);
    ck_assert_int_eq(hp_exit_of(error.status), HP_EXIT_USAGE);
    ck_assert_msg(strstr(error.text, wrong[_i].says) != NULL, "%s", error.text);
}
END_TEST

static const struct {
    const char *target, *line;
    double per_second;
} paces[] = {
    {"http://192.0.2.1", "", 10},
    {"http://192.0.2.1", "--set rate.per_minute=120", 2},
    {"http://192.0.2.1", "--set rate.per_minute=60", 1},
    {"http://192.0.2.1", "--set rate.per_minute=0", 0},
    {"http://192.0.2.1", "--set rate.per_minute=120 --rate 7/s", 7},
    {"http://127.0.0.1", "--set rate.per_minute=120", 0},
    {"builtin", "--set rate.per_minute=120", 0},
};

START_TEST(the_pace_of_a_remote_target_is_a_setting_when_it_is_given)
{
    char line[128];
    (void)snprintf(line, sizeof(line), "--allow-remote --api-key k %s", paces[_i].line);
    args = good_line(HP_CMD_RUN, line);
    ck_assert_msg(hp_setup_init(&setup, &args, paces[_i].target, &error) == HP_OK, "%s",
                  error.text);
    ck_assert_msg(setup.run.rate_per_second == paces[_i].per_second, "%g",
                  setup.run.rate_per_second);
}
END_TEST

/* What is sent follows from contract, seed, depth and globs alone. */
START_TEST(the_plan_is_the_same_under_every_profile)
{
    uint64_t hashes[2] = {0};
    char line[128];
    for (int i = 0; i < 2; i++) {
        struct hp_plan *plan = NULL;
        (void)snprintf(line, sizeof(line), "--depth smoke%s%s",
                       i == 0 ? "" : " --set limits.array=3 --set status.created=201 --profile ",
                       i == 0 ? "" : hp_profile_list[_i].name);
        args = good_line(HP_CMD_RUN, line);
        ck_assert_int_eq(hp_setup_init(&setup, &args, "builtin", &error), HP_OK);
        ck_assert_int_eq(hp_plan_new(setup.contract, setup.run.rows, setup.run.row_count,
                                     &setup.run.plan, &plan, &error),
                         HP_OK);
        hashes[i] = hp_plan_hash(plan);
        hp_plan_free(plan);
        tear_down();
    }
    ck_assert_uint_eq(hashes[0], hashes[1]);
}
END_TEST

/* Applying every rule there is changes no byte of any case. */
START_TEST(applying_settings_leaves_the_request_alone)
{
    struct hp_plan *plan = NULL;
    struct hp_plan_cursor cursor = {0};
    struct hp_case kase;
    struct hp_arena arena;
    hp_case_init(&kase);
    hp_arena_init(&arena, (size_t)64 * 1024 * 1024);
    args = good_line(HP_CMD_RUN, "--depth smoke --profile strict --set limits.array=3 "
                                 "--set limits.name.max=5 --set required=put-page");
    ck_assert_int_eq(hp_setup_init(&setup, &args, "builtin", &error), HP_OK);
    ck_assert_int_eq(hp_plan_new(setup.contract, setup.run.rows, setup.run.row_count,
                                 &setup.run.plan, &plan, &error),
                     HP_OK);
    size_t changed = 0;
    for (size_t i = 0; i < 300 && hp_plan_next(plan, &cursor, &kase, &error); i++) {
        struct hp_expected want;
        bool failed = false;
        uint64_t before = hp_hash(HP_HASH_BASIS, kase.request.body);
        enum hp_expect expect = kase.expect;
        hp_settings_apply(&setup.run.settings, setup.contract, &kase, &arena, &want, &failed);
        ck_assert(!failed);
        ck_assert_uint_eq(hp_hash(HP_HASH_BASIS, kase.request.body), before);
        ck_assert_int_eq(kase.expect, expect);
        changed += want.setting >= 0;
        hp_arena_reset(&arena);
    }
    ck_assert_uint_gt(changed, 0);
    hp_plan_free(plan);
    hp_case_deinit(&kase);
    hp_arena_deinit(&arena);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cli/settings");
    TCase *tcase = tcase_create("settings");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, without_options_it_is_doc);
    tcase_add_loop_test(tcase, every_command_that_judges_or_shows_takes_them, 0, 3);
    tcase_add_test(tcase, sets_go_over_the_profile_in_their_order);
    tcase_add_test(tcase, strict_goes_over_any_profile);
    tcase_add_loop_test(tcase, what_is_wrong_is_refused_before_anything_is_sent, 0,
                        COUNT_OF(wrong));
    tcase_add_loop_test(tcase, the_pace_of_a_remote_target_is_a_setting_when_it_is_given, 0,
                        COUNT_OF(paces));
    tcase_add_loop_test(tcase, the_plan_is_the_same_under_every_profile, 0, (int)hp_profile_count);
    tcase_add_test(tcase, applying_settings_leaves_the_request_alone);
    suite_add_tcase(suite, tcase);
    return suite;
}
