/* The content of a base document in formats that are not JSON. */
#ifndef HP_CASES_FOREIGN_BODY_H
#define HP_CASES_FOREIGN_BODY_H

#include "harness/plan/build.h"

enum hp_foreign {
    HP_FOREIGN_XML,
    HP_FOREIGN_SOAP, /* the same in an envelope of SOAP 1.2 */
    HP_FOREIGN_YAML, /* block style */
    HP_FOREIGN_TOML,
    HP_FOREIGN_JAVASCRIPT, /* an object literal with bare names and single quotes */
    HP_FOREIGN_CBOR,       /* RFC 8949 */
    HP_FOREIGN_MESSAGEPACK,
    HP_FOREIGN_COUNT
};

/* The content of the build's base document in `format`, in the build's arena. */
struct hp_slice hp_foreign_body(struct hp_build *build, enum hp_foreign format);

#endif
