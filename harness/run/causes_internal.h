/* What the parts of hp_causes_fold share. */
#ifndef HP_RUN_CAUSES_INTERNAL_H
#define HP_RUN_CAUSES_INTERNAL_H

#include "harness/run/causes.h"

enum hp_cause_kind {
    KIND_REFUSED_PLAIN, /* a valid request is refused, and so is the plain one */
    KIND_REFUSED_OWN,   /* ... for what the row does */
    KIND_ACCEPTED_NODE, /* a wrong value is accepted */
    KIND_ACCEPTED_TEXT, /* what is not JSON is */
    KIND_ACCEPTED_KEY,  /* a request without the right key is */
    KIND_ACCEPTED_HEAD, /* what is wrong outside the body is */
    KIND_BROKEN,        /* 5xx, silence, a closed connection, no HTTP */
    KIND_OTHER_STATUS,  /* a refusal by another status */
    KIND_CHECK,         /* a check of the response */
};

/* A group on its way to a cause. Items of one bucket have one cause. */
struct hp_cause_item {
    struct hp_group *group;
    const struct hp_row *row; /* of the plan; NULL for a check that is no row of it */
    size_t order;             /* of the row in the plan */
    enum hp_cause_kind kind;
    struct hp_slice node;
    uint64_t key;
    size_t bucket;  /* index of an item; that one's kind is the cause's */
    unsigned share; /* of the row's cases that ended in this cause: see share_of */
};

struct hp_cause_fold {
    struct hp_cause_item *items;
    size_t count;
    const struct hp_row *const *rows; /* of the plan */
    size_t row_count;
    struct hp_arena *arena;
    bool failed; /* memory was refused */
};

/* "/webhook/data_models/3" and "/webhook/headers/x-a" to what they are part of: a member of the
 * wrapper. What is no pointer stays. */
struct hp_slice hp_cause_node(struct hp_slice where);
/* What stands behind the last slash. */
struct hp_slice hp_cause_segment(struct hp_slice pointer);

/* 5xx, silence, a closed connection, no HTTP. */
bool hp_cause_is_broken(const struct hp_group *group);
bool hp_cause_is_success(const struct hp_group *group);

/* causes_join.c: gives every item its bucket. */
void hp_causes_join(struct hp_cause_fold *fold);

#endif
