/* The rows of HTTP/1.1 itself: what goes over the connection, to the byte, written by hand. The
 * document of the combination used here has 217 octets, 0xd9. */
#include "tests/unit/cases_steps.h"

#define LINE    "POST /v3/core/webhooks HTTP/1.1\r\n"
#define HOST    "Host: <HOST>\r\n"
#define TYPE    "Content-Type: application/json\r\n"
#define KEY     "api_key: k-Test-0123456789\r\n"
#define LENGTH  "Content-Length: 217\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n"
#define HEAD    LINE HOST TYPE KEY
#define TAIL    TYPE KEY LENGTH "\r\n<BODY>"
#define CHUNKS  "d9\r\n<BODY>\r\n0\r\n\r\n"

static const struct wanted {
    const char *id;
    const char *name;
    struct hp_slice steps;
} wanted[] = {
    {"frame-host", "missing", HP_SLICE_INIT(LINE TAIL)},
    {"frame-host", "duplicate-equal", HP_SLICE_INIT(LINE HOST HOST TAIL)},
    {"frame-host", "duplicate-foreign-before",
     HP_SLICE_INIT(LINE "Host: other.example\r\n" HOST TAIL)},
    {"frame-host", "duplicate-far-apart",
     HP_SLICE_INIT(HEAD LENGTH "Host: other.example\r\n\r\n<BODY>")},
    {"frame-host", "path-of-the-target",
     HP_SLICE_INIT(LINE "Host: <HOST>/v3/core/webhooks\r\n" TAIL)},
    {"frame-host", "userinfo-with-password",
     HP_SLICE_INIT(LINE "Host: user:password@<HOST>\r\n" TAIL)},
    {"frame-host", "whole-url", HP_SLICE_INIT(LINE "Host: <SCHEME>://<HOST>\r\n" TAIL)},
    {"frame-http-version", "0.9", HP_SLICE_INIT("POST /v3/core/webhooks HTTP/0.9\r\n" HOST TAIL)},
    {"frame-http-version", "absent", HP_SLICE_INIT("POST /v3/core/webhooks\r\n" HOST TAIL)},
    {"frame-http-version", "2.0", HP_SLICE_INIT("POST /v3/core/webhooks HTTP/2.0\r\n" HOST TAIL)},
    {"frame-http-version", "lower-case",
     HP_SLICE_INIT("POST /v3/core/webhooks http/1.1\r\n" HOST TAIL)},
    {"frame-http-version", "minor-missing",
     HP_SLICE_INIT("POST /v3/core/webhooks HTTP/1\r\n" HOST TAIL)},
    {"frame-http-version", "minor-leading-zero",
     HP_SLICE_INIT("POST /v3/core/webhooks HTTP/1.01\r\n" HOST TAIL)},
    {"frame-length-absent", "kept-open", HP_SLICE_INIT(HEAD "\r\n<BODY>")},
    {"frame-length-absent", "closing", HP_SLICE_INIT(HEAD "Connection: close\r\n\r\n<BODY>")},
    {"frame-length-absent", "ended-by-fin", HP_SLICE_INIT(HEAD "\r\n<BODY><FIN>")},
    {"frame-cl-invalid", "letters", HP_SLICE_INIT(HEAD "Content-Length: abc\r\n\r\n<BODY>")},
    {"frame-cl-invalid", "minus-1", HP_SLICE_INIT(HEAD "Content-Length: -1\r\n\r\n<BODY>")},
    {"frame-cl-invalid", "plus", HP_SLICE_INIT(HEAD "Content-Length: +217\r\n\r\n<BODY>")},
    {"frame-cl-invalid", "hexadecimal", HP_SLICE_INIT(HEAD "Content-Length: 0xd9\r\n\r\n<BODY>")},
    {"frame-cl-invalid", "empty", HP_SLICE_INIT(HEAD "Content-Length:\r\n\r\n<BODY>")},
    {"frame-cl-invalid", "blank-inside", HP_SLICE_INIT(HEAD "Content-Length: 1 217\r\n\r\n<BODY>")},
    /* 18446744073709551616 and 217 */
    {"frame-cl-invalid", "overflow-to-the-right-length",
     HP_SLICE_INIT(HEAD "Content-Length: 18446744073709551833\r\n\r\n<BODY><FIN>")},
    {"frame-cl-conflict", "lines-right-shorter",
     HP_SLICE_INIT(HEAD LENGTH "Content-Length: 216\r\n\r\n<BODY>")},
    {"frame-cl-conflict", "lines-zero-right",
     HP_SLICE_INIT(HEAD "Content-Length: 0\r\n" LENGTH "\r\n<BODY>")},
    {"frame-cl-conflict", "list-longer-right",
     HP_SLICE_INIT(HEAD "Content-Length: 218, 217\r\n\r\n<BODY>")},
    {"frame-cl-repeat", "lines", HP_SLICE_INIT(HEAD LENGTH LENGTH "\r\n<BODY>")},
    {"frame-cl-repeat", "list-without-blanks",
     HP_SLICE_INIT(HEAD "Content-Length: 217,217,217\r\n\r\n<BODY>")},
    {"frame-cl-short", "one-less", HP_SLICE_INIT(HEAD "Content-Length: 216\r\n\r\n<BODY>")},
    {"frame-cl-short", "half", HP_SLICE_INIT(HEAD "Content-Length: 108\r\n\r\n<BODY>")},
    {"frame-cl-short", "zero", HP_SLICE_INIT(HEAD "Content-Length: 0\r\n\r\n<BODY>")},
    {"frame-cl-long", "document-of-1-more-fin",
     HP_SLICE_INIT(HEAD "Content-Length: 218\r\n\r\n<BODY><FIN>")},
    {"frame-cl-long", "document-of-1000-more-stall",
     HP_SLICE_INIT(HEAD "Content-Length: 1217\r\n\r\n<BODY><PAUSE 2000><FIN>")},
    {"frame-cl-long", "nothing-stall", HP_SLICE_INIT(HEAD LENGTH "\r\n<PAUSE 2000><FIN>")},
    {"frame-cl-te-both", "length-of-the-document",
     HP_SLICE_INIT(HEAD LENGTH CHUNKED "\r\n" CHUNKS)},
    {"frame-cl-te-both", "coding-first", HP_SLICE_INIT(HEAD CHUNKED LENGTH "\r\n" CHUNKS)},
    /* d9 CRLF, 217 octets, CRLF, 0 CRLF CRLF: 4 + 217 + 2 + 5 */
    {"frame-cl-te-both", "followed-by-a-request",
     HP_SLICE_INIT(HEAD "Content-Length: 228\r\n" CHUNKED "\r\n" CHUNKS
                        "GET /v3/core/webhooks HTTP/1.1\r\n" HOST "\r\n")},
    {"frame-te-not-final", "gzip-behind",
     HP_SLICE_INIT(HEAD "Transfer-Encoding: chunked, gzip\r\n\r\n" CHUNKS)},
    {"frame-te-not-final", "unknown-in-a-second-line",
     HP_SLICE_INIT(HEAD CHUNKED "Transfer-Encoding: hookproof\r\n\r\n" CHUNKS)},
    {"frame-te-unknown", "identity",
     HP_SLICE_INIT(HEAD "Transfer-Encoding: identity\r\n\r\n" CHUNKS)},
    {"frame-te-unknown", "xchunked",
     HP_SLICE_INIT(HEAD "Transfer-Encoding: xchunked\r\n\r\n" CHUNKS)},
    {"frame-te-obfuscated", "blank-before-colon-alone",
     HP_SLICE_INIT(HEAD "Transfer-Encoding : chunked\r\n\r\n" CHUNKS)},
    {"frame-te-obfuscated", "vertical-tab-before-beside-length",
     HP_SLICE_INIT(HEAD LENGTH "Transfer-Encoding: \013chunked\r\n\r\n<BODY>")},
    {"frame-te-obfuscated", "form-feed-behind-alone",
     HP_SLICE_INIT(HEAD "Transfer-Encoding: chunked\014\r\n\r\n" CHUNKS)},
    {"frame-te-obfuscated", "quoted-beside-length",
     HP_SLICE_INIT(HEAD LENGTH "Transfer-Encoding: \"chunked\"\r\n\r\n<BODY>")},
    {"frame-te-http10", "keep-alive",
     HP_SLICE_INIT("POST /v3/core/webhooks HTTP/1.0\r\n" HOST TYPE KEY
                   "Connection: keep-alive\r\n" CHUNKED "\r\n" CHUNKS)},
    {"frame-chunk-invalid", "size-no-number",
     HP_SLICE_INIT(HEAD CHUNKED "\r\nxyz\r\n<BODY>\r\n0\r\n\r\n")},
    {"frame-chunk-invalid", "size-minus",
     HP_SLICE_INIT(HEAD CHUNKED "\r\n-d9\r\n<BODY>\r\n0\r\n\r\n")},
    {"frame-chunk-invalid", "size-prefixed",
     HP_SLICE_INIT(HEAD CHUNKED "\r\n0xd9\r\n<BODY>\r\n0\r\n\r\n")},
    {"frame-chunk-invalid", "size-overflow-to-the-right-one",
     HP_SLICE_INIT(HEAD CHUNKED "\r\n100000000000000d9\r\n<BODY>\r\n0\r\n\r\n")},
    {"frame-chunk-invalid", "size-one-less",
     HP_SLICE_INIT(HEAD CHUNKED "\r\nd8\r\n<BODY>\r\n0\r\n\r\n")},
    {"frame-chunk-invalid", "crlf-missing-behind-data",
     HP_SLICE_INIT(HEAD CHUNKED "\r\nd9\r\n<BODY>0\r\n\r\n")},
    {"frame-chunk-invalid", "crlf-missing-behind-size",
     HP_SLICE_INIT(HEAD CHUNKED "\r\nd9<BODY>\r\n0\r\n\r\n")},
    {"frame-chunk-invalid", "last-chunk-missing",
     HP_SLICE_INIT(HEAD CHUNKED "\r\nd9\r\n<BODY>\r\n<FIN>")},
    {"frame-chunk-extension", "quoted-semicolon",
     HP_SLICE_INIT(HEAD CHUNKED "\r\nd9;x=\"a;b\"\r\n<BODY>\r\n0\r\n\r\n")},
    {"frame-chunk-extension", "nul",
     HP_SLICE_INIT(HEAD CHUNKED "\r\nd9;x=\0\r\n<BODY>\r\n0\r\n\r\n")},
    {"frame-chunk-extension", "on-the-last-chunk",
     HP_SLICE_INIT(HEAD CHUNKED "\r\nd9\r\n<BODY>\r\n0;x=1\r\n\r\n")},
    {"frame-trailer-fields", "credential",
     HP_SLICE_INIT(LINE HOST TYPE CHUNKED "\r\nd9\r\n<BODY>\r\n0\r\n" KEY "\r\n")},
    {"frame-trailer-fields", "credential-announced",
     HP_SLICE_INIT(LINE HOST TYPE "Trailer: api_key\r\n" CHUNKED "\r\nd9\r\n<BODY>\r\n0\r\n" KEY
                                  "\r\n")},
    {"frame-trailer-fields", "credential-behind-a-wrong-one",
     HP_SLICE_INIT(LINE HOST TYPE "api_key: not-k-Test-0123456789\r\n" CHUNKED
                                  "\r\nd9\r\n<BODY>\r\n0\r\n" KEY "\r\n")},
    {"frame-trailer-fields", "host",
     HP_SLICE_INIT(LINE TYPE KEY CHUNKED "\r\nd9\r\n<BODY>\r\n0\r\n" HOST "\r\n")},
    {"frame-trailer-fields", "media-type",
     HP_SLICE_INIT(LINE HOST KEY CHUNKED "\r\nd9\r\n<BODY>\r\n0\r\n" TYPE "\r\n")},
    {"frame-trailer-fields", "length",
     HP_SLICE_INIT(HEAD CHUNKED "\r\nd9\r\n<BODY>\r\n0\r\nContent-Length: 5\r\n\r\n")},
    {"frame-field-syntax", "blank-before-colon",
     HP_SLICE_INIT(LINE HOST "X-Hookproof : 1\r\n" TAIL)},
    {"frame-field-syntax", "empty-name", HP_SLICE_INIT(LINE HOST ": 1\r\n" TAIL)},
    {"frame-field-syntax", "no-colon", HP_SLICE_INIT(LINE HOST "X-Hookproof\r\n" TAIL)},
    {"frame-field-syntax", "name-with-at", HP_SLICE_INIT(LINE HOST "X-Hook@proof: 1\r\n" TAIL)},
    {"frame-field-syntax", "name-with-latin-1",
     HP_SLICE_INIT(LINE HOST "X-Hook\351proof: 1\r\n" TAIL)},
    {"frame-field-folding", "value-behind-tab",
     HP_SLICE_INIT(LINE HOST "X-Hookproof: one\r\n\ttwo\r\n" TAIL)},
    {"frame-field-folding", "blank-led-foreign-host",
     HP_SLICE_INIT(LINE " Host: other.example\r\n" HOST TAIL)},
    {"frame-field-folding", "credential-on-its-own-line",
     HP_SLICE_INIT(LINE HOST "api_key:\r\n k-Test-0123456789\r\n" TYPE LENGTH "\r\n<BODY>")},
    {"frame-line-endings", "bare-cr-in-value",
     HP_SLICE_INIT(LINE HOST "X-Hookproof: one\rtwo\r\n" TAIL)},
    {"frame-line-endings", "nul-in-value",
     HP_SLICE_INIT(LINE HOST "X-Hookproof: one\0two\r\n" TAIL)},
    {"frame-line-endings", "credential-behind-bare-cr",
     HP_SLICE_INIT(LINE HOST "X-Hookproof: one\r" KEY TYPE LENGTH "\r\n<BODY>")},
    {"frame-line-endings", "cr-only",
     HP_SLICE_INIT("POST /v3/core/webhooks HTTP/1.1\rHost: <HOST>\rContent-Type: "
                   "application/json\rapi_key: k-Test-0123456789\rContent-Length: "
                   "217\r\r<BODY><FIN>")},
    {"frame-line-endings", "lf-only",
     HP_SLICE_INIT("POST /v3/core/webhooks HTTP/1.1\nHost: <HOST>\nContent-Type: "
                   "application/json\napi_key: k-Test-0123456789\nContent-Length: 217\n\n<BODY>")},
    {"frame-request-line", "target-missing", HP_SLICE_INIT("POST HTTP/1.1\r\n" HOST TAIL)},
    {"frame-request-line", "tabs",
     HP_SLICE_INIT("POST\t/v3/core/webhooks\tHTTP/1.1\r\n" HOST TAIL)},
    {"frame-request-line", "blank-in-target",
     HP_SLICE_INIT("POST /v3/core/webhooks?a= b HTTP/1.1\r\n" HOST TAIL)},
    {"frame-request-line", "http2-preface",
     HP_SLICE_INIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\004\0\0\0\0\0<FIN>")},
    {"frame-absolute-form", "plain",
     HP_SLICE_INIT("POST <SCHEME>://<HOST>/v3/core/webhooks HTTP/1.1\r\n" HOST TAIL)},
    {"frame-absolute-form", "foreign-host-field",
     HP_SLICE_INIT(
         "POST <SCHEME>://<HOST>/v3/core/webhooks HTTP/1.1\r\nHost: other.example\r\n" TAIL)},
    {"frame-pipelining", "post-behind-error",
     HP_SLICE_INIT(HEAD "Content-Length: 2\r\n\r\n{}" HEAD LENGTH "\r\n<BODY>")},
    {"frame-pipelining", "post-after-error",
     HP_SLICE_INIT(HEAD "Content-Length: 2\r\n\r\n{}<AWAIT>" HEAD LENGTH "\r\n<BODY>")},
    {"frame-abort", "connected-rst", HP_SLICE_INIT("<RST>")},
    {"frame-abort", "in-request-line-fin", HP_SLICE_INIT("POST /<FIN><PAUSE 100><RST>")},
    {"frame-abort", "in-fields-rst", HP_SLICE_INIT(LINE HOST "Content-Ty<RST>")},
    {"frame-abort", "behind-head-fin", HP_SLICE_INIT(HEAD LENGTH "\r\n<FIN><PAUSE 100><RST>")},
    {"frame-abort", "behind-request-rst", HP_SLICE_INIT(HEAD LENGTH "\r\n<BODY><RST>")},
};
enum { WANTED = sizeof wanted / sizeof wanted[0] };

START_TEST(steps_are_to_the_byte_what_is_written_here)
{
    struct hp_request request = named(wanted[_i].id, wanted[_i].name);
    struct hp_buf text;
    hp_buf_init(&text, STEPS_TEXT_BYTES);
    print_steps(&text, &request);
    ck_assert_msg(hp_slice_equal(hp_buf_view(&text), wanted[_i].steps), "%s %s: %.*s",
                  wanted[_i].id, wanted[_i].name, (int)text.length, text.bytes);
    hp_buf_deinit(&text);
}
END_TEST

START_TEST(every_row_with_steps_has_one_written_here)
{
    for (size_t i = 0; i < hp_table_framing.count; i++) {
        const struct hp_row *row = &hp_table_framing.rows[i];
        bool written = (row->flags & HP_ROW_RAW) == 0;
        for (size_t j = 0; j < WANTED && !written; j++) {
            written = strcmp(wanted[j].id, row->id) == 0;
        }
        ck_assert_msg(written, "nothing of %s is written here", row->id);
    }
}
END_TEST

/* ---- bodies in part, and two of them ---- */

START_TEST(cut_document_is_what_the_receiver_is_to_see)
{
    static const struct {
        const char *id;
        const char *name;
        size_t octets;
    } cuts[] = {
        {"frame-cl-short", "one-less", 216},
        {"frame-cl-short", "half", 108},
        {"frame-cl-short", "one", 1},
        {"frame-cl-short", "zero", 0},
        {"frame-cl-long", "half-fin", 108},
        {"frame-cl-long", "nothing-fin", 0},
        {"frame-cl-long", "document-of-1-more-fin", 217},
    };
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        struct hp_request request = named(cuts[i].id, cuts[i].name);
        struct hp_slice document = hp_draft_text(&build.draft);
        ck_assert_uint_eq(document.len, 217);
        ck_assert(hp_slice_equal(request.body, (struct hp_slice){document.at, cuts[i].octets}));
        ck_assert_int_eq(build.body_truth,
                         cuts[i].octets == 217 ? HP_BODY_VALID : HP_BODY_NOT_JSON);
    }
}
END_TEST

