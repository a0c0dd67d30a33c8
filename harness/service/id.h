/* Ids of new webhooks: unique by construction, not by luck. */
#ifndef HP_SERVICE_ID_H
#define HP_SERVICE_ID_H

#include <stdint.h>

enum { HP_ID_CHARS = 20 }; /* as the documented example */

/* Writes 20 letters and digits, no NUL. Different (seed, number) pairs give different ids for every
 * number below 2^54; neighbours have nothing in common to the eye. Not a secret: who knows the seed
 * can compute every id. */
void hp_id_print(uint64_t seed, uint64_t number, char text[static HP_ID_CHARS]);

#endif
