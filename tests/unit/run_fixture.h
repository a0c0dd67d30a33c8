/* Records and rows by hand: a run without a target. */
#ifndef HP_TESTS_UNIT_RUN_FIXTURE_H
#define HP_TESTS_UNIT_RUN_FIXTURE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/rng.h"
#include "harness/run/reduce.h"
#include "tests/support/suite_main.h"

#define COUNT_OF(table) (int)(sizeof(table) / sizeof((table)[0]))

#if defined(__SANITIZE_ADDRESS__)
#define RUN_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define RUN_SANITIZED true
#endif
#endif
#ifndef RUN_SANITIZED
#define RUN_SANITIZED false
#endif

static inline struct hp_slice slice_bytes(const char *at, size_t len)
{
    return (struct hp_slice){at, len};
}

static inline void assert_slice(struct hp_slice have, struct hp_slice want, const char *what)
{
    ck_assert_msg(hp_slice_equal(have, want), "%s: %zu bytes \"%.*s\", not %zu bytes \"%.*s\"",
                  what, have.len, (int)have.len, have.at == NULL ? "" : have.at, want.len,
                  (int)want.len, want.at == NULL ? "" : want.at);
}

/* Two rows that send and one whose name is a check's: requirements 10 and 22, 12, 7. */
static const struct hp_row run_row_valid = {.id = "valid-a",
                                            .family = "valid",
                                            .title = "A valid create is accepted",
                                            .clause = "PAGE:L64",
                                            .level = HP_MUST,
                                            .requirements = HP_R(10) | HP_R(22)};
static const struct hp_row run_row_enum = {.id = "enum-b",
                                           .family = "enum",
                                           .title = "An unknown value is refused",
                                           .clause = "PAGE:L91",
                                           .level = HP_MUST,
                                           .requirements = HP_R(12)};
static const struct hp_row run_row_observer = {.id = "auth-challenge",
                                               .family = "auth",
                                               .title = "A 401 names its scheme",
                                               .clause = "RFC9110-15.5.2",
                                               .level = HP_SHOULD,
                                               .requirements = HP_R(7),
                                               .flags = HP_ROW_OBSERVER};
static const struct hp_row *const run_rows[] = {&run_row_valid, &run_row_enum, &run_row_observer};
enum { RUN_ROWS = sizeof(run_rows) / sizeof(run_rows[0]) };

static inline struct hp_run_facts run_facts(void)
{
    return (struct hp_run_facts){.tool_version = HP_SLICE("9.8.7"),
                                 .target_kind = HP_SLICE("http"),
                                 .target_address = HP_SLICE("http://127.0.0.1:8080"),
                                 .profile = HP_SLICE("doc"),
                                 .profile_base = HP_SLICE("doc"),
                                 .depth = HP_SLICE("standard"),
                                 .seed = 7,
                                 .plan_hash = UINT64_C(0x0123456789abcdef),
                                 .plan_cases = 1000,
                                 .shard = 1,
                                 .shards = 1,
                                 .coverage = {{1, 2}, {3, 4}, {5, 6}},
                                 .started_unix_ms = INT64_C(1713156745309)};
}

/* A case that passed: 200, one millisecond. `id` is text that stays. */
static inline struct hp_case_record run_record(const char *id, uint64_t index)
{
    struct hp_slice whole = hp_slice_of(id);
    size_t row = hp_slice_find(whole, HP_SLICE("@"));
    return (struct hp_case_record){.id = whole,
                                   .row = {whole.at, row},
                                   .index = index,
                                   .verdict = HP_PASS,
                                   .status = 200,
                                   .duration_us = 1000};
}

/* Gives a record what was observed; the array stays the caller's. The request is `body`. */
static inline void run_observe(struct hp_case_record *record, enum hp_verdict verdict,
                               const struct hp_observation *observations, size_t count,
                               const char *body)
{
    record->verdict = verdict;
    record->observations = observations;
    record->observation_count = count;
    for (size_t i = 0; i < count; i++) {
        int check = hp_check_find(observations[i].check);
        record->checks_applied |= check < 0 ? 0 : UINT64_C(1) << check;
        record->checks_broken |= check < 0 ? 0 : UINT64_C(1) << check;
    }
    record->why = HP_SLICE("something is wrong");
    record->request.method = HP_SLICE("POST");
    record->request.target = HP_SLICE("/v3/core/webhooks");
    record->request.body = hp_slice_of(body);
    record->request.has_body = true;
    record->request_body_bytes = record->request.body.len;
    record->response.status = record->status;
    record->response.body = HP_SLICE("{}");
    record->response_body_bytes = 2;
}

static inline struct hp_observation run_observation(const char *check, enum hp_level level,
                                                    const char *where)
{
    return (struct hp_observation){.check = check,
                                   .level = level,
                                   .clause = "PAGE:L1",
                                   .where = hp_slice_of(where),
                                   .expected = HP_SLICE("this"),
                                   .actual = HP_SLICE("that")};
}

static inline struct hp_reducer *run_reducer(void)
{
    struct hp_error error = {0};
    struct hp_reducer *reducer = NULL;
    struct hp_run_facts facts = run_facts();
    ck_assert_int_eq(hp_reducer_new(run_rows, RUN_ROWS, &reducer, &error), HP_OK);
    ck_assert_int_eq(hp_reducer_start(reducer, &facts, &error), HP_OK);
    return reducer;
}

static inline void run_feed(struct hp_reducer *reducer, const struct hp_case_record *record)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_reducer_case(reducer, record, &error) == HP_OK, "%s", error.text);
}

static inline struct hp_summary *run_finish(struct hp_reducer *reducer, enum hp_stop stop,
                                            const char *reason)
{
    struct hp_error error = {0};
    struct hp_summary *summary = NULL;
    struct hp_run_end end = {stop, hp_slice_of(reason), 12, 2.5};
    ck_assert_int_eq(hp_reducer_end(reducer, &end, &error), HP_OK);
    ck_assert_msg(hp_reducer_finish(reducer, &summary, &error) == HP_OK, "%s", error.text);
    return summary;
}

static inline const struct hp_row_summary *run_row_of(const struct hp_summary *summary,
                                                      const char *id)
{
    for (size_t i = 0; i < summary->row_count; i++) {
        if (strcmp(summary->rows[i].id, id) == 0) {
            return &summary->rows[i];
        }
    }
    ck_abort_msg("no row %s", id);
    return NULL;
}

/* A new folder under the build's temporary one, removed with run_folder_gone. */
static inline void run_folder(char path[static 64])
{
    (void)snprintf(path, 64, "/tmp/hookproof-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(path));
}

static inline void run_folder_gone(const char *path)
{
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", path);
    ck_assert_int_eq(system(command), 0);
}

#endif
