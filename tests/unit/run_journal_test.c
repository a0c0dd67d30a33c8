/* The journal as a file: what a run that was killed, or a full disk, leaves of it. */
#include "tests/unit/run_journal_fixture.h"

static void write_text(const char *text)
{
    FILE *file = fopen(path, "ab");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), file), strlen(text));
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_whole_journal_is_heard_in_order)
{
    struct heard heard = {0};
    struct hp_error error;
    journal_write(JOURNAL_CASE, 5000, true);
    ck_assert_msg(journal_read(&heard, false, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(heard.starts, 1);
    ck_assert_uint_eq(heard.records, 5000);
    ck_assert_uint_eq(heard.last_index, 4999);
    ck_assert_uint_eq(heard.ends, 1);
}
END_TEST

START_TEST(a_canary_is_heard_as_one)
{
    struct heard heard = {0};
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct hp_run_facts facts = run_facts();
    struct hp_case_record canary = run_record("canary", 2);
    canary.canary = true;
    ck_assert_int_eq(hp_journal_create(path, &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_start(journal, &facts, &error), HP_OK);
    journal_append(journal, JOURNAL_CASE, 0, 2);
    ck_assert_int_eq(hp_journal_case(journal, &canary, &error), HP_OK);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
    ck_assert_msg(journal_read(&heard, false, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(heard.records, 3);
    ck_assert_uint_eq(heard.canaries, 1);
}
END_TEST

/* The trees of all lines would take more than the 64 MiB that one line may. */
START_TEST(a_long_journal_takes_the_memory_of_a_line)
{
    enum { CASES = 100 * 1000 };
    struct heard heard = {0};
    struct hp_error error;
    journal_write(JOURNAL_CASE, CASES, true);
    ck_assert_msg(journal_read(&heard, false, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(heard.records, CASES);
}
END_TEST

START_TEST(an_old_journal_is_replaced)
{
    struct heard heard = {0};
    struct hp_error error;
    journal_write(JOURNAL_CASE, 50, true);
    journal_write(JOURNAL_CASE, 2, true);
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_OK);
    ck_assert_uint_eq(heard.records, 2);
}
END_TEST

/* Wherever the process died: all whole lines count, what is torn does not, nothing is refused. */
START_TEST(a_journal_torn_at_any_byte_gives_its_whole_lines)
{
    journal_write(JOURNAL_CASE, 2, true);
    size_t whole = journal_bytes();
    char text[4096];
    ck_assert_uint_lt(whole, sizeof(text));
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(text, 1, whole, file), whole);
    (void)fclose(file);
    size_t first = hp_slice_find((struct hp_slice){text, whole}, HP_SLICE("\n")) + 1;
    for (size_t length = whole; length-- > first;) {
        struct heard heard = {0};
        struct hp_error error;
        size_t lines = 0;
        for (size_t i = 0; i < length; i++) {
            lines += text[i] == '\n';
        }
        /* A line that is whole but for its line feed is whole. */
        lines += text[length] == '\n';
        ck_assert_int_eq(truncate(path, (off_t)length), 0);
        ck_assert_msg(journal_read(&heard, false, &error) == HP_OK, "%zu bytes: %s", length,
                      error.text);
        ck_assert_msg(heard.starts + heard.records + heard.ends == lines, "%zu bytes: %zu lines",
                      length, heard.starts + heard.records + heard.ends);
    }
}
END_TEST

START_TEST(a_journal_without_its_start_is_refused)
{
    struct heard heard = {0};
    struct hp_error error;
    journal_write(JOURNAL_CASE, 1, true);
    ck_assert_int_eq(truncate(path, 40), 0);
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, path) != NULL, "%s", error.text);
    ck_assert_int_eq(truncate(path, 0), 0);
    write_text("{\"kind\":\"end\",\"stop\":\"none\",\"reason\":\"\",\"sent\":12,"
               "\"duration_us\":5}\n");
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, ":1:") != NULL, "%s", error.text);
    ck_assert_uint_eq(heard.ends, 0);
}
END_TEST

START_TEST(a_second_start_is_refused)
{
    struct heard heard = {0};
    struct hp_error error;
    struct hp_buf line;
    struct hp_run_facts facts = run_facts();
    hp_buf_init(&line, 4096);
    hp_facts_write(&line, &facts);
    journal_write(JOURNAL_CASE, 3, false);
    write_text(hp_buf_cstr(&line));
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, ":5:") != NULL, "%s", error.text);
    hp_buf_deinit(&line);
}
END_TEST

