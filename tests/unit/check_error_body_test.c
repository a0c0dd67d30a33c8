/* What a refusal looks like, names, and gives away. */
#include "check_fixture.h"

#define GOOD "{\"error\":{\"code\":\"invalid-params\",\"message\":\"type is not known\"}}"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
    fixture_expect(&fixture, HP_EXPECT_REJECT_4XX, HP_MUST);
    fixture.kase.body_truth = HP_BODY_BREAKS;
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

static const struct {
    const char *what;
    int status;
    const char *content_type;
    const char *body;
    const char *broken;
} errors[] = {
    {"a code and a message", 400, "application/json", GOOD, ""},
    {"a number as code", 400, "application/json", "{\"error\":{\"code\":7,\"message\":\"type\"}}",
     ""},
    {"a problem", 422, "application/problem+json",
     "{\"title\":\"Bad\",\"status\":422,\"detail\":\"type\"}", ""},
    {"a problem without status", 400, "application/problem+json", "{\"detail\":\"type\"}", ""},
    {"a problem of another status", 422, "application/problem+json",
     "{\"title\":\"Bad type\",\"status\":400}", "resp-error-shape"},
    {"a status in a string", 400, "application/problem+json",
     "{\"title\":\"Bad type\",\"status\":\"400\"}", "resp-error-shape"},
    {"no code", 400, "application/json", "{\"error\":{\"message\":\"type\"}}", "resp-error-shape"},
    {"an empty message", 400, "application/json",
     "{\"error\":{\"code\":\"type\",\"message\":\"\"}}", "resp-error-shape"},
    {"an error of one word", 400, "application/json", "{\"error\":\"type\"}", "resp-error-shape"},
    {"JSON as text", 400, "text/plain", GOOD, "resp-error-json"},
    {"a web page", 400, "text/html", "<h1>Bad type</h1>", "resp-error-json"},
    {"a web page called JSON", 400, "application/json", "<h1>Bad type</h1>", "resp-error-json"},
    {"no media type", 400, NULL, GOOD, "resp-error-json"},
    {"an empty body", 400, "application/json", "", "resp-error-json"},
    {"no name of the field", 400, "application/json",
     "{\"error\":{\"code\":\"bad\",\"message\":\"no\"}}", "resp-error-names-field"},
    {"no name of the field, 422", 422, "application/json",
     "{\"error\":{\"code\":\"bad\",\"message\":\"no\"}}", "resp-error-names-field"},
    {"no name of the field where none is due", 404, "application/json",
     "{\"error\":{\"code\":\"bad\",\"message\":\"no\"}}", ""},
    {"a 401 without a body", 401, NULL, "", "auth-challenge resp-error-json"},
};

START_TEST(a_refusal_is_json_has_a_shape_and_names_the_field)
{
    struct fixture *f = &fixture;
    fixture_answer(f, errors[_i].status, errors[_i].body);
    fixture_got_only(f, errors[_i].content_type);
    const char *broken = fixture_broken(f);
    ck_assert_msg(strcmp(broken, errors[_i].broken) == 0, "%s: \"%s\"", errors[_i].what, broken);
}
END_TEST

static const struct {
    const char *where;
    const char *message;
    bool applies;
    bool named;
} places[] = {
    {"/webhook/type", "type", true, true},
    {"/webhook/operations/0", "operations[0]", true, true},
    {"/webhook/operations/0", "an item", true, false},
    {"/webhook/headers/X-A", "X-A", true, true},
    {"/webhook", "webhook", true, true},
    {"/webhook/url", "uri", true, false},
    {"/0/1", "x", false, false},
    {"", "x", false, false},
    {"header", "x", false, false},
};

START_TEST(the_field_is_the_last_name_of_the_place)
{
    struct fixture *f = &fixture;
    char body[256];
    (void)snprintf(body, sizeof(body), "{\"error\":{\"code\":1,\"message\":\"%s\"}}",
                   places[_i].message);
    f->kase.where = hp_slice_of(places[_i].where);
    fixture_answer(f, 400, body);
    const char *broken = fixture_broken(f);
    ck_assert_msg(fixture_applied(f, "resp-error-names-field") == places[_i].applies, "%s",
                  places[_i].where);
    ck_assert_str_eq(broken,
                     places[_i].applies && !places[_i].named ? "resp-error-names-field" : "");
}
END_TEST

