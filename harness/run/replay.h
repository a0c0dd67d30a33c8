/* One case, sent once more. */
#ifndef HP_RUN_REPLAY_H
#define HP_RUN_REPLAY_H

#include "harness/run/run.h"

/* What came of it. Owns its memory: free with hp_replay_deinit. */
struct hp_replay {
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

/* Builds the case from its id, sends it to the options' target and judges the answer. HP_ERR_USAGE:
 * no such case. HP_ERR_TARGET: nobody answers, with the reason. State checks do not apply to one
 * exchange. */
enum hp_status hp_replay_send(const struct hp_run_options *options, struct hp_slice case_id,
                              struct hp_replay *replay, struct hp_error *error) HP_MUST_CHECK;
void hp_replay_deinit(struct hp_replay *replay);

#endif
