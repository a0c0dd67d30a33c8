/* What is remembered of the creates of a run for the checks of their order: times, a few ids, and
 * which of several equal members counted. Every function takes the history's own lock. */
#ifndef HP_CHECK_HISTORY_H
#define HP_CHECK_HISTORY_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/base/slice.h"

enum {
    HP_HISTORY_TIMES = 64,    /* more than are under way at once: older ones are surely over */
    HP_HISTORY_IDS = 16,      /* of one row */
    HP_HISTORY_ID_BYTES = 64, /* a longer id is no counter */
};

/* Which of several equal members of a request came back. */
enum hp_reading { HP_READING_NONE, HP_READING_FIRST, HP_READING_LAST };

struct hp_history {
    pthread_mutex_t lock;
    struct hp_history_time {
        int64_t received_ms; /* the reply was there */
        int64_t created_ms;  /* what it said */
    } times[HP_HISTORY_TIMES];
    uint64_t time_count;
    struct hp_history_time oldest; /* the latest of both over those that made room */
    char ids[HP_HISTORY_IDS][HP_HISTORY_ID_BYTES];
    size_t id_lengths[HP_HISTORY_IDS];
    uint64_t id_count;
    enum hp_reading reading;
};

/* False when the lock cannot be had. */
bool hp_history_init(struct hp_history *history);
void hp_history_deinit(struct hp_history *history);

/* Records a create. `latest_ms`, when not NULL, becomes the latest creation time of those that were
 * over before this one was sent; INT64_MIN when there was none. */
void hp_history_time(struct hp_history *history, int64_t sent_ms, int64_t received_ms,
                     int64_t created_ms, int64_t *latest_ms);

/* Records an id. True when it is near one of the last HP_HISTORY_IDS: then `near` holds that one,
 * ended by NUL. */
bool hp_history_near_id(struct hp_history *history, struct hp_slice id,
                        char near[static HP_HISTORY_ID_BYTES + 1]);

/* Two ids that one who has the first may guess the second from: numbers no more than 1,000 apart,
 * or texts of eight and more characters of which three quarters are equal, at their beginnings and
 * ends together. Equal ids are not near: that is another fault. */
bool hp_ids_are_near(struct hp_slice a, struct hp_slice b);

/* Keeps the first reading of the run and gives it back. */
enum hp_reading hp_history_reading(struct hp_history *history, enum hp_reading reading);

#endif
