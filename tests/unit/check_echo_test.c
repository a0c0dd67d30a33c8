/* What was sent is read from the bytes of the body, and compared by the row's mode. */
#include "check_fixture.h"
#include "harness/check/echo_value.h"
#include "harness/check/sent.h"

static struct fixture fixture;
static char request_text[8192];
static char response_text[8192];

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

/* A request and a response that hold these raw members, and are good otherwise. */
static const char *send_and_get(struct fixture *f, const char *sent, const char *back)
{
    (void)snprintf(request_text, sizeof(request_text),
                   "{\"webhook\":{\"type\":\"CONNECTION_CHANGED\",%s}}", sent);
    (void)snprintf(response_text, sizeof(response_text),
                   "{\"id\":\"x1\",\"created_at\":\"2024-04-15T04:52:25.309Z\","
                   "\"type\":\"CONNECTION_CHANGED\",%s}",
                   back);
    fixture_send(f, request_text);
    fixture_answer(f, 200, response_text);
    return fixture_broken(f);
}

/* The members that a row does not care about. */
#define REST_SENT "\"operations\":[],\"data_models\":[],\"headers\":{},\"url\":\"https://a.test/\""
#define REST_BACK REST_SENT
#define LISTS     "\"operations\":[],\"data_models\":[]"
#define SCALARS   "\"name\":\"n\",\"url\":\"https://a.test/\""

static const struct {
    const char *what;
    enum hp_echo mode;
    const char *sent; /* a raw string */
    const char *back;
    bool equal;
} names[] = {
    {"the same", HP_ECHO_EXACT, "\"a\"", "\"a\"", true},
    {"another", HP_ECHO_EXACT, "\"a\"", "\"b\"", false},
    {"cut", HP_ECHO_EXACT, "\"abc\"", "\"ab\"", false},
    {"the same by escapes", HP_ECHO_EXACT, "\"\\u00e9\\ud83d\\ude00\"",
     "\"\xc3\xa9\xf0\x9f\x98\x80\"", true},
    {"NFC for NFD", HP_ECHO_EXACT, "\"e\\u0301\"", "\"\xc3\xa9\"", false},
    {"NUL kept", HP_ECHO_EXACT, "\"a\\u0000b\"", "\"a\\u0000b\"", true},
    {"cut at NUL", HP_ECHO_EXACT, "\"a\\u0000b\"", "\"a\"", false},
    {"a lone surrogate kept", HP_ECHO_EXACT, "\"\\ud800\"", "\"\\ud800\"", true},
    {"a lone surrogate replaced", HP_ECHO_EXACT, "\"\\ud800\"", "\"\\ufffd\"", false},
    {"trimmed", HP_ECHO_EXACT, "\" a \"", "\"a\"", false},
    {"trimmed where that is fine", HP_ECHO_TRIMMED, "\" a\\t\"", "\"a\"", true},
    {"trimmed on one side", HP_ECHO_TRIMMED, "\" a \"", "\"a \"", true},
    {"trimmed of Unicode blanks", HP_ECHO_TRIMMED, "\"\\u00a0\\u3000a\\ufeff\"", "\"a\"", true},
    {"trimmed to nothing", HP_ECHO_TRIMMED, "\"  \"", "\"\"", true},
    {"kept where trimming is fine", HP_ECHO_TRIMMED, "\" a \"", "\" a \"", true},
    {"trimmed inside", HP_ECHO_TRIMMED, "\"a b\"", "\"ab\"", false},
    {"trimmed of a letter", HP_ECHO_TRIMMED, "\" ab\"", "\"b\"", false},
    {"grown", HP_ECHO_TRIMMED, "\"a\"", "\" a\"", false},
    {"line ends taken out", HP_ECHO_CLEAN, "\"a\\r\\nb\"", "\"ab\"", true},
    {"line ends replaced", HP_ECHO_CLEAN, "\"a\\r\\nb\"", "\"a  b\"", true},
    {"a NUL taken out", HP_ECHO_CLEAN, "\"a\\u0000b\"", "\"ab\"", true},
    {"a NUL replaced", HP_ECHO_CLEAN, "\"a\\u0000b\"", "\"a b\"", true},
    {"line ends kept", HP_ECHO_CLEAN, "\"a\\r\\nb\"", "\"a\\r\\nb\"", false},
    {"half of a line end kept", HP_ECHO_CLEAN, "\"a\\r\\nb\"", "\"a\\nb\"", false},
    {"cut at the line end", HP_ECHO_CLEAN, "\"a\\r\\nb\"", "\"a\"", false},
    {"clean from the start", HP_ECHO_CLEAN, "\"ab\"", "\"ab\"", true},
    {"no agreed reading", HP_ECHO_NONE, "\"a\"", "\"b\"", true},
};

