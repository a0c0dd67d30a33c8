/* One defect in an answer that is good otherwise gives exactly the finding that is about it. */
#include "check_fixture.h"

#define ID                           "\"id\":\"THBROZzWGuL3b8qEEdBF\""
#define HEADERS                      "\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\"}"
#define OPERATIONS                   "\"operations\":[\"CREATE\",\"UPDATE\"]"
#define MODELS                       "\"data_models\":[\"ACCOUNTS\",\"BILLS\"]"
#define NAME                         "\"name\":\"webhook 1\""
#define CREATED                      "\"created_at\":\"2024-04-15T04:52:25.309Z\""
#define TYPE                         "\"type\":\"DATA_MODEL_CHANGES\""
#define URL                          "\"url\":\"https://hooks.example.com/a\""
#define JOIN(a, b, c, d, e, f, g, h) "{" a "," b "," c "," d "," e "," f "," g "," h "}"
#define GOOD                         JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, CREATED, TYPE, URL)

static const struct {
    const char *what;
    int status;
    const char *content_type;
    const char *body;
    const char *broken;
} answers[] = {
    {"the good answer", 200, "application/json", GOOD, ""},
    {"members in another order", 200, "application/json",
     JOIN(URL, TYPE, CREATED, NAME, MODELS, OPERATIONS, HEADERS, ID), ""},
    {"a charset parameter", 200, "application/json; charset=utf-8", GOOD, ""},
    {"a media type in capitals", 200, "Application/JSON", GOOD, ""},
    {"white space around", 200, "application/json", " \r\n" GOOD "\n", ""},
    {"201", 201, "application/json", GOOD, "resp-status-200"},
    {"202", 202, "application/json", GOOD, "resp-status-200"},
    {"204 without content", 204, NULL, "", "resp-status-200"},
    {"text/html", 200, "text/html", GOOD, "resp-media-type"},
    {"a vendor type", 200, "application/vnd.api+json", GOOD, "resp-media-type"},
    {"no media type", 200, NULL, GOOD, "resp-media-type"},
    {"no JSON", 200, "application/json", "OK", "resp-json-wellformed"},
    {"an empty body", 200, "application/json", "", "resp-json-wellformed"},
    {"a trailing comma", 200, "application/json", "{" ID ",}", "resp-json-wellformed"},
    {"bytes behind it", 200, "application/json", GOOD "]", "resp-json-wellformed"},
    {"invalid UTF-8", 200, "application/json", "{\"a\":\"\xff\"}", "resp-json-wellformed"},
    {"a byte order mark", 200, "application/json", "\xef\xbb\xbf" GOOD, "resp-json-wellformed"},
    {"a member twice", 200, "application/json",
     "{" ID ",\"id\":\"other\"," HEADERS "," OPERATIONS "," MODELS "," NAME "," CREATED "," TYPE
     "," URL "}",
     "resp-json-unique-members"},
    {"a header twice", 200, "application/json",
     JOIN(ID, "\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\",\"X-A\":\"1\"}", OPERATIONS, MODELS, NAME,
          CREATED, TYPE, URL),
     "resp-json-unique-members"},
    {"an array as root", 200, "application/json", "[" GOOD "]", "resp-root-flat-object"},
    {"null as root", 200, "application/json", "null", "resp-root-flat-object"},
    {"a string as root", 200, "application/json", "\"created\"", "resp-root-flat-object"},
    {"an envelope", 200, "application/json", "{\"data\":" GOOD "}", "resp-root-flat-object"},
    {"an envelope with a neighbour", 200, "application/json",
     "{\"data\":" GOOD ",\"request_id\":\"r\"}", "resp-root-flat-object"},
    {"two envelopes", 200, "application/json", "{\"data\":{\"data\":" GOOD "},\"id\":\"r\"}",
     "resp-root-flat-object"},
    {"no creation time", 200, "application/json",
     "{" ID "," HEADERS "," OPERATIONS "," MODELS "," NAME "," TYPE "," URL "}",
     "resp-required-fields"},
    {"an empty object", 200, "application/json", "{}", "resp-required-fields"},
    {"a null name", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, "\"name\":null", CREATED, TYPE, URL),
     "resp-required-fields"},
    {"a name in another case", 200, "application/json",
     JOIN("\"ID\":\"x\"", HEADERS, OPERATIONS, MODELS, NAME, CREATED, TYPE, URL),
     "resp-required-fields resp-no-extra-members"},
    {"a number as id", 200, "application/json",
     JOIN("\"id\":7", HEADERS, OPERATIONS, MODELS, NAME, CREATED, TYPE, URL), "resp-id"},
    {"an empty id", 200, "application/json",
     JOIN("\"id\":\"\"", HEADERS, OPERATIONS, MODELS, NAME, CREATED, TYPE, URL), "resp-id"},
    {"an array of headers", 200, "application/json",
     JOIN(ID, "\"headers\":[]", OPERATIONS, MODELS, NAME, CREATED, TYPE, URL),
     "resp-headers-object"},
    {"a number as header", 200, "application/json",
     JOIN(ID, "\"headers\":{\"X-A\":1,\"X-B\":\"two\"}", OPERATIONS, MODELS, NAME, CREATED, TYPE,
          URL),
     "resp-headers-values"},
    {"an unknown operation", 200, "application/json",
     JOIN(ID, HEADERS, "\"operations\":[\"CREATE\",\"UPSERT\"]", MODELS, NAME, CREATED, TYPE, URL),
     "resp-operations-enum"},
    {"a string of operations", 200, "application/json",
     JOIN(ID, HEADERS, "\"operations\":\"CREATE\"", MODELS, NAME, CREATED, TYPE, URL),
     "resp-operations-enum"},
    {"two unknown operations are one finding", 200, "application/json",
     JOIN(ID, HEADERS, "\"operations\":[\"create\",\"update\"]", MODELS, NAME, CREATED, TYPE, URL),
     "resp-operations-enum"},
    {"a data model without its prefix", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, "\"data_models\":[\"ACCOUNTS\",\"DEALS\"]", NAME, CREATED, TYPE,
          URL),
     "resp-data-models-enum"},
    {"an object of data models", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, "\"data_models\":{}", NAME, CREATED, TYPE, URL),
     "resp-data-models-enum"},
    {"a boolean as name", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, "\"name\":true", CREATED, TYPE, URL),
     "resp-name-string"},
    {"a type out of the list", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, CREATED, "\"type\":\"INTEGRATION\"", URL),
     "resp-type-enum"},
    {"a type in lower case", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, CREATED, "\"type\":\"data_model_changes\"", URL),
     "resp-type-enum"},
    {"an object as URL", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, CREATED, TYPE, "\"url\":{}"), "resp-url-string"},
    {"a number as creation time", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, "\"created_at\":1713156745", TYPE, URL),
     "resp-created-at-string"},
    {"a creation time without T", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, "\"created_at\":\"2024-04-15 04:52\"", TYPE, URL),
     "resp-created-at-format"},
    {"the creation time of another day", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, "\"created_at\":\"2024-04-14T04:52:25.309Z\"",
          TYPE, URL),
     "resp-created-at-clock"},
    {"another name", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, "\"name\":\"webhook 2\"", CREATED, TYPE, URL),
     "resp-echo-scalars"},
    {"another documented type", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, CREATED, "\"type\":\"SYNC_COMPLETED\"", URL),
     "resp-echo-scalars"},
    {"another URL", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, CREATED, TYPE,
          "\"url\":\"https://hooks.example.com/b\""),
     "resp-echo-scalars"},
    {"an operation less", 200, "application/json",
     JOIN(ID, HEADERS, "\"operations\":[\"CREATE\"]", MODELS, NAME, CREATED, TYPE, URL),
     "resp-echo-arrays"},
    {"a data model more", 200, "application/json",
     JOIN(ID, HEADERS, OPERATIONS, "\"data_models\":[\"ACCOUNTS\",\"BILLS\",\"ITEMS\"]", NAME,
          CREATED, TYPE, URL),
     "resp-echo-arrays"},
    {"operations in another order", 200, "application/json",
     JOIN(ID, HEADERS, "\"operations\":[\"UPDATE\",\"CREATE\"]", MODELS, NAME, CREATED, TYPE, URL),
     "array-echo-order"},
    {"a header less", 200, "application/json",
     JOIN(ID, "\"headers\":{\"X-A\":\"1\"}", OPERATIONS, MODELS, NAME, CREATED, TYPE, URL),
     "resp-echo-headers"},
    {"headers in another order", 200, "application/json",
     JOIN(ID, "\"headers\":{\"X-B\":\"two\",\"X-A\":\"1\"}", OPERATIONS, MODELS, NAME, CREATED,
          TYPE, URL),
     ""},
    {"a header name in lower case", 200, "application/json",
     JOIN(ID, "\"headers\":{\"x-a\":\"1\",\"X-B\":\"two\"}", OPERATIONS, MODELS, NAME, CREATED,
          TYPE, URL),
     "resp-echo-headers"},
    {"a member more", 200, "application/json",
     "{\"state\":\"ACTIVE\"," ID "," HEADERS "," OPERATIONS "," MODELS "," NAME "," CREATED "," TYPE
     "," URL "}",
     "resp-no-extra-members"},
};
enum { ANSWERS = sizeof(answers) / sizeof(answers[0]) };

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

