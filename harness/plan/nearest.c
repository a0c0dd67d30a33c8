/* Edit distance (Levenshtein) over short names. Must not know what the names are of. */
#include "harness/plan/nearest.h"

#include <stdint.h>
#include <stdio.h>

enum { NAME_BYTES_MAX = 128 }; /* longer names are compared by their beginnings */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(struct hp_slice a, struct hp_slice b)
{
    size_t row[NAME_BYTES_MAX + 1];
    a.len = smaller(a.len, NAME_BYTES_MAX);
    b.len = smaller(b.len, NAME_BYTES_MAX);
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t change = diagonal + (a.at[i - 1] != b.at[j - 1]);
            diagonal = row[j];
            row[j] = smaller(change, smaller(row[j], row[j - 1]) + 1);
        }
    }
    return row[b.len];
}

void hp_nearest_init(struct hp_nearest *nearest, struct hp_slice wanted)
{
    size_t allowed = wanted.len / 3 + 1;
    *nearest = (struct hp_nearest){.wanted = wanted, .distance = allowed + 1};
}

bool hp_nearest_feed(struct hp_nearest *nearest, struct hp_slice name)
{
    size_t have = distance(nearest->wanted, name);
    if (have >= nearest->distance) {
        return false;
    }
    nearest->distance = have;
    nearest->name = name;
    return true;
}

const char *hp_nearest_hint(struct hp_slice name, char hint[static HP_NEAREST_HINT_BYTES])
{
    hint[0] = '\0';
    if (name.len > 0) {
        (void)snprintf(hint, HP_NEAREST_HINT_BYTES, "; did you mean %.*s?",
                       (int)smaller(name.len, NAME_BYTES_MAX), name.at);
    }
    return hint;
}
