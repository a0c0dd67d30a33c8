/* By which rules a run was judged: in the journal's first line, in the summary, and in what is
 * counted. */
#include "tests/unit/run_fixture.h"

static struct hp_arena arena;
static struct hp_buf line;
static struct hp_reducer *reducer;
static struct hp_settings settings;
static struct hp_profile_texts texts;

static void set_up(void)
{
    hp_arena_init(&arena, 1024 * 1024);
    hp_buf_init(&line, 64 * 1024);
    reducer = run_reducer();
    settings = hp_settings_doc;
}

static void tear_down(void)
{
    hp_reducer_free(reducer);
    hp_buf_deinit(&line);
    hp_arena_deinit(&arena);
}

static void assign(const char *text)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_settings_assign(&settings, text, &error) == HP_OK, "%s", error.text);
}

static struct hp_run_facts facts_of_settings(void)
{
    struct hp_run_facts facts = run_facts();
    hp_facts_profile(&facts, &settings, &texts);
    return facts;
}

static const struct hp_json *written(const struct hp_run_facts *facts)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    hp_buf_clear(&line);
    hp_facts_write(&line, facts);
    ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&line), NULL, &scan, &root), HP_OK);
    ck_assert_ptr_nonnull(root);
    return root;
}

static void start_again(const struct hp_run_facts *facts)
{
    struct hp_error error = {0};
    hp_reducer_free(reducer);
    ck_assert_int_eq(hp_reducer_new(run_rows, RUN_ROWS, &reducer, &error), HP_OK);
    ck_assert_int_eq(hp_reducer_start(reducer, facts, &error), HP_OK);
}

START_TEST(only_what_differs_from_the_profile_is_written_down)
{
    assign("status.created=201");
    assign("limits.array=50");
    assign("bom=either");
    assign("methods.known=GET+PUT");
    struct hp_run_facts facts = facts_of_settings();
    static const char *const want[][3] = {{"limits.array", "50", "1000"},
                                          {"methods.known", "GET+PUT", "POST"},
                                          {"status.created", "201", "200"}};
    ck_assert_uint_eq(facts.setting_count, COUNT_OF(want));
    for (size_t i = 0; i < facts.setting_count; i++) {
        assert_slice(facts.settings[i].key, hp_slice_of(want[i][0]), "key");
        assert_slice(facts.settings[i].value, hp_slice_of(want[i][1]), want[i][0]);
        assert_slice(facts.settings[i].profile_value, hp_slice_of(want[i][2]), want[i][0]);
    }
}
END_TEST

START_TEST(a_profile_that_is_built_in_differs_in_nothing)
{
    ck_assert(hp_settings_find(hp_profile_list[_i].name, &settings));
    struct hp_run_facts facts = facts_of_settings();
    assert_slice(facts.profile, hp_slice_of(hp_profile_list[_i].name), "profile");
    assert_slice(facts.profile_base, facts.profile, "base");
    ck_assert_uint_eq(facts.setting_count, 0);
    ck_assert(facts.strict == hp_profile_list[_i].strict);
    ck_assert(facts.lenient == hp_profile_list[_i].lenient);
}
END_TEST

START_TEST(profile_and_settings_come_back)
{
    struct hp_error error = {0};
    ck_assert(hp_settings_find("lenient", &settings));
    settings.profile = "team \"a\".json";
    assign("response.envelope=data");
    assign("enum.open=A+B");
    struct hp_run_facts facts = facts_of_settings();
    struct hp_run_facts back;
    ck_assert_msg(hp_facts_read(written(&facts), &back, &error) == HP_OK, "%s", error.text);
    ck_assert(hp_facts_same_profile(&facts, &back));
    assert_slice(back.profile, HP_SLICE("team \"a\".json"), "profile");
    assert_slice(back.profile_base, HP_SLICE("lenient"), "base");
    ck_assert(back.lenient);
    ck_assert_uint_eq(back.setting_count, 2);
    assert_slice(back.settings[1].key, HP_SLICE("response.envelope"), "key");
    assert_slice(back.settings[1].value, HP_SLICE("data"), "value");
    assert_slice(back.settings[1].profile_value, HP_SLICE("none"), "profile_value");
}
END_TEST

