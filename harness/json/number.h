/* Numbers judged on their source text, so that no double rounds a verdict.
 *
 * Every function takes texts that match `number` of RFC 8259 6. Work is bounded by the length of
 * the texts whatever their exponents: 1e1000000000 costs no memory. */
#ifndef HP_JSON_NUMBER_H
#define HP_JSON_NUMBER_H

#include <stdbool.h>

#include "harness/base/slice.h"

/* -1, 0 or 1 as a is less than, equal to or greater than b, exactly. -0 equals 0. */
int hp_number_compare(struct hp_slice a, struct hp_slice b);

/* True when the value has no fraction: 1, 1.0, 10e-1 and 1e400 are integers. */
bool hp_number_is_integer(struct hp_slice number);

/* True when value / divisor is an integer, exactly, for a divisor greater than 0. Texts whose exact
 * division would need over 4096 digits are judged by doubles; such a divisor is refused by the
 * schema compiler, so only absurd instances reach that. */
bool hp_number_is_multiple(struct hp_slice value, struct hp_slice divisor);

/* The nearest double; infinity when it overflows. No locale is asked. */
double hp_number_to_double(struct hp_slice number);

/* True when the nearest double is an infinity. */
bool hp_number_overflows(struct hp_slice number);

/* True when a double cannot hold the number as people expect: it overflows, or it is an integer
 * whose magnitude is over 2^53 (RFC 7493 2.2). */
bool hp_number_is_big(struct hp_slice number);

/* True when an unsigned integer fits: sets `out`. 3.0 and 3e0 count as 3. */
bool hp_number_to_u64(struct hp_slice number, unsigned long long *out);

#endif
