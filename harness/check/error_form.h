/* Which of the documented forms an error has: {"error": {"code": ..., "message": "..."}}, or that
 * of RFC 9457. */
#ifndef HP_CHECK_ERROR_FORM_H
#define HP_CHECK_ERROR_FORM_H

#include "harness/json/tree.h"

/* Of equal members the first one counts. */
struct hp_error_form {
    bool code_and_message;  /* under "error": a number or a text, and a text; none is empty */
    bool title_or_detail;   /* one of them is a text that is not empty */
    bool has_status;        /* there is such a member */
    struct hp_slice status; /* its source text when it is a number, else empty */
};

/* Of an object. */
void hp_error_form_of(const struct hp_json *root, struct hp_error_form *out);

/* The same from the text, at a fraction of the cost of a tree. True when the text is surely one
 * JSON object: a plain one, of strings in ASCII without escapes, short integers and a few levels.
 * False when only hp_json_parse can tell; `out` is void then. */
bool hp_error_form_read(struct hp_slice text, struct hp_error_form *out);

#endif
