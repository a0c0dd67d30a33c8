/* What a body is, and how far the second judge decides alone. */
#include "harness/run/body_truth.h"

#include "harness/json/tree.h"
#include "tests/unit/run_fixture.h"

#define WITH(name, url, headers)                                                                   \
    "{\"webhook\":{\"operations\":[\"CREATE\"],\"name\":\"" name "\","                             \
    "\"type\":\"DATA_MODEL_CHANGES\",\"data_models\":[\"ACCOUNTS\"],\"url\":\"" url "\","          \
    "\"headers\":" headers "}}"
#define URL  "https://example.com/hook"
#define NONE "{\"X-A\":\"1\"}"

static struct hp_contract *contract;

static void set_up(void)
{
    struct hp_error error = {0};
    ck_assert_int_eq(hp_contract_open(NULL, &contract, &error), HP_OK);
}

static void tear_down(void)
{
    hp_contract_free(contract);
}

static const struct {
    const char *fact;
    struct hp_slice body;
    enum hp_body_truth truth;
    bool tame, plain_echo;
} bodies[] = {
    {"a plain request", HP_SLICE_INIT(WITH("n", URL, NONE)), HP_BODY_VALID, true, true},
    {"no header", HP_SLICE_INIT(WITH("n", URL, "{}")), HP_BODY_VALID, true, true},
    {"a blank at the end of the name", HP_SLICE_INIT(WITH("n ", URL, NONE)), HP_BODY_VALID, false,
     false},
    {"a control in the name", HP_SLICE_INIT(WITH("a\\u0007b", URL, NONE)), HP_BODY_VALID, false,
     false},
    {"U+00A0", HP_SLICE_INIT(WITH("a\xc2\xa0", URL, NONE)), HP_BODY_VALID, false, false},
    {"an astral character", HP_SLICE_INIT(WITH("a\xf0\x9f\x98\x80", URL, NONE)), HP_BODY_VALID,
     true, true},
    {"U+0000", HP_SLICE_INIT(WITH("a\\u0000b", URL, NONE)), HP_BODY_VALID, false, false},
    {"half a surrogate pair", HP_SLICE_INIT(WITH("a\\ud800b", URL, NONE)), HP_BODY_VALID, false,
     false},
    {"another host", HP_SLICE_INIT(WITH("n", "https://example.org/", NONE)), HP_BODY_VALID, false,
     false},
    {"a host that begins alike", HP_SLICE_INIT(WITH("n", "https://example.com.net/", NONE)),
     HP_BODY_VALID, false, false},
    {"a query", HP_SLICE_INIT(WITH("n", URL "?a=b", NONE)), HP_BODY_VALID, false, false},
    {"a field that somebody reserves", HP_SLICE_INIT(WITH("n", URL, "{\"Host\":\"h\"}")),
     HP_BODY_VALID, false, false},
    {"a line break in a field", HP_SLICE_INIT(WITH("n", URL, "{\"X-A\":\"1\\r\\n2\"}")),
     HP_BODY_VALID, false, false},
    {"fields that differ in case", HP_SLICE_INIT(WITH("n", URL, "{\"X-A\":\"1\",\"x-a\":\"2\"}")),
     HP_BODY_VALID, false, false},
    {"a second member of one name", HP_SLICE_INIT(WITH("n\",\"name\":\"m", URL, NONE)),
     HP_BODY_VALID, false, false},
    {"a member that is not documented", HP_SLICE_INIT(WITH("n\",\"more\":\"m", URL, NONE)),
     HP_BODY_VALID, false, true},
    {"wrong only by one of two members", HP_SLICE_INIT(WITH("n\",\"type\":\"no", URL, NONE)),
     HP_BODY_EITHER, false, false},
    {"a wrong type", HP_SLICE_INIT("{\"webhook\":7}"), HP_BODY_BREAKS, false, false},
    {"nothing in it", HP_SLICE_INIT("{}"), HP_BODY_BREAKS, false, false},
    {"a comma too many", HP_SLICE_INIT("{\"webhook\":{},}"), HP_BODY_NOT_JSON, false, false},
    {"no byte", HP_SLICE_INIT(""), HP_BODY_NOT_JSON, false, false},
    {"bytes that are no UTF-8", HP_SLICE_INIT(WITH("\xff", URL, NONE)), HP_BODY_NOT_JSON, false,
     false},
};

START_TEST(a_body_is_what_it_is)
{
    struct hp_body_facts facts;
    ck_assert(hp_body_examine(contract, bodies[_i].body, &facts));
    ck_assert_msg(facts.truth == bodies[_i].truth && facts.tame == bodies[_i].tame &&
                      facts.plain_echo == bodies[_i].plain_echo,
                  "%s: truth %d, tame %d, echo %d", bodies[_i].fact, facts.truth, facts.tame,
                  facts.plain_echo);
}
END_TEST

START_TEST(the_documented_example_is_valid)
{
    struct hp_body_facts facts;
    ck_assert(hp_body_examine(contract, contract->example_request, &facts));
    ck_assert_int_eq(facts.truth, HP_BODY_VALID);
}
END_TEST

/* Nobody has to read deeper than that; up to there it is like any other. */
START_TEST(depth_decides_nothing_beyond_the_limit)
{
    static const size_t depths[] = {HP_JSON_DEPTH_MAX, HP_JSON_DEPTH_MAX + 1};
    struct hp_buf text;
    struct hp_body_facts facts;
    hp_buf_init(&text, 4096);
    hp_buf_repeat(&text, '[', depths[_i]);
    hp_buf_repeat(&text, ']', depths[_i]);
    ck_assert(hp_body_examine(contract, hp_buf_view(&text), &facts));
    ck_assert_int_eq(facts.truth, _i == 0 ? HP_BODY_BREAKS : HP_BODY_EITHER);
    hp_buf_deinit(&text);
}
END_TEST

START_TEST(a_long_name_and_a_list_with_repetitions_are_valid_and_not_tame)
{
    char name[300];
    char text[1024];
    struct hp_body_facts facts;
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    (void)snprintf(text, sizeof(text), WITH("%s", URL, NONE), name);
    ck_assert(hp_body_examine(contract, hp_slice_of(text), &facts));
    ck_assert(facts.truth == HP_BODY_VALID && !facts.tame);
    ck_assert(hp_body_examine(
        contract,
        HP_SLICE("{\"webhook\":{\"operations\":[\"CREATE\",\"CREATE\"],\"name\":\"n\",\"type\":"
                 "\"DATA_MODEL_CHANGES\",\"data_models\":[\"ACCOUNTS\"],\"url\":\"" URL
                 "\",\"headers\":{}}}"),
        &facts));
    ck_assert(!facts.tame);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_body_truth");
    TCase *tcase = tcase_create("body_truth");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_body_is_what_it_is, 0, COUNT_OF(bodies));
    tcase_add_test(tcase, the_documented_example_is_valid);
    tcase_add_loop_test(tcase, depth_decides_nothing_beyond_the_limit, 0, 2);
    tcase_add_test(tcase, a_long_name_and_a_list_with_repetitions_are_valid_and_not_tame);
    suite_add_tcase(suite, tcase);
    return suite;
}
