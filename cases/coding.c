/* Why: rows about Content-Encoding: bodies in a coding, and labels that do not fit. Must not know
 * how a coding works. */
#include "cases/content_type_encoding.h"

#include "cases/encode_body.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const struct hp_slice content_encoding = HP_SLICE_INIT("Content-Encoding");

static struct hp_slice encoded(struct hp_build *build, enum hp_coding coding, struct hp_slice plain)
{
    struct hp_slice bytes = HP_SLICE("");
    if (!hp_encode_body(coding, plain, &build->arena, &bytes)) {
        build->failed = true;
    }
    return bytes;
}

/* The document of the build in a coding. */
static struct hp_slice encoded_document(struct hp_build *build, enum hp_coding coding)
{
    return encoded(build, coding, hp_draft_text(&build->draft));
}

bool hp_encoding_supported(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        struct hp_slice label;
        enum hp_coding coding;
    } codings[] = {
        {"gzip", HP_SLICE_INIT("gzip"), HP_CODING_GZIP},
        {"x-gzip", HP_SLICE_INIT("x-gzip"), HP_CODING_GZIP},
        {"gzip-upper-case", HP_SLICE_INIT("GZIP"), HP_CODING_GZIP},
        {"deflate", HP_SLICE_INIT("deflate"), HP_CODING_DEFLATE},
        {"br", HP_SLICE_INIT("br"), HP_CODING_BROTLI},
        {"zstd", HP_SLICE_INIT("zstd"), HP_CODING_ZSTD},
    };
    if (index > COUNT_OF(codings)) {
        return false;
    }
    if (index < COUNT_OF(codings)) {
        hp_instance_at(build, "header", "%s", codings[index].name);
        hp_why(build, "the body is in the coding %s", codings[index].label.at);
        hp_build_field_add(build, content_encoding, codings[index].label);
        hp_build_body(build, encoded_document(build, codings[index].coding));
        return true;
    }
    hp_instance_at(build, "header", "gzip-two-members");
    hp_why(build, "the body is in two members of gzip, which read as one text (RFC 1952 2.2)");
    struct hp_slice text = hp_draft_text(&build->draft);
    size_t half = text.len / 2;
    struct hp_slice first = encoded(build, HP_CODING_GZIP, (struct hp_slice){text.at, half});
    struct hp_slice second =
        encoded(build, HP_CODING_GZIP, (struct hp_slice){text.at + half, text.len - half});
    struct hp_buf both = hp_raw_begin(build, first.len + second.len);
    hp_buf_slice(&both, first);
    hp_buf_slice(&both, second);
    hp_build_field_add(build, content_encoding, hp_coding_name(HP_CODING_GZIP));
    hp_build_body(build, hp_raw_end(build, &both));
    return true;
}

/* ---- encoding-unknown-corrupt ---- */

/* What a plain body is labelled with. */
static const struct {
    const char *name;
    struct hp_slice label;
} labels[] = {
    {"unknown-coding", HP_SLICE_INIT("hookproof")},
    {"unknown-coding-star", HP_SLICE_INIT("*")},
    {"plain-labelled-gzip", HP_SLICE_INIT("gzip")},
    {"plain-labelled-deflate", HP_SLICE_INIT("deflate")},
    {"plain-labelled-compress", HP_SLICE_INIT("compress")},
    {"plain-labelled-br", HP_SLICE_INIT("br")},
    {"plain-labelled-zstd", HP_SLICE_INIT("zstd")},
};

static void plain_under_label(struct hp_build *build, size_t index)
{
    hp_instance_at(build, "header", "%s", labels[index].name);
    hp_why(build, "a plain body is labelled with the coding %s", labels[index].label.at);
    hp_build_field_add(build, content_encoding, labels[index].label);
    build->body_truth = HP_BODY_VALID;
}

/* Damage to a gzip file (RFC 1952 2.3): ten bytes of header, deflated data, eight bytes of trailer.
 */
enum gzip_damage {
    DAMAGE_MAGIC,
    DAMAGE_METHOD,
    DAMAGE_DATA,
    DAMAGE_CHECKSUM,
    DAMAGE_LENGTH,
    DAMAGE_CUT_HEADER,
    DAMAGE_CUT_DATA,
    DAMAGE_CUT_TRAILER,
    DAMAGE_EMPTY,
    DAMAGES
};

static const struct {
    const char *name;
    const char *why;
} damages[DAMAGES] = {
    [DAMAGE_MAGIC] = {"gzip-wrong-magic", "its first byte is wrong"},
    [DAMAGE_METHOD] = {"gzip-wrong-method", "its compression method is unknown"},
    [DAMAGE_DATA] = {"gzip-wrong-data", "its data starts with a reserved block type"},
    [DAMAGE_CHECKSUM] = {"gzip-wrong-checksum", "its checksum is wrong"},
    [DAMAGE_LENGTH] = {"gzip-wrong-length", "its length is wrong"},
    [DAMAGE_CUT_HEADER] = {"gzip-cut-header", "it ends inside its header"},
    [DAMAGE_CUT_DATA] = {"gzip-cut-data", "it ends inside its data"},
    [DAMAGE_CUT_TRAILER] = {"gzip-cut-trailer", "it ends before its checksum"},
    [DAMAGE_EMPTY] = {"gzip-empty", "it has no bytes at all"},
};

