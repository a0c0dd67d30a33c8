/* A fuzzed body is made shorter byte by byte, and stays what it was. */
#include "harness/run/body_truth.h"

#include "tests/unit/run_shrink_fixture.h"

static struct hp_bodies *bodies;
static char fuzzed[HP_CASE_ID_BYTES];
static struct hp_buf text;
static bool foreign_was_sent;

static void set_up(void)
{
    size_t count;
    struct hp_error error = {0};
    const struct hp_row *const *rows = hp_body_rows(&count);
    shrink_set_up(rows, count);
    ck_assert_int_eq(hp_bodies_new(&bodies, &error), HP_OK);
    shrinker.bodies = bodies;
    hp_buf_init(&text, HP_BODY_BYTES_MAX);
    foreign_was_sent = false;
}

static void tear_down(void)
{
    hp_buf_deinit(&text);
    hp_bodies_free(bodies);
    shrink_tear_down();
}

/* Sends the text as a campaign does; its group. */
static const struct hp_group *group_of_text(void)
{
    struct hp_error error = {0};
    struct hp_case kase;
    size_t count = 0;
    hp_case_init(&kase);
    ck_assert_int_eq(hp_body_case(plan, contract, hp_buf_view(&text), &kase, &error), HP_OK);
    (void)snprintf(fuzzed, sizeof(fuzzed), "%.*s", (int)kase.id.len, kase.id.at);
    ck_assert_int_eq(hp_bodies_keep(bodies, kase.id, kase.request.body), HP_OK);
    const struct hp_group *groups = groups_after(&kase, &count);
    hp_case_deinit(&kase);
    ck_assert_uint_ge(count, 1);
    return &groups[0];
}

/* The smallest body, after shrinking. */
static struct hp_slice smallest(void)
{
    (void)shrunk_id(group_of_text());
    ck_assert_ptr_nonnull(result.shrunk.minimal_body.at);
    ck_assert_uint_le(sent, HP_SHRINK_BYTES_REQUESTS * HP_SHRINK_GROUP_REQUESTS);
    return result.shrunk.minimal_body;
}

static bool has_run(struct hp_slice body, size_t wanted)
{
    size_t length = 0;
    for (size_t i = 0; i < body.len && length < wanted; i++) {
        length = body.at[i] == 'a' ? length + 1 : 0;
    }
    return length >= wanted;
}

static int fails_on_a_long_run(const struct hp_case *kase)
{
    return has_run(kase->request.body, 300) ? 500 : 422;
}

static bool names_the_example(struct hp_slice body)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 16 * 1024 * 1024);
    bool calls = hp_body_calls_example(contract, body, &arena);
    hp_arena_deinit(&arena);
    return calls;
}

static int fails_on_any_url(const struct hp_case *kase)
{
    foreign_was_sent = foreign_was_sent || !names_the_example(kase->request.body);
    return holds(kase->request.body, "{\"webhook\":{\"url\":\"h") ? 500 : 422;
}

static int hangs_on_a_long_run(const struct hp_case *kase)
{
    return has_run(kase->request.body, 300) ? NO_ANSWER : 422;
}

static int fails_on_two_letters(const struct hp_case *kase)
{
    return holds(kase->request.body, "q") && holds(kase->request.body, "z") ? 500 : 422;
}

static int fails_on_depth(const struct hp_case *kase)
{
    size_t depth = 0;
    for (size_t i = 0; i < kase->request.body.len; i++) {
        depth += kase->request.body.at[i] == '[';
    }
    return depth > 40 ? 500 : 422;
}

START_TEST(a_long_token_is_halved_to_what_it_takes)
{
    answer = fails_on_a_long_run;
    hp_buf_text(&text, _i == 0 ? "{\"webhook\":{\"name\":\"" : "{\"webhook\":{\"name\":\"\xff");
    hp_buf_repeat(&text, 'a', 9000);
    hp_buf_text(&text, "\",\"url\":\"https://example.com/\"}}");
    struct hp_slice body = smallest();
    ck_assert(has_run(body, 300));
    ck_assert_uint_lt(body.len, 400);
    struct hp_body_facts facts;
    ck_assert(hp_body_examine(contract, body, &facts));
    ck_assert_int_eq(facts.truth, _i == 0 ? HP_BODY_BREAKS : HP_BODY_NOT_JSON);
}
END_TEST

