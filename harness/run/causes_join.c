/* Which keys are one cause: what always fails, what follows from something else, what is wrong in
 * so many places that it is one thing. */
#include "harness/run/causes_internal.h"

enum {
    FAMILY_NODES_MAX = 3, /* nodes where wrong values of one family are accepted, as the node's */
    FAMILIES_MAX = 1,     /* families with more nodes than that, each its own cause */
    BROKEN_MAX = 3,       /* nodes where a server breaks in one way */
    COMBINATIONS_MAX = 4, /* combinations of which valid requests are refused */
};

static void merge(struct hp_cause_fold *fold, size_t from, size_t to)
{
    for (size_t i = 0; i < fold->count && from != to; i++) {
        if (fold->items[i].bucket == from) {
            fold->items[i].bucket = to;
        }
    }
}

static void join_equal_keys(struct hp_cause_fold *fold)
{
    for (size_t i = 0; i < fold->count; i++) {
        struct hp_cause_item *item = &fold->items[i];
        item->bucket = i;
        for (size_t j = 0; j < i; j++) {
            if (fold->items[j].key == item->key) {
                item->bucket = fold->items[j].bucket;
                break;
            }
        }
    }
}

static bool is_head(const struct hp_cause_fold *fold, size_t index)
{
    return fold->items[index].bucket == index;
}

/* Over `most` causes alike are one: `same` says whether an item is like the first of them. */
static void join_many(struct hp_cause_fold *fold, enum hp_cause_kind kind, size_t most,
                      bool (*same)(const struct hp_cause_item *a, const struct hp_cause_item *b))
{
    for (size_t first = 0; first < fold->count; first++) {
        const struct hp_cause_item *item = &fold->items[first];
        size_t alike = 0;
        for (size_t i = first; i < fold->count && item->kind == kind && is_head(fold, first); i++) {
            alike += is_head(fold, i) && fold->items[i].kind == kind && same(item, &fold->items[i]);
        }
        for (size_t i = first + 1; i < fold->count && alike > most; i++) {
            if (is_head(fold, i) && fold->items[i].kind == kind && same(item, &fold->items[i])) {
                merge(fold, i, first);
            }
        }
    }
}

static bool is_accepted_of(const struct hp_cause_item *item, const struct hp_cause_item *like)
{
    return item->kind == KIND_ACCEPTED_NODE &&
           strcmp(item->group->family, like->group->family) == 0;
}

/* Nodes where wrong values of the family of items[first] are accepted. */
static size_t nodes_of_family(const struct hp_cause_fold *fold, size_t first)
{
    const struct hp_cause_item *like = &fold->items[first];
    size_t nodes = 0;
    for (size_t i = 0; i < fold->count; i++) {
        bool counts = is_accepted_of(&fold->items[i], like);
        for (size_t j = 0; j < i && counts; j++) {
            counts = !is_accepted_of(&fold->items[j], like) ||
                     !hp_slice_equal(fold->items[j].node, fold->items[i].node);
        }
        nodes += counts;
    }
    return nodes;
}

static size_t first_of_family(const struct hp_cause_fold *fold, size_t index)
{
    size_t first = 0;
    while (!is_accepted_of(&fold->items[first], &fold->items[index])) {
        first++;
    }
    return first;
}

/* What goes wrong alike at many members is done by one thing that they share (a reader that turns
 * numbers into strings), not by each; and when that is so of several families, nothing is
 * checked at all. Items leave the buckets of their nodes for that of the family's first. */
static void join_families(struct hp_cause_fold *fold)
{
    size_t spread = 0;
    size_t head = SIZE_MAX;
    for (size_t i = 0; i < fold->count; i++) {
        if (fold->items[i].kind == KIND_ACCEPTED_NODE && first_of_family(fold, i) == i &&
            nodes_of_family(fold, i) > FAMILY_NODES_MAX) {
            head = head == SIZE_MAX ? i : head;
            spread++;
        }
    }
    for (size_t i = 0; i < fold->count && spread > FAMILIES_MAX; i++) {
        if (fold->items[i].kind == KIND_ACCEPTED_NODE) {
            fold->items[i].bucket = head;
        }
    }
    if (spread == 0 || spread > FAMILIES_MAX) {
        return;
    }
    /* The buckets first, while every head of one is still in it. */
    for (size_t i = 0; i < fold->count; i++) {
        if (is_accepted_of(&fold->items[i], &fold->items[head])) {
            fold->items[i].bucket = head;
        }
    }
    for (size_t i = 0; i < fold->count; i++) {
        struct hp_cause_item *item = &fold->items[i];
        if (item->kind != KIND_ACCEPTED_NODE || item->bucket == head) {
            continue;
        }
        item->bucket = i;
        for (size_t j = 0; j < i; j++) {
            if (fold->items[j].key == item->key && fold->items[j].bucket != head) {
                item->bucket = fold->items[j].bucket;
                break;
            }
        }
    }
}

