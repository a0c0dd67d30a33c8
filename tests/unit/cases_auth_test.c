/* The rows on the credential: a wrong one is wrong whatever the right one is. */
#include "tests/unit/cases_fixture.h"

/* Keys that a user may have: an ordinary one, one character, no letters, the same backwards, one of
 * the placeholders, blanks and quotes inside. */
static const char *const keys[] = {
    "k-Test-0123456789", "k", "7", "42-42", "abba", "null", "a b\"c'd", "hookproof-wrong-key", "k0",
    "YOUR_API_KEY",
};
enum { KEYS = sizeof keys / sizeof keys[0] };

START_TEST(missing_key_is_tried_on_a_new_and_on_a_used_connection)
{
    struct hp_transfer plain = named("auth-missing", "absent").transfer;
    ck_assert(!plain.fresh_connection && !plain.keep_alive_reuse);
    ck_assert(named("auth-missing", "absent-fresh-connection").transfer.fresh_connection);
    ck_assert(named("auth-missing", "absent-reused-connection").transfer.keep_alive_reuse);
}
END_TEST

/* How many credential fields hold the right key, as a receiver that trims blanks reads them. */
static size_t right_keys(const struct hp_request *request)
{
    size_t count = 0;
    for (size_t i = 0; i < request->field_count; i++) {
        const struct hp_field *field = &request->fields[i];
        if (hp_slice_equal_ignoring_case(field->name, contract->key_field) &&
            hp_slice_equal(hp_slice_trim(field->value), hp_slice_trim(base.api_key))) {
            count++;
        }
    }
    return count;
}

START_TEST(wrong_credential_is_never_the_key_whatever_the_key_is)
{
    static const char *const rows[] = {
        "auth-missing",           "auth-empty",           "auth-wrong",
        "auth-near-miss",         "auth-placeholder",     "auth-wrong-location",
        "auth-wrong-header-name", "auth-hostile-value",   "auth-before-validation",
        "auth-no-side-effect",    "auth-uniform-failure",
    };
    base.api_key = hp_slice_of(keys[_i]);
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const struct hp_row *row = row_called(rows[r]);
        size_t count = 0;
        for (; make(&build, row, 0, count); count++) {
            struct hp_request request = hp_build_request(&build);
            ck_assert_msg(right_keys(&request) == 0, "%s carries the key %s",
                          hp_buf_cstr(&build.id), keys[_i]);
        }
        /* As many as for an ordinary key. */
        base.api_key = HP_SLICE(TEST_KEY);
        ck_assert(make(&build, row, 0, count - 1) && !make(&build, row, 0, count));
        base.api_key = hp_slice_of(keys[_i]);
    }
}
END_TEST

START_TEST(near_misses_of_an_ordinary_key_all_differ)
{
    enum { MISSES = 25 };
    const struct hp_row *row = row_called("auth-near-miss");
    static char values[MISSES][2048];
    for (size_t i = 0; i < MISSES; i++) {
        ck_assert(make(&build, row, 0, i));
        struct hp_request request = hp_build_request(&build);
        struct hp_slice value = field_of(&request, "api_key");
        ck_assert_uint_lt(value.len, sizeof values[i]);
        snprintf(values[i], sizeof values[i], "%.*s", (int)value.len, value.at);
        for (size_t j = 0; j < i; j++) {
            ck_assert_msg(strcmp(values[i], values[j]) != 0, "%zu and %zu are the same", i, j);
        }
    }
}
END_TEST

static const struct expected_miss {
    const char *name;
    const char *value;
} expected_misses[] = {
    {"cut-by-1", "k-Test-012345678"},
    {"cut-by-4", "k-Test-012345"},
    {"first-character", "k"},
    {"without-first", "-Test-0123456789"},
    {"without-middle", "k-Test-023456789"},
    {"changed-first", "l-Test-0123456789"},
    {"changed-last", "k-Test-0123456780"},
    {"upper-case", "K-TEST-0123456789"},
    {"swapped-case", "K-tEST-0123456789"},
    {"one-letter-case", "K-Test-0123456789"},
    {"reversed", "9876543210-tseT-k"},
    {"rotated", "-Test-0123456789k"},
    {"blank-inside", "k-Test-0 123456789"},
    {"last-repeated", "k-Test-01234567899"},
};
enum { EXPECTED_MISSES = sizeof expected_misses / sizeof expected_misses[0] };