START_TEST(what_is_not_json_is_left_with_the_bytes_that_matter)
{
    answer = fails_on_two_letters;
    hp_buf_text(&text, "{\"webhook\":{\"name\":\"some q in the text\",,\"type\":[1,2,3,\"z\"]");
    struct hp_slice body = smallest();
    ck_assert(holds(body, "q") && holds(body, "z"));
    ck_assert_uint_le(body.len, 3);
}
END_TEST

START_TEST(levels_go_and_json_stays_json)
{
    answer = fails_on_depth;
    hp_buf_text(&text, "{\"webhook\":{\"name\":");
    hp_buf_repeat(&text, '[', 500);
    hp_buf_repeat(&text, ']', 500);
    hp_buf_text(&text, "}}");
    struct hp_slice body = smallest();
    struct hp_body_facts facts;
    ck_assert(hp_body_examine(contract, body, &facts));
    ck_assert_int_eq(facts.truth, HP_BODY_BREAKS);
    ck_assert_uint_lt(body.len, 120);
}
END_TEST

START_TEST(few_answers_are_waited_for_in_vain)
{
    answer = hangs_on_a_long_run;
    hp_buf_text(&text, "[\"");
    hp_buf_repeat(&text, 'a', 9000);
    hp_buf_text(&text, "\"");
    struct hp_slice body = smallest();
    ck_assert_uint_eq(shrinker.timeouts, HP_SHRINK_BYTES_TIMEOUTS_MAX);
    ck_assert_uint_lt(body.len, 2500);
}
END_TEST

/* A body that named the example's host may not come to name another one. */
START_TEST(the_callback_stays_under_the_example_host)
{
    answer = fails_on_any_url;
    hp_buf_text(&text, "{\"webhook\":{\"url\":\"https://example.com/a/long/path/that/can/go\"}}");
    struct hp_slice body = smallest();
    ck_assert(names_the_example(body));
    ck_assert(holds(body, "\"https://example.com/\""));
    ck_assert(!foreign_was_sent);
}
END_TEST

/* Nobody has to read it, and a shallower one would be another row's. */
START_TEST(a_body_beyond_the_limit_of_depth_stays_beyond)
{
    struct hp_body_facts facts;
    answer = fails_on_depth;
    hp_buf_repeat(&text, '[', 700);
    hp_buf_repeat(&text, ']', 700);
    struct hp_slice body = smallest();
    ck_assert(hp_body_examine(contract, body, &facts));
    ck_assert_int_eq(facts.truth, HP_BODY_EITHER);
    ck_assert_uint_lt(body.len, 1300);
}
END_TEST

START_TEST(a_body_with_the_key_in_it_is_left_alone)
{
    answer = fails_on_two_letters;
    hp_buf_text(&text, "qz the-key-of-the-test");
    (void)shrunk_id(group_of_text());
    ck_assert_ptr_null(result.shrunk.minimal_body.at);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_shrink_bytes");
    TCase *tcase = tcase_create("shrink_bytes");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, a_long_token_is_halved_to_what_it_takes, 0, 2);
    tcase_add_test(tcase, what_is_not_json_is_left_with_the_bytes_that_matter);
    tcase_add_test(tcase, levels_go_and_json_stays_json);
    tcase_add_test(tcase, few_answers_are_waited_for_in_vain);
    tcase_add_test(tcase, the_callback_stays_under_the_example_host);
    tcase_add_test(tcase, a_body_beyond_the_limit_of_depth_stays_beyond);
    tcase_add_test(tcase, a_body_with_the_key_in_it_is_left_alone);
    suite_add_tcase(suite, tcase);
    return suite;
}
