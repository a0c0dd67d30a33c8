/* The answer to a body that is refused. Must not show values of the request: what a caller sent can
 * be a secret or an attack, and neither belongs into an error. */
#include "harness/service/problems.h"

#include "harness/json/encode.h"

enum {
    ESCAPED_BYTES_MAX = 6,  /* \u00xx for one byte */
    FIELD_FRAME_BYTES = 40, /* {"pointer":"","message":""}, and to spare */
    ERROR_FRAME_BYTES = 200
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
    if (problems->items == NULL || problems->count == HP_VIOLATIONS_MAX) {
        problems->failed = problems->failed || problems->items == NULL;
        return;
    }
    struct hp_slice copy = hp_arena_copy(problems->arena, pointer);
    if (copy.at == NULL) {
        problems->failed = true;
        return;
    }
    problems->items[problems->count++] = (struct hp_problem){copy, message};
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

static size_t body_bytes(const struct hp_problems *problems)
{
    size_t bytes = ERROR_FRAME_BYTES;
    for (size_t i = 0; i < problems->count; i++) {
        size_t text = problems->items[i].pointer.len + problems->items[i].message.len;
        /* The first one stands in the message too. */
        bytes += (text * ESCAPED_BYTES_MAX + FIELD_FRAME_BYTES) * (i == 0 ? 2 : 1);
    }
    return bytes;
}

struct hp_slice hp_problems_body(const struct hp_problems *problems, const char *code)
{
    const struct hp_problem *first = &problems->items[0];
    size_t line_bytes = first->pointer.len + first->message.len + ERROR_FRAME_BYTES;
    struct hp_buf line;
    struct hp_buf body;
    if (!arena_buf(problems->arena, line_bytes, &line) ||
        !arena_buf(problems->arena, body_bytes(problems), &body)) {
        return (struct hp_slice){NULL, 0};
    }
    hp_buf_slice(&line, first->pointer.len == 0 ? HP_SLICE("the body") : first->pointer);
    hp_buf_char(&line, ' ');
    hp_buf_slice(&line, first->message);
    if (problems->count > 1) {
        hp_buf_printf(&line, " (and %zu more)", problems->count - 1);
    }
    hp_buf_text(&body, "{\"error\":{\"code\":\"");
    hp_buf_text(&body, code);
    hp_buf_text(&body, "\",\"message\":");
    hp_json_encode_string(&body, hp_buf_view(&line));
    hp_buf_text(&body, ",\"fields\":[");
    for (size_t i = 0; i < problems->count; i++) {
        hp_buf_text(&body, i == 0 ? "{\"pointer\":" : ",{\"pointer\":");
        hp_json_encode_string(&body, problems->items[i].pointer);
        hp_buf_text(&body, ",\"message\":");
        hp_json_encode_string(&body, problems->items[i].message);
        hp_buf_char(&body, '}');
    }
    hp_buf_text(&body, "]}}");
    return finished(&body);
}

struct hp_slice hp_problem_body(struct hp_arena *arena, const char *code, const char *message)
{
    struct hp_buf body;
    if (!arena_buf(arena, ERROR_FRAME_BYTES + strlen(message) * ESCAPED_BYTES_MAX, &body)) {
        return (struct hp_slice){NULL, 0};
    }
    hp_buf_text(&body, "{\"error\":{\"code\":\"");
    hp_buf_text(&body, code);
    hp_buf_text(&body, "\",\"message\":");
    hp_json_encode_string(&body, hp_slice_of(message));
    hp_buf_text(&body, "}}");
    return finished(&body);
}

struct hp_slice hp_problem_syntax_body(struct hp_arena *arena, const char *fault)
{
    char text[HP_ERROR_BYTES];
    (void)snprintf(text, sizeof(text), "the body is not JSON: %s", fault);
    return hp_problem_body(arena, "malformed-json", text);
}
