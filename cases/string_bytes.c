/* Text that is no UTF-8: single bytes in a string, and whole documents in another encoding. Must
 * not know what a decoder makes of them. */
#include "cases/raw_text.h"
#include "cases/strings_unicode.h"
#include "cases/text_places.h"
#include "harness/base/utf8.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

struct sequence {
    const char *word;
    const char *bytes;
};

/* Every sequence of the table at every place. */
static bool at_places(struct hp_build *build, const struct sequence *sequences, size_t count,
                      const enum hp_text_place *places, size_t place_count, size_t index)
{
    if (index >= count * place_count) {
        return false;
    }
    const struct sequence *sequence = &sequences[index / place_count];
    enum hp_text_place place = places[index % place_count];
    hp_instance(build, hp_text_site(place), "%s-in-%s", sequence->word, hp_text_word(place));
    hp_why(build, "%s holds bytes that are not UTF-8: %s", hp_text_word(place), sequence->word);
    hp_text_put(build, place, hp_slice_of(sequence->bytes));
    return true;
}

bool hp_string_invalid_utf8(struct hp_build *build, size_t index)
{
    static const struct sequence sequences[] = {
        {"ff", "\xff"},
        {"fe", "\xfe"},
        {"lone-continuation", "\x80"},
        {"latin-1", "\xe9"},
        {"truncated-of-2", "\xc3"},
        {"truncated-of-3", "\xe2\x82"},
        {"truncated-of-4", "\xf0\x9f\x98"},
    };
    /* At the end of the name a truncated sequence may swallow the closing quote. */
    static const enum hp_text_place places[] = {HP_TEXT_NAME,        HP_TEXT_NAME_END,
                                                HP_TEXT_URL,         HP_TEXT_HEADER_VALUE,
                                                HP_TEXT_HEADER_NAME, HP_TEXT_MEMBER_NAME};
    return at_places(build, sequences, COUNT_OF(sequences), places, COUNT_OF(places), index);
}

bool hp_string_overlong_utf8(struct hp_build *build, size_t index)
{
    static const struct sequence sequences[] = {
        {"solidus-in-2", "\xc0\xaf"},
        {"quote-in-2", "\xc0\xa2"},
        {"nul-in-2", "\xc0\x80"},
        {"letter-in-2", "\xc1\x81"},
        {"solidus-in-3", "\xe0\x80\xaf"},
        {"last-of-2-in-3", "\xe0\x9f\xbf"},
        {"solidus-in-4", "\xf0\x80\x80\xaf"},
        {"last-of-3-in-4", "\xf0\x8f\xbf\xbf"},
        {"five-bytes", "\xf8\x88\x80\x80\x80"},
        {"six-bytes", "\xfc\x84\x80\x80\x80\x80"},
        {"first-above-10ffff", "\xf4\x90\x80\x80"},
        {"last-of-4-bytes", "\xf7\xbf\xbf\xbf"},
        {"high-surrogate", "\xed\xa0\x80"},
        {"low-surrogate", "\xed\xbf\xbf"},
        {"surrogate-pair", "\xed\xa0\xbd\xed\xb8\x80"},
    };
    static const enum hp_text_place places[] = {HP_TEXT_NAME, HP_TEXT_URL, HP_TEXT_HEADER_VALUE,
                                                HP_TEXT_HEADER_NAME, HP_TEXT_MEMBER_NAME};
    return at_places(build, sequences, COUNT_OF(sequences), places, COUNT_OF(places), index);
}

/* ---- whole documents ---- */

struct encoding {
    const char *word;
    unsigned unit_bytes; /* 2 or 4 */
    bool big_endian;
    bool mark; /* starts with a byte order mark */
};

static void put_unit(struct hp_buf *out, const struct encoding *encoding, uint32_t unit)
{
    for (unsigned i = 0; i < encoding->unit_bytes; i++) {
        unsigned byte = encoding->big_endian ? encoding->unit_bytes - 1 - i : i;
        hp_buf_char(out, (char)(unit >> (8 * byte) & 0xFF));
    }
}

static void put_code(struct hp_buf *out, const struct encoding *encoding, uint32_t code)
{
    if (encoding->unit_bytes == 2 && code >= 0x10000) {
        put_unit(out, encoding, 0xD800 + ((code - 0x10000) >> 10));
        put_unit(out, encoding, 0xDC00 + ((code - 0x10000) & 0x3FF));
    } else {
        put_unit(out, encoding, code);
    }
}

/* The document in the encoding; it is valid UTF-8 as the plan wrote it. */
static struct hp_slice transcode(struct hp_build *build, const struct encoding *encoding)
{
    struct hp_slice rest = hp_draft_text(&build->draft);
    struct hp_buf out = hp_raw_begin(build, 4 * (rest.len + 1));
    if (encoding->mark) {
        put_code(&out, encoding, 0xFEFF);
    }
    uint32_t code = 0;
    for (size_t step = 0; (step = hp_utf8_next(rest, &code)) > 0;) {
        put_code(&out, encoding, code);
        rest = (struct hp_slice){rest.at + step, rest.len - step};
    }
    return hp_raw_end(build, &out);
}

bool hp_string_utf16_utf32_body(struct hp_build *build, size_t index)
{
    static const struct encoding encodings[] = {
        {"utf-16le", 2, false, false}, {"utf-16le-bom", 2, false, true},
        {"utf-16be", 2, true, false},  {"utf-16be-bom", 2, true, true},
        {"utf-32le", 4, false, false}, {"utf-32le-bom", 4, false, true},
        {"utf-32be", 4, true, false},  {"utf-32be-bom", 4, true, true},
    };
    if (index >= COUNT_OF(encodings)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s", encodings[index].word);
    hp_why(build, "the whole document is in %s", encodings[index].word);
    hp_build_body(build, transcode(build, &encodings[index]));
    return true;
}

bool hp_string_bom_utf8(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "byte-order-mark");
    hp_why(build, "a byte order mark stands before the document");
    hp_draft_splice(&build->draft, (struct hp_span){0, 0}, HP_SLICE("\xef\xbb\xbf"));
    return true;
}
