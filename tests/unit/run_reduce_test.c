/* Records to the summary: the same records in any order are the same run. */
#include "harness/run/reduce.h"

#include "harness/base/alloc.h"
#include "tests/unit/run_fixture.h"

static struct hp_reducer *reducer;

static void set_up(void)
{
    reducer = run_reducer();
}

static void tear_down(void)
{
    hp_reducer_free(reducer);
}

static void start_again(const struct hp_run_facts *facts)
{
    struct hp_error error = {0};
    hp_reducer_free(reducer);
    ck_assert_int_eq(hp_reducer_new(run_rows, RUN_ROWS, &reducer, &error), HP_OK);
    ck_assert_int_eq(hp_reducer_start(reducer, facts, &error), HP_OK);
}

static void feed_verdict(const char *id, uint64_t index, enum hp_verdict verdict)
{
    struct hp_case_record record = run_record(id, index);
    record.verdict = verdict;
    run_feed(reducer, &record);
}

/* A case of enum-b in which `check` was broken at `level`. */
static void feed_broken(uint64_t index, const char *check, enum hp_level level,
                        enum hp_verdict verdict)
{
    struct hp_case_record record = run_record("enum-b@/webhook/type#x~Y", index);
    struct hp_observation observation = run_observation(check, level, "status");
    run_observe(&record, verdict, &observation, 1, "{}");
    run_feed(reducer, &record);
}

static void assert_tally(const struct hp_tally *have, struct hp_tally want, const char *of)
{
    ck_assert_msg(memcmp(have, &want, sizeof(want)) == 0,
                  "%s: cases %llu pass %llu fail %llu warn %llu note %llu inconclusive %llu "
                  "skipped %llu",
                  of, (unsigned long long)have->cases, (unsigned long long)have->pass,
                  (unsigned long long)have->fail, (unsigned long long)have->warn,
                  (unsigned long long)have->note, (unsigned long long)have->inconclusive,
                  (unsigned long long)have->skipped);
}

START_TEST(rows_are_those_of_the_plan_and_those_of_the_checks)
{
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    /* auth-challenge is both, and stands once. */
    ck_assert_uint_eq(summary->row_count, RUN_ROWS + hp_check_count - 1);
    ck_assert_str_eq(summary->rows[0].id, "valid-a");
    ck_assert_str_eq(summary->rows[0].family, "valid");
    ck_assert_str_eq(summary->rows[0].title, "A valid create is accepted");
    ck_assert_str_eq(summary->rows[0].clause, "PAGE:L64");
    ck_assert_int_eq(summary->rows[0].level, HP_MUST);
    ck_assert(!summary->rows[0].observer);
    ck_assert(run_row_of(summary, "auth-challenge")->observer);
    ck_assert_str_eq(run_row_of(summary, "auth-challenge")->title, "A 401 names its scheme");
    ck_assert(run_row_of(summary, "resp-id")->observer);
    ck_assert_str_eq(run_row_of(summary, "resp-id")->family, "response-checks");
    for (size_t i = 0; i < summary->row_count; i++) {
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(summary->rows[i].id, summary->rows[j].id);
        }
    }
}
END_TEST

START_TEST(facts_and_end_are_in_the_summary)
{
    struct hp_summary *summary = run_finish(reducer, HP_STOP_TIME, "late");
    ck_assert_str_eq(summary->tool_version, "9.8.7");
    ck_assert_str_eq(summary->target_kind, "http");
    ck_assert_str_eq(summary->target_address, "http://127.0.0.1:8080");
    ck_assert_str_eq(summary->profile, "doc");
    ck_assert_str_eq(summary->depth, "standard");
    ck_assert_uint_eq(summary->seed, 7);
    ck_assert_uint_eq(summary->plan_hash, UINT64_C(0x0123456789abcdef));
    ck_assert_uint_eq(summary->plan_cases, 1000);
    ck_assert_uint_eq(summary->coverage.t3.total, 6);
    ck_assert_int_eq(summary->started_unix_ms, INT64_C(1713156745309));
    ck_assert_uint_eq(summary->sent, 12);
    ck_assert(summary->duration_s == 2.5);
    ck_assert(summary->requests_per_second > 4.79 && summary->requests_per_second < 4.81);
    ck_assert_int_eq(summary->exit_code, 4);
}
END_TEST

