/* From observations to a verdict. Must not know what any single check looks for. */
#include "harness/check/checks.h"
#include "harness/check/expectation.h"
#include "harness/check/same.h"

const char *hp_verdict_name(enum hp_verdict verdict)
{
    static const char *const names[HP_VERDICT_COUNT] = {
        [HP_PASS] = "pass",
        [HP_NOTE] = "note",
        [HP_WARN] = "warn",
        [HP_FAIL] = "fail",
        [HP_INCONCLUSIVE] = "inconclusive",
        [HP_SKIPPED] = "skipped",
    };
    return names[verdict];
}

enum hp_verdict hp_verdict_of(enum hp_level level, bool strict, bool lenient)
{
    switch (level) {
    case HP_MUST:
        return HP_FAIL;
    case HP_SHOULD:
        return strict ? HP_FAIL : lenient ? HP_NOTE : HP_WARN;
    case HP_MAY:
        break;
    }
    return HP_NOTE;
}

/* The checks of each kind as a set: nothing is asked about the others. */
#define BIT_IF(function, of_, kind)                                                                \
    | ((uint64_t)(((of_) & (kind)) != 0) << HP_CHECK_INDEX_##function)
#define IF_ANY(function, id, family, level, of_, ...)     BIT_IF(function, of_, HP_OF_ANY)
#define IF_CREATE(function, id, family, level, of_, ...)  BIT_IF(function, of_, HP_OF_CREATE)
#define IF_REFUSAL(function, id, family, level, of_, ...) BIT_IF(function, of_, HP_OF_REFUSAL)
#define IF_CANARY(function, id, family, level, of_, ...)  BIT_IF(function, of_, HP_OF_CANARY)
#define IF_WIRE(function, id, family, level, of_, ...)    BIT_IF(function, of_, HP_OF_WIRE)
#define IF_RECORD(function, id, family, level, of_, ...)  BIT_IF(function, of_, HP_OF_RECORD)
#define IF_SUCCESS(function, id, family, level, of_, ...) BIT_IF(function, of_, HP_OF_SUCCESS)
#define IF_KEY_REFUSED(function, id, family, level, of_, ...)                                      \
    BIT_IF(function, of_, HP_OF_KEY_REFUSED)
#define IF_405(function, id, family, level, of_, ...)     BIT_IF(function, of_, HP_OF_405)
#define IF_429(function, id, family, level, of_, ...)     BIT_IF(function, of_, HP_OF_429)
#define IF_WATCHED(function, id, family, level, of_, ...) BIT_IF(function, of_, HP_OF_WATCHED)
#define IF_ECHO(function, id, family, level, of_, ...)    BIT_IF(function, of_, HP_OF_ECHO)
static const uint64_t of_any = 0 HP_CHECKS(IF_ANY);
static const uint64_t of_create = 0 HP_CHECKS(IF_CREATE);
static const uint64_t of_refusal = 0 HP_CHECKS(IF_REFUSAL);
static const uint64_t of_canary = 0 HP_CHECKS(IF_CANARY);
static const uint64_t of_wire = 0 HP_CHECKS(IF_WIRE);
static const uint64_t of_record = 0 HP_CHECKS(IF_RECORD);
static const uint64_t of_echo = 0 HP_CHECKS(IF_ECHO);
static const uint64_t of_success = 0 HP_CHECKS(IF_SUCCESS);
static const uint64_t of_key_refused = 0 HP_CHECKS(IF_KEY_REFUSED);
static const uint64_t of_405 = 0 HP_CHECKS(IF_405);
static const uint64_t of_429 = 0 HP_CHECKS(IF_429);
static const uint64_t of_watched = 0 HP_CHECKS(IF_WATCHED);

static uint64_t of_status(int status)
{
    switch (status) {
    case 401:
    case 403:
        return of_refusal | of_key_refused;
    case 405:
        return of_refusal | of_405;
    case 429:
        return of_refusal | of_429;
    default:
        return status >= 400 ? of_refusal : status >= 200 && status <= 299 ? of_success : 0;
    }
}

static uint64_t concerned(const struct hp_view *view)
{
    uint64_t own = view->asked == NULL ? 0 : UINT64_C(1) << (view->asked - hp_checks);
    return own | of_any | (view->creates ? of_create | of_record | of_echo : 0) |
           of_status(view->status) | (view->judge->canary ? of_canary : 0) |
           (view->judge->in_process ? 0 : of_wire) |
           (view->exchange->memory_watched ? of_watched : 0) |
           (hp_view_word(view, HP_SET_RATE_HEADERS) != 0 ? of_429 : 0);
}

/* Those that hold without being asked. */
static uint64_t known_to_hold(struct hp_view *view)
{
    if (!view->creates) {
        return 0;
    }
    return (hp_view_is_sound(view) ? of_record : 0) | (hp_view_same(view) ? of_echo : 0);
}

static void run_checks(struct hp_view *view)
{
    uint64_t sets[] = {[HP_NOT_APPLICABLE] = 0, [HP_HELD] = known_to_hold(view), [HP_BROKEN] = 0};
    uint64_t left = concerned(view) & ~sets[HP_HELD];
    while (left != 0) {
        const struct hp_check *check = hp_checks + (size_t)__builtin_ctzll(left);
        uint64_t rest = left & (left - 1);
        view->check = check;
        sets[check->run(view)] |= left ^ rest;
        left = rest;
    }
    view->judgement->checks_applied = sets[HP_HELD] | sets[HP_BROKEN];
    view->judgement->checks_broken = sets[HP_BROKEN];
}

/* A row that is all about one check passes only when that check looked. */
static bool was_judged(const struct hp_view *view, uint64_t checks_applied)
{
    const struct hp_row *row = view->kase->row;
    if (view->want.expect != HP_EXPECT_CHECK || row == NULL || row->check == NULL) {
        return true;
    }
    int index = hp_check_find(row->check);
    return index >= 0 && (checks_applied >> index & 1) != 0;
}

/* A MAY that some other check finds broken is noted in that check's own row: it says nothing about
 * the row that was sent, and a server is not to look suspicious for what the page leaves open. */
static enum hp_verdict weight(const struct hp_case *kase, const char *check,
                              enum hp_verdict verdict)
{
    bool own =
        strcmp(check, "expectation") == 0 ||
        (kase->row != NULL && kase->row->check != NULL && strcmp(check, kase->row->check) == 0);
    return verdict == HP_NOTE && !own ? HP_PASS : verdict;
}

static void worsen(struct hp_judgement *out, const struct hp_case *kase, const char *check,
                   enum hp_verdict verdict)
{
    verdict = weight(kase, check, verdict);
    out->verdict = verdict > out->verdict ? verdict : out->verdict;
}

/* The worst of all. A reply that says nothing about the row is no pass and no warning, but a broken
 * MUST on the way (a key that came back) stays a fail. */
static void conclude(struct hp_judgement *out, const struct hp_case *kase,
                     const struct hp_settings *settings, const char *inconclusive, const char *note)
{
    out->verdict = note == NULL ? HP_PASS : HP_NOTE;
    out->reason = note;
    for (size_t i = 0; i < out->observation_count; i++) {
        worsen(out, kase, out->observations[i].check,
               hp_verdict_of(out->observations[i].level, settings->strict, settings->lenient));
    }
    /* Observations that found no room count at the level of their check. */
    for (size_t i = 0; out->observation_count == HP_OBSERVATIONS_MAX && i < hp_check_count; i++) {
        if ((out->checks_broken >> i & 1) != 0) {
            worsen(out, kase, hp_checks[i].id,
                   hp_verdict_of(hp_checks[i].level, settings->strict, settings->lenient));
        }
    }
    if (inconclusive != NULL && out->verdict != HP_FAIL) {
        out->verdict = HP_INCONCLUSIVE;
        out->reason = inconclusive;
    }
}

enum hp_status hp_judge_exchange(const struct hp_judge *judge, const struct hp_case *kase,
                                 const struct hp_exchange *exchange, struct hp_arena *arena,
                                 struct hp_judgement *out)
{
    out->verdict = HP_PASS;
    out->reason = NULL;
    out->observation_count = 0;
    out->checks_applied = 0;
    out->checks_broken = 0;
    out->answer = NULL;
    if (exchange->end == HP_END_UNSENT) {
        out->verdict = HP_SKIPPED;
        out->reason = exchange->note != NULL ? exchange->note : "this target cannot send it";
        return HP_OK;
    }
    struct hp_view view;
    hp_view_init(&view, judge, kase, exchange, arena, out);
    const char *inconclusive = NULL;
    const char *note = NULL;
    /* What a canary finds is the finding of state-canary. */
    if (!hp_expectation_is_inconclusive(&view, &inconclusive) && !judge->canary) {
        hp_expectation_judge(&view, &note);
    }
    run_checks(&view);
    if (inconclusive == NULL && !was_judged(&view, out->checks_applied)) {
        inconclusive = "the reply gave the row's check nothing to look at";
    }
    conclude(out, kase, judge->settings, inconclusive, note);
    out->answer = view.root;
    return view.out_of_memory ? HP_ERR_NOMEM : HP_OK;
}
