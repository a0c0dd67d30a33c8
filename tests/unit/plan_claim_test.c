/* The two halves of a step: places that several threads claim under a lock of their own and build
 * outside it are the cases of hp_plan_next, each once, byte for byte. */
#include <pthread.h>

#include "harness/base/alloc.h"
#include "tests/unit/plan_session.h"

enum { THREADS = 4, BATCH = 7, CASES_MAX = 32768 };

/* What the threads share, as the workers of a run do. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct hp_plan_cursor shared;
static uint64_t made[CASES_MAX]; /* hash of the case at each position of the plan; 0: none */
static uint64_t made_twice;

struct batch {
    struct hp_case cases[BATCH];
    struct hp_plan_place places[BATCH];
    size_t count;
    struct hp_error error;
};

/* A case claimed by one thread must not be built into by another, so each has its own. */
static void claim(struct batch *batch)
{
    pthread_mutex_lock(&lock);
    batch->count = 0;
    while (batch->count < BATCH && hp_plan_claim(plan, &shared, &batch->places[batch->count],
                                                 &batch->cases[batch->count], &batch->error)) {
        batch->count++;
    }
    pthread_mutex_unlock(&lock);
}

static void make(struct batch *batch)
{
    for (size_t i = 0; i < batch->count && batch->error.status == HP_OK; i++) {
        struct hp_case *out = &batch->cases[i];
        (void)!hp_plan_make(plan, &batch->places[i], out, &batch->error);
        uint64_t hash = hash_case(out);
        if (out->index >= CASES_MAX ||
            __atomic_exchange_n(&made[out->index], hash, __ATOMIC_RELAXED) != 0) {
            __atomic_fetch_add(&made_twice, 1, __ATOMIC_RELAXED);
        }
    }
}

/* Takes until nothing is left. The assertions of Check are not for threads. */
static void *worker(void *context)
{
    struct batch *batch = context;
    do {
        claim(batch);
        make(batch);
    } while (batch->count > 0 && batch->error.status == HP_OK);
    return NULL;
}

static void run_workers(void)
{
    static struct batch batches[THREADS];
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        batches[i] = (struct batch){0};
        for (size_t j = 0; j < BATCH; j++) {
            hp_case_init(&batches[i].cases[j]);
        }
        ck_assert_int_eq(pthread_create(&threads[i], NULL, worker, &batches[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert_msg(batches[i].error.status == HP_OK, "%s", batches[i].error.text);
        for (size_t j = 0; j < BATCH; j++) {
            hp_case_deinit(&batches[i].cases[j]);
        }
    }
}

/* Rows that are taken whole, some by their ids, a part of the plan. */
static const struct {
    const char *include, *exclude;
    uint32_t shard, shards;
} selections[] = {
    {NULL, NULL, 0, 0}, {"*@*#way_1~*", NULL, 0, 0},          {NULL, "wrong-many@*#n1*", 0, 0},
    {NULL, NULL, 2, 3}, {"wrong-*@*#*~*", "*#way_0~*", 3, 3},
};

START_TEST(threads_claim_every_case_once_and_build_the_same_bytes)
{
    if (selections[_i].include != NULL) {
        include_only(&selections[_i].include);
    }
    options.exclude = &selections[_i].exclude;
    options.exclude_count = selections[_i].exclude == NULL ? 0 : 1;
    options.shard = selections[_i].shard;
    options.shards = selections[_i].shards;
    plan = new_plan();
    ck_assert_uint_gt(hp_plan_size(plan), 0);
    ck_assert_uint_le(hp_plan_size_whole(plan), CASES_MAX);
    run_workers();
    ck_assert_uint_eq(made_twice, 0);
    uint64_t count = 0;
    struct hp_plan_cursor cursor = {0};
    while (next(plan, &cursor)) {
        ck_assert_msg(made[kase.index] == hash_case(&kase), "case %llu, %.*s",
                      (unsigned long long)kase.index, (int)kase.id.len, kase.id.at);
        made[kase.index] = 0;
        count++;
    }
    ck_assert_uint_eq(count, hp_plan_size(plan));
    for (size_t i = 0; i < CASES_MAX; i++) {
        ck_assert_msg(made[i] == 0, "case %zu is not in the plan", i);
    }
}
END_TEST

START_TEST(a_place_is_built_at_once_only_where_its_id_decides)
{
    static const char *const by_id[] = {"wrong-three@*#way_1~*"};
    for (int i = 0; i < 2; i++) {
        struct hp_plan_cursor cursor = {0};
        struct hp_plan_place place;
        struct hp_error error = {HP_OK, ""};
        options.include = i == 0 ? NULL : by_id;
        options.include_count = (size_t)i;
        hp_plan_free(plan);
        plan = new_plan();
        ck_assert(hp_plan_claim(plan, &cursor, &place, &kase, &error));
        ck_assert(place.built == (i == 1));
        ck_assert_uint_eq(place.index, 0);
        ck_assert_uint_eq(cursor.index, 1);
    }
}
END_TEST

START_TEST(behind_the_last_case_nothing_is_claimed)
{
    struct hp_plan_place place;
    struct hp_error error = {HP_OK, ""};
    plan = new_plan();
    struct hp_plan_cursor cursor = {0};
    uint64_t count = 0;
    while (hp_plan_claim(plan, &cursor, &place, &kase, &error)) {
        count += place.index == count ? 1 : 0;
    }
    ck_assert_uint_eq(count, hp_plan_size(plan));
    ck_assert(!hp_plan_claim(plan, &cursor, &place, &kase, &error));
    ck_assert_int_eq(error.status, HP_OK);
}
END_TEST

START_TEST(refused_memory_is_told_by_the_half_that_needed_it)
{
    static const char *const globs[] = {"wrong-three", "wrong-three@*#way_1~*"};
    for (int by_id = 0; by_id < 2; by_id++) {
        struct hp_plan_cursor cursor = {0};
        struct hp_plan_place place = {0};
        struct hp_error error = {HP_OK, ""};
        include_only(&globs[by_id]);
        hp_plan_free(plan);
        plan = new_plan();
        hp_case_deinit(&kase);
        hp_case_init(&kase);
        hp_alloc_fail_at(1);
        bool claimed = hp_plan_claim(plan, &cursor, &place, &kase, &error);
        enum hp_status status = claimed ? hp_plan_make(plan, &place, &kase, &error) : HP_OK;
        hp_alloc_fail_at(0);
        ck_assert(claimed == (by_id == 0));
        ck_assert_int_eq(status, claimed ? HP_ERR_NOMEM : HP_OK);
        ck_assert_int_eq(error.status, HP_ERR_NOMEM);
    }
}
END_TEST

Suite *hp_suite(void)
{
    TCase *tcase = NULL;
    Suite *suite = session_suite("plan/claim", &tcase);
    tcase_add_loop_test(tcase, threads_claim_every_case_once_and_build_the_same_bytes, 0,
                        COUNT_OF(selections));
    tcase_add_test(tcase, a_place_is_built_at_once_only_where_its_id_decides);
    tcase_add_test(tcase, behind_the_last_case_nothing_is_claimed);
    tcase_add_test(tcase, refused_memory_is_told_by_the_half_that_needed_it);
    return suite;
}
