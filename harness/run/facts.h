/* What is known of a run before its first case: the first line of its journal. */
#ifndef HP_RUN_FACTS_H
#define HP_RUN_FACTS_H

#include "harness/base/buf.h"
#include "harness/check/settings.h"
#include "harness/json/tree.h"
#include "harness/plan/plan.h"

/* A setting that is not as the built-in profile has it. */
struct hp_setting_change {
    struct hp_slice key, value, profile_value;
};

struct hp_run_facts {
    struct hp_slice tool_version;
    struct hp_slice target_kind;    /* "builtin", "http" */
    struct hp_slice target_address; /* never with a credential in it */
    struct hp_slice profile;        /* its name, or the path of a file */
    struct hp_slice profile_base;   /* the built-in profile below it; the same for a name */
    struct hp_setting_change settings[HP_SETTING_COUNT]; /* against profile_base */
    size_t setting_count;
    struct hp_slice depth; /* "smoke", "standard", "full" */
    bool strict;
    bool lenient;
    bool selected; /* include or exclude globs, or a shard: what was not run is not reported as
                      missing */
    uint64_t seed;
    uint64_t plan_hash, plan_cases; /* of the whole plan, whatever the shard */
    uint32_t shard, shards;         /* 1 of 1 when the plan was not divided */
    struct hp_coverage coverage;
    int64_t started_unix_ms;
    struct hp_slice again; /* JSON text: what `replay` has to be told (again.h); empty: unknown */
};

/* Why a run ended before the plan did. */
enum hp_stop {
    HP_STOP_NONE = 0,    /* the plan was done */
    HP_STOP_SIGNAL,      /* SIGINT or SIGTERM */
    HP_STOP_TIME,        /* --time */
    HP_STOP_FAILURES,    /* --max-failures */
    HP_STOP_UNREACHABLE, /* the target stopped answering */
    HP_STOP_REFUSED,     /* the preflight: the target refuses the key */
    HP_STOP_KILLED,      /* no end was written */
    HP_STOP_SHARDS,      /* journals of some shards are missing */
};

/* What is known only afterwards: the last line of the journal. */
struct hp_run_end {
    enum hp_stop stop;
    struct hp_slice reason; /* one sentence for a person; may be empty */
    uint64_t sent;          /* exchanges, canaries and preflight included */
    double duration_s;
};

const char *hp_depth_name(enum hp_depth depth);

/* Room for the values that hp_facts_profile writes down. */
struct hp_profile_texts {
    char values[HP_SETTING_COUNT][2][HP_SETTING_SHOWN_BYTES];
};
/* Profile, strictness and what differs from the profile; borrows from both. */
void hp_facts_profile(struct hp_run_facts *facts, const struct hp_settings *settings,
                      struct hp_profile_texts *texts);
/* Were both judged by the same rules? */
bool hp_facts_same_profile(const struct hp_run_facts *a, const struct hp_run_facts *b);

/* `{"kind":"start",...}` and `{"kind":"end",...}`, each with a line feed. */
void hp_facts_write(struct hp_buf *out, const struct hp_run_facts *facts);
void hp_end_write(struct hp_buf *out, const struct hp_run_end *end);

/* HP_ERR_USAGE: a member is missing or wrong, or the journal's schema is another. Text is borrowed
 * from the tree's arena. */
enum hp_status hp_facts_read(const struct hp_json *line, struct hp_run_facts *facts,
                             struct hp_error *error) HP_MUST_CHECK;
enum hp_status hp_end_read(const struct hp_json *line, struct hp_run_end *end,
                           struct hp_error *error) HP_MUST_CHECK;

#endif
