/* Defaults, precedence and what is refused before anything is sent. */
#include "harness/cli/setup.h"

#include <sys/stat.h>

#include "harness/base/alloc.h"
#include "harness/cli/output.h"
#include "tests/unit/cli_fixture.h"

static struct hp_setup setup;
static struct hp_args args;
static struct hp_error error;

static void set_up(void)
{
    ck_assert_int_eq(unsetenv("HOOKPROOF_API_KEY"), 0);
    ck_assert_int_eq(unsetenv("NO_COLOR"), 0);
    ck_assert_int_eq(setenv("OTHER_KEY", "from-other-variable", 1), 0);
    setup = (struct hp_setup){0};
}

static void tear_down(void)
{
    hp_setup_deinit(&setup);
    hp_args_free(&args);
}

static enum hp_status try_run(const char *line)
{
    args = good_line(HP_CMD_RUN, line);
    error = (struct hp_error){0};
    return hp_setup_init(&setup, &args, args.operand_count == 0 ? "builtin" : args.operands[0],
                         &error);
}

static void good_run(const char *line)
{
    ck_assert_msg(try_run(line) == HP_OK, "%s: %s", line, error.text);
}

START_TEST(a_run_of_nothing_tests_the_builtin_service)
{
    good_run("");
    const struct hp_run_options *run = &setup.run;
    ck_assert(run->address.builtin);
    ck_assert(!run->careful);
    ck_assert(hp_slice_is(run->plan.api_key, HP_DEMO_KEY));
    ck_assert_int_eq(run->plan.depth, HP_DEPTH_STANDARD);
    ck_assert_uint_eq(run->plan.seed, 1);
    ck_assert_uint_eq(run->plan.strength, 2);
    ck_assert_uint_eq(run->target.connections, 1);
    ck_assert_uint_eq(run->target.timeout_ms, 10000);
    ck_assert_uint_eq(run->time_s_max, 0);
    ck_assert_uint_eq(run->failures_max, 0);
    ck_assert(run->rate_per_second == 0);
    ck_assert_uint_eq(run->retries, 0);
    ck_assert_str_eq(run->settings.profile, "doc");
    ck_assert(!run->settings.strict);
    ck_assert_uint_gt(run->row_count, 100);
    ck_assert_ptr_null(run->contract_path);
}
END_TEST

START_TEST(a_server_on_this_machine_gets_everything)
{
    good_run("http://127.0.0.1:8080 --api-key k");
    ck_assert(!setup.run.careful);
    ck_assert_int_eq(setup.run.plan.depth, HP_DEPTH_STANDARD);
    ck_assert_uint_eq(setup.run.target.connections, 16);
    ck_assert(setup.run.rate_per_second == 0);
    ck_assert_uint_eq(setup.run.retries, 2);
}
END_TEST

START_TEST(a_remote_target_gets_little_and_slowly)
{
    good_run("http://192.0.2.1 --api-key k --allow-remote");
    ck_assert(setup.run.careful);
    ck_assert_int_eq(setup.run.plan.depth, HP_DEPTH_SMOKE);
    ck_assert(setup.run.rate_per_second == 10);
}
END_TEST

START_TEST(a_remote_target_gets_more_when_asked_for)
{
    good_run("https://example.com/x --api-key k --allow-remote --depth full --rate 0");
    ck_assert(setup.run.careful);
    ck_assert_int_eq(setup.run.plan.depth, HP_DEPTH_FULL);
    ck_assert(setup.run.rate_per_second == 0);
    ck_assert(hp_slice_is(setup.run.plan.target_path, "/x"));
    ck_assert(setup.run.address.tls);
}
END_TEST

