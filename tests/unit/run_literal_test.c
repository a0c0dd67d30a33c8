/* Literal cases of the user's own: read strictly, sent as they stand. */
#include "harness/run/literal.h"

#include "cases/cases.h"
#include "tests/unit/run_fixture.h"

static char folder[64];
static char path[128];
static struct hp_contract *contract;
static const struct hp_row *const *catalogue;
static size_t catalogue_count;

static void set_up(void)
{
    struct hp_error error = {0};
    run_folder(folder);
    (void)snprintf(path, sizeof(path), "%s/cases.json", folder);
    ck_assert_int_eq(hp_contract_open(NULL, &contract, &error), HP_OK);
    catalogue = hp_cases_rows(&catalogue_count);
}

static void tear_down(void)
{
    hp_contract_free(contract);
    run_folder_gone(folder);
}

static enum hp_status read_text(const char *text, struct hp_literals **out, struct hp_error *error)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), file), strlen(text));
    ck_assert_int_eq(fclose(file), 0);
    return hp_literals_read(path, contract, catalogue, catalogue_count, out, error);
}

#define HEAD "{\"schema\":\"hookproof-cases/1\",\"cases\":["
#define CASE(request)                                                                              \
    HEAD "{\"id\":\"mine\",\"title\":\"Mine\",\"level\":\"MUST\",\"expect\":\"reject-4xx\","       \
         "\"request\":" request "}]}"
#define PART(member)                                                                               \
    HEAD "{\"id\":\"mine\",\"title\":\"Mine\",\"level\":\"MUST\",\"expect\":\"reject-4xx\","       \
         "\"request\":{}," member "}]}"

struct bad {
    const char *text, *message;
};

static const struct bad bads[] = {
    {"{", ":1:2: want "},
    {"{\"schema\":\"hookproof-case/1\"}", "its \"schema\" is not \"hookproof-cases/1\""},
    {"{\"schema\":\"hookproof-cases/1\",\"cases\":{}}", "\"cases\" are to be an array"},
    {HEAD "{}]}", "case 1: its \"id\" is to be"},
    {HEAD "{\"id\":\"Mine\"}]}", "case 1: its \"id\" is to be"},
    {HEAD "{\"id\":\"-mine\"}]}", "case 1: its \"id\" is to be"},
    {HEAD "{\"id\":\"a@b\"}]}", "case 1: its \"id\" is to be"},
    {HEAD "{\"id\":\"valid-doc-example\"}]}", "its id is taken"},
    {HEAD "{\"id\":\"resp-id\"}]}", "its id is taken"},
    {HEAD "{\"id\":\"mine\"}]}", "case 1 (mine): its \"title\" is to be one line"},
    {HEAD "{\"id\":\"mine\",\"title\":\"a\\nb\"}]}", "its \"title\" is to be one line"},
    {HEAD "{\"id\":\"mine\",\"title\":\"a\",\"level\":\"must\"}]}", "its \"level\" is to be MUST"},
    {HEAD "{\"id\":\"mine\",\"title\":\"a\",\"level\":\"MUST\",\"expect\":\"reject-4x\"}]}",
     "did you mean reject-4xx?"},
    {HEAD "{\"id\":\"mine\",\"title\":\"a\",\"level\":\"MUST\",\"expect\":\"check\"}]}",
     "its \"expect\""},
    {HEAD "{\"id\":\"mine\",\"title\":\"a\",\"level\":\"MUST\",\"expect\":\"accept-200\"}]}",
     "its \"request\" is to be an object"},
    {PART("\"clauses\":\"x\""), "unknown member \"clauses\"; did you mean clause?"},
    {PART("\"clause\":\"\""), "its \"clause\" is to be one line"},
    {PART("\"id\":\"other\""), "its member \"id\" twice"},
    {CASE("{\"methods\":\"GET\"}"), "unknown member \"methods\"; did you mean method?"},
    {CASE("{\"method\":\"GET IT\"}"), "its \"method\" is no token"},
    {CASE("{\"method\":7}"), "its \"method\" is no token"},
    {CASE("{\"target\":\"/a b\"}"), "its \"target\" is to be a path"},
    {CASE("{\"target\":\"\"}"), "its \"target\" is to be a path"},
    {CASE("{\"headers\":[]}"), "its \"headers\" are to be an object"},
    {CASE("{\"headers\":{\"a b\":\"c\"}}"), "\"a b\" is no name of a header field"},
    {CASE("{\"headers\":{\"\":\"c\"}}"), "is no name of a header field"},
    {CASE("{\"headers\":{\"a\":\"b\\r\\nc: d\"}}"), "its header \"a\" is to be a string"},
    {CASE("{\"headers\":{\"a\":\"b\\u0000\"}}"), "its header \"a\" is to be a string"},
    {CASE("{\"headers\":{\"a\":7}}"), "its header \"a\" is to be a string"},
    {CASE("{\"headers\":{\"a\":[[]]}}"), "its header \"a\" is to be a string"},
    {CASE("{\"body\":1,\"body_text\":\"\"}"), "only one of \"body\""},
    {CASE("{\"body_text\":7}"), "its \"body_text\" is to be a string"},
    {CASE("{\"body_text\":\"\\ud800\"}"), "its \"body_text\" is to be a string"},
    {CASE("{\"body_base64\":\"a\"}"), "its \"body_base64\" is not base64"},
};

