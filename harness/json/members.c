/* Members by name: look-up, duplicates, and the comparison that needs both.
 *
 * A hostile text may hold a million members in one object, so nothing here is quadratic beyond
 * HP_JSON_UNINDEXED_MAX members: a larger object gets an index, sorted by name, when its tree is
 * built. Must not know what a duplicate means to the caller. */
#include <assert.h>
#include <stdint.h>

#include "harness/base/alloc.h"
#include "harness/json/node.h"
#include "harness/json/number.h"

/* A member with the first eight bytes of its name, high byte first, which settle most comparisons
 * without a look at the name itself. */
struct entry {
    uint64_t prefix;
    const struct hp_json *member;
};

/* The members by name; equal names in text order. */
struct hp_json_index {
    size_t count;
    struct entry entries[];
};

static uint64_t prefix_of(const char *name)
{
    uint64_t prefix = 0;
    unsigned shift = 64;
    while (shift > 0 && *name != '\0') {
        shift -= 8;
        prefix |= (uint64_t)(unsigned char)*name << shift;
        name++;
    }
    return prefix;
}

static int compare_entries(const struct entry *a, const struct entry *b)
{
    if (a->prefix != b->prefix) {
        return a->prefix < b->prefix ? -1 : 1;
    }
    /* A low byte of 0 says that both names end within the prefix: they are equal. */
    return (a->prefix & 0xFF) == 0 ? 0 : strcmp(a->member->name + 8, b->member->name + 8);
}

static void merge(const struct entry *from, size_t left, size_t middle, size_t right,
                  struct entry *to)
{
    size_t a = left;
    size_t b = middle;
    for (size_t i = left; i < right; i++) {
        bool take_a = b == right || (a < middle && compare_entries(&from[a], &from[b]) <= 0);
        to[i] = from[take_a ? a++ : b++];
    }
}

/* Merge sort from the bottom up: stable, and n log n whatever the names are. */
static enum hp_status sort_entries(struct entry *entries, size_t count)
{
    struct entry *spare = hp_calloc(count, sizeof(*spare));
    if (spare == NULL) {
        return HP_ERR_NOMEM;
    }
    struct entry *from = entries;
    struct entry *to = spare;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t left = 0; left < count; left += 2 * width) {
            size_t middle = count - left < width ? count : left + width;
            size_t right = count - middle < width ? count : middle + width;
            merge(from, left, middle, right, to);
        }
        struct entry *swap = from;
        from = to;
        to = swap;
    }
    if (from != entries) {
        memcpy(entries, from, count * sizeof(*entries));
    }
    hp_free(spare);
    return HP_OK;
}

enum hp_status hp_json_index_members(struct hp_arena *arena, struct hp_json *object,
                                     bool *duplicate)
{
    size_t count = object->length;
    struct hp_json_index *index =
        hp_arena_take(arena, sizeof(*index) + count * sizeof(index->entries[0]));
    if (index == NULL) {
        return HP_ERR_NOMEM;
    }
    index->count = 0;
    for (const struct hp_json *member = object->child; member != NULL; member = member->next) {
        index->entries[index->count++] = (struct entry){prefix_of(member->name), member};
    }
    enum hp_status status = sort_entries(index->entries, count);
    if (status != HP_OK) {
        return status;
    }
    for (size_t i = 1; i < count && !*duplicate; i++) {
        *duplicate = compare_entries(&index->entries[i - 1], &index->entries[i]) == 0;
    }
    object->index = index;
    return HP_OK;
}

static bool is_named(const struct hp_json *member, struct hp_slice name)
{
    return hp_slice_equal((struct hp_slice){member->name, member->name_length}, name);
}

bool hp_json_has_twin(const struct hp_json *object, const struct hp_json *member)
{
    const struct hp_json *other = object->child;
    while (other != member && !is_named(other, hp_json_name(member))) {
        other = other->next;
    }
    return other != member;
}

/* True when the name of `member` sorts before `name`. */
static bool sorts_before(const struct hp_json *member, struct hp_slice name)
{
    size_t length = member->name_length;
    size_t shared = length < name.len ? length : name.len;
    int order = shared == 0 ? 0 : memcmp(member->name, name.at, shared);
    return order != 0 ? order < 0 : length < name.len;
}

