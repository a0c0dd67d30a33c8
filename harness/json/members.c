/* Members by name: look-up, duplicates, and the comparison that needs both.
 *
 * A hostile text may hold a million members in one object, so nothing here is quadratic beyond
 * SMALL_MAX members: a larger object gets an index, sorted by name, when its tree is built. Must
 * not know what a duplicate means to the caller. */
#include <assert.h>
#include <stdint.h>

#include "harness/base/alloc.h"
#include "harness/json/node.h"
#include "harness/json/number.h"

/* Up to here pairs of members are compared without an index: 120 pairs at most, and the objects of
 * the contract have 8 members. */
enum { SMALL_MAX = 16 };

/* A member with the first eight bytes of its name, high byte first, which settle most comparisons
 * without a look at the name itself. */
struct entry {
    uint64_t prefix;
    const cJSON *member;
};

/* The members by name; equal names in text order. */
struct index {
    size_t count;
    struct entry entries[];
};

/* The index of a large object lies where a string would have its bytes. */
static const struct index *index_of(const cJSON *object)
{
    return (const struct index *)(const void *)object->valuestring;
}

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
    return (a->prefix & 0xFF) == 0 ? 0 : strcmp(a->member->string + 8, b->member->string + 8);
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

static enum hp_status index_large(struct hp_arena *arena, cJSON *object, size_t count,
                                  bool *duplicate)
{
    struct index *index = hp_arena_take(arena, sizeof(*index) + count * sizeof(index->entries[0]));
    if (index == NULL) {
        return HP_ERR_NOMEM;
    }
    index->count = 0;
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        index->entries[index->count++] = (struct entry){prefix_of(member->string), member};
    }
    enum hp_status status = sort_entries(index->entries, count);
    if (status != HP_OK) {
        return status;
    }
    for (size_t i = 1; i < count && !*duplicate; i++) {
        *duplicate = compare_entries(&index->entries[i - 1], &index->entries[i]) == 0;
    }
    object->valuestring = (char *)(void *)index;
    return HP_OK;
}

static bool same_name(const char *a, const char *b)
{
    return *a == *b && strcmp(a, b) == 0;
}

static bool has_twin(const cJSON *member)
{
    for (const cJSON *other = member->next; other != NULL; other = other->next) {
        if (same_name(member->string, other->string)) {
            return true;
        }
    }
    return false;
}

enum hp_status hp_json_index_members(struct hp_arena *arena, cJSON *object, bool *duplicate)
{
    size_t count = 0;
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        count++;
    }
    if (count > SMALL_MAX) {
        return index_large(arena, object, count, duplicate);
    }
    for (const cJSON *member = object->child; member != NULL && !*duplicate;
         member = member->next) {
        *duplicate = has_twin(member);
    }
    return HP_OK;
}

static bool is_named(const cJSON *member, struct hp_slice name)
{
    return strnlen(member->string, name.len + 1) == name.len &&
           (name.len == 0 || memcmp(member->string, name.at, name.len) == 0);
}

/* True when the name of `member` sorts before `name`. */
static bool sorts_before(const cJSON *member, struct hp_slice name)
{
    size_t length = strlen(member->string);
    size_t shared = length < name.len ? length : name.len;
    int order = shared == 0 ? 0 : memcmp(member->string, name.at, shared);
    return order != 0 ? order < 0 : length < name.len;
}

/* Place of the first entry that does not sort before `name`. */
static size_t lower_bound(const struct index *index, struct hp_slice name)
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
    const struct index *index = index_of(&object->item);
    if (index != NULL) {
        size_t at = lower_bound(index, name);
        bool found = at < index->count && is_named(index->entries[at].member, name);
        return found ? hp_json_of(index->entries[at].member) : NULL;
    }
    for (const cJSON *member = object->item.child; member != NULL; member = member->next) {
        if (is_named(member, name)) {
            return hp_json_of(member);
        }
    }
    return NULL;
}

size_t hp_json_member_count(const struct hp_json *object, struct hp_slice name)
{
    size_t count = 0;
    if (!hp_json_is(object, HP_JSON_OBJECT)) {
        return 0;
    }
    for (const cJSON *member = object->item.child; member != NULL; member = member->next) {
        count += is_named(member, name);
    }
    return count;
}

/* A walk over the members of an object by name, equal names in text order. */
struct by_name {
    const cJSON *object;
    const cJSON *last;
    size_t at;
};

/* The member that follows `last` by name and place: a selection, for small objects. */
static const cJSON *select_next(const cJSON *object, const cJSON *last)
{
    const cJSON *best = NULL;
    bool behind_last = false;
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        int order = last == NULL ? 1 : strcmp(member->string, last->string);
        if ((order > 0 || (order == 0 && behind_last)) &&
            (best == NULL || strcmp(member->string, best->string) < 0)) {
            best = member;
        }
        behind_last = behind_last || member == last;
    }
    return best;
}

static const cJSON *by_name_next(struct by_name *walk)
{
    const struct index *index = index_of(walk->object);
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

static int compare(const cJSON *a, const cJSON *b, unsigned depth_left);

static int compare_arrays(const cJSON *a, const cJSON *b, unsigned depth_left)
{
    const cJSON *x = a->child;
    const cJSON *y = b->child;
    for (; x != NULL && y != NULL; x = x->next, y = y->next) {
        int order = compare(x, y, depth_left);
        if (order != 0) {
            return order;
        }
    }
    return (x != NULL) - (y != NULL);
}

/* Each member is compared with one other at most, so the work does not double at each level. */
static int compare_objects(const cJSON *a, const cJSON *b, unsigned depth_left)
{
    struct by_name walk_a = {.object = a};
    struct by_name walk_b = {.object = b};
    for (;;) {
        const cJSON *x = by_name_next(&walk_a);
        const cJSON *y = by_name_next(&walk_b);
        if (x == NULL || y == NULL) {
            return (x != NULL) - (y != NULL);
        }
        int order = sign(strcmp(x->string, y->string));
        order = order != 0 ? order : compare(x, y, depth_left);
        if (order != 0) {
            return order;
        }
    }
}

static int compare(const cJSON *a, const cJSON *b, unsigned depth_left)
{
    assert(depth_left > 0); /* no tree is deeper than the scan allows */
    enum hp_json_type type = hp_json_type(hp_json_of(a));
    if (type != hp_json_type(hp_json_of(b))) {
        return type < hp_json_type(hp_json_of(b)) ? -1 : 1;
    }
    switch (type) {
    case HP_JSON_NULL:
        return 0;
    case HP_JSON_BOOLEAN:
        return (a->type == cJSON_True) - (b->type == cJSON_True);
    case HP_JSON_NUMBER:
        return hp_number_compare(hp_slice_of(a->valuestring), hp_slice_of(b->valuestring));
    case HP_JSON_STRING:
        return sign(strcmp(a->valuestring, b->valuestring));
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
    return compare(&a->item, &b->item, HP_JSON_DEPTH_MAX + 1);
}

bool hp_json_equal(const struct hp_json *a, const struct hp_json *b)
{
    return a != NULL && b != NULL && hp_json_compare(a, b) == 0;
}
