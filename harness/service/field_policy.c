/* Header injection through a registered header, held off at registration (CWE-113): whatever passes
 * here can be written into a request as it stands. Must not know the contract. */
#include "harness/service/field_policy.h"

#include "harness/base/message.h"

enum {
    NAME_BYTES_MAX = 256,  /* four times the longest registered field name */
    VALUE_BYTES_MAX = 4096 /* decision S28; the reference implementation has the same */
};

/* Fields that tell the receiver where a message ends or that speak for one connection. */
static const struct hp_slice reserved_names[] = {
    HP_SLICE_INIT("host"),
    HP_SLICE_INIT("content-length"),
    HP_SLICE_INIT("transfer-encoding"),
    HP_SLICE_INIT("connection"),
    HP_SLICE_INIT("keep-alive"),
    HP_SLICE_INIT("upgrade"),
    HP_SLICE_INIT("te"),
    HP_SLICE_INIT("trailer"),
    HP_SLICE_INIT("expect"),
    HP_SLICE_INIT("http2-settings"),
};

const char *hp_field_policy_name(struct hp_slice name)
{
    static const struct hp_slice proxy = HP_SLICE_INIT("proxy-");
    if (!hp_is_token(name)) {
        return "is not the name of a header field (RFC 9110 5.6.2)";
    }
    if (name.len > NAME_BYTES_MAX) {
        return "is a name of over 256 octets";
    }
    for (size_t i = 0; i < sizeof(reserved_names) / sizeof(reserved_names[0]); i++) {
        if (hp_slice_equal_ignoring_case(name, reserved_names[i])) {
            return "is a field that only the sender may set";
        }
    }
    if (name.len > proxy.len &&
        hp_slice_equal_ignoring_case((struct hp_slice){name.at, proxy.len}, proxy)) {
        return "is a field that only the sender may set";
    }
    return NULL;
}

const char *hp_field_policy_value(struct hp_slice value)
{
    if (value.len > VALUE_BYTES_MAX) {
        return "has a value of over 4096 octets";
    }
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return "has a control character in its value";
        }
        if (c >= 0x80) {
            return "has a character outside ASCII in its value";
        }
    }
    return NULL;
}
