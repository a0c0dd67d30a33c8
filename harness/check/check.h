/* The judge: pure functions from a case and its exchange to a verdict with reasons.
 *
 * Nothing here sends, sleeps or reads a clock. What was sent is judged by its bytes, not by the
 * row's intention; what came back by the contract alone. */
#ifndef HP_CHECK_CHECK_H
#define HP_CHECK_CHECK_H

#include "harness/base/arena.h"
#include "harness/base/message.h"
#include "harness/check/settings.h"
#include "harness/plan/plan.h"

enum hp_verdict {
    HP_PASS,
    HP_NOTE,         /* a MAY was broken, or the row says that either is fine and tells which */
    HP_WARN,         /* a SHOULD was broken */
    HP_FAIL,         /* a MUST was broken, or a SHOULD under strict */
    HP_INCONCLUSIVE, /* 429, 503 with Retry-After, no connection: says nothing about the row */
    HP_SKIPPED,      /* not sent */
    HP_VERDICT_COUNT
};
const char *hp_verdict_name(enum hp_verdict verdict); /* "pass" */
/* What something broken at this level comes to. */
enum hp_verdict hp_verdict_of(enum hp_level level, bool strict, bool lenient);

struct hp_view;
struct hp_json;

/* Of which exchanges a check may have something to say (a column of checks.h). Asking a check about
 * an exchange of none of its kinds would only give HP_NOT_APPLICABLE. */
enum hp_check_of {
    HP_OF_ANY = 1,
    HP_OF_CREATE = 2,  /* a 2xx to a create */
    HP_OF_REFUSAL = 4, /* a status from 400 on */
    HP_OF_ITS_ROW = 8, /* the row names the check as its own */
    HP_OF_CANARY = 16,
    HP_OF_WIRE = 32,     /* that went over a connection */
    HP_OF_RECORD = 64,   /* a 2xx to a create; holds without being asked when hp_view_is_sound */
    HP_OF_ECHO = 128,    /* the same when hp_view_same */
    HP_OF_SUCCESS = 256, /* any 2xx */
    HP_OF_KEY_REFUSED = 512, /* 401 or 403 */
    HP_OF_405 = 1024,
    HP_OF_429 = 2048,    /* or any, where rate.headers asks for fields about it */
    HP_OF_WATCHED = 4096 /* whose memory was watched */
};

/* A check that looks at every exchange to which it applies. */
struct hp_check {
    const char *id;     /* "resp-status-200"; also the id of its row in reports */
    const char *family; /* "response-checks", "stateful", "auth" ... */
    const char *title;
    enum hp_level level;
    const char *clause;
    uint64_t requirements;
    /* Applies, and held or broken; broken ones add an observation. */
    enum hp_outcome { HP_NOT_APPLICABLE, HP_HELD, HP_BROKEN } (*run)(struct hp_view *view);
};

/* All checks, in the order of the catalogue: 64 at most, so that a set of them is one word. */
extern const struct hp_check hp_checks[];
extern const size_t hp_check_count;
/* Index in hp_checks, or -1. */
int hp_check_find(const char *id);

/* One thing that was not as it should be. Text lies in the view's arena. */
struct hp_observation {
    const char *check; /* id of a check, or "expectation": the row's own */
    enum hp_level level;
    const char *clause;
    struct hp_slice where; /* JSON Pointer in the response (or request), "status", "header NAME" */
    struct hp_slice expected; /* one line each */
    struct hp_slice actual;
};

enum { HP_OBSERVATIONS_MAX = 16 };

struct hp_judgement {
    enum hp_verdict verdict; /* of the worst observation; a MAY that is not the row's own is none */
    const char *reason; /* static or in the arena, for inconclusive, skipped and notes; else NULL */
    struct hp_observation observations[HP_OBSERVATIONS_MAX];
    size_t observation_count;
    uint64_t checks_applied; /* bit i: hp_checks[i] */
    uint64_t checks_broken;
    const struct hp_json
        *answer; /* the body that came back, in the arena; NULL: no check opened it */
};

/* What the judge keeps over a run: the ids seen, and how a key was refused. Shared by threads (its
 * own lock). It holds the last HP_MEMORY_IDS ids (memory.h), so one that repeats after more creates
 * than that goes unnoticed. An exchange is judged with it once: judged again, its own
 * id would count as seen, so whoever judges again passes none. */
struct hp_memory;
enum hp_status hp_memory_new(struct hp_memory **out, struct hp_error *error) HP_MUST_CHECK;
void hp_memory_free(struct hp_memory *memory);

struct hp_judge {
    const struct hp_contract *contract;
    const struct hp_settings *settings;
    struct hp_memory *memory; /* NULL: state checks do not apply */
    struct hp_slice api_key;  /* must never come back (I5) */
    bool tls;                 /* HSTS is looked for */
    bool in_process;          /* no sockets: transport checks do not apply */
    bool canary; /* this exchange asks whether the target still works: a wrong answer is the
                    finding of state-canary and not of the row */
    bool last;   /* a canary's last try: no connection counts as a wrong answer */
};

/* Judges one exchange. Memory for texts comes from `arena`. */
enum hp_status hp_judge_exchange(const struct hp_judge *judge, const struct hp_case *kase,
                                 const struct hp_exchange *exchange, struct hp_arena *arena,
                                 struct hp_judgement *out) HP_MUST_CHECK;

/* The second judge: what the body as sent really is (strict scan, then the request schema). False
 * when it contradicts `want`; `line` then says how. The test that walks the plan asks this of every
 * case. */
bool hp_body_agrees(const struct hp_contract *contract, const struct hp_request *request,
                    enum hp_body_truth want, struct hp_arena *arena, struct hp_slice *line);

#endif
