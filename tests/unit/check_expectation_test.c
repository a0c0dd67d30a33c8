/* What each expectation token passes, breaks or cannot say, over every status and end that matters.
 * The table is written from the documented meaning of the tokens, not from the code. */
#include "check_fixture.h"

enum { STATUSES = 18 };

static const int statuses[STATUSES] = {200, 201, 302, 400, 401, 403, 404, 405, 411,
                                       413, 414, 415, 422, 431, 500, 501, 502, 505};

/* P passes, n passes with a note, B breaks the row, I breaks the invariant. 201 to a row that
 * accepts is P here: another check has it. */
static const struct {
    enum hp_expect expect;
    const char *verdicts;
    char closed;
} rows[] = {
    /*                              200 201 302 400 401 403 404 405 411 413 414 415 422 431 500 */
    {HP_EXPECT_ACCEPT_200, "PPBBBBBBBBBBBBIBIB", 'I'},
    {HP_EXPECT_ACCEPT_200_OR_4XX, "PPBPPPPPPPPPPPIBIB", 'I'},
    {HP_EXPECT_REJECT_4XX, "BBBPPPPPPPPPPPIBIB", 'I'},
    {HP_EXPECT_REJECT_4XX_501, "BBBPPPPPPPPPPPIPIB", 'I'},
    {HP_EXPECT_REJECT_401_403, "BBBBPPBBBBBBBBIBIB", 'I'},
    {HP_EXPECT_REJECT_404_405, "BBBBBBPPBBBBBBIBIB", 'I'},
    {HP_EXPECT_REJECT_405, "BBBBBBPPBBBBBBIPIB", 'I'},
    {HP_EXPECT_REJECT_405_501, "BBBPBBPPBBBBBBIPIB", 'I'},
    {HP_EXPECT_REJECT_411, "BBBnnnnnPnnnnnIBIB", 'I'},
    {HP_EXPECT_REJECT_413, "BBBnnnnnnPnnnnIBIB", 'n'},
    {HP_EXPECT_REJECT_414, "BBBnnnnnnnPnnnIBIB", 'I'},
    {HP_EXPECT_REJECT_415, "BBBnnnnnnnnPnnIBIB", 'I'},
    {HP_EXPECT_REJECT_431, "BBBnnnnnnnnnnPIBIB", 'I'},
    {HP_EXPECT_REJECT_400, "BBBPBBBBBBBBBBIBIP", 'I'},
    {HP_EXPECT_REJECT_400_CLOSE, "BBBPBBBBBBBBBBIBIB", 'P'},
    {HP_EXPECT_REJECT_400_501, "BBBPBBBBBBBBBBIPIB", 'P'},
    {HP_EXPECT_NO_5XX_ONLY, "PPPPPPPPPPPPPPIPIP", 'I'},
    {HP_EXPECT_CHECK, "PPPPPPPPPPPPPPIPIP", 'I'},
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

/* The first observation that is the row's own, or NULL. */
static const struct hp_observation *own(const struct fixture *f)
{
    for (size_t i = 0; i < f->judgement.observation_count; i++) {
        if (strcmp(f->judgement.observations[i].check, "expectation") == 0) {
            return &f->judgement.observations[i];
        }
    }
    return NULL;
}

static char letter(const struct fixture *f)
{
    const struct hp_observation *observation = own(f);
    if (observation != NULL) {
        return strncmp(observation->clause, "invariant", 9) == 0 ? 'I' : 'B';
    }
    return f->judgement.reason != NULL ? 'n' : 'P';
}

START_TEST(every_token_means_what_the_table_says)
{
    struct fixture *f = &fixture;
    int row = _i / STATUSES;
    int column = _i % STATUSES;
    fixture_expect(f, rows[row].expect, HP_MAY);
    fixture_answer(f, statuses[column], "{}");
    (void)fixture_broken(f);
    ck_assert_msg(letter(f) == rows[row].verdicts[column], "%s with %d: have %c, want %c",
                  hp_expect_name(rows[row].expect), statuses[column], letter(f),
                  rows[row].verdicts[column]);
    if (letter(f) == 'I') {
        ck_assert_int_eq(own(f)->level, HP_MUST);
        ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    } else if (letter(f) == 'B') {
        ck_assert_int_eq(own(f)->level, HP_MAY);
    }
}
END_TEST

START_TEST(a_dropped_connection_breaks_all_but_those_that_allow_it)
{
    struct fixture *f = &fixture;
    fixture_expect(f, rows[_i].expect, HP_SHOULD);
    f->exchange.end = HP_END_CLOSED;
    f->exchange.response = (struct hp_response){0};
    (void)fixture_broken(f);
    ck_assert_int_eq(letter(f), rows[_i].closed);
}
END_TEST

START_TEST(silence_breaks_every_token)
{
    struct fixture *f = &fixture;
    fixture_expect(f, rows[_i].expect, HP_MAY);
    f->exchange.end = HP_END_TIMEOUT;
    f->exchange.duration_us = 10000000;
    ck_assert_str_eq(fixture_broken(f), "expectation");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    ck_assert_str_eq(fixture_text(own(f)->actual), "no whole reply within 10.0 s");
}
END_TEST

START_TEST(no_connection_says_nothing)
{
    struct fixture *f = &fixture;
    fixture_expect(f, rows[_i].expect, HP_MUST);
    f->exchange.end = HP_END_REFUSED;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_INCONCLUSIVE);
    ck_assert_ptr_nonnull(f->judgement.reason);
}
END_TEST

