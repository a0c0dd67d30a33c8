/* Asks whichever allocator is there for its total. Must not allocate itself. */
#include "harness/target/plugin_heap.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stddef.h>
#include <string.h>

typedef size_t count_fn(void);

/* The function that every sanitizer's allocator has; NULL without one. */
static count_fn *sanitizer_count(void)
{
    void *found = dlsym(RTLD_DEFAULT, "__sanitizer_get_current_allocated_bytes");
    count_fn *function = NULL;
    /* C has no cast from an object's pointer to a function's; POSIX says they are alike. */
    memcpy(&function, &found, sizeof(function));
    return function;
}

uint64_t hp_plugin_heap_bytes(void)
{
    static count_fn *count;
    static int asked;
    if (!asked) {
        count = sanitizer_count();
        asked = 1;
    }
    if (count != NULL) {
        return count();
    }
    struct mallinfo2 info = mallinfo2();
    return (uint64_t)info.uordblks + (uint64_t)info.hblkhd;
}
