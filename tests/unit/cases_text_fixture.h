/* What the tests of the rows on text, URLs, inner addresses and headers share: those rows, and the
 * parts of their bodies as a reader has them. */
#ifndef HP_TESTS_UNIT_CASES_TEXT_FIXTURE_H
#define HP_TESTS_UNIT_CASES_TEXT_FIXTURE_H

#include "tests/unit/cases_fixture.h"

static const struct hp_table *const tables[] = {
    &hp_table_strings_unicode,
    &hp_table_url,
    &hp_table_ssrf,
    &hp_table_headers_injection,
};

static inline const struct hp_row *row_at(size_t index)
{
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (index < tables[i]->count) {
            return &tables[i]->rows[index];
        }
        index -= tables[i]->count;
    }
    return NULL;
}

static inline size_t row_count(void)
{
    size_t count = 0;
    while (row_at(count) != NULL) {
        count++;
    }
    return count;
}

static struct hp_arena arena;

static inline void setup_arena(void)
{
    hp_arena_init(&arena, (size_t)256 * 1024 * 1024);
}

static inline void teardown_arena(void)
{
    hp_arena_deinit(&arena);
}

static inline void setup_own(void)
{
    setup();
    setup_arena();
}

static inline void teardown_both(void)
{
    teardown_arena();
    teardown();
}

/* What the second judge says of a body; the tree, if there is one, in `root`. */
static inline enum hp_body_truth truth_of(struct hp_slice body, const struct hp_json **root)
{
    struct hp_json_scan scan;
    hp_arena_reset(&arena);
    ck_assert(hp_json_parse(&arena, body, &hp_json_limits_default, &scan, root) == HP_OK);
    if (*root == NULL) {
        return HP_BODY_NOT_JSON;
    }
    return hp_schema_validate(contract->request, *root, &arena, NULL) ? HP_BODY_VALID
                                                                      : HP_BODY_BREAKS;
}

/* The text of a member of the wrapper, in the forms of tree.h. */
static inline struct hp_slice text_at(const struct hp_request *request, enum hp_role role)
{
    const struct hp_json *root;
    (void)truth_of(request->body, &root);
    ck_assert_ptr_nonnull(root);
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    const struct hp_json *value = hp_json_member(wrapper, contract->names[role]);
    ck_assert(hp_json_is(value, HP_JSON_STRING));
    return hp_json_string(value);
}

static inline const struct hp_json *headers_of(const struct hp_request *request)
{
    const struct hp_json *root;
    (void)truth_of(request->body, &root);
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    return hp_json_member(wrapper, contract->names[HP_ROLE_HEADERS]);
}

#endif