START_TEST(every_verdict_is_counted_in_its_row_and_in_all)
{
    for (int verdict = 0; verdict < HP_VERDICT_COUNT; verdict++) {
        for (int time = 0; time <= verdict; time++) {
            feed_verdict("valid-a@#x~Y", (uint64_t)time, (enum hp_verdict)verdict);
        }
    }
    feed_verdict("enum-b@#x~Y", 1, HP_PASS);
    ck_assert_uint_eq(hp_reducer_failures(reducer), 4);
    ck_assert_uint_eq(hp_reducer_totals(reducer)->cases, 22);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    assert_tally(&run_row_of(summary, "valid-a")->tally, (struct hp_tally){21, 1, 4, 3, 2, 5, 6},
                 "valid-a");
    assert_tally(&run_row_of(summary, "enum-b")->tally, (struct hp_tally){1, 1}, "enum-b");
    assert_tally(&summary->totals, (struct hp_tally){22, 2, 4, 3, 2, 5, 6}, "all");
}
END_TEST

START_TEST(a_check_counts_the_exchanges_that_it_applied_to)
{
    uint64_t id = UINT64_C(1) << hp_check_find("resp-id");
    uint64_t echo = UINT64_C(1) << hp_check_find("resp-echo-scalars");
    for (uint64_t i = 0; i < 5; i++) {
        struct hp_case_record record = run_record("valid-a@#x~Y", i);
        record.checks_applied = i < 4 ? id | echo : id;
        run_feed(reducer, &record);
    }
    feed_broken(5, "resp-id", HP_MUST, HP_FAIL);
    feed_broken(6, "resp-echo-scalars", HP_SHOULD, HP_WARN);
    feed_broken(7, "resp-echo-scalars", HP_MAY, HP_NOTE);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    assert_tally(&run_row_of(summary, "resp-id")->tally, (struct hp_tally){6, 5, 1}, "resp-id");
    assert_tally(&run_row_of(summary, "resp-echo-scalars")->tally, (struct hp_tally){6, 4, 0, 1, 1},
                 "resp-echo-scalars");
    assert_tally(&run_row_of(summary, "resp-url-string")->tally, (struct hp_tally){0}, "unused");
}
END_TEST

/* One exchange counts once in a check's row, with the worst of what the check saw. */
START_TEST(a_check_that_breaks_twice_in_a_case_counts_once)
{
    struct hp_case_record record = run_record("valid-a@#x~Y", 1);
    struct hp_observation both[] = {run_observation("resp-id", HP_SHOULD, "/a"),
                                    run_observation("resp-id", HP_MUST, "/b")};
    run_observe(&record, HP_FAIL, both, 2, "{}");
    run_feed(reducer, &record);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    assert_tally(&run_row_of(summary, "resp-id")->tally, (struct hp_tally){1, 0, 1}, "resp-id");
    ck_assert_uint_eq(summary->group_count, 2);
}
END_TEST

/* A judge keeps 16 observations; a check whose own did not fit is broken all the same. */
START_TEST(a_broken_check_without_an_observation_is_not_passed)
{
    struct hp_case_record record = run_record("valid-a@#x~Y", 1);
    struct hp_observation other = run_observation("resp-url-string", HP_MUST, "/url");
    run_observe(&record, HP_FAIL, &other, 1, "{}");
    record.checks_applied |= UINT64_C(1) << hp_check_find("resp-id");
    record.checks_broken |= UINT64_C(1) << hp_check_find("resp-id");
    record.checks_applied |= UINT64_C(1) << hp_check_find("resp-latency");
    record.checks_broken |= UINT64_C(1) << hp_check_find("resp-latency");
    run_feed(reducer, &record);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    assert_tally(&run_row_of(summary, "resp-id")->tally, (struct hp_tally){1, 0, 1}, "resp-id");
    assert_tally(&run_row_of(summary, "resp-latency")->tally, (struct hp_tally){1, 0, 0, 1},
                 "resp-latency");
}
END_TEST

