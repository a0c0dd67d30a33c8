/* JSON Pointers (RFC 6901): built while walking, resolved in a tree. */
#ifndef HP_JSON_POINTER_H
#define HP_JSON_POINTER_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/limits.h"
#include "harness/json/tree.h"

/* A pointer that is cut at HP_POINTER_BYTES - 1 with "..." at its end; always NUL-terminated. */
struct hp_pointer {
    char text[HP_POINTER_BYTES];
    size_t length;
};

void hp_pointer_init(struct hp_pointer *pointer); /* "", the whole document */

/* Both return the length before the push, to be handed to hp_pointer_pop. `~` and `/` are escaped,
 * control characters and bytes that are not UTF-8 are shown as \u00xx, so that the text is fit to
 * print. */
size_t hp_pointer_push_name(struct hp_pointer *pointer, struct hp_slice name);
size_t hp_pointer_push_index(struct hp_pointer *pointer, size_t index);
void hp_pointer_pop(struct hp_pointer *pointer, size_t length);

/* For a walk that knows its place from the inside out: a pointer that grows at its front. It takes
 * only what need not be escaped, shown or cut, as nearly all places do; both return false for the
 * rest, which is then to be pushed from the outside in. */
struct hp_pointer_tail {
    char text[HP_POINTER_BYTES - 4]; /* what is never cut */
    size_t begin;                    /* of what is there; the end of `text` at first */
};

static inline void hp_pointer_tail_init(struct hp_pointer_tail *tail)
{
    tail->begin = sizeof(tail->text);
}

bool hp_pointer_tail_name(struct hp_pointer_tail *tail, struct hp_slice name);
bool hp_pointer_tail_index(struct hp_pointer_tail *tail, size_t index);

/* Borrowed from `tail`; no NUL behind it. */
static inline struct hp_slice hp_pointer_tail_view(const struct hp_pointer_tail *tail)
{
    return (struct hp_slice){tail->text + tail->begin, sizeof(tail->text) - tail->begin};
}

/* The value that `pointer` names, or NULL. Array indexes are digits without leading zeros; "-" and
 * everything else finds nothing (RFC 6901 4). */
const struct hp_json *hp_pointer_resolve(const struct hp_json *root, struct hp_slice pointer);

#endif
