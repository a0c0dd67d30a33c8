/* The functions behind the table of keywords.c, a family a file. */
#ifndef HP_CONTRACT_KEYWORDS_H
#define HP_CONTRACT_KEYWORDS_H

#include "harness/contract/compiler.h"
#include "harness/contract/run.h"

/* keyword_shape.c: help for compile functions. */

/* Refuses a keyword value of another type: "want a string, have number 7". */
enum hp_status hp_keyword_want(struct hp_compiler *compiler, const struct hp_json *value,
                               enum hp_json_type type) HP_MUST_CHECK;
/* A non-negative integer; what does not fit is UINT64_MAX. */
enum hp_status hp_keyword_count(struct hp_compiler *compiler, const struct hp_json *value,
                                uint64_t *count) HP_MUST_CHECK;
/* The schema that is the keyword's whole value. */
enum hp_status hp_keyword_schema(struct hp_compiler *compiler, const struct hp_json *value,
                                 bool in_place, uint32_t *node) HP_MUST_CHECK;
/* The same for a keyword beside the one that is compiled; HP_NODE_NONE when it is absent. */
enum hp_status hp_keyword_sibling_schema(struct hp_compiler *compiler, struct hp_slice keyword,
                                         bool in_place, uint32_t *node) HP_MUST_CHECK;
/* A non-empty array of schemas. */
enum hp_status hp_keyword_schema_list(struct hp_compiler *compiler, struct hp_slice keyword,
                                      const struct hp_json *value, bool in_place,
                                      struct hp_node_list *list) HP_MUST_CHECK;
/* Refuses anything but an array of different strings. */
enum hp_status hp_keyword_name_list(struct hp_compiler *compiler,
                                    const struct hp_json *value) HP_MUST_CHECK;

/* keyword_identity.c: annotations with a say, and $ref. */
hp_keyword_compile_fn hp_compile_id;
hp_keyword_compile_fn hp_compile_defs;
hp_keyword_compile_fn hp_compile_ref;
hp_keyword_run_fn hp_run_ref;

/* keyword_values.c: any type. */
hp_keyword_compile_fn hp_compile_type;
hp_keyword_compile_fn hp_compile_enum;
hp_keyword_run_fn hp_run_enum;
hp_keyword_compile_fn hp_compile_const;
hp_keyword_run_fn hp_run_const;

/* keyword_numbers.c */
hp_keyword_compile_fn hp_compile_bound;
hp_keyword_run_fn hp_run_minimum;
hp_keyword_run_fn hp_run_maximum;
hp_keyword_run_fn hp_run_exclusive_minimum;
hp_keyword_run_fn hp_run_exclusive_maximum;
hp_keyword_compile_fn hp_compile_multiple_of;
hp_keyword_run_fn hp_run_multiple_of;

/* keyword_strings.c */
hp_keyword_compile_fn hp_compile_count;
hp_keyword_run_fn hp_run_min_length;
hp_keyword_run_fn hp_run_max_length;
hp_keyword_compile_fn hp_compile_pattern;
hp_keyword_run_fn hp_run_pattern;
hp_keyword_compile_fn hp_compile_format;
hp_keyword_run_fn hp_run_format;
/* Searches and reports; for patternProperties too. `subject` is the text that is searched. */
enum hp_regex_result hp_search(struct hp_run *run, const struct hp_pattern_rule *rule,
                               struct hp_slice subject, const struct hp_spot *spot);

/* keyword_arrays.c */
hp_keyword_compile_fn hp_compile_items;
hp_keyword_run_fn hp_run_items;
hp_keyword_compile_fn hp_compile_contains;
hp_keyword_run_fn hp_run_contains;
hp_keyword_compile_fn hp_compile_contains_count;
hp_keyword_run_fn hp_run_min_items;
hp_keyword_run_fn hp_run_max_items;
hp_keyword_compile_fn hp_compile_unique_items;
hp_keyword_run_fn hp_run_unique_items;

/* keyword_objects.c */
hp_keyword_compile_fn hp_compile_members;
hp_keyword_run_fn hp_run_members;
hp_keyword_run_fn hp_run_min_properties;
hp_keyword_run_fn hp_run_max_properties;

/* keyword_dependencies.c */
hp_keyword_compile_fn hp_compile_dependent_required;
hp_keyword_run_fn hp_run_dependent_required;
hp_keyword_compile_fn hp_compile_dependent_schemas;
hp_keyword_run_fn hp_run_dependent_schemas;

/* keyword_logic.c: several schemas for one value. */
hp_keyword_compile_fn hp_compile_all_of;
hp_keyword_run_fn hp_run_all_of;
hp_keyword_run_fn hp_run_any_of;
hp_keyword_run_fn hp_run_one_of;
hp_keyword_compile_fn hp_compile_not;
hp_keyword_run_fn hp_run_not;
hp_keyword_compile_fn hp_compile_if;
hp_keyword_run_fn hp_run_if;
hp_keyword_compile_fn hp_compile_branch;

#endif
