/* A row of the catalogue: what is done to a valid request, what must come of it, and by which
 * clause.
 *
 * Rows are `static const` tables in cases/, beside the functions that apply them. A row is written
 * against roles and kinds of nodes, never against a literal field name or enum value. */
#ifndef HP_PLAN_ROW_H
#define HP_PLAN_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/plan/combo.h"

struct hp_build;

enum hp_level { HP_MUST, HP_SHOULD, HP_MAY };

/* What must come back; hp_expect_name gives the catalogue's token. Judged by harness/check. */
enum hp_expect {
    HP_EXPECT_ACCEPT_200,
    HP_EXPECT_ACCEPT_200_OR_4XX,
    HP_EXPECT_REJECT_4XX,
    HP_EXPECT_REJECT_4XX_501,
    HP_EXPECT_REJECT_401_403,
    HP_EXPECT_REJECT_404_405,
    HP_EXPECT_REJECT_405,
    HP_EXPECT_REJECT_405_501,
    HP_EXPECT_REJECT_411,
    HP_EXPECT_REJECT_413,
    HP_EXPECT_REJECT_414,
    HP_EXPECT_REJECT_415,
    HP_EXPECT_REJECT_431,
    HP_EXPECT_REJECT_400,
    HP_EXPECT_REJECT_400_CLOSE,
    HP_EXPECT_REJECT_400_501,
    HP_EXPECT_NO_5XX_ONLY,
    HP_EXPECT_CHECK, /* the row's own check, named in hp_row.check */
    HP_EXPECT_COUNT
};

/* What the second judge (strict scan, then the request schema) must say of the body as sent. The
 * test that walks the plan holds every case to it. */
enum hp_body_truth {
    HP_BODY_VALID,    /* satisfies the contract: the offence, if any, is outside the body */
    HP_BODY_NOT_JSON, /* the scan refuses it */
    HP_BODY_BREAKS,   /* JSON, but the request schema refuses it */
    HP_BODY_EITHER,   /* instances differ, each is allowed to; only for accept-or-4xx rows */
    HP_BODY_BEYOND, /* satisfies the schema; refused by a rule that a schema cannot say (SSRF, CRLF)
                     */
    HP_BODY_NONE,   /* no body, or one of another media type */
};

/* How a row meets combinations. */
enum hp_combos {
    HP_COMBOS_SPREAD =
        0,         /* standard: spread over type, operations and data model; full: all 1,302 */
    HP_COMBOS_ONE, /* one combination at every depth: the body does not matter or is huge */
    HP_COMBOS_DOCUMENTED,          /* the documented example itself */
    HP_COMBOS_SINGLES,             /* type x single operation x data model: 558 */
    HP_COMBOS_SUBSETS,             /* type x non-empty set of operations x data model: 1,302 */
    HP_COMBOS_ORDERS,              /* type x every order of every non-empty set of operations */
    HP_COMBOS_PAIRS,               /* every unordered pair of data models, types that need models */
    HP_COMBOS_ALL_MODELS,          /* all data models: listed, reversed, shuffled; every type */
    HP_COMBOS_COVERING,            /* the covering array, with name, URL and headers classes */
    HP_COMBOS_OPERATIONS_REQUIRED, /* spread, over types that need operations only */
    HP_COMBOS_MODELS_REQUIRED,     /* spread, over types that need data models only */
    HP_COMBOS_OPERATIONS_FREE,     /* spread, over types that do not need operations */
    HP_COMBOS_MODELS_FREE,         /* spread, over types that do not need data models */
};

/* How the values that come back are compared with those sent. */
enum hp_echo {
    HP_ECHO_EXACT = 0, /* resp-echo-*: equal, arrays as sets, url equal or equivalent */
    HP_ECHO_TRIMMED,   /* equal, or equal after trimming blanks at the ends of strings */
    HP_ECHO_ONE_OF,    /* duplicate members: one of the values sent */
    HP_ECHO_CLEAN, /* equal, or the value sent without CR, LF, NUL: the echo must be free of them */
    HP_ECHO_NONE,  /* nothing to compare (the sent value has no agreed reading) */
};

enum hp_row_flag {
    HP_ROW_NETWORK = 1 << 0,     /* needs a transport: skipped in process, with that reason */
    HP_ROW_SLOW = 1 << 1,        /* takes seconds by design; not on a remote target unless named */
    HP_ROW_HEAVY = 1 << 2,       /* large bodies; not on a remote target unless named */
    HP_ROW_HAZARD = 1 << 3,      /* framing or SSRF; not on a remote target unless named */
    HP_ROW_RAW = 1 << 4,         /* needs the wire engine */
    HP_ROW_FOREIGN_URL = 1 << 5, /* its callback URL is not under example.com */
    HP_ROW_OBSERVER =
        1 << 6, /* sends nothing: judged on other rows' exchanges (resp-*, some state-*) */
    HP_ROW_BY_ID = 1 << 7, /* in no plan: only hp_plan_find builds its cases */
};

/* Makes the index-th instance of the row: names it with hp_instance, then edits the request. False,
 * with nothing changed, when index is past the last instance; otherwise true. Pure: the same build
 * context (contract, combination, seed) and index give the same bytes. Instances keep their names
 * for ever: a name says what is wrong ("lower-case"), never a position.
 *
 * How many instances a row has must not depend on the combination (hp_plan_new probes this and
 * refuses the row): an instance per byte or per item belongs in a row with HP_COMBOS_ONE, or names
 * the first, the middle and the last. Types, operations and data models outside the combination are
 * fine: the contract is the same for every combination. */
typedef bool hp_instance_fn(struct hp_build *build, size_t index);

#define HP_R(number) (UINT64_C(1) << (number))

struct hp_row {
    const char *id;
    const char *family;
    const char *title; /* a fact in one line */
    enum hp_expect expect;
    enum hp_level level;
    const char *clause;       /* as the catalogue spells it */
    uint64_t requirements;    /* HP_R(10) | HP_R(11): the requirements that a failure breaks */
    hp_instance_fn *instance; /* NULL for observer rows */
    enum hp_body_truth body;
    enum hp_combos combos;
    enum hp_echo echo;
    unsigned flags;    /* of enum hp_row_flag */
    const char *needs; /* what the row needs and this version cannot be given, one line; or NULL */
    uint64_t content;  /* of a row that is not the catalogue's: hash of what it sends, so that plans
                          with other bytes have other hashes; else 0 */
    const char *check; /* for HP_EXPECT_CHECK and for extra conditions: id of a row check of
                          harness/check */
};

const char *hp_expect_name(enum hp_expect expect);    /* "reject-4xx" */
const char *hp_expect_meaning(enum hp_expect expect); /* "any 4xx" */
const char *hp_level_name(enum hp_level level);       /* "MUST" */

/* The 53 requirements of the page. */
struct hp_requirement {
    const char *id; /* "R01" */
    const char *text;
    const char *lines; /* "PAGE:L1,L6" */
    bool documented;   /* false: only an example shows it */
};
extern const struct hp_requirement hp_requirements[];
extern const size_t hp_requirement_count; /* 53; number n is at n - 1 */

#endif
