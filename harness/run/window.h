/* Which requests may have hurt the target: those that were under way since it was last seen well.
 *
 * A canary that is answered well clears whatever had come back before it was sent. Of what is left
 * when a canary fails, only what was sent before the first case that failed as the canary did can
 * be to blame. The order of sending counts, whatever the order of the answers, so this holds with
 * many connections and many workers. Must not send, judge or report. */
#ifndef HP_RUN_WINDOW_H
#define HP_RUN_WINDOW_H

#include "harness/run/record.h"

/* Cases between two canaries, what is under way with 256 connections, and room for canaries that
 * are slow. Older ones fall out, and the window says so. */
enum { HP_WINDOW_CASES = 1024 };

struct hp_window;

/* HP_ERR_NOMEM. */
enum hp_status hp_window_new(struct hp_window **out, struct hp_error *error) HP_MUST_CHECK;
void hp_window_free(struct hp_window *window); /* NULL is allowed */

/* The functions below are thread-safe, and do nothing when `window` is NULL. */

/* A case, or a canary (`id` is empty), is sent. Gives a number to tell the answer by. */
uint64_t hp_window_sent(struct hp_window *window, struct hp_slice id);

/* The answer to a case. */
void hp_window_answered(struct hp_window *window, uint64_t number,
                        const struct hp_case_record *record);

/* The answer to a canary, or to the documented example before the plan (number 0). */
void hp_window_canary(struct hp_window *window, uint64_t number,
                      const struct hp_case_record *record);

/* An answer that may mean that the target is hurt, or lets nobody in: it is to be asked at once
 * whether it still works. `row` may be NULL. */
bool hp_window_alarms(const struct hp_row *row, const struct hp_case_record *record);

/* What is known of the first canary that failed after one was answered well. */
struct hp_window_view {
    uint64_t fingerprint; /* of the canary's group of findings */
    enum hp_end end;
    int status;                      /* of the canary; 0: no answer */
    const struct hp_slice *suspects; /* ids, in the order of sending */
    size_t count;
    bool has_sick; /* the last suspect failed as the canary did */
    bool cut;      /* the window was longer than HP_WINDOW_CASES */
    /* How often it got well and stopped working again later on, as the canaries saw it. */
    unsigned later;
};

/* False: no canary failed, or none was ever good. Borrows from `window`. To be called when no
 * worker runs. */
bool hp_window_closed(const struct hp_window *window, struct hp_window_view *view);

#endif
