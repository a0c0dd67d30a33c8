/* What is refused before the body is read: method, path, key, limits, what the header says of the
 * body. */
#include "tests/unit/service_fixture.h"

#include "harness/base/buf.h"
#include "tests/support/suite_main.h"

static struct fixture fixture;

static void setup(void)
{
    fixture_open(&fixture);
}

static void teardown(void)
{
    fixture_close(&fixture);
}

static const struct line_row {
    const char *method;
    const char *target;
    int status;
    const char *allow; /* value of Allow, or NULL for none */
} lines[] = {
    {"POST", "/v3/core/webhooks", 200, NULL},
    {"POST", "/v3/core/webhooks?x=1&x=2&_method=DELETE", 200, NULL},
    {"POST", "http://api.rootfi.dev/v3/core/webhooks", 200, NULL},
    {"GET", "/v3/core/webhooks", 405, "POST, OPTIONS"},
    {"HEAD", "/v3/core/webhooks", 405, "POST, OPTIONS"},
    {"PUT", "/v3/core/webhooks", 405, "POST, OPTIONS"},
    {"PATCH", "/v3/core/webhooks", 405, "POST, OPTIONS"},
    {"DELETE", "/v3/core/webhooks", 405, "POST, OPTIONS"},
    {"TRACE", "/v3/core/webhooks", 405, "POST, OPTIONS"},
    {"CONNECT", "api.rootfi.dev:443", 405, "POST, OPTIONS"},
    {"CONNECT", "/v3/core/webhooks", 405, "POST, OPTIONS"},
    {"OPTIONS", "/v3/core/webhooks", 204, "POST, OPTIONS"},
    {"OPTIONS", "*", 204, "POST, OPTIONS"},
    {"OPTIONS", "/v3/core", 404, NULL},
    {"POST", "*", 400, NULL},
    {"post", "/v3/core/webhooks", 501, NULL},
    {"Post", "/v3/core/webhooks", 501, NULL},
    {"FOO", "/v3/core/webhooks", 501, NULL},
    {"P", "/v3/core/webhooks", 501, NULL},
    {"", "/v3/core/webhooks", 501, NULL},
    {"POSTPOST", "/v3/core/webhooks", 501, NULL},
    {"POST", "/v3/core/webhooks/", 404, NULL},
    {"POST", "/core/webhooks", 404, NULL},
    {"POST", "/v2/core/webhooks", 404, NULL},
    {"POST", "/V3/Core/Webhooks", 404, NULL},
    {"POST", "/v3/core/webhooks/x", 404, NULL},
    {"POST", "/v3/core/webhooks;x", 404, NULL},
    {"POST", "/v3/core/webhooks.json", 404, NULL},
    {"POST", "/v3/core/../core/webhooks", 404, NULL},
    {"POST", "/v3//core/webhooks", 404, NULL},
    {"POST", "/v3/core/%77ebhooks", 404, NULL},
    {"POST", "/v3/core%2fwebhooks", 404, NULL},
    {"POST", "/", 404, NULL},
    {"POST", "http://api.rootfi.dev", 404, NULL},
    {"POST", "", 400, NULL},
    {"POST", "v3/core/webhooks", 400, NULL},
    {"POST", "/v3/core/webhooks\\", 400, NULL},
    {"POST", "/v3/core/webhooks%", 400, NULL},
    {"POST", "/v3/core/webhooks%00", 400, NULL},
    {"POST", "/v3/core/webhooks?%0d%0aSet-Cookie:x", 400, NULL},
    {"POST", "/v3/core/webhooks\xff", 400, NULL},
};

/* The header section alone gives the same answer, and none where the body has a say: it is valid.
 */
static void check_refusal_of_head(struct hp_request request, const struct hp_response *whole)
{
    struct hp_response response;
    uint64_t body_bytes = request.body.len;
    request.body = (struct hp_slice){"", 0};
    bool refused = hp_service_refuses(fixture.service, &request, body_bytes, &response);
    ck_assert_int_eq(refused, whole->status != 200);
    if (refused) {
        ck_assert_int_eq(response.status, whole->status);
        ck_assert_uint_eq(response.field_count, whole->field_count);
        ck_assert(hp_slice_is(request.method, "HEAD") ||
                  hp_slice_equal(response.body, whole->body));
    }
}

