/* White space, escapes and characters beyond ASCII, where a text is compared with what it should
 * say. Must not build anything. */
#include "harness/json/match.h"

#include "harness/base/utf8.h"
#include "harness/json/character.h"
#include "harness/json/escape.h"

const char *hp_json_match_space(const char *at, const char *end)
{
    while (at != NULL && at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
        at++;
    }
    return at;
}

const char *hp_json_match_char_slowly(const char *at, const char *end, char c)
{
    at = hp_json_match_space(at, end);
    return at != NULL && at < end && *at == c ? at + 1 : NULL;
}

/* Behind a backslash: what the escape stands for goes to `code`; NULL when it is none. */
static const char *read_escape(const char *at, const char *end, uint32_t *code)
{
    if (at == end) {
        return NULL;
    }
    if (*at != 'u') {
        *code = hp_json_escapes[(unsigned char)*at];
        return *code == 0 ? NULL : at + 1;
    }
    at++;
    if (end - at < HP_JSON_HEX_DIGITS || !hp_json_hex4(at, code)) {
        return NULL;
    }
    at += HP_JSON_HEX_DIGITS;
    enum { LOW_HALF_BYTES = HP_JSON_HEX_DIGITS + 2 };
    uint32_t low = 0;
    if (*code >= 0xD800 && *code <= 0xDBFF && end - at >= LOW_HALF_BYTES && at[0] == '\\' &&
        at[1] == 'u' && hp_json_hex4(at + 2, &low) && low >= 0xDC00 && low <= 0xDFFF) {
        *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
        at += LOW_HALF_BYTES;
    }
    return at;
}

/* Past an escape at `at`, whose character is the first of `text`; NULL when it is another one, or
 * no escape. `length` gets its bytes in the forms of tree.h. */
static const char *match_escape(const char *at, const char *end, struct hp_slice text,
                                size_t *length)
{
    uint32_t code = 0;
    at = read_escape(at + 1, end, &code);
    if (at == NULL) {
        return NULL;
    }
    char raw[4];
    *length = hp_json_character_write(code, raw);
    return text.len >= *length && memcmp(text.at, raw, *length) == 0 ? at : NULL;
}

/* The same for all well-formed characters beyond ASCII up to the next other one. */
static const char *match_wide(const char *at, const char *end, struct hp_slice text, size_t *length)
{
    *length = hp_utf8_run((struct hp_slice){at, (size_t)(end - at)});
    bool same = *length > 0 && text.len >= *length && memcmp(text.at, at, *length) == 0;
    return same ? at + *length : NULL;
}

/* How many bytes at `at` are plain and the wanted ones: all of the first eight, or as many as there
 * are before one that needs a look. */
static inline size_t plain_and_wanted(const char *at, const char *end, const char *want,
                                      const char *want_end)
{
    if (end - at >= 8 && want_end - want >= 8) {
        uint64_t bytes = hp_word_u64(at);
        uint64_t others = (bytes ^ hp_word_u64(want)) | hp_json_word_stops(bytes);
        return others == 0 ? 8 : (unsigned)__builtin_ctzll(others) / 8;
    }
    size_t most = (size_t)(end - at < want_end - want ? end - at : want_end - want);
    size_t same = 0;
    while (same < most && at[same] == want[same] && hp_json_is_plain((unsigned char)at[same])) {
        same++;
    }
    return same;
}

const char *hp_json_match_string_slowly(const char *at, const char *end, struct hp_slice text)
{
    at = hp_json_match_char(at, end, '"');
    const char *want = text.at;
    const char *want_end = text.len == 0 ? want : want + text.len;
    while (at != NULL) {
        size_t same = plain_and_wanted(at, end, want, want_end);
        if (same > 0) {
            at += same;
            want += same;
            continue;
        }
        if (at == end) {
            return NULL;
        }
        if (*at == '"') {
            return want == want_end ? at + 1 : NULL;
        }
        struct hp_slice rest = {want, (size_t)(want_end - want)};
        size_t length = 0;
        if (*at == '\\') {
            at = match_escape(at, end, rest, &length);
        } else if ((unsigned char)*at >= 0x80) {
            at = match_wide(at, end, rest, &length);
        } else {
            return NULL; /* another character than the wanted one, or one that may not stand there
                          */
        }
        want += length;
    }
    return NULL;
}