enum { GZIP_HEADER_BYTES = 10, GZIP_TRAILER_BYTES = 8 };

/* `bytes` is a whole gzip file. Returns how much of it is left. */
static size_t apply_damage(char *bytes, size_t length, enum gzip_damage damage)
{
    switch (damage) {
    case DAMAGE_MAGIC:
        bytes[0] ^= 1;
        break;
    case DAMAGE_METHOD:
        bytes[2] = 7;
        break;
    case DAMAGE_DATA:
        bytes[GZIP_HEADER_BYTES] |= 6; /* block type 11 (RFC 1951 3.2.3) */
        break;
    case DAMAGE_CHECKSUM:
        bytes[length - GZIP_TRAILER_BYTES] ^= 1;
        break;
    case DAMAGE_LENGTH:
        bytes[length - GZIP_TRAILER_BYTES / 2] ^= 1;
        break;
    case DAMAGE_CUT_HEADER:
        return GZIP_HEADER_BYTES / 2;
    case DAMAGE_CUT_DATA:
        return length / 2;
    case DAMAGE_CUT_TRAILER:
        return length - GZIP_TRAILER_BYTES;
    case DAMAGE_EMPTY:
        return 0;
    case DAMAGES:
        break;
    }
    return length;
}

static void damaged_gzip(struct hp_build *build, enum gzip_damage damage)
{
    hp_instance_at(build, "header", "%s", damages[damage].name);
    hp_why(build, "the body is labelled gzip, and %s", damages[damage].why);
    hp_build_field_add(build, content_encoding, hp_coding_name(HP_CODING_GZIP));
    struct hp_slice whole = encoded_document(build, HP_CODING_GZIP);
    char *bytes = hp_arena_take(&build->arena, whole.len + 1);
    if (bytes == NULL || whole.len < GZIP_HEADER_BYTES + GZIP_TRAILER_BYTES) {
        build->failed = true;
        return;
    }
    memcpy(bytes, whole.at, whole.len);
    size_t left = apply_damage(bytes, whole.len, damage);
    hp_build_body(build, (struct hp_slice){bytes, left});
}

/* A body in one or two codings under a label that names them, or not all of them. */
static bool stacked_or_unlabelled(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        struct hp_slice label; /* empty: none */
        enum hp_coding inner;
        int outer; /* enum hp_coding, or -1 */
        const char *why;
    } stacks[] = {
        {"stacked-gzip-gzip", HP_SLICE_INIT("gzip, gzip"), HP_CODING_GZIP, HP_CODING_GZIP,
         "gzip within gzip"},
        {"stacked-deflate-gzip", HP_SLICE_INIT("deflate, gzip"), HP_CODING_DEFLATE, HP_CODING_GZIP,
         "deflate within gzip"},
        {"stacked-known-unknown", HP_SLICE_INIT("gzip, hookproof"), HP_CODING_GZIP, -1,
         "gzip within a coding that nobody knows"},
        {"stacked-once-labelled", HP_SLICE_INIT("gzip"), HP_CODING_GZIP, HP_CODING_GZIP,
         "gzip within gzip, labelled once"},
        {"deflate-labelled-gzip", HP_SLICE_INIT("gzip"), HP_CODING_DEFLATE, -1,
         "deflate, labelled gzip"},
        {"zstd-labelled-br", HP_SLICE_INIT("br"), HP_CODING_ZSTD, -1, "zstd, labelled br"},
        {"gzip-without-label", HP_SLICE_INIT(""), HP_CODING_GZIP, -1, "gzip without any label"},
    };
    if (index >= COUNT_OF(stacks)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", stacks[index].name);
    hp_why(build, "the body is %s", stacks[index].why);
    struct hp_slice body = encoded_document(build, stacks[index].inner);
    if (stacks[index].outer >= 0) {
        body = encoded(build, (enum hp_coding)stacks[index].outer, body);
    }
    if (stacks[index].label.len > 0) {
        hp_build_field_add(build, content_encoding, stacks[index].label);
    } else {
        build->body_truth = HP_BODY_NOT_JSON;
    }
    hp_build_body(build, body);
    return true;
}

bool hp_encoding_unknown_corrupt(struct hp_build *build, size_t index)
{
    if (index < COUNT_OF(labels)) {
        plain_under_label(build, index);
        return true;
    }
    index -= COUNT_OF(labels);
    if (index < DAMAGES) {
        damaged_gzip(build, (enum gzip_damage)index);
        return true;
    }
    return stacked_or_unlabelled(build, index - DAMAGES);
}
