/* A token bucket of size one. Must not read a clock. */
#include "harness/run/pace.h"

void hp_pace_init(struct hp_pace *pace, double per_second, uint64_t now_us)
{
    pace->interval_us = per_second > 0 ? (uint64_t)(1e6 / per_second) : 0;
    pace->next_us = now_us;
}

uint64_t hp_pace_take(struct hp_pace *pace, uint64_t now_us)
{
    if (pace->interval_us == 0) {
        return 0;
    }
    if (now_us < pace->next_us) {
        return pace->next_us - now_us;
    }
    /* Time that was not used is not saved up. */
    uint64_t behind = now_us - pace->next_us;
    pace->next_us =
        behind > pace->interval_us ? now_us + pace->interval_us : pace->next_us + pace->interval_us;
    return 0;
}
