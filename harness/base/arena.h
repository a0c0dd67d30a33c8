/* Memory that is given back all at once: one arena a case, reset between cases.
 *
 * Blocks are kept across resets, so a steady run allocates nothing. Not thread-safe: one arena a
 * thread. */
#ifndef HP_BASE_ARENA_H
#define HP_BASE_ARENA_H

#include <stdalign.h>
#include <stddef.h>

#include "harness/base/slice.h"

enum { HP_ARENA_ALIGNMENT = alignof(max_align_t) }; /* what malloc promises */

struct hp_arena_block;

struct hp_arena {
    struct hp_arena_block *first;
    struct hp_arena_block *current;
    unsigned char *free; /* what is left of `current`; both ends are aligned */
    unsigned char *end;
    size_t bytes_total; /* of all blocks */
    size_t bytes_max;
};

/* Allocates nothing yet. `bytes_max` bounds the sum of all blocks. */
void hp_arena_init(struct hp_arena *arena, size_t bytes_max);
void hp_arena_deinit(struct hp_arena *arena);

/* All memory of the arena is free again; blocks beyond 1 MiB in total go back to the heap. */
void hp_arena_reset(struct hp_arena *arena);

/* The slow half of hp_arena_take: the current block has no room to spare. */
void *hp_arena_take_block(struct hp_arena *arena, size_t bytes) __attribute__((cold));

/* `bytes` bytes, aligned for any type, not cleared; NULL when the heap or the bound refuses. Valid
 * until the reset. */
static inline void *hp_arena_take(struct hp_arena *arena, size_t bytes)
{
    if (bytes >= (size_t)(arena->end - arena->free)) {
        return hp_arena_take_block(arena, bytes);
    }
    /* What is left is a multiple of the alignment, so rounding up stays inside. */
    void *memory = arena->free;
    arena->free += (bytes + HP_ARENA_ALIGNMENT - 1) / HP_ARENA_ALIGNMENT * HP_ARENA_ALIGNMENT;
    return memory;
}

/* A copy that lives as long as the arena's content; {NULL, 0} when memory is refused. */
struct hp_slice hp_arena_copy(struct hp_arena *arena, struct hp_slice text);

#endif