START_TEST(a_finding_belongs_to_its_check_or_to_its_row)
{
    feed_broken(1, "expectation", HP_MUST, HP_FAIL);
    feed_broken(2, "resp-id", HP_MUST, HP_FAIL);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    ck_assert_uint_eq(summary->group_count, 2);
    const char *rows[] = {summary->groups[0].row, summary->groups[1].row};
    ck_assert_str_eq(rows[0], "enum-b");
    ck_assert_str_eq(rows[1], "resp-id");
    ck_assert_str_eq(summary->groups[1].family, "response-checks");
    ck_assert_str_eq(summary->groups[1].first_case, "enum-b@/webhook/type#x~Y");
}
END_TEST

/* A journal may come from anybody, and the report has this as a part of itself. */
START_TEST(what_replay_is_told_is_json_or_nothing)
{
    static const struct {
        const char *again;
        bool kept;
    } rows[] = {{"{\"options\":{}}", true},
                {"", false},
                {"{\"options\":{}", false},
                {"{},\"outcome\":\"conformant\"", false},
                {"\xef\xbb\xbf{\"options\":{}}", false},
                {"{\"options\":\"\xff\"}", false}};
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct hp_run_facts facts = run_facts();
        facts.again = hp_slice_of(rows[i].again);
        start_again(&facts);
        const struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
        if (rows[i].kept) {
            ck_assert_ptr_nonnull(summary->again);
            ck_assert_str_eq(summary->again, rows[i].again);
        } else {
            ck_assert_ptr_null(summary->again);
        }
    }
}
END_TEST

START_TEST(strict_makes_a_should_fail)
{
    struct hp_run_facts facts = run_facts();
    facts.strict = true;
    start_again(&facts);
    feed_broken(1, "resp-echo-scalars", HP_SHOULD, HP_FAIL);
    feed_broken(2, "resp-no-extra-members", HP_MAY, HP_NOTE);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    ck_assert_int_eq(summary->groups[0].verdict, HP_FAIL);
    ck_assert_int_eq(summary->groups[1].verdict, HP_NOTE);
    assert_tally(&run_row_of(summary, "resp-echo-scalars")->tally, (struct hp_tally){1, 0, 1},
                 "resp-echo-scalars");
}
END_TEST

START_TEST(a_canary_is_no_case_but_may_fail_the_run)
{
    struct hp_case_record record = run_record("valid-a@#documented~X", 0);
    record.canary = true;
    run_feed(reducer, &record);
    struct hp_observation broken = run_observation("state-canary", HP_MUST, "status");
    run_observe(&record, HP_FAIL, &broken, 1, "{}");
    record.status = 500;
    run_feed(reducer, &record);
    feed_verdict("valid-a@#x~Y", 1, HP_PASS);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    assert_tally(&summary->totals, (struct hp_tally){1, 1}, "all");
    assert_tally(&run_row_of(summary, "valid-a")->tally, (struct hp_tally){1, 1}, "valid-a");
    assert_tally(&run_row_of(summary, "state-canary")->tally, (struct hp_tally){1, 0, 1},
                 "state-canary");
    ck_assert_str_eq(summary->groups[0].row, "state-canary");
    ck_assert_int_eq(summary->exit_code, 1);
}
END_TEST

