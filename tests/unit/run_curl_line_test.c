/* The curl command of a finding, as bash understands it. */
#include "harness/run/curl_line.h"

#include "tests/unit/run_fixture.h"

enum { LINE_BYTES_MAX = 8 * 1024 * 1024, ARGS_MAX = 64 };

static struct hp_buf line;
static char output[1024 * 1024];
static struct hp_slice args[ARGS_MAX];
static size_t arg_count;

static void set_up(void)
{
    hp_buf_init(&line, LINE_BYTES_MAX);
}

static void tear_down(void)
{
    hp_buf_deinit(&line);
}

/* Lets bash parse the command with a `curl` that prints its arguments, each with a NUL. */
static void run_bash(void)
{
    char folder[64];
    char path[96];
    char command[256];
    run_folder(folder);
    (void)snprintf(path, sizeof(path), "%s/line", folder);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs("curl() { printf '%s\\0' \"$@\"; }\n", file);
    ck_assert_uint_eq(fwrite(line.bytes, 1, line.length, file), line.length);
    fputs("\n", file);
    ck_assert_int_eq(fclose(file), 0);
    (void)snprintf(command, sizeof(command),
                   "cd %s && HOOKPROOF_API_KEY='the k$y' LC_ALL=C bash %s 2>&1", folder, path);
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    size_t length = fread(output, 1, sizeof(output), pipe);
    ck_assert_int_eq(pclose(pipe), 0);
    run_folder_gone(folder);
    arg_count = 0;
    for (size_t at = 0; at < length;) {
        ck_assert_uint_lt(arg_count, ARGS_MAX);
        size_t end = strlen(output + at);
        args[arg_count++] = (struct hp_slice){output + at, end};
        at += end + 1;
    }
}

/* The command of a request, parsed. */
static void parse(const struct hp_request *request, const char *body_path, const char *key)
{
    hp_curl_line(&line, request, "http://127.0.0.1:8080", body_path, hp_slice_of(key));
    ck_assert(!line.failed);
    ck_assert_ptr_null(memchr(line.bytes, '\n', line.length));
    run_bash();
}

static bool has_arg(struct hp_slice text)
{
    for (size_t i = 0; i < arg_count; i++) {
        if (hp_slice_equal(args[i], text)) {
            return true;
        }
    }
    return false;
}

/* The argument that follows the first `name`. */
static struct hp_slice after(const char *name)
{
    for (size_t i = 0; i + 1 < arg_count; i++) {
        if (hp_slice_is(args[i], name)) {
            return args[i + 1];
        }
    }
    ck_abort_msg("no %s in %s", name, hp_buf_cstr(&line));
    return (struct hp_slice){0};
}

static struct hp_request a_request(void)
{
    return (struct hp_request){.method = HP_SLICE("POST"), .target = HP_SLICE("/v3/core/webhooks")};
}

START_TEST(a_plain_request_is_a_plain_command)
{
    struct hp_field fields[] = {{HP_SLICE("Content-Type"), HP_SLICE("application/json")},
                                {HP_SLICE("api_key"), HP_SLICE("secret")}};
    struct hp_request request = a_request();
    request.fields = fields;
    request.field_count = 2;
    request.has_body = true;
    hp_curl_line(&line, &request, "http://127.0.0.1:8080", "out/findings/1.body",
                 HP_SLICE("secret"));
    ck_assert_str_eq(hp_buf_cstr(&line),
                     "curl -sS -i --path-as-is -X 'POST' -H 'Accept:' -H 'User-Agent:' -H "
                     "'Expect:' -H 'Content-Type: application/json' -H 'api_key: "
                     "'\"$HOOKPROOF_API_KEY\" --data-binary @'out/findings/1.body' "
                     "--request-target '/v3/core/webhooks' 'http://127.0.0.1:8080'");
    run_bash();
    ck_assert_uint_eq(arg_count, 20);
    assert_slice(after("-X"), HP_SLICE("POST"), "method");
    assert_slice(after("--data-binary"), HP_SLICE("@out/findings/1.body"), "body");
    assert_slice(after("--request-target"), HP_SLICE("/v3/core/webhooks"), "target");
    assert_slice(args[arg_count - 1], HP_SLICE("http://127.0.0.1:8080"), "URL");
    ck_assert(has_arg(HP_SLICE("api_key: the k$y")));
    ck_assert(has_arg(HP_SLICE("Content-Type: application/json")));
}
END_TEST

