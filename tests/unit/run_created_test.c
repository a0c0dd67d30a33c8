/* The ledger of created webhooks: nothing that a server created is left out, and what a full disk
 * or a killed run leaves can be gone on with. */
#include "harness/run/created.h"

#include <sys/stat.h>

#include "harness/json/tree.h"
#include "tests/unit/run_fixture.h"

static char folder[64];
static char path[128];
static struct hp_contract contract;
static struct hp_arena arena;
static struct hp_error error;

static void set_up(void)
{
    run_folder(folder);
    (void)snprintf(path, sizeof(path), "%s/created-webhooks.ndjson", folder);
    contract = (struct hp_contract){.names[HP_ROLE_ID] = HP_SLICE("id")};
    hp_arena_init(&arena, 1024 * 1024);
    error = (struct hp_error){0};
}

static void tear_down(void)
{
    hp_arena_deinit(&arena);
    run_folder_gone(folder);
}

static struct hp_created *open_ledger(void)
{
    struct hp_created *created = NULL;
    ck_assert_int_eq(hp_created_open(path, &created, &error), HP_OK);
    return created;
}

static void close_ledger(struct hp_created *created)
{
    ck_assert_int_eq(hp_created_close(created, &error), HP_OK);
}

static struct hp_response reply(int status, const char *body)
{
    return (struct hp_response){.status = status, .body = hp_slice_of(body)};
}

static void note(struct hp_created *created, int status, const char *body)
{
    const struct hp_exchange exchange = {.end = HP_END_RESPONSE,
                                         .received_unix_ms = INT64_C(1713156745309),
                                         .response = reply(status, body)};
    ck_assert_int_eq(hp_created_note(created, &contract, HP_SLICE("row@node#a~b"), &exchange, NULL,
                                     &arena, &error),
                     HP_OK);
}

static void assert_content(const char *want)
{
    char have[1024];
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(have, 1, sizeof(have) - 1, file);
    have[length] = '\0';
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_str_eq(have, want);
}

static size_t file_bytes(void)
{
    struct stat info;
    ck_assert_int_eq(stat(path, &info), 0);
    return (size_t)info.st_size;
}

#define LINE(id) "{\"id\":" id ",\"case\":\"row@node#a~b\",\"at\":\"2024-04-15T04:52:25.309Z\"}\n"

START_TEST(every_success_with_an_id_is_a_line)
{
    struct hp_created *created = open_ledger();
    note(created, 200, "{\"id\":\"a\"}");
    note(created, 201, "{\"data\":{\"id\":7}}");
    note(created, 200, "{\"data\":{\"data\":{\"id\":\"in\"}}}");
    note(created, 400, "{\"id\":\"not created\"}");
    note(created, 302, "{\"id\":\"not created\"}");
    note(created, 200, "");
    note(created, 200, "no JSON");
    note(created, 200, "{\"identity\":\"b\"}");
    close_ledger(created);
    assert_content(LINE("\"a\"") LINE("7") LINE("\"in\""));
}
END_TEST

START_TEST(every_reply_on_one_connection_counts)
{
    const struct hp_response more[] = {reply(200, "{\"id\":\"b\"}"), reply(500, "{\"id\":\"c\"}"),
                                       reply(200, "{\"id\":\"d\"}")};
    const struct hp_exchange exchange = {.end = HP_END_RESPONSE,
                                         .received_unix_ms = INT64_C(1713156745309),
                                         .response = reply(200, "{\"id\":\"a\"}"),
                                         .more = more,
                                         .more_count = 3};
    struct hp_created *created = open_ledger();
    ck_assert_int_eq(hp_created_note(created, &contract, HP_SLICE("row@node#a~b"), &exchange, NULL,
                                     &arena, &error),
                     HP_OK);
    close_ledger(created);
    assert_content(LINE("\"a\"") LINE("\"b\"") LINE("\"d\""));
}
END_TEST

/* The judge's tree is taken for the first reply and for no other. */
START_TEST(a_tree_that_is_there_is_not_parsed_again)
{
    const struct hp_response more[] = {reply(200, "{\"id\":\"second\"}")};
    const struct hp_exchange exchange = {.end = HP_END_RESPONSE,
                                         .received_unix_ms = INT64_C(1713156745309),
                                         .response = reply(200, "not looked at"),
                                         .more = more,
                                         .more_count = 1};
    struct hp_json_scan scan;
    const struct hp_json *answer = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, HP_SLICE("{\"id\":\"first\"}"), &hp_json_limits_default,
                                   &scan, &answer),
                     HP_OK);
    struct hp_created *created = open_ledger();
    ck_assert_int_eq(hp_created_note(created, &contract, HP_SLICE("row@node#a~b"), &exchange,
                                     answer, &arena, &error),
                     HP_OK);
    close_ledger(created);
    assert_content(LINE("\"first\"") LINE("\"second\""));
}
END_TEST

static void note_at(struct hp_created *created, int64_t unix_ms)
{
    const struct hp_exchange exchange = {
        .end = HP_END_RESPONSE, .received_unix_ms = unix_ms, .response = reply(200, "{\"id\":1}")};
    ck_assert_int_eq(
        hp_created_note(created, &contract, HP_SLICE("a"), &exchange, NULL, &arena, &error), HP_OK);
}

