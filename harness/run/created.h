/* The ledger of what a run created on the target, so that its owner can remove it. */
#ifndef HP_RUN_CREATED_H
#define HP_RUN_CREATED_H

#include "harness/check/check.h"

struct hp_created;

/* Opens the ledger to append: what an earlier run created is still there. A line that an earlier
 * run was cut off in gets its end first. HP_ERR_IO when it cannot be opened or written. */
enum hp_status hp_created_open(const char *path, struct hp_created **out,
                               struct hp_error *error) HP_MUST_CHECK;

/* Adds {"id":…,"case":…,"at":…} for every reply of the exchange that is a success with an id.
 * `answer` is the body of its first reply as a tree, when somebody has that already; NULL: it is
 * parsed here. HP_ERR_IO when the file takes no more. A ledger that is NULL is not kept. */
enum hp_status hp_created_note(struct hp_created *created, const struct hp_contract *contract,
                               struct hp_slice case_id, const struct hp_exchange *exchange,
                               const struct hp_json *answer, struct hp_arena *arena,
                               struct hp_error *error) HP_MUST_CHECK;

/* A write for every few answers would be a seventh of all system calls of a fast run. So a few
 * lines may wait for the next answers: a run that is killed (SIGKILL) leaves out that many webhooks
 * at worst, and those that were under way, which no ledger can know. Nothing waits longer than the
 * time below, nor while nothing is under way. */
enum { HP_CREATED_LINES_MAX = 32, HP_CREATED_WAIT_US = 5 * 1000 };

/* To be called when exchanges were noted, before anybody waits for the next: writes what was added
 * when that is more than a few lines, or `now`. NULL is fine. */
enum hp_status hp_created_settle(struct hp_created *created, bool now,
                                 struct hp_error *error) HP_MUST_CHECK;
/* Lines wait: settle them `now` when no answer comes within HP_CREATED_WAIT_US. */
bool hp_created_waits(const struct hp_created *created);

/* Writes all, closes and frees; NULL is fine. */
enum hp_status hp_created_close(struct hp_created *created, struct hp_error *error) HP_MUST_CHECK;

#endif
