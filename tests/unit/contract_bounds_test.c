/* What bounds a validation: depth, steps, regular expressions, memory. */
#include "tests/support/suite_main.h"

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "harness/contract/name_map.h"
#include "harness/contract/regex.h"
#include "harness/contract/schema.h"

static const struct hp_json *parse(struct hp_arena *arena, struct hp_slice text)
{
    struct hp_json_scan scan;
    const struct hp_json *value;
    ck_assert_int_eq(hp_json_parse(arena, text, &hp_json_limits_default, &scan, &value), HP_OK);
    ck_assert_msg(value != NULL, "not JSON at %zu", scan.offset);
    return value;
}

static struct hp_schema *compile(struct hp_arena *arena, const char *text)
{
    struct hp_schema_options options = {.assert_formats = true};
    struct hp_schema *schema;
    struct hp_error error = {0};
    ck_assert_msg(hp_schema_compile(parse(arena, hp_slice_of(text)), HP_SLICE(""), &options,
                                    &schema, &error) == HP_OK,
                  "%s", error.text);
    return schema;
}

struct bench {
    struct hp_arena arena;
    struct hp_schema *schema;
    struct hp_violations violations;
};

static void bench_init(struct bench *bench, const char *schema)
{
    hp_arena_init(&bench->arena, 1 << 28);
    bench->schema = compile(&bench->arena, schema);
}

static bool validate(struct bench *bench, struct hp_slice value)
{
    return hp_schema_validate(bench->schema, parse(&bench->arena, value), &bench->arena,
                              &bench->violations);
}

static void bench_deinit(struct bench *bench)
{
    hp_schema_free(bench->schema);
    hp_arena_deinit(&bench->arena);
}

/* `depth` arrays in each other. */
static void nest(struct hp_buf *text, unsigned depth)
{
    hp_buf_init(text, 1 << 20);
    hp_buf_repeat(text, '[', depth);
    hp_buf_repeat(text, ']', depth);
}

START_TEST(value_within_the_depth_is_judged)
{
    struct bench bench;
    struct hp_buf text;
    bench_init(&bench, "{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}");
    nest(&text, HP_SCHEMA_DEPTH_MAX);
    ck_assert(validate(&bench, hp_buf_view(&text)));
    hp_buf_deinit(&text);
    bench_deinit(&bench);
}
END_TEST

START_TEST(value_beyond_the_depth_is_a_violation)
{
    struct bench bench;
    struct hp_buf text;
    bench_init(&bench, "{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}");
    nest(&text, 500);
    ck_assert(!validate(&bench, hp_buf_view(&text)));
    ck_assert_uint_eq(bench.violations.count, 1);
    ck_assert_str_eq(bench.violations.items[0].keyword, "depth");
    ck_assert_str_eq(bench.violations.items[0].message,
                     "want a value that needs fewer nested schemas, have no verdict");
    hp_buf_deinit(&text);
    bench_deinit(&bench);
}
END_TEST

/* A `not` turns false into true, and must not turn "too deep" into "valid". */
START_TEST(a_negation_does_not_hide_the_depth)
{
    struct bench bench;
    struct hp_buf text;
    bench_init(&bench,
               "{\"not\":{\"$ref\":\"#/$defs/deep\"},\"$defs\":{\"deep\":{\"type\":\"array\","
               "\"items\":{\"$ref\":\"#/$defs/deep\"}}}}");
    nest(&text, 500);
    ck_assert(!validate(&bench, hp_buf_view(&text)));
    ck_assert_uint_eq(bench.violations.count, 1);
    ck_assert_str_eq(bench.violations.items[0].keyword, "depth");
    ck_assert_str_eq(bench.violations.items[0].pointer, "");
    ck_assert(!hp_schema_validate(bench.schema, parse(&bench.arena, hp_buf_view(&text)),
                                  &bench.arena, NULL));
    hp_buf_deinit(&text);
    bench_deinit(&bench);
}
END_TEST

