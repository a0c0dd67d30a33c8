/* Why: rows about how much a service reads before it says no. What is larger than a few MiB is sent
 * from a block that is repeated, so that a run stays small itself. */
#include "cases/raw_request.h"
#include "cases/raw_text.h"
#include "cases/size_depth.h"
#include "cases/zip_bomb.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { KIB = 1024, MIB = 1024 * 1024 };

/* ---- size-body-large ---- */

static const struct {
    const char *name;
    uint64_t bytes; /* of the whole body */
    bool streamed;  /* too large to stand in memory sixteen times */
} sizes[] = {
    {"1-mib", (uint64_t)1 * MIB, false},
    {"10-mib", (uint64_t)10 * MIB, true},
    {"100-mib", (uint64_t)100 * MIB, true},
};

static const struct {
    const char *name;
    const char *why;
    char pad;
} paddings[] = {
    {"white-space", "white space before the first member", ' '},
    {"name", "the name", 'x'},
    {"unknown-member", "an undocumented member", 'x'},
};
enum { PAD_WHITE_SPACE, PAD_NAME, PAD_UNKNOWN_MEMBER };

/* Where in the document the padding goes; an undocumented member gets its place first. */
static size_t place_of(struct hp_build *build, size_t padding)
{
    struct hp_slice text;
    const struct hp_node *name;
    switch (padding) {
    case PAD_WHITE_SPACE:
        return 1;
    case PAD_NAME:
        name = hp_draft_node(&build->draft, hp_raw_site(HP_ROLE_NAME));
        return name == NULL ? 1 : name->value.end - 1;
    default:
        hp_draft_insert_last(&build->draft, hp_raw_site(HP_ROLE_WRAPPER),
                             HP_SLICE("\"x_hookproof\":\"\""));
        text = hp_draft_text(&build->draft);
        return text.len - strlen("\"}}");
    }
}

/* The document with `count` octets of padding, in memory. */
static void pad_in_memory(struct hp_build *build, size_t at, char pad, size_t count)
{
    struct hp_slice text = hp_draft_text(&build->draft);
    struct hp_buf whole = hp_raw_begin(build, text.len + count);
    hp_buf_append(&whole, text.at, at);
    hp_buf_repeat(&whole, pad, count);
    hp_buf_append(&whole, text.at + at, text.len - at);
    hp_build_body(build, hp_raw_end(build, &whole));
}

bool hp_size_body_large(struct hp_build *build, size_t index)
{
    if (index >= COUNT_OF(sizes) * COUNT_OF(paddings)) {
        return false;
    }
    size_t size = index / COUNT_OF(paddings);
    size_t padding = index % COUNT_OF(paddings);
    hp_instance_at(build, "transfer", "%s-in-%s", sizes[size].name, paddings[padding].name);
    hp_why(build, "a body of %llu octets, padded in %s", (unsigned long long)sizes[size].bytes,
           paddings[padding].why);
    size_t at = place_of(build, padding);
    uint64_t count = sizes[size].bytes - hp_draft_text(&build->draft).len;
    if (!sizes[size].streamed) {
        pad_in_memory(build, at, paddings[padding].pad, (size_t)count);
        return true;
    }
    static const struct hp_slice script = HP_SCRIPT("{head}Content-Length: {padded-length}\r\n\r\n"
                                                    "{before}{pad}{after}");
    hp_raw_request(
        build, script,
        &(struct hp_raw_extra){.split = at, .pad = paddings[padding].pad, .pad_bytes = count});
    build->has_body = false; /* for the judge: what is sent stands nowhere as a whole */
    build->body_truth = HP_BODY_NONE;
    return true;
}

/* ---- size-declared-huge ---- */

bool hp_size_declared_huge(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"10-gib", "10 GiB are announced, and nothing follows",
         HP_SCRIPT("{head}Content-Length: 10737418240\r\n\r\n")},
        {"2-to-63-minus-1", "2^63 - 1 octets are announced, and nothing follows",
         HP_SCRIPT("{head}Content-Length: 9223372036854775807\r\n\r\n")},
        {"10-gib-expecting-continue", "10 GiB are announced, and would follow a 100",
         HP_SCRIPT("{head}Content-Length: 10737418240\r\nExpect: 100-continue\r\n\r\n")},
        {"2-to-63-minus-1-expecting-continue",
         "2^63 - 1 octets are announced, and would follow a 100",
         HP_SCRIPT("{head}Content-Length: 9223372036854775807\r\nExpect: 100-continue\r\n\r\n")},
    };
    if (!hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index)) {
        return false;
    }
    build->has_body = false;
    return true;
}

/* ---- size-decompression-bomb ---- */

bool hp_size_decompression_bomb(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        unsigned mib;
    } bombs[] = {{"256-mib", 256}, {"1-gib", 1024}};
    if (index >= COUNT_OF(bombs)) {
        return false;
    }
    hp_instance_at(build, "transfer", "%s", bombs[index].name);
    hp_why(build, "a small gzip body: the document and %u MiB of white space", bombs[index].mib);
    struct hp_slice body = HP_SLICE("");
    if (!hp_zip_bomb(hp_draft_text(&build->draft), bombs[index].mib, &build->arena, &body)) {
        build->failed = true;
        return true;
    }
    hp_build_field_add(build, HP_SLICE("Content-Encoding"), HP_SLICE("gzip"));
    hp_build_body(build, body);
    return true;
}

/* ---- size-header-block ---- */

/* `count` fields of one name and value behind those of the build. */
static void add_fields(struct hp_build *build, size_t count, size_t value_bytes)
{
    char *value = hp_arena_take(&build->arena, value_bytes + 1);
    size_t own = build->field_count;
    struct hp_field *all = hp_arena_take(&build->arena, (own + count) * sizeof(*all));
    if (value == NULL || all == NULL) {
        build->failed = true;
        return;
    }
    memset(value, 'x', value_bytes);
    memcpy(all, build->fields, own * sizeof(*all));
    for (size_t i = 0; i < count; i++) {
        all[own + i] =
            (struct hp_field){hp_build_text(build, "X-Hookproof-%zu", i), {value, value_bytes}};
    }
    build->fields_many = all;
    build->fields_many_count = own + count;
}

bool hp_size_header_block(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *why;
        size_t count;
        size_t value_bytes;
    } blocks[] = {
        {"one-field-of-64-kib", "one field of 64 KiB", 1, (size_t)64 * KIB},
        {"10000-fields", "10,000 fields", 10000, 1},
        {"1-mib-in-16-fields", "16 fields of 64 KiB", 16, (size_t)64 * KIB},
        {"1-mib-in-1024-fields", "1,024 fields of 1 KiB", 1024, KIB},
    };
    if (index >= COUNT_OF(blocks)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", blocks[index].name);
    hp_why(build, "the header section has %s", blocks[index].why);
    add_fields(build, blocks[index].count, blocks[index].value_bytes);
    return true;
}