static bool same_class(const struct hp_cause_item *a, const struct hp_cause_item *b)
{
    return a->group->response.status / 100 == b->group->response.status / 100;
}

static bool same_end(const struct hp_cause_item *a, const struct hp_cause_item *b)
{
    return a->group->end == b->group->end;
}

/* Even the plainest valid request gets this status: so does whatever got the same one. */
static void join_what_always_fails(struct hp_cause_fold *fold)
{
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_cause_item *item = &fold->items[i];
        if (item->kind != KIND_REFUSED_PLAIN || item->group->plain != HP_PLAIN_ALWAYS_FAILS) {
            continue;
        }
        for (size_t j = 0; j < fold->count; j++) {
            if (fold->items[j].group->response.status == item->group->response.status) {
                fold->items[j].bucket = item->bucket;
            }
        }
    }
}

static struct hp_slice row_of_case(const char *id)
{
    struct hp_slice whole = hp_slice_of(id);
    whole.len = hp_slice_find(whole, HP_SLICE("@"));
    return whole;
}

/* Among the items of a kind and class of status: one whose row sent this case; its bucket, or
 * SIZE_MAX. */
static size_t bucket_of_case(const struct hp_cause_fold *fold, const struct hp_cause_item *check,
                             const char *id)
{
    struct hp_slice row = row_of_case(id);
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_cause_item *item = &fold->items[i];
        bool cause = item->kind == KIND_ACCEPTED_NODE || item->kind == KIND_ACCEPTED_TEXT ||
                     item->kind == KIND_BROKEN;
        /* What is worse than the acceptance has a reason of its own. */
        if (cause && item->group->end == check->group->end && same_class(item, check) &&
            item->group->verdict >= check->group->verdict && hp_slice_is(row, item->group->row)) {
            return item->bucket;
        }
    }
    return SIZE_MAX;
}

/* Is the member of the response that the check looks at the node of the request that was wrong? */
static bool is_about(const struct hp_cause_fold *fold, const struct hp_cause_item *check,
                     size_t bucket)
{
    struct hp_slice where = hp_cause_node(hp_slice_of(check->group->where));
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_cause_item *item = &fold->items[i];
        bool there = item->bucket == bucket && item->kind == KIND_ACCEPTED_NODE;
        if (there && hp_slice_equal(hp_cause_segment(item->node), hp_cause_segment(where))) {
            return true;
        }
    }
    return false;
}

/* What a check of the response finds follows from what was wrong with the requests. */
static void join_consequences(struct hp_cause_fold *fold)
{
    for (size_t i = 0; i < fold->count; i++) {
        struct hp_cause_item *check = &fold->items[i];
        if (check->kind != KIND_CHECK || !is_head(fold, i)) {
            continue;
        }
        const char *const cases[] = {check->group->minimal_case, check->group->first_case};
        for (size_t j = 0; j < 2 && is_head(fold, i); j++) {
            size_t bucket = bucket_of_case(fold, check, cases[j]);
            if (bucket != SIZE_MAX &&
                (hp_cause_is_broken(check->group) || is_about(fold, check, bucket))) {
                merge(fold, i, bucket);
            }
        }
    }
}

/* Did the group begin with a request that has to be accepted? */
static bool begins_valid(const struct hp_cause_fold *fold, const struct hp_group *group)
{
    struct hp_slice id = row_of_case(group->first_case);
    for (size_t i = 0; i < fold->row_count; i++) {
        if (hp_slice_is(id, fold->rows[i]->id)) {
            return fold->rows[i]->expect == HP_EXPECT_ACCEPT_200;
        }
    }
    return false;
}

/* Ends of lines in headers come back in other rows, too, which ask only for an echo without them.
 */
static void join_dirty_headers(struct hp_cause_fold *fold)
{
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_cause_item *check = &fold->items[i];
        bool echo = check->kind == KIND_CHECK && is_head(fold, i) &&
                    strcmp(check->group->check, "resp-echo-headers") == 0 &&
                    !begins_valid(fold, check->group);
        for (size_t j = 0; j < fold->count && echo && is_head(fold, i); j++) {
            const struct hp_cause_item *item = &fold->items[j];
            if (item->kind == KIND_ACCEPTED_NODE && item->row->echo == HP_ECHO_CLEAN) {
                merge(fold, i, item->bucket);
            }
        }
    }
}

