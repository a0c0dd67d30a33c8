/* Header section, time and credential of a reply. */
#include "check_fixture.h"
#include "harness/plan/row.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

/* Up to two fields and the body that came. */
static const struct {
    const char *what;
    const char *fields[2][2];
    int status;
    const char *method;
    const char *broken;
} framings[] = {
    {"no length field", {{NULL}}, 200, "POST", ""},
    {"a wrong length", {{"Content-Length", "3"}}, 200, "POST", "resp-http-framing"},
    {"a length in words", {{"Content-Length", "ten"}}, 200, "POST", "resp-http-framing"},
    {"an empty length", {{"Content-Length", ""}}, 200, "POST", "resp-http-framing"},
    {"a negative length", {{"Content-Length", "-1"}}, 200, "POST", "resp-http-framing"},
    {"a length beyond 64 bits",
     {{"Content-Length", "99999999999999999999999"}},
     200,
     "POST",
     "resp-http-framing"},
    {"chunks only", {{"Transfer-Encoding", "chunked"}}, 200, "POST", ""},
};

START_TEST(length_fields_tell_the_truth)
{
    struct fixture *f = &fixture;
    f->kase.request.method = hp_slice_of(framings[_i].method);
    for (size_t i = 0; i < 2 && framings[_i].fields[i][0] != NULL; i++) {
        fixture_got(f, framings[_i].fields[i][0], framings[_i].fields[i][1]);
    }
    const char *broken = fixture_broken(f);
    ck_assert_msg(strcmp(broken, framings[_i].broken) == 0, "%s: \"%s\"", framings[_i].what,
                  broken);
    f->judge.in_process = true;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "resp-http-framing"));
}
END_TEST

START_TEST(the_true_length_may_be_told_once_or_twice_but_not_beside_another)
{
    struct fixture *f = &fixture;
    char length[24];
    (void)snprintf(length, sizeof(length), "%zu", f->exchange.response.body.len);
    fixture_got(f, "Content-Length", length);
    ck_assert_str_eq(fixture_broken(f), "");
    fixture_got(f, "content-length", length);
    ck_assert_str_eq(fixture_broken(f), "");
    fixture_got(f, "Content-Length", "7");
    ck_assert_str_eq(fixture_broken(f), "resp-http-framing");
    ck_assert_contains(fixture_text(f->judgement.observations[0].actual), "and 7");
}
END_TEST

START_TEST(a_length_beside_chunks_is_refused)
{
    struct fixture *f = &fixture;
    char length[24];
    (void)snprintf(length, sizeof(length), "%zu", f->exchange.response.body.len);
    fixture_got(f, "Content-Length", length);
    fixture_got(f, "Transfer-Encoding", "chunked");
    ck_assert_str_eq(fixture_broken(f), "resp-http-framing");
}
END_TEST

START_TEST(the_length_of_an_answer_to_head_is_that_of_get)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_NO_5XX_ONLY, HP_MUST);
    f->kase.request.method = HP_SLICE("HEAD");
    fixture_answer(f, 200, "");
    fixture_got(f, "Content-Length", "400");
    ck_assert_str_eq(fixture_broken(f), "");
    f->kase.request.method = HP_SLICE("GET");
    ck_assert_str_eq(fixture_broken(f), "resp-http-framing");
}
END_TEST

static const struct {
    const char *allow;
    const char *where;
    bool held;
} allows[] = {
    {"POST", "method", true},  {"GET, POST", "method", true}, {"GET,POST,HEAD", "method", true},
    {NULL, "method", false},   {"", "method", false},         {"GET", "method", false},
    {"post", "method", false}, {"POSTER", "method", false},   {"GET", "target", true},
    {"", "target", true},      {NULL, "target", false},
};

