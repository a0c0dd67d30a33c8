/* Every keyword of the schema compiler by vectors: schema, value, and the first violation. */
#include "tests/support/suite_main.h"

#include "harness/contract/schema.h"

/* `keyword` NULL: the value is valid. Otherwise the first violation has this place and keyword. */
struct vector {
    const char *fact;
    const char *schema;
    const char *value;
    const char *pointer;
    const char *keyword;
};

#define VALID NULL, NULL

static const struct vector vectors[] = {
    {"true_schema_allows_all", "true", "{\"a\":1}", VALID},
    {"empty_schema_allows_all", "{}", "null", VALID},
    {"false_schema_refuses_all", "false", "1", "", "false"},
    {"false_property_refuses_presence", "{\"properties\":{\"a\":false}}", "{\"a\":1}", "/a",
     "false"},
    {"false_property_allows_absence", "{\"properties\":{\"a\":false}}", "{\"b\":1}", VALID},

    {"type_string", "{\"type\":\"string\"}", "\"\"", VALID},
    {"type_string_refuses_number", "{\"type\":\"string\"}", "7", "", "type"},
    {"type_null", "{\"type\":\"null\"}", "null", VALID},
    {"type_null_refuses_false", "{\"type\":\"null\"}", "false", "", "type"},
    {"type_boolean_refuses_zero", "{\"type\":\"boolean\"}", "0", "", "type"},
    {"type_object_refuses_array", "{\"type\":\"object\"}", "[]", "", "type"},
    {"type_array_refuses_object", "{\"type\":\"array\"}", "{}", "", "type"},
    {"type_integer_takes_1_0", "{\"type\":\"integer\"}", "1.0", VALID},
    {"type_integer_takes_10e_1", "{\"type\":\"integer\"}", "10e-1", VALID},
    {"type_integer_takes_1e400", "{\"type\":\"integer\"}", "1e400", VALID},
    {"type_integer_refuses_fraction", "{\"type\":\"integer\"}", "1.1", "", "type"},
    {"type_integer_refuses_string", "{\"type\":\"integer\"}", "\"1\"", "", "type"},
    {"length_is_not_asked_of_an_integer", "{\"type\":\"integer\",\"minLength\":2}", "5", VALID},
    {"integer_and_number_keywords", "{\"type\":\"integer\",\"minimum\":2}", "1", "", "minimum"},
    {"type_and_keyword_are_both_told",
     "{\"type\":[\"integer\",\"string\"],\"minimum\":2,\"maxLength\":0}", "1.5", "", "type"},
    {"additional_refusal_by_reference_is_false",
     "{\"additionalProperties\":{\"$ref\":\"#/$defs/n\"},\"$defs\":{\"n\":false}}", "{\"a\":1}",
     "/a", "false"},
    {"type_number_takes_integer", "{\"type\":\"number\"}", "1", VALID},
    {"type_list_takes_each", "{\"type\":[\"integer\",\"null\"]}", "null", VALID},
    {"type_list_refuses_others", "{\"type\":[\"integer\",\"null\"]}", "1.5", "", "type"},
    {"integer_or_number_takes_fraction", "{\"type\":[\"integer\",\"number\"]}", "1.5", VALID},

    {"enum_takes_a_listed_string", "{\"enum\":[\"a\",\"b\"]}", "\"b\"", VALID},
    {"enum_is_case_sensitive", "{\"enum\":[\"a\",\"b\"]}", "\"B\"", "", "enum"},
    {"enum_takes_1_0_for_1", "{\"enum\":[1]}", "1.0", VALID},
    {"enum_compares_deeply", "{\"enum\":[{\"a\":[1,{\"b\":null}]}]}", "{\"a\":[1.0,{\"b\":null}]}",
     VALID},
    {"enum_ignores_member_order", "{\"enum\":[{\"a\":1,\"b\":2}]}", "{\"b\":2,\"a\":1}", VALID},
    {"enum_keeps_array_order", "{\"enum\":[[1,2]]}", "[2,1]", "", "enum"},
    {"enum_false_is_not_0", "{\"enum\":[false]}", "0", "", "enum"},
    {"enum_0_is_not_false", "{\"enum\":[0]}", "false", "", "enum"},
    {"enum_array_with_0_is_not_with_false", "{\"enum\":[[false]]}", "[0]", "", "enum"},
    {"enum_nul_does_not_cut", "{\"enum\":[\"a\\u0000b\"]}", "\"a\"", "", "enum"},
    {"enum_nul_is_compared", "{\"enum\":[\"a\\u0000b\"]}", "\"a\\u0000b\"", VALID},
    {"enum_may_be_empty", "{\"enum\":[]}", "1", "", "enum"},
    {"const_null", "{\"const\":null}", "null", VALID},
    {"const_null_refuses_0", "{\"const\":null}", "0", "", "const"},
    {"const_1_takes_1_0", "{\"const\":1}", "1.0", VALID},
    {"const_1_refuses_true", "{\"const\":1}", "true", "", "const"},
    {"const_minus_0_takes_0", "{\"const\":-0.0}", "0", VALID},
    {"const_big_integer_is_exact", "{\"const\":9007199254740993}", "9007199254740992", "", "const"},
    {"const_object", "{\"const\":{\"a\":\"b\"}}", "{\"a\":\"b\",\"c\":1}", "", "const"},

    {"minimum_takes_equal", "{\"minimum\":1.1}", "1.10", VALID},
    {"minimum_refuses_less", "{\"minimum\":1.1}", "1.09", "", "minimum"},
    {"minimum_ignores_strings", "{\"minimum\":1.1}", "\"0\"", VALID},
    {"minimum_is_exact_beyond_doubles", "{\"minimum\":9007199254740993}", "9007199254740992", "",
     "minimum"},
    {"maximum_takes_equal", "{\"maximum\":3}", "3.0", VALID},
    {"maximum_refuses_more", "{\"maximum\":3}", "3.0000000000000000000001", "", "maximum"},
    {"maximum_refuses_what_overflows_a_double", "{\"maximum\":1e308}", "1e400", "", "maximum"},
    {"exclusive_minimum_refuses_equal", "{\"exclusiveMinimum\":1}", "1.0", "", "exclusiveMinimum"},
    {"exclusive_minimum_takes_more", "{\"exclusiveMinimum\":1}", "1.0001", VALID},
    {"exclusive_maximum_refuses_equal", "{\"exclusiveMaximum\":1}", "1e0", "", "exclusiveMaximum"},
    {"exclusive_maximum_takes_less", "{\"exclusiveMaximum\":1}", "-1", VALID},
    {"multiple_of_integer", "{\"multipleOf\":2}", "10", VALID},
    {"multiple_of_integer_refuses_odd", "{\"multipleOf\":2}", "7", "", "multipleOf"},
    {"multiple_of_0_0001", "{\"multipleOf\":0.0001}", "0.0075", VALID},
    {"multiple_of_0_0001_refuses", "{\"multipleOf\":0.0001}", "0.00751", "", "multipleOf"},
    {"multiple_of_0_01_takes_4_35", "{\"multipleOf\":0.01}", "4.35", VALID},
    {"multiple_of_a_very_large_number", "{\"multipleOf\":0.123456789}", "1e308", "", "multipleOf"},
    {"zero_is_a_multiple", "{\"multipleOf\":1.5}", "0", VALID},

    {"min_length_counts_code_points", "{\"minLength\":2}", "\"\xF0\x9F\x92\xA9\"", "", "minLength"},
    {"min_length_takes_two_emoji", "{\"minLength\":2}", "\"\xF0\x9F\x92\xA9\\ud83d\\udca9\"",
     VALID},
    {"max_length_counts_code_points", "{\"maxLength\":2}", "\"\xF0\x9F\x92\xA9\xF0\x9F\x92\xA9\"",
     VALID},
    {"max_length_refuses_longer", "{\"maxLength\":2}", "\"abc\"", "", "maxLength"},
    {"max_length_2_0_is_2", "{\"maxLength\":2.0}", "\"abc\"", "", "maxLength"},
    {"max_length_beyond_64_bits_is_none", "{\"maxLength\":1e30}", "\"abc\"", VALID},
    {"nul_counts_one", "{\"maxLength\":1}", "\"\\u0000\"", VALID},
    {"min_length_is_not_all", "{\"minLength\":1,\"maxLength\":5}", "\"abcdefgh\"", "", "maxLength"},
    {"min_length_leaves_the_pattern", "{\"pattern\":\"^x\",\"minLength\":1}", "\"abcdefgh\"", "",
     "pattern"},
    {"min_length_leaves_the_type", "{\"type\":\"integer\",\"minLength\":1}", "\"abcdefgh\"", "",
     "type"},
    {"min_length_leaves_what_any_value_has", "{\"minLength\":1,\"not\":{}}", "\"abcdefgh\"", "",
     "not"},
    {"nul_counts_one_each", "{\"minLength\":3}", "\"\\u0000a\"", "", "minLength"},
    {"lone_surrogate_counts_one", "{\"minLength\":2,\"maxLength\":2}", "\"\\ud800x\"", VALID},
    {"length_ignores_numbers", "{\"minLength\":5}", "1", VALID},

    {"pattern_searches_anywhere", "{\"pattern\":\"b+\"}", "\"abbc\"", VALID},
    {"pattern_refuses", "{\"pattern\":\"^a*$\"}", "\"aab\"", "", "pattern"},
    {"pattern_ignores_numbers", "{\"pattern\":\"^a*$\"}", "1", VALID},
    {"pattern_dollar_is_the_very_end", "{\"pattern\":\"^abc$\"}", "\"abc\\n\"", "", "pattern"},
    {"pattern_d_is_ascii", "{\"pattern\":\"^\\\\d$\"}", "\"\xDF\x80\"", "", "pattern"},
    {"pattern_w_is_ascii", "{\"pattern\":\"^\\\\w$\"}", "\"\xC3\xA9\"", "", "pattern"},
    {"pattern_u_escape", "{\"pattern\":\"^\\\\u0041$\"}", "\"A\"", VALID},
    {"pattern_braced_u_escape", "{\"pattern\":\"^\\\\u{1F4A9}$\"}", "\"\xF0\x9F\x92\xA9\"", VALID},
    {"pattern_dot_is_a_code_point", "{\"pattern\":\"^.$\"}", "\"\xF0\x9F\x92\xA9\"", VALID},
    {"pattern_property_class", "{\"pattern\":\"^\\\\p{Lu}$\"}", "\"\xC3\x89\"", VALID},
    {"pattern_sees_behind_nul", "{\"pattern\":\"b$\"}", "\"a\\u0000b\"", VALID},
    {"pattern_matches_nul", "{\"pattern\":\"^a\\\\u0000b$\"}", "\"a\\u0000b\"", VALID},
    {"pattern_with_raw_nul_matches_nul", "{\"pattern\":\"^a\\u0000b$\"}", "\"a\\u0000b\"", VALID},
    {"pattern_without_nul_refuses_nul", "{\"pattern\":\"^[a-z]*$\"}", "\"a\\u0000b\"", "",
     "pattern"},
    {"pattern_sees_lone_surrogate_as_fffd", "{\"pattern\":\"^\\\\uFFFD$\"}", "\"\\udc00\"", VALID},
    {"pattern_on_empty_string", "{\"pattern\":\"^$\"}", "\"\"", VALID},
    {"pattern_empty_class_matches_nothing", "{\"pattern\":\"[]\"}", "\"]\"", "", "pattern"},

    {"format_date_time", "{\"format\":\"date-time\"}", "\"2024-02-29T00:00:00Z\"", VALID},
    {"format_date_time_refuses", "{\"format\":\"date-time\"}", "\"2023-02-29T00:00:00Z\"", "",
     "format"},
    {"format_ignores_numbers", "{\"format\":\"uuid\"}", "12", VALID},

    {"min_items", "{\"minItems\":1}", "[]", "", "minItems"},
    {"min_items_ignores_strings", "{\"minItems\":1}", "\"\"", VALID},
    {"max_items_takes_equal", "{\"maxItems\":2}", "[1,2]", VALID},
    {"max_items", "{\"maxItems\":2}", "[1,2,3]", "", "maxItems"},
    {"items_judges_each", "{\"items\":{\"type\":\"integer\"}}", "[1,\"x\"]", "/1", "type"},
    {"items_ignores_objects", "{\"items\":{\"type\":\"integer\"}}", "{\"0\":\"x\",\"length\":1}",
     VALID},
    {"items_false_allows_empty", "{\"items\":false}", "[]", VALID},
    {"items_false_refuses_any", "{\"items\":false}", "[1]", "/0", "false"},
    {"prefix_items_judge_by_place",
     "{\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}", "[1,2]", "/1", "type"},
    {"prefix_items_allow_fewer", "{\"prefixItems\":[{\"type\":\"integer\"},false]}", "[1]", VALID},
    {"items_begin_behind_the_prefix",
     "{\"items\":{\"type\":\"string\"},\"prefixItems\":[{\"type\":\"integer\"}]}", "[1,\"a\",2]",
     "/2", "type"},
    {"items_begin_right_behind_the_prefix",
     "{\"items\":{\"type\":\"string\"},\"prefixItems\":[{\"type\":\"integer\"}]}", "[1,2]", "/1",
     "type"},
    {"contains_one", "{\"contains\":{\"minimum\":5}}", "[1,5]", VALID},
    {"contains_none", "{\"contains\":{\"minimum\":5}}", "[1,2]", "", "contains"},
    {"contains_empty_array", "{\"contains\":true}", "[]", "", "contains"},
    {"contains_ignores_objects", "{\"contains\":false}", "{}", VALID},
    {"min_contains_0_allows_none", "{\"contains\":{\"const\":1},\"minContains\":0}", "[]", VALID},
    {"min_contains_2", "{\"contains\":{\"const\":1},\"minContains\":2}", "[1]", "", "minContains"},
    {"min_contains_2_counts_all", "{\"contains\":{\"const\":1},\"minContains\":2}", "[1,2,1.0]",
     VALID},
    {"max_contains_1", "{\"contains\":{\"const\":1},\"maxContains\":1}", "[1,1]", "",
     "maxContains"},
    {"max_contains_takes_equal", "{\"contains\":{\"const\":1},\"maxContains\":1}", "[1,2]", VALID},
    {"max_contains_with_min_0", "{\"contains\":{\"const\":1},\"minContains\":0,\"maxContains\":1}",
     "[1,1]", "", "maxContains"},
    {"min_contains_alone_says_nothing", "{\"minContains\":2}", "[]", VALID},
    {"unique_items", "{\"uniqueItems\":true}", "[1,2,\"1\",true]", VALID},
    {"unique_items_1_equals_1_0", "{\"uniqueItems\":true}", "[1,2,1.0]", "", "uniqueItems"},
    {"unique_items_10_equals_1e1", "{\"uniqueItems\":true}", "[10,1e1]", "", "uniqueItems"},
    {"unique_items_0_equals_minus_0", "{\"uniqueItems\":true}", "[0,-0.0]", "", "uniqueItems"},
    {"unique_items_1_is_not_true", "{\"uniqueItems\":true}", "[1,true,0,false,null]", VALID},
    {"unique_items_nested_1_is_not_true", "{\"uniqueItems\":true}", "[[1],[true]]", VALID},
    {"unique_items_objects_without_order", "{\"uniqueItems\":true}",
     "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]", "", "uniqueItems"},
    {"unique_items_objects_that_swap_values", "{\"uniqueItems\":true}",
     "[{\"a\":1,\"b\":2},{\"a\":2,\"b\":1}]", VALID},
    {"unique_items_arrays_with_order", "{\"uniqueItems\":true}", "[[1,2],[2,1]]", VALID},
    {"unique_items_beyond_doubles", "{\"uniqueItems\":true}", "[9007199254740992,9007199254740993]",
     VALID},
    {"unique_items_false_allows_all", "{\"uniqueItems\":false}", "[1,1]", VALID},

    {"required_present", "{\"required\":[\"a\"]}", "{\"a\":null}", VALID},
    {"required_absent", "{\"required\":[\"a\"]}", "{\"A\":1}", "", "required"},
    {"required_below", "{\"properties\":{\"o\":{\"required\":[\"a\"]}}}", "{\"o\":{}}", "/o",
     "required"},
    {"required_ignores_arrays", "{\"required\":[\"a\"]}", "[]", VALID},
    {"required_proto", "{\"required\":[\"__proto__\",\"toString\"]}", "{}", "", "required"},
    {"required_is_counted_by_name", "{\"required\":[\"a\",\"b\"]}", "{\"a\":1,\"a\":2}", "",
     "required"},
    {"required_name_with_escapes", "{\"required\":[\"a\\\"b\"]}", "{\"a\\\"b\":1}", VALID},
    {"properties_judge_by_name", "{\"properties\":{\"a\":{\"type\":\"string\"}}}", "{\"a\":1}",
     "/a", "type"},
    {"properties_ignore_other_names", "{\"properties\":{\"a\":{\"type\":\"string\"}}}", "{\"b\":1}",
     VALID},
    {"properties_named_proto", "{\"properties\":{\"__proto__\":{\"type\":\"number\"}}}",
     "{\"__proto__\":\"x\"}", "/__proto__", "type"},
    {"properties_named_like_keywords", "{\"properties\":{\"$ref\":{\"type\":\"string\"}}}",
     "{\"$ref\":1}", "/$ref", "type"},
    {"property_name_is_escaped_in_pointer", "{\"properties\":{\"a/b~c\":{\"type\":\"null\"}}}",
     "{\"a/b~c\":1}", "/a~1b~0c", "type"},
    {"each_duplicate_member_is_judged", "{\"properties\":{\"a\":{\"type\":\"string\"}}}",
     "{\"a\":\"x\",\"a\":1}", "/a", "type"},
    {"additional_false", "{\"properties\":{\"a\":{}},\"additionalProperties\":false}",
     "{\"a\":1,\"b\":2}", "/b", "additionalProperties"},
    {"additional_counts_required_as_additional",
     "{\"required\":[\"b\"],\"additionalProperties\":false}", "{\"b\":2}", "/b",
     "additionalProperties"},
    {"additional_schema", "{\"additionalProperties\":{\"type\":\"string\"}}", "{\"a\":1}", "/a",
     "type"},
    {"additional_spares_patterns",
     "{\"patternProperties\":{\"^x\":{}},\"additionalProperties\":false}", "{\"x1\":1}", VALID},
    {"additional_does_not_look_into_all_of",
     "{\"allOf\":[{\"properties\":{\"a\":{}}}],\"additionalProperties\":false}", "{\"a\":1}", "/a",
     "additionalProperties"},
    {"patterns_overlap",
     "{\"patternProperties\":{\"a*\":{\"type\":\"integer\"},\"aaa*\":{\"maximum\":20}}}",
     "{\"aaa\":31}", "/aaa", "maximum"},
    {"patterns_and_properties_both_judge",
     "{\"properties\":{\"foo\":{\"type\":\"array\"}},\"patternProperties\":{\"f.o\":{\"minItems\":"
     "2}}}",
     "{\"foo\":[]}", "/foo", "minItems"},
    {"pattern_property_false", "{\"patternProperties\":{\"^x\":false}}", "{\"x\":1}", "/x",
     "false"},
    {"patterns_are_case_sensitive", "{\"patternProperties\":{\"X_\":{\"type\":\"string\"}}}",
     "{\"a_x_3\":3}", VALID},
    {"property_names_pattern", "{\"propertyNames\":{\"maxLength\":3}}", "{\"abc\":1,\"abcd\":2}",
     "/abcd", "maxLength"},
    {"property_names_false_allows_empty", "{\"propertyNames\":false}", "{}", VALID},
    {"property_names_false", "{\"propertyNames\":false}", "{\"a\":1}", "/a", "false"},
    {"property_names_enum_with_nul", "{\"propertyNames\":{\"enum\":[\"a\"]}}", "{\"a\\u0000\":1}",
     "/a\\u0000", "enum"},
    {"min_properties", "{\"minProperties\":2}", "{\"a\":1}", "", "minProperties"},
    {"max_properties_0", "{\"maxProperties\":0}", "{\"a\":1}", "", "maxProperties"},
    {"max_properties_takes_equal", "{\"maxProperties\":1}", "{\"a\":1}", VALID},
    {"dependent_required", "{\"dependentRequired\":{\"a\":[\"b\",\"c\"]}}", "{\"a\":1,\"b\":2}", "",
     "dependentRequired"},
    {"dependent_required_without_trigger", "{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"c\":1}",
     VALID},
    {"dependent_required_ignores_strings", "{\"dependentRequired\":{\"a\":[\"b\"]}}", "\"a\"",
     VALID},
    {"dependent_schema",
     "{\"dependentSchemas\":{\"a\":{\"properties\":{\"b\":{\"type\":\"integer\"}}}}}",
     "{\"a\":1,\"b\":\"x\"}", "/b", "type"},
    {"dependent_schema_false", "{\"dependentSchemas\":{\"a\":false}}", "{\"a\":1}", "", "false"},
    {"dependent_schema_without_trigger", "{\"dependentSchemas\":{\"a\":false}}", "{\"b\":1}",
     VALID},

    {"all_of_reports_the_cause", "{\"allOf\":[{},{\"properties\":{\"a\":{\"type\":\"null\"}}}]}",
     "{\"a\":1}", "/a", "type"},
    {"all_of_all_hold", "{\"allOf\":[{\"minimum\":1},{\"maximum\":3}]}", "2", VALID},
    {"any_of_first", "{\"anyOf\":[{\"type\":\"integer\"},{\"minimum\":2}]}", "1", VALID},
    {"any_of_second", "{\"anyOf\":[{\"type\":\"integer\"},{\"minimum\":2}]}", "2.5", VALID},
    {"any_of_none", "{\"anyOf\":[{\"type\":\"integer\"},{\"minimum\":2}]}", "1.5", "", "anyOf"},
    {"one_of_one", "{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":2}]}", "1", VALID},
    {"one_of_both", "{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":2}]}", "3", "", "oneOf"},
    {"one_of_none", "{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":2}]}", "1.5", "", "oneOf"},
    {"not_refuses", "{\"not\":{\"type\":\"integer\"}}", "1", "", "not"},
    {"not_takes", "{\"not\":{\"type\":\"integer\"}}", "\"1\"", VALID},
    {"not_not_is_plain", "{\"not\":{\"not\":{\"type\":\"integer\"}}}", "\"x\"", "", "not"},
    {"if_without_branches", "{\"if\":{\"const\":0}}", "1", VALID},
    {"then_without_if", "{\"then\":{\"const\":0}}", "1", VALID},
    {"else_without_if", "{\"else\":{\"const\":0}}", "1", VALID},
    {"if_then", "{\"if\":{\"type\":\"integer\"},\"then\":{\"minimum\":5}}", "1", "", "minimum"},
    {"if_else", "{\"else\":{\"minLength\":5},\"if\":{\"type\":\"integer\"}}", "\"a\"", "",
     "minLength"},
    {"if_true_skips_else", "{\"if\":true,\"then\":{\"const\":1},\"else\":{\"const\":2}}", "1",
     VALID},
    {"conditions_of_all_of_stay_apart",
     "{\"allOf\":[{\"if\":{\"maximum\":0}},{\"then\":{\"minimum\":-10}}]}", "-100", VALID},

    {"ref_to_root", "{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"additionalProperties\":false}",
     "{\"a\":{\"a\":{\"b\":1}}}", "/a/a/b", "additionalProperties"},
    {"ref_to_defs", "{\"$defs\":{\"n\":{\"type\":\"integer\"}},\"items\":{\"$ref\":\"#/$defs/n\"}}",
     "[1,\"x\"]", "/1", "type"},
    {"ref_with_siblings",
     "{\"$defs\":{\"l\":{\"type\":\"array\"}},\"properties\":{\"a\":{\"$ref\":\"#/$defs/l\","
     "\"maxItems\":1}}}",
     "{\"a\":[1,2]}", "/a", "maxItems"},
    {"ref_with_siblings_follows_too",
     "{\"$defs\":{\"l\":{\"type\":\"array\"}},\"properties\":{\"a\":{\"$ref\":\"#/$defs/l\","
     "\"maxItems\":1}}}",
     "{\"a\":1}", "/a", "type"},
    {"ref_escaped_tilde",
     "{\"$defs\":{\"t~f\":{\"type\":\"integer\"}},\"items\":{\"$ref\":\"#/$defs/t~0f\"}}",
     "[\"x\"]", "/0", "type"},
    {"ref_escaped_slash",
     "{\"$defs\":{\"s/f\":{\"type\":\"integer\"}},\"items\":{\"$ref\":\"#/$defs/s~1f\"}}",
     "[\"x\"]", "/0", "type"},
    {"ref_escaped_percent",
     "{\"$defs\":{\"p%f\":{\"type\":\"integer\"}},\"items\":{\"$ref\":\"#/$defs/p%25f\"}}",
     "[\"x\"]", "/0", "type"},
    {"ref_escaped_quote",
     "{\"$defs\":{\"a\\\"b\":{\"type\":\"integer\"}},\"items\":{\"$ref\":\"#/$defs/a%22b\"}}",
     "[\"x\"]", "/0", "type"},
    {"ref_into_an_array",
     "{\"prefixItems\":[{\"type\":\"integer\"},{\"$ref\":\"#/prefixItems/0\"}]}", "[1,\"x\"]", "/1",
     "type"},
    {"ref_to_a_boolean", "{\"$defs\":{\"no\":false},\"items\":{\"$ref\":\"#/$defs/no\"}}", "[1]",
     "/0", "false"},
    {"ref_chain",
     "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/c\"},\"c\":{\"type\":"
     "\"null\"}},\"$ref\":\"#/$defs/a\"}",
     "1", "", "type"},
    {"property_named_ref_holds_a_ref",
     "{\"$defs\":{\"s\":{\"type\":\"string\"}},\"properties\":{\"$ref\":{\"$ref\":\"#/$defs/s\"}}}",
     "{\"$ref\":2}", "/$ref", "type"},
    {"recursive_tree",
     "{\"$defs\":{\"node\":{\"properties\":{\"value\":{\"type\":\"number\"},\"children\":{"
     "\"items\":"
     "{\"$ref\":\"#/$defs/node\"}}}}},\"$ref\":\"#/$defs/node\"}",
     "{\"value\":1,\"children\":[{\"value\":2},{\"children\":[{\"value\":\"x\"}]}]}",
     "/children/1/children/0/value", "type"},
    {"ref_inside_enum_is_data", "{\"enum\":[{\"$ref\":\"#/nowhere\"}]}", "{\"$ref\":\"#/nowhere\"}",
     VALID},
    {"keyword_inside_const_is_data", "{\"const\":{\"unevaluatedItems\":1}}",
     "{\"unevaluatedItems\":1}", VALID},

    {"annotations_say_nothing",
     "{\"$schema\":\"https://json-schema.org/draft/2020-12/"
     "schema\",\"$id\":\"urn:x\",\"$comment\":\"c\","
     "\"title\":\"t\",\"description\":\"d\",\"default\":1,\"examples\":[1],\"example\":2,"
     "\"deprecated\":"
     "true,\"readOnly\":true,\"writeOnly\":true,\"x-anything\":{}}",
     "null", VALID},
};

