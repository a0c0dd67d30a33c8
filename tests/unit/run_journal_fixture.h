/* A journal in a folder of its own, and one who hears what is read back from it. */
#ifndef HP_TESTS_UNIT_RUN_JOURNAL_FIXTURE_H
#define HP_TESTS_UNIT_RUN_JOURNAL_FIXTURE_H

#include "harness/run/journal.h"
#include "tests/unit/run_fixture.h"

#define JOURNAL_CASE "valid-a@#x~Y"

enum { JOURNAL_SENT = 12 };

static char folder[64];
static char path[128];

static inline void journal_set_up(void)
{
    run_folder(folder);
    (void)snprintf(path, sizeof(path), "%s/journal.ndjson", folder);
}

static inline void journal_tear_down(void)
{
    run_folder_gone(folder);
}

/* Cases `first` and the `count` - 1 behind it. */
static inline void journal_append(struct hp_journal *journal, const char *id, uint64_t first,
                                  size_t count)
{
    struct hp_error error = {0};
    for (uint64_t i = first; i < first + count; i++) {
        struct hp_case_record record = run_record(id, i);
        ck_assert_int_eq(hp_journal_case(journal, &record, &error), HP_OK);
    }
}

/* A journal of `count` cases from 0 on, with its end or without. */
static inline void journal_write(const char *id, size_t count, bool with_end)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct hp_run_facts facts = run_facts();
    ck_assert_msg(hp_journal_create(path, &journal, &error) == HP_OK, "%s", error.text);
    ck_assert_int_eq(hp_journal_start(journal, &facts, &error), HP_OK);
    journal_append(journal, id, 0, count);
    if (with_end) {
        struct hp_run_end end = {HP_STOP_NONE, HP_SLICE(""), JOURNAL_SENT, 1};
        ck_assert_int_eq(hp_journal_end(journal, &end, &error), HP_OK);
    }
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
}

static inline size_t journal_bytes(void)
{
    struct stat what;
    ck_assert_int_eq(stat(path, &what), 0);
    return (size_t)what.st_size;
}

/* What a listener has heard. */
struct heard {
    size_t starts, records, canaries, shrunk, ends;
    uint64_t last_index, indexes; /* of records, the second a sum */
    uint64_t fingerprint;         /* of the last that was shrunk */
    char body[64];
    enum hp_status refuse; /* given back by the listener of records when not HP_OK */
    enum hp_status refuse_shrunk;
};

static inline enum hp_status hear_start(void *context, const struct hp_run_facts *facts,
                                        struct hp_error *error)
{
    (void)error;
    struct heard *heard = context;
    heard->starts++;
    ck_assert_uint_eq(facts->seed, 7);
    return HP_OK;
}

static inline enum hp_status hear_record(void *context, const struct hp_case_record *record,
                                         struct hp_error *error)
{
    struct heard *heard = context;
    heard->records++;
    heard->canaries += record->canary;
    heard->last_index = record->index;
    heard->indexes += record->index;
    return heard->refuse == HP_OK ? HP_OK : hp_error_set(error, heard->refuse, "no more");
}

static inline enum hp_status hear_end(void *context, const struct hp_run_end *end,
                                      struct hp_error *error)
{
    (void)error;
    struct heard *heard = context;
    heard->ends++;
    ck_assert_uint_eq(end->sent, JOURNAL_SENT);
    return HP_OK;
}

static inline enum hp_status hear_shrunk(void *context, const struct hp_shrunk *shrunk,
                                         struct hp_error *error)
{
    struct heard *heard = context;
    heard->shrunk++;
    heard->fingerprint = shrunk->fingerprint;
    (void)snprintf(heard->body, sizeof(heard->body), "%.*s", (int)shrunk->minimal_body.len,
                   shrunk->minimal_body.at);
    return heard->refuse_shrunk == HP_OK ? HP_OK
                                         : hp_error_set(error, heard->refuse_shrunk, "no more");
}

/* `hears_shrunk`: listens to what the shrinking found, too. */
static inline enum hp_status journal_read(struct heard *heard, bool hears_shrunk,
                                          struct hp_error *error)
{
    struct hp_journal_listener listener = {heard, hear_start, hear_record, hear_end,
                                           hears_shrunk ? hear_shrunk : NULL};
    *error = (struct hp_error){0};
    return hp_journal_read(path, &listener, error);
}

#endif
