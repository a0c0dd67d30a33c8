/* Bodies and what becomes of them: hand-written expectations, one row a body. */
#include "tests/unit/service_fixture.h"

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

/* The documented webhook with the members that a row wants to set replaced. */
#define OPS           "\"operations\":[\"CREATE\"]"
#define NAME          "\"name\":\"webhook 1\""
#define TYPE          "\"type\":\"CONNECTION_CHANGED\""
#define DMC           "\"type\":\"DATA_MODEL_CHANGES\""
#define MODELS        "\"data_models\":[\"ACCOUNTS\"]"
#define URL           "\"url\":\"https://example.com/hook\""
#define HEADERS       "\"headers\":{\"api_key\":\"fhsjd\"}"
#define HOOK(members) "{\"webhook\":{" members "}}"
#define REST          OPS "," TYPE "," MODELS "," URL "," HEADERS

static const struct body_row {
    const char *body;
    int status;
    const char *pointer; /* of one of the problems; NULL when there are none */
} rows[] = {
    /* accepted */
    {DOCUMENTED, 200, NULL},
    {" \t\r\n" DOCUMENTED "\n", 200, NULL},
    {HOOK(HEADERS "," URL "," MODELS "," TYPE "," NAME "," OPS), 200, NULL},
    {HOOK(NAME "," OPS "," TYPE "," MODELS "," URL), 200, NULL},
    {HOOK(NAME "," TYPE "," URL), 200, NULL},
    {HOOK(NAME "," TYPE "," URL ",\"operations\":[],\"data_models\":[]"), 200, NULL},
    {HOOK(NAME "," DMC "," OPS "," MODELS "," URL ",\"headers\":{}"), 200, NULL},
    {HOOK(NAME "," DMC "," OPS "," URL ",\"data_models\":[\"ACCOUNTS\",\"ACCOUNTS\"]"), 200, NULL},
    {"{\"\\u0077ebhook\":{" REST ",\"n\\u0061me\":\"\\/\\u00e9\\ud83d\\ude00\"}}", 200, NULL},
    {HOOK(REST ",\"name\":\"h\xc3\xa9llo \xe6\xbc\xa2 \xf0\x9f\x98\x80\""), 200, NULL},
    {HOOK(REST ",\"name\":\"<script>alert(1)</script> ' OR 1=1 -- ${7*7} %s%n\""), 200, NULL},
    {HOOK(REST ",\"name\":\"\xef\xbf\xbe\""), 200, NULL},
    {HOOK(REST ",\"name\":\"a\\u0001\\u007f\""), 200, NULL},
    {HOOK(REST ",\"name\":\" \""), 200, NULL},
    {HOOK(REST "," NAME ",\"topics\":[1.5e3],\"state\":null"), 200, NULL},
    {HOOK(REST "," NAME ",\"id\":\"mine\",\"created_at\":\"1999-01-01T00:00:00Z\""), 200, NULL},
    {HOOK(REST "," NAME ",\"__proto__\":{\"x\":1},\"constructor\":1,\"\":2"), 200, NULL},
    {"{\"a\":[[[[]]]],\"webhook\":{" REST "," NAME "}}", 200, NULL},
    /* not JSON, or not to be read in one way only */
    {"", 400, NULL},
    {" \n", 400, NULL},
    {"{", 400, NULL},
    {"{\"webhook\":{" REST "," NAME "}", 400, NULL},
    {"{\"webhook\":{" REST "," NAME "}}}", 400, NULL},
    {"{\"webhook\":{" REST "," NAME ",}}", 400, NULL},
    {"{\"webhook\":{" REST ",'name':'x'}}", 400, NULL},
    {HOOK(REST "," NAME ",\"n\":01"), 400, NULL},
    {HOOK(REST "," NAME ",\"n\":NaN"), 400, NULL},
    {HOOK(REST ",\"name\":\"a\tb\""), 400, NULL},
    {HOOK(REST ",\"name\":\"\\x41\""), 400, NULL},
    {HOOK(REST ",\"name\":\"\xff\""), 400, NULL},
    {HOOK(REST ",\"name\":\"\xc0\xaf\""), 400, NULL},
    {HOOK(REST ",\"name\":\"\xed\xa0\x80\""), 400, NULL},
    {"/**/" DOCUMENTED, 400, NULL},
    {")]}'\n" DOCUMENTED, 400, NULL},
    {DOCUMENTED DOCUMENTED, 400, NULL},
    {"<webhook/>", 400, NULL},
    {"webhook[name]=x", 400, NULL},
    {"\xef\xbb\xbf" DOCUMENTED, 400, NULL},
    {HOOK(REST ",\"name\":\"\\ud800\""), 400, "/webhook/name"},
    {HOOK(REST ",\"name\":\"\\udc00\\ud800\""), 400, "/webhook/name"},
    {HOOK("\"n\":\"\xed\x95\x9c\"," REST ",\"name\":\"\xed\x95\x9c\\ud800\""), 400,
     "/webhook/name"},
    {HOOK(REST ",\"name\":\"a\\u0000b\""), 400, "/webhook/name"},
    {HOOK(REST "," NAME ",\"url\\u0000\":1"), 400, NULL},
    {HOOK(REST "," NAME "," NAME), 400, "/webhook/name"},
    {HOOK(REST "," NAME ",\"u\\u0072l\":\"https://example.org\""), 400, NULL},
    {"{\"webhook\":{},\"webhook\":{" REST "," NAME "}}", 400, "/webhook"},
    {HOOK(REST "," NAME ",\"x\":[0,{\"a\":1,\"a\":1}]"), 400, "/webhook/x/1/a"},
    {HOOK(REST "," NAME ",\"x\":[0,[\"\\u0000\"]]"), 400, "/webhook/x/1/0"},
    {HOOK(REST "," NAME ",\"x\":{\"a\":1,\"a\":\"\\u0000\"}"), 400, "/webhook/x/a"},
    /* the root and the wrapper */
    {"null", 422, ""},
    {"[]", 422, ""},
    {"\"x\"", 422, ""},
    {"[" DOCUMENTED "]", 422, ""},
    {"{}", 422, "/webhook"},
    {"{" REST "," NAME "}", 422, "/webhook"},
    {"{\"Webhook\":{" REST "," NAME "}}", 422, "/webhook"},
    {"{\"webhook\":null}", 422, "/webhook"},
    {"{\"webhook\":[]}", 422, "/webhook"},
    {"{\"webhook\":\"{}\"}", 422, "/webhook"},
    {"{\"webhook\":{}}", 422, "/webhook/name"},
    {"{\"webhook\":{\"webhook\":{" REST "," NAME "}}}", 422, "/webhook/url"},
    /* missing members */
    {HOOK(REST), 422, "/webhook/name"},
    {HOOK(NAME "," OPS "," MODELS "," URL), 422, "/webhook/type"},
    {HOOK(NAME "," OPS "," MODELS "," TYPE), 422, "/webhook/url"},
    {HOOK(NAME "," DMC "," MODELS "," URL), 422, "/webhook/operations"},
    {HOOK(NAME "," DMC "," OPS "," URL), 422, "/webhook/data_models"},
    {HOOK(REST ",\"Name\":\"x\""), 422, "/webhook/name"},
    {HOOK(NAME "," OPS "," MODELS "," TYPE ",\"URL\":\"https://example.com\""), 422,
     "/webhook/url"},
    /* wrong types */
    {HOOK(REST ",\"name\":1"), 422, "/webhook/name"},
    {HOOK(REST ",\"name\":null"), 422, "/webhook/name"},
    {HOOK(REST ",\"name\":1e400"), 422, "/webhook/name"},
    {HOOK(NAME "," TYPE ",\"url\":{}"), 422, "/webhook/url"},
    {HOOK(NAME "," URL ",\"type\":0"), 422, "/webhook/type"},
    {HOOK(NAME "," URL "," TYPE ",\"operations\":\"CREATE\""), 422, "/webhook/operations"},
    {HOOK(NAME "," URL "," TYPE ",\"operations\":null"), 422, "/webhook/operations"},
    {HOOK(NAME "," URL "," TYPE ",\"operations\":{\"0\":\"CREATE\"}"), 422, "/webhook/operations"},
    {HOOK(NAME "," URL "," TYPE ",\"operations\":[null]"), 422, "/webhook/operations/0"},
    {HOOK(NAME "," URL "," TYPE ",\"data_models\":[\"ACCOUNTS\",1]"), 422,
     "/webhook/data_models/1"},
    {HOOK(NAME "," URL "," TYPE ",\"headers\":\"x\""), 422, "/webhook/headers"},
    {HOOK(NAME "," URL "," TYPE ",\"headers\":null"), 422, "/webhook/headers"},
    {HOOK(NAME "," URL "," TYPE ",\"headers\":[{\"name\":\"a\",\"value\":\"b\"}]"), 422,
     "/webhook/headers"},
    {HOOK(NAME "," URL "," TYPE ",\"headers\":{\"a\":1}"), 422, "/webhook/headers/a"},
    /* enums */
    {HOOK(NAME "," URL ",\"type\":\"connection_changed\""), 422, "/webhook/type"},
    {HOOK(NAME "," URL ",\"type\":\"CONNECTION_CHANGED \""), 422, "/webhook/type"},
    {HOOK(NAME "," URL ",\"type\":\"\""), 422, "/webhook/type"},
    {HOOK(NAME "," URL ",\"type\":\"SYNC_STARTED\""), 422, "/webhook/type"},
    {HOOK(NAME "," URL ",\"type\":\"CONNECTION_CHANGE\xd0\x94\""), 422, "/webhook/type"},
    {HOOK(NAME "," URL "," TYPE ",\"operations\":[\"CREATE\",\"READ\"]"), 422,
     "/webhook/operations/1"},
    {HOOK(NAME "," URL "," TYPE ",\"operations\":[\"ACCOUNTS\"]"), 422, "/webhook/operations/0"},
    {HOOK(NAME "," URL "," TYPE ",\"data_models\":[\"ACCOUNT\"]"), 422, "/webhook/data_models/0"},
    {HOOK(NAME "," URL "," TYPE ",\"data_models\":[\"*\"]"), 422, "/webhook/data_models/0"},
    /* empty ones */
    {HOOK(REST ",\"name\":\"\""), 422, "/webhook/name"},
    {HOOK(NAME "," DMC "," MODELS "," URL ",\"operations\":[]"), 422, "/webhook/operations"},
    {HOOK(NAME "," DMC "," OPS "," URL ",\"data_models\":[]"), 422, "/webhook/data_models"},
    /* beyond the schema */
    {HOOK(NAME "," TYPE ",\"url\":\"https://127.0.0.1/x\""), 422, "/webhook/url"},
    {HOOK(NAME "," TYPE ",\"url\":\"https://169.254.169.254/\""), 422, "/webhook/url"},
    {HOOK(NAME "," TYPE ",\"url\":\"https://user:pw@example.com/\""), 422, "/webhook/url"},
    {HOOK(NAME "," TYPE ",\"url\":\"ftp://example.com/\""), 422, "/webhook/url"},
    {HOOK(NAME "," TYPE ",\"url\":\"https://example.com:0/\""), 422, "/webhook/url"},
    {HOOK(NAME "," TYPE ",\"url\":\"https://\\u0065xample.com/\\n\""), 422, "/webhook/url"},
    {HOOK(NAME "," TYPE "," URL ",\"headers\":{\"\":\"x\"}"), 422, "/webhook/headers/"},
    {HOOK(NAME "," TYPE "," URL ",\"headers\":{\"X-A\":\"a\\r\\nX-B: b\"}"), 422,
     "/webhook/headers/X-A"},
    {HOOK(NAME "," TYPE "," URL ",\"headers\":{\"Host\":\"a\"}"), 422, "/webhook/headers/Host"},
    {HOOK(NAME "," TYPE "," URL ",\"headers\":{\"a/b~c\":\"a\"}"), 422, "/webhook/headers/a~1b~0c"},
};

