/* The answer to a body that is refused. Must not show values of the request: what a caller sent can
 * be a secret or an attack, and neither belongs into an error. */
#include "harness/service/problems.h"

#include <stdio.h>

#include "harness/base/word.h"
#include "harness/json/encode.h"

enum {
    FIELD_FRAME_BYTES = 40, /* {"pointer":"","message":""}, and to spare */
    ERROR_FRAME_BYTES = 200 /* all around the fields, without the first one's words */
};

void hp_problems_init(struct hp_problems *problems, struct hp_arena *arena)
{
    *problems = (struct hp_problems){.arena = arena};
}

void hp_problems_add(struct hp_problems *problems, struct hp_slice pointer, struct hp_slice message)
{
    if (problems->items == NULL) {
        problems->items =
            hp_arena_take(problems->arena, HP_VIOLATIONS_MAX * sizeof(problems->items[0]));
    }
    if (problems->items == NULL) {
        problems->failed = true;
    } else if (problems->count < HP_VIOLATIONS_MAX) {
        problems->items[problems->count++] = (struct hp_problem){pointer, message};
    }
}

void hp_problems_add_at(struct hp_problems *problems, const struct hp_pointer *pointer,
                        struct hp_slice message)
{
    struct hp_slice copy =
        hp_arena_copy(problems->arena, (struct hp_slice){pointer->text, pointer->length});
    if (copy.at == NULL) {
        problems->failed = true;
    } else {
        hp_problems_add(problems, copy, message);
    }
}

/* A buffer on arena memory: it cannot grow, so it never reaches for the heap. */
static bool arena_buf(struct hp_arena *arena, size_t bytes, struct hp_buf *buf)
{
    char *memory = hp_arena_take(arena, bytes + 1);
    *buf = (struct hp_buf){.bytes = memory, .capacity = bytes, .bytes_max = bytes};
    return memory != NULL;
}

static struct hp_slice finished(const struct hp_buf *buf)
{
    return buf->failed ? (struct hp_slice){NULL, 0} : hp_buf_view(buf);
}

/* Room for the whole body: the first problem stands in the message too. */
static size_t body_bytes(const struct hp_problems *problems, struct hp_slice code)
{
    size_t bytes = ERROR_FRAME_BYTES + code.len;
    for (size_t i = 0; i < problems->count; i++) {
        size_t text = problems->items[i].pointer.len + problems->items[i].message.len;
        bytes += (text * HP_JSON_ESCAPE_BYTES + FIELD_FRAME_BYTES) * (i == 0 ? 2 : 1);
    }
    return bytes;
}

/* A literal, whose length the compiler knows. */
#define PUT(out, literal) put((out), (literal), sizeof(literal) - 1)

static inline __attribute__((always_inline)) char *put(char *out, const char *text, size_t count)
{
    memcpy(out, text, count);
    return out + count;
}

static inline char *put_run(char *out, struct hp_slice text)
{
    hp_word_copy(out, text.at, text.len);
    return out + text.len;
}

static char *put_number(char *out, size_t number)
{
    char digits[24];
    int count = snprintf(digits, sizeof(digits), "%zu", number);
    return put(out, digits, (size_t)count);
}

/* The string without its quotes: a place before `out` is written over. */
static inline char *put_escaped(char *out, struct hp_slice text)
{
    char before = out[-1];
    char *end = hp_json_put_string(out - 1, text);
    out[-1] = before;
    return end - 1;
}

/* {"error":{"code":"CODE","message":"POINTER MESSAGE (and 2 more)","fields":[{"pointer":"POINTER",
 * "message":"MESSAGE"}. Pointer and message are escaped once; what stands between them in the
 * first place is no character of either. */
static char *put_first(char *out, const struct hp_problems *problems, struct hp_slice code)
{
    const struct hp_problem *first = &problems->items[0];
    out = PUT(out, "{\"error\":{\"code\":\"");
    out = put(out, code.at, code.len);
    out = PUT(out, "\",\"message\":\"");
    struct hp_slice pointer = {out, 0};
    if (first->pointer.len > 0) {
        out = put_escaped(out, first->pointer);
        pointer.len = (size_t)(out - pointer.at);
    } else {
        out = PUT(out, "the body");
    }
    *out++ = ' ';
    struct hp_slice message = {out, 0};
    out = put_escaped(out, first->message);
    message.len = (size_t)(out - message.at);
    if (problems->count > 1) {
        out = PUT(out, " (and ");
        out = put_number(out, problems->count - 1);
        out = PUT(out, " more)");
    }
    out = PUT(out, "\",\"fields\":[{\"pointer\":\"");
    out = put_run(out, pointer);
    out = PUT(out, "\",\"message\":\"");
    out = put_run(out, message);
    return PUT(out, "\"}");
}

struct hp_slice hp_problems_body(const struct hp_problems *problems, struct hp_slice code)
{
    char *memory = hp_arena_take(problems->arena, body_bytes(problems, code));
    if (memory == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    char *out = put_first(memory, problems, code);
    for (size_t i = 1; i < problems->count; i++) {
        out = PUT(out, ",{\"pointer\":");
        out = hp_json_put_string(out, problems->items[i].pointer);
        out = PUT(out, ",\"message\":");
        out = hp_json_put_string(out, problems->items[i].message);
        out = PUT(out, "}");
    }
    out = PUT(out, "]}}");
    return (struct hp_slice){memory, (size_t)(out - memory)};
}

struct hp_slice hp_problem_body(struct hp_arena *arena, const char *code, const char *message)
{
    struct hp_buf body;
    if (!arena_buf(arena, ERROR_FRAME_BYTES + strlen(message) * HP_JSON_ESCAPE_BYTES, &body)) {
        return (struct hp_slice){NULL, 0};
    }
    hp_buf_text(&body, "{\"error\":{\"code\":\"");
    hp_buf_text(&body, code);
    hp_buf_text(&body, "\",\"message\":");
    hp_json_encode_string(&body, hp_slice_of(message));
    hp_buf_text(&body, "}}");
    return finished(&body);
}

struct hp_slice hp_problem_syntax_body(struct hp_arena *arena, const struct hp_json_scan *scan)
{
    struct hp_slice want = hp_slice_of(scan->want);
    char *memory = hp_arena_take(arena, ERROR_FRAME_BYTES + want.len * HP_JSON_ESCAPE_BYTES);
    if (memory == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    char *out = PUT(memory, "{\"error\":{\"code\":\"malformed-json\","
                            "\"message\":\"the body is not JSON: offset ");
    out = put_number(out, scan->offset);
    out = PUT(out, ": want ");
    out = put_escaped(out, want);
    out = PUT(out, "\"}}");
    return (struct hp_slice){memory, (size_t)(out - memory)};
}
