/* The instance functions of the family strings-unicode, by the file that holds them. */
#ifndef HP_CASES_STRINGS_UNICODE_H
#define HP_CASES_STRINGS_UNICODE_H

#include "harness/plan/build.h"

/* string_name.c: names by their length and their white space. */
hp_instance_fn hp_string_name_empty;
hp_instance_fn hp_string_name_blank;
hp_instance_fn hp_string_name_long;
hp_instance_fn hp_string_name_huge;
hp_instance_fn hp_string_name_trim;

/* string_character.c: single characters, where they are apt to get lost. */
hp_instance_fn hp_string_name_control_chars;
hp_instance_fn hp_string_name_nul;
hp_instance_fn hp_string_bidi_invisible;
hp_instance_fn hp_string_normalisation;
hp_instance_fn hp_string_lone_surrogates;
hp_instance_fn hp_string_noncharacters;
hp_instance_fn hp_string_case_mapping;

/* string_bytes.c: bytes that are no UTF-8, and documents in other encodings. */
hp_instance_fn hp_string_invalid_utf8;
hp_instance_fn hp_string_overlong_utf8;
hp_instance_fn hp_string_utf16_utf32_body;
hp_instance_fn hp_string_bom_utf8;

/* naughty.c: the sweep of naughty_strings.h. */
hp_instance_fn hp_string_naughty_corpus;

#endif
