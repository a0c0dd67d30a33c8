/* What reading literal cases and making requests of them share. */
#ifndef HP_RUN_LITERAL_INTERNAL_H
#define HP_RUN_LITERAL_INTERNAL_H

#include "harness/plan/build.h"
#include "harness/run/literal.h"

/* What is done to one header field of the documented request, in order. */
struct hp_literal_field {
    struct hp_slice name;
    struct hp_slice value; /* at is NULL: the field is taken away */
    bool first;            /* in the place of what there was; else one more */
};

struct hp_literal {
    struct hp_row row;              /* first: a build's row is its literal */
    struct hp_slice method, target; /* empty: as documented */
    struct hp_literal_field *fields;
    size_t field_count;
    struct hp_slice body;
    bool has_body;
    enum hp_body_truth truth; /* what the second judge finds */
    uint64_t content;         /* hash of what is sent: part of the case's id */
};

/* The one instance of a literal's row. */
hp_instance_fn hp_literal_instance;

#endif
