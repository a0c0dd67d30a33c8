/* Does the chunking itself, because an HTTP library chooses the chunks by its own buffers, and a
 * row wants them at exact places. Must not know who sends the octets. */
#include "harness/target/body_reader.h"

#include <stdio.h>

void hp_body_reader_init(struct hp_body_reader *reader, struct hp_slice body,
                         const struct hp_transfer *transfer)
{
    *reader = (struct hp_body_reader){
        .body = body,
        .chunked = transfer->chunked,
        .chunk_bytes = transfer->chunk_bytes > 0 ? transfer->chunk_bytes : SIZE_MAX,
        .write_bytes = transfer->write_bytes > 0 ? transfer->write_bytes : SIZE_MAX,
        .chunk_left = transfer->chunked ? 0 : body.len,
        .last_chunk_written = !transfer->chunked,
    };
}

static size_t hex_digits(size_t value)
{
    size_t digits = 1;
    while ((value >>= 4) > 0) {
        digits++;
    }
    return digits;
}

/* size CRLF data CRLF */
static uint64_t chunk_total(size_t bytes)
{
    return (uint64_t)hex_digits(bytes) + 2 + bytes + 2;
}

uint64_t hp_body_reader_total(const struct hp_body_reader *reader)
{
    size_t len = reader->body.len;
    if (!reader->chunked) {
        return len;
    }
    size_t rest = len % reader->chunk_bytes;
    uint64_t last_chunk = 5; /* 0 CRLF CRLF */
    return (len / reader->chunk_bytes) * chunk_total(reader->chunk_bytes) +
           (rest > 0 ? chunk_total(rest) : 0) + last_chunk;
}

/* Puts the size line of the next chunk into `frame`; the last chunk is the empty one. */
static void begin_chunk(struct hp_body_reader *reader)
{
    size_t left = reader->body.len - reader->body_at;
    const char *end_of_previous = reader->body_at > 0 ? "\r\n" : "";
    reader->chunk_left = left < reader->chunk_bytes ? left : reader->chunk_bytes;
    reader->last_chunk_written = left == 0;
    int len = snprintf(reader->frame, sizeof(reader->frame), "%s%zx\r\n%s", end_of_previous,
                       reader->chunk_left, left == 0 ? "\r\n" : "");
    reader->frame_len = (size_t)len;
    reader->frame_at = 0;
}

static size_t copy_some(char *out, const char *from, size_t have, size_t max)
{
    size_t count = have < max ? have : max;
    if (count > 0) {
        memcpy(out, from, count);
    }
    return count;
}

size_t hp_body_reader_next(struct hp_body_reader *reader, char *out, size_t max)
{
    size_t room = max < reader->write_bytes ? max : reader->write_bytes;
    size_t filled = 0;
    while (filled < room) {
        if (reader->frame_at < reader->frame_len) {
            size_t count = copy_some(out + filled, reader->frame + reader->frame_at,
                                     reader->frame_len - reader->frame_at, room - filled);
            reader->frame_at += count;
            filled += count;
        } else if (reader->chunk_left > 0) {
            size_t count = copy_some(out + filled, reader->body.at + reader->body_at,
                                     reader->chunk_left, room - filled);
            reader->body_at += count;
            reader->chunk_left -= count;
            filled += count;
        } else if (!reader->last_chunk_written) {
            begin_chunk(reader);
        } else {
            break;
        }
    }
    return filled;
}