static bool names_pointer(const struct hp_json *error, const char *pointer)
{
    for (const struct hp_json *field = hp_json_first(fixture_get(error, "fields")); field != NULL;
         field = hp_json_next(field)) {
        ck_assert_uint_gt(hp_json_string(fixture_get(field, "message")).len, 0);
        if (hp_slice_is(hp_json_string(fixture_get(field, "pointer")), pointer)) {
            return true;
        }
    }
    return false;
}

START_TEST(a_body_gets_its_status_and_the_offence_is_named)
{
    const struct body_row *row = &rows[_i];
    struct hp_request request = fixture_request(hp_slice_of(row->body));
    struct hp_response response = fixture_ask(&fixture, &request);
    ck_assert_msg(response.status == row->status, "%s: %d %.*s", row->body, response.status,
                  (int)response.body.len, response.body.at);
    if (row->status != 200) {
        const struct hp_json *error = fixture_check_error(&fixture, &response);
        ck_assert_msg(row->pointer == NULL || names_pointer(error, row->pointer), "%s: %.*s",
                      row->body, (int)response.body.len, response.body.at);
    }
}
END_TEST

START_TEST(every_offence_is_listed)
{
    struct hp_request request = fixture_request(
        HP_SLICE("{\"webhook\":{\"type\":\"X\",\"url\":7,\"operations\":[\"A\",\"B\"]}}"));
    struct hp_response response = fixture_ask(&fixture, &request);
    const struct hp_json *error = fixture_check_error(&fixture, &response);
    static const char *const want[] = {"/webhook/type", "/webhook/url", "/webhook/name",
                                       "/webhook/operations/0", "/webhook/operations/1"};
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
        ck_assert_msg(names_pointer(error, want[i]), "%s is not in %.*s", want[i],
                      (int)response.body.len, response.body.at);
    }
    ck_assert_uint_eq(hp_json_size(fixture_get(error, "fields")), 5);
}
END_TEST