START_TEST(a_405_says_what_is_allowed)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_REJECT_405, HP_SHOULD);
    f->kase.request.method = HP_SLICE("PUT");
    f->kase.where = hp_slice_of(allows[_i].where);
    fixture_answer(f, 405, "{\"title\":\"no\"}");
    if (allows[_i].allow != NULL) {
        fixture_got(f, "Allow", allows[_i].allow);
    }
    ck_assert_str_eq(fixture_broken(f), allows[_i].held ? "" : "resp-405-allow");
    ck_assert_int_eq(f->judgement.verdict, allows[_i].held ? HP_PASS : HP_FAIL);
}
END_TEST

START_TEST(allow_may_come_in_several_fields)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_REJECT_405, HP_SHOULD);
    f->kase.request.method = HP_SLICE("PUT");
    fixture_answer(f, 405, "{\"title\":\"no\"}");
    fixture_got(f, "Allow", "OPTIONS");
    fixture_got(f, "allow", "POST");
    ck_assert_str_eq(fixture_broken(f), "");
}
END_TEST

START_TEST(a_429_says_when_to_come_back)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 429, "{\"title\":\"later\"}");
    ck_assert_str_eq(fixture_broken(f), "resp-429-retry-after");
    ck_assert_int_eq(f->judgement.verdict, HP_INCONCLUSIVE);
    fixture_got(f, "Retry-After", "soon");
    ck_assert_str_eq(fixture_broken(f), "resp-429-retry-after");
    f->exchange.response.field_count--;
    fixture_got(f, "Retry-After", "1");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(fixture_applied(f, "resp-429-retry-after"));
}
END_TEST

START_TEST(protecting_headers_are_told_together_and_hsts_only_over_tls)
{
    struct fixture *f = &fixture;
    f->judge.tls = true;
    ck_assert_str_eq(fixture_broken(f), "resp-cache-security-headers");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual),
                     "without Strict-Transport-Security");
    ck_assert_int_eq(f->judgement.verdict, HP_PASS); /* noted in the check's own row */
    fixture_got(f, "Strict-Transport-Security", "max-age=1");
    ck_assert_str_eq(fixture_broken(f), "");
    f->judge.tls = false;
    f->exchange.response.field_count = 0;
    fixture_got(f, "Content-Type", "application/json");
    fixture_got(f, "Cache-Control", "no-cache");
    ck_assert_str_eq(fixture_broken(f), "resp-cache-security-headers");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual),
                     "without Cache-Control: no-store, X-Content-Type-Options: nosniff");
}
END_TEST

START_TEST(a_slow_reply_is_a_warning_unless_the_row_is_slow_itself)
{
    struct fixture *f = &fixture;
    f->exchange.duration_us = 5000000;
    ck_assert_str_eq(fixture_broken(f), "");
    f->exchange.duration_us = 5000001;
    ck_assert_str_eq(fixture_broken(f), "resp-latency");
    ck_assert_int_eq(f->judgement.verdict, HP_WARN);
    f->row.flags = HP_ROW_SLOW;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "resp-latency"));
}
END_TEST

/* --- the credential --- */

START_TEST(the_key_in_a_body_or_a_field_is_a_failure)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 400, "{\"title\":\"bad key " FIXTURE_KEY "\"}");
    fixture_expect(f, HP_EXPECT_REJECT_4XX, HP_MUST);
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    ck_assert_ptr_null(strstr(fixture_text(f->judgement.observations[0].actual), FIXTURE_KEY));
    fixture_answer(f, 400, "{\"title\":\"bad\"}");
    ck_assert_str_eq(fixture_broken(f), "");
    fixture_got(f, "X-Debug", "key=" FIXTURE_KEY ";");
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
    fixture_got_only(f, "application/json");
    fixture_got(f, "X-" FIXTURE_KEY, "1");
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
}
END_TEST

START_TEST(a_leaked_key_outweighs_an_inconclusive_reply)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 429, "{\"title\":\"" FIXTURE_KEY "\"}");
    fixture_got(f, "Retry-After", "1");
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
}
END_TEST

