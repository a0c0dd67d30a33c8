/* Profiles by name and from files, good and bad. */
#include "harness/check/profile_file.h"

#include <unistd.h>

#include "check_fixture.h"

#define SCHEMA "\"schema\":\"hookproof-profile/1\""

static char path[] = "/tmp/hookproof-profile-XXXXXX";
static struct hp_settings settings;
static struct hp_error error;

static void set_up(void)
{
    (void)snprintf(path, sizeof(path), "/tmp/hookproof-profile-XXXXXX");
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    (void)close(descriptor);
    error = (struct hp_error){0};
}

static void tear_down(void)
{
    (void)unlink(path);
}

static enum hp_status open_text(const char *text)
{
    FILE *file = fopen(path, "wbe");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), file), strlen(text));
    ck_assert_int_eq(fclose(file), 0);
    return hp_profile_open(path, &settings, &error);
}

static void assert_value(enum hp_setting_id id, const char *want)
{
    char shown[HP_SETTING_SHOWN_BYTES];
    ck_assert_str_eq(hp_setting_show(&settings, id, shown), want);
}

START_TEST(a_name_is_a_profile_that_is_built_in)
{
    ck_assert_int_eq(hp_profile_open("strict", &settings, &error), HP_OK);
    ck_assert_str_eq(settings.profile, "strict");
    ck_assert_str_eq(settings.base, "strict");
    ck_assert(settings.strict);
}
END_TEST

START_TEST(a_file_has_a_base_and_settings)
{
    ck_assert_msg(
        open_text("{" SCHEMA ",\"base\":\"hardened\",\"settings\":{"
                  "\"status.created\":\"201\",\"limits.array\":50,\"quota\":7,"
                  "\"enum.open\":true,\"ssrf\":\"off\",\"methods.known\":\"GET+PUT\"}}") == HP_OK,
        "%s", error.text);
    ck_assert_str_eq(settings.profile, path);
    ck_assert_str_eq(settings.base, "hardened");
    assert_value(HP_SET_STATUS_CREATED, "201");
    assert_value(HP_SET_LIMITS_ARRAY, "50");
    assert_value(HP_SET_QUOTA, "7");
    assert_value(HP_SET_ENUM_OPEN, "true");
    assert_value(HP_SET_SSRF, "off");
    assert_value(HP_SET_METHODS_KNOWN, "GET+PUT");
    assert_value(HP_SET_HEADERS_ECHO, "masked");
    assert_value(HP_SET_BOM, "either");
    ck_assert(hp_setting_given(&settings, HP_SET_QUOTA));
    ck_assert(!hp_setting_given(&settings, HP_SET_HEADERS_ECHO));
    ck_assert_uint_gt(settings.rule_count, 0);
}
END_TEST

START_TEST(the_least_file_is_doc)
{
    ck_assert_int_eq(open_text("{" SCHEMA "}"), HP_OK);
    ck_assert_str_eq(settings.base, "doc");
    ck_assert_uint_eq(settings.rule_count, 0);
    ck_assert_int_eq(open_text("{" SCHEMA ",\"settings\":{}}"), HP_OK);
}
END_TEST

START_TEST(a_base_brings_its_strictness)
{
    ck_assert_int_eq(open_text("{" SCHEMA ",\"base\":\"strict\"}"), HP_OK);
    ck_assert(settings.strict);
    ck_assert_int_eq(open_text("{" SCHEMA ",\"base\":\"lenient\"}"), HP_OK);
    ck_assert(settings.lenient);
    ck_assert(!settings.strict);
}
END_TEST

