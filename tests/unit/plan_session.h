/* One plan over the tests' own rows, and ways to walk it. Each test starts with `options` for
 * standard depth and makes its `plan`. */
#ifndef HP_TESTS_UNIT_PLAN_SESSION_H
#define HP_TESTS_UNIT_PLAN_SESSION_H

#include <stdlib.h>

#include "tests/support/suite_main.h"
#include "tests/unit/plan_rows.h"

#define COUNT_OF(table) (int)(sizeof(table) / sizeof((table)[0]))

static struct hp_contract *contract;
static struct hp_plan_options options;
static struct hp_plan *plan;
static struct hp_case kase;

static inline void set_up(void)
{
    contract = rows_contract();
    options = (struct hp_plan_options){
        .depth = HP_DEPTH_STANDARD, .seed = 42, .api_key = HP_SLICE("secret")};
    plan = NULL;
    hp_case_init(&kase);
}

static inline void tear_down(void)
{
    hp_case_deinit(&kase);
    hp_plan_free(plan);
    hp_contract_free(contract);
}

static inline struct hp_plan *new_plan(void)
{
    struct hp_plan *made = NULL;
    struct hp_error error = {HP_OK, ""};
    enum hp_status status = hp_plan_new(contract, rows_list(), ROWS_COUNT, &options, &made, &error);
    ck_assert_msg(status == HP_OK, "%s", error.text);
    return made;
}

static inline void include_only(const char *const *glob)
{
    options.include = glob;
    options.include_count = 1;
}

static inline bool next(const struct hp_plan *of, struct hp_plan_cursor *cursor)
{
    struct hp_error error = {HP_OK, ""};
    bool there = hp_plan_next(of, cursor, &kase, &error);
    ck_assert_msg(error.status == HP_OK, "%s", error.text);
    return there;
}

/* Everything that is sent, as one number. */
static inline uint64_t hash_case(const struct hp_case *of)
{
    uint64_t hash = hp_hash(HP_HASH_BASIS, of->id);
    hash = hp_hash(hash, of->request.method);
    hash = hp_hash(hash, of->request.target);
    for (size_t i = 0; i < of->request.field_count; i++) {
        hash = hp_hash(hash, of->request.fields[i].name);
        hash = hp_hash(hash, of->request.fields[i].value);
    }
    return hp_hash(hash, of->request.body);
}

static inline uint64_t hash_walk(const struct hp_plan *of)
{
    uint64_t hash = 0;
    struct hp_plan_cursor cursor = {0};
    while (next(of, &cursor)) {
        hash = hp_hash_mix(hash ^ hash_case(&kase));
    }
    return hash;
}

static inline int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Walks the plan; returns its ids sorted. */
static inline char **ids_of(const struct hp_plan *of, size_t *count)
{
    char **ids = calloc((size_t)hp_plan_size(of) + 1, sizeof(*ids));
    struct hp_plan_cursor cursor = {0};
    *count = 0;
    while (next(of, &cursor)) {
        ck_assert_uint_lt(*count, hp_plan_size(of));
        /* A shard's cases keep their places in the whole plan. */
        ck_assert_uint_ge(kase.index, *count);
        ck_assert(options.shards > 1 || kase.index == *count);
        ids[(*count)++] = strndup(kase.id.at, kase.id.len);
    }
    ck_assert_uint_eq(*count, hp_plan_size(of));
    qsort(ids, *count, sizeof(*ids), by_text);
    return ids;
}

static inline void free_ids(char **ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(ids[i]);
    }
    free(ids);
}

static inline Suite *session_suite(const char *name, TCase **tcase)
{
    Suite *suite = suite_create(name);
    *tcase = tcase_create(name);
    tcase_add_checked_fixture(*tcase, set_up, tear_down);
    tcase_set_timeout(*tcase, 120);
    suite_add_tcase(suite, *tcase);
    return suite;
}

#endif
