/* Where the shrinker's requests go in a run, and when they end. Must not know how one shrinks. */
#include "harness/run/shrink_run.h"

#include <time.h>

#include "harness/base/alloc.h"
#include "harness/run/causes.h"
#include "harness/run/created.h"
#include "harness/run/culprit.h"
#include "harness/run/shrink.h"

enum {
    TIME_US_MAX = 30 * 1000000, /* for all groups; what a person waits for without wondering */
    DEAD_ENDS_MAX = 3, /* answers in a row that say nothing: the target is gone or has enough */
    PROGRESS_US = 100 * 1000,
    NAP_US = 50 * 1000, /* how soon a stop is noticed while waiting for a turn */
    /* A remote target is somebody's: fewer requests, each creating something there. */
    CAREFUL_GROUP_REQUESTS = 20,
    CAREFUL_REQUESTS = 200,
    /* Ten halves of a window, each with a few hundred requests to get well again. */
    CULPRIT_REQUESTS = 8000,
    SUSPECT_ARENA_BYTES_MAX = 256 * 1024 * 1024, /* the tree of an answer of the largest size */
};

struct run {
    struct hp_engine *engine;
    struct hp_target *target;
    struct hp_judge judge;
    uint64_t started_us;
    uint64_t requests, requests_max;
    unsigned dead_ends; /* in a row */
    /* Requests hurt the target, and then everything fails like this: it says nothing of the rest.
     */
    bool hurt;
    enum hp_end hurt_end;
    int hurt_status;
    struct hp_error *error;
};

static bool is_over(const struct run *run)
{
    const struct hp_run_options *options = run->engine->options;
    uint64_t now = hp_monotonic_us();
    bool late = options->time_s_max > 0 &&
                now - run->engine->started_us >= (uint64_t)options->time_s_max * 1000000u;
    return late || now - run->started_us >= TIME_US_MAX || run->error->status != HP_OK ||
           run->requests >= run->requests_max || run->dead_ends >= DEAD_ENDS_MAX ||
           (options->stop != NULL && *options->stop != 0);
}

/* Waits for the turn that the rate, or a Retry-After, allows; false when the end comes first. */
static bool wait_for_turn(struct run *run)
{
    struct hp_engine *engine = run->engine;
    while (!is_over(run)) {
        uint64_t now = hp_monotonic_us();
        uint64_t wait_us = now < engine->pause_until_us ? engine->pause_until_us - now
                                                        : hp_pace_take(&engine->pace, now);
        if (wait_us == 0) {
            return true;
        }
        hp_sleep_us(wait_us < NAP_US ? wait_us : NAP_US);
    }
    return false;
}

static void report_progress(const struct run *run)
{
    struct hp_engine *engine = run->engine;
    const struct hp_run_options *options = engine->options;
    uint64_t now = hp_monotonic_us();
    if (options->progress == NULL || now < engine->next_progress_us) {
        return;
    }
    engine->next_progress_us = now + PROGRESS_US;
    const struct hp_tally *totals = hp_reducer_totals(engine->reducer);
    struct hp_progress progress = {.done = engine->done,
                                   .total = hp_engine_total(engine),
                                   .failures = totals->fail,
                                   .warnings = totals->warn,
                                   .shrinking = run->requests,
                                   .elapsed_s = (double)(now - engine->started_us) / 1e6};
    options->progress(options->progress_context, &progress);
}

static enum hp_status send_once(struct run *run, const struct hp_case *kase, struct hp_arena *arena,
                                struct hp_trial *trial)
{
    struct hp_engine *engine = run->engine;
    enum hp_status status =
        hp_engine_send_one(run->target, &kase->request, &trial->exchange, run->error);
    if (status == HP_OK) {
        status = hp_judge_exchange(&run->judge, kase, &trial->exchange, arena, &trial->judgement);
        if (status != HP_OK) {
            (void)hp_error_set(run->error, status, "an answer could not be judged");
        }
    }
    if (status == HP_OK) {
        status = hp_created_note(engine->created, engine->options->contract, kase->id,
                                 &trial->exchange, trial->judgement.answer, arena, run->error);
    }
    if (status == HP_OK) {
        status = hp_created_settle(engine->created, true, run->error);
    }
    engine->sent++;
    run->requests++;
    report_progress(run);
    return status;
}

/* As in the run: 429 and 503 say when, within reason. */
static bool come_back_later(struct run *run, const struct hp_trial *trial)
{
    struct hp_attempts attempts;
    struct hp_case_record record = {.verdict = HP_INCONCLUSIVE};
    uint64_t wait_us = 0;
    hp_attempts_init(&attempts);
    enum hp_next next = hp_confirm_decide(&attempts, &run->engine->budget, &record,
                                          &trial->exchange.response, 1, &wait_us);
    hp_attempts_deinit(&attempts);
    run->engine->pause_until_us = hp_monotonic_us() + wait_us;
    return next == HP_NEXT_LATER;
}

