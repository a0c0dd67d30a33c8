/* Look-ups over header fields (RFC 9110 5). Must not know which fields the contract wants. */
#include "harness/base/message.h"

const struct hp_field *hp_field_find(const struct hp_field *fields, size_t count,
                                     struct hp_slice name)
{
    for (size_t i = 0; i < count; i++) {
        if (hp_slice_equal_ignoring_case(fields[i].name, name)) {
            return &fields[i];
        }
    }
    return NULL;
}

const struct hp_field *hp_field_only(const struct hp_field *fields, size_t count,
                                     struct hp_slice name)
{
    const struct hp_field *only = NULL;
    for (size_t i = 0; i < count; i++) {
        if (hp_slice_equal_ignoring_case(fields[i].name, name)) {
            if (only != NULL) {
                return NULL;
            }
            only = &fields[i];
        }
    }
    return only;
}

size_t hp_field_count(const struct hp_field *fields, size_t count, struct hp_slice name)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += hp_slice_equal_ignoring_case(fields[i].name, name);
    }
    return found;
}

struct hp_slice hp_media_type(struct hp_slice content_type)
{
    const char *semicolon =
        content_type.len == 0 ? NULL : memchr(content_type.at, ';', content_type.len);
    if (semicolon != NULL) {
        content_type.len = (size_t)(semicolon - content_type.at);
    }
    return hp_slice_trim(content_type);
}

bool hp_media_type_is_json(struct hp_slice media_type)
{
    if (hp_slice_equal_ignoring_case(media_type, HP_SLICE("application/json"))) {
        return true;
    }
    struct hp_slice suffix = HP_SLICE("+json");
    if (media_type.len <= suffix.len) {
        return false;
    }
    struct hp_slice tail = {media_type.at + media_type.len - suffix.len, suffix.len};
    return hp_slice_equal_ignoring_case(tail, suffix);
}

/* Everything that is no tchar is 0, every byte beyond '~' included. */
static const unsigned char tchars[256] = {
    ['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['\''] = 1, ['*'] = 1, ['+'] = 1,
    ['-'] = 1, ['.'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1,  ['4'] = 1, ['5'] = 1,
    ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1, ['A'] = 1, ['B'] = 1,  ['C'] = 1, ['D'] = 1,
    ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1,  ['K'] = 1, ['L'] = 1,
    ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1,  ['S'] = 1, ['T'] = 1,
    ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,  ['^'] = 1, ['_'] = 1,
    ['`'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1,  ['f'] = 1, ['g'] = 1,
    ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1,  ['n'] = 1, ['o'] = 1,
    ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1,  ['v'] = 1, ['w'] = 1,
    ['x'] = 1, ['y'] = 1, ['z'] = 1, ['|'] = 1, ['~'] = 1,
};

bool hp_is_tchar(char c)
{
    return tchars[(unsigned char)c] != 0;
}

bool hp_is_token(struct hp_slice text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    unsigned all = text.len > 0;
    size_t i = 0;
    for (; text.len - i >= 4; i += 4) { /* a loop's own steps cost as much as two look-ups */
        all &= tchars[at[i]] & tchars[at[i + 1]] & tchars[at[i + 2]] & tchars[at[i + 3]];
    }
    for (; i < text.len; i++) {
        all &= tchars[at[i]];
    }
    return all != 0;
}