static const struct {
    const char *text;
    const char *says; /* in the message, behind the file's name */
} bad[] = {
    {"", "not JSON: offset 0"},
    {"{\"schema\":", "not JSON: offset 10"},
    {"[]", "its \"schema\" is not \"hookproof-profile/1\""},
    {"{}", "its \"schema\" is not \"hookproof-profile/1\""},
    {"{\"schema\":\"hookproof-profile/2\"}", "its \"schema\" is not \"hookproof-profile/1\""},
    {"{\"schema\":1}", "its \"schema\" is not \"hookproof-profile/1\""},
    {"{" SCHEMA ",\"bass\":\"doc\"}", "no member \"bass\"; did you mean base?"},
    {"{" SCHEMA ",\"$comment\":\"x\"}", "no member \"$comment\"; it has schema, base and settings"},
    {"{" SCHEMA ",\"base\":\"hardend\"}", "did you mean hardened?"},
    {"{" SCHEMA ",\"base\":\"zzzzzzzz\"}", "\"zzzzzzzz\" is no profile that is built in"},
    {"{" SCHEMA ",\"base\":null}", "no profile that is built in"},
    {"{" SCHEMA ",\"settings\":[]}", "\"settings\" is to be an object of keys"},
    {"{" SCHEMA ",\"settings\":{\"status.creatd\":\"201\"}}", "did you mean status.created?"},
    {"{" SCHEMA ",\"settings\":{\"status.created\":202}}", "200 | 201 | 200+201"},
    {"{" SCHEMA ",\"settings\":{\"bom\":\"rejekt\"}}", "did you mean reject?"},
    {"{" SCHEMA ",\"settings\":{\"bom\":null}}", "bom is to be a string, a number or a boolean"},
    {"{" SCHEMA ",\"settings\":{\"bom\":[\"reject\"]}}", "not array"},
    {"{" SCHEMA ",\"settings\":{\"limits.array\":1e2}}", "a number from 1 to 9000"},
    {"{" SCHEMA ",\"settings\":{\"delivery\":\"on\"}}", "no such hook"},
    {"{" SCHEMA ",\"settings\":{\"bom\":\"reject\",\"bom\":\"either\"}}", "twice"},
    {"{" SCHEMA "," SCHEMA "}", "twice"},
};

START_TEST(a_bad_file_is_refused_with_its_name_and_a_reason)
{
    ck_assert_int_eq(open_text(bad[_i].text), HP_ERR_USAGE);
    ck_assert_msg(strncmp(error.text, path, strlen(path)) == 0, "%s", error.text);
    ck_assert_contains(error.text, bad[_i].says);
}
END_TEST

static const struct {
    const char *name;
    const char *says;
} names[] = {
    {"stric", "did you mean strict?"},
    {"no-such-profile", "`hookproof list profiles`"},
    {"./no-such-file.json", "cannot read ./no-such-file.json"},
    {"", "no profile"},
};

START_TEST(a_name_that_is_nothing_is_refused)
{
    ck_assert_int_eq(hp_profile_open(names[_i].name, &settings, &error), HP_ERR_USAGE);
    ck_assert_contains(error.text, names[_i].says);
}
END_TEST

START_TEST(a_file_that_is_too_large_is_refused)
{
    enum { BYTES = 300 * 1024 };
    char *text = calloc(1, BYTES + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, ' ', BYTES);
    ck_assert_int_eq(open_text(text), HP_ERR_USAGE);
    ck_assert_contains(error.text, "larger than");
    free(text);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/profile");
    TCase *tcase = tcase_create("profiles");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_name_is_a_profile_that_is_built_in);
    tcase_add_test(tcase, a_file_has_a_base_and_settings);
    tcase_add_test(tcase, the_least_file_is_doc);
    tcase_add_test(tcase, a_base_brings_its_strictness);
    tcase_add_loop_test(tcase, a_bad_file_is_refused_with_its_name_and_a_reason, 0,
                        sizeof(bad) / sizeof(bad[0]));
    tcase_add_loop_test(tcase, a_name_that_is_nothing_is_refused, 0,
                        sizeof(names) / sizeof(names[0]));
    tcase_add_test(tcase, a_file_that_is_too_large_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
