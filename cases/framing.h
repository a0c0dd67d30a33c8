/* The instance functions of the family framing, by the file that holds them. All but one send bytes
 * step by step; see cases/raw_request.h. */
#ifndef HP_CASES_FRAMING_H
#define HP_CASES_FRAMING_H

#include "harness/plan/build.h"

/* frame_head.c */
hp_instance_fn hp_frame_host;
hp_instance_fn hp_frame_http_version;
hp_instance_fn hp_frame_field_syntax;
hp_instance_fn hp_frame_field_folding;
hp_instance_fn hp_frame_line_endings;
hp_instance_fn hp_frame_request_line;
hp_instance_fn hp_frame_absolute_form;

/* frame_length.c */
hp_instance_fn hp_frame_length_absent;
hp_instance_fn hp_frame_cl_invalid;
hp_instance_fn hp_frame_cl_conflict;
hp_instance_fn hp_frame_cl_repeat;
hp_instance_fn hp_frame_cl_short;
hp_instance_fn hp_frame_cl_long;

/* frame_coding.c */
hp_instance_fn hp_frame_cl_te_both;
hp_instance_fn hp_frame_te_not_final;
hp_instance_fn hp_frame_te_unknown;
hp_instance_fn hp_frame_te_obfuscated;
hp_instance_fn hp_frame_te_http10;
hp_instance_fn hp_frame_chunk_invalid;
hp_instance_fn hp_frame_chunk_extension;
hp_instance_fn hp_frame_trailer_fields;

/* frame_exchange.c */
hp_instance_fn hp_frame_pipelining;
hp_instance_fn hp_frame_expect_unknown;
hp_instance_fn hp_frame_abort;

#endif