START_TEST(one_defect_is_one_finding)
{
    struct fixture *f = &fixture;
    fixture_answer(f, answers[_i].status, answers[_i].body);
    fixture_got_only(f, answers[_i].content_type);
    ck_assert_msg(strcmp(fixture_broken(f), answers[_i].broken) == 0,
                  "%s: broken \"%s\", expected \"%s\": %s", answers[_i].what, f->ids,
                  answers[_i].broken, fixture_text(f->judgement.observations[0].actual));
}
END_TEST

/* The same answers to a row that expects a refusal: the 200 itself is the finding, its shape is
 * still held to the schema, and what was sent is not looked for in it. */
START_TEST(an_answer_that_should_be_a_refusal_is_no_echo)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_REJECT_4XX, HP_MUST);
    fixture_answer(f, answers[_i].status, answers[_i].body);
    fixture_got_only(f, answers[_i].content_type);
    const char *broken = fixture_broken(f);
    ck_assert_msg(strncmp(broken, "expectation", 11) == 0, "%s", broken);
    bool echo = strstr(answers[_i].broken, "echo") != NULL;
    bool status = strcmp(answers[_i].broken, "resp-status-200") == 0;
    const char *rest = echo || status ? "" : answers[_i].broken;
    ck_assert_str_eq(broken + (broken[11] == ' ' ? 12 : 11), rest);
}
END_TEST

