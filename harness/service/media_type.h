/* Content-Type of a request (RFC 9110 8.3). */
#ifndef HP_SERVICE_MEDIA_TYPE_H
#define HP_SERVICE_MEDIA_TYPE_H

#include <stdbool.h>

#include "harness/base/slice.h"

/* True for 1*tchar (RFC 9110 5.6.2): field names, methods, types, parameter names. */
bool hp_is_token(struct hp_slice text);

/* True when `value` is a well-formed media type equal to `want` ("application/json") whose charset,
 * if it names one, is UTF-8. Other parameters do not matter (RFC 8259 11 defines none); an empty or
 * unfinished parameter makes the value malformed. */
bool hp_media_type_serves(struct hp_slice value, struct hp_slice want);

#endif
