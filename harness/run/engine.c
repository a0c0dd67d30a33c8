/* Workers, slots and completions. Must not know what a verdict means, beyond counting failures
 * against the limit that the user set. */
#include "harness/run/engine.h"

#include <stdarg.h>
#include <time.h>

#include "harness/base/alloc.h"
#include "harness/run/created.h"

enum {
    CANARY_EVERY = 256, /* cases: under 0.5 % of the traffic, near enough to name the cause */
    BATCH = 32,         /* completions judged before the sink's lock is taken */
    WAIT_MS = 100,      /* how soon a stop is noticed while nothing completes */
    PROGRESS_US = 100 * 1000,
    ARENA_BYTES_MAX = 256 * 1024 * 1024, /* trees of two texts of the largest size */
    /* Failed canaries in a row, a quarter of a second apart, before the target counts as gone. */
    CANARY_TRIES = 4,
};

struct slot {
    struct hp_case kase;
    bool busy;
    bool canary;
};

struct worker {
    struct hp_engine *engine;
    struct hp_target *target;
    struct slot *slots;
    size_t slot_count;
    size_t busy;
    bool canary_due;
    unsigned canaries_failed; /* in a row */
    struct hp_arena arena;    /* of one batch of judgements */
    struct hp_judgement judgements[BATCH];
    struct hp_case_record records[BATCH];
    struct hp_done done[BATCH];
    pthread_t thread;
    bool reports_progress;
    struct hp_error error; /* of this worker; engine->failed tells the others */
};

uint64_t hp_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static void sleep_us(uint64_t microseconds)
{
    struct timespec pause = {(time_t)(microseconds / 1000000u),
                             (long)(microseconds % 1000000u) * 1000};
    (void)nanosleep(&pause, NULL);
}

void hp_engine_stop(struct hp_engine *engine, enum hp_stop why, const char *reason)
{
    int none = HP_STOP_NONE;
    if (atomic_compare_exchange_strong(&engine->stop, &none, (int)why)) {
        (void)snprintf(engine->stop_reason, sizeof(engine->stop_reason), "%s", reason);
    }
}

static bool stopping(struct hp_engine *engine)
{
    return atomic_load(&engine->stop) != HP_STOP_NONE || atomic_load(&engine->failed);
}