START_TEST(every_option_arrives)
{
    good_run("http://localhost:1/a/b --api-key k --depth smoke --seed 9 --strength 3 --include i "
             "--exclude e --strict");
    const struct hp_run_options *run = &setup.run;
    ck_assert_int_eq(run->plan.depth, HP_DEPTH_SMOKE);
    ck_assert_uint_eq(run->plan.seed, 9);
    ck_assert_uint_eq(run->plan.strength, 3);
    ck_assert_uint_eq(run->plan.include_count, 1);
    ck_assert_str_eq(run->plan.include[0], "i");
    ck_assert_uint_eq(run->plan.exclude_count, 1);
    ck_assert_str_eq(run->plan.exclude[0], "e");
    ck_assert(run->settings.strict);
    ck_assert(hp_slice_is(run->plan.target_path, "/a/b"));
    tear_down();
    good_run("http://localhost:1 --api-key k --connections 3 --timeout 2 --time 5 --max-failures 6 "
             "--retries 4 -H X:1");
    ck_assert_uint_eq(run->target.connections, 3);
    ck_assert_uint_eq(run->target.timeout_ms, 2000);
    ck_assert_uint_eq(run->target.connect_timeout_ms, 2000);
    ck_assert_uint_eq(run->time_s_max, 5);
    ck_assert_uint_eq(run->failures_max, 6);
    ck_assert_uint_eq(run->retries, 4);
    ck_assert_uint_eq(run->target.extra_field_count, 1);
    ck_assert_str_eq(run->target.extra_fields[0], "X:1");
    tear_down();
    good_run("https://localhost:1 --api-key k --insecure --cacert ca.pem --proxy http://p:3 --http "
             "2 --shard 2/5");
    ck_assert(run->target.insecure);
    ck_assert_str_eq(run->target.cacert, "ca.pem");
    ck_assert_str_eq(run->target.proxy, "http://p:3");
    ck_assert_int_eq(run->target.http, HP_HTTP_2);
    ck_assert_uint_eq(run->plan.shard, 2);
    ck_assert_uint_eq(run->plan.shards, 5);
}
END_TEST

static const struct {
    const char *line;
    const char *says;
} wrong[] = {
    {"http://192.0.2.1 --api-key k", "http://192.0.2.1 is not on this machine: add --allow-remote"},
    {"http://127.0.0.1:8080", "a key is needed: set HOOKPROOF_API_KEY"},
    {"http://127.0.0.1:8080 --api-key ''", "the key is empty"},
    {"http://127.0.0.1:8080 --api-key-env NOT_SET", "no variable NOT_SET (--api-key-env)"},
    {"http://127.0.0.1:8080 --api-key-file none.txt", "none.txt"},
    {"gopher://127.0.0.1 --api-key k", "gopher"},
    {"127.0.0.1:8080 --api-key k", "127.0.0.1:8080"},
    {"http://user:pw@127.0.0.1 --api-key k", "user"},
    {"http://127.0.0.1:70000 --api-key k", "70000"},
    {"buitlin", "buitlin"},
    {"--depth deep", "--depth wants smoke|standard|full, not \"deep\""},
    {"--seed -1", "--seed wants a whole number"},
    {"--strength 4", "--strength wants a whole number from 2 to 3"},
    {"--connections 0", "--connections wants a whole number from 1 to 1024"},
    {"--connections 1025", "from 1 to 1024"},
    {"--timeout 0", "--timeout wants"},
    {"--time 0", "--time wants"},
    {"--max-failures 0", "--max-failures wants"},
    {"--http 3", "--http wants 1.1|2|auto"},
    {"--rate fast", "--rate wants requests a second or a minute, such as 20/s or 60/m"},
    {"--rate -1", "--rate wants"},
    {"--rate 5/h", "--rate wants"},
    {"--rate ''", "--rate wants"},
    {"--rate nan", "--rate wants"},
    {"--rate 1e300", "--rate wants"},
    {"--rate 1e-300", "one an hour at least"},
    {"--shard 0/3", "--shard wants"},
    {"--shard 4/3", "--shard wants"},
    {"--shard 1", "--shard wants"},
    {"--shard 1/", "--shard wants"},
    {"--shard /3", "--shard wants"},
    {"--shard 1/3x", "--shard wants"},
    {"--shard -1/3", "--shard wants"},
    {"--shard 1/99999999999999999999", "--shard wants"},
    {"--contract none.json", "none.json"},
};

