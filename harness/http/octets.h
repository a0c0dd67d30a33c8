/* Which octets may stand where: the character classes of RFC 9110 5.6 and RFC 3986 2 and 3. */
#ifndef HP_HTTP_OCTETS_H
#define HP_HTTP_OCTETS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/slice.h"

enum {
    HP_OCTET_TCHAR = 1,    /* RFC 9110 5.6.2 */
    HP_OCTET_PATH = 2,     /* pchar without "%", "/" and "?": path and query, RFC 3986 3.3, 3.4 */
    HP_OCTET_REG_NAME = 4, /* unreserved and sub-delims: RFC 3986 3.2.2, without "%" */
    HP_OCTET_DIGIT = 8,
    HP_OCTET_HEX = 16,
    HP_OCTET_ALPHA = 32,
};

extern const unsigned char hp_octet_classes[256];

static inline bool hp_octet_is(char octet, unsigned classes)
{
    return (hp_octet_classes[(unsigned char)octet] & classes) != 0;
}

static inline bool hp_octet_is_blank(char octet)
{
    return octet == ' ' || octet == '\t';
}

/* The value of a hexadecimal digit. */
static inline unsigned hp_octet_hex(char digit)
{
    return digit <= '9' ? (unsigned)(digit - '0') : ((unsigned)digit | 0x20) - 'a' + 10;
}

/* Every octet of `text` is of one of `classes`, or "%" with two hexadecimal digits behind it
 * (RFC 3986 2.1). */
bool hp_octets_are_uri(struct hp_slice text, unsigned classes);

#endif
