/* Nodes of texts that somebody else wrote: where they lie, whole texts and broken ones. */
#include "harness/mutate/draft.h"
#include "tests/support/suite_main.h"

static struct hp_draft draft;

static struct hp_slice value(size_t index)
{
    return hp_draft_value(&draft, hp_draft_read_site(index));
}

static struct hp_slice member(size_t index)
{
    return hp_draft_member(&draft, hp_draft_read_site(index));
}

START_TEST(nodes_come_in_the_order_of_the_text)
{
    hp_draft_init(&draft);
    ck_assert_uint_eq(hp_draft_read(&draft, HP_SLICE(" {\"a\" : [1, \"x]\\\"\"], \"b\":{}} "), 0),
                      5);
    ck_assert(hp_slice_is(value(0), "{\"a\" : [1, \"x]\\\"\"], \"b\":{}}"));
    ck_assert(hp_slice_is(member(1), "\"a\" : [1, \"x]\\\"\"]"));
    ck_assert(hp_slice_is(value(1), "[1, \"x]\\\"\"]"));
    ck_assert(hp_slice_is(member(2), "1"));
    ck_assert(hp_slice_is(value(3), "\"x]\\\"\""));
    ck_assert(hp_slice_is(member(4), "\"b\":{}"));
    ck_assert_ptr_null(hp_draft_node(&draft, hp_draft_read_site(5)));
    hp_draft_deinit(&draft);
}
END_TEST

START_TEST(operators_work_on_nodes_that_were_read)
{
    hp_draft_init(&draft);
    (void)hp_draft_read(&draft, HP_SLICE("{\"a\":[1,2],\"b\":3}"), 0);
    hp_draft_remove(&draft, hp_draft_read_site(2));
    hp_draft_swap(&draft, hp_draft_read_site(1), hp_draft_read_site(4));
    hp_draft_insert_after(&draft, hp_draft_read_site(1), HP_SLICE("\"c\":0"));
    ck_assert(hp_slice_is(hp_draft_text(&draft), "{\"b\":3,\"a\":[2],\"c\":0}"));
    hp_draft_deinit(&draft);
}
END_TEST

START_TEST(open_nodes_of_a_broken_text_end_with_it)
{
    hp_draft_init(&draft);
    ck_assert_uint_eq(hp_draft_read(&draft, HP_SLICE("[{\"a\":\"b"), 0), 3);
    ck_assert(hp_slice_is(value(0), "[{\"a\":\"b"));
    ck_assert(hp_slice_is(member(2), "\"a\":\"b"));
    ck_assert_uint_eq(hp_draft_read(&draft, HP_SLICE("]}\\"), 0), 1);
    ck_assert(hp_slice_is(value(0), "\\"));
    ck_assert_uint_eq(hp_draft_read(&draft, HP_SLICE(""), 0), 0);
    hp_draft_deinit(&draft);
}
END_TEST

START_TEST(a_window_shows_the_nodes_behind_the_first)
{
    struct hp_buf text;
    hp_buf_init(&text, 10000);
    for (unsigned i = 0; i < 500; i++) {
        hp_buf_printf(&text, "%u,", i);
    }
    hp_draft_init(&draft);
    ck_assert_uint_eq(hp_draft_read(&draft, hp_buf_view(&text), 300), 500);
    ck_assert(hp_slice_is(value(0), "300"));
    ck_assert(hp_slice_is(value(HP_DRAFT_READ_MAX - 1), "491"));
    hp_draft_deinit(&draft);
    hp_buf_deinit(&text);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("mutate_read");
    TCase *tests = tcase_create("read");
    tcase_add_test(tests, nodes_come_in_the_order_of_the_text);
    tcase_add_test(tests, operators_work_on_nodes_that_were_read);
    tcase_add_test(tests, open_nodes_of_a_broken_text_end_with_it);
    tcase_add_test(tests, a_window_shows_the_nodes_behind_the_first);
    suite_add_tcase(suite, tests);
    return suite;
}