START_TEST(an_error_shows_nothing_of_what_was_sent)
{
    struct hp_request request = fixture_request(
        HP_SLICE("{\"webhook\":{\"type\":\"S3CRET\",\"name\":\"S3CRET\","
                 "\"url\":\"https://S3CRET@10.0.0.1/S3CRET\","
                 "\"headers\":{\"a\":\"S3CRET\\n\"},\"operations\":[\"S3CRET\"]}}"));
    struct hp_response response = fixture_ask(&fixture, &request);
    ck_assert_int_eq(response.status, 422);
    ck_assert_uint_eq(hp_slice_find(response.body, HP_SLICE("S3CRET")), response.body.len);
}
END_TEST

/* Members of the answer, and which of them is text that must come back as it was sent. */
START_TEST(the_answer_has_the_eight_members_in_order)
{
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    struct hp_response response = fixture_ask(&fixture, &request);
    static const char *const want[] = {"id",   "headers",    "operations", "data_models",
                                       "name", "created_at", "type",       "url"};
    size_t n = 0;
    const struct hp_json *root = fixture_tree(&fixture, response.body);
    for (const struct hp_json *member = hp_json_first(root); member != NULL;
         member = hp_json_next(member)) {
        ck_assert_uint_lt(n, 8);
        ck_assert(hp_slice_is(hp_json_name(member), want[n++]));
    }
    ck_assert_uint_eq(n, 8);
    ck_assert_uint_eq(hp_json_string(fixture_get(root, "id")).len, 20);
    ck_assert(
        hp_slice_is(hp_json_string(fixture_get(root, "created_at")), "2024-04-15T04:52:25.309Z"));
    ck_assert(hp_slice_is(fixture_field(&response, "Content-Type"), "application/json"));
    ck_assert(hp_slice_is(fixture_field(&response, "Cache-Control"), "no-store"));
    ck_assert(hp_slice_is(fixture_field(&response, "X-Content-Type-Options"), "nosniff"));
    ck_assert_uint_eq(response.field_count, 3);
}
END_TEST

