/* Short texts about values, for the "have" half of a message. */
#ifndef HP_CONTRACT_DESCRIBE_H
#define HP_CONTRACT_DESCRIBE_H

#include <stddef.h>

#include "harness/json/tree.h"

enum {
    HP_DESCRIPTION_BYTES = 128, /* half a line, in the worst case all of it escapes */
};

/* `string "abc"`, `number 7`, `true`, `null`, `array of 3`, `object with 1 member`. */
void hp_describe(const struct hp_json *value, char line[static HP_DESCRIPTION_BYTES]);

/* The text in quotes, fit to print: controls and the forms of tree.h as \u escapes. Cut with "..."
 * between characters when it is long. */
void hp_describe_text(struct hp_slice text, char line[static HP_DESCRIPTION_BYTES]);

#endif