/* A target that asks to come back later is asked again; any other answer that says nothing about
 * the case is the end of it. */
static bool send_trial(void *context, const struct hp_case *kase, struct hp_arena *arena,
                       struct hp_trial *trial)
{
    struct run *run = context;
    const char *reason = NULL;
    if (!hp_target_carries(run->target, &kase->request, &reason)) {
        *trial = (struct hp_trial){.exchange = {.end = HP_END_UNSENT},
                                   .judgement = {.verdict = HP_SKIPPED}};
        return true;
    }
    while (wait_for_turn(run)) {
        if (send_once(run, kase, arena, trial) != HP_OK) {
            return false;
        }
        if (trial->judgement.verdict != HP_INCONCLUSIVE) {
            run->dead_ends = 0;
            return true;
        }
        run->dead_ends++;
        if (!come_back_later(run, trial)) {
            break;
        }
    }
    return false;
}

/* What was found goes where the records go. */
static enum hp_status keep(struct run *run, const struct hp_shrunk *shrunk)
{
    struct hp_engine *engine = run->engine;
    enum hp_status status = HP_OK;
    if (engine->journal != NULL) {
        status = hp_journal_shrunk(engine->journal, shrunk, run->error);
    }
    return status == HP_OK ? hp_reducer_shrunk(engine->reducer, shrunk, run->error) : status;
}

/* For the search of what a target does not get over: no answer says something there. */
static bool send_suspect(void *context, const struct hp_case *kase, unsigned wait_ms, bool *well)
{
    struct run *run = context;
    struct hp_trial trial;
    struct hp_arena arena;
    const char *reason = NULL;
    if (!hp_target_carries(run->target, &kase->request, &reason)) {
        return true;
    }
    if (!run->engine->options->address
             .builtin) { /* which knows no time, whatever is wrong with it */
        hp_sleep_us((uint64_t)wait_ms * 1000);
    }
    if (!wait_for_turn(run)) {
        return false;
    }
    hp_arena_init(&arena, SUSPECT_ARENA_BYTES_MAX);
    enum hp_status status = send_once(run, kase, &arena, &trial);
    *well = status == HP_OK && trial.exchange.end == HP_END_RESPONSE &&
            trial.exchange.response.status / 100 == 2;
    hp_arena_deinit(&arena);
    return status == HP_OK;
}

/* Which case the target did not get over, if one; false: it is not well, and nothing else is to be
 * asked of it. */
static enum hp_status find_culprit(struct run *run, bool may_send, bool *well)
{
    struct hp_engine *engine = run->engine;
    struct hp_window_view window;
    *well = true;
    if (!hp_window_closed(engine->window, &window)) {
        return HP_OK;
    }
    struct hp_culprit_search search = {
        .plan = engine->plan, .send = may_send ? send_suspect : NULL, .context = run};
    char line[HP_CULPRIT_LINE_BYTES];
    struct hp_shrunk found;
    run->started_us = hp_monotonic_us();
    run->requests_max = engine->options->careful ? CAREFUL_REQUESTS : CULPRIT_REQUESTS;
    enum hp_status status = hp_culprit_find(&search, &window, line, &found, run->error);
    *well = found.after != HP_AFTER_LOST;
    run->hurt = found.after == HP_AFTER_CASE;
    run->hurt_end = window.end;
    run->hurt_status = window.status;
    run->requests = 0;
    return status == HP_OK ? keep(run, &found) : status;
}

static bool is_worth_it(const struct run *run, const struct hp_group *group)
{
    bool explained =
        run->hurt && group->end == run->hurt_end && group->response.status == run->hurt_status;
    return !explained && (group->verdict == HP_FAIL || group->verdict == HP_WARN) &&
           !group->flaky && group->shrunk == 0;
}

struct work {
    struct hp_shrinker shrinker;
    struct hp_shrink_result results[HP_SHRINK_GROUPS_MAX];
    size_t count;
};

static enum hp_status shrink_all(struct run *run, struct work *work)
{
    size_t count = 0;
    struct hp_group *groups = hp_reducer_groups(run->engine->reducer, &count);
    enum hp_status status = groups == NULL ? HP_ERR_NOMEM : HP_OK;
    for (size_t i = 0;
         i < count && status == HP_OK && work->count < HP_SHRINK_GROUPS_MAX && !work->shrinker.over;
         i++) {
        if (is_worth_it(run, &groups[i])) {
            status = hp_shrink_group(&work->shrinker, &groups[i], &work->results[work->count++]);
        }
    }
    /* Only now: the groups above are the reducer's own, and change with what is fed to it. */
    for (size_t i = 0; i < work->count && status == HP_OK && run->error->status == HP_OK; i++) {
        if (work->results[i].shrunk.requests > 0) {
            status = keep(run, &work->results[i].shrunk);
        }
    }
    return status;
}

