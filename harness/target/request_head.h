/* The octets of a request as it stands on an HTTP/1.1 connection: what the case says, and what
 * HTTP/1.1 needs and the case does not say (Host, a length), and nothing else. One place for the
 * engine that sends them and for whoever tells a person how to send the same. */
#ifndef HP_TARGET_REQUEST_HEAD_H
#define HP_TARGET_REQUEST_HEAD_H

#include "harness/base/buf.h"
#include "harness/target/extra_fields.h"

/* What a head needs besides its request. All borrowed. */
struct hp_head_context {
    struct hp_slice host;                /* "127.0.0.1:8080": the value of Host */
    const struct hp_extra_fields *extra; /* behind the request's own fields */
};

/* Which of the fields that would be added are among those given. */
struct hp_head_own {
    bool host, length, coding, expect;
    size_t bytes; /* of all lines that were given */
};

struct hp_head_own hp_head_own(const struct hp_head_context *context,
                               const struct hp_request *request);

/* No head of this request is longer. */
size_t hp_head_bytes_max(const struct hp_head_context *context, const struct hp_request *request,
                         const struct hp_head_own *own);

/* Writes the head with its empty line at `at`, where there must be room for hp_head_bytes_max;
 * returns its end. */
char *hp_head_put(char *at, const struct hp_head_context *context, const struct hp_request *request,
                  const struct hp_head_own *own);

/* Appends the head; of a request with steps nothing. `out` failed: memory or its maximum refused.
 */
void hp_head_append(struct hp_buf *out, const struct hp_head_context *context,
                    const struct hp_request *request);

/* Appends head and body, in the chunks that the request asks for. Otherwise as hp_head_append. */
void hp_request_octets(struct hp_buf *out, const struct hp_head_context *context,
                       const struct hp_request *request);

#endif