START_TEST(an_id_like_the_example_is_twenty_letters_and_digits)
{
    enum { CHARACTERS = 20 };
    struct fixture *f = &fixture;
    char body[sizeof(fixture_response)];
    for (size_t at = 0; at < CHARACTERS; at++) {
        for (int c = ' '; c <= '~'; c++) {
            bool like = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (c == '"' || c == '\\') {
                continue;
            }
            memcpy(body, fixture_response, sizeof(body));
            body[sizeof("{\"id\":\"") - 1 + at] = (char)c;
            fixture_answer(f, 200, body);
            ck_assert_str_eq(fixture_broken(f), "");
            ck_assert_int_eq(fixture_applied(f, "resp-id-form"), like);
        }
    }
}
END_TEST

START_TEST(the_good_answer_meets_every_check_about_a_create)
{
    static const char *const ids[] = {
        "array-echo-order",
        "resp-status-200",
        "resp-media-type",
        "resp-json-wellformed",
        "resp-json-unique-members",
        "resp-root-flat-object",
        "resp-required-fields",
        "resp-id",
        "resp-id-form",
        "resp-headers-object",
        "resp-headers-values",
        "resp-operations-enum",
        "resp-data-models-enum",
        "resp-name-string",
        "resp-type-enum",
        "resp-url-string",
        "resp-created-at-string",
        "resp-created-at-format",
        "resp-created-at-clock",
        "resp-echo-scalars",
        "resp-echo-arrays",
        "resp-echo-headers",
        "resp-no-extra-members",
        "resp-http-framing",
        "resp-cache-security-headers",
        "resp-latency",
        "resp-key-absent",
    };
    ck_assert_str_eq(fixture_broken(&fixture), "");
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        ck_assert_msg(fixture_applied(&fixture, ids[i]), "%s did not look", ids[i]);
    }
    ck_assert_int_eq(fixture.judgement.verdict, HP_PASS);
}
END_TEST

START_TEST(fields_in_an_envelope_are_left_to_one_check)
{
    fixture_answer(&fixture, 200, "{\"data\":" GOOD "}");
    ck_assert_str_eq(fixture_broken(&fixture), "resp-root-flat-object");
    ck_assert(!fixture_applied(&fixture, "resp-required-fields"));
    ck_assert(!fixture_applied(&fixture, "resp-id"));
    ck_assert(!fixture_applied(&fixture, "resp-echo-scalars"));
    ck_assert_str_eq(fixture_text(fixture.judgement.observations[0].actual),
                     "the fields are under /data");
}
END_TEST

START_TEST(all_missing_fields_are_told_at_once)
{
    fixture_answer(&fixture, 200,
                   "{" ID "," HEADERS "," OPERATIONS "," MODELS "," NAME ",\"url\":null}");
    ck_assert_str_eq(fixture_broken(&fixture), "resp-required-fields");
    const struct hp_observation *observation = &fixture.judgement.observations[0];
    ck_assert_str_eq(fixture_text(observation->where), "/created_at");
    ck_assert_str_eq(fixture_text(observation->actual),
                     "created_at is missing, type is missing, url is null");
}
END_TEST