/* What the first versions wrote. */
START_TEST(a_journal_without_settings_has_none)
{
    static const char *const profiles[] = {"doc", "lenient"};
    struct hp_error error = {0};
    struct hp_run_facts facts = run_facts();
    facts.profile = facts.profile_base = hp_slice_of(profiles[_i]);
    (void)written(&facts);
    char text[2048];
    (void)snprintf(text, sizeof(text), "%s", hp_buf_cstr(&line));
    static const char *const parts[] = {"\"profile_base\":", "\"settings\":", "\"lenient\":"};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        char *part = strstr(text, parts[i]);
        ck_assert_ptr_nonnull(part);
        part[1] = '_'; /* another member */
    }
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    struct hp_run_facts back;
    ck_assert_int_eq(hp_json_parse(&arena, hp_slice_of(text), NULL, &scan, &root), HP_OK);
    ck_assert_msg(hp_facts_read(root, &back, &error) == HP_OK, "%s", error.text);
    assert_slice(back.profile_base, facts.profile, "base");
    ck_assert_uint_eq(back.setting_count, 0);
    ck_assert(back.lenient == (_i == 1));
}
END_TEST

START_TEST(settings_of_another_shape_are_refused)
{
    static const char *const lists[] = {
        "{}", "7", "[7]", "[{\"key\":\"bom\"}]",
        "[{\"key\":\"bom\",\"value\":1,\"profile_value\":\"either\"}]"};
    struct hp_error error = {0};
    struct hp_run_facts facts = run_facts();
    struct hp_run_facts back;
    (void)written(&facts);
    const char *start = hp_buf_cstr(&line);
    const char *list = strstr(start, "\"settings\":[]");
    ck_assert_ptr_nonnull(list);
    char text[4096];
    (void)snprintf(text, sizeof(text), "%.*s\"settings\":%s%s", (int)(list - start), start,
                   lists[_i], list + strlen("\"settings\":[]"));
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, hp_slice_of(text), NULL, &scan, &root), HP_OK);
    ck_assert_ptr_nonnull(root);
    ck_assert_int_eq(hp_facts_read(root, &back, &error), HP_ERR_USAGE);
}
END_TEST

START_TEST(more_settings_than_there_are_keys_are_refused)
{
    struct hp_error error = {0};
    struct hp_run_facts facts = run_facts();
    struct hp_run_facts back;
    struct hp_buf text;
    hp_buf_init(&text, 64 * 1024);
    (void)written(&facts);
    const char *start = hp_buf_cstr(&line);
    const char *list = strstr(start, "\"settings\":[");
    size_t length = (size_t)(list - start) + strlen("\"settings\":[");
    hp_buf_append(&text, start, length);
    for (size_t i = 0; i <= HP_SETTING_COUNT; i++) {
        hp_buf_printf(&text, "%s{\"key\":\"k\",\"value\":\"v\",\"profile_value\":\"p\"}",
                      i == 0 ? "" : ",");
    }
    hp_buf_text(&text, start + length);
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&text), NULL, &scan, &root), HP_OK);
    ck_assert_ptr_nonnull(root);
    ck_assert_int_eq(hp_facts_read(root, &back, &error), HP_ERR_USAGE);
    hp_buf_deinit(&text);
}
END_TEST

START_TEST(the_summary_has_what_the_journal_says)
{
    assign("status.created=200+201");
    settings.profile = "mine.json";
    struct hp_run_facts facts = facts_of_settings();
    start_again(&facts);
    memset(&texts, 0, sizeof(texts)); /* the reducer has copies */
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    ck_assert_str_eq(summary->profile, "mine.json");
    ck_assert_str_eq(summary->profile_base, "doc");
    ck_assert_uint_eq(summary->setting_count, 1);
    ck_assert_str_eq(summary->settings[0].key, "status.created");
    ck_assert_str_eq(summary->settings[0].value, "200+201");
    ck_assert_str_eq(summary->settings[0].profile_value, "200");
}
END_TEST

