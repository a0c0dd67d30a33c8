/* JSON Pointers (RFC 6901) for people and for $ref. Must not know schemas. */
#include "harness/json/pointer.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/base/utf8.h"
#include "harness/base/word.h"
#include "harness/json/character.h"

enum {
    FULL = HP_POINTER_BYTES - 1, /* the length of a cut pointer, and of no other */
    ROOM = FULL - 3,             /* what is left for tokens, so that "..." always fits behind */
};

void hp_pointer_init(struct hp_pointer *pointer)
{
    pointer->text[0] = '\0';
    pointer->length = 0;
}

/* Appends a piece as a whole; when there is no room, dots up to the very end mark the cut, and
 * every later piece is dropped. What was there before stays, since hp_pointer_pop goes back to it.
 */
static void append(struct hp_pointer *pointer, const char *piece, size_t length)
{
    if (pointer->length == FULL) {
        return;
    }
    if (length <= ROOM - pointer->length) {
        hp_word_copy(pointer->text + pointer->length, piece, length);
        pointer->length += length;
    } else {
        memset(pointer->text + pointer->length, '.', FULL - pointer->length);
        pointer->length = FULL;
    }
    pointer->text[pointer->length] = '\0';
}

/* Control characters of C0 and C1, DEL, surrogates and line separators do not belong in a line of
 * text. */
static bool is_fit_to_print(uint32_t code)
{
    return code >= 0x20 && (code < 0x7F || code > 0x9F) && (code < 0xD800 || code > 0xDFFF) &&
           code != 0x2028 && code != 0x2029;
}

/* The character at the start of `name`; returns its length. */
static size_t append_character(struct hp_pointer *pointer, struct hp_slice name)
{
    uint32_t code = 0;
    size_t length = hp_json_character_next(name, &code);
    if (length == 0) {
        code = (unsigned char)name.at[0];
        length = 1;
    } else if (code == '~' || code == '/') {
        append(pointer, code == '~' ? "~0" : "~1", 2);
        return length;
    } else if (is_fit_to_print(code)) {
        append(pointer, name.at, length);
        return length;
    }
    char shown[sizeof("\\u0000")];
    (void)snprintf(shown, sizeof(shown), "\\u%04x", (unsigned)(code & 0xFFFF));
    append(pointer, shown, sizeof(shown) - 1);
    return length;
}

/* A bit in each byte that is no printable ASCII, or one of the two that are escaped; the others may
 * only be wrong above such a byte. */
static inline uint64_t word_stops(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t tildes_or_more = word + ones * (0x80 - '~');
    uint64_t slashes = word ^ ones * '/';
    return (word | tildes_or_more | (word - ones * 0x20) | (slashes - ones)) & ones * 0x80;
}

/* Does the name show every byte as it is? Most do. The last word overlaps the one before it. */
static bool is_ordinary(struct hp_slice name)
{
    uint64_t stops = 0;
    if (name.len >= 8) {
        for (size_t i = 0; i + 8 < name.len; i += 8) {
            stops |= word_stops(hp_word_u64(name.at + i));
        }
        return (stops | word_stops(hp_word_u64(name.at + name.len - 8))) == 0;
    }
    if (name.len >= 4) {
        uint64_t tail = hp_word_u32(name.at + name.len - 4);
        return word_stops(hp_word_u32(name.at) | tail << 32) == 0;
    }
    for (size_t i = 0; i < name.len; i++) {
        stops |= word_stops(UINT64_C(0x4141414141414100) | (unsigned char)name.at[i]);
    }
    return stops == 0;
}

size_t hp_pointer_push_name(struct hp_pointer *pointer, struct hp_slice name)
{
    size_t before = pointer->length;
    append(pointer, "/", 1);
    if (pointer->length <= ROOM && name.len <= ROOM - pointer->length && is_ordinary(name)) {
        append(pointer, name.at, name.len);
        return before;
    }
    while (name.len > 0 && pointer->length < FULL) {
        size_t step = append_character(pointer, name);
        name.at += step;
        name.len -= step;
    }
    return before;
}