START_TEST(a_bad_file_says_where_and_what)
{
    struct hp_literals *literals = NULL;
    struct hp_error error = {0};
    ck_assert_int_eq(read_text(bads[_i].text, &literals, &error), HP_ERR_USAGE);
    ck_assert_msg(strncmp(error.text, path, strlen(path)) == 0, "%s", error.text);
    ck_assert_msg(strstr(error.text + strlen(path), bads[_i].message) != NULL, "%s", error.text);
}
END_TEST

START_TEST(two_cases_of_one_id_are_refused)
{
    struct hp_literals *literals = NULL;
    struct hp_error error = {0};
    const char *two =
        "{\"id\":\"mine\",\"title\":\"a\",\"level\":\"MAY\",\"expect\":\"accept-200\","
        "\"request\":{}}";
    char text[1024];
    (void)snprintf(text, sizeof(text), HEAD "%s,%s]}", two, two);
    ck_assert_int_eq(read_text(text, &literals, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, "case 2 (mine): its id is taken") != NULL, "%s", error.text);
}
END_TEST

/* ---- requests ---- */

struct sent_row {
    const char *request;
    const char *method, *target, *body;
    const char *fields; /* "Name: value" lines, joined by | */
    bool has_body;
};

#define PLAIN_FIELDS "Content-Type: application/json|api_key: KEY"

static const struct sent_row sent_rows[] = {
    {"{}", "POST", "/v3/core/webhooks", "", PLAIN_FIELDS, false},
    {"{\"method\":\"PUT\",\"target\":\"/x?y=%20\",\"body\":{\"a\" : [1.50, \"\\u00e9\"]}}", "PUT",
     "/x?y=%20", "{\"a\":[1.50,\"\xc3\xa9\"]}", PLAIN_FIELDS, true},
    {"{\"body_text\":\"{not json\\n\"}", "POST", "/v3/core/webhooks", "{not json\n", PLAIN_FIELDS,
     true},
    {"{\"body_text\":\"\"}", "POST", "/v3/core/webhooks", "", PLAIN_FIELDS, true},
    {"{\"body_base64\":\"/w==\"}", "POST", "/v3/core/webhooks", "\xff", PLAIN_FIELDS, true},
    {"{\"body\":null}", "POST", "/v3/core/webhooks", "null", PLAIN_FIELDS, true},
    {"{\"headers\":{\"API_KEY\":null,\"content-type\":\"text/plain\",\"X-A\":[\"1\",\"2\",\"\"]}}",
     "POST", "/v3/core/webhooks", "", "content-type: text/plain|X-A: 1|X-A: 2|X-A: ", false},
};

static void print_fields(const struct hp_request *request, struct hp_buf *out)
{
    for (size_t i = 0; i < request->field_count; i++) {
        hp_buf_printf(out, "%s%.*s: %.*s", i == 0 ? "" : "|", (int)request->fields[i].name.len,
                      request->fields[i].name.at, (int)request->fields[i].value.len,
                      request->fields[i].value.at);
    }
}