START_TEST(a_name_is_compared_by_the_mode_of_its_row)
{
    struct fixture *f = &fixture;
    f->kase.echo = names[_i].mode;
    char sent[512];
    char back[512];
    (void)snprintf(sent, sizeof(sent), "\"name\":%s," REST_SENT, names[_i].sent);
    (void)snprintf(back, sizeof(back), "\"name\":%s," REST_BACK, names[_i].back);
    const char *broken = send_and_get(f, sent, back);
    ck_assert_msg(strcmp(broken, names[_i].equal ? "" : "resp-echo-scalars") == 0, "%s: %s",
                  names[_i].what, broken);
    ck_assert(fixture_applied(f, "resp-echo-scalars") == (names[_i].mode != HP_ECHO_NONE));
}
END_TEST

static const struct {
    const char *what;
    enum hp_echo mode;
    const char *sent; /* raw members of the headers object */
    const char *back;
    bool equal;
} headers[] = {
    {"none", HP_ECHO_EXACT, "", "", true},
    {"one", HP_ECHO_EXACT, "\"A\":\"1\"", "\"A\":\"1\"", true},
    {"another value", HP_ECHO_EXACT, "\"A\":\"1\"", "\"A\":\"2\"", false},
    {"lost", HP_ECHO_EXACT, "\"A\":\"1\",\"B\":\"2\"", "\"B\":\"2\"", false},
    {"added", HP_ECHO_EXACT, "\"A\":\"1\"", "\"A\":\"1\",\"B\":\"2\"", false},
    {"exchanged values", HP_ECHO_EXACT, "\"A\":\"1\",\"B\":\"2\"", "\"A\":\"2\",\"B\":\"1\"",
     false},
    {"another order", HP_ECHO_EXACT, "\"A\":\"1\",\"B\":\"2\",\"C\":\"3\"",
     "\"C\":\"3\",\"A\":\"1\",\"B\":\"2\"", true},
    {"another letter case", HP_ECHO_EXACT, "\"Abc\":\"1\"", "\"abc\":\"1\"", false},
    {"two names that differ by case", HP_ECHO_EXACT, "\"a\":\"1\",\"A\":\"2\"",
     "\"A\":\"2\",\"a\":\"1\"", true},
    {"two names that differ by case, merged", HP_ECHO_EXACT, "\"a\":\"1\",\"A\":\"2\"",
     "\"A\":\"2\"", false},
    {"a name twice, last kept", HP_ECHO_ONE_OF, "\"A\":\"1\",\"A\":\"2\"", "\"A\":\"2\"", true},
    {"a name twice, first kept", HP_ECHO_ONE_OF, "\"A\":\"1\",\"A\":\"2\"", "\"A\":\"1\"", true},
    {"a name twice, joined", HP_ECHO_ONE_OF, "\"A\":\"1\",\"A\":\"2\"", "\"A\":\"1, 2\"", false},
    {"trimmed value", HP_ECHO_TRIMMED, "\"A\":\" 1 \"", "\"A\":\"1\"", true},
    {"trimmed value by another row", HP_ECHO_EXACT, "\"A\":\" 1 \"", "\"A\":\"1\"", false},
    {"a value split at its line end", HP_ECHO_CLEAN, "\"A\":\"1\\r\\nB: 2\"",
     "\"A\":\"1\",\"B\":\"2\"", false},
    {"a clean value", HP_ECHO_CLEAN, "\"A\":\"1\\r\\nB: 2\"", "\"A\":\"1B: 2\"", true},
    {"a clean name", HP_ECHO_CLEAN, "\"A\\r\\n\":\"1\"", "\"A\":\"1\"", true},
    {"a clean name in another order", HP_ECHO_CLEAN, "\"\\nZ\":\"1\",\"B\":\"2\"",
     "\"B\":\"2\",\"Z\":\"1\"", true},
    {"a name that is not clean", HP_ECHO_CLEAN, "\"A\\r\\n\":\"1\"", "\"A\\r\\n\":\"1\"", false},
    {"an empty value", HP_ECHO_EXACT, "\"A\":\"\"", "\"A\":\"\"", true},
    {"an empty value lost", HP_ECHO_EXACT, "\"A\":\"\"", "", false},
};