/* Every keyword that runs a schema counts it; a bare $ref is the schema it leads to. */
static const struct {
    const char *schema;
    const char *opening; /* of a level of the value */
    const char *closing;
    unsigned schemas; /* that a level enters */
} levels[] = {
    {"{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}", "[", "]", 1},
    {"{\"items\":{\"$ref\":\"#\",\"minItems\":0}}", "[", "]", 2},
    {"{\"prefixItems\":[{\"$ref\":\"#\"}],\"minItems\":0}", "[", "]", 1},
    {"{\"contains\":{\"$ref\":\"#\"},\"minContains\":0}", "[", "]", 1},
    {"{\"properties\":{\"a\":{\"$ref\":\"#\"}}}", "{\"a\":", "}", 1},
    {"{\"patternProperties\":{\"a\":{\"$ref\":\"#\"}}}", "{\"a\":", "}", 1},
    {"{\"additionalProperties\":{\"$ref\":\"#\"}}", "{\"a\":", "}", 1},
    {"{\"allOf\":[{\"items\":{\"$ref\":\"#\"}}]}", "[", "]", 2},
    {"{\"anyOf\":[{\"items\":{\"$ref\":\"#\"}}]}", "[", "]", 2},
    {"{\"oneOf\":[{\"items\":{\"$ref\":\"#\"}}]}", "[", "]", 2},
    {"{\"not\":{\"items\":{\"not\":{\"$ref\":\"#\"}},\"maxItems\":0}}", "[", "]", 3},
    {"{\"if\":{\"items\":{\"$ref\":\"#\"}},\"then\":true}", "[", "]", 2},
    {"{\"if\":true,\"then\":{\"items\":{\"$ref\":\"#\"}}}", "[", "]", 2},
    {"{\"if\":false,\"else\":{\"items\":{\"$ref\":\"#\"}}}", "[", "]", 2},
    {"{\"dependentSchemas\":{\"a\":{\"properties\":{\"a\":{\"$ref\":\"#\"}}}}}", "{\"a\":", "}", 2},
};

/* Does that many levels of the value get a verdict? The innermost one is an empty container. */
static bool is_judged(struct bench *bench, size_t row, unsigned depth)
{
    struct hp_buf text;
    hp_buf_init(&text, 1 << 20);
    for (unsigned i = 1; i < depth; i++) {
        hp_buf_text(&text, levels[row].opening);
    }
    hp_buf_text(&text, levels[row].opening[0] == '[' ? "[]" : "{}");
    for (unsigned i = 1; i < depth; i++) {
        hp_buf_text(&text, levels[row].closing);
    }
    (void)validate(bench, hp_buf_view(&text));
    bool judged = true;
    for (size_t i = 0; i < bench->violations.kept; i++) {
        /* anyOf and oneOf report in their own name that none of theirs passed. */
        judged = judged && strcmp(bench->violations.items[i].keyword, "not") == 0;
    }
    hp_buf_deinit(&text);
    return judged;
}

START_TEST(every_way_into_a_schema_counts_as_depth)
{
    struct bench bench;
    size_t row = (size_t)_i;
    bench_init(&bench, levels[row].schema);
    unsigned last = 0; /* depth that is judged */
    for (unsigned depth = 1; depth < 300 && is_judged(&bench, row, depth); depth++) {
        last = depth;
    }
    unsigned want = HP_SCHEMA_DEPTH_MAX / levels[row].schemas;
    ck_assert_msg(last == want || last == want + 1, "%s: %u levels, not %u", levels[row].schema,
                  last, want);
    bench_deinit(&bench);
}
END_TEST

START_TEST(doubling_branches_end)
{
    struct hp_buf schema;
    hp_buf_init(&schema, 1 << 20);
    hp_buf_text(&schema, "{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (unsigned i = 0; i < 60; i++) {
        hp_buf_printf(
            &schema, "\"d%u\":{\"anyOf\":[{\"$ref\":\"#/$defs/d%u\"},{\"$ref\":\"#/$defs/d%u\"}]},",
            i, i + 1, i + 1);
    }
    hp_buf_text(&schema, "\"d60\":{\"minimum\":1}}}");
    struct bench bench;
    bench_init(&bench, hp_buf_cstr(&schema));
    ck_assert(validate(&bench, HP_SLICE("1")));
    ck_assert(!validate(&bench, HP_SLICE("0")));
    ck_assert_uint_eq(bench.violations.count, 1);
    hp_buf_deinit(&schema);
    bench_deinit(&bench);
}
END_TEST

static const char *const catastrophic[] = {"^(a+)+$", "^(a|aa)+$", "^(.*a){20}$", "(a*)*b$"};

