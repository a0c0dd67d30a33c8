/* The content of a base document as an HTML form would send it. */
#ifndef HP_CASES_FORM_BODY_H
#define HP_CASES_FORM_BODY_H

#include "harness/plan/build.h"

enum hp_form_names {
    HP_FORM_FLAT,     /* name, operations, headers[x] */
    HP_FORM_BRACKETS, /* webhook[name], webhook[operations][], webhook[headers][x] */
    HP_FORM_JSON      /* one field, webhook, with the JSON text of its value */
};

/* The boundary of all multipart bodies. */
#define HP_FORM_BOUNDARY "hookproof-boundary-7f3a"

/* As application/x-www-form-urlencoded, or with `multipart` as multipart/form-data (RFC 7578); in
 * the build's arena. */
struct hp_slice hp_form_body(struct hp_build *build, enum hp_form_names names, bool multipart);

#endif
