/* The credential in what is written. */
#include "harness/run/mask.h"

#include "tests/unit/run_fixture.h"

static struct hp_arena arena;

static void set_up(void)
{
    hp_arena_init(&arena, 1024 * 1024);
}

static void tear_down(void)
{
    hp_arena_deinit(&arena);
}

static const struct {
    const char *text;
    const char *key;
    const char *masked;
} table[] = {
    {"", "secret-key", ""},
    {"nothing here", "secret-key", "nothing here"},
    {"secret-key", "secret-key", "***"},
    {"secret-keysecret-key", "secret-key", "******"},
    {"a secret-key b secret-key", "secret-key", "a *** b ***"},
    {"secret-ke", "secret-key", "secret-ke"},
    {"secret-secret-key-key", "secret-key", "secret-***-key"},
    {"Secret-Key", "secret-key", "Secret-Key"}, /* another key */
    {"aaaaaaaaaaaaaaaaa", "aaaaaaaa", "******a"},
    {"?k=se%2Fcr%20et%2B&x", "se/cr et+", "?k=***&x"},
    {"{\"k\":\"se\\\"cr\\\\et\"}", "se\"cr\\et", "{\"k\":\"***\"}"},
    {"Basic c2VjcmV0LWtleTE=", "secret-key1", "Basic ***E="},
    {"Basic dXNlcjpzZWNyZXQta2V5MQ==", "secret-key1", "Basic dXNlcjp***Q=="},
    {"Basic YTpzZWNyZXQta2V5MTpi", "secret-key1", "Basic YTp***Tpi"},
    {"Basic c2VjcmV0LWtleTI=", "secret-key1", "Basic ***I="}, /* all but four bits of it */
    {"Basic c2VjcmV0LWtlZTI=", "secret-key1", "Basic c2VjcmV0LWtlZTI="},
    {"anything", "", "anything"},
    /* Under 8 characters a key may be a word, and is masked only where it stands alone. */
    {"test", "test", "***"},
    {" test\t", "test", "***"},
    {"a test of it", "test", "a test of it"},
    {"1234567", "1234567", "***"},
    {"x1234567", "1234567", "x1234567"},
    {"x12345678", "12345678", "x***"},
};

START_TEST(every_occurrence_becomes_stars)
{
    struct hp_slice masked =
        hp_mask(hp_slice_of(table[_i].text), hp_slice_of(table[_i].key), &arena);
    assert_slice(masked, hp_slice_of(table[_i].masked), table[_i].text);
}
END_TEST

/* What the auth rows send instead of the key. */
static const struct {
    const char *value;
    const char *key;
    bool hidden;
} nears[] = {
    {"secret-ke", "secret-key", true},     {"ecret-key", "secret-key", true},
    {"SECRET-KEY", "secret-key", true},    {"sEcReT-kEy", "secret-key", true},
    {"yek-terces", "secret-key", true},    {"-keysecret", "secret-key", true},
    {"secre", "secret-key", true},         {"t-key", "secret-key", true},
    {"secr", "secret-key", false},         {"s", "secret-key", false},
    {"sec ret-key", "secret-key", true},   {"xecret-kex", "secret-key", true},
    {"' OR 1=1 --", "secret-key", false},  {"", "secret-key", false},
    {"secret-key", "secret-key", false}, /* hp_mask has it */
    {"secret-key,x", "secret-key", false}, {"abc", "abd", false},
    {"other-key", "secret-key", false},
};

START_TEST(half_of_the_key_is_hidden_too)
{
    struct hp_slice value = hp_slice_of(nears[_i].value);
    struct hp_slice masked = hp_mask_near(value, hp_slice_of(nears[_i].key));
    assert_slice(masked, nears[_i].hidden ? HP_SLICE("***") : value, nears[_i].value);
}
END_TEST

START_TEST(only_the_credentials_own_field_is_looked_at_closely)
{
    const struct hp_field fields[] = {{HP_SLICE("Api_Key"), HP_SLICE("secret-ke")},
                                      {HP_SLICE("User-Agent"), HP_SLICE("secret-ke/1")}};
    const struct hp_field *masked =
        hp_mask_near_fields(fields, 2, HP_SLICE("api_key"), HP_SLICE("secret-key"), &arena);
    ck_assert_ptr_nonnull(masked);
    assert_slice(masked[0].value, HP_SLICE("***"), "api_key");
    assert_slice(masked[1].value, HP_SLICE("secret-ke/1"), "User-Agent");
    ck_assert_ptr_eq(
        hp_mask_near_fields(fields + 1, 1, HP_SLICE("api_key"), HP_SLICE("secret-key"), &arena),
        fields + 1);
    ck_assert_ptr_eq(hp_mask_near_fields(fields, 2, HP_SLICE(""), HP_SLICE("secret-key"), &arena),
                     fields);
}
END_TEST

