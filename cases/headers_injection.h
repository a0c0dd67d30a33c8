/* The instance functions of the family headers-injection, by the file that holds them. */
#ifndef HP_CASES_HEADERS_INJECTION_H
#define HP_CASES_HEADERS_INJECTION_H

#include "harness/plan/build.h"

/* header_text.c: names and values that are no field names and values. */
hp_instance_fn hp_header_name_empty;
hp_instance_fn hp_header_name_illegal;
hp_instance_fn hp_header_name_crlf;
hp_instance_fn hp_header_value_crlf;
hp_instance_fn hp_header_value_nul_control;
hp_instance_fn hp_header_value_obs_fold;
hp_instance_fn hp_header_value_nonascii;
hp_instance_fn hp_header_value_whitespace;

/* header_sets.c: names that mean something, and headers by their number and size. */
hp_instance_fn hp_header_framing_names;
hp_instance_fn hp_header_content_names;
hp_instance_fn hp_header_signature_spoof;
hp_instance_fn hp_header_case_collision;
hp_instance_fn hp_header_size;
hp_instance_fn hp_header_count;

#endif