START_TEST(near_miss_is_the_one_named)
{
    struct hp_request request = named("auth-near-miss", expected_misses[_i].name);
    struct hp_slice value = field_of(&request, "api_key");
    ck_assert_msg(hp_slice_is(value, expected_misses[_i].value), "%.*s", (int)value.len, value.at);
}
END_TEST

START_TEST(padded_key_is_the_key_and_blanks)
{
    const struct hp_row *row = row_called("auth-ows-padding");
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        ck_assert_uint_eq(right_keys(&request), 1);
        ck_assert_uint_gt(field_of(&request, "api_key").len, base.api_key.len);
    }
}
END_TEST

START_TEST(misplaced_key_is_where_the_name_says)
{
    static const struct {
        const char *name;
        const char *field; /* NULL: the target; "": the body */
        const char *text;
    } places[] = {
        {"query", NULL, "?api_key=k-Test-0123456789"},
        {"cookie", "Cookie", "api_key=k-Test-0123456789"},
        {"body-root", "", ",\"api_key\":\"k-Test-0123456789\"}"},
        {"body-wrapper", "", ",\"api_key\":\"k-Test-0123456789\"}}"},
        {"body-headers", "", "\"headers\":{\"api_key\":\"k-Test-0123456789\"}"},
        {"authorization-bearer", "Authorization", "Bearer k-Test-0123456789"},
        {"userinfo-user", "Authorization", "Basic ay1UZXN0LTAxMjM0NTY3ODk6"},
        {"userinfo-password", "Authorization", "Basic YXBpOmstVGVzdC0wMTIzNDU2Nzg5"},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct hp_request request = named("auth-wrong-location", places[i].name);
        struct hp_slice text = places[i].field == NULL      ? request.target
                               : places[i].field[0] == '\0' ? request.body
                                                            : field_of(&request, places[i].field);
        ck_assert_msg(holds(text, hp_slice_of(places[i].text)), "%s: %.*s", places[i].name,
                      (int)text.len, text.at);
    }
}
END_TEST

START_TEST(similar_field_names_are_those_of_the_catalogue)
{
    static const char *const pairs[][2] = {
        {"hyphen", "api-key"},
        {"no-separator", "apikey"},
        {"dot", "api.key"},
        {"x-hyphen", "x-api-key"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct hp_request request = named("auth-wrong-header-name", pairs[i][0]);
        ck_assert(hp_slice_equal(field_of(&request, pairs[i][1]), base.api_key));
    }
}
END_TEST

START_TEST(two_credentials_stand_in_the_order_named)
{
    struct hp_request request = named("auth-duplicate-field", "bad-good");
    ck_assert_uint_eq(hp_field_count(request.fields, request.field_count, contract->key_field), 2);
    ck_assert_uint_eq(right_keys(&request), 1);
    ck_assert(!hp_slice_equal(field_of(&request, "api_key"), base.api_key));
    request = named("auth-duplicate-field", "good-good");
    ck_assert_uint_eq(right_keys(&request), 2);
    request = named("auth-duplicate-field", "list-good-good");
    ck_assert(hp_slice_is(field_of(&request, "api_key"), "k-Test-0123456789, k-Test-0123456789"));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_auth");
    TCase *tests = case_of(suite, "credential");
    tcase_add_loop_test(tests, wrong_credential_is_never_the_key_whatever_the_key_is, 0, KEYS);
    tcase_add_test(tests, missing_key_is_tried_on_a_new_and_on_a_used_connection);
    tcase_add_test(tests, near_misses_of_an_ordinary_key_all_differ);
    tcase_add_loop_test(tests, near_miss_is_the_one_named, 0, EXPECTED_MISSES);
    tcase_add_test(tests, padded_key_is_the_key_and_blanks);
    tcase_add_test(tests, misplaced_key_is_where_the_name_says);
    tcase_add_test(tests, similar_field_names_are_those_of_the_catalogue);
    tcase_add_test(tests, two_credentials_stand_in_the_order_named);
    return suite;
}