START_TEST(half_a_document_is_sent_and_no_more)
{
    struct hp_request request = named("frame-abort", "in-chunk-rst");
    ck_assert_uint_eq(request.step_count, 4);
    struct hp_slice sent = request.steps[2].bytes;
    struct hp_slice document = hp_draft_text(&build.draft);
    struct hp_slice end = {sent.at + sent.len - 108, 108};
    ck_assert(hp_slice_equal(end, (struct hp_slice){document.at, 108}));
    ck_assert(holds(sent, HP_SLICE(CHUNKED "\r\nd9\r\n{\"webhook\":{")));
    ck_assert_int_eq(request.steps[3].kind, HP_STEP_RESET);
}
END_TEST

START_TEST(pipelined_documents_differ_in_their_name)
{
    struct hp_request request = named("frame-pipelining", "two-posts");
    ck_assert_uint_eq(request.replies_wanted, 2);
    ck_assert(hp_slice_equal(request.body, hp_draft_text(&build.draft)));
    struct hp_slice last = request.steps[request.step_count - 1].bytes;
    ck_assert(holds(last, HP_SLICE("Content-Length: 226\r\n\r\n{\"webhook\":")));
    ck_assert(holds(last, HP_SLICE(" (second)\",")));
    ck_assert(!holds(request.body, HP_SLICE("(second)")));
    request = named("frame-pipelining", "post-after-error");
    ck_assert(hp_slice_is(request.body, "{}"));
    ck_assert_int_eq(build.body_truth, HP_BODY_BREAKS);
    ck_assert_int_eq(build.expect, HP_EXPECT_REJECT_4XX);
}
END_TEST

