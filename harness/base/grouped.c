/* Digits in groups of three. Must not know where they are shown. */
#include "harness/base/grouped.h"

#include <stdio.h>

struct hp_grouped hp_grouped(uint64_t value)
{
    struct hp_grouped grouped;
    char digits[24];
    int length = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)value);
    char *at = grouped.text;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            *at++ = ',';
        }
        *at++ = digits[i];
    }
    *at = '\0';
    return grouped;
}