START_TEST(method_and_target_decide)
{
    const struct line_row *row = &lines[_i];
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    request.method = hp_slice_of(row->method);
    request.target = hp_slice_of(row->target);
    struct hp_response response = fixture_ask(&fixture, &request);
    ck_assert_msg(response.status == row->status, "%s %s: %d", row->method, row->target,
                  response.status);
    check_refusal_of_head(request, &response);
    struct hp_slice allow = fixture_field(&response, "Allow");
    ck_assert_msg(hp_slice_equal(allow, hp_slice_of(row->allow)), "Allow: %.*s", (int)allow.len,
                  allow.at);
    if (row->status == 204 || hp_slice_is(request.method, "HEAD")) {
        ck_assert_uint_eq(response.body.len, 0);
    } else if (row->status != 200) {
        (void)fixture_check_error(&fixture, &response);
    }
}
END_TEST

/* A request with one to three header fields; a name of NULL ends the list. */
static const struct field_row {
    const char *why;
    struct {
        const char *name;
        const char *value;
    } fields[4];
    int status;
} headers[] = {
#define JSON                                                                                       \
    {                                                                                              \
        "Content-Type", "application/json"                                                         \
    }
#define RIGHT                                                                                      \
    {                                                                                              \
        "api_key", KEY                                                                             \
    }
    {"as_documented", {JSON, RIGHT}, 200},
    {"key_name_in_upper_case", {JSON, {"API_KEY", KEY}}, 200},
    {"blanks_around_the_key", {JSON, {"api_key", " \t" KEY "\t "}}, 200},
    {"no_key", {JSON}, 401},
    {"empty_key", {JSON, {"api_key", ""}}, 401},
    {"wrong_key", {JSON, {"api_key", "another-key"}}, 401},
    {"key_cut", {JSON, {"api_key", "k3y-012345678"}}, 401},
    {"key_extended", {JSON, {"api_key", KEY "0"}}, 401},
    {"key_repeated", {JSON, {"api_key", KEY KEY}}, 401},
    {"key_in_upper_case", {JSON, {"api_key", "K3Y-0123456789"}}, 401},
    {"key_with_a_wrong_last_character", {JSON, {"api_key", "k3y-0123456788"}}, 401},
    {"key_with_a_wrong_first_character", {JSON, {"api_key", "j3y-0123456789"}}, 401},
    {"key_behind_bearer", {JSON, {"api_key", "Bearer " KEY}}, 401},
    {"key_in_quotes", {JSON, {"api_key", "\"" KEY "\""}}, 401},
    {"key_in_a_list", {JSON, {"api_key", KEY ", " KEY}}, 401},
    {"two_right_keys", {JSON, RIGHT, RIGHT}, 401},
    {"a_right_and_a_wrong_key", {JSON, RIGHT, {"api_key", "x"}}, 401},
    {"a_wrong_and_a_right_key", {JSON, {"API_KEY", "x"}, RIGHT}, 401},
    {"key_with_bytes_beyond_ascii", {JSON, {"api_key", "k\xc3\xa9y"}}, 401},
    {"key_in_authorization", {JSON, {"Authorization", KEY}}, 401},
    {"key_in_a_cookie", {JSON, {"Cookie", "api_key=" KEY}}, 401},
    {"hyphen_for_underscore", {JSON, {"api-key", KEY}}, 401},
    {"another_header", {JSON, {"x-api-key", KEY}}, 401},
    {"key_before_media_type", {{"Content-Type", "text/plain"}}, 401},
    {"no_media_type", {RIGHT}, 415},
    {"two_equal_media_types", {JSON, JSON, RIGHT}, 415},
    {"plain_text", {{"Content-Type", "text/plain"}, RIGHT}, 415},
    {"charset_utf_8", {{"content-type", "application/json; charset=utf-8"}, RIGHT}, 200},
    {"charset_utf_16", {{"Content-Type", "application/json; charset=utf-16"}, RIGHT}, 415},
    {"gzip", {JSON, RIGHT, {"Content-Encoding", "gzip"}}, 415},
    {"two_codings", {JSON, RIGHT, {"Content-Encoding", "identity, identity"}}, 415},
    {"identity", {JSON, RIGHT, {"Content-Encoding", "Identity"}}, 200},
    {"continue_expected", {JSON, RIGHT, {"Expect", "100-Continue"}}, 200},
    {"something_else_expected", {JSON, RIGHT, {"Expect", "200-ok"}}, 417},
    {"xml_accepted", {JSON, RIGHT, {"Accept", "application/xml"}}, 200},
    {"method_overridden", {JSON, RIGHT, {"X-HTTP-Method-Override", "DELETE"}}, 200},
    {"empty_field_name", {JSON, RIGHT, {"", "x"}}, 400},
    {"blank_in_a_field_name", {JSON, RIGHT, {"X A", "x"}}, 400},
    {"line_break_in_a_value", {JSON, RIGHT, {"X-A", "x\r\nX-B: y"}}, 400},
    {"format_in_the_user_agent", {JSON, RIGHT, {"User-Agent", "%s%n%x\x1b[0m"}}, 200},
};

