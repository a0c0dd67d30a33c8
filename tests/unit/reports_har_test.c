/* findings.har: HAR 1.2, with the bytes as they were. A viewer's own rules are in tests/readers. */
#include "harness/base/base64.h"
#include "harness/contract/format.h"
#include "reports/location.h"
#include "tests/unit/reports_json_fixture.h"

static void load(struct hp_summary summary)
{
    const struct hp_report_style style = {0};
    load_as("har", &summary, &style);
}

static json_t *entry(size_t index)
{
    json_t *log = json_object_get(root, "log");
    ck_assert_str_eq(string(log, "version"), "1.2");
    return json_array_get(json_object_get(log, "entries"), index);
}

START_TEST(the_har_is_the_golden_one)
{
    load(sample_summary());
    assert_golden("findings.har", text, length);
    load(sample_folded());
    assert_golden("findings-causes.har", text, length);
    load(sample_conformant());
    assert_golden("findings-conformant.har", text, length);
}
END_TEST

/* Members that HAR 1.2 requires. */
START_TEST(every_entry_has_what_the_format_requires)
{
    static const char *const of_entry[] = {"startedDateTime", "time",  "request",
                                           "response",        "cache", "timings"};
    static const char *const of_request[] = {"method",  "url",         "httpVersion", "cookies",
                                             "headers", "queryString", "headersSize", "bodySize"};
    static const char *const of_response[] = {"status",      "statusText",  "httpVersion",
                                              "cookies",     "headers",     "content",
                                              "redirectURL", "headersSize", "bodySize"};
    load(sample_summary());
    for (size_t i = 0; i < GROUPS; i++) {
        json_t *one = entry(i);
        ck_assert_msg(one != NULL, "entry %zu", i);
        for (int j = 0; j < COUNT_OF(of_entry); j++) {
            ck_assert_ptr_nonnull(json_object_get(one, of_entry[j]));
        }
        for (int j = 0; j < COUNT_OF(of_request); j++) {
            ck_assert_ptr_nonnull(json_object_get(json_object_get(one, "request"), of_request[j]));
        }
        for (int j = 0; j < COUNT_OF(of_response); j++) {
            ck_assert_ptr_nonnull(
                json_object_get(json_object_get(one, "response"), of_response[j]));
        }
        ck_assert(hp_format_uri(hp_slice_of(string(json_object_get(one, "request"), "url"))));
    }
    ck_assert_ptr_null(entry(GROUPS));
}
END_TEST

START_TEST(bytes_that_are_no_text_come_back_whole)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1024 * 1024);
    struct hp_slice bytes;
    load(sample_summary());
    json_t *content = json_object_get(json_object_get(entry(1), "response"), "content");
    ck_assert_str_eq(string(content, "encoding"), "base64");
    ck_assert(hp_base64_decode(hp_slice_of(string(content, "text")), &arena, &bytes));
    ck_assert(hp_slice_equal(bytes, HOSTILE_SLICE));
    json_t *sent = json_object_get(json_object_get(entry(1), "request"), "postData");
    ck_assert(hp_base64_decode(hp_slice_of(string(sent, "_base64")), &arena, &bytes));
    ck_assert(hp_slice_equal(bytes, HOSTILE_SLICE));
    ck_assert_ptr_null(json_object_get(
        json_object_get(json_object_get(entry(0), "request"), "postData"), "_base64"));
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(a_response_that_never_came_has_status_0)
{
    load(sample_summary());
    json_t *response = json_object_get(entry(2), "response");
    ck_assert_int_eq(json_integer_value(json_object_get(response, "status")), 0);
    ck_assert_str_eq(string(response, "_error"), "no whole reply within 10.0 s");
}
END_TEST

START_TEST(the_key_is_masked)
{
    load(sample_summary());
    json_t *field =
        json_array_get(json_object_get(json_object_get(entry(0), "request"), "headers"), 1);
    ck_assert_str_eq(string(field, "name"), "api_key");
    ck_assert_str_eq(string(field, "value"), "***");
}
END_TEST

static const struct {
    const char *address, *target, *url;
} urls[] = {
    {"http://127.0.0.1:8080/v3/core/webhooks", "/v3/core/webhooks",
     "http://127.0.0.1:8080/v3/core/webhooks"},
    {"https://[::1]:8443?x", "/a?b=c&d", "https://[::1]:8443/a?b=c&d"},
    {"builtin", "/v3", "http://builtin.invalid/v3"},
    {"http://h", "", "http://h/"},
    {"http://h", "*", "http://h/*"},
    {"http://h", "/a b\"<>\\^`{|}#", "http://h/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D%23"},
    {"http://h", "/%41%4", "http://h/%41%254"},
    {"http://h", "/\xc3\xa9\x01", "http://h/%C3%A9%01"},
};

START_TEST(a_url_is_a_uri_whatever_was_asked_for)
{
    struct hp_buf out;
    hp_buf_init(&out, 4096);
    hp_location_url(&out, urls[_i].address, hp_slice_of(urls[_i].target));
    ck_assert_str_eq(hp_buf_cstr(&out), urls[_i].url);
    ck_assert(hp_format_uri(hp_buf_view(&out)));
    hp_buf_deinit(&out);
}
END_TEST

START_TEST(a_query_is_told_by_its_parts)
{
    struct hp_summary summary = sample_summary();
    sample_groups[0].request.target = HP_SLICE("/v3?a=b%20c&d&=e&&f==");
    load(summary);
    json_t *query = json_object_get(json_object_get(entry(0), "request"), "queryString");
    static const char *const parts[][2] = {
        {"a", "b%20c"}, {"d", ""}, {"", "e"}, {"", ""}, {"f", "="}};
    ck_assert_uint_eq(json_array_size(query), 5);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_str_eq(string(json_array_get(query, i), "name"), parts[i][0]);
        ck_assert_str_eq(string(json_array_get(query, i), "value"), parts[i][1]);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_har");
    TCase *tests = tcase_create("har");
    tcase_add_checked_fixture(tests, NULL, unload);
    tcase_add_test(tests, the_har_is_the_golden_one);
    tcase_add_test(tests, every_entry_has_what_the_format_requires);
    tcase_add_test(tests, bytes_that_are_no_text_come_back_whole);
    tcase_add_test(tests, a_response_that_never_came_has_status_0);
    tcase_add_test(tests, the_key_is_masked);
    tcase_add_loop_test(tests, a_url_is_a_uri_whatever_was_asked_for, 0, COUNT_OF(urls));
    tcase_add_test(tests, a_query_is_told_by_its_parts);
    suite_add_tcase(suite, tests);
    return suite;
}
