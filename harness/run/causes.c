/* A key for each group, then (causes_join.c) the rules that join different keys, then one group to
 * stand for all. Must not know a target, a contract or a report. */
#include "harness/run/causes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/base/alloc.h"
#include "harness/base/rng.h"
#include "harness/run/causes_internal.h"

enum { KEY_BYTES = 1024 };

static bool is_index(struct hp_slice segment)
{
    for (size_t i = 0; i < segment.len; i++) {
        if (segment.at[i] < '0' || segment.at[i] > '9') {
            return false;
        }
    }
    return segment.len > 0;
}

struct hp_slice hp_cause_node(struct hp_slice where)
{
    if (where.len == 0 || where.at[0] != '/') {
        return where;
    }
    size_t slashes = 0;
    for (size_t i = 0; i < where.len; i++) {
        slashes += where.at[i] == '/';
        if (slashes == 3) {
            return (struct hp_slice){where.at, i};
        }
    }
    return where;
}

struct hp_slice hp_cause_segment(struct hp_slice pointer)
{
    const char *slash = pointer.len == 0 ? NULL : memrchr(pointer.at, '/', pointer.len);
    return slash == NULL
               ? pointer
               : (struct hp_slice){slash + 1, pointer.len - (size_t)(slash - pointer.at) - 1};
}

/* The object that a member of a response stands in; items of an array count as the array. */
static struct hp_slice parent_of(struct hp_slice where)
{
    if (where.len == 0 || where.at[0] != '/') {
        return where;
    }
    while (is_index(hp_cause_segment(where))) {
        where.len -= hp_cause_segment(where).len + 1;
    }
    where.len -= where.len == 0 ? 0 : hp_cause_segment(where).len + 1;
    return where;
}

static struct hp_slice combo_of_case(const char *id)
{
    const char *tilde = strrchr(id, '~');
    return hp_slice_of(tilde == NULL ? "" : tilde + 1);
}

bool hp_cause_is_broken(const struct hp_group *group)
{
    return group->end != HP_END_RESPONSE || group->response.status >= 500;
}

bool hp_cause_is_success(const struct hp_group *group)
{
    return group->end == HP_END_RESPONSE && group->response.status / 100 == 2;
}

static enum hp_cause_kind accepted_kind(const struct hp_cause_item *item)
{
    bool outside = item->node.len > 0 && item->node.at[0] != '/';
    if (item->row->expect == HP_EXPECT_REJECT_401_403) {
        return KIND_ACCEPTED_KEY;
    }
    if (outside) {
        return KIND_ACCEPTED_HEAD;
    }
    /* A change of bytes anywhere is accused only where the result is no JSON. */
    bool random = item->row->body == HP_BODY_EITHER && item->node.len == 0;
    return item->row->body == HP_BODY_NOT_JSON || random ? KIND_ACCEPTED_TEXT : KIND_ACCEPTED_NODE;
}

static enum hp_cause_kind kind_of(const struct hp_cause_item *item)
{
    const struct hp_group *group = item->group;
    if (strcmp(group->check, "expectation") != 0 || item->row == NULL) {
        return KIND_CHECK;
    }
    if (hp_cause_is_broken(group)) {
        return KIND_BROKEN;
    }
    /* Either may be wanted of the second, as the settings say. */
    bool taking = item->row->expect == HP_EXPECT_ACCEPT_200 ||
                  item->row->expect == HP_EXPECT_ACCEPT_200_OR_4XX;
    if (taking && !hp_cause_is_success(group)) {
        return group->plain == HP_PLAIN_PASSES ? KIND_REFUSED_OWN : KIND_REFUSED_PLAIN;
    }
    return hp_cause_is_success(group) ? accepted_kind(item) : KIND_OTHER_STATUS;
}

