/* The first and the last line of a journal. */
#include <math.h>

#include "tests/unit/run_fixture.h"

static struct hp_arena arena;
static struct hp_buf line;

static void set_up(void)
{
    hp_arena_init(&arena, 1024 * 1024);
    hp_buf_init(&line, 64 * 1024);
}

static void tear_down(void)
{
    hp_buf_deinit(&line);
    hp_arena_deinit(&arena);
}

static const struct hp_json *parse(void)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    ck_assert(!line.failed);
    ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&line), NULL, &scan, &root), HP_OK);
    ck_assert_msg(root != NULL, "%s", hp_buf_cstr(&line));
    return root;
}

START_TEST(the_start_comes_back)
{
    for (int flags = 0; flags < 4; flags++) {
        struct hp_error error = {0};
        struct hp_run_facts facts = run_facts();
        struct hp_run_facts back;
        facts.strict = (flags & 1) != 0;
        facts.selected = (flags & 2) != 0;
        facts.seed = UINT64_MAX;
        facts.plan_hash = UINT64_MAX - 1;
        facts.shard = 2;
        facts.shards = 3;
        hp_buf_clear(&line);
        hp_facts_write(&line, &facts);
        ck_assert_msg(hp_facts_read(parse(), &back, &error) == HP_OK, "%s", error.text);
        assert_slice(back.tool_version, facts.tool_version, "tool");
        assert_slice(back.target_kind, facts.target_kind, "kind");
        assert_slice(back.target_address, facts.target_address, "address");
        assert_slice(back.profile, facts.profile, "profile");
        assert_slice(back.depth, facts.depth, "depth");
        ck_assert_int_eq(back.strict, facts.strict);
        ck_assert_int_eq(back.selected, facts.selected);
        ck_assert_uint_eq(back.seed, UINT64_MAX);
        ck_assert_uint_eq(back.plan_hash, UINT64_MAX - 1);
        ck_assert_uint_eq(back.plan_cases, 1000);
        ck_assert_uint_eq(back.shard, 2);
        ck_assert_uint_eq(back.shards, 3);
        ck_assert_mem_eq(&back.coverage, &facts.coverage, sizeof(facts.coverage));
        ck_assert_int_eq(back.started_unix_ms, facts.started_unix_ms);
    }
}
END_TEST

START_TEST(every_way_to_end_comes_back)
{
    for (int stop = HP_STOP_NONE; stop <= HP_STOP_SHARDS; stop++) {
        struct hp_error error = {0};
        struct hp_run_end end = {(enum hp_stop)stop, HP_SLICE("because \"of\" it"), 99, 1.25};
        struct hp_run_end back;
        hp_buf_clear(&line);
        hp_end_write(&line, &end);
        ck_assert_msg(hp_end_read(parse(), &back, &error) == HP_OK, "%s", error.text);
        ck_assert_int_eq(back.stop, end.stop);
        assert_slice(back.reason, end.reason, "reason");
        ck_assert_uint_eq(back.sent, 99);
        ck_assert(back.duration_s == 1.25);
    }
}
END_TEST

/* A report made from the journal must show the very duration that the run showed. */
START_TEST(no_microsecond_of_a_duration_is_lost)
{
    struct hp_rng rng;
    hp_rng_init(&rng, 1, HP_SLICE("durations"));
    for (int i = 0; i < 5000; i++) {
        uint64_t us = hp_rng_below(&rng, UINT64_C(100000000));
        struct hp_error error = {0};
        struct hp_run_end end = {.reason = HP_SLICE(""), .duration_s = (double)us / 1e6};
        struct hp_run_end back;
        hp_buf_clear(&line);
        hp_arena_reset(&arena);
        hp_end_write(&line, &end);
        ck_assert_int_eq(hp_end_read(parse(), &back, &error), HP_OK);
        ck_assert_msg(llround(back.duration_s * 1e6) == (long long)us, "%llu us became %f s",
                      (unsigned long long)us, back.duration_s);
    }
}
END_TEST

