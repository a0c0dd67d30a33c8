/* The user's own header fields (-H 'Name: value') that every request carries. */
#ifndef HP_TARGET_EXTRA_FIELDS_H
#define HP_TARGET_EXTRA_FIELDS_H

#include "harness/base/error.h"
#include "harness/base/message.h"

struct hp_extra_fields {
    struct hp_field *fields;
    size_t count;
    struct hp_arena arena; /* what the fields borrow */
};

/* Reads `count` lines into storage of its own. HP_ERR_USAGE, with the line, for one that is not
 * "Name: value" with a token as its name (RFC 9110 5.1) and a value free of CR and LF. Safe to
 * deinit after a failure. */
enum hp_status hp_extra_fields_init(struct hp_extra_fields *extra, const char *const *lines,
                                    size_t count, struct hp_error *error) HP_MUST_CHECK;
void hp_extra_fields_deinit(struct hp_extra_fields *extra);

#endif
