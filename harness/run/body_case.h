/* Cases whose body is any bytes: a fuzzing campaign's, or files of a corpus. The documented request
 * carries them; what must come of it is decided by the second judge alone.
 *
 * Their id holds a hash of the bytes: "fuzz-breaks@#5f1c…~COMBINATION". The bytes themselves are
 * kept for those that failed, and in the finding's file; the id alone does not make them again. */
#ifndef HP_RUN_BODY_CASE_H
#define HP_RUN_BODY_CASE_H

#include "harness/plan/plan.h"

#define HP_BODY_FAMILY "fuzz"

enum {
    HP_BODY_BYTES_MAX = HP_EXCERPT_BYTES, /* a record holds such a body whole */
    HP_BODIES_MAX = 4096,                 /* kept; beyond that a finding is not shrunk */
};

/* The rows of such cases, to stand behind all others. */
const struct hp_row *const *hp_body_rows(size_t *count);

/* `rows` with them behind: an array from hp_malloc, NULL when it refuses. */
const struct hp_row **hp_body_rows_behind(const struct hp_row *const *rows, size_t count,
                                          size_t *all);

bool hp_body_is_case(struct hp_slice id);

/* Does the journal at `path` hold such a case? False also for one that cannot be read. */
bool hp_body_in_journal(const char *path);

/* Makes the case of these bytes, which must stay as they are. HP_ERR_NOMEM. */
enum hp_status hp_body_case(const struct hp_plan *plan, const struct hp_contract *contract,
                            struct hp_slice body, struct hp_case *out,
                            struct hp_error *error) HP_MUST_CHECK;

/* Is the callback URL of a case that hp_body_case made under the contract's own example host, or no
 * string at all? Somebody else's host is not to be named to a target that is not on this machine.
 */
bool hp_body_calls_example(const struct hp_contract *contract, struct hp_slice body,
                           struct hp_arena *arena);

/* Bodies by the ids of their cases. One thread at a time. */
struct hp_bodies;
enum hp_status hp_bodies_new(struct hp_bodies **out, struct hp_error *error) HP_MUST_CHECK;
void hp_bodies_free(struct hp_bodies *bodies); /* NULL is allowed */
/* Keeps a copy; HP_ERR_NOMEM. When HP_BODIES_MAX are there nothing happens. */
enum hp_status hp_bodies_keep(struct hp_bodies *bodies, struct hp_slice id,
                              struct hp_slice body) HP_MUST_CHECK;
/* False when it was not kept. */
bool hp_bodies_find(const struct hp_bodies *bodies, struct hp_slice id, struct hp_slice *body);

/* The case of an id: one of the plan's by its id alone, a body's with its bytes when `bodies` has
 * them (NULL: none has), else with an empty document. HP_ERR_USAGE as hp_plan_find. */
enum hp_status hp_body_find(const struct hp_plan *plan, const struct hp_contract *contract,
                            const struct hp_bodies *bodies, struct hp_slice id, struct hp_case *out,
                            struct hp_error *error) HP_MUST_CHECK;

#endif