static const struct {
    const char *from;
    const char *to;
    const char *named;
} bad_starts[] = {
    {"hookproof-journal/1", "hookproof-journal/2", "hookproof-journal/1"},
    {"\"tool\":\"9.8.7\"", "\"tool\":9", "\"tool\""},
    {"\"target_kind\":\"http\",", "", "\"target_kind\""},
    {"\"target_address\":", "\"address\":", "\"target_address\""},
    {"\"profile\":\"doc\"", "\"profile\":[]", "\"profile\""},
    {"\"depth\":\"standard\"", "\"depth\":null", "\"depth\""},
    {"\"seed\":7", "\"seed\":-7", "\"seed\""},
    {"\"plan_hash\":\"0123456789abcdef\"", "\"plan_hash\":\"123456789abcdef\"", "\"plan_hash\""},
    {"\"plan_hash\":\"0123456789abcdef\"", "\"plan_hash\":\"0123456789abcdeF\"", "\"plan_hash\""},
    {"\"plan_hash\":\"0123456789abcdef\"", "\"plan_hash\":\"\"", "\"plan_hash\""},
    {"\"plan_cases\":1000", "\"plan_cases\":1e99", "\"plan_cases\""},
    {"\"shard\":1", "\"shard\":-1", "\"shard\""},
    {"\"shard\":1", "\"shard\":4294967297", "\"shard\""}, /* 1, were it cut to 32 bits */
    {"\"shards\":1", "\"shards\":4294967297", "\"shards\""},
    {"\"shards\":1,", "", "\"shards\""},
    {"\"covered\":3", "\"covered\":\"3\"", "\"covered\""},
    {"\"total\":6", "\"total\":0.5", "\"total\""},
    {"\"started_unix_ms\":1713156745309", "\"started_unix_ms\":false", "\"started_unix_ms\""},
    {"\"strict\":false,", "", "\"strict\""},
    {"\"selected\":false,", "\"selected\":\"no\",", "\"selected\""},
};

static void replace(const char *from, const char *to)
{
    size_t at = hp_slice_find(hp_buf_view(&line), hp_slice_of(from));
    ck_assert_msg(at < line.length, "%s is not in %s", from, hp_buf_cstr(&line));
    hp_buf_splice(&line, at, strlen(from), hp_slice_of(to));
}

START_TEST(a_wrong_member_of_the_start_is_named)
{
    struct hp_error error = {0};
    struct hp_run_facts facts = run_facts();
    hp_facts_write(&line, &facts);
    replace(bad_starts[_i].from, bad_starts[_i].to);
    ck_assert_msg(hp_facts_read(parse(), &facts, &error) == HP_ERR_USAGE, "%s", bad_starts[_i].to);
    ck_assert_msg(strstr(error.text, bad_starts[_i].named) != NULL, "%s", error.text);
}
END_TEST

static const struct {
    const char *from;
    const char *to;
    const char *named;
} bad_ends[] = {
    {"\"stop\":\"time\"", "\"stop\":\"times\"", "\"stop\""},
    {"\"stop\":\"time\",", "", "\"stop\""},
    {"\"reason\":\"why\"", "\"reason\":1", "\"reason\""},
    {"\"sent\":9", "\"sent\":9.5", "\"sent\""},
    {"\"duration_us\":1000000", "\"duration_us\":-1", "\"duration_us\""},
};

START_TEST(a_wrong_member_of_the_end_is_named)
{
    struct hp_error error = {0};
    struct hp_run_end end = {HP_STOP_TIME, HP_SLICE("why"), 9, 1};
    hp_end_write(&line, &end);
    replace(bad_ends[_i].from, bad_ends[_i].to);
    ck_assert_int_eq(hp_end_read(parse(), &end, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, bad_ends[_i].named) != NULL, "%s", error.text);
}
END_TEST

START_TEST(the_words_for_depths_are_those_of_the_command_line)
{
    ck_assert_str_eq(hp_depth_name(HP_DEPTH_SMOKE), "smoke");
    ck_assert_str_eq(hp_depth_name(HP_DEPTH_STANDARD), "standard");
    ck_assert_str_eq(hp_depth_name(HP_DEPTH_FULL), "full");
}
END_TEST

