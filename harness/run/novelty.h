/* How new an answer is: a hash over what a person would call its kind. */
#ifndef HP_RUN_NOVELTY_H
#define HP_RUN_NOVELTY_H

#include "harness/check/check.h"

/* Over how the exchange ended, the status, the media type, the broken checks, a class of the time
 * it took, and the shape of the body: letters stay, digits become one mark and what stands in
 * quotes behind a colon goes, so that ids and echoes do not make every answer a new one. */
uint64_t hp_novelty(const struct hp_exchange *exchange, const struct hp_judgement *judgement);

#endif