START_TEST(a_record_of_an_unknown_row_is_refused)
{
    struct hp_error error = {0};
    struct hp_case_record record = run_record("valid-z@#x~Y", 1);
    ck_assert_int_eq(hp_reducer_case(reducer, &record, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, "\"valid-z\"") != NULL, "%s", error.text);
    ck_assert_uint_eq(hp_reducer_totals(reducer)->cases, 0);
}
END_TEST

START_TEST(latency_leaves_out_what_was_not_sent)
{
    struct hp_case_record record = run_record("valid-a@#x~Y", 1);
    record.duration_us = 4000;
    run_feed(reducer, &record);
    record.verdict = HP_SKIPPED;
    record.end = HP_END_UNSENT;
    record.duration_us = 9000000;
    run_feed(reducer, &record);
    record.verdict = HP_INCONCLUSIVE;
    run_feed(reducer, &record);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    ck_assert(summary->latency.max_ms == 4.0);
    ck_assert(summary->latency.p50_ms > 3.7 && summary->latency.p50_ms <= 4.0);
}
END_TEST

static enum hp_requirement_status status_of(const struct hp_summary *summary, const char *id)
{
    for (size_t i = 0; i < summary->requirement_count; i++) {
        if (strcmp(summary->requirements[i].requirement->id, id) == 0) {
            return summary->requirements[i].status;
        }
    }
    ck_abort_msg("no requirement %s", id);
    return HP_REQUIREMENT_UNTESTED;
}

/* R10 and R22 stand on valid-a (R22 on resp-status-200 too), R12 on enum-b, R26 on resp-id. */
START_TEST(a_requirement_is_held_broken_or_untested)
{
    feed_verdict("valid-a@#x~Y", 1, HP_PASS);
    feed_broken(2, "expectation", HP_MUST, HP_FAIL);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    ck_assert_uint_eq(summary->requirement_count, 53);
    ck_assert_int_eq(status_of(summary, "R10"), HP_REQUIREMENT_HELD);
    ck_assert_int_eq(status_of(summary, "R12"), HP_REQUIREMENT_BROKEN);
    ck_assert_int_eq(status_of(summary, "R26"), HP_REQUIREMENT_UNTESTED);
}
END_TEST

START_TEST(a_broken_check_does_not_break_the_requirements_of_the_case_s_row)
{
    feed_broken(1, "resp-id", HP_MUST, HP_FAIL);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    ck_assert_int_eq(status_of(summary, "R26"), HP_REQUIREMENT_BROKEN);
    ck_assert_int_eq(status_of(summary, "R12"), HP_REQUIREMENT_HELD);
}
END_TEST

START_TEST(neither_notes_nor_skipped_cases_break_or_hold_a_requirement)
{
    feed_verdict("enum-b@#x~Y", 1, HP_SKIPPED);
    feed_verdict("enum-b@#x~Y", 2, HP_INCONCLUSIVE);
    feed_verdict("valid-a@#x~Y", 3, HP_NOTE);
    struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
    ck_assert_int_eq(status_of(summary, "R12"), HP_REQUIREMENT_UNTESTED);
    ck_assert_int_eq(status_of(summary, "R10"), HP_REQUIREMENT_HELD);
}
END_TEST

START_TEST(a_row_says_why_its_first_case_was_not_judged)
{
    for (int order = 0; order < 2; order++) {
        for (uint64_t i = 0; i < 3; i++) {
            uint64_t index = order == 0 ? i : 2 - i;
            struct hp_case_record record = run_record("enum-b@#x~Y", index);
            record.verdict = index == 0 ? HP_PASS : index == 1 ? HP_SKIPPED : HP_INCONCLUSIVE;
            record.reason = index == 0   ? HP_SLICE("a note")
                            : index == 1 ? HP_SLICE("skipped")
                                         : HP_SLICE("429");
            run_feed(reducer, &record);
        }
        struct hp_summary *summary = run_finish(reducer, HP_STOP_NONE, "");
        ck_assert_ptr_null(run_row_of(summary, "valid-a")->reason);
        ck_assert_str_eq(run_row_of(summary, "enum-b")->reason, "skipped");
        tear_down();
        set_up();
    }
}
END_TEST

