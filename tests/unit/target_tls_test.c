/* The wire engine over TLS: libcurl's send and receive in place of the socket's. The certificate is
 * made for this run; the peer is tests/support/tls_server.py. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/target_fixture.h"

static char folder[] = "/tmp/hookproof-tls-XXXXXX";
static char certificate[64];
static char key[64];
static int server_input = -1;
static pid_t server_pid = -1;
static unsigned port;
static unsigned proxy_port;

static void make_certificate(void)
{
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        (void)execlp("openssl", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:P-256", "-nodes", "-batch", "-days", "2", "-subj",
                     "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                     "-keyout", key, "-out", certificate, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
                  "openssl makes no certificate: is it installed?");
}

/* Its input is a pipe of ours: it ends with us, however we end. */
static pid_t run_server(int input, int output)
{
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0) {
            (void)execlp("python3", "python3", HP_SOURCE_DIR "/tests/support/tls_server.py",
                         certificate, key, (char *)NULL);
        }
        _exit(127);
    }
    return pid;
}

static void start_server(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(certificate, sizeof(certificate), "%s/certificate.pem", folder);
    (void)snprintf(key, sizeof(key), "%s/key.pem", folder);
    make_certificate();
    int input[2];
    int output[2];
    ck_assert_int_eq(pipe(input), 0);
    ck_assert_int_eq(pipe(output), 0);
    ck_assert_int_eq(fcntl(input[1], F_SETFD, FD_CLOEXEC), 0);
    server_pid = run_server(input[0], output[1]);
    (void)close(input[0]);
    (void)close(output[1]);
    server_input = input[1];
    FILE *lines = fdopen(output[0], "r");
    ck_assert_ptr_nonnull(lines);
    ck_assert_msg(fscanf(lines, "%u %u", &port, &proxy_port) == 2, "the TLS server says no port");
    (void)fclose(lines);
}

static void stop_server(void)
{
    int status;
    (void)kill(server_pid, SIGTERM);
    (void)waitpid(server_pid, &status, 0);
    (void)close(server_input);
    (void)unlink(certificate);
    (void)unlink(key);
    (void)rmdir(folder);
}

static struct hp_target_options trusting(void)
{
    struct hp_target_options options = fixture_options();
    options.cacert = certificate;
    options.timeout_ms = 10000;
    return options;
}

static struct hp_target *open_at(struct hp_target_options options, const char *host)
{
    static char address[96];
    struct hp_target *target = NULL;
    struct hp_error error = {0};
    (void)snprintf(address, sizeof(address), "https://%s:%u", host, port);
    options.address = address;
    ck_assert_msg(hp_target_open(&options, &target, &error) == HP_OK, "%s", error.text);
    return target;
}

static struct hp_request to(const char *target, const char *body)
{
    struct hp_request request = post(body);
    request.target = hp_slice_of(target);
    return request;
}

static unsigned number_of(const struct hp_exchange *have)
{
    const struct hp_field *field = hp_field_find(have->response.fields, have->response.field_count,
                                                 HP_SLICE("Connection-Number"));
    ck_assert_ptr_nonnull(field);
    return (unsigned)strtoul(field->value.at, NULL, 10);
}

START_TEST(a_connection_is_kept)
{
    struct hp_target *target = open_at(trusting(), "localhost");
    struct hp_request request = to("/echo", "{\"a\":1}");
    unsigned first = 0;
    for (int i = 0; i < 50; i++) {
        struct hp_exchange have = exchange_on(target, &request);
        ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
        assert_slice(have.response.body, "{\"a\":1}");
        first = i == 0 ? number_of(&have) : first;
        ck_assert_uint_eq(number_of(&have), first);
        ck_assert_ptr_null(have.framing_fault);
    }
    hp_target_close(target);
}
END_TEST

