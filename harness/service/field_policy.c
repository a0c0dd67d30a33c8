/* Header injection through a registered header, held off at registration (CWE-113): whatever passes
 * here can be written into a request as it stands. Must not know the contract. */
#include "harness/service/field_policy.h"

#include <stdint.h>

#include "harness/base/message.h"
#include "harness/base/word.h"

enum {
    NAME_BYTES_MAX = 256,  /* four times the longest registered field name */
    VALUE_BYTES_MAX = 4096 /* decision S28; the reference implementation has the same */
};

#define INITIAL(letter) (UINT32_C(1) << ((letter) - 'a'))

/* The letters that names of `reserved_names` and "proxy-" begin with: most names begin otherwise.
 */
static const uint32_t reserved_initials = INITIAL('h') | INITIAL('c') | INITIAL('t') |
                                          INITIAL('k') | INITIAL('u') | INITIAL('e') | INITIAL('p');

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
    unsigned initial = ((unsigned)(unsigned char)name.at[0] | 0x20) - 'a';
    if (initial >= 32 || (reserved_initials >> initial & 1) == 0) {
        return NULL;
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

/* One of eight bytes is a control character or outside ASCII? A carry or borrow can only make false
 * ones above a true one. */
static inline bool has_other(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return (((word - ones * 0x20) | (word + ones) | word) & ones * 0x80) != 0;
}

/* Nothing but ASCII without control characters, as most values are: asked of eight bytes at a time,
 * of which the last overlap those before. False for short ones too. */
static bool is_printable(struct hp_slice value)
{
    if (value.len < 8) {
        return false;
    }
    bool other = has_other(hp_word_u64(value.at + value.len - 8));
    for (size_t i = 0; i + 8 < value.len; i += 8) {
        other |= has_other(hp_word_u64(value.at + i));
    }
    return !other;
}

const char *hp_field_policy_value(struct hp_slice value)
{
    if (value.len > VALUE_BYTES_MAX) {
        return "has a value of over 4096 octets";
    }
    if (is_printable(value)) {
        return NULL;
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
