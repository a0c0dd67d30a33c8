/* The header policy, the media type and the request target: small judges, one table each. */
#include "harness/service/field_policy.h"

#include "harness/service/media_type.h"
#include "harness/service/request_target.h"
#include "tests/support/suite_main.h"

static const struct name_row {
    struct hp_slice name;
    bool taken;
} names[] = {
    {HP_SLICE_INIT("api_key"), true},
    {HP_SLICE_INIT("Authorization"), true},
    {HP_SLICE_INIT("X-A"), true},
    {HP_SLICE_INIT("x-amz-date"), true},
    {HP_SLICE_INIT("webhook-signature"), true},
    {HP_SLICE_INIT("Content-Type"), true},
    {HP_SLICE_INIT("Content-Encoding"), true},
    {HP_SLICE_INIT("User-Agent"), true},
    {HP_SLICE_INIT("Cookie"), true},
    {HP_SLICE_INIT("!#$%&'*+-.^_`|~09azAZ"), true},
    {HP_SLICE_INIT("Hosts"), true},
    {HP_SLICE_INIT("Proxy"), true},
    {HP_SLICE_INIT("__proto__"), true},
    {HP_SLICE_INIT(""), false},
    {HP_SLICE_INIT("X A"), false},
    {HP_SLICE_INIT("X:A"), false},
    {HP_SLICE_INIT(":authority"), false},
    {HP_SLICE_INIT("X\tA"), false},
    {HP_SLICE_INIT("X\r\nA"), false},
    {HP_SLICE_INIT("X\nA"), false},
    {HP_SLICE_INIT("X\0A"), false},
    {HP_SLICE_INIT("X(A)"), false},
    {HP_SLICE_INIT("\"X\""), false},
    {HP_SLICE_INIT("X/A"), false},
    {HP_SLICE_INIT("X@A"), false},
    {HP_SLICE_INIT("X{A}"), false},
    {HP_SLICE_INIT("X,A"), false},
    {HP_SLICE_INIT("X;A"), false},
    {HP_SLICE_INIT("X\x7f"), false},
    {HP_SLICE_INIT("\xc3\xa9"), false},
    {HP_SLICE_INIT("Host"), false},
    {HP_SLICE_INIT("hOST"), false},
    {HP_SLICE_INIT("Content-Length"), false},
    {HP_SLICE_INIT("transfer-encoding"), false},
    {HP_SLICE_INIT("Connection"), false},
    {HP_SLICE_INIT("Keep-Alive"), false},
    {HP_SLICE_INIT("Upgrade"), false},
    {HP_SLICE_INIT("TE"), false},
    {HP_SLICE_INIT("Trailer"), false},
    {HP_SLICE_INIT("Expect"), false},
    {HP_SLICE_INIT("Proxy-Authorization"), false},
    {HP_SLICE_INIT("Proxy-Connection"), false},
};

START_TEST(a_field_name_gets_its_verdict)
{
    bool taken = hp_field_policy_name(names[_i].name) == NULL;
    ck_assert_msg(taken == names[_i].taken, "name \"%s\"", names[_i].name.at);
}
END_TEST

static const struct value_row {
    struct hp_slice value;
    bool taken;
} values[] = {
    {HP_SLICE_INIT("fhsjd"), true},
    {HP_SLICE_INIT(""), true},
    {HP_SLICE_INIT(" padded "), true},
    {HP_SLICE_INIT("a\tb"), true},
    {HP_SLICE_INIT("Bearer abc.def-ghi=="), true},
    {HP_SLICE_INIT("%s%n%x"), true},
    {HP_SLICE_INIT("\"quoted\" \\ (x)"), true},
    {HP_SLICE_INIT("a\r\nX-Forged: 1"), false},
    {HP_SLICE_INIT("a\rb"), false},
    {HP_SLICE_INIT("a\nb"), false},
    {HP_SLICE_INIT("a\r\n b"), false},
    {HP_SLICE_INIT("a\0b"), false},
    {HP_SLICE_INIT("a\xc0\x80"
                   "b"),
     false}, /* how the decoder spells U+0000 */
    {HP_SLICE_INIT("\x01"), false},
    {HP_SLICE_INIT("\x1b[31m"), false},
    {HP_SLICE_INIT("\x7f"), false},
    {HP_SLICE_INIT("caf\xc3\xa9"), false},
    {HP_SLICE_INIT("\xc4\x8a"), false}, /* U+010A: its low byte is LF */
};

START_TEST(a_field_value_gets_its_verdict)
{
    bool taken = hp_field_policy_value(values[_i].value) == NULL;
    ck_assert_msg(taken == values[_i].taken, "value \"%s\"", values[_i].value.at);
}
END_TEST

START_TEST(field_names_and_values_are_bounded)
{
    char text[5000];
    memset(text, 'a', sizeof(text));
    ck_assert_ptr_null(hp_field_policy_name((struct hp_slice){text, 256}));
    ck_assert_ptr_nonnull(hp_field_policy_name((struct hp_slice){text, 257}));
    ck_assert_ptr_null(hp_field_policy_value((struct hp_slice){text, 4096}));
    ck_assert_ptr_nonnull(hp_field_policy_value((struct hp_slice){text, 4097}));
}
END_TEST

