/* Two shorter ways of the judge: a record that is sound has no check of its own, and what came back
 * as sent is not compared again. Each has to end where the longer way does. */
#include "check_fixture.h"
#include "harness/check/checks.h"
#include "harness/check/same.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

static void look(struct hp_view *view)
{
    struct fixture *f = &fixture;
    hp_arena_reset(&f->arena);
    hp_view_init(view, &f->judge, &f->kase, &f->exchange, &f->arena, &f->judgement);
    f->judgement.observation_count = 0;
}

static enum hp_outcome ask(struct hp_view *view, size_t check)
{
    view->check = &hp_checks[check];
    return hp_checks[check].run(view);
}

/* --- a sound record --- */

#define KINDS(function, id, family, level, of_, ...) [HP_CHECK_INDEX_##function] = (of_),
static const int kinds[] = {HP_CHECKS(KINDS)};

START_TEST(every_check_of_the_record_holds_when_it_is_sound)
{
    struct hp_view view;
    look(&view);
    ck_assert(hp_view_is_sound(&view));
    size_t asked = 0;
    for (size_t i = 0; i < hp_check_count; i++) {
        if (kinds[i] == HP_OF_RECORD) {
            ck_assert_msg(ask(&view, i) == HP_HELD, "%s", hp_checks[i].id);
            asked++;
        }
    }
    ck_assert_uint_eq(asked, 13);
    ck_assert_str_eq(fixture_broken(&fixture), "");
    for (size_t i = 0; i < hp_check_count; i++) {
        bool applied = (fixture.judgement.checks_applied >> i & 1) != 0;
        ck_assert_msg(kinds[i] != HP_OF_RECORD || applied, "%s", hp_checks[i].id);
    }
}
END_TEST

#define START   "{\"id\":\"x1\",\"headers\":{},\"operations\":[],\"data_models\":[],"
#define MIDDLE  "\"name\":\"n\",\"created_at\":\"2024-04-15T04:52:25.309Z\","
#define END     "\"type\":\"CONNECTION_CHANGED\",\"url\":\"https://a.test/\"}"
#define GOOD    START MIDDLE END
#define STRANGE START MIDDLE "\"more\":1," END

static const struct {
    const char *body;
    bool sound;
} records[] = {
    {GOOD, true},
    {"\xef\xbb\xbf" GOOD, false},
    {GOOD "x", false},
    {"[" GOOD "]", false},
    {"{\"data\":" GOOD "}", false},
    {STRANGE, false},
    {START MIDDLE "\"name\":\"n\"," END, false},
    {START "\"created_at\":\"2024-04-15T04:52:25.309Z\"," END, false},
    {START "\"name\":null,\"created_at\":\"2024-04-15T04:52:25.309Z\"," END, false},
    {START "\"name\":7,\"created_at\":\"2024-04-15T04:52:25.309Z\"," END, false},
    {"{\"id\":\"\",\"headers\":{},\"operations\":[],\"data_models\":[]," MIDDLE END, false},
    {"{\"id\":\"x1\",\"headers\":{},\"operations\":[\"x\"],\"data_models\":[]," MIDDLE END, false},
    {"", false},
};

START_TEST(a_record_with_any_fault_is_not_sound)
{
    struct hp_view view;
    fixture_answer(&fixture, 200, records[_i].body);
    look(&view);
    ck_assert_int_eq(hp_view_is_sound(&view), records[_i].sound);
    fixture_answer(&fixture, 400, records[_i].body);
    look(&view);
    ck_assert(!hp_view_is_sound(&view));
}
END_TEST

/* --- the same as sent --- */

enum {
    OPERATIONS = 1 << HP_ROLE_OPERATIONS,
    NAME = 1 << HP_ROLE_NAME,
    TYPE = 1 << HP_ROLE_TYPE,
    MODELS = 1 << HP_ROLE_DATA_MODELS,
    URL = 1 << HP_ROLE_URL,
    HEADERS = 1 << HP_ROLE_HEADERS,
    ALL = OPERATIONS | NAME | TYPE | MODELS | URL | HEADERS
};

/* One place of the good answer, spelt in another way. */
static const struct {
    const char *from;
    const char *to;
    int differs;
} changes[] = {
    {"webhook 1", "webhook 1", 0},
    {"webhook 1", "webhook 2", NAME},
    {"webhook 1", "webhook 1 ", NAME},
    {"DATA_MODEL_CHANGES", "SYNC_COMPLETED", TYPE},
    {"DATA_MODEL_CHANGES", "data_model_changes", TYPE},
    {".com/a", ".com/b", URL},
    {"\"UPDATE\"", "\"DELETE\"", OPERATIONS},
    {"\"CREATE\",\"UPDATE\"", "\"UPDATE\",\"CREATE\"", OPERATIONS},
    {"\"CREATE\",\"UPDATE\"", "\"CREATE\"", OPERATIONS},
    {"\"CREATE\",\"UPDATE\"", "\"CREATE\",\"UPDATE\",\"DELETE\"", OPERATIONS},
    {"\"BILLS\"", "\"BILLS\",\"BILLS\"", MODELS},
    {"\"BILLS\"", "\"BILL\"", MODELS},
    {"\"two\"", "\"twO\"", HEADERS},
    {"\"two\"", "2", HEADERS},
    {"\"X-B\"", "\"x-b\"", HEADERS},
    {"\"X-A\":\"1\",\"X-B\":\"two\"", "\"X-B\":\"two\",\"X-A\":\"1\"", HEADERS},
    {"\"X-A\":\"1\",", "", HEADERS},
};