START_TEST(a_rate_limit_is_no_refusal)
{
    struct fixture *f = &fixture;
    fixture_expect(f, rows[_i].expect, HP_MUST);
    fixture_answer(f, 429, "{\"error\":{\"code\":\"slow-down\",\"message\":\"later\"}}");
    fixture_got(f, "Retry-After", "3");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_INCONCLUSIVE);
}
END_TEST

START_TEST(a_503_is_inconclusive_with_retry_after_only)
{
    struct fixture *f = &fixture;
    fixture_expect(f, rows[_i].expect, HP_MAY);
    fixture_answer(f, 503, "{}");
    ck_assert_str_eq(fixture_broken(f), "expectation");
    ck_assert_int_eq(letter(f), 'I');
    fixture_got(f, "Retry-After", "3");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_INCONCLUSIVE);
}
END_TEST

START_TEST(a_reply_that_is_no_http_is_one_finding)
{
    struct fixture *f = &fixture;
    fixture_expect(f, rows[_i].expect, HP_MAY);
    f->exchange.end = HP_END_MALFORMED;
    f->exchange.note = "bad status line";
    ck_assert_str_eq(fixture_broken(f), "resp-http-framing");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
    f->judge.in_process = true;
    ck_assert_str_eq(fixture_broken(f), "expectation");
}
END_TEST

START_TEST(a_reply_beyond_the_limit_breaks_every_token)
{
    struct fixture *f = &fixture;
    fixture_expect(f, rows[_i].expect, HP_MAY);
    f->exchange.end = HP_END_TOO_LARGE;
    ck_assert_str_eq(fixture_broken(f), "expectation");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
}
END_TEST

