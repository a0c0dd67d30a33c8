/* Which bytes may stand where in a URI (RFC 3986 2 and 3). */
#ifndef HP_SERVICE_URI_BYTES_H
#define HP_SERVICE_URI_BYTES_H

#include <stdbool.h>

#include "harness/base/slice.h"

/* Offset of the first byte that may stand nowhere in a URI, or the length: all but unreserved and
 * reserved characters and "%" (RFC 3986 2). */
size_t hp_uri_span(struct hp_slice text);

/* True when the bytes of such a text are all unreserved or reserved but for "#", "[", "]" and "%":
 * then any part of it may stand in a path or a query. */
bool hp_uri_is_simple(struct hp_slice text);

/* True when every byte may stand in a path or a query: pchar, "/" and "?" (RFC 3986 3.3, 3.4), each
 * "%" followed by two hexadecimal digits. */
bool hp_uri_is_path_or_query(struct hp_slice text);

/* True when `text` holds the escape of a control character: %00 to %1F, or %7F. */
bool hp_uri_escapes_control(struct hp_slice text);

#endif
