/* Other spellings of a JSON string. Exists because the encoder has exactly one spelling; must not
 * know which string of the document it is given. */
#include "cases/escape.h"

#include "cases/raw_text.h"
#include "harness/base/utf8.h"
#include "harness/base/word.h"

enum { UNIT_BYTES = 6 /* \uXXXX */ };

static const uint32_t no_code = UINT32_MAX; /* of what is left as it is */

static char *put_code_unit(char *at, uint32_t unit, bool upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    at[0] = '\\';
    at[1] = 'u';
    at[2] = digits[unit >> 12 & 15];
    at[3] = digits[unit >> 8 & 15];
    at[4] = digits[unit >> 4 & 15];
    at[5] = digits[unit & 15];
    return at + UNIT_BYTES;
}

/* One or, beyond the basic plane, two escapes. */
static char *put_escape(char *at, uint32_t code, bool upper)
{
    if (code >= 0x10000) {
        at = put_code_unit(at, 0xD800 + ((code - 0x10000) >> 10), upper);
        code = 0xDC00 + ((code - 0x10000) & 0x3FF);
    }
    return put_code_unit(at, code, upper);
}

/* One character of a string's text: raw UTF-8, or an escape with its backslash, which has no code
 * here. */
static size_t string_unit(struct hp_slice rest, uint32_t *code)
{
    unsigned char first = (unsigned char)rest.at[0];
    if (first < 0x80 && first != '\\') {
        *code = first;
        return 1;
    }
    size_t bytes = first != '\\'                       ? hp_utf8_next(rest, code)
                   : rest.len > 1 && rest.at[1] == 'u' ? UNIT_BYTES
                                                       : 2;
    if (first == '\\' || bytes == 0) {
        *code = no_code;
    }
    return bytes == 0 || bytes > rest.len ? rest.len : bytes;
}

/* Writes `raw`, a JSON string with its quotes, at `at`, where there is room for UNIT_BYTES times
 * its length. What is escaped in it already stays as it is. */
static char *escape_string(char *at, struct hp_slice raw, enum hp_escape_style style)
{
    bool upper = style == HP_ESCAPE_ALL_UPPER;
    bool all = upper || style == HP_ESCAPE_ALL_LOWER;
    struct hp_slice rest = {raw.at + 1, raw.len - 2};
    bool first = true;
    *at++ = '"';
    while (rest.len > 0) {
        uint32_t code;
        size_t bytes = string_unit(rest, &code);
        bool wanted = all || (style == HP_ESCAPE_FIRST && first) ||
                      (style == HP_ESCAPE_LAST && bytes == rest.len);
        if (style == HP_ESCAPE_SOLIDUS && code == '/') {
            *at++ = '\\';
            *at++ = '/';
        } else if (wanted && code != no_code) {
            at = put_escape(at, code, upper);
        } else {
            hp_word_copy(at, rest.at, bytes);
            at += bytes;
        }
        rest = (struct hp_slice){rest.at + bytes, rest.len - bytes};
        first = false;
    }
    *at++ = '"';
    return at;
}

struct hp_slice hp_escape_string(struct hp_build *build, struct hp_slice raw,
                                 enum hp_escape_style style)
{
    if (raw.len < 2 || raw.at[0] != '"') {
        return hp_raw_copy(build, raw);
    }
    struct hp_buf out = hp_raw_begin(build, raw.len * UNIT_BYTES);
    if (!out.failed) {
        out.length = (size_t)(escape_string(out.bytes, raw, style) - out.bytes);
    }
    return hp_raw_end(build, &out);
}
