/* The only file that knows PCRE2. Must not know schemas. */
#include "harness/contract/regex.h"

#include <stdint.h>
#include <stdio.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "harness/base/alloc.h"
#include "harness/base/word.h"
#include "harness/contract/automaton.h"

enum {
    /* Memory of one search by the interpreter, in KiB. */
    MATCH_HEAP_KIB_MAX = 32 * 1024,
};

struct hp_regex {
    pcre2_code *code;
    pcre2_match_context *limits;
    bool compiled;                  /* to machine code */
    struct hp_automaton *automaton; /* for ASCII texts; NULL when the pattern is none for it */
};

static void *context_malloc(size_t bytes, void *unused)
{
    (void)unused;
    return hp_malloc(bytes);
}

static void context_free(void *memory, void *unused)
{
    (void)unused;
    hp_free(memory);
}

/* Rewrites the forms of tree.h that are not UTF-8: C0 80 becomes a NUL byte, ED A0 80 to ED BF BF
 * becomes EF BF BD (U+FFFD). Never longer than the text. */
static size_t make_utf8(struct hp_slice text, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        unsigned char next = i + 1 < text.len ? (unsigned char)text.at[i + 1] : 0;
        if (byte == 0xC0 && next == 0x80) {
            out[length++] = '\0';
            i += 1;
        } else if (byte == 0xED && next >= 0xA0 && text.len - i >= 3) {
            memcpy(out + length, "\xEF\xBF\xBD", 3);
            length += 3;
            i += 2;
        } else {
            out[length++] = text.at[i];
        }
    }
    return length;
}

static pcre2_code *compile(struct hp_slice pattern, pcre2_general_context *general, int *code)
{
    static const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
                                    PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
    pcre2_compile_context *context = pcre2_compile_context_create(general);
    if (context == NULL) {
        *code = PCRE2_ERROR_NOMEMORY;
        return NULL;
    }
    (void)pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALT_BSUX);
    (void)pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    PCRE2_SIZE offset;
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len, options, code, &offset, context);
    pcre2_compile_context_free(context);
    return compiled;
}

static enum hp_status compile_into(struct hp_regex *regex, struct hp_slice pattern, char *message,
                                   size_t message_bytes)
{
    pcre2_general_context *general =
        pcre2_general_context_create(context_malloc, context_free, NULL);
    char *utf8 = hp_malloc(pattern.len);
    int code = PCRE2_ERROR_NOMEMORY;
    if (general != NULL && utf8 != NULL) {
        struct hp_slice source = {utf8, make_utf8(pattern, utf8)};
        regex->code = compile(source, general, &code);
        regex->limits = pcre2_match_context_create(general);
    }
    hp_free(utf8);
    pcre2_general_context_free(general);
    if (regex->code == NULL && code != PCRE2_ERROR_NOMEMORY && code != PCRE2_ERROR_HEAP_FAILED) {
        if (pcre2_get_error_message(code, (PCRE2_UCHAR *)message, message_bytes) < 0) {
            (void)snprintf(message, message_bytes, "error %d", code);
        }
        return HP_ERR_USAGE;
    }
    if (regex->code == NULL || regex->limits == NULL) {
        return HP_ERR_NOMEM;
    }
    (void)pcre2_set_match_limit(regex->limits, HP_REGEX_STEPS_MAX);
    (void)pcre2_set_heap_limit(regex->limits, MATCH_HEAP_KIB_MAX);
    /* Where machine code is not allowed the interpreter does the work, only slower. */
    regex->compiled = pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE) == 0;
    return HP_OK;
}

/* Most patterns of schemas are sequences of classes, for which a table is faster than any engine.
 */
static enum hp_status make_automaton(struct hp_regex *regex, struct hp_slice pattern)
{
    struct hp_regular regular;
    return hp_regular_read(pattern, &regular) ? hp_automaton_new(&regular, &regex->automaton)
                                              : HP_OK;
}

enum hp_status hp_regex_new(struct hp_slice pattern, struct hp_regex **out, char *message,
                            size_t message_bytes)
{
    *out = NULL;
    struct hp_regex *regex = hp_calloc(1, sizeof(*regex));
    if (regex == NULL) {
        return HP_ERR_NOMEM;
    }
    enum hp_status status = compile_into(regex, pattern, message, message_bytes);
    if (status == HP_OK) {
        status = make_automaton(regex, pattern);
    }
    if (status != HP_OK) {
        hp_regex_free(regex);
        return status;
    }
    *out = regex;
    return HP_OK;
}