/* "/7", its last digit before `end`; returns its start. */
static inline char *put_index_before(char *end, size_t index)
{
    do {
        *--end = (char)('0' + index % 10);
        index /= 10;
    } while (index > 0);
    *--end = '/';
    return end;
}

enum { INDEX_BYTES = 24 }; /* a 64-bit number and its slash take 21 */

size_t hp_pointer_push_index(struct hp_pointer *pointer, size_t index)
{
    char step[INDEX_BYTES];
    char *end = step + sizeof(step);
    char *start = put_index_before(end, index);
    size_t before = pointer->length;
    append(pointer, start, (size_t)(end - start));
    return before;
}

static_assert(sizeof(((struct hp_pointer_tail *)NULL)->text) == ROOM, "what fits there is not cut");

bool hp_pointer_tail_name(struct hp_pointer_tail *tail, struct hp_slice name)
{
    if (name.len >= tail->begin || !is_ordinary(name)) {
        return false;
    }
    tail->begin -= name.len;
    hp_word_copy(tail->text + tail->begin, name.at, name.len);
    tail->text[--tail->begin] = '/';
    return true;
}

bool hp_pointer_tail_index(struct hp_pointer_tail *tail, size_t index)
{
    if (tail->begin < INDEX_BYTES) {
        return false;
    }
    tail->begin = (size_t)(put_index_before(tail->text + tail->begin, index) - tail->text);
    return true;
}

void hp_pointer_pop(struct hp_pointer *pointer, size_t length)
{
    pointer->length = length;
    pointer->text[length] = '\0';
}

/* True when `token`, with ~0 for ~ and ~1 for /, spells `name`. A ~ before anything else is an
 * error (RFC 6901 3) and spells nothing. */
static bool token_spells(struct hp_slice token, struct hp_slice name)
{
    size_t n = 0;
    for (size_t i = 0; i < token.len; i++, n++) {
        char c = token.at[i];
        if (c == '~') {
            i++;
            if (i == token.len || (token.at[i] != '0' && token.at[i] != '1')) {
                return false;
            }
            c = token.at[i] == '0' ? '~' : '/';
        }
        if (n == name.len || name.at[n] != c) {
            return false;
        }
    }
    return n == name.len;
}

static const struct hp_json *member_at(const struct hp_json *object, struct hp_slice token)
{
    const struct hp_json *member = hp_json_first(object);
    while (member != NULL && !token_spells(token, hp_json_name(member))) {
        member = hp_json_next(member);
    }
    return member;
}

static const struct hp_json *element_at(const struct hp_json *array, struct hp_slice token)
{
    if (token.len == 0 || token.len > 18 || (token.len > 1 && token.at[0] == '0')) {
        return NULL; /* an index of 19 digits is past every array */
    }
    uint64_t index = 0;
    for (size_t i = 0; i < token.len; i++) {
        if (token.at[i] < '0' || token.at[i] > '9') {
            return NULL;
        }
        index = index * 10 + (uint64_t)(token.at[i] - '0');
    }
    const struct hp_json *element = hp_json_first(array);
    for (; element != NULL && index > 0; index--) {
        element = hp_json_next(element);
    }
    return element;
}

const struct hp_json *hp_pointer_resolve(const struct hp_json *root, struct hp_slice pointer)
{
    const struct hp_json *value = root;
    while (value != NULL && pointer.len > 0) {
        if (pointer.at[0] != '/') {
            return NULL;
        }
        struct hp_slice token = {pointer.at + 1, 0};
        while (token.len < pointer.len - 1 && token.at[token.len] != '/') {
            token.len++;
        }
        value =
            hp_json_is(value, HP_JSON_ARRAY) ? element_at(value, token) : member_at(value, token);
        pointer.at += 1 + token.len;
        pointer.len -= 1 + token.len;
    }
    return value;
}
