/* Asks jansson, and knows where its answer is not ours. Must not use anything of harness/json that
 * it is to judge, but for reading the tree. */
#include "fuzz/peer.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "harness/json/number.h"

/* jansson has 64 bits for an integer, which is not what we compare. */
enum { FLAGS = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL };

enum { PEER_BYTES_MAX = 256 * 1024 * 1024 };
static struct hp_arena memory;

static void *take(size_t bytes)
{
    return hp_arena_take(&memory, bytes);
}

static void give(void *ignored)
{
    (void)ignored;
}

/* jansson is not what is judged: its memory comes from an arena, which makes the target faster by
 * half, and all of it goes with the next input. */
static void begin(void)
{
    if (memory.bytes_max == 0) {
        hp_arena_init(&memory, PEER_BYTES_MAX);
        json_set_alloc_funcs(take, give);
    }
    hp_arena_reset(&memory);
}

const json_t *hp_peer_parse(struct hp_slice text, bool *duplicate)
{
    json_error_t error;
    const char *at = text.at == NULL ? "" : text.at;
    begin();
    json_t *strict = json_loadb(at, text.len, FLAGS | JSON_REJECT_DUPLICATES, &error);
    *duplicate = false;
    if (strict != NULL || json_error_code(&error) != json_error_duplicate_key) {
        return strict;
    }
    json_t *loose = json_loadb(at, text.len, FLAGS, &error);
    *duplicate = loose != NULL;
    return loose;
}

static bool has_number_overflow(const struct hp_json *root)
{
    static struct hp_fuzz_way way;
    way.depth = 0;
    for (const struct hp_json *at = root; at != NULL; at = hp_fuzz_next(&way, at)) {
        /* Number texts end in a NUL (tree.h). */
        if (hp_json_is(at, HP_JSON_NUMBER) && isinf(strtod(hp_json_number(at).at, NULL))) {
            return true;
        }
    }
    return false;
}

bool hp_peer_differs(struct hp_slice text, const struct hp_json *ours,
                     const struct hp_json_scan *scan)
{
    unsigned traits = HP_JSON_BOM | HP_JSON_LONE_SURROGATE | HP_JSON_NUL;
    if (ours != NULL) {
        return (scan->traits & traits) != 0 || has_number_overflow(ours);
    }
    if (scan->fault == HP_JSON_TOO_DEEP) {
        return scan->depth >= HP_JSON_DEPTH_MAX;
    }
    size_t at = scan->offset;
    return at > 0 && at < text.len && text.at[at] == '\0' &&
           strchr("0123456789el", text.at[at - 1]) != NULL;
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

static bool same_slice(struct hp_slice ours, const char *theirs, size_t length)
{
    /* A U+0000 has a form of its own in our trees. */
    size_t at = 0;
    for (size_t i = 0; i < length; i++) {
        bool nul = theirs[i] == '\0';
        size_t need = nul ? 2 : 1;
        if (ours.len - at < need || (nul && memcmp(ours.at + at, "\xC0\x80", 2) != 0) ||
            (!nul && ours.at[at] != theirs[i])) {
            return false;
        }
        at += need;
    }
    return at == ours.len;
}

static bool same_object(const struct hp_json *ours, const json_t *theirs)
{
    if (hp_json_size(ours) != json_object_size(theirs)) {
        return false;
    }
    for (const struct hp_json *member = hp_json_first(ours); member != NULL;
         member = hp_json_next(member)) {
        if (!hp_peer_same(member, json_object_get(theirs, hp_json_name(member).at))) {
            return false;
        }
    }
    return true;
}

static bool same_array(const struct hp_json *ours, const json_t *theirs)
{
    size_t i = 0;
    const struct hp_json *item = hp_json_first(ours);
    for (; item != NULL && hp_peer_same(item, json_array_get(theirs, i)); i++) {
        item = hp_json_next(item);
    }
    return item == NULL && i == json_array_size(theirs) && i == hp_json_size(ours);
}

/* The depth is bounded by the scan's limit. */
bool hp_peer_same(const struct hp_json *ours, const json_t *theirs)
{
    if (theirs == NULL) {
        return false;
    }
    switch (json_typeof(theirs)) {
    case JSON_OBJECT:
        return hp_json_is(ours, HP_JSON_OBJECT) && same_object(ours, theirs);
    case JSON_ARRAY:
        return hp_json_is(ours, HP_JSON_ARRAY) && same_array(ours, theirs);
    case JSON_STRING:
        return hp_json_is(ours, HP_JSON_STRING) &&
               same_slice(hp_json_string(ours), json_string_value(theirs),
                          json_string_length(theirs));
    case JSON_INTEGER:
    case JSON_REAL:
        return hp_json_is(ours, HP_JSON_NUMBER) &&
               same_bits(hp_number_to_double(hp_json_number(ours)), json_number_value(theirs)) &&
               same_bits(hp_number_to_double(hp_json_number(ours)),
                         strtod(hp_json_number(ours).at, NULL));
    case JSON_TRUE:
    case JSON_FALSE:
        return hp_json_is(ours, HP_JSON_BOOLEAN) && hp_json_boolean(ours) == json_is_true(theirs);
    case JSON_NULL:
        return hp_json_is(ours, HP_JSON_NULL);
    }
    return false;
}
