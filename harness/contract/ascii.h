/* Character classes of ASCII, whatever the locale (RFC 5234 B.1). */
#ifndef HP_CONTRACT_ASCII_H
#define HP_CONTRACT_ASCII_H

#include <stdbool.h>

static inline bool hp_ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool hp_ascii_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool hp_ascii_is_hex(char c)
{
    return hp_ascii_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The value of a hexadecimal digit. */
static inline unsigned hp_ascii_hex(char c)
{
    return (unsigned)(hp_ascii_is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

#endif