/* The judge's verdict on the case and what is counted for the check's row are the same. */
START_TEST(what_is_counted_weighs_as_the_judge_did)
{
    static const struct {
        bool strict, lenient;
        enum hp_verdict should;
    } weights[] = {{false, false, HP_WARN},
                   {true, false, HP_FAIL},
                   {false, true, HP_NOTE},
                   {true, true, HP_FAIL}};
    struct hp_run_facts facts = run_facts();
    facts.strict = weights[_i].strict;
    facts.lenient = weights[_i].lenient;
    start_again(&facts);
    enum hp_verdict verdict = hp_verdict_of(HP_SHOULD, facts.strict, facts.lenient);
    ck_assert_int_eq(verdict, weights[_i].should);
    struct hp_case_record record = run_record("valid-a@#x~Y", 1);
    struct hp_observation observation = run_observation("resp-error-json", HP_SHOULD, "body");
    run_observe(&record, verdict, &observation, 1, "{}");
    run_feed(reducer, &record);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    const struct hp_tally *tally = &run_row_of(summary, "resp-error-json")->tally;
    ck_assert_uint_eq(summary->group_count, 1);
    ck_assert_int_eq(summary->groups[0].verdict, verdict);
    ck_assert_uint_eq(tally->fail, verdict == HP_FAIL);
    ck_assert_uint_eq(tally->warn, verdict == HP_WARN);
    ck_assert_uint_eq(tally->note, verdict == HP_NOTE);
    ck_assert_int_eq(summary->exit_code, verdict == HP_FAIL ? 1 : 0);
}
END_TEST

START_TEST(shards_under_other_rules_are_another_run)
{
    struct hp_error error = {0};
    assign("bom=reject");
    struct hp_run_facts first = facts_of_settings();
    first.shards = 3;
    start_again(&first);
    struct hp_run_facts second = first;
    second.shard = 2;
    struct hp_run_facts wrong = second;
    wrong.setting_count = 0;
    ck_assert_int_eq(hp_reducer_start(reducer, &wrong, &error), HP_ERR_USAGE);
    wrong = second;
    wrong.settings[0].value = HP_SLICE("either");
    ck_assert_int_eq(hp_reducer_start(reducer, &wrong, &error), HP_ERR_USAGE);
    wrong = second;
    wrong.lenient = true;
    ck_assert_int_eq(hp_reducer_start(reducer, &wrong, &error), HP_ERR_USAGE);
    wrong = second;
    wrong.profile_base = HP_SLICE("strict");
    ck_assert_int_eq(hp_reducer_start(reducer, &wrong, &error), HP_ERR_USAGE);
    error = (struct hp_error){0};
    ck_assert_msg(hp_reducer_start(reducer, &second, &error) == HP_OK, "%s", error.text);
}
END_TEST

START_TEST(the_same_profile_is_the_same_in_all_of_it)
{
    assign("bom=reject");
    struct hp_run_facts one = facts_of_settings();
    struct hp_run_facts other = one;
    ck_assert(hp_facts_same_profile(&one, &other));
    other.strict = true;
    ck_assert(!hp_facts_same_profile(&one, &other));
    other = one;
    other.lenient = true;
    ck_assert(!hp_facts_same_profile(&one, &other));
    other = one;
    other.profile = HP_SLICE("x");
    ck_assert(!hp_facts_same_profile(&one, &other));
    other = one;
    other.settings[0].key = HP_SLICE("ctype");
    ck_assert(!hp_facts_same_profile(&one, &other));
    other = one;
    other.settings[0].profile_value = HP_SLICE("x"); /* follows from the rest */
    ck_assert(hp_facts_same_profile(&one, &other));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run/profile");
    TCase *tests = tcase_create("profile");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, only_what_differs_from_the_profile_is_written_down);
    tcase_add_loop_test(tests, a_profile_that_is_built_in_differs_in_nothing, 0,
                        (int)hp_profile_count);
    tcase_add_test(tests, profile_and_settings_come_back);
    tcase_add_loop_test(tests, a_journal_without_settings_has_none, 0, 2);
    tcase_add_loop_test(tests, settings_of_another_shape_are_refused, 0, 5);
    tcase_add_test(tests, more_settings_than_there_are_keys_are_refused);
    tcase_add_test(tests, the_summary_has_what_the_journal_says);
    tcase_add_loop_test(tests, what_is_counted_weighs_as_the_judge_did, 0, 4);
    tcase_add_test(tests, shards_under_other_rules_are_another_run);
    tcase_add_test(tests, the_same_profile_is_the_same_in_all_of_it);
    suite_add_tcase(suite, tests);
    return suite;
}