START_TEST(only_a_body_that_breaks_the_contract_has_a_field_to_name)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 400, "{\"error\":{\"code\":1,\"message\":\"no\"}}");
    f->kase.body_truth = HP_BODY_NOT_JSON;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "resp-error-names-field"));
}
END_TEST

START_TEST(a_text_that_may_be_refused_as_a_whole_has_no_field_to_name)
{
    static const char *const bodies[] = {"{\"webhook\":\"\\u0000\"}", "{\"webhook\":\"\\ud800\"}",
                                         "\xef\xbb\xbf{}", "{"};
    struct fixture *f = &fixture;
    fixture_answer(f, 400, "{\"error\":{\"code\":1,\"message\":\"no\"}}");
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        fixture_send(f, bodies[i]);
        ck_assert_str_eq(fixture_broken(f), "");
        ck_assert(!fixture_applied(f, "resp-error-names-field"));
    }
    fixture_send(f, "{\"webhook\":\"x\"}");
    ck_assert_str_eq(fixture_broken(f), "resp-error-names-field");
}
END_TEST

START_TEST(an_answer_to_head_needs_no_body)
{
    struct fixture *f = &fixture;
    f->kase.request.method = HP_SLICE("HEAD");
    fixture_answer(f, 404, "");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "resp-error-json"));
}
END_TEST

/* As frameworks send them, inside a JSON string or as a page. */
static const char *const leaks[] = {
    "java.lang.NullPointerException: x",
    "\\n\\tat com.acme.Hooks.create(Hooks.java:41)",
    "Traceback (most recent call last):\\n",
    "  File \\\"/srv/app.py\\\", line 12, in create",
    "File \"/srv/app.py\", line 12, in create",
    "    at Object.<anonymous> (/srv/index.js:10:5)",
    "at create (/srv/node_modules/express/lib/router.js:1)",
    "at hook (webhook.service.ts:31:9)",
    "goroutine 17 [running]:",
    "main.go:88 +0x1d",
    "thread 'tokio' panicked at src/x.rs:7:1",
    "PHP Fatal error: Uncaught",
    "in <b>/srv/a.php</b> on line <b>9</b>",
    "app/models/hook.rb:19:in `create'",
    "   at Hooks.Create() in Hooks.cs:line 5",
    "System.NullReferenceException: Object reference",
    "SQLSTATE[23505]: Unique violation",
    "ORA-00001: unique constraint",
    "ERROR: syntax error at or near \\\"x\\\"",
    "E11000 duplicate key error collection",
    "Invalid `prisma.webhook.create()` invocation",
    "INSERT INTO webhooks VALUES",
    "SELECT * FROM webhooks",
    "cannot open /var/www/html/config",
    "ENOENT: /home/app/.env",
    "C:\\\\inetpub\\\\wwwroot",
    "root:x:0:0:root:/root:/bin/sh",
};

START_TEST(what_an_error_gives_away_is_found)
{
    struct fixture *f = &fixture;
    char body[512];
    (void)snprintf(body, sizeof(body), "{\"error\":{\"code\":\"type\",\"message\":\"%s\"}}",
                   leaks[_i]);
    fixture_got_only(f, "application/json");
    fixture_answer(f, 400, body);
    const char *broken = fixture_broken(f);
    ck_assert_msg(strstr(broken, "resp-error-no-internals") != NULL, "%s: %s", leaks[_i], broken);
    /* A server error is looked at, too. */
    fixture_answer(f, 500, body);
    ck_assert_str_eq(fixture_broken(f), "expectation resp-error-no-internals");
}
END_TEST