/* A plan over the catalogue and the file's rows. */
static struct hp_plan *plan_over(const struct hp_literals *literals)
{
    struct hp_plan *plan = NULL;
    struct hp_error error = {0};
    static const char *const include[] = {"mine"};
    struct hp_plan_options options = {
        .api_key = HP_SLICE("KEY"), .include = include, .include_count = 1};
    size_t count = 0;
    const struct hp_row *const *rows = hp_literals_rows(literals, &count);
    ck_assert_uint_eq(count, catalogue_count + 1);
    ck_assert_ptr_eq(rows[0], catalogue[0]);
    ck_assert_msg(hp_plan_new(contract, rows, count, &options, &plan, &error) == HP_OK, "%s",
                  error.text);
    ck_assert_uint_eq(hp_plan_size(plan), 1);
    return plan;
}

/* The id of the one case of a file, and the hash of its plan. */
static uint64_t only_case(const char *request, struct hp_case *kase, char id[HP_CASE_ID_BYTES])
{
    struct hp_literals *literals = NULL;
    struct hp_error error = {0};
    char text[2048];
    (void)snprintf(text, sizeof(text), CASE("%s"), request);
    ck_assert_msg(read_text(text, &literals, &error) == HP_OK, "%s", error.text);
    struct hp_plan *plan = plan_over(literals);
    struct hp_plan_cursor cursor = {0};
    ck_assert(hp_plan_next(plan, &cursor, kase, &error));
    (void)snprintf(id, HP_CASE_ID_BYTES, "%.*s", (int)kase->id.len, kase->id.at);
    uint64_t hash = hp_plan_hash(plan);
    hp_plan_free(plan);
    hp_literals_free(literals);
    return hash;
}

START_TEST(what_is_sent_is_what_stands_there)
{
    const struct sent_row *row = &sent_rows[_i];
    struct hp_literals *literals = NULL;
    struct hp_error error = {0};
    struct hp_case kase;
    struct hp_buf fields;
    char text[2048];
    hp_case_init(&kase);
    hp_buf_init(&fields, 4096);
    (void)snprintf(text, sizeof(text), CASE("%s"), row->request);
    ck_assert_msg(read_text(text, &literals, &error) == HP_OK, "%s", error.text);
    struct hp_plan *plan = plan_over(literals);
    struct hp_plan_cursor cursor = {0};
    ck_assert(hp_plan_next(plan, &cursor, &kase, &error));
    assert_slice(kase.request.method, hp_slice_of(row->method), "method");
    assert_slice(kase.request.target, hp_slice_of(row->target), "target");
    assert_slice(kase.request.body, hp_slice_of(row->body), "body");
    ck_assert_int_eq(kase.request.has_body, row->has_body);
    print_fields(&kase.request, &fields);
    ck_assert_str_eq(hp_buf_cstr(&fields), row->fields);
    /* The id finds the same request again. */
    char id[HP_CASE_ID_BYTES];
    (void)snprintf(id, sizeof(id), "%.*s", (int)kase.id.len, kase.id.at);
    ck_assert_int_eq(hp_plan_find(plan, hp_slice_of(id), &kase, &error), HP_OK);
    assert_slice(kase.request.body, hp_slice_of(row->body), "body, found by id");
    /* It covers no combination: what its body holds is its own affair. */
    struct hp_coverage coverage;
    ck_assert_int_eq(hp_plan_coverage(plan, &coverage, &error), HP_OK);
    ck_assert_uint_eq(coverage.triples.covered, 0);
    hp_plan_free(plan);
    hp_literals_free(literals);
    hp_case_deinit(&kase);
    hp_buf_deinit(&fields);
}
END_TEST

