/* base64 of RFC 4648 4, for bytes inside JSON. */
#ifndef HP_BASE_BASE64_H
#define HP_BASE_BASE64_H

#include <stdbool.h>

#include "harness/base/arena.h"
#include "harness/base/buf.h"

void hp_base64_encode(struct hp_buf *buf, struct hp_slice bytes);

/* False when `text` is not padded base64 without line breaks, or when the arena refuses. */
bool hp_base64_decode(struct hp_slice text, struct hp_arena *arena, struct hp_slice *out);

#endif
