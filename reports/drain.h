/* From a writer's buffer to its stream, so that memory does not grow with the findings. */
#ifndef HP_REPORTS_DRAIN_H
#define HP_REPORTS_DRAIN_H

#include <stdio.h>

#include "harness/base/buf.h"

enum { HP_DRAIN_BYTES = 1024 * 1024 };

/* Hands what has gathered to the stream once it is `at_least` bytes; 0 at the end. False when the
 * stream takes no more. */
static inline bool hp_drain(struct hp_buf *out, FILE *stream, size_t at_least)
{
    if (out->length < at_least || out->length == 0) {
        return true;
    }
    bool written = fwrite(out->bytes, 1, out->length, stream) == out->length;
    out->length = 0;
    return written;
}

#endif
