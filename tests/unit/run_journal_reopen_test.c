/* A journal that is gone on with, and what the shrinking adds to one. */
#include "harness/run/body_case.h"
#include "tests/unit/run_journal_fixture.h"

static void tear(size_t bytes)
{
    ck_assert_int_eq(truncate(path, (off_t)(journal_bytes() - bytes)), 0);
}

/* 9,000 bytes of a torn line are more than one block of the search for its beginning. */
static const size_t torn_bytes[] = {0, 1, 20, 9000};

START_TEST(a_torn_line_is_cut_off_before_more_is_written)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct heard heard = {0};
    journal_write(JOURNAL_CASE, 5, false);
    if (torn_bytes[_i] == 9000) {
        FILE *file = fopen(path, "ab");
        ck_assert_ptr_nonnull(file);
        for (size_t i = 0; i < torn_bytes[_i]; i++) {
            ck_assert_int_eq(fputc('x', file), 'x');
        }
        ck_assert_int_eq(fclose(file), 0);
    } else {
        tear(torn_bytes[_i]);
    }
    size_t whole = torn_bytes[_i] == 1 || torn_bytes[_i] == 20 ? 4 : 5;
    ck_assert_msg(hp_journal_reopen(path, &journal, &error) == HP_OK, "%s", error.text);
    journal_append(journal, JOURNAL_CASE, 100, 1);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
    ck_assert_msg(journal_read(&heard, false, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(heard.records, whole + 1);
    ck_assert_uint_eq(heard.indexes, 100 + (whole == 5 ? 10 : 6));
}
END_TEST

/* What is torn lies in the last block of many, behind line feeds of others. */
START_TEST(a_torn_line_of_a_long_journal_is_all_that_is_cut_off)
{
    enum { CASES = 500 };
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct heard heard = {0};
    journal_write(JOURNAL_CASE, CASES, false);
    size_t whole = journal_bytes();
    journal_write(JOURNAL_CASE, CASES + 1, false);
    tear(20);
    ck_assert_msg(hp_journal_reopen(path, &journal, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(journal_bytes(), whole);
    journal_append(journal, JOURNAL_CASE, CASES, 1);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
    ck_assert_msg(journal_read(&heard, false, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(heard.records, CASES + 1);
    ck_assert_uint_eq(heard.indexes, CASES * (CASES + 1) / 2);
}
END_TEST

START_TEST(what_is_not_there_cannot_be_gone_on_with)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    ck_assert_int_eq(hp_journal_reopen(path, &journal, &error), HP_ERR_USAGE);
    ck_assert_ptr_null(journal);
    ck_assert_ptr_nonnull(strstr(error.text, path));
}
END_TEST

START_TEST(what_the_shrinking_found_is_heard_by_who_listens)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct heard heard = {0};
    struct hp_shrunk shrunk = {.fingerprint = 0x0123456789abcdef,
                               .minimal_body = HP_SLICE("{\"webhook\":7}")};
    journal_write(JOURNAL_CASE, 2, false);
    ck_assert_int_eq(hp_journal_reopen(path, &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_shrunk(journal, &shrunk, &error), HP_OK);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
    ck_assert_msg(journal_read(&heard, true, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(heard.shrunk, 1);
    ck_assert_uint_eq(heard.fingerprint, 0x0123456789abcdef);
    ck_assert_str_eq(heard.body, "{\"webhook\":7}");
    heard = (struct heard){.refuse_shrunk = HP_ERR_IO};
    ck_assert_int_eq(journal_read(&heard, true, &error), HP_ERR_IO);
    heard = (struct heard){0};
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_OK);
    ck_assert_uint_eq(heard.records, 2);
    ck_assert_uint_eq(heard.shrunk, 0);
}
END_TEST

START_TEST(a_journal_tells_whether_a_campaign_wrote_it)
{
    ck_assert(!hp_body_in_journal(path)); /* none */
    journal_write(JOURNAL_CASE, 3, false);
    ck_assert(!hp_body_in_journal(path));
    journal_write("fuzz-tame@#0123456789abcdef~Y", 3, false);
    ck_assert(hp_body_in_journal(path));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run/journal_reopen");
    TCase *tcase = tcase_create("reopen");
    tcase_add_checked_fixture(tcase, journal_set_up, journal_tear_down);
    tcase_add_loop_test(tcase, a_torn_line_is_cut_off_before_more_is_written, 0,
                        sizeof(torn_bytes) / sizeof(torn_bytes[0]));
    tcase_add_test(tcase, a_torn_line_of_a_long_journal_is_all_that_is_cut_off);
    tcase_add_test(tcase, what_is_not_there_cannot_be_gone_on_with);
    tcase_add_test(tcase, what_the_shrinking_found_is_heard_by_who_listens);
    tcase_add_test(tcase, a_journal_tells_whether_a_campaign_wrote_it);
    suite_add_tcase(suite, tcase);
    return suite;
}
