/* The lines of the built-in contract that findings point at. */
#include "reports/contract_line.h"

#include "harness/contract/contract.h"
#include "tests/support/suite_main.h"

/* What stands in the line, trimmed. */
static const struct {
    const char *where;
    bool of_response;
    const char *line;
    bool later; /* behind the request's schema: the response's own */
} rows[] = {
    {"/webhook", false, "\"webhook\": {", false},
    {"/webhook/data_models", false, "\"data_models\": {", false},
    {"/webhook/data_models/0", false, "\"data_models\": {", false},
    {"/data_models/61", true, "\"data_models\": {", true},
    {"/created_at", true, "\"created_at\": {", true},
    {"/webhook/url", false, "\"url\": {", false},
    {"/url", true, "\"url\": {", true},
    {"status", false, "\"responses\": {", false},
    {"/webhook/nobody", false, "\"/core/webhooks\": {", false},
    {"method", false, "\"/core/webhooks\": {", false},
    {"header api_key", false, "\"/core/webhooks\": {", false},
    {"", false, "\"/core/webhooks\": {", false},
    {"/", false, "\"/core/webhooks\": {", false},
    {NULL, false, "\"/core/webhooks\": {", false},
};

START_TEST(a_finding_points_at_the_declaration)
{
    struct hp_slice text = hp_contract_embedded();
    unsigned number = hp_contract_line(text, rows[_i].where, rows[_i].of_response);
    for (unsigned i = 1; i < number; i++) {
        size_t end = hp_slice_find(text, HP_SLICE("\n"));
        ck_assert_uint_lt(end, text.len);
        text.at += end + 1;
        text.len -= end + 1;
    }
    struct hp_slice line = {text.at, hp_slice_find(text, HP_SLICE("\n"))};
    line = hp_slice_trim(line);
    ck_assert_msg(hp_slice_is(line, rows[_i].line), "%s: line %u is %.*s",
                  rows[_i].where == NULL ? "NULL" : rows[_i].where, number, (int)line.len, line.at);
    if (rows[_i].later) {
        ck_assert_uint_gt(number, hp_contract_line(hp_contract_embedded(), "/webhook/url", false));
    }
}
END_TEST

START_TEST(a_document_without_any_of_it_has_a_first_line)
{
    ck_assert_uint_eq(hp_contract_line(HP_SLICE("{\n}\n"), "/webhook", false), 1);
    ck_assert_uint_eq(hp_contract_line(HP_SLICE(""), "status", false), 1);
    ck_assert_uint_eq(hp_contract_line(HP_SLICE("\n\"paths\":{}"), "status", false), 2);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("reports_contract_line");
    TCase *tests = tcase_create("contract_line");
    tcase_add_loop_test(tests, a_finding_points_at_the_declaration, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, a_document_without_any_of_it_has_a_first_line);
    suite_add_tcase(suite, tests);
    return suite;
}