START_TEST(header_fields_decide)
{
    const struct field_row *row = &headers[_i];
    struct hp_field fields[4];
    size_t count = 0;
    while (count < 4 && row->fields[count].name != NULL) {
        fields[count] = (struct hp_field){hp_slice_of(row->fields[count].name),
                                          hp_slice_of(row->fields[count].value)};
        count++;
    }
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    request.fields = fields;
    request.field_count = count;
    struct hp_response response = fixture_ask(&fixture, &request);
    ck_assert_msg(response.status == row->status, "%s: %d", row->why, response.status);
    check_refusal_of_head(request, &response);
    if (row->status != 200) {
        (void)fixture_check_error(&fixture, &response);
    }
    bool challenged = fixture_field(&response, "WWW-Authenticate").len > 0;
    ck_assert_int_eq(challenged, row->status == 401);
    bool coding_named = fixture_field(&response, "Accept-Encoding").len > 0;
    ck_assert_int_eq(coding_named,
                     hp_slice_find(response.body, HP_SLICE("coding\"")) < response.body.len);
}
END_TEST

START_TEST(every_refused_key_gets_the_same_answer)
{
    struct hp_request request = fixture_request(HP_SLICE("not JSON at all"));
    request.field_count = 1;
    struct hp_response missing = fixture_ask(&fixture, &request);
    struct hp_field wrong[] = {fixture_fields[0], {HP_SLICE("api_key"), HP_SLICE("x")}};
    request.fields = wrong;
    request.field_count = 2;
    struct hp_response refused = fixture_ask(&fixture, &request);
    ck_assert_int_eq(missing.status, 401);
    ck_assert_int_eq(refused.status, 401);
    ck_assert(hp_slice_equal(missing.body, refused.body));
    ck_assert(hp_slice_is(fixture_field(&refused, "WWW-Authenticate"),
                          "ApiKey realm=\"webhooks\", header=\"api_key\""));
}
END_TEST

START_TEST(target_is_limited_to_8000_octets)
{
    static char target[8100];
    memset(target, 'a', sizeof(target));
    struct hp_slice head = HP_SLICE("/v3/core/webhooks?");
    memcpy(target, head.at, head.len);
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    request.target = (struct hp_slice){target, 8000};
    ck_assert_int_eq(fixture_ask(&fixture, &request).status, 200);
    request.target = (struct hp_slice){target, 8001};
    struct hp_response response = fixture_ask(&fixture, &request);
    ck_assert_int_eq(response.status, 414);
    (void)fixture_check_error(&fixture, &response);
}
END_TEST

