/* What an http target writes, compared octet by octet with what a raw peer received. */
#include "tests/unit/target_fixture.h"

static const struct tiny_step answers[] = {
    {.what = TINY_REQUEST},
    {.what = TINY_SEND, .text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"},
    {.what = TINY_AGAIN},
};

/* Answers as soon as the head is there, without a body: for HEAD, and for requests whose framing
 * fields lie. */
static const struct tiny_step answers_heads[] = {
    {.what = TINY_HEAD},
    {.what = TINY_SEND, .text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
    {.what = TINY_HOLD},
};

/* What the server saw of `request`, with HOST in `want` standing for the server's own address. */
static struct hp_exchange assert_sent(struct fixture *fixture, const struct hp_request *request,
                                      const char *want, size_t want_len)
{
    struct hp_exchange exchange = exchange_on(fixture->target, request);
    ck_assert_msg(exchange.end == HP_END_RESPONSE, "end %d: %s", (int)exchange.end, exchange.note);
    char text[8192];
    size_t len = 0;
    const char *host = strstr(want, "HOST");
    if (host != NULL) {
        len = (size_t)snprintf(text, sizeof(text), "%.*s%s", (int)(host - want), want,
                               fixture->address + strlen("http://"));
        want_len -= (size_t)(host + 4 - want);
        want = host + 4;
    }
    memcpy(text + len, want, want_len);
    len += want_len;
    size_t have_len;
    char *have = tiny_server_received(fixture->server, 0, &have_len);
    ck_assert_msg(have_len == len && memcmp(have, text, len) == 0, "have\n%s\nwant\n%.*s", have,
                  (int)len, text);
    free(have);
    return exchange;
}

static const struct hp_field plain[] = {
    FIELD("Content-Type", "application/json"),
    FIELD("api_key", "k-1"),
};
static const struct hp_field odd[] = {
    FIELD("X-Dup", "1"),          FIELD("x-dup", "2"),      FIELD("X-Dup", "1"),
    FIELD("Empty", ""),           FIELD("Blank", " \t"),    FIELD("Padded", "  v\t "),
    FIELD("Accept", "*/*"),       FIELD("User-Agent", "u"), FIELD("Raw", "\xff\xc3\xa9\x01\x7f"),
    FIELD("Semi;colon", "a;b;"),  FIELD("", "nameless"),    FIELD("Bad Name", "x"),
    FIELD("Connection", "close"),
};
static const struct hp_field own_host[] = {FIELD("X-First", "1"), FIELD("hOST", "other.example"),
                                           FIELD("Host", "second.example")};
static const struct hp_field expect_field[] = {FIELD("Expect", "100-continue")};
static const struct hp_field own_length[] = {FIELD("Content-Length", "2")};
/* Names that mean something to libcurl, at the very start of what it is given. */
static const struct hp_field coding_first[] = {FIELD("Transfer-Encoding", "chunked"),
                                               FIELD("Host", "h")};
static const struct hp_field expect_first[] = {FIELD("Expect", "100-continue"), FIELD("Host", "h")};
static const struct hp_field length_first[] = {FIELD("Content-Length", "1"), FIELD("Host", "h")};
static const struct hp_field type_first[] = {FIELD("Content-Type", "a/b"), FIELD("Host", "h")};
static const struct hp_field blank_first[] = {FIELD("api_key", ""), FIELD("Host", "h")};
static const struct hp_field cookies[] = {FIELD("Cookie", "a=b"), FIELD("Authorization", "Basic x"),
                                          FIELD("Content-Type", "")};

#define FIELDS(list) .fields = (list), .field_count = sizeof(list) / sizeof((list)[0])
#define POST_TO_X    .method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("/x")
#define BODY(text)   .body = HP_SLICE_INIT(text), .has_body = true

struct row {
    struct hp_request request;
    const char *want;
    size_t want_len; /* 0: it ends at its NUL */
};

static const struct row rows[] = {
    {{POST_TO_X, FIELDS(plain), BODY("{\"a\":1}")},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\napi_key: k-1\r\n"
     "Content-Length: 7\r\n\r\n{\"a\":1}"},
    {{POST_TO_X, FIELDS(odd), BODY("")},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nX-Dup: 1\r\nx-dup: 2\r\nX-Dup: 1\r\nEmpty:\r\n"
     "Blank:  \t\r\nPadded:   v\t \r\nAccept: */*\r\nUser-Agent: u\r\n"
     "Raw: \xff\xc3\xa9\x01\x7f\r\nSemi;colon: a;b;\r\n: nameless\r\nBad Name: x\r\n"
     "Connection: close\r\nContent-Length: 0\r\n\r\n"},
    {{POST_TO_X, FIELDS(own_host), BODY("b")},
     "POST /x HTTP/1.1\r\nX-First: 1\r\nhOST: other.example\r\nHost: second.example\r\n"
     "Content-Length: 1\r\n\r\nb"},
    {{POST_TO_X, FIELDS(cookies), BODY("b")},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nCookie: a=b\r\nAuthorization: Basic x\r\nContent-Type:\r\n"
     "Content-Length: 1\r\n\r\nb"},
    {{POST_TO_X, BODY("a\0b\r\n")},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\na\0b\r\n",
     sizeof("POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\na\0b\r\n") - 1},
    {{POST_TO_X}, "POST /x HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    /* An Expect among the fields is sent; nobody waits for it. */
    {{POST_TO_X, FIELDS(expect_field), BODY("b")},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nb"},
    {{POST_TO_X, FIELDS(own_length), BODY("bb")},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\n\r\nbb"},
    {{POST_TO_X, FIELDS(coding_first), BODY("1\r\nb\r\n0\r\n\r\n")},
     "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: h\r\n\r\n1\r\nb\r\n0\r\n\r\n"},
    {{POST_TO_X, FIELDS(expect_first), BODY("b")},
     "POST /x HTTP/1.1\r\nExpect: 100-continue\r\nHost: h\r\nContent-Length: 1\r\n\r\nb"},
    {{POST_TO_X, FIELDS(length_first), BODY("b")},
     "POST /x HTTP/1.1\r\nContent-Length: 1\r\nHost: h\r\n\r\nb"},
    {{POST_TO_X, FIELDS(type_first), BODY("b")},
     "POST /x HTTP/1.1\r\nContent-Type: a/b\r\nHost: h\r\nContent-Length: 1\r\n\r\nb"},
    {{POST_TO_X, FIELDS(blank_first), BODY("b")},
     "POST /x HTTP/1.1\r\napi_key:\r\nHost: h\r\nContent-Length: 1\r\n\r\nb"},
    {{POST_TO_X, BODY("abcdefg"), .transfer = {.chunked = true}},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n"
     "7\r\nabcdefg\r\n0\r\n\r\n"},
    {{POST_TO_X, BODY("abcdefg"), .transfer = {.chunked = true, .chunk_bytes = 3}},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n"
     "3\r\nabc\r\n3\r\ndef\r\n1\r\ng\r\n0\r\n\r\n"},
    {{POST_TO_X, BODY(""), .transfer = {.chunked = true}},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {{POST_TO_X, BODY("abcdefg"), .transfer = {.write_bytes = 2}},
     "POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 7\r\n\r\nabcdefg"},
    {{.method = HP_SLICE_INIT("GET"), .target = HP_SLICE_INIT("/")},
     "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    {{.method = HP_SLICE_INIT("GET"), .target = HP_SLICE_INIT("/"), BODY("b")},
     "GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\n\r\nb"},
    {{.method = HP_SLICE_INIT("OPTIONS"), .target = HP_SLICE_INIT("*")},
     "OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    {{.method = HP_SLICE_INIT("TRACE"), .target = HP_SLICE_INIT("/x")},
     "TRACE /x HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    {{.method = HP_SLICE_INIT("PUT"), .target = HP_SLICE_INIT("/x"), BODY("b")},
     "PUT /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\n\r\nb"},
    {{.method = HP_SLICE_INIT("post"), .target = HP_SLICE_INIT("/x"), BODY("b")},
     "post /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\n\r\nb"},
    {{.method = HP_SLICE_INIT("M!#$%&'*+-.^_`|~9"), .target = HP_SLICE_INIT("/x")},
     "M!#$%&'*+-.^_`|~9 /x HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    {{.method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("/a/../b/./%2e%2E/c//d")},
     "POST /a/../b/./%2e%2E/c//d HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    {{.method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("/x?a=1&a=2&c=%zz?&")},
     "POST /x?a=1&a=2&c=%zz?& HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    {{.method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("/\xc3\xa9\xff|\\^`{}<>\"#f")},
     "POST /\xc3\xa9\xff|\\^`{}<>\"#f HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    {{.method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("/a b\x01\t")},
     "POST /a b\x01\t HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    {{.method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("http://other.example/x")},
     "POST http://other.example/x HTTP/1.1\r\nHost: HOST\r\n\r\n"},
    {{.method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("no-slash")},
     "POST no-slash HTTP/1.1\r\nHost: HOST\r\n\r\n"},
};

START_TEST(a_request_goes_out_byte_for_byte)
{
    const struct row *row = &rows[_i];
    struct fixture fixture;
    fixture_open(&fixture, answers);
    (void)assert_sent(&fixture, &row->request, row->want,
                      row->want_len > 0 ? row->want_len : strlen(row->want));
    fixture_close(&fixture);
}
END_TEST

/* Nothing of one request may stay in the slot's handle for the next. */
START_TEST(requests_of_every_kind_follow_each_other_over_one_handle)
{
    struct fixture fixture;
    fixture_open(&fixture, answers);
    char want[16384];
    size_t want_len = 0;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            size_t at = pass == 0 ? i : sizeof(rows) / sizeof(rows[0]) - 1 - i;
            const struct row *row = &rows[at];
            struct hp_exchange exchange = exchange_on(fixture.target, &row->request);
            ck_assert_msg(exchange.end == HP_END_RESPONSE, "row %zu: %s", at, exchange.note);
            assert_slice(exchange.response.body, "ok");
            const char *text = row->want;
            const char *host = strstr(text, "HOST");
            size_t text_len = row->want_len > 0 ? row->want_len : strlen(text);
            if (host != NULL) {
                want_len +=
                    (size_t)snprintf(want + want_len, sizeof(want) - want_len, "%.*s%s",
                                     (int)(host - text), text, fixture.address + strlen("http://"));
                text_len -= (size_t)(host + 4 - text);
                text = host + 4;
            }
            ck_assert_uint_lt(want_len + text_len, sizeof(want));
            memcpy(want + want_len, text, text_len);
            want_len += text_len;
        }
    }
    size_t have_len;
    char *have = tiny_server_received(fixture.server, 0, &have_len);
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 1);
    ck_assert_uint_eq(have_len, want_len);
    ck_assert_mem_eq(have, want, want_len);
    free(have);
    fixture_close(&fixture);
}
END_TEST

START_TEST(extra_fields_follow_the_fields_of_the_request)
{
    static const char *const extra[] = {"X-Tenant:  7 ", "Host: front.example"};
    static const struct tiny_step *const scripts[] = {answers};
    static const struct hp_request request = {POST_TO_X, FIELDS(plain), BODY("b")};
    struct fixture fixture;
    struct hp_target_options options = fixture_options();
    options.extra_fields = extra;
    options.extra_field_count = 2;
    fixture_open_with(&fixture, scripts, 1, options);
    static const char want[] =
        "POST /x HTTP/1.1\r\nContent-Type: application/json\r\napi_key: k-1\r\n"
        "X-Tenant: 7\r\nHost: front.example\r\nContent-Length: 1\r\n\r\nb";
    (void)assert_sent(&fixture, &request, want, sizeof(want) - 1);
    fixture_close(&fixture);
}
END_TEST

/* RFC 9110 9.3.2: the response to HEAD has no body, whatever its fields say. */
START_TEST(a_head_does_not_wait_for_a_body)
{
    static const struct hp_request heads[] = {
        {.method = HP_SLICE_INIT("HEAD"), .target = HP_SLICE_INIT("/x")},
        {.method = HP_SLICE_INIT("HEAD"), .target = HP_SLICE_INIT("/x"), BODY("b")},
    };
    static const char *const wants[] = {
        "HEAD /x HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "HEAD /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\n\r\nb",
    };
    struct fixture fixture;
    fixture_open(&fixture, answers_heads);
    (void)assert_sent(&fixture, &heads[_i], wants[_i], strlen(wants[_i]));
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_granted_connect_ends_with_its_head)
{
    static const struct hp_request request = {.method = HP_SLICE_INIT("CONNECT"),
                                              .target = HP_SLICE_INIT("example.com:443")};
    static const char want[] = "CONNECT example.com:443 HTTP/1.1\r\nHost: HOST\r\n\r\n";
    struct fixture fixture;
    fixture_open(&fixture, answers_heads);
    (void)assert_sent(&fixture, &request, want, sizeof(want) - 1);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_body_dripped_byte_by_byte_makes_a_segment_a_byte)
{
    static const struct hp_request request = {POST_TO_X,
                                              BODY("0123456789012345678901234567890123456789"),
                                              .transfer = {.write_bytes = 1}};
    struct fixture fixture;
    fixture_open(&fixture, answers);
    struct hp_exchange exchange = exchange_on(fixture.target, &request);
    ck_assert_int_eq(exchange.end, HP_END_RESPONSE);
    ck_assert_uint_gt(tiny_server_segments(fixture.server, 0), 30);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_small_request_travels_in_one_segment)
{
    struct hp_request request = post("{\"a\":1}");
    struct fixture fixture;
    fixture_open(&fixture, answers);
    struct hp_exchange exchange = exchange_on(fixture.target, &request);
    ck_assert_int_eq(exchange.end, HP_END_RESPONSE);
    ck_assert_uint_eq(tiny_server_segments(fixture.server, 0), 1);
    fixture_close(&fixture);
}
END_TEST

/* 4 MiB: libcurl reads such a body in pieces, from memory or from the reader. */
START_TEST(a_large_body_arrives_whole)
{
    enum { BODY_BYTES = 4 * 1024 * 1024 };
    char *body = malloc(BODY_BYTES);
    ck_assert_ptr_nonnull(body);
    for (size_t i = 0; i < BODY_BYTES; i++) {
        body[i] = (char)('a' + i % 23);
    }
    struct hp_request request = post("");
    request.body = (struct hp_slice){body, BODY_BYTES};
    request.transfer.chunked = _i == 1;
    struct fixture fixture;
    fixture_open(&fixture, answers);
    struct hp_exchange exchange = exchange_on(fixture.target, &request);
    ck_assert_int_eq(exchange.end, HP_END_RESPONSE);
    size_t len;
    char *have = tiny_server_received(fixture.server, 0, &len);
    const char *start = strstr(have, "\r\n\r\n") + 4;
    char head[256];
    int head_len =
        snprintf(head, sizeof(head), "POST /v3/core/webhooks HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n",
                 fixture.address + strlen("http://"),
                 _i == 1 ? "Transfer-Encoding: chunked" : "Content-Length: 4194304");
    ck_assert_int_eq(start - have, head_len);
    ck_assert_mem_eq(have, head, (size_t)head_len);
    if (_i == 1) {
        ck_assert_int_eq(strncmp(start, "400000\r\n", 8), 0);
        start += 8;
    }
    ck_assert_uint_eq((size_t)(have + len - start), (size_t)BODY_BYTES + (_i == 1 ? 7 : 0));
    ck_assert_mem_eq(start, body, BODY_BYTES);
    free(have);
    free(body);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_method_and_a_target_of_64_kib_go_out)
{
    enum { LONG_BYTES = 64 * 1024 };
    char *text = malloc(LONG_BYTES);
    ck_assert_ptr_nonnull(text);
    memset(text, 'M', LONG_BYTES);
    struct hp_request request = {.method = {text, LONG_BYTES}, .target = {text, LONG_BYTES}};
    struct fixture fixture;
    fixture_open(&fixture, answers);
    struct hp_exchange exchange = exchange_on(fixture.target, &request);
    ck_assert_int_eq(exchange.end, HP_END_RESPONSE);
    size_t len;
    char *have = tiny_server_received(fixture.server, 0, &len);
    ck_assert_mem_eq(have, text, LONG_BYTES);
    ck_assert_int_eq(have[LONG_BYTES], ' ');
    ck_assert_mem_eq(have + LONG_BYTES + 1, text, LONG_BYTES);
    ck_assert_int_eq(strncmp(have + 2 * LONG_BYTES + 1, " HTTP/1.1\r\nHost: ", 17), 0);
    free(have);
    free(text);
    fixture_close(&fixture);
}
END_TEST

/* After this the body goes whatever the server does, in a fixture of the usual options. */
enum { HALF_TIME_US = 2500 * 1000 };

/* RFC 9110 10.1.1. The server reads the head alone, and the body only behind its 100. */
START_TEST(a_body_waits_for_100_continue)
{
    static const struct tiny_step script[] = {
        {.what = TINY_HEAD},
        {.what = TINY_QUIET, .len = 100},
        {.what = TINY_SEND, .text = "HTTP/1.1 100 Continue\r\n\r\n"},
        {.what = TINY_BODY},
        {.what = TINY_SEND, .text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"},
        {.what = TINY_HOLD},
    };
    static const struct hp_request request = {POST_TO_X, FIELDS(plain), BODY("body"),
                                              .transfer = {.expect_continue = true}};
    static const char want[] =
        "POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\napi_key: k-1\r\n"
        "Content-Length: 4\r\nExpect: 100-continue\r\n\r\nbody";
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange exchange = assert_sent(&fixture, &request, want, sizeof(want) - 1);
    ck_assert_uint_lt(exchange.duration_us, HALF_TIME_US);
    fixture_close(&fixture);
}
END_TEST

/* RFC 9110 10.1.1: a server may leave the 100 out when it answers at once; it still gets the body.
 */
START_TEST(a_body_follows_a_final_response_that_came_instead_of_100_continue)
{
    static const struct tiny_step script[] = {
        {.what = TINY_HEAD},
        {.what = TINY_SEND, .text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"},
        {.what = TINY_BODY},
        {.what = TINY_SEND, .text = "k"},
        {.what = TINY_HOLD},
    };
    static const struct hp_request request = {POST_TO_X, BODY("body"),
                                              .transfer = {.expect_continue = true}};
    static const char want[] = "POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\n"
                               "Expect: 100-continue\r\n\r\nbody";
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange exchange = assert_sent(&fixture, &request, want, sizeof(want) - 1);
    ck_assert_uint_lt(exchange.duration_us, HALF_TIME_US);
    fixture_close(&fixture);
}
END_TEST

struct refusal {
    const char *answer;
    int status;
    const char *body;
};

static const struct refusal refusals[] = {
    {"HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nlong", 413, "long"},
    {"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", 401, ""},
    {"HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno", 417, "no"},
};

START_TEST(a_body_is_not_sent_after_a_refusal_instead_of_100_continue)
{
    const struct refusal *row = &refusals[_i];
    const struct tiny_step script[] = {
        {.what = TINY_HEAD}, {.what = TINY_SEND, .text = row->answer}, {.what = TINY_HOLD}};
    static const struct hp_request request = {POST_TO_X, BODY("body"),
                                              .transfer = {.expect_continue = true}};
    struct fixture fixture;
    fixture_open(&fixture, script);
    struct hp_exchange exchange = exchange_on(fixture.target, &request);
    ck_assert_msg(exchange.end == HP_END_RESPONSE, "end %d: %s", (int)exchange.end, exchange.note);
    ck_assert_int_eq(exchange.response.status, row->status);
    assert_slice(exchange.response.body, row->body);
    size_t len;
    char *have = tiny_server_received(fixture.server, 0, &len);
    ck_assert_ptr_null(strstr(have, "\r\n\r\nb"));
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 1);
    free(have);
    fixture_close(&fixture);
}
END_TEST

START_TEST(a_body_is_sent_when_no_100_continue_comes_in_half_the_time_limit)
{
    static const struct tiny_step *const scripts[] = {answers};
    static const struct hp_request request = {POST_TO_X, BODY("body"),
                                              .transfer = {.expect_continue = true}};
    struct fixture fixture;
    struct hp_target_options options = fixture_options();
    options.timeout_ms = 600;
    fixture_open_with(&fixture, scripts, 1, options);
    struct hp_exchange exchange = exchange_on(fixture.target, &request);
    ck_assert_msg(exchange.end == HP_END_RESPONSE, "end %d: %s", (int)exchange.end, exchange.note);
    ck_assert_uint_ge(exchange.duration_us, 250 * 1000);
    fixture_close(&fixture);
}
END_TEST

static const struct hp_field cr[] = {FIELD("A", "x\ry")};
static const struct hp_field lf[] = {FIELD("A", "x\ny")};
static const struct hp_field nul[] = {FIELD("A", "x\0y")};
static const struct hp_field lf_name[] = {FIELD("A\nB", "x")};
static const struct hp_field host_alone[] = {FIELD("Host", " ")};
static const struct hp_field colon_host[] = {FIELD(":a", "x"), FIELD("Host", "h")};
static const struct hp_step reset[] = {{.kind = HP_STEP_RESET}};
static const struct hp_field nameless_host[] = {FIELD("", "x"), FIELD("Host", "h")};

static const struct hp_request uncarried[] = {
    {POST_TO_X, FIELDS(cr)},
    {POST_TO_X, FIELDS(lf)},
    {POST_TO_X, FIELDS(nul)},
    {POST_TO_X, FIELDS(lf_name)},
    {POST_TO_X, FIELDS(host_alone)},
    {POST_TO_X, FIELDS(nameless_host)},
    {POST_TO_X, FIELDS(colon_host)},
    {POST_TO_X, .steps = reset, .step_count = 1},
    {.method = HP_SLICE_INIT("PO\0ST"), .target = HP_SLICE_INIT("/")},
    {.method = HP_SLICE_INIT("PO\r\nST"), .target = HP_SLICE_INIT("/")},
    {.method = HP_SLICE_INIT(""), .target = HP_SLICE_INIT("/")},
    {.method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("")},
    {.method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("/\0")},
    {.method = HP_SLICE_INIT("POST"), .target = HP_SLICE_INIT("/ HTTP/1.1\r\nA: b\r\n")},
};

START_TEST(a_request_that_libcurl_cannot_carry_is_not_sent)
{
    struct fixture fixture;
    const char *reason = NULL;
    fixture_open(&fixture, answers);
    ck_assert(!hp_target_carries(fixture.target, &uncarried[_i], &reason));
    ck_assert_ptr_nonnull(reason);
    struct hp_exchange exchange = exchange_on(fixture.target, &uncarried[_i]);
    ck_assert_int_eq(exchange.end, HP_END_UNSENT);
    ck_assert_str_eq(exchange.note, reason);
    ck_assert_int_eq(exchange.response.status, 0);
    ck_assert_uint_eq(tiny_server_connections(fixture.server), 0);
    fixture_close(&fixture);
}
END_TEST

START_TEST(the_largest_head_that_is_carried_goes_out)
{
    enum { MANY_BYTES = 1024 * 1024 };
    char *text = malloc(MANY_BYTES);
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', MANY_BYTES);
    struct fixture fixture;
    fixture_open(&fixture, answers);
    struct hp_request request = post("");
    char body[64 * 1024 - 1] = {'x'};
    request.body = (struct hp_slice){body, sizeof(body)};
    request.target = (struct hp_slice){text, MANY_BYTES};
    const char *reason = NULL;
    ck_assert(!hp_target_carries(fixture.target, &request, &reason));
    while (!hp_target_carries(fixture.target, &request, NULL)) {
        request.target.len -= 64;
    }
    ck_assert_uint_gt(request.target.len, 900 * 1024);
    struct hp_exchange exchange = exchange_on(fixture.target, &request);
    ck_assert_msg(exchange.end == HP_END_RESPONSE, "end %d: %s", (int)exchange.end, exchange.note);
    free(text);
    fixture_close(&fixture);
}
END_TEST

static TCase *cases_over(const char *name, SFun use)
{
    TCase *tests = tcase_create(name);
    tcase_set_timeout(tests, 30);
    tcase_add_checked_fixture(tests, use, NULL);
    tcase_add_loop_test(tests, a_request_goes_out_byte_for_byte, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tests, requests_of_every_kind_follow_each_other_over_one_handle);
    tcase_add_test(tests, extra_fields_follow_the_fields_of_the_request);
    tcase_add_loop_test(tests, a_head_does_not_wait_for_a_body, 0, 2);
    tcase_add_test(tests, a_granted_connect_ends_with_its_head);
    tcase_add_test(tests, a_body_dripped_byte_by_byte_makes_a_segment_a_byte);
    tcase_add_test(tests, a_small_request_travels_in_one_segment);
    tcase_add_loop_test(tests, a_large_body_arrives_whole, 0, 2);
    tcase_add_test(tests, a_method_and_a_target_of_64_kib_go_out);
    tcase_add_test(tests, a_body_waits_for_100_continue);
    tcase_add_test(tests, a_body_follows_a_final_response_that_came_instead_of_100_continue);
    tcase_add_loop_test(tests, a_body_is_not_sent_after_a_refusal_instead_of_100_continue, 0,
                        sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_test(tests, a_body_is_sent_when_no_100_continue_comes_in_half_the_time_limit);
    return tests;
}

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_request");
    TCase *curl = cases_over("curl", use_curl);
    tcase_add_loop_test(curl, a_request_that_libcurl_cannot_carry_is_not_sent, 0,
                        sizeof(uncarried) / sizeof(uncarried[0]));
    tcase_add_test(curl, the_largest_head_that_is_carried_goes_out);
    suite_add_tcase(suite, cases_over("wire", use_wire));
    suite_add_tcase(suite, curl);
    return suite;
}