/* A journal may come from anybody; reports write these as they are, or make dates of them. */
static const struct {
    const char *good, *instead, *member;
} unfit[] = {
    {"\"depth\":\"standard\"", "\"depth\":\"<img src=x>\"", "depth"},
    {"\"depth\":\"standard\"", "\"depth\":\"sm\x7fke\"", "depth"},
    {"\"depth\":\"standard\"", "\"depth\":\"\"", "depth"},
    {"\"target_kind\":\"builtin\"", "\"target_kind\":\"a b\"", "target_kind"},
    {"\"tool\":\"9.8.7\"", "\"tool\":\"9.8.7<\"", "tool"},
    {"\"started_unix_ms\":1713156745309", "\"started_unix_ms\":253370764800000", "started_unix_ms"},
};

START_TEST(a_start_that_is_unfit_for_a_report_is_refused)
{
    struct hp_run_facts facts = run_facts();
    struct hp_run_facts back;
    struct hp_error error = {0};
    facts.depth = HP_SLICE("standard");
    facts.target_kind = HP_SLICE("builtin");
    facts.started_unix_ms = 1713156745309;
    hp_facts_write(&line, &facts);
    ck_assert_int_eq(hp_facts_read(parse(), &back, &error), HP_OK);
    struct hp_slice good = hp_slice_of(unfit[_i].good);
    size_t at = hp_slice_find(hp_buf_view(&line), good);
    ck_assert_uint_lt(at, line.length);
    hp_buf_splice(&line, at, good.len, hp_slice_of(unfit[_i].instead));
    ck_assert_int_eq(hp_facts_read(parse(), &back, &error), HP_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, unfit[_i].member));
}
END_TEST

static enum hp_status read_depth(struct hp_slice depth)
{
    struct hp_run_facts facts = run_facts();
    struct hp_run_facts back;
    struct hp_error error = {0};
    facts.depth = depth;
    hp_buf_clear(&line);
    hp_arena_reset(&arena);
    hp_facts_write(&line, &facts);
    return hp_facts_read(parse(), &back, &error);
}

START_TEST(a_word_has_few_characters_and_64_of_them_at_most)
{
    enum { WORD_BYTES_MAX = 64 };
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  ".-+_~";
    for (int c = 1; c < 0x80; c++) {
        const char word[] = {'a', (char)c, 'b'};
        enum hp_status want = strchr(allowed, c) != NULL ? HP_OK : HP_ERR_USAGE;
        ck_assert_msg(read_depth(slice_bytes(word, sizeof(word))) == want, "character %d", c);
    }
    char word[WORD_BYTES_MAX + 1];
    memset(word, 'a', sizeof(word));
    ck_assert_int_eq(read_depth(slice_bytes(word, WORD_BYTES_MAX)), HP_OK);
    ck_assert_int_eq(read_depth(slice_bytes(word, WORD_BYTES_MAX + 1)), HP_ERR_USAGE);
}
END_TEST

/* Facts with `count` settings, each with texts of its own. */
static struct hp_run_facts facts_with(size_t count)
{
    static char texts[HP_SETTING_COUNT][3][16];
    struct hp_run_facts facts = run_facts();
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < 3; j++) {
            (void)snprintf(texts[i][j], sizeof(texts[i][j]), "%c%zu", "kvp"[j], i);
        }
        facts.settings[i] = (struct hp_setting_change){
            hp_slice_of(texts[i][0]), hp_slice_of(texts[i][1]), hp_slice_of(texts[i][2])};
    }
    facts.setting_count = count;
    return facts;
}

START_TEST(settings_come_back_as_many_as_there_can_be)
{
    struct hp_run_facts back;
    struct hp_error error = {0};
    struct hp_run_facts facts = facts_with(HP_SETTING_COUNT);
    facts.lenient = true;
    facts.profile_base = HP_SLICE("hardened");
    facts.again = HP_SLICE("{\"options\":{}}");
    hp_facts_write(&line, &facts);
    ck_assert_msg(hp_facts_read(parse(), &back, &error) == HP_OK, "%s", error.text);
    ck_assert(hp_facts_same_profile(&back, &facts));
    for (size_t i = 0; i < HP_SETTING_COUNT; i++) {
        assert_slice(back.settings[i].profile_value, facts.settings[i].profile_value, "value");
    }
    assert_slice(back.again, facts.again, "again");
    replace("\"settings\":[",
            "\"settings\":[{\"key\":\"\",\"value\":\"\",\"profile_value\":\"\"},");
    ck_assert_int_eq(hp_facts_read(parse(), &back, &error), HP_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "\"settings\""));
}
END_TEST