static struct hp_schema *compile(struct hp_arena *arena, const char *text)
{
    struct hp_json_scan scan;
    const struct hp_json *document;
    ck_assert_int_eq(
        hp_json_parse(arena, hp_slice_of(text), &hp_json_limits_default, &scan, &document), HP_OK);
    ck_assert_msg(document != NULL, "the schema is not JSON at %zu: %s", scan.offset, text);
    struct hp_schema_options options = {.assert_formats = true};
    struct hp_schema *schema;
    struct hp_error error = {0};
    ck_assert_msg(hp_schema_compile(document, HP_SLICE(""), &options, &schema, &error) == HP_OK,
                  "%s: %s", text, error.text);
    return schema;
}

static const struct hp_json *parse(struct hp_arena *arena, const char *text)
{
    struct hp_json_scan scan;
    const struct hp_json *value;
    ck_assert_int_eq(
        hp_json_parse(arena, hp_slice_of(text), &hp_json_limits_default, &scan, &value), HP_OK);
    ck_assert_msg(value != NULL, "the value is not JSON at %zu: %s", scan.offset, text);
    return value;
}

/* Without words the same is found in the same order. */
static void check_wordless(const struct hp_schema *schema, const struct hp_json *value,
                           struct hp_arena *arena, const struct hp_violations *want)
{
    struct hp_violations have;
    ck_assert(hp_schema_validate_wordless(schema, value, arena, &have) == (want->count == 0));
    ck_assert_uint_eq(have.count, want->count);
    ck_assert_uint_eq(have.kept, want->kept);
    for (size_t i = 0; i < want->kept; i++) {
        const struct hp_violation *item = &have.items[i];
        ck_assert_str_eq(item->pointer, want->items[i].pointer);
        ck_assert_uint_eq(item->pointer_bytes, strlen(item->pointer));
        ck_assert_str_eq(item->keyword, want->items[i].keyword);
        ck_assert_ptr_eq(item->value, want->items[i].value);
        ck_assert(hp_slice_equal(item->missing, want->items[i].missing));
        ck_assert((item->missing.at != NULL) == (strcmp(item->keyword, "required") == 0));
        ck_assert_str_eq(item->message, "");
    }
}

