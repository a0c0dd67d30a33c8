/* JSON strings spelt with escapes, without a change of what they say (RFC 8259 7). */
#ifndef HP_CASES_ESCAPE_H
#define HP_CASES_ESCAPE_H

#include "harness/plan/build.h"

enum hp_escape_style {
    HP_ESCAPE_ALL_LOWER, /* every character as \u00e9 */
    HP_ESCAPE_ALL_UPPER, /* every character as \u00E9 */
    HP_ESCAPE_FIRST,     /* the first character only */
    HP_ESCAPE_LAST,
    HP_ESCAPE_SOLIDUS, /* every solidus as a short escape */
};

/* `raw` is a JSON string with its quotes; what is escaped in it already stays as it is. The result
 * lives in the build's memory. */
struct hp_slice hp_escape_string(struct hp_build *build, struct hp_slice raw,
                                 enum hp_escape_style style);

#endif