/* More than sockets and records hold, in both directions, in one piece and chopped up. */
START_TEST(large_bodies_go_both_ways)
{
    enum { BODY_BYTES = 5 * 1024 * 1024 };
    char *body = malloc(BODY_BYTES);
    ck_assert_ptr_nonnull(body);
    for (size_t i = 0; i < BODY_BYTES; i++) {
        body[i] = (char)('a' + i % 23);
    }
    struct hp_target *target = open_at(trusting(), "localhost");
    struct hp_request request = to("/echo", "");
    request.body = (struct hp_slice){body, BODY_BYTES};
    request.transfer.write_bytes = _i == 0 ? 0 : 10007;
    for (int i = 0; i < 2; i++) {
        struct hp_exchange have = exchange_on(target, &request);
        ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
        ck_assert_uint_eq(have.response.body.len, BODY_BYTES);
        ck_assert_mem_eq(have.response.body.at, body, BODY_BYTES);
    }
    hp_target_close(target);
    free(body);
}
END_TEST

/* With TLS's own end or, as many servers close, without it: libcurl does not tell the two apart, so
 * RFC 9112 9.8 (the second is incomplete) cannot be held against a peer. */
START_TEST(a_close_ends_a_body_without_a_length)
{
    struct hp_target *target = open_at(trusting(), "127.0.0.1");
    struct hp_request polite = to("/polite", "whole");
    struct hp_request rude = to("/rude", "cut?");
    struct hp_exchange have = exchange_on(target, &polite);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    assert_slice(have.response.body, "whole");
    ck_assert(have.peer_closed);
    have = exchange_on(target, &rude);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    assert_slice(have.response.body, "cut?");
    hp_target_close(target);
}
END_TEST

START_TEST(a_lost_connection_is_replaced)
{
    struct hp_target *target = open_at(trusting(), "localhost");
    struct hp_request echo = to("/echo", "x");
    struct hp_request bye = to("/bye", "x");
    struct hp_exchange have = exchange_on(target, &echo);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    unsigned first = number_of(&have);
    ck_assert_int_eq(exchange_on(target, &bye).end, HP_END_CLOSED); /* tried twice, both in vain */
    have = exchange_on(target, &echo);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    ck_assert_uint_eq(number_of(&have), first + 2);
    hp_target_close(target);
}
END_TEST

