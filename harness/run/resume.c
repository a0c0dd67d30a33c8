/* The journal as a checkpoint: what has a record is not sent again. A bit for each case of the plan
 * is the one place where memory grows with the plan (11 million cases: 1.4 MiB). */
#include "harness/run/resume.h"

#include "harness/base/alloc.h"

struct reader {
    struct hp_engine *engine;
    const struct hp_run_facts *facts;
    uint64_t cases;
};

static enum hp_status differs(struct hp_error *error, const char *what)
{
    return hp_error_set(error, HP_ERR_USAGE,
                        "it is of another %s: give the same options, or another --out", what);
}

static enum hp_status hear_start(void *context, const struct hp_run_facts *then,
                                 struct hp_error *error)
{
    struct reader *reader = context;
    const struct hp_run_facts *now = reader->facts;
    if (then->plan_hash != now->plan_hash || then->seed != now->seed) {
        return differs(error, "plan");
    }
    if (then->shard != now->shard || then->shards != now->shards) {
        return differs(error, "shard");
    }
    if (!hp_slice_equal(then->target_address, now->target_address)) {
        return differs(error, "target");
    }
    if (!hp_facts_same_profile(then, now)) {
        return differs(error, "profile or has other settings");
    }
    return hp_reducer_start(reader->engine->reducer, then, error);
}

static enum hp_status hear_record(void *context, const struct hp_case_record *record,
                                  struct hp_error *error)
{
    struct reader *reader = context;
    if (!record->canary) {
        if (record->index >= reader->cases) {
            return hp_error_set(error, HP_ERR_USAGE, "a case lies beyond the plan");
        }
        reader->engine->finished[record->index / 64] |= UINT64_C(1) << (record->index % 64);
        reader->engine->done++;
    }
    return hp_reducer_case(reader->engine->reducer, record, error);
}

static enum hp_status hear_end(void *context, const struct hp_run_end *end, struct hp_error *error)
{
    struct reader *reader = context;
    return hp_reducer_end(reader->engine->reducer, end, error);
}

static enum hp_status hear_shrunk(void *context, const struct hp_shrunk *shrunk,
                                  struct hp_error *error)
{
    struct reader *reader = context;
    return hp_reducer_shrunk(reader->engine->reducer, shrunk, error);
}

enum hp_status hp_resume_read(struct hp_engine *engine, const struct hp_run_facts *facts,
                              struct hp_error *error)
{
    struct reader reader = {engine, facts, facts->plan_cases};
    engine->finished = hp_calloc((size_t)(facts->plan_cases / 64 + 1), sizeof(*engine->finished));
    if (engine->finished == NULL) {
        return hp_error_nomem(error);
    }
    char path[HP_PATH_BYTES];
    (void)snprintf(path, sizeof(path), "%s/journal.ndjson", engine->options->out_dir);
    struct hp_journal_listener listener = {&reader, hear_start, hear_record, hear_end, hear_shrunk};
    return hp_journal_read(path, &listener, error);
}

bool hp_resume_has(const struct hp_engine *engine, uint64_t index)
{
    return engine->finished != NULL && (engine->finished[index / 64] >> (index % 64) & 1) != 0;
}
