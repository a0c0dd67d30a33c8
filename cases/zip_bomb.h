/* A gzip file that is small and expands to much. */
#ifndef HP_CASES_ZIP_BOMB_H
#define HP_CASES_ZIP_BOMB_H

#include "harness/base/arena.h"

/* One gzip member (RFC 1952) that expands to `text` and `mib` MiB of blanks behind it: about 1 KiB
 * a MiB. Takes as long as packing 1 MiB. False when memory is refused. */
bool hp_zip_bomb(struct hp_slice text, unsigned mib, struct hp_arena *arena, struct hp_slice *out);

#endif
