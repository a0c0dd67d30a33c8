/* What several creates show together, and what a client must not set. */
#include "check_fixture.h"
#include "harness/check/history.h"
#include "harness/check/memory.h"

static struct fixture fixture;
static struct hp_memory *memory; /* tests may judge without it */

static void open_fixture(void)
{
    struct hp_error error = {0};
    fixture_open(&fixture);
    fixture.row.family = "stateful";
    ck_assert_int_eq(hp_memory_new(&memory, &error), HP_OK);
    fixture.judge.memory = memory;
}

static void close_fixture(void)
{
    hp_memory_free(memory);
    fixture_close(&fixture);
}

static void ask(struct fixture *f, const char *check)
{
    f->row.check = check;
    fixture_expect(f, HP_EXPECT_CHECK, HP_MUST);
}

/* A good answer with this id, name and creation time. */
static const char *answer(struct fixture *f, const char *id, const char *name, const char *time)
{
    static char body[1024];
    int length =
        snprintf(body, sizeof(body),
                 "{\"id\":\"%s\",\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\"},"
                 "\"operations\":[\"CREATE\",\"UPDATE\"],\"data_models\":[\"ACCOUNTS\","
                 "\"BILLS\"],\"name\":\"%s\",\"created_at\":\"%s\","
                 "\"type\":\"DATA_MODEL_CHANGES\",\"url\":\"https://hooks.example.com/a\"}",
                 id, name, time);
    ck_assert_int_lt(length, (int)sizeof(body));
    fixture_answer(f, 200, body);
    return fixture_broken(f);
}

static const char now[] = "2024-04-15T04:52:25.309Z";

/* ---- ids ---- */

static const struct {
    const char *a;
    const char *b;
    bool near;
} pairs[] = {
    {"1", "2", true},
    {"1000", "0", true},
    {"1001", "0", false},
    {"999", "1000", true},
    {"7", "7", false},
    {"123456789012345678", "123456789012345679", true},
    {"1234567890123456789", "1234567890123456790", true}, /* as texts: too long for numbers */
    {"9f8e7d6c", "9f8e7d6d", true},
    {"9f8e7d6c", "9f8e0000", false},
    {"18446744073709551617", "2", false},    /* 2^64 + 1 */
    {"aaaabbbb1xyz", "aaaabbbb1uvw", true},  /* a quarter differs */
    {"aaaabbbb1234", "aaaabbbb5678", false}, /* a third differs */
    {"abc", "abd", false},                   /* too short to tell */
    {"THBROZzWGuL3b8qEEdBF", "THBROZzWGuL3b8qEEdBG", true},
    {"THBROZzWGuL3b8qEEdBF", "sacXaBFZwBdckt8XWr67", false},
    {"0b4c3a80-8a1e-11ee-b9d1-0242ac120002", "0b4c3e2c-8a1e-11ee-b9d1-0242ac120002", true},
    {"f47ac10b-58cc-4372-a567-0e02b2c3d479", "9c5b94b1-35ad-49bb-b118-8e8fc24abf80", false},
    {"hook_12", "hook_13", false},
    {"webhook_12", "webhook_13", true},
};
enum { PAIRS = sizeof(pairs) / sizeof(pairs[0]) };

START_TEST(ids_are_near_when_one_tells_the_other)
{
    struct hp_slice a = hp_slice_of(pairs[_i].a);
    struct hp_slice b = hp_slice_of(pairs[_i].b);
    ck_assert_msg(hp_ids_are_near(a, b) == pairs[_i].near, "%s %s", pairs[_i].a, pairs[_i].b);
    ck_assert(hp_ids_are_near(b, a) == pairs[_i].near);
}
END_TEST

START_TEST(counter_as_an_id_is_a_note)
{
    struct fixture *f = &fixture;
    ask(f, "state-id-unpredictable");
    ck_assert_str_eq(answer(f, "1041", "webhook 1", now), "");
    ck_assert(fixture_applied(f, "state-id-unpredictable"));
    ck_assert_str_eq(answer(f, "9000000", "webhook 1", now), "");
    ck_assert_str_eq(answer(f, "1042", "webhook 1", now), "state-id-unpredictable");
    ck_assert_int_eq(f->judgement.verdict, HP_NOTE);
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual),
                     "\"1042\" close to \"1041\"");
}
END_TEST

