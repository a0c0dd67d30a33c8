/* What is sent again, and what a case amounts to then. */
#include "harness/run/confirm.h"

#include "harness/run/groups.h"
#include "tests/unit/run_fixture.h"

static struct hp_arena arena;
static struct hp_attempts attempts;
static struct hp_confirm_budget budget;

static void set_up(void)
{
    hp_arena_init(&arena, 64 * 1024 * 1024);
    hp_attempts_init(&attempts);
    memset(&budget, 0, sizeof(budget));
}

static void tear_down(void)
{
    hp_attempts_deinit(&attempts);
    hp_arena_deinit(&arena);
}

static struct hp_observation observation;

/* One answer: what it is judged as, and how the exchange ended. */
static struct hp_case_record answer(enum hp_verdict verdict, enum hp_end end)
{
    struct hp_case_record record = run_record("valid-a@/webhook/name#x~Y", 17);
    record.end = end;
    record.status = end == HP_END_RESPONSE ? 404 : 0;
    record.verdict = verdict;
    if (verdict == HP_NOTE || verdict == HP_WARN || verdict == HP_FAIL) {
        enum hp_level level = verdict == HP_FAIL   ? HP_MUST
                              : verdict == HP_WARN ? HP_SHOULD
                                                   : HP_MAY;
        observation = run_observation("expectation", level, "status");
        run_observe(&record, verdict, &observation, 1, "{\"a\":1}");
    }
    return record;
}

/* Answers by their letters: p pass, n note, w warn, f fail, t fail by a time-out, c fail by a
 * connection that was closed, i inconclusive (no connection). What the decisions are: R record,
 * A again, L alone. What the case is in the end. */
static const struct {
    const char *answers;
    unsigned retries;
    const char *decisions;
    enum hp_verdict verdict;
    unsigned k, n;
} stories[] = {
    {"p", 2, "R", HP_PASS, 0, 1},
    {"n", 2, "R", HP_NOTE, 0, 1},
    {"i", 2, "R", HP_INCONCLUSIVE, 0, 0},
    {"f", 0, "R", HP_FAIL, 1, 1},
    {"fff", 2, "AAR", HP_FAIL, 3, 3},
    {"ff", 1, "AR", HP_FAIL, 2, 2},
    {"www", 2, "AAR", HP_WARN, 3, 3},
    {"fp", 2, "AR", HP_FAIL, 1, 2},
    {"ffp", 2, "AAR", HP_FAIL, 2, 3},
    {"fn", 2, "AR", HP_FAIL, 1, 2},
    {"wp", 2, "AR", HP_WARN, 1, 2},
    {"fi", 2, "AR", HP_FAIL, 1, 1},
    {"tp", 2, "AR", HP_INCONCLUSIVE, 1, 2},
    {"cp", 2, "AR", HP_INCONCLUSIVE, 1, 2},
    {"ttp", 2, "ALR", HP_INCONCLUSIVE, 2, 3},
    {"ttt", 2, "ALR", HP_FAIL, 3, 3},
    {"t", 0, "R", HP_FAIL, 1, 1},
    {"tt", 1, "LR", HP_FAIL, 2, 2},
    {"ccp", 2, "ALR", HP_INCONCLUSIVE, 2, 3},
    {"tft", 2, "AAR", HP_FAIL, 3, 3},
    {"ftp", 2, "ALR", HP_FAIL, 2, 3},
};