/* What a large request is given back in is the row's matter, not the server's fault. */
START_TEST(a_large_echo_is_judged_by_its_status)
{
    struct fixture *f = &fixture;
    static const struct {
        enum hp_expect expect;
        size_t sent_bytes;
        uint32_t repeat; /* 0: as a body, else in steps */
        int status;
        enum hp_verdict verdict;
    } scenes[] = {
        {HP_EXPECT_REJECT_413, 10 << 20, 0, 200, HP_WARN},
        {HP_EXPECT_REJECT_413, 10 << 10, 1 << 10, 200, HP_WARN},
        {HP_EXPECT_NO_5XX_ONLY, 10 << 20, 0, 200, HP_PASS},
        {HP_EXPECT_REJECT_413, 10 << 10, 0, 200, HP_FAIL},
        {HP_EXPECT_REJECT_413, 10 << 20, 0, 400, HP_FAIL},
    };
    static char pad[10 << 20];
    memset(pad, 'p', sizeof(pad));
    for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        const struct hp_step step = {
            .kind = HP_STEP_SEND, .bytes = {pad, scenes[i].sent_bytes}, .repeat = scenes[i].repeat};
        fixture_expect(f, scenes[i].expect, HP_SHOULD);
        f->kase.request.body =
            (struct hp_slice){pad, scenes[i].repeat == 0 ? scenes[i].sent_bytes : 0};
        f->kase.request.steps = scenes[i].repeat == 0 ? NULL : &step;
        f->kase.request.step_count = scenes[i].repeat == 0 ? 0 : 1;
        f->exchange.end = HP_END_TOO_LARGE;
        f->exchange.response.status = scenes[i].status;
        (void)fixture_broken(f);
        ck_assert_msg(f->judgement.verdict == scenes[i].verdict, "scene %zu: %d", i,
                      (int)f->judgement.verdict);
    }
}
END_TEST

START_TEST(a_tunnel_may_be_refused_by_a_close_at_the_level_of_the_row)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_REJECT_405, HP_SHOULD);
    f->exchange.end = HP_END_CLOSED;
    f->exchange.response = (struct hp_response){0};
    f->kase.request.method = HP_SLICE("CONNECT");
    ck_assert_str_eq(fixture_broken(f), "expectation");
    ck_assert_int_eq(f->judgement.verdict, HP_WARN);
    f->kase.request.method = HP_SLICE("TRACE");
    ck_assert_str_eq(fixture_broken(f), "expectation");
    ck_assert_int_eq(f->judgement.verdict, HP_FAIL);
}
END_TEST

/* A path is no target of CONNECT (RFC 9112 3.2.3), and 400 is what a wrong request line gets. */
START_TEST(a_tunnel_to_a_path_may_be_refused_for_its_target)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_REJECT_405, HP_SHOULD);
    fixture_answer(f, 400, "{}");
    f->kase.request.method = HP_SLICE("CONNECT");
    (void)fixture_broken(f);
    ck_assert_int_eq(letter(f), 'P');
    fixture_answer(f, 403, "{}");
    (void)fixture_broken(f);
    ck_assert_int_eq(letter(f), 'B');
    ck_assert_ptr_nonnull(strstr(fixture_text(own(f)->expected), "400 Bad Request"));
    fixture_answer(f, 400, "{}");
    f->kase.request.method = HP_SLICE("TRACE");
    (void)fixture_broken(f);
    ck_assert_int_eq(letter(f), 'B');
}
END_TEST

START_TEST(what_was_not_sent_is_skipped_with_its_reason)
{
    struct fixture *f = &fixture;
    f->exchange.end = HP_END_UNSENT;
    f->exchange.note = "a raw request line needs the wire engine";
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_SKIPPED);
    ck_assert_str_eq(f->judgement.reason, "a raw request line needs the wire engine");
    f->exchange.note = NULL;
    (void)fixture_broken(f);
    ck_assert_ptr_nonnull(f->judgement.reason);
}
END_TEST

START_TEST(a_redirect_passes_with_a_note_in_method_path_rows_only)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_ACCEPT_200_OR_4XX, HP_MAY);
    fixture_answer(f, 308, "");
    ck_assert_str_eq(fixture_broken(f), "expectation");
    f->row.family = "method-path";
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_NOTE);
    ck_assert_str_eq(f->judgement.reason, "308 Permanent Redirect instead of 200 OK or any 4xx");
}
END_TEST

START_TEST(a_note_says_what_came_instead_of_what)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_REJECT_413, HP_SHOULD);
    fixture_answer(f, 400, "{\"title\":\"large\"}");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_int_eq(f->judgement.verdict, HP_NOTE);
    ck_assert_str_eq(f->judgement.reason, "400 Bad Request instead of 413 Content Too Large");
    f->exchange.end = HP_END_CLOSED;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert_str_eq(f->judgement.reason, "connection closed before a whole reply instead of 413 "
                                          "Content Too Large");
}
END_TEST

