/* A journal that is gone on with, and what the shrinking adds to one. */
#include "harness/run/body_case.h"
#include "harness/run/journal.h"

#include "tests/unit/run_fixture.h"

static char folder[64];
static char path[128];

static void set_up(void)
{
    run_folder(folder);
    (void)snprintf(path, sizeof(path), "%s/journal.ndjson", folder);
}

static void tear_down(void)
{
    run_folder_gone(folder);
}

static void append(struct hp_journal *journal, size_t first, size_t count, const char *id)
{
    struct hp_error error = {0};
    for (size_t i = first; i < first + count; i++) {
        struct hp_case_record record = run_record(id, i);
        ck_assert_int_eq(hp_journal_case(journal, &record, &error), HP_OK);
    }
}

static void write_journal(size_t count, const char *id)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct hp_run_facts facts = run_facts();
    ck_assert_int_eq(hp_journal_create(path, &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_start(journal, &facts, &error), HP_OK);
    append(journal, 0, count, id);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
}

struct heard {
    size_t records, shrunk;
    uint64_t indexes;
    uint64_t fingerprint;
    char body[64];
    enum hp_status refuse;
};

static enum hp_status hear_start(void *context, const struct hp_run_facts *facts,
                                 struct hp_error *error)
{
    (void)context;
    (void)facts;
    (void)error;
    return HP_OK;
}

static enum hp_status hear_record(void *context, const struct hp_case_record *record,
                                  struct hp_error *error)
{
    struct heard *heard = context;
    (void)error;
    heard->records++;
    heard->indexes += record->index;
    return HP_OK;
}

static enum hp_status hear_end(void *context, const struct hp_run_end *end, struct hp_error *error)
{
    (void)context;
    (void)end;
    (void)error;
    return HP_OK;
}

static enum hp_status hear_shrunk(void *context, const struct hp_shrunk *shrunk,
                                  struct hp_error *error)
{
    struct heard *heard = context;
    heard->shrunk++;
    heard->fingerprint = shrunk->fingerprint;
    (void)snprintf(heard->body, sizeof(heard->body), "%.*s", (int)shrunk->minimal_body.len,
                   shrunk->minimal_body.at);
    return heard->refuse == HP_OK ? HP_OK : hp_error_set(error, heard->refuse, "no more");
}

static enum hp_status read_back(struct heard *heard, bool listens, struct hp_error *error)
{
    struct hp_journal_listener listener = {heard, hear_start, hear_record, hear_end,
                                           listens ? hear_shrunk : NULL};
    return hp_journal_read(path, &listener, error);
}

static void tear(size_t bytes)
{
    struct stat what;
    ck_assert_int_eq(stat(path, &what), 0);
    ck_assert_int_eq(truncate(path, what.st_size - (off_t)bytes), 0);
}

/* 9,000 bytes of a torn line are more than one block of the search for its beginning. */
static const size_t torn_bytes[] = {0, 1, 20, 9000};

START_TEST(a_torn_line_is_cut_off_before_more_is_written)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct heard heard = {0};
    write_journal(5, "valid-a@#x~Y");
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
    append(journal, 100, 1, "valid-a@#x~Y");
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
    ck_assert_msg(read_back(&heard, false, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(heard.records, whole + 1);
    ck_assert_uint_eq(heard.indexes, 100 + (whole == 5 ? 10 : 6));
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
    write_journal(2, "valid-a@#x~Y");
    ck_assert_int_eq(hp_journal_reopen(path, &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_shrunk(journal, &shrunk, &error), HP_OK);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
    ck_assert_msg(read_back(&heard, true, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(heard.shrunk, 1);
    ck_assert_uint_eq(heard.fingerprint, 0x0123456789abcdef);
    ck_assert_str_eq(heard.body, "{\"webhook\":7}");
    heard = (struct heard){.refuse = HP_ERR_IO};
    ck_assert_int_eq(read_back(&heard, true, &error), HP_ERR_IO);
    heard = (struct heard){0};
    ck_assert_int_eq(read_back(&heard, false, &error), HP_OK);
    ck_assert_uint_eq(heard.records, 2);
    ck_assert_uint_eq(heard.shrunk, 0);
}
END_TEST

START_TEST(a_journal_tells_whether_a_campaign_wrote_it)
{
    ck_assert(!hp_body_in_journal(path)); /* none */
    write_journal(3, "valid-a@#x~Y");
    ck_assert(!hp_body_in_journal(path));
    write_journal(3, "fuzz-tame@#0123456789abcdef~Y");
    ck_assert(hp_body_in_journal(path));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run/journal_reopen");
    TCase *tcase = tcase_create("reopen");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_torn_line_is_cut_off_before_more_is_written, 0,
                        sizeof(torn_bytes) / sizeof(torn_bytes[0]));
    tcase_add_test(tcase, what_is_not_there_cannot_be_gone_on_with);
    tcase_add_test(tcase, what_the_shrinking_found_is_heard_by_who_listens);
    tcase_add_test(tcase, a_journal_tells_whether_a_campaign_wrote_it);
    suite_add_tcase(suite, tcase);
    return suite;
}