START_TEST(an_empty_file_is_refused_by_its_name)
{
    struct heard heard = {0};
    struct hp_error error;
    write_text("");
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, path) != NULL && strstr(error.text, "empty") != NULL, "%s",
                  error.text);
}
END_TEST

START_TEST(a_missing_file_is_refused_with_the_reason)
{
    struct heard heard = {0};
    struct hp_error error;
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, "No such file") != NULL, "%s", error.text);
}
END_TEST

START_TEST(a_folder_is_no_journal)
{
    struct heard heard = {0};
    struct hp_error error;
    ck_assert_int_eq(mkdir(path, 0777), 0);
    ck_assert_int_ne(journal_read(&heard, false, &error), HP_OK);
    ck_assert_msg(strstr(error.text, "Is a directory") != NULL, "%s", error.text);
}
END_TEST

/* What stands on line 4 of 5; what the message must say besides file and line. */
static const struct {
    const char *text;
    const char *says;
} bad_lines[] = {
    {"{\"kind\":\"case\",\n", "offset"},
    {"\n", "offset"},
    {"[]\n", "unknown kind"},
    {"7\n", "unknown kind"},
    {"{\"kind\":\"sauce\"}\n", "unknown kind"},
    {"{\"kind\":\"case\"}\n", "\"id\""},
    {"{\"kind\":\"end\",\"stop\":\"none\",\"reason\":\"\",\"sent\":-12,\"duration_us\":5}\n",
     "\"sent\""},
    {"\xff\xff\n", "offset 0"},
};

START_TEST(a_bad_line_is_named_by_file_and_number)
{
    struct heard heard = {0};
    struct hp_error error;
    char place[160];
    journal_write(JOURNAL_CASE, 2, false);
    write_text(bad_lines[_i].text);
    write_text(
        "{\"kind\":\"end\",\"stop\":\"none\",\"reason\":\"\",\"sent\":12,\"duration_us\":5}\n");
    (void)snprintf(place, sizeof(place), "%s:4:", path);
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, place) != NULL, "%s", error.text);
    ck_assert_msg(strstr(error.text, bad_lines[_i].says) != NULL, "%s", error.text);
    ck_assert_uint_eq(heard.records, 2);
    ck_assert_uint_eq(heard.ends, 0);
}
END_TEST

START_TEST(a_line_with_a_nul_byte_is_a_bad_line)
{
    struct heard heard = {0};
    struct hp_error error;
    journal_write(JOURNAL_CASE, 2, false);
    FILE *file = fopen(path, "ab");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite("\0\0\n{}", 1, 5, file), 5);
    (void)fclose(file);
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, ":4:") != NULL, "%s", error.text);
}
END_TEST

/* 80 MiB of zeros that take no room on the disk. */
START_TEST(a_line_without_end_is_refused_by_its_number)
{
    write_text("{");
    ck_assert_int_eq(truncate(path, (off_t)80 * 1024 * 1024), 0);
    struct hp_error error;
    ck_assert_int_eq(journal_read(&(struct heard){0}, false, &error), HP_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, ":1: a line of over 64 MiB"));
}
END_TEST

START_TEST(a_listener_may_end_the_reading)
{
    struct heard heard = {.refuse = HP_ERR_LIMIT};
    struct hp_error error;
    journal_write(JOURNAL_CASE, 3, true);
    ck_assert_int_eq(journal_read(&heard, false, &error), HP_ERR_LIMIT);
    ck_assert_msg(strstr(error.text, ":2: no more") != NULL, "%s", error.text);
    ck_assert_uint_eq(heard.records, 1);
    ck_assert_uint_eq(heard.ends, 0);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_refused_with_the_reason)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    (void)snprintf(path, sizeof(path), "%s/none/journal.ndjson", folder);
    ck_assert_int_eq(hp_journal_create(path, &journal, &error), HP_ERR_IO);
    ck_assert_msg(strstr(error.text, path) != NULL && strstr(error.text, "No such") != NULL, "%s",
                  error.text);
}
END_TEST

START_TEST(a_full_disk_is_an_error_that_names_it)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct hp_run_facts facts = run_facts();
    ck_assert_msg(hp_journal_create("/dev/full", &journal, &error) == HP_OK, "%s", error.text);
    ck_assert_int_eq(hp_journal_start(journal, &facts, &error), HP_ERR_IO);
    ck_assert_msg(strstr(error.text, "/dev/full") != NULL && strstr(error.text, "No space") != NULL,
                  "%s", error.text);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
}
END_TEST

