/* How exchanges end with peers that behave and with peers that do not. */
#include "harness/base/limits.h"
#include "tests/unit/target_fixture.h"

#define HOLD                                                                                       \
    {                                                                                              \
        .what = TINY_HOLD                                                                          \
    }
#define READ                                                                                       \
    {                                                                                              \
        .what = TINY_REQUEST                                                                       \
    }
#define SEND(bytes)                                                                                \
    {                                                                                              \
        .what = TINY_SEND, .text = (bytes)                                                         \
    }

enum { ANY = -1 };

/* A conversation of one connection, and what the exchange must come to. */
struct row {
    const char *title;
    struct tiny_step script[7]; /* the last one is always TINY_END */
    enum hp_end end;
    int status; /* ANY: neither it nor the next two are looked at */
    int version;
    size_t fields;
    const char *body;
    const char *note; /* a part of it */
    bool lenient;     /* libcurl says it so; the wire engine names the clause that is broken */
};

static const struct row rows[] = {
    {"with a length",
     {READ, SEND("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 3\r\n\r\nabc"), HOLD},
     HP_END_RESPONSE,
     200,
     11,
     2,
     "abc",
     NULL},
    {"without a reason phrase",
     {READ, SEND("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n"), HOLD},
     HP_END_RESPONSE,
     404,
     11,
     1,
     "",
     NULL,
     true},
    {"chunked",
     {READ, SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n"),
      SEND("A\r\n0123456789\r\n0\r\n\r\n"), HOLD},
     HP_END_RESPONSE,
     200,
     11,
     1,
     "abc0123456789",
     NULL},
    {"chunked with trailer fields, which are no header fields",
     {READ,
      SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
           "X-Sum: 1\r\nX-More: 2\r\n\r\n"),
      HOLD},
     HP_END_RESPONSE,
     200,
     11,
     1,
     "a",
     NULL},
    {"delimited by the close",
     {READ, SEND("HTTP/1.1 200 OK\r\nA: 1\r\n\r\nuntil the end")},
     HP_END_RESPONSE,
     200,
     11,
     1,
     "until the end",
     NULL},
    {"HTTP/1.0",
     {READ, SEND("HTTP/1.0 200 OK\r\n\r\nold")},
     HP_END_RESPONSE,
     200,
     10,
     0,
     "old",
     NULL},
    {"no content",
     {READ, SEND("HTTP/1.1 204 No Content\r\nA: 1\r\n\r\n"), HOLD},
     HP_END_RESPONSE,
     204,
     11,
     1,
     "",
     NULL},
    {"interim responses first, whose fields do not count",
     {READ, SEND("HTTP/1.1 100 Continue\r\nB: 2\r\n\r\nHTTP/1.1 103 Early Hints\r\nC: 3\r\n\r\n"),
      SEND("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok"), HOLD},
     HP_END_RESPONSE,
     201,
     11,
     1,
     "ok",
     NULL},
    {"a switch of protocols nobody asked for",
     {READ, SEND("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), HOLD},
     HP_END_RESPONSE,
     101,
     11,
     1,
     "",
     NULL},
    {"a redirect, which is not followed",
     {READ, SEND("HTTP/1.1 307 There\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n"), HOLD},
     HP_END_RESPONSE,
     307,
     11,
     2,
     "",
     NULL},
    {"a challenge, which is not answered",
     {READ,
      SEND("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 1\r\n\r\nn"),
      HOLD},
     HP_END_RESPONSE,
     401,
     11,
     2,
     "n",
     NULL},
    {"in many small pieces",
     {READ,
      SEND("HTTP/1.1 20"),
      {.what = TINY_DELAY, .len = 30},
      SEND("0 OK\r\nContent-Le"),
      {.what = TINY_DELAY, .len = 30},
      SEND("ngth: 2\r\n\r\nok")},
     HP_END_RESPONSE,
     200,
     11,
     1,
     "ok",
     NULL},
    {"bytes behind the body",
     {READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokMORE"), HOLD},
     HP_END_RESPONSE,
     200,
     11,
     1,
     "ok",
     NULL},

    {"no answer and a close", {READ}, HP_END_CLOSED, 0, 0, 0, NULL, "without an answer"},
    {"a close in the status line",
     {READ, SEND("HTTP/1.1 2")},
     HP_END_CLOSED,
     0,
     0,
     0,
     NULL,
     "closed"},
    {"a close in the header section",
     {READ, SEND("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Le")},
     HP_END_CLOSED,
     0,
     0,
     0,
     NULL,
     "inside the header section"},
    {"a close behind an interim response",
     {READ, SEND("HTTP/1.1 100 Continue\r\n\r\n")},
     HP_END_CLOSED,
     0,
     0,
     0,
     NULL,
     "closed"},
    {"a close in the body",
     {READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")},
     HP_END_CLOSED,
     0,
     0,
     0,
     NULL,
     "inside the body"},
    {"a close in a chunk",
     {READ, SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhalf")},
     HP_END_CLOSED,
     0,
     0,
     0,
     NULL,
     "inside the body"},
    {"a reset without an answer",
     {READ, {.what = TINY_RESET}},
     HP_END_CLOSED,
     0,
     0,
     0,
     NULL,
     "reset"},
    {"a reset in the body",
     {READ,
      SEND("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
      {.what = TINY_DELAY, .len = 100},
      {.what = TINY_RESET}},
     HP_END_CLOSED,
     0,
     0,
     0,
     NULL,
     "reset"},
    {"a success up to a reset",
     {READ,
      SEND("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf"),
      {.what = TINY_DELAY, .len = 100},
      {.what = TINY_RESET}},
     HP_END_CLOSED,
     0,
     0,
     0,
     NULL,
     "reset"},

    {"garbage",
     {READ, SEND("\x01\x02garbage\r\n\r\n")},
     HP_END_MALFORMED,
     0,
     0,
     0,
     NULL,
     "no HTTP status line"},
    {"another protocol",
     {READ, SEND("SSH-2.0-OpenSSH_9.2\r\n"), HOLD},
     HP_END_MALFORMED,
     0,
     0,
     0,
     NULL,
     "no HTTP status line"},
    {"a body alone (HTTP/0.9)",
     {READ, SEND("<html></html>")},
     HP_END_MALFORMED,
     0,
     0,
     0,
     NULL,
     "no HTTP status line"},
    {"a status of 999",
     {READ, SEND("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"), HOLD},
     HP_END_MALFORMED,
     0,
     0,
     0,
     NULL,
     "RFC 9112 4",
     true},
    {"a header line without a colon, which newer versions of libcurl refuse by themselves",
     {READ, SEND("HTTP/1.1 200 OK\r\nA: 1\r\nno colon\r\nContent-Length: 2\r\n\r\nok"), HOLD},
     HP_END_MALFORMED,
     ANY,
     0,
     0,
     NULL,
     "colon"},
    {"a blank before a colon",
     {READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA : 1\r\n\r\nok"), HOLD},
     HP_END_MALFORMED,
     200,
     11,
     1,
     "ok",
     "blank before its colon",
     true},
    {"a length that is no number",
     {READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok"), HOLD},
     HP_END_MALFORMED,
     0,
     0,
     0,
     NULL,
     "Content-Length",
     true},
    {"a chunk size that is no number",
     {READ, SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n"),
      HOLD},
     HP_END_MALFORMED,
     200,
     11,
     1,
     "",
     "RFC 9112 7.1",
     true},
};

START_TEST(an_exchange_ends_as_the_server_makes_it_end)
{
    const struct row *row = &rows[_i];
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, row->script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    if (row->lenient && fixture_engine == OVER_WIRE) {
        ck_assert_int_eq(have.end, HP_END_MALFORMED);
        ck_assert_ptr_nonnull(strstr(have.framing_fault, "(RFC91"));
        ck_assert_ptr_nonnull(strstr(have.note, have.framing_fault));
        fixture_close(&fixture);
        return;
    }
    ck_assert_msg(have.end == row->end, "%s: end %d: %s", row->title, (int)have.end, have.note);
    if (row->status != ANY) {
        ck_assert_msg(have.response.status == row->status, "%s: status %d", row->title,
                      have.response.status);
        ck_assert_msg(have.response.http_version == row->version, "%s: version %d", row->title,
                      have.response.http_version);
        ck_assert_msg(have.response.field_count == row->fields, "%s: %zu fields", row->title,
                      have.response.field_count);
    }
    if (row->body != NULL) {
        assert_slice(have.response.body, row->body);
    }
    ck_assert_msg((have.note == NULL) == (row->note == NULL), "%s: note %s", row->title, have.note);
    if (row->note != NULL) {
        ck_assert_msg(strstr(have.note, row->note) != NULL, "%s: note '%s'", row->title, have.note);
        ck_assert_ptr_nonnull(strstr(have.note, fixture.address + strlen("http://")));
        ck_assert_ptr_null(strchr(have.note, '\n'));
    }
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 1);
    fixture_close(&fixture);
}
END_TEST

START_TEST(fields_come_in_order_with_their_spelling)
{
    static const struct tiny_step script[] = {
        READ,
        SEND("HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\ncontent-TYPE:application/json\r\n"
             "Set-Cookie:  b=2 \t\r\nEmpty:\r\nContent-Length: 0\r\n\r\n"),
        HOLD};
    static const char *const want[][2] = {{"Set-Cookie", "a=1"},
                                          {"content-TYPE", "application/json"},
                                          {"Set-Cookie", "b=2"},
                                          {"Empty", ""},
                                          {"Content-Length", "0"}};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_uint_eq(have.response.field_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_slice(have.response.fields[i].name, want[i][0]);
        assert_slice(have.response.fields[i].value, want[i][1]);
    }
    fixture_close(&fixture);
}
END_TEST

START_TEST(an_encoded_body_is_not_decoded)
{
    static const char gzip[] = "\x1f\x8b\0\r\n\xff";
    static const struct tiny_step script[] = {
        READ,
        SEND("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\n"),
        {.what = TINY_SEND, .text = gzip, .len = 6},
        HOLD};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_RESPONSE);
    ck_assert_uint_eq(have.response.body.len, 6);
    ck_assert_mem_eq(have.response.body.at, gzip, 6);
    fixture_close(&fixture);
}
END_TEST

/* A slow peer: nothing at all, a head only, and one that drips for ever. */
static const struct tiny_step silent[] = {READ, HOLD};
static const struct tiny_step stalled[] = {
    READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal"), HOLD};
static const struct tiny_step late[] = {READ,
                                        {.what = TINY_DELAY, .len = 1500},
                                        SEND("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
                                        HOLD};
static const struct tiny_step *const slow[] = {silent, stalled, late};

START_TEST(a_slow_answer_ends_at_the_time_limit)
{
    struct hp_target_options options = fixture_options();
    options.timeout_ms = 300;
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open_with(&fixture, &slow[_i], 1, options);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_TIMEOUT);
    ck_assert_ptr_nonnull(strstr(have.note, "the limit is 300 ms"));
    ck_assert_int_eq(have.response.status, 0);
    ck_assert_uint_ge(have.duration_us, 250 * 1000);
    ck_assert_uint_lt(have.duration_us, 1200 * 1000);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_slot_works_again_after_a_timeout)
{
    static const struct tiny_step good[] = {
        READ, SEND("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), HOLD};
    static const struct tiny_step *const scripts[] = {silent, good};
    struct hp_target_options options = fixture_options();
    options.timeout_ms = 300;
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open_with(&fixture, scripts, 2, options);
    ck_assert_int_eq(exchange_on(fixture.target, &request).end, HP_END_TIMEOUT);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_RESPONSE);
    ck_assert_ptr_null(have.note);
    assert_slice(have.response.body, "ok");
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_body_over_the_limit_ends_the_exchange)
{
    static const struct tiny_step exact[] = {
        READ,
        SEND("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        {.what = TINY_FILL, .len = 1000},
        HOLD};
    static const struct tiny_step over[] = {
        READ,
        SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"),
        {.what = TINY_FILL, .len = 1001},
        SEND("\r\n0\r\n\r\n"),
        HOLD};
    static const struct tiny_step endless[] = {
        READ, SEND("HTTP/1.1 200 OK\r\n\r\n"), {.what = TINY_FILL, .len = 64 * 1024 * 1024}, HOLD};
    static const struct tiny_step *const scripts[] = {exact, over, endless, exact};
    struct hp_target_options options = fixture_options();
    options.response_bytes_max = 1000;
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open_with(&fixture, scripts, 4, options);
    request.transfer.fresh_connection = true;
    for (int i = 0; i < 4; i++) {
        struct hp_exchange have = exchange_on(fixture.target, &request);
        ck_assert_int_eq(have.end, i == 0 || i == 3 ? HP_END_RESPONSE : HP_END_TOO_LARGE);
        ck_assert_int_eq(have.response.status, 200);
        ck_assert_uint_eq(have.response.body.len, 1000);
        ck_assert_int_eq(have.response.body.at[999], 'x');
    }
    fixture_close(&fixture);
}
END_TEST

START_TEST(the_default_limit_of_a_body_holds)
{
    static const struct tiny_step script[] = {
        READ,
        SEND("HTTP/1.1 200 OK\r\n\r\n"),
        {.what = TINY_FILL, .len = HP_RESPONSE_BODY_BYTES_MAX + 1},
        HOLD};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_TOO_LARGE);
    ck_assert_uint_eq(have.response.body.len, HP_RESPONSE_BODY_BYTES_MAX);
    fixture_close(&fixture);
}
END_TEST

/* One line over libcurl's own limit, a status line that never ends, and a large sum of lines. */
static const struct tiny_step long_line[] = {READ,
                                             SEND("HTTP/1.1 200 OK\r\nA: "),
                                             {.what = TINY_FILL, .len = 200 * 1024},
                                             SEND("\r\nContent-Length: 0\r\n\r\n"),
                                             HOLD};
static const struct tiny_step long_status[] = {
    READ, SEND("HTTP/1.1 200 "), {.what = TINY_FILL, .len = 200 * 1024}, HOLD};
static const struct tiny_step *const huge_heads[] = {long_line, long_status};

START_TEST(a_header_line_over_the_limit_is_too_large)
{
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open_with(&fixture, &huge_heads[_i], 1, fixture_options());
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_TOO_LARGE, "end %d: %s", (int)have.end, have.note);
    /* libcurl does not hand over what came before. */
    ck_assert_int_eq(have.response.status, fixture_engine == OVER_WIRE && _i == 0 ? 200 : 0);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_header_section_over_the_limit_is_too_large)
{
    enum { FIELD_BYTES = 1024 };
    size_t len = 0;
    size_t room = HP_RESPONSE_HEAD_BYTES_MAX + 4 * FIELD_BYTES;
    char *text = malloc(room);
    ck_assert_ptr_nonnull(text);
    len += (size_t)snprintf(text, room, "HTTP/1.1 200 OK\r\n");
    while (len < HP_RESPONSE_HEAD_BYTES_MAX + 1) {
        len += (size_t)snprintf(text + len, room - len, "A: %01000d\r\n", 7);
    }
    len += (size_t)snprintf(text + len, room - len, "Content-Length: 0\r\n\r\n");
    const struct tiny_step script[] = {READ, {.what = TINY_SEND, .text = text, .len = len}, HOLD};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_TOO_LARGE, "end %d: %s", (int)have.end, have.note);
    ck_assert_ptr_nonnull(strstr(have.note, "header section over the limit"));
    fixture_close(&fixture);
    free(text);
}
END_TEST

START_TEST(more_fields_than_the_limit_are_too_large)
{
    char text[4096];
    size_t len = (size_t)snprintf(text, sizeof(text), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n");
    for (int i = 0; i < HP_RESPONSE_FIELDS_MAX; i++) {
        len += (size_t)snprintf(text + len, sizeof(text) - len, "A: %d\r\n", i);
    }
    (void)snprintf(text + len, sizeof(text) - len, "\r\nok");
    const struct tiny_step script[] = {READ, SEND(text), HOLD};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_eq(have.end, HP_END_TOO_LARGE);
    ck_assert_int_eq(have.response.status, 200);
    ck_assert_uint_eq(have.response.field_count, HP_RESPONSE_FIELDS_MAX);
    fixture_close(&fixture);
}
END_TEST

/* The answer comes before the body was read, and the connection goes: what a server does that
 * refuses a large body. */
START_TEST(an_early_refusal_of_a_large_body_is_a_response)
{
    static char body[4 * 1024 * 1024];
    static const struct tiny_step script[] = {
        {.what = TINY_HEAD},
        SEND("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 4\r\n\r\nlong"),
        HOLD};
    struct hp_request request = post("");
    request.body = (struct hp_slice){body, sizeof(body)};
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_msg(have.end == HP_END_RESPONSE, "end %d: %s", (int)have.end, have.note);
    ck_assert_int_eq(have.response.status, 413);
    assert_slice(have.response.body, "long");
    fixture_close(&fixture);
}
END_TEST

START_TEST(times_span_from_the_first_byte_to_the_last)
{
    static const struct tiny_step script[] = {
        READ,
        {.what = TINY_DELAY, .len = 200},
        SEND("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        HOLD};
    struct hp_request request = post("{}");
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange have = exchange_on(fixture.target, &request);
    ck_assert_int_gt(have.sent_unix_ms, INT64_C(1600000000000));
    ck_assert_int_ge(have.received_unix_ms - have.sent_unix_ms, 190);
    ck_assert_int_le(have.received_unix_ms - have.sent_unix_ms, 2000);
    ck_assert_uint_ge(have.duration_us, 190 * 1000);
    ck_assert_uint_le(have.duration_us, 2000 * 1000);
    fixture_close(&fixture);
}
END_TEST

static TCase *cases_over(const char *name, SFun use)
{
    TCase *tests = tcase_create(name);
    tcase_set_timeout(tests, 30);
    tcase_add_checked_fixture(tests, use, NULL);
    tcase_add_loop_test(tests, an_exchange_ends_as_the_server_makes_it_end, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tests, fields_come_in_order_with_their_spelling);
    tcase_add_test(tests, an_encoded_body_is_not_decoded);
    tcase_add_loop_test(tests, a_slow_answer_ends_at_the_time_limit, 0,
                        sizeof(slow) / sizeof(slow[0]));
    tcase_add_test(tests, a_slot_works_again_after_a_timeout);
    tcase_add_test(tests, a_body_over_the_limit_ends_the_exchange);
    tcase_add_test(tests, the_default_limit_of_a_body_holds);
    tcase_add_loop_test(tests, a_header_line_over_the_limit_is_too_large, 0,
                        sizeof(huge_heads) / sizeof(huge_heads[0]));
    tcase_add_test(tests, a_header_section_over_the_limit_is_too_large);
    tcase_add_test(tests, more_fields_than_the_limit_are_too_large);
    tcase_add_test(tests, an_early_refusal_of_a_large_body_is_a_response);
    tcase_add_test(tests, times_span_from_the_first_byte_to_the_last);
    return tests;
}

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_response");
    suite_add_tcase(suite, cases_over("wire", use_wire));
    suite_add_tcase(suite, cases_over("curl", use_curl));
    return suite;
}
