/* Sets the stage, runs the engine, closes the books. */
#include "harness/run/run.h"

#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/run/again.h"
#include "harness/run/artifacts.h"
#include "harness/run/engine.h"
#include "harness/run/resume.h"
#include "harness/run/shrink_run.h"

static int64_t now_unix_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* In process a worker is a thread, as many as asked for but no more than cores; over HTTP one
 * thread keeps all connections busy, and one keeps all child processes of a plugin busy. */
static void size_workers(struct hp_engine *engine)
{
    const struct hp_run_options *options = engine->options;
    size_t wanted = options->target.connections == 0 ? 1 : options->target.connections;
    if (!options->address.builtin || options->campaign != HP_CAMPAIGN_NONE) {
        engine->workers = 1;
        engine->slots_each = wanted;
        return;
    }
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t limit = cores < 1 ? 1 : (size_t)cores;
    engine->workers = wanted < limit ? wanted : limit;
    engine->slots_each = HP_BUILTIN_SLOTS;
}

static enum hp_status open_files(struct hp_engine *engine, struct hp_error *error)
{
    const struct hp_run_options *options = engine->options;
    if (options->out_dir == NULL) {
        return HP_OK;
    }
    char path[HP_PATH_BYTES];
    enum hp_status status = hp_artifacts_folder(options->out_dir, error);
    if (status == HP_OK && !options->resume) {
        status = hp_artifacts_clear(options->out_dir, error);
    }
    if (status == HP_OK) {
        (void)snprintf(path, sizeof(path), "%s/journal.ndjson", options->out_dir);
        status = options->resume ? hp_journal_reopen(path, &engine->journal, error)
                                 : hp_journal_create(path, &engine->journal, error);
    }
    if (status == HP_OK && !hp_address_in_process(&options->address)) {
        (void)snprintf(path, sizeof(path), "%s/created-webhooks.ndjson", options->out_dir);
        status = hp_created_open(path, &engine->created, error);
    }
    return status;
}

static enum hp_status make_service(struct hp_engine *engine, struct hp_error *error)
{
    if (!engine->options->address.builtin) {
        return HP_OK;
    }
    struct hp_service_options service = {.contract = engine->options->contract,
                                         .api_key = engine->options->plan.api_key,
                                         .id_seed = engine->options->plan.seed,
                                         .hook = engine->options->hook};
    return hp_service_new(&service, &engine->service, error);
}

static enum hp_status open_campaign(struct hp_engine *engine, struct hp_error *error)
{
    const struct hp_run_options *options = engine->options;
    bool fuzzes = options->campaign == HP_CAMPAIGN_FUZZ;
    if (options->campaign == HP_CAMPAIGN_NONE) {
        return HP_OK;
    }
    engine->plan_done = fuzzes;
    struct hp_campaign_options campaign = {
        .plan = engine->plan,
        .contract = options->contract,
        .seed = options->plan.seed,
        .corpus = options->corpus,
        .keeps = fuzzes,
        .careful = options->careful,
        .corpus_only = !fuzzes,
        .first_index = fuzzes ? 0 : hp_plan_size_whole(engine->plan),
    };
    enum hp_status status = hp_campaign_new(&campaign, &engine->campaign, error);
    if (status == HP_OK && options->corpus_facts != NULL) {
        options->corpus_facts->left_out = hp_campaign_left_out(engine->campaign);
    }
    return status;
}

static enum hp_status take_plan(struct hp_engine *engine, struct hp_error *error)
{
    const struct hp_run_options *options = engine->options;
    enum hp_status status = HP_OK;
    engine->prepared = options->prepared;
    if (engine->prepared == NULL) {
        status = hp_prepared_new(options->contract, options->rows, options->row_count,
                                 &options->plan, &engine->own, error);
        engine->prepared = engine->own;
    }
    engine->plan = status == HP_OK ? engine->prepared->plan : NULL;
    return status;
}

static enum hp_status set_stage(struct hp_engine *engine, struct hp_error *error)
{
    const struct hp_run_options *options = engine->options;
    size_workers(engine);
    enum hp_status status = hp_target_setup(error);
    if (status == HP_OK) {
        status = take_plan(engine, error);
    }
    if (status == HP_OK) {
        status = hp_memory_new(&engine->judge.memory, error);
    }
    if (status == HP_OK) {
        status = make_service(engine, error);
    }
    if (status == HP_OK) {
        status = open_files(engine, error);
    }
    if (status == HP_OK) {
        status = open_campaign(engine, error);
    }
    bool wears_out = !options->address.builtin || options->hook != NULL;
    if (status == HP_OK && wears_out && engine->campaign == NULL) {
        status = hp_window_new(&engine->window, error);
    }
    engine->judge.contract = options->contract;
    engine->judge.settings = &options->settings;
    engine->judge.api_key = options->plan.api_key;
    engine->judge.tls = options->address.tls;
    engine->judge.in_process = hp_address_in_process(&options->address);
    return status;
}

static const char *target_kind(const struct hp_address *address)
{
    return address->builtin ? "builtin" : address->plugin != NULL ? "plugin" : "http";
}

/* Options are the command line's, and Linux takes no more of that by default. */
enum { AGAIN_BYTES_MAX = 4 * 1024 * 1024 };