START_TEST(what_is_wrong_is_said)
{
    ck_assert_msg(hp_exit_of(try_run(wrong[_i].line)) == HP_EXIT_USAGE, "%s", wrong[_i].line);
    ck_assert_msg(strstr(error.text, wrong[_i].says) != NULL, "%s: %s", wrong[_i].line, error.text);
}
END_TEST

static const struct {
    const char *text;
    double per_second;
} rates[] = {{"20", 20},     {"20/s", 20}, {"60/m", 1},  {"0.5", 0.5},
             {"0.5/s", 0.5}, {"0", 0},     {"90/m", 1.5}};

START_TEST(a_rate_is_of_a_second_or_a_minute)
{
    char line[64];
    (void)snprintf(line, sizeof(line), "--rate %s", rates[_i].text);
    good_run(line);
    ck_assert(setup.run.rate_per_second == rates[_i].per_second);
}
END_TEST

static void write_key_file(char path[static 64], const char *content)
{
    (void)snprintf(path, 64, "/tmp/hookproof-key-XXXXXX");
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, content, strlen(content)), (ssize_t)strlen(content));
    (void)close(descriptor);
}

/* --api-key, then the file, then the environment. */
START_TEST(the_nearest_key_wins)
{
    char path[64];
    char line[256];
    static const struct {
        const char *line;
        bool environment;
        const char *key;
    } rows[] = {
        {"--api-key given --api-key-file %s --api-key-env OTHER_KEY", true, "given"},
        {"--api-key-file %s --api-key-env OTHER_KEY", true, "from-file"},
        {"--api-key-env OTHER_KEY --seed 1", true, "from-other-variable"},
        {"--seed 1", true, "from-variable"},
        {"--seed 1", false, HP_DEMO_KEY},
    };
    write_key_file(path, "from-file\r\nsecond line\n");
    if (rows[_i].environment) {
        ck_assert_int_eq(setenv("HOOKPROOF_API_KEY", "from-variable", 1), 0);
    }
    const char *place = strstr(rows[_i].line, "%s");
    if (place == NULL) {
        (void)snprintf(line, sizeof(line), "%s", rows[_i].line);
    } else {
        (void)snprintf(line, sizeof(line), "%.*s%s%s", (int)(place - rows[_i].line), rows[_i].line,
                       path, place + 2);
    }
    good_run(line);
    ck_assert_msg(hp_slice_is(setup.run.plan.api_key, rows[_i].key), "%.*s",
                  (int)setup.run.plan.api_key.len, setup.run.plan.api_key.at);
    (void)unlink(path);
}
END_TEST

static const char *const bad_keys[] = {"", "\n", "\r\n", "\nsecond", "with\rreturn\n"};

START_TEST(a_file_without_a_key_is_refused)
{
    char path[64];
    char line[128];
    write_key_file(path, bad_keys[_i]);
    (void)snprintf(line, sizeof(line), "--api-key-file %s", path);
    ck_assert_int_eq(try_run(line), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, "the key is empty or holds a line break") != NULL, "%s",
                  error.text);
    (void)unlink(path);
}
END_TEST

START_TEST(colour_is_a_matter_of_the_terminal_unless_asked_for)
{
    bool colour = true;
    int file = STDIN_FILENO;
    FILE *null = fopen("/dev/null", "r");
    ck_assert_ptr_nonnull(null);
    file = fileno(null);
    args = good_line(HP_CMD_RUN, "");
    ck_assert_int_eq(hp_setup_colour(&args, file, &colour, &error), HP_OK);
    ck_assert(!colour);
    hp_args_free(&args);
    args = good_line(HP_CMD_RUN, "--color always");
    ck_assert_int_eq(setenv("NO_COLOR", "1", 1), 0);
    ck_assert_int_eq(hp_setup_colour(&args, file, &colour, &error), HP_OK);
    ck_assert(colour);
    hp_args_free(&args);
    args = good_line(HP_CMD_RUN, "--color never");
    ck_assert_int_eq(hp_setup_colour(&args, file, &colour, &error), HP_OK);
    ck_assert(!colour);
    hp_args_free(&args);
    args = good_line(HP_CMD_RUN, "--color sometimes");
    ck_assert_int_eq(hp_setup_colour(&args, file, &colour, &error), HP_ERR_USAGE);
    (void)fclose(null);
}
END_TEST

