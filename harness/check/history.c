/* Small rings behind a lock. Must not know checks or cases. */
#include "harness/check/history.h"

bool hp_history_init(struct hp_history *history)
{
    *history = (struct hp_history){.oldest = {INT64_MIN, INT64_MIN}};
    return pthread_mutex_init(&history->lock, NULL) == 0;
}

void hp_history_deinit(struct hp_history *history)
{
    (void)pthread_mutex_destroy(&history->lock);
}

/* ---- times ---- */

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t latest_before(const struct hp_history *history, int64_t sent_ms)
{
    int64_t latest = history->oldest.received_ms < sent_ms ? history->oldest.created_ms : INT64_MIN;
    uint64_t kept = history->time_count < HP_HISTORY_TIMES ? history->time_count : HP_HISTORY_TIMES;
    for (uint64_t i = 0; i < kept; i++) {
        if (history->times[i].received_ms < sent_ms) {
            latest = later(latest, history->times[i].created_ms);
        }
    }
    return latest;
}

void hp_history_time(struct hp_history *history, int64_t sent_ms, int64_t received_ms,
                     int64_t created_ms, int64_t *latest_ms)
{
    (void)pthread_mutex_lock(&history->lock);
    if (latest_ms != NULL) {
        *latest_ms = latest_before(history, sent_ms);
    }
    /* Those of one millisecond share a place: in process the ring would span no more than one. */
    struct hp_history_time *last =
        &history->times[(history->time_count + HP_HISTORY_TIMES - 1) % HP_HISTORY_TIMES];
    if (history->time_count > 0 && last->received_ms == received_ms) {
        last->created_ms = later(last->created_ms, created_ms);
        (void)pthread_mutex_unlock(&history->lock);
        return;
    }
    struct hp_history_time *slot = &history->times[history->time_count % HP_HISTORY_TIMES];
    if (history->time_count >= HP_HISTORY_TIMES) {
        history->oldest.received_ms = later(history->oldest.received_ms, slot->received_ms);
        history->oldest.created_ms = later(history->oldest.created_ms, slot->created_ms);
    }
    *slot = (struct hp_history_time){received_ms, created_ms};
    history->time_count++;
    (void)pthread_mutex_unlock(&history->lock);
}

/* ---- ids ---- */

/* Decimal, 18 digits at most, so that it fits. */
static bool as_number(struct hp_slice text, int64_t *number)
{
    enum { DIGITS_MAX = 18 };
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        *number = *number * 10 + (text.at[i] - '0');
        if (i >= DIGITS_MAX) {
            return false;
        }
    }
    return text.len > 0;
}

bool hp_ids_are_near(struct hp_slice a, struct hp_slice b)
{
    enum { NUMBERS_APART_MAX = 1000, TEXT_BYTES_MIN = 8 };
    int64_t one = 0;
    int64_t two = 0;
    if (hp_slice_equal(a, b)) {
        return false;
    }
    if (as_number(a, &one) && as_number(b, &two)) {
        int64_t apart = one > two ? one - two : two - one;
        return apart <= NUMBERS_APART_MAX;
    }
    if (a.len != b.len || a.len < TEXT_BYTES_MIN) {
        return false;
    }
    size_t first = 0;
    size_t last = a.len;
    while (a.at[first] == b.at[first]) {
        first++;
    }
    while (a.at[last - 1] == b.at[last - 1]) {
        last--;
    }
    return (last - first) * 4 <= a.len;
}

bool hp_history_near_id(struct hp_history *history, struct hp_slice id,
                        char near[static HP_HISTORY_ID_BYTES + 1])
{
    bool found = false;
    if (id.len > HP_HISTORY_ID_BYTES) {
        return false;
    }
    (void)pthread_mutex_lock(&history->lock);
    uint64_t kept = history->id_count < HP_HISTORY_IDS ? history->id_count : HP_HISTORY_IDS;
    for (uint64_t i = 0; i < kept && !found; i++) {
        struct hp_slice other = {history->ids[i], history->id_lengths[i]};
        found = hp_ids_are_near(id, other);
        if (found) {
            memcpy(near, other.at, other.len);
            near[other.len] = '\0';
        }
    }
    size_t slot = (size_t)(history->id_count % HP_HISTORY_IDS);
    memcpy(history->ids[slot], id.at, id.len);
    history->id_lengths[slot] = id.len;
    history->id_count++;
    (void)pthread_mutex_unlock(&history->lock);
    return found;
}

/* ---- readings ---- */

enum hp_reading hp_history_reading(struct hp_history *history, enum hp_reading reading)
{
    (void)pthread_mutex_lock(&history->lock);
    if (history->reading == HP_READING_NONE) {
        history->reading = reading;
    }
    enum hp_reading first = history->reading;
    (void)pthread_mutex_unlock(&history->lock);
    return first;
}
