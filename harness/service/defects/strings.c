/* Strings read wrongly. Must not know where a string comes from beyond its role. */
#include "harness/service/defects/strings.h"

#include "harness/contract/ascii.h"
#include "harness/service/defects/defect.h"

static const struct hp_slice unchanged = {NULL, 0};

static const struct hp_enum *set_of(struct hp_flawed *call, enum hp_role role)
{
    return hp_contract_enum(call->contract, role);
}

static bool is_known(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    const struct hp_enum *set = set_of(call, role);
    return set != NULL && hp_enum_find(set, text) >= 0;
}

/* What a text that passes for right is read as. */
static struct hp_slice good(struct hp_flawed *call, enum hp_role role)
{
    const struct hp_enum *set = set_of(call, role);
    if (role == HP_ROLE_URL) {
        return call->contract->example_url;
    }
    if (set == NULL) {
        return call->contract->example_name;
    }
    return role == HP_ROLE_TYPE ? set->values[set->count - 1] : set->values[0];
}

/* `made` in place of `text` when it is a value of the enum, or there is none. */
static struct hp_slice if_known(struct hp_flawed *call, enum hp_role role, struct hp_slice text,
                                struct hp_slice made)
{
    if (made.at == NULL || hp_slice_equal(text, made)) {
        return unchanged;
    }
    return set_of(call, role) == NULL || is_known(call, role, made) ? made : unchanged;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

static struct hp_slice mapped(struct hp_flawed *call, struct hp_slice text, char (*map)(char))
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < text.len; i++) {
        hp_buf_char(&buf, map(text.at[i]));
    }
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_str_upper(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    return if_known(call, role, text, mapped(call, text, upper));
}

struct hp_slice hp_str_trimmed(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_slice made = text;
    while (made.len > 0 && is_blank(made.at[0])) {
        made.at++;
        made.len--;
    }
    while (made.len > 0 && is_blank(made.at[made.len - 1])) {
        made.len--;
    }
    return if_known(call, role, text, made);
}

struct hp_slice hp_str_until_nul(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_slice made = {text.at, hp_slice_find(text, HP_SLICE("\xc0\x80"))};
    return if_known(call, role, text, made);
}

struct hp_slice hp_str_underscored(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool hump = i > 0 && upper(c) == c && lower(text.at[i - 1]) == text.at[i - 1] &&
                    hp_ascii_is_letter(c) && hp_ascii_is_letter(text.at[i - 1]);
        hp_buf_text(&buf, hump ? "_" : "");
        hp_buf_char(&buf, c == '-' || c == ' ' ? '_' : upper(c));
    }
    return if_known(call, role, text, hp_flawed_keep(call, &buf));
}

struct hp_slice hp_str_anything(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    return is_known(call, role, text) ? unchanged : good(call, role);
}

struct hp_slice hp_str_letters_only(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if ((c < 'A' || c > 'Z') && c != '_') {
            return unchanged;
        }
    }
    return text.len == 0 || is_known(call, role, text) ? unchanged : good(call, role);
}

struct hp_slice hp_str_begins_with(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    const struct hp_enum *set = set_of(call, role);
    for (size_t i = 0; i < set->count; i++) {
        if (text.len > set->values[i].len && hp_slice_starts_with(text, set->values[i])) {
            return is_known(call, role, text) ? unchanged : set->values[i];
        }
    }
    return unchanged;
}

struct hp_slice hp_str_beginning(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    const struct hp_enum *set = set_of(call, role);
    for (size_t i = 0; i < set->count && text.len > 0 && !is_known(call, role, text); i++) {
        if (hp_slice_starts_with(set->values[i], text)) {
            return set->values[i];
        }
    }
    return unchanged;
}

struct hp_slice hp_str_contains(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    const struct hp_enum *set = set_of(call, role);
    for (size_t i = 0; i < set->count && !is_known(call, role, text); i++) {
        if (hp_slice_find(text, set->values[i]) < text.len) {
            return set->values[i];
        }
    }
    return unchanged;
}

struct hp_slice hp_str_first_octets(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    const struct hp_enum *set = set_of(call, role);
    size_t count = (size_t)call->defect->number;
    for (size_t i = 0; i < set->count && !is_known(call, role, text); i++) {
        struct hp_slice value = set->values[i];
        if (text.len >= count && value.len >= count && memcmp(text.at, value.at, count) == 0) {
            return value;
        }
    }
    return unchanged;
}

struct hp_slice hp_str_one_off(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    const struct hp_enum *set = set_of(call, role);
    for (size_t i = 0; i < set->count && !is_known(call, role, text); i++) {
        size_t differences = 0;
        for (size_t at = 0; text.len == set->values[i].len && at < text.len; at++) {
            differences += text.at[at] != set->values[i].at[at];
        }
        if (differences == 1) {
            return set->values[i];
        }
    }
    return unchanged;
}

