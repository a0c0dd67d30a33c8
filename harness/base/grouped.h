/* A count as a person reads it: "14,150,630". */
#ifndef HP_BASE_GROUPED_H
#define HP_BASE_GROUPED_H

#include <stdint.h>

struct hp_grouped {
    char text[28]; /* 20 digits, 6 commas, NUL */
};

/* By value, so that an argument of printf can be `hp_grouped(count).text`. */
struct hp_grouped hp_grouped(uint64_t value);

#endif
