/* Findings by what went wrong: however the cases come in, the same groups come out. */
#include "harness/run/groups.h"

#include <sys/resource.h>

#include "tests/unit/run_fixture.h"

static struct hp_groups *groups;
static struct hp_row_summary row;

static void set_up(void)
{
    struct hp_error error = {0};
    row = (struct hp_row_summary){
        .id = "valid-a", .family = "valid", .title = "A valid create is accepted"};
    ck_assert_int_eq(hp_groups_new(&groups, &error), HP_OK);
}

static void tear_down(void)
{
    hp_groups_free(groups);
}

static void add(const struct hp_case_record *record, const struct hp_observation *observation,
                enum hp_verdict verdict)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_groups_add(groups, record, observation, verdict, &row, &error) == HP_OK, "%s",
                  error.text);
}

/* One finding in a case with this body. */
static void find(const char *id, uint64_t index, const char *check, const char *where, int status,
                 const char *body)
{
    struct hp_case_record record = run_record(id, index);
    struct hp_observation observation = run_observation(check, HP_MUST, where);
    record.status = status;
    run_observe(&record, HP_FAIL, &observation, 1, body);
    add(&record, &observation, HP_FAIL);
}

static struct hp_group *sorted(size_t want)
{
    size_t count = 0;
    struct hp_group *list = hp_groups_sorted(groups, &count);
    ck_assert_ptr_nonnull(list);
    ck_assert_uint_eq(count, want);
    return list;
}

START_TEST(row_check_place_and_status_class_make_a_group)
{
    struct hp_row_summary other = {.id = "valid-b", .family = "valid", .title = "Another"};
    find("valid-a@#1~Z", 1, "expectation", "status", 404, "{}");
    find("valid-a@#2~Z", 2, "expectation", "status", 422, "{}");
    find("valid-a@#3~Z", 3, "expectation", "status", 500, "{}");
    find("valid-a@#4~Z", 4, "expectation", "status", 0, "{}");
    find("valid-a@#5~Z", 5, "expectation", "/name", 404, "{}");
    find("valid-a@#6~Z", 6, "resp-id", "status", 404, "{}");
    row = other;
    find("valid-b@#7~Z", 7, "expectation", "status", 404, "{}");
    struct hp_group *list = sorted(6);
    ck_assert_uint_eq(list[0].count, 2);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_uint_eq(strlen(list[i].fingerprint), 16);
        ck_assert_uint_eq(strspn(list[i].fingerprint, "0123456789abcdef"), 16);
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(list[i].fingerprint, list[j].fingerprint);
        }
    }
}
END_TEST

/* Baselines of users hold fingerprints: they must be the same in the next version. */
START_TEST(a_fingerprint_stays_what_it_is)
{
    find("valid-a@#1~Z", 1, "expectation", "status", 404, "{}");
    ck_assert_str_eq(sorted(1)[0].fingerprint, "f11bfe155ac3f60f");
}
END_TEST

