/* What a setting's rules make of a case's expectation: of the rows they name, within limits. */
#include "tests/unit/check_settings_fixture.h"

static char catalogue[256 * 1024];

static void read_catalogue(void)
{
    FILE *file = fopen(HP_SOURCE_DIR "/tests/data/cases/catalogue.tsv", "rbe");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(catalogue, 1, sizeof(catalogue) - 1, file);
    (void)fclose(file);
    ck_assert_uint_gt(length, 1000);
    catalogue[length] = '\0';
}

static bool in_catalogue(const char *pattern)
{
    char line[128];
    bool star = pattern[strlen(pattern) - 1] == '*';
    (void)snprintf(line, sizeof(line), "\n%.*s%s", (int)strlen(pattern) - (star ? 1 : 0), pattern,
                   star ? "" : "\t");
    return strstr(catalogue, line) != NULL;
}

START_TEST(a_rule_names_rows_of_the_catalogue)
{
    const struct hp_setting_rule *rule = &hp_setting_rules[_i];
    read_catalogue();
    ck_assert(!in_catalogue("no-such-row"));
    ck_assert_ptr_nonnull(rule->rows[0]);
    for (size_t i = 0; i < HP_RULE_ROWS && rule->rows[i] != NULL; i++) {
        ck_assert_msg(in_catalogue(rule->rows[i]), "%s", rule->rows[i]);
    }
}
END_TEST

START_TEST(a_rule_is_in_force_for_its_value_only)
{
    const struct hp_setting_rule *rule = &hp_setting_rules[_i];
    const struct hp_setting *setting = &hp_setting_list[rule->key];
    struct hp_settings settings = hp_settings_doc;
    struct hp_error error = {0};
    char number[32];
    (void)snprintf(number, sizeof(number), "%lld", (long long)setting->max);
    const char *value = rule->value != NULL ? rule->value : setting->max > 0 ? number : "TEXT";
    ck_assert_msg(
        hp_settings_set(&settings, hp_slice_of(setting->key), hp_slice_of(value), &error) == HP_OK,
        "%s", error.text);
    bool found = false;
    for (size_t i = 0; i < settings.rule_count; i++) {
        ck_assert_int_eq(hp_setting_rules[settings.rules[i]].key, rule->key);
        found = found || settings.rules[i] == _i;
    }
    ck_assert(found);
}
END_TEST

static struct hp_expected apply(struct fixture *f, const char *set)
{
    struct hp_settings settings = hp_settings_doc;
    struct hp_expected want;
    bool failed = false;
    ck_assert(set == NULL || hp_settings_assign(&settings, set, NULL) == HP_OK);
    hp_settings_apply(&settings, f->contract, &f->kase, &f->arena, &want, &failed);
    ck_assert(!failed);
    return want;
}

START_TEST(an_instance_keeps_an_expectation_of_its_own)
{
    struct fixture *f = &fixture;
    f->row.id = "string-bom-utf8";
    f->row.expect = HP_EXPECT_ACCEPT_200_OR_4XX;
    fixture_expect(f, HP_EXPECT_ACCEPT_200, HP_MUST);
    struct hp_expected want = apply(f, "bom=reject");
    ck_assert_int_eq(want.expect, HP_EXPECT_ACCEPT_200);
    ck_assert_int_eq(want.level, HP_MUST);
    ck_assert_int_eq(want.setting, -1);
    fixture_expect(f, HP_EXPECT_ACCEPT_200_OR_4XX, HP_MUST);
    want = apply(f, "bom=reject");
    ck_assert_int_eq(want.expect, HP_EXPECT_REJECT_4XX);
    ck_assert_int_eq(want.setting, HP_SET_BOM);
    want = apply(f, NULL);
    ck_assert_int_eq(want.setting, -1);
}
END_TEST

/* Sizes between what is open by default and the limit that was set are to be taken. */
START_TEST(a_limit_takes_what_is_within_it)
{
    static char body[20000];
    struct fixture *f = &fixture;
    (void)snprintf(body, sizeof(body),
                   WRAPPED("\"operations\":[1],\"data_models\":[1,2,3],\"name\":\"%0*d\","
                           "\"url\":\"%0*d\",\"headers\":{\"X-A\":\"%0*d\",\"X-B\":\"1\"}"),
                   300, 0, 3000, 0, 5000, 0);
    fixture_send(f, body);
    static const struct {
        const char *set, *row;
        enum hp_expect want;
    } limits[] = {
        {"limits.name.max=300", "string-name-long", HP_EXPECT_ACCEPT_200},
        {"limits.name.max=299", "string-name-long", HP_EXPECT_REJECT_4XX},
        {"limits.url=3000", "url-length", HP_EXPECT_ACCEPT_200},
        {"limits.url=2999", "url-length", HP_EXPECT_REJECT_4XX},
        {"limits.header.value=5000", "header-size", HP_EXPECT_ACCEPT_200},
        {"limits.header.value=4999", "header-size", HP_EXPECT_REJECT_4XX},
        {"limits.body=5000", "size-body-large", HP_EXPECT_REJECT_413},
        {"limits.array=2", "array-duplicate-items", HP_EXPECT_REJECT_4XX},
        {"limits.array=3", "array-duplicate-items", HP_EXPECT_NO_5XX_ONLY},
        {"limits.header.count=1", "header-count", HP_EXPECT_REJECT_4XX},
        /* Taken by default, too, at whatever level its row has. */
        {"limits.header.count=2", "header-count", HP_EXPECT_NO_5XX_ONLY},
        /* The default limit is where it was: nothing is decided. */
        {"limits.header.count=100", "header-count", HP_EXPECT_NO_5XX_ONLY},
        {"limits.name.max=300", "url-length", HP_EXPECT_NO_5XX_ONLY},
    };
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        f->row.id = limits[i].row;
        fixture_expect(f, HP_EXPECT_NO_5XX_ONLY, HP_MAY);
        struct hp_expected want = apply(f, limits[i].set);
        ck_assert_msg(want.expect == limits[i].want, "%s: %s", limits[i].set,
                      hp_expect_name(want.expect));
    }
}
END_TEST