START_TEST(a_finding_about_an_item_stands_at_its_field)
{
    fixture_answer(&fixture, 200,
                   JOIN(ID, HEADERS, OPERATIONS, "\"data_models\":[\"ACCOUNTS\",7,\"X\"]", NAME,
                        CREATED, TYPE, URL));
    ck_assert_str_eq(fixture_broken(&fixture), "resp-data-models-enum");
    const struct hp_observation *observation = &fixture.judgement.observations[0];
    ck_assert_str_eq(fixture_text(observation->where), "/data_models");
    ck_assert_str_eq(fixture_text(observation->expected),
                     "an array of the 62 values of the contract");
    ck_assert_contains(fixture_text(observation->actual), "number 7 at /data_models/1");
}
END_TEST

START_TEST(a_listed_enum_is_told_in_full)
{
    fixture_answer(&fixture, 200,
                   JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME, CREATED, "\"type\":\"X\"", URL));
    ck_assert_str_eq(fixture_broken(&fixture), "resp-type-enum");
    const struct hp_observation *observation = &fixture.judgement.observations[0];
    ck_assert_str_eq(fixture_text(observation->expected),
                     "one of DATA_MODEL_CHANGES, CONNECTION_CHANGED, SYNC_COMPLETED");
    ck_assert_str_eq(fixture_text(observation->actual), "string \"X\"");
}
END_TEST

START_TEST(of_equal_names_the_first_counts)
{
    struct fixture *f = &fixture;
    fixture_answer(
        f, 200,
        JOIN(ID, HEADERS, OPERATIONS, MODELS, NAME ",\"name\":\"other\"", CREATED, TYPE, URL));
    ck_assert_str_eq(fixture_broken(f), "resp-json-unique-members");
    fixture_answer(
        f, 200,
        JOIN(ID, HEADERS, OPERATIONS, MODELS, "\"name\":\"other\"," NAME, CREATED, TYPE, URL));
    ck_assert_str_eq(fixture_broken(f), "resp-json-unique-members resp-echo-scalars");
}
END_TEST

START_TEST(a_duplicate_is_found_at_its_object)
{
    fixture_answer(&fixture, 200,
                   JOIN(ID, "\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\",\"X-\\u0042\":\"two\"}",
                        OPERATIONS, MODELS, NAME, CREATED, TYPE, URL));
    ck_assert_str_eq(fixture_broken(&fixture), "resp-json-unique-members");
    const struct hp_observation *observation = &fixture.judgement.observations[0];
    ck_assert_str_eq(fixture_text(observation->where), "/headers");
    ck_assert_contains(fixture_text(observation->actual), "\"X-B\"");
}
END_TEST

START_TEST(answers_to_other_methods_and_paths_are_not_held_to_the_schema)
{
    struct fixture *f = &fixture;
    fixture_expect(f, HP_EXPECT_NO_5XX_ONLY, HP_MAY);
    f->kase.request.method = HP_SLICE("OPTIONS");
    fixture_answer(f, 200, "POST");
    fixture_got_only(f, "text/plain");
    ck_assert_str_eq(fixture_broken(f), "");
    f->kase.request.method = HP_SLICE("POST");
    f->kase.where = HP_SLICE("target");
    fixture_expect(f, HP_EXPECT_REJECT_404_405, HP_SHOULD);
    ck_assert_str_eq(fixture_broken(f), "expectation");
}
END_TEST

/* --- a contract of the user's own --- */

/* Judges by the documented contract with text added to its response schema: inside the rule for the
 * id, or as a member before it. */
static const char *judge_by_custom(struct fixture *f, bool inside, const char *addition)
{
    struct hp_slice text = hp_contract_embedded();
    size_t at = hp_slice_find(text, HP_SLICE("\"x-hookproof-role\": \"id\""));
    ck_assert_uint_lt(at, text.len);
    while (!inside && strncmp(text.at + at, "\"id\": {", 7) != 0) {
        at--;
    }
    struct hp_buf custom;
    hp_buf_init(&custom, 1 << 20);
    hp_buf_append(&custom, text.at, at);
    hp_buf_text(&custom, addition);
    hp_buf_append(&custom, text.at + at, text.len - at);
    struct hp_contract *contract = NULL;
    struct hp_error error = {0};
    ck_assert_msg(hp_contract_load(hp_buf_view(&custom), "custom", &contract, &error) == HP_OK,
                  "%s", error.text);
    f->judge.contract = contract;
    const char *broken = fixture_broken(f);
    f->judge.contract = f->contract;
    hp_contract_free(contract);
    hp_buf_deinit(&custom);
    return broken;
}

