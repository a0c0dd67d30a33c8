/* The command by which a person sends a finding's request, as the shell understands it. What
 * arrives at a server is the matter of tests/e2e/by_hand_test.py. */
#include "harness/run/by_hand.h"
#include "harness/run/shell.h"

#include "tests/unit/run_fixture.h"

enum { LINE_BYTES_MAX = 8 * 1024 * 1024, ARGS_MAX = 64 };

static struct hp_buf line;
static char output[1024 * 1024];
static struct hp_slice args[ARGS_MAX];
static size_t arg_count;
static struct hp_address address;
static struct hp_target_options target;

static void set_up(void)
{
    struct hp_error error = {0};
    hp_buf_init(&line, LINE_BYTES_MAX);
    ck_assert_int_eq(hp_address_parse("http://127.0.0.1:8080", &address, &error), HP_OK);
    target = (struct hp_target_options){.http = HP_HTTP_1_1};
}

static void tear_down(void)
{
    hp_buf_deinit(&line);
}

/* What `shell` prints when it runs `before` and the line. */
static size_t output_of(const char *shell, const char *before)
{
    char folder[64];
    char path[96];
    char command[256];
    run_folder(folder);
    (void)snprintf(path, sizeof(path), "%s/line", folder);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs(before, file);
    ck_assert_uint_eq(fwrite(line.bytes, 1, line.length, file), line.length);
    fputs("\n", file);
    ck_assert_int_eq(fclose(file), 0);
    (void)snprintf(command, sizeof(command),
                   "cd %s && HOOKPROOF_API_KEY='the k$y' LC_ALL=C %s %s 2>&1", folder, shell, path);
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    size_t length = fread(output, 1, sizeof(output), pipe);
    ck_assert_int_eq(pclose(pipe), 0);
    run_folder_gone(folder);
    return length;
}

/* Lets bash parse the command with a `curl` that prints its arguments, each with a NUL. */
static void run_bash(void)
{
    size_t length = output_of("bash", "curl() { printf '%s\\0' \"$@\"; }\n");
    arg_count = 0;
    for (size_t at = 0; at < length;) {
        ck_assert_uint_lt(arg_count, ARGS_MAX);
        size_t end = strlen(output + at);
        args[arg_count++] = (struct hp_slice){output + at, end};
        at += end + 1;
    }
}

static enum hp_hand tell(const struct hp_request *request, const char *body_path, const char *key)
{
    struct hp_by_hand what = {.request = request,
                              .address = &address,
                              .target = &target,
                              .api_key = hp_slice_of(key),
                              .key_field = HP_SLICE("api_key"),
                              .body_path = body_path};
    hp_buf_clear(&line);
    enum hp_hand hand = hp_by_hand(&line, &what);
    ck_assert(!line.failed);
    for (size_t i = 0; i < line.length; i++) {
        ck_assert_msg(line.bytes[i] >= 0x20 && line.bytes[i] < 0x7F, "at %zu of %s", i,
                      hp_buf_cstr(&line));
    }
    return hand;
}

/* The curl command of a request, parsed. */
static void parse(const struct hp_request *request, const char *body_path, const char *key)
{
    ck_assert_msg(tell(request, body_path, key) == HP_HAND_CURL, "%s", hp_buf_cstr(&line));
    run_bash();
}

/* No curl command, but this one for bash. */
static void assert_bash(const struct hp_request *request, const char *want)
{
    ck_assert_int_eq(tell(request, NULL, "secret-of-a-key"), HP_HAND_BASH);
    ck_assert_str_eq(hp_buf_cstr(&line), want);
}

