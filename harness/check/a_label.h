/* The ASCII form of a host with letters beyond ASCII. */
#ifndef HP_CHECK_A_LABEL_H
#define HP_CHECK_A_LABEL_H

#include <stdbool.h>

#include "harness/base/arena.h"
#include "harness/base/slice.h"

/* `url` with each U-label of its host as the A-label (RFC 5890 2.3.2.1: "xn--" and Punycode, RFC
 * 3492), and with the mappings of UTS 46 that change no letter: ASCII to lower case, the three
 * other full stops to ".", soft hyphen and other ignored characters left out. Letters beyond ASCII
 * are taken as they are, so upper-case ones have no form here. {NULL, 0} when the host is plain
 * ASCII, is no UTF-8, or has no form that fits into DNS; `failed` is set when the arena refuses
 * memory. */
struct hp_slice hp_url_with_a_labels(struct hp_slice url, struct hp_arena *arena, bool *failed);

#endif
