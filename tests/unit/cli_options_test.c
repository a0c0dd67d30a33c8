/* The command line, word by word. */
#include "tests/unit/cli_fixture.h"

static const struct {
    enum hp_command_id command;
    const char *line;
    const char *says; /* a part of the message */
} wrong[] = {
    {HP_CMD_RUN, "--conections 4", "unknown option --conections; did you mean --connections?"},
    {HP_CMD_RUN, "--max-failure 4", "did you mean --max-failures?"},
    {HP_CMD_RUN, "--sed=4", "unknown option --sed; did you mean --seed?"},
    {HP_CMD_RUN, "--Seed 4", "did you mean --seed?"},
    {HP_CMD_RUN, "--xyzzyxyzzy", "unknown option --xyzzyxyzzy; --help lists the options"},
    {HP_CMD_RUN, "-x", "unknown option -x"},
    {HP_CMD_RUN, "-qv", "unknown option -qv"},
    {HP_CMD_JSON, "--config=c.json", "--config is not an option of this command"},
    {HP_CMD_JSON, "--seed 4", "--seed is not an option of this command"},
    {HP_CMD_SERVE, "--depth full", "--depth is not an option of this command"},
    {HP_CMD_RUN, "--listen 1.2.3.4:5", "--listen is not an option of this command"},
    {HP_CMD_SCHEMA, "-v", "--verbose is not an option of this command"},
    {HP_CMD_RUN, "--seed", "--seed needs a value: --seed N"},
    {HP_CMD_RUN, "builtin --depth", "--depth needs a value: --depth smoke|standard|full"},
    {HP_CMD_RUN, "-H", "--header needs a value"},
    {HP_CMD_RUN, "--strict=yes", "--strict takes no value"},
    {HP_CMD_RUN, "--quiet=", "--quiet takes no value"},
    {HP_CMD_RUN, "---seed 1", "unknown option"},
    {HP_CMD_RUN, "--=1", "unknown option"},
};

START_TEST(a_wrong_word_is_named_with_a_way_out)
{
    struct hp_args args;
    struct hp_error error;
    ck_assert_int_eq(parse_line(wrong[_i].command, wrong[_i].line, &args, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, wrong[_i].says) != NULL, "%s: %s", wrong[_i].line, error.text);
    hp_args_free(&args);
}
END_TEST

static const struct {
    enum hp_command_id command;
    const char *line;
    enum hp_option_id option;
    const char *value; /* the last; NULL: not given */
    size_t times;
    const char *operands; /* joined by commas */
} right[] = {
    {HP_CMD_RUN, "", HP_OPT_SEED, NULL, 0, ""},
    {HP_CMD_RUN, "--seed 4", HP_OPT_SEED, "4", 1, ""},
    {HP_CMD_RUN, "--seed=4", HP_OPT_SEED, "4", 1, ""},
    {HP_CMD_RUN, "--seed=4 --seed 5", HP_OPT_SEED, "5", 2, ""},
    {HP_CMD_RUN, "--seed=", HP_OPT_SEED, "", 1, ""},
    {HP_CMD_RUN, "--include=a=b", HP_OPT_INCLUDE, "a=b", 1, ""},
    {HP_CMD_RUN, "http://h --include a --include b --include c", HP_OPT_INCLUDE, "c", 3,
     "http://h"},
    {HP_CMD_RUN, "-q builtin", HP_OPT_QUIET, "", 1, "builtin"},
    {HP_CMD_RUN, "--quiet builtin", HP_OPT_QUIET, "", 1, "builtin"},
    {HP_CMD_RUN, "-H X:1 builtin -H Y:2", HP_OPT_HEADER, "Y:2", 2, "builtin"},
    {HP_CMD_RUN, "--api-key -q", HP_OPT_API_KEY, "-q", 1, ""},
    {HP_CMD_RUN, "--api-key ''", HP_OPT_API_KEY, "", 1, ""},
    {HP_CMD_RUN, "-- --seed 4", HP_OPT_SEED, NULL, 0, "--seed,4"},
    {HP_CMD_RUN, "--seed 3 -- --seed", HP_OPT_SEED, "3", 1, "--seed"},
    {HP_CMD_RUN, "--seed -- 4", HP_OPT_SEED, "--", 1, "4"},
    {HP_CMD_JSON, "- a.json", HP_OPT_QUIET, NULL, 0, "-,a.json"},
    {HP_CMD_JSON, "-- -", HP_OPT_QUIET, NULL, 0, "-"},
    {HP_CMD_JSON, "a '' b", HP_OPT_QUIET, NULL, 0, "a,,b"},
    {HP_CMD_SERVE, "-h", HP_OPT_HELP, "", 1, ""},
    {HP_CMD_REPORT, "j1 j2 j3", HP_OPT_OUT, NULL, 0, "j1,j2,j3"},
};

