/* What a run amounts to, reduced from journal records one by one: the model that every report
 * writes.
 *
 * Memory grows with the number of rows and of groups of findings (HP_GROUPS_MAX), never with the
 * number of cases. All text belongs to the summary. */
#ifndef HP_RUN_SUMMARY_H
#define HP_RUN_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/base/message.h"
#include "harness/check/check.h"

struct hp_tally {
    uint64_t cases, pass, fail, warn, note, inconclusive, skipped;
};

struct hp_row_summary {
    const char *id, *family, *title, *clause;
    enum hp_level level;
    uint64_t requirements;
    bool observer; /* judged on other rows' exchanges: `cases` counts those it applied to */
    struct hp_tally tally;
    const char *reason; /* why the first case that was skipped or inconclusive was; else NULL */
};

enum hp_requirement_status { HP_REQUIREMENT_HELD, HP_REQUIREMENT_BROKEN, HP_REQUIREMENT_UNTESTED };

struct hp_requirement_summary {
    const struct hp_requirement *requirement;
    enum hp_requirement_status status;
    size_t *rows; /* indexes into hp_summary.rows of the rows that speak for it */
    size_t row_count;
};

/* Does the plain valid request of the same combination fail in the same way? Then the row's own
 * edit is not the cause. */
enum hp_plain {
    HP_PLAIN_PASSES, /* or is not known to fail */
    HP_PLAIN_FAILS,
    HP_PLAIN_ALWAYS_FAILS, /* with the first values of the contract, and with the last ones */
};

/* What is known of when the documented example stopped working. */
enum hp_after {
    HP_AFTER_NOTHING,
    HP_AFTER_UNSURE, /* within a window of cases that did no harm when they were sent again */
    HP_AFTER_LOST,   /* within a window of cases; the target did not get well to be asked */
    HP_AFTER_CASE,   /* after one case, each time it is sent */
};

/* One group of findings: everything that failed in the same way. */
struct hp_group {
    char fingerprint[17]; /* 16 hex digits over row, check, where and status class; stable across
                             runs */
    enum hp_verdict verdict;
    const char *row, *family, *check, *title;
    enum hp_level level;
    const char *clause, *where, *expected, *actual, *why;
    uint64_t count;
    uint64_t row_cases; /* of the row that were judged, whatever came of them; 0: not known */
    bool flaky;         /* some case failed only sometimes ... */
    uint64_t attempts, reproduced; /* ... of the cases that were sent again: k of n */
    enum hp_end end;               /* of the minimal case */
    const char *first_case, *minimal_case;
    struct hp_request request; /* of the minimal case; body cut at HP_EXCERPT_BYTES, key masked */
    size_t request_body_bytes; /* before the cut */
    struct hp_response response;
    size_t response_body_bytes;
    const char *end_note; /* when there was no response: how it ended; else NULL */
    /* By hand, of which one is there when an HTTP target was addressed; see by_hand.h. */
    const char *curl;       /* a curl command, */
    const char *shell;      /* another command for bash, */
    const char *no_command; /* or why there is none */
    const char *replay;     /* "hookproof replay '...'" */

    /* What the shrinking found; see hp_shrunk. */
    uint64_t shrunk; /* requests that it sent; 0: the group was not shrunk */
    enum hp_plain plain;
    struct hp_slice minimal_body; /* at is NULL: there is none */
    const char *pass_case;        /* NULL: none was found */
    const char *pass_difference;
    bool seen_again; /* the minimal case failed once more after the plan */

    /* Of a canary that failed; see culprit.h. */
    enum hp_after after;
    const char *after_case; /* the case that did it, or the first that failed as the canary did */
    const char *after_line; /* one line */

    /* Set by hp_causes_fold; all zero for a group that was not folded. */
    const struct hp_group *cause;  /* the group that stands for this one; NULL: none does */
    const struct hp_group **hides; /* those that this one stands for, most severe first */
    size_t hide_count;
    const char *cause_title;       /* what they have in common; NULL: the row's title says it */
    enum hp_verdict cause_verdict; /* the worst of this group and what it hides */
    uint64_t cause_count;          /* their counts together */

    /* Set by hp_baseline_apply. */
    const char *known_until; /* "2026-02-22"; NULL: the baseline does not know it */
    const char *known_reason;
    bool expired; /* that day is over: it counts again */
};

/* A finding of the baseline that no longer shows. */
struct hp_fixed {
    char fingerprint[17];
    const char *row; /* NULL: the baseline does not say */
    const char *until, *reason;
};

struct hp_baseline_summary {
    const char *path;      /* NULL: there is none */
    bool whole;            /* the whole plan was run */
    size_t known, expired; /* groups */
    struct hp_fixed *fixed;
    size_t fixed_count;
};

enum hp_outcome_kind { HP_CONFORMANT, HP_NONCONFORMANT, HP_OUTCOME_INCONCLUSIVE, HP_INCOMPLETE };

struct hp_latency {
    double p50_ms, p90_ms, p99_ms, max_ms;
};

/* Exchanges that took over half of `up_to_ms` and no more than it. */
struct hp_latency_bar {
    double up_to_ms;
    uint64_t count;
};
enum { HP_LATENCY_BARS_MAX = 40 };

struct hp_grid;

struct hp_summary {
    struct hp_arena arena; /* behind all text */
    const char *tool_version;
    const char *target_kind; /* "builtin", "http" */
    const char *target_address;
    const char *profile, *depth;
    const char *profile_base; /* the built-in profile below `profile`, which may be a file's */
    struct hp_setting_summary {
        const char *key, *value, *profile_value;
    } * settings; /* that are not as the built-in profile has them */
    size_t setting_count;
    uint64_t seed;
    const char *again; /* JSON text: what `replay` has to be told (again.h); NULL: unknown */
    uint64_t plan_hash, plan_cases;
    struct hp_coverage coverage;
    enum hp_outcome_kind outcome;
    const char *outcome_reason; /* one sentence for a person */
    int exit_code;
    struct hp_tally totals; /* cases = cases of the plan; observers are not counted */
    uint64_t sent;
    struct hp_row_summary *rows;
    size_t row_count;
    struct hp_requirement_summary *requirements;
    size_t requirement_count;
    struct hp_group *groups; /* fails first, then warns, then notes; by count within */
    size_t group_count;
    uint64_t groups_dropped;        /* beyond HP_GROUPS_MAX */
    const struct hp_group **causes; /* no notes; worst first; NULL: not folded */
    size_t cause_count;
    struct hp_baseline_summary baseline;
    struct hp_latency latency;
    struct hp_latency_bar latency_bars[HP_LATENCY_BARS_MAX]; /* from the fastest to the slowest */
    size_t latency_bar_count;
    const struct hp_grid *grid; /* the space of combinations; NULL: it was not mapped */
    double requests_per_second;
    int64_t started_unix_ms;
    double duration_s;
};

const char *hp_outcome_name(enum hp_outcome_kind outcome); /* "conformant" */

#endif