START_TEST(a_story_ends_as_it_should)
{
    struct hp_response response = {.status = 404};
    struct hp_case_record record;
    for (size_t i = 0; stories[_i].answers[i] != '\0'; i++) {
        uint64_t wait_us = 1;
        char letter = stories[_i].answers[i];
        record = letter == 'p'   ? answer(HP_PASS, HP_END_RESPONSE)
                 : letter == 'n' ? answer(HP_NOTE, HP_END_RESPONSE)
                 : letter == 'w' ? answer(HP_WARN, HP_END_RESPONSE)
                 : letter == 'f' ? answer(HP_FAIL, HP_END_RESPONSE)
                 : letter == 't' ? answer(HP_FAIL, HP_END_TIMEOUT)
                 : letter == 'c' ? answer(HP_FAIL, HP_END_CLOSED)
                                 : answer(HP_INCONCLUSIVE, HP_END_REFUSED);
        enum hp_next next = hp_confirm_decide(&attempts, &budget, &record, &response,
                                              stories[_i].retries, &wait_us);
        ck_assert_msg(next == (stories[_i].decisions[i] == 'R'   ? HP_NEXT_RECORD
                               : stories[_i].decisions[i] == 'L' ? HP_NEXT_ALONE
                                                                 : HP_NEXT_AGAIN),
                      "answer %zu of %s: %d", i, stories[_i].answers, (int)next);
        ck_assert_uint_eq(wait_us, 0);
    }
    ck_assert_int_eq(hp_confirm_settle(&attempts, &arena, &record), HP_OK);
    ck_assert_msg(record.verdict == stories[_i].verdict, "%s: %s", stories[_i].answers,
                  hp_verdict_name(record.verdict));
    ck_assert_uint_eq(record.reproduced, stories[_i].k);
    ck_assert_uint_eq(record.attempts, stories[_i].n);
    if (record.verdict == HP_FAIL || record.verdict == HP_WARN) {
        ck_assert_uint_eq(record.observation_count, 1);
        ck_assert_uint_eq(record.index, 17);
        assert_slice(record.request.body, HP_SLICE("{\"a\":1}"), "the failure's own request");
    }
    if (record.verdict == HP_INCONCLUSIVE && record.attempts > 1) {
        ck_assert_uint_gt(record.reason.len, 10);
        ck_assert_uint_eq(record.observation_count, 0);
        ck_assert_uint_eq(record.checks_broken, 0);
    }
}
END_TEST

/* An answer that asks to come back later: its status, Retry-After, and for how long is waited. */
static const struct {
    int status;
    const char *retry_after; /* NULL: no such field */
    enum hp_next next;
    uint64_t wait_s;
} later[] = {
    {429, "2", HP_NEXT_LATER, 2},
    {503, "2", HP_NEXT_LATER, 2},
    {429, "0", HP_NEXT_LATER, 0},
    {429, "60", HP_NEXT_LATER, 60},
    {429, "61", HP_NEXT_RECORD, 0},
    {429, "999999999", HP_NEXT_RECORD, 0},
    {429, "99999999999999999999", HP_NEXT_LATER, 1},
    {429, NULL, HP_NEXT_LATER, 1},
    {429, "", HP_NEXT_LATER, 1},
    {429, "-1", HP_NEXT_LATER, 1},
    {429, "1.5", HP_NEXT_LATER, 1},
    {429, "soon", HP_NEXT_LATER, 1},
    {429, "Wed, 21 Oct 2026 07:28:00 GMT", HP_NEXT_LATER, 1},
    {404, "2", HP_NEXT_RECORD, 0},
    {0, NULL, HP_NEXT_RECORD, 0},
};

START_TEST(retry_after_is_obeyed_within_reason)
{
    struct hp_field field = {HP_SLICE("retry-AFTER"), hp_slice_of(later[_i].retry_after)};
    struct hp_response response = {.status = later[_i].status,
                                   .fields = &field,
                                   .field_count = later[_i].retry_after == NULL ? 0 : 1};
    struct hp_case_record record = answer(HP_INCONCLUSIVE, HP_END_RESPONSE);
    uint64_t wait_us = 1;
    ck_assert_int_eq(hp_confirm_decide(&attempts, &budget, &record, &response, 2, &wait_us),
                     later[_i].next);
    ck_assert_uint_eq(wait_us, later[_i].wait_s * 1000000);
}
END_TEST

