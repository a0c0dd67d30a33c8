/* One table for every grammar of this layer. Must not know what a line means. */
#include "harness/http/octets.h"

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
