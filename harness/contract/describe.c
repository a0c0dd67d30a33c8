/* Turns values into words. Must not know keywords. */
#include "harness/contract/describe.h"

#include <stdint.h>
#include <stdio.h>

#include "harness/contract/ascii.h"

enum {
    TEXT_BYTES_MAX = 72, /* of a quoted text, escapes included */
};

/* Length of the UTF-8 character (or form of tree.h) at the start of `text`; stray bytes count 1. */
static size_t character_bytes(struct hp_slice text)
{
    unsigned char lead = (unsigned char)text.at[0];
    size_t want = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead >= 0x80 && lead < 0xC0) {
        return 1;
    }
    for (size_t i = 1; i < want; i++) {
        if (i >= text.len || ((unsigned char)text.at[i] & 0xC0) != 0x80) {
            return 1;
        }
    }
    return want;
}

static size_t show_escaped(unsigned unit, char shown[static 8])
{
    return (size_t)snprintf(shown, 8, "\\u%04x", unit & 0xFFFF);
}

/* One character, as it is to be shown; returns the length of the text. */
static size_t show_character(struct hp_slice character, char shown[static 8])
{
    unsigned char lead = (unsigned char)character.at[0];
    if (character.len == 1) {
        if (lead == '"' || lead == '\\') {
            shown[0] = '\\';
            shown[1] = (char)lead;
            return 2;
        }
        shown[0] = (char)lead;
        return lead >= ' ' && lead < 0x7F ? 1 : show_escaped(lead, shown);
    }
    unsigned char second = (unsigned char)character.at[1];
    if (lead == 0xC0 || (lead == 0xC2 && second < 0xA0)) {
        return show_escaped(lead == 0xC0 ? 0U : second, shown); /* U+0000, C1 controls */
    }
    if (lead == 0xED && second >= 0xA0) {
        unsigned third = (unsigned char)character.at[2];
        return show_escaped(0xD000U | (unsigned)(second & 0x3F) << 6 | (third & 0x3F), shown);
    }
    memcpy(shown, character.at, character.len);
    return character.len;
}

void hp_describe_text(struct hp_slice text, char line[static HP_DESCRIPTION_BYTES])
{
    size_t used = 0;
    line[used++] = '"';
    while (text.len > 0) {
        struct hp_slice character = {text.at, character_bytes(text)};
        char shown[8];
        size_t bytes = show_character(character, shown);
        if (used + bytes > TEXT_BYTES_MAX) {
            memcpy(line + used, "...", 3);
            used += 3;
            break;
        }
        memcpy(line + used, shown, bytes);
        used += bytes;
        text.at += character.len;
        text.len -= character.len;
    }
    line[used++] = '"';
    line[used] = '\0';
}

void hp_describe(const struct hp_json *value, char line[static HP_DESCRIPTION_BYTES])
{
    char text[HP_DESCRIPTION_BYTES];
    struct hp_slice number;
    size_t size = hp_json_size(value);
    switch (hp_json_type(value)) {
    case HP_JSON_NULL:
        (void)snprintf(line, HP_DESCRIPTION_BYTES, "null");
        return;
    case HP_JSON_BOOLEAN:
        (void)snprintf(line, HP_DESCRIPTION_BYTES, hp_json_boolean(value) ? "true" : "false");
        return;
    case HP_JSON_NUMBER:
        number = hp_json_number(value);
        (void)snprintf(line, HP_DESCRIPTION_BYTES, "number %.*s%s",
                       (int)(number.len > TEXT_BYTES_MAX ? TEXT_BYTES_MAX : number.len), number.at,
                       number.len > TEXT_BYTES_MAX ? "..." : "");
        return;
    case HP_JSON_STRING:
        hp_describe_text(hp_json_string(value), text);
        (void)snprintf(line, HP_DESCRIPTION_BYTES, "string %.100s", text);
        return;
    case HP_JSON_ARRAY:
        (void)snprintf(line, HP_DESCRIPTION_BYTES, "array of %zu", size);
        return;
    case HP_JSON_OBJECT:
        (void)snprintf(line, HP_DESCRIPTION_BYTES, "object with %zu member%s", size,
                       size == 1 ? "" : "s");
        return;
    }
}
