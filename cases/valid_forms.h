/* Valid requests in unusual forms. Instance functions of the rows in valid.c: valid_content.c
 * changes what the document says, valid_syntax.c how it is spelt, valid_transport.c how it
 * travels. */
#ifndef HP_CASES_VALID_FORMS_H
#define HP_CASES_VALID_FORMS_H

#include "harness/plan/row.h"

hp_instance_fn hp_valid_random_subsets;
hp_instance_fn hp_valid_headers_empty;
hp_instance_fn hp_valid_headers_many;
hp_instance_fn hp_valid_headers_omitted;
hp_instance_fn hp_valid_name_lengths;
hp_instance_fn hp_valid_name_unicode;
hp_instance_fn hp_valid_url_forms;
hp_instance_fn hp_valid_url_http_scheme;

hp_instance_fn hp_valid_json_whitespace;
hp_instance_fn hp_valid_json_member_order;
hp_instance_fn hp_valid_json_escapes;

hp_instance_fn hp_valid_media_type_forms;
hp_instance_fn hp_valid_header_name_case;
hp_instance_fn hp_valid_transfer_forms;

#endif