START_TEST(only_what_came_back_as_sent_is_the_same)
{
    static char body[1024];
    const char *at = strstr(fixture_response, changes[_i].from);
    ck_assert_ptr_nonnull(at);
    (void)snprintf(body, sizeof(body), "%.*s%s%s", (int)(at - fixture_response), fixture_response,
                   changes[_i].to, at + strlen(changes[_i].from));
    fixture_answer(&fixture, 200, body);
    struct hp_view view;
    look(&view);
    ck_assert(hp_view_same(&view, (uint32_t)(ALL & ~changes[_i].differs)));
    ck_assert_int_eq((int)view.same, ALL & ~changes[_i].differs);
}
END_TEST

static const int echo_checks[] = {HP_CHECK_INDEX_array_echo_order, HP_CHECK_INDEX_resp_echo_scalars,
                                  HP_CHECK_INDEX_resp_echo_arrays,
                                  HP_CHECK_INDEX_resp_echo_headers};

START_TEST(the_checks_of_the_echo_say_what_they_say_when_they_look_themselves)
{
    struct hp_view view;
    struct hp_view long_way;
    size_t check = (size_t)echo_checks[_i];
    look(&view);
    ck_assert(hp_view_same(&view, ALL));
    look(&long_way);
    long_way.same_done = true;
    ck_assert_int_eq(ask(&view, check), HP_HELD);
    ck_assert_int_eq(ask(&long_way, check), HP_HELD);
}
END_TEST

/* Lists of one item have no order to keep. */
START_TEST(short_lists_have_no_order)
{
    fixture_send(&fixture, "{\"webhook\":{\"operations\":[\"CREATE\"],\"name\":\"n\","
                           "\"type\":\"CONNECTION_CHANGED\",\"data_models\":[],"
                           "\"url\":\"https://a.test/\",\"headers\":{}}}");
    fixture_answer(
        &fixture, 200,
        "{\"id\":\"x1\",\"headers\":{},\"operations\":[\"CREATE\"],\"data_models\":[]," MIDDLE END);
    struct hp_view view;
    look(&view);
    ck_assert(hp_view_same(&view, ALL));
    ck_assert_int_eq(ask(&view, HP_CHECK_INDEX_array_echo_order), HP_NOT_APPLICABLE);
    look(&view);
    view.same_done = true;
    ck_assert_int_eq(ask(&view, HP_CHECK_INDEX_array_echo_order), HP_NOT_APPLICABLE);
}
END_TEST

static const char *const other_rules[] = {"enum.case=canonicalise",  "url.echo=none",
                                          "array_duplicates=dedupe", "array_duplicates=keep",
                                          "headers.echo=masked",     "headers.echo=either"};

START_TEST(where_another_rule_holds_nothing_is_known_beforehand)
{
    struct hp_settings settings = hp_settings_doc;
    struct hp_error error = {0};
    ck_assert_int_eq(hp_settings_assign(&settings, other_rules[_i], &error), HP_OK);
    fixture.judge.settings = &settings;
    struct hp_view view;
    look(&view);
    ck_assert(!hp_view_same(&view, NAME));
}
END_TEST

START_TEST(rows_that_compare_in_another_way_have_nothing_known_beforehand)
{
    static const enum hp_echo modes[] = {HP_ECHO_CLEAN, HP_ECHO_NONE};
    fixture.kase.echo = modes[_i];
    struct hp_view view;
    look(&view);
    ck_assert(!hp_view_same(&view, NAME));
}
END_TEST

START_TEST(a_member_that_was_sent_twice_is_not_the_same)
{
    static char body[1024];
    const char *tail = strstr(fixture_request, "\"type\"");
    (void)snprintf(body, sizeof(body), "%.*s\"name\":\"webhook 1\",%s",
                   (int)(tail - fixture_request), fixture_request, tail);
    fixture_send(&fixture, body);
    struct hp_view view;
    look(&view);
    ck_assert(hp_view_same(&view, (uint32_t)(ALL & ~NAME)));
    ck_assert(!hp_view_same(&view, NAME));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/sound");
    TCase *record = tcase_create("record");
    TCase *same = tcase_create("same");
    tcase_add_checked_fixture(record, open_fixture, close_fixture);
    tcase_add_checked_fixture(same, open_fixture, close_fixture);
    tcase_add_test(record, every_check_of_the_record_holds_when_it_is_sound);
    tcase_add_loop_test(record, a_record_with_any_fault_is_not_sound, 0,
                        sizeof(records) / sizeof(records[0]));
    tcase_add_loop_test(same, only_what_came_back_as_sent_is_the_same, 0,
                        sizeof(changes) / sizeof(changes[0]));
    tcase_add_loop_test(same, the_checks_of_the_echo_say_what_they_say_when_they_look_themselves, 0,
                        sizeof(echo_checks) / sizeof(echo_checks[0]));
    tcase_add_test(same, short_lists_have_no_order);
    tcase_add_loop_test(same, where_another_rule_holds_nothing_is_known_beforehand, 0,
                        sizeof(other_rules) / sizeof(other_rules[0]));
    tcase_add_loop_test(same, rows_that_compare_in_another_way_have_nothing_known_beforehand, 0, 2);
    tcase_add_test(same, a_member_that_was_sent_twice_is_not_the_same);
    suite_add_tcase(suite, record);
    suite_add_tcase(suite, same);
    return suite;
}