/* Passed cases wait in the buffer: a disk that fills up shows at the latest when it is closed. */
START_TEST(what_waits_in_the_buffer_is_not_lost_in_silence)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct hp_case_record record = run_record(JOURNAL_CASE, 1);
    ck_assert_int_eq(hp_journal_create("/dev/full", &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_case(journal, &record, &error), HP_OK);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_ERR_IO);
    ck_assert_msg(strstr(error.text, "No space") != NULL, "%s", error.text);
    ck_assert_int_eq(hp_journal_close(NULL, &error), HP_OK);
}
END_TEST

/* Start and findings are on the disk at once, passed cases with the next 256 KiB. */
START_TEST(a_finding_is_in_the_file_at_once)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct hp_run_facts facts = run_facts();
    struct hp_case_record record = run_record(JOURNAL_CASE, 1);
    ck_assert_int_eq(hp_journal_create(path, &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_start(journal, &facts, &error), HP_OK);
    size_t started = journal_bytes();
    ck_assert_uint_gt(started, 0);
    ck_assert_int_eq(hp_journal_case(journal, &record, &error), HP_OK);
    ck_assert_uint_eq(journal_bytes(), started);
    record.verdict = HP_FAIL;
    ck_assert_int_eq(hp_journal_case(journal, &record, &error), HP_OK);
    size_t found = journal_bytes();
    ck_assert_uint_gt(found, started);
    record.verdict = HP_PASS;
    for (size_t i = 0; i < 3000; i++) {
        ck_assert_int_eq(hp_journal_case(journal, &record, &error), HP_OK);
    }
    ck_assert_uint_gt(journal_bytes(), found + 200 * 1024);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
}
END_TEST

/* The largest record that a run can make: all of it in bytes that take six characters each. */
START_TEST(the_largest_record_fits)
{
    static char bytes[HP_EXCERPT_BYTES];
    static struct hp_field fields[HP_RESPONSE_FIELDS_MAX];
    struct hp_observation observations[HP_OBSERVATIONS_MAX];
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct heard heard = {0};
    memset(bytes, 1, sizeof(bytes));
    for (int i = 0; i < COUNT_OF(observations); i++) {
        observations[i] = run_observation("expectation", HP_MUST, "status");
    }
    /* A header section has 256 KiB at most. */
    for (int i = 0; i < COUNT_OF(fields); i++) {
        fields[i] = (struct hp_field){HP_SLICE("X-Field"), {bytes, 1024}};
    }
    struct hp_case_record record = run_record(JOURNAL_CASE, 1);
    run_observe(&record, HP_FAIL, observations, HP_OBSERVATIONS_MAX, "");
    record.request.body = record.response.body = slice_bytes(bytes, sizeof(bytes));
    record.request.fields = record.response.fields = fields;
    record.request.field_count = record.response.field_count = HP_RESPONSE_FIELDS_MAX;
    struct hp_run_facts facts = run_facts();
    ck_assert_int_eq(hp_journal_create(path, &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_start(journal, &facts, &error), HP_OK);
    ck_assert_msg(hp_journal_case(journal, &record, &error) == HP_OK, "%s", error.text);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
    ck_assert_msg(journal_read(&heard, false, &error) == HP_OK, "%s", error.text);
    ck_assert_uint_eq(heard.records, 1);
}
END_TEST

/* The whole file, to be freed. */
static char *text_of(size_t *length)
{
    *length = journal_bytes();
    char *text = malloc(*length + 1);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(text, 1, *length, file), *length);
    (void)fclose(file);
    text[*length] = '\0';
    return text;
}

START_TEST(lines_handed_over_at_once_are_those_written_one_by_one)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct hp_run_facts facts = run_facts();
    struct hp_run_end end = {HP_STOP_NONE, HP_SLICE(""), 12, 1};
    struct hp_buf lines;
    size_t lengths[2];
    journal_write(JOURNAL_CASE, 5000, true);
    char *one_by_one = text_of(&lengths[0]);
    hp_buf_init(&lines, HP_JOURNAL_LINES_BYTES_MAX);
    ck_assert_int_eq(hp_journal_create(path, &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_start(journal, &facts, &error), HP_OK);
    for (uint64_t i = 0; i < 5000;) {
        hp_buf_clear(&lines);
        for (uint64_t last = i + i % 33; i <= last && i < 5000; i++) {
            struct hp_case_record record = run_record(JOURNAL_CASE, i);
            hp_record_write(&lines, &record);
        }
        ck_assert_int_eq(hp_journal_lines(journal, hp_buf_view(&lines), false, &error), HP_OK);
    }
    ck_assert_int_eq(hp_journal_end(journal, &end, &error), HP_OK);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
    char *at_once = text_of(&lengths[1]);
    ck_assert_uint_eq(lengths[0], lengths[1]);
    ck_assert_str_eq(one_by_one, at_once);
    hp_buf_deinit(&lines);
    free(one_by_one);
    free(at_once);
}
END_TEST

