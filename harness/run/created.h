/* The ledger of what a run created on the target, so that its owner can remove it. */
#ifndef HP_RUN_CREATED_H
#define HP_RUN_CREATED_H

#include <stdio.h>

#include "harness/check/check.h"

/* Appends {"id":…,"case":…,"at":…} to `ledger` when the exchange is a success with an id, and
 * flushes, so that a crash loses nothing. HP_ERR_IO when the file takes no more. */
enum hp_status hp_created_note(FILE *ledger, const struct hp_contract *contract,
                               struct hp_slice case_id, const struct hp_exchange *exchange,
                               struct hp_arena *arena, struct hp_error *error) HP_MUST_CHECK;

#endif