/* What is taken by default, or refused for another reason, stays as it is. */
START_TEST(a_limit_says_nothing_of_what_is_small)
{
    static const char *const limits[][2] = {{"limits.name.max=300", "string-name-long"},
                                            {"limits.url=3000", "url-length"},
                                            {"limits.header.value=5000", "header-size"},
                                            {"limits.array=2000", "array-huge"},
                                            {"limits.body=100000", "size-body-large"}};
    struct fixture *f = &fixture;
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        f->row.id = limits[i][1];
        fixture_expect(f, HP_EXPECT_NO_5XX_ONLY, HP_MAY);
        ck_assert_msg(apply(f, limits[i][0]).setting == -1, "%s", limits[i][0]);
    }
}
END_TEST

START_TEST(what_cannot_be_scanned_for_its_depth_is_deep)
{
    enum { DEPTH = 600 };
    static char body[2 * DEPTH + 1];
    struct fixture *f = &fixture;
    memset(body, '[', DEPTH);
    memset(body + DEPTH, ']', DEPTH);
    fixture_send(f, body);
    f->row.id = "size-depth";
    fixture_expect(f, HP_EXPECT_NO_5XX_ONLY, HP_MUST);
    ck_assert_int_eq(apply(f, "limits.depth=512").expect, HP_EXPECT_REJECT_4XX);
    fixture_send(f, "[[[");
    ck_assert_int_eq(apply(f, "limits.depth=2").expect, HP_EXPECT_NO_5XX_ONLY);
}
END_TEST

/* A body that a setting has refused is refused as invalid; as which kind is open. */
START_TEST(what_a_setting_refuses_has_the_status_of_a_refusal)
{
    static const struct {
        const char *set;
        int status;
        const char *broken;
    } refusals[] = {
        {"status.invalid=400", 400, ""},
        {"status.invalid=400", 422, "expectation"},
        {"status.split=400-422", 400, ""},
        {"status.split=400-422", 422, ""},
        {"status.split=400-422", 409, "expectation"},
    };
    struct fixture *f = &fixture;
    f->row.id = "string-bom-utf8";
    f->row.expect = HP_EXPECT_ACCEPT_200_OR_4XX;
    fixture_expect(f, HP_EXPECT_ACCEPT_200_OR_4XX, HP_MAY);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct hp_settings settings = hp_settings_doc;
        f->judge.settings = &settings;
        assert_set(&settings, HP_SET_BOM, "reject");
        ck_assert_int_eq(hp_settings_assign(&settings, refusals[i].set, NULL), HP_OK);
        fixture_answer(f, refusals[i].status, ERROR_BODY);
        ck_assert_msg(strcmp(fixture_broken(f), refusals[i].broken) == 0, "%s, %d: %s",
                      refusals[i].set, refusals[i].status, f->ids);
    }
}
END_TEST

START_TEST(a_measure_of_nothing_decides_nothing)
{
    static const char *const bodies[] = {"",
                                         "[]",
                                         "{\"webhook\":[]}",
                                         "{\"webhook\":{}}",
                                         "{\"webhook\":{\"name\":7,\"operations\":{}}}",
                                         "{"};
    static const char *const sets[] = {"limits.name.max=1",     "limits.name.min=9",
                                       "limits.url=1",          "limits.array=1",
                                       "limits.header.value=1", "limits.header.count=1"};
    struct fixture *f = &fixture;
    f->row.id = "valid-doc-example";
    for (size_t body = 0; body < sizeof(bodies) / sizeof(bodies[0]); body++) {
        fixture_send(f, bodies[body]);
        for (size_t set = 0; set < sizeof(sets) / sizeof(sets[0]); set++) {
            ck_assert_msg(apply(f, sets[set]).setting == -1, "%s: %s", bodies[body], sets[set]);
        }
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/setting_rules");
    TCase *tcase = new_case(suite, "rules");
    tcase_add_loop_test(tcase, a_rule_names_rows_of_the_catalogue, 0, (int)hp_setting_rule_count);
    tcase_add_loop_test(tcase, a_rule_is_in_force_for_its_value_only, 0,
                        (int)hp_setting_rule_count);
    tcase_add_test(tcase, an_instance_keeps_an_expectation_of_its_own);
    tcase_add_test(tcase, a_limit_takes_what_is_within_it);
    tcase_add_test(tcase, a_measure_of_nothing_decides_nothing);
    tcase_add_test(tcase, a_limit_says_nothing_of_what_is_small);
    tcase_add_test(tcase, what_cannot_be_scanned_for_its_depth_is_deep);
    tcase_add_test(tcase, what_a_setting_refuses_has_the_status_of_a_refusal);
    return suite;
}