START_TEST(vector_holds)
{
    const struct vector *vector = &vectors[_i];
    struct hp_arena document;
    struct hp_arena arena;
    hp_arena_init(&document, 1 << 24);
    hp_arena_init(&arena, 1 << 24);
    struct hp_schema *schema = compile(&document, vector->schema);
    hp_arena_reset(&document); /* the schema lives without its document */
    const struct hp_json *value = parse(&document, vector->value);
    struct hp_violations violations;
    bool ok = hp_schema_validate(schema, value, &arena, &violations);
    ck_assert_msg(ok == (vector->keyword == NULL), "%s: valid is %d", vector->fact, ok);
    ck_assert_msg((violations.count == 0) == ok, "%s: %zu violations", vector->fact,
                  violations.count);
    if (!ok) {
        const struct hp_violation *first = &violations.items[0];
        ck_assert_msg(strcmp(first->pointer, vector->pointer) == 0, "%s: at \"%s\"", vector->fact,
                      first->pointer);
        ck_assert_msg(strcmp(first->keyword, vector->keyword) == 0, "%s: keyword %s", vector->fact,
                      first->keyword);
        ck_assert_msg(strstr(first->message, "want ") == first->message &&
                          strstr(first->message, ", have ") != NULL,
                      "%s: message %s", vector->fact, first->message);
    }
    ck_assert_msg(hp_schema_validate(schema, value, &arena, NULL) == ok,
                  "%s: stopping at the first gives another verdict", vector->fact);
    check_wordless(schema, value, &arena, &violations);
    hp_schema_free(schema);
    hp_arena_deinit(&document);
    hp_arena_deinit(&arena);
}
END_TEST

