/* What was sent, read from the bytes of the body: the values that an answer has to give back. */
#ifndef HP_CHECK_SENT_H
#define HP_CHECK_SENT_H

#include "harness/check/view.h"

/* One value of a field. Which member it is depends on the field: text for the name, the type and
 * the URL, items for the arrays, pairs for the headers. */
struct hp_sent_value {
    union {
        struct hp_slice text;
        struct {
            const struct hp_slice *items;
            size_t item_count;
        };
        struct {
            const struct hp_slice (*pairs)[2]; /* name, value */
            size_t pair_count;
        };
    };
};

enum { HP_SENT_VALUES_MAX = 8 };

struct hp_sent_field {
    struct hp_sent_value *values; /* several when the member was sent more than once */
    size_t count;
    bool comparable; /* sent, and every value is of the type that can come back */
};

struct hp_sent {
    struct hp_sent_field fields[HP_ROLE_COUNT];
};

/* Reads the body once and keeps the answer in the view. Nothing is comparable when the body is not
 * JSON, or holds no wrapper, or is too large to be worth a tree. NULL only when memory is refused
 * (view->out_of_memory). */
const struct hp_sent *hp_view_sent(struct hp_view *view);

#endif