START_TEST(the_answer_satisfies_the_documented_schema)
{
    struct hp_request request = fixture_request(HP_SLICE(HOOK(NAME "," TYPE "," URL)));
    struct hp_response response = fixture_ask(&fixture, &request);
    const struct hp_json *root = fixture_tree(&fixture, response.body);
    ck_assert(hp_schema_validate(fixture.contract->response, root, &fixture.arena, NULL));
    ck_assert(hp_json_is(fixture_get(root, "operations"), HP_JSON_ARRAY));
    ck_assert_uint_eq(hp_json_size(fixture_get(root, "operations")), 0);
    ck_assert(hp_json_is(fixture_get(root, "headers"), HP_JSON_OBJECT));
}
END_TEST

START_TEST(values_come_back_as_they_were_sent)
{
    struct hp_request request = fixture_request(HP_SLICE(
        "{\"webhook\":{\"name\":\"q\\\"b\\\\s\\/ \\u00e9\\ud83d\\ude00\\u0001\\n\xe2\x80\xa8\","
        "\"type\":\"DATA_MODEL_CHANGES\",\"url\":\"HTTPS:\\/\\/EXAMPLE.com:443/a/../%7E\","
        "\"operations\":[\"DELETE\",\"CREATE\",\"UPDATE\"],"
        "\"data_models\":[\"CRM_TASKS\",\"ACCOUNTS\",\"CRM_TASKS\"],"
        "\"headers\":{\"X-B\":\" v \",\"X-A\":\"\"}}}"));
    struct hp_response response = fixture_ask(&fixture, &request);
    ck_assert_int_eq(response.status, 200);
    struct hp_slice head = HP_SLICE("{\"id\":\"");
    struct hp_slice tail =
        HP_SLICE("\",\"headers\":{\"X-B\":\" v \",\"X-A\":\"\"},"
                 "\"operations\":[\"DELETE\",\"CREATE\",\"UPDATE\"],"
                 "\"data_models\":[\"CRM_TASKS\",\"ACCOUNTS\",\"CRM_TASKS\"],"
                 "\"name\":\"q\\\"b\\\\s/ \xc3\xa9\xf0\x9f\x98\x80\\u0001\\n\xe2\x80\xa8\","
                 "\"created_at\":\"2024-04-15T04:52:25.309Z\",\"type\":\"DATA_MODEL_CHANGES\","
                 "\"url\":\"HTTPS://EXAMPLE.com:443/a/../%7E\"}");
    ck_assert(hp_slice_starts_with(response.body, head));
    ck_assert_uint_eq(response.body.len, head.len + 20 + tail.len);
    struct hp_slice have = {response.body.at + head.len + 20, tail.len};
    ck_assert_msg(hp_slice_equal(have, tail), "%.*s", (int)response.body.len, response.body.at);
}
END_TEST

