/* What `hookproof replay` has to be told so that a case is built, sent and judged as in the run:
 * options by their long names, as the command line and an option file have them. One list for the
 * replay line of a finding, its file, the report and the journal, so that they agree.
 *
 * A secret is never in it; what is missing is told by its place. Neither is --allow-remote: that a
 * target elsewhere may be tested is for a person to say, not for a file. */
#ifndef HP_RUN_AGAIN_H
#define HP_RUN_AGAIN_H

#include "harness/run/run.h"

/* Appends ` --name 'value'` for each, for bash: secrets as variables, --allow-remote too. */
void hp_again_line(struct hp_buf *out, const struct hp_run_options *options);

/* Appends the same as a JSON object: {"options": {as in an option file}, "secrets": ["proxy",
 * "header Authorization"], "contract_hash": "16 hex digits"}. Paths are from the root. */
void hp_again_json(struct hp_buf *out, const struct hp_run_options *options);

/* Is this the name of a header field whose value is a credential (Authorization, X-Token ...)? */
bool hp_again_is_secret(struct hp_slice field_name);

/* The variable that stands for such a value: "HOOKPROOF_FIELD_X_TOKEN". */
enum { HP_AGAIN_VARIABLE_BYTES = 160 };
const char *hp_again_variable(struct hp_slice field_name, char out[static HP_AGAIN_VARIABLE_BYTES]);

/* Appends ` -H 'Name: '"$HOOKPROOF_FIELD_NAME"`: a secret field, for bash; where the credential
 * stands in the value, that has its own variable. */
void hp_again_field(struct hp_buf *out, struct hp_slice name, struct hp_slice value,
                    struct hp_slice api_key);

/* Does the address of a proxy hold a user's name or password? */
bool hp_again_proxy_is_secret(const char *proxy);

#endif
