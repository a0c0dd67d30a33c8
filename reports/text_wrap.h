/* Long lines of the text report, broken for a terminal. */
#ifndef HP_REPORTS_TEXT_WRAP_H
#define HP_REPORTS_TEXT_WRAP_H

#include "harness/base/buf.h"

/* Appends `text` to `out`, lines of over `width` columns broken at blanks. What is continued stands
 * below the text of a finding's label, else four columns in. Commands and bodies keep their line,
 * so that they can be copied. Width 0, or one that is too narrow for a label and some words:
 * nothing is broken. A colour sequence has no width, any other code point one column. */
void hp_text_wrap(struct hp_buf *out, struct hp_slice text, unsigned width);

#endif