START_TEST(a_known_method_may_answer_2xx)
{
    static const struct {
        const char *method, *known;
        const char *broken;
    } methods[] = {
        {"GET", "POST", "expectation"},    {"GET", "POST+GET", ""},
        {"HEAD", "POST+GET", ""},          {"HEAD", "POST", "expectation"},
        {"OPTIONS", "POST+OPTIONS", ""},   {"PUT", "POST+GET", "expectation"},
        {"GE", "POST+GET", "expectation"}, {"POST", "POST", "expectation"},
    };
    struct fixture *f = &fixture;
    struct hp_settings settings = hp_settings_doc;
    f->judge.settings = &settings;
    fixture_expect(f, HP_EXPECT_REJECT_405, HP_SHOULD);
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        ck_assert_int_eq(hp_settings_set(&settings, HP_SLICE("methods.known"),
                                         hp_slice_of(methods[i].known), NULL),
                         HP_OK);
        f->kase.request.method = hp_slice_of(methods[i].method);
        ck_assert_msg(strcmp(fixture_broken(f), methods[i].broken) == 0, "%s of %s: %s",
                      methods[i].method, methods[i].known, f->ids);
    }
}
END_TEST

/* Decision S26. `headers` is what came back for {"X-A":"1\\r\\nX-Forged: 1"}. */
static const struct {
    const char *what;
    int status;
    const char *headers;
    const char *broken;
    enum hp_verdict verdict;
} cleanings[] = {
    {"refused", 422, NULL, "", HP_PASS},
    {"line end taken out", 200, "{\"X-A\":\"1X-Forged: 1\"}", "", HP_NOTE},
    {"line end replaced", 200, "{\"X-A\":\"1  X-Forged: 1\"}", "", HP_NOTE},
    {"line end kept", 200, "{\"X-A\":\"1\\r\\nX-Forged: 1\"}", "expectation", HP_FAIL},
    {"half of it kept", 200, "{\"X-A\":\"1\\nX-Forged: 1\"}", "expectation", HP_FAIL},
    {"two headers made of it", 200, "{\"X-A\":\"1\",\"X-Forged\":\"1\"}", "expectation", HP_FAIL},
    {"lost", 200, "{}", "expectation", HP_FAIL},
    {"no string", 200, "{\"X-A\":1}", "expectation resp-headers-values", HP_FAIL},
    {"taken out under another success", 201, "{\"X-A\":\"1X-Forged: 1\"}", "expectation", HP_FAIL},
    {"an error of the server", 500, NULL, "expectation", HP_FAIL},
};
enum { CLEANINGS = sizeof(cleanings) / sizeof(cleanings[0]) };

static void answer_with_headers(struct fixture *f, size_t index)
{
    static char body[1024];
    (void)snprintf(body, sizeof(body),
                   "{\"id\":\"a\",\"operations\":[],\"data_models\":[],\"name\":\"n\","
                   "\"created_at\":\"2024-04-15T04:52:25.309Z\",\"type\":\"SYNC_COMPLETED\","
                   "\"url\":\"https://a.test/\",\"headers\":%s}",
                   cleanings[index].headers);
    fixture_answer(
        f, cleanings[index].status,
        cleanings[index].headers != NULL ? body : "{\"error\":{\"code\":1,\"message\":\"no\"}}");
}