START_TEST(second_answer_is_asked_for_where_there_may_be_one)
{
    ck_assert_uint_eq(named("frame-cl-te-both", "followed-by-a-request").replies_wanted, 2);
    ck_assert_uint_eq(named("frame-cl-te-both", "length-0").replies_wanted, 1);
    ck_assert_uint_eq(named("frame-cl-short", "half").replies_wanted, 0);
}
END_TEST

START_TEST(long_extension_has_the_length_of_its_name)
{
    static const struct {
        const char *name;
        size_t bytes;
    } forms[] = {{"long-1-kib", 1024}, {"long-64-kib", (size_t)64 * 1024}, {"many-1000", 2000}};
    size_t plain = named("frame-chunk-extension", "name").steps[2].bytes.len;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct hp_request request = named("frame-chunk-extension", forms[i].name);
        ck_assert_uint_eq(request.steps[2].bytes.len, plain + forms[i].bytes);
    }
}
END_TEST

START_TEST(garbage_and_other_protocols_carry_no_document)
{
    static const char *const names[] = {"garbage", "garbage-without-line-end", "http2-preface",
                                        "tls-hello"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ck_assert(!named("frame-request-line", names[i]).has_body);
        ck_assert_int_eq(build.body_truth, HP_BODY_NONE);
    }
    ck_assert(named("frame-request-line", "method-missing").has_body);
}
END_TEST

