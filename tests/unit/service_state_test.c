/* What outlives one request: memory that is refused or given back, ids over many threads. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "harness/service/problems.h"
#include "tests/support/suite_main.h"
#include "tests/unit/service_fixture.h"

static struct fixture fixture;

static void setup(void)
{
    fixture_open(&fixture);
}

static void teardown(void)
{
    fixture_close(&fixture);
}

static const struct memory_row {
    const char *body;
    int status; /* when memory is there */
} rows[] = {
    {DOCUMENTED, 200},
    {"{\"webhook\":{\"type\":\"X\",\"url\":7}}", 422},
    {"{\"webhook\":{\"type\":\"SYNC_COMPLETED\",\"name\":\"n\",\"url\":\"https://10.0.0.1\"}}",
     422},
    {"{", 400},
    {"{\"a\":1,\"a\":2}", 400},
};

START_TEST(a_refused_allocation_gives_503_and_nothing_leaks)
{
    struct hp_request request = fixture_request(hp_slice_of(rows[_i].body));
    uint64_t refused = 0;
    for (uint64_t n = 1;; n++) {
        struct hp_arena arena;
        struct hp_response response;
        hp_arena_init(&arena, 1024 * 1024);
        hp_alloc_fail_at(n);
        hp_service_handle(fixture.service, &request, 0, &arena, &response);
        bool reached = hp_alloc_calls() >= n;
        hp_alloc_fail_at(0);
        ck_assert_int_eq(response.status, reached ? 503 : rows[_i].status);
        if (reached) {
            ck_assert(hp_slice_is(fixture_field(&response, "Retry-After"), "1"));
            (void)fixture_check_error(&fixture, &response);
        }
        hp_arena_deinit(&arena);
        if (!reached) {
            break;
        }
        refused++;
    }
    ck_assert_uint_ge(refused, 1);
}
END_TEST

START_TEST(an_arena_that_is_too_small_gives_503_and_then_the_answer)
{
    /* 5,000 short items: the tree takes far more than one block of the arena. */
    struct hp_buf body;
    hp_buf_init(&body, 1024 * 1024);
    hp_buf_text(&body, "{\"x\":[1");
    for (int i = 0; i < 5000; i++) {
        hp_buf_text(&body, ",[]");
    }
    hp_buf_text(&body, "],");
    hp_buf_text(&body, &DOCUMENTED[1]);
    struct hp_request request = fixture_request(hp_buf_view(&body));
    int unavailable = 0;
    int status = 0;
    for (size_t bytes = 0; status != 200; bytes += 32 * 1024) {
        struct hp_arena arena;
        struct hp_response response;
        ck_assert_uint_lt(bytes, 8 * 1024 * 1024);
        hp_arena_init(&arena, bytes);
        hp_service_handle(fixture.service, &request, 0, &arena, &response);
        status = response.status;
        ck_assert_msg(status == 503 || status == 200, "%d with %zu bytes", status, bytes);
        unavailable += status == 503;
        hp_arena_deinit(&arena);
    }
    ck_assert_int_gt(unavailable, 2);
    hp_buf_deinit(&body);
}
END_TEST

