/* What each expectation token means, as a table over statuses, and the invariant that stands above
 * all of them. Must not look into a body, that is for the checks; but for the one row rule that
 * asks what came back (takes_cleaned). */
#include "harness/check/expectation.h"

#include "harness/check/echo_headers.h"
#include "harness/check/memory.h"

enum { NAMED_MAX = 4 };

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
    [HP_EXPECT_REJECT_4XX_501] = {.any_4xx = true, .named = {501}},
    [HP_EXPECT_REJECT_401_403] = {.named = {401, 403}},
    [HP_EXPECT_REJECT_404_405] = {.named = {404, 405}, .known_methods = true},
    [HP_EXPECT_REJECT_405] = {.named = {405, 404, 501}, .known_methods = true},
    [HP_EXPECT_REJECT_405_501] = {.named = {405, 501, 404, 400}, .known_methods = true},
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

enum verdict { PASSES, PASSES_WITH_NOTE, BREAKS_ROW, BREAKS_STATUS, BREAKS_INVARIANT };

/* The statuses of a refusal that a setting asks for; 0: none. */
struct asked {
    int statuses[2];
    enum hp_setting_id setting;
};

/* CONNECT asks for a tunnel, which is no message with an answer (RFC 9110 9.3.6): a server that
 * has none and closes does no harm, though an answer would be better. */
static bool asks_for_tunnel(const struct hp_view *view)
{
    return hp_slice_is(view->kase->request.method, "CONNECT");
}

/* The rule of the case's token; as the settings narrow it in `narrowed`. */
static const struct rule *rule_of(const struct hp_view *view, struct rule *narrowed)
{
    int auth = hp_view_word(view, HP_SET_AUTH_STATUS);
    int only = view->want.status;
    if (view->want.expect == HP_EXPECT_REJECT_401_403 && auth != HP_AUTH_STATUS_BOTH) {
        only = auth == HP_AUTH_STATUS_401 ? 401 : 403;
    }
    if (only == 0 && view->want.expect == HP_EXPECT_REJECT_405 && asks_for_tunnel(view)) {
        /* A path is no target of CONNECT (RFC 9112 3.2.3), and what is wrong with a request line is
         * answered with 400 (3). */
        return &rules[HP_EXPECT_REJECT_405_501];
    }
    if (only == 0) {
        return &rules[view->want.expect];
    }
    *narrowed = (struct rule){.named = {only}};
    return narrowed;
}

static bool has_retry_after(const struct hp_view *view)
{
    return hp_view_field(view, "retry-after").at != NULL;
}

/* A repeat of what exists (S30). 422 is how invalid input is refused, too: it counts only where the
 * request is one that was sent before. */
static bool is_taken_already(const struct hp_view *view)
{
    const struct hp_row *row = view->kase->row;
    bool sent_before = view->judge->canary || (row != NULL && row->combos == HP_COMBOS_DOCUMENTED);
    return hp_view_word(view, HP_SET_UNIQUE) != 0 && view->want.expect == HP_EXPECT_ACCEPT_200 &&
           (view->status == 409 || (view->status == 422 && sent_before));
}

static bool is_quota_used(const struct hp_view *view)
{
    return hp_view_word(view, HP_SET_QUOTA) == HP_SETTING_NUMBER &&
           view->want.expect == HP_EXPECT_ACCEPT_200 && view->status / 100 == 4 &&
           view->judge->memory != NULL &&
           hp_memory_creates(view->judge->memory) >=
               (uint64_t)hp_setting_number(view->settings, HP_SET_QUOTA);
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
    } else if (is_taken_already(view)) {
        why = "refused as a repeat, which the setting unique allows";
    } else if (is_quota_used(view)) {
        why = "refused after as many creates as the setting quota allows";
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
    if (hp_slice_is(method, "HEAD")) {
        method = HP_SLICE("GET");
    }
    /* The documented method itself is no way around a refusal. */
    return !hp_slice_equal(method, view->contract->method) &&
           hp_setting_lists(hp_setting_text(view->settings, HP_SET_METHODS_KNOWN), method);
}

static bool is_method_path_row(const struct hp_view *view)
{
    return view->kase->row != NULL && strcmp(view->kase->row->family, "method-path") == 0;
}

