/* Field lines that frame nothing else, and the answer to what the reader refuses. */
#include "harness/service/framing.h"

#include "tests/support/suite_main.h"
#include "tests/unit/service_fixture.h"

static const struct value_row {
    struct hp_slice value;
    bool sound;
} rows[] = {
    {HP_SLICE_INIT(""), true},
    {HP_SLICE_INIT("x"), true},
    {HP_SLICE_INIT("\xff\t "), true},
    {HP_SLICE_INIT("application/json\t\x01\x7f\xff"), true},
    {HP_SLICE_INIT("a\rb"), false},
    {HP_SLICE_INIT("a\nb"), false},
    {HP_SLICE_INIT("a\0b"), false},
    {HP_SLICE_INIT("0123456789abcdef\r"), false},
    {HP_SLICE_INIT("\n0123456789abcdef"), false},
    {HP_SLICE_INIT("01234567\08901234"), false},
};

START_TEST(a_value_stands_on_one_line)
{
    ck_assert_int_eq(hp_framing_value_is_sound(rows[_i].value), rows[_i].sound);
}
END_TEST

START_TEST(every_fault_has_an_answer_in_the_service_own_form)
{
    static const struct {
        int status;
        const char *code;
    } want[] = {
        {400, "bad-request"},      {413, "body-too-large"},  {414, "target-too-long"},
        {431, "fields-too-large"}, {501, "not-implemented"}, {505, "version-not-supported"},
    };
    struct fixture fixture;
    fixture_open(&fixture);
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
        const struct hp_reader_fault fault = {"a \"quoted\" thing", "RFC9112-5.1", want[i].status};
        struct hp_response response;
        hp_framing_reply(&fault, &fixture.arena, &response);
        ck_assert_int_eq(response.status, want[i].status);
        const struct hp_json *error = fixture_check_error(&fixture, &response);
        ck_assert(hp_slice_is(hp_json_string(fixture_get(error, "code")), want[i].code));
        ck_assert(hp_slice_is(hp_json_string(fixture_get(error, "message")),
                              "a \"quoted\" thing (RFC9112-5.1)"));
    }
    fixture_close(&fixture);
}
END_TEST

START_TEST(no_memory_is_no_body)
{
    const struct hp_reader_fault fault = {"x", "y", 400};
    struct hp_response response;
    struct hp_arena arena;
    hp_arena_init(&arena, 0);
    hp_framing_reply(&fault, &arena, &response);
    ck_assert_ptr_null(response.body.at);
    hp_arena_deinit(&arena);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service framing");
    TCase *tcase = tcase_create("framing");
    tcase_add_loop_test(tcase, a_value_stands_on_one_line, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tcase, every_fault_has_an_answer_in_the_service_own_form);
    tcase_add_test(tcase, no_memory_is_no_body);
    suite_add_tcase(suite, tcase);
    return suite;
}