START_TEST(nobody_waits_for_ever)
{
    struct hp_response response = {.status = 429};
    struct hp_case_record record = answer(HP_INCONCLUSIVE, HP_END_RESPONSE);
    uint64_t wait_us = 0;
    for (int i = 0; i < HP_CONFIRM_DEFERS_MAX; i++) {
        ck_assert_int_eq(hp_confirm_decide(&attempts, &budget, &record, &response, 2, &wait_us),
                         HP_NEXT_LATER);
    }
    ck_assert_int_eq(hp_confirm_decide(&attempts, &budget, &record, &response, 2, &wait_us),
                     HP_NEXT_RECORD);
    ck_assert_int_eq(hp_confirm_settle(&attempts, &arena, &record), HP_OK);
    ck_assert_int_eq(record.verdict, HP_INCONCLUSIVE);
    /* With --retries 0 nothing is sent twice, whatever the target asks. */
    hp_attempts_reset(&attempts);
    ck_assert_int_eq(hp_confirm_decide(&attempts, &budget, &record, &response, 0, &wait_us),
                     HP_NEXT_RECORD);
}
END_TEST

/* A 429 on the way neither counts as an answer nor makes a good one of a failure. */
START_TEST(a_failure_is_kept_over_a_429)
{
    struct hp_response busy = {.status = 429};
    struct hp_response wrong = {.status = 404};
    struct hp_case_record fails = answer(HP_FAIL, HP_END_RESPONSE);
    struct hp_case_record waits = answer(HP_INCONCLUSIVE, HP_END_RESPONSE);
    struct hp_case_record passes = answer(HP_PASS, HP_END_RESPONSE);
    uint64_t wait_us = 0;
    fails = answer(HP_FAIL, HP_END_RESPONSE);
    ck_assert_int_eq(hp_confirm_decide(&attempts, &budget, &fails, &wrong, 2, &wait_us),
                     HP_NEXT_AGAIN);
    ck_assert_int_eq(hp_confirm_decide(&attempts, &budget, &waits, &busy, 2, &wait_us),
                     HP_NEXT_LATER);
    ck_assert_int_eq(hp_confirm_decide(&attempts, &budget, &passes, &wrong, 2, &wait_us),
                     HP_NEXT_RECORD);
    ck_assert_int_eq(hp_confirm_settle(&attempts, &arena, &passes), HP_OK);
    ck_assert_int_eq(passes.verdict, HP_FAIL);
    ck_assert_uint_eq(passes.attempts, 2);
    ck_assert_uint_eq(passes.reproduced, 1);
}
END_TEST

/* Whether another case that fails in the same way is sent again. */
static bool is_sent_again(const char *id, const char *check, int status)
{
    struct hp_response response = {.status = status};
    struct hp_case_record record = run_record(id, 1);
    struct hp_observation one = run_observation(check, HP_MUST, "status");
    uint64_t wait_us = 0;
    record.status = status;
    run_observe(&record, HP_FAIL, &one, 1, "{}");
    hp_attempts_reset(&attempts);
    enum hp_next next = hp_confirm_decide(&attempts, &budget, &record, &response, 2, &wait_us);
    bool again = next == HP_NEXT_AGAIN;
    while (next == HP_NEXT_AGAIN) {
        next = hp_confirm_decide(&attempts, &budget, &record, &response, 2, &wait_us);
    }
    return again;
}

START_TEST(what_was_confirmed_often_enough_is_sent_once)
{
    for (int i = 0; i < HP_CONFIRM_ENOUGH; i++) {
        ck_assert(is_sent_again("valid-a@#x~Y", "expectation", 404));
    }
    ck_assert(!is_sent_again("valid-a@#y~Z", "expectation", 422));
    /* Another class, row or check has still to be confirmed. */
    ck_assert(is_sent_again("valid-a@#x~Y", "expectation", 500));
    ck_assert(is_sent_again("enum-b@#x~Y", "expectation", 404));
    ck_assert(is_sent_again("valid-a@#x~Y", "resp-id", 404));
}
END_TEST