START_TEST(catastrophic_pattern_is_a_violation)
{
    char schema[64];
    (void)snprintf(schema, sizeof(schema), "{\"items\":{\"pattern\":\"%s\"}}", catastrophic[_i]);
    struct bench bench;
    bench_init(&bench, schema);
    struct hp_buf text;
    hp_buf_init(&text, 1 << 20);
    for (unsigned i = 0; i < 20; i++) {
        hp_buf_text(&text, i == 0 ? "[\"" : ",\"");
        hp_buf_repeat(&text, 'a', 60);
        hp_buf_text(&text, "!\"");
    }
    hp_buf_char(&text, ']');
    ck_assert(!validate(&bench, hp_buf_view(&text)));
    ck_assert_uint_eq(bench.violations.count, 20);
    ck_assert_str_eq(bench.violations.items[0].pointer, "/0");
    ck_assert_str_eq(bench.violations.items[0].keyword, "pattern");
    if (_i == 0) {
        ck_assert_str_eq(bench.violations.items[0].message,
                         "want a text on which the regular expression ends in time, have no "
                         "verdict");
    }
    hp_buf_deinit(&text);
    bench_deinit(&bench);
}
END_TEST

START_TEST(catastrophic_patterns_on_many_strings_end)
{
    struct bench bench;
    bench_init(&bench, "{\"items\":{\"pattern\":\"^(a+)+$\"}}");
    struct hp_buf text;
    hp_buf_init(&text, 1 << 22);
    for (unsigned i = 0; i < 20000; i++) {
        hp_buf_text(&text, i == 0 ? "[\"" : ",\"");
        hp_buf_repeat(&text, 'a', 60);
        hp_buf_text(&text, "!\"");
    }
    hp_buf_char(&text, ']');
    ck_assert(!validate(&bench, hp_buf_view(&text)));
    ck_assert_uint_le(bench.violations.count, 210);
    hp_buf_deinit(&text);
    bench_deinit(&bench);
}
END_TEST

START_TEST(honest_pattern_takes_long_texts)
{
    struct hp_arena arena;
    char message[64];
    struct hp_regex *regex;
    hp_arena_init(&arena, 1 << 24);
    ck_assert_int_eq(hp_regex_new(HP_SLICE("^(?:ab|c)*$"), &regex, message, sizeof(message)),
                     HP_OK);
    struct hp_buf text;
    hp_buf_init(&text, 1 << 20);
    for (unsigned i = 0; i < 30000; i++) {
        hp_buf_text(&text, "ab");
    }
    struct hp_regex_room room = {NULL};
    ck_assert_int_eq(hp_regex_search(regex, hp_buf_view(&text), &arena, &room), HP_REGEX_MATCH);
    hp_buf_char(&text, 'x');
    ck_assert_int_eq(hp_regex_search(regex, hp_buf_view(&text), &arena, &room), HP_REGEX_NO_MATCH);
    hp_regex_free(regex);
    hp_buf_deinit(&text);
    hp_arena_deinit(&arena);
}
END_TEST

/* A tree never holds such bytes; a regex must not care. */
START_TEST(bytes_that_are_not_utf8_do_not_match)
{
    static const struct hp_slice texts[] = {HP_SLICE_INIT("\xFF"), HP_SLICE_INIT("a\xC0"),
                                            HP_SLICE_INIT("\xED\xA0"), HP_SLICE_INIT("\xC0\x81")};
    struct hp_arena arena;
    char message[64];
    struct hp_regex *regex;
    hp_arena_init(&arena, 1 << 20);
    ck_assert_int_eq(hp_regex_new(HP_SLICE(".*"), &regex, message, sizeof(message)), HP_OK);
    struct hp_regex_room room = {NULL};
    ck_assert_int_eq(hp_regex_search(regex, texts[_i], &arena, &room), HP_REGEX_NO_MATCH);
    hp_regex_free(regex);
    hp_arena_deinit(&arena);
}
END_TEST

/* The second kind all round to one double. */
static const char *const many_numbers[] = {"1.", "1.00000000000000000000"};

START_TEST(unique_items_of_a_large_array_are_fast)
{
    struct bench bench;
    bench_init(&bench, "{\"uniqueItems\":true}");
    struct hp_buf text;
    hp_buf_init(&text, 1 << 24);
    for (unsigned i = 0; i < 200000; i++) {
        hp_buf_printf(&text, "%c%s%u1", i == 0 ? '[' : ',', many_numbers[_i], i);
    }
    hp_buf_char(&text, ']');
    ck_assert(validate(&bench, hp_buf_view(&text)));
    hp_buf_deinit(&text);
    bench_deinit(&bench);
}
END_TEST

