/* One table of byte classes for the two places that read URIs: the request's own target and the
 * callback URL. Must not know what a URI is for. */
#include "harness/service/uri_bytes.h"

#include "harness/contract/ascii.h"

/* YES has a bit of its own, so that the classes of many bytes are asked at once. */
enum { NO = 0, YES = 1, PERCENT = 2, ELSEWHERE = 4 };

/* unreserved, sub-delims, ":", "@", "/" and "?"; "#" and the brackets have their place elsewhere in
 * a URI; all else, every byte beyond '~' included, has none. */
static const unsigned char path_bytes[256] = {
    ['!'] = YES, ['$'] = YES,     ['&'] = YES,       ['\''] = YES,      ['('] = YES,
    [')'] = YES, ['*'] = YES,     ['+'] = YES,       [','] = YES,       ['-'] = YES,
    ['.'] = YES, ['/'] = YES,     ['0'] = YES,       ['1'] = YES,       ['2'] = YES,
    ['3'] = YES, ['4'] = YES,     ['5'] = YES,       ['6'] = YES,       ['7'] = YES,
    ['8'] = YES, ['9'] = YES,     [':'] = YES,       [';'] = YES,       ['='] = YES,
    ['?'] = YES, ['@'] = YES,     ['A'] = YES,       ['B'] = YES,       ['C'] = YES,
    ['D'] = YES, ['E'] = YES,     ['F'] = YES,       ['G'] = YES,       ['H'] = YES,
    ['I'] = YES, ['J'] = YES,     ['K'] = YES,       ['L'] = YES,       ['M'] = YES,
    ['N'] = YES, ['O'] = YES,     ['P'] = YES,       ['Q'] = YES,       ['R'] = YES,
    ['S'] = YES, ['T'] = YES,     ['U'] = YES,       ['V'] = YES,       ['W'] = YES,
    ['X'] = YES, ['Y'] = YES,     ['Z'] = YES,       ['_'] = YES,       ['a'] = YES,
    ['b'] = YES, ['c'] = YES,     ['d'] = YES,       ['e'] = YES,       ['f'] = YES,
    ['g'] = YES, ['h'] = YES,     ['i'] = YES,       ['j'] = YES,       ['k'] = YES,
    ['l'] = YES, ['m'] = YES,     ['n'] = YES,       ['o'] = YES,       ['p'] = YES,
    ['q'] = YES, ['r'] = YES,     ['s'] = YES,       ['t'] = YES,       ['u'] = YES,
    ['v'] = YES, ['w'] = YES,     ['x'] = YES,       ['y'] = YES,       ['z'] = YES,
    ['~'] = YES, ['%'] = PERCENT, ['#'] = ELSEWHERE, ['['] = ELSEWHERE, [']'] = ELSEWHERE,
};

static bool is_escape(struct hp_slice text, size_t at)
{
    return text.len - at >= 3 && hp_ascii_is_hex(text.at[at + 1]) &&
           hp_ascii_is_hex(text.at[at + 2]);
}

size_t hp_uri_span(struct hp_slice text)
{
    size_t n = 0;
    while (n < text.len && path_bytes[(unsigned char)text.at[n]] != NO) {
        n++;
    }
    return n;
}

bool hp_uri_is_simple(struct hp_slice text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    unsigned all = YES;
    size_t i = 0;
    for (; text.len - i >= 4; i += 4) { /* a loop's own steps cost as much as two look-ups */
        all &= path_bytes[at[i]] & path_bytes[at[i + 1]] & path_bytes[at[i + 2]] &
               path_bytes[at[i + 3]];
    }
    for (; i < text.len; i++) {
        all &= path_bytes[at[i]];
    }
    return all != 0;
}

bool hp_uri_is_path_or_query(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char class = path_bytes[(unsigned char)text.at[i]];
        bool allowed = class == YES || (class == PERCENT && is_escape(text, i));
        if (!allowed) {
            return false;
        }
    }
    return true;
}

bool hp_uri_escapes_control(struct hp_slice text)
{
    if (text.len == 0 || memchr(text.at, '%', text.len) == NULL) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != '%' || !is_escape(text, i)) {
            continue;
        }
        unsigned byte = hp_ascii_hex(text.at[i + 1]) * 16 + hp_ascii_hex(text.at[i + 2]);
        if (byte < 0x20 || byte == 0x7f) {
            return true;
        }
    }
    return false;
}
