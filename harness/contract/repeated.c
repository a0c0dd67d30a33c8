/* Hashes values so that equal ones have equal hashes: 1 and 1.0, objects in any order.
 *
 * Must not know schemas. */
#include "harness/contract/repeated.h"

#include <stdint.h>
#include <stdlib.h>

#include "harness/base/limits.h"
#include "harness/base/rng.h"
#include "harness/contract/ascii.h"
#include "harness/json/number.h"

struct item {
    uint64_t hash;
    const struct hp_json *value;
    size_t index;
};

/* By the significant digits and the nearest double: equal numbers agree in both however they are
 * written, and numbers that round to one double are told apart by their digits. */
static uint64_t hash_number(struct hp_slice number)
{
    uint64_t digits = 0;
    uint64_t zeros = 0; /* seen since the last other digit: they only count when one follows */
    for (size_t i = 0; i < number.len; i++) {
        char c = number.at[i];
        if (c == 'e' || c == 'E') {
            break;
        }
        if (c == '0') {
            zeros++;
        } else if (hp_ascii_is_digit(c)) {
            digits = hp_hash_mix(digits ^ (digits == 0 ? 0 : zeros << 8) ^ (uint64_t)(c - '0'));
            zeros = 0;
        }
    }
    double nearest = hp_number_to_double(number);
    uint64_t bits = 0;
    if (nearest != 0) { /* -0 equals 0 */
        memcpy(&bits, &nearest, sizeof(bits));
    }
    return hp_hash_mix(digits ^ bits);
}

/* `depth_left` bounds the recursion: the parser allows no more levels. Below, all values share a
 * hash. */
static uint64_t hash_value(const struct hp_json *value, unsigned depth_left)
{
    enum hp_json_type type = hp_json_type(value);
    uint64_t hash = (uint64_t)type + 1;
    if (type == HP_JSON_BOOLEAN) {
        return hp_hash_mix(hash + (hp_json_boolean(value) ? 16 : 32));
    }
    if (type == HP_JSON_NUMBER) {
        return hash_number(hp_json_number(value));
    }
    if (type == HP_JSON_STRING) {
        return hp_hash(HP_HASH_BASIS, hp_json_string(value));
    }
    if (depth_left == 0) {
        return hash;
    }
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        uint64_t inner = hash_value(child, depth_left - 1);
        if (type == HP_JSON_ARRAY) {
            hash = hp_hash_mix(hash ^ inner);
        } else { /* a sum, as the order of members does not matter */
            hash += hp_hash_mix(hp_hash(HP_HASH_BASIS, hp_json_name(child)) + inner);
        }
    }
    return hp_hash_mix(hash);
}

static int compare_items(const void *left, const void *right)
{
    const struct item *a = left;
    const struct item *b = right;
    if (a->hash != b->hash) {
        return a->hash < b->hash ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

static bool find_pair(const struct item *items, size_t count, size_t *first, size_t *second)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count && items[j].hash == items[i].hash; j++) {
            if (hp_json_equal(items[i].value, items[j].value)) {
                *first = items[i].index;
                *second = items[j].index;
                return true;
            }
        }
    }
    return false;
}

enum hp_repeated hp_find_repeated(const struct hp_json *array, struct hp_arena *arena,
                                  size_t *first, size_t *second)
{
    size_t count = hp_json_size(array);
    if (count < 2) {
        return HP_REPEATED_NONE;
    }
    struct item *items = hp_arena_take(arena, count * sizeof(items[0]));
    if (items == NULL) {
        return HP_REPEATED_NOMEM;
    }
    size_t index = 0;
    for (const struct hp_json *value = hp_json_first(array); value != NULL;
         value = hp_json_next(value)) {
        items[index] = (struct item){hash_value(value, HP_JSON_DEPTH_MAX), value, index};
        index++;
    }
    qsort(items, count, sizeof(items[0]), compare_items);
    return find_pair(items, count, first, second) ? HP_REPEATED_FOUND : HP_REPEATED_NONE;
}
