/* The loop that keeps every slot of a target busy with the plan's cases.
 *
 * What is shared between workers stands in struct hp_engine, behind two locks: one for what is to
 * be sent (the plan's cursor, the pace), one for what came of it (journal, reducer, ledger). A
 * worker has everything else for itself. */
#ifndef HP_RUN_ENGINE_H
#define HP_RUN_ENGINE_H

#include <pthread.h>
#include <stdatomic.h>

#include "harness/run/campaign.h"
#include "harness/run/confirm.h"
#include "harness/run/created.h"
#include "harness/run/journal.h"
#include "harness/run/pace.h"
#include "harness/run/run.h"
#include "harness/run/window.h"

/* Cases that an in-process worker takes at a time: the locks cost little then. */
enum { HP_BUILTIN_SLOTS = 16 };

struct hp_engine {
    const struct hp_run_options *options;
    struct hp_prepared *own;            /* where the options bring none */
    const struct hp_prepared *prepared; /* that, or the options' */
    const struct hp_plan *plan;         /* of `prepared` */
    struct hp_judge judge;
    struct hp_service *service; /* of a builtin target; else NULL */
    size_t workers;
    size_t slots_each;

    uint64_t *finished; /* when resuming: a bit for each case of the plan that has its record */

    pthread_mutex_t send_lock;
    struct hp_plan_cursor cursor;
    bool plan_done;
    struct hp_campaign *campaign; /* what is sent behind the plan, or instead; NULL: nothing */
    struct hp_pace pace;
    uint64_t until_canary;   /* cases to go before the next one */
    uint64_t pause_until_us; /* the target asked everybody to come back later */

    struct hp_confirm_budget budget;
    struct hp_window *window; /* NULL: our own service, which does not wear out */

    pthread_mutex_t sink_lock;
    struct hp_journal *journal; /* NULL: not kept */
    struct hp_created *created; /* NULL: not kept */
    struct hp_reducer *reducer;
    uint64_t sent;
    uint64_t done;
    uint64_t started_us; /* monotonic */
    uint64_t next_progress_us;
    atomic_bool failed; /* some worker has an error: all finish */

    atomic_int stop;                  /* enum hp_stop; the first reason wins */
    char stop_reason[HP_ERROR_BYTES]; /* written by whoever set `stop` */
};

uint64_t hp_monotonic_us(void);
/* Or less, when a signal comes. */
void hp_sleep_us(uint64_t microseconds);

/* Cases of the plan that the run sends; 0 for a campaign, which has no end of its own. */
uint64_t hp_engine_total(const struct hp_engine *engine);

/* Ends the run for this reason, unless it is ending already. */
void hp_engine_stop(struct hp_engine *engine, enum hp_stop why, const char *reason);

/* What a plugin is told about the contract. */
void hp_run_tell_target(const struct hp_run_options *options, struct hp_target_options *target);

/* A target for one worker (or for the preflight). */
enum hp_status hp_engine_open_target(struct hp_engine *engine, size_t slots, struct hp_target **out,
                                     struct hp_error *error) HP_MUST_CHECK;

/* Sends one case and waits for its end; the exchange borrows from the target. */
enum hp_status hp_engine_send_one(struct hp_target *target, const struct hp_request *request,
                                  struct hp_exchange *exchange,
                                  struct hp_error *error) HP_MUST_CHECK;

/* Asks whether there is anybody, and whether the key is taken. Stops the engine when not. */
enum hp_status hp_engine_preflight(struct hp_engine *engine, struct hp_error *error) HP_MUST_CHECK;

/* One worker's share of the run, on the calling thread; see worker.c. */
struct hp_worker;
struct hp_worker *hp_worker_new(struct hp_engine *engine, bool reports_progress,
                                struct hp_error *error);
void hp_worker_free(struct hp_worker *worker);
void hp_worker_run(struct hp_worker *worker);
/* The worker's error; status HP_OK when it has none. */
const struct hp_error *hp_worker_error(const struct hp_worker *worker);

/* Limits and signals, asked once a round. */
void hp_engine_heed_limits(struct hp_engine *engine);
/* There is a campaign, and it could make a case now. Under the lock of what is to be sent. */
bool hp_engine_campaigns(const struct hp_engine *engine);
/* hp_campaign_learn under that lock. */
enum hp_status hp_engine_learn(struct hp_engine *engine, const struct hp_case *kase,
                               const struct hp_exchange *exchange,
                               const struct hp_judgement *judgement,
                               struct hp_error *error) HP_MUST_CHECK;

bool hp_engine_stopping(struct hp_engine *engine);

/* Tells the user how far the run is, ten times a second at most. Under the sink's lock. */
void hp_engine_report_progress(struct hp_engine *engine);

/* Runs all workers until the plan is done or the engine stops. */
enum hp_status hp_engine_run(struct hp_engine *engine, struct hp_error *error) HP_MUST_CHECK;

#endif