START_TEST(a_rule_of_another_contract_for_a_field_is_the_finding_of_its_check)
{
    static const char rule[] = "\"pattern\": \"^[A-Za-z0-9]{20}$\",";
    struct fixture *f = &fixture;
    ck_assert_str_eq(judge_by_custom(f, true, rule), "");
    fixture_answer(f, 200,
                   JOIN("\"id\":\"short\"", HEADERS, OPERATIONS, MODELS, NAME, CREATED, TYPE, URL));
    ck_assert_str_eq(judge_by_custom(f, true, rule), "resp-id");
    ck_assert_contains(fixture_text(f->judgement.observations[0].expected), "A-Za-z0-9");
}
END_TEST

/* "/names" starts as "/name" does, and is not about the name. */
START_TEST(a_rule_of_another_contract_for_a_member_without_a_role_is_the_finding_of_the_root)
{
    static const char rule[] = "\"names\": {\"type\": \"integer\"},";
    struct fixture *f = &fixture;
    ck_assert_str_eq(judge_by_custom(f, false, rule), "");
    fixture_answer(f, 200,
                   "{\"names\":\"x\"," ID "," HEADERS "," OPERATIONS "," MODELS "," NAME "," CREATED
                   "," TYPE "," URL "}");
    ck_assert_str_eq(judge_by_custom(f, false, rule),
                     "resp-root-flat-object resp-no-extra-members");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].where), "/names");
}
END_TEST

START_TEST(two_media_types_are_one_too_many)
{
    fixture_got(&fixture, "content-type", "application/json");
    ck_assert_str_eq(fixture_broken(&fixture), "resp-media-type");
}
END_TEST

/* What was accepted in a large request may come back; as much out of nothing may not. */
START_TEST(an_echo_may_have_as_many_values_as_its_request)
{
    enum { MEMBERS = 120 * 1000, MEMBER_BYTES = 16 };
    static char body[MEMBERS * MEMBER_BYTES + 1024];
    struct fixture *f = &fixture;
    size_t length = (size_t)snprintf(body, sizeof(body),
                                     "{" ID "," OPERATIONS "," MODELS "," NAME "," CREATED "," TYPE
                                     "," URL ",\"headers\":{\"a\":\"\"");
    for (int i = 0; i < MEMBERS; i++) {
        length += (size_t)snprintf(body + length, sizeof(body) - length, ",\"%d\":\"\"", i);
    }
    (void)snprintf(body + length, sizeof(body) - length, "}}");
    fixture_answer(f, 200, body);
    ck_assert_ptr_nonnull(strstr(fixture_broken(f), "resp-json-wellformed"));
    f->kase.request.body = hp_slice_of(body);
    ck_assert_ptr_null(strstr(fixture_broken(f), "resp-json-wellformed"));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/response");
    TCase *tcase = tcase_create("answers");
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_loop_test(tcase, one_defect_is_one_finding, 0, ANSWERS);
    tcase_add_loop_test(tcase, an_answer_that_should_be_a_refusal_is_no_echo, 0, ANSWERS);
    tcase_add_test(tcase, an_id_like_the_example_is_twenty_letters_and_digits);
    tcase_add_test(tcase, the_good_answer_meets_every_check_about_a_create);
    tcase_add_test(tcase, fields_in_an_envelope_are_left_to_one_check);
    tcase_add_test(tcase, all_missing_fields_are_told_at_once);
    tcase_add_test(tcase, a_finding_about_an_item_stands_at_its_field);
    tcase_add_test(tcase, a_listed_enum_is_told_in_full);
    tcase_add_test(tcase, of_equal_names_the_first_counts);
    tcase_add_test(tcase, a_duplicate_is_found_at_its_object);
    tcase_add_test(tcase, answers_to_other_methods_and_paths_are_not_held_to_the_schema);
    tcase_add_test(tcase, a_rule_of_another_contract_for_a_field_is_the_finding_of_its_check);
    tcase_add_test(
        tcase, a_rule_of_another_contract_for_a_member_without_a_role_is_the_finding_of_the_root);
    tcase_add_test(tcase, two_media_types_are_one_too_many);
    tcase_add_test(tcase, an_echo_may_have_as_many_values_as_its_request);
    suite_add_tcase(suite, tcase);
    return suite;
}
