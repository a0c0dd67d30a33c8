/* Cases sent once more, one by one. */
#ifndef HP_RUN_REPLAY_H
#define HP_RUN_REPLAY_H

#include "harness/run/run.h"

/* What came of it. Owns its memory: free with hp_replay_deinit. */
struct hp_replay {
    const struct hp_run_options *options;
    struct hp_case kase;
    struct hp_exchange exchange;
    struct hp_judgement judgement;
    struct hp_arena arena;
    struct hp_plan *plan;
    struct hp_target *target; /* the exchange borrows from it */
    struct hp_service *service;
};

/* The case with this id: one of the plan's, or a canary, which is of no row of it. */
enum hp_status hp_replay_find(const struct hp_plan *plan, struct hp_slice case_id,
                              struct hp_case *kase, bool *is_canary,
                              struct hp_error *error) HP_MUST_CHECK;

/* The plan and the target of the options, which must outlive the replay. Safe to deinit whatever
 * comes back. */
enum hp_status hp_replay_open(const struct hp_run_options *options, struct hp_replay *replay,
                              struct hp_error *error) HP_MUST_CHECK;

/* Builds the case from its id, with `body` instead of its own unless that is NULL, sends it and
 * judges the answer: kase, exchange and judgement are good until the next call. Errors as
 * hp_replay_send. */
enum hp_status hp_replay_case(struct hp_replay *replay, struct hp_slice case_id,
                              const struct hp_slice *body, struct hp_error *error) HP_MUST_CHECK;

/* Both at once. Builds the case from its id, sends it to the options' target and judges the answer.
 * HP_ERR_USAGE: no such case. HP_ERR_TARGET: nobody answers, with the reason. State checks do not
 * apply to one exchange. */
enum hp_status hp_replay_send(const struct hp_run_options *options, struct hp_slice case_id,
                              struct hp_replay *replay, struct hp_error *error) HP_MUST_CHECK;
void hp_replay_deinit(struct hp_replay *replay);

#endif