__attribute__((format(printf, 2, 3))) static void set_key(struct hp_cause_item *item,
                                                          const char *format, ...)
{
    char text[KEY_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    item->key = hp_hash(hp_hash(HP_HASH_BASIS, hp_slice_of(text)),
                        (struct hp_slice){(const char[]){(char)item->kind}, 1});
}

static void key_of(struct hp_cause_item *item)
{
    const struct hp_group *group = item->group;
    int status = group->response.status;
    struct hp_slice node = item->node;
    struct hp_slice combo = combo_of_case(group->minimal_case);
    struct hp_slice parent = parent_of(hp_slice_of(group->where));
    switch (item->kind) {
    case KIND_REFUSED_PLAIN:
        set_key(item, "%d %.*s", status / 100, (int)combo.len, combo.at);
        break;
    case KIND_REFUSED_OWN:
        set_key(item, "%d %s", status / 100, group->row);
        break;
    case KIND_ACCEPTED_NODE:
        set_key(item, "%.*s", (int)node.len, node.at);
        break;
    case KIND_ACCEPTED_TEXT:
    case KIND_ACCEPTED_KEY:
        set_key(item, "all");
        break;
    case KIND_ACCEPTED_HEAD:
        set_key(item, "%s", group->family);
        break;
    case KIND_BROKEN:
        if (node.len > 0 && node.at[0] != '/') {
            node = hp_slice_of(group->family);
        }
        set_key(item, "%d %.*s", (int)group->end, (int)node.len, node.at);
        break;
    case KIND_OTHER_STATUS:
        set_key(item, "%d %d", (int)item->row->expect, status);
        break;
    case KIND_CHECK:
        set_key(item, "%s %d %d %.*s", group->check, (int)group->end, status / 100, (int)parent.len,
                parent.at);
        break;
    }
}

static void fill_item(struct hp_cause_item *item, struct hp_group *group,
                      const struct hp_row *const *rows, size_t row_count)
{
    *item = (struct hp_cause_item){.group = group, .order = row_count};
    for (size_t i = 0; i < row_count && item->row == NULL; i++) {
        if (strcmp(rows[i]->id, group->row) == 0) {
            item->row = rows[i];
            item->order = i;
        }
    }
    item->node = hp_cause_node(hp_slice_of(group->where));
    item->kind = kind_of(item);
    key_of(item);
}

/* ---- one group to stand for all ---- */

/* Smaller is plainer. A value at random says more than one that misses by a letter; the plain valid
 * request more than any row with an edit; else the catalogue's own order goes from plain to
 * special. */
static size_t rank(const struct hp_cause_item *item)
{
    static const char *const plain_first[] = {"enum-type-unknown", "enum-operation-unknown",
                                              "enum-data-model-unknown"};
    if (item->row == NULL || item->row->body == HP_BODY_EITHER) {
        return SIZE_MAX; /* a change at random says least */
    }
    if (item->row->combos == HP_COMBOS_SUBSETS && item->row->expect == HP_EXPECT_ACCEPT_200) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(plain_first) / sizeof(plain_first[0]); i++) {
        if (strcmp(item->group->row, plain_first[i]) == 0) {
            return 1;
        }
    }
    return 2 + item->order;
}

/* A share in sixths; of cases that are counted as if there were so many more, which did not fail:
 * one of one says little. (Nearly the lower end of Wilson's 95 % interval of the share.) */
enum { SHARES = 6, UNSEEN_CASES = 4 };

/* How much of what its row asks ended in the cause of an item. A row that fails as a whole is about
 * what is wrong; one with a few cases among many met it by chance. All, when it is not known. */
static unsigned share_of(const struct hp_cause_fold *fold, const struct hp_cause_item *item)
{
    uint64_t cases = item->group->row_cases;
    uint64_t count = 0;
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_cause_item *other = &fold->items[i];
        bool alike = other->order == item->order && other->bucket == item->bucket;
        count += alike && other->kind == item->kind ? other->group->count : 0;
    }
    return cases == 0 ? SHARES : (unsigned)(SHARES * count / (cases + UNSEEN_CASES));
}

/* Did the row that looks also send? Checks of every response look at what other rows sent. */
static bool sent_itself(const struct hp_group *group)
{
    struct hp_slice id = hp_slice_of(group->first_case);
    id.len = hp_slice_find(id, HP_SLICE("@"));
    return hp_slice_is(id, group->row);
}

