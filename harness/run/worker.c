/* One worker: keeps the slots of its target full, judges what completes, sends failures again, and
 * hands records on. Must not know what a verdict means, beyond counting failures against the limit
 * that the user set. */
#include <stdarg.h>

#include "harness/base/alloc.h"
#include "harness/run/engine.h"
#include "harness/run/resume.h"
#include "harness/run/skip.h"

enum {
    CANARY_EVERY = 256, /* cases: under 0.5 % of the traffic, near enough to name the cause */
    BATCH = 32,         /* completions judged before the sink's lock is taken */
    WAIT_MS = 100,      /* how soon a stop is noticed while nothing completes */
    WAIT_US = WAIT_MS * 1000,
    ARENA_BYTES_MAX = 256 * 1024 * 1024, /* trees of two texts of the largest size */
    /* Failed canaries in a row, a quarter of a second apart, before the target counts as gone. */
    CANARY_TRIES = 4,
    CANARY_WAIT_US = 250 * 1000,
};

struct slot {
    struct hp_case kase;
    bool busy;              /* an exchange is under way */
    bool pending;           /* the case is to be sent again, not before the time below */
    bool canary, fuzzed;    /* sent between the cases; of the campaign */
    bool alone;             /* nothing else may be under way with it */
    uint64_t window_number; /* see window.h */
    uint64_t not_before_us;
    struct hp_attempts attempts;
};

/* One completion of a batch, judged. */
struct outcome {
    struct hp_judgement judgement;
    struct hp_case_record record;
    bool final; /* false: the case is sent again first */
};

struct hp_worker {
    struct hp_engine *engine;
    struct hp_target *target;
    struct slot *slots;
    size_t slot_count;
    size_t busy, pending, alone; /* slots of each kind */
    bool canary_due;
    unsigned canaries_failed; /* in a row */
    struct hp_arena arena;    /* of one batch of judgements */
    struct hp_buf lines;      /* of one batch, for the journal */
    struct outcome outcomes[BATCH];
    struct hp_done done[BATCH];
    bool reports_progress;
    bool ledger_waits;     /* lines of it are not yet written */
    struct hp_error error; /* of this worker; engine->failed tells the others */
};

const struct hp_error *hp_worker_error(const struct hp_worker *worker)
{
    return &worker->error;
}

