/* What holds over a run and not in one exchange. Must not send anything: the run asks for a canary,
 * this file judges its answer. */
#include "harness/check/checks.h"
#include "harness/check/expectation.h"
#include "harness/check/memory.h"

/* A create under a key of idempotency gives the webhook that was made the first time (S40): the
 * usual field may do so, the one that is set does. */
static bool may_repeat(const struct hp_view *view)
{
    const struct hp_request *request = &view->kase->request;
    if (hp_field_find(request->fields, request->field_count, HP_SLICE("Idempotency-Key")) != NULL) {
        return true;
    }
    return hp_view_word(view, HP_SET_IDEMPOTENCY) == HP_SETTING_TEXT &&
           hp_field_find(request->fields, request->field_count,
                         hp_setting_text(view->settings, HP_SET_IDEMPOTENCY)) != NULL;
}

enum hp_outcome hp_check_state_id_unique(struct hp_view *view)
{
    struct hp_slice id = hp_view_id(view);
    if (view->judge->memory == NULL || id.len == 0 || may_repeat(view)) {
        return HP_NOT_APPLICABLE;
    }
    uint64_t earlier = 0;
    uint64_t now = 0;
    if (!hp_memory_see_id(view->judge->memory, &view->id_key, &earlier, &now)) {
        return HP_HELD;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_text(&expected, "an id that was not given before in this run");
    hp_line_string(&actual, id);
    hp_line_printf(&actual, " for create %llu of this run, as for create %llu",
                   (unsigned long long)now, (unsigned long long)earlier);
    return hp_view_broken(view, hp_view_pointer(view, HP_ROLE_ID), &expected, &actual);
}

enum hp_outcome hp_check_state_canary(struct hp_view *view)
{
    bool gone = view->judge->last && view->exchange->end != HP_END_RESPONSE;
    if (!view->judge->canary || (!gone && hp_expectation_is_inconclusive(view, NULL))) {
        return HP_NOT_APPLICABLE;
    }
    /* Another 2xx is the finding of resp-status-200. */
    if (view->status >= 200 && view->status <= 299) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_reply(&actual, view->exchange, (struct hp_slice){NULL, 0});
    return hp_view_break(view, "status", "the documented example still accepted", &actual);
}

enum hp_outcome hp_check_state_memory(struct hp_view *view)
{
    if (!view->exchange->memory_watched) {
        return HP_NOT_APPLICABLE;
    }
    if (view->exchange->leaked_bytes == 0) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_printf(&actual, "%llu bytes more are in use each time this is asked",
                   (unsigned long long)view->exchange->leaked_bytes);
    return hp_view_break(view, "memory", "as much memory in use as before", &actual);
}
