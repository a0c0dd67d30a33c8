/* The rules that libmicrohttpd 0.9 leaves to its user, because a request that two parties delimit
 * in two ways is a request smuggled. Must not know the operation. */
#include "harness/service/framing.h"

#include "harness/contract/ascii.h"
#include "harness/service/media_type.h"
#include "harness/service/replies.h"

static bool is_clean(struct hp_slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == '\r' || value.at[i] == '\n' || value.at[i] == '\0') {
            return false;
        }
    }
    return true;
}

bool hp_framing_fields_are_sound(const struct hp_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!hp_is_token(fields[i].name) || !is_clean(fields[i].value)) {
            return false;
        }
    }
    return true;
}

/* An unreserved or sub-delim byte, a percent sign, or what an IPv6 address is made of. */
static bool is_host_byte(char c)
{
    return hp_ascii_is_digit(c) || hp_ascii_is_letter(c) ||
           (c != '\0' && strchr("-._~%!$&'()*+,;=[]:", c) != NULL);
}

/* uri-host [ ":" port ]; an empty host is allowed (RFC 9112 3.2). */
static bool is_host(struct hp_slice value)
{
    value = hp_slice_trim(value);
    size_t port = value.len;
    for (size_t i = 0; i < value.len; i++) {
        if (!is_host_byte(value.at[i])) {
            return false;
        }
        if (value.at[i] == ':') {
            port = i + 1;
        } else if (value.at[i] == ']') {
            port = value.len;
        }
    }
    for (size_t i = port; i < value.len; i++) {
        if (!hp_ascii_is_digit(value.at[i])) {
            return false;
        }
    }
    return true;
}

/* True when the value is a number over `max`. Anything but digits was refused before. */
static bool is_over(struct hp_slice value, uint64_t max)
{
    uint64_t number = 0;
    value = hp_slice_trim(value);
    for (size_t i = 0; i < value.len; i++) {
        if (!hp_ascii_is_digit(value.at[i])) {
            return false;
        }
        number = number * 10 + (uint64_t)(value.at[i] - '0');
        if (number > max) {
            return true;
        }
    }
    return false;
}

enum hp_framing hp_framing_judge(const struct hp_field *fields, size_t count, bool http_1_1,
                                 uint64_t body_bytes_max)
{
    struct hp_slice host = HP_SLICE("Host");
    struct hp_slice length = HP_SLICE("Content-Length");
    struct hp_slice coding = HP_SLICE("Transfer-Encoding");
    if (!hp_framing_fields_are_sound(fields, count)) {
        return HP_FRAMING_BAD_FIELD;
    }
    const struct hp_field *host_field = hp_field_find(fields, count, host);
    if (hp_field_count(fields, count, host) > 1 || (http_1_1 && host_field == NULL) ||
        (host_field != NULL && !is_host(host_field->value))) {
        return HP_FRAMING_BAD_HOST;
    }
    size_t lengths = hp_field_count(fields, count, length);
    size_t codings = hp_field_count(fields, count, coding);
    if (lengths > 1 || (lengths == 1 && codings > 0)) {
        return HP_FRAMING_BAD_LENGTH;
    }
    if (codings > 1 ||
        (codings == 1 &&
         !hp_slice_equal_ignoring_case(hp_slice_trim(hp_field_find(fields, count, coding)->value),
                                       HP_SLICE("chunked")))) {
        return HP_FRAMING_CODING_UNKNOWN;
    }
    if (lengths == 1 && is_over(hp_field_find(fields, count, length)->value, body_bytes_max)) {
        return HP_FRAMING_TOO_LARGE;
    }
    return HP_FRAMING_SOUND;
}

void hp_framing_reply(enum hp_framing fault, struct hp_response *out)
{
    static const struct {
        int status;
        struct hp_slice body;
    } replies[] = {
        [HP_FRAMING_BAD_TARGET] = {400,
                                   HP_REPLY_ERROR_BODY(
                                       "bad-request", "the request target is not a URI reference")},
        [HP_FRAMING_BAD_FIELD] = {400, HP_REPLY_ERROR_BODY("bad-request",
                                                           "a header field is malformed")},
        [HP_FRAMING_BAD_HOST] = {400, HP_REPLY_ERROR_BODY("bad-request",
                                                          "exactly one valid Host is required")},
        [HP_FRAMING_BAD_LENGTH] = {400, HP_REPLY_ERROR_BODY("bad-request",
                                                            "the body's length is given twice")},
        [HP_FRAMING_CODING_UNKNOWN] = {501,
                                       HP_REPLY_ERROR_BODY("coding-unknown",
                                                           "the only transfer coding is chunked")},
        [HP_FRAMING_TOO_LARGE] = {413,
                                  HP_REPLY_ERROR_BODY("body-too-large", "the body is too large")},
    };
    hp_reply_with_body(replies[fault].status, replies[fault].body, out);
}

bool hp_framing_has_body(const struct hp_field *fields, size_t count)
{
    return hp_field_find(fields, count, HP_SLICE("Content-Length")) != NULL ||
           hp_field_find(fields, count, HP_SLICE("Transfer-Encoding")) != NULL;
}
