/* The tables of planted defects: sound in themselves, and a defect in place does what it says. */
#include <check.h>
#include <string.h>

#include "cases/cases.h"
#include "harness/check/check.h"
#include "harness/cli/detect.h"
#include "tests/support/suite_main.h"

#define KEY "k3y-0123456789"

static bool is_known(const char *name, size_t length)
{
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    for (size_t i = 0; i < count; i++) {
        if (strlen(rows[i]->id) == length && strncmp(rows[i]->id, name, length) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < hp_check_count; i++) {
        if (strlen(hp_checks[i].id) == length && strncmp(hp_checks[i].id, name, length) == 0) {
            return true;
        }
    }
    return false;
}

static void check_names(const struct hp_defect *defect)
{
    for (const char *at = defect->caught_by; *at != '\0';) {
        size_t length = strcspn(at, " ");
        ck_assert_msg(is_known(at, length), "%s: %.*s is no row and no check", defect->id,
                      (int)length, at);
        at += length + (at[length] == ' ');
    }
}

START_TEST(ids_are_unique_and_what_must_catch_them_exists)
{
    size_t count;
    const struct hp_defect *const *defects = hp_defects(&count);
    ck_assert_uint_ge(count, 200);
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(defects[i]->caught_by[0] != '\0', "%s", defects[i]->id);
        ck_assert_msg(hp_defect_find(defects[i]->id) == defects[i], "%s is there twice",
                      defects[i]->id);
        ck_assert_msg(defects[i]->level == HP_MUST || defects[i]->level == HP_SHOULD, "%s",
                      defects[i]->id);
        check_names(defects[i]);
    }
}
END_TEST

START_TEST(variants_are_at_least_twelve_and_name_known_checks)
{
    size_t count;
    const struct hp_defect *const *variants = hp_variants(&count);
    ck_assert_uint_ge(count, 12);
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(hp_defect_find(variants[i]->id) == variants[i], "%s is there twice",
                      variants[i]->id);
        check_names(variants[i]);
    }
}
END_TEST

static bool has_family(const char *family)
{
    size_t count;
    const struct hp_defect *const *defects = hp_defects(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(defects[i]->family, family) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(every_family_has_defects)
{
    size_t count;
    const struct hp_row *const *rows = hp_cases_rows(&count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(has_family(rows[i]->family), "no defect in the family %s", rows[i]->family);
    }
}
END_TEST

/* The answer of a service with the defect `id` to `body`. */
static int ask(const char *id, const char *body, char *answer, size_t answer_bytes)
{
    static const struct hp_field fields[] = {
        {HP_SLICE_INIT("Content-Type"), HP_SLICE_INIT("application/json")},
        {HP_SLICE_INIT("api_key"), HP_SLICE_INIT(KEY)},
    };
    struct hp_contract *contract = NULL;
    struct hp_service *service = NULL;
    struct hp_planted *planted = NULL;
    struct hp_error error = {0};
    struct hp_response response;
    struct hp_arena arena;
    hp_arena_init(&arena, (size_t)64 * 1024 * 1024);
    ck_assert_int_eq(hp_contract_open(NULL, &contract, &error), HP_OK);
    const struct hp_defect *defect = hp_defect_find(id);
    ck_assert_ptr_nonnull(defect);
    ck_assert_int_eq(hp_planted_new(defect, contract, HP_SLICE(KEY), &planted, &error), HP_OK);
    struct hp_service_options options = {
        .contract = contract, .api_key = HP_SLICE(KEY), .hook = hp_planted_hook(planted)};
    ck_assert_int_eq(hp_service_new(&options, &service, &error), HP_OK);
    struct hp_request request = {
        .method = HP_SLICE("POST"),
        .target = HP_SLICE("/v3/core/webhooks"),
        .fields = fields,
        .field_count = 2,
        .body = hp_slice_of(body),
        .has_body = true,
    };
    hp_service_handle(service, &request, INT64_C(1713156745309), &arena, &response);
    (void)snprintf(answer, answer_bytes, "%.*s", (int)response.body.len, response.body.at);
    hp_service_free(service);
    hp_planted_free(planted);
    hp_contract_free(contract);
    hp_arena_deinit(&arena);
    return response.status;
}

#define BODY(type, name)                                                                           \
    "{\"webhook\":{\"operations\":[\"CREATE\"],\"name\":" name ",\"type\":\"" type "\","           \
    "\"data_models\":[\"ACCOUNTS\"],\"url\":\"https://example.com/hook\",\"headers\":{}}}"

static const struct planted_row {
    const char *id, *body;
    int status;
    const char *holds; /* in the answer */
} planted_rows[] = {
    {"enum-type-case", BODY("sync_completed", "\"a\""), 200, "\"type\":\"sync_completed\""},
    {"type-name-coerced", BODY("SYNC_COMPLETED", "17"), 200, "\"name\":\"17\""},
    {"type-name-number", BODY("SYNC_COMPLETED", "17"), 200, "\"name\":17"},
    {"struct-flat",
     "{\"operations\":[\"CREATE\"],\"name\":\"a\",\"type\":\"SYNC_COMPLETED\","
     "\"data_models\":[\"ACCOUNTS\"],\"url\":\"https://example.com/hook\","
     "\"headers\":{}}",
     200, "\"name\":\"a\""},
    {"json-trailing", BODY("SYNC_COMPLETED", "\"a\"") "garbage", 200, "\"name\":\"a\""},
    {"string-ascii", BODY("SYNC_COMPLETED", "\"\xc3\xa9\""), 200, "\"name\":\"?\""},
    {"resp-camel-case", BODY("SYNC_COMPLETED", "\"a\""), 200, "\"createdAt\":"},
    {"resp-envelope-data", BODY("SYNC_COMPLETED", "\"a\""), 200, "{\"data\":{"},
    {"error-422-500", BODY("NOTHING", "\"a\""), 500, "\"error\""},
    {"enum-type-case", BODY("nothing", "\"a\""), 422, "\"error\""},
    {"variant-uuid", BODY("SYNC_COMPLETED", "\"a\""), 200, "-4"},
    {"variant-member-order", BODY("SYNC_COMPLETED", "\"a\""), 200, "{\"url\":"},
    {"variant-member-order", BODY("NOTHING", "\"a\""), 422, "\"error\""},
};

START_TEST(a_planted_service_answers_as_its_row_says)
{
    const struct planted_row *row = &planted_rows[_i];
    char answer[2048];
    ck_assert_int_eq(ask(row->id, row->body, answer, sizeof(answer)), row->status);
    ck_assert_msg(strstr(answer, row->holds) != NULL, "%s: %s", row->id, answer);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cli_defects");
    TCase *tables = tcase_create("tables");
    tcase_add_test(tables, ids_are_unique_and_what_must_catch_them_exists);
    tcase_add_test(tables, variants_are_at_least_twelve_and_name_known_checks);
    tcase_add_test(tables, every_family_has_defects);
    tcase_add_loop_test(tables, a_planted_service_answers_as_its_row_says, 0,
                        (int)(sizeof(planted_rows) / sizeof(planted_rows[0])));
    suite_add_tcase(suite, tables);
    return suite;
}
