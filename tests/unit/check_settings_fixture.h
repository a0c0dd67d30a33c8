/* What the tests of settings share: an exchange with its judge, and a setting that is set. */
#ifndef HP_TESTS_UNIT_CHECK_SETTINGS_FIXTURE_H
#define HP_TESTS_UNIT_CHECK_SETTINGS_FIXTURE_H

#include "harness/check/setting_rules.h"
#include "tests/unit/check_fixture.h"

#define ERROR_BODY       "{\"error\":{\"code\":\"invalid\",\"message\":\"no\"}}"
#define WRAPPED(members) "{\"webhook\":{" members "}}"

static struct fixture fixture;

static inline void open_fixture(void)
{
    fixture_open(&fixture);
}

static inline void close_fixture(void)
{
    fixture_close(&fixture);
}

static inline void assert_set(struct hp_settings *settings, enum hp_setting_id id,
                              const char *value)
{
    struct hp_error error = {0};
    char shown[HP_SETTING_SHOWN_BYTES];
    ck_assert_msg(hp_settings_set(settings, hp_slice_of(hp_setting_list[id].key),
                                  hp_slice_of(value), &error) == HP_OK,
                  "%s", error.text);
    ck_assert_str_eq(hp_setting_show(settings, id, shown), value);
    ck_assert(hp_setting_given(settings, id));
}

static inline TCase *new_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    suite_add_tcase(suite, tcase);
    return tcase;
}

#endif
