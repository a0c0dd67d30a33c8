/* The formats that a schema may assert (JSON Schema 2020-12 validation 7.3). */
#ifndef HP_CONTRACT_FORMAT_H
#define HP_CONTRACT_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/slice.h"

typedef bool hp_format_fn(struct hp_slice text);

/* The judge for "date-time", "date", "uri", "uuid", "email", "ipv4", "ipv6", "hostname"; NULL for
 * any other name. */
hp_format_fn *hp_format_find(struct hp_slice name);

/* An RFC 3339 5.6 date-time: leap years, month lengths, 60 as a leap second at 23:59 UTC only. */
bool hp_format_date_time(struct hp_slice text);

/* The same, as milliseconds since 1970-01-01T00:00:00Z and the offset from UTC in minutes (0 for
 * Z). False when `text` is not a date-time; further fraction digits are dropped. */
bool hp_date_time_parse(struct hp_slice text, int64_t *unix_ms, int *offset_minutes);

/* "2024-04-15T04:52:25.309Z": 24 characters and a NUL. Years 1970 to 9999. */
void hp_date_time_print(int64_t unix_ms, char text[static 25]);

/* RFC 3986 3: a scheme and a well-formed rest, ASCII only. */
bool hp_format_uri(struct hp_slice text);

#endif
