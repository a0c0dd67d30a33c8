/* What each expectation token means, as a table over statuses, and the invariant that stands above
 * all of them. Must not look into a body: that is for the checks. */
#include "harness/check/expectation.h"

enum { NAMED_MAX = 3 };

/* What passes. A success that is not the documented status passes here too: it is the finding of
 * resp-status-200 and no second one. */
struct rule {
    bool success;   /* any 2xx to the create */
    bool any_4xx;   /* any refusal of the request */
    bool any_reply; /* any status at all */
    int named[NAMED_MAX];
    bool other_4xx;      /* passes with a note */
    bool close;          /* so does a connection closed without a reply */
    bool close_is_named; /* without a note */
    bool known_methods;  /* a 2xx to a method that the settings know */
};

static const struct rule rules[HP_EXPECT_COUNT] = {
    [HP_EXPECT_ACCEPT_200] = {.success = true},
    [HP_EXPECT_ACCEPT_200_OR_4XX] = {.success = true, .any_4xx = true},
    [HP_EXPECT_REJECT_4XX] = {.any_4xx = true},
    [HP_EXPECT_REJECT_401_403] = {.named = {401, 403}},
    [HP_EXPECT_REJECT_404_405] = {.named = {404, 405}, .known_methods = true},
    [HP_EXPECT_REJECT_405] = {.named = {405, 404, 501}, .known_methods = true},
    [HP_EXPECT_REJECT_405_501] = {.named = {405, 501, 400}, .known_methods = true},
    [HP_EXPECT_REJECT_411] = {.named = {411}, .other_4xx = true},
    [HP_EXPECT_REJECT_413] = {.named = {413}, .other_4xx = true, .close = true},
    [HP_EXPECT_REJECT_414] = {.named = {414}, .other_4xx = true},
    [HP_EXPECT_REJECT_415] = {.named = {415}, .other_4xx = true},
    [HP_EXPECT_REJECT_431] = {.named = {431}, .other_4xx = true},
    [HP_EXPECT_REJECT_400] = {.named = {400, 505}},
    [HP_EXPECT_REJECT_400_CLOSE] = {.named = {400}, .close = true, .close_is_named = true},
    [HP_EXPECT_REJECT_400_501] = {.named = {400, 501}, .close = true, .close_is_named = true},
    [HP_EXPECT_NO_5XX_ONLY] = {.any_reply = true},
    [HP_EXPECT_CHECK] = {.any_reply = true},
};

enum verdict { PASSES, PASSES_WITH_NOTE, BREAKS_ROW, BREAKS_INVARIANT };

static bool has_retry_after(const struct hp_view *view)
{
    return hp_view_field(view, "retry-after").at != NULL;
}

bool hp_expectation_is_inconclusive(const struct hp_view *view, const char **reason)
{
    const char *why = NULL;
    if (view->exchange->end == HP_END_REFUSED) {
        why = "no connection could be made";
    } else if (view->status == 429) {
        why = "429 Too Many Requests: the target limits the rate";
    } else if (view->status == 503 && has_retry_after(view)) {
        why = "503 with Retry-After: the target asks to come back later";
    }
    if (why != NULL && reason != NULL) {
        *reason = why;
    }
    return why != NULL;
}

/* Is `method` an element of "POST+GET"? HEAD goes with GET (RFC 9110 9.3.2). */
static bool is_known_method(const struct hp_view *view)
{
    struct hp_slice method = view->kase->request.method;
    struct hp_slice known = hp_slice_of(view->settings->methods_known);
    if (hp_slice_is(method, "HEAD")) {
        method = HP_SLICE("GET");
    }
    /* The documented method itself is no way around a refusal. */
    if (hp_slice_equal(method, view->contract->method)) {
        return false;
    }
    while (known.len > 0) {
        const char *plus = memchr(known.at, '+', known.len);
        size_t length = plus == NULL ? known.len : (size_t)(plus - known.at);
        if (hp_slice_equal((struct hp_slice){known.at, length}, method)) {
            return true;
        }
        size_t step = plus == NULL ? length : length + 1;
        known.at += step;
        known.len -= step;
    }
    return false;
}

static bool is_method_path_row(const struct hp_view *view)
{
    return view->kase->row != NULL && strcmp(view->kase->row->family, "method-path") == 0;
}

static bool is_named(const struct rule *rule, int status)
{
    for (size_t i = 0; i < NAMED_MAX; i++) {
        if (rule->named[i] != 0 && rule->named[i] == status) {
            return true;
        }
    }
    return false;
}

static enum verdict judge_status(const struct hp_view *view, const struct rule *rule)
{
    int status = view->status;
    int class = status / 100;
    if (is_named(rule, status)) {
        return PASSES;
    }
    if (class == 5 && status != 501 && status != 505) {
        return BREAKS_INVARIANT;
    }
    if (rule->any_reply || (rule->success && class == 2) || (rule->any_4xx && class == 4) ||
        (rule->known_methods && class == 2 && is_known_method(view))) {
        return PASSES;
    }
    if (rule->other_4xx && class == 4) {
        return PASSES_WITH_NOTE;
    }
    if (rule->success && rule->any_4xx && class == 3 && is_method_path_row(view)) {
        return PASSES_WITH_NOTE;
    }
    return BREAKS_ROW;
}