START_TEST(settings_are_a_list)
{
    struct hp_run_facts back;
    struct hp_error error = {0};
    struct hp_run_facts facts = facts_with(0);
    hp_facts_write(&line, &facts);
    replace("\"settings\":[]", "\"settings\":{}");
    ck_assert_int_eq(hp_facts_read(parse(), &back, &error), HP_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "\"settings\""));
}
END_TEST

START_TEST(a_journal_from_before_there_were_settings_is_read)
{
    for (int lenient = 0; lenient < 2; lenient++) {
        struct hp_run_facts back;
        struct hp_error error = {0};
        struct hp_run_facts facts = facts_with(0);
        facts.profile = lenient == 1 ? HP_SLICE("lenient") : HP_SLICE("strict");
        facts.profile_base = HP_SLICE("gone");
        hp_buf_clear(&line);
        hp_facts_write(&line, &facts);
        replace(",\"profile_base\":\"gone\",\"settings\":[]", "");
        replace(",\"lenient\":false", "");
        ck_assert_msg(hp_facts_read(parse(), &back, &error) == HP_OK, "%s", error.text);
        assert_slice(back.profile_base, facts.profile, "base");
        ck_assert_int_eq(back.lenient, lenient == 1);
        ck_assert_uint_eq(back.setting_count, 0);
        assert_slice(back.again, HP_SLICE(""), "again");
    }
}
END_TEST

START_TEST(a_profile_is_the_same_when_all_of_it_is)
{
    const struct hp_run_facts facts = facts_with(2);
    struct hp_run_facts others[7];
    for (int i = 0; i < COUNT_OF(others); i++) {
        others[i] = facts;
        others[i].seed++; /* is none of it */
        ck_assert(hp_facts_same_profile(&others[i], &facts));
    }
    others[0].profile = HP_SLICE("other");
    others[1].profile_base = HP_SLICE("other");
    others[2].strict = !facts.strict;
    others[3].lenient = !facts.lenient;
    others[4].setting_count = 1;
    others[5].settings[1].key = HP_SLICE("other");
    others[6].settings[0].value = HP_SLICE("other");
    for (int i = 0; i < COUNT_OF(others); i++) {
        ck_assert_msg(!hp_facts_same_profile(&others[i], &facts), "other %d", i);
        ck_assert_msg(!hp_facts_same_profile(&facts, &others[i]), "other %d", i);
    }
}
END_TEST

START_TEST(a_run_of_a_year_is_none)
{
    struct hp_error error = {0};
    struct hp_run_end end = {HP_STOP_NONE, HP_SLICE("done"), 1, 364.0 * 86400};
    struct hp_run_end back;
    hp_end_write(&line, &end);
    ck_assert_int_eq(hp_end_read(parse(), &back, &error), HP_OK);
    end.duration_s = 365.0 * 86400;
    hp_buf_clear(&line);
    hp_end_write(&line, &end);
    ck_assert_int_eq(hp_end_read(parse(), &back, &error), HP_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "duration_us"));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_facts");
    TCase *tests = tcase_create("facts");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_start_comes_back);
    tcase_add_test(tests, every_way_to_end_comes_back);
    tcase_add_test(tests, no_microsecond_of_a_duration_is_lost);
    tcase_add_loop_test(tests, a_wrong_member_of_the_start_is_named, 0, COUNT_OF(bad_starts));
    tcase_add_loop_test(tests, a_wrong_member_of_the_end_is_named, 0, COUNT_OF(bad_ends));
    tcase_add_test(tests, the_words_for_depths_are_those_of_the_command_line);
    tcase_add_loop_test(tests, a_start_that_is_unfit_for_a_report_is_refused, 0,
                        sizeof(unfit) / sizeof(unfit[0]));
    tcase_add_test(tests, a_word_has_few_characters_and_64_of_them_at_most);
    tcase_add_test(tests, settings_come_back_as_many_as_there_can_be);
    tcase_add_test(tests, settings_are_a_list);
    tcase_add_test(tests, a_journal_from_before_there_were_settings_is_read);
    tcase_add_test(tests, a_profile_is_the_same_when_all_of_it_is);
    tcase_add_test(tests, a_run_of_a_year_is_none);
    suite_add_tcase(suite, tests);
    return suite;
}
