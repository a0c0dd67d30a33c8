/* Response heads and -H lines against the grammar of RFC 9110 and 9112. */
#include "harness/base/limits.h"
#include "harness/target/extra_fields.h"
#include "harness/target/response_head.h"
#include "tests/support/suite_main.h"

struct status_row {
    const char *line;
    int status;
    int version;
};

static const struct status_row status_lines[] = {
    {"HTTP/1.1 200 OK", 200, 11},       {"HTTP/1.1 200", 200, 11},
    {"HTTP/1.1 200 ", 200, 11},         {"HTTP/1.0 404 Not Found", 404, 10},
    {"HTTP/2 201 ", 201, 20},           {"HTTP/1.1 599 x", 599, 11},
    {"HTTP/1.1 100 Continue", 100, 11}, {"HTTP/1.1 600 x", 0, 0},
    {"HTTP/1.1 099 x", 0, 0},           {"HTTP/1.1 20 OK", 0, 0},
    {"HTTP/1.1 2000 OK", 0, 0},         {"HTTP/1.1 2x0 OK", 0, 0},
    {"HTTP/1.1  200 OK", 0, 0},         {"http/1.1 200 OK", 0, 0},
    {"HTTP/1.2 200 OK", 0, 0},          {"HTTP/1.1 200OK", 0, 0},
    {"HTTP/1.1\t200 OK", 0, 0},         {"", 0, 0},
};

START_TEST(a_status_line_gives_status_and_version)
{
    const struct status_row *row = &status_lines[_i];
    int version = 0;
    int status = hp_status_line_parse(hp_slice_of(row->line), &version);
    ck_assert_msg(status == row->status && version == row->version, "'%s': %d %d", row->line,
                  status, version);
}
END_TEST

struct head_row {
    const char *text;
    enum hp_head_verdict verdict;
    size_t fields;
    const char *name; /* of the last field that was read */
    const char *value;
};

