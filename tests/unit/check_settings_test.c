/* Every key: what it takes, what it refuses and how it is shown; and the profiles. */
#include "tests/unit/check_settings_fixture.h"

START_TEST(a_key_is_a_decision_with_a_meaning)
{
    const struct hp_setting *setting = &hp_setting_list[_i];
    ck_assert_uint_gt(strlen(setting->key), 0);
    ck_assert_int_eq(setting->clause[0], 'S');
    ck_assert_uint_eq(strlen(setting->clause), 3);
    ck_assert_uint_gt(strlen(setting->meaning), 10);
    for (int other = 0; other < _i; other++) {
        ck_assert_str_ne(hp_setting_list[other].key, setting->key);
        ck_assert_int_le(strcmp(hp_setting_list[other].clause, setting->clause), 0);
    }
}
END_TEST

START_TEST(a_key_takes_its_named_values_and_shows_them)
{
    const struct hp_setting *setting = &hp_setting_list[_i];
    enum hp_setting_id id = (enum hp_setting_id)_i;
    struct hp_settings settings = hp_settings_doc;
    char words[128];
    (void)snprintf(words, sizeof(words), "%s", setting->words);
    char *rest = words;
    for (char *word = strsep(&rest, "|"); word != NULL && *word != '\0';
         word = strsep(&rest, "|")) {
        if (setting->lacking == NULL || word == words) {
            assert_set(&settings, id, word);
        }
    }
    if (setting->max > 0) {
        char number[32];
        (void)snprintf(number, sizeof(number), "%lld", (long long)setting->min);
        assert_set(&settings, id, number);
        (void)snprintf(number, sizeof(number), "%lld", (long long)setting->max);
        assert_set(&settings, id, number);
    }
    char shown[HP_SETTING_SHOWN_BYTES];
    struct hp_settings fresh = hp_settings_doc;
    assert_set(&fresh, id, hp_setting_show(&hp_settings_doc, id, shown));
    ck_assert(hp_setting_equal(&fresh, &hp_settings_doc, id));
    ck_assert_uint_eq(fresh.rule_count, 0);
}
END_TEST

START_TEST(a_key_refuses_what_is_no_value_of_it)
{
    static const char *const values[] = {"no such value",      "", "999999999999999", "-1", "1e3",
                                         "9223372036854775808"};
    const struct hp_setting *setting = &hp_setting_list[_i];
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct hp_error error = {0};
        struct hp_settings settings = hp_settings_doc;
        enum hp_status status =
            hp_settings_set(&settings, hp_slice_of(setting->key), hp_slice_of(values[i]), &error);
        bool may_be_text = setting->form != HP_FORM_NONE && values[i][0] != '\0';
        ck_assert_msg(may_be_text || status == HP_ERR_USAGE, "%s=%s", setting->key, values[i]);
        ck_assert_msg(status == HP_OK || strstr(error.text, setting->key) != NULL, "%s",
                      error.text);
        ck_assert(status == HP_OK || settings.given == 0);
    }
}
END_TEST

static const struct {
    const char *text;
    const char *says; /* in the error; NULL: taken */
} assignments[] = {
    {"status.created=201", NULL},
    {"url.schemes=https, http?", NULL},
    {"methods.known=GET+PATCH", NULL},
    {"idempotency=Idempotency-Key", NULL},
    {"enum.open=A+B_C", NULL},
    {"limits.name.max=unset", NULL},
    {"url.sink=unset", NULL},
    {"delivery=off", NULL},
    {"status.creatd=201", "did you mean status.created?"},
    {"quux=1", "`hookproof list settings`"},
    {"=1", "`hookproof list settings`"},
    {"status.created", "KEY=VALUE"},
    {"array_duplicates=dedup", "did you mean dedupe?"},
    {"array_duplicates=7", "either | reject | dedupe | keep"},
    {"limits.array=0", "a number from 1 to 9000"},
    {"limits.array=9001", "a number from 1 to 9000"},
    {"methods.known=GET PUT,", "methods joined by +"},
    {"methods.known=GET++PUT", "methods joined by +"},
    {"methods.known=+GET", "methods joined by +"},
    {"methods.known=GET+", "methods joined by +"},
    {"idempotency=no:token", "the name of a header field"},
    {"url.sink=ftp://x", "an http or https URL"},
    {"url.sink=http://127.0.0.1:9", "no such hook"},
    {"sibling.list=/v3/core/webhooks", "no such hook"},
    {"sibling.get=webhooks", "a path that begins with /"},
    {"sibling.get=/x", "no such hook"},
    {"sibling.delete=/x", "no such hook"},
    {"delivery=on", "leave it at off"},
    {"tls.plain_probe=on", "no such hook"},
    {"auth.forbidden_key=s3cr3t", "no such hook"},
};

START_TEST(an_assignment_is_taken_or_the_message_helps)
{
    struct hp_error error = {0};
    struct hp_settings settings = hp_settings_doc;
    enum hp_status status = hp_settings_assign(&settings, assignments[_i].text, &error);
    ck_assert_msg((status == HP_OK) == (assignments[_i].says == NULL), "%s: %s",
                  assignments[_i].text, error.text);
    ck_assert_ptr_null(strstr(error.text, "s3cr3t"));
    if (assignments[_i].says != NULL) {
        ck_assert_int_eq(status, HP_ERR_USAGE);
        ck_assert_contains(error.text, assignments[_i].says);
    }
}
END_TEST

