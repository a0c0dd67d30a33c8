/* Content codings of RFC 9110 8.4.1 and RFC 8878: a body as its receiver would have to decode it.
 */
#ifndef HP_CASES_ENCODE_BODY_H
#define HP_CASES_ENCODE_BODY_H

#include "harness/base/arena.h"

enum hp_coding {
    HP_CODING_GZIP,    /* RFC 1952, without a time or a name: the same bytes every time */
    HP_CODING_DEFLATE, /* RFC 1950, as HTTP means "deflate" */
    HP_CODING_BROTLI,  /* RFC 7932 */
    HP_CODING_ZSTD,    /* RFC 8878 */
    HP_CODING_COUNT
};

/* "gzip", "deflate", "br", "zstd": the value of Content-Encoding. */
struct hp_slice hp_coding_name(enum hp_coding coding);

/* `plain` in the coding, in memory of the arena. False when memory was refused. */
bool hp_encode_body(enum hp_coding coding, struct hp_slice plain, struct hp_arena *arena,
                    struct hp_slice *out);

#endif
