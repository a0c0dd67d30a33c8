/* Requests that are not delimited as RFC 9112 says, as far as the service has to do with them. */
#ifndef HP_SERVICE_FRAMING_H
#define HP_SERVICE_FRAMING_H

#include <stdbool.h>

#include "harness/http/reader.h"

/* True when a field's value has no CR, LF or NUL, which MUST be refused or replaced (RFC 9110 5.5).
 * Of a request that came over HTTP the reader knows this already; one that is handed over in
 * process was read by nobody. */
bool hp_framing_value_is_sound(struct hp_slice value);

/* The answer to what the reader refuses, its status not 0. After it the connection must be closed:
 * where the next request starts is a guess. The body lies in `arena`; {NULL, 0} when memory is
 * refused. */
void hp_framing_reply(const struct hp_reader_fault *fault, struct hp_arena *arena,
                      struct hp_response *out);

#endif
