/* What a replay is told, as a line and as JSON. */
#include "harness/run/again.h"

#include "tests/unit/run_fixture.h"

static struct hp_buf out;
static struct hp_contract contract;
static struct hp_run_options options;

static void set_up(void)
{
    hp_buf_init(&out, 1024 * 1024);
    contract = (struct hp_contract){.hash = 0x12ab};
    options = (struct hp_run_options){.contract = &contract, .settings = hp_settings_doc};
    options.plan.seed = HP_SEED_DEFAULT;
    options.plan.api_key = HP_SLICE("secret-of-a-key");
    options.target.timeout_ms = HP_TIMEOUT_S_DEFAULT * 1000;
    options.target.http = HP_HTTP_1_1;
}

static void tear_down(void)
{
    hp_buf_deinit(&out);
}

static void assert_told(const char *line, const char *json)
{
    hp_buf_clear(&out);
    hp_again_line(&out, &options);
    ck_assert_str_eq(hp_buf_cstr(&out), line);
    hp_buf_clear(&out);
    hp_again_json(&out, &options);
    ck_assert_str_eq(hp_buf_cstr(&out), json);
}

START_TEST(an_ordinary_run_has_nothing_to_tell)
{
    assert_told("", "{\"options\":{},\"secrets\":[],\"contract_hash\":\"00000000000012ab\"}");
}
END_TEST

START_TEST(whatever_bytes_answer_and_verdict_depend_on_is_told)
{
    static const char *const fields[] = {"X-A: it's", "X-B: 2"};
    struct hp_error error = {0};
    ck_assert(hp_settings_find("strict", &options.settings));
    ck_assert_int_eq(hp_settings_assign(&options.settings, "status.created=201", &error), HP_OK);
    ck_assert_int_eq(hp_settings_assign(&options.settings, "ssrf=off", &error), HP_OK);
    options.plan.seed = 7;
    options.contract_path = "/a.json";
    options.cases_path = "/b.json";
    options.target = (struct hp_target_options){.timeout_ms = 2000,
                                                .http = HP_HTTP_2,
                                                .insecure = true,
                                                .cacert = "/c.pem",
                                                .proxy = "http://127.0.0.1:1",
                                                .extra_fields = fields,
                                                .extra_field_count = 2};
    options.careful = true;
    assert_told(" --profile strict --set ssrf=off --set status.created=201 --seed 7 "
                "--contract '/a.json' --cases '/b.json' --timeout 2 --http 2 --insecure "
                "--cacert '/c.pem' --proxy 'http://127.0.0.1:1' -H $'X-A: it\\x27s' -H 'X-B: 2' "
                "--allow-remote",
                "{\"options\":{\"profile\":\"strict\",\"set\":[\"ssrf=off\","
                "\"status.created=201\"],\"seed\":\"7\",\"contract\":\"/a.json\",\"cases\":"
                "\"/b.json\",\"timeout\":\"2\",\"http\":\"2\",\"insecure\":true,\"cacert\":"
                "\"/c.pem\",\"proxy\":\"http://127.0.0.1:1\",\"header\":[\"X-A: it's\","
                "\"X-B: 2\"]},\"secrets\":[],\"contract_hash\":\"00000000000012ab\"}");
}
END_TEST

START_TEST(secrets_are_told_by_their_places)
{
    static const char *const fields[] = {"Authorization: Bearer t0ken", "X-Mine: secret-of-a-key",
                                         "cookie:a=b"};
    options.target.extra_fields = fields;
    options.target.extra_field_count = 3;
    options.target.proxy = "http://me:pw@127.0.0.1:1";
    options.contract_path = "/secret-of-a-key/a.json";
    assert_told(" --contract '/'\"$HOOKPROOF_API_KEY\"'/a.json' --proxy \"$HOOKPROOF_PROXY\" -H "
                "'Authorization: '\"$HOOKPROOF_FIELD_AUTHORIZATION\" -H 'X-Mine: "
                "'\"$HOOKPROOF_API_KEY\" -H 'cookie: '\"$HOOKPROOF_FIELD_COOKIE\"",
                "{\"options\":{\"contract\":\"/***/a.json\"},\"secrets\":[\"proxy\",\"header "
                "Authorization\",\"header X-Mine\",\"header "
                "cookie\"],\"contract_hash\":\"00000000000012ab\"}");
}
END_TEST

START_TEST(relative_paths_are_told_from_the_root)
{
    char want[512];
    char folder[256];
    ck_assert_ptr_nonnull(getcwd(folder, sizeof(folder)));
    options.cases_path = "./x/../a.json";
    (void)snprintf(want, sizeof(want), " --cases '%s/x/../a.json'", folder);
    hp_again_line(&out, &options);
    ck_assert_str_eq(hp_buf_cstr(&out), want);
}
END_TEST

START_TEST(the_name_of_a_field_says_whether_it_is_a_secret)
{
    static const char *const secret[] = {"Authorization", "X-API-KEY", "Set-Cookie", "x_Token",
                                         "client-secret"};
    static const char *const plain[] = {"X-Request-Id", "Accept", "", "X-Ke"};
    char variable[HP_AGAIN_VARIABLE_BYTES];
    for (int i = 0; i < COUNT_OF(secret); i++) {
        ck_assert_msg(hp_again_is_secret(hp_slice_of(secret[i])), "%s", secret[i]);
    }
    for (int i = 0; i < COUNT_OF(plain); i++) {
        ck_assert_msg(!hp_again_is_secret(hp_slice_of(plain[i])), "%s", plain[i]);
    }
    ck_assert_str_eq(hp_again_variable(HP_SLICE("X-Api.Key$(x)"), variable),
                     "HOOKPROOF_FIELD_X_API_KEY__X_");
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_again");
    TCase *tests = tcase_create("again");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, an_ordinary_run_has_nothing_to_tell);
    tcase_add_test(tests, whatever_bytes_answer_and_verdict_depend_on_is_told);
    tcase_add_test(tests, secrets_are_told_by_their_places);
    tcase_add_test(tests, relative_paths_are_told_from_the_root);
    tcase_add_test(tests, the_name_of_a_field_says_whether_it_is_a_secret);
    suite_add_tcase(suite, tests);
    return suite;
}
