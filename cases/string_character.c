/* Characters that get lost, cut, folded or turned round on their way, one a case. Must not know how
 * a target stores text.
 *
 * Every text here is the inside of a JSON string. */
#include "cases/enum_walk.h"
#include "cases/raw_text.h"
#include "cases/strings_unicode.h"
#include "cases/text_places.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

struct character {
    const char *word;
    const char *raw;
};

/* The index-th character of the table in the middle of the name. */
static bool in_name(struct hp_build *build, const struct character *characters, size_t count,
                    size_t index, const char *what)
{
    if (index >= count) {
        return false;
    }
    hp_instance(build, hp_text_site(HP_TEXT_NAME), "%s", characters[index].word);
    hp_why(build, "the name holds %s: %s", what, characters[index].word);
    hp_text_put(build, HP_TEXT_NAME, hp_slice_of(characters[index].raw));
    return true;
}

/* ---- control characters ---- */

bool hp_string_name_control_chars(struct hp_build *build, size_t index)
{
    /* U+0001 to U+001F (NUL has a row of its own), then U+007F to U+009F. */
    enum { C0 = 0x1F, DEL = 0x7F, C1_LAST = 0x9F, CONTROLS = C0 + C1_LAST - DEL + 1 };
    if (index >= CONTROLS) {
        return false;
    }
    unsigned code = (unsigned)(index < C0 ? index + 1 : index - C0 + DEL);
    hp_instance(build, hp_text_site(HP_TEXT_NAME), "u%04x", code);
    hp_why(build, "the name holds the control character U+%04X, escaped", code);
    hp_text_put(build, HP_TEXT_NAME, hp_build_text(build, "\\u%04x", code));
    return true;
}

bool hp_string_name_nul(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        enum hp_text_place place;
    } forms[] = {
        {"start", HP_TEXT_NAME_START},
        {"middle", HP_TEXT_NAME},
        {"end", HP_TEXT_NAME_END},
    };
    struct hp_slice nul = HP_SLICE("\\u0000");
    if (index < COUNT_OF(forms)) {
        hp_instance(build, hp_text_site(forms[index].place), "%s", forms[index].word);
        hp_why(build, "the name holds an escaped NUL: %s", forms[index].word);
        hp_text_put(build, forms[index].place, nul);
        return true;
    }
    if (index > COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_text_site(HP_TEXT_NAME), "alone");
    hp_why(build, "the name is one escaped NUL");
    hp_raw_put(build, hp_raw_site(HP_ROLE_NAME), HP_SLICE("\"\\u0000\""));
    return true;
}

/* ---- invisible characters ---- */

bool hp_string_bidi_invisible(struct hp_build *build, size_t index)
{
    static const struct character characters[] = {
        {"left-to-right-embedding", "\u202a"},
        {"right-to-left-embedding", "\u202b"},
        {"pop-directional-formatting", "\u202c"},
        {"left-to-right-override", "\u202d"},
        {"right-to-left-override", "\u202e"},
        {"left-to-right-isolate", "\u2066"},
        {"right-to-left-isolate", "\u2067"},
        {"first-strong-isolate", "\u2068"},
        {"pop-directional-isolate", "\u2069"},
        {"left-to-right-mark", "\u200e"},
        {"right-to-left-mark", "\u200f"},
        {"arabic-letter-mark", "\u061c"},
        {"override-and-reversed-extension", "\u202egpj.exe"},
        {"zero-width-space", "\u200b"},
        {"zero-width-non-joiner", "\u200c"},
        {"zero-width-joiner", "\u200d"},
        {"word-joiner", "\u2060"},
        {"invisible-times", "\u2062"},
        {"interior-byte-order-mark", "\ufeff"},
        {"soft-hyphen", "\u00ad"},
        {"combining-grapheme-joiner", "\u034f"},
        {"hangul-filler", "\u3164"},
        {"hangul-choseong-filler", "\u115f"},
        {"hangul-jungseong-filler", "\u1160"},
        {"halfwidth-hangul-filler", "\uffa0"},
        {"mongolian-vowel-separator", "\u180e"},
        {"variation-selector-1", "\ufe00"},
        {"variation-selector-16", "\ufe0f"},
        {"variation-selector-17", "\U000e0100"},
        {"tag-letters", "\U000e0041\U000e0042\U000e007f"},
        {"interlinear-annotation", "\ufff9\ufffa\ufffb"},
        {"line-separator", "\u2028"},
        {"paragraph-separator", "\u2029"},
        {"braille-blank", "\u2800"},
    };
    return in_name(build, characters, COUNT_OF(characters), index, "what nobody sees");
}