/* All violations of a value, as "pointer keyword: message" lines. */
struct report {
    const char *fact;
    const char *schema;
    const char *value;
    const char *lines[4];
};

static const struct report reports[] = {
    {"all_violations_are_reported",
     "{\"required\":[\"x\",\"y\"],\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"minimum\":3}"
     "}}",
     "{\"a\":7,\"b\":2}",
     {"/a type: want string, have number 7", "/b minimum: want at least 3, have number 2",
      " required: want member \"x\", have object with 2 members",
      " required: want member \"y\", have object with 2 members"}},
    {"small_enums_are_listed",
     "{\"enum\":[\"CREATE\",\"UPDATE\",\"DELETE\"]}",
     "\"create\"",
     {" enum: want one of [string \"CREATE\", string \"UPDATE\", string \"DELETE\"], have string "
      "\"create\""}},
    {"large_enums_name_the_nearest",
     "{\"enum\":[\"ACCOUNTS\",\"BILLS\",\"CONTACTS\",\"ITEMS\",\"LEADS\"]}",
     "\"account\"",
     {" enum: want one of 5 values (nearest: \"ACCOUNTS\"), have string \"account\""}},
    {"large_enums_prefer_the_nearest_to_the_last",
     "{\"enum\":[\"ACCOUNTZ\",\"COUNTS\",\"CONTACTS\",\"ITEMS\",\"LEADS\"]}",
     "\"accounts\"",
     {" enum: want one of 5 values (nearest: \"ACCOUNTZ\"), have string \"accounts\""}},
    {"bounds_are_told_apart",
     "{\"exclusiveMaximum\":3,\"exclusiveMinimum\":5,\"multipleOf\":3,\"maximum\":1}",
     "4",
     {" exclusiveMaximum: want less than 3, have number 4",
      " exclusiveMinimum: want more than 5, have number 4",
      " multipleOf: want a multiple of 3, have number 4",
      " maximum: want at most 1, have number 4"}},
    {"large_enums_name_nothing_that_is_far",
     "{\"enum\":[\"ACCOUNTS\",\"BILLS\",\"CONTACTS\",\"ITEMS\",\"LEADS\"]}",
     "\"somewhere else\"",
     {" enum: want one of 5 values, have string \"somewhere else\""}},
    {"types_are_named",
     "{\"type\":[\"string\",\"integer\",\"null\"]}",
     "[1,2]",
     {" type: want null or string or integer, have array of 2"}},
    {"any_of_is_one_line",
     "{\"anyOf\":[{\"type\":\"null\"},{\"required\":[\"a\"]}]}",
     "{}",
     {" anyOf: want a value that one of 2 schemas allows (none does), have object with 0 members"}},
    {"one_of_says_which_two",
     "{\"oneOf\":[{\"type\":\"null\"},true,{}]}",
     "true",
     {" oneOf: want a value that exactly one of 3 schemas allows (1 and 2 do), have true"}},
    {"controls_are_escaped",
     "{\"const\":\"x\"}",
     "\"a\\u0000\\n\\u001b\\u009b\\ud800\\\"\"",
     {" const: want string \"x\", have string \"a\\u0000\\u000a\\u001b\\u009b\\ud800\\\"\""}},
    {"long_texts_are_cut",
     "{\"maxLength\":3}",
     "\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567\"",
     {" maxLength: want at most 3 characters (there are 88), have string "
      "\"01234567890123456789012345678901234567890123456789012345678901234567890...\""}},
    {"equal_items_are_named",
     "{\"uniqueItems\":true}",
     "[3,1,2,1.0]",
     {" uniqueItems: want items that all differ, have equal items 1 and 3"}},
    {"patterns_are_quoted",
     "{\"pattern\":\"^a\\\\d$\"}",
     "\"b\"",
     {" pattern: want a match of \"^a\\\\d$\", have string \"b\""}},
    {"formats_are_named",
     "{\"format\":\"ipv4\"}",
     "\"1.2.3\"",
     {" format: want a string of format ipv4, have string \"1.2.3\""}},
};

