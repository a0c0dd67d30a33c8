/* Schemas that are refused: what cannot be enforced, what is malformed, what never ends. */
#include "tests/support/suite_main.h"

#include "harness/base/buf.h"
#include "harness/contract/schema.h"

struct refusal {
    const char *schema;
    const char *place;     /* "schema at "PLACE": ..." */
    const char *complaint; /* a part of the message */
};

#define UNENFORCEABLE "cannot enforce this keyword"

static const struct refusal refusals[] = {
    {"{\"unevaluatedProperties\":false}", "/unevaluatedProperties", UNENFORCEABLE},
    {"{\"unevaluatedItems\":false}", "/unevaluatedItems", UNENFORCEABLE},
    {"{\"$anchor\":\"a\"}", "/$anchor", UNENFORCEABLE},
    {"{\"$dynamicAnchor\":\"a\"}", "/$dynamicAnchor", UNENFORCEABLE},
    {"{\"$dynamicRef\":\"#a\"}", "/$dynamicRef", UNENFORCEABLE},
    {"{\"$recursiveRef\":\"#\"}", "/$recursiveRef", UNENFORCEABLE},
    {"{\"$vocabulary\":{}}", "/$vocabulary", UNENFORCEABLE},
    {"{\"definitions\":{}}", "/definitions", UNENFORCEABLE},
    {"{\"dependencies\":{}}", "/dependencies", UNENFORCEABLE},
    {"{\"additionalItems\":false}", "/additionalItems", UNENFORCEABLE},
    {"{\"contentEncoding\":\"base64\"}", "/contentEncoding", UNENFORCEABLE},
    {"{\"contentMediaType\":\"text/html\"}", "/contentMediaType", UNENFORCEABLE},
    {"{\"contentSchema\":{}}", "/contentSchema", UNENFORCEABLE},
    {"{\"discriminator\":{}}", "/discriminator", UNENFORCEABLE},
    {"{\"nullable\":true}", "/nullable", UNENFORCEABLE},
    {"{\"minlength\":1}", "/minlength", UNENFORCEABLE},
    {"{\"a/b~c\":1}", "/a~1b~0c", UNENFORCEABLE},
    {"{\"\":1}", "/", UNENFORCEABLE},
    {"{\"properties\":{\"a\":{\"items\":{\"requires\":[]}}}}", "/properties/a/items/requires",
     UNENFORCEABLE},
    {"{\"allOf\":[{},{\"requires\":[]}]}", "/allOf/1/requires", UNENFORCEABLE},
    {"{\"$defs\":{\"unused\":{\"requires\":[]}}}", "/$defs/unused/requires", UNENFORCEABLE},
    {"{\"then\":{\"requires\":[]}}", "/then/requires", UNENFORCEABLE},

    {"7", "", "want a schema (an object or a boolean), have number 7"},
    {"{\"items\":[{}]}", "/items", "want a schema (an object or a boolean), have array of 1"},
    {"{\"not\":null}", "/not", "want a schema"},
    {"{\"properties\":{\"a\":1}}", "/properties/a", "want a schema"},
    {"{\"type\":\"text\"}", "/type", "have string \"text\""},
    {"{\"type\":[]}", "/type", "at least one type"},
    {"{\"type\":[\"string\",\"string\"]}", "/type", "\"string\" is listed twice"},
    {"{\"type\":null}", "/type", "have null"},
    {"{\"type\":\"null\",\"type\":\"string\"}", "/type", "more than once"},
    {"{\"enum\":\"a\"}", "/enum", "want an array"},
    {"{\"required\":\"a\"}", "/required", "want an array"},
    {"{\"required\":[1]}", "/required", "want a string, have number 1"},
    {"{\"required\":[\"a\",\"a\"]}", "/required", "\"a\" is listed twice"},
    {"{\"properties\":[]}", "/properties", "want an object"},
    {"{\"properties\":{\"a\":{},\"a\":{}}}", "/properties", "\"a\" occurs more than once"},
    {"{\"patternProperties\":1}", "/patternProperties", "want an object"},
    {"{\"patternProperties\":{\"(\":{}}}", "/patternProperties", "the regular expression \"(\""},
    {"{\"dependentRequired\":{\"a\":1}}", "/dependentRequired", "want an array"},
    {"{\"dependentSchemas\":[]}", "/dependentSchemas", "want an object"},
    {"{\"minLength\":-1}", "/minLength", "non-negative integer, have number -1"},
    {"{\"minLength\":1.5}", "/minLength", "non-negative integer"},
    {"{\"maxItems\":\"1\"}", "/maxItems", "non-negative integer"},
    {"{\"minContains\":-1}", "/minContains", "non-negative integer"},
    {"{\"uniqueItems\":1}", "/uniqueItems", "want a boolean"},
    {"{\"minimum\":\"1\"}", "/minimum", "want a number"},
    {"{\"exclusiveMaximum\":true}", "/exclusiveMaximum", "want a number"},
    {"{\"multipleOf\":0}", "/multipleOf", "greater than 0"},
    {"{\"multipleOf\":-2}", "/multipleOf", "greater than 0"},
    {"{\"multipleOf\":1e-2000}", "/multipleOf", "powers of ten"},
    {"{\"multipleOf\":1e99999999999999999999}", "/multipleOf", "powers of ten"},
    {"{\"pattern\":\"[a\"}", "/pattern", "is broken: "},
    {"{\"pattern\":\"\\\\p{Letter}\"}", "/pattern", "is broken: "},
    {"{\"pattern\":\"\\\\C\"}", "/pattern", "is broken: "},
    {"{\"pattern\":1}", "/pattern", "want a string"},
    {"{\"format\":\"int32\"}", "/format", "have string \"int32\""},
    {"{\"format\":1}", "/format", "want a string"},
    {"{\"allOf\":[]}", "/allOf", "at least one schema"},
    {"{\"anyOf\":{}}", "/anyOf", "want an array"},
    {"{\"oneOf\":[1]}", "/oneOf/0", "want a schema"},
    {"{\"prefixItems\":[]}", "/prefixItems", "at least one schema"},
    {"{\"$defs\":[]}", "/$defs", "want an object"},
    {"{\"items\":{\"$id\":\"urn:inner\"}}", "/items/$id", "remove it"},
    {"{\"$id\":1}", "/$id", "want a string"},

    {"{\"$ref\":1}", "/$ref", "want a string"},
    {"{\"$ref\":\"other.json\"}", "/$ref", "leads elsewhere"},
    {"{\"$ref\":\"https://example.com/schema#/a\"}", "/$ref", "leads elsewhere"},
    {"{\"$ref\":\"\"}", "/$ref", "leads elsewhere"},
    {"{\"$ref\":\"#anchor\"}", "/$ref", "leads elsewhere"},
    {"{\"$ref\":\"#/nowhere\"}", "/$ref", "names nothing"},
    {"{\"$defs\":{\"a\":{}},\"$ref\":\"#/$defs/a/b\"}", "/$ref", "names nothing"},
    {"{\"$ref\":\"#/%zz\"}", "/$ref", "percent-escape"},
    {"{\"$ref\":\"#/%2\"}", "/$ref", "percent-escape"},
    {"{\"enum\":[1],\"$ref\":\"#/enum/0\"}", "/enum/0", "want a schema"},

    {"{\"$ref\":\"#\"}", "", "never ends"},
    {"{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}", "/$defs/a",
     "never ends"},
    {"{\"allOf\":[{\"anyOf\":[{\"not\":{\"$ref\":\"#\"}}]}]}", "", "never ends"},
    {"{\"if\":{},\"then\":{\"$ref\":\"#\"}}", "", "never ends"},
    {"{\"dependentSchemas\":{\"a\":{\"$ref\":\"#\"}}}", "", "never ends"},
};

