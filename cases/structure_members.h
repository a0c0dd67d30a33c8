/* Members that are too many, twice there or spelt wrongly. Instance functions of the rows in
 * structure.c. */
#ifndef HP_CASES_STRUCTURE_MEMBERS_H
#define HP_CASES_STRUCTURE_MEMBERS_H

#include "harness/plan/row.h"

hp_instance_fn hp_structure_unknown_root_member;
hp_instance_fn hp_structure_unknown_webhook_member;
hp_instance_fn hp_structure_duplicate_equal;
hp_instance_fn hp_structure_duplicate_conflict;
hp_instance_fn hp_structure_member_name_variants;
hp_instance_fn hp_structure_empty_member_name;
hp_instance_fn hp_structure_reserved_member_names;

#endif
