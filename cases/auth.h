/* The instance functions of the family auth, by the file that holds them. */
#ifndef HP_CASES_AUTH_H
#define HP_CASES_AUTH_H

#include "harness/plan/build.h"

/* auth_credential.c: what the credential field says. */
hp_instance_fn hp_auth_missing;
hp_instance_fn hp_auth_empty;
hp_instance_fn hp_auth_wrong;
hp_instance_fn hp_auth_near_miss;
hp_instance_fn hp_auth_placeholder;
hp_instance_fn hp_auth_ows_padding;
hp_instance_fn hp_auth_hostile_value;

/* auth_place.c: where the credential is, and what comes with it. */
hp_instance_fn hp_auth_wrong_location;
hp_instance_fn hp_auth_wrong_header_name;
hp_instance_fn hp_auth_duplicate_field;
hp_instance_fn hp_auth_before_validation;
hp_instance_fn hp_auth_without_valid_key; /* of two rows with checks of their own */

#endif
