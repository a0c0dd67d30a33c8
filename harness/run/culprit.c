/* A search by halves over a target that has to get well between two questions. */
#include "harness/run/culprit.h"

#include <stdio.h>

enum {
    /* A target that answers with failures for its next few hundred requests, or that is started
     * anew within a few seconds, gets well: 320 requests at once, then one every 50 ms. */
    AT_ONCE = 320,
    RECOVER_MAX = 400,
    RECOVER_WAIT_MS = 50,
    WELL_IN_A_ROW = 3, /* one that fails now and then by itself is not well */
    PROOFS = 2,        /* the one case alone does it, as often as this */
};

struct search {
    const struct hp_culprit_search *how;
    const struct hp_window_view *window;
    struct hp_case kase;
    unsigned requests;
    bool over;
    struct hp_error *error;
};

static bool send_canary(struct search *search, unsigned wait_ms, bool *well)
{
    if (!search->over &&
        hp_plan_canary(search->how->plan, false, &search->kase, search->error) == HP_OK &&
        search->how->send(search->how->context, &search->kase, wait_ms, well)) {
        search->requests++;
        return true;
    }
    search->over = true;
    return false;
}

/* True when the documented example is accepted again, some times in a row. */
static bool gets_well(struct search *search)
{
    unsigned in_a_row = 0;
    for (unsigned i = 0; i < RECOVER_MAX && in_a_row < WELL_IN_A_ROW; i++) {
        bool well = false;
        if (!send_canary(search, i < AT_ONCE ? 0 : RECOVER_WAIT_MS, &well)) {
            return false;
        }
        in_a_row = well ? in_a_row + 1 : 0;
    }
    return in_a_row == WELL_IN_A_ROW;
}

/* Sends the suspects from `first` to before `end` to a target that is well: does it fail after
 * them? No, when it cannot be asked. */
static bool hurts(struct search *search, size_t first, size_t end)
{
    if (!gets_well(search)) {
        search->over = true;
        return false;
    }
    for (size_t i = first; i < end && !search->over; i++) {
        bool ignored = false;
        struct hp_error unknown = {0};
        if (hp_plan_find(search->how->plan, search->window->suspects[i], &search->kase, &unknown) !=
            HP_OK) {
            continue;
        }
        search->over = !search->how->send(search->how->context, &search->kase, 0, &ignored);
        search->requests++;
    }
    bool well = true;
    return send_canary(search, 0, &well) && !well;
}

/* The first suspect after which the target fails; `count` of the window when there is none. */
static size_t bisect(struct search *search)
{
    size_t first = 0;
    size_t end = search->window->count;
    if (!hurts(search, first, end)) {
        return end;
    }
    while (end - first > 1 && !search->over) {
        size_t middle = first + (end - first) / 2;
        if (hurts(search, first, middle)) {
            end = middle;
        } else {
            first = middle;
        }
    }
    for (int i = 0; i < PROOFS; i++) {
        if (search->over || !hurts(search, first, first + 1)) {
            return search->window->count;
        }
    }
    return first;
}

static void tell_window(const struct hp_window_view *window, const char *why, char *line)
{
    struct hp_slice from = window->suspects[0];
    struct hp_slice last = window->suspects[window->count - 1];
    int length =
        snprintf(line, HP_CULPRIT_LINE_BYTES, "among %s%zu case%s since it last worked, from %.*s",
                 window->cut ? "the last " : "", window->count, window->count == 1 ? "" : "s",
                 (int)from.len, from.at);
    (void)snprintf(line + length, HP_CULPRIT_LINE_BYTES - (size_t)length,
                   window->has_sick ? " to the first that failed as it did, %.*s: %s"
                                    : " to %.*s: %s",
                   (int)last.len, last.at, why);
}

/* One window is searched: the next ones are most often of the same kind. */
static void tell_later(const struct hp_window_view *window, char *line)
{
    size_t length = strlen(line);
    if (window->later > 0) {
        (void)snprintf(line + length, HP_CULPRIT_LINE_BYTES - length,
                       "; later it got well and stopped working again %u time%s, which %s not "
                       "searched: run again when this is mended",
                       window->later, window->later == 1 ? "" : "s",
                       window->later == 1 ? "was" : "were");
    }
}

enum hp_status hp_culprit_find(const struct hp_culprit_search *how,
                               const struct hp_window_view *window,
                               char line[HP_CULPRIT_LINE_BYTES], struct hp_shrunk *found,
                               struct hp_error *error)
{
    struct search search = {.how = how, .window = window, .error = error};
    struct hp_slice last = window->suspects[window->count - 1];
    *found = (struct hp_shrunk){.fingerprint = window->fingerprint,
                                .after = HP_AFTER_LOST,
                                .after_case = last,
                                .requests = 0};
    hp_case_init(&search.kase);
    bool well = how->send != NULL && gets_well(&search);
    size_t place = well ? bisect(&search) : window->count;
    hp_case_deinit(&search.kase);
    found->requests = search.requests;
    if (how->send == NULL) {
        tell_window(window, "they were not sent again", line);
    } else if (!well) {
        tell_window(window, "the target did not get well, so they were not sent again", line);
    } else if (place < window->count) {
        found->after = HP_AFTER_CASE;
        found->after_case = window->suspects[place];
        (void)snprintf(line, HP_CULPRIT_LINE_BYTES,
                       "fails after %.*s, sent alone to the target when it was well again; found "
                       "among %zu case%s with %u requests",
                       (int)found->after_case.len, found->after_case.at, window->count,
                       window->count == 1 ? "" : "s", search.requests);
    } else {
        found->after = search.over ? HP_AFTER_LOST : HP_AFTER_UNSURE;
        tell_window(window,
                    search.over ? "sent again, it did not get well in time to find out which"
                                : "sent again, none of them did it alone",
                    line);
    }
    tell_later(window, line);
    found->after_line = hp_slice_of(line);
    return error->status;
}
