/* Order over byte strings. Must not know what they are compared for. */
#include "harness/check/sorted.h"

int hp_slice_compare(struct hp_slice a, struct hp_slice b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.at, b.at, shared);
    if (order == 0) {
        order = (a.len > b.len) - (a.len < b.len);
    }
    return (order > 0) - (order < 0);
}

static int compare_slices(const void *a, const void *b)
{
    return hp_slice_compare(*(const struct hp_slice *)a, *(const struct hp_slice *)b);
}

static int compare_pairs(const void *a, const void *b)
{
    const struct hp_slice *left = a;
    const struct hp_slice *right = b;
    int order = hp_slice_compare(left[0], right[0]);
    return order != 0 ? order : hp_slice_compare(left[1], right[1]);
}

void hp_sort_slices(struct hp_slice *slices, size_t count)
{
    qsort(slices, count, sizeof(*slices), compare_slices);
}

void hp_sort_pairs(struct hp_slice (*pairs)[2], size_t count)
{
    qsort(pairs, count, sizeof(*pairs), compare_pairs);
}

struct hp_slice *hp_sorted_names(struct hp_arena *arena, const struct hp_json *object,
                                 size_t *count)
{
    struct hp_slice *names = hp_arena_take(arena, (hp_json_size(object) + 1) * sizeof(*names));
    *count = 0;
    if (names == NULL) {
        return NULL;
    }
    for (const struct hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        names[(*count)++] = hp_json_name(member);
    }
    hp_sort_slices(names, *count);
    return names;
}
