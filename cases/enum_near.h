/* Near misses of enum values: texts that a careless comparison takes for a value. Instance
 * functions of the rows in enum_values.c. */
#ifndef HP_CASES_ENUM_NEAR_H
#define HP_CASES_ENUM_NEAR_H

#include "harness/plan/row.h"

hp_instance_fn hp_enum_case_variants;
hp_instance_fn hp_enum_separator_variants;
hp_instance_fn hp_enum_whitespace_padded;
hp_instance_fn hp_enum_one_edit;
hp_instance_fn hp_enum_prefix_suffix;
hp_instance_fn hp_enum_unicode_lookalike;
hp_instance_fn hp_enum_nul_suffix;

#endif
