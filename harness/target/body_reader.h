/* A request body as the octets that follow the header section: plain, or in chunks of a chosen size
 * (RFC 9112 7.1), handed out a few at a time. */
#ifndef HP_TARGET_BODY_READER_H
#define HP_TARGET_BODY_READER_H

#include <stdint.h>

#include "harness/base/message.h"

struct hp_body_reader {
    struct hp_slice body;
    bool chunked;
    size_t chunk_bytes; /* never 0 */
    size_t write_bytes; /* never 0 */
    size_t body_at;
    size_t chunk_left; /* octets of the body that the current chunk still lacks */
    bool last_chunk_written;
    char frame[24]; /* a chunk's size line, with the end of the chunk before it */
    size_t frame_len;
    size_t frame_at;
};

/* Starts at the first octet, as `transfer` says. The body is borrowed. */
void hp_body_reader_init(struct hp_body_reader *reader, struct hp_slice body,
                         const struct hp_transfer *transfer);

/* The number of octets that the reader hands out in all. */
uint64_t hp_body_reader_total(const struct hp_body_reader *reader);

/* Up to `max` of the next octets, never more than write_bytes at a time; 0 at the end. */
size_t hp_body_reader_next(struct hp_body_reader *reader, char *out, size_t max);

#endif
