/* Members of the JSON that reports write: always valid, whatever a target sent. */
#ifndef HP_REPORTS_MEMBER_H
#define HP_REPORTS_MEMBER_H

#include <stdint.h>

#include "harness/base/buf.h"

/* `text` as a JSON string, fit for a terminal: control, invisible and direction-changing characters
 * are \u escapes. Strict parsers refuse a whole report for one lone surrogate: what is not UTF-8 is
 * made visible (reports/shown.h). */
void hp_member_value(struct hp_buf *out, struct hp_slice text);

/* Each begins with a comma: `,"name":"text"`; NULL gives null. */
void hp_member_text(struct hp_buf *out, const char *name, const char *text);
void hp_member_slice(struct hp_buf *out, const char *name, struct hp_slice text);
void hp_member_number(struct hp_buf *out, const char *name, uint64_t value);

#endif