/* ---- normal forms ---- */

/* Texts that one of the four normal forms of Unicode would change, or that are their result. */
bool hp_string_normalisation(struct hp_build *build, size_t index)
{
    static const struct character characters[] = {
        {"nfc-letter", "\u00e9"},
        {"nfd-letter", "e\u0301"},
        {"nfc-two-marks", "\u1ed9"},
        {"nfd-two-marks", "o\u0323\u0302"},
        {"marks-in-another-order", "o\u0302\u0323"},
        {"nfc-hangul", "\ud55c"},
        {"nfd-hangul", "\u1112\u1161\u11ab"},
        {"singleton-angstrom", "\u212b"},
        {"singleton-ohm", "\u2126"},
        {"singleton-kelvin", "\u212a"},
        {"singleton-cjk", "\uf900"},
        {"excluded-from-composition", "\u0958"},
        {"compatibility-ligature", "\ufb01"},
        {"compatibility-fullwidth", "\uff21\uff11"},
        {"compatibility-halfwidth", "\uff76\uff9e"},
        {"compatibility-superscript", "x\u00b2"},
        {"compatibility-circled", "\u2460"},
        {"compatibility-roman", "\u2163"},
        {"compatibility-fraction", "\u00bd"},
        {"compatibility-unit", "\u3392"},
        {"compatibility-arabic", "\ufefb"},
        {"compatibility-mathematical", "\U0001d400"},
        {"compatibility-no-break-space", "a\u00a0b"},
    };
    return in_name(build, characters, COUNT_OF(characters), index, "text with a normal form");
}

/* ---- surrogates and noncharacters ---- */

bool hp_string_lone_surrogates(struct hp_build *build, size_t index)
{
    static const struct character characters[] = {
        {"lone-high", "\\ud83d"},
        {"lone-low", "\\ude00"},
        {"first-high", "\\ud800"},
        {"last-low", "\\udfff"},
        {"upper-case-digits", "\\uD83D"},
        {"reversed", "\\ude00\\ud83d"},
        {"two-highs", "\\ud83d\\ud83d"},
        {"two-lows", "\\ude00\\ude00"},
        {"high-before-letter", "\\ud83dx"},
        {"high-before-escaped-letter", "\\ud83d\\u0041"},
        {"high-before-line-feed", "\\ud83d\\n"},
        {"high-before-pair", "\\ud83d\\ud83d\\ude00"},
        {"low-behind-pair", "\\ud83d\\ude00\\ude00"},
    };
    static const enum hp_text_place places[] = {HP_TEXT_NAME, HP_TEXT_NAME_END,
                                                HP_TEXT_HEADER_VALUE, HP_TEXT_HEADER_NAME};
    if (index >= COUNT_OF(characters) * COUNT_OF(places)) {
        return false;
    }
    const struct character *character = &characters[index / COUNT_OF(places)];
    enum hp_text_place place = places[index % COUNT_OF(places)];
    hp_instance(build, hp_text_site(place), "%s-in-%s", character->word, hp_text_word(place));
    hp_why(build, "%s holds half of a surrogate pair: %s", hp_text_word(place), character->word);
    hp_text_put(build, place, hp_slice_of(character->raw));
    return true;
}