/* No command, and this word in the reason. */
static void assert_none(const struct hp_request *request, const char *key, const char *why)
{
    ck_assert_msg(tell(request, NULL, key) == HP_HAND_NONE, "%s", hp_buf_cstr(&line));
    ck_assert_msg(strstr(hp_buf_cstr(&line), why) != NULL, "%s", hp_buf_cstr(&line));
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
    request.body = HP_SLICE("{\"a\":1}");
    ck_assert_int_eq(tell(&request, "/out/findings/1.body", "secret"), HP_HAND_CURL);
    ck_assert_str_eq(hp_buf_cstr(&line),
                     "curl -q -sS -i --path-as-is --noproxy '*' -X 'POST' -H 'Accept:' -H "
                     "'User-Agent:' -H 'Expect:' -H 'Content-Type: application/json' -H 'api_key: "
                     "'\"$HOOKPROOF_API_KEY\" --data-raw '{\"a\":1}' --request-target "
                     "'/v3/core/webhooks' 'http://127.0.0.1:8080'");
    run_bash();
    assert_slice(after("-X"), HP_SLICE("POST"), "method");
    assert_slice(after("--data-raw"), HP_SLICE("{\"a\":1}"), "body");
    assert_slice(after("--request-target"), HP_SLICE("/v3/core/webhooks"), "target");
    assert_slice(args[arg_count - 1], HP_SLICE("http://127.0.0.1:8080"), "URL");
    ck_assert(has_arg(HP_SLICE("api_key: the k$y")));
    ck_assert(has_arg(HP_SLICE("Content-Type: application/json")));
}
END_TEST

/* A short one stands in the line, which then needs no file. */
START_TEST(a_long_body_and_one_with_nul_come_from_their_file)
{
    static char body[2000];
    struct hp_request request = a_request();
    request.has_body = true;
    memset(body, 'b', sizeof(body));
    request.body = slice_bytes(body, sizeof(body));
    parse(&request, "/out/it's.body", "");
    assert_slice(after("--data-binary"), HP_SLICE("@/out/it's.body"), "body");
    request.body = HP_SLICE("a\0b");
    parse(&request, "/out/1.body", "");
    assert_slice(after("--data-binary"), HP_SLICE("@/out/1.body"), "body");
    /* With no file that holds it, curl cannot have a NUL, and bash's printf can. */
    ck_assert_int_eq(tell(&request, NULL, ""), HP_HAND_BASH);
    request.body = HP_SLICE("@a");
    parse(&request, "/out/1.body", "");
    assert_slice(after("--data-raw"), HP_SLICE("@a"), "body");
    request.body = HP_SLICE("");
    parse(&request, "/out/1.body", "");
    assert_slice(after("--data-raw"), HP_SLICE(""), "body");
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
    hp_buf_text(&line, "printf '%s\\0' ");
    hp_shell_word(&line, word, HP_SLICE(""));
    ck_assert_ptr_null(memchr(line.bytes, '\n', line.length));
    ck_assert_uint_eq(output_of("bash", ""), word.len + 1);
    assert_slice((struct hp_slice){output, word.len}, word, hp_buf_cstr(&line));
}
END_TEST

/* Of the shell that is sh, which may be no bash. */
START_TEST(a_format_of_printf_prints_every_octet)
{
    struct hp_slice text = hp_slice_of(words[_i]);
    hp_buf_text(&line, "printf -- ");
    hp_shell_printf(&line, text, HP_SLICE(""));
    ck_assert_uint_eq(output_of("sh", ""), text.len);
    assert_slice((struct hp_slice){output, text.len}, text, hp_buf_cstr(&line));
}
END_TEST

START_TEST(a_format_has_nul_and_the_credential)
{
    struct hp_slice text = HP_SLICE("-a\0001%s \\secret-of-a-key\xff secret-of-a");
    hp_buf_text(&line, "HOOKPROOF_API_KEY=secret-of-a-key; printf -- ");
    hp_shell_printf(&line, text, HP_SLICE("secret-of-a-key"));
    const char *format = strstr(hp_buf_cstr(&line), "printf");
    ck_assert_ptr_null(strstr(format, "secret"));
    ck_assert_uint_eq(output_of("bash", ""), text.len);
    assert_slice((struct hp_slice){output, text.len}, text, "text");
}
END_TEST