static const struct media_row {
    const char *value;
    bool served;
} media[] = {
    {"application/json", true},
    {"Application/JSON", true},
    {" application/json\t", true},
    {"application/json;charset=utf-8", true},
    {"application/json; charset=UTF-8", true},
    {"application/json ; Charset=\"utf-8\"", true},
    {"application/json; charset=\"UTF-8\" ", true},
    {"application/json; version=1", true},
    {"application/json; v=\"a;b\\\"c\"; charset=utf-8", true},
    {"application/json; charset=utf-16", false},
    {"application/json; charset=iso-8859-1", false},
    {"application/json; charset=bogus", false},
    {"application/json; charset=utf-8; charset=utf-8", false},
    {"application/json; charset=utf8", false},
    {"application/json;", true}, /* RFC 9110 5.6.6: a parameter may be empty */
    {"application/json; ;charset=utf-8 ;", true},
    {"application/json; ;charset=utf-16", false},
    {"application/json; charset", false},
    {"application/json; charset=", false},
    {"application/json; =utf-8", false},
    {"application/json; charset = utf-8", false},
    {"application/json; charset=\"utf-8", false},
    {"application/json; charset=utf-8,", false},
    {"application/json, application/json", false},
    {"application/json charset=utf-8", false},
    {"application/jsonp", false},
    {"application/json+x", false},
    {"application/vnd.api+json", false},
    {"application/problem+json", false},
    {"text/json", false},
    {"text/plain", false},
    {"application/xml", false},
    {"application/", false},
    {"application", false},
    {"json", false},
    {"*/*", false},
    {"", false},
};

START_TEST(a_content_type_gets_its_verdict)
{
    bool served = hp_media_type_serves(hp_slice_of(media[_i].value), HP_SLICE("application/json"));
    ck_assert_msg(served == media[_i].served, "Content-Type \"%s\"", media[_i].value);
}
END_TEST

static const struct target_row {
    struct hp_slice target;
    const char *path; /* NULL: not a target */
} targets[] = {
    {HP_SLICE_INIT("/v3/core/webhooks"), "/v3/core/webhooks"},
    {HP_SLICE_INIT("/v3/core/webhooks?"), "/v3/core/webhooks"},
    {HP_SLICE_INIT("/v3/core/webhooks?a=1&a=2?b"), "/v3/core/webhooks"},
    {HP_SLICE_INIT("/v3/core/%77ebhooks"), "/v3/core/%77ebhooks"},
    {HP_SLICE_INIT("/v3//core/../webhooks;x"), "/v3//core/../webhooks;x"},
    {HP_SLICE_INIT("http://api.example.com/v3/core/webhooks"), "/v3/core/webhooks"},
    {HP_SLICE_INIT("HTTPS://api.example.com:8443/v3/core/webhooks?x"), "/v3/core/webhooks"},
    {HP_SLICE_INIT("http://[::1]:8080/v3"), "/v3"},
    {HP_SLICE_INIT("http://user:key@example.com/v3"), "/v3"},
    {HP_SLICE_INIT("http://example.com"), ""},
    {HP_SLICE_INIT("http://example.com?/v3"), ""},
    {HP_SLICE_INIT("*"), "*"},
    {HP_SLICE_INIT("/"), "/"},
    {HP_SLICE_INIT(""), NULL},
    {HP_SLICE_INIT("v3/core/webhooks"), NULL},
    {HP_SLICE_INIT("http:///v3"), NULL},
    {HP_SLICE_INIT("http://"), NULL},
    {HP_SLICE_INIT("ftp://example.com/v3"), NULL},
    {HP_SLICE_INIT("http://exa mple.com/v3"), NULL},
    {HP_SLICE_INIT("example.com:443"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks\0"), NULL},
    {HP_SLICE_INIT("/v3/core/web hooks"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks#x"), NULL},
    {HP_SLICE_INIT("/v3\\core\\webhooks"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks\xc3\xa9"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks%"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks%2"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks%zz"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks%0d%0aX:y"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks?x=%00"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks?x=%7F"), NULL},
    {HP_SLICE_INIT("/v3/core/webhooks?x=<y>"), NULL},
};

START_TEST(a_request_target_gives_its_path)
{
    struct hp_slice path = {0};
    bool read = hp_request_target_path(targets[_i].target, &path);
    ck_assert_msg(read == (targets[_i].path != NULL), "target \"%s\"", targets[_i].target.at);
    if (read) {
        ck_assert_msg(hp_slice_is(path, targets[_i].path), "path \"%.*s\"", (int)path.len, path.at);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service field policy");
    TCase *tcase = tcase_create("fields");
    tcase_add_loop_test(tcase, a_field_name_gets_its_verdict, 0, sizeof(names) / sizeof(names[0]));
    tcase_add_loop_test(tcase, a_field_value_gets_its_verdict, 0,
                        sizeof(values) / sizeof(values[0]));
    tcase_add_test(tcase, field_names_and_values_are_bounded);
    tcase_add_loop_test(tcase, a_content_type_gets_its_verdict, 0,
                        sizeof(media) / sizeof(media[0]));
    tcase_add_loop_test(tcase, a_request_target_gives_its_path, 0,
                        sizeof(targets) / sizeof(targets[0]));
    suite_add_tcase(suite, tcase);
    return suite;
}