/* The worse verdict first, so that the words are those of what makes the cause fail. */
static bool is_plainer(const struct hp_cause_item *item, const struct hp_cause_item *top)
{
    if (item->group->verdict != top->group->verdict) {
        return item->group->verdict > top->group->verdict;
    }
    if (item->kind == KIND_CHECK) {
        return sent_itself(item->group) && !sent_itself(top->group);
    }
    /* Of valid requests, the plain one says most, however rarely it is refused. */
    bool refused = item->kind == KIND_REFUSED_PLAIN || item->kind == KIND_REFUSED_OWN;
    return refused || item->share == top->share ? rank(item) < rank(top) : item->share > top->share;
}

/* A group of the cause's own kind stands for it, if there is one; of checks the one that was seen
 * most, which comes first. SIZE_MAX: the bucket is empty. */
static size_t top_of(const struct hp_cause_fold *fold, size_t bucket)
{
    size_t top = SIZE_MAX;
    size_t member = SIZE_MAX;
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_cause_item *item = &fold->items[i];
        if (item->bucket != bucket) {
            continue;
        }
        member = member == SIZE_MAX ? i : member;
        bool plainer = top == SIZE_MAX || is_plainer(item, &fold->items[top]);
        top = item->kind == fold->items[bucket].kind && plainer ? i : top;
    }
    return top == SIZE_MAX ? member : top;
}