START_TEST(lines_with_a_finding_are_in_the_file_at_once)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    struct hp_slice lines = HP_SLICE("{\"kind\":\"one\"}\n{\"kind\":\"two\"}\n");
    ck_assert_int_eq(hp_journal_create(path, &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_lines(journal, lines, false, &error), HP_OK);
    ck_assert_uint_eq(journal_bytes(), 0);
    ck_assert_int_eq(hp_journal_lines(journal, (struct hp_slice){"", 0}, false, &error), HP_OK);
    ck_assert_uint_eq(journal_bytes(), 0);
    ck_assert_int_eq(hp_journal_lines(journal, lines, true, &error), HP_OK);
    ck_assert_uint_eq(journal_bytes(), 2 * lines.len);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
}
END_TEST

/* What is handed over may be as large as the limit says, on top of what waits. */
START_TEST(the_largest_batch_of_lines_fits)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    char *bytes = malloc(HP_JOURNAL_LINES_BYTES_MAX);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, ' ', HP_JOURNAL_LINES_BYTES_MAX);
    struct hp_slice lines = {bytes, HP_JOURNAL_LINES_BYTES_MAX};
    ck_assert_int_eq(hp_journal_create(path, &journal, &error), HP_OK);
    ck_assert_int_eq(
        hp_journal_lines(journal, (struct hp_slice){bytes, 256 * 1024 - 1}, false, &error), HP_OK);
    ck_assert_int_eq(hp_journal_lines(journal, lines, false, &error), HP_OK);
    ck_assert_uint_eq(journal_bytes(), HP_JOURNAL_LINES_BYTES_MAX + 256 * 1024 - 1);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
    free(bytes);
}
END_TEST

START_TEST(lines_that_a_full_disk_refuses_are_an_error)
{
    struct hp_error error = {0};
    struct hp_journal *journal = NULL;
    ck_assert_int_eq(hp_journal_create("/dev/full", &journal, &error), HP_OK);
    ck_assert_int_eq(hp_journal_lines(journal, HP_SLICE("{}\n"), true, &error), HP_ERR_IO);
    ck_assert_msg(strstr(error.text, "No space") != NULL, "%s", error.text);
    ck_assert_int_eq(hp_journal_close(journal, &error), HP_OK);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_journal");
    TCase *tests = tcase_create("journal");
    tcase_add_checked_fixture(tests, journal_set_up, journal_tear_down);
    tcase_add_test(tests, a_whole_journal_is_heard_in_order);
    tcase_add_test(tests, a_canary_is_heard_as_one);
    tcase_add_test(tests, a_long_journal_takes_the_memory_of_a_line);
    tcase_add_test(tests, an_old_journal_is_replaced);
    tcase_add_test(tests, a_journal_torn_at_any_byte_gives_its_whole_lines);
    tcase_add_test(tests, a_journal_without_its_start_is_refused);
    tcase_add_test(tests, a_second_start_is_refused);
    tcase_add_test(tests, an_empty_file_is_refused_by_its_name);
    tcase_add_test(tests, a_missing_file_is_refused_with_the_reason);
    tcase_add_test(tests, a_folder_is_no_journal);
    tcase_add_loop_test(tests, a_bad_line_is_named_by_file_and_number, 0, COUNT_OF(bad_lines));
    tcase_add_test(tests, a_line_with_a_nul_byte_is_a_bad_line);
    tcase_add_test(tests, a_line_without_end_is_refused_by_its_number);
    tcase_add_test(tests, a_listener_may_end_the_reading);
    tcase_add_test(tests, a_folder_that_is_not_there_is_refused_with_the_reason);
    tcase_add_test(tests, a_full_disk_is_an_error_that_names_it);
    tcase_add_test(tests, what_waits_in_the_buffer_is_not_lost_in_silence);
    tcase_add_test(tests, a_finding_is_in_the_file_at_once);
    tcase_add_test(tests, the_largest_record_fits);
    tcase_add_test(tests, lines_handed_over_at_once_are_those_written_one_by_one);
    tcase_add_test(tests, lines_with_a_finding_are_in_the_file_at_once);
    tcase_add_test(tests, the_largest_batch_of_lines_fits);
    tcase_add_test(tests, lines_that_a_full_disk_refuses_are_an_error);
    suite_add_tcase(suite, tests);
    return suite;
}