/* Place of the first entry that does not sort before `name`. */
static size_t lower_bound(const struct hp_json_index *index, struct hp_slice name)
{
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorts_before(index->entries[middle].member, name)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct hp_json *hp_json_member(const struct hp_json *object, struct hp_slice name)
{
    if (!hp_json_is(object, HP_JSON_OBJECT)) {
        return NULL;
    }
    const struct hp_json_index *index = object->index;
    if (index != NULL) {
        size_t at = lower_bound(index, name);
        bool found = at < index->count && is_named(index->entries[at].member, name);
        return found ? index->entries[at].member : NULL;
    }
    const struct hp_json *member = object->child;
    while (member != NULL && !is_named(member, name)) {
        member = member->next;
    }
    return member;
}

size_t hp_json_member_count(const struct hp_json *object, struct hp_slice name)
{
    size_t count = 0;
    if (!hp_json_is(object, HP_JSON_OBJECT)) {
        return 0;
    }
    for (const struct hp_json *member = object->child; member != NULL; member = member->next) {
        count += is_named(member, name);
    }
    return count;
}

/* A walk over the members of an object by name, equal names in text order. */
struct by_name {
    const struct hp_json *object;
    const struct hp_json *last;
    size_t at;
};

/* The member that follows `last` by name and place: a selection, for small objects. */
static const struct hp_json *select_next(const struct hp_json *object, const struct hp_json *last)
{
    const struct hp_json *best = NULL;
    bool behind_last = false;
    for (const struct hp_json *member = object->child; member != NULL; member = member->next) {
        int order = last == NULL ? 1 : strcmp(member->name, last->name);
        if ((order > 0 || (order == 0 && behind_last)) &&
            (best == NULL || strcmp(member->name, best->name) < 0)) {
            best = member;
        }
        behind_last = behind_last || member == last;
    }
    return best;
}

static const struct hp_json *by_name_next(struct by_name *walk)
{
    const struct hp_json_index *index = walk->object->index;
    if (index == NULL) {
        walk->last = select_next(walk->object, walk->last);
    } else {
        walk->last = walk->at < index->count ? index->entries[walk->at].member : NULL;
        walk->at++;
    }
    return walk->last;
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static int compare(const struct hp_json *a, const struct hp_json *b, unsigned depth_left);

static int compare_arrays(const struct hp_json *a, const struct hp_json *b, unsigned depth_left)
{
    const struct hp_json *x = a->child;
    const struct hp_json *y = b->child;
    for (; x != NULL && y != NULL; x = x->next, y = y->next) {
        int order = compare(x, y, depth_left);
        if (order != 0) {
            return order;
        }
    }
    return (x != NULL) - (y != NULL);
}

/* Each member is compared with one other at most, so the work does not double at each level. */
static int compare_objects(const struct hp_json *a, const struct hp_json *b, unsigned depth_left)
{
    struct by_name walk_a = {.object = a};
    struct by_name walk_b = {.object = b};
    for (;;) {
        const struct hp_json *x = by_name_next(&walk_a);
        const struct hp_json *y = by_name_next(&walk_b);
        if (x == NULL || y == NULL) {
            return (x != NULL) - (y != NULL);
        }
        int order = sign(strcmp(x->name, y->name));
        order = order != 0 ? order : compare(x, y, depth_left);
        if (order != 0) {
            return order;
        }
    }
}

static int compare(const struct hp_json *a, const struct hp_json *b, unsigned depth_left)
{
    assert(depth_left > 0); /* no tree is deeper than the scan allows */
    enum hp_json_type type = hp_json_type(a);
    if (type != hp_json_type(b)) {
        return type < hp_json_type(b) ? -1 : 1;
    }
    switch (type) {
    case HP_JSON_NULL:
        return 0;
    case HP_JSON_BOOLEAN:
        return hp_json_boolean(a) - hp_json_boolean(b);
    case HP_JSON_NUMBER:
        return hp_number_compare(hp_json_number(a), hp_json_number(b));
    case HP_JSON_STRING:
        return sign(strcmp(a->text, b->text));
    case HP_JSON_ARRAY:
        return compare_arrays(a, b, depth_left - 1);
    case HP_JSON_OBJECT:
        return compare_objects(a, b, depth_left - 1);
    }
    return 0;
}

int hp_json_compare(const struct hp_json *a, const struct hp_json *b)
{
    if (a == NULL || b == NULL) {
        return (a != NULL) - (b != NULL);
    }
    return compare(a, b, HP_JSON_DEPTH_MAX + 1);
}

bool hp_json_equal(const struct hp_json *a, const struct hp_json *b)
{
    return a != NULL && b != NULL && hp_json_compare(a, b) == 0;
}