static enum hp_status compile(const char *text, struct hp_error *error)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 24);
    struct hp_json_scan scan;
    const struct hp_json *document;
    ck_assert_int_eq(
        hp_json_parse(&arena, hp_slice_of(text), &hp_json_limits_default, &scan, &document), HP_OK);
    ck_assert_msg(document != NULL, "not JSON: %s", text);
    struct hp_schema_options options = {.assert_formats = true};
    struct hp_schema *schema;
    enum hp_status status = hp_schema_compile(document, HP_SLICE(""), &options, &schema, error);
    ck_assert(status == HP_OK || schema == NULL);
    hp_schema_free(schema);
    hp_arena_deinit(&arena);
    return status;
}

START_TEST(schema_is_refused_by_name_and_place)
{
    const struct refusal *refusal = &refusals[_i];
    struct hp_error error = {0};
    ck_assert_msg(compile(refusal->schema, &error) == HP_ERR_USAGE, "%s is accepted",
                  refusal->schema);
    char head[HP_ERROR_BYTES];
    (void)snprintf(head, sizeof(head), "schema at \"%s\": ", refusal->place);
    ck_assert_msg(strncmp(error.text, head, strlen(head)) == 0, "%s: %s", refusal->schema,
                  error.text);
    ck_assert_msg(strstr(error.text, refusal->complaint) != NULL, "%s: %s", refusal->schema,
                  error.text);
}
END_TEST

