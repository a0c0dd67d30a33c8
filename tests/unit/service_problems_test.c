/* The bodies of refusals, byte for byte, and which member they name. */
#include "harness/service/schema_problems.h"
#include "tests/support/suite_main.h"
#include "tests/unit/service_fixture.h"

static struct fixture fixture;

static void setup(void)
{
    fixture_open(&fixture);
}

static void teardown(void)
{
    fixture_close(&fixture);
}

/* The words of the first problem stand twice: with the others before them, and among the fields. */
static const struct {
    struct hp_slice pointer;
    struct hp_slice message;
    size_t count;
    const char *body;
} bodies[] = {
    {HP_SLICE_INIT("/a"), HP_SLICE_INIT("is wrong"), 1,
     "{\"error\":{\"code\":\"x-y\",\"message\":\"/a is wrong\",\"fields\":["
     "{\"pointer\":\"/a\",\"message\":\"is wrong\"}]}}"},
    {HP_SLICE_INIT(""), HP_SLICE_INIT("is wrong"), 1,
     "{\"error\":{\"code\":\"x-y\",\"message\":\"the body is wrong\",\"fields\":["
     "{\"pointer\":\"\",\"message\":\"is wrong\"}]}}"},
    {HP_SLICE_INIT("/\"\\\x01\xc3\xa4"), HP_SLICE_INIT("is \"wrong\""), 1,
     "{\"error\":{\"code\":\"x-y\",\"message\":\"/\\\"\\\\\\u0001\xc3\xa4 is \\\"wrong\\\"\","
     "\"fields\":[{\"pointer\":\"/\\\"\\\\\\u0001\xc3\xa4\",\"message\":\"is \\\"wrong\\\"\"}]}}"},
    {HP_SLICE_INIT("/a"), HP_SLICE_INIT("is \"wrong\""), 2,
     "{\"error\":{\"code\":\"x-y\",\"message\":\"/a is \\\"wrong\\\" (and 1 more)\",\"fields\":["
     "{\"pointer\":\"/a\",\"message\":\"is \\\"wrong\\\"\"},"
     "{\"pointer\":\"/a\",\"message\":\"is \\\"wrong\\\"\"}]}}"},
    {HP_SLICE_INIT("/a"), HP_SLICE_INIT(""), 11, NULL},
};

START_TEST(body_of_problems_is_exact)
{
    struct hp_problems problems;
    hp_problems_init(&problems, &fixture.arena);
    for (size_t i = 0; i < bodies[_i].count; i++) {
        hp_problems_add(&problems, bodies[_i].pointer, bodies[_i].message);
    }
    struct hp_slice body = hp_problems_body(&problems, HP_SLICE("x-y"));
    if (bodies[_i].body != NULL) {
        ck_assert_msg(hp_slice_is(body, bodies[_i].body), "%.*s", (int)body.len, body.at);
    } else {
        const struct hp_json *error = fixture_get(fixture_tree(&fixture, body), "error");
        ck_assert(hp_slice_is(hp_json_string(fixture_get(error, "message")), "/a  (and 10 more)"));
        ck_assert_uint_eq(hp_json_size(fixture_get(error, "fields")), bodies[_i].count);
    }
}
END_TEST

/* Of a contract whose wrapper "w" wants a member with a quote in its name. */
static const struct {
    const char *value;
    const char *pointer;
    const char *message;
} missing[] = {
    {"{}", "/w", "is required"},
    {"{\"w\":{}}", "/w/u\"rl", "is required"},
    {"{\"w\":{\"u\\\"rl\":1,\"o\":{}}}", "/w/o", "lacks a required member"},
    {"{\"w\":{\"u\\\"rl\":1,\"o\":{\"u\\\"rl\":1}}}", "/w/o", "lacks a required member"},
    {"{\"w\":{\"u\\\"rl\":2}}", "/w/u\"rl", "is not the documented value"},
};

START_TEST(a_missing_member_is_named_by_its_place)
{
    static const char text[] =
        "{\"required\":[\"w\"],\"properties\":{\"w\":{\"required\":[\"u\\\"rl\"],\"properties\":{"
        "\"u\\\"rl\":{\"const\":1},\"o\":{\"required\":[\"u\\\"rl\",\"z\"]}}}}}";
    struct hp_contract contract = {.request_order = {HP_ROLE_URL}, .request_order_count = 1};
    contract.names[HP_ROLE_WRAPPER] = HP_SLICE("w");
    contract.names[HP_ROLE_URL] = HP_SLICE("u\"rl");
    struct hp_schema_options options = {.assert_formats = true};
    struct hp_schema *schema;
    ck_assert_int_eq(hp_schema_compile(fixture_tree(&fixture, hp_slice_of(text)), HP_SLICE(""),
                                       &options, &schema, NULL),
                     HP_OK);
    const struct hp_json *root = fixture_tree(&fixture, hp_slice_of(missing[_i].value));
    struct hp_violations violations;
    struct hp_problems problems;
    hp_problems_init(&problems, &fixture.arena);
    ck_assert(!hp_schema_validate_wordless(schema, root, &fixture.arena, &violations));
    hp_schema_problems_add(&contract, root, &violations, &problems);
    ck_assert_uint_eq(problems.count, violations.count);
    ck_assert(hp_slice_is(problems.items[0].pointer, missing[_i].pointer));
    ck_assert(hp_slice_is(problems.items[0].message, missing[_i].message));
    hp_schema_free(schema);
}
END_TEST

START_TEST(a_body_that_is_no_json_is_answered_with_place_and_reason)
{
    const struct hp_json_scan scan = {
        .fault = HP_JSON_SYNTAX, .offset = 1234567890, .want = "',' or \"x\""};
    struct hp_slice body = hp_problem_syntax_body(&fixture.arena, &scan);
    ck_assert_msg(hp_slice_is(body,
                              "{\"error\":{\"code\":\"malformed-json\",\"message\":\"the body is "
                              "not JSON: offset 1234567890: want ',' or \\\"x\\\"\"}}"),
                  "%.*s", (int)body.len, body.at);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service problems");
    TCase *tcase = tcase_create("bodies");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, body_of_problems_is_exact, 0, ROWS(bodies));
    tcase_add_test(tcase, a_body_that_is_no_json_is_answered_with_place_and_reason);
    tcase_add_loop_test(tcase, a_missing_member_is_named_by_its_place, 0, ROWS(missing));
    suite_add_tcase(suite, tcase);
    return suite;
}