struct hp_slice hp_str_of_other_enums(struct hp_flawed *call, enum hp_role role,
                                      struct hp_slice text)
{
    static const enum hp_role roles[] = {HP_ROLE_TYPE, HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS};
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        if (roles[i] != role && is_known(call, roles[i], text)) {
            return good(call, role);
        }
    }
    return unchanged;
}

/* Compatibility folding as far as the names of this contract need it. */
struct hp_slice hp_str_ascii_of(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    static const struct {
        const char *from;
        char to;
    } alike[] = {
        {"\xd0\x90", 'A'}, {"\xd0\x92", 'B'}, {"\xd0\xa1", 'C'}, {"\xd0\x95", 'E'},
        {"\xd0\x9d", 'H'}, {"\xd0\x9a", 'K'}, {"\xd0\x9c", 'M'}, {"\xd0\x9e", 'O'},
        {"\xd0\xa0", 'P'}, {"\xd0\xa2", 'T'}, {"\xd0\xa5", 'X'}, {"\xd0\x86", 'I'},
        {"\xce\x91", 'A'}, {"\xce\x92", 'B'}, {"\xce\x95", 'E'}, {"\xce\x99", 'I'},
        {"\xce\x9f", 'O'}, {"\xce\xa1", 'P'}, {"\xce\xa4", 'T'}, {"\xc4\xb1", 'I'},
        {"\xc4\xb0", 'I'}, {"\xc5\xbf", 'S'}, {"\xd0\x85", 'S'}, {"\xce\x9d", 'N'},
    };
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char *at = (const unsigned char *)text.at + i;
        size_t left = text.len - i;
        if (at[0] < 0x80) {
            hp_buf_char(&buf, text.at[i]);
        } else if (left >= 3 && at[0] == 0xef && (at[1] == 0xbc || at[1] == 0xbd)) {
            unsigned code = ((unsigned)(at[1] & 0x3f) << 6) | (at[2] & 0x3fu);
            hp_buf_char(&buf, (char)(code - 0xf00 + 0x20)); /* U+FF01 to U+FF5E */
            i += 2;
        } else {
            for (size_t k = 0; left >= 2 && k < sizeof(alike) / sizeof(alike[0]); k++) {
                if (memcmp(at, alike[k].from, 2) == 0) {
                    hp_buf_char(&buf, alike[k].to);
                }
            }
        }
    }
    return if_known(call, role, text, hp_flawed_keep(call, &buf));
}

struct hp_slice hp_str_invisible_off(struct hp_flawed *call, enum hp_role role,
                                     struct hp_slice text)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < text.len; i++) {
        struct hp_slice rest = {text.at + i, text.len - i};
        if (hp_slice_starts_with(rest, HP_SLICE("\xe2\x80")) ||
            hp_slice_starts_with(rest, HP_SLICE("\xe2\x81")) ||
            hp_slice_starts_with(rest, HP_SLICE("\xef\xbb\xbf"))) {
            i += 2;
        } else {
            hp_buf_char(&buf, text.at[i]);
        }
    }
    return if_known(call, role, text, hp_flawed_keep(call, &buf));
}

struct hp_slice hp_str_empty(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    return text.len == 0 ? good(call, role) : unchanged;
}

struct hp_slice hp_str_longer(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    return (int64_t)text.len > call->defect->number ? good(call, role) : unchanged;
}

static size_t find_any_case(struct hp_slice text, struct hp_slice word)
{
    for (size_t i = 0; i + word.len <= text.len; i++) {
        if (hp_slice_equal_ignoring_case((struct hp_slice){text.at + i, word.len}, word)) {
            return i;
        }
    }
    return text.len;
}

bool hp_str_has_word(struct hp_slice text, const char *words, bool whole, bool any_case)
{
    struct hp_slice rest = hp_slice_of(words);
    while (rest.len > 0) {
        struct hp_slice word = {rest.at, hp_slice_find(rest, HP_SLICE(" "))};
        size_t used = word.len < rest.len ? word.len + 1 : word.len;
        rest = (struct hp_slice){rest.at + used, rest.len - used};
        size_t found = any_case ? find_any_case(text, word) : hp_slice_find(text, word);
        if (whole ? hp_slice_equal(text, word) : word.len > 0 && found < text.len) {
            return true;
        }
    }
    return false;
}

struct hp_slice hp_str_listed(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    return hp_str_has_word(text, call->defect->text, true, false) ? good(call, role) : unchanged;
}

struct hp_slice hp_str_containing(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    return hp_str_has_word(text, call->defect->text, false, false) ? good(call, role) : unchanged;
}

struct hp_slice hp_str_listed_case(struct hp_flawed *call, enum hp_role role, struct hp_slice text)
{
    return hp_str_has_word(text, call->defect->text, false, true) ? good(call, role) : unchanged;
}