/* Everything of a summary that a report may show, as one text. */
static void print_summary(struct hp_buf *out, const struct hp_summary *summary)
{
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct hp_row_summary *row = &summary->rows[i];
        hp_buf_printf(out, "%s %s:", row->id, row->reason == NULL ? "" : row->reason);
        const uint64_t *counts = &row->tally.cases;
        for (size_t c = 0; c < sizeof(row->tally) / sizeof(*counts); c++) {
            hp_buf_printf(out, " %llu", (unsigned long long)counts[c]);
        }
        hp_buf_char(out, '\n');
    }
    for (size_t i = 0; i < summary->requirement_count; i++) {
        hp_buf_printf(out, "%d", (int)summary->requirements[i].status);
    }
    for (size_t i = 0; i < summary->group_count; i++) {
        const struct hp_group *group = &summary->groups[i];
        hp_buf_printf(out, "\n%s %s %s %d %d %s %s %s %s %s %s %llu %s %s %.*s", group->fingerprint,
                      group->row, group->check, (int)group->verdict, (int)group->level,
                      group->clause, group->where, group->expected, group->actual, group->why,
                      group->end_note == NULL ? "" : group->end_note,
                      (unsigned long long)group->count, group->first_case, group->minimal_case,
                      (int)group->request.body.len, group->request.body.at);
    }
    hp_buf_printf(out, "\n%s %d %.3f %.3f %.3f %.3f\n", summary->outcome_reason, summary->exit_code,
                  summary->latency.p50_ms, summary->latency.p90_ms, summary->latency.p99_ms,
                  summary->latency.max_ms);
}

enum { CASES = 300 };

/* Cases of all kinds by number. */
static void feed_number(size_t number)
{
    static const char *const checks[] = {"expectation", "resp-id", "resp-echo-scalars",
                                         "resp-error-json"};
    static const char body[] = "0123456789012345678901234567890123456789";
    char id[64];
    char actual[64];
    (void)snprintf(id, sizeof(id), "%s@#case-%zu~Z", number % 2 == 0 ? "valid-a" : "enum-b",
                   number);
    (void)snprintf(actual, sizeof(actual), "what case %zu got", number);
    struct hp_case_record record = run_record(id, number);
    record.duration_us = number * 977 % 50000;
    record.status = (int)(200 + number % 4 * 100);
    record.checks_applied = number * UINT64_C(0x9e3779b97f4a7c15) & 0x1ffffff;
    if (number % 7 == 0) {
        record.verdict = number % 14 == 0 ? HP_SKIPPED : HP_INCONCLUSIVE;
        record.reason = hp_slice_of(actual);
        record.end = HP_END_UNSENT;
    }
    struct hp_observation observations[2];
    if (number % 3 == 0) {
        for (size_t i = 0; i < 2; i++) {
            observations[i] = run_observation(checks[(number + i) % 4],
                                              (enum hp_level)((number / 3 + i) % 3), "status");
            observations[i].actual = hp_slice_of(actual);
        }
        run_observe(&record, HP_FAIL, observations, 2, body + number * 7 % 40);
        record.canary = number % 51 == 0;
    }
    run_feed(reducer, &record);
}

