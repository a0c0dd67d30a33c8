/* Two shorter ways of the judge: a record that is sound has no check of its own, and what came back
 * as sent is not compared again. Each has to end where the longer way does. */
#include "check_fixture.h"
#include "harness/base/alloc.h"
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

/* One place of the good answer, spelt in another way. */
static const struct {
    const char *from;
    const char *to;
    bool same;
} changes[] = {
    {"webhook 1", "webhook 1", true},
    {"webhook 1", "webhook\\u00201", true},
    {"webhook 1", "webhook\\u00202", false},
    {"THBROZzWGuL3b8qEEdBF", "another id", true},
    {"\"2024-04-15T04:52:25.309Z\"", "7", false}, /* the schema refuses it */
    {"webhook 1", "webhook 2", false},
    {"webhook 1", "webhook 1 ", false},
    {"DATA_MODEL_CHANGES", "SYNC_COMPLETED", false},
    {"DATA_MODEL_CHANGES", "data_model_changes", false},
    {".com/a", ".com/b", false},
    {"\"UPDATE\"", "\"DELETE\"", false},
    {"\"CREATE\",\"UPDATE\"", "\"UPDATE\",\"CREATE\"", false},
    {"\"CREATE\",\"UPDATE\"", "\"CREATE\"", false},
    {"\"CREATE\",\"UPDATE\"", "\"CREATE\",\"UPDATE\",\"DELETE\"", false},
    {"[\"CREATE\",\"UPDATE\"]", "[]", false},
    {"\"BILLS\"", "\"BILLS\",\"BILLS\"", false},
    {"\"BILLS\"", "\"BILL\"", false},
    {"\"two\"", "\"twO\"", false},
    {"\"two\"", "2", false},
    {"\"X-B\"", "\"x-b\"", false},
    {"\"X-A\":\"1\",\"X-B\":\"two\"", "\"X-B\":\"two\",\"X-A\":\"1\"", false},
    {"\"X-A\":\"1\",", "", false},
    {"{\"X-A\":\"1\",\"X-B\":\"two\"}", "{}", false},
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
    ck_assert_int_eq(hp_view_same(&view), changes[_i].same);
}
END_TEST

/* A copy in memory of exactly its length, so that a sanitizer sees a read past the end. */
static char *send_copy(const char *text, size_t length)
{
    char *copy = hp_malloc(length);
    memcpy(copy, text, length);
    fixture.kase.request.body = (struct hp_slice){copy, length};
    return copy;
}

START_TEST(a_body_with_any_other_byte_is_not_the_same)
{
    struct hp_view view;
    char *body = send_copy(fixture_request, sizeof(fixture_request) - 1);
    look(&view);
    ck_assert(hp_view_same(&view));
    for (size_t i = 0; i < sizeof(fixture_request) - 1; i++) {
        body[i] ^= 1;
        look(&view);
        ck_assert(!hp_view_same(&view));
        body[i] ^= 1;
    }
    hp_free(body);
    for (size_t length = 1; length < sizeof(fixture_request) - 1; length++) {
        body = send_copy(fixture_request, length);
        look(&view);
        ck_assert(!hp_view_same(&view));
        hp_free(body);
    }
    body = send_copy(fixture_request, sizeof(fixture_request)); /* with the NUL behind it */
    look(&view);
    ck_assert(!hp_view_same(&view));
    hp_free(body);
    fixture.kase.request.body = (struct hp_slice){NULL, 0};
    look(&view);
    ck_assert(!hp_view_same(&view));
}
END_TEST

/* Sends and gets a name and the value of a header, which stands at the end of the body, as raw
 * texts of JSON. */
