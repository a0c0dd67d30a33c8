/* A chain of blocks with a bump pointer. Must not know what lies in it. */
#include "harness/base/arena.h"

#include <stdint.h>

#include "harness/base/alloc.h"

enum {
    BLOCK_BYTES = 64 * 1024,     /* one case of ordinary size fits in one block */
    KEPT_BYTES_MAX = 1024 * 1024 /* what stays allocated after a case of unusual size */
};

struct hp_arena_block {
    struct hp_arena_block *next;
    size_t capacity;
    alignas(max_align_t) unsigned char bytes[];
};

void hp_arena_init(struct hp_arena *arena, size_t bytes_max)
{
    *arena = (struct hp_arena){.bytes_max = bytes_max};
}

static void free_from(struct hp_arena *arena, struct hp_arena_block *block)
{
    while (block != NULL) {
        struct hp_arena_block *next = block->next;
        arena->bytes_total -= block->capacity;
        hp_free(block);
        block = next;
    }
}

void hp_arena_deinit(struct hp_arena *arena)
{
    free_from(arena, arena->first);
    *arena = (struct hp_arena){0};
}

/* Hands out from the start of `block`, or from nothing. */
static void enter(struct hp_arena *arena, struct hp_arena_block *block)
{
    arena->current = block;
    arena->free = block == NULL ? NULL : block->bytes;
    arena->end = block == NULL ? NULL : block->bytes + block->capacity;
}

void hp_arena_reset(struct hp_arena *arena)
{
    if (arena->bytes_total > KEPT_BYTES_MAX) {
        free_from(arena, arena->first);
        arena->first = NULL;
    }
    enter(arena, arena->first);
}

static struct hp_arena_block *block_new(struct hp_arena *arena, size_t bytes)
{
    size_t capacity = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    if (capacity > arena->bytes_max - arena->bytes_total) {
        return NULL;
    }
    struct hp_arena_block *block = hp_malloc(sizeof(*block) + capacity);
    if (block == NULL) {
        return NULL;
    }
    *block = (struct hp_arena_block){.capacity = capacity};
    arena->bytes_total += capacity;
    return block;
}

/* Moves to a block with room for `bytes`: the next kept one if it is large enough, else a new one.
 */
static bool advance(struct hp_arena *arena, size_t bytes)
{
    struct hp_arena_block *next = arena->current == NULL ? arena->first : arena->current->next;
    if (next == NULL || next->capacity < bytes) {
        struct hp_arena_block *fresh = block_new(arena, bytes);
        if (fresh == NULL) {
            return false;
        }
        fresh->next = next;
        if (arena->current == NULL) {
            arena->first = fresh;
        } else {
            arena->current->next = fresh;
        }
        next = fresh;
    }
    enter(arena, next);
    return true;
}

void *hp_arena_take_block(struct hp_arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX - HP_ARENA_ALIGNMENT) {
        return NULL;
    }
    size_t rounded = (bytes + HP_ARENA_ALIGNMENT - 1) / HP_ARENA_ALIGNMENT * HP_ARENA_ALIGNMENT;
    if ((arena->current == NULL || rounded > (size_t)(arena->end - arena->free)) &&
        !advance(arena, rounded)) {
        return NULL;
    }
    void *memory = arena->free;
    arena->free += rounded;
    return memory;
}

struct hp_slice hp_arena_copy(struct hp_arena *arena, struct hp_slice text)
{
    char *copy = hp_arena_take(arena, text.len + 1);
    if (copy == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    if (text.len > 0) {
        memcpy(copy, text.at, text.len);
    }
    copy[text.len] = '\0';
    return (struct hp_slice){copy, text.len};
}