void hp_regex_free(struct hp_regex *regex)
{
    if (regex != NULL) {
        pcre2_code_free(regex->code);
        pcre2_match_context_free(regex->limits);
        hp_automaton_free(regex->automaton);
        hp_free(regex);
    }
}

static bool is_utf8_error(int code)
{
    return code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21;
}

static int match(const struct hp_regex *regex, struct hp_slice text, pcre2_match_data *data)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.len == 0 ? "" : text.at);
    int code = pcre2_match(regex->code, subject, text.len, 0, 0, data, regex->limits);
    if (code == PCRE2_ERROR_JIT_STACKLIMIT) {
        /* Machine code uses a small fixed stack; the interpreter has the heap up to its limit. */
        code = pcre2_match(regex->code, subject, text.len, 0, PCRE2_NO_JIT, data, regex->limits);
    }
    return code;
}

static void *arena_malloc(size_t bytes, void *arena)
{
    return hp_arena_take(arena, bytes);
}

static void arena_free(void *memory, void *arena)
{
    (void)memory;
    (void)arena;
}

static bool is_ascii(struct hp_slice text)
{
    uint64_t bits = 0;
    size_t i = 0;
    for (; i + 8 <= text.len; i += 8) {
        bits |= hp_word_u64(text.at + i);
    }
    for (; i < text.len; i++) {
        bits |= (unsigned char)text.at[i];
    }
    return (bits & UINT64_C(0x8080808080808080)) == 0;
}

/* Where it matched is of no interest: one pair of offsets, the least PCRE2 takes. */
static pcre2_match_data *match_data(struct hp_arena *arena, struct hp_regex_room *room)
{
    if (room->match_data == NULL) {
        pcre2_general_context *general =
            pcre2_general_context_create(arena_malloc, arena_free, arena);
        room->match_data = general == NULL ? NULL : pcre2_match_data_create(1, general);
    }
    return room->match_data;
}

/* The way of ordinary texts: straight to the machine code, which does not look whether the text is
 * UTF-8 (ASCII is). PCRE2_ERROR_JIT_STACKLIMIT when it has to be done the long way. */
static int match_ascii(const struct hp_regex *regex, struct hp_slice text, struct hp_arena *arena,
                       struct hp_regex_room *room)
{
    pcre2_match_data *data = match_data(arena, room);
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.len == 0 ? "" : text.at);
    return data == NULL
               ? PCRE2_ERROR_NOMEMORY
               : pcre2_jit_match(regex->code, subject, text.len, 0, 0, data, regex->limits);
}

static int search(const struct hp_regex *regex, struct hp_slice text, struct hp_arena *arena)
{
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(regex->code, NULL);
    if (data == NULL) {
        return PCRE2_ERROR_NOMEMORY;
    }
    int code = match(regex, text, data);
    if (is_utf8_error(code)) {
        char *utf8 = hp_arena_take(arena, text.len);
        code = utf8 == NULL ? PCRE2_ERROR_NOMEMORY
                            : match(regex, (struct hp_slice){utf8, make_utf8(text, utf8)}, data);
    }
    pcre2_match_data_free(data);
    return code;
}

enum hp_regex_result hp_regex_search(const struct hp_regex *regex, struct hp_slice text,
                                     struct hp_arena *arena, struct hp_regex_room *room)
{
    if (regex->automaton != NULL) {
        enum hp_automaton_result result = hp_automaton_search(regex->automaton, text);
        if (result != HP_AUTOMATON_FOREIGN) {
            return result == HP_AUTOMATON_MATCH ? HP_REGEX_MATCH : HP_REGEX_NO_MATCH;
        }
    }
    int code = PCRE2_ERROR_JIT_STACKLIMIT;
    if (regex->compiled && is_ascii(text)) {
        code = match_ascii(regex, text, arena, room);
    }
    if (code == PCRE2_ERROR_JIT_STACKLIMIT) {
        code = search(regex, text, arena);
    }
    if (code >= 0) {
        return HP_REGEX_MATCH;
    }
    if (code == PCRE2_ERROR_NOMEMORY) {
        return HP_REGEX_NOMEM;
    }
    return code == PCRE2_ERROR_NOMATCH || is_utf8_error(code) ? HP_REGEX_NO_MATCH : HP_REGEX_LIMIT;
}
