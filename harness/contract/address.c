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

/* Characters of RFC 3986 2 and 3, as bits of a class. */
enum {
    UNRESERVED = 1 << 0,
    SUB_DELIM = 1 << 1,
    COLON = 1 << 2,
    AT_SIGN = 1 << 3,
    SLASH = 1 << 4,
    QUESTION = 1 << 5,
    PERCENT = 1 << 6, /* only as the head of a triplet */
    HASH = 1 << 7,    /* ends a query; no part may hold it */

    REG_NAME = UNRESERVED | SUB_DELIM | PERCENT,
    USERINFO = REG_NAME | COLON,
    PCHAR = USERINFO | AT_SIGN,
    PATH = PCHAR | SLASH,
    QUERY = PATH | QUESTION,
};

/* Everything else is 0: not ASCII, controls, blanks, and what RFC 3986 has no place for. */
static const unsigned char classes[256] = {
    ['0'] = UNRESERVED, ['1'] = UNRESERVED, ['2'] = UNRESERVED, ['3'] = UNRESERVED,
    ['4'] = UNRESERVED, ['5'] = UNRESERVED, ['6'] = UNRESERVED, ['7'] = UNRESERVED,
    ['8'] = UNRESERVED, ['9'] = UNRESERVED, ['A'] = UNRESERVED, ['B'] = UNRESERVED,
    ['C'] = UNRESERVED, ['D'] = UNRESERVED, ['E'] = UNRESERVED, ['F'] = UNRESERVED,
    ['G'] = UNRESERVED, ['H'] = UNRESERVED, ['I'] = UNRESERVED, ['J'] = UNRESERVED,
    ['K'] = UNRESERVED, ['L'] = UNRESERVED, ['M'] = UNRESERVED, ['N'] = UNRESERVED,
    ['O'] = UNRESERVED, ['P'] = UNRESERVED, ['Q'] = UNRESERVED, ['R'] = UNRESERVED,
    ['S'] = UNRESERVED, ['T'] = UNRESERVED, ['U'] = UNRESERVED, ['V'] = UNRESERVED,
    ['W'] = UNRESERVED, ['X'] = UNRESERVED, ['Y'] = UNRESERVED, ['Z'] = UNRESERVED,
    ['a'] = UNRESERVED, ['b'] = UNRESERVED, ['c'] = UNRESERVED, ['d'] = UNRESERVED,
    ['e'] = UNRESERVED, ['f'] = UNRESERVED, ['g'] = UNRESERVED, ['h'] = UNRESERVED,
    ['i'] = UNRESERVED, ['j'] = UNRESERVED, ['k'] = UNRESERVED, ['l'] = UNRESERVED,
    ['m'] = UNRESERVED, ['n'] = UNRESERVED, ['o'] = UNRESERVED, ['p'] = UNRESERVED,
    ['q'] = UNRESERVED, ['r'] = UNRESERVED, ['s'] = UNRESERVED, ['t'] = UNRESERVED,
    ['u'] = UNRESERVED, ['v'] = UNRESERVED, ['w'] = UNRESERVED, ['x'] = UNRESERVED,
    ['y'] = UNRESERVED, ['z'] = UNRESERVED, ['-'] = UNRESERVED, ['.'] = UNRESERVED,
    ['_'] = UNRESERVED, ['~'] = UNRESERVED, ['!'] = SUB_DELIM,  ['$'] = SUB_DELIM,
    ['&'] = SUB_DELIM,  ['\''] = SUB_DELIM, ['('] = SUB_DELIM,  [')'] = SUB_DELIM,
    ['*'] = SUB_DELIM,  ['+'] = SUB_DELIM,  [','] = SUB_DELIM,  [';'] = SUB_DELIM,
    ['='] = SUB_DELIM,  [':'] = COLON,      ['@'] = AT_SIGN,    ['/'] = SLASH,
    ['?'] = QUESTION,   ['%'] = PERCENT,    ['#'] = HASH,
};

static unsigned class_of(char c)
{
    return classes[(unsigned char)c];
}

/* Offset, from `at` on, of the first byte that is of none of the allowed classes or is a percent
 * sign without its two digits. */
static size_t skip(struct hp_slice text, size_t at, unsigned allowed)
{
    unsigned plain = allowed & ~(unsigned)PERCENT;
    for (;;) {
        while (at < text.len && (class_of(text.at[at]) & plain) != 0) {
            at++;
        }
        bool triplet = (allowed & PERCENT) != 0 && text.len - at >= 3 && text.at[at] == '%' &&
                       hp_ascii_is_hex(text.at[at + 1]) && hp_ascii_is_hex(text.at[at + 2]);
        if (!triplet) {
            return at;
        }
        at += 3;
    }
}

static bool consists_of(struct hp_slice text, unsigned allowed)
{
    return skip(text, 0, allowed) == text.len;
}

/* Everything up to the first byte of a class of `stops` leaves `rest` and is returned. */
static struct hp_slice cut_before(struct hp_slice *rest, unsigned stops)
{
    size_t len = 0;
    while (len < rest->len && (class_of(rest->at[len]) & stops) == 0) {
        len++;
    }
    struct hp_slice head = {rest->at, len};
    if (len > 0) { /* an empty slice may have no address to add to */
        rest->at += len;
        rest->len -= len;
    }
    return head;
}

/* Offset of the first `c`, or the length. */
static size_t find(struct hp_slice text, char c)
{
    const char *found = text.len == 0 ? NULL : memchr(text.at, c, text.len);
    return found == NULL ? text.len : (size_t)(found - text.at);
}

static bool is_scheme(struct hp_slice text)
{
    if (text.len == 0 || !hp_ascii_is_letter(text.at[0])) {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        char c = text.at[i];
        if (!hp_ascii_is_letter(c) && !hp_ascii_is_digit(c) && c != '+' && c != '-' && c != '.') {
            return false;
        }
    }
    return true;
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
    return consists_of((struct hp_slice){text.at + dot + 1, text.len - dot - 1},
                       UNRESERVED | SUB_DELIM | COLON);
}

static bool is_authority(struct hp_slice text)
{
    size_t at_sign = find(text, '@');
    if (at_sign < text.len) {
        if (!consists_of((struct hp_slice){text.at, at_sign}, USERINFO)) {
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
    } else if (!consists_of(cut_before(&text, COLON), REG_NAME)) {
        return false;
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

bool hp_format_uri(struct hp_slice text)
{
    struct hp_slice rest = text;
    struct hp_slice scheme = cut_before(&rest, COLON | SLASH | QUESTION | HASH);
    if (rest.len == 0 || rest.at[0] != ':' || !is_scheme(scheme)) {
        return false;
    }
    rest.at++;
    rest.len--;
    if (hp_slice_starts_with(rest, HP_SLICE("//"))) {
        rest.at += 2;
        rest.len -= 2;
        if (!is_authority(cut_before(&rest, SLASH | QUESTION | HASH))) {
            return false;
        }
    }
    size_t at = skip(rest, 0, PATH);
    if (at < rest.len && rest.at[at] == '?') {
        at = skip(rest, at + 1, QUERY);
    }
    if (at < rest.len && rest.at[at] == '#') {
        at = skip(rest, at + 1, QUERY);
    }
    return at == rest.len;
}
