/* Other spellings of the request target that the user gave: its path, last segment and query. */
#ifndef HP_CASES_TARGET_EDIT_H
#define HP_CASES_TARGET_EDIT_H

#include "harness/plan/build.h"

/* A request target in parts, which put together again give the whole. */
struct hp_target_parts {
    struct hp_slice directory; /* up to and with the last slash: "/v3/core/" */
    struct hp_slice segment;   /* behind it: "webhooks" */
    struct hp_slice query;     /* with its question mark, or empty */
};

struct hp_target_parts hp_target_split(struct hp_slice target);

/* The whole number of a leading "/v3/", and what follows it ("core/webhooks"); false when the
 * target starts with something else, or with a number beyond 9999. */
bool hp_target_version(struct hp_slice target, unsigned *version, struct hp_slice *rest);

/* Adds `text` ("x=1") to the query. */
struct hp_slice hp_target_with_query(struct hp_build *build, struct hp_slice text);

#endif
