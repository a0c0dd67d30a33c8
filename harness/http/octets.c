/* One table for every grammar of this layer, and the scan that every line goes through. Must not
 * know what a line means. */
#include "harness/http/octets.h"

#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define ALL_NAMES (HP_OCTET_TCHAR | HP_OCTET_PATH | HP_OCTET_REG_NAME)
#define LETTER    (ALL_NAMES | HP_OCTET_ALPHA)
#define LETTER_AF (LETTER | HP_OCTET_HEX)
#define DIGIT     (ALL_NAMES | HP_OCTET_DIGIT | HP_OCTET_HEX)
#define SUB_DELIM (HP_OCTET_PATH | HP_OCTET_REG_NAME)

const unsigned char hp_octet_classes[256] = {
    ['!'] = ALL_NAMES,      ['#'] = HP_OCTET_TCHAR, ['$'] = ALL_NAMES, ['%'] = HP_OCTET_TCHAR,
    ['&'] = ALL_NAMES,      ['\''] = ALL_NAMES,     ['('] = SUB_DELIM, [')'] = SUB_DELIM,
    ['*'] = ALL_NAMES,      ['+'] = ALL_NAMES,      [','] = SUB_DELIM, ['-'] = ALL_NAMES,
    ['.'] = ALL_NAMES,      ['/'] = HP_OCTET_PATH,  ['0'] = DIGIT,     ['1'] = DIGIT,
    ['2'] = DIGIT,          ['3'] = DIGIT,          ['4'] = DIGIT,     ['5'] = DIGIT,
    ['6'] = DIGIT,          ['7'] = DIGIT,          ['8'] = DIGIT,     ['9'] = DIGIT,
    [':'] = HP_OCTET_PATH,  [';'] = SUB_DELIM,      ['='] = SUB_DELIM, ['?'] = HP_OCTET_PATH,
    ['@'] = HP_OCTET_PATH,  ['A'] = LETTER_AF,      ['B'] = LETTER_AF, ['C'] = LETTER_AF,
    ['D'] = LETTER_AF,      ['E'] = LETTER_AF,      ['F'] = LETTER_AF, ['G'] = LETTER,
    ['H'] = LETTER,         ['I'] = LETTER,         ['J'] = LETTER,    ['K'] = LETTER,
    ['L'] = LETTER,         ['M'] = LETTER,         ['N'] = LETTER,    ['O'] = LETTER,
    ['P'] = LETTER,         ['Q'] = LETTER,         ['R'] = LETTER,    ['S'] = LETTER,
    ['T'] = LETTER,         ['U'] = LETTER,         ['V'] = LETTER,    ['W'] = LETTER,
    ['X'] = LETTER,         ['Y'] = LETTER,         ['Z'] = LETTER,    ['^'] = HP_OCTET_TCHAR,
    ['_'] = ALL_NAMES,      ['`'] = HP_OCTET_TCHAR, ['a'] = LETTER_AF, ['b'] = LETTER_AF,
    ['c'] = LETTER_AF,      ['d'] = LETTER_AF,      ['e'] = LETTER_AF, ['f'] = LETTER_AF,
    ['g'] = LETTER,         ['h'] = LETTER,         ['i'] = LETTER,    ['j'] = LETTER,
    ['k'] = LETTER,         ['l'] = LETTER,         ['m'] = LETTER,    ['n'] = LETTER,
    ['o'] = LETTER,         ['p'] = LETTER,         ['q'] = LETTER,    ['r'] = LETTER,
    ['s'] = LETTER,         ['t'] = LETTER,         ['u'] = LETTER,    ['v'] = LETTER,
    ['w'] = LETTER,         ['x'] = LETTER,         ['y'] = LETTER,    ['z'] = LETTER,
    ['|'] = HP_OCTET_TCHAR, ['~'] = ALL_NAMES,
};

static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7f;
}

#ifdef __SSE2__
/* Sixteen at a time: a bit for each octet that is at most 0x1f, or 0x7f. */
static unsigned controls_among_sixteen(const char *octets)
{
    __m128i word;
    memcpy(&word, octets, sizeof(word));
    __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(word, _mm_set1_epi8(0x1f)), word);
    __m128i delete = _mm_cmpeq_epi8(word, _mm_set1_epi8(0x7f));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(low, delete));
}
#endif

/* Eight octets at a time: a subtraction borrows into the top bit of every octet that is below
 * 0x20, and of every one that is zero once 0x7f is taken out. False alarms only lie above a true
 * one, so the lowest bit tells the truth. */
static uint64_t controls_among_eight(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = UINT64_C(0x8080808080808080);
    uint64_t low = (word - ones * 0x20) & ~word;
    uint64_t other = word ^ (ones * 0x7f);
    uint64_t delete = (other - ones) & ~other;
    return (low | delete) & tops;
}

size_t hp_octets_before_control(const char *octets, size_t count)
{
    size_t n = 0;
#ifdef __SSE2__
    for (; count - n >= 16; n += 16) {
        unsigned controls = controls_among_sixteen(octets + n);
        if (controls != 0) {
            return n + (size_t)__builtin_ctz(controls);
        }
    }
#endif
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (; count - n >= 8; n += 8) {
        uint64_t word;
        memcpy(&word, octets + n, sizeof(word));
        uint64_t controls = controls_among_eight(word);
        if (controls != 0) {
            return n + (size_t)__builtin_ctzll(controls) / 8;
        }
    }
#endif
    while (n < count && !is_control((unsigned char)octets[n])) {
        n++;
    }
    return n;
}

bool hp_octets_are_uri(struct hp_slice text, unsigned classes)
{
    for (size_t i = 0; i < text.len; i++) {
        if (hp_octet_is(text.at[i], classes)) {
            continue;
        }
        if (text.at[i] != '%' || text.len - i < 3 || !hp_octet_is(text.at[i + 1], HP_OCTET_HEX) ||
            !hp_octet_is(text.at[i + 2], HP_OCTET_HEX)) {
            return false;
        }
        i += 2;
    }
    return true;
}
