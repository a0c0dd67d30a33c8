/* A target by hand for the shrinker: a function from a case to a status. Judged by the real judge
 * over the catalogue's own rows and the built-in contract. */
#ifndef HP_TESTS_UNIT_RUN_SHRINK_FIXTURE_H
#define HP_TESTS_UNIT_RUN_SHRINK_FIXTURE_H

#include "cases/cases.h"
#include "harness/run/groups.h"
#include "harness/run/shrink.h"
#include "harness/service/service.h"
#include "tests/unit/run_fixture.h"

enum { SHRINK_ROWS_MAX = 600, NO_ANSWER = 0 };

/* What the target does: a status, or NO_ANSWER for silence. */
typedef int answer_fn(const struct hp_case *kase);

static struct hp_contract *contract;
static struct hp_plan *plan;
static const struct hp_row *shrink_rows[SHRINK_ROWS_MAX];
static size_t shrink_row_count;
static answer_fn *answer;
static unsigned sent, sent_max;
static struct hp_shrinker shrinker;
static struct hp_reducer *reducer;
static struct hp_shrink_result result;
static struct hp_service *service; /* answers what is to get a 200, when it is valid */
static struct hp_arena answers;

static inline bool holds(struct hp_slice text, const char *part)
{
    return hp_slice_find(text, hp_slice_of(part)) < text.len;
}

static inline void exchange_of(const struct hp_case *kase, struct hp_exchange *exchange)
{
    static const struct hp_field json[] = {
        {HP_SLICE_INIT("Content-Type"), HP_SLICE_INIT("application/json")}};
    int status = answer(kase);
    *exchange = (struct hp_exchange){.end = status == NO_ANSWER ? HP_END_TIMEOUT : HP_END_RESPONSE,
                                     .note = status == NO_ANSWER ? "no whole reply" : NULL};
    if (status == 200) {
        const int64_t now = INT64_C(1713156745309);
        hp_arena_reset(&answers);
        hp_service_handle(service, &kase->request, now, &answers, &exchange->response);
        exchange->response.http_version = 11;
        exchange->sent_unix_ms = exchange->received_unix_ms = now;
    }
    if (status != NO_ANSWER && exchange->response.status != status) {
        exchange->response = (struct hp_response){.status = status,
                                                  .http_version = 11,
                                                  .fields = json,
                                                  .field_count = 1,
                                                  .body = HP_SLICE("{\"code\":1}")};
    }
}

static inline void judge_case(const struct hp_case *kase, const struct hp_exchange *exchange,
                              struct hp_arena *arena, struct hp_judgement *judgement)
{
    struct hp_judge judge = {.contract = contract,
                             .settings = &hp_settings_doc,
                             .api_key = HP_SLICE("the-key-of-the-test"),
                             .in_process = true};
    ck_assert_int_eq(hp_judge_exchange(&judge, kase, exchange, arena, judgement), HP_OK);
}

static inline bool send_by_hand(void *context, const struct hp_case *kase, struct hp_arena *arena,
                                struct hp_trial *trial)
{
    (void)context;
    if (sent == sent_max) {
        return false;
    }
    sent++;
    exchange_of(kase, &trial->exchange);
    judge_case(kase, &trial->exchange, arena, &trial->judgement);
    return true;
}

/* The catalogue with `more` rows behind it. */
static inline void shrink_set_up(const struct hp_row *const *more, size_t more_count)
{
    struct hp_error error = {0};
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    struct hp_plan_options options = {
        .depth = HP_DEPTH_STANDARD, .seed = 1, .api_key = HP_SLICE("the-key-of-the-test")};
    ck_assert_int_lt((int)(count + more_count), SHRINK_ROWS_MAX);
    memcpy(shrink_rows, rows, count * sizeof(*rows));
    for (size_t i = 0; i < more_count; i++) {
        shrink_rows[count + i] = more[i];
    }
    shrink_row_count = count + more_count;
    ck_assert_msg(hp_contract_open(NULL, &contract, &error) == HP_OK, "%s", error.text);
    ck_assert_msg(hp_plan_new(contract, shrink_rows, shrink_row_count, &options, &plan, &error) ==
                      HP_OK,
                  "%s", error.text);
    ck_assert_int_eq(hp_reducer_new(shrink_rows, shrink_row_count, &reducer, &error), HP_OK);
    struct hp_run_facts facts = run_facts();
    ck_assert_int_eq(hp_reducer_start(reducer, &facts, &error), HP_OK);
    shrinker = (struct hp_shrinker){.plan = plan,
                                    .contract = contract,
                                    .rows = shrink_rows,
                                    .row_count = shrink_row_count,
                                    .api_key = HP_SLICE("the-key-of-the-test"),
                                    .send = send_by_hand,
                                    .group_requests_max = HP_SHRINK_GROUP_REQUESTS};
    struct hp_service_options service_options = {
        .contract = contract, .api_key = shrinker.api_key, .id_seed = 1};
    ck_assert_int_eq(hp_service_new(&service_options, &service, &error), HP_OK);
    hp_arena_init(&answers, 64 * 1024 * 1024);
    hp_shrinker_init(&shrinker);
    result = (struct hp_shrink_result){0};
    sent = 0;
    sent_max = 1000;
}

static inline void shrink_tear_down(void)
{
    hp_shrink_result_deinit(&result);
    hp_shrinker_deinit(&shrinker);
    hp_service_free(service);
    hp_arena_deinit(&answers);
    hp_reducer_free(reducer);
    hp_plan_free(plan);
    hp_contract_free(contract);
}

/* Sends the case once, as a run does; all groups so far. */
static inline const struct hp_group *groups_after(const struct hp_case *kase, size_t *count)
{
    struct hp_arena arena;
    struct hp_exchange exchange;
    struct hp_judgement judgement;
    struct hp_case_record record;
    hp_arena_init(&arena, 64 * 1024 * 1024);
    exchange_of(kase, &exchange);
    judge_case(kase, &exchange, &arena, &judgement);
    ck_assert_int_eq(hp_record_fill(kase, &exchange, &judgement, shrinker.api_key, &arena, &record),
                     HP_OK);
    run_feed(reducer, &record);
    hp_arena_deinit(&arena);
    return hp_reducer_groups(reducer, count);
}

/* Sends the case once and gives the group of its finding by this check. */
static inline const struct hp_group *found_by(const char *id, const char *check)
{
    struct hp_error error = {0};
    struct hp_case kase;
    size_t count = 0;
    hp_case_init(&kase);
    ck_assert_msg(hp_plan_find(plan, hp_slice_of(id), &kase, &error) == HP_OK, "%s", error.text);
    const struct hp_group *groups = groups_after(&kase, &count);
    hp_case_deinit(&kase);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(groups[i].check, check) == 0) {
            return &groups[i];
        }
    }
    ck_abort_msg("%s breaks no %s", id, check);
    return NULL;
}

static inline const struct hp_group *found(const char *id)
{
    return found_by(id, "expectation");
}

/* Shrinks; the id of the smallest case. */
static inline const char *shrunk_id(const struct hp_group *group)
{
    static char id[HP_CASE_ID_BYTES];
    ck_assert_int_eq(hp_shrink_group(&shrinker, group, &result), HP_OK);
    ck_assert_uint_eq(result.shrunk.requests, sent);
    (void)snprintf(id, sizeof(id), "%.*s", (int)result.shrunk.record.id.len,
                   result.shrunk.record.id.at);
    return id;
}

#endif