START_TEST(cycles_that_look_into_the_value_are_fine)
{
    static const char *const schemas[] = {
        "{\"properties\":{\"a\":{\"$ref\":\"#\"}}}",
        "{\"items\":{\"allOf\":[{\"$ref\":\"#\"}]}}",
        "{\"contains\":{\"$ref\":\"#\"}}",
        "{\"additionalProperties\":{\"not\":{\"$ref\":\"#\"}}}",
        "{\"$defs\":{\"self\":{\"$ref\":\"#\"}}}",
        "{\"allOf\":[{\"$ref\":\"#/$defs/x\"},{\"$ref\":\"#/$defs/x\"}],\"$defs\":{\"x\":{}}}",
    };
    struct hp_error error = {0};
    ck_assert_msg(compile(schemas[_i], &error) == HP_OK, "%s", error.text);
}
END_TEST

START_TEST(too_many_schemas_are_a_limit)
{
    struct hp_buf text;
    hp_buf_init(&text, 1 << 24);
    hp_buf_text(&text, "{\"allOf\":[");
    for (unsigned i = 0; i < HP_SCHEMA_NODES_MAX; i++) {
        hp_buf_text(&text, i == 0 ? "{}" : ",{}");
    }
    hp_buf_text(&text, "]}");
    struct hp_error error = {0};
    ck_assert_int_eq(compile(hp_buf_cstr(&text), &error), HP_ERR_LIMIT);
    ck_assert_str_eq(error.text,
                     "schema at \"/allOf/99999\": more than 100000 subschemas; split the "
                     "document");
    hp_buf_deinit(&text);
}
END_TEST

/* {"$defs":{"d0":{"$ref":"#/$defs/d1"},...}}: `count` links in a row. */
static enum hp_status compile_chain(unsigned count, struct hp_error *error)
{
    struct hp_buf text;
    hp_buf_init(&text, 1 << 24);
    hp_buf_text(&text, "{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (unsigned i = 0; i < count; i++) {
        hp_buf_printf(&text, "\"d%u\":{\"$ref\":\"#/$defs/d%u\"},", i, i + 1);
    }
    hp_buf_printf(&text, "\"d%u\":{}}}", count);
    enum hp_status status = compile(hp_buf_cstr(&text), error);
    hp_buf_deinit(&text);
    return status;
}

START_TEST(long_chains_of_references_are_bounded)
{
    struct hp_error error = {0};
    ck_assert_int_eq(compile_chain(200, &error), HP_OK);
    ck_assert_int_eq(compile_chain(3000, &error), HP_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "too many schemas refer to each other in a row"));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("contract_refusal");
    TCase *refused = tcase_create("refused");
    tcase_add_loop_test(refused, schema_is_refused_by_name_and_place, 0,
                        sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_loop_test(refused, cycles_that_look_into_the_value_are_fine, 0, 6);
    tcase_add_test(refused, too_many_schemas_are_a_limit);
    tcase_add_test(refused, long_chains_of_references_are_bounded);
    suite_add_tcase(suite, refused);
    return suite;
}