START_TEST(the_order_of_the_records_does_not_matter)
{
    struct hp_buf want;
    hp_buf_init(&want, 1024 * 1024);
    for (int round = 0; round < 20; round++) {
        size_t order[CASES];
        struct hp_rng rng;
        hp_rng_init(&rng, (uint64_t)round, HP_SLICE("records"));
        for (size_t i = 0; i < CASES; i++) {
            order[i] = i;
        }
        for (size_t i = CASES; i-- > 1 && round > 0;) {
            size_t other = hp_rng_below(&rng, i + 1);
            size_t kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        for (size_t i = 0; i < CASES; i++) {
            feed_number(order[i]);
        }
        struct hp_buf have;
        hp_buf_init(&have, 1024 * 1024);
        print_summary(&have, run_finish(reducer, HP_STOP_NONE, ""));
        if (round == 0) {
            hp_buf_slice(&want, hp_buf_view(&have));
        }
        /* Check cannot print texts of this length. */
        ck_assert_msg(hp_slice_equal(hp_buf_view(&have), hp_buf_view(&want)), "round %d", round);
        hp_buf_deinit(&have);
        tear_down();
        set_up();
    }
    hp_buf_deinit(&want);
}
END_TEST

START_TEST(a_run_without_an_end_is_incomplete_and_counts_what_was_sent)
{
    struct hp_error error = {0};
    struct hp_summary *summary = NULL;
    feed_verdict("valid-a@#x~Y", 1, HP_PASS);
    feed_verdict("valid-a@#x~Y", 2, HP_PASS);
    struct hp_case_record record = run_record("enum-b@#x~Y", 3);
    record.verdict = HP_SKIPPED;
    record.end = HP_END_UNSENT;
    run_feed(reducer, &record);
    ck_assert_int_eq(hp_reducer_finish(reducer, &summary, &error), HP_OK);
    ck_assert_int_eq(summary->outcome, HP_INCOMPLETE);
    ck_assert_int_eq(summary->exit_code, 4);
    ck_assert_ptr_nonnull(strstr(summary->outcome_reason, "killed"));
    ck_assert_uint_eq(summary->sent, 2);
}
END_TEST

static enum hp_status add_shard(uint32_t shard, uint32_t shards, struct hp_error *error)
{
    struct hp_run_facts facts = run_facts();
    facts.shard = shard;
    facts.shards = shards;
    *error = (struct hp_error){0};
    return hp_reducer_start(reducer, &facts, error);
}

static void end_part(enum hp_stop stop, const char *reason)
{
    struct hp_error error = {0};
    struct hp_run_end end = {stop, hp_slice_of(reason), 10, 1.5};
    ck_assert_int_eq(hp_reducer_end(reducer, &end, &error), HP_OK);
}

static struct hp_summary *finish(void)
{
    struct hp_error error = {0};
    struct hp_summary *summary = NULL;
    ck_assert_int_eq(hp_reducer_finish(reducer, &summary, &error), HP_OK);
    return summary;
}

static void start_shards(uint32_t shards)
{
    struct hp_run_facts facts = run_facts();
    facts.shard = 2;
    facts.shards = shards;
    start_again(&facts);
    feed_verdict("valid-a@#x~Y", 1, HP_PASS);
}

START_TEST(journals_of_all_shards_are_one_run)
{
    struct hp_error error;
    start_shards(3);
    for (uint32_t shard = 1; shard <= 3; shard += 2) {
        end_part(HP_STOP_NONE, "");
        ck_assert_int_eq(add_shard(shard, 3, &error), HP_OK);
        feed_verdict("valid-a@#x~Y", shard * 10, HP_PASS);
    }
    end_part(HP_STOP_NONE, "");
    const struct hp_summary *summary = finish();
    ck_assert_int_eq(summary->exit_code, 0);
    ck_assert_uint_eq(summary->totals.pass, 3);
    ck_assert_uint_eq(summary->sent, 30);
    ck_assert(summary->duration_s == 4.5);
}
END_TEST

START_TEST(a_shard_that_is_missing_is_told)
{
    struct hp_error error;
    start_shards(4);
    end_part(HP_STOP_NONE, "");
    ck_assert_int_eq(add_shard(4, 4, &error), HP_OK);
    end_part(HP_STOP_NONE, "");
    const struct hp_summary *summary = finish();
    ck_assert_int_eq(summary->exit_code, 4);
    ck_assert_msg(strstr(summary->outcome_reason, "2 of 4 shards are missing, first shard 1") !=
                      NULL,
                  "%s", summary->outcome_reason);
}
END_TEST

START_TEST(a_shard_that_was_killed_makes_the_whole_incomplete)
{
    struct hp_error error;
    start_shards(2);
    ck_assert_int_eq(add_shard(1, 2, &error), HP_OK);
    end_part(HP_STOP_NONE, "");
    const struct hp_summary *summary = finish();
    ck_assert_int_eq(summary->exit_code, 4);
    ck_assert_msg(strstr(summary->outcome_reason, "killed") != NULL, "%s", summary->outcome_reason);
}
END_TEST

START_TEST(the_stop_of_any_shard_is_that_of_the_whole)
{
    for (int order = 0; order < 2; order++) {
        struct hp_error error;
        start_shards(2);
        end_part(order == 0 ? HP_STOP_TIME : HP_STOP_NONE, order == 0 ? "late" : "");
        ck_assert_int_eq(add_shard(1, 2, &error), HP_OK);
        end_part(order == 0 ? HP_STOP_NONE : HP_STOP_TIME, order == 0 ? "" : "late");
        const struct hp_summary *summary = finish();
        ck_assert_int_eq(summary->exit_code, 4);
        ck_assert_msg(strstr(summary->outcome_reason, "(late)") != NULL, "%s",
                      summary->outcome_reason);
    }
}
END_TEST

START_TEST(journals_that_do_not_belong_together_are_refused)
{
    struct hp_error error;
    struct hp_run_facts facts = run_facts();
    start_shards(3);
    end_part(HP_STOP_NONE, "");
    ck_assert_int_eq(add_shard(2, 3, &error), HP_ERR_USAGE); /* twice */
    ck_assert_msg(strstr(error.text, "shard 2 of 3") != NULL, "%s", error.text);
    ck_assert_int_eq(add_shard(3, 4, &error), HP_ERR_USAGE);
    ck_assert_int_eq(add_shard(0, 3, &error), HP_ERR_USAGE);
    ck_assert_int_eq(add_shard(UINT32_MAX, 3, &error), HP_ERR_USAGE);
    facts.shard = 1;
    facts.shards = 3;
    facts.plan_hash++;
    ck_assert_int_eq(hp_reducer_start(reducer, &facts, &error), HP_ERR_USAGE);
    /* Two whole runs are two runs. */
    start_shards(1);
    ck_assert_int_eq(add_shard(1, 1, &error), HP_ERR_USAGE);
}
END_TEST

/* A journal that was gone on with has several ends, or misses one in its middle. */
START_TEST(a_resumed_run_ends_as_its_last_part)
{
    end_part(HP_STOP_SIGNAL, "interrupted");
    feed_verdict("valid-a@#x~Y", 1, HP_PASS);
    end_part(HP_STOP_NONE, "");
    const struct hp_summary *summary = finish();
    ck_assert_int_eq(summary->exit_code, 0);
    ck_assert_uint_eq(summary->sent, 20);
    ck_assert(summary->duration_s == 3.0);
}
END_TEST

START_TEST(a_text_is_kept_as_long_as_the_reducer)
{
    char text[] = "replay";
    const char *kept = hp_reducer_keep(reducer, hp_slice_of(text));
    text[0] = 'X';
    ck_assert_str_eq(kept, "replay");
}
END_TEST

/* A whole life of a reducer; true when nothing failed. */
static bool live(void)
{
    struct hp_error error = {0};
    struct hp_summary *summary = NULL;
    struct hp_reducer *one = NULL;
    struct hp_run_facts facts = run_facts();
    struct hp_run_end end = {HP_STOP_NONE, HP_SLICE("no reason"), 12, 1};
    enum hp_status status = hp_reducer_new(run_rows, RUN_ROWS, &one, &error);
    if (status != HP_OK) {
        ck_assert_int_eq(status, HP_ERR_NOMEM);
        return false;
    }
    status = hp_reducer_start(one, &facts, &error);
    for (uint64_t i = 0; i < 40 && status == HP_OK; i++) {
        char where[32];
        (void)snprintf(where, sizeof(where), "/place/%llu", (unsigned long long)i / 2);
        struct hp_case_record record = run_record("valid-a@#x~Y", i);
        struct hp_observation observation = run_observation("expectation", HP_MUST, where);
        run_observe(&record, HP_FAIL, &observation, 1, "{}");
        record.reason = HP_SLICE("why");
        record.request_body_bytes = 100 - i;
        status = hp_reducer_case(one, &record, &error);
    }
    status = status == HP_OK ? hp_reducer_end(one, &end, &error) : status;
    status = status == HP_OK ? hp_reducer_finish(one, &summary, &error) : status;
    ck_assert(status == HP_OK || status == HP_ERR_NOMEM);
    ck_assert(status == HP_OK || error.text[0] != '\0');
    hp_reducer_free(one);
    return status == HP_OK;
}

START_TEST(an_allocation_that_fails_is_an_error_and_no_more)
{
    hp_alloc_fail_at(0);
    ck_assert(live());
    uint64_t calls = hp_alloc_calls();
    ck_assert_uint_gt(calls, 30);
    size_t failed = 0;
    for (uint64_t n = 1; n <= calls; n++) {
        hp_alloc_fail_at(n);
        failed += !live();
    }
    hp_alloc_fail_at(0);
    /* Only a text that has an older one to stand for it may fail in silence. */
    ck_assert_msg(failed + 2 >= calls, "%zu of %llu", failed, (unsigned long long)calls);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_reduce");
    TCase *tests = tcase_create("reduce");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, rows_are_those_of_the_plan_and_those_of_the_checks);
    tcase_add_test(tests, facts_and_end_are_in_the_summary);
    tcase_add_test(tests, every_verdict_is_counted_in_its_row_and_in_all);
    tcase_add_test(tests, a_check_counts_the_exchanges_that_it_applied_to);
    tcase_add_test(tests, a_check_that_breaks_twice_in_a_case_counts_once);
    tcase_add_test(tests, a_broken_check_without_an_observation_is_not_passed);
    tcase_add_test(tests, a_finding_belongs_to_its_check_or_to_its_row);
    tcase_add_test(tests, what_replay_is_told_is_json_or_nothing);
    tcase_add_test(tests, strict_makes_a_should_fail);
    tcase_add_test(tests, a_canary_is_no_case_but_may_fail_the_run);
    tcase_add_test(tests, a_record_of_an_unknown_row_is_refused);
    tcase_add_test(tests, latency_leaves_out_what_was_not_sent);
    tcase_add_test(tests, a_requirement_is_held_broken_or_untested);
    tcase_add_test(tests, a_broken_check_does_not_break_the_requirements_of_the_case_s_row);
    tcase_add_test(tests, neither_notes_nor_skipped_cases_break_or_hold_a_requirement);
    tcase_add_test(tests, a_row_says_why_its_first_case_was_not_judged);
    tcase_add_test(tests, the_order_of_the_records_does_not_matter);
    tcase_add_test(tests, a_run_without_an_end_is_incomplete_and_counts_what_was_sent);
    tcase_add_test(tests, journals_of_all_shards_are_one_run);
    tcase_add_test(tests, a_shard_that_is_missing_is_told);
    tcase_add_test(tests, a_shard_that_was_killed_makes_the_whole_incomplete);
    tcase_add_test(tests, the_stop_of_any_shard_is_that_of_the_whole);
    tcase_add_test(tests, journals_that_do_not_belong_together_are_refused);
    tcase_add_test(tests, a_resumed_run_ends_as_its_last_part);
    tcase_add_test(tests, a_text_is_kept_as_long_as_the_reducer);
    tcase_add_test(tests, an_allocation_that_fails_is_an_error_and_no_more);
    suite_add_tcase(suite, tests);
    return suite;
}
