/* Other spellings of a JSON string. Exists because the encoder has exactly one spelling; must not
 * know which string of the document it is given. */
#include "cases/escape.h"

#include "cases/raw_text.h"
#include "harness/base/utf8.h"

static void put_code_unit(struct hp_buf *out, uint32_t unit, bool upper)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    hp_buf_text(out, "\\u");
    for (unsigned shift = 16; shift > 0; shift -= 4) {
        hp_buf_char(out, digits[(unit >> (shift - 4) & 15) + (upper ? 16 : 0)]);
    }
}

/* One or, beyond the basic plane, two escapes. */
static void put_escape(struct hp_buf *out, uint32_t code, bool upper)
{
    if (code >= 0x10000) {
        put_code_unit(out, 0xD800 + ((code - 0x10000) >> 10), upper);
        code = 0xDC00 + ((code - 0x10000) & 0x3FF);
    }
    put_code_unit(out, code, upper);
}

/* One character of a string's text: raw UTF-8, or an escape with its backslash. */
static size_t string_unit(struct hp_slice rest)
{
    size_t bytes =
        rest.at[0] == '\\' ? (rest.len > 1 && rest.at[1] == 'u' ? 6 : 2) : hp_utf8_next(rest, NULL);
    return bytes == 0 || bytes > rest.len ? rest.len : bytes;
}

/* `raw` is a JSON string with its quotes; what is escaped in it already stays as it is. */
static void escape_string(struct hp_buf *out, struct hp_slice raw, enum hp_escape_style style)
{
    if (raw.len < 2 || raw.at[0] != '"') {
        hp_buf_slice(out, raw);
        return;
    }
    struct hp_slice rest = {raw.at + 1, raw.len - 2};
    bool first = true;
    hp_buf_char(out, '"');
    while (rest.len > 0) {
        size_t bytes = string_unit(rest);
        bool last = bytes == rest.len;
        uint32_t code = 0;
        bool wanted = style == HP_ESCAPE_ALL_LOWER || style == HP_ESCAPE_ALL_UPPER ||
                      (style == HP_ESCAPE_FIRST && first) || (style == HP_ESCAPE_LAST && last);
        if (style == HP_ESCAPE_SOLIDUS && rest.at[0] == '/') {
            hp_buf_text(out, "\\/");
        } else if (wanted && rest.at[0] != '\\' && hp_utf8_next(rest, &code) > 0) {
            put_escape(out, code, style == HP_ESCAPE_ALL_UPPER);
        } else {
            hp_buf_append(out, rest.at, bytes);
        }
        rest = (struct hp_slice){rest.at + bytes, rest.len - bytes};
        first = false;
    }
    hp_buf_char(out, '"');
}

struct hp_slice hp_escape_string(struct hp_build *build, struct hp_slice raw,
                                 enum hp_escape_style style)
{
    struct hp_buf out = hp_raw_begin(build, raw.len * 6);
    escape_string(&out, raw, style);
    return hp_raw_end(build, &out);
}
