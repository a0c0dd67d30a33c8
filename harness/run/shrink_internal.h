/* What the parts of the shrinker share: one trial at a time. */
#ifndef HP_RUN_SHRINK_INTERNAL_H
#define HP_RUN_SHRINK_INTERNAL_H

#include "harness/run/shrink.h"

enum { HP_TRIED_MAX = 128 };

/* The work on one group. */
struct hp_shrink {
    struct hp_shrinker *shrinker;
    struct hp_shrink_result *result;
    const struct hp_group *group;
    uint64_t fingerprint;
    struct hp_slice
        place; /* row@node#instance of the smallest case so far, in the result's arena */
    struct hp_combo combo;        /* of the smallest case so far */
    uint64_t tried[HP_TRIED_MAX]; /* hashes of ids that were sent */
    size_t tried_count;
};

/* Builds the case into shrinker->kase; false when there is none of this id. */
bool hp_shrink_build(struct hp_shrinker *shrinker, struct hp_slice id);

/* Within all budgets? A fuzzed body has larger ones, since nothing but trying tells what of it may
 * go. */
bool hp_shrink_may_send(const struct hp_shrink *shrink);

/* Sends shrinker->kase. False when nothing could be sent. */
bool hp_shrink_send(struct hp_shrink *shrink, struct hp_trial *trial);

/* Sends shrinker->kase, whose body may be another than its id says, unless the second judge has
 * something against it; true when it fails as the group does. */
bool hp_shrink_fails(struct hp_shrink *shrink);

/* Does a body hold the credential, as it is or as JSON spells it? Then no part of it is shown. */
bool hp_shrink_holds_key(const struct hp_shrinker *shrinker, struct hp_slice body);

/* Tries an id that was not tried yet, and goes on from it when it fails: its record is the
 * result's then. */
bool hp_shrink_try_id(struct hp_shrink *shrink, struct hp_slice place,
                      const struct hp_combo *combo);

/* The observation by which this answer belongs to the group; NULL when it does not. */
const struct hp_observation *hp_shrink_same(const struct hp_shrink *shrink,
                                            const struct hp_case *kase,
                                            const struct hp_trial *trial);

/* row@node#instance of an id, and its combination as text. False when the text is no id. */
bool hp_shrink_split(struct hp_slice id, struct hp_slice *place, struct hp_slice *combo);

/* `place`~combination as one text in the arena; at is NULL when memory is refused. */
struct hp_slice hp_shrink_id(const struct hp_contract *contract, struct hp_slice place,
                             const struct hp_combo *combo, struct hp_arena *arena);

/* The place of the plain valid request ("valid-operation-subsets@#plain") among these rows; empty
 * when there is no such row. */
struct hp_slice hp_shrink_plain_place(const struct hp_shrinker *shrinker, struct hp_arena *arena);

/* shrink_combo.c: from shrink->combo to the plainest one, at once; true when that fails too ... */
bool hp_shrink_try_plainest(struct hp_shrink *shrink);
/* ... and step by step to a plainer one. */
void hp_shrink_combination(struct hp_shrink *shrink);

/* The plainest combination of all: first type, first operation, first data model. */
struct hp_combo hp_shrink_plainest(const struct hp_contract *contract);
/* The one that shares the least with it: the last of each. */
struct hp_combo hp_shrink_last(const struct hp_contract *contract);

/* shrink_body.c: from the smallest case's body to a shorter one, in result->body. */
enum hp_status hp_shrink_body(struct hp_shrink *shrink) HP_MUST_CHECK;

/* shrink_bytes.c: when the smallest case is a fuzzed body, from what hp_shrink_body left to shorter
 * bytes of the same kind, in result->body. */
enum hp_status hp_shrink_bytes(struct hp_shrink *shrink) HP_MUST_CHECK;

#endif