__attribute__((format(printf, 2, 3))) static const char *line(struct hp_cause_fold *fold,
                                                              const char *format, ...)
{
    char text[KEY_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    const char *kept = hp_arena_copy(fold->arena, hp_slice_of(text)).at;
    fold->failed = fold->failed || kept == NULL;
    return kept;
}

static const char *broken_words(const struct hp_group *group)
{
    switch (group->end) {
    case HP_END_TIMEOUT:
        return "no answer in time";
    case HP_END_CLOSED:
        return "the connection is closed without a whole answer";
    case HP_END_MALFORMED:
        return "the answer is not HTTP";
    case HP_END_TOO_LARGE:
        return "the answer is larger than hookproof takes";
    case HP_END_CRASHED:
        return "the plugin crashes";
    case HP_END_COUNT:
    case HP_END_RESPONSE:
    case HP_END_REFUSED:
    case HP_END_UNSENT:
        break;
    }
    return "the server fails with a 5xx";
}

/* "at /webhook/name"; of several nodes, what their rows have in common. */
static const char *place(struct hp_cause_fold *fold, size_t bucket, const struct hp_cause_item *top)
{
    bool many = false;
    bool alike = true;
    for (size_t i = 0; i < fold->count; i++) {
        const struct hp_cause_item *item = &fold->items[i];
        if (item->bucket == bucket && item->kind == top->kind) {
            many = many || !hp_slice_equal(item->node, top->node);
            alike = alike && strcmp(item->group->family, top->group->family) == 0;
        }
    }
    if (many) {
        return alike ? line(fold, " in many places (%s)", top->group->family) : " in many places";
    }
    bool pointer = top->node.len > 0 && top->node.at[0] == '/';
    return top->node.len == 0 ? " for the body as a whole"
                              : line(fold, pointer ? " at %.*s" : " for the %.*s",
                                     (int)top->node.len, top->node.at);
}

static const char *title(struct hp_cause_fold *fold, size_t bucket, const struct hp_cause_item *top)
{
    const struct hp_group *group = top->group;
    struct hp_slice combo = combo_of_case(group->minimal_case);
    switch (top->kind) {
    case KIND_REFUSED_PLAIN:
        return group->plain == HP_PLAIN_ALWAYS_FAILS
                   ? line(fold, "even the plainest valid requests are answered with %d",
                          group->response.status)
                   : line(fold, "a plain valid request with %.*s is answered with %d",
                          (int)combo.len, combo.at, group->response.status);
    case KIND_ACCEPTED_NODE:
        return line(fold, "wrong values are accepted%s", place(fold, bucket, top));
    case KIND_ACCEPTED_TEXT:
        return "text that is not JSON is accepted";
    case KIND_ACCEPTED_KEY:
        return "requests without the right key are accepted";
    case KIND_ACCEPTED_HEAD:
        return line(fold, "what is wrong outside the body is accepted (%s)", group->family);
    case KIND_BROKEN:
        return line(fold, "%s%s", broken_words(group), place(fold, bucket, top));
    case KIND_OTHER_STATUS:
        return line(fold, "answered with %d where another status is wanted",
                    group->response.status);
    case KIND_REFUSED_OWN:
    case KIND_CHECK:
        break;
    }
    return NULL;
}

static bool stand_for(struct hp_cause_fold *fold, size_t bucket)
{
    const struct hp_cause_item *top = &fold->items[top_of(fold, bucket)];
    struct hp_group *group = top->group;
    size_t members = 0;
    for (size_t i = 0; i < fold->count; i++) {
        members += fold->items[i].bucket == bucket;
    }
    group->cause_verdict = group->verdict;
    group->hides = hp_arena_take(fold->arena, members * sizeof(*group->hides));
    for (size_t i = 0; i < fold->count && group->hides != NULL; i++) {
        struct hp_group *other = fold->items[i].group;
        if (fold->items[i].bucket != bucket) {
            continue;
        }
        group->cause_count += other->count;
        group->cause_verdict =
            other->verdict > group->cause_verdict ? other->verdict : group->cause_verdict;
        if (other != group) {
            other->cause = group;
            group->hides[group->hide_count++] = other;
        }
    }
    if (group->after >= HP_AFTER_LOST) {
        group->cause_title =
            line(fold,
                 group->after == HP_AFTER_CASE ? "the target stops working after %s"
                                               : "the target stopped working, %s at the latest",
                 group->after_case);
    } else if (group->hide_count > 0) {
        group->cause_title = title(fold, bucket, top);
    }
    return group->hides != NULL;
}

static int compare(const void *left, const void *right)
{
    const struct hp_group *const *a = left;
    const struct hp_group *const *b = right;
    if ((*a)->cause_verdict != (*b)->cause_verdict) {
        return (*a)->cause_verdict > (*b)->cause_verdict ? -1 : 1;
    }
    /* What failed after the target had stopped working says little. */
    if ((*a)->after != (*b)->after) {
        return (*a)->after > (*b)->after ? -1 : 1;
    }
    /* A server that refuses what is valid hides what else is wrong with it. */
    if ((*a)->plain != (*b)->plain) {
        return (*a)->plain > (*b)->plain ? -1 : 1;
    }
    if ((*a)->cause_count != (*b)->cause_count) {
        return (*a)->cause_count > (*b)->cause_count ? -1 : 1;
    }
    return strcmp((*a)->fingerprint, (*b)->fingerprint);
}

static enum hp_status collect(struct hp_cause_fold *fold, const struct hp_group ***causes,
                              size_t *count)
{
    const struct hp_group **list = hp_arena_take(fold->arena, (fold->count + 1) * sizeof(*list));
    *count = 0;
    for (size_t i = 0; i < fold->count && list != NULL; i++) {
        /* The item that gave a bucket its number may have gone to another. */
        if (top_of(fold, i) != SIZE_MAX && !stand_for(fold, i)) {
            return HP_ERR_NOMEM;
        }
    }
    for (size_t i = 0; i < fold->count && list != NULL; i++) {
        if (fold->items[i].group->cause == NULL) {
            list[(*count)++] = fold->items[i].group;
        }
    }
    if (list == NULL || fold->failed) {
        return HP_ERR_NOMEM;
    }
    qsort(list, *count, sizeof(*list), compare);
    *causes = list;
    return HP_OK;
}

enum hp_status hp_causes_fold(struct hp_group *groups, size_t count,
                              const struct hp_row *const *rows, size_t row_count,
                              struct hp_arena *arena, const struct hp_group ***causes,
                              size_t *cause_count)
{
    struct hp_cause_fold fold = {.items = hp_calloc(count + 1, sizeof(*fold.items)),
                                 .rows = rows,
                                 .row_count = row_count,
                                 .arena = arena};
    if (fold.items == NULL) {
        return HP_ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        groups[i].cause = NULL;
        groups[i].hide_count = 0;
        groups[i].cause_count = 0;
        groups[i].cause_title = NULL;
        if (groups[i].verdict == HP_FAIL || groups[i].verdict == HP_WARN) {
            fill_item(&fold.items[fold.count++], &groups[i], rows, row_count);
        }
    }
    hp_causes_join(&fold);
    for (size_t i = 0; i < fold.count; i++) {
        fold.items[i].share = share_of(&fold, &fold.items[i]);
    }
    enum hp_status status = collect(&fold, causes, cause_count);
    hp_free(fold.items);
    return status;
}
