/* Inside this layer: what the escapes of a string stand for. The tables lie in scan.c. */
#ifndef HP_JSON_ESCAPE_H
#define HP_JSON_ESCAPE_H

#include <stdbool.h>
#include <stdint.h>

/* The character that a backslash and this byte stand for; 0 when they are no escape of their own.
 */
extern const unsigned char hp_json_escapes[256];

/* Of a hexadecimal digit HP_JSON_IS_HEX and its value, of another byte 0. */
extern const unsigned char hp_json_hex[256];
enum { HP_JSON_IS_HEX = 0x10, HP_JSON_HEX_VALUE = 0x0f, HP_JSON_HEX_DIGITS = 4 };

/* The four digits of \uXXXX at `at`; false when one is none. */
static inline bool hp_json_hex4(const void *at, uint32_t *code)
{
    const unsigned char *digits = at;
    unsigned a = hp_json_hex[digits[0]];
    unsigned b = hp_json_hex[digits[1]];
    unsigned c = hp_json_hex[digits[2]];
    unsigned d = hp_json_hex[digits[3]];
    *code = (a & HP_JSON_HEX_VALUE) << 12 | (b & HP_JSON_HEX_VALUE) << 8 |
            (c & HP_JSON_HEX_VALUE) << 4 | (d & HP_JSON_HEX_VALUE);
    return (a & b & c & d & HP_JSON_IS_HEX) != 0;
}

#endif
