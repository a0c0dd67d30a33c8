/* The one list of keywords: to add one, add a row and its functions.
 *
 * Rows that share functions differ by their name, which the compile function finds in the compiler
 * and the run function knows. Must not hold logic. */
#include "harness/contract/keywords.h"

enum {
    ANY = HP_TYPES_ALL,
    NUMBER = 1 << HP_JSON_NUMBER,
    STRING = 1 << HP_JSON_STRING,
    ARRAY = 1 << HP_JSON_ARRAY,
    OBJECT = 1 << HP_JSON_OBJECT,
};

#define KEYWORD(text, types, compile, run)                                                         \
    {                                                                                              \
        HP_SLICE_INIT(text), types, compile, run, false, false, false                              \
    }
#define ANNOTATION(text)                                                                           \
    {                                                                                              \
        HP_SLICE_INIT(text), 0, NULL, NULL, false, false                                           \
    }

/* In the order of the specification: core 8, applicators 10, validation 6, annotations 9. */
static const struct hp_keyword keywords[] = {
    ANNOTATION("$schema"),
    KEYWORD("$id", 0, hp_compile_id, NULL),
    ANNOTATION("$comment"),
    {HP_SLICE_INIT("$ref"), ANY, hp_compile_ref, hp_run_ref, true, false, false},
    KEYWORD("$defs", 0, hp_compile_defs, NULL),

    KEYWORD("allOf", ANY, hp_compile_all_of, hp_run_all_of),
    KEYWORD("anyOf", ANY, hp_compile_all_of, hp_run_any_of),
    KEYWORD("oneOf", ANY, hp_compile_all_of, hp_run_one_of),
    KEYWORD("not", ANY, hp_compile_not, hp_run_not),
    KEYWORD("if", ANY, hp_compile_if, hp_run_if),
    KEYWORD("then", 0, hp_compile_branch, NULL),
    KEYWORD("else", 0, hp_compile_branch, NULL),
    KEYWORD("dependentSchemas", OBJECT, hp_compile_dependent_schemas, hp_run_dependent_schemas),
    KEYWORD("prefixItems", ARRAY, hp_compile_items, hp_run_items),
    KEYWORD("items", ARRAY, hp_compile_items, hp_run_items),
    KEYWORD("contains", ARRAY, hp_compile_contains, hp_run_contains),
    KEYWORD("properties", OBJECT, hp_compile_members, hp_run_members),
    KEYWORD("patternProperties", OBJECT, hp_compile_members, hp_run_members),
    KEYWORD("additionalProperties", OBJECT, hp_compile_members, hp_run_members),
    KEYWORD("propertyNames", OBJECT, hp_compile_members, hp_run_members),

    KEYWORD("type", 0, hp_compile_type, NULL),
    {HP_SLICE_INIT("enum"), ANY, hp_compile_enum, hp_run_enum, false, true, false},
    {HP_SLICE_INIT("const"), ANY, hp_compile_const, hp_run_const, false, true, false},
    KEYWORD("multipleOf", NUMBER, hp_compile_multiple_of, hp_run_multiple_of),
    KEYWORD("maximum", NUMBER, hp_compile_bound, hp_run_maximum),
    KEYWORD("exclusiveMaximum", NUMBER, hp_compile_bound, hp_run_exclusive_maximum),
    KEYWORD("minimum", NUMBER, hp_compile_bound, hp_run_minimum),
    KEYWORD("exclusiveMinimum", NUMBER, hp_compile_bound, hp_run_exclusive_minimum),
    KEYWORD("maxLength", STRING, hp_compile_count, hp_run_max_length),
    {HP_SLICE_INIT("minLength"), STRING, hp_compile_count, hp_run_min_length, false, false, true},
    KEYWORD("pattern", STRING, hp_compile_pattern, hp_run_pattern),
    KEYWORD("format", STRING, hp_compile_format, hp_run_format),
    KEYWORD("maxItems", ARRAY, hp_compile_count, hp_run_max_items),
    KEYWORD("minItems", ARRAY, hp_compile_count, hp_run_min_items),
    KEYWORD("uniqueItems", ARRAY, hp_compile_unique_items, hp_run_unique_items),
    KEYWORD("maxContains", 0, hp_compile_contains_count, NULL),
    KEYWORD("minContains", 0, hp_compile_contains_count, NULL),
    KEYWORD("maxProperties", OBJECT, hp_compile_count, hp_run_max_properties),
    KEYWORD("minProperties", OBJECT, hp_compile_count, hp_run_min_properties),
    KEYWORD("required", OBJECT, hp_compile_members, hp_run_members),
    KEYWORD("dependentRequired", OBJECT, hp_compile_dependent_required, hp_run_dependent_required),

    ANNOTATION("title"),
    ANNOTATION("description"),
    ANNOTATION("default"),
    ANNOTATION("deprecated"),
    ANNOTATION("readOnly"),
    ANNOTATION("writeOnly"),
    ANNOTATION("examples"),
    ANNOTATION("example"), /* OpenAPI 3.1 4.8.24.1 */
};

const struct hp_keyword *hp_keyword_find(struct hp_slice name)
{
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
        if (hp_slice_equal(keywords[i].name, name)) {
            return &keywords[i];
        }
    }
    return NULL;
}