static struct hp_shrink_result *result_of(struct work *work, const struct hp_group *group)
{
    for (size_t i = 0; i < work->count; i++) {
        uint64_t fingerprint = 0;
        if (hp_fingerprint_read(hp_slice_of(group->fingerprint), &fingerprint) &&
            fingerprint == work->results[i].shrunk.fingerprint) {
            return &work->results[i];
        }
    }
    return NULL;
}

/* The nearest passing case of each cause, under the group that stands for it. */
static enum hp_status neighbours(struct run *run, struct work *work)
{
    const struct hp_run_options *options = run->engine->options;
    struct hp_arena arena;
    size_t count = 0;
    size_t cause_count = 0;
    const struct hp_group **causes = NULL;
    hp_arena_init(&arena, HP_GROUPS_MAX * (size_t)1024 * 8);
    struct hp_group *groups = hp_reducer_groups(run->engine->reducer, &count);
    enum hp_status status = groups == NULL
                                ? HP_ERR_NOMEM
                                : hp_causes_fold(groups, count, options->rows, options->row_count,
                                                 &arena, &causes, &cause_count);
    for (size_t i = 0; i < cause_count && status == HP_OK && run->error->status == HP_OK; i++) {
        struct hp_shrink_result *result = result_of(work, causes[i]);
        if (result == NULL || !result->shrunk.seen_again) {
            continue;
        }
        status = hp_neighbour_find(&work->shrinker, causes[i], result);
        if (status == HP_OK && (result->shrunk.requests > 0 || result->shrunk.pass_case.len > 0)) {
            struct hp_shrunk found = {.fingerprint = result->shrunk.fingerprint,
                                      .requests = result->shrunk.requests,
                                      .pass_case = result->shrunk.pass_case,
                                      .pass_difference = result->shrunk.pass_difference};
            status = keep(run, &found);
        }
    }
    hp_arena_deinit(&arena);
    return status;
}

static void start(struct run *run, struct work *work)
{
    struct hp_engine *engine = run->engine;
    const struct hp_run_options *options = engine->options;
    run->started_us = hp_monotonic_us();
    run->requests_max = options->careful ? CAREFUL_REQUESTS : HP_SHRINK_REQUESTS;
    work->shrinker = (struct hp_shrinker){
        .plan = engine->plan,
        .contract = options->contract,
        .rows = options->rows,
        .row_count = options->row_count,
        .bodies = hp_campaign_bodies(engine->campaign),
        .api_key = options->plan.api_key,
        .send = send_trial,
        .context = run,
        .group_requests_max = options->careful ? CAREFUL_GROUP_REQUESTS : HP_SHRINK_GROUP_REQUESTS,
    };
    hp_shrinker_init(&work->shrinker);
}

static bool may_send(const struct hp_engine *engine)
{
    int stop = atomic_load(&engine->stop);
    return engine->options->shrink && (stop == HP_STOP_NONE || stop == HP_STOP_FAILURES);
}

/* Shrinks, then compares with what passes, over the target of `run`. */
static enum hp_status shrink(struct run *run)
{
    struct work *work = hp_calloc(1, sizeof(*work));
    if (work == NULL) {
        return hp_error_nomem(run->error);
    }
    start(run, work);
    enum hp_status status = shrink_all(run, work);
    if (status == HP_OK && run->error->status == HP_OK) {
        status = neighbours(run, work);
    }
    for (size_t i = 0; i < work->count; i++) {
        hp_shrink_result_deinit(&work->results[i]);
    }
    hp_shrinker_deinit(&work->shrinker);
    hp_free(work);
    return status;
}

enum hp_status hp_shrink_run(struct hp_engine *engine, struct hp_error *error)
{
    struct run run = {.engine = engine, .error = error};
    run.judge = engine->judge;
    run.judge.memory = NULL; /* what was seen in the run is not seen anew */
    bool sends = may_send(engine);
    bool well = true;
    enum hp_status status = sends ? hp_engine_open_target(engine, 1, &run.target, error) : HP_OK;
    if (status == HP_OK) {
        status = find_culprit(&run, sends, &well);
    }
    if (status == HP_OK && error->status == HP_OK && sends && well) {
        status = shrink(&run);
    }
    hp_target_close(run.target);
    if (status == HP_ERR_NOMEM) {
        (void)hp_error_nomem(error);
    }
    return status == HP_OK ? error->status : status;
}