START_TEST(client_hello_is_as_long_as_it_says)
{
    struct hp_slice hello = named("frame-request-line", "tls-hello").steps[0].bytes;
    ck_assert_uint_eq(hello.len, 5 + 47);
    ck_assert_uint_eq((unsigned char)hello.at[4], 47);     /* of the record */
    ck_assert_uint_eq((unsigned char)hello.at[8], 47 - 4); /* of the handshake message */
}
END_TEST

/* ---- expectations of single instances ---- */

START_TEST(instance_that_deserves_another_answer_says_so)
{
    static const struct {
        const char *id;
        const char *name;
        enum hp_expect expect;
    } answers[] = {
        {"frame-trailer-fields", "credential", HP_EXPECT_REJECT_401_403},
        {"frame-trailer-fields", "host", HP_EXPECT_REJECT_400},
        {"frame-trailer-fields", "length", HP_EXPECT_ACCEPT_200_OR_4XX},
        {"frame-line-endings", "nul-in-value", HP_EXPECT_ACCEPT_200_OR_4XX},
        {"frame-line-endings", "cr-only", HP_EXPECT_REJECT_400_CLOSE},
        {"frame-line-endings", "credential-behind-bare-cr", HP_EXPECT_REJECT_4XX},
        {"frame-request-line", "garbage", HP_EXPECT_REJECT_400_CLOSE},
        {"frame-request-line", "http2-preface", HP_EXPECT_NO_5XX_ONLY},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        named(answers[i].id, answers[i].name);
        ck_assert_msg(build.expect == answers[i].expect, "%s %s", answers[i].id, answers[i].name);
    }
}
END_TEST

