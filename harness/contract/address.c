/* URIs (RFC 3986) and the addresses that stand in them.
 *
 * A recogniser of the grammar, no more: nothing is decoded, normalised or looked up. */
#include "harness/contract/ascii.h"
#include "harness/contract/format_rules.h"

enum {
    IPV4_PARTS = 4,
    IPV6_PIECES = 8,
    IPV6_PIECE_DIGITS_MAX = 4,
};

/* One number of 0 to 255 without leading zeros; moves `at` behind it. */
static bool skip_octet(struct hp_slice text, size_t *at)
{
    unsigned value = 0;
    size_t start = *at;
    while (*at < text.len && hp_ascii_is_digit(text.at[*at]) && *at - start < 3) {
        value = value * 10 + (unsigned)(text.at[*at] - '0');
        (*at)++;
    }
    size_t digits = *at - start;
    return digits > 0 && value <= 255 && (digits == 1 || text.at[start] != '0');
}

bool hp_format_ipv4(struct hp_slice text)
{
    size_t at = 0;
    for (int part = 0; part < IPV4_PARTS; part++) {
        if (part > 0) {
            if (at >= text.len || text.at[at] != '.') {
                return false;
            }
            at++;
        }
        if (!skip_octet(text, &at)) {
            return false;
        }
    }
    return at == text.len;
}

/* Reads one piece of an IPv6 address at `at`: hexadecimal digits (1 piece), or a dotted quad at the
 * very end (2 pieces). Returns the number of pieces, 0 when there is none. */
static unsigned skip_ipv6_piece(struct hp_slice text, size_t *at)
{
    size_t end = *at;
    while (end < text.len && hp_ascii_is_hex(text.at[end])) {
        end++;
    }
    if (end < text.len && text.at[end] == '.') {
        struct hp_slice quad = {text.at + *at, text.len - *at};
        *at = text.len;
        return hp_format_ipv4(quad) ? 2 : 0;
    }
    size_t digits = end - *at;
    *at = end;
    return digits >= 1 && digits <= IPV6_PIECE_DIGITS_MAX ? 1 : 0;
}

static bool starts_gap(struct hp_slice text, size_t at)
{
    return at + 1 < text.len && text.at[at] == ':' && text.at[at + 1] == ':';
}

bool hp_format_ipv6(struct hp_slice text)
{
    unsigned pieces = 0;
    bool gap = starts_gap(text, 0);
    size_t at = gap ? 2 : 0;
    while (at < text.len) {
        unsigned read = skip_ipv6_piece(text, &at);
        if (read == 0) {
            return false;
        }
        pieces += read;
        if (at == text.len) {
            break;
        }
        if (starts_gap(text, at)) {
            if (gap) {
                return false;
            }
            gap = true;
            at += 2;
        } else if (text.at[at] == ':' && at + 1 < text.len) {
            at++;
        } else {
            return false;
        }
    }
    /* The gap stands for at least one piece of zeros. */
    return gap ? pieces < IPV6_PIECES : pieces == IPV6_PIECES;
}

/* Which parts of a URI (RFC 3986 3) may hold a character, as bits. The percent sign is none of
 * them: it is only the head of a triplet. */
enum {
    IN_SCHEME = 1 << 0,
    IN_REG_NAME = 1 << 1,
    IN_USERINFO = 1 << 2,
    IN_PATH = 1 << 3,
    IN_QUERY = 1 << 4, /* and in a fragment */

    QUERY = IN_QUERY,
    SLASH = QUERY | IN_PATH, /* and "@" */
    COLON = SLASH | IN_USERINFO,
    MARK = COLON | IN_REG_NAME, /* unreserved and sub-delims */
    WORD = MARK | IN_SCHEME,    /* letters, digits, "+", "-", "." */
};

/* Everything else is 0: not ASCII, controls, blanks, and what RFC 3986 has no place for. */
static const unsigned char parts[256] = {
    ['0'] = WORD,  ['1'] = WORD,  ['2'] = WORD,  ['3'] = WORD, ['4'] = WORD,  ['5'] = WORD,
    ['6'] = WORD,  ['7'] = WORD,  ['8'] = WORD,  ['9'] = WORD, ['A'] = WORD,  ['B'] = WORD,
    ['C'] = WORD,  ['D'] = WORD,  ['E'] = WORD,  ['F'] = WORD, ['G'] = WORD,  ['H'] = WORD,
    ['I'] = WORD,  ['J'] = WORD,  ['K'] = WORD,  ['L'] = WORD, ['M'] = WORD,  ['N'] = WORD,
    ['O'] = WORD,  ['P'] = WORD,  ['Q'] = WORD,  ['R'] = WORD, ['S'] = WORD,  ['T'] = WORD,
    ['U'] = WORD,  ['V'] = WORD,  ['W'] = WORD,  ['X'] = WORD, ['Y'] = WORD,  ['Z'] = WORD,
    ['a'] = WORD,  ['b'] = WORD,  ['c'] = WORD,  ['d'] = WORD, ['e'] = WORD,  ['f'] = WORD,
    ['g'] = WORD,  ['h'] = WORD,  ['i'] = WORD,  ['j'] = WORD, ['k'] = WORD,  ['l'] = WORD,
    ['m'] = WORD,  ['n'] = WORD,  ['o'] = WORD,  ['p'] = WORD, ['q'] = WORD,  ['r'] = WORD,
    ['s'] = WORD,  ['t'] = WORD,  ['u'] = WORD,  ['v'] = WORD, ['w'] = WORD,  ['x'] = WORD,
    ['y'] = WORD,  ['z'] = WORD,  ['-'] = WORD,  ['.'] = WORD, ['+'] = WORD,  ['_'] = MARK,
    ['~'] = MARK,  ['!'] = MARK,  ['$'] = MARK,  ['&'] = MARK, ['\''] = MARK, ['('] = MARK,
    [')'] = MARK,  ['*'] = MARK,  [','] = MARK,  [';'] = MARK, ['='] = MARK,  [':'] = COLON,
    ['@'] = SLASH, ['/'] = SLASH, ['?'] = QUERY,
};

