/* Workers as threads, and what makes them all stop. Must not know a case. */
#include "harness/run/engine.h"

#include <time.h>

#include "harness/base/alloc.h"

enum { WORKERS_MAX = 256, PROGRESS_US = 100 * 1000 };

uint64_t hp_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

void hp_sleep_us(uint64_t microseconds)
{
    struct timespec pause = {(time_t)(microseconds / 1000000u),
                             (long)(microseconds % 1000000u) * 1000};
    (void)nanosleep(&pause, NULL);
}

uint64_t hp_engine_total(const struct hp_engine *engine)
{
    return engine->options->campaign == HP_CAMPAIGN_FUZZ ? 0 : hp_plan_size(engine->plan);
}

void hp_engine_stop(struct hp_engine *engine, enum hp_stop why, const char *reason)
{
    int none = HP_STOP_NONE;
    if (atomic_compare_exchange_strong(&engine->stop, &none, (int)why)) {
        (void)snprintf(engine->stop_reason, sizeof(engine->stop_reason), "%s", reason);
    }
}

/* The time of a fuzzing campaign is up: nothing new is sent. */
static bool campaign_is_over(const struct hp_engine *engine)
{
    const struct hp_run_options *options = engine->options;
    return options->campaign == HP_CAMPAIGN_FUZZ &&
           hp_monotonic_us() - engine->started_us >= (uint64_t)options->fuzz_s_max * 1000000u;
}

bool hp_engine_campaigns(const struct hp_engine *engine)
{
    return engine->campaign != NULL && !campaign_is_over(engine) &&
           hp_campaign_is_ready(engine->campaign);
}

enum hp_status hp_engine_learn(struct hp_engine *engine, const struct hp_case *kase,
                               const struct hp_exchange *exchange,
                               const struct hp_judgement *judgement, struct hp_error *error)
{
    pthread_mutex_lock(&engine->send_lock);
    enum hp_status status = hp_campaign_learn(engine->campaign, kase, exchange, judgement, error);
    pthread_mutex_unlock(&engine->send_lock);
    return status;
}

bool hp_engine_stopping(struct hp_engine *engine)
{
    return atomic_load(&engine->stop) != HP_STOP_NONE || atomic_load(&engine->failed);
}

void hp_engine_heed_limits(struct hp_engine *engine)
{
    const struct hp_run_options *options = engine->options;
    if (options->stop != NULL && *options->stop != 0) {
        hp_engine_stop(engine, HP_STOP_SIGNAL, "interrupted");
    }
    if (options->time_s_max > 0 &&
        hp_monotonic_us() - engine->started_us >= (uint64_t)options->time_s_max * 1000000u) {
        hp_engine_stop(engine, HP_STOP_TIME, "the time limit was reached");
    }
}

void hp_engine_report_progress(struct hp_engine *engine)
{
    uint64_t now = hp_monotonic_us();
    if (engine->options->progress == NULL || now < engine->next_progress_us) {
        return;
    }
    engine->next_progress_us = now + PROGRESS_US;
    const struct hp_tally *totals = hp_reducer_totals(engine->reducer);
    double elapsed = (double)(now - engine->started_us) / 1e6;
    struct hp_progress progress = {.done = engine->done,
                                   .total = hp_engine_total(engine),
                                   .failures = totals->fail,
                                   .warnings = totals->warn,
                                   .elapsed_s = elapsed,
                                   .per_second = elapsed > 0 ? (double)engine->done / elapsed : 0};
    engine->options->progress(engine->options->progress_context, &progress);
}

static void *run_worker(void *worker)
{
    hp_worker_run(worker);
    return NULL;
}

/* The first worker is this thread; a thread that cannot be had only means fewer workers. */
static void run_all(struct hp_worker **workers, size_t count)
{
    pthread_t threads[WORKERS_MAX];
    size_t started = 1;
    while (started < count &&
           pthread_create(&threads[started], NULL, run_worker, workers[started]) == 0) {
        started++;
    }
    hp_worker_run(workers[0]);
    for (size_t i = 1; i < started; i++) {
        (void)pthread_join(threads[i], NULL);
    }
}

enum hp_status hp_engine_run(struct hp_engine *engine, struct hp_error *error)
{
    struct hp_worker *workers[WORKERS_MAX] = {NULL};
    size_t wanted = engine->workers < WORKERS_MAX ? engine->workers : WORKERS_MAX;
    size_t ready = 0;
    enum hp_status status = HP_OK;
    while (ready < wanted && status == HP_OK) {
        workers[ready] = hp_worker_new(engine, ready == 0, error);
        status = workers[ready] == NULL ? error->status : HP_OK;
        ready += status == HP_OK;
    }
    if (status == HP_OK) {
        run_all(workers, ready);
    }
    for (size_t i = 0; i < ready; i++) {
        const struct hp_error *own = hp_worker_error(workers[i]);
        if (own->status != HP_OK) {
            status = hp_error_set(error, own->status, "%s", own->text);
        }
        hp_worker_free(workers[i]);
    }
    return status;
}