/* A row of another name whose fingerprint falls into the same slot. */
static void find_neighbour(char *id, size_t id_bytes)
{
    struct hp_observation one = run_observation("expectation", HP_MUST, "status");
    uint64_t slot = hp_fingerprint("valid-a", &one, 404) % HP_CONFIRM_SLOTS;
    char row[32];
    unsigned number = 0;
    do {
        (void)snprintf(row, sizeof(row), "row-%u", number++);
        ck_assert_uint_lt(number, 1000 * HP_CONFIRM_SLOTS);
    } while (hp_fingerprint(row, &one, 404) % HP_CONFIRM_SLOTS != slot);
    (void)snprintf(id, id_bytes, "%s@#x~Y", row);
}

START_TEST(what_shares_a_slot_with_something_confirmed_has_still_to_be)
{
    char id[64];
    find_neighbour(id, sizeof(id));
    for (int i = 0; i < HP_CONFIRM_ENOUGH; i++) {
        ck_assert(is_sent_again("valid-a@#x~Y", "expectation", 404));
    }
    for (int i = 0; i < HP_CONFIRM_ENOUGH; i++) {
        ck_assert(is_sent_again(id, "expectation", 404));
    }
    ck_assert(!is_sent_again(id, "expectation", 404));
    ck_assert(!is_sent_again("valid-a@#x~Y", "expectation", 404));
}
END_TEST

START_TEST(without_room_to_know_it_every_failure_is_sent_again)
{
    for (size_t i = 0; i < HP_CONFIRM_SLOTS; i++) {
        atomic_store(&budget.known[i], UINT64_MAX);
    }
    for (int i = 0; i < 2 * HP_CONFIRM_ENOUGH; i++) {
        ck_assert(is_sent_again("valid-a@#x~Y", "expectation", 404));
    }
}
END_TEST

START_TEST(what_fails_only_sometimes_is_never_known_well_enough)
{
    struct hp_response response = {.status = 404};
    for (int i = 0; i < 4 * HP_CONFIRM_ENOUGH; i++) {
        struct hp_case_record fails = answer(HP_FAIL, HP_END_RESPONSE);
        uint64_t wait_us = 0;
        hp_attempts_reset(&attempts);
        ck_assert_int_eq(hp_confirm_decide(&attempts, &budget, &fails, &response, 1, &wait_us),
                         HP_NEXT_AGAIN);
        struct hp_case_record passes = answer(HP_PASS, HP_END_RESPONSE);
        ck_assert_int_eq(hp_confirm_decide(&attempts, &budget, &passes, &response, 1, &wait_us),
                         HP_NEXT_RECORD);
    }
}
END_TEST

START_TEST(a_failure_that_cannot_be_kept_is_an_error)
{
    struct hp_response response = {.status = 404};
    struct hp_case_record record = answer(HP_FAIL, HP_END_RESPONSE);
    uint64_t wait_us = 0;
    (void)hp_confirm_decide(&attempts, &budget, &record, &response, 2, &wait_us);
    struct hp_arena none;
    hp_arena_init(&none, 0);
    record = answer(HP_PASS, HP_END_RESPONSE);
    ck_assert_int_eq(hp_confirm_settle(&attempts, &none, &record), HP_ERR_NOMEM);
    hp_arena_deinit(&none);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_confirm");
    TCase *tests = tcase_create("confirm");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, a_story_ends_as_it_should, 0, COUNT_OF(stories));
    tcase_add_loop_test(tests, retry_after_is_obeyed_within_reason, 0, COUNT_OF(later));
    tcase_add_test(tests, nobody_waits_for_ever);
    tcase_add_test(tests, a_failure_is_kept_over_a_429);
    tcase_add_test(tests, what_was_confirmed_often_enough_is_sent_once);
    tcase_add_test(tests, what_shares_a_slot_with_something_confirmed_has_still_to_be);
    tcase_add_test(tests, without_room_to_know_it_every_failure_is_sent_again);
    tcase_add_test(tests, what_fails_only_sometimes_is_never_known_well_enough);
    tcase_add_test(tests, a_failure_that_cannot_be_kept_is_an_error);
    suite_add_tcase(suite, tests);
    return suite;
}
