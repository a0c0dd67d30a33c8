/* Content-Type of a request (RFC 9110 8.3). */
#ifndef HP_SERVICE_MEDIA_TYPE_H
#define HP_SERVICE_MEDIA_TYPE_H

#include <stdbool.h>

#include "harness/base/slice.h"

/* True when `value` is a well-formed media type equal to `want` ("application/json") whose charset,
 * if it names one, is UTF-8. Other parameters do not matter (RFC 8259 11 defines none); an
 * unfinished one makes the value malformed. */
bool hp_media_type_serves(struct hp_slice value, struct hp_slice want);

#endif