START_TEST(unknown_expectation_is_an_ordinary_field)
{
    struct hp_request request = named("frame-expect-unknown", "unknown-behind-continue");
    ck_assert_ptr_null(request.steps);
    ck_assert(hp_slice_is(field_of(&request, "Expect"), "100-continue, hookproof"));
}
END_TEST

/* Hosts, fields and the target are the build's own, whatever they are. */
START_TEST(target_and_credential_of_the_user_go_into_the_steps)
{
    base.api_key = HP_SLICE("another key");
    base.target = HP_SLICE("/api/hooks?tenant=1");
    struct hp_request request = named("frame-cl-repeat", "lines");
    ck_assert(hp_slice_starts_with(request.steps[0].bytes,
                                   HP_SLICE("POST /api/hooks?tenant=1 HTTP/1.1\r\nHost: ")));
    ck_assert(holds(request.steps[2].bytes, HP_SLICE("\r\napi_key: another key\r\n")));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_framing");
    TCase *tests = case_of(suite, "steps");
    tcase_add_loop_test(tests, steps_are_to_the_byte_what_is_written_here, 0, WANTED);
    tcase_add_test(tests, every_row_with_steps_has_one_written_here);
    tcase_add_test(tests, cut_document_is_what_the_receiver_is_to_see);
    tcase_add_test(tests, half_a_document_is_sent_and_no_more);
    tcase_add_test(tests, pipelined_documents_differ_in_their_name);
    tcase_add_test(tests, second_answer_is_asked_for_where_there_may_be_one);
    tcase_add_test(tests, long_extension_has_the_length_of_its_name);
    tcase_add_test(tests, garbage_and_other_protocols_carry_no_document);
    tcase_add_test(tests, client_hello_is_as_long_as_it_says);
    tcase_add_test(tests, instance_that_deserves_another_answer_says_so);
    tcase_add_test(tests, unknown_expectation_is_an_ordinary_field);
    tcase_add_test(tests, target_and_credential_of_the_user_go_into_the_steps);
    return suite;
}
