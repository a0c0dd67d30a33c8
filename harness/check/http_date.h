/* Dates in header fields (RFC 9110 5.6.7). */
#ifndef HP_CHECK_HTTP_DATE_H
#define HP_CHECK_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/slice.h"

/* An IMF-fixdate ("Sun, 06 Nov 1994 08:49:37 GMT") as milliseconds since 1970. The obsolete forms
 * are not read: a sender must not generate them. The day of the week is not compared. */
bool hp_http_date_parse(struct hp_slice text, int64_t *unix_ms);

/* A Retry-After value (10.2.3): seconds, or a date. */
bool hp_retry_after_valid(struct hp_slice text);

#endif