static void exchange_texts(const char *const sent[2], const char *const back[2])
{
    static char request[1024];
    static char response[1024];
    (void)snprintf(
        request, sizeof(request),
        "{\"webhook\":{\"operations\":[],\"name\":\"%s\",\"type\":\"CONNECTION_CHANGED\","
        "\"data_models\":[],\"url\":\"https://a.test/\",\"headers\":{\"X-A\":\"%s\"}}}",
        sent[0], sent[1]);
    (void)snprintf(response, sizeof(response),
                   "{\"id\":\"x1\",\"headers\":{\"X-A\":\"%s\"},\"operations\":[],"
                   "\"data_models\":[],\"name\":\"%s\","
                   "\"created_at\":\"2024-04-15T04:52:25.309Z\"," END,
                   back[1], back[0]);
    fixture_send(&fixture, request);
    fixture_answer(&fixture, 200, response);
}

static void exchange_names(const char *sent, const char *back)
{
    exchange_texts((const char *const[]){sent, "v"}, (const char *const[]){back, "v"});
}

START_TEST(names_of_every_length_are_the_same)
{
    char name[100];
    struct hp_view view;
    for (size_t length = 1; length < sizeof(name); length++) {
        memset(name, 'a', length);
        name[length] = '\0';
        exchange_names(name, name);
        look(&view);
        ck_assert(hp_view_same(&view));
        for (size_t i = 0; i < length; i++) {
            char other[sizeof(name)];
            memcpy(other, name, length + 1);
            other[i] = 'b';
            exchange_names(name, other);
            look(&view);
            ck_assert(!hp_view_same(&view));
        }
    }
}
END_TEST

static const char *const escaped[] = {
    "a\\\"b",         "a\\\\b", "a\\nb", "\xc3\xa9", "seven--\\nand more", "sixteen bytes---\\\"",
    "eight---\\u001f"};

START_TEST(a_name_with_escapes_is_the_same)
{
    exchange_names(escaped[_i], escaped[_i]);
    struct hp_view view;
    look(&view);
    ck_assert(hp_view_same(&view));
    exchange_names(escaped[_i], "a");
    look(&view);
    ck_assert(!hp_view_same(&view));
    ck_assert_str_eq(fixture_broken(&fixture), "resp-echo-scalars");
}
END_TEST

/* The name that came back, put into a body without escapes, would look like the one that was sent.
 */
START_TEST(a_body_that_only_looks_like_the_answer_is_not_the_same)
{
    exchange_names("aaaaaaaa\",\"name\":\"bbbbbbbb", "aaaaaaaa\\\",\\\"name\\\":\\\"bbbbbbbb");
    struct hp_view view;
    look(&view);
    ck_assert(!hp_view_same(&view));
    ck_assert_str_eq(fixture_broken(&fixture), "resp-echo-scalars");
}
END_TEST

/* Characters that do not stand for themselves, raw in what was sent and spelt out in what came
 * back: the same octets, but not the same text. In texts of every length, at every place of them,
 * in the middle of the body and at its end. */
static const struct {
    char raw;
    const char *spelt;
} strange[] = {{'\x01', "\\u0001"}, {'\x1f', "\\u001f"}, {'"', "\\\""}, {'\\', "\\\\"}};

START_TEST(a_character_that_has_to_be_escaped_is_never_the_same)
{
    enum { LONGEST = 40 };
    struct hp_view view;
    for (int length = 1; length <= LONGEST; length++) {
        for (int i = 0; i < length; i++) {
            char sent[LONGEST + 1];
            char back[LONGEST + 8];
            memset(sent, 'a', sizeof(sent));
            sent[i] = strange[_i].raw;
            sent[length] = '\0';
            (void)snprintf(back, sizeof(back), "%.*s%s%s", i, sent, strange[_i].spelt,
                           sent + i + 1);
            exchange_names(sent, back);
            look(&view);
            ck_assert_msg(!hp_view_same(&view), "name of %d, at %d", length, i);
            exchange_texts((const char *const[]){"n", sent}, (const char *const[]){"n", back});
            look(&view);
            ck_assert_msg(!hp_view_same(&view), "value of %d, at %d", length, i);
        }
    }
}
END_TEST