/* Values, targets and methods that a shell could take for something else. */
static const char *const words[] = {
    "plain",
    "two words",
    "'",
    "it's",
    "''",
    "\"",
    "a \"quoted\" b",
    "\\",
    "\\\\'",
    "\\n",
    "$HOME",
    "$(touch hacked)",
    "`touch hacked`",
    "; touch hacked",
    "&& touch hacked",
    "| touch hacked",
    "> hacked",
    "!!",
    "!$",
    "*",
    "~",
    "{a,b}",
    "[ab]",
    "#comment",
    "-H",
    "--output",
    "%41%0d%0a",
    "\t",
    "a\r\nb: c",
    "\x01\x02\x7f",
    "\x1b[31m",
    "caf\xc3\xa9",
    "\xff\xfe",
    "\xe2\x80\xae",
    "x41",
    "\x01"
    "41",
    "\xc3\xa9"
    "af",
    "'$(touch hacked)\n",
    "???",
    "a?b\n'",
};

START_TEST(bash_takes_every_word_for_what_it_is)
{
    struct hp_slice word = hp_slice_of(words[_i]);
    struct hp_field fields[] = {{HP_SLICE("X-Word"), word}};
    struct hp_request request = a_request();
    char want[128];
    request.method = request.target = word;
    request.fields = fields;
    request.field_count = 1;
    request.has_body = true;
    parse(&request, words[_i], "");
    (void)snprintf(want, sizeof(want), "X-Word: %s", words[_i]);
    ck_assert_msg(has_arg(hp_slice_of(want)), "%s", hp_buf_cstr(&line));
    assert_slice(after("-X"), word, "method");
    assert_slice(after("--request-target"), word, "target");
    (void)snprintf(want, sizeof(want), "@%s", words[_i]);
    assert_slice(after("--data-binary"), hp_slice_of(want), "body");
    ck_assert_uint_eq(arg_count, 20);
}
END_TEST

START_TEST(the_credential_is_a_variable_wherever_it_stands)
{
    struct hp_field fields[] = {{HP_SLICE("api_key"), HP_SLICE("s3cret")},
                                {HP_SLICE("X-In"), HP_SLICE("a s3cret b s3cret'\x01 c")},
                                {HP_SLICE("s3cret"), HP_SLICE("v")}};
    struct hp_request request = a_request();
    request.fields = fields;
    request.field_count = 3;
    request.method = HP_SLICE("s3cret");
    request.target = HP_SLICE("/x?api_key=s3cret&y");
    parse(&request, "b", "s3cret");
    ck_assert_ptr_null(strstr(hp_buf_cstr(&line), "s3cret"));
    ck_assert(has_arg(HP_SLICE("api_key: the k$y")));
    ck_assert(has_arg(HP_SLICE("X-In: a the k$y b the k$y'\x01 c")));
    ck_assert(has_arg(HP_SLICE("the k$y: v")));
    assert_slice(after("--request-target"), HP_SLICE("/x?api_key=the k$y&y"), "target");
    assert_slice(after("-X"), HP_SLICE("the k$y"), "method");
}
END_TEST

START_TEST(what_curl_adds_by_itself_is_taken_out_unless_asked_for)
{
    struct hp_field fields[] = {{HP_SLICE("accept"), HP_SLICE("*/*")},
                                {HP_SLICE("USER-AGENT"), HP_SLICE("x")},
                                {HP_SLICE("X-Empty"), HP_SLICE("")}};
    struct hp_request request = a_request();
    request.fields = fields;
    request.field_count = 3;
    parse(&request, "b", "");
    ck_assert(has_arg(HP_SLICE("accept: */*")));
    ck_assert(has_arg(HP_SLICE("USER-AGENT: x")));
    ck_assert(!has_arg(HP_SLICE("Accept:")));
    ck_assert(!has_arg(HP_SLICE("User-Agent:")));
    ck_assert(has_arg(HP_SLICE("Content-Type:")));
    ck_assert(has_arg(HP_SLICE("Expect:")));
    /* curl's way to send a field with nothing in it; "X-Empty:" would take it out. */
    ck_assert(has_arg(HP_SLICE("X-Empty;")));
}
END_TEST

