/* Finds what an error should not tell: stack traces, queries, file paths, fetched content. */
#ifndef HP_CHECK_INTERNALS_H
#define HP_CHECK_INTERNALS_H

#include "harness/base/message.h"

struct hp_internal {
    const char *what;        /* "a Java stack trace"; static */
    struct hp_slice excerpt; /* of the body, around the place */
};

/* True when `body` holds a known trace. What the request itself holds does not count: an error may
 * repeat what was sent. One pass over the body. */
bool hp_internals_find(struct hp_slice body, const struct hp_request *request,
                       struct hp_internal *out);

#endif
