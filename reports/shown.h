/* Text that came from a target, made fit for a terminal, an attribute or a page. */
#ifndef HP_REPORTS_SHOWN_H
#define HP_REPORTS_SHOWN_H

#include <stdint.h>

#include "harness/base/buf.h"
#include "harness/plan/plan.h"

/* Appends `text` with control, invisible and direction-changing characters and bytes that are not
 * UTF-8 as visible escapes, and "##[", which CI systems act on, as "##\x5B". Backslashes stay
 * single, so that JSON reads as it was sent; the exact bytes are in the finding's files. Cut after
 * `bytes_max` bytes with a word on how much there was.
 */
void hp_shown(struct hp_buf *out, struct hp_slice text, size_t bytes_max);

/* 1302 as "1,302". */
void hp_shown_count(struct hp_buf *out, uint64_t value);

/* "97.7 %", rounded down: 99.99 % is not shown as 100. */
void hp_shown_percent(struct hp_buf *out, struct hp_coverage_count count);

/* "POST /v3/core/webhooks", shown. */
struct hp_request;
void hp_shown_request_line(struct hp_buf *out, const struct hp_request *request);

#endif
