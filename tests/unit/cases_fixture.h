/* What the tests of rows share: the embedded contract, a build, and instances by their names. */
#ifndef HP_TESTS_UNIT_CASES_FIXTURE_H
#define HP_TESTS_UNIT_CASES_FIXTURE_H

#include "tests/support/suite_main.h"

#include "cases/cases.h"
#include "harness/plan/build.h"
#include "harness/plan/plan.h"

#define TEST_KEY "k-Test-0123456789"

static struct hp_contract *contract;
static struct hp_base base;
static struct hp_build build;
static struct hp_build again;

static inline void setup(void)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_contract_open(NULL, &contract, &error) == HP_OK, "%s", error.text);
    base = (struct hp_base){contract, 7, HP_SLICE(TEST_KEY), contract->path};
    hp_build_init(&build);
    hp_build_init(&again);
}

static inline void teardown(void)
{
    hp_build_deinit(&build);
    hp_build_deinit(&again);
    hp_contract_free(contract);
}

/* The index-th instance of the row, for one of the combinations. */
static inline bool make(struct hp_build *out, const struct hp_row *row, uint64_t triple,
                        size_t index)
{
    struct hp_combo combo;
    hp_combo_triple(contract, triple, &combo);
    hp_build_begin(out, &base, row, &combo, NULL);
    bool made = row->instance(out, index);
    ck_assert_msg(!hp_build_failed(out), "%s: memory or a bound refused instance %zu", row->id,
                  index);
    return made;
}

static inline const struct hp_row *row_called(const char *id)
{
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i]->id, id) == 0) {
            return rows[i];
        }
    }
    ck_abort_msg("no row %s", id);
    return NULL;
}

/* Makes the instance of that name. */
static inline struct hp_request named(const char *id, const char *name)
{
    const struct hp_row *row = row_called(id);
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        if (hp_slice_is(hp_buf_view(&build.instance), name)) {
            return hp_build_request(&build);
        }
    }
    ck_abort_msg("%s has no instance %s", id, name);
    return (struct hp_request){0};
}

static inline bool holds(struct hp_slice text, struct hp_slice part)
{
    return part.len == 0 || hp_slice_find(text, part) < text.len;
}

static inline struct hp_slice field_of(const struct hp_request *request, const char *name)
{
    const struct hp_field *field =
        hp_field_find(request->fields, request->field_count, hp_slice_of(name));
    ck_assert_msg(field != NULL, "no field %s", name);
    return field->value;
}

/* A piece of text that the name of an instance promises for its body. */
struct promised {
    const char *id;
    const char *name;
    struct hp_slice text;
};

static inline void check_promise(const struct promised *promise)
{
    struct hp_request request = named(promise->id, promise->name);
    ck_assert_msg(holds(request.body, promise->text), "%s: %.*s", promise->name,
                  (int)request.body.len, request.body.at);
}

/* A test case with the fixture. */
static inline TCase *case_of(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    suite_add_tcase(suite, tcase);
    return tcase;
}

#endif