START_TEST(a_text_without_the_key_is_not_copied)
{
    struct hp_slice text = HP_SLICE("nothing here");
    ck_assert_ptr_eq(hp_mask(text, HP_SLICE("secret-key"), &arena).at, text.at);
}
END_TEST

START_TEST(bytes_around_the_key_are_kept)
{
    struct hp_slice text = slice_bytes("\0secret-key\0\xff", 13);
    assert_slice(hp_mask(text, HP_SLICE("secret-key"), &arena), slice_bytes("\0***\0\xff", 6),
                 "bytes");
}
END_TEST

START_TEST(without_memory_everything_is_hidden)
{
    struct hp_arena none;
    hp_arena_init(&none, 0);
    assert_slice(hp_mask(HP_SLICE("a secret-key"), HP_SLICE("secret-key"), &none), HP_SLICE("***"),
                 "masked");
    struct hp_field field = {HP_SLICE("X"), HP_SLICE("secret-key")};
    ck_assert_ptr_null(hp_mask_fields(&field, 1, HP_SLICE("secret-key"), &none));
    hp_arena_deinit(&none);
}
END_TEST

static const struct {
    const char *line;
    const char *key;
    const char *masked;
} lines[] = {
    {"422: says secret-key... (99 bytes)", "secret-key", "422: says ***... (99 bytes)"},
    {"422: says secret-k... (99 bytes)", "secret-key", "422: says *** (99 bytes)"},
    {"422: says secr... (99 bytes)", "secret-key", "422: says *** (99 bytes)"},
    {"422: says sec... (99 bytes)", "secret-key", "422: says sec... (99 bytes)"},
    {"422: says secret...", "secret-key", "422: says ***"},
    {"422: says secret, etc.", "secret-key", "422: says secret, etc."},
    {"says back\\\\slash\\\\key", "back\\slash\\key", "says ***"},
    {"says back\\slash\\key", "back\\slash\\key", "says ***"},
    {"says back\\\\sl...", "back\\slash\\key", "says ***"},
    {"says \\tcontrol", "\tcontrol", "says ***"},
    {"nothing to hide...", "secret-key", "nothing to hide..."},
    {"", "secret-key", ""},
    {"anything", "", "anything"},
};

START_TEST(a_line_for_people_is_masked_as_it_shows_the_key)
{
    struct hp_slice masked =
        hp_mask_line(hp_slice_of(lines[_i].line), hp_slice_of(lines[_i].key), &arena);
    assert_slice(masked, hp_slice_of(lines[_i].masked), lines[_i].line);
}
END_TEST

START_TEST(fields_are_masked_in_name_and_value)
{
    const struct hp_field fields[] = {{HP_SLICE("api_key"), HP_SLICE("secret-key")},
                                      {HP_SLICE("secret-key"), HP_SLICE("1")},
                                      {HP_SLICE("X-Same"), HP_SLICE("same")}};
    const struct hp_field *masked = hp_mask_fields(fields, 3, HP_SLICE("secret-key"), &arena);
    ck_assert_ptr_nonnull(masked);
    assert_slice(masked[0].name, HP_SLICE("api_key"), "name");
    assert_slice(masked[0].value, HP_SLICE("***"), "value");
    assert_slice(masked[1].name, HP_SLICE("***"), "name");
    assert_slice(masked[2].value, HP_SLICE("same"), "value");
    assert_slice(fields[0].value, HP_SLICE("secret-key"), "the original");
}
END_TEST

START_TEST(fields_without_the_key_are_the_same_list)
{
    const struct hp_field fields[] = {{HP_SLICE("X-Same"), HP_SLICE("same")}};
    ck_assert_ptr_eq(hp_mask_fields(fields, 1, HP_SLICE("secret-key"), &arena), fields);
    ck_assert_ptr_eq(hp_mask_fields(fields, 0, HP_SLICE("secret-key"), &arena), fields);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_mask");
    TCase *tests = tcase_create("mask");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, every_occurrence_becomes_stars, 0, COUNT_OF(table));
    tcase_add_loop_test(tests, half_of_the_key_is_hidden_too, 0, COUNT_OF(nears));
    tcase_add_test(tests, only_the_credentials_own_field_is_looked_at_closely);
    tcase_add_test(tests, a_text_without_the_key_is_not_copied);
    tcase_add_test(tests, bytes_around_the_key_are_kept);
    tcase_add_test(tests, without_memory_everything_is_hidden);
    tcase_add_loop_test(tests, a_line_for_people_is_masked_as_it_shows_the_key, 0, COUNT_OF(lines));
    tcase_add_test(tests, fields_are_masked_in_name_and_value);
    tcase_add_test(tests, fields_without_the_key_are_the_same_list);
    suite_add_tcase(suite, tests);
    return suite;
}