START_TEST(a_group_keeps_what_its_smallest_case_showed)
{
    struct hp_case_record record = run_record("valid-a@/webhook/name#long~Z", 5);
    struct hp_observation observation = run_observation("resp-id", HP_SHOULD, "/id");
    struct hp_field sent[] = {{HP_SLICE("Content-Type"), HP_SLICE("application/json")},
                              {HP_SLICE("X"), HP_SLICE("")}};
    struct hp_field got[] = {{HP_SLICE("Server"), HP_SLICE("tiny\0x")}};
    run_observe(&record, HP_WARN, &observation, 1, "{\"a\":\"0123456789\"}");
    record.request.fields = sent;
    record.request.field_count = 2;
    record.response.fields = got;
    record.response.field_count = 1;
    record.end_note = HP_SLICE("closed");
    record.request.transfer.chunked = true;
    record.response_body_bytes = 77;
    add(&record, &observation, HP_WARN);
    /* Nothing of the record is borrowed. */
    memset(sent, 0, sizeof(sent));
    memset(got, 0, sizeof(got));
    memset(&record, 0xee, sizeof(record));
    const struct hp_group *group = sorted(1);
    ck_assert_int_eq(group->verdict, HP_WARN);
    ck_assert_str_eq(group->row, "valid-a");
    ck_assert_str_eq(group->family, "valid");
    ck_assert_str_eq(group->title, "A valid create is accepted");
    ck_assert_str_eq(group->check, "resp-id");
    ck_assert_int_eq(group->level, HP_SHOULD);
    ck_assert_str_eq(group->clause, "PAGE:L1");
    ck_assert_str_eq(group->where, "/id");
    ck_assert_str_eq(group->expected, "this");
    ck_assert_str_eq(group->actual, "that");
    ck_assert_str_eq(group->why, "something is wrong");
    ck_assert_str_eq(group->first_case, "valid-a@/webhook/name#long~Z");
    ck_assert_str_eq(group->minimal_case, "valid-a@/webhook/name#long~Z");
    ck_assert_str_eq(group->end_note, "closed");
    ck_assert_uint_eq(group->request.field_count, 2);
    assert_slice(group->request.fields[0].value, HP_SLICE("application/json"), "field");
    assert_slice(group->request.fields[1].value, HP_SLICE(""), "empty field");
    assert_slice(group->response.fields[0].value, HP_SLICE("tiny\0x"), "answered");
    assert_slice(group->request.body, HP_SLICE("{\"a\":\"0123456789\"}"), "body");
    assert_slice(group->request.method, HP_SLICE("POST"), "method");
    assert_slice(group->request.target, HP_SLICE("/v3/core/webhooks"), "target");
    ck_assert(group->request.transfer.chunked);
    ck_assert_uint_eq(group->response_body_bytes, 77);
    ck_assert_ptr_null(group->curl);
    ck_assert_ptr_null(group->replay);
}
END_TEST

/* Attempts and how many of them failed, of each case of one group. */
static const struct {
    unsigned attempts[2], reproduced[2];
    bool flaky;
    uint64_t k, n;
} attempts[] = {
    {{0, 0}, {0, 0}, false, 0, 0}, /* read from a journal */
    {{1, 1}, {1, 1}, false, 0, 0}, /* known well enough to be sent once */
    {{1, 1}, {0, 0}, false, 0, 0}, /* a note is no failure, and is not sent again */
    {{3, 1}, {3, 1}, false, 3, 3}, {{3, 1}, {1, 1}, true, 1, 3}, {{3, 2}, {3, 1}, true, 4, 5},
};

START_TEST(a_group_is_flaky_when_a_case_failed_only_sometimes)
{
    for (int i = 0; i < 2; i++) {
        struct hp_case_record record = run_record("valid-a@#x~Z", (uint64_t)i);
        struct hp_observation observation = run_observation("expectation", HP_MUST, "status");
        run_observe(&record, HP_FAIL, &observation, 1, "{}");
        record.attempts = attempts[_i].attempts[i];
        record.reproduced = attempts[_i].reproduced[i];
        add(&record, &observation, HP_FAIL);
    }
    const struct hp_group *group = sorted(1);
    ck_assert_int_eq(group->flaky, attempts[_i].flaky);
    ck_assert_uint_eq(group->reproduced, attempts[_i].k);
    ck_assert_uint_eq(group->attempts, attempts[_i].n);
}
END_TEST

START_TEST(the_smallest_body_wins_then_the_lowest_index)
{
    find("valid-a@#long~Z", 1, "expectation", "status", 404, "0123456789");
    find("valid-a@#short-late~Z", 9, "expectation", "status", 404, "012");
    find("valid-a@#short-early~Z", 4, "expectation", "status", 404, "abc");
    find("valid-a@#first~Z", 0, "expectation", "status", 404, "0123456789abc");
    const struct hp_group *group = sorted(1);
    ck_assert_str_eq(group->first_case, "valid-a@#first~Z");
    ck_assert_str_eq(group->minimal_case, "valid-a@#short-early~Z");
    assert_slice(group->request.body, HP_SLICE("abc"), "body");
    ck_assert_uint_eq(group->count, 4);
}
END_TEST