START_TEST(headers_are_compared_as_a_map)
{
    struct fixture *f = &fixture;
    f->kase.echo = headers[_i].mode;
    char sent[512];
    char back[512];
    (void)snprintf(sent, sizeof(sent), SCALARS "," LISTS ",\"headers\":{%s}", headers[_i].sent);
    (void)snprintf(back, sizeof(back), SCALARS "," LISTS ",\"headers\":{%s}", headers[_i].back);
    const char *broken = send_and_get(f, sent, back);
    ck_assert_msg(strcmp(broken, headers[_i].equal ? "" : "resp-echo-headers") == 0, "%s: %s",
                  headers[_i].what, broken);
    ck_assert(fixture_applied(f, "resp-echo-headers"));
}
END_TEST

static const struct {
    const char *what;
    const char *sent; /* raw value of operations; NULL: not sent */
    const char *back;
    const char *broken;
} lists[] = {
    {"equal", "[\"CREATE\",\"DELETE\"]", "[\"CREATE\",\"DELETE\"]", ""},
    {"another order", "[\"CREATE\",\"DELETE\"]", "[\"DELETE\",\"CREATE\"]", "array-echo-order"},
    {"deduplicated", "[\"CREATE\",\"CREATE\"]", "[\"CREATE\"]", ""},
    {"repeats kept", "[\"CREATE\",\"CREATE\"]", "[\"CREATE\",\"CREATE\"]", ""},
    {"repeated by the target", "[\"CREATE\"]", "[\"CREATE\",\"CREATE\"]", ""},
    {"one lost", "[\"CREATE\",\"DELETE\"]", "[\"CREATE\"]", "resp-echo-arrays"},
    {"one exchanged", "[\"CREATE\"]", "[\"DELETE\"]", "resp-echo-arrays"},
    {"emptied", "[\"CREATE\"]", "[]", "resp-echo-arrays"},
    {"filled", "[]", "[\"CREATE\"]", "resp-echo-arrays"},
    {"absent", NULL, "[\"CREATE\"]", ""},
    {"null", "null", "[]", ""},
    {"no strings", "[1]", "[\"CREATE\"]", ""},
};

START_TEST(arrays_are_compared_as_sets)
{
    struct fixture *f = &fixture;
    char sent[512];
    char back[512];
    (void)snprintf(sent, sizeof(sent), "%s%s%s" SCALARS ",\"data_models\":[],\"headers\":{}",
                   lists[_i].sent == NULL ? "" : "\"operations\":",
                   lists[_i].sent == NULL ? "" : lists[_i].sent, lists[_i].sent == NULL ? "" : ",");
    (void)snprintf(back, sizeof(back),
                   "\"operations\":%s," SCALARS ",\"data_models\":[],\"headers\":{}",
                   lists[_i].back);
    const char *broken = send_and_get(f, sent, back);
    ck_assert_msg(strcmp(broken, lists[_i].broken) == 0, "%s: %s", lists[_i].what, broken);
}
END_TEST

START_TEST(order_counts_under_the_strict_setting)
{
    struct fixture *f = &fixture;
    struct hp_settings settings = hp_settings_doc;
    ck_assert_int_eq(hp_settings_assign(&settings, "array_order=strict", NULL), HP_OK);
    f->judge.settings = &settings;
    static const char sent[] =
        "\"operations\":[\"CREATE\",\"DELETE\"]," SCALARS ",\"data_models\":[],\"headers\":{}";
    static const char back[] =
        "\"operations\":[\"DELETE\",\"CREATE\"]," SCALARS ",\"data_models\":[],\"headers\":{}";
    ck_assert_str_eq(send_and_get(f, sent, sent), "");
    ck_assert_str_eq(send_and_get(f, sent, back), "resp-echo-arrays");
}
END_TEST

START_TEST(a_url_may_come_back_in_an_equivalent_form)
{
    struct fixture *f = &fixture;
    static const char sent[] =
        "\"url\":\"HTTPS://A.test:443/b/../%7Ec\",\"name\":\"n\"," LISTS ",\"headers\":{}";
    static const char same[] =
        "\"url\":\"https://a.test/~c\",\"name\":\"n\"," LISTS ",\"headers\":{}";
    static const char other[] =
        "\"url\":\"https://a.test/c\",\"name\":\"n\"," LISTS ",\"headers\":{}";
    ck_assert_str_eq(send_and_get(f, sent, same), "");
    ck_assert_str_eq(send_and_get(f, sent, other), "resp-echo-scalars");
}
END_TEST