START_TEST(a_row_about_line_ends_takes_an_echo_without_them)
{
    struct fixture *f = &fixture;
    fixture_send(f, "{\"webhook\":{\"name\":\"n\",\"type\":\"SYNC_COMPLETED\","
                    "\"url\":\"https://a.test/\",\"headers\":{\"X-A\":\"1\\r\\nX-Forged: 1\"}}}");
    fixture_expect(f, HP_EXPECT_REJECT_4XX, HP_MUST);
    f->kase.echo = HP_ECHO_CLEAN;
    answer_with_headers(f, (size_t)_i);
    const char *broken = fixture_broken(f);
    ck_assert_msg(strcmp(broken, cleanings[_i].broken) == 0, "%s: \"%s\"", cleanings[_i].what,
                  broken);
    ck_assert_msg(f->judgement.verdict == cleanings[_i].verdict, "%s", cleanings[_i].what);
    if (f->judgement.verdict == HP_NOTE) {
        ck_assert_str_eq(f->judgement.reason, "200 OK instead of any 4xx");
    } else if (cleanings[_i].status == 200) {
        ck_assert_str_eq(fixture_text(own(f)->expected),
                         "any 4xx, or an echo free of CR, LF and NUL (type is in lower case)");
    }
    /* Any other row of this expectation lets no success pass, whatever came back. */
    if (cleanings[_i].verdict == HP_NOTE) {
        f->kase.echo = HP_ECHO_EXACT;
        ck_assert_str_eq(fixture_broken(f), "expectation");
        f->kase.echo = HP_ECHO_TRIMMED;
        ck_assert_str_eq(fixture_broken(f), "expectation");
    }
}
END_TEST

START_TEST(the_finding_says_what_was_expected_why_and_what_came)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_REJECT_4XX, HP_SHOULD);
    ck_assert_str_eq(fixture_broken(f), "expectation");
    const struct hp_observation *observation = own(f);
    ck_assert_str_eq(fixture_text(observation->where), "/webhook/type");
    ck_assert_str_eq(fixture_text(observation->expected), "any 4xx (type is in lower case)");
    ck_assert_str_eq(fixture_text(observation->actual), "200 OK with id \"THBROZzWGuL3b8qEEdBF\"");
    ck_assert_str_eq(observation->clause, "PAGE:L64");
    ck_assert_int_eq(f->judgement.verdict, HP_WARN);
}
END_TEST

START_TEST(an_error_is_quoted_where_a_success_was_due)
{
    struct fixture *f = &fixture;
    fixture_answer(f, 422, "{\"error\":{\"code\":1,\"message\":\"no\\u0000 way\"}}");
    ck_assert_str_eq(fixture_broken(f), "expectation");
    ck_assert_str_eq(fixture_text(own(f)->expected), "200 OK (type is in lower case)");
    ck_assert_contains(fixture_text(own(f)->actual), "422 Unprocessable Content: {\"error\"");
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/expectation");
    TCase *tcase = tcase_create("tokens");
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_loop_test(tcase, every_token_means_what_the_table_says, 0, ROWS * STATUSES);
    tcase_add_loop_test(tcase, a_dropped_connection_breaks_all_but_those_that_allow_it, 0, ROWS);
    tcase_add_loop_test(tcase, silence_breaks_every_token, 0, ROWS);
    tcase_add_loop_test(tcase, no_connection_says_nothing, 0, ROWS);
    tcase_add_loop_test(tcase, a_rate_limit_is_no_refusal, 0, ROWS);
    tcase_add_loop_test(tcase, a_503_is_inconclusive_with_retry_after_only, 0, ROWS);
    tcase_add_loop_test(tcase, a_reply_that_is_no_http_is_one_finding, 0, ROWS);
    tcase_add_loop_test(tcase, a_reply_beyond_the_limit_breaks_every_token, 0, ROWS);
    tcase_add_test(tcase, a_large_echo_is_judged_by_its_status);
    tcase_add_test(tcase, a_tunnel_may_be_refused_by_a_close_at_the_level_of_the_row);
    tcase_add_test(tcase, a_tunnel_to_a_path_may_be_refused_for_its_target);
    tcase_add_test(tcase, what_was_not_sent_is_skipped_with_its_reason);
    tcase_add_test(tcase, a_redirect_passes_with_a_note_in_method_path_rows_only);
    tcase_add_test(tcase, a_note_says_what_came_instead_of_what);
    tcase_add_test(tcase, a_known_method_may_answer_2xx);
    tcase_add_loop_test(tcase, a_row_about_line_ends_takes_an_echo_without_them, 0, CLEANINGS);
    tcase_add_test(tcase, the_finding_says_what_was_expected_why_and_what_came);
    tcase_add_test(tcase, an_error_is_quoted_where_a_success_was_due);
    suite_add_tcase(suite, tcase);
    return suite;
}