static enum verdict judge_end(const struct hp_view *view, const struct rule *rule)
{
    switch (view->exchange->end) {
    case HP_END_RESPONSE:
        return judge_status(view, rule);
    case HP_END_CLOSED:
        return !rule->close ? BREAKS_INVARIANT : rule->close_is_named ? PASSES : PASSES_WITH_NOTE;
    case HP_END_MALFORMED:
        /* The finding of resp-http-framing where that check applies. */
        return view->judge->in_process ? BREAKS_INVARIANT : PASSES;
    case HP_END_TIMEOUT:
    case HP_END_TOO_LARGE:
        return BREAKS_INVARIANT;
    case HP_END_REFUSED:
    case HP_END_UNSENT:
        break;
    }
    return PASSES;
}

static void add_alternative(struct hp_line *line, const char *text, size_t *count)
{
    hp_line_text(line, *count == 0 ? "" : " or ");
    hp_line_text(line, text);
    *count += 1;
}

/* What the rule lets pass, in the words of a status line: "200 OK or any 4xx", "405 or 404". */
static void describe_rule(const struct hp_view *view, const struct rule *rule, struct hp_line *line)
{
    size_t count = 0;
    if (rule->success) {
        add_alternative(line, "", &count);
        hp_line_status(line, view->contract->success_status);
    }
    for (size_t i = 0; i < NAMED_MAX && rule->named[i] != 0; i++) {
        add_alternative(line, "", &count);
        hp_line_status(line, rule->named[i]);
    }
    if (rule->any_4xx || rule->other_4xx) {
        add_alternative(line, rule->other_4xx ? "another 4xx" : "any 4xx", &count);
    }
    if (rule->close) {
        add_alternative(line, "a closed connection", &count);
    }
    if (rule->any_reply) {
        add_alternative(line, "any reply in time that is no 5xx", &count);
    }
}

/* "any 4xx (type is in lower case)" */
static void describe_expected(const struct hp_view *view, bool invariant, struct hp_line *line)
{
    enum { WHY_SHOWN_BYTES = 240 };
    describe_rule(view, &rules[view->kase->expect], line);
    if (invariant && !rules[view->kase->expect].any_reply) {
        hp_line_text(line, ", and never a 5xx, a dropped connection or silence");
    }
    if (view->kase->why.len > 0) {
        hp_line_text(line, " (");
        hp_line_shown(line, view->kase->why, HP_VISIBLE_BYTES, WHY_SHOWN_BYTES);
        hp_line_text(line, ")");
    }
}

static void observe(struct hp_view *view, bool invariant)
{
    const struct hp_case *kase = view->kase;
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    describe_expected(view, invariant, &expected);
    hp_line_reply(&actual, view->exchange, hp_view_id(view));
    struct hp_observation observation = {
        .check = "expectation",
        .level = invariant ? HP_MUST : kase->level,
        .clause = invariant           ? "invariant I1; SILENT S01"
                  : kase->row != NULL ? kase->row->clause
                                      : "",
        .where = hp_arena_copy(view->arena, kase->where),
        .expected = hp_line_keep(&expected, view->arena),
        .actual = hp_line_keep(&actual, view->arena),
    };
    view->out_of_memory |= observation.where.at == NULL || observation.expected.at == NULL ||
                           observation.actual.at == NULL;
    hp_view_observe(view, &observation);
}

/* "400 Bad Request instead of 415 Unsupported Media Type" */
static void tell_note(struct hp_view *view, const char **note)
{
    const struct rule *rule = &rules[view->kase->expect];
    struct rule best = *rule;
    best.other_4xx = false;
    best.close = false;
    struct hp_line line;
    hp_line_init(&line);
    if (view->status != 0) {
        hp_line_status(&line, view->status);
    } else {
        hp_line_reply(&line, view->exchange, (struct hp_slice){NULL, 0});
    }
    hp_line_text(&line, " instead of ");
    describe_rule(view, &best, &line);
    struct hp_slice kept = hp_line_keep(&line, view->arena);
    view->out_of_memory |= kept.at == NULL;
    *note = kept.at;
}

void hp_expectation_judge(struct hp_view *view, const char **note)
{
    /* What a canary finds is the finding of state-canary. */
    if (view->judge->canary || hp_expectation_is_inconclusive(view, NULL)) {
        return;
    }
    switch (judge_end(view, &rules[view->kase->expect])) {
    case PASSES:
        break;
    case PASSES_WITH_NOTE:
        tell_note(view, note);
        break;
    case BREAKS_ROW:
        observe(view, false);
        break;
    case BREAKS_INVARIANT:
        observe(view, true);
        break;
    }
}