static bool is_named(const struct rule *rule, int status)
{
    for (size_t i = 0; i < NAMED_MAX && rule->named[i] != 0; i++) {
        if (rule->named[i] == status) {
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

/* Who takes a large request may give it back, and hookproof does not read that much: the status
 * line says what the row asks about. */
static bool is_large_echo(const struct hp_view *view)
{
    const struct hp_request *request = &view->kase->request;
    size_t sent = request->body.len;
    for (size_t i = 0; i < request->step_count; i++) {
        const struct hp_step *step = &request->steps[i];
        sent += step->bytes.len * (step->repeat == 0 ? 1 : step->repeat);
    }
    return view->exchange->response.status / 100 == 2 && sent > HP_RESPONSE_BODY_BYTES_MAX / 2;
}

static enum verdict judge_end(const struct hp_view *view, const struct rule *rule)
{
    /* A request that is broken, cut or slow on purpose gives cause to close the connection, and how
     * long it is waited for is the row's matter. */
    bool by_steps = view->kase->request.steps != NULL;
    switch (view->exchange->end) {
    case HP_END_RESPONSE:
        return judge_status(view, rule);
    case HP_END_CLOSED:
        if ((by_steps || asks_for_tunnel(view)) && !rule->close) {
            return rule->any_reply ? PASSES : BREAKS_ROW;
        }
        return !rule->close ? BREAKS_INVARIANT : rule->close_is_named ? PASSES : PASSES_WITH_NOTE;
    case HP_END_MALFORMED:
        if (hp_view_asks_http_0_9(view)) {
            return PASSES_WITH_NOTE;
        }
        /* The finding of resp-http-framing where that check applies. */
        return view->judge->in_process ? BREAKS_INVARIANT : PASSES;
    case HP_END_TIMEOUT:
        return by_steps ? BREAKS_ROW : BREAKS_INVARIANT;
    case HP_END_TOO_LARGE:
        return !is_large_echo(view)               ? BREAKS_INVARIANT
               : rule->success || rule->any_reply ? PASSES
                                                  : BREAKS_ROW;
    case HP_END_CRASHED:
        return BREAKS_INVARIANT;
    case HP_END_COUNT:
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

/* A row about CR, LF and NUL in headers lets a success pass, too, when its echo is free of them
 * (decision S26). */
static bool takes_cleaned(const struct hp_view *view)
{
    return view->want.expect == HP_EXPECT_REJECT_4XX && view->want.echo == HP_ECHO_CLEAN;
}

/* What the rule lets pass, in the words of a status line: "200 OK or any 4xx", "405 or 404". */
static void describe_rule(const struct hp_view *view, const struct rule *rule, struct hp_line *line)
{
    size_t count = 0;
    if (rule->success) {
        add_alternative(line, "", &count);
        hp_view_describe_success(view, line);
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

/* "unknown_members=reject", when a setting made the expectation. */
static void describe_setting(const struct hp_view *view, int setting, struct hp_line *line)
{
    char value[HP_SETTING_SHOWN_BYTES];
    enum hp_setting_id id = (enum hp_setting_id)setting;
    hp_line_text(line, hp_setting_list[id].key);
    hp_line_text(line, "=");
    hp_line_text(line, hp_setting_show(view->settings, id, value));
}

/* " (type is in lower case)", " (bom=reject: there is a mark)" */
static void describe_why(const struct hp_view *view, int setting, struct hp_line *line)
{
    enum { WHY_SHOWN_BYTES = 240 };
    struct hp_slice why = view->kase->why;
    if (why.len == 0 && setting < 0) {
        return;
    }
    hp_line_text(line, " (");
    if (setting >= 0) {
        describe_setting(view, setting, line);
        hp_line_text(line, why.len > 0 ? ": " : "");
    }
    hp_line_shown(line, why, HP_VISIBLE_BYTES, WHY_SHOWN_BYTES);
    hp_line_text(line, ")");
}

/* The decision behind a setting, or the row's own clause. */
static const char *clause_of(struct hp_view *view, int setting)
{
    if (setting < 0) {
        return view->kase->row != NULL ? view->kase->row->clause : "";
    }
    struct hp_line line;
    hp_line_init(&line);
    hp_line_printf(&line, "SILENT %s", hp_setting_list[setting].clause);
    struct hp_slice kept = hp_line_keep(&line, view->arena);
    view->out_of_memory |= kept.at == NULL;
    return kept.at == NULL ? "" : kept.at;
}

static void observe(struct hp_view *view, enum hp_level level, const char *clause,
                    const struct hp_line *expected)
{
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_reply(&actual, view->exchange, hp_view_id(view));
    struct hp_observation observation = {
        .check = "expectation",
        .level = level,
        .clause = clause,
        .where = hp_arena_copy(view->arena, view->kase->where),
        .expected = hp_line_keep(expected, view->arena),
        .actual = hp_line_keep(&actual, view->arena),
    };
    view->out_of_memory |= observation.where.at == NULL || observation.expected.at == NULL ||
                           observation.actual.at == NULL;
    hp_view_observe(view, &observation);
}

/* The key that decided what passes; -1: the row. */
static int deciding_setting(const struct hp_view *view)
{
    bool narrowed = view->want.expect == HP_EXPECT_REJECT_401_403 &&
                    hp_view_word(view, HP_SET_AUTH_STATUS) != HP_AUTH_STATUS_BOTH;
    return narrowed ? (int)HP_SET_AUTH_STATUS : view->want.setting;
}

static void observe_row(struct hp_view *view, const struct rule *rule)
{
    int setting = deciding_setting(view);
    struct hp_line expected;
    hp_line_init(&expected);
    describe_rule(view, rule, &expected);
    if (takes_cleaned(view)) {
        hp_line_text(&expected, ", or an echo free of CR, LF and NUL");
    }
    describe_why(view, setting, &expected);
    observe(view, view->want.level, clause_of(view, setting), &expected);
}

static void observe_invariant(struct hp_view *view, const struct rule *rule)
{
    struct hp_line expected;
    hp_line_init(&expected);
    describe_rule(view, rule, &expected);
    if (!rule->any_reply) {
        hp_line_text(&expected, ", and never a 5xx, a dropped connection or silence");
    }
    describe_why(view, -1, &expected);
    observe(view, HP_MUST, "invariant I1; SILENT S01", &expected);
}

/* --- which status a refusal has (S01, S05) --- */

/* Is it the body that is refused, and not the key, the path or the size? */
static bool is_about_body(const struct hp_view *view)
{
    enum hp_body_truth truth = view->kase->body_truth;
    return view->want.expect == HP_EXPECT_REJECT_4XX && view->want.status == 0 &&
           (truth == HP_BODY_NOT_JSON || truth == HP_BODY_BREAKS || truth == HP_BODY_BEYOND ||
            view->want.setting >= 0);
}

static struct asked asked_of(const struct hp_view *view)
{
    bool split = hp_view_word(view, HP_SET_STATUS_SPLIT) == HP_STATUS_SPLIT_400_422;
    /* What a setting has refused may be seen as either. */
    if (split && view->want.setting < 0) {
        bool text = view->kase->body_truth == HP_BODY_NOT_JSON;
        return (struct asked){{text ? 400 : 422}, HP_SET_STATUS_SPLIT};
    }
    int invalid = hp_view_word(view, HP_SET_STATUS_INVALID);
    if (split || invalid == HP_STATUS_INVALID_BOTH) {
        return (struct asked){{400, 422}, split ? HP_SET_STATUS_SPLIT : HP_SET_STATUS_INVALID};
    }
    return (struct asked){{invalid == HP_STATUS_INVALID_400   ? 400
                           : invalid == HP_STATUS_INVALID_422 ? 422
                                                              : 0},
                          HP_SET_STATUS_INVALID};
}

/* A refusal that is right, by a status that is not. */
static bool breaks_status(const struct hp_view *view)
{
    if (!is_about_body(view) || view->status / 100 != 4) {
        return false;
    }
    struct asked asked = asked_of(view);
    bool large = (int64_t)view->kase->request.body.len >
                 hp_setting_number(view->settings, HP_SET_LIMITS_BODY);
    return asked.statuses[0] != 0 && view->status != asked.statuses[0] &&
           view->status != asked.statuses[1] && !(view->status == 413 && large);
}

static void observe_status(struct hp_view *view)
{
    struct asked asked = asked_of(view);
    struct hp_line expected;
    hp_line_init(&expected);
    hp_line_status(&expected, asked.statuses[0]);
    if (asked.statuses[1] != 0) {
        hp_line_text(&expected, " or ");
        hp_line_status(&expected, asked.statuses[1]);
    }
    describe_why(view, (int)asked.setting, &expected);
    observe(view, HP_SHOULD, clause_of(view, (int)asked.setting), &expected);
}

/* "400 Bad Request instead of 415 Unsupported Media Type" */
static void tell_note(struct hp_view *view, const struct rule *rule, const char **note)
{
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
    struct rule narrowed;
    const struct rule *rule = rule_of(view, &narrowed);
    enum verdict verdict = judge_end(view, rule);
    if (verdict == BREAKS_ROW && takes_cleaned(view) && hp_view_is_success(view) &&
        hp_echo_headers_are_clean(view)) {
        verdict = PASSES_WITH_NOTE;
    } else if (verdict == PASSES && breaks_status(view)) {
        verdict = BREAKS_STATUS;
    }
    switch (verdict) {
    case PASSES:
        break;
    case PASSES_WITH_NOTE:
        tell_note(view, rule, note);
        break;
    case BREAKS_ROW:
        observe_row(view, rule);
        break;
    case BREAKS_STATUS:
        observe_status(view);
        break;
    case BREAKS_INVARIANT:
        observe_invariant(view, rule);
        break;
    }
}
