/* Strict in decoding: one spelling for each byte string. */
#include "harness/base/base64.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void hp_base64_encode(struct hp_buf *buf, struct hp_slice bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t group = (uint32_t)(unsigned char)bytes.at[i] << 16;
        group |= left > 1 ? (uint32_t)(unsigned char)bytes.at[i + 1] << 8 : 0;
        group |= left > 2 ? (uint32_t)(unsigned char)bytes.at[i + 2] : 0;
        char quad[4] = {alphabet[group >> 18], alphabet[group >> 12 & 63],
                        left > 1 ? alphabet[group >> 6 & 63] : '=',
                        left > 2 ? alphabet[group & 63] : '='};
        hp_buf_append(buf, quad, sizeof(quad));
    }
}

static int digit_of(char c)
{
    const char *found = c == '\0' ? NULL : memchr(alphabet, c, 64);
    return found == NULL ? -1 : (int)(found - alphabet);
}

bool hp_base64_decode(struct hp_slice text, struct hp_arena *arena, struct hp_slice *out)
{
    *out = (struct hp_slice){NULL, 0};
    if (text.len % 4 != 0) {
        return false;
    }
    char *bytes = hp_arena_take(arena, text.len / 4 * 3 + 1);
    if (bytes == NULL) {
        return false;
    }
    size_t length = 0;
    for (size_t i = 0; i < text.len; i += 4) {
        bool last = i + 4 == text.len;
        size_t padding =
            last ? (size_t)(text.at[i + 3] == '=') + (size_t)(text.at[i + 2] == '=') : 0;
        uint32_t group = 0;
        for (size_t j = 0; j < 4; j++) {
            int digit = j >= 4 - padding ? 0 : digit_of(text.at[i + j]);
            if (digit < 0) {
                return false;
            }
            group = group << 6 | (uint32_t)digit;
        }
        if ((padding == 1 && (group & 0xFF) != 0) || (padding == 2 && (group & 0xFFFF) != 0)) {
            return false; /* bits that no byte holds: a second spelling */
        }
        for (size_t j = 0; j < 3 - padding; j++) {
            bytes[length++] = (char)(group >> (16 - 8 * j) & 0xFF);
        }
    }
    *out = (struct hp_slice){bytes, length};
    return true;
}