START_TEST(many_required_names_are_all_checked)
{
    struct hp_buf schema;
    hp_buf_init(&schema, 1 << 20);
    for (unsigned i = 0; i < 1000; i++) {
        hp_buf_printf(&schema, "%s\"name%u\"", i == 0 ? "{\"required\":[" : ",", i);
    }
    hp_buf_text(&schema, "]}");
    struct hp_buf value;
    hp_buf_init(&value, 1 << 20);
    for (unsigned i = 0; i < 999; i++) {
        hp_buf_printf(&value, "%s\"name%u\":0", i == 0 ? "{" : ",", i);
    }
    hp_buf_char(&value, '}');
    struct bench bench;
    bench_init(&bench, hp_buf_cstr(&schema));
    ck_assert(!validate(&bench, hp_buf_view(&value)));
    ck_assert_uint_eq(bench.violations.count, 1);
    ck_assert_ptr_nonnull(strstr(bench.violations.items[0].message, "\"name999\""));
    hp_buf_deinit(&schema);
    hp_buf_deinit(&value);
    bench_deinit(&bench);
}
END_TEST

/* Every allocating corner of the compiler. */
static const char rich_schema[] =
    "{\"$defs\":{\"u\":{\"format\":\"uri\",\"pattern\":\"^h\\\\u0074tp\"}},"
    "\"properties\":{\"a\":{\"enum\":[\"x\",1,{\"y\":[2]}]},\"b\":{\"$ref\":\"#/$defs/"
    "u\"},\"c\":{\"const\":"
    "null},"
    "\"d\":{\"prefixItems\":[{}],\"items\":{\"multipleOf\":0.5},\"contains\":{\"minimum\":2},"
    "\"uniqueItems\":true}},\"patternProperties\":{\"^p\":{\"maxLength\":3}},"
    "\"additionalProperties\":{\"not\":{\"type\":\"null\"}},\"propertyNames\":{\"maxLength\":5},"
    "\"required\":[\"a\"],\"dependentRequired\":{\"a\":[\"b\"]},\"dependentSchemas\":{\"c\":{"
    "\"if\":{},"
    "\"then\":{\"allOf\":[{\"anyOf\":[{\"oneOf\":[{}]}]}]}}}}";

START_TEST(any_failed_allocation_of_the_compiler_is_reported)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 24);
    const struct hp_json *document = parse(&arena, hp_slice_of(rich_schema));
    struct hp_schema_options options = {.assert_formats = true};
    uint64_t n = 0;
    enum hp_status status = HP_ERR_NOMEM;
    while (status == HP_ERR_NOMEM) {
        struct hp_schema *schema;
        struct hp_error error = {0};
        hp_alloc_fail_at(++n);
        status = hp_schema_compile(document, HP_SLICE(""), &options, &schema, &error);
        hp_alloc_fail_at(0);
        ck_assert_msg(status == HP_OK || status == HP_ERR_NOMEM, "allocation %llu: %s",
                      (unsigned long long)n, error.text);
        ck_assert_int_eq(error.status, status);
        ck_assert_int_eq(schema != NULL, status == HP_OK);
        hp_schema_free(schema);
        ck_assert_uint_lt(n, 10000);
    }
    ck_assert_uint_gt(n, 10);
    hp_arena_deinit(&arena);
}
END_TEST

/* An arena without room, or a heap that fails at the n-th call: never "valid", never a crash. */
START_TEST(any_failed_allocation_of_a_validation_refuses)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 24);
    struct hp_schema *schema = compile(&arena, rich_schema);
    const struct hp_json *value = parse(
        &arena, HP_SLICE("{\"a\":1.0,\"b\":\"http://x/\xEF\xBF\xBD\\u0000\",\"c\":null,\"d\":[1,2,"
                         "2.5],\"p\":\"\\u0000\"}"));
    struct hp_violations violations;
    size_t full;
    ck_assert(!hp_schema_validate(schema, value, &arena, &violations));
    full = violations.count;
    ck_assert_uint_eq(full, 1); /* the format of b */
    for (uint64_t n = 1; n < 40; n++) {
        struct hp_arena scarce;
        hp_arena_init(&scarce, 1 << 24);
        hp_alloc_fail_at(n);
        ck_assert(!hp_schema_validate(schema, value, &scarce, &violations));
        hp_alloc_fail_at(0);
        ck_assert_uint_ge(violations.count, 1);
        hp_arena_deinit(&scarce);
    }
    hp_schema_free(schema);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(a_valid_value_without_memory_is_not_valid)
{
    struct hp_arena arena;
    struct hp_arena none;
    hp_arena_init(&arena, 1 << 24);
    hp_arena_init(&none, 0);
    struct hp_schema *schema = compile(&arena, "{\"uniqueItems\":true}");
    const struct hp_json *value = parse(&arena, HP_SLICE("[1,2]"));
    struct hp_violations violations;
    ck_assert(hp_schema_validate(schema, value, &arena, &violations));
    ck_assert(!hp_schema_validate(schema, value, &none, &violations));
    ck_assert_uint_eq(violations.count, 1);
    ck_assert_uint_eq(violations.kept, 0);
    hp_schema_free(schema);
    hp_arena_deinit(&arena);
}
END_TEST