/* What was to be refused has nothing to come back. */
START_TEST(a_row_that_is_to_be_refused_has_no_echo)
{
    fixture_expect(&fixture, HP_EXPECT_REJECT_4XX, HP_MUST);
    struct hp_view view;
    look(&view);
    ck_assert(view.creates);
    ck_assert(!hp_view_same(&view));
    ck_assert_str_eq(fixture_broken(&fixture), "expectation");
    ck_assert(!fixture_applied(&fixture, "resp-echo-scalars"));
    ck_assert(!fixture_applied(&fixture, "resp-echo-arrays"));
    ck_assert(!fixture_applied(&fixture, "resp-echo-headers"));
    ck_assert(!fixture_applied(&fixture, "array-echo-order"));
}
END_TEST

static const int echo_checks[] = {HP_CHECK_INDEX_array_echo_order, HP_CHECK_INDEX_resp_echo_scalars,
                                  HP_CHECK_INDEX_resp_echo_arrays,
                                  HP_CHECK_INDEX_resp_echo_headers};

#define LISTS   "\"operations\":[\"CREATE\",\"UPDATE\"],\"data_models\":[\"ACCOUNTS\",\"BILLS\"],"
#define NAMES   "\"name\":\"webhook 1\",\"type\":\"DATA_MODEL_CHANGES\","
#define URL     "\"url\":\"https://hooks.example.com/a\","
#define HEADERS "\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\"}"

/* The good request in other words, and bodies that are no such thing. */
static const struct {
    const char *body;
    bool same;
} spellings[] = {
    {fixture_request, true},
    {"{\"webhook\":{" LISTS NAMES URL HEADERS "}}", true},
    {"{\"webhook\":{" URL NAMES LISTS HEADERS "}}", true},
    {" {\n\t\"webhook\" : {\r\n" LISTS " " NAMES "  " URL "\t" HEADERS " } } ", true},
    {"{\"webhook\":{" LISTS NAMES URL "\"headers\" : { \"X-A\" : \"1\" , \"X-B\" : \"two\" } } }\n",
     true},
    {"{\"\\u0077ebhook\":{" LISTS NAMES URL HEADERS "}}", true},
    {"{\"webhook\":{" LISTS NAMES
     "\"\\u0075r\\u006C\":\"https:\\/\\/hooks.example.com\\/a\"," HEADERS "}}",
     true},
    {"{\"webhook\":{" LISTS NAMES URL "\"headers\":{\"X-\\u0041\":\"1\",\"X-B\":\"tw\\u006f\"}}}",
     true},
    {"{\"webhook\":{" LISTS NAMES URL "\"headers\":{\"X-B\":\"two\",\"X-A\":\"1\"}}}", false},
    {"{\"webhook\":{" LISTS NAMES URL "\"more\":1," HEADERS "}}", false},
    {"{\"webhook\":{" LISTS NAMES URL "\"name\":\"webhook 1\"," HEADERS "}}", false},
    {"{\"webhook\":{" LISTS NAMES HEADERS "}}", false},
    {"{\"webhook\":{" LISTS NAMES "\"name\":\"webhook 1\"," HEADERS "}}", false},
    {"{\"webhook\":{" LISTS NAMES NAMES HEADERS "}}", false},
    {"{\"webhook\":{" LISTS NAMES URL HEADERS "},\"more\":1}", false},
    {"{\"webhook\":{" LISTS NAMES URL HEADERS "},}", false},
    {"{\"webhook\":{" LISTS NAMES URL HEADERS ",}}", false},
    {"{\"webhook\":{" LISTS NAMES URL HEADERS "}}x", false},
    {"{\"webhook\":{," LISTS NAMES URL HEADERS "}}", false},
    {"{\"webhook\":[" LISTS NAMES URL HEADERS "]}", false},
    {"{\"Webhook\":{" LISTS NAMES URL HEADERS "}}", false},
    {"{\"webhook\":{\f" LISTS NAMES URL HEADERS "}}", false},
    {"\xef\xbb\xbf{\"webhook\":{" LISTS NAMES URL HEADERS "}}", false},
};
enum { SPELLINGS = sizeof(spellings) / sizeof(spellings[0]) };

