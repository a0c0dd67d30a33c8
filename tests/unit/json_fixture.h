/* What the tests of trees share: an arena, the last scan, and a parse that must succeed. */
#ifndef HP_TESTS_UNIT_JSON_FIXTURE_H
#define HP_TESTS_UNIT_JSON_FIXTURE_H

#include <check.h>

#include "harness/base/buf.h"
#include "harness/json/tree.h"

static struct hp_arena arena;
static struct hp_json_scan scan;

static inline void set_up(void)
{
    hp_arena_init(&arena, (size_t)1 << 30);
}

static inline void tear_down(void)
{
    hp_arena_deinit(&arena);
}

static inline const struct hp_json *parse(struct hp_slice text)
{
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, text, NULL, &scan, &root), HP_OK);
    ck_assert_msg(root != NULL, "offset %zu: want %s", scan.offset, scan.want);
    return root;
}

static inline void assert_slice(struct hp_slice have, struct hp_slice want)
{
    ck_assert_msg(hp_slice_equal(have, want), "'%.*s', not '%.*s'", (int)have.len, have.at,
                  (int)want.len, want.at);
}

/* {"PREFIX0":0,"PREFIX1":1,...}; `order` 1 upwards, -1 downwards. */
static inline void write_object(struct hp_buf *buf, const char *prefix, size_t members, int order)
{
    hp_buf_char(buf, '{');
    for (size_t i = 0; i < members; i++) {
        size_t k = order > 0 ? i : members - 1 - i;
        hp_buf_printf(buf, "%s\"%s%zu\":%zu", i == 0 ? "" : ",", prefix, k, k);
    }
    hp_buf_char(buf, '}');
}

#endif
