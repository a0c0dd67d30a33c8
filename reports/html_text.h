/* Text inside HTML. */
#ifndef HP_REPORTS_HTML_TEXT_H
#define HP_REPORTS_HTML_TEXT_H

#include "harness/base/buf.h"

/* Appends text that nobody has to trust, fit for an element or a quoted attribute: control,
 * invisible and direction-changing characters as visible escapes, and & < > " ' as references. */
void hp_html_text(struct hp_buf *out, struct hp_slice text, size_t bytes_max);

#endif
