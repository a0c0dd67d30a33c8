/* Replies to a URL that leads inside: what may stand in them, and what only a fetch can have put
 * there. */
#include "check_fixture.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
    fixture.row.family = "ssrf";
    fixture.row.check = "ssrf-no-reflection";
    fixture_expect(&fixture, HP_EXPECT_CHECK, HP_SHOULD);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

/* A refusal's message, inside JSON. */
static const struct {
    const char *message;
    bool broken;
} refusals[] = {
    {"url leads to a loopback address", false},
    {"url: the connection is not allowed", false},
    {"the port must be 443", false},
    {"url must use https and HTTP/1.1 or later", false},
    {"HTTP/1.1 is old, got HTTP/1.1 200 OK", true},
    {"could not be reached", false},
    {"connect ECONNREFUSED 127.0.0.1:1", true},
    {"dial tcp 127.0.0.1:1: connect: connection refused", true},
    {"Failed to connect to 127.0.0.1 port 22", true},
    {"[Errno 113] No route to host", true},
    {"getaddrinfo failed", true},
    {"ssl: certificate verify failed", true},
    {"unexpected answer SSH-2.0-OpenSSH_9.2", true},
    {"-ERR wrong number of arguments for 'get' command", true},
    {"got ami-id\\nhostname", true},
    {"got <html><head>", true},
    {"got HTTP/1.1 404 Not Found", true},
    {"got <!DOCTYPE html>", true},
};
enum { REFUSALS = sizeof(refusals) / sizeof(refusals[0]) };

START_TEST(a_refusal_tells_nothing_of_a_connection)
{
    char body[512];
    (void)snprintf(body, sizeof(body), "{\"error\":{\"code\":\"invalid\",\"message\":\"%s\"}}",
                   refusals[_i].message);
    fixture_answer(&fixture, 422, body);
    const char *broken = fixture_broken(&fixture);
    ck_assert_msg(strcmp(broken, refusals[_i].broken ? "ssrf-no-reflection" : "") == 0,
                  "%s: \"%s\"", refusals[_i].message, broken);
    ck_assert(fixture_applied(&fixture, "ssrf-no-reflection"));
    ck_assert_int_eq(fixture.judgement.verdict, refusals[_i].broken ? HP_WARN : HP_PASS);
}
END_TEST

START_TEST(an_error_page_of_the_server_itself_is_no_fetched_page)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 400, "<html><title>400</title>HTTP/1.1 Bad Request</html>");
    fixture_got_only(f, "text/html");
    ck_assert_str_eq(fixture_broken(f), "resp-error-json");
    fixture_answer(f, 400, "<html>Connection refused</html>");
    ck_assert_str_eq(fixture_broken(f), "ssrf-no-reflection resp-error-json");
}
END_TEST

START_TEST(what_the_request_holds_may_come_back)
{
    struct fixture *f = &fixture;
    fixture_send(f, "{\"webhook\":{\"name\":\"ECONNREFUSED\"}}");
    fixture_answer(f, 422, "{\"error\":{\"code\":1,\"message\":\"ECONNREFUSED is no name\"}}");
    ck_assert_str_eq(fixture_broken(f), "");
    fixture_answer(f, 422, "{\"error\":{\"code\":1,\"message\":\"ETIMEDOUT\"}}");
    ck_assert_str_eq(fixture_broken(f), "ssrf-no-reflection");
}
END_TEST

/* A success: the documented members, some of them changed, and perhaps another member. */
#define HEAD "{\"id\":\"THBROZzWGuL3b8qEEdBF\",\"operations\":[\"CREATE\",\"UPDATE\"],"
#define LISTS                                                                                      \
    "\"data_models\":[\"ACCOUNTS\",\"BILLS\"],\"created_at\":\"2024-04-15T04:52:25.309Z\","
#define TYPE   "\"type\":\"DATA_MODEL_CHANGES\""
#define NAME   ",\"name\":\"webhook 1\""
#define URL    ",\"url\":\"https://hooks.example.com/a\""
#define FIELDS ",\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\"}"

#define LONG_50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG    LONG_50 LONG_50 LONG_50 LONG_50 LONG_50