/* Notes this worker's error and makes all workers finish. */
__attribute__((format(printf, 3, 4))) static void
fail(struct hp_worker *worker, enum hp_status status, const char *format, ...)
{
    char text[HP_ERROR_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    (void)hp_error_set(&worker->error, status, "%s", text);
    atomic_store(&worker->engine->failed, true);
}

/* Under the sink's lock, as are the next two. */
static void count_record(struct hp_worker *worker, const struct hp_case_record *record)
{
    struct hp_engine *engine = worker->engine;
    enum hp_status status = hp_reducer_case(engine->reducer, record, &worker->error);
    if (status != HP_OK) {
        fail(worker, status, "a case could not be recorded");
    }
    engine->done += record->canary ? 0 : 1;
}

/* The lines that the worker has ready. */
static void add_lines(struct hp_worker *worker, bool finding)
{
    struct hp_journal *journal = worker->engine->journal;
    enum hp_status status = worker->lines.failed ? hp_error_nomem(&worker->error) : HP_OK;
    if (status == HP_OK && journal != NULL) {
        status = hp_journal_lines(journal, hp_buf_view(&worker->lines), finding, &worker->error);
    }
    if (status != HP_OK) {
        fail(worker, status, "a case could not be recorded");
    }
}

static void record_skipped(struct hp_worker *worker, const struct hp_case *kase, const char *reason)
{
    struct hp_case_record record = {.id = kase->id,
                                    .row = hp_slice_of(kase->row->id),
                                    .index = kase->index,
                                    .verdict = HP_SKIPPED,
                                    .end = HP_END_UNSENT,
                                    .reason = hp_slice_of(reason)};
    hp_buf_clear(&worker->lines);
    hp_record_write(&worker->lines, &record);
    pthread_mutex_lock(&worker->engine->sink_lock);
    add_lines(worker, false);
    count_record(worker, &record);
    pthread_mutex_unlock(&worker->engine->sink_lock);
}

/* Tells the campaign what came of a case of its own; `exchange` is NULL when it was not sent. */
static void learn(struct hp_worker *worker, const struct slot *slot,
                  const struct hp_exchange *exchange, const struct hp_judgement *judgement)
{
    if (slot->fuzzed && hp_engine_learn(worker->engine, &slot->kase, exchange, judgement,
                                        &worker->error) != HP_OK) {
        fail(worker, worker->error.status, "an answer could not be learned from");
    }
}

/* How long everybody has to wait before the next request; 0: the turn is taken. */
static uint64_t take_turn(struct hp_engine *engine)
{
    if (engine->pause_until_us == 0 && engine->pace.interval_us == 0) {
        return 0;
    }
    uint64_t now = hp_monotonic_us();
    return now < engine->pause_until_us ? engine->pause_until_us - now
                                        : hp_pace_take(&engine->pace, now);
}

/* Builds the next case into a slot. False: nothing to send now (plan done, or it is not yet time).
 */
static bool take_next(struct hp_worker *worker, struct slot *slot, uint64_t *wait_us)
{
    struct hp_engine *engine = worker->engine;
    struct hp_plan_place place = {.built = true};
    bool taken = false;
    pthread_mutex_lock(&engine->send_lock);
    bool canary = worker->canary_due || engine->until_canary == 0;
    bool campaigns = hp_engine_campaigns(engine);
    if (canary || !engine->plan_done || campaigns) {
        *wait_us = take_turn(engine);
    }
    if (*wait_us > 0) {
        /* Not yet. */
    } else if (canary) {
        worker->canary_due = false;
        engine->until_canary = CANARY_EVERY;
        taken = hp_plan_canary(engine->plan, false, &slot->kase, &worker->error) == HP_OK;
    } else if (!engine->plan_done) {
        do {
            taken =
                hp_plan_claim(engine->plan, &engine->cursor, &place, &slot->kase, &worker->error);
        } while (taken && hp_resume_has(engine, place.index));
        engine->plan_done = !taken;
        engine->until_canary -= taken ? 1 : 0;
    }
    slot->fuzzed = false;
    if (!taken && !canary && campaigns && *wait_us == 0 && worker->error.status == HP_OK) {
        taken = hp_campaign_next(engine->campaign, &slot->kase, &worker->error);
        slot->fuzzed = taken;
        engine->until_canary -= taken ? 1 : 0;
    }
    slot->canary = canary;
    pthread_mutex_unlock(&engine->send_lock);
    if (taken && !canary && !slot->fuzzed) {
        taken = hp_plan_make(engine->plan, &place, &slot->kase, &worker->error) == HP_OK;
    }
    if (worker->error.status != HP_OK) {
        fail(worker, worker->error.status, "a case could not be built");
    }
    return taken;
}

static void submit(struct hp_worker *worker, size_t index)
{
    struct slot *slot = &worker->slots[index];
    slot->window_number = hp_window_sent(worker->engine->window,
                                         slot->canary ? (struct hp_slice){"", 0} : slot->kase.id);
    enum hp_status status = hp_target_submit(worker->target, index, &slot->kase.request);
    if (status != HP_OK) {
        fail(worker, status, "the target takes no request (%.*s)", (int)slot->kase.id.len,
             slot->kase.id.at);
        return;
    }
    slot->busy = true;
    worker->busy++;
}

/* Sends a case again, if its time has come; else says how long that is. */
static uint64_t submit_again(struct hp_worker *worker, size_t index)
{
    struct slot *slot = &worker->slots[index];
    uint64_t now = hp_monotonic_us();
    if (now < slot->not_before_us) {
        return slot->not_before_us - now;
    }
    pthread_mutex_lock(&worker->engine->send_lock);
    uint64_t wait_us = take_turn(worker->engine);
    pthread_mutex_unlock(&worker->engine->send_lock);
    if (wait_us == 0) {
        slot->pending = false;
        worker->pending--;
        submit(worker, index);
    }
    return wait_us;
}

/* Sends the next cases of the plan through a slot that is free, until one is on its way. */
static uint64_t submit_next(struct hp_worker *worker, size_t index)
{
    struct slot *slot = &worker->slots[index];
    uint64_t wait_us = 0;
    hp_attempts_reset(&slot->attempts);
    while (!slot->busy && take_next(worker, slot, &wait_us)) {
        const char *skip =
            slot->canary ? NULL
                         : hp_skip_reason(worker->engine->options, worker->target, &slot->kase);
        if (skip != NULL) {
            learn(worker, slot, NULL, NULL);
            record_skipped(worker, &slot->kase, skip);
            continue;
        }
        submit(worker, index);
        if (!slot->busy) {
            break; /* the error is noted */
        }
    }
    return wait_us;
}

/* Fills free slots. Returns how long the first of them has to wait; 0: none has. */
static uint64_t fill_slots(struct hp_worker *worker)
{
    uint64_t shortest_us = 0;
    for (size_t i = 0; i < worker->slot_count && !hp_engine_stopping(worker->engine); i++) {
        bool held = worker->alone > 0 && (!worker->slots[i].alone || worker->busy > 0);
        if (worker->slots[i].busy || held) { /* what has to go alone holds back the others */
            continue;
        }
        uint64_t wait_us =
            worker->slots[i].pending ? submit_again(worker, i) : submit_next(worker, i);
        shortest_us =
            wait_us > 0 && (shortest_us == 0 || wait_us < shortest_us) ? wait_us : shortest_us;
    }
    return shortest_us;
}

/* Writes the ledger's lines, or leaves a few while answers come fast; under the sink's lock.
 * `quiet`: none came, or nothing is under way. */
static void settle_ledger(struct hp_worker *worker, bool quiet)
{
    if (hp_created_settle(worker->engine->created, quiet, &worker->error) != HP_OK) {
        fail(worker, worker->error.status, "the ledger failed");
    }
    worker->ledger_waits = hp_created_waits(worker->engine->created);
}

static void heed_canary(struct hp_worker *worker, const struct hp_exchange *exchange)
{
    if (exchange->end == HP_END_RESPONSE) {
        worker->canaries_failed = 0;
        return;
    }
    if (++worker->canaries_failed < CANARY_TRIES) {
        worker->canary_due = true;
        pthread_mutex_lock(&worker->engine->sink_lock);
        settle_ledger(worker, true);
        pthread_mutex_unlock(&worker->engine->sink_lock);
        hp_sleep_us(CANARY_WAIT_US);
        return;
    }
    char line[HP_ERROR_BYTES];
    (void)snprintf(line, sizeof(line), "the target stopped answering: %s",
                   exchange->note == NULL ? "no usable answer" : exchange->note);
    hp_engine_stop(worker->engine, HP_STOP_UNREACHABLE, line);
}

static void send_later(struct hp_worker *worker, struct slot *slot, uint64_t wait_us)
{
    slot->pending = true;
    worker->pending++;
    slot->not_before_us = hp_monotonic_us() + wait_us;
    if (wait_us > 0) {
        pthread_mutex_lock(&worker->engine->send_lock);
        if (slot->not_before_us > worker->engine->pause_until_us) {
            worker->engine->pause_until_us = slot->not_before_us;
        }
        pthread_mutex_unlock(&worker->engine->send_lock);
    }
}

/* Whether the case is done; if so its record says k of n. */
static enum hp_status confirm(struct hp_worker *worker, struct slot *slot,
                              const struct hp_exchange *exchange, struct outcome *outcome)
{
    struct hp_engine *engine = worker->engine;
    uint64_t wait_us = 0;
    unsigned retries = hp_engine_stopping(engine) ? 0 : engine->options->retries;
    enum hp_next next = hp_confirm_decide(&slot->attempts, &engine->budget, &outcome->record,
                                          &exchange->response, retries, &wait_us);
    outcome->final = next == HP_NEXT_RECORD;
    worker->alone += (next == HP_NEXT_ALONE) - (size_t)slot->alone;
    slot->alone = next == HP_NEXT_ALONE;
    if (!outcome->final) {
        send_later(worker, slot, wait_us);
        return HP_OK;
    }
    return hp_confirm_settle(&slot->attempts, &worker->arena, &outcome->record);
}

/* Judges one completion into the batch. */
static bool judge(struct hp_worker *worker, size_t place)
{
    struct hp_engine *engine = worker->engine;
    const struct hp_done *done = &worker->done[place];
    struct slot *slot = &worker->slots[done->slot];
    struct outcome *outcome = &worker->outcomes[place];
    struct hp_judge judge_of_case = engine->judge;
    judge_of_case.canary = slot->canary;
    judge_of_case.last = slot->canary && worker->canaries_failed + 1 >= CANARY_TRIES;
    outcome->final = true;
    enum hp_status status = hp_judge_exchange(&judge_of_case, &slot->kase, &done->exchange,
                                              &worker->arena, &outcome->judgement);
    if (status == HP_OK) {
        status = hp_record_fill(&slot->kase, &done->exchange, &outcome->judgement,
                                engine->options->plan.api_key, &worker->arena, &outcome->record);
        outcome->record.canary = slot->canary;
        if (slot->canary) {
            outcome->record.index = UINT64_MAX; /* behind every case of the plan */
        }
        (slot->canary ? hp_window_canary : hp_window_answered)(engine->window, slot->window_number,
                                                               &outcome->record);
    }
    if (status == HP_OK && engine->options->trace != NULL) {
        engine->options->trace(engine->options->trace_context, &slot->kase, &done->exchange,
                               &outcome->judgement);
    }
    if (status == HP_OK && !slot->canary) {
        status = confirm(worker, slot, &done->exchange, outcome);
    }
    if (status != HP_OK) {
        fail(worker, status, "the answer to %.*s could not be judged", (int)slot->kase.id.len,
             slot->kase.id.at);
        return false;
    }
    if (outcome->final) {
        learn(worker, slot, &done->exchange, &outcome->judgement);
    }
    if (slot->canary) {
        heed_canary(worker, &done->exchange);
    } else if (hp_window_alarms(slot->kase.row, &outcome->record)) {
        worker->canary_due = true;
    }
    return true;
}

static void note_created(struct hp_worker *worker, size_t place)
{
    const struct hp_done *done = &worker->done[place];
    if (hp_created_note(worker->engine->created, worker->engine->options->contract,
                        worker->slots[done->slot].kase.id, &done->exchange,
                        worker->outcomes[place].judgement.answer, &worker->arena,
                        &worker->error) != HP_OK) {
        fail(worker, worker->error.status, "the ledger failed");
    }
}

/* The batch as lines of the journal, outside the lock. True when there is a finding among them. */
static bool write_lines(struct hp_worker *worker, size_t count)
{
    bool finding = false;
    hp_buf_clear(&worker->lines);
    for (size_t i = 0; i < count && worker->engine->journal != NULL; i++) {
        const struct outcome *outcome = &worker->outcomes[i];
        if (outcome->final) {
            hp_record_write(&worker->lines, &outcome->record);
            finding = finding || hp_record_is_finding(&outcome->record);
        }
    }
    return finding;
}

static void sink(struct hp_worker *worker, size_t count)
{
    struct hp_engine *engine = worker->engine;
    bool finding = write_lines(worker, count);
    pthread_mutex_lock(&engine->sink_lock);
    add_lines(worker, finding);
    for (size_t i = 0; i < count && worker->error.status == HP_OK; i++) {
        engine->sent++;
        if (engine->created != NULL) {
            note_created(worker, i);
        }
        if (worker->outcomes[i].final) {
            count_record(worker, &worker->outcomes[i].record);
        }
    }
    settle_ledger(worker, count == 0 || count == worker->busy);
    uint64_t failures_max = engine->options->failures_max;
    if (failures_max > 0 && hp_reducer_failures(engine->reducer) >= failures_max) {
        hp_engine_stop(engine, HP_STOP_FAILURES, "the limit of failures was reached");
    }
    if (worker->reports_progress) {
        hp_engine_report_progress(engine);
    }
    pthread_mutex_unlock(&engine->sink_lock);
}

/* Takes what has completed, judges it, writes it down and frees the slots. `wait_us`: when the next
 * request may go, 0 when none waits for its time; rounded down, so that a rate is kept while others
 * are under way. */
static void collect(struct hp_worker *worker, uint64_t wait_us)
{
    size_t count = 0;
    uint64_t limit_us = worker->ledger_waits ? HP_CREATED_WAIT_US : WAIT_US;
    int timeout_ms = (int)((wait_us > 0 && wait_us < limit_us ? wait_us : limit_us) / 1000);
    enum hp_status status = hp_target_wait(worker->target, timeout_ms, worker->done, BATCH, &count);
    if (status != HP_OK) {
        fail(worker, status, "the connection layer failed");
        return;
    }
    size_t judged = 0;
    for (; judged < count && judge(worker, judged); judged++) {
    }
    sink(worker, judged);
    for (size_t i = 0; i < count; i++) {
        worker->slots[worker->done[i].slot].busy = false;
    }
    worker->busy -= count;
    hp_arena_reset(&worker->arena);
}

void hp_worker_run(struct hp_worker *worker)
{
    struct hp_engine *engine = worker->engine;
    for (;;) {
        hp_engine_heed_limits(engine);
        uint64_t wait_us = fill_slots(worker);
        if (worker->error.status != HP_OK) {
            return;
        }
        if (worker->busy > 0) {
            collect(worker, wait_us);
        } else if (wait_us > 0 && !hp_engine_stopping(engine)) {
            hp_sleep_us(wait_us < WAIT_US ? wait_us : WAIT_US);
        } else {
            return; /* the plan is done, or the run stops and nothing is under way */
        }
    }
}

struct hp_worker *hp_worker_new(struct hp_engine *engine, bool reports_progress,
                                struct hp_error *error)
{
    struct hp_worker *worker = hp_calloc(1, sizeof(*worker));
    if (worker == NULL) {
        (void)hp_error_nomem(error);
        return NULL;
    }
    worker->engine = engine;
    worker->reports_progress = reports_progress;
    hp_arena_init(&worker->arena, ARENA_BYTES_MAX);
    hp_buf_init(&worker->lines, HP_JOURNAL_LINES_BYTES_MAX);
    if (hp_engine_open_target(engine, engine->slots_each, &worker->target, error) != HP_OK) {
        hp_worker_free(worker);
        return NULL;
    }
    size_t slot_count = hp_target_slots(worker->target);
    worker->slots = hp_calloc(slot_count, sizeof(*worker->slots));
    if (worker->slots == NULL) {
        (void)hp_error_nomem(error);
        hp_worker_free(worker);
        return NULL;
    }
    worker->slot_count = slot_count;
    for (size_t i = 0; i < slot_count; i++) {
        hp_case_init(&worker->slots[i].kase);
        hp_attempts_init(&worker->slots[i].attempts);
    }
    return worker;
}

void hp_worker_free(struct hp_worker *worker)
{
    hp_target_close(worker->target);
    for (size_t i = 0; i < worker->slot_count; i++) {
        hp_case_deinit(&worker->slots[i].kase);
        hp_attempts_deinit(&worker->slots[i].attempts);
    }
    hp_free(worker->slots);
    hp_arena_deinit(&worker->arena);
    hp_buf_deinit(&worker->lines);
    hp_free(worker);
}
