/* Answers that do not depend on the body: one for each reason to refuse, built once. */
#ifndef HP_SERVICE_REPLIES_H
#define HP_SERVICE_REPLIES_H

#include "harness/base/error.h"
#include "harness/base/message.h"
#include "harness/contract/contract.h"

/* The body of every error, for static tables; code and message are literals that need no escape. */
#define HP_REPLY_ERROR_BODY(code, message)                                                         \
    HP_SLICE_INIT("{\"error\":{\"code\":\"" code "\",\"message\":\"" message "\"}}")

enum hp_reply {
    HP_REPLY_NONE = 0, /* nothing to refuse */
    HP_REPLY_OPTIONS,
    HP_REPLY_BAD_FIELD,
    HP_REPLY_BAD_TARGET,
    HP_REPLY_TARGET_TOO_LONG,
    HP_REPLY_FIELDS_TOO_LARGE,
    HP_REPLY_NOT_FOUND,
    HP_REPLY_METHOD_NOT_ALLOWED,
    HP_REPLY_METHOD_UNKNOWN,
    HP_REPLY_UNAUTHORIZED,
    HP_REPLY_EXPECTATION_FAILED,
    HP_REPLY_CODING,
    HP_REPLY_MEDIA_TYPE,
    HP_REPLY_LENGTH_REQUIRED,
    HP_REPLY_BODY_TOO_LARGE,
    HP_REPLY_BYTE_ORDER_MARK,
    HP_REPLY_UNAVAILABLE,
    HP_REPLY_COUNT
};

enum {
    HP_REPLY_FIELDS_MAX = 4,       /* media type, caching, sniffing, and one of its own */
    HP_REPLY_FIELD_BYTES_MAX = 512 /* of a value that names parts of the contract */
};

/* Field values that name parts of the contract. Lies still: responses borrow from it. */
struct hp_replies {
    char allow[HP_REPLY_FIELD_BYTES_MAX];
    char challenge[HP_REPLY_FIELD_BYTES_MAX];
    struct hp_field fields[HP_REPLY_COUNT][HP_REPLY_FIELDS_MAX];
};

/* HP_ERR_USAGE for a contract whose method or key field is too long to be sent. */
enum hp_status hp_replies_init(struct hp_replies *replies, const struct hp_contract *contract,
                               struct hp_error *error) HP_MUST_CHECK;

void hp_replies_make(const struct hp_replies *replies, enum hp_reply reply,
                     struct hp_response *out) HP_COLD;

/* A response with the usual fields and a body of its own. */
void hp_reply_with_body(int status, struct hp_slice body, struct hp_response *out);

#endif
