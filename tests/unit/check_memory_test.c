/* Ids are unique over a run, whichever thread saw them. */
#include <pthread.h>

#include "check_fixture.h"
#include "harness/base/alloc.h"
#include "harness/check/memory.h"

static struct fixture fixture;

static void open_fixture(void)
{
    struct hp_error error = {0};
    fixture_open(&fixture);
    ck_assert_int_eq(hp_memory_new(&fixture.judge.memory, &error), HP_OK);
}

static void close_fixture(void)
{
    hp_memory_free(fixture.judge.memory);
    fixture_close(&fixture);
}

static bool see(struct hp_memory *memory, struct hp_slice id, uint64_t *earlier, uint64_t *now)
{
    struct hp_memory_key key = hp_memory_key(id);
    return hp_memory_see_id(memory, &key, earlier, now);
}

START_TEST(an_id_given_twice_is_a_failure_that_names_both_creates)
{
    struct fixture *f = &fixture;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, "state-id-unique"));
    uint64_t earlier = 0;
    uint64_t now = 0;
    ck_assert(!see(f->judge.memory, HP_SLICE("another"), &earlier, &now));
    ck_assert_str_eq(fixture_broken(f), "state-id-unique");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual),
                     "\"THBROZzWGuL3b8qEEdBF\" for create 3 of this run, as for create 1");
}
END_TEST

START_TEST(without_a_memory_or_an_id_nothing_is_said)
{
    struct fixture *f = &fixture;
    struct hp_memory *memory = f->judge.memory;
    f->judge.memory = NULL;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "state-id-unique"));
    f->judge.memory = memory;
    fixture_expect(f, HP_EXPECT_REJECT_4XX, HP_MUST);
    fixture_answer(f, 400, "{\"id\":\"THBROZzWGuL3b8qEEdBF\",\"title\":\"no\"}");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "state-id-unique"));
}
END_TEST

/* The number as an id of any length and content. */
static struct hp_slice id_of(uint64_t number, char text[static 24])
{
    int count = snprintf(text, 24, "%llx", (unsigned long long)number);
    return (struct hp_slice){text, (size_t)count};
}

/* How many of the ids from `first` up to `end` were seen before; adds them all. */
static uint64_t count_seen(struct hp_memory *memory, uint64_t first, uint64_t end)
{
    char text[24];
    uint64_t earlier = 0;
    uint64_t now = 0;
    uint64_t seen = 0;
    for (uint64_t i = first; i < end; i++) {
        seen += see(memory, id_of(i, text), &earlier, &now);
    }
    return seen;
}

START_TEST(every_one_of_a_full_memory_is_found_and_no_other)
{
    struct hp_memory *memory = fixture.judge.memory;
    ck_assert_uint_eq(count_seen(memory, 0, HP_MEMORY_IDS), 0);
    ck_assert_uint_eq(count_seen(memory, 0, HP_MEMORY_IDS), HP_MEMORY_IDS);
    char text[24];
    uint64_t earlier = 0;
    uint64_t now = 0;
    ck_assert(see(memory, id_of(41, text), &earlier, &now));
    ck_assert_uint_eq(earlier, 42);
    ck_assert_uint_eq(now, 2 * HP_MEMORY_IDS + 1);
}
END_TEST

START_TEST(beyond_its_limit_it_forgets_the_oldest_and_only_those)
{
    struct hp_memory *memory = fixture.judge.memory;
    uint64_t total = (uint64_t)HP_MEMORY_IDS * 5 / 2;
    ck_assert_uint_eq(count_seen(memory, 0, total), 0);
    ck_assert_uint_eq(count_seen(memory, total - HP_MEMORY_IDS, total), HP_MEMORY_IDS);
    ck_assert_uint_eq(count_seen(memory, total - HP_MEMORY_IDS - 1, total - HP_MEMORY_IDS), 0);
}
END_TEST

enum { THREADS = 4, PER_THREAD = 50000 };

struct worker {
    pthread_t thread;
    struct hp_memory *memory;
    pthread_barrier_t *start;
    uint64_t first;
    uint64_t repeats;
};

/* Every thread sees ids of its own, and those of its neighbour. */
static void *work(void *data)
{
    struct worker *worker = data;
    char text[24];
    uint64_t earlier = 0;
    uint64_t now = 0;
    (void)pthread_barrier_wait(worker->start);
    for (uint64_t i = 0; i < 2 * PER_THREAD; i++) {
        worker->repeats += see(worker->memory, id_of(worker->first + i, text), &earlier, &now);
    }
    return NULL;
}

START_TEST(of_equal_ids_in_several_threads_all_but_one_are_repeats)
{
    struct worker workers[THREADS];
    pthread_barrier_t start;
    ck_assert_int_eq(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){
            .memory = fixture.judge.memory, .start = &start, .first = i * PER_THREAD};
        ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    uint64_t repeats = 0;
    for (size_t i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(workers[i].thread, NULL), 0);
        repeats += workers[i].repeats;
    }
    /* THREADS + 1 runs of ids, THREADS * 2 times seen. */
    ck_assert_uint_eq(repeats, (THREADS - 1) * PER_THREAD);
    uint64_t earlier = 0;
    uint64_t now = 0;
    ck_assert(!see(fixture.judge.memory, HP_SLICE("last"), &earlier, &now));
    ck_assert_uint_eq(now, THREADS * 2 * PER_THREAD + 1);
    (void)pthread_barrier_destroy(&start);
}
END_TEST

START_TEST(refusals_are_kept_by_kind_and_the_first_stays)
{
    struct hp_memory *memory = fixture.judge.memory;
    struct hp_refusal missing = {true, 401, 1};
    struct hp_refusal wrong = {true, 403, 2};
    struct hp_refusal later = {true, 404, 3};
    ck_assert(!hp_memory_refusal(memory, false, &missing).known);
    ck_assert(!hp_memory_refusal(memory, false, &later).known);
    struct hp_refusal other = hp_memory_refusal(memory, true, &wrong);
    ck_assert(other.known);
    ck_assert_int_eq(other.status, 401);
    ck_assert_int_eq(hp_memory_refusal(memory, false, &later).status, 403);
}
END_TEST

START_TEST(a_refused_allocation_is_an_error_and_no_crash)
{
    struct hp_memory *memory = NULL;
    struct hp_error error = {0};
    hp_alloc_fail_at(1);
    ck_assert_int_eq(hp_memory_new(&memory, &error), HP_ERR_NOMEM);
    hp_alloc_fail_at(0);
    ck_assert_ptr_null(memory);
    hp_memory_free(NULL);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/memory");
    TCase *tcase = tcase_create("ids");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_test(tcase, an_id_given_twice_is_a_failure_that_names_both_creates);
    tcase_add_test(tcase, without_a_memory_or_an_id_nothing_is_said);
    tcase_add_test(tcase, every_one_of_a_full_memory_is_found_and_no_other);
    tcase_add_test(tcase, beyond_its_limit_it_forgets_the_oldest_and_only_those);
    tcase_add_test(tcase, of_equal_ids_in_several_threads_all_but_one_are_repeats);
    tcase_add_test(tcase, refusals_are_kept_by_kind_and_the_first_stays);
    tcase_add_test(tcase, a_refused_allocation_is_an_error_and_no_crash);
    suite_add_tcase(suite, tcase);
    return suite;
}