static uint32_t find(const struct hp_name_map *map, struct hp_slice name)
{
    return hp_name_map_find(map, name);
}

/* For each way of reading a text of some length: zeros behind it, and not a byte beyond it. */
START_TEST(key_of_a_name_has_its_first_and_last_bytes)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    for (size_t length = 0; length < sizeof(letters); length++) {
        char *text = malloc(length + 1); /* of this size, for the sanitizers */
        ck_assert_ptr_nonnull(text);
        memcpy(text + 1, letters, length);
        char words[24] = {0};
        memcpy(words, letters, length < 16 ? length : 16);
        if (length > 16) {
            memcpy(words + 16, letters + length - 8, 8);
        }
        struct hp_name_key key = hp_name_key((struct hp_slice){text + 1, length});
        ck_assert_uint_eq(key.low, hp_word_u64(words));
        ck_assert_uint_eq(key.high, hp_word_u64(words + 8));
        ck_assert_uint_eq(key.tail, hp_word_u64(words + 16));
        ck_assert_uint_eq(key.text.len, length);
        free(text);
    }
}
END_TEST

START_TEST(name_map_finds_what_was_added_and_nothing_else)
{
    struct hp_arena arena;
    struct hp_name_map map;
    char names[500][24];
    hp_arena_init(&arena, 1 << 20);
    ck_assert(hp_name_map_init(&map, &arena, 500));
    for (uint32_t i = 0; i < 500; i++) {
        (void)snprintf(names[i], sizeof(names[i]), "same_start_%u_same_end", i);
        ck_assert_uint_eq(hp_name_map_add(&map, hp_slice_of(names[i])), i);
    }
    ck_assert_uint_eq(hp_name_map_add(&map, hp_slice_of(names[7])), 7);
    for (uint32_t i = 0; i < 500; i++) {
        ck_assert_uint_eq(find(&map, hp_slice_of(names[i])), i);
    }
    ck_assert_uint_eq(find(&map, HP_SLICE("same_start_500_same_end")), HP_NAME_ABSENT);
    ck_assert_uint_eq(find(&map, HP_SLICE("")), HP_NAME_ABSENT);
    hp_arena_deinit(&arena);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("contract_bounds");
    TCase *bounds = tcase_create("bounds");
    tcase_set_timeout(bounds, 60); /* sanitizers on a busy machine; each takes far less */
    tcase_add_test(bounds, value_within_the_depth_is_judged);
    tcase_add_test(bounds, value_beyond_the_depth_is_a_violation);
    tcase_add_test(bounds, a_negation_does_not_hide_the_depth);
    tcase_add_loop_test(bounds, every_way_into_a_schema_counts_as_depth, 0,
                        (int)(sizeof(levels) / sizeof(levels[0])));
    tcase_add_test(bounds, doubling_branches_end);
    tcase_add_loop_test(bounds, catastrophic_pattern_is_a_violation, 0, 4);
    tcase_add_test(bounds, catastrophic_patterns_on_many_strings_end);
    tcase_add_test(bounds, honest_pattern_takes_long_texts);
    tcase_add_loop_test(bounds, bytes_that_are_not_utf8_do_not_match, 0, 4);
    tcase_add_loop_test(bounds, unique_items_of_a_large_array_are_fast, 0, 2);
    tcase_add_test(bounds, many_required_names_are_all_checked);
    suite_add_tcase(suite, bounds);
    TCase *memory = tcase_create("memory");
    tcase_add_test(memory, any_failed_allocation_of_the_compiler_is_reported);
    tcase_add_test(memory, any_failed_allocation_of_a_validation_refuses);
    tcase_add_test(memory, a_valid_value_without_memory_is_not_valid);
    tcase_add_test(memory, key_of_a_name_has_its_first_and_last_bytes);
    tcase_add_test(memory, name_map_finds_what_was_added_and_nothing_else);
    suite_add_tcase(suite, memory);
    return suite;
}