START_TEST(a_right_line_means_what_it_says)
{
    struct hp_args args = good_line(right[_i].command, right[_i].line);
    const char *value = hp_args_text(&args, right[_i].option, NULL);
    ck_assert_uint_eq(args.counts[right[_i].option], right[_i].times);
    ck_assert_int_eq(hp_args_has(&args, right[_i].option), right[_i].times > 0);
    if (right[_i].value == NULL) {
        ck_assert_ptr_null(value);
        ck_assert_str_eq(hp_args_text(&args, right[_i].option, "otherwise"), "otherwise");
    } else {
        ck_assert_str_eq(value, right[_i].value);
    }
    char joined[256] = "";
    for (size_t i = 0; i < args.operand_count; i++) {
        size_t used = strlen(joined);
        (void)snprintf(joined + used, sizeof(joined) - used, "%s%s", i == 0 ? "" : ",",
                       args.operands[i]);
    }
    ck_assert_str_eq(joined, right[_i].operands);
    hp_args_free(&args);
}
END_TEST

START_TEST(all_values_are_kept_in_order)
{
    struct hp_args args = good_line(HP_CMD_RUN, "--include a -q --include=b x --include c");
    ck_assert_uint_eq(args.counts[HP_OPT_INCLUDE], 3);
    ck_assert_str_eq(args.values[HP_OPT_INCLUDE][0], "a");
    ck_assert_str_eq(args.values[HP_OPT_INCLUDE][1], "b");
    ck_assert_str_eq(args.values[HP_OPT_INCLUDE][2], "c");
    hp_args_free(&args);
}
END_TEST

/* Bounds 2 to 1000, 7 when not given. */
static const struct {
    const char *text;
    bool good;
    uint64_t value;
} numbers[] = {
    {"2", true, 2},
    {"1000", true, 1000},
    {"0002", true, 2},
    {"1", false, 0},
    {"1001", false, 0},
    {"-5", false, 0},
    {"+5", false, 0},
    {"5 ", false, 0},
    {"5x", false, 0},
    {"x", false, 0},
    {"5.0", false, 0},
    {"5e1", false, 0},
    {"0x10", false, 0},
    {"18446744073709551616", false, 0},
    {"99999999999999999999999", false, 0},
};

START_TEST(a_number_is_whole_and_within_its_bounds)
{
    char line[64];
    struct hp_error error = {0};
    uint64_t value = 0;
    (void)snprintf(line, sizeof(line), "--connections=%s", numbers[_i].text);
    char *words[] = {line};
    struct hp_args args;
    ck_assert_int_eq(hp_args_parse(HP_CMD_RUN, 1, words, &args, &error), HP_OK);
    enum hp_status status = hp_args_number(&args, HP_OPT_CONNECTIONS, 7, 2, 1000, &value, &error);
    if (numbers[_i].good) {
        ck_assert_int_eq(status, HP_OK);
        ck_assert_uint_eq(value, numbers[_i].value);
    } else {
        ck_assert_int_eq(status, HP_ERR_USAGE);
        ck_assert_msg(strstr(error.text, "--connections wants a whole number from 2 to 1000") !=
                          NULL,
                      "%s", error.text);
        ck_assert_msg(strstr(error.text, numbers[_i].text) != NULL, "%s", error.text);
    }
    hp_args_free(&args);
}
END_TEST

START_TEST(an_empty_number_is_none)
{
    struct hp_error error = {0};
    uint64_t value = 0;
    struct hp_args args = good_line(HP_CMD_RUN, "--seed=");
    ck_assert_int_eq(hp_args_number(&args, HP_OPT_SEED, 7, 0, 9, &value, &error), HP_ERR_USAGE);
    hp_args_free(&args);
}
END_TEST

START_TEST(what_was_not_given_is_the_default)
{
    static const char *const words[] = {"smoke", "standard", "full", NULL};
    struct hp_error error = {0};
    uint64_t value = 0;
    int word = 0;
    struct hp_args args = good_line(HP_CMD_RUN, "");
    ck_assert_int_eq(hp_args_number(&args, HP_OPT_SEED, 7, 10, 20, &value, &error), HP_OK);
    ck_assert_uint_eq(value, 7);
    ck_assert_int_eq(hp_args_word(&args, HP_OPT_DEPTH, words, 1, &word, &error), HP_OK);
    ck_assert_int_eq(word, 1);
    hp_args_free(&args);
}
END_TEST

START_TEST(the_largest_number_is_64_bits)
{
    struct hp_error error = {0};
    uint64_t value = 0;
    struct hp_args args = good_line(HP_CMD_RUN, "--seed 18446744073709551615");
    ck_assert_int_eq(hp_args_number(&args, HP_OPT_SEED, 7, 0, UINT64_MAX, &value, &error), HP_OK);
    ck_assert(value == UINT64_MAX);
    hp_args_free(&args);
}
END_TEST