START_TEST(another_request_is_another_id_and_another_plan)
{
    static const char *const requests[] = {
        "{\"body\":{\"a\":1}}",
        "{\"body\":{\"a\":2}}",
        "{\"body\":{\"a\":1},\"method\":\"PUT\"}",
        "{\"body\":{\"a\":1},\"target\":\"PUT\"}",
        "{\"body\":{\"a\":1},\"headers\":{\"a\":\"\"}}",
        "{\"body\":{\"a\":1},\"headers\":{\"a\":null}}",
        "{\"body\":{\"a\":1},\"headers\":{\"a\":[\"b\",\"c\"]}}",
        "{\"body\":{\"a\":1},\"headers\":{\"a\":\"b\",\"c\":\"\"}}",
        "{}",
        "{\"body_text\":\"\"}",
    };
    enum { COUNT = sizeof(requests) / sizeof(requests[0]) };
    char ids[COUNT][HP_CASE_ID_BYTES];
    uint64_t hashes[COUNT];
    struct hp_case kase;
    hp_case_init(&kase);
    for (size_t i = 0; i < COUNT; i++) {
        hashes[i] = only_case(requests[i], &kase, ids[i]);
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(ids[i], ids[j]);
            ck_assert_uint_ne(hashes[i], hashes[j]);
        }
    }
    char again[HP_CASE_ID_BYTES];
    ck_assert_uint_eq(only_case("{ \"body\" : { \"a\" : 1 } }", &kase, again), hashes[0]);
    ck_assert_str_eq(again, ids[0]);
    hp_case_deinit(&kase);
}
END_TEST

/* ---- the second judge ---- */

struct truth_row {
    const char *request;
    enum hp_body_truth truth;
    const char *warning; /* of a case that has to be accepted; NULL: none */
};

#define VALID_BODY                                                                                 \
    "{\"webhook\":{\"operations\":[\"CREATE\"],\"name\":\"n\",\"type\":\"SYNC_COMPLETED\","        \
    "\"data_models\":[\"BILLS\"],\"url\":\"https://example.com/x\",\"headers\":{}}}"

static const struct truth_row truths[] = {
    {"{\"body\":" VALID_BODY "}", HP_BODY_VALID, NULL},
    {"{\"body\":{\"webhook\":{}}}", HP_BODY_BREAKS, "the request schema refuses the body"},
    {"{\"body_text\":\"{\"}", HP_BODY_NOT_JSON, "the scan refuses the body"},
    {"{}", HP_BODY_NONE, "there is no body"},
    {"{\"body\":" VALID_BODY ",\"headers\":{\"Content-Type\":\"text/plain\"}}", HP_BODY_VALID,
     NULL},
};

START_TEST(who_expects_what_cannot_be_hears_of_it)
{
    const struct truth_row *row = &truths[_i];
    struct hp_literals *literals = NULL;
    struct hp_error error = {0};
    char text[2048];
    (void)snprintf(text, sizeof(text),
                   HEAD "{\"id\":\"mine\",\"title\":\"a\",\"level\":\"MUST\",\"expect\":"
                        "\"accept-200\",\"request\":%s}]}",
                   row->request);
    ck_assert_msg(read_text(text, &literals, &error) == HP_OK, "%s", error.text);
    const char *warning = hp_literals_warning(literals, 0);
    ck_assert_msg((warning == NULL) == (row->warning == NULL), "%s", warning);
    ck_assert_msg(warning == NULL || strstr(warning, row->warning) != NULL, "%s", warning);
    ck_assert_msg(warning == NULL || strstr(warning, "mine expects accept-200") != NULL, "%s",
                  warning);
    struct hp_case kase;
    hp_case_init(&kase);
    struct hp_plan *plan = plan_over(literals);
    struct hp_plan_cursor cursor = {0};
    ck_assert(hp_plan_next(plan, &cursor, &kase, &error));
    ck_assert_int_eq(kase.body_truth, row->truth);
    ck_assert_int_eq(kase.expect, HP_EXPECT_ACCEPT_200);
    hp_plan_free(plan);
    hp_case_deinit(&kase);
    hp_literals_free(literals);
    /* A refusal of the same is no claim that the body is valid. */
    (void)snprintf(text, sizeof(text), CASE("%s"), row->request);
    ck_assert_int_eq(read_text(text, &literals, &error), HP_OK);
    ck_assert_ptr_null(hp_literals_warning(literals, 0));
    hp_literals_free(literals);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_literal");
    TCase *tcase = tcase_create("literals");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_bad_file_says_where_and_what, 0, COUNT_OF(bads));
    tcase_add_test(tcase, two_cases_of_one_id_are_refused);
    tcase_add_loop_test(tcase, what_is_sent_is_what_stands_there, 0, COUNT_OF(sent_rows));
    tcase_add_test(tcase, another_request_is_another_id_and_another_plan);
    tcase_add_loop_test(tcase, who_expects_what_cannot_be_hears_of_it, 0, COUNT_OF(truths));
    suite_add_tcase(suite, tcase);
    return suite;
}
