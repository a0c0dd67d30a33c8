/* The one door to the heap, so that a test can make the n-th allocation fail. */
#ifndef HP_BASE_ALLOC_H
#define HP_BASE_ALLOC_H

#include <stddef.h>
#include <stdint.h>

/* As malloc, calloc, realloc and free; NULL when the heap (or the test hook) refuses.
 * hp_calloc checks the product for overflow. Thread-safe. */
void *hp_malloc(size_t bytes);
void *hp_calloc(size_t count, size_t bytes);
void *hp_realloc(void *old, size_t bytes);
void hp_free(void *memory);

/* A NUL-terminated copy of `len` bytes; the caller frees it with hp_free. */
char *hp_strndup(const char *text, size_t len);

/* For tests: the n-th allocation of this thread from now on fails (1 = the next), once; 0 turns it
 * off. hp_alloc_calls counts allocations of this thread since the last call of hp_alloc_fail_at. */
void hp_alloc_fail_at(uint64_t n);
uint64_t hp_alloc_calls(void);

#endif
