/* How a request is delimited: RFC 9112 3.2, 5.1, 6.1, 6.3, a row each. */
#include "harness/service/framing.h"

#include "harness/json/tree.h"
#include "tests/support/suite_main.h"

static const struct framing_row {
    const char *why;
    struct hp_field fields[4];
    bool http_1_0;
    enum hp_framing want;
} rows[] = {
#define FIELD(name, value)                                                                         \
    {                                                                                              \
        HP_SLICE_INIT(name), HP_SLICE_INIT(value)                                                  \
    }
#define HOST FIELD("Host", "example.com")
    {"host", {HOST}, false, HP_FRAMING_SOUND},
    {"host_with_port", {FIELD("HOST", " 127.0.0.1:8080 ")}, false, HP_FRAMING_SOUND},
    {"ipv6_host", {FIELD("Host", "[::1]")}, false, HP_FRAMING_SOUND},
    {"ipv6_host_with_port", {FIELD("Host", "[::1]:80")}, false, HP_FRAMING_SOUND},
    {"empty_host", {FIELD("Host", "")}, false, HP_FRAMING_SOUND},
    {"empty_port", {FIELD("Host", "a:")}, false, HP_FRAMING_SOUND},
    {"no_host", {FIELD("X", "y")}, false, HP_FRAMING_BAD_HOST},
    {"no_host_in_1_0", {FIELD("X", "y")}, true, HP_FRAMING_SOUND},
    {"two_hosts", {HOST, HOST}, false, HP_FRAMING_BAD_HOST},
    {"two_hosts_in_1_0", {HOST, HOST}, true, HP_FRAMING_BAD_HOST},
    {"host_list", {FIELD("Host", "a, b")}, false, HP_FRAMING_BAD_HOST},
    {"host_with_path", {FIELD("Host", "a/b")}, false, HP_FRAMING_BAD_HOST},
    {"host_with_user", {FIELD("Host", "u@a")}, false, HP_FRAMING_BAD_HOST},
    {"host_with_query", {FIELD("Host", "a?b")}, false, HP_FRAMING_BAD_HOST},
    {"host_with_word_for_port", {FIELD("Host", "a:b")}, false, HP_FRAMING_BAD_HOST},
    {"length", {HOST, FIELD("Content-Length", "100")}, false, HP_FRAMING_SOUND},
    {"length_over", {HOST, FIELD("content-length", "101")}, false, HP_FRAMING_TOO_LARGE},
    {"length_beyond_64_bits",
     {HOST, FIELD("Content-Length", "99999999999999999999999999")},
     false,
     HP_FRAMING_TOO_LARGE},
    {"length_with_zeros", {HOST, FIELD("Content-Length", "0000000100")}, false, HP_FRAMING_SOUND},
    {"two_lengths",
     {HOST, FIELD("Content-Length", "5"), FIELD("Content-Length", "6")},
     false,
     HP_FRAMING_BAD_LENGTH},
    {"two_equal_lengths",
     {HOST, FIELD("Content-Length", "5"), FIELD("Content-Length", "5")},
     false,
     HP_FRAMING_BAD_LENGTH},
    {"length_and_coding",
     {HOST, FIELD("Content-Length", "5"), FIELD("Transfer-Encoding", "chunked")},
     false,
     HP_FRAMING_BAD_LENGTH},
    {"chunked", {HOST, FIELD("Transfer-Encoding", "chunked")}, false, HP_FRAMING_SOUND},
    {"chunked_upper", {HOST, FIELD("transfer-encoding", " CHUNKED ")}, false, HP_FRAMING_SOUND},
    {"identity", {HOST, FIELD("Transfer-Encoding", "identity")}, false, HP_FRAMING_CODING_UNKNOWN},
    {"gzip_chunked",
     {HOST, FIELD("Transfer-Encoding", "gzip, chunked")},
     false,
     HP_FRAMING_CODING_UNKNOWN},
    {"chunked_twice",
     {HOST, FIELD("Transfer-Encoding", "chunked"), FIELD("Transfer-Encoding", "chunked")},
     false,
     HP_FRAMING_CODING_UNKNOWN},
    {"chunked_quoted",
     {HOST, FIELD("Transfer-Encoding", "\"chunked\"")},
     false,
     HP_FRAMING_CODING_UNKNOWN},
    {"chunked_behind_vertical_tab",
     {HOST, FIELD("Transfer-Encoding", "\vchunked")},
     false,
     HP_FRAMING_CODING_UNKNOWN},
    {"coding_with_blank_before_colon",
     {HOST, FIELD("Transfer-Encoding ", "chunked")},
     false,
     HP_FRAMING_BAD_FIELD},
    {"empty_name", {HOST, FIELD("", "x")}, false, HP_FRAMING_BAD_FIELD},
    {"bare_cr", {HOST, FIELD("X", "a\rb")}, false, HP_FRAMING_BAD_FIELD},
    {"nul", {HOST, FIELD("X", "a\0b")}, false, HP_FRAMING_BAD_FIELD},
    {"bytes_beyond_ascii", {HOST, FIELD("X", "\xff")}, false, HP_FRAMING_SOUND},
};

static size_t count_of(const struct framing_row *row)
{
    size_t count = 0;
    while (count < 4 && row->fields[count].name.at != NULL) {
        count++;
    }
    return count;
}

START_TEST(header_fields_delimit_a_request_in_one_way)
{
    const struct framing_row *row = &rows[_i];
    enum hp_framing have = hp_framing_judge(row->fields, count_of(row), !row->http_1_0, 100);
    ck_assert_msg(have == row->want, "%s: %d", row->why, (int)have);
}
END_TEST

START_TEST(every_fault_has_an_error_reply)
{
    static const int status[] = {
        [HP_FRAMING_BAD_TARGET] = 400,     [HP_FRAMING_BAD_FIELD] = 400,
        [HP_FRAMING_BAD_HOST] = 400,       [HP_FRAMING_BAD_LENGTH] = 400,
        [HP_FRAMING_CODING_UNKNOWN] = 501, [HP_FRAMING_TOO_LARGE] = 413,
    };
    for (int fault = 1; fault < (int)(sizeof(status) / sizeof(status[0])); fault++) {
        struct hp_response response;
        struct hp_json_scan scan;
        hp_framing_reply((enum hp_framing)fault, &response);
        ck_assert_int_eq(response.status, status[fault]);
        ck_assert(hp_json_scan(response.body, &hp_json_limits_default, &scan));
        ck_assert_uint_eq(scan.values, 4); /* the root, error, code, message */
        ck_assert_uint_eq(response.field_count, 3);
    }
}
END_TEST

START_TEST(a_body_is_announced_by_a_length_or_a_coding)
{
    static const struct hp_field length[] = {FIELD("content-length", "0")};
    static const struct hp_field coding[] = {FIELD("TRANSFER-ENCODING", "chunked")};
    static const struct hp_field neither[] = {FIELD("Content-Type", "application/json")};
    ck_assert(hp_framing_has_body(length, 1));
    ck_assert(hp_framing_has_body(coding, 1));
    ck_assert(!hp_framing_has_body(neither, 1));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service framing");
    TCase *tcase = tcase_create("framing");
    tcase_add_loop_test(tcase, header_fields_delimit_a_request_in_one_way, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tcase, every_fault_has_an_error_reply);
    tcase_add_test(tcase, a_body_is_announced_by_a_length_or_a_coding);
    suite_add_tcase(suite, tcase);
    return suite;
}