/* Notes this worker's error and makes all workers finish. */
static void fail(struct worker *worker, enum hp_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail(struct worker *worker, enum hp_status status, const char *format, ...)
{
    char text[HP_ERROR_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    (void)hp_error_set(&worker->error, status, "%s", text);
    atomic_store(&worker->engine->failed, true);
}

/* Limits and signals, asked once a round. */
static void heed_limits(struct hp_engine *engine)
{
    const struct hp_run_options *options = engine->options;
    if (options->stop != NULL && *options->stop != 0) {
        hp_engine_stop(engine, HP_STOP_SIGNAL, "interrupted");
    }
    uint64_t now = hp_monotonic_us();
    if (options->time_s_max > 0 &&
        now - engine->started_us >= (uint64_t)options->time_s_max * 1000000u) {
        hp_engine_stop(engine, HP_STOP_TIME, "the time limit was reached");
    }
}

/* Why this case is not to be sent; NULL when it is. */
static const char *reason_to_skip(const struct worker *worker, const struct hp_case *kase)
{
    const struct hp_run_options *options = worker->engine->options;
    unsigned flags = kase->row->flags;
    if (options->careful && options->plan.include_count == 0) {
        if ((flags & (HP_ROW_HEAVY | HP_ROW_SLOW | HP_ROW_HAZARD)) != 0) {
            return "heavy, slow or hazardous: not sent to a remote target unless --include names "
                   "it";
        }
        if ((flags & HP_ROW_FOREIGN_URL) != 0) {
            return "its callback URL is not under example.com: not sent to a remote target unless "
                   "--include names it";
        }
    }
    if ((flags & HP_ROW_NETWORK) != 0 && options->address.builtin) {
        return "needs a network target: run it against `hookproof serve`";
    }
    const char *reason = NULL;
    return hp_target_carries(worker->target, &kase->request, &reason) ? NULL : reason;
}

static void add_record(struct worker *worker, const struct hp_case_record *record)
{
    struct hp_engine *engine = worker->engine;
    struct hp_error *error = &worker->error;
    enum hp_status status = HP_OK;
    if (engine->journal != NULL) {
        status = hp_journal_case(engine->journal, record, error);
    }
    if (status == HP_OK) {
        status = hp_reducer_case(engine->reducer, record, error);
    }
    if (status != HP_OK) {
        fail(worker, status, "a case could not be recorded");
    }
    engine->done += record->canary ? 0 : 1;
}

static void record_skipped(struct worker *worker, const struct hp_case *kase, const char *reason)
{
    struct hp_case_record record = {.id = kase->id,
                                    .row = hp_slice_of(kase->row->id),
                                    .index = kase->index,
                                    .verdict = HP_SKIPPED,
                                    .end = HP_END_UNSENT,
                                    .reason = hp_slice_of(reason)};
    pthread_mutex_lock(&worker->engine->sink_lock);
    add_record(worker, &record);
    pthread_mutex_unlock(&worker->engine->sink_lock);
}

/* Builds the next case into a slot. False: nothing to send now (plan done, or the pace says wait).
 */
static bool take_next(struct worker *worker, struct slot *slot, uint64_t *wait_us)
{
    struct hp_engine *engine = worker->engine;
    bool taken = false;
    pthread_mutex_lock(&engine->send_lock);
    if (worker->canary_due || engine->until_canary == 0) {
        *wait_us = hp_pace_take(&engine->pace, hp_monotonic_us());
        if (*wait_us == 0) {
            worker->canary_due = false;
            engine->until_canary = CANARY_EVERY;
            slot->canary = true;
            taken = hp_plan_canary(engine->plan, false, &slot->kase, &worker->error) == HP_OK;
        }
    } else if (!engine->plan_done) {
        *wait_us =
            engine->pace.interval_us == 0 ? 0 : hp_pace_take(&engine->pace, hp_monotonic_us());
        if (*wait_us == 0) {
            slot->canary = false;
            taken = hp_plan_next(engine->plan, &engine->cursor, &slot->kase, &worker->error);
            engine->plan_done = !taken;
            engine->until_canary -= taken ? 1 : 0;
        }
    }
    pthread_mutex_unlock(&engine->send_lock);
    if (worker->error.status != HP_OK) {
        fail(worker, worker->error.status, "a case could not be built");
    }
    return taken;
}

static void submit(struct worker *worker, size_t index)
{
    struct slot *slot = &worker->slots[index];
    enum hp_status status = hp_target_submit(worker->target, index, &slot->kase.request);
    if (status != HP_OK) {
        fail(worker, status, "the target takes no request (%.*s)", (int)slot->kase.id.len,
             slot->kase.id.at);
        return;
    }
    slot->busy = true;
    worker->busy++;
}

/* Fills free slots. Returns how long the pace asks to wait, 0 when it does not matter. */
static uint64_t fill_slots(struct worker *worker)
{
    uint64_t wait_us = 0;
    for (size_t i = 0; i < worker->slot_count && !stopping(worker->engine); i++) {
        while (!worker->slots[i].busy && take_next(worker, &worker->slots[i], &wait_us)) {
            const char *skip =
                worker->slots[i].canary ? NULL : reason_to_skip(worker, &worker->slots[i].kase);
            if (skip == NULL) {
                submit(worker, i);
                break;
            }
            record_skipped(worker, &worker->slots[i].kase, skip);
        }
        if (wait_us > 0) {
            break;
        }
    }
    return wait_us;
}

/* An end that may mean that the target is hurt: ask it at once whether it still works. */
static bool is_alarming(const struct hp_exchange *exchange)
{
    return exchange->end != HP_END_RESPONSE || exchange->response.status >= 500;
}

static void heed_canary(struct worker *worker, const struct hp_exchange *exchange)
{
    if (exchange->end == HP_END_RESPONSE) {
        worker->canaries_failed = 0;
        return;
    }
    if (++worker->canaries_failed < CANARY_TRIES) {
        worker->canary_due = true;
        sleep_us(250 * 1000);
        return;
    }
    char line[HP_ERROR_BYTES];
    (void)snprintf(line, sizeof(line), "the target stopped answering: %s",
                   exchange->note == NULL ? "no usable answer" : exchange->note);
    hp_engine_stop(worker->engine, HP_STOP_UNREACHABLE, line);
}

/* Judges one completion into the batch. */
static bool judge(struct worker *worker, size_t place)
{
    struct hp_engine *engine = worker->engine;
    const struct hp_done *done = &worker->done[place];
    struct slot *slot = &worker->slots[done->slot];
    struct hp_judge judge_of_case = engine->judge;
    judge_of_case.canary = slot->canary;
    struct hp_judgement *judgement = &worker->judgements[place];
    struct hp_case_record *record = &worker->records[place];
    enum hp_status status =
        hp_judge_exchange(&judge_of_case, &slot->kase, &done->exchange, &worker->arena, judgement);
    if (status == HP_OK) {
        status = hp_record_fill(&slot->kase, &done->exchange, judgement,
                                engine->options->plan.api_key, &worker->arena, record);
    }
    if (status != HP_OK) {
        fail(worker, status, "the answer to %.*s could not be judged", (int)slot->kase.id.len,
             slot->kase.id.at);
        return false;
    }
    record->canary = slot->canary;
    if (slot->canary) {
        heed_canary(worker, &done->exchange);
    } else if (is_alarming(&done->exchange)) {
        worker->canary_due = true;
    }
    return true;
}

static void report_progress(struct worker *worker)
{
    struct hp_engine *engine = worker->engine;
    uint64_t now = hp_monotonic_us();
    if (engine->options->progress == NULL || !worker->reports_progress ||
        now < engine->next_progress_us) {
        return;
    }
    engine->next_progress_us = now + PROGRESS_US;
    const struct hp_tally *totals = hp_reducer_totals(engine->reducer);
    double elapsed = (double)(now - engine->started_us) / 1e6;
    struct hp_progress progress = {engine->done, hp_plan_size(engine->plan),
                                   totals->fail, totals->warn,
                                   elapsed,      elapsed > 0 ? (double)engine->done / elapsed : 0};
    engine->options->progress(engine->options->progress_context, &progress);
}

static void sink(struct worker *worker, size_t count)
{
    struct hp_engine *engine = worker->engine;
    pthread_mutex_lock(&engine->sink_lock);
    for (size_t i = 0; i < count && worker->error.status == HP_OK; i++) {
        add_record(worker, &worker->records[i]);
        engine->sent++;
        if (engine->created != NULL) {
            enum hp_status status =
                hp_created_note(engine->created, engine->options->contract, worker->records[i].id,
                                &worker->done[i].exchange, &worker->arena, &worker->error);
            if (status != HP_OK) {
                fail(worker, status, "the ledger failed");
            }
        }
    }
    uint64_t failures_max = engine->options->failures_max;
    if (failures_max > 0 && hp_reducer_failures(engine->reducer) >= failures_max) {
        hp_engine_stop(engine, HP_STOP_FAILURES, "the limit of failures was reached");
    }
    report_progress(worker);
    pthread_mutex_unlock(&engine->sink_lock);
}

/* Takes what has completed, judges it, writes it down and frees the slots. */
static void collect(struct worker *worker)
{
    size_t count = 0;
    enum hp_status status = hp_target_wait(worker->target, WAIT_MS, worker->done, BATCH, &count);
    if (status != HP_OK) {
        fail(worker, status, "the connection layer failed");
        return;
    }
    size_t judged = 0;
    while (judged < count && judge(worker, judged)) {
        judged++;
    }
    sink(worker, judged);
    for (size_t i = 0; i < count; i++) {
        worker->slots[worker->done[i].slot].busy = false;
    }
    worker->busy -= count;
    hp_arena_reset(&worker->arena);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct hp_engine *engine = worker->engine;
    for (;;) {
        heed_limits(engine);
        uint64_t wait_us = fill_slots(worker);
        if (worker->error.status != HP_OK) {
            break;
        }
        if (worker->busy > 0) {
            collect(worker);
        } else if (wait_us > 0 && !stopping(engine)) {
            sleep_us(wait_us < WAIT_MS * 1000u ? wait_us : WAIT_MS * 1000u);
        } else {
            break; /* the plan is done, or the run stops and nothing is under way */
        }
    }
    return NULL;
}

static enum hp_status worker_init(struct worker *worker, struct hp_engine *engine)
{
    worker->engine = engine;
    hp_arena_init(&worker->arena, ARENA_BYTES_MAX);
    enum hp_status status =
        hp_engine_open_target(engine, engine->slots_each, &worker->target, &worker->error);
    if (status != HP_OK) {
        return status;
    }
    worker->slot_count = hp_target_slots(worker->target);
    worker->slots = hp_calloc(worker->slot_count, sizeof(*worker->slots));
    if (worker->slots == NULL) {
        worker->slot_count = 0;
        return hp_error_nomem(&worker->error);
    }
    for (size_t i = 0; i < worker->slot_count; i++) {
        hp_case_init(&worker->slots[i].kase);
    }
    return HP_OK;
}

static void worker_deinit(struct worker *worker)
{
    hp_target_close(worker->target);
    for (size_t i = 0; i < worker->slot_count; i++) {
        hp_case_deinit(&worker->slots[i].kase);
    }
    hp_free(worker->slots);
    hp_arena_deinit(&worker->arena);
}

enum hp_status hp_engine_run(struct hp_engine *engine, struct hp_error *error)
{
    struct worker *workers = hp_calloc(engine->workers, sizeof(*workers));
    if (workers == NULL) {
        return hp_error_nomem(error);
    }
    engine->until_canary = CANARY_EVERY;
    size_t ready = 0;
    enum hp_status status = HP_OK;
    while (ready < engine->workers && status == HP_OK) {
        status = worker_init(&workers[ready], engine);
        ready++;
    }
    workers[0].reports_progress = true;
    size_t started = 1; /* the first worker is this thread */
    while (status == HP_OK && started < engine->workers) {
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0) {
            break; /* fewer workers do the same work */
        }
        started++;
    }
    if (status == HP_OK) {
        (void)work(&workers[0]);
    }
    for (size_t i = 1; i < started; i++) {
        (void)pthread_join(workers[i].thread, NULL);
    }
    for (size_t i = 0; i < ready; i++) {
        if (workers[i].error.status != HP_OK) {
            status = hp_error_set(error, workers[i].error.status, "%s", workers[i].error.text);
        }
        worker_deinit(&workers[i]);
    }
    hp_free(workers);
    return status;
}