START_TEST(report_is_exact)
{
    const struct report *expected = &reports[_i];
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 24);
    struct hp_schema *schema = compile(&arena, expected->schema);
    struct hp_violations violations;
    const struct hp_json *value = parse(&arena, expected->value);
    ck_assert(!hp_schema_validate(schema, value, &arena, &violations));
    check_wordless(schema, value, &arena, &violations);
    size_t count = 0;
    while (count < 4 && expected->lines[count] != NULL) {
        count++;
    }
    ck_assert_uint_eq(violations.count, count);
    for (size_t i = 0; i < count; i++) {
        char line[1024];
        (void)snprintf(line, sizeof(line), "%s %s: %s", violations.items[i].pointer,
                       violations.items[i].keyword, violations.items[i].message);
        ck_assert_str_eq(line, expected->lines[i]);
        ck_assert_ptr_eq(violations.items[i].value,
                         hp_pointer_resolve(value, hp_slice_of(violations.items[i].pointer)));
    }
    hp_schema_free(schema);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(a_missing_member_is_named_as_the_schema_does)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 24);
    struct hp_schema *schema =
        compile(&arena, "{\"properties\":{\"x\":{\"type\":\"null\"}},"
                        "\"required\":[\"b\",\"a \\\"quoted\\\" one\",\"c\"]}");
    const struct hp_json *value = parse(&arena, "{\"x\":1,\"b\":2}");
    struct hp_violations violations;
    ck_assert(!hp_schema_validate_wordless(schema, value, &arena, &violations));
    ck_assert_uint_eq(violations.kept, 3);
    ck_assert_str_eq(violations.items[0].keyword, "type");
    ck_assert_ptr_eq(violations.items[0].value, hp_json_first(value));
    ck_assert(hp_slice_is(violations.items[1].missing, "a \"quoted\" one"));
    ck_assert(hp_slice_is(violations.items[2].missing, "c"));
    ck_assert_ptr_eq(violations.items[2].value, value);
    hp_schema_free(schema);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(formats_are_annotations_when_not_asserted)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 24);
    struct hp_schema_options options = {.assert_formats = false};
    struct hp_schema *schema;
    ck_assert_int_eq(hp_schema_compile(parse(&arena, "{\"format\":\"anything\"}"), HP_SLICE(""),
                                       &options, &schema, NULL),
                     HP_OK);
    ck_assert(hp_schema_validate(schema, parse(&arena, "\"x\""), &arena, NULL));
    hp_schema_free(schema);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(schema_inside_a_document_is_found_by_pointer)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 24);
    const struct hp_json *document =
        parse(&arena, "{\"a/b\":[{\"items\":{\"$ref\":\"#/other\"}}],\"other\":{\"type\":\"null\"},"
                      "\"unread\":{\"unevaluatedItems\":false}}");
    struct hp_schema_options options = {.assert_formats = true};
    struct hp_schema *schema;
    struct hp_error error = {0};
    ck_assert_int_eq(hp_schema_compile(document, HP_SLICE("/a~1b/0"), &options, &schema, &error),
                     HP_OK);
    struct hp_violations violations;
    ck_assert(!hp_schema_validate(schema, parse(&arena, "[null,1]"), &arena, &violations));
    ck_assert_str_eq(violations.items[0].pointer, "/1");
    hp_schema_free(schema);
    ck_assert_int_eq(hp_schema_compile(document, HP_SLICE("/a/0"), &options, &schema, &error),
                     HP_ERR_USAGE);
    ck_assert_str_eq(error.text, "there is no schema at \"/a/0\"");
    ck_assert_ptr_null(schema);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(violations_beyond_the_limit_are_counted)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 24);
    struct hp_schema *schema = compile(&arena, "{\"items\":{\"type\":\"string\"}}");
    char text[1024] = "[";
    size_t length = 1;
    for (unsigned i = 0; i < 300; i++) {
        text[length++] = '1';
        text[length++] = i == 299 ? ']' : ',';
    }
    struct hp_violations violations;
    const struct hp_json *value = parse(&arena, text);
    ck_assert(!hp_schema_validate(schema, value, &arena, &violations));
    ck_assert_uint_eq(violations.count, 300);
    ck_assert_uint_eq(violations.kept, HP_VIOLATIONS_MAX);
    ck_assert_str_eq(violations.items[0].pointer, "/0");
    ck_assert_str_eq(violations.items[HP_VIOLATIONS_MAX - 1].pointer, "/63");
    check_wordless(schema, value, &arena, &violations);
    hp_schema_free(schema);
    hp_arena_deinit(&arena);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("contract_schema");
    TCase *keywords = tcase_create("keywords");
    tcase_add_loop_test(keywords, vector_holds, 0, sizeof(vectors) / sizeof(vectors[0]));
    suite_add_tcase(suite, keywords);
    TCase *texts = tcase_create("texts");
    tcase_add_loop_test(texts, report_is_exact, 0, sizeof(reports) / sizeof(reports[0]));
    tcase_add_test(texts, a_missing_member_is_named_as_the_schema_does);
    tcase_add_test(texts, formats_are_annotations_when_not_asserted);
    tcase_add_test(texts, schema_inside_a_document_is_found_by_pointer);
    tcase_add_test(texts, violations_beyond_the_limit_are_counted);
    suite_add_tcase(suite, texts);
    return suite;
}
