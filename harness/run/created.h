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
 * parsed here. Whoever takes the next exchange flushes first. HP_ERR_IO when the file takes no
 * more. */
enum hp_status hp_created_note(struct hp_created *created, const struct hp_contract *contract,
                               struct hp_slice case_id, const struct hp_exchange *exchange,
                               const struct hp_json *answer, struct hp_arena *arena,
                               struct hp_error *error) HP_MUST_CHECK;

/* Writes what was added, so that a crash loses nothing that came before. */
enum hp_status hp_created_flush(struct hp_created *created, struct hp_error *error) HP_MUST_CHECK;

/* Flushes, closes and frees; NULL is fine. */
enum hp_status hp_created_close(struct hp_created *created, struct hp_error *error) HP_MUST_CHECK;

#endif
