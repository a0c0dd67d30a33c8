/* The instance functions of the family size-depth, by the file that holds them. */
#ifndef HP_CASES_SIZE_DEPTH_H
#define HP_CASES_SIZE_DEPTH_H

#include "harness/plan/build.h"

/* size_body.c */
hp_instance_fn hp_size_body_large;
hp_instance_fn hp_size_declared_huge;
hp_instance_fn hp_size_decompression_bomb;
hp_instance_fn hp_size_header_block;

/* size_json.c */
hp_instance_fn hp_size_depth;
hp_instance_fn hp_size_members;
hp_instance_fn hp_size_long_token;

/* slow.c */
hp_instance_fn hp_slow_headers;
hp_instance_fn hp_slow_body;

#endif