static const struct head_row heads[] = {
    {"HTTP/1.1 200 OK\r\n\r\n", HP_HEAD_OK, 0, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nA: 1\r\n\r\n", HP_HEAD_OK, 1, "A", "1"},
    {"HTTP/1.1 200 OK\nA: 1\n\n", HP_HEAD_OK, 1, "A", "1"},
    {"HTTP/1.1 200 OK\r\nA:\t two words \t\r\n\r\n", HP_HEAD_OK, 1, "A", "two words"},
    {"HTTP/1.1 200 OK\r\nA:\r\n\r\n", HP_HEAD_OK, 1, "A", ""},
    {"HTTP/1.1 200 OK\r\nA: b:c\r\n\r\n", HP_HEAD_OK, 1, "A", "b:c"},
    {"HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\n\r\n", HP_HEAD_OK, 2, "a", "2"},
    {"HTTP/1.1 200 OK\r\nA: 1\r\n 2\r\n\r\n", HP_HEAD_OK, 1, "A", "1   2"},
    {"HTTP/1.1 200 OK\r\nA: 1\n\t2\r\nB: 3\r\n\r\n", HP_HEAD_OK, 2, "B", "3"},
    {"HTTP/1.1 200 OK\r\nA: \xc3\xa9\r\n\r\n", HP_HEAD_OK, 1, "A", "\xc3\xa9"},
    {"HTTP/1.1 200 OK\r\nA: 1\r\n\r\nB: 2\r\n", HP_HEAD_OK, 1, "A", "1"},
    {"HTTP/1.1 700 OK\r\n\r\n", HP_HEAD_MALFORMED, 0, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nA: 1\r\nno colon\r\n\r\n", HP_HEAD_MALFORMED, 1, "A", "1"},
    {"HTTP/1.1 200 OK\r\nA : 1\r\n\r\n", HP_HEAD_MALFORMED, 0, NULL, NULL},
    {"HTTP/1.1 200 OK\r\n: 1\r\n\r\n", HP_HEAD_MALFORMED, 0, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nA(b): 1\r\n\r\n", HP_HEAD_MALFORMED, 0, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nA: 1\r2\r\n\r\n", HP_HEAD_MALFORMED, 0, NULL, NULL},
    {"HTTP/1.1 200 OK\r\n A: 1\r\n\r\n", HP_HEAD_MALFORMED, 0, NULL, NULL},
};

START_TEST(a_head_is_read_by_the_grammar)
{
    const struct head_row *row = &heads[_i];
    struct hp_arena arena;
    struct hp_response have = {0};
    const char *why = NULL;
    hp_arena_init(&arena, 1024 * 1024);
    char text[256];
    size_t len = strlen(row->text);
    memcpy(text, row->text, len + 1);
    enum hp_head_verdict verdict = hp_response_head_parse(text, len, &arena, &have, &why);
    ck_assert_msg(verdict == row->verdict, "'%s': verdict %d", row->text, verdict);
    ck_assert_msg((why != NULL) == (verdict != HP_HEAD_OK), "'%s': why %s", row->text, why);
    ck_assert_uint_eq(have.field_count, row->fields);
    if (row->fields > 0) {
        const struct hp_field *last = &have.fields[row->fields - 1];
        ck_assert_msg(hp_slice_is(last->name, row->name), "'%s': name", row->text);
        ck_assert_msg(hp_slice_is(last->value, row->value), "'%s': value '%.*s'", row->text,
                      (int)last->value.len, last->value.at);
    }
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(a_nul_in_a_value_is_malformed)
{
    char text[] = "HTTP/1.1 200 OK\r\nA: 1\0002\r\n\r\n";
    struct hp_arena arena;
    struct hp_response have = {0};
    const char *why = NULL;
    hp_arena_init(&arena, 1024 * 1024);
    ck_assert_int_eq(hp_response_head_parse(text, sizeof(text) - 1, &arena, &have, &why),
                     HP_HEAD_MALFORMED);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(more_fields_than_the_limit_are_too_large)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1024 * 1024);
    for (int extra = 0; extra <= 1; extra++) {
        char text[4096];
        size_t len = (size_t)snprintf(text, sizeof(text), "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < HP_RESPONSE_FIELDS_MAX + extra; i++) {
            len += (size_t)snprintf(text + len, sizeof(text) - len, "A: %d\r\n", i);
        }
        len += (size_t)snprintf(text + len, sizeof(text) - len, "\r\n");
        struct hp_response have = {0};
        const char *why = NULL;
        hp_arena_reset(&arena);
        ck_assert_int_eq(hp_response_head_parse(text, len, &arena, &have, &why),
                         extra == 0 ? HP_HEAD_OK : HP_HEAD_TOO_LARGE);
        ck_assert_uint_eq(have.field_count, HP_RESPONSE_FIELDS_MAX);
    }
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(a_head_cut_at_any_byte_stays_inside_its_bytes)
{
    static const char whole[] = "HTTP/1.1 200 OK\r\nA: 1\r\n fold\r\nLong-Name:  v \r\n\r\n";
    struct hp_arena arena;
    hp_arena_init(&arena, 1024 * 1024);
    for (size_t len = 0; len < sizeof(whole); len++) {
        char *text = malloc(len + 1); /* exact, so that a sanitizer sees an overrun */
        ck_assert_ptr_nonnull(text);
        memcpy(text, whole, len);
        struct hp_response have = {0};
        const char *why = NULL;
        hp_arena_reset(&arena);
        enum hp_head_verdict verdict = hp_response_head_parse(text, len, &arena, &have, &why);
        ck_assert_msg(len >= 12 || verdict == HP_HEAD_MALFORMED, "%zu bytes: %d", len, verdict);
        free(text);
    }
    hp_arena_deinit(&arena);
}
END_TEST

static const char *const bad_extra[] = {
    "", "Name", ": value", "Bad Name: v", "A: x\r\nB: y", "A: x\n", "N\xc3\xa9: v"};

START_TEST(an_extra_field_that_is_no_field_is_refused)
{
    struct hp_extra_fields extra;
    struct hp_error error = {0};
    ck_assert_int_eq(hp_extra_fields_init(&extra, &bad_extra[_i], 1, &error), HP_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "want one line 'Name: value'"));
    hp_extra_fields_deinit(&extra);
}
END_TEST

START_TEST(extra_fields_are_copied_and_trimmed)
{
    char line[] = "X-One:  1 ";
    const char *const lines[] = {line, "x_two:", "A:b:c"};
    struct hp_extra_fields extra;
    ck_assert_int_eq(hp_extra_fields_init(&extra, lines, 3, NULL), HP_OK);
    memset(line, '#', sizeof(line) - 1);
    ck_assert_uint_eq(extra.count, 3);
    ck_assert(hp_slice_is(extra.fields[0].name, "X-One"));
    ck_assert(hp_slice_is(extra.fields[0].value, "1"));
    ck_assert(hp_slice_is(extra.fields[1].name, "x_two"));
    ck_assert(hp_slice_is(extra.fields[1].value, ""));
    ck_assert(hp_slice_is(extra.fields[2].value, "b:c"));
    hp_extra_fields_deinit(&extra);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_head");
    TCase *tests = tcase_create("head");
    tcase_add_loop_test(tests, a_status_line_gives_status_and_version, 0,
                        sizeof(status_lines) / sizeof(status_lines[0]));
    tcase_add_loop_test(tests, a_head_is_read_by_the_grammar, 0, sizeof(heads) / sizeof(heads[0]));
    tcase_add_test(tests, a_nul_in_a_value_is_malformed);
    tcase_add_test(tests, more_fields_than_the_limit_are_too_large);
    tcase_add_test(tests, a_head_cut_at_any_byte_stays_inside_its_bytes);
    tcase_add_loop_test(tests, an_extra_field_that_is_no_field_is_refused, 0,
                        sizeof(bad_extra) / sizeof(bad_extra[0]));
    tcase_add_test(tests, extra_fields_are_copied_and_trimmed);
    suite_add_tcase(suite, tests);
    return suite;
}
