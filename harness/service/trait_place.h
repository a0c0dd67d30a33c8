/* Where in a body the trait lies for which it is refused. */
#ifndef HP_SERVICE_TRAIT_PLACE_H
#define HP_SERVICE_TRAIT_PLACE_H

#include <stdbool.h>

#include "harness/json/pointer.h"

/* Sets `pointer` to the first value that holds HP_JSON_NUL or HP_JSON_LONE_SURROGATE in its text or
 * name, or that is a later member of the same name (HP_JSON_DUPLICATE). False when there is none
 * within `depth_max` levels; then the pointer is the root's. Objects of over 64 members are not
 * searched for duplicates, so that the time stays in proportion. */
bool hp_trait_place(const struct hp_json *root, enum hp_json_trait trait, unsigned depth_max,
                    struct hp_pointer *pointer);

#endif
