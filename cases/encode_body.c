/* Why: rows on content codings need bodies in them, right to the byte before they are damaged. Must
 * not know what the body says or what a row does with the result. */
#include "cases/encode_body.h"

#include <brotli/encode.h>
#include <limits.h>
#include <zlib.h>
#include <zstd.h>

#include "harness/base/alloc.h"

struct hp_slice hp_coding_name(enum hp_coding coding)
{
    static const struct hp_slice names[HP_CODING_COUNT] = {
        [HP_CODING_GZIP] = HP_SLICE_INIT("gzip"),
        [HP_CODING_DEFLATE] = HP_SLICE_INIT("deflate"),
        [HP_CODING_BROTLI] = HP_SLICE_INIT("br"),
        [HP_CODING_ZSTD] = HP_SLICE_INIT("zstd"),
    };
    return names[coding];
}

static voidpf zlib_alloc(voidpf opaque, uInt items, uInt size)
{
    (void)opaque;
    return hp_malloc((size_t)items * size);
}

static void zlib_free(voidpf opaque, voidpf memory)
{
    (void)opaque;
    hp_free(memory);
}

static bool encode_zlib(bool gzip, struct hp_slice plain, struct hp_arena *arena,
                        struct hp_slice *out)
{
    /* Bodies are short: zlib's usual level would clear 64 KiB for each. */
    enum { GZIP_WRAPPER = 16, MEMORY_LEVEL = 5, GZIP_EXTRA_BYTES = 12 };
    z_stream stream = {.zalloc = zlib_alloc, .zfree = zlib_free};
    int window = gzip ? MAX_WBITS + GZIP_WRAPPER : MAX_WBITS;
    if (plain.len > UINT_MAX / 2 || deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window,
                                                 MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    uLong bound = deflateBound(&stream, (uLong)plain.len) + GZIP_EXTRA_BYTES;
    unsigned char *bytes = hp_arena_take(arena, bound);
    bool done = false;
    if (bytes != NULL) {
        /* zlib's field is not const unless ZLIB_CONST is set; deflate does not write there. */
        stream.next_in = (z_const Bytef *)(uintptr_t)plain.at;
        stream.avail_in = (uInt)plain.len;
        stream.next_out = bytes;
        stream.avail_out = (uInt)bound;
        done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
        *out = (struct hp_slice){(const char *)bytes, stream.total_out};
    }
    (void)deflateEnd(&stream);
    return done;
}

static bool encode_brotli(struct hp_slice plain, struct hp_arena *arena, struct hp_slice *out)
{
    /* A fast quality: how well it packs is not the point. */
    enum { QUALITY = 5 };
    size_t length = BrotliEncoderMaxCompressedSize(plain.len);
    uint8_t *bytes = length == 0 ? NULL : hp_arena_take(arena, length);
    if (bytes == NULL ||
        !BrotliEncoderCompress(QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, plain.len,
                               (const uint8_t *)plain.at, &length, bytes)) {
        return false;
    }
    *out = (struct hp_slice){(const char *)bytes, length};
    return true;
}

static bool encode_zstd(struct hp_slice plain, struct hp_arena *arena, struct hp_slice *out)
{
    enum { LEVEL = 3 };
    size_t bound = ZSTD_compressBound(plain.len);
    char *bytes = ZSTD_isError(bound) ? NULL : hp_arena_take(arena, bound);
    if (bytes == NULL) {
        return false;
    }
    size_t length = ZSTD_compress(bytes, bound, plain.at, plain.len, LEVEL);
    if (ZSTD_isError(length)) {
        return false;
    }
    *out = (struct hp_slice){bytes, length};
    return true;
}

bool hp_encode_body(enum hp_coding coding, struct hp_slice plain, struct hp_arena *arena,
                    struct hp_slice *out)
{
    switch (coding) {
    case HP_CODING_GZIP:
        return encode_zlib(true, plain, arena, out);
    case HP_CODING_DEFLATE:
        return encode_zlib(false, plain, arena, out);
    case HP_CODING_BROTLI:
        return encode_brotli(plain, arena, out);
    case HP_CODING_ZSTD:
        return encode_zstd(plain, arena, out);
    case HP_CODING_COUNT:
        break;
    }
    return false;
}