START_TEST(a_word_is_one_of_the_list)
{
    static const char *const words[] = {"smoke", "standard", "full", NULL};
    static const char *const bad[] = {"--depth=ful", "--depth=Full", "--depth=", "--depth=fulll"};
    struct hp_error error = {0};
    int word = 0;
    struct hp_args args = good_line(HP_CMD_RUN, "--depth full");
    ck_assert_int_eq(hp_args_word(&args, HP_OPT_DEPTH, words, 0, &word, &error), HP_OK);
    ck_assert_int_eq(word, 2);
    hp_args_free(&args);
    for (int i = 0; i < COUNT_OF(bad); i++) {
        error = (struct hp_error){0};
        args = good_line(HP_CMD_RUN, bad[i]);
        ck_assert_int_eq(hp_args_word(&args, HP_OPT_DEPTH, words, 0, &word, &error), HP_ERR_USAGE);
        ck_assert_msg(strstr(error.text, "--depth wants smoke|standard|full") != NULL, "%s",
                      error.text);
        hp_args_free(&args);
    }
}
END_TEST

/* Whether the command takes the option, by asking the parser. */
static bool takes(enum hp_command_id command, const char *name, bool *needs_value)
{
    char word[40];
    (void)snprintf(word, sizeof(word), "%s", name);
    char *words[] = {word};
    struct hp_args args;
    struct hp_error error = {0};
    enum hp_status status = hp_args_parse(command, 1, words, &args, &error);
    hp_args_free(&args);
    *needs_value = strstr(error.text, "needs a value") != NULL;
    return status == HP_OK || *needs_value;
}

static void print_help(enum hp_command_id command, char *text, size_t bytes)
{
    char path[] = "/tmp/hookproof-help-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    (void)fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    ck_assert_int_ge(dup2(descriptor, STDOUT_FILENO), 0);
    hp_options_help(command);
    (void)fflush(stdout);
    ck_assert_int_ge(dup2(saved, STDOUT_FILENO), 0);
    (void)close(saved);
    ssize_t length = pread(descriptor, text, bytes - 1, 0);
    ck_assert_int_gt(length, 0);
    text[length] = '\0';
    (void)close(descriptor);
    (void)unlink(path);
}

START_TEST(help_lists_exactly_the_options_of_a_command)
{
    static char text[64 * 1024];
    enum hp_command_id command = hp_commands[_i].id;
    print_help(command, text, sizeof(text));
    size_t listed = 0;
    for (int option = 0; option < HP_OPT_COUNT; option++) {
        const char *name = hp_option_name((enum hp_option_id)option);
        bool needs_value = false;
        char line[64];
        (void)snprintf(line, sizeof(line), "%s ", name);
        bool shown = strstr(text, line) != NULL;
        ck_assert_msg(shown == takes(command, name, &needs_value), "%s of %s", name,
                      hp_commands[_i].name);
        listed += shown;
    }
    size_t lines = 0;
    for (const char *at = text; (at = strstr(at, "  --")) != NULL; at += 4) {
        lines++;
    }
    for (const char *at = text; (at = strstr(at, ", --")) != NULL; at += 4) {
        lines++;
    }
    ck_assert_uint_eq(lines, listed);
    ck_assert_ptr_nonnull(strstr(text, "-h, --help"));
}
END_TEST

START_TEST(every_command_says_what_it_is)
{
    for (size_t i = 0; i < hp_command_count; i++) {
        ck_assert_uint_gt(strlen(hp_commands[i].title), 10);
        ck_assert_uint_gt(strlen(hp_commands[i].help), 10);
        ck_assert_ptr_nonnull((const void *)(uintptr_t)hp_commands[i].run);
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(hp_commands[i].name, hp_commands[j].name);
            ck_assert_int_ne(hp_commands[i].id, hp_commands[j].id);
        }
    }
}
END_TEST

static const struct {
    enum hp_status status;
    int code;
} exits[] = {
    {HP_OK, 0},        {HP_ERR_USAGE, 2}, {HP_ERR_TARGET, 3},   {HP_ERR_IO, 2},
    {HP_ERR_LIMIT, 2}, {HP_ERR_NOMEM, 5}, {HP_ERR_INTERNAL, 5},
};

START_TEST(every_error_has_its_exit_code)
{
    ck_assert_int_eq(hp_exit_of(exits[_i].status), exits[_i].code);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cli_options");
    TCase *tests = tcase_create("options");
    tcase_add_loop_test(tests, a_wrong_word_is_named_with_a_way_out, 0, COUNT_OF(wrong));
    tcase_add_loop_test(tests, a_right_line_means_what_it_says, 0, COUNT_OF(right));
    tcase_add_test(tests, all_values_are_kept_in_order);
    tcase_add_loop_test(tests, a_number_is_whole_and_within_its_bounds, 0, COUNT_OF(numbers));
    tcase_add_test(tests, an_empty_number_is_none);
    tcase_add_test(tests, what_was_not_given_is_the_default);
    tcase_add_test(tests, the_largest_number_is_64_bits);
    tcase_add_test(tests, a_word_is_one_of_the_list);
    tcase_add_loop_test(tests, help_lists_exactly_the_options_of_a_command, 0,
                        (int)hp_command_count);
    tcase_add_test(tests, every_command_says_what_it_is);
    tcase_add_loop_test(tests, every_error_has_its_exit_code, 0, COUNT_OF(exits));
    suite_add_tcase(suite, tests);
    return suite;
}
