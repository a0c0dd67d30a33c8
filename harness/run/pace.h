/* When the next request may be sent: evenly spaced, so that a burst never exceeds the rate. */
#ifndef HP_RUN_PACE_H
#define HP_RUN_PACE_H

#include <stdint.h>

struct hp_pace {
    uint64_t interval_us; /* 0: no limit */
    uint64_t next_us;
};

void hp_pace_init(struct hp_pace *pace, double per_second, uint64_t now_us);

/* 0 and the turn is taken, or how many microseconds to wait before asking again. */
uint64_t hp_pace_take(struct hp_pace *pace, uint64_t now_us);

#endif
