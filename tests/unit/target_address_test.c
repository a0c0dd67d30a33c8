/* What the TARGET of the command line means, as hand-written tables. */
#include "harness/target/target.h"
#include "tests/support/suite_main.h"

struct good {
    const char *text;
    struct hp_address want;
};

static const struct good good[] = {
    {"builtin", {.builtin = true, .loopback = true}},
    {"plugin:./mine.so", {.plugin = "./mine.so", .loopback = true, .origin = "plugin:./mine.so"}},
    {"http://127.0.0.1:8080",
     {.loopback = true, .host = "127.0.0.1", .port = 8080, .origin = "http://127.0.0.1:8080"}},
    {"http://127.0.0.1:8080/",
     {.loopback = true, .host = "127.0.0.1", .port = 8080, .origin = "http://127.0.0.1:8080"}},
    {"http://127.9.8.7",
     {.loopback = true, .host = "127.9.8.7", .port = 80, .origin = "http://127.9.8.7"}},
    {"http://127.1:81",
     {.loopback = true, .host = "127.0.0.1", .port = 81, .origin = "http://127.0.0.1:81"}},
    {"http://[::1]:9000/hooks",
     {.loopback = true,
      .host = "::1",
      .port = 9000,
      .path = "/hooks",
      .origin = "http://[::1]:9000"}},
    {"http://[::ffff:127.0.0.1]",
     {.loopback = true,
      .host = "::ffff:127.0.0.1",
      .port = 80,
      .origin = "http://[::ffff:127.0.0.1]"}},
    {"HTTPS://LocalHost/x",
     {.tls = true,
      .loopback = true,
      .host = "LocalHost",
      .port = 443,
      .path = "/x",
      .origin = "https://LocalHost"}},
    {"https://api.example.com/v3/core/webhooks?a=1&b=%2F",
     {.tls = true,
      .host = "api.example.com",
      .port = 443,
      .path = "/v3/core/webhooks?a=1&b=%2F",
      .origin = "https://api.example.com"}},
    {"https://example.com:80",
     {.tls = true, .host = "example.com", .port = 80, .origin = "https://example.com:80"}},
    {"http://example.com:443",
     {.host = "example.com", .port = 443, .origin = "http://example.com:443"}},
    {"http://example.com:80", {.host = "example.com", .port = 80, .origin = "http://example.com"}},
    {"http://example.com/a/../b/./c",
     {.host = "example.com", .port = 80, .path = "/a/../b/./c", .origin = "http://example.com"}},
    {"http://example.com?q=1",
     {.host = "example.com", .port = 80, .path = "/?q=1", .origin = "http://example.com"}},
    {"http://128.0.0.1", {.host = "128.0.0.1", .port = 80, .origin = "http://128.0.0.1"}},
    {"http://localhost.example.com",
     {.host = "localhost.example.com", .port = 80, .origin = "http://localhost.example.com"}},
    {"http://127.0.0.1.example.com",
     {.host = "127.0.0.1.example.com", .port = 80, .origin = "http://127.0.0.1.example.com"}},
};

START_TEST(an_address_is_read_into_its_parts)
{
    const struct good *row = &good[_i];
    struct hp_address have;
    struct hp_error error = {0};
    ck_assert_msg(hp_address_parse(row->text, &have, &error) == HP_OK, "%s: %s", row->text,
                  error.text);
    ck_assert_msg(have.builtin == row->want.builtin && have.tls == row->want.tls &&
                      have.loopback == row->want.loopback && have.port == row->want.port,
                  "%s: builtin %d tls %d loopback %d port %d", row->text, have.builtin, have.tls,
                  have.loopback, have.port);
    ck_assert_pstr_eq(have.plugin, row->want.plugin);
    ck_assert_str_eq(have.host, row->want.host);
    ck_assert_str_eq(have.path, row->want.path);
    ck_assert_str_eq(have.origin, row->want.origin);
}
END_TEST

struct bad {
    const char *text;
    const char *why; /* in the message */
};

static const struct bad bad[] = {
    {"", "builtin"},
    {"Builtin", "builtin"},
    {"127.0.0.1:8080", "scheme"},
    {"localhost", "scheme"},
    {"plugin:", "file of the plugin"},
    {"ftp://example.com", "scheme"},
    {"file:///etc/passwd", "scheme"},
    {"http:example.com", "scheme"},
    {"http://", ""},
    {"http://:80", ""},
    {"http://user@example.com", "user"},
    {"http://user:secret@example.com", "user"},
    {"http://example.com/#top", "fragment"},
    {"http://example.com#", "fragment"},
    {"http://example.com:0", "1 to 65535"},
    {"http://example.com:65536", "1 to 65535"},
    {"http://example.com:http", "1 to 65535"},
    {"http://exa mple.com", ""},
    {"http://[::1", ""},
    {"http://[fe80::1%25eth0]/", "zone"},
};

START_TEST(an_address_that_cannot_be_a_target_is_refused_with_the_reason)
{
    const struct bad *row = &bad[_i];
    struct hp_address have;
    struct hp_error error = {0};
    ck_assert_msg(hp_address_parse(row->text, &have, &error) == HP_ERR_USAGE, "%s", row->text);
    ck_assert_msg(strstr(error.text, row->why) != NULL, "%s: %s", row->text, error.text);
    ck_assert_ptr_nonnull(strstr(error.text, "want builtin, plugin:FILE or a URL"));
}
END_TEST

START_TEST(a_password_in_a_url_is_not_repeated)
{
    struct hp_address have;
    struct hp_error error = {0};
    ck_assert_int_eq(hp_address_parse("http://me:secret@example.com", &have, &error), HP_ERR_USAGE);
    ck_assert_ptr_null(strstr(error.text, "secret"));
}
END_TEST

START_TEST(host_and_path_fit_up_to_their_limits)
{
    char text[2048];
    char part[1100];
    struct hp_address have;
    memset(part, 'a', sizeof(part));
    part[0] = '/';
    (void)snprintf(text, sizeof(text), "http://h%.1023s", part);
    ck_assert_int_eq(hp_address_parse(text, &have, NULL), HP_OK);
    ck_assert_uint_eq(strlen(have.path), 1023);
    (void)snprintf(text, sizeof(text), "http://h%.1024s", part);
    ck_assert_int_eq(hp_address_parse(text, &have, NULL), HP_ERR_USAGE);
    (void)snprintf(text, sizeof(text), "http://%.255s", part + 1);
    ck_assert_int_eq(hp_address_parse(text, &have, NULL), HP_OK);
    ck_assert_uint_eq(strlen(have.host), 255);
    (void)snprintf(text, sizeof(text), "http://%.256s", part + 1);
    ck_assert_int_eq(hp_address_parse(text, &have, NULL), HP_ERR_USAGE);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_address");
    TCase *tests = tcase_create("address");
    tcase_add_loop_test(tests, an_address_is_read_into_its_parts, 0,
                        sizeof(good) / sizeof(good[0]));
    tcase_add_loop_test(tests, an_address_that_cannot_be_a_target_is_refused_with_the_reason, 0,
                        sizeof(bad) / sizeof(bad[0]));
    tcase_add_test(tests, a_password_in_a_url_is_not_repeated);
    tcase_add_test(tests, host_and_path_fit_up_to_their_limits);
    suite_add_tcase(suite, tests);
    return suite;
}