enum { SHUFFLED = 40 };

/* Findings of three groups whose levels, verdicts, clauses and texts differ from case to case. */
static void shuffled_finding(size_t number, struct hp_case_record *record,
                             struct hp_observation *observation, char text[static 64])
{
    static const char body[] = "0123456789012345678901234567890123456789";
    enum hp_level level = number % 5 == 0 ? HP_MUST : number % 5 == 1 ? HP_SHOULD : HP_MAY;
    (void)snprintf(text, 64, "valid-a@#case-%zu~Z", number);
    *record = run_record(text, number);
    *observation = run_observation("expectation", level,
                                   number % 3 == 0   ? "status"
                                   : number % 3 == 1 ? "/id"
                                                     : "/name");
    observation->expected = hp_slice_of(text);
    observation->actual = hp_slice_of(text);
    observation->clause = level == HP_MUST ? "PAGE:L64" : "SILENT S02";
    run_observe(record, HP_FAIL, observation, 1, body + (number * 7) % 30);
}

static enum hp_verdict verdict_of(enum hp_level level)
{
    return level == HP_MUST ? HP_FAIL : level == HP_SHOULD ? HP_WARN : HP_NOTE;
}

START_TEST(the_order_of_the_cases_does_not_matter)
{
    struct hp_buf want;
    hp_buf_init(&want, 64 * 1024);
    for (int round = 0; round < 30; round++) {
        size_t order[SHUFFLED];
        struct hp_rng rng;
        hp_rng_init(&rng, (uint64_t)round, HP_SLICE("shuffle"));
        for (size_t i = 0; i < SHUFFLED; i++) {
            order[i] = i;
        }
        for (size_t i = SHUFFLED; i-- > 1 && round > 0;) {
            size_t other = hp_rng_below(&rng, i + 1);
            size_t kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        for (size_t i = 0; i < SHUFFLED; i++) {
            struct hp_case_record record;
            struct hp_observation observation;
            char text[64];
            shuffled_finding(order[i], &record, &observation, text);
            add(&record, &observation, verdict_of(observation.level));
        }
        struct hp_buf have;
        hp_buf_init(&have, 64 * 1024);
        const struct hp_group *list = sorted(3);
        for (size_t i = 0; i < 3; i++) {
            hp_buf_printf(&have, "%s %d %d %s %s %s %llu %s %s %.*s\n", list[i].fingerprint,
                          (int)list[i].verdict, (int)list[i].level, list[i].clause,
                          list[i].expected, list[i].actual, (unsigned long long)list[i].count,
                          list[i].first_case, list[i].minimal_case, (int)list[i].request.body.len,
                          list[i].request.body.at);
        }
        if (round == 0) {
            hp_buf_slice(&want, hp_buf_view(&have));
        }
        ck_assert_str_eq(hp_buf_cstr(&have), hp_buf_cstr(&want));
        hp_buf_deinit(&have);
        tear_down();
        set_up();
    }
    hp_buf_deinit(&want);
}
END_TEST

/* A fail that is shown by the body of a mere warning could not be seen again by its replay line. */
START_TEST(the_smallest_case_is_one_with_the_groups_own_verdict)
{
    struct hp_observation must = run_observation("resp-echo-scalars", HP_MUST, "/name");
    struct hp_observation should = run_observation("resp-echo-scalars", HP_SHOULD, "/name");
    should.expected = HP_SLICE("a should");
    struct hp_case_record fails = run_record("valid-a@#fails~Z", 2);
    struct hp_case_record warns = run_record("valid-a@#warns~Z", 1);
    run_observe(&fails, HP_FAIL, &must, 1, "a long body");
    run_observe(&warns, HP_WARN, &should, 1, "short");
    for (int order = 0; order < 2; order++) {
        add(order == 0 ? &fails : &warns, order == 0 ? &must : &should,
            order == 0 ? HP_FAIL : HP_WARN);
        add(order == 0 ? &warns : &fails, order == 0 ? &should : &must,
            order == 0 ? HP_WARN : HP_FAIL);
        const struct hp_group *group = sorted(1);
        ck_assert_int_eq(group->verdict, HP_FAIL);
        ck_assert_int_eq(group->level, HP_MUST);
        ck_assert_str_eq(group->expected, "this");
        ck_assert_str_eq(group->minimal_case, "valid-a@#fails~Z");
        ck_assert_str_eq(group->first_case, "valid-a@#warns~Z");
        tear_down();
        set_up();
    }
}
END_TEST

/* Under --strict both fail; the page's own rule stands for the group. */
START_TEST(a_must_stands_for_the_group_before_a_should)
{
    struct hp_observation must = run_observation("resp-echo-scalars", HP_MUST, "/name");
    struct hp_observation should = run_observation("resp-echo-scalars", HP_SHOULD, "/name");
    struct hp_case_record longer = run_record("valid-a@#must~Z", 2);
    struct hp_case_record shorter = run_record("valid-a@#should~Z", 1);
    run_observe(&longer, HP_FAIL, &must, 1, "a long body");
    run_observe(&shorter, HP_FAIL, &should, 1, "short");
    for (int order = 0; order < 2; order++) {
        add(order == 0 ? &longer : &shorter, order == 0 ? &must : &should, HP_FAIL);
        add(order == 0 ? &shorter : &longer, order == 0 ? &should : &must, HP_FAIL);
        ck_assert_int_eq(sorted(1)[0].level, HP_MUST);
        ck_assert_str_eq(sorted(1)[0].minimal_case, "valid-a@#must~Z");
        tear_down();
        set_up();
    }
}
END_TEST

START_TEST(fails_come_before_warns_before_notes)
{
    static const struct {
        const char *where;
        enum hp_level level;
        enum hp_verdict verdict;
        int times;
    } findings[] = {
        {"a", HP_MAY, HP_NOTE, 9},    {"b", HP_SHOULD, HP_WARN, 5}, {"c", HP_MUST, HP_FAIL, 1},
        {"d", HP_SHOULD, HP_FAIL, 7}, {"e", HP_MUST, HP_FAIL, 3},   {"f", HP_SHOULD, HP_WARN, 6},
    };
    for (int i = 0; i < COUNT_OF(findings); i++) {
        for (int time = 0; time < findings[i].times; time++) {
            struct hp_case_record record = run_record("valid-a@#x~Z", (uint64_t)time);
            struct hp_observation observation =
                run_observation("expectation", findings[i].level, findings[i].where);
            run_observe(&record, findings[i].verdict, &observation, 1, "{}");
            add(&record, &observation, findings[i].verdict);
        }
    }
    const struct hp_group *list = sorted(6);
    const char *order = "ecdfba";
    for (size_t i = 0; i < 6; i++) {
        ck_assert_int_eq(list[i].where[0], order[i]);
    }
}
END_TEST

static size_t peak_kib(void)
{
    struct rusage usage;
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
    return (size_t)usage.ru_maxrss;
}

/* 7,000 different findings, each with the largest bodies and header sections there are. */
START_TEST(beyond_the_limit_findings_are_counted_and_memory_is_bounded)
{
    static char body[HP_EXCERPT_BYTES];
    static struct hp_field fields[20];
    memset(body, 'x', sizeof(body));
    for (int i = 0; i < COUNT_OF(fields); i++) {
        fields[i] = (struct hp_field){HP_SLICE("X-Field"), HP_SLICE("a value of ordinary length")};
    }
    size_t before = peak_kib();
    for (uint64_t i = 0; i < HP_GROUPS_MAX + 2000; i++) {
        char where[32];
        (void)snprintf(where, sizeof(where), "/place/%llu", (unsigned long long)i);
        struct hp_case_record record = run_record("valid-a@#x~Z", i);
        struct hp_observation observation = run_observation("expectation", HP_MUST, where);
        run_observe(&record, HP_FAIL, &observation, 1, "");
        record.request.body = record.response.body = slice_bytes(body, sizeof(body));
        record.request_body_bytes = 1000000;
        record.request.fields = record.response.fields = fields;
        record.request.field_count = record.response.field_count = 20;
        add(&record, &observation, HP_FAIL);
    }
    ck_assert_uint_eq(hp_groups_dropped(groups), 2000);
    const struct hp_group *list = sorted(HP_GROUPS_MAX);
    size_t whole = 0;
    for (size_t i = 0; i < HP_GROUPS_MAX; i++) {
        whole += list[i].request.body.len == HP_EXCERPT_BYTES;
        ck_assert_uint_ge(list[i].request.body.len, 1024);
        ck_assert_uint_eq(list[i].request_body_bytes, 1000000);
    }
    ck_assert_uint_eq(whole, 256);
    if (!RUN_SANITIZED) { /* whose own memory is many times ours */
        ck_assert_uint_lt(peak_kib() - before, 48 * 1024);
    }
    /* A known finding is still counted when there is no room for new ones. */
    find("valid-a@#x~Z", 1, "expectation", "/place/17", 200, "{}");
    find("valid-a@#x~Z", 1, "expectation", "/place/6999", 200, "{}");
    ck_assert_uint_eq(hp_groups_dropped(groups), 2001);
    ck_assert_uint_eq(sorted(HP_GROUPS_MAX)[0].count, 2);
}
END_TEST

/* Ever smaller cases, each with texts of the largest size: only the last is kept. */
START_TEST(memory_does_not_grow_with_smaller_and_smaller_cases)
{
    static char text[512];
    memset(text, 't', sizeof(text));
    for (size_t i = 0; i < 100000; i++) {
        struct hp_case_record record = run_record("valid-a@#x~Z", i);
        struct hp_observation observation = run_observation("expectation", HP_MUST, "status");
        text[i % sizeof(text)] ^= 1;
        observation.expected = observation.actual = slice_bytes(text, sizeof(text));
        run_observe(&record, HP_FAIL, &observation, 1, "{}");
        record.request_body_bytes = 200000 - i;
        add(&record, &observation, HP_FAIL);
    }
    find("valid-a@#x~Z", 1, "expectation", "another place", 200, "{}");
    const struct hp_group *list = sorted(2);
    ck_assert_uint_eq(list[0].count, 100000);
    ck_assert_uint_eq(list[0].request_body_bytes, 100001);
    ck_assert_uint_eq(strlen(list[0].actual), sizeof(text));
    ck_assert_mem_eq(list[0].actual, text, sizeof(text));
}
END_TEST

START_TEST(no_findings_are_an_empty_list)
{
    (void)sorted(0);
    ck_assert_uint_eq(hp_groups_dropped(groups), 0);
    hp_groups_free(NULL);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_groups");
    TCase *tests = tcase_create("groups");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, row_check_place_and_status_class_make_a_group);
    tcase_add_test(tests, a_fingerprint_stays_what_it_is);
    tcase_add_test(tests, a_group_keeps_what_its_smallest_case_showed);
    tcase_add_loop_test(tests, a_group_is_flaky_when_a_case_failed_only_sometimes, 0,
                        COUNT_OF(attempts));
    tcase_add_test(tests, the_smallest_body_wins_then_the_lowest_index);
    tcase_add_test(tests, the_order_of_the_cases_does_not_matter);
    tcase_add_test(tests, the_smallest_case_is_one_with_the_groups_own_verdict);
    tcase_add_test(tests, a_must_stands_for_the_group_before_a_should);
    tcase_add_test(tests, fails_come_before_warns_before_notes);
    tcase_add_test(tests, beyond_the_limit_findings_are_counted_and_memory_is_bounded);
    tcase_add_test(tests, memory_does_not_grow_with_smaller_and_smaller_cases);
    tcase_add_test(tests, no_findings_are_an_empty_list);
    suite_add_tcase(suite, tests);
    return suite;
}