static enum hp_status write_start(struct hp_engine *engine, struct hp_error *error)
{
    const struct hp_run_options *options = engine->options;
    const struct hp_plan_options *plan = &options->plan;
    struct hp_profile_texts texts;
    bool fuzzes = options->campaign == HP_CAMPAIGN_FUZZ;
    char address[sizeof(options->address.origin) + sizeof(options->address.path)];
    (void)snprintf(address, sizeof(address), "%s%s",
                   options->address.builtin ? "builtin" : options->address.origin,
                   options->address.builtin ? "" : options->address.path);
    struct hp_run_facts facts = {
        .tool_version = HP_SLICE(HP_VERSION),
        .target_kind = hp_slice_of(target_kind(&options->address)),
        .target_address = hp_slice_of(address),
        .depth = hp_slice_of(fuzzes ? "fuzz" : hp_depth_name(plan->depth)),
        .selected =
            fuzzes || plan->include_count > 0 || plan->exclude_count > 0 || plan->shards > 1,
        .seed = plan->seed,
        .plan_hash = hp_plan_hash(engine->plan),
        .plan_cases = fuzzes ? 0 : hp_plan_size_whole(engine->plan),
        .shard = plan->shards > 1 ? plan->shard : 1,
        .shards = plan->shards > 1 ? plan->shards : 1,
        .started_unix_ms = now_unix_ms(),
    };
    enum hp_status status = HP_OK;
    if (!fuzzes) {
        facts.coverage = engine->prepared->coverage;
    }
    hp_facts_profile(&facts, &options->settings, &texts);
    struct hp_buf again;
    hp_buf_init(&again, AGAIN_BYTES_MAX);
    hp_again_json(&again, options);
    facts.again = hp_buf_view(&again);
    if (options->resume) {
        status = hp_resume_read(engine, &facts, error);
    } else {
        status = engine->journal == NULL ? HP_OK : hp_journal_start(engine->journal, &facts, error);
        status = status == HP_OK ? hp_reducer_start(engine->reducer, &facts, error) : status;
    }
    hp_buf_deinit(&again);
    return status;
}

static enum hp_status write_end(struct hp_engine *engine, struct hp_error *error)
{
    struct hp_run_end end = {
        .stop = (enum hp_stop)atomic_load(&engine->stop),
        .reason = hp_slice_of(engine->stop_reason),
        .sent = engine->sent,
        .duration_s = (double)(hp_monotonic_us() - engine->started_us) / 1e6,
    };
    enum hp_status status = HP_OK;
    if (engine->journal != NULL) {
        status = hp_journal_end(engine->journal, &end, error);
    }
    return status == HP_OK ? hp_reducer_end(engine->reducer, &end, error) : status;
}

static enum hp_status perform(struct hp_engine *engine, struct hp_error *error)
{
    enum hp_status status = write_start(engine, error);
    engine->started_us = hp_monotonic_us();
    hp_pace_init(&engine->pace, engine->options->rate_per_second, engine->started_us);
    if (status == HP_OK) {
        status = hp_engine_preflight(engine, error);
    }
    if (status == HP_OK && atomic_load(&engine->stop) == HP_STOP_NONE) {
        status = hp_engine_run(engine, error);
    }
    if (status == HP_OK) {
        status = hp_shrink_run(engine, error);
    }
    return status == HP_OK ? write_end(engine, error) : status;
}

static enum hp_status close_files(struct hp_engine *engine, struct hp_error *error)
{
    enum hp_status status = hp_journal_close(engine->journal, error);
    enum hp_status closed = hp_created_close(engine->created, error);
    return status == HP_OK ? closed : status;
}

enum hp_status hp_run(const struct hp_run_options *options, struct hp_reducer **reducer,
                      struct hp_summary **summary, struct hp_error *error)
{
    struct hp_engine engine = {.options = options};
    *reducer = NULL;
    pthread_mutex_init(&engine.send_lock, NULL);
    pthread_mutex_init(&engine.sink_lock, NULL);
    enum hp_status status =
        hp_reducer_new(options->rows, options->row_count, &engine.reducer, error);
    if (status == HP_OK) {
        hp_reducer_baseline(engine.reducer, options->baseline);
    }
    if (status == HP_OK && options->map) {
        status = hp_reducer_map(engine.reducer, options->contract, error);
    }
    if (status == HP_OK) {
        status = set_stage(&engine, error);
    }
    if (status == HP_OK) {
        status = perform(&engine, error);
    }
    enum hp_status closed = close_files(&engine, error);
    status = status == HP_OK ? closed : status;
    if (status == HP_OK) {
        status = hp_reducer_finish(engine.reducer, summary, error);
    }
    if (status == HP_OK) {
        status = hp_artifacts_write(options, engine.plan, hp_campaign_bodies(engine.campaign),
                                    engine.reducer, *summary, error);
    }
    struct hp_corpus_facts *corpus = options->corpus_facts;
    if (engine.campaign != NULL && corpus != NULL) {
        corpus->bodies = hp_campaign_pool(engine.campaign, &corpus->fresh);
    }
    hp_campaign_free(engine.campaign);
    hp_prepared_free(engine.own);
    hp_memory_free(engine.judge.memory);
    hp_service_free(engine.service);
    hp_window_free(engine.window);
    hp_free(engine.finished);
    pthread_mutex_destroy(&engine.send_lock);
    pthread_mutex_destroy(&engine.sink_lock);
    if (status != HP_OK) {
        hp_reducer_free(engine.reducer);
        return status;
    }
    *reducer = engine.reducer;
    return HP_OK;
}
