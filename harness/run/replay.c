/* The same building, sending and judging as in a run, for one case. */
#include "harness/run/replay.h"

#include "harness/run/body_case.h"
#include "harness/run/engine.h"
#include "harness/run/mask.h"

enum { ARENA_BYTES_MAX = 256 * 1024 * 1024 };

static enum hp_status open_target(const struct hp_run_options *options, struct hp_replay *replay,
                                  struct hp_error *error)
{
    enum hp_status status = hp_target_setup(error);
    if (status == HP_OK && options->address.builtin) {
        struct hp_service_options service = {.contract = options->contract,
                                             .api_key = options->plan.api_key,
                                             .id_seed = options->plan.seed,
                                             .hook = options->hook};
        status = hp_service_new(&service, &replay->service, error);
    }
    struct hp_target_options target = options->target;
    target.service = replay->service;
    target.connections = 1;
    hp_run_tell_target(options, &target);
    return status == HP_OK ? hp_target_open(&target, &replay->target, error) : status;
}

enum hp_status hp_replay_find(const struct hp_plan *plan, struct hp_slice case_id,
                              struct hp_case *kase, bool *is_canary, struct hp_error *error)
{
    *is_canary = false;
    for (int without_key = 0; without_key < 2; without_key++) {
        enum hp_status status = hp_plan_canary(plan, without_key == 1, kase, error);
        if (status != HP_OK) {
            return status;
        }
        if (hp_slice_equal(kase->id, case_id)) {
            *is_canary = true;
            return HP_OK;
        }
    }
    return hp_plan_find(plan, case_id, kase, error);
}

enum hp_status hp_replay_open(const struct hp_run_options *options, struct hp_replay *replay,
                              struct hp_error *error)
{
    *replay = (struct hp_replay){.options = options};
    hp_case_init(&replay->kase);
    hp_arena_init(&replay->arena, ARENA_BYTES_MAX);
    enum hp_status status = hp_plan_new(options->contract, options->rows, options->row_count,
                                        &options->plan, &replay->plan, error);
    return status == HP_OK ? open_target(options, replay, error) : status;
}

static enum hp_status judge(struct hp_replay *replay, bool is_canary, struct hp_error *error)
{
    const struct hp_run_options *options = replay->options;
    struct hp_judge judge = {.contract = options->contract,
                             .settings = &options->settings,
                             .api_key = options->plan.api_key,
                             .tls = options->address.tls,
                             .in_process = hp_address_in_process(&options->address),
                             .canary = is_canary};
    struct hp_judgement *judgement = &replay->judgement;
    enum hp_status status =
        hp_judge_exchange(&judge, &replay->kase, &replay->exchange, &replay->arena, judgement);
    if (status != HP_OK) {
        return hp_error_set(error, status, "the answer could not be judged");
    }
    /* Its lines quote the target, which may have repeated the key; from here on they are printed.
     */
    for (size_t i = 0; i < judgement->observation_count; i++) {
        struct hp_observation *observation = &judgement->observations[i];
        observation->where = hp_mask_line(observation->where, judge.api_key, &replay->arena);
        observation->expected = hp_mask_line(observation->expected, judge.api_key, &replay->arena);
        observation->actual = hp_mask_line(observation->actual, judge.api_key, &replay->arena);
    }
    return HP_OK;
}

enum hp_status hp_replay_case(struct hp_replay *replay, struct hp_slice case_id,
                              const struct hp_slice *body, struct hp_error *error)
{
    bool is_canary = false;
    const char *reason = NULL;
    hp_arena_reset(&replay->arena);
    replay->exchange = (struct hp_exchange){.end = HP_END_UNSENT};
    enum hp_status status =
        hp_body_is_case(case_id)
            ? hp_body_find(replay->plan, replay->options->contract, NULL, case_id, &replay->kase,
                           error)
            : hp_replay_find(replay->plan, case_id, &replay->kase, &is_canary, error);
    if (status != HP_OK) {
        return status;
    }
    if (body != NULL && hp_body_is_case(case_id)) {
        status = hp_body_case(replay->plan, replay->options->contract, *body, &replay->kase, error);
    } else if (body != NULL) {
        replay->kase.request.body = *body;
    } else if (hp_body_is_case(case_id)) {
        status = hp_error_set(error, HP_ERR_USAGE,
                              "the id of a fuzzed body does not say its bytes: give the finding's "
                              "file, findings/FINGERPRINT.json in the output folder");
    }
    if (status != HP_OK) {
        return status;
    }
    if (!hp_target_carries(replay->target, &replay->kase.request, &reason)) {
        return hp_error_set(error, HP_ERR_TARGET, "this target cannot carry the request: %s",
                            reason);
    }
    status = hp_engine_send_one(replay->target, &replay->kase.request, &replay->exchange, error);
    if (status == HP_OK && replay->exchange.end == HP_END_REFUSED) {
        status = hp_error_set(error, HP_ERR_TARGET, "cannot reach the target: %s",
                              replay->exchange.note == NULL ? "refused" : replay->exchange.note);
    }
    return status == HP_OK ? judge(replay, is_canary, error) : status;
}

enum hp_status hp_replay_send(const struct hp_run_options *options, struct hp_slice case_id,
                              struct hp_replay *replay, struct hp_error *error)
{
    enum hp_status status = hp_replay_open(options, replay, error);
    return status == HP_OK ? hp_replay_case(replay, case_id, NULL, error) : status;
}

void hp_replay_deinit(struct hp_replay *replay)
{
    hp_target_close(replay->target);
    hp_service_free(replay->service);
    hp_plan_free(replay->plan);
    hp_case_deinit(&replay->kase);
    hp_arena_deinit(&replay->arena);
}