/* The documented fields and `count` more, each of `bytes` octets. */
static int status_with_fields(size_t count, size_t bytes)
{
    static char value[70000];
    static struct hp_field fields[200];
    memset(value, 'v', sizeof(value));
    memcpy(fields, fixture_fields, sizeof(fixture_fields));
    for (size_t i = 0; i < count; i++) {
        fields[2 + i] = (struct hp_field){HP_SLICE("X-A"), {value, bytes - 3}};
    }
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    request.fields = fields;
    request.field_count = 2 + count;
    return fixture_ask(&fixture, &request).status;
}

START_TEST(header_section_is_limited_in_size_and_number)
{
    ck_assert_int_eq(status_with_fields(1, 8192), 200);
    ck_assert_int_eq(status_with_fields(1, 8193), 431);
    ck_assert_int_eq(status_with_fields(1, 65536), 431);
    ck_assert_int_eq(status_with_fields(98, 10), 200);
    ck_assert_int_eq(status_with_fields(99, 10), 431);
    ck_assert_int_eq(status_with_fields(7, 8192), 200);
    ck_assert_int_eq(status_with_fields(8, 8192), 431);
}
END_TEST

START_TEST(a_key_of_64_kib_is_refused)
{
    static char key[65536];
    memset(key, 'k', sizeof(key));
    struct hp_field fields[] = {fixture_fields[0], {HP_SLICE("api_key"), {key, sizeof(key)}}};
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    request.fields = fields;
    ck_assert_int_eq(fixture_ask(&fixture, &request).status, 431);
}
END_TEST

START_TEST(body_is_limited_to_64_kib)
{
    static char body[65537];
    memset(body, ' ', sizeof(body));
    memcpy(body, DOCUMENTED, sizeof(DOCUMENTED) - 1);
    struct hp_request request = fixture_request((struct hp_slice){body, 65536});
    ck_assert_int_eq(fixture_ask(&fixture, &request).status, 200);
    request.body.len = 65537;
    struct hp_response response = fixture_ask(&fixture, &request);
    ck_assert_int_eq(response.status, 413);
    (void)fixture_check_error(&fixture, &response);
}
END_TEST

START_TEST(depth_is_limited_to_32)
{
    static const struct {
        unsigned arrays;
        int status;
    } cases[] = {{31, 200}, {32, 400}, {100, 400}, {20000, 400}};
    static char body[41000];
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int n =
            snprintf(body, sizeof(body), "%.*s,\"x\":", (int)sizeof(DOCUMENTED) - 2, DOCUMENTED);
        size_t length = (size_t)n;
        memset(body + length, '[', cases[i].arrays);
        memset(body + length + cases[i].arrays, ']', cases[i].arrays);
        length += (size_t)cases[i].arrays * 2;
        body[length++] = '}';
        struct hp_request request = fixture_request((struct hp_slice){body, length});
        ck_assert_int_eq(fixture_ask(&fixture, &request).status, cases[i].status);
    }
}
END_TEST

START_TEST(a_request_without_length_or_coding_is_refused)
{
    struct hp_request request = fixture_request((struct hp_slice){"", 0});
    request.has_body = false;
    struct hp_response response = fixture_ask(&fixture, &request);
    ck_assert_int_eq(response.status, 411);
    (void)fixture_check_error(&fixture, &response);
}
END_TEST

/* A webhook of `items` operations, a name of `name` characters and `headers` fields with values of
 * `value` octets. */