START_TEST(what_another_case_sent_is_told_as_such)
{
    static const struct {
        const char *sent, *back;
        bool other;
    } pairs[] = {
        {"hookproof 98e7da7f3328", "hookproof 7262022079a0", true},
        {"hookproof 98e7da7f3328", "hookproof 98e7da7f3329", false}, /* one digit */
        {"hookproof 98e7da7f3328", "hookprooF 7262022079a0", false},
        {"hookproof 98e7da7f3328", "hookproof 7262022079a", false},
        {"98e7da7f", "72620220", false},
    };
    struct fixture *f = &fixture;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        char sent[256];
        char back[256];
        (void)snprintf(sent, sizeof(sent), "\"name\":\"%s\"," REST_SENT, pairs[i].sent);
        (void)snprintf(back, sizeof(back), "\"name\":\"%s\"," REST_BACK, pairs[i].back);
        ck_assert_str_eq(send_and_get(f, sent, back), "resp-echo-scalars");
        const char *actual = fixture_text(f->judgement.observations[0].actual);
        ck_assert_msg((strstr(actual, "another case") != NULL) == pairs[i].other, "%s", actual);
    }
}
END_TEST

#define URL_REST ",\"name\":\"n\"," LISTS ",\"headers\":{}"

START_TEST(a_host_beyond_ascii_may_come_back_as_its_a_label)
{
    static const char u_label[] = "\"url\":\"https://b\u00fccher.a.test/x\"" URL_REST;
    static const char a_label[] = "\"url\":\"https://xn--bcher-kva.a.test/x\"" URL_REST;
    static const char other[] = "\"url\":\"https://xn--bucher-kva.a.test/x\"" URL_REST;
    static const char cut[] = "\"url\":\"https://bcher.a.test/x\"" URL_REST;
    struct fixture *f = &fixture;
    ck_assert_str_eq(send_and_get(f, u_label, a_label), "");
    ck_assert_str_eq(send_and_get(f, u_label, u_label), "");
    ck_assert_str_eq(send_and_get(f, u_label, other), "resp-echo-scalars");
    ck_assert_str_eq(send_and_get(f, u_label, cut), "resp-echo-scalars");
    /* Nobody asked for the other way round. */
    ck_assert_str_eq(send_and_get(f, a_label, u_label), "resp-echo-scalars");
}
END_TEST

START_TEST(what_no_uri_holds_may_come_back_escaped)
{
    static const char raw[] = "\"url\":\"https://a.test/x\\\"y z\"" URL_REST;
    static const char escaped[] = "\"url\":\"https://a.test/x%22y%20z\"" URL_REST;
    static const char partly[] = "\"url\":\"https://a.test/x\\\"y%20z\"" URL_REST;
    static const char dropped[] = "\"url\":\"https://a.test/xyz\"" URL_REST;
    struct fixture *f = &fixture;
    ck_assert_str_eq(send_and_get(f, raw, escaped), "");
    ck_assert_str_eq(send_and_get(f, raw, partly), "");
    ck_assert_str_eq(send_and_get(f, raw, dropped), "resp-echo-scalars");
    /* Nobody asked for the other way round. */
    ck_assert_str_eq(send_and_get(f, escaped, raw), "resp-echo-scalars");
}
END_TEST

START_TEST(a_name_has_no_equivalent_form)
{
    static const char sent[] = "\"name\":\"HTTPS://A.test\"," REST_SENT;
    static const char back[] = "\"name\":\"https://a.test/\"," REST_BACK;
    ck_assert_str_eq(send_and_get(&fixture, sent, back), "resp-echo-scalars");
}
END_TEST

START_TEST(of_a_member_sent_twice_either_value_may_come_back)
{
    struct fixture *f = &fixture;
    f->kase.echo = HP_ECHO_ONE_OF;
    static const char sent[] = "\"name\":\"a\",\"name\":\"b\"," REST_SENT;
    ck_assert_str_eq(send_and_get(f, sent, "\"name\":\"a\"," REST_BACK), "");
    ck_assert_str_eq(send_and_get(f, sent, "\"name\":\"b\"," REST_BACK), "");
    ck_assert_str_eq(send_and_get(f, sent, "\"name\":\"c\"," REST_BACK), "resp-echo-scalars");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].expected), "\"a\" or \"b\"");
}
END_TEST

