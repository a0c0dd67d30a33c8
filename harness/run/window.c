/* A ring of what was sent, by a clock that counts sendings and answers. */
#include "harness/run/window.h"

#include <pthread.h>

#include "harness/base/alloc.h"
#include "harness/run/groups.h"

struct entry {
    uint64_t number; /* 0: empty */
    uint64_t sent_at;
    uint64_t answered_at; /* 0: under way */
    int status;
    enum hp_end end;
    bool failed;
    bool canary;
    size_t id_length;
    char id[HP_CASE_ID_BYTES];
};

struct hp_window {
    pthread_mutex_t lock;
    struct entry ring[HP_WINDOW_CASES];
    uint64_t count; /* numbers given so far; number n lies at n % HP_WINDOW_CASES */
    uint64_t clock;
    uint64_t well_at;    /* what was answered before is cleared */
    uint64_t lost_after; /* the highest number that fell out of the ring uncleared */
    bool was_well;
    bool closed;
    bool well_again; /* since the window closed */
    struct hp_window_view view;
    struct hp_slice suspects[HP_WINDOW_CASES];
};

enum hp_status hp_window_new(struct hp_window **out, struct hp_error *error)
{
    struct hp_window *window = hp_calloc(1, sizeof(*window));
    if (window == NULL) {
        return hp_error_nomem(error);
    }
    pthread_mutex_init(&window->lock, NULL);
    *out = window;
    return HP_OK;
}

void hp_window_free(struct hp_window *window)
{
    if (window != NULL) {
        pthread_mutex_destroy(&window->lock);
        hp_free(window);
    }
}

static bool is_suspect(const struct hp_window *window, const struct entry *entry)
{
    return entry->number != 0 && !entry->canary &&
           (entry->answered_at == 0 || entry->answered_at >= window->well_at);
}

uint64_t hp_window_sent(struct hp_window *window, struct hp_slice id)
{
    if (window == NULL) {
        return 0;
    }
    pthread_mutex_lock(&window->lock);
    uint64_t number = ++window->count;
    if (!window->closed) {
        struct entry *entry = &window->ring[number % HP_WINDOW_CASES];
        if (is_suspect(window, entry)) {
            window->lost_after = entry->number;
        }
        entry->number = number;
        entry->sent_at = ++window->clock;
        entry->answered_at = 0;
        entry->failed = false;
        entry->canary = id.len == 0;
        entry->id_length = id.len < sizeof(entry->id) ? id.len : sizeof(entry->id);
        if (entry->id_length > 0) {
            memcpy(entry->id, id.at, entry->id_length);
        }
    }
    pthread_mutex_unlock(&window->lock);
    return number;
}

static struct entry *entry_of(struct hp_window *window, uint64_t number)
{
    struct entry *entry = &window->ring[number % HP_WINDOW_CASES];
    return number != 0 && entry->number == number ? entry : NULL;
}

void hp_window_answered(struct hp_window *window, uint64_t number,
                        const struct hp_case_record *record)
{
    if (window == NULL) {
        return;
    }
    pthread_mutex_lock(&window->lock);
    struct entry *entry = entry_of(window, number);
    if (entry != NULL && !window->closed) {
        entry->answered_at = ++window->clock;
        entry->status = record->status;
        entry->end = record->end;
        entry->failed = record->verdict == HP_FAIL || record->verdict == HP_WARN ||
                        record->verdict == HP_INCONCLUSIVE;
    }
    pthread_mutex_unlock(&window->lock);
}

/* When the first case that failed as the canary did was answered; UINT64_MAX: none was. */
static uint64_t first_sick(const struct hp_window *window, const struct hp_case_record *canary)
{
    uint64_t first = UINT64_MAX;
    for (size_t i = 0; i < HP_WINDOW_CASES; i++) {
        const struct entry *entry = &window->ring[i];
        bool alike = entry->failed && entry->status == canary->status &&
                     (entry->end == HP_END_RESPONSE) == (canary->end == HP_END_RESPONSE);
        if (is_suspect(window, entry) && entry->answered_at != 0 && alike &&
            entry->answered_at < first) {
            first = entry->answered_at;
        }
    }
    return first;
}

/* A case that was sent twice counts where it was sent first. */
static bool is_there(const struct hp_window *window, struct hp_slice id)
{
    for (size_t i = window->view.count; i > 0; i--) {
        if (hp_slice_equal(window->suspects[i - 1], id)) {
            return true;
        }
    }
    return false;
}

static void close_window(struct hp_window *window, const struct hp_case_record *canary)
{
    struct hp_window_view *view = &window->view;
    uint64_t until = first_sick(window, canary);
    struct hp_slice sick = {"", 0};
    uint64_t oldest = window->count < HP_WINDOW_CASES ? 1 : window->count - HP_WINDOW_CASES + 1;
    for (uint64_t number = oldest; number <= window->count; number++) {
        const struct entry *entry = entry_of(window, number);
        if (entry == NULL || !is_suspect(window, entry) || entry->sent_at > until) {
            continue;
        }
        struct hp_slice id = {entry->id, entry->id_length};
        if (entry->answered_at == until) {
            sick = id;
        } else if (!is_there(window, id)) {
            window->suspects[view->count++] = id;
        }
    }
    view->has_sick = sick.len > 0 && !is_there(window, sick);
    if (view->has_sick) {
        window->suspects[view->count++] = sick;
    }
    view->suspects = window->suspects;
    view->end = canary->end;
    view->status = canary->status;
    view->cut = window->lost_after != 0;
    for (size_t i = 0; i < canary->observation_count; i++) {
        const struct hp_observation *observation = &canary->observations[i];
        if (strcmp(observation->check, "state-canary") == 0) {
            view->fingerprint = hp_fingerprint(observation->check, observation, canary->status);
        }
    }
    window->closed = true;
}

static bool has_failed(const struct hp_case_record *canary)
{
    for (size_t i = 0; i < canary->observation_count; i++) {
        if (strcmp(canary->observations[i].check, "state-canary") == 0) {
            return true;
        }
    }
    return false;
}

void hp_window_canary(struct hp_window *window, uint64_t number,
                      const struct hp_case_record *record)
{
    if (window == NULL) {
        return;
    }
    pthread_mutex_lock(&window->lock);
    const struct entry *entry = entry_of(window, number);
    bool well = record->end == HP_END_RESPONSE && record->status / 100 == 2;
    if (!window->closed && well) {
        window->was_well = true;
        uint64_t sent_at = entry == NULL ? 0 : entry->sent_at;
        if (sent_at > window->well_at) {
            window->well_at = sent_at;
            window->lost_after = 0;
        }
    } else if (!window->closed && window->was_well && has_failed(record)) {
        close_window(window, record);
    } else if (window->closed && well) {
        window->well_again = true;
    } else if (window->closed && window->well_again && has_failed(record)) {
        window->view.later++;
        window->well_again = false;
    }
    pthread_mutex_unlock(&window->lock);
}

bool hp_window_closed(const struct hp_window *window, struct hp_window_view *view)
{
    if (window == NULL || !window->closed || window->view.count == 0) {
        return false;
    }
    *view = window->view;
    return true;
}

bool hp_window_alarms(const struct hp_row *row, const struct hp_case_record *record)
{
    bool failed = record->verdict == HP_FAIL || record->verdict == HP_WARN;
    bool refused = record->status == 401 || record->status == 403 ||
                   (row != NULL && row->expect == HP_EXPECT_ACCEPT_200 && record->status >= 400);
    return record->end != HP_END_RESPONSE || record->status >= 500 || (failed && refused);
}