/* Is `item` what the row's own check says of one of the cases of `check`, at the same place? */
static bool is_own_word(const struct hp_cause_item *item, const struct hp_cause_item *check)
{
    struct hp_slice row = row_of_case(check->group->first_case);
    return item != check && item->kind == KIND_CHECK && hp_slice_is(row, item->group->row) &&
           strcmp(item->group->where, check->group->where) == 0;
}

/* A row that asks about a member ("an id of the client's is not taken") says more than a check of
 * every response that stumbles over the same ("two creates have one id"). */
static void join_own_words(struct hp_cause_fold *fold)
{
    for (size_t i = 0; i < fold->count; i++) {
        for (size_t j = 0; j < fold->count && fold->items[i].kind == KIND_CHECK; j++) {
            if (is_head(fold, i) && is_own_word(&fold->items[j], &fold->items[i])) {
                merge(fold, i, fold->items[j].bucket);
            }
        }
    }
}

/* The documented example stops working where valid requests are refused, or where a server broke.
 */
static void join_canary(struct hp_cause_fold *fold)
{
    size_t target = SIZE_MAX;
    size_t found = 0;
    size_t canary = SIZE_MAX;
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_cause_item *item = &fold->items[i];
        if (item->kind == KIND_CHECK && strcmp(item->group->check, "state-canary") == 0) {
            canary = i;
        }
        if (is_head(fold, i) && item->kind == KIND_BROKEN) {
            target = i;
            found++;
        }
    }
    if (canary != SIZE_MAX && is_head(fold, canary) && found == 1) {
        merge(fold, canary, target);
    }
}

/* What failed as the documented example did, and was not seen to fail since the target got well. */
static void join_what_came_after(struct hp_cause_fold *fold)
{
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_group *canary = fold->items[i].group;
        for (size_t j = 0; j < fold->count && canary->after >= HP_AFTER_LOST; j++) {
            const struct hp_group *other = fold->items[j].group;
            if (!other->seen_again && other->after < HP_AFTER_LOST &&
                (other->end == HP_END_RESPONSE) == (canary->end == HP_END_RESPONSE) &&
                other->response.status == canary->response.status) {
                fold->items[j].bucket = i;
            }
        }
        if (canary->after >= HP_AFTER_LOST) {
            fold->items[i].bucket = i;
        }
    }
}

/* Everything else about the key follows from keys that are not asked for; but not from a key that
 * was taken from a strange place, which the rows of another family look for. */
static void join_key(struct hp_cause_fold *fold)
{
    size_t accepted = SIZE_MAX;
    for (size_t i = fold->count; i > 0; i--) {
        const struct hp_cause_item *item = &fold->items[i - 1];
        bool key = item->kind == KIND_ACCEPTED_KEY && strcmp(item->group->family, "auth") == 0;
        accepted = key ? item->bucket : accepted;
    }
    for (size_t i = 0; i < fold->count && accepted != SIZE_MAX; i++) {
        const struct hp_cause_item *item = &fold->items[i];
        bool refused_late =
            item->kind == KIND_OTHER_STATUS && item->row->expect == HP_EXPECT_REJECT_401_403;
        bool side_effect = item->kind == KIND_CHECK && item->row != NULL &&
                           hp_cause_is_success(item->group) &&
                           strcmp(item->group->family, fold->items[accepted].group->family) == 0;
        if (refused_late || side_effect) {
            merge(fold, item->bucket, accepted);
        }
    }
}

/* A row that asks a question of its own about what is outside the body, of a family whose other
 * rows say that such things are accepted. */
static void join_own_checks(struct hp_cause_fold *fold)
{
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_cause_item *check = &fold->items[i];
        bool own = check->kind == KIND_CHECK && check->row != NULL &&
                   check->row->expect == HP_EXPECT_CHECK && hp_cause_is_success(check->group);
        for (size_t j = 0; j < fold->count && own && is_head(fold, i); j++) {
            const struct hp_cause_item *item = &fold->items[j];
            if (item->kind == KIND_ACCEPTED_HEAD &&
                strcmp(item->group->family, check->group->family) == 0) {
                merge(fold, i, item->bucket);
            }
        }
    }
}

void hp_causes_join(struct hp_cause_fold *fold)
{
    join_equal_keys(fold);
    join_many(fold, KIND_REFUSED_PLAIN, COMBINATIONS_MAX, same_class);
    join_families(fold);
    join_many(fold, KIND_BROKEN, BROKEN_MAX, same_end);
    join_key(fold);
    join_own_checks(fold);
    join_consequences(fold);
    join_dirty_headers(fold);
    join_own_words(fold);
    join_canary(fold);
    /* Last: they take single groups out of their buckets. */
    join_what_always_fails(fold);
    join_what_came_after(fold);
}
