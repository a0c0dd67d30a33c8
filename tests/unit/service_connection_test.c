/* One connection's exchange, octet by octet: the framing family of the catalogue and what else may
 * be sent to a socket. Every expectation is written by hand. */
#include "harness/service/connection.h"

#include "tests/unit/service_wire.h"

enum { REPLIES_MAX = 4 };

static const struct raw_row {
    const char *why;
    struct hp_slice request;
    int status[REPLIES_MAX]; /* of the replies, in order; 0 behind the last one */
    bool closes;             /* the server closes behind the last one; else it serves on */
    bool fin;                /* the client ends its side behind the request */
    const char *text;        /* somewhere in the first reply; NULL: anything */
} rows[] = {
#define R(text)       HP_SLICE_INIT(text)
#define CHUNKED       "Transfer-Encoding: chunked\r\n\r\n"
#define ONE_CHUNK     "cf\r\n" DOCUMENTED "\r\n0\r\n\r\n"
#define NO_KEY        HOST TYPE
#define WITH(field)   R(LINE GOOD field "\r\n" SIZED)
#define CODING(value) R(LINE GOOD "Transfer-Encoding:" value "\r\n\r\n" ONE_CHUNK)
#define LENGTH(value) R(LINE GOOD "Content-Length:" value "\r\n\r\n" DOCUMENTED)
#define CHUNKS(text)  R(LINE GOOD CHUNKED text)
#define TARGET(text)  R("POST " text " HTTP/1.1\r\n" GOOD SIZED)
#define VERSION(text) R("POST /v3/core/webhooks " text "\r\n" GOOD SIZED)
#define OPEN          false, false, NULL
#define CLOSED        true, false, NULL
#define FIN_CLOSED    true, true, NULL
    /* valid-transfer-forms */
    {"documented", R(LINE GOOD SIZED), {200}, false, false, "\"name\":\"webhook 1\""},
    {"one_chunk", CHUNKS(ONE_CHUNK), {200}, OPEN},
    {"chunks_and_upper_case_sizes",
     CHUNKS("B;x=y\r\n{\"webhook\":\r\n13\r\n{\"name\":\"n\",\"type\":\r\n"
            "10\r\n\"SYNC_COMPLETED\"\r\n01E\r\n,\"url\":\"https://example.com\"}}"
            "\r\n000\r\nX-T: x\r\n\r\n"),
     {200},
     false,
     false,
     "\"type\":\"SYNC_COMPLETED\""},
    {"length_with_zeros", LENGTH(" 000207"), {200}, OPEN},
    {"length_without_blank", LENGTH("207"), {200}, OPEN},
    {"length_between_blanks", LENGTH(" \t207\t "), {200}, OPEN},
    {"key_field_in_upper_case", R(LINE HOST "API_KEY: " KEY "\r\n" TYPE SIZED), {200}, OPEN},
    {"connection_close", WITH("Connection: close"), {200}, CLOSED},
    {"connection_close_in_a_list", WITH("Connection: x, CLOSE"), {200}, CLOSED},
    {"connection_keep_alive", WITH("Connection: keep-alive"), {200}, OPEN},
    {"upgrade_is_ignored", WITH("Upgrade: h2c\r\nConnection: upgrade"), {200}, OPEN},
    {"fin_behind_the_request", R(LINE GOOD SIZED), {200}, FIN_CLOSED},
    {"empty_body", R(LINE GOOD "Content-Length: 0\r\n\r\n"), {400}, OPEN},

    /* frame-host */
    {"no_host", R(LINE "api_key: " KEY "\r\n" TYPE SIZED), {400}, CLOSED},
    {"two_hosts", WITH("Host: 127.0.0.1"), {400}, CLOSED},
    {"host_with_a_path", R(LINE "Host: 127.0.0.1/x\r\n" SIZED), {400}, CLOSED},
    {"host_with_a_user", R(LINE "Host: a@127.0.0.1\r\n" SIZED), {400}, CLOSED},
    {"host_list", R(LINE "Host: a, b\r\n" SIZED), {400}, CLOSED},
    {"host_with_a_word_for_port", R(LINE "Host: a:b\r\n" SIZED), {400}, CLOSED},
    {"host_with_a_query", R(LINE "Host: a?b\r\n" SIZED), {400}, CLOSED},
    {"empty_host", R(LINE "Host:\r\napi_key: " KEY "\r\n" TYPE SIZED), {200}, OPEN},
    {"ipv6_host", R(LINE "Host: [::1]:80\r\napi_key: " KEY "\r\n" TYPE SIZED), {200}, OPEN},

    /* frame-http-version */
    {"no_version", R("POST /v3/core/webhooks\r\n\r\n"), {400}, CLOSED},
    {"http_2_0", VERSION("HTTP/2.0"), {505}, CLOSED},
    {"http_0_9", VERSION("HTTP/0.9"), {505}, CLOSED},
    {"http_9_9", VERSION("HTTP/9.9"), {505}, CLOSED},
    {"http_in_lower_case", VERSION("http/1.1"), {400}, CLOSED},
    {"no_minor_version", VERSION("HTTP/1"), {400}, CLOSED},
    {"leading_zero", VERSION("HTTP/01.1"), {400}, CLOSED},
    {"two_digits", VERSION("HTTP/1.10"), {400}, CLOSED},
    {"blank_behind_the_version", VERSION("HTTP/1.1 "), {400}, CLOSED},
    {"other_protocol", VERSION("ICY/1.1"), {400}, CLOSED},
    {"http_1_2_is_read_as_1_1", VERSION("HTTP/1.2"), {200}, OPEN},
    {"http_1_0_closes", R("POST /v3/core/webhooks HTTP/1.0\r\n" GOOD SIZED), {200}, CLOSED},
    {"http_1_0_without_host",
     R("POST /v3/core/webhooks HTTP/1.0\r\napi_key: " KEY "\r\n" TYPE SIZED),
     {200},
     CLOSED},
    {"http_1_0_keep_alive",
     R("POST /v3/core/webhooks HTTP/1.0\r\n" GOOD "Connection: keep-alive\r\n" SIZED),
     {200},
     false,
     false,
     "\r\nConnection: keep-alive\r\n"},
    {"http_1_0_expects_nothing",
     R("POST /v3/core/webhooks HTTP/1.0\r\n" GOOD "Expect: 100-continue\r\n" SIZED),
     {200},
     CLOSED},

    /* frame-length-absent */
    {"no_length", R(LINE GOOD "\r\n"), {411}, CLOSED},
    {"body_without_length", R(LINE GOOD "\r\n" DOCUMENTED), {411}, CLOSED},
    {"request_for_a_body", R(LINE GOOD "\r\n" LINE GOOD SIZED), {411}, CLOSED},

    /* frame-cl-invalid */
    {"length_word", LENGTH(" abc"), {400}, CLOSED},
    {"length_negative", LENGTH(" -1"), {400}, CLOSED},
    {"length_with_plus", LENGTH(" +207"), {400}, CLOSED},
    {"length_hexadecimal", LENGTH(" 0xcf"), {400}, CLOSED},
    {"length_exponent", LENGTH(" 2e2"), {400}, CLOSED},
    {"length_empty", LENGTH(""), {400}, CLOSED},
    {"length_with_a_blank", LENGTH(" 2 07"), {400}, CLOSED},
    {"length_decimal", LENGTH(" 207.0"), {400}, CLOSED},
    {"length_with_a_parameter", LENGTH(" 207;x"), {400}, CLOSED},
    {"length_in_quotes", LENGTH(" \"207\""), {400}, CLOSED},
    {"length_and_an_empty_element", LENGTH(" 207,"), {400}, CLOSED},
    {"length_past_64_bits", LENGTH(" 99999999999999999999999"), {400}, CLOSED},
    {"length_wraps_to_itself", LENGTH(" 18446744073709551823"), {400}, CLOSED}, /* 2^64 + 207 */
    {"length_with_arabic_digits", LENGTH(" \xd9\xa2\xd9\xa0\xd9\xa7"), {400}, CLOSED},

    /* frame-cl-conflict, frame-cl-repeat */
    {"two_lengths", WITH("Content-Length: 5"), {400}, CLOSED},
    {"two_lengths_in_a_list", LENGTH(" 207, 208"), {400}, CLOSED},
    {"the_same_length_twice", WITH("Content-Length: 207"), {200}, OPEN},
    {"the_same_length_in_a_list", LENGTH(" 207, 207"), {200}, OPEN},

    /* frame-cl-short, frame-cl-long */
    {"length_short", R(LINE GOOD "Content-Length: 12\r\n\r\n" DOCUMENTED), {400, 400}, CLOSED},
    {"length_short_then_fin",
     R(LINE GOOD "Content-Length: 20\r\n\r\n" DOCUMENTED),
     {400, 400},
     FIN_CLOSED},
    {"length_one_short", R(LINE GOOD "Content-Length: 206\r\n\r\n" DOCUMENTED), {400, 400}, CLOSED},
    {"length_long_then_fin",
     R(LINE GOOD "Content-Length: 208\r\n\r\n" DOCUMENTED),
     {400},
     FIN_CLOSED},
    {"length_and_no_octet_then_fin", R(LINE GOOD "Content-Length: 207\r\n\r\n"), {400}, FIN_CLOSED},

    /* frame-cl-te-both */
    {"length_and_coding", R(LINE GOOD "Content-Length: 207\r\n" CHUNKED ONE_CHUNK), {400}, CLOSED},
    {"coding_and_length",
     R(LINE GOOD "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" ONE_CHUNK),
     {400},
     CLOSED},
    {"length_0_and_coding", R(LINE GOOD "Content-Length: 0\r\n" CHUNKED ONE_CHUNK), {400}, CLOSED},

    /* frame-te-not-final, frame-te-unknown */
    {"gzip_behind_chunked", CODING(" chunked, gzip"), {400}, CLOSED},
    {"chunked_twice", CODING(" chunked, chunked"), {400}, CLOSED},
    {"chunked_in_two_lines", CODING(" chunked\r\nTransfer-Encoding: chunked"), {400}, CLOSED},
    {"gzip_before_chunked", CODING(" gzip, chunked"), {501}, CLOSED},
    {"unknown_coding", CODING(" xchunked"), {501}, CLOSED},
    {"identity", CODING(" identity"), {501}, CLOSED},
    {"gzip", CODING(" gzip"), {501}, CLOSED},
    {"empty_coding", CODING(""), {400}, CLOSED},

    /* frame-te-obfuscated */
    {"blank_before_the_colon_of_coding",
     R(LINE GOOD "Transfer-Encoding : chunked\r\n\r\n" ONE_CHUNK),
     {400},
     CLOSED},
    {"vertical_tab_before_chunked", CODING(" \vchunked"), {400}, CLOSED},
    {"form_feed_behind_chunked", CODING(" chunked\f"), {400}, CLOSED},
    {"chunked_in_quotes", CODING(" \"chunked\""), {400}, CLOSED},
    {"chunked_with_a_parameter", CODING(" chunked;q=1"), {400}, CLOSED},
    {"no_break_space_before_chunked",
     CODING(" \xc2\xa0"
            "chunked"),
     {400},
     CLOSED},
    {"chunked_behind_a_nul", CODING(" \0chunked"), {400}, CLOSED},
    {"chunked_behind_a_bare_cr", CODING(" x\rTransfer-Encoding: chunked"), {400}, CLOSED},
    {"chunked_folded", CODING("\r\n chunked"), {400}, CLOSED},
    {"chunked_in_upper_case", CODING(" CHUNKED"), {200}, OPEN},
    {"chunked_behind_a_tab", CODING("\tchunked\t"), {200}, OPEN},
    {"chunked_and_empty_elements", CODING(" , chunked ,"), {200}, OPEN},
    {"underscore_is_another_field",
     R(LINE GOOD "Transfer_Encoding: chunked\r\n\r\n" ONE_CHUNK),
     {411},
     CLOSED},

    /* frame-te-http10 */
    {"coding_in_http_1_0",
     R("POST /v3/core/webhooks HTTP/1.0\r\n" GOOD CHUNKED ONE_CHUNK),
     {400},
     CLOSED},

    /* frame-chunk-invalid */
    {"chunk_size_word", CHUNKS("g\r\n{}\r\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_size_negative", CHUNKS("-2\r\n{}\r\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_size_with_0x", CHUNKS("0x2\r\n{}\r\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_size_empty", CHUNKS("\r\n{}\r\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_size_behind_a_blank", CHUNKS(" 2\r\n{}\r\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_size_past_64_bits", CHUNKS("10000000000000002\r\n{}\r\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_size_of_64_bits", CHUNKS("ffffffffffffffff\r\n{}\r\n0\r\n\r\n"), {413}, CLOSED},
    {"chunk_size_of_63_bits", CHUNKS("7fffffffffffffff\r\n{}\r\n0\r\n\r\n"), {413}, CLOSED},
    {"chunk_without_crlf", CHUNKS("2\r\n{}0\r\n\r\n"), {400}, CLOSED},
    {"chunk_ended_by_lf", CHUNKS("2\r\n{}\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_line_ended_by_lf", CHUNKS("2\n{}\r\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_line_ended_by_cr", CHUNKS("2\r{}\r\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_longer_than_its_size", CHUNKS("1\r\n{}\r\n0\r\n\r\n"), {400}, CLOSED},
    {"no_last_chunk_then_fin", CHUNKS("cf\r\n" DOCUMENTED "\r\n"), {400}, FIN_CLOSED},
    {"no_end_of_trailers_then_fin", CHUNKS("cf\r\n" DOCUMENTED "\r\n0\r\n"), {400}, FIN_CLOSED},
    {"chunk_cut_then_fin", CHUNKS("cf\r\n{"), {400}, FIN_CLOSED},

    /* frame-chunk-extension */
    {"chunk_extension_in_quotes",
     CHUNKS("cf;a=\"\\\"; b\";c\r\n" DOCUMENTED "\r\n0;d=e\r\n\r\n"),
     {200},
     OPEN},
    {"chunk_extension_with_a_control_character",
     CHUNKS("cf;a=\"\x01\"\r\n" DOCUMENTED "\r\n0\r\n\r\n"),
     {400},
     CLOSED},
    {"chunk_extension_without_a_name", CHUNKS("cf;\r\n" DOCUMENTED "\r\n0\r\n\r\n"), {400}, CLOSED},
    {"chunk_extension_with_an_open_quote",
     CHUNKS("cf;a=\"\r\n" DOCUMENTED "\r\n0\r\n\r\n"),
     {400},
     CLOSED},

    /* frame-trailer-fields */
    {"key_in_a_trailer",
     R(LINE NO_KEY CHUNKED "cf\r\n" DOCUMENTED "\r\n0\r\napi_key: " KEY "\r\n\r\n"),
     {401},
     OPEN},
    {"media_type_in_a_trailer",
     R(LINE HOST "api_key: " KEY "\r\n" CHUNKED "cf\r\n" DOCUMENTED "\r\n0\r\n" TYPE "\r\n"),
     {415},
     OPEN},
    {"host_in_a_trailer",
     R(LINE "api_key: " KEY "\r\n" TYPE CHUNKED "cf\r\n" DOCUMENTED "\r\n0\r\n" HOST "\r\n"),
     {400},
     CLOSED},
    {"length_in_a_trailer",
     CHUNKS("cf\r\n" DOCUMENTED "\r\n0\r\nContent-Length: 2\r\n\r\n"),
     {200},
     OPEN},
    {"trailer_that_is_no_field", CHUNKS("cf\r\n" DOCUMENTED "\r\n0\r\nx\r\n\r\n"), {400}, CLOSED},

    /* frame-field-syntax */
    {"blank_before_the_colon", WITH("X-A : x"), {400}, CLOSED},
    {"tab_before_the_colon", WITH("X-A\t: x"), {400}, CLOSED},
    {"no_field_name", WITH(": x"), {400}, CLOSED},
    {"no_colon", WITH("X-A"), {400}, CLOSED},
    {"field_name_in_parentheses", WITH("X(A): x"), {400}, CLOSED},
    {"field_name_with_a_blank", WITH("X A: x"), {400}, CLOSED},
    {"field_name_beyond_ascii", WITH("X\xc3\xa4: x"), {400}, CLOSED},
    {"field_name_with_a_nul", WITH("X\0A: x"), {400}, CLOSED},
    {"value_beyond_ascii", WITH("X-A: \xff"), {200}, OPEN},
    {"empty_value", WITH("X-A:"), {200}, OPEN},

    /* frame-field-folding */
    {"folded_field", WITH("X-A: x\r\n y"), {400}, CLOSED},
    {"folded_by_a_tab", WITH("X-A: x\r\n\ty"), {400}, CLOSED},
    {"blank_before_the_first_field", R(LINE " X-A: x\r\n" GOOD SIZED), {400}, CLOSED},

    /* frame-line-endings */
    {"cr_in_a_value", WITH("X-A: x\ry"), {400}, CLOSED},
    {"nul_in_a_value", WITH("X-A: x\0y"), {400}, CLOSED},
    {"nul_behind_the_key", R(LINE HOST TYPE "api_key: " KEY "\0\r\n" SIZED), {400}, CLOSED},
    {"escape_in_a_value", WITH("X-A: \x1b"), {400}, CLOSED},
    {"lines_ended_by_lf",
     R("POST /v3/core/webhooks HTTP/1.1\nHost: a\nContent-Length: 0\n\n"),
     {400},
     CLOSED},
    {"lines_ended_by_cr",
     R("POST /v3/core/webhooks HTTP/1.1\rHost: a\rContent-Length: 0\r\r"),
     {400},
     CLOSED},
    {"one_line_ended_by_lf", R(LINE GOOD "X-A: x\n" SIZED), {400}, CLOSED},

    /* frame-request-line */
    {"no_target", R("POST HTTP/1.1\r\n" GOOD SIZED), {400}, CLOSED},
    {"two_blanks", R("POST  /v3/core/webhooks HTTP/1.1\r\n" GOOD SIZED), {400}, CLOSED},
    {"tabs_for_blanks", R("POST\t/v3/core/webhooks\tHTTP/1.1\r\n" GOOD SIZED), {400}, CLOSED},
    {"blank_in_the_target", TARGET("/v3/core/webhooks x"), {400}, CLOSED},
    {"blank_before_the_method", R(" " LINE GOOD SIZED), {400}, CLOSED},
    {"method_only", R("POST\r\n\r\n"), {400}, CLOSED},
    {"binary_garbage", R("\x80\x00\xff\x01\x02\x03\r\n\r\n"), {400}, CLOSED},
    {"one_octet_of_garbage", R("\xff"), {400}, CLOSED},
    {"tls_hello", R("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), {400}, CLOSED},
    {"ssh_banner", R("SSH-2.0-OpenSSH_9.6\r\n"), {400}, CLOSED},
    {"http_2_preface", R("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), {505}, CLOSED},
    {"empty_line_before_the_request", R("\r\n" LINE GOOD SIZED), {200}, OPEN},
    {"nine_empty_lines", R("\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n" LINE GOOD SIZED), {400}, CLOSED},
    {"line_feed_before_the_request", R("\n" LINE GOOD SIZED), {400}, CLOSED},

    /* path-hostile and the forms of a target */
    {"nul_behind_the_target", TARGET("/v3/core/webhooks\0"), {400}, CLOSED},
    {"nul_in_the_target", TARGET("/v3/core/webhooks\0.json"), {400}, CLOSED},
    {"escaped_nul", TARGET("/v3/core/webhooks%00"), {400}, OPEN},
    {"escaped_crlf", TARGET("/v3/core/webhooks%0d%0aX-A:%20x"), {400}, OPEN},
    {"octet_beyond_ascii_in_the_target", TARGET("/v3/core/webhooks\xff"), {400}, CLOSED},
    {"backslash_in_the_target", TARGET("/v3\\core\\webhooks"), {400}, CLOSED},
    {"bad_percent", TARGET("/v3/core/webhooks%zz"), {400}, CLOSED},
    {"percent_at_the_end", TARGET("/v3/core/webhooks%2"), {400}, CLOSED},
    {"fragment_in_the_target", TARGET("/v3/core/webhooks#x"), {400}, CLOSED},
    {"relative_target", TARGET("v3/core/webhooks"), {400}, CLOSED},
    {"asterisk_with_post", TARGET("*"), {400}, CLOSED},
    {"other_path", TARGET("/v3/core/webhooks/"), {404}, OPEN},
    {"escaped_path", TARGET("/v3/core/%77ebhooks"), {404}, OPEN},
    {"two_slashes", TARGET("//v3/core/webhooks"), {404}, OPEN},
    {"query", TARGET("/v3/core/webhooks?x=%C3%A4"), {200}, OPEN},

    /* frame-absolute-form */
    {"absolute_form", TARGET("http://127.0.0.1/v3/core/webhooks"), {200}, OPEN},
    {"absolute_form_with_port", TARGET("http://127.0.0.1:8080/v3/core/webhooks?q"), {200}, OPEN},
    {"absolute_form_of_another_host", TARGET("http://example.com/v3/core/webhooks"), {200}, OPEN},
    {"absolute_form_in_upper_case", TARGET("HTTP://127.0.0.1/v3/core/webhooks"), {200}, OPEN},
    {"absolute_form_by_https", TARGET("https://127.0.0.1/v3/core/webhooks"), {200}, OPEN},
    {"absolute_form_of_another_path", TARGET("http://127.0.0.1/x"), {404}, OPEN},
    {"absolute_form_without_path", TARGET("http://127.0.0.1"), {404}, OPEN},
    {"absolute_form_with_a_user", TARGET("http://a@127.0.0.1/v3/core/webhooks"), {400}, CLOSED},
    {"absolute_form_without_host", TARGET("http:///v3/core/webhooks"), {400}, CLOSED},

    /* methods */
    {"get",
     R("GET /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"),
     {405},
     false,
     false,
     "\r\nAllow: POST, OPTIONS\r\n"},
    {"get_with_a_body", R("GET /v3/core/webhooks HTTP/1.1\r\n" GOOD SIZED), {405}, OPEN},
    {"trace", R("TRACE /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"), {405}, OPEN},
    {"connect", R("CONNECT 127.0.0.1:1 HTTP/1.1\r\n" GOOD "\r\n"), {405}, OPEN},
    {"connect_to_a_path", R("CONNECT /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"), {405}, CLOSED},
    {"unknown_method", R("FOO /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"), {501}, OPEN},
    {"method_in_lower_case", R("post /v3/core/webhooks HTTP/1.1\r\n" GOOD SIZED), {501}, OPEN},
    {"options",
     R("OPTIONS /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n"),
     {204},
     false,
     false,
     "\r\nAllow: POST, OPTIONS\r\n"},
    {"options_of_all", R("OPTIONS * HTTP/1.1\r\n" GOOD "\r\n"), {204}, OPEN},

    /* fields */
    {"no_key", R(LINE NO_KEY SIZED), {401}, false, false, "\r\nWWW-Authenticate: ApiKey "},
    {"key_twice", WITH("api_key: " KEY), {401}, OPEN},
    {"two_media_types", WITH("Content-Type: text/plain"), {415}, OPEN},
    {"content_coding", WITH("Content-Encoding: gzip"), {415}, OPEN},

    /* frame-pipelining */
    {"two_requests", R(LINE GOOD SIZED LINE GOOD SIZED), {200, 200}, OPEN},
    {"errors_between",
     R("POST /x HTTP/1.1\r\n" GOOD SIZED LINE NO_KEY SIZED "\r\n" LINE GOOD SIZED),
     {404, 401, 200},
     OPEN},
    {"chunked_then_sized", R(LINE GOOD CHUNKED ONE_CHUNK LINE GOOD SIZED), {200, 200}, OPEN},
    {"nothing_behind_a_close",
     R(LINE GOOD "Connection: close\r\n" SIZED LINE GOOD SIZED),
     {200},
     CLOSED},
    {"nothing_behind_a_fault",
     R(LINE GOOD SIZED LINE GOOD "X : y\r\n" SIZED LINE GOOD SIZED),
     {200, 400},
     CLOSED},
    {"two_requests_then_fin", R(LINE GOOD SIZED LINE GOOD SIZED), {200, 200}, FIN_CLOSED},
    {"half_a_request_behind_one_then_fin", R(LINE GOOD SIZED LINE GOOD), {200, 400}, FIN_CLOSED},

    /* frame-expect-unknown, and 100-continue with the body at once */
    {"other_expectation", WITH("Expect: 200-ok"), {417}, OPEN},
    {"two_expectations", WITH("Expect: 100-continue, x"), {417}, CLOSED},
    {"continue_of_an_empty_body",
     R(LINE GOOD "Expect: 100-continue\r\nContent-Length: 0\r\n\r\n"),
     {400},
     OPEN},

    /* size-declared-huge */
    {"declared_10_gib", LENGTH(" 10737418240"), {413}, CLOSED},
    {"declared_2_63", LENGTH(" 9223372036854775807"), {413}, CLOSED},
    {"declared_2_64", LENGTH(" 18446744073709551615"), {413}, CLOSED},
    {"declared_10_gib_without_key",
     R(LINE NO_KEY "Content-Length: 10737418240\r\n\r\n"),
     {401},
     CLOSED},
    {"declared_10_gib_elsewhere",
     R("POST /x HTTP/1.1\r\n" GOOD "Content-Length: 10737418240\r\n\r\n"),
     {404},
     CLOSED},

    /* frame-abort, by FIN */
    {"fin_at_once", R(""), {0}, FIN_CLOSED},
    {"fin_behind_an_empty_line", R("\r\n"), {0}, FIN_CLOSED},
    {"fin_in_the_request_line", R("POST /v3"), {400}, FIN_CLOSED},
    {"fin_in_the_header_section", R(LINE "Host: a\r\n"), {400}, FIN_CLOSED},
    {"fin_in_the_body", R(LINE GOOD "Content-Length: 207\r\n\r\n{"), {400}, FIN_CLOSED},
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* The row's replies and no other octet. */
static void check_row(const struct raw_row *row, int fd)
{
    for (size_t i = 0; i < REPLIES_MAX && row->status[i] != 0; i++) {
        struct reply reply = next_reply(fd, &inbox);
        bool last = i + 1 == REPLIES_MAX || row->status[i + 1] == 0;
        ck_assert_msg(reply.status == row->status[i], "%s: %zu: %.600s", row->why, i, inbox.bytes);
        check_reply(&reply);
        ck_assert_msg(reply.closes == (last && row->closes && !(row->fin && reply.status == 200)),
                      "%s: %.600s", row->why, inbox.bytes);
        ck_assert_msg(i > 0 || row->text == NULL ||
                          hp_slice_find(reply.head, hp_slice_of(row->text)) < reply.head.len ||
                          hp_slice_find(reply.body, hp_slice_of(row->text)) < reply.body.len,
                      "%s: %.600s", row->why, inbox.bytes);
    }
    if (row->closes) {
        check_closed(fd, &inbox);
    } else {
        check_open(fd, &inbox);
    }
    (void)close(fd);
}

START_TEST(raw_octets_get_their_replies)
{
    const struct raw_row *row = &rows[_i];
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, row->request));
    if (row->fin) {
        (void)shutdown(fd, SHUT_WR);
    }
    check_row(row, fd);
    check_canary();
}
END_TEST

START_TEST(the_same_octets_one_by_one_get_the_same_replies)
{
    const struct raw_row *row = &rows[_i];
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    for (size_t i = 0; i < row->request.len; i++) {
        ck_assert(send_all(fd, (struct hp_slice){row->request.at + i, 1}));
    }
    if (row->fin) {
        (void)shutdown(fd, SHUT_WR);
    }
    check_row(row, fd);
}
END_TEST

/* Two reads for certain: the second part is sent when the first one was taken. */
static void exchange_in_two(struct hp_slice request, size_t first, const int *status)
{
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, (struct hp_slice){request.at, first}));
    pause_ms(1);
    ck_assert(send_all(fd, (struct hp_slice){request.at + first, request.len - first}));
    for (size_t i = 0; status[i] != 0; i++) {
        struct reply reply = next_reply(fd, &inbox);
        ck_assert_msg(reply.status == status[i], "split at %zu: %.300s", first, inbox.bytes);
    }
    ck_assert_uint_eq(inbox.read, inbox.length);
    (void)close(fd);
}

START_TEST(a_request_may_be_split_anywhere)
{
    static const struct {
        struct hp_slice request;
        int status[3];
    } splits[] = {
        {R(LINE GOOD SIZED), {200}},
        {R(LINE GOOD CHUNKED
           "63\r\n"
           "{\"webhook\":{\"operations\":[\"CREATE\"],\"name\":\"webhook 1\","
           "\"type\":\"CONNECTION_CHANGED\",\"data_models\":[\""
           "\r\n6c;x\r\n"
           "ACCOUNTS\"],"
           "\"url\":\"https://webhook.site/eec24873-a381-4694-b684-a1d77d9e0697\","
           "\"headers\":{\"api_key\":\"fhsjd\"}}}"
           "\r\n0\r\nX: y\r\n\r\n"),
         {200}},
        {R(LINE NO_KEY SIZED LINE GOOD SIZED), {401, 200}},
        {R(LINE GOOD SIZED "\x16\x03\x01"), {200, 400}},
    };
    for (size_t at = 0; at <= splits[_i].request.len; at++) {
        exchange_in_two(splits[_i].request, at, splits[_i].status);
    }
}
END_TEST

START_TEST(head_has_the_length_of_get_and_no_content)
{
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE("GET /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n")));
    struct reply get = next_reply(fd, &inbox);
    ck_assert_int_eq(get.status, 405);
    ck_assert_uint_gt(get.body.len, 0);
    ck_assert(send_all(fd, HP_SLICE("HEAD /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n")));
    struct reply head = next_reply_to(fd, &inbox, true);
    ck_assert_int_eq(head.status, 405);
    ck_assert_uint_eq(content_length(head.head, 405), get.body.len);
    check_open(fd, &inbox);
    /* A fault behind a method that was read. */
    ck_assert(send_all(fd, HP_SLICE("HEAD / HTTP/1.1\r\nX : y\r\n\r\n")));
    head = next_reply_to(fd, &inbox, true);
    ck_assert_int_eq(head.status, 400);
    ck_assert_uint_gt(content_length(head.head, 400), 0);
    check_closed(fd, &inbox);
    (void)close(fd);
}
END_TEST

START_TEST(continue_comes_before_the_body)
{
    static const struct hp_slice heads[] = {
        R(LINE GOOD "Expect: 100-continue\r\nContent-Length: 207\r\n\r\n"),
        R(LINE GOOD "expect: 100-Continue\r\n" CHUNKED),
    };
    static const struct hp_slice bodies[] = {R(DOCUMENTED), R(ONE_CHUNK)};
    for (size_t i = 0; i < 2; i++) {
        int fd = connect_to(hp_server_port(server));
        inbox_clear(&inbox);
        ck_assert(send_all(fd, heads[i]));
        struct reply reply = next_reply(fd, &inbox);
        check_reply(&reply);
        ck_assert_int_eq(reply.status, 100);
        ck_assert(!receive_some(fd, &inbox, QUIET_MS));
        ck_assert(send_all(fd, bodies[i]));
        reply = next_reply(fd, &inbox);
        check_reply(&reply);
        ck_assert_int_eq(reply.status, 200);
        ck_assert(!reply.closes);
        check_open(fd, &inbox);
        (void)close(fd);
    }
}
END_TEST

START_TEST(continue_is_left_out_when_the_body_is_there)
{
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD "Expect: 100-continue\r\n" SIZED)));
    struct reply reply = next_reply(fd, &inbox);
    ck_assert_int_eq(reply.status, 200);
    check_open(fd, &inbox);
    (void)close(fd);
}
END_TEST

#define EXPECT "Expect: 100-continue\r\nContent-Length: 207\r\n\r\n"
static const struct refused_row {
    struct hp_slice head;
    int status;
} refused_heads[] = {
    {R(LINE NO_KEY EXPECT), 401},
    {R("POST /x HTTP/1.1\r\n" GOOD EXPECT), 404},
    {R("PUT /v3/core/webhooks HTTP/1.1\r\n" GOOD EXPECT), 405},
    {R(LINE GOOD "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n"), 413},
    {R(LINE GOOD "Expect: 100-continue\r\nContent-Length: 10737418240\r\n\r\n"), 413},
    {R(LINE HOST "api_key: " KEY "\r\nContent-Type: text/plain\r\n" EXPECT), 415},
    {R(LINE GOOD "Expect: x\r\n" EXPECT), 417},
    {R(LINE NO_KEY "Expect: 100-continue\r\n" CHUNKED), 401},
};
enum { REFUSED_HEADS = sizeof(refused_heads) / sizeof(refused_heads[0]) };

START_TEST(a_refused_head_is_answered_without_100_and_the_body_may_come_all_the_same)
{
    const struct refused_row *row = &refused_heads[_i];
    for (int sends_body = 0; sends_body < 2; sends_body++) {
        int fd = connect_to(hp_server_port(server));
        inbox_clear(&inbox);
        ck_assert(send_all(fd, row->head));
        if (sends_body == 1) {
            pause_ms(20);
            static char body[1000000];
            ck_assert(send_all(fd, (struct hp_slice){body, sizeof(body)}));
        }
        struct reply reply = next_reply(fd, &inbox);
        check_reply(&reply);
        ck_assert_int_eq(reply.status, row->status);
        ck_assert(reply.closes);
        check_closed(fd, &inbox);
        (void)close(fd);
    }
    check_canary();
}
END_TEST

/* Over one connection: `head`, `count` times `part`, `tail`. The reply is read only then. */
static struct reply exchange_large(const char *head, const char *part, size_t count,
                                   const char *tail)
{
    struct hp_buf request;
    hp_buf_init(&request, (size_t)128 * 1024 * 1024);
    hp_buf_text(&request, head);
    for (size_t i = 0; i < count; i++) {
        hp_buf_text(&request, part);
    }
    hp_buf_text(&request, tail);
    ck_assert(!request.failed);
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    (void)send_all(fd, hp_buf_view(&request));
    struct reply reply = next_reply(fd, &inbox);
    check_reply(&reply);
    if (reply.closes) {
        check_closed(fd, &inbox);
    } else {
        check_open(fd, &inbox);
    }
    (void)close(fd);
    hp_buf_deinit(&request);
    return reply;
}

START_TEST(large_request_lines_are_refused)
{
    struct reply reply;
    reply = exchange_large("POST /v3/core/webhooks?", "q", 9000, " HTTP/1.1\r\n" GOOD SIZED);
    ck_assert_int_eq(reply.status, 414);
    ck_assert(!reply.closes);
    reply = exchange_large("POST /v3/core/webhooks?", "q", 65536, " HTTP/1.1\r\n" GOOD SIZED);
    ck_assert_int_eq(reply.status, 414);
    ck_assert(reply.closes);
    reply = exchange_large("POST /v3/core/webhooks?", "q", 1024 * 1024, " HTTP/1.1\r\n" GOOD SIZED);
    ck_assert_int_eq(reply.status, 414);
    reply = exchange_large("", "M", 65536, " /v3/core/webhooks HTTP/1.1\r\n" GOOD "\r\n");
    ck_assert_int_eq(reply.status, 501);
}
END_TEST

/* size-header-block */
START_TEST(large_header_sections_are_refused)
{
    struct reply reply = exchange_large(LINE GOOD "X-A: ", "v", 9000, "\r\n" SIZED);
    ck_assert_int_eq(reply.status, 431);
    ck_assert(!reply.closes);
    reply = exchange_large(LINE GOOD "X-A: ", "v", 65536, "\r\n" SIZED);
    ck_assert_int_eq(reply.status, 431);
    ck_assert(reply.closes);
    reply = exchange_large(LINE GOOD, "X-A: v\r\n", 10000, SIZED);
    ck_assert_int_eq(reply.status, 431);
    reply = exchange_large(LINE GOOD, "X-A: v\r\n", 120, SIZED);
    ck_assert_int_eq(reply.status, 431);
    ck_assert(!reply.closes);
    ck_assert_int_eq(exchange_large(LINE GOOD, "X-A: v\r\n", 90, SIZED).status, 200);
    static char field[8 + 4096];
    (void)snprintf(field, sizeof(field), "X-A: %04000d\r\n", 0);
    reply = exchange_large(LINE GOOD, field, 262, SIZED); /* 1 MiB */
    ck_assert_int_eq(reply.status, 431);
    check_canary();
}
END_TEST

START_TEST(large_bodies_get_413_and_the_client_can_read_it)
{
    struct reply reply;
    /* Up to the service's 64 KiB and the server's 256 KiB, and far beyond. */
    reply =
        exchange_large(LINE GOOD "Content-Length: 65536\r\n\r\n" DOCUMENTED, " ", 65536 - 207, "");
    ck_assert_int_eq(reply.status, 200);
    reply = exchange_large(LINE GOOD "Content-Length: 65537\r\n\r\n", " ", 65537, "");
    ck_assert_int_eq(reply.status, 413);
    ck_assert(!reply.closes);
    reply = exchange_large(LINE GOOD "Content-Length: 262144\r\n\r\n", " ", 262144, "");
    ck_assert_int_eq(reply.status, 413);
    ck_assert(!reply.closes);
    reply = exchange_large(LINE GOOD "Content-Length: 262145\r\n\r\n", " ", 262145, "");
    ck_assert_int_eq(reply.status, 413);
    ck_assert(reply.closes);
    reply = exchange_large(LINE GOOD "Content-Length: 20000000\r\n\r\n", " ", 20000000, "");
    ck_assert_int_eq(reply.status, 413);
    reply = exchange_large(LINE GOOD CHUNKED, "a\r\n          \r\n", 100000, "0\r\n\r\n");
    ck_assert_int_eq(reply.status, 413);
    ck_assert(reply.closes);
    check_canary();
}
END_TEST

START_TEST(long_chunk_extensions_are_bounded)
{
    struct reply reply =
        exchange_large(LINE GOOD CHUNKED "cf;a=", "x", 1000, "\r\n" DOCUMENTED "\r\n0\r\n\r\n");
    ck_assert_int_eq(reply.status, 200);
    reply =
        exchange_large(LINE GOOD CHUNKED "cf;a=", "x", 65536, "\r\n" DOCUMENTED "\r\n0\r\n\r\n");
    ck_assert_int_eq(reply.status, 413);
    reply = exchange_large(LINE GOOD CHUNKED, "1;a=0123456789\r\n \r\n", 100000, "0\r\n\r\n");
    ck_assert_int_eq(reply.status, 413);
}
END_TEST

START_TEST(chunks_of_every_size_are_one_body)
{
    static const char text[] = DOCUMENTED;
    for (size_t size = 1; size <= sizeof(text); size++) {
        struct hp_buf request;
        hp_buf_init(&request, 65536);
        hp_buf_text(&request, LINE GOOD CHUNKED);
        for (size_t at = 0; at < sizeof(text) - 1; at += size) {
            size_t bytes = sizeof(text) - 1 - at < size ? sizeof(text) - 1 - at : size;
            hp_buf_printf(&request, "%zx\r\n%.*s\r\n", bytes, (int)bytes, text + at);
        }
        hp_buf_text(&request, "0\r\n\r\n");
        int fd = connect_to(hp_server_port(server));
        inbox_clear(&inbox);
        ck_assert(send_all(fd, hp_buf_view(&request)));
        ck_assert_int_eq(next_reply(fd, &inbox).status, 200);
        (void)close(fd);
        hp_buf_deinit(&request);
    }
}
END_TEST

/* Far more than the output buffer holds, from a client that reads nothing before it has sent all.
 */
START_TEST(a_thousand_pipelined_requests_are_answered_in_order)
{
    enum { REQUESTS = 1000 };
    struct hp_buf request;
    hp_buf_init(&request, 1024 * 1024);
    for (int i = 0; i < REQUESTS; i++) {
        if (i % 3 == 0) {
            hp_buf_text(&request, "POST /x HTTP/1.1\r\n" GOOD SIZED);
        } else {
            hp_buf_text(&request, LINE GOOD SIZED);
        }
    }
    ck_assert(!request.failed);
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, hp_buf_view(&request)));
    for (int i = 0; i < REQUESTS; i++) {
        struct reply reply = next_reply(fd, &inbox);
        ck_assert_int_eq(reply.status, i % 3 == 0 ? 404 : 200);
    }
    check_open(fd, &inbox);
    (void)close(fd);
    hp_buf_deinit(&request);
}
END_TEST

/* One connection without a loop, on a pair of sockets. */
START_TEST(memory_of_a_large_message_is_given_back_behind_it)
{
    enum { BODY_BYTES = 250000, ORDINARY_BYTES = 130 * 1024 };
    static char input[HP_CONNECTION_INPUT_BYTES];
    static char blanks[BODY_BYTES];
    struct hp_server_options options = standard_options();
    struct hp_connection_scope scope = {.options = &options, .input = input};
    hp_arena_init(&scope.arena, 64 * 1024 * 1024);
    struct hp_connection *connection = calloc(1, sizeof(*connection));
    int pair[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    hp_connection_init(connection, &scope);
    hp_connection_open(connection, &scope, pair[0]);
    memset(blanks, ' ', sizeof(blanks));
    ck_assert(send_all(pair[1], HP_SLICE(LINE GOOD "Content-Length: 250000\r\n\r\n")));
    for (size_t sent = 0; sent < BODY_BYTES; sent += 10000) {
        ck_assert(send_all(pair[1], (struct hp_slice){blanks, 10000}));
        if (sent == BODY_BYTES - 10000) {
            ck_assert_uint_ge(connection->reader.body.capacity, BODY_BYTES - 10000);
        }
        hp_connection_step(connection, &scope);
    }
    inbox_clear(&inbox);
    ck_assert_int_eq(next_reply(pair[1], &inbox).status, 413);
    ck_assert_int_eq(connection->phase, HP_CONNECTION_READING);
    ck_assert_uint_le(connection->reader.body.capacity, ORDINARY_BYTES);
    /* And behind one that was broken off. */
    ck_assert(send_all(pair[1], HP_SLICE(LINE GOOD "Content-Length: 250000\r\n\r\n")));
    for (size_t sent = 0; sent < BODY_BYTES - 10000; sent += 10000) {
        ck_assert(send_all(pair[1], (struct hp_slice){blanks, 10000}));
        hp_connection_step(connection, &scope);
    }
    ck_assert_uint_ge(connection->reader.body.capacity, BODY_BYTES - 10000);
    hp_connection_abandon(connection);
    hp_connection_close(connection);
    ck_assert_uint_le(connection->reader.body.capacity, ORDINARY_BYTES);
    (void)close(pair[1]);
    hp_connection_deinit(connection);
    hp_arena_deinit(&scope.arena);
    free(connection);
}
END_TEST

struct flood {
    int fd;
    int requests;
    pthread_t thread;
};

static void *send_flood(void *argument)
{
    const struct flood *flood = argument;
    for (int i = 0; i < flood->requests; i++) {
        (void)send_all(flood->fd, i % 3 == 0 ? HP_SLICE("POST /x HTTP/1.1\r\n" GOOD SIZED)
                                             : HP_SLICE(LINE GOOD SIZED));
    }
    return NULL;
}

/* More than the sockets' buffers hold: the server is kept from sending again and again. */
START_TEST(a_client_that_reads_slowly_gets_every_answer_in_order)
{
    struct flood flood = {.fd = connect_to(hp_server_port(server)), .requests = 40000};
    inbox_clear(&inbox);
    ck_assert_int_eq(pthread_create(&flood.thread, NULL, send_flood, &flood), 0);
    for (int i = 0; i < flood.requests; i++) {
        if (i % 4000 == 0) {
            pause_ms(50);
        }
        ck_assert_int_eq(next_reply(flood.fd, &inbox).status, i % 3 == 0 ? 404 : 200);
        if (inbox.read > REPLY_BYTES_MAX / 2) {
            inbox.length -= inbox.read;
            memmove(inbox.bytes, inbox.bytes + inbox.read, inbox.length + 1);
            inbox.read = 0;
        }
    }
    ck_assert_int_eq(pthread_join(flood.thread, NULL), 0);
    check_open(flood.fd, &inbox);
    (void)close(flood.fd);
}
END_TEST

/* frame-abort, by RST, behind every part of a request and before its reply is read. */
START_TEST(a_reset_in_any_phase_leaves_the_server_well)
{
    static const char request[] = LINE GOOD SIZED LINE GOOD CHUNKED ONE_CHUNK;
    for (size_t at = 0; at < sizeof(request); at += 3) {
        int fd = connect_to(hp_server_port(server));
        (void)send_all(fd, (struct hp_slice){request, at});
        reset_connection(fd);
    }
    check_canary();
}
END_TEST

/* A hook that changes nothing: what a planted defect is for every request that it is not about. */
static void answer_as_ever(const struct hp_service_hook *hook, struct hp_service *service,
                           const struct hp_request *request, int64_t now_unix_ms,
                           struct hp_arena *arena, struct hp_response *out)
{
    (void)hook;
    hp_service_answer(service, request, now_unix_ms, arena, out);
}

static struct hp_service *hooked;

static void setup_hooked(void)
{
    static const struct hp_service_hook hook = {.handle = answer_as_ever};
    struct hp_error error = {0};
    setup();
    struct hp_service_options options = {
        .contract = fixture.contract, .api_key = HP_SLICE(KEY), .hook = &hook};
    ck_assert_int_eq(hp_service_new(&options, &hooked, &error), HP_OK);
    struct hp_server_options listen = standard_options();
    listen.service = hooked;
    restart(&listen);
}

static void teardown_hooked(void)
{
    teardown();
    hp_service_free(hooked);
}

/* One path for both. What is refused before its body is the exception: there the hook has no say,
 * so the body is read and the connection stays. */
START_TEST(a_hook_that_changes_nothing_changes_no_reply)
{
    const struct raw_row *row = &rows[_i];
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, row->request));
    if (row->fin) {
        (void)shutdown(fd, SHUT_WR);
    }
    if (strcmp(row->why, "two_expectations") == 0) {
        (void)close(fd);
    } else {
        check_row(row, fd);
    }
    check_canary();
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service connection");
    TCase *tcase = tcase_create("connection");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, raw_octets_get_their_replies, 0, ROWS);
    tcase_add_loop_test(tcase, the_same_octets_one_by_one_get_the_same_replies, 0, ROWS);
    tcase_add_loop_test(tcase, a_request_may_be_split_anywhere, 0, 4);
    tcase_add_test(tcase, head_has_the_length_of_get_and_no_content);
    tcase_add_test(tcase, continue_comes_before_the_body);
    tcase_add_test(tcase, continue_is_left_out_when_the_body_is_there);
    tcase_add_loop_test(tcase,
                        a_refused_head_is_answered_without_100_and_the_body_may_come_all_the_same,
                        0, REFUSED_HEADS);
    tcase_add_test(tcase, large_request_lines_are_refused);
    tcase_add_test(tcase, large_header_sections_are_refused);
    tcase_add_test(tcase, large_bodies_get_413_and_the_client_can_read_it);
    tcase_add_test(tcase, long_chunk_extensions_are_bounded);
    tcase_add_test(tcase, chunks_of_every_size_are_one_body);
    tcase_add_test(tcase, a_thousand_pipelined_requests_are_answered_in_order);
    tcase_add_test(tcase, memory_of_a_large_message_is_given_back_behind_it);
    tcase_add_test(tcase, a_client_that_reads_slowly_gets_every_answer_in_order);
    tcase_add_test(tcase, a_reset_in_any_phase_leaves_the_server_well);
    suite_add_tcase(suite, tcase);
    TCase *behind = tcase_create("connection behind a hook");
    tcase_set_timeout(behind, 60);
    tcase_add_checked_fixture(behind, setup_hooked, teardown_hooked);
    tcase_add_loop_test(behind, a_hook_that_changes_nothing_changes_no_reply, 0, ROWS);
    suite_add_tcase(suite, behind);
    return suite;
}
