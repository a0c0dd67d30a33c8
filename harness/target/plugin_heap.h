/* How many bytes of this process's heap are in use. */
#ifndef HP_TARGET_PLUGIN_HEAP_H
#define HP_TARGET_PLUGIN_HEAP_H

#include <stdint.h>

/* By the sanitizer's count when one has replaced malloc, else by glibc's. An allocator that is
 * neither counts as 0, always: then nothing leaks that this can see. */
uint64_t hp_plugin_heap_bytes(void);

#endif