START_TEST(a_problem_that_finds_no_memory_spoils_the_list)
{
    struct hp_arena arena;
    struct hp_problems problems;
    hp_arena_init(&arena, (size_t)64 * 1024);
    hp_problems_init(&problems, &arena);
    hp_problems_add(&problems, HP_SLICE("/a"), HP_SLICE("is wrong"));
    ck_assert(!problems.failed);
    while (hp_arena_take(&arena, 64) != NULL) {
    }
    struct hp_pointer place;
    hp_pointer_init(&place);
    (void)hp_pointer_push_name(&place,
                               HP_SLICE("b-with-a-name-that-is-longer-than-what-is-left-over-now"));
    hp_problems_add_at(&problems, &place, HP_SLICE("is wrong"));
    ck_assert(problems.failed);
    ck_assert_uint_eq(problems.count, 1);
    ck_assert_ptr_null(hp_problems_body(&problems, HP_SLICE("x")).at);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(problems_beyond_the_maximum_are_dropped_and_the_list_stays_good)
{
    struct hp_problems problems;
    hp_problems_init(&problems, &fixture.arena);
    for (int i = 0; i < HP_VIOLATIONS_MAX + 5; i++) {
        hp_problems_add(&problems, HP_SLICE("/\x01\x02\x03\"\\"), HP_SLICE("is \"wrong\""));
    }
    ck_assert(!problems.failed);
    ck_assert_uint_eq(problems.count, HP_VIOLATIONS_MAX);
    struct hp_slice body = hp_problems_body(&problems, HP_SLICE("x"));
    const struct hp_json *error = fixture_get(fixture_tree(&fixture, body), "error");
    ck_assert(hp_slice_is(hp_json_string(fixture_get(error, "message")),
                          "/\x01\x02\x03\"\\ is \"wrong\" (and 63 more)"));
    ck_assert_uint_eq(hp_json_size(fixture_get(error, "fields")), HP_VIOLATIONS_MAX);
}
END_TEST

START_TEST(a_service_whose_memory_is_refused_is_an_error_and_nothing_leaks)
{
    struct hp_service_options options = {.contract = fixture.contract, .api_key = HP_SLICE(KEY)};
    enum hp_status status = HP_ERR_NOMEM;
    uint64_t n = 0;
    while (status != HP_OK) {
        struct hp_error error = {0};
        struct hp_service *service;
        hp_alloc_fail_at(++n);
        status = hp_service_new(&options, &service, &error);
        hp_alloc_fail_at(0);
        if (status != HP_OK) {
            ck_assert_int_eq(status, HP_ERR_NOMEM);
            ck_assert_ptr_null(service);
        } else {
            hp_service_free(service);
        }
    }
    ck_assert_uint_gt(n, 5);
}
END_TEST

/* How often the validator alone goes to the heap for this body. */
static uint64_t heap_calls_of_validator(struct hp_slice body)
{
    const struct hp_json *root = fixture_tree(&fixture, body);
    hp_alloc_fail_at(0);
    ck_assert(hp_schema_validate(fixture.contract->request, root, &fixture.arena, NULL));
    return hp_alloc_calls();
}

START_TEST(a_steady_caller_costs_no_heap_of_the_service)
{
    enum { ROUNDS = 100 };
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    ck_assert_int_eq(fixture_ask(&fixture, &request).status, 200);
    uint64_t validator = heap_calls_of_validator(request.body);
    hp_alloc_fail_at(0);
    for (int i = 0; i < ROUNDS; i++) {
        hp_arena_reset(&fixture.arena);
        ck_assert_int_eq(fixture_ask(&fixture, &request).status, 200);
    }
    ck_assert_uint_eq(hp_alloc_calls(), ROUNDS * validator);
}
END_TEST

enum { THREADS = 4, CREATES = 50000, ID_CHARS = 20 };

static void *create_many(void *argument)
{
    char(*ids)[ID_CHARS] = argument;
    struct hp_arena arena;
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    hp_arena_init(&arena, 1024 * 1024);
    for (int i = 0; i < CREATES; i++) {
        struct hp_response response;
        hp_arena_reset(&arena);
        hp_service_handle(fixture.service, &request, i, &arena, &response);
        memcpy(ids[i], response.body.at + sizeof("{\"id\":\"") - 1, ID_CHARS);
    }
    hp_arena_deinit(&arena);
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, ID_CHARS);
}

START_TEST(threads_never_get_the_same_id)
{
    char(*ids)[ID_CHARS] = calloc((size_t)THREADS * CREATES, ID_CHARS);
    ck_assert_ptr_nonnull(ids);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, create_many, ids + i * CREATES), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    }
    qsort(ids, (size_t)THREADS * CREATES, ID_CHARS, compare_ids);
    for (int i = 1; i < THREADS * CREATES; i++) {
        ck_assert_int_lt(memcmp(ids[i - 1], ids[i], ID_CHARS), 0);
    }
    free(ids);
}
END_TEST

START_TEST(a_valid_request_is_answered_in_microseconds)
{
    enum { ROUNDS = 2000 };
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    struct timespec before;
    struct timespec after;
    ck_assert_int_eq(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before), 0);
    for (int i = 0; i < ROUNDS; i++) {
        hp_arena_reset(&fixture.arena);
        ck_assert_int_eq(fixture_ask(&fixture, &request).status, 200);
    }
    ck_assert_int_eq(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after), 0);
    int64_t total_ns =
        ((int64_t)after.tv_sec - before.tv_sec) * 1000000000 + (after.tv_nsec - before.tv_nsec);
    /* About 2 microseconds when optimised; fifty times that would be an accident, whatever the
     * build and the machine. */
    ck_assert_int_lt(total_ns / ROUNDS, 100000);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service state");
    TCase *tcase = tcase_create("state");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_refused_allocation_gives_503_and_nothing_leaks, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tcase, an_arena_that_is_too_small_gives_503_and_then_the_answer);
    tcase_add_test(tcase, a_problem_that_finds_no_memory_spoils_the_list);
    tcase_add_test(tcase, problems_beyond_the_maximum_are_dropped_and_the_list_stays_good);
    tcase_add_test(tcase, a_service_whose_memory_is_refused_is_an_error_and_nothing_leaks);
    tcase_add_test(tcase, a_steady_caller_costs_no_heap_of_the_service);
    tcase_add_test(tcase, threads_never_get_the_same_id);
    tcase_add_test(tcase, a_valid_request_is_answered_in_microseconds);
    suite_add_tcase(suite, tcase);
    return suite;
}