START_TEST(only_the_last_ids_are_compared_and_long_ones_never)
{
    struct hp_history history;
    char near[HP_HISTORY_ID_BYTES + 1];
    char id[24];
    ck_assert(hp_history_init(&history));
    ck_assert(!hp_history_near_id(&history, HP_SLICE("5"), near));
    for (unsigned i = 1; i <= HP_HISTORY_IDS; i++) {
        (void)snprintf(id, sizeof(id), "%u", i * 5000);
        ck_assert(!hp_history_near_id(&history, hp_slice_of(id), near));
    }
    ck_assert(!hp_history_near_id(&history, HP_SLICE("6"), near)); /* 5 has made room */
    ck_assert(hp_history_near_id(&history, HP_SLICE("80001"), near));
    ck_assert_str_eq(near, "80000");
    char longer[HP_HISTORY_ID_BYTES + 2];
    memset(longer, 'a', sizeof(longer));
    struct hp_slice text = {longer, sizeof(longer) - 1};
    ck_assert(!hp_history_near_id(&history, text, near));
    longer[0] = 'b';
    ck_assert(!hp_history_near_id(&history, text, near));
    hp_history_deinit(&history);
}
END_TEST

/* ---- the order of creation times ---- */

START_TEST(time_must_not_go_back_from_a_create_that_was_over)
{
    struct fixture *f = &fixture;
    ask(f, "state-created-at-order");
    ck_assert_str_eq(answer(f, "a", "webhook 1", "2024-04-15T04:52:25.309Z"), "");
    ck_assert(fixture_applied(f, "state-created-at-order"));
    /* Sent before the first was over: its time may be any. */
    ck_assert_str_eq(answer(f, "b", "webhook 1", "2024-04-15T04:52:25.300Z"), "");
    f->exchange.sent_unix_ms += 10;
    f->exchange.received_unix_ms += 10;
    ck_assert_str_eq(answer(f, "c", "webhook 1", "2024-04-15T04:52:25.309Z"), "");
    ck_assert_str_eq(answer(f, "d", "webhook 1", "2024-04-15T04:52:25.308Z"),
                     "state-created-at-order");
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual), "1 ms before it");
    ck_assert_int_eq(f->judgement.verdict, HP_WARN);
}
END_TEST

START_TEST(creates_of_other_rows_count_and_are_not_judged)
{
    struct fixture *f = &fixture;
    ck_assert_str_eq(answer(f, "a", "webhook 1", "2024-04-15T04:52:25.309Z"), "");
    f->exchange.sent_unix_ms += 10;
    f->exchange.received_unix_ms += 10;
    ck_assert_str_eq(answer(f, "b", "webhook 1", "2024-04-15T04:52:25.300Z"), "");
    ck_assert(!fixture_applied(f, "state-created-at-order"));
    ask(f, "state-created-at-order");
    ck_assert_str_eq(answer(f, "c", "webhook 1", "2024-04-15T04:52:25.308Z"),
                     "state-created-at-order");
}
END_TEST

START_TEST(times_that_made_room_are_remembered_as_one)
{
    struct hp_history history;
    int64_t latest = 0;
    ck_assert(hp_history_init(&history));
    hp_history_time(&history, 0, 10, 5000, &latest);
    ck_assert(latest == INT64_MIN);
    for (unsigned i = 0; i < HP_HISTORY_TIMES; i++) {
        hp_history_time(&history, 0, 100 + i, 100 + i, NULL);
    }
    hp_history_time(&history, 50, 60, 60, &latest); /* only the first was over by then */
    ck_assert_int_eq(latest, 5000);
    hp_history_time(&history, 60, 61, 61, &latest); /* the one before ended in that millisecond */
    ck_assert(latest == INT64_MIN);
    hp_history_time(&history, 5, 6, 60, &latest);
    ck_assert(latest == INT64_MIN);
    hp_history_deinit(&history);
}
END_TEST

START_TEST(times_of_one_millisecond_take_one_place)
{
    struct hp_history history;
    int64_t latest = 0;
    ck_assert(hp_history_init(&history));
    hp_history_time(&history, 0, 10, 5000, NULL);
    for (unsigned i = 0; i < 4 * HP_HISTORY_TIMES; i++) {
        hp_history_time(&history, 0, 20, 6000 + i, NULL); /* must not push the first one out */
    }
    hp_history_time(&history, 15, 25, 1, &latest);
    ck_assert_int_eq(latest, 5000);
    hp_history_time(&history, 21, 26, 1, &latest);
    ck_assert_int_eq(latest, 6000 + 4 * HP_HISTORY_TIMES - 1);
    hp_history_deinit(&history);
}
END_TEST