bool hp_string_noncharacters(struct hp_build *build, size_t index)
{
    static const struct character characters[] = {
        {"fffe-raw", "\xef\xbf\xbe"},       {"fffe-escaped", "\\ufffe"},
        {"ffff-raw", "\xef\xbf\xbf"},       {"ffff-escaped", "\\uffff"},
        {"1fffe-raw", "\xf0\x9f\xbf\xbe"},  {"1fffe-escaped", "\\ud83f\\udffe"},
        {"10ffff-raw", "\xf4\x8f\xbf\xbf"}, {"10ffff-escaped", "\\udbff\\udfff"},
        {"fdd0-raw", "\xef\xb7\x90"},       {"fdd0-escaped", "\\ufdd0"},
    };
    return in_name(build, characters, COUNT_OF(characters), index, "a noncharacter");
}

/* ---- letter case ---- */

/* Characters whose upper- or lower-case form has another number of characters, of bytes, or of
 * units of UTF-16: where a buffer of the old length does not hold the new text. */
static const struct character unequal[] = {
    {"sharp-s", "Stra\u00dfe"},
    {"capital-sharp-s", "STRA\u1e9eE"},
    {"dotted-capital-i", "\u0130stanbul"},
    {"dotless-i", "Diyarbak\u0131r"},
    {"n-behind-apostrophe", "\u0149"},
    {"j-with-caron", "\u01f0"},
    {"iota-with-two-marks", "\u0390"},
    {"ligature-ffi", "e\ufb03zient"},
    {"ligature-st", "be\ufb06"},
    {"armenian-ligature", "\u0587"},
    {"alpha-with-iota-below", "\u1fb3"},
    {"final-sigma", "\u03a3\u039f\u03a3"},
    {"kelvin-sign", "\u212a"},
    {"a-with-stroke", "\u023a"},
    {"several", "\u1e9e\u0130\ufb03"},
};

/* Text that upper-casing or compatibility folding turns into the letters of a value. */
static const struct fold {
    const char *word;
    const char *letters;
    const char *twin;
} folds[] = {
    {"sharp-s", "SS", "\u00df"},     {"long-s", "S", "\u017f"},
    {"dotless-i", "I", "\u0131"},    {"ligature-ff", "FF", "\ufb00"},
    {"ligature-fi", "FI", "\ufb01"}, {"ligature-fl", "FL", "\ufb02"},
    {"ligature-st", "ST", "\ufb06"},
};

/* The first value of the set that has the letters; -1 when none has. */
static int value_with(const struct hp_enum *set, struct hp_slice letters)
{
    for (size_t i = 0; i < set->count; i++) {
        if (hp_slice_find(set->values[i], letters) < set->values[i].len) {
            return (int)i;
        }
    }
    return -1;
}

static void put_fold(struct hp_build *build, enum hp_role role, const struct fold *fold,
                     struct hp_slice value)
{
    struct hp_slice letters = hp_slice_of(fold->letters);
    size_t at = hp_slice_find(value, letters);
    hp_instance(build, hp_enum_site(role), "%s-%s", hp_role_word(role), fold->word);
    hp_why(build, "%.*s with a character for %s that only upper-casing turns into it",
           HP_PRINT(value), fold->letters);
    struct hp_buf text = hp_raw_begin(build, value.len + strlen(fold->twin));
    hp_buf_append(&text, value.at, at);
    hp_buf_text(&text, fold->twin);
    hp_buf_append(&text, value.at + at + letters.len, value.len - at - letters.len);
    hp_raw_put(build, hp_enum_site(role), hp_raw_string(build, hp_raw_end(build, &text)));
    build->body_truth = HP_BODY_BREAKS;
}

bool hp_string_case_mapping(struct hp_build *build, size_t index)
{
    if (index < COUNT_OF(unequal)) {
        return in_name(build, unequal, COUNT_OF(unequal), index,
                       "a character whose other case has another length");
    }
    index -= COUNT_OF(unequal);
    for (size_t r = 0; r < HP_ENUM_ROLES; r++) {
        enum hp_role role = hp_enum_roles[r];
        const struct hp_enum *set = hp_contract_enum(build->contract, role);
        for (size_t i = 0; i < COUNT_OF(folds); i++) {
            int value = value_with(set, hp_slice_of(folds[i].letters));
            if (value >= 0 && index-- == 0) {
                put_fold(build, role, &folds[i], set->values[value]);
                return true;
            }
        }
    }
    return false;
}
