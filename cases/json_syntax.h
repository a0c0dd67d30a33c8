/* The instance functions of the family json-syntax, by the file that holds them. */
#ifndef HP_CASES_JSON_SYNTAX_H
#define HP_CASES_JSON_SYNTAX_H

#include "harness/plan/build.h"

/* json_document.c: the text as a whole. */
hp_instance_fn hp_json_empty_body;
hp_instance_fn hp_json_whitespace_only;
hp_instance_fn hp_json_truncated;
hp_instance_fn hp_json_trailing_content;
hp_instance_fn hp_json_leading_content;
hp_instance_fn hp_json_random_mutation;

/* json_punctuation.c: what stands between values. */
hp_instance_fn hp_json_unclosed_container;
hp_instance_fn hp_json_bracket_mismatch;
hp_instance_fn hp_json_comma_errors;
hp_instance_fn hp_json_trailing_comma;
hp_instance_fn hp_json_colon_errors;
hp_instance_fn hp_json_comments;
hp_instance_fn hp_json_foreign_whitespace;

/* json_token.c: names, strings, literals and numbers. */
hp_instance_fn hp_json_json5_quoting;
hp_instance_fn hp_json_literal_case;
hp_instance_fn hp_json_number_grammar;
hp_instance_fn hp_json_bad_escapes;
hp_instance_fn hp_json_raw_control_chars;

enum {
    /* json-truncate-every-byte brings each document to this length by padding its name, so that
     * one list of offsets is every offset of every document. The longest document of one data model
     * under the default contract has about 250 bytes. */
    HP_TRUNCATE_DOCUMENT_BYTES = 320
};

#endif