/* ---- members of the client ---- */

#define WITH(root, wrapper)                                                                        \
    "{\"webhook\":{\"operations\":[\"CREATE\",\"UPDATE\"],\"name\":\"webhook 1\","                 \
    "\"type\":\"DATA_MODEL_CHANGES\",\"data_models\":[\"ACCOUNTS\",\"BILLS\"],"                    \
    "\"url\":\"https://hooks.example.com/a\",\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\"}" wrapper  \
    "}" root "}"

static const struct {
    const char *check;
    const char *sent;
    const char *id;
    const char *time;
    bool broken;
} supplied[] = {
    {"state-client-id-ignored", WITH(",\"id\":\"mine\"", ""), "theirs", now, false},
    {"state-client-id-ignored", WITH(",\"id\":\"mine\"", ""), "mine", now, true},
    {"state-client-id-ignored", WITH("", ",\"id\":\"mine\""), "mine", now, true},
    {"state-client-id-ignored", WITH("", ",\"id\":4711"), "4711", now, true},
    {"state-client-id-ignored", WITH("", ",\"id\":4711"), "4712", now, false},
    {"state-client-created-at-ignored", WITH(",\"created_at\":\"2001-02-03T04:05:06.007Z\"", ""),
     "a", now, false},
    {"state-client-created-at-ignored", WITH(",\"created_at\":\"2001-02-03T04:05:06.007Z\"", ""),
     "a", "2001-02-03T04:05:06.007Z", true},
    {"state-client-created-at-ignored", WITH("", ",\"created_at\":\"2001-02-03T04:05:06+09:00\""),
     "a", "2001-02-02T19:05:06.000Z", true},
    {"state-client-created-at-ignored", WITH("", ",\"created_at\":981173106007"), "a",
     "2001-02-03T04:05:06.007Z", true},
    {"state-client-created-at-ignored", WITH("", ",\"created_at\":\"yesterday\""), "a", "yesterday",
     true},
};
enum { SUPPLIED = sizeof(supplied) / sizeof(supplied[0]) };

/* The check alone: a creation time of the client breaks others, too. */
static bool breaks(const struct fixture *f, const char *check)
{
    return (f->judgement.checks_broken >> hp_check_find(check) & 1) != 0;
}

START_TEST(supplied_member_must_not_be_what_comes_back)
{
    struct fixture *f = &fixture;
    ask(f, supplied[_i].check);
    fixture_send(f, supplied[_i].sent);
    (void)answer(f, supplied[_i].id, "webhook 1", supplied[_i].time);
    ck_assert(fixture_applied(f, supplied[_i].check));
    ck_assert(breaks(f, supplied[_i].check) == supplied[_i].broken);
    if (supplied[_i].broken) {
        ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    }
}
END_TEST

START_TEST(refusal_of_supplied_members_holds)
{
    struct fixture *f = &fixture;
    static const char *const checks[] = {"state-client-id-ignored",
                                         "state-client-created-at-ignored",
                                         "state-client-internal-fields"};
    for (size_t i = 0; i < 3; i++) {
        ask(f, checks[i]);
        fixture_send(f, WITH(",\"id\":\"mine\"", ",\"state\":\"mine\""));
        fixture_answer(f, 422, "{\"error\":{\"code\":\"a\",\"message\":\"b\"}}");
        ck_assert_str_eq(fixture_broken(f), "");
        ck_assert(fixture_applied(f, checks[i]));
    }
}
END_TEST

#define STATE_BACK(state)                                                                          \
    "{\"id\":\"THBROZzWGuL3b8qEEdBF\",\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\"},"                \
    "\"operations\":[\"CREATE\",\"UPDATE\"],\"data_models\":[\"ACCOUNTS\",\"BILLS\"],"             \
    "\"name\":\"webhook 1\",\"created_at\":\"2024-04-15T04:52:25.309Z\"," state                    \
    "\"type\":\"DATA_MODEL_CHANGES\",\"url\":\"https://hooks.example.com/a\"}"

