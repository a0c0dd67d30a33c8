/* A run: plan -> target -> judge -> journal -> summary. */
#ifndef HP_RUN_RUN_H
#define HP_RUN_RUN_H

#include <signal.h>

#include "harness/run/prepared.h"
#include "harness/run/reduce.h"
#include "harness/target/target.h"

/* The seed of a run that was given none: the same every time, so that two runs compare. */
enum { HP_SEED_DEFAULT = 1, HP_TIMEOUT_S_DEFAULT = 10 };

/* Shown while the run goes on. */
struct hp_progress {
    uint64_t done, total;
    uint64_t failures, warnings;
    uint64_t shrinking; /* requests sent after the plan, to shrink what was found */
    double elapsed_s, per_second;
};

/* What is sent besides the plan's cases. */
/* What became of a campaign's corpus. */
struct hp_corpus_facts {
    size_t left_out; /* files that are no body: empty, over HP_BODY_BYTES_MAX, too many */
    size_t bodies;   /* in the end */
    size_t fresh;    /* of them, new in this run */
};

enum hp_campaign_kind {
    HP_CAMPAIGN_NONE = 0,
    HP_CAMPAIGN_CORPUS, /* behind them: the files of the corpus, each as a body */
    HP_CAMPAIGN_FUZZ,   /* instead of them: bodies that are made on the way */
};

struct hp_run_options {
    const struct hp_contract *contract;
    const struct hp_row *const *rows;
    size_t row_count;
    struct hp_plan_options plan;
    const struct hp_prepared *prepared; /* of the above, shared with other runs; NULL: the run makes
                                           its own */
    struct hp_address address;
    struct hp_target_options target; /* `service` is made by the run for a builtin target */
    struct hp_settings settings;
    const char *defect;        /* of `hook`, for replay lines; NULL: none */
    const char *contract_path; /* as given, for replay lines; NULL: the embedded contract */
    const char *cases_path;    /* as given, for replay lines; NULL: the catalogue alone */
    double rate_per_second;    /* 0: no limit */
    uint32_t time_s_max;       /* 0: no limit */
    uint64_t failures_max;     /* 0: no limit */
    unsigned retries;          /* how often a failing case is sent again before it counts */
    bool careful;              /* a remote target: rows that are heavy, slow or a hazard are skipped
                                  unless an include glob names them */
    bool map;                  /* combinations are mapped, for reports that show the space */
    bool shrink;               /* findings are shrunk and compared with what passes, afterwards */
    enum hp_campaign_kind campaign;
    const char *corpus;                   /* folder; NULL only without a campaign */
    struct hp_corpus_facts *corpus_facts; /* filled; may be NULL */
    uint32_t fuzz_s_max; /* of HP_CAMPAIGN_FUZZ: its end, which is none before its time */
    const struct hp_service_hook *hook; /* of the builtin target's service; may be NULL */
    const struct hp_baseline *baseline; /* known findings, which fail no run; may be NULL */
    bool resume;                        /* go on with the journal in out_dir where it stands */
    const char *out_dir; /* journal and findings go there; created when missing; NULL: nowhere */
    const volatile sig_atomic_t
        *stop; /* the run ends soon after this becomes non-zero; may be NULL */
    void (*progress)(void *context, const struct hp_progress *progress); /* may be NULL */
    void *progress_context;
    /* Told of every exchange when it was judged, whether it counts yet or is sent again; from any
     * thread, several at a time. May be NULL. */
    void (*trace)(void *context, const struct hp_case *kase, const struct hp_exchange *exchange,
                  const struct hp_judgement *judgement);
    void *trace_context;
};

/* Runs to the end of the plan or to a limit. HP_OK whatever the verdict: the summary says it, and
 * so does its exit code. `reducer` owns the summary; the caller frees it with hp_reducer_free.
 * Errors: HP_ERR_USAGE and HP_ERR_IO before or during the run (what the journal holds is kept),
 * HP_ERR_NOMEM, HP_ERR_INTERNAL. */
enum hp_status hp_run(const struct hp_run_options *options, struct hp_reducer **reducer,
                      struct hp_summary **summary, struct hp_error *error) HP_MUST_CHECK;

#endif