START_TEST(no_body_sends_none)
{
    struct hp_request request = a_request();
    parse(&request, "b", "");
    ck_assert(!has_arg(HP_SLICE("--data-binary")));
    request.has_body = true;
    hp_buf_clear(&line);
    parse(&request, "b", "");
    ck_assert(has_arg(HP_SLICE("--data-binary")));
}
END_TEST

START_TEST(head_is_asked_for_in_curls_own_way)
{
    struct hp_request request = a_request();
    request.method = HP_SLICE("HEAD");
    parse(&request, "b", "");
    ck_assert(has_arg(HP_SLICE("--head")));
    ck_assert(!has_arg(HP_SLICE("-X")));
}
END_TEST

START_TEST(transfer_is_part_of_the_command)
{
    struct hp_request request = a_request();
    request.has_body = true;
    request.transfer.chunked = true;
    request.transfer.expect_continue = true;
    parse(&request, "b", "");
    ck_assert(has_arg(HP_SLICE("Transfer-Encoding: chunked")));
    ck_assert(has_arg(HP_SLICE("Expect: 100-continue")));
    ck_assert(!has_arg(HP_SLICE("Expect:")));
}
END_TEST

START_TEST(an_empty_method_and_target_are_empty_words)
{
    struct hp_request request = {0};
    parse(&request, "b", "key");
    assert_slice(after("-X"), HP_SLICE(""), "method");
    assert_slice(after("--request-target"), HP_SLICE(""), "target");
}
END_TEST

/* -H @name would read a file, and --head with a body is refused by curl. */
START_TEST(a_field_whose_name_begins_with_an_at_sign_reads_no_file)
{
    struct hp_field fields[] = {{HP_SLICE("@/etc/passwd"), HP_SLICE("v")}};
    struct hp_request request = a_request();
    request.fields = fields;
    request.field_count = 1;
    parse(&request, "b", "");
    for (size_t i = 0; i + 1 < arg_count; i++) {
        ck_assert(!hp_slice_is(args[i], "-H") || args[i + 1].at[0] != '@');
    }
}
END_TEST

START_TEST(the_longest_header_section_fits)
{
    static char value[3 * 1024 * 1024];
    memset(value, 'v', sizeof(value));
    struct hp_field fields[] = {{HP_SLICE("X-Long"), {value, sizeof(value)}}};
    struct hp_request request = a_request();
    request.fields = fields;
    request.field_count = 1;
    hp_curl_line(&line, &request, "http://127.0.0.1:8080", "b", HP_SLICE(""));
    ck_assert(!line.failed);
    ck_assert_uint_gt(line.length, sizeof(value));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_curl_line");
    TCase *tests = tcase_create("curl_line");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_plain_request_is_a_plain_command);
    tcase_add_loop_test(tests, bash_takes_every_word_for_what_it_is, 0, COUNT_OF(words));
    tcase_add_test(tests, the_credential_is_a_variable_wherever_it_stands);
    tcase_add_test(tests, what_curl_adds_by_itself_is_taken_out_unless_asked_for);
    tcase_add_test(tests, no_body_sends_none);
    tcase_add_test(tests, head_is_asked_for_in_curls_own_way);
    tcase_add_test(tests, transfer_is_part_of_the_command);
    tcase_add_test(tests, an_empty_method_and_target_are_empty_words);
    tcase_add_test(tests, a_field_whose_name_begins_with_an_at_sign_reads_no_file);
    tcase_add_test(tests, the_longest_header_section_fits);
    suite_add_tcase(suite, tests);
    return suite;
}
