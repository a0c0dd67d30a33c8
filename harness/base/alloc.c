/* Wraps libc's heap with a per-thread countdown. Must not know who allocates. */
#include "harness/base/alloc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local uint64_t fail_at;
static _Thread_local uint64_t calls;

static bool refused(void)
{
    calls++;
    return fail_at != 0 && calls == fail_at;
}

void *hp_malloc(size_t bytes)
{
    return refused() ? NULL : malloc(bytes == 0 ? 1 : bytes);
}

void *hp_calloc(size_t count, size_t bytes)
{
    return refused() ? NULL : calloc(count == 0 ? 1 : count, bytes == 0 ? 1 : bytes);
}

void *hp_realloc(void *old, size_t bytes)
{
    return refused() ? NULL : realloc(old, bytes == 0 ? 1 : bytes);
}

void hp_free(void *memory)
{
    free(memory);
}

char *hp_strndup(const char *text, size_t len)
{
    char *copy = hp_malloc(len + 1);
    if (copy != NULL) {
        memcpy(copy, text, len);
        copy[len] = '\0';
    }
    return copy;
}

void hp_alloc_fail_at(uint64_t n)
{
    fail_at = n;
    calls = 0;
}

uint64_t hp_alloc_calls(void)
{
    return calls;
}
