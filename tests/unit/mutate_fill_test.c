/* A pattern that is filled in is the document that would have been written, and so are its spans.
 */
#include "harness/base/alloc.h"
#include "tests/support/suite_main.h"
#include "tests/unit/mutate_fixture.h"

static struct hp_draft whole;
static struct hp_draft pattern;
static struct hp_draft filled;

static void set_up(void)
{
    hp_draft_init(&whole);
    hp_draft_init(&pattern);
    hp_draft_init(&filled);
}

static void tear_down(void)
{
    hp_draft_deinit(&whole);
    hp_draft_deinit(&pattern);
    hp_draft_deinit(&filled);
}

static void expect_same_node(const struct hp_node *have, const struct hp_node *want)
{
    ck_assert_int_eq(have->present, want->present);
    if (want->present) {
        ck_assert_mem_eq(have, want, offsetof(struct hp_node, present));
    }
}

static void expect_same_draft(const struct hp_draft *have, const struct hp_draft *want)
{
    ck_assert_msg(hp_slice_equal(hp_draft_text(have), hp_draft_text(want)), "want %.*s\nhave %.*s",
                  (int)want->text.length, want->text.bytes, (int)have->text.length,
                  have->text.bytes);
    for (int role = 0; role < HP_ROLE_COUNT; role++) {
        expect_same_node(&have->nodes[role], &want->nodes[role]);
    }
    for (int list = 0; list < 3; list++) {
        ck_assert_uint_eq(have->item_count[list], want->item_count[list]);
        for (size_t i = 0; i < want->item_count[list]; i++) {
            expect_same_node(&have->items[list][i], &want->items[list][i]);
        }
    }
}

/* Wherever the holes stand: members in six orders. */
START_TEST(a_pattern_filled_in_is_the_document_written_whole)
{
    static const struct hp_slice strings[] = {HP_SLICE_INIT("\"A\""), HP_SLICE_INIT("\"B\""),
                                              HP_SLICE_INIT("\"C\"")};
    static const struct hp_slice operations[] = {HP_SLICE_INIT("\"CREATE\""),
                                                 HP_SLICE_INIT("\"UPDATE\"")};
    struct hp_contract contract = fixture_contract;
    for (size_t turn = 0; turn < 6 * 3 * 4 * 3; turn++) {
        for (size_t i = 0; i < 6; i++) {
            contract.request_order[i] = fixture_contract.request_order[(i + turn) % 6];
        }
        struct hp_content content = fixture_content;
        content.operation_count = turn / 6 % 3;
        content.data_model_count = turn / 6 / 3 % 4;
        content.header_count = turn / 6 / 3 / 4;
        hp_draft_write(&whole, &contract, &content);
        const struct hp_filling filling = {HP_SLICE("\"T\""), operations, content.operation_count,
                                           strings, content.data_model_count};
        content.type = HP_SLICE("");
        content.operation_count = content.data_model_count = 0;
        hp_draft_write(&pattern, &contract, &content);
        hp_draft_fill(&filled, &pattern, &contract, &filling);
        expect_same_draft(&filled, &whole);
    }
}
END_TEST

START_TEST(a_pattern_that_gets_no_memory_leaves_no_node)
{
    const struct hp_filling filling = {.type = HP_SLICE("\"T\"")};
    hp_draft_write(&pattern, &fixture_contract, &fixture_content);
    hp_alloc_fail_at(1);
    hp_draft_fill(&filled, &pattern, &fixture_contract, &filling);
    hp_alloc_fail_at(0);
    ck_assert(filled.text.failed);
    ck_assert_ptr_null(hp_draft_node(&filled, (struct hp_site){HP_ROLE_ROOT, -1}));
    ck_assert_uint_eq(filled.item_count[0], 0);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("mutate/fill");
    TCase *tcase = tcase_create("fill");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_pattern_filled_in_is_the_document_written_whole);
    tcase_add_test(tcase, a_pattern_that_gets_no_memory_leaves_no_node);
    suite_add_tcase(suite, tcase);
    return suite;
}
