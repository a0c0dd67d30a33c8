/* How large a request is, by the sizes that settings limit. */
#ifndef HP_CHECK_MEASURE_H
#define HP_CHECK_MEASURE_H

#include "harness/check/settings.h"
#include "harness/plan/plan.h"

enum hp_measure {
    HP_MEASURE_NOTHING,
    HP_MEASURE_NAME,         /* characters (code points) of the name */
    HP_MEASURE_URL,          /* octets of the URL */
    HP_MEASURE_ARRAY,        /* items of the longer array */
    HP_MEASURE_HEADER_VALUE, /* octets of the longest header value */
    HP_MEASURE_HEADER_COUNT, /* headers */
    HP_MEASURE_BODY,         /* octets of the body */
    HP_MEASURE_DEPTH,        /* containers open at once; over the scan's own limit: one more */
    HP_MEASURE_UNLISTED,     /* enum values that neither the contract has nor enum.open lists */
    HP_MEASURE_NEEDED,       /* 1: the case's place is an array that its type cannot go without */
};

/* One case under several measures: its body is parsed once, when the first one asks. */
struct hp_measuring {
    const struct hp_settings *settings;
    const struct hp_contract *contract;
    const struct hp_case *kase;
    struct hp_arena *arena;
    bool failed; /* the arena refused memory */
    bool parsed;
    const struct hp_json *wrapper;
};

/* -1 when there is nothing to measure: no such member, one of another type, text that is not JSON,
 * a body of over 2 MiB that would have to be parsed. */
int64_t hp_measure(struct hp_measuring *measuring, enum hp_measure what);

/* Is the place of a case ("/webhook/headers/X-A") the member of this role, or within it? */
bool hp_place_is(const struct hp_contract *contract, struct hp_slice where, enum hp_role role);

#endif