START_TEST(the_credential_is_a_variable_wherever_it_stands)
{
    struct hp_field fields[] = {{HP_SLICE("api_key"), HP_SLICE("s3cret")},
                                {HP_SLICE("X-In"), HP_SLICE("a s3cret b s3cret'\xff c")},
                                {HP_SLICE("s3cret"), HP_SLICE("v")}};
    struct hp_request request = a_request();
    request.fields = fields;
    request.field_count = 3;
    request.method = HP_SLICE("s3cret");
    request.target = HP_SLICE("/x?api_key=s3cret&y");
    parse(&request, "b", "s3cret");
    ck_assert_ptr_null(strstr(hp_buf_cstr(&line), "s3cret"));
    ck_assert(has_arg(HP_SLICE("api_key: the k$y")));
    ck_assert(has_arg(HP_SLICE("X-In: a the k$y b the k$y'\xff c")));
    ck_assert(has_arg(HP_SLICE("the k$y: v")));
    assert_slice(after("--request-target"), HP_SLICE("/x?api_key=the k$y&y"), "target");
    assert_slice(after("-X"), HP_SLICE("the k$y"), "method");
}
END_TEST

START_TEST(a_part_of_the_credential_is_a_part_of_the_variable)
{
    struct hp_field fields[] = {{HP_SLICE("api_key"), HP_SLICE("he k$")}};
    struct hp_request request = a_request();
    request.fields = fields;
    request.field_count = 1;
    parse(&request, "b", "the k$y");
    ck_assert_ptr_nonnull(strstr(hp_buf_cstr(&line), "'api_key: '\"${HOOKPROOF_API_KEY:1:5}\""));
    ck_assert(has_arg(HP_SLICE("api_key: he k$")));
}
END_TEST

