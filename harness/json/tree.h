/* The other half of the codec: a tree with exact names and values, of cJSON's items, built by the
 * strict scan itself.
 *
 * No other layer sees cJSON. Strings are byte strings in UTF-8; the two things that UTF-8 (or a C
 * string) cannot hold keep a form of their own that no valid text can spell: U+0000 is the bytes
 * C0 80, a lone surrogate is its three-byte generalised form (ED A0 80 to ED BF BF). So equal bytes
 * mean equal strings, and nothing is cut. Numbers keep their source text. Behind each of these
 * texts there is a NUL, and HP_JSON_READABLE bytes from its start on may be read. */
#ifndef HP_JSON_TREE_H
#define HP_JSON_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/json/scan.h"

enum { HP_JSON_READABLE = 16 };

enum hp_json_type {
    HP_JSON_NULL,
    HP_JSON_BOOLEAN,
    HP_JSON_NUMBER,
    HP_JSON_STRING,
    HP_JSON_ARRAY,
    HP_JSON_OBJECT,
};

struct hp_json_index;

/* A value: borrowed from the arena it was parsed into, valid until that arena is reset. The fields
 * are for this layer and for the functions below alone. Up to `name` they are those of cJSON's
 * item, in its order, so that a value is one (node.h holds the compiler to it). */
struct hp_json {
    struct hp_json *next;
    struct hp_json *prev; /* of a first child: the last one */
    struct hp_json *child;
    int cjson_type;
    char *text; /* a string, or a number's source text */
    int cjson_int;
    double cjson_double;
    char *name; /* of a member */
    size_t name_length;
    size_t length;                     /* of `text`; of a container: its children */
    const struct hp_json_index *index; /* of an object with many members, else NULL */
    enum hp_json_type type;
};

/* Scans `text` and builds the tree in `arena`. `root` is NULL when the text is not JSON: then
 * `scan` says where and why, and the status is HP_OK, since a wrong text is an answer and not a
 * failure. HP_ERR_NOMEM when memory is refused. A byte order mark is skipped and reported as a
 * trait. The arena is left with less room also where the text is wrong; a text over 64 KiB is
 * scanned before any memory is spent on it. */
enum hp_status hp_json_parse(struct hp_arena *arena, struct hp_slice text,
                             const struct hp_json_limits *limits, struct hp_json_scan *scan,
                             const struct hp_json **root) HP_MUST_CHECK;

/* The value as the item of cJSON that it is, for whoever speaks to that library; read-only, and
 * with a number's source text as its valuestring. NULL for NULL. */
struct cJSON;
const struct cJSON *hp_json_cjson(const struct hp_json *value);

/* All accessors take NULL as "no such value" and then give NULL, 0, false or an empty slice; asking
 * a value of another type for its content does the same. */

/* `value` must not be NULL. */
static inline enum hp_json_type hp_json_type(const struct hp_json *value)
{
    return value->type;
}

static inline bool hp_json_is(const struct hp_json *value, enum hp_json_type type)
{
    return value != NULL && value->type == type;
}

const char *hp_json_type_name(enum hp_json_type type); /* "null", "boolean", "number" ... */

static inline struct hp_slice hp_json_text_of(const struct hp_json *value, enum hp_json_type type)
{
    return hp_json_is(value, type) ? (struct hp_slice){value->text, value->length}
                                   : (struct hp_slice){NULL, 0};
}

static inline struct hp_slice hp_json_string(const struct hp_json *value)
{
    return hp_json_text_of(value, HP_JSON_STRING);
}

/* Source text, RFC 8259 6. */
static inline struct hp_slice hp_json_number(const struct hp_json *value)
{
    return hp_json_text_of(value, HP_JSON_NUMBER);
}

static inline bool hp_json_boolean(const struct hp_json *value)
{
    return hp_json_is(value, HP_JSON_BOOLEAN) && value->cjson_int != 0;
}

/* Of a value inside an object. */
static inline struct hp_slice hp_json_name(const struct hp_json *member)
{
    return member == NULL ? (struct hp_slice){NULL, 0}
                          : (struct hp_slice){member->name, member->name_length};
}

/* Children of an array or object in text order. */
static inline const struct hp_json *hp_json_first(const struct hp_json *value)
{
    return value == NULL ? NULL : value->child;
}

static inline const struct hp_json *hp_json_next(const struct hp_json *child)
{
    return child == NULL ? NULL : child->next;
}

static inline size_t hp_json_size(const struct hp_json *value)
{
    return hp_json_is(value, HP_JSON_ARRAY) || hp_json_is(value, HP_JSON_OBJECT) ? value->length
                                                                                 : 0;
}

/* The first member with exactly this name, or NULL. */
const struct hp_json *hp_json_member(const struct hp_json *object, struct hp_slice name);
/* How many members have exactly this name: 2 or more is a duplicate. */
size_t hp_json_member_count(const struct hp_json *object, struct hp_slice name);

/* Equality of JSON Schema 2020-12 core 4.2.2: numbers by value, objects without order. Duplicate
 * members count as different members: the k-th of a name is compared with the k-th of that name.
 * Bounded: n log n in the size, depth by HP_JSON_DEPTH_MAX. */
bool hp_json_equal(const struct hp_json *a, const struct hp_json *b);

/* A total order whose 0 is hp_json_equal, for sorting values (uniqueItems in n log n). NULL comes
 * first. The order itself means nothing. */
int hp_json_compare(const struct hp_json *a, const struct hp_json *b);

#endif