START_TEST(an_unknown_authority_is_refused)
{
    struct hp_request request = to("/echo", "x");
    struct hp_target *target = open_at(fixture_options(), "localhost");
    struct hp_exchange have = exchange_on(target, &request);
    ck_assert_int_eq(have.end, HP_END_REFUSED);
    ck_assert_ptr_nonnull(strstr(have.note, "no trusted certificate of localhost"));
    hp_target_close(target);
    struct hp_target_options options = fixture_options();
    options.insecure = true;
    target = open_at(options, "localhost");
    have = exchange_on(target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    hp_target_close(target);
}
END_TEST

/* As on a machine without ca-certificates: what is missing is named. */
START_TEST(a_file_of_authorities_that_holds_none_is_named)
{
    struct hp_request request = to("/echo", "x");
    struct hp_target_options options = trusting();
    options.cacert = key;
    struct hp_target *target = open_at(options, "localhost");
    struct hp_exchange have = exchange_on(target, &request);
    ck_assert_int_eq(have.end, HP_END_REFUSED);
    ck_assert_msg(strstr(have.note, "the file of trusted authorities cannot be read (install "
                                    "ca-certificates, or give --cacert) for localhost") != NULL,
                  "%s", have.note);
    hp_target_close(target);
}
END_TEST

START_TEST(steps_go_over_tls)
{
    static const struct hp_step steps[] = {
        {.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("POST /echo HTTP/1.1\r\nHost: ")},
        {.kind = HP_STEP_HOST},
        {.kind = HP_STEP_DRIP, .bytes = HP_SLICE_INIT("\r\nContent-Le"), .pause_ms = 5},
        {.kind = HP_STEP_SEND, .bytes = HP_SLICE_INIT("ngth: 5\r\n\r\n")},
        {.kind = HP_STEP_SCHEME},
        {.kind = HP_STEP_AWAIT},
        {.kind = HP_STEP_SEND,
         .bytes = HP_SLICE_INIT("POST /echo HTTP/1.1\r\nContent-Length: 1\r\n\r\nz")},
    };
    struct hp_request request = to("/echo", "");
    request.steps = steps;
    request.step_count = sizeof(steps) / sizeof(steps[0]);
    request.replies_wanted = 2;
    struct hp_target *target = open_at(trusting(), "localhost");
    struct hp_exchange have = exchange_on(target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
    assert_slice(have.response.body, "https");
    ck_assert_uint_eq(have.more_count, 1);
    assert_slice(have.more[0].body, "z");
    hp_target_close(target);
}
END_TEST

START_TEST(many_slots_each_get_their_own_answer)
{
    enum { SLOTS = 16, ROUNDS = 20 };
    static char bodies[SLOTS][4096];
    struct hp_request requests[SLOTS];
    size_t sent[SLOTS] = {0};
    struct hp_done done[SLOTS];
    struct hp_target_options options = trusting();
    options.connections = SLOTS;
    struct hp_target *target = open_at(options, "localhost");
    for (size_t i = 0; i < SLOTS; i++) {
        int len = snprintf(bodies[i], sizeof(bodies[i]), "%zu:%0*d", i, (int)(i * 250 + 1), 0);
        requests[i] = to("/echo", "");
        requests[i].body = (struct hp_slice){bodies[i], (size_t)len};
        ck_assert_int_eq(hp_target_submit(target, i, &requests[i]), HP_OK);
        sent[i]++;
    }
    for (size_t left = (size_t)SLOTS * ROUNDS; left > 0;) {
        size_t count;
        ck_assert_int_eq(hp_target_wait(target, 10000, done, SLOTS, &count), HP_OK);
        ck_assert_uint_gt(count, 0);
        left -= count;
        for (size_t i = 0; i < count; i++) {
            size_t slot = done[i].slot;
            ck_assert_msg(done[i].exchange.end == HP_END_RESPONSE, "%s", done[i].exchange.note);
            ck_assert(hp_slice_equal(done[i].exchange.response.body, requests[slot].body));
            if (sent[slot]++ < ROUNDS) {
                ck_assert_int_eq(hp_target_submit(target, slot, &requests[slot]), HP_OK);
            }
        }
    }
    hp_target_close(target);
}
END_TEST

START_TEST(a_tunnel_carries_tls)
{
    char proxy[64];
    (void)snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%u", proxy_port);
    struct hp_target_options options = trusting();
    options.proxy = proxy;
    struct hp_request request = to("/echo", "through");
    struct hp_target *target = open_at(options, "localhost");
    for (int i = 0; i < 3; i++) {
        struct hp_exchange have = exchange_on(target, &request);
        ck_assert_msg(have.end == HP_END_RESPONSE, "%s", have.note);
        assert_slice(have.response.body, "through");
    }
    hp_target_close(target);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_tls");
    TCase *tests = tcase_create("tls");
    tcase_set_timeout(tests, 60);
    tcase_add_unchecked_fixture(tests, start_server, stop_server);
    tcase_add_test(tests, a_connection_is_kept);
    tcase_add_loop_test(tests, large_bodies_go_both_ways, 0, 2);
    tcase_add_test(tests, a_close_ends_a_body_without_a_length);
    tcase_add_test(tests, a_lost_connection_is_replaced);
    tcase_add_test(tests, an_unknown_authority_is_refused);
    tcase_add_test(tests, a_file_of_authorities_that_holds_none_is_named);
    tcase_add_test(tests, steps_go_over_tls);
    tcase_add_test(tests, many_slots_each_get_their_own_answer);
    tcase_add_test(tests, a_tunnel_carries_tls);
    suite_add_tcase(suite, tests);
    return suite;
}
