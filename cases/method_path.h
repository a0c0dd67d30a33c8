/* The instance functions of the family method-path, by the file that holds them. */
#ifndef HP_CASES_METHOD_PATH_H
#define HP_CASES_METHOD_PATH_H

#include "harness/plan/build.h"

/* method.c */
hp_instance_fn hp_method_undocumented;
hp_instance_fn hp_method_trace_connect;
hp_instance_fn hp_method_unknown;
hp_instance_fn hp_method_case;
hp_instance_fn hp_method_options;
hp_instance_fn hp_method_override;

/* path.c */
hp_instance_fn hp_path_trailing_slash;
hp_instance_fn hp_path_version_case;
hp_instance_fn hp_path_suffix;
hp_instance_fn hp_path_dot_encoded;
hp_instance_fn hp_path_equivalent_escapes;
hp_instance_fn hp_path_query;
hp_instance_fn hp_path_uri_too_long;
hp_instance_fn hp_path_hostile;

#endif
