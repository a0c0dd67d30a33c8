/* A folder of bodies: written once each, read in the order of their names, within limits. */
#include "harness/run/corpus.h"

#include "harness/run/body_case.h"
#include "tests/unit/run_fixture.h"

static char folder[64];
static struct hp_corpus corpus;
static struct hp_error error;

static void set_up(void)
{
    (void)snprintf(folder, sizeof(folder), "/tmp/hookproof-corpus-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    corpus = (struct hp_corpus){0};
    error = (struct hp_error){0};
}

static void tear_down(void)
{
    char command[128];
    hp_corpus_deinit(&corpus);
    (void)snprintf(command, sizeof(command), "rm -r '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static void put(const char *name, size_t bytes, char c)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < bytes; i++) {
        (void)fputc(c, file);
    }
    ck_assert_int_eq(fclose(file), 0);
}

static void read_folder(void)
{
    ck_assert_msg(hp_corpus_read(folder, &corpus, &error) == HP_OK, "%s", error.text);
}

START_TEST(files_are_read_by_name_and_others_are_not)
{
    char path[256];
    put("b", 2, 'b');
    put("a", 1, 'a');
    put(".hidden", 1, 'h');
    (void)snprintf(path, sizeof(path), "%s/c", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    read_folder();
    ck_assert_uint_eq(corpus.count, 2);
    ck_assert(hp_slice_is(corpus.bodies[0], "a"));
    ck_assert(hp_slice_is(corpus.bodies[1], "bb"));
    ck_assert_uint_eq(corpus.left_out, 0);
}
END_TEST

START_TEST(an_empty_file_and_one_that_is_too_large_are_counted_and_left_out)
{
    put("empty", 0, 'x');
    put("most", HP_BODY_BYTES_MAX, 'x');
    put("more", HP_BODY_BYTES_MAX + 1, 'x');
    read_folder();
    ck_assert_uint_eq(corpus.count, 1);
    ck_assert_uint_eq(corpus.bodies[0].len, HP_BODY_BYTES_MAX);
    ck_assert_uint_eq(corpus.left_out, 2);
}
END_TEST

START_TEST(what_is_written_is_read_again_to_the_byte_and_once)
{
    struct hp_slice bytes = HP_SLICE("a\0b\xff\n");
    ck_assert_int_eq(hp_corpus_write(folder, bytes, &error), HP_OK);
    ck_assert_int_eq(hp_corpus_write(folder, bytes, &error), HP_OK);
    ck_assert_int_eq(hp_corpus_write(folder, HP_SLICE("other"), &error), HP_OK);
    read_folder();
    ck_assert_uint_eq(corpus.count, 2);
    ck_assert(hp_slice_equal(corpus.bodies[0], bytes) || hp_slice_equal(corpus.bodies[1], bytes));
}
END_TEST

START_TEST(a_folder_that_is_none_is_said_so)
{
    ck_assert_int_eq(hp_corpus_read("/nowhere/at/all", &corpus, &error), HP_ERR_IO);
    ck_assert_ptr_nonnull(strstr(error.text, "/nowhere/at/all"));
    hp_corpus_deinit(&corpus);
    error = (struct hp_error){0};
    ck_assert_int_eq(hp_corpus_write("/nowhere/at/all", HP_SLICE("x"), &error), HP_ERR_IO);
    ck_assert_ptr_nonnull(strstr(error.text, "cannot write /nowhere/at/all/"));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_corpus");
    TCase *tcase = tcase_create("corpus");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, files_are_read_by_name_and_others_are_not);
    tcase_add_test(tcase, an_empty_file_and_one_that_is_too_large_are_counted_and_left_out);
    tcase_add_test(tcase, what_is_written_is_read_again_to_the_byte_and_once);
    tcase_add_test(tcase, a_folder_that_is_none_is_said_so);
    suite_add_tcase(suite, tcase);
    return suite;
}