START_TEST(a_wrapper_sent_twice_counts_as_both)
{
    struct fixture *f = &fixture;
    static const char sent[] = "\"name\":\"a\"," REST_SENT "},\"webhook\":{\"name\":\"b\"";
    ck_assert_str_eq(send_and_get(f, sent, "\"name\":\"a\"," REST_BACK), "");
    ck_assert_str_eq(send_and_get(f, sent, "\"name\":\"b\"," REST_BACK), "");
    ck_assert_str_eq(send_and_get(f, sent, "\"name\":\"c\"," REST_BACK), "resp-echo-scalars");
}
END_TEST

START_TEST(a_body_that_is_not_json_has_no_echo)
{
    struct fixture *f = &fixture;
    fixture_send(f, "{\"webhook\":{\"name\":\"other\",}}");
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "resp-echo-scalars"));
    f->kase.request.has_body = false;
    ck_assert_str_eq(fixture_broken(f), "");
    ck_assert(!fixture_applied(f, "resp-echo-arrays"));
}
END_TEST

START_TEST(a_difference_is_named)
{
    struct fixture *f = &fixture;
    (void)send_and_get(f, "\"name\":\"abc\"," REST_SENT, "\"name\":\"ab\"," REST_BACK);
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual),
                     "\"ab\", cut from 3 to 2 bytes");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].where), "/name");
    (void)send_and_get(f, "\"name\":\"abc\"," REST_SENT, "\"name\":\"ABC\"," REST_BACK);
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual),
                     "\"ABC\", in another letter case");
    (void)send_and_get(f, SCALARS "," LISTS ",\"headers\":{\"Ab\":\"1\"}",
                       SCALARS "," LISTS ",\"headers\":{\"ab\":\"1\"}");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].expected), "\"Ab\": \"1\"");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].actual), "\"ab\": \"1\"");
}
END_TEST

START_TEST(a_hostile_number_of_items_is_compared_in_bounded_time)
{
    enum { ITEMS = 20000 };
    struct hp_slice *sent = calloc(ITEMS, sizeof(*sent));
    struct hp_slice *back = calloc(ITEMS, sizeof(*back));
    char(*texts)[8] = calloc(ITEMS, sizeof(*texts));
    struct hp_arena arena;
    hp_arena_init(&arena, (size_t)64 * 1024 * 1024);
    ck_assert(sent != NULL && back != NULL && texts != NULL);
    for (size_t i = 0; i < ITEMS; i++) {
        (void)snprintf(texts[i], sizeof(texts[i]), "%zu", i);
        sent[i] = hp_slice_of(texts[i]);
        back[ITEMS - 1 - i] = sent[i];
    }
    bool failed = false;
    for (int i = 0; i < 20; i++) {
        ck_assert(hp_echo_sets_equal(sent, ITEMS, back, ITEMS, &arena, &failed));
    }
    back[7] = HP_SLICE("x");
    ck_assert(!hp_echo_sets_equal(sent, ITEMS, back, ITEMS, &arena, &failed));
    ck_assert(!failed);
    hp_arena_deinit(&arena);
    free(texts);
    free(back);
    free(sent);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/echo");
    TCase *tcase = tcase_create("values");
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_loop_test(tcase, a_name_is_compared_by_the_mode_of_its_row, 0,
                        sizeof(names) / sizeof(names[0]));
    tcase_add_loop_test(tcase, headers_are_compared_as_a_map, 0,
                        sizeof(headers) / sizeof(headers[0]));
    tcase_add_loop_test(tcase, arrays_are_compared_as_sets, 0, sizeof(lists) / sizeof(lists[0]));
    tcase_add_test(tcase, order_counts_under_the_strict_setting);
    tcase_add_test(tcase, a_url_may_come_back_in_an_equivalent_form);
    tcase_add_test(tcase, a_host_beyond_ascii_may_come_back_as_its_a_label);
    tcase_add_test(tcase, what_no_uri_holds_may_come_back_escaped);
    tcase_add_test(tcase, a_name_has_no_equivalent_form);
    tcase_add_test(tcase, of_a_member_sent_twice_either_value_may_come_back);
    tcase_add_test(tcase, a_wrapper_sent_twice_counts_as_both);
    tcase_add_test(tcase, a_body_that_is_not_json_has_no_echo);
    tcase_add_test(tcase, a_difference_is_named);
    tcase_add_test(tcase, a_hostile_number_of_items_is_compared_in_bounded_time);
    tcase_add_test(tcase, what_another_case_sent_is_told_as_such);
    suite_add_tcase(suite, tcase);
    return suite;
}
