/* A response as octets, written out by hand. */
#include "harness/service/response_text.h"

#include <locale.h>

#include "tests/support/suite_main.h"

static const struct hp_field fields[] = {
    {HP_SLICE_INIT("X-A"), HP_SLICE_INIT("b")},
    {HP_SLICE_INIT("X-C"), HP_SLICE_INIT("")},
};

#define HEAD "\r\nDate: now\r\nX-A: b\r\nX-C: \r\n"

static const struct text_row {
    int status;
    struct hp_slice body;
    bool closes, keeps_1_0, is_to_head;
    const char *want;
} rows[] = {
    {200, HP_SLICE_INIT("{}"), false, false, false,
     "HTTP/1.1 200 OK" HEAD "Content-Length: 2\r\n\r\n{}"},
    {200, HP_SLICE_INIT("{}"), false, false, true,
     "HTTP/1.1 200 OK" HEAD "Content-Length: 2\r\n\r\n"},
    {400, HP_SLICE_INIT(""), true, false, false,
     "HTTP/1.1 400 Bad Request" HEAD "Connection: close\r\nContent-Length: 0\r\n\r\n"},
    {422, HP_SLICE_INIT("x"), false, true, false,
     "HTTP/1.1 422 Unprocessable Content" HEAD
     "Connection: keep-alive\r\nContent-Length: 1\r\n\r\nx"},
    {422, HP_SLICE_INIT("x"), true, true, false,
     "HTTP/1.1 422 Unprocessable Content" HEAD "Connection: close\r\nContent-Length: 1\r\n\r\nx"},
    {204, HP_SLICE_INIT(""), false, false, false, "HTTP/1.1 204 No Content" HEAD "\r\n"},
    {299, HP_SLICE_INIT(""), false, false, false, "HTTP/1.1 299 " HEAD "Content-Length: 0\r\n\r\n"},
};

START_TEST(a_response_is_these_octets)
{
    const struct text_row *row = &rows[_i];
    const struct hp_response response = {
        .status = row->status, .fields = fields, .field_count = 2, .body = row->body};
    const struct hp_response_frame frame = {
        .date = HP_SLICE("now"),
        .closes = row->closes,
        .keeps_1_0 = row->keeps_1_0,
        .is_to_head = row->is_to_head,
    };
    struct hp_buf out;
    hp_buf_init(&out, 1000);
    hp_response_text(&out, &response, &frame);
    ck_assert(!out.failed);
    ck_assert_str_eq(hp_buf_cstr(&out), row->want);
    hp_buf_deinit(&out);
}
END_TEST

START_TEST(a_date_is_rfc_9110_in_english)
{
    static const struct {
        int64_t unix_seconds;
        const char *want;
    } dates[] = {
        {INT64_C(784111777), "Sun, 06 Nov 1994 08:49:37 GMT"}, /* RFC 9110 5.6.7 */
        {INT64_C(0), "Thu, 01 Jan 1970 00:00:00 GMT"},
        {INT64_C(951782400), "Tue, 29 Feb 2000 00:00:00 GMT"},
        {INT64_C(253402300799), "Fri, 31 Dec 9999 23:59:59 GMT"},
    };
    (void)setlocale(LC_ALL, "de_DE.UTF-8");
    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
        char text[HP_HTTP_DATE_CHARS + 1];
        hp_http_date_print(dates[i].unix_seconds, text);
        ck_assert_str_eq(text, dates[i].want);
    }
}
END_TEST

START_TEST(a_buffer_that_is_full_fails)
{
    static const char body[1000];
    const struct hp_response response = {.status = 200, .body = {body, sizeof(body)}};
    const struct hp_response_frame frame = {.date = HP_SLICE("now")};
    struct hp_buf out;
    hp_buf_init(&out, sizeof(body));
    hp_response_text(&out, &response, &frame);
    ck_assert(out.failed);
    hp_buf_deinit(&out);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service response");
    TCase *tcase = tcase_create("response");
    tcase_add_loop_test(tcase, a_response_is_these_octets, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tcase, a_date_is_rfc_9110_in_english);
    tcase_add_test(tcase, a_buffer_that_is_full_fails);
    suite_add_tcase(suite, tcase);
    return suite;
}