static int status_of_size(size_t items, size_t name, size_t fields, size_t value)
{
    struct hp_buf body;
    hp_buf_init(&body, 1024 * 1024);
    hp_buf_text(&body, "{\"webhook\":{\"type\":\"SYNC_COMPLETED\",\"url\":\"https://example.com\","
                       "\"name\":\"");
    for (size_t i = 0; i < name; i++) {
        hp_buf_text(&body, "\xc3\xa9");
    }
    hp_buf_text(&body, "\",\"operations\":[");
    for (size_t i = 0; i < items; i++) {
        hp_buf_text(&body, i == 0 ? "\"CREATE\"" : ",\"CREATE\"");
    }
    hp_buf_text(&body, "],\"headers\":{");
    for (size_t i = 0; i < fields; i++) {
        hp_buf_printf(&body, "%s\"X-%zu\":\"", i == 0 ? "" : ",", i);
        hp_buf_repeat(&body, 'v', value);
        hp_buf_char(&body, '"');
    }
    hp_buf_text(&body, "}}}");
    struct hp_request request = fixture_request(hp_buf_view(&body));
    int status = fixture_ask(&fixture, &request).status;
    hp_buf_deinit(&body);
    return status;
}

START_TEST(arrays_names_and_headers_are_limited)
{
    ck_assert_int_eq(status_of_size(1000, 1, 1, 1), 200);
    ck_assert_int_eq(status_of_size(1001, 1, 1, 1), 422);
    ck_assert_int_eq(status_of_size(1, 4096, 1, 1), 200);
    ck_assert_int_eq(status_of_size(1, 4097, 1, 1), 422);
    ck_assert_int_eq(status_of_size(1, 1, 100, 1), 200);
    ck_assert_int_eq(status_of_size(1, 1, 101, 1), 422);
    ck_assert_int_eq(status_of_size(1, 1, 1, 4096), 200);
    ck_assert_int_eq(status_of_size(1, 1, 1, 4097), 422);
    ck_assert_int_eq(status_of_size(10000, 1, 1, 1), 413);
}
END_TEST

START_TEST(limits_can_be_set)
{
    struct hp_error error = {0};
    struct hp_service *service;
    struct hp_service_options options = {
        .contract = fixture.contract, .api_key = HP_SLICE(KEY), .limits = {.body_bytes_max = 10}};
    ck_assert_int_eq(hp_service_new(&options, &service, &error), HP_OK);
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    struct hp_response response;
    hp_service_handle(service, &request, 0, &fixture.arena, &response);
    ck_assert_int_eq(response.status, 413);
    hp_service_free(service);
}
END_TEST

START_TEST(a_service_that_could_never_answer_is_refused)
{
    static const struct {
        struct hp_slice key;
        unsigned depth;
    } wrong[] = {
        {HP_SLICE_INIT(""), 0},       {HP_SLICE_INIT(" k"), 0},   {HP_SLICE_INIT("k\t"), 0},
        {HP_SLICE_INIT("k\r\nx"), 0}, {HP_SLICE_INIT("k\0x"), 0}, {HP_SLICE_INIT("k"), 513},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct hp_error error = {0};
        struct hp_service *service;
        struct hp_service_options options = {.contract = fixture.contract,
                                             .api_key = wrong[i].key,
                                             .limits = {.depth_max = wrong[i].depth}};
        ck_assert_int_eq(hp_service_new(&options, &service, &error), HP_ERR_USAGE);
        ck_assert_ptr_null(service);
        ck_assert_uint_gt(strlen(error.text), 20);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service gate");
    TCase *tcase = tcase_create("gate");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, method_and_target_decide, 0, sizeof(lines) / sizeof(lines[0]));
    tcase_add_loop_test(tcase, header_fields_decide, 0, sizeof(headers) / sizeof(headers[0]));
    tcase_add_test(tcase, every_refused_key_gets_the_same_answer);
    tcase_add_test(tcase, target_is_limited_to_8000_octets);
    tcase_add_test(tcase, header_section_is_limited_in_size_and_number);
    tcase_add_test(tcase, a_key_of_64_kib_is_refused);
    tcase_add_test(tcase, body_is_limited_to_64_kib);
    tcase_add_test(tcase, depth_is_limited_to_32);
    tcase_add_test(tcase, a_request_without_length_or_coding_is_refused);
    tcase_add_test(tcase, arrays_names_and_headers_are_limited);
    tcase_add_test(tcase, limits_can_be_set);
    tcase_add_test(tcase, a_service_that_could_never_answer_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
