/* How an HTTP/1.1 request is delimited (RFC 9112 3.2, 5.1 and 6), judged on its header fields. */
#ifndef HP_SERVICE_FRAMING_H
#define HP_SERVICE_FRAMING_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/message.h"

enum hp_framing {
    HP_FRAMING_SOUND = 0,
    HP_FRAMING_BAD_TARGET,     /* 400: a NUL or a blank in the request target (3.2) */
    HP_FRAMING_BAD_FIELD,      /* 400: a name that is no token, CR, LF or NUL in a value */
    HP_FRAMING_BAD_HOST,       /* 400: none, several, or one that is no host and port (3.2) */
    HP_FRAMING_BAD_LENGTH,     /* 400: Content-Length more than once, or beside a coding (6.3) */
    HP_FRAMING_CODING_UNKNOWN, /* 501: a transfer coding other than chunked, once (6.1) */
    HP_FRAMING_TOO_LARGE,      /* 413: declares more than `body_bytes_max` */
};

/* True when every name is a token and no value has CR, LF or NUL, which MUST be refused or replaced
 * (RFC 9110 5.1, 5.5). */
bool hp_framing_fields_are_sound(const struct hp_field *fields, size_t count);

/* Judges all but the target. After a fault the connection must be closed: where the next request
 * starts is a guess. */
enum hp_framing hp_framing_judge(const struct hp_field *fields, size_t count, bool http_1_1,
                                 uint64_t body_bytes_max);

/* The answer to a fault; static storage. */
void hp_framing_reply(enum hp_framing fault, struct hp_response *out);

/* True when the fields announce a body, of any length. */
bool hp_framing_has_body(const struct hp_field *fields, size_t count);

#endif