static const struct {
    const char *line;
    const char *says; /* NULL: fine */
} formats[] = {
    {"", NULL},
    {"--report text", NULL},
    {"--report json --report junit=out.xml --report json=-", NULL},
    {"--report json=a=b", NULL},
    {"--report html", NULL},
    {"--report pdf", "unknown report format \"pdf\""},
    {"--report ''", "unknown report format"},
    {"--report JSON", "unknown report format \"JSON\""},
    {"--report json=", "--report json= has an empty path"},
    {"--report jsonjsonjsonjsonjsonjsonjsonjsonjsonjson", "unknown report format"},
};

START_TEST(a_report_format_is_known_before_anything_is_sent)
{
    args = good_line(HP_CMD_RUN, formats[_i].line);
    error = (struct hp_error){0};
    enum hp_status status = hp_output_check(&args, &error);
    ck_assert_int_eq(status, formats[_i].says == NULL ? HP_OK : HP_ERR_USAGE);
    ck_assert_msg(formats[_i].says == NULL || strstr(error.text, formats[_i].says) != NULL, "%s",
                  error.text);
}
END_TEST

/* The n-th allocation fails: an error, and nothing leaks or crashes. */
START_TEST(memory_that_is_refused_is_an_error)
{
    good_run("--api-key a-key");
    tear_down();
    hp_alloc_fail_at(0);
    args = good_line(HP_CMD_RUN, "--api-key a-key");
    ck_assert_int_eq(hp_setup_init(&setup, &args, "builtin", &error), HP_OK);
    uint64_t calls = hp_alloc_calls();
    hp_setup_deinit(&setup);
    hp_args_free(&args);
    ck_assert_uint_gt(calls, 3);
    size_t failed = 0;
    for (uint64_t n = 1; n <= calls; n++) {
        char *words[] = {(char[]){"--api-key=a-key"}};
        error = (struct hp_error){0};
        hp_alloc_fail_at(n);
        enum hp_status status = hp_args_parse(HP_CMD_RUN, 1, words, &args, &error);
        setup = (struct hp_setup){0};
        if (status == HP_OK) {
            status = hp_setup_init(&setup, &args, "builtin", &error);
        }
        failed += status != HP_OK;
        ck_assert_msg(status == HP_OK || error.text[0] != '\0', "allocation %llu",
                      (unsigned long long)n);
        hp_setup_deinit(&setup);
        hp_args_free(&args);
    }
    hp_alloc_fail_at(0);
    ck_assert_uint_gt(failed, calls / 2);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cli_setup");
    TCase *tests = tcase_create("setup");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_run_of_nothing_tests_the_builtin_service);
    tcase_add_test(tests, a_server_on_this_machine_gets_everything);
    tcase_add_test(tests, a_remote_target_gets_little_and_slowly);
    tcase_add_test(tests, a_remote_target_gets_more_when_asked_for);
    tcase_add_test(tests, every_option_arrives);
    tcase_add_loop_test(tests, what_is_wrong_is_said, 0, COUNT_OF(wrong));
    tcase_add_loop_test(tests, a_rate_is_of_a_second_or_a_minute, 0, COUNT_OF(rates));
    tcase_add_loop_test(tests, the_nearest_key_wins, 0, 5);
    tcase_add_loop_test(tests, a_file_without_a_key_is_refused, 0, COUNT_OF(bad_keys));
    tcase_add_test(tests, colour_is_a_matter_of_the_terminal_unless_asked_for);
    tcase_add_loop_test(tests, a_report_format_is_known_before_anything_is_sent, 0,
                        COUNT_OF(formats));
    tcase_add_test(tests, memory_that_is_refused_is_an_error);
    suite_add_tcase(suite, tests);
    return suite;
}
