/* A response as the octets that travel (RFC 9112 4 to 6). */
#ifndef HP_SERVICE_RESPONSE_TEXT_H
#define HP_SERVICE_RESPONSE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/buf.h"
#include "harness/base/message.h"

enum { HP_HTTP_DATE_CHARS = 29 };

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7), in English whatever the locale, with a NUL. The
 * year is between 0 and 9999. */
void hp_http_date_print(int64_t unix_seconds, char text[static HP_HTTP_DATE_CHARS + 1]);

/* What the exchange adds to a response. */
struct hp_response_frame {
    struct hp_slice date;
    bool closes;     /* the connection ends behind it */
    bool keeps_1_0;  /* it does not, and the client speaks HTTP/1.0 and has to be told */
    bool is_to_head; /* the length of the content, and no content (RFC 9110 9.3.2) */
};

/* Appends. Content-Length is always there, but in a 204, where it must not be (RFC 9110 8.6). */
void hp_response_text(struct hp_buf *out, const struct hp_response *response,
                      const struct hp_response_frame *frame);

#endif