/* Upper case, backwards, in base64: no part of a variable says it, and the text would tell it. */
START_TEST(another_form_of_the_credential_is_told_in_no_command)
{
    struct hp_field fields[] = {{HP_SLICE("api_key"), HP_SLICE("SECRET-OF-A-KEY")}};
    struct hp_request request = a_request();
    request.fields = fields;
    request.field_count = 1;
    assert_none(&request, "secret-of-a-key", "the key in a form");
    fields[0].value = HP_SLICE("yek-a-fo-terces");
    assert_none(&request, "secret-of-a-key", "the key in a form");
    fields[0] = (struct hp_field){HP_SLICE("X-A"), HP_SLICE("c2VjcmV0LW9mLWEta2V5")};
    assert_none(&request, "secret-of-a-key", "the key in a form");
    fields[0].value = HP_SLICE("SECRET");
    parse(&request, "b", "secret-of-a-key");
    request.has_body = true;
    request.body = HP_SLICE("c2VjcmV0LW9mLWEta2V5");
    assert_none(&request, "secret-of-a-key", "the key in a form");
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
    ck_assert(!has_arg(HP_SLICE("--data-raw")));
    request.has_body = true;
    parse(&request, "b", "");
    ck_assert(has_arg(HP_SLICE("--data-raw")));
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

START_TEST(a_wait_for_100_continue_is_part_of_the_command)
{
    struct hp_request request = a_request();
    request.has_body = true;
    request.body = HP_SLICE("body");
    request.transfer.expect_continue = true;
    parse(&request, "b", "");
    ck_assert(has_arg(HP_SLICE("Expect: 100-continue")));
    ck_assert(has_arg(HP_SLICE("Content-Length: 4")));
    ck_assert(!has_arg(HP_SLICE("Expect:")));
}
END_TEST

START_TEST(the_users_own_fields_and_the_connection_are_part_of_the_command)
{
    static const char *const extra[] = {"X-Own: 1", "Accept: text/x"};
    struct hp_error error = {0};
    struct hp_request request = a_request();
    target = (struct hp_target_options){.http = HP_HTTP_1_1,
                                        .extra_fields = extra,
                                        .extra_field_count = 2,
                                        .insecure = true,
                                        .cacert = "/my ca.pem",
                                        .proxy = "http://127.0.0.1:3128"};
    ck_assert_int_eq(hp_address_parse("https://[::1]:8443", &address, &error), HP_OK);
    parse(&request, "b", "");
    ck_assert(has_arg(HP_SLICE("X-Own: 1")) && has_arg(HP_SLICE("Accept: text/x")));
    ck_assert(!has_arg(HP_SLICE("Accept:")));
    ck_assert(has_arg(HP_SLICE("--http1.1")) && has_arg(HP_SLICE("--insecure")));
    ck_assert(has_arg(HP_SLICE("--proxytunnel")) && !has_arg(HP_SLICE("--noproxy")));
    assert_slice(after("--cacert"), HP_SLICE("/my ca.pem"), "cacert");
    assert_slice(after("--proxy"), HP_SLICE("http://127.0.0.1:3128"), "proxy");
    assert_slice(args[arg_count - 1], HP_SLICE("https://[::1]:8443"), "URL");
}
END_TEST

/* What curl leaves out, reads as something else, or sets right. */
static const struct {
    struct hp_slice method, target, name, value;
} not_for_curl[] = {
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("@/etc/passwd"), HP_SLICE_INIT("v")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT(""), HP_SLICE_INIT("v")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("a b"), HP_SLICE_INIT("v")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("a:b"), HP_SLICE_INIT("v")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("X"), HP_SLICE_INIT(" \t")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("X"), HP_SLICE_INIT("v ")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("X"), HP_SLICE_INIT("a\0b")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("X"), HP_SLICE_INIT("a\r\nB: c")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("host"), HP_SLICE_INIT("v")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("Host"), HP_SLICE_INIT("")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("content-length"),
     HP_SLICE_INIT("0")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("Transfer-Encoding"),
     HP_SLICE_INIT("x")},
    {HP_SLICE_INIT(""), HP_SLICE_INIT("/"), HP_SLICE_INIT("X"), HP_SLICE_INIT("v")},
    {HP_SLICE_INIT("PO ST"), HP_SLICE_INIT("/"), HP_SLICE_INIT("X"), HP_SLICE_INIT("v")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT(""), HP_SLICE_INIT("X"), HP_SLICE_INIT("v")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/ /"), HP_SLICE_INIT("X"), HP_SLICE_INIT("v")},
    {HP_SLICE_INIT("POST"), HP_SLICE_INIT("/\xc3"), HP_SLICE_INIT("X"), HP_SLICE_INIT("v")},
};

START_TEST(what_curl_would_change_is_for_bash)
{
    struct hp_field fields[] = {{not_for_curl[_i].name, not_for_curl[_i].value}};
    struct hp_request request = {.method = not_for_curl[_i].method,
                                 .target = not_for_curl[_i].target,
                                 .fields = fields,
                                 .field_count = 1};
    ck_assert_int_eq(tell(&request, NULL, ""), HP_HAND_BASH);
    /* The same beside it: but for Host, which curl sends first anyway. */
    fields[0] = (struct hp_field){HP_SLICE("Host"), HP_SLICE("v")};
    request.method = HP_SLICE("POST");
    request.target = HP_SLICE("/");
    ck_assert_int_eq(tell(&request, NULL, ""), HP_HAND_CURL);
}
END_TEST

START_TEST(chunks_and_head_with_a_body_are_for_bash)
{
    struct hp_request request = a_request();
    request.has_body = true;
    request.body = HP_SLICE("abc");
    request.transfer = (struct hp_transfer){.chunked = true, .chunk_bytes = 2};
    assert_bash(&request, "(exec 3<>'/dev/tcp/127.0.0.1/8080'; { printf -- 'POST "
                          "/v3/core/webhooks HTTP/1.1\\r\\nHost: 127.0.0.1:8080\\r\\n"
                          "Transfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nab\\r\\n1\\r\\nc\\r\\n0"
                          "\\r\\n\\r\\n'; } >&3; timeout 10 cat <&3)");
    request.transfer = (struct hp_transfer){0};
    request.method = HP_SLICE("HEAD");
    ck_assert_int_eq(tell(&request, NULL, ""), HP_HAND_BASH);
}
END_TEST

START_TEST(steps_are_octets_and_pauses)
{
    struct hp_step steps[] = {
        {.kind = HP_STEP_SEND, .bytes = HP_SLICE("GET / HTTP/1.1\nHost: ")},
        {.kind = HP_STEP_HOST},
        {.kind = HP_STEP_SEND, .bytes = HP_SLICE("\n")},
        {.kind = HP_STEP_PAUSE, .pause_ms = 1050},
        {.kind = HP_STEP_SEND, .bytes = HP_SLICE("%0"), .repeat = 3},
        {.kind = HP_STEP_AWAIT},
    };
    struct hp_request request = a_request();
    struct hp_error error = {0};
    request.steps = steps;
    request.step_count = 6;
    assert_bash(&request, "(exec 3<>'/dev/tcp/127.0.0.1/8080'; { printf -- 'GET / HTTP/1.1\\nHost: "
                          "127.0.0.1:8080\\n'; sleep 1.050; printf -- '%%0%%0%%0'; } >&3; timeout "
                          "10 cat <&3)");
    request.step_count = 3;
    ck_assert_int_eq(hp_address_parse("https://h.example", &address, &error), HP_OK);
    assert_bash(&request,
                "{ printf -- 'GET / HTTP/1.1\\nHost: h.example\\n'; } | timeout 10 openssl "
                "s_client -quiet -connect 'h.example:443' -servername 'h.example'");
}
END_TEST

START_TEST(what_neither_can_do_has_its_reason)
{
    static const struct {
        enum hp_step_kind kind;
        const char *why;
    } kinds[] = {{HP_STEP_DRIP, "an octet at a time"},
                 {HP_STEP_FINISH, "ends its side"},
                 {HP_STEP_RESET, "ends its side"}};
    static char value[3 * 1024 * 1024];
    struct hp_request request = a_request();
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct hp_step step = {.kind = kinds[i].kind, .bytes = HP_SLICE("x")};
        request.steps = &step;
        request.step_count = 1;
        assert_none(&request, "", kinds[i].why);
        ck_assert_ptr_nonnull(strstr(hp_buf_cstr(&line), "hookproof replay"));
    }
    memset(value, 'v', sizeof(value));
    struct hp_field fields[] = {{HP_SLICE("X-Long"), {value, sizeof(value)}}};
    request = a_request();
    request.fields = fields;
    request.field_count = 1;
    assert_none(&request, "", "too long");
    request.fields = NULL;
    request.field_count = 0;
    request.target = HP_SLICE("");
    target.proxy = "http://127.0.0.1:3128";
    assert_none(&request, "", "proxy");
    target = (struct hp_target_options){.http = HP_HTTP_2};
    assert_none(&request, "", "HTTP/2");
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_by_hand");
    TCase *tests = tcase_create("by_hand");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_plain_request_is_a_plain_command);
    tcase_add_test(tests, a_long_body_and_one_with_nul_come_from_their_file);
    tcase_add_loop_test(tests, bash_takes_every_word_for_what_it_is, 0, COUNT_OF(words));
    tcase_add_loop_test(tests, a_format_of_printf_prints_every_octet, 0, COUNT_OF(words));
    tcase_add_test(tests, a_format_has_nul_and_the_credential);
    tcase_add_test(tests, the_credential_is_a_variable_wherever_it_stands);
    tcase_add_test(tests, a_part_of_the_credential_is_a_part_of_the_variable);
    tcase_add_test(tests, another_form_of_the_credential_is_told_in_no_command);
    tcase_add_test(tests, what_curl_adds_by_itself_is_taken_out_unless_asked_for);
    tcase_add_test(tests, no_body_sends_none);
    tcase_add_test(tests, head_is_asked_for_in_curls_own_way);
    tcase_add_test(tests, a_wait_for_100_continue_is_part_of_the_command);
    tcase_add_test(tests, the_users_own_fields_and_the_connection_are_part_of_the_command);
    tcase_add_loop_test(tests, what_curl_would_change_is_for_bash, 0, COUNT_OF(not_for_curl));
    tcase_add_test(tests, chunks_and_head_with_a_body_are_for_bash);
    tcase_add_test(tests, steps_are_octets_and_pauses);
    tcase_add_test(tests, what_neither_can_do_has_its_reason);
    suite_add_tcase(suite, tests);
    return suite;
}