static const struct {
    const char *what;
    const char *body;
    bool broken;
    const char *where;
} successes[] = {
    {"the echo", HEAD LISTS TYPE NAME URL FIELDS "}", false, NULL},
    {"masked headers", HEAD LISTS TYPE NAME URL ",\"headers\":{\"X-A\":\"***\"}}", false, NULL},
    {"another spelling of the URL",
     HEAD LISTS TYPE NAME FIELDS ",\"url\":\"https://HOOKS.example.com:443/a\"}", false, NULL},
    {"a secret and a status of the server's own",
     HEAD LISTS TYPE NAME URL FIELDS ",\"secret\":\"whsec_" LONG_50
                                     "\",\"last\":{\"status\":null}}",
     false, NULL},
    {"256 bytes in a member of its own",
     HEAD LISTS TYPE NAME URL FIELDS ",\"x\":\"" LONG "aaaaaa\"}", false, NULL},
    {"257 bytes in a member of its own",
     HEAD LISTS TYPE NAME URL FIELDS ",\"x\":\"" LONG "aaaaaaa\"}", true, "body"},
    {"long text in a documented member",
     "{\"operations\":[]," LISTS TYPE NAME URL FIELDS ",\"id\":\"" LONG "aaaaaaa\"}", false, NULL},
    {"lines", HEAD LISTS TYPE NAME URL FIELDS ",\"response\":\"a\\nb\"}", true, "body"},
    {"markup further in",
     HEAD LISTS TYPE NAME URL FIELDS ",\"ping\":{\"tries\":[{\"body\":\"<b>x</b>\"}]}}", true,
     "body"},
    {"a trace", HEAD LISTS TYPE NAME URL FIELDS ",\"ping\":\"ETIMEDOUT\"}", true, "body"},
    {"a title in the name", HEAD LISTS TYPE URL FIELDS ",\"name\":\"Router login\"}", true,
     "/name"},
    {"where a redirect led",
     HEAD LISTS TYPE NAME FIELDS ",\"url\":\"https://hooks.example.com/login\"}", true, "/url"},
    {"the headers of a reply",
     HEAD LISTS TYPE NAME URL ",\"headers\":{\"X-A\":\"1\",\"Server\":\"x\"}}", true, "/headers"},
};
enum { SUCCESSES = sizeof(successes) / sizeof(successes[0]) };

START_TEST(a_success_shows_the_echo_and_nothing_fetched)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 200, successes[_i].body);
    (void)fixture_broken(f);
    int check = hp_check_find("ssrf-no-reflection");
    bool broken = (f->judgement.checks_broken >> check & 1) != 0;
    ck_assert_msg(broken == successes[_i].broken, "%s", successes[_i].what);
    for (size_t i = 0; i < f->judgement.observation_count; i++) {
        if (strcmp(f->judgement.observations[i].check, "ssrf-no-reflection") == 0) {
            ck_assert_str_eq(fixture_text(f->judgement.observations[i].where), successes[_i].where);
        }
    }
}
END_TEST

START_TEST(a_row_that_lets_the_body_in_has_its_echo_judged_once)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_ACCEPT_200_OR_4XX, HP_MAY);
    fixture_answer(f, 200, HEAD LISTS TYPE URL FIELDS ",\"name\":\"Router login\"}");
    ck_assert_str_eq(fixture_broken(f), "resp-echo-scalars");
}
END_TEST

START_TEST(other_families_and_no_reply_are_not_looked_at)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 422, "{\"error\":{\"code\":1,\"message\":\"ETIMEDOUT\"}}");
    f->row.family = "url";
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "ssrf-no-reflection"));
    f->row.family = "ssrf";
    f->exchange.end = HP_END_TIMEOUT;
    f->exchange.duration_us = 10000000;
    ck_assert_str_eq(fixture_broken(f), "expectation");
    f->kase.row = NULL;
    fixture_answer(f, 422, "{\"error\":{\"code\":1,\"message\":\"ETIMEDOUT\"}}");
    (void)fixture_broken(f);
    ck_assert(!fixture_applied(f, "ssrf-no-reflection"));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/reflection");
    TCase *tcase = tcase_create("replies");
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_loop_test(tcase, a_refusal_tells_nothing_of_a_connection, 0, REFUSALS);
    tcase_add_test(tcase, an_error_page_of_the_server_itself_is_no_fetched_page);
    tcase_add_test(tcase, what_the_request_holds_may_come_back);
    tcase_add_loop_test(tcase, a_success_shows_the_echo_and_nothing_fetched, 0, SUCCESSES);
    tcase_add_test(tcase, a_row_that_lets_the_body_in_has_its_echo_judged_once);
    tcase_add_test(tcase, other_families_and_no_reply_are_not_looked_at);
    suite_add_tcase(suite, tcase);
    return suite;
}
