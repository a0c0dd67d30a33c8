/* A case as a curl command that sends the same bytes. */
#ifndef HP_RUN_CURL_LINE_H
#define HP_RUN_CURL_LINE_H

#include "harness/base/buf.h"
#include "harness/base/message.h"

/* Appends one word for bash, always quoted; the credential in it as $HOOKPROOF_API_KEY. */
void hp_shell_word(struct hp_buf *out, struct hp_slice text, struct hp_slice api_key);

/* Appends the command, for bash (bytes outside printable ASCII are written as $'\xNN'). The body
 * comes from `body_path` by --data-binary. `origin` is "http://host:port". The credential is
 * written as $HOOKPROOF_API_KEY wherever it stands. curl cannot send NUL in a field, a field
 * whose name begins with @, nor chunks of a chosen size: there the command is the closest one. */
void hp_curl_line(struct hp_buf *out, const struct hp_request *request, const char *origin,
                  const char *body_path, struct hp_slice api_key);

#endif
