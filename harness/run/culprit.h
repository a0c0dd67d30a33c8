/* Which request a target does not get over: the window of a failed canary, narrowed by sending it
 * again in halves, each followed by the documented example. Must not know where requests go. */
#ifndef HP_RUN_CULPRIT_H
#define HP_RUN_CULPRIT_H

#include "harness/plan/plan.h"
#include "harness/run/shrunk.h"
#include "harness/run/window.h"

/* Sends a case: true when it was, and then `well` says whether a 2xx came; `wait_ms` is waited
 * before. False: nothing more may be sent (a budget, the time, a stop, an error). */
typedef bool hp_culprit_send_fn(void *context, const struct hp_case *kase, unsigned wait_ms,
                                bool *well);

struct hp_culprit_search {
    const struct hp_plan *plan;
    hp_culprit_send_fn *send; /* NULL: nothing may be sent; the window is all there is to say */
    void *context;
};

/* What is found is filled into `found` (fingerprint, after, after_case, after_line, requests); the
 * line lies in `line`. HP_ERR_NOMEM. */
enum { HP_CULPRIT_LINE_BYTES = 1200 };
enum hp_status hp_culprit_find(const struct hp_culprit_search *search,
                               const struct hp_window_view *window,
                               char line[HP_CULPRIT_LINE_BYTES], struct hp_shrunk *found,
                               struct hp_error *error) HP_MUST_CHECK;

#endif