START_TEST(what_the_caller_must_not_set_has_no_effect)
{
    struct hp_request request = fixture_request(
        HP_SLICE("{\"id\":\"mine\",\"webhook\":{" REST "," NAME ",\"id\":\"mine\","
                 "\"created_at\":\"1999-01-01T00:00:00Z\",\"organisation\":\"mine\"}}"));
    struct hp_response response = fixture_ask(&fixture, &request);
    ck_assert_int_eq(response.status, 200);
    ck_assert_uint_eq(hp_slice_find(response.body, HP_SLICE("mine")), response.body.len);
    ck_assert_uint_eq(hp_slice_find(response.body, HP_SLICE("1999")), response.body.len);
    ck_assert_uint_eq(hp_json_size(fixture_tree(&fixture, response.body)), 8);
}
END_TEST

/* {"webhook":{...,"FIELD":["VALUE"],...}} or "FIELD":"VALUE" for the type. */
static int status_with(enum hp_role role, struct hp_slice value)
{
    char body[512];
    bool scalar = role == HP_ROLE_TYPE;
    const struct hp_contract *contract = fixture.contract;
    int n = snprintf(body, sizeof(body),
                     "{\"webhook\":{\"name\":\"n\",\"url\":\"https://example.com/\",%s"
                     "\"%.*s\":%s\"%.*s\"%s}}",
                     scalar ? OPS "," MODELS "," : TYPE ",", (int)contract->names[role].len,
                     contract->names[role].at, scalar ? "" : "[", (int)value.len, value.at,
                     scalar ? "" : "]");
    struct hp_request request = fixture_request((struct hp_slice){body, (size_t)n});
    return fixture_ask(&fixture, &request).status;
}

START_TEST(every_documented_value_is_accepted_and_its_lower_case_is_not)
{
    static const enum hp_role roles[] = {HP_ROLE_TYPE, HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS};
    size_t values = 0;
    for (size_t r = 0; r < 3; r++) {
        const struct hp_enum *set = hp_contract_enum(fixture.contract, roles[r]);
        for (size_t i = 0; i < set->count; i++) {
            char lower[64];
            for (size_t c = 0; c < set->values[i].len; c++) {
                char letter = set->values[i].at[c];
                lower[c] = (char)(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
            }
            ck_assert_int_eq(status_with(roles[r], set->values[i]), 200);
            ck_assert_int_eq(status_with(roles[r], (struct hp_slice){lower, set->values[i].len}),
                             422);
            values++;
        }
    }
    ck_assert_uint_eq(values, 68);
}
END_TEST

START_TEST(equal_requests_give_answers_that_differ_in_the_id_only)
{
    struct hp_request request = fixture_request(HP_SLICE(DOCUMENTED));
    struct hp_response a = fixture_ask(&fixture, &request);
    struct hp_response b = fixture_ask(&fixture, &request);
    ck_assert_uint_eq(a.body.len, b.body.len);
    ck_assert_int_ne(memcmp(a.body.at + 7, b.body.at + 7, 20), 0);
    ck_assert_mem_eq(a.body.at, b.body.at, 7);
    ck_assert_mem_eq(a.body.at + 27, b.body.at + 27, a.body.len - 27);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service bodies");
    TCase *tcase = tcase_create("bodies");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_body_gets_its_status_and_the_offence_is_named, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tcase, every_offence_is_listed);
    tcase_add_test(tcase, an_error_shows_nothing_of_what_was_sent);
    tcase_add_test(tcase, the_answer_has_the_eight_members_in_order);
    tcase_add_test(tcase, the_answer_satisfies_the_documented_schema);
    tcase_add_test(tcase, values_come_back_as_they_were_sent);
    tcase_add_test(tcase, what_the_caller_must_not_set_has_no_effect);
    tcase_add_test(tcase, every_documented_value_is_accepted_and_its_lower_case_is_not);
    tcase_add_test(tcase, equal_requests_give_answers_that_differ_in_the_id_only);
    suite_add_tcase(suite, tcase);
    return suite;
}