START_TEST(inner_member_comes_back_only_with_a_value_of_the_service)
{
    struct fixture *f = &fixture;
    ask(f, "state-client-internal-fields");
    fixture_send(f, WITH("", ",\"state\":\"mine\""));
    fixture_answer(f, 200, STATE_BACK(""));
    ck_assert_str_eq(fixture_broken(f), "");
    f->judge.memory = NULL;
    fixture_answer(f, 200, STATE_BACK("\"state\":\"ACTIVE\","));
    (void)fixture_broken(f);
    ck_assert(!breaks(f, "state-client-internal-fields"));
    fixture_answer(f, 200, STATE_BACK("\"state\":\"mine\","));
    (void)fixture_broken(f);
    ck_assert(breaks(f, "state-client-internal-fields"));
    ck_assert_int_eq(f->judgement.verdict, HP_WARN);
}
END_TEST

/* ---- interleaved requests ---- */

START_TEST(answer_must_be_about_its_own_request)
{
    struct fixture *f = &fixture;
    ask(f, "state-interleave");
    ck_assert_str_eq(answer(f, "a", "webhook 1", now), "");
    ck_assert(fixture_applied(f, "state-interleave"));
    ck_assert_str_eq(answer(f, "b", "webhook 2", now), "state-interleave");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    ck_assert_contains(fixture_text(f->judgement.observations[0].expected), "\"webhook 1\"");
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual), "\"webhook 2\"");
    fixture_answer(f, 400, "{\"error\":{\"code\":\"a\",\"message\":\"b\"}}");
    ck_assert_str_eq(fixture_broken(f), "state-interleave");
}
END_TEST

START_TEST(wrong_request_is_refused_whoever_else_is_served)
{
    struct fixture *f = &fixture;
    ask(f, "state-interleave");
    f->kase.body_truth = HP_BODY_BREAKS;
    ck_assert_str_eq(answer(f, "a", "webhook 1", now), "state-interleave");
    fixture_answer(f, 400, "{\"error\":{\"code\":\"a\",\"message\":\"type\"}}");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, "state-interleave"));
}
END_TEST

/* ---- a create that may be repeated ---- */

START_TEST(id_may_come_again_under_an_idempotency_key)
{
    struct fixture *f = &fixture;
    f->sent[f->kase.request.field_count++] =
        (struct hp_field){HP_SLICE("idempotency-key"), HP_SLICE("one")};
    ck_assert_str_eq(answer(f, "a", "webhook 1", now), "");
    ck_assert_str_eq(answer(f, "a", "webhook 1", now), "");
    ck_assert(!fixture_applied(f, "state-id-unique"));
    f->kase.request.field_count--;
    ck_assert_str_eq(answer(f, "a", "webhook 1", now), "");
    ck_assert_str_eq(answer(f, "a", "webhook 1", now), "state-id-unique");
}
END_TEST

START_TEST(other_rows_are_not_asked)
{
    struct fixture *f = &fixture;
    static const char *const checks[] = {
        "state-id-unpredictable",       "state-created-at-order",
        "state-client-id-ignored",      "state-client-created-at-ignored",
        "state-client-internal-fields", "state-interleave",
    };
    ck_assert_str_eq(fixture_broken(f), "");
    for (size_t i = 0; i < 6; i++) {
        ck_assert(!fixture_applied(f, checks[i]));
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check_creates");
    TCase *tests = tcase_create("creates");
    tcase_add_checked_fixture(tests, open_fixture, close_fixture);
    tcase_add_loop_test(tests, ids_are_near_when_one_tells_the_other, 0, PAIRS);
    tcase_add_test(tests, counter_as_an_id_is_a_note);
    tcase_add_test(tests, only_the_last_ids_are_compared_and_long_ones_never);
    tcase_add_test(tests, time_must_not_go_back_from_a_create_that_was_over);
    tcase_add_test(tests, creates_of_other_rows_count_and_are_not_judged);
    tcase_add_test(tests, times_that_made_room_are_remembered_as_one);
    tcase_add_test(tests, times_of_one_millisecond_take_one_place);
    tcase_add_loop_test(tests, supplied_member_must_not_be_what_comes_back, 0, SUPPLIED);
    tcase_add_test(tests, refusal_of_supplied_members_holds);
    tcase_add_test(tests, inner_member_comes_back_only_with_a_value_of_the_service);
    tcase_add_test(tests, answer_must_be_about_its_own_request);
    tcase_add_test(tests, wrong_request_is_refused_whoever_else_is_served);
    tcase_add_test(tests, id_may_come_again_under_an_idempotency_key);
    tcase_add_test(tests, other_rows_are_not_asked);
    suite_add_tcase(suite, tests);
    return suite;
}