START_TEST(a_text_that_is_too_long_is_refused)
{
    char text[HP_SETTING_TEXT_BYTES + 64];
    struct hp_settings settings = hp_settings_doc;
    (void)snprintf(text, sizeof(text), "enum.open=%0*d", HP_SETTING_TEXT_BYTES - 1, 0);
    ck_assert_int_eq(hp_settings_assign(&settings, text, NULL), HP_OK);
    ck_assert_uint_eq(hp_setting_text(&settings, HP_SET_ENUM_OPEN).len, HP_SETTING_TEXT_BYTES - 1);
    (void)snprintf(text, sizeof(text), "enum.open=%0*d", HP_SETTING_TEXT_BYTES, 0);
    ck_assert_int_eq(hp_settings_assign(&settings, text, NULL), HP_ERR_USAGE);
}
END_TEST

START_TEST(the_last_of_two_values_counts)
{
    struct hp_settings settings = hp_settings_doc;
    assert_set(&settings, HP_SET_METHODS_KNOWN, "GET+HEAD");
    assert_set(&settings, HP_SET_METHODS_KNOWN, "PUT");
    assert_set(&settings, HP_SET_METHODS_KNOWN, "POST+GET");
    struct hp_settings other = settings;
    ck_assert(hp_setting_equal(&settings, &other, HP_SET_METHODS_KNOWN));
    assert_set(&settings, HP_SET_METHODS_KNOWN, "PUT");
    assert_set(&other, HP_SET_METHODS_KNOWN, "GET");
    ck_assert(!hp_setting_equal(&settings, &other, HP_SET_METHODS_KNOWN));
    assert_set(&settings, HP_SET_BOM, "reject");
    ck_assert_uint_eq(settings.rule_count, 1);
    assert_set(&settings, HP_SET_BOM, "either");
    ck_assert_uint_eq(settings.rule_count, 0);
}
END_TEST

/* --- profiles --- */

static const struct {
    const char *profile, *key, *value;
} profile_values[] = {
    {"strict", "auth.challenge", "require"},
    {"strict", "duplicate_keys", "reject"},
    {"strict", "unknown_members", "reject"},
    {"strict", "array_duplicates", "reject"},
    {"strict", "bom", "reject"},
    {"sibling", "required", "put-page"},
    {"sibling", "headers.required", "yes"},
    {"sibling", "response.envelope", "none+data"},
    {"hardened", "ssrf", "reject-at-create"},
    {"hardened", "url.schemes", "https-only"},
    {"hardened", "headers.reserved", "svix"},
    {"hardened", "headers.crlf", "reject"},
    {"hardened", "headers.echo", "masked"},
};
enum { PROFILE_VALUES = sizeof(profile_values) / sizeof(profile_values[0]) };

START_TEST(a_profile_is_what_the_decisions_say)
{
    const char *name = hp_profile_list[_i].name;
    struct hp_settings settings;
    ck_assert(hp_settings_find(name, &settings));
    ck_assert_str_eq(settings.profile, name);
    ck_assert_str_eq(settings.base, name);
    ck_assert_uint_eq(settings.given, 0);
    ck_assert(settings.strict == (strcmp(name, "strict") == 0));
    ck_assert(settings.lenient == (strcmp(name, "lenient") == 0));
    for (size_t key = 0; key < HP_SETTING_COUNT; key++) {
        char shown[HP_SETTING_SHOWN_BYTES];
        char otherwise[HP_SETTING_SHOWN_BYTES];
        enum hp_setting_id id = (enum hp_setting_id)key;
        const char *want = hp_setting_show(&hp_settings_doc, id, otherwise);
        for (size_t i = 0; i < PROFILE_VALUES; i++) {
            if (strcmp(profile_values[i].profile, name) == 0 &&
                strcmp(profile_values[i].key, hp_setting_list[key].key) == 0) {
                want = profile_values[i].value;
            }
        }
        ck_assert_msg(strcmp(hp_setting_show(&settings, id, shown), want) == 0, "%s: %s=%s", name,
                      hp_setting_list[key].key, shown);
    }
}
END_TEST

START_TEST(there_are_five_profiles)
{
    static const char *const names[] = {"doc", "lenient", "strict", "sibling", "hardened"};
    ck_assert_uint_eq(hp_profile_count, sizeof(names) / sizeof(names[0]));
    for (size_t i = 0; i < hp_profile_count; i++) {
        ck_assert_str_eq(hp_profile_list[i].name, names[i]);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/settings");
    TCase *tcase = new_case(suite, "keys");
    tcase_add_loop_test(tcase, a_key_is_a_decision_with_a_meaning, 0, HP_SETTING_COUNT);
    tcase_add_loop_test(tcase, a_key_takes_its_named_values_and_shows_them, 0, HP_SETTING_COUNT);
    tcase_add_loop_test(tcase, a_key_refuses_what_is_no_value_of_it, 0, HP_SETTING_COUNT);
    tcase_add_loop_test(tcase, an_assignment_is_taken_or_the_message_helps, 0,
                        sizeof(assignments) / sizeof(assignments[0]));
    tcase_add_test(tcase, a_text_that_is_too_long_is_refused);
    tcase_add_test(tcase, the_last_of_two_values_counts);
    tcase = new_case(suite, "profiles");
    tcase_add_loop_test(tcase, a_profile_is_what_the_decisions_say, 0, (int)hp_profile_count);
    tcase_add_test(tcase, there_are_five_profiles);
    return suite;
}
