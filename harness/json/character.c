/* UTF-8 with the forms of tree.h, for the scan, the encoder and the pointers. Must not know about
 * JSON's escapes. */
#include "harness/json/character.h"

#include <assert.h>

#include "harness/base/utf8.h"

static unsigned char byte_at(struct hp_slice text, size_t at)
{
    return (unsigned char)text.at[at];
}

size_t hp_json_character_next(struct hp_slice text, uint32_t *code)
{
    if (text.len >= 2 && byte_at(text, 0) == 0xC0 && byte_at(text, 1) == 0x80) {
        *code = 0;
        return 2;
    }
    if (text.len >= 3 && byte_at(text, 0) == 0xED && (byte_at(text, 1) & 0xE0) == 0xA0 &&
        (byte_at(text, 2) & 0xC0) == 0x80) {
        *code = 0xD000u | (byte_at(text, 1) & 0x3Fu) << 6 | (byte_at(text, 2) & 0x3Fu);
        return 3;
    }
    return hp_utf8_next(text, code);
}

size_t hp_json_character_write(uint32_t code, char out[4])
{
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    assert(code <= 0x10FFFF);
    if (code != 0 && code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (char)(marks[length] | code);
    return length;
}

/* Bytes are the start of a character when the lowest or the highest continuation bytes complete
 * them: what UTF-8 shuts out lies at the ends of the second byte's range. */
static bool is_prefix(struct hp_slice bytes)
{
    static const unsigned char fillers[] = {0x80, 0xBF};
    for (size_t i = 0; i < sizeof(fillers); i++) {
        char trial[4];
        memset(trial, fillers[i], sizeof(trial));
        memcpy(trial, bytes.at, bytes.len);
        if (hp_utf8_next((struct hp_slice){trial, sizeof(trial)}, NULL) > bytes.len) {
            return true;
        }
    }
    return false;
}

size_t hp_json_character_prefix(struct hp_slice text)
{
    size_t length = 0;
    while (length < 3 && length < text.len && is_prefix((struct hp_slice){text.at, length + 1})) {
        length++;
    }
    return length;
}