START_TEST(each_line_has_its_own_time)
{
    struct hp_created *created = open_ledger();
    note_at(created, 0);
    note_at(created, 1);
    note_at(created, 1);
    note_at(created, 0);
    close_ledger(created);
    assert_content("{\"id\":1,\"case\":\"a\",\"at\":\"1970-01-01T00:00:00.000Z\"}\n"
                   "{\"id\":1,\"case\":\"a\",\"at\":\"1970-01-01T00:00:00.001Z\"}\n"
                   "{\"id\":1,\"case\":\"a\",\"at\":\"1970-01-01T00:00:00.001Z\"}\n"
                   "{\"id\":1,\"case\":\"a\",\"at\":\"1970-01-01T00:00:00.000Z\"}\n");
}
END_TEST

START_TEST(what_was_flushed_is_there_before_the_end)
{
    struct hp_created *created = open_ledger();
    note(created, 200, "{\"id\":\"a\"}");
    ck_assert_int_eq(hp_created_settle(created, true, &error), HP_OK);
    assert_content(LINE("\"a\""));
    ck_assert_int_eq(hp_created_settle(created, true, &error), HP_OK);
    note(created, 200, "{\"id\":\"b\"}");
    close_ledger(created);
    assert_content(LINE("\"a\"") LINE("\"b\""));
}
END_TEST

/* A killed run leaves out fewer than HP_CREATED_LINES_MAX of them. */
START_TEST(a_few_lines_wait_and_more_do_not)
{
    struct hp_created *created = open_ledger();
    ck_assert(!hp_created_waits(created));
    for (int i = 1; i < HP_CREATED_LINES_MAX; i++) {
        note(created, 200, "{\"id\":1}");
        ck_assert_int_eq(hp_created_settle(created, false, &error), HP_OK);
        ck_assert(hp_created_waits(created));
    }
    assert_content("");
    note(created, 200, "{\"id\":1}");
    ck_assert(hp_created_waits(created)); /* until it is settled */
    ck_assert_int_eq(hp_created_settle(created, false, &error), HP_OK);
    ck_assert(!hp_created_waits(created));
    ck_assert_uint_eq(file_bytes(), HP_CREATED_LINES_MAX * strlen(LINE("1")));
    close_ledger(created);
    ck_assert_uint_eq(file_bytes(), HP_CREATED_LINES_MAX * strlen(LINE("1")));
}
END_TEST

START_TEST(no_ledger_is_kept_without_one)
{
    ck_assert_int_eq(hp_created_note(NULL, &contract, HP_SLICE("a"), &(struct hp_exchange){0}, NULL,
                                     &arena, &error),
                     HP_OK);
    ck_assert_int_eq(hp_created_settle(NULL, true, &error), HP_OK);
    ck_assert(!hp_created_waits(NULL));
    ck_assert_int_eq(hp_created_close(NULL, &error), HP_OK);
}
END_TEST

START_TEST(an_earlier_ledger_is_gone_on_with)
{
    struct hp_created *created = open_ledger();
    note(created, 200, "{\"id\":\"a\"}");
    close_ledger(created);
    created = open_ledger();
    note(created, 200, "{\"id\":\"b\"}");
    close_ledger(created);
    assert_content(LINE("\"a\"") LINE("\"b\""));
}
END_TEST

START_TEST(a_line_that_was_cut_off_ends_before_the_next)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_gt(fprintf(file, "{\"id\":\"a\",\"ca"), 0);
    ck_assert_int_eq(fclose(file), 0);
    struct hp_created *created = open_ledger();
    note(created, 200, "{\"id\":\"b\"}");
    close_ledger(created);
    assert_content("{\"id\":\"a\",\"ca\n" LINE("\"b\""));
}
END_TEST

START_TEST(a_full_disk_is_an_error_that_says_so)
{
    struct hp_created *created = NULL;
    ck_assert_int_eq(hp_created_open("/dev/full", &created, &error), HP_OK);
    note(created, 200, "{\"id\":\"a\"}");
    ck_assert_int_eq(hp_created_settle(created, true, &error), HP_ERR_IO);
    ck_assert_ptr_nonnull(strstr(error.text, "the ledger of created webhooks: No space left"));
    ck_assert_int_eq(hp_created_close(created, &error), HP_OK); /* what failed was said */
}
END_TEST

START_TEST(a_ledger_that_cannot_be_opened_is_named)
{
    (void)snprintf(path, sizeof(path), "%s/nowhere/created-webhooks.ndjson", folder);
    struct hp_created *created = NULL;
    ck_assert_int_eq(hp_created_open(path, &created, &error), HP_ERR_IO);
    ck_assert_ptr_nonnull(strstr(error.text, path));
    ck_assert_ptr_null(created);
    ck_assert_int_eq(hp_created_close(NULL, &error), HP_OK);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run created");
    TCase *tcase = tcase_create("ledger");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, every_success_with_an_id_is_a_line);
    tcase_add_test(tcase, every_reply_on_one_connection_counts);
    tcase_add_test(tcase, a_tree_that_is_there_is_not_parsed_again);
    tcase_add_test(tcase, each_line_has_its_own_time);
    tcase_add_test(tcase, what_was_flushed_is_there_before_the_end);
    tcase_add_test(tcase, a_few_lines_wait_and_more_do_not);
    tcase_add_test(tcase, no_ledger_is_kept_without_one);
    tcase_add_test(tcase, an_earlier_ledger_is_gone_on_with);
    tcase_add_test(tcase, a_line_that_was_cut_off_ends_before_the_next);
    tcase_add_test(tcase, a_full_disk_is_an_error_that_says_so);
    tcase_add_test(tcase, a_ledger_that_cannot_be_opened_is_named);
    suite_add_tcase(suite, tcase);
    return suite;
}