START_TEST(a_key_that_was_sent_elsewhere_or_is_short_is_not_looked_for)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_REJECT_4XX, HP_MUST);
    fixture_answer(f, 400, "{\"title\":\"" FIXTURE_KEY "\"}");
    fixture_send(f, "{\"webhook\":{\"name\":\"" FIXTURE_KEY "\"}}");
    ck_assert_str_eq(fixture_broken(f), "");
    fixture_send(f, "{}");
    f->kase.request.target = HP_SLICE("/v3/core/webhooks?api_key=" FIXTURE_KEY);
    ck_assert_str_eq(fixture_broken(f), "");
    f->kase.request.target = HP_SLICE("/v3/core/webhooks");
    f->sent[2] = (struct hp_field){HP_SLICE("Authorization"), HP_SLICE("Bearer " FIXTURE_KEY)};
    f->kase.request.field_count = 3;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "resp-key-absent"));
    f->kase.request.field_count = 2;
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
    fixture_send(f, FIXTURE_KEY); /* what is not sent is not sent elsewhere */
    f->kase.request.has_body = false;
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
    f->kase.request.has_body = true;
    fixture_send(f, "{}");
    f->judge.api_key = HP_SLICE("key-0123");
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
    f->judge.api_key = HP_SLICE("key-012");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "resp-key-absent"));
}
END_TEST

START_TEST(a_key_behind_escapes_is_the_key_in_a_reply_and_in_what_was_sent)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_REJECT_4XX, HP_MUST);
    f->judge.api_key = HP_SLICE("abc/012+456");
    /* As PHP writes a slash; and in a name. */
    fixture_answer(f, 400, "{\"title\":\"bad\",\"of\":[\"abc\\/012+456\"]}");
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
    fixture_answer(f, 400, "{\"title\":\"bad\",\"of\":{\"abc\\/012\\u002b456\":1}}");
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
    fixture_answer(f, 400, "{\"title\":\"bad\\tkey abc\\/012+45\"}");
    ck_assert_str_eq(fixture_broken(f), "");
    fixture_answer(f, 400, "{\"title\":\"abc/012+456\"}");
    fixture_send(f, "{\"webhook\":{\"headers\":{\"a\":\"ab\\u0063/012+456\"}}}");
    ck_assert_str_eq(fixture_broken(f), "");
    fixture_send(f, "{\"webhook\":{\"headers\":{\"a\\tb\":\"abc\"}}}");
    ck_assert_str_eq(fixture_broken(f), "resp-key-absent");
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/transport");
    TCase *tcase = tcase_create("replies");
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_loop_test(tcase, length_fields_tell_the_truth, 0,
                        sizeof(framings) / sizeof(framings[0]));
    tcase_add_test(tcase, the_true_length_may_be_told_once_or_twice_but_not_beside_another);
    tcase_add_test(tcase, a_length_beside_chunks_is_refused);
    tcase_add_test(tcase, the_length_of_an_answer_to_head_is_that_of_get);
    tcase_add_loop_test(tcase, a_405_says_what_is_allowed, 0, sizeof(allows) / sizeof(allows[0]));
    tcase_add_test(tcase, allow_may_come_in_several_fields);
    tcase_add_test(tcase, a_429_says_when_to_come_back);
    tcase_add_test(tcase, protecting_headers_are_told_together_and_hsts_only_over_tls);
    tcase_add_test(tcase, a_slow_reply_is_a_warning_unless_the_row_is_slow_itself);
    tcase_add_test(tcase, the_key_in_a_body_or_a_field_is_a_failure);
    tcase_add_test(tcase, a_leaked_key_outweighs_an_inconclusive_reply);
    tcase_add_test(tcase, a_key_that_was_sent_elsewhere_or_is_short_is_not_looked_for);
    tcase_add_test(tcase, a_key_behind_escapes_is_the_key_in_a_reply_and_in_what_was_sent);
    suite_add_tcase(suite, tcase);
    return suite;
}