/* The same text in the request: an error may repeat what was sent. */
START_TEST(what_the_request_held_is_nothing_given_away)
{
    struct fixture *f = &fixture;
    char body[512];
    (void)snprintf(body, sizeof(body), "{\"error\":{\"code\":\"type\",\"message\":\"%s\"}}",
                   leaks[_i]);
    fixture_answer(f, 400, body);
    fixture_send(f, body);
    (void)fixture_broken(f);
    for (size_t i = 0; i < f->judgement.observation_count; i++) {
        ck_assert_str_ne(f->judgement.observations[i].check, "resp-error-no-internals");
    }
    ck_assert(fixture_applied(f, "resp-error-no-internals"));
}
END_TEST

static const char *const honest[] = {
    "type must be one of DATA_MODEL_CHANGES, CONNECTION_CHANGED, SYNC_COMPLETED",
    "Unexpected token } in JSON at position 41",
    "json: cannot unmarshal string into Go struct field",
    "an exception was raised while selecting the type; see https://docs.example.com/home/errors",
    "see https://example.com/opt/in for the type",
    "line 3, column 4: want ',' or '}'",
    "the value of type at $.webhook.type is not in the list",
    "duplicate key",
    "type: expected string, received number",
    "please update the type where it is not null",
};

START_TEST(an_honest_error_gives_nothing_away)
{
    struct fixture *f = &fixture;
    char body[512];
    (void)snprintf(body, sizeof(body), "{\"error\":{\"code\":\"type\",\"message\":\"%s\"}}",
                   honest[_i]);
    fixture_answer(f, 400, body);
    ck_assert_str_eq(fixture_broken(f), "");
}
END_TEST

START_TEST(a_second_trace_is_found_behind_one_that_was_sent)
{
    struct fixture *f = &fixture;
    fixture_send(f, "{\"webhook\":{\"name\":\"SELECT * FROM x\"}}");
    fixture_answer(f, 400,
                   "{\"error\":{\"code\":\"type\",\"message\":\"SELECT * FROM x: SQLSTATE[1]\"}}");
    ck_assert_str_eq(fixture_broken(f), "resp-error-no-internals");
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual), "a database error");
}
END_TEST

START_TEST(a_hostile_error_is_read_in_bounded_time)
{
    enum { BYTES = 4 * 1024 * 1024 };
    struct fixture *f = &fixture;
    char *body = malloc(BYTES);
    ck_assert_ptr_nonnull(body);
    for (size_t i = 0; i < BYTES; i++) {
        body[i] = "SELECT * FROM "[i % 14];
    }
    fixture_send(f, "SELECT * FROM ");
    f->exchange.response.status = 400;
    f->exchange.response.body = (struct hp_slice){body, BYTES};
    ck_assert_str_eq(fixture_broken(f), "resp-error-json");
    free(body);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/error_body");
    TCase *tcase = tcase_create("errors");
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_loop_test(tcase, a_refusal_is_json_has_a_shape_and_names_the_field, 0,
                        sizeof(errors) / sizeof(errors[0]));
    tcase_add_loop_test(tcase, the_field_is_the_last_name_of_the_place, 0,
                        sizeof(places) / sizeof(places[0]));
    tcase_add_test(tcase, only_a_body_that_breaks_the_contract_has_a_field_to_name);
    tcase_add_test(tcase, a_text_that_may_be_refused_as_a_whole_has_no_field_to_name);
    tcase_add_test(tcase, an_answer_to_head_needs_no_body);
    tcase_add_loop_test(tcase, what_an_error_gives_away_is_found, 0,
                        sizeof(leaks) / sizeof(leaks[0]));
    tcase_add_loop_test(tcase, what_the_request_held_is_nothing_given_away, 0,
                        sizeof(leaks) / sizeof(leaks[0]));
    tcase_add_loop_test(tcase, an_honest_error_gives_nothing_away, 0,
                        sizeof(honest) / sizeof(honest[0]));
    tcase_add_test(tcase, a_second_trace_is_found_behind_one_that_was_sent);
    tcase_add_test(tcase, a_hostile_error_is_read_in_bounded_time);
    suite_add_tcase(suite, tcase);
    return suite;
}
