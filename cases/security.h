/* The instance functions of the family security, by the file that holds them. */
#ifndef HP_CASES_SECURITY_H
#define HP_CASES_SECURITY_H

#include "harness/plan/build.h"

/* injection.c */
hp_instance_fn hp_sec_injection_query;
hp_instance_fn hp_sec_injection_template;
hp_instance_fn hp_sec_injection_command_path;
hp_instance_fn hp_sec_format_string;
hp_instance_fn hp_sec_markup;
hp_instance_fn hp_sec_log_forging;
hp_instance_fn hp_sec_spreadsheet_formula;

/* xxe.c */
hp_instance_fn hp_sec_xxe;

/* trust.c */
hp_instance_fn hp_sec_host_poisoning;
hp_instance_fn hp_sec_cors;
hp_instance_fn hp_sec_plaintext_http;
hp_instance_fn hp_sec_secret_exposure;
hp_instance_fn hp_sec_parser_differential;

#endif
