/* Every value of every enum, spelt almost right. A variant is a function from a value to a text;
 * the walk leaves out the values that a variant does not apply to and texts that are values
 * themselves. Must not know any value. */
#include "cases/enum_near.h"

#include "cases/enum_walk.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* A spelling of an enum value; longer values have no variants. */
enum { SPELLING_BYTES = 2048 };

struct variant {
    const char *name;
    const char *why;
    /* Appends the text to `out`; false when the variant does not apply to this value. */
    bool (*spell)(const struct hp_enum_spot *spot, struct hp_buf *out);
};

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static char to_upper(char c)
{
    return is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

static char to_lower(char c)
{
    return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

struct variants {
    const struct variant *items;
    size_t count; /* at most 32, as a mark has bits */
};

/* Those that apply, and whose text is not a value: a bit each in `mark`. */
static uint32_t count_variants(const struct hp_enum_spot *spot, const struct hp_contract *contract,
                               const void *how, uint32_t *mark)
{
    (void)contract;
    const struct variants *variants = how;
    char storage[SPELLING_BYTES];
    struct hp_buf text = hp_raw_over(storage, sizeof(storage));
    uint32_t count = 0;
    for (size_t i = 0; i < variants->count; i++) {
        hp_buf_clear(&text);
        if (variants->items[i].spell(spot, &text) && !text.failed &&
            hp_enum_find(spot->set, hp_buf_view(&text)) < 0) {
            *mark |= UINT32_C(1) << i;
            count++;
        }
    }
    return count;
}

static void put_spelling(struct hp_build *build, enum hp_role role, struct hp_slice text)
{
    hp_raw_put(build, hp_enum_site(role), hp_raw_string(build, text));
}

static void put_variant(struct hp_build *build, const struct hp_enum_pick *pick,
                        const struct variant *variants)
{
    const struct hp_enum_spot *spot = &pick->spot;
    const struct variant *variant = &variants[hp_build_memo_bit(pick->mark, pick->index)];
    char storage[SPELLING_BYTES];
    struct hp_buf text = hp_raw_over(storage, sizeof(storage));
    (void)variant->spell(spot, &text);
    hp_instance(build, hp_enum_site(spot->role), "%s-%.*s", variant->name, HP_PRINT(spot->value));
    hp_why(build, "%s of %.*s", variant->why, HP_PRINT(spot->value));
    put_spelling(build, spot->role, hp_buf_view(&text));
}

static bool variant_instance(struct hp_build *build, const struct variant *variants, size_t count,
                             size_t index)
{
    const struct variants all = {variants, count};
    const struct hp_enum_survey survey = {count_variants, &all};
    struct hp_enum_pick pick;
    if (!hp_enum_pick(build, &survey, 1, index, &pick)) {
        return false;
    }
    put_variant(build, &pick, variants);
    return true;
}

/* Letter case. */

static bool spell_lower(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    for (size_t i = 0; i < spot->value.len; i++) {
        hp_buf_char(out, to_lower(spot->value.at[i]));
    }
    return true;
}

static bool spell_title(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    bool first = true;
    for (size_t i = 0; i < spot->value.len; i++) {
        char c = spot->value.at[i];
        hp_buf_char(out, first ? to_upper(c) : to_lower(c));
        first = c == '_';
    }
    return true;
}

static bool spell_mixed(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    for (size_t i = 0; i < spot->value.len; i++) {
        char c = spot->value.at[i];
        hp_buf_char(out, i % 2 == 0 ? to_lower(c) : to_upper(c));
    }
    return true;
}

bool hp_enum_case_variants(struct hp_build *build, size_t index)
{
    static const struct variant variants[] = {
        {"lower", "the lower-case spelling", spell_lower},
        {"title", "the title-case spelling", spell_title},
        {"mixed", "a spelling in alternating case", spell_mixed},
    };
    return variant_instance(build, variants, COUNT_OF(variants), index);
}

/* Separators: only values that have one. */

static bool spell_separated(const struct hp_enum_spot *spot, const char *separator,
                            struct hp_buf *out)
{
    bool applies = false;
    for (size_t i = 0; i < spot->value.len; i++) {
        char c = spot->value.at[i];
        if (c == '_') {
            hp_buf_text(out, separator);
            applies = true;
        } else {
            hp_buf_char(out, c);
        }
    }
    return applies;
}

static bool spell_hyphens(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_separated(spot, "-", out);
}

static bool spell_blanks(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_separated(spot, " ", out);
}

static bool spell_dots(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_separated(spot, ".", out);
}

static bool spell_joined(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_separated(spot, "", out);
}

/* Words with a capital each, as programs (DataModel) and dashboards (Data Model) print them. */
static bool spell_words(const struct hp_enum_spot *spot, bool first_upper, const char *separator,
                        struct hp_buf *out)
{
    bool applies = false;
    bool capital = first_upper;
    for (size_t i = 0; i < spot->value.len; i++) {
        char c = spot->value.at[i];
        if (c == '_') {
            hp_buf_text(out, separator);
            applies = true;
        } else {
            hp_buf_char(out, capital ? to_upper(c) : to_lower(c));
        }
        capital = c == '_';
    }
    return applies;
}

static bool spell_camel(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_words(spot, false, "", out);
}

static bool spell_pascal(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_words(spot, true, "", out);
}

static bool spell_label(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_words(spot, true, " ", out);
}

bool hp_enum_separator_variants(struct hp_build *build, size_t index)
{
    static const struct variant variants[] = {
        {"hyphens", "the spelling with hyphens", spell_hyphens},
        {"blanks", "the spelling with blanks", spell_blanks},
        {"dots", "the spelling with dots", spell_dots},
        {"joined", "the spelling without separators", spell_joined},
        {"camel", "the camelCase spelling", spell_camel},
        {"pascal", "the PascalCase spelling", spell_pascal},
        {"label", "the label of a dashboard", spell_label},
    };
    return variant_instance(build, variants, COUNT_OF(variants), index);
}

/* White space around a value. */

bool hp_enum_whitespace_padded(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *text;
    } blanks[] = {
        {"space", " "},
        {"tab", "\t"},
        {"newline", "\n"},
        {"nbsp", "\u00a0"},
    };
    static const char *const places[] = {"leading", "trailing"};
    const size_t variants = COUNT_OF(blanks) * COUNT_OF(places);
    struct hp_enum_spot spot;
    if (!hp_enum_spot_at(build->contract, index / variants, &spot)) {
        return false;
    }
    size_t blank = index % variants / COUNT_OF(places);
    bool trailing = index % COUNT_OF(places) == 1;
    hp_instance(build, hp_enum_site(spot.role), "%s-%s-%.*s", places[trailing], blanks[blank].name,
                HP_PRINT(spot.value));
    hp_why(build, "%.*s with a %s %s", HP_PRINT(spot.value), places[trailing], blanks[blank].name);
    put_spelling(build, spot.role,
                 hp_raw_wrap(build, trailing ? "" : blanks[blank].text, spot.value,
                             trailing ? blanks[blank].text : ""));
    return true;
}

/* Prefixes, suffixes, joined values. */

static bool has_prefix(struct hp_slice text, struct hp_slice prefix)
{
    return text.len > prefix.len && hp_slice_starts_with(text, prefix);
}

/* How many proper, non-empty prefixes of the value are not values; the mark says whether that is
 * all of them. */
static uint32_t count_prefixes(const struct hp_enum_spot *spot, const struct hp_contract *contract,
                               const void *how, uint32_t *mark)
{
    (void)contract;
    (void)how;
    size_t all = spot->value.len > 0 ? spot->value.len - 1 : 0;
    size_t count = all;
    for (size_t i = 0; i < spot->set->count; i++) {
        if (spot->set->values[i].len > 0 && has_prefix(spot->value, spot->set->values[i])) {
            count--;
        }
    }
    *mark = count == all;
    return (uint32_t)count;
}

/* The index-th of them. */
static struct hp_slice prefix_of(const struct hp_enum_pick *pick)
{
    struct hp_slice prefix = {pick->spot.value.at, pick->index + 1};
    if (pick->mark != 0) {
        return prefix;
    }
    size_t index = pick->index;
    prefix.len = 0;
    do {
        prefix.len++;
    } while (hp_enum_find(pick->spot.set, prefix) >= 0 || index-- > 0);
    return prefix;
}

static bool spell_with(const struct hp_enum_spot *spot, const char *behind, struct hp_buf *out)
{
    hp_buf_slice(out, spot->value);
    hp_buf_text(out, behind);
    return true;
}

static bool spell_with_letter(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_with(spot, "X", out);
}

static bool spell_with_digit(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_with(spot, "1", out);
}

static bool spell_with_separator(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_with(spot, "_", out);
}

static bool spell_with_word(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_with(spot, "_EXTRA", out);
}

static bool spell_twice(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    hp_buf_slice(out, spot->value);
    hp_buf_slice(out, spot->value);
    return true;
}

static bool spell_pair(const struct hp_enum_spot *spot, const char *separator, struct hp_buf *out)
{
    hp_buf_slice(out, spot->value);
    hp_buf_text(out, separator);
    hp_buf_slice(out, hp_enum_neighbour(spot));
    return true;
}

static bool spell_comma_pair(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_pair(spot, ",", out);
}

static bool spell_pipe_pair(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_pair(spot, "|", out);
}

bool hp_enum_prefix_suffix(struct hp_build *build, size_t index)
{
    static const struct variant suffixes[] = {
        {"letter-behind", "one letter behind the end", spell_with_letter},
        {"digit-behind", "a digit behind the end", spell_with_digit},
        {"separator-behind", "an underscore behind the end", spell_with_separator},
        {"word-behind", "a word behind the end", spell_with_word},
        {"twice", "the repetition", spell_twice},
        {"comma-joined", "a list with a comma", spell_comma_pair},
        {"pipe-joined", "a list with a vertical bar", spell_pipe_pair},
    };
    static const struct variants all = {suffixes, COUNT_OF(suffixes)};
    static const struct hp_enum_survey surveys[] = {{count_prefixes, NULL}, {count_variants, &all}};
    struct hp_enum_pick pick;
    if (!hp_enum_pick(build, surveys, COUNT_OF(surveys), index, &pick)) {
        return false;
    }
    if (pick.survey == 1) {
        put_variant(build, &pick, suffixes);
        return true;
    }
    const struct hp_enum_spot *spot = &pick.spot;
    struct hp_slice prefix = prefix_of(&pick);
    hp_instance(build, hp_enum_site(spot->role), "first-%zu-of-%.*s", prefix.len,
                HP_PRINT(spot->value));
    hp_why(build, "the first %zu characters of %.*s", prefix.len, HP_PRINT(spot->value));
    put_spelling(build, spot->role, prefix);
    return true;
}

/* Look-alikes in Unicode. */

/* Cyrillic capitals that most fonts draw as the Latin ones. */
static const char *homoglyph_of(char c)
{
    static const char *const cyrillic['Z' - 'A' + 1] = {
        ['A' - 'A'] = "\u0410", ['B' - 'A'] = "\u0412", ['C' - 'A'] = "\u0421",
        ['E' - 'A'] = "\u0415", ['H' - 'A'] = "\u041d", ['I' - 'A'] = "\u0406",
        ['J' - 'A'] = "\u0408", ['K' - 'A'] = "\u041a", ['M' - 'A'] = "\u041c",
        ['O' - 'A'] = "\u041e", ['P' - 'A'] = "\u0420", ['S' - 'A'] = "\u0405",
        ['T' - 'A'] = "\u0422", ['X' - 'A'] = "\u0425",
    };
    return is_upper(c) ? cyrillic[c - 'A'] : NULL;
}

static bool spell_homoglyph(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    bool applies = false;
    for (size_t i = 0; i < spot->value.len; i++) {
        const char *twin = applies ? NULL : homoglyph_of(spot->value.at[i]);
        if (twin != NULL) {
            hp_buf_text(out, twin);
            applies = true;
        } else {
            hp_buf_char(out, spot->value.at[i]);
        }
    }
    return applies;
}

/* U+FF01 to U+FF5E are the forms of U+0021 to U+007E that fill a whole cell. */
static bool spell_fullwidth(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    for (size_t i = 0; i < spot->value.len; i++) {
        unsigned char c = (unsigned char)spot->value.at[i];
        if (c <= 0x20 || c >= 0x7F) {
            return false;
        }
        unsigned code = c - 0x21U + 0xFF01U;
        hp_buf_char(out, (char)(0xE0U | code >> 12));
        hp_buf_char(out, (char)(0x80U | (code >> 6 & 0x3FU)));
        hp_buf_char(out, (char)(0x80U | (code & 0x3FU)));
    }
    return true;
}

static bool spell_marked(const struct hp_enum_spot *spot, size_t at, const char *mark,
                         struct hp_buf *out)
{
    hp_buf_append(out, spot->value.at, at);
    hp_buf_text(out, mark);
    hp_buf_append(out, spot->value.at + at, spot->value.len - at);
    return true;
}

static bool spell_zero_width(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_marked(spot, spot->value.len / 2, "\u200b", out);
}

static bool spell_combining(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_marked(spot, spot->value.len, "\u0301", out);
}

static bool spell_dotless_i(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    bool applies = false;
    for (size_t i = 0; i < spot->value.len; i++) {
        if (to_upper(spot->value.at[i]) == 'I') {
            hp_buf_text(out, "\u0131");
            applies = true;
        } else {
            hp_buf_char(out, spot->value.at[i]);
        }
    }
    return applies;
}

bool hp_enum_unicode_lookalike(struct hp_build *build, size_t index)
{
    static const struct variant variants[] = {
        {"homoglyph", "a spelling with one Cyrillic letter", spell_homoglyph},
        {"fullwidth", "the fullwidth spelling", spell_fullwidth},
        {"zero-width", "a spelling with a zero-width space", spell_zero_width},
        {"combining", "a spelling with a combining accent", spell_combining},
        {"dotless-i", "a spelling with the dotless i", spell_dotless_i},
    };
    return variant_instance(build, variants, COUNT_OF(variants), index);
}

/* An escaped NUL, where a C string ends. The codec's form of U+0000 is C0 80. */

static bool spell_nul(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_with(spot, "\xC0\x80", out);
}

static bool spell_nul_and_text(const struct hp_enum_spot *spot, struct hp_buf *out)
{
    return spell_with(spot, "\xC0\x80X", out);
}

bool hp_enum_nul_suffix(struct hp_build *build, size_t index)
{
    static const struct variant variants[] = {
        {"nul", "an escaped NUL behind the end", spell_nul},
        {"nul-and-text", "an escaped NUL and a letter behind the end", spell_nul_and_text},
    };
    return variant_instance(build, variants, COUNT_OF(variants), index);
}
