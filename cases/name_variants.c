/* Wrong spellings of any member name. A spelling is a function from a name to a text; must not
 * know any name. */
#include "cases/name_variants.h"

#include "cases/raw_text.h"

enum { SPELLING_BYTES = 512 };

static char to_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void spell_upper(struct hp_slice name, struct hp_buf *out)
{
    for (size_t i = 0; i < name.len; i++) {
        hp_buf_char(out, to_upper(name.at[i]));
    }
}

static void spell_title(struct hp_slice name, struct hp_buf *out)
{
    for (size_t i = 0; i < name.len; i++) {
        hp_buf_char(out, i == 0 ? to_upper(name.at[i]) : name.at[i]);
    }
}

static void spell_last_upper(struct hp_slice name, struct hp_buf *out)
{
    for (size_t i = 0; i < name.len; i++) {
        hp_buf_char(out, i + 1 == name.len ? to_upper(name.at[i]) : name.at[i]);
    }
}

static void spell_camel(struct hp_slice name, struct hp_buf *out)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] != '_') {
            bool capital = i > 0 && name.at[i - 1] == '_';
            hp_buf_char(out, capital ? to_upper(name.at[i]) : name.at[i]);
        }
    }
}

static void spell_hyphens(struct hp_slice name, struct hp_buf *out)
{
    for (size_t i = 0; i < name.len; i++) {
        hp_buf_char(out, name.at[i] == '_' ? '-' : name.at[i]);
    }
}

static void spell_joined(struct hp_slice name, struct hp_buf *out)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] != '_') {
            hp_buf_char(out, name.at[i]);
        }
    }
}

/* An underscore in the middle: web_hook. */
static void spell_split(struct hp_slice name, struct hp_buf *out)
{
    hp_buf_append(out, name.at, name.len / 2);
    hp_buf_char(out, '_');
    hp_buf_append(out, name.at + name.len / 2, name.len - name.len / 2);
}

/* The plural of a singular and the other way round. */
static void spell_number(struct hp_slice name, struct hp_buf *out)
{
    bool plural = name.len > 1 && name.at[name.len - 1] == 's';
    hp_buf_append(out, name.at, plural ? name.len - 1 : name.len);
    hp_buf_text(out, plural ? "" : "s");
}

static void spell_around(struct hp_slice name, const char *before, const char *behind,
                         struct hp_buf *out)
{
    hp_buf_text(out, before);
    hp_buf_slice(out, name);
    hp_buf_text(out, behind);
}

static void spell_blank_before(struct hp_slice name, struct hp_buf *out)
{
    spell_around(name, " ", "", out);
}

static void spell_blank_behind(struct hp_slice name, struct hp_buf *out)
{
    spell_around(name, "", " ", out);
}

/* The codec's form of U+0000, which is written as an escape. */
static void spell_nul_behind(struct hp_slice name, struct hp_buf *out)
{
    spell_around(name, "", "\xC0\x80", out);
}

static void spell_nul_and_text(struct hp_slice name, struct hp_buf *out)
{
    spell_around(name, "", "\xC0\x80x", out);
}

static const struct spelling {
    const char *word;
    void (*spell)(struct hp_slice name, struct hp_buf *out);
} spellings[] = {
    {"upper", spell_upper},
    {"title", spell_title},
    {"last-upper", spell_last_upper},
    {"camel", spell_camel},
    {"hyphens", spell_hyphens},
    {"joined", spell_joined},
    {"split", spell_split},
    {"other-number", spell_number},
    {"blank-before", spell_blank_before},
    {"blank-behind", spell_blank_behind},
    {"nul-behind", spell_nul_behind},
    {"nul-and-text-behind", spell_nul_and_text},
};

enum { SPELLINGS = sizeof(spellings) / sizeof(spellings[0]) };

static bool is_documented(const struct hp_contract *contract, struct hp_slice name)
{
    for (size_t role = 0; role < HP_ROLE_COUNT; role++) {
        if (hp_slice_equal(contract->names[role], name)) {
            return true;
        }
    }
    return false;
}

/* The same text from an earlier spelling: camel and joined are one for some names. */
static bool is_repeated(struct hp_slice name, size_t spelling, struct hp_slice text)
{
    char storage[SPELLING_BYTES];
    struct hp_buf earlier = hp_raw_over(storage, sizeof(storage));
    for (size_t i = 0; i < spelling; i++) {
        hp_buf_clear(&earlier);
        spellings[i].spell(name, &earlier);
        if (hp_slice_equal(hp_buf_view(&earlier), text)) {
            return true;
        }
    }
    return false;
}

uint32_t hp_name_variants(const struct hp_contract *contract, enum hp_role role)
{
    char storage[SPELLING_BYTES];
    struct hp_buf text = hp_raw_over(storage, sizeof(storage));
    struct hp_slice name = contract->names[role];
    uint32_t variants = 0;
    for (size_t i = 0; i < SPELLINGS; i++) {
        hp_buf_clear(&text);
        spellings[i].spell(name, &text);
        if (!text.failed && !is_documented(contract, hp_buf_view(&text)) &&
            !is_repeated(name, i, hp_buf_view(&text))) {
            variants |= UINT32_C(1) << i;
        }
    }
    return variants;
}

struct hp_slice hp_name_variant(struct hp_build *build, enum hp_role role, unsigned number,
                                const char **word)
{
    char storage[SPELLING_BYTES];
    struct hp_buf text = hp_raw_over(storage, sizeof(storage));
    spellings[number].spell(build->contract->names[role], &text);
    *word = spellings[number].word;
    return hp_raw_string(build, hp_buf_view(&text));
}
