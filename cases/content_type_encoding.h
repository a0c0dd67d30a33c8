/* The instance functions of the family content-type-encoding, by the file that holds them. */
#ifndef HP_CASES_CONTENT_TYPE_ENCODING_H
#define HP_CASES_CONTENT_TYPE_ENCODING_H

#include "harness/plan/build.h"

/* media_type.c */
hp_instance_fn hp_ctype_missing;
hp_instance_fn hp_ctype_other_json_body;
hp_instance_fn hp_ctype_form_body;
hp_instance_fn hp_ctype_xml_body;
hp_instance_fn hp_ctype_lie;
hp_instance_fn hp_ctype_suffix;
hp_instance_fn hp_ctype_charset;
hp_instance_fn hp_ctype_malformed;
hp_instance_fn hp_accept_unsatisfiable;

/* coding.c */
hp_instance_fn hp_encoding_supported;
hp_instance_fn hp_encoding_unknown_corrupt;

#endif
