/* Why: packing a GiB takes seconds, and a plan builds its cases often. A MiB of blanks that was
 * packed once, up to a byte's boundary, can be repeated: deflate blocks follow each other (RFC 1951
 * 3.2), and so can their checksums be combined. Must not know what the text says. */
#include "cases/zip_bomb.h"

#include <limits.h>
#include <zlib.h>

#include "harness/base/alloc.h"

enum { BLANKS_BYTES = 1024 * 1024, FEED_BYTES = 16 * 1024, TRAILER_BYTES = 8 };

/* RFC 1952 2.3: no name, no time, system unknown. */
static const unsigned char header[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
/* An empty block with fixed codes that says it is the last one (RFC 1951 3.2.3, 3.2.6). */
static const unsigned char last_block[] = {0x03, 0x00};

static voidpf zlib_alloc(voidpf opaque, uInt items, uInt size)
{
    (void)opaque;
    return hp_calloc(items, size);
}

static void zlib_free(voidpf opaque, voidpf memory)
{
    (void)opaque;
    hp_free(memory);
}

/* Bare deflate blocks for the given bytes `times` over, that end at a byte's boundary and need
 * nothing before them. Returns their length, 0 when memory or room is refused. */
static size_t pack(struct hp_slice bytes, size_t times, unsigned char *out, size_t room)
{
    enum { MEMORY_LEVEL = 8 };
    z_stream stream = {.zalloc = zlib_alloc, .zfree = zlib_free};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        return 0;
    }
    stream.next_out = out;
    stream.avail_out = (uInt)room;
    bool good = true;
    for (size_t i = 0; good && i < times; i++) {
        stream.next_in = (z_const Bytef *)(uintptr_t)bytes.at;
        stream.avail_in = (uInt)bytes.len;
        good = deflate(&stream, i + 1 < times ? Z_NO_FLUSH : Z_FULL_FLUSH) == Z_OK &&
               stream.avail_in == 0 && stream.avail_out > 0;
    }
    (void)deflateEnd(&stream);
    return good ? room - stream.avail_out : 0;
}

static void put_u32(unsigned char *out, uint32_t number)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (unsigned char)(number >> (8 * i));
    }
}

static unsigned long checksum(struct hp_slice text, const char *blanks, unsigned mib)
{
    unsigned long one = crc32(0, NULL, 0);
    for (size_t i = 0; i < BLANKS_BYTES / FEED_BYTES; i++) {
        one = crc32(one, (const Bytef *)blanks, FEED_BYTES);
    }
    unsigned long all = crc32(crc32(0, NULL, 0), (const Bytef *)text.at, (uInt)text.len);
    for (unsigned i = 0; i < mib; i++) {
        all = crc32_combine(all, one, BLANKS_BYTES);
    }
    return all;
}

/* What one piece of blanks and the text are packed into, with room to spare. */
struct pieces {
    unsigned char text[8 * 1024];
    unsigned char blanks[4 * 1024];
    size_t text_bytes, blanks_bytes;
};

bool hp_zip_bomb(struct hp_slice text, unsigned mib, struct hp_arena *arena, struct hp_slice *out)
{
    struct pieces *pieces = hp_arena_take(arena, sizeof(*pieces));
    char *blanks = hp_arena_take(arena, FEED_BYTES);
    if (pieces == NULL || blanks == NULL || text.len > UINT_MAX) {
        return false;
    }
    memset(blanks, ' ', FEED_BYTES);
    pieces->text_bytes = pack(text, 1, pieces->text, sizeof(pieces->text));
    pieces->blanks_bytes = pack((struct hp_slice){blanks, FEED_BYTES}, BLANKS_BYTES / FEED_BYTES,
                                pieces->blanks, sizeof(pieces->blanks));
    size_t room = sizeof(header) + pieces->text_bytes + mib * pieces->blanks_bytes +
                  sizeof(last_block) + TRAILER_BYTES;
    unsigned char *bytes = hp_arena_take(arena, room);
    if (pieces->text_bytes == 0 || pieces->blanks_bytes == 0 || bytes == NULL) {
        return false;
    }
    unsigned char *at = bytes;
    memcpy(at, header, sizeof(header));
    at += sizeof(header);
    memcpy(at, pieces->text, pieces->text_bytes);
    at += pieces->text_bytes;
    for (unsigned i = 0; i < mib; i++) {
        memcpy(at, pieces->blanks, pieces->blanks_bytes);
        at += pieces->blanks_bytes;
    }
    memcpy(at, last_block, sizeof(last_block));
    at += sizeof(last_block);
    put_u32(at, (uint32_t)checksum(text, blanks, mib));
    put_u32(at + 4, (uint32_t)(text.len + (uint64_t)mib * BLANKS_BYTES));
    *out = (struct hp_slice){(const char *)bytes, room};
    return true;
}