START_TEST(the_same_in_other_words_is_the_same)
{
    struct hp_view view;
    size_t length = strlen(spellings[_i].body);
    char *body = send_copy(spellings[_i].body, length);
    look(&view);
    ck_assert_int_eq(hp_view_same(&view), spellings[_i].same);
    hp_free(body);
    for (size_t cut = 1; cut < length - 2; cut++) { /* white space may stand behind */
        body = send_copy(spellings[_i].body, cut);
        look(&view);
        ck_assert(!hp_view_same(&view));
        hp_free(body);
    }
}
END_TEST

/* What the judge takes for held without asking has to be among those that the next test asks. */
START_TEST(the_checks_that_hold_with_the_echo_are_checks_of_the_echo)
{
    size_t known = 0;
    for (size_t i = 0; i < hp_check_count; i++) {
        bool is_one = false;
        for (size_t j = 0; j < sizeof(echo_checks) / sizeof(echo_checks[0]); j++) {
            is_one = is_one || (size_t)echo_checks[j] == i;
        }
        ck_assert_msg(kinds[i] != HP_OF_ECHO || is_one, "%s", hp_checks[i].id);
        known += kinds[i] == HP_OF_ECHO;
    }
    ck_assert_uint_eq(known, 3);
    ck_assert_str_eq(fixture_broken(&fixture), "");
    for (size_t i = 0; i < hp_check_count; i++) {
        bool applied = (fixture.judgement.checks_applied >> i & 1) != 0;
        ck_assert_msg(kinds[i] != HP_OF_ECHO || applied, "%s", hp_checks[i].id);
    }
}
END_TEST

START_TEST(the_checks_of_the_echo_say_what_they_say_when_they_look_themselves)
{
    size_t check = (size_t)echo_checks[_i];
    for (size_t i = 0; i < SPELLINGS; i++) {
        struct hp_view view;
        struct hp_view long_way;
        fixture_send(&fixture, spellings[i].body);
        look(&view);
        if (hp_view_same(&view)) {
            ck_assert_int_eq(ask(&view, check), HP_HELD);
            look(&long_way);
            long_way.same_done = true;
            ck_assert_int_eq(ask(&long_way, check), HP_HELD);
        }
    }
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
    ck_assert(hp_view_same(&view));
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
    ck_assert(!hp_view_same(&view));
}
END_TEST

START_TEST(rows_that_compare_in_another_way_have_nothing_known_beforehand)
{
    static const enum hp_echo modes[] = {HP_ECHO_CLEAN, HP_ECHO_NONE};
    fixture.kase.echo = modes[_i];
    struct hp_view view;
    look(&view);
    ck_assert(!hp_view_same(&view));
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
    ck_assert(!hp_view_same(&view));
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
    tcase_add_test(same, a_body_with_any_other_byte_is_not_the_same);
    tcase_add_test(same, names_of_every_length_are_the_same);
    tcase_add_loop_test(same, a_name_with_escapes_is_the_same, 0,
                        sizeof(escaped) / sizeof(escaped[0]));
    tcase_add_test(same, a_body_that_only_looks_like_the_answer_is_not_the_same);
    tcase_add_loop_test(same, a_character_that_has_to_be_escaped_is_never_the_same, 0,
                        sizeof(strange) / sizeof(strange[0]));
    tcase_add_test(same, a_row_that_is_to_be_refused_has_no_echo);
    tcase_add_loop_test(same, the_same_in_other_words_is_the_same, 0, SPELLINGS);
    tcase_add_test(same, the_checks_that_hold_with_the_echo_are_checks_of_the_echo);
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