static unsigned parts_of(char c)
{
    return parts[(unsigned char)c];
}

/* Offset, from `at` on, of the first byte that may not stand in `part`. */
static inline size_t skip_plain(struct hp_slice text, size_t at, unsigned part)
{
    while (text.len - at >= 4 &&
           (parts_of(text.at[at]) & parts_of(text.at[at + 1]) & parts_of(text.at[at + 2]) &
            parts_of(text.at[at + 3]) & part) != 0) {
        at += 4; /* a loop's own steps cost as much as two look-ups */
    }
    while (at < text.len && (parts_of(text.at[at]) & part) != 0) {
        at++;
    }
    return at;
}

/* The same in a part that may hold triplets: a percent sign without its two digits ends it. */
static size_t skip(struct hp_slice text, size_t at, unsigned part)
{
    for (;;) {
        at = skip_plain(text, at, part);
        bool triplet = text.len - at >= 3 && text.at[at] == '%' &&
                       hp_ascii_is_hex(text.at[at + 1]) && hp_ascii_is_hex(text.at[at + 2]);
        if (!triplet) {
            return at;
        }
        at += 3;
    }
}

static bool consists_of(struct hp_slice text, unsigned part)
{
    return skip(text, 0, part) == text.len;
}

/* Offset of the first `c`, or the length. */
static size_t find(struct hp_slice text, char c)
{
    const char *found = text.len == 0 ? NULL : memchr(text.at, c, text.len);
    return found == NULL ? text.len : (size_t)(found - text.at);
}

/* What stands in brackets: an IPv6 address or IPvFuture ("v1.fe80:x", RFC 3986 3.2.2). */
static bool is_ip_literal(struct hp_slice text)
{
    if (text.len == 0 || (text.at[0] != 'v' && text.at[0] != 'V')) {
        return hp_format_ipv6(text);
    }
    size_t dot = find(text, '.');
    if (dot < 2 || dot + 1 >= text.len) {
        return false;
    }
    for (size_t i = 1; i < dot; i++) {
        if (!hp_ascii_is_hex(text.at[i])) {
            return false;
        }
    }
    return skip_plain(text, dot + 1, IN_USERINFO) == text.len;
}

static bool is_authority(struct hp_slice text)
{
    size_t at_sign = find(text, '@');
    if (at_sign < text.len) {
        if (!consists_of((struct hp_slice){text.at, at_sign}, IN_USERINFO)) {
            return false;
        }
        text.at += at_sign + 1;
        text.len -= at_sign + 1;
    }
    if (text.len > 0 && text.at[0] == '[') {
        size_t end = find(text, ']');
        if (end == text.len || !is_ip_literal((struct hp_slice){text.at + 1, end - 1})) {
            return false;
        }
        text.at += end + 1;
        text.len -= end + 1;
    } else {
        size_t end = find(text, ':');
        if (!consists_of((struct hp_slice){text.at, end}, IN_REG_NAME)) {
            return false;
        }
        text.at += end;
        text.len -= end;
    }
    if (text.len > 0 && text.at[0] != ':') {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        if (!hp_ascii_is_digit(text.at[i])) {
            return false;
        }
    }
    return true;
}

/* Does the authority end at this offset? RFC 3986 3.2. */
static bool ends_authority(struct hp_slice text, size_t at)
{
    return at == text.len || text.at[at] == '/' || text.at[at] == '?' || text.at[at] == '#';
}

/* Offset behind the authority at the start of `text`; false when it is none. */
static bool skip_authority(struct hp_slice text, size_t *end)
{
    *end = skip(text, 0, IN_REG_NAME);
    if (ends_authority(text, *end)) {
        return true; /* a name and nothing else, as most are */
    }
    while (!ends_authority(text, *end)) {
        ++*end;
    }
    return is_authority((struct hp_slice){text.at, *end});
}

bool hp_format_uri(struct hp_slice text)
{
    size_t at = skip_plain(text, 0, IN_SCHEME);
    if (at == 0 || at == text.len || text.at[at] != ':' || !hp_ascii_is_letter(text.at[0])) {
        return false;
    }
    at++;
    if (text.len - at >= 2 && text.at[at] == '/' && text.at[at + 1] == '/') {
        at += 2;
        size_t length;
        if (!skip_authority((struct hp_slice){text.at + at, text.len - at}, &length)) {
            return false;
        }
        at += length;
    }
    at = skip(text, at, IN_PATH);
    if (at < text.len && text.at[at] == '?') {
        at = skip(text, at + 1, IN_QUERY);
    }
    if (at < text.len && text.at[at] == '#') {
        at = skip(text, at + 1, IN_QUERY);
    }
    return at == text.len;
}
