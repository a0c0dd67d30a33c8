/* Why: a few dozen rows send requests that no HTTP library can write, each alike but for one place.
 * This file is the one reader of their scripts; it must not know what is wrong in any of them. */
#include "cases/raw_request.h"

#include <assert.h>
#include <stdlib.h>

#include "cases/raw_text.h"

enum {
    STEPS_MAX = 32,
    WORD_BYTES_MAX = 24,
    PAD_BLOCK_BYTES = 64 * 1024,              /* repeated, so that padding needs no memory */
    RUN_BYTES_MAX = HP_REQUEST_BODY_BYTES_MAX /* of one step */
};

struct script {
    struct hp_build *build;
    const struct hp_raw_extra *extra;
    struct hp_slice body;
    struct hp_buf run; /* bytes that wait for the end of their step */
    bool dripping;     /* they go out one at a time ... */
    uint32_t drip_ms;  /* ... so far apart */
    struct hp_step steps[STEPS_MAX];
    size_t count;
};

static void add_step(struct script *script, struct hp_step step)
{
    assert(script->count < STEPS_MAX && "a script has few steps");
    script->steps[script->count++] = step;
}

/* Ends the run of bytes that is being gathered. */
static void flush(struct script *script)
{
    script->build->failed = script->build->failed || script->run.failed;
    if (script->run.length > 0) {
        add_step(script, (struct hp_step){
                             .kind = script->dripping ? HP_STEP_DRIP : HP_STEP_SEND,
                             .bytes = hp_raw_copy(script->build, hp_buf_view(&script->run)),
                             .pause_ms = script->drip_ms,
                         });
    }
    hp_buf_clear(&script->run);
}

static void act(struct script *script, enum hp_step_kind kind, uint32_t pause_ms)
{
    flush(script);
    add_step(script, (struct hp_step){.kind = kind, .pause_ms = pause_ms});
}

static void play(struct script *script, struct hp_slice text);

static void put(struct script *script, const char *text)
{
    play(script, hp_slice_of(text));
}

/* ---- the words ---- */

static void put_method(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_slice(&script->run, script->build->method);
}

static void put_target(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_slice(&script->run, script->build->target);
}

static void put_line(struct script *script, int64_t number)
{
    (void)number;
    put(script, "{method} {target} HTTP/1.1\r\n");
}

static void put_scheme(struct script *script, int64_t number)
{
    (void)number;
    act(script, HP_STEP_SCHEME, 0);
}

static void put_host(struct script *script, int64_t number)
{
    (void)number;
    act(script, HP_STEP_HOST, 0);
}

static void put_host_line(struct script *script, int64_t number)
{
    (void)number;
    put(script, "Host: {host}\r\n");
}

static void put_fields(struct script *script, int64_t number)
{
    const struct hp_build *build = script->build;
    (void)number;
    for (size_t i = 0; i < build->field_count; i++) {
        hp_buf_slice(&script->run, build->fields[i].name);
        hp_buf_text(&script->run, ": ");
        hp_buf_slice(&script->run, build->fields[i].value);
        hp_buf_text(&script->run, "\r\n");
    }
}

static void put_head(struct script *script, int64_t number)
{
    (void)number;
    put(script, "{line}{host-line}{fields}");
}

static void put_length(struct script *script, int64_t number)
{
    hp_buf_u64(&script->run, (uint64_t)((int64_t)script->body.len + number));
}

static void put_hex(struct script *script, int64_t number)
{
    hp_buf_printf(&script->run, "%llx", (unsigned long long)((int64_t)script->body.len + number));
}

static void put_length_line(struct script *script, int64_t number)
{
    (void)number;
    put(script, "Content-Length: {length}\r\n");
}

/* 2^64 is 18446744073709551616: the sum shows in the last five digits of a body of this size. */
static void put_wrapped(struct script *script, int64_t number)
{
    enum { LAST_DIGITS = 51616, LENGTH_MAX = 99999 - LAST_DIGITS };
    (void)number;
    assert(script->body.len <= LENGTH_MAX);
    hp_buf_text(&script->run, "184467440737095");
    hp_buf_u64(&script->run, LAST_DIGITS + script->body.len);
}

static void put_wrapped_hex(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_char(&script->run, '1');
    hp_buf_hex(&script->run, script->body.len, 16);
}

static void put_body(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_slice(&script->run, script->body);
}

static size_t half_length(const struct script *script)
{
    return script->body.len / 2;
}

static void put_half(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_append(&script->run, script->body.at, half_length(script));
}

static void put_rest(struct script *script, int64_t number)
{
    size_t half = half_length(script);
    (void)number;
    hp_buf_append(&script->run, script->body.at + half, script->body.len - half);
}

static void put_half_length(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_u64(&script->run, half_length(script));
}

static void put_chunk(struct script *script, int64_t number)
{
    (void)number;
    put(script, "{hex}\r\n{body}\r\n");
}

static void put_last(struct script *script, int64_t number)
{
    (void)number;
    put(script, "0\r\n\r\n");
}

static void put_chunked_length(struct script *script, int64_t number)
{
    (void)number;
    size_t digits = 1;
    for (size_t rest = script->body.len >> 4; rest > 0; rest >>= 4) {
        digits++;
    }
    hp_buf_u64(&script->run, digits + 2 + script->body.len + 2 + strlen("0\r\n\r\n"));
}

static void put_other(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_slice(&script->run, script->extra->other);
}

static void put_other_length(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_u64(&script->run, script->extra->other.len);
}

static void put_before(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_append(&script->run, script->body.at, script->extra->split);
}

static void put_after(struct script *script, int64_t number)
{
    size_t split = script->extra->split;
    (void)number;
    hp_buf_append(&script->run, script->body.at + split, script->body.len - split);
}

static void put_padded_length(struct script *script, int64_t number)
{
    (void)number;
    hp_buf_u64(&script->run, script->body.len + script->extra->pad_bytes);
}

static void put_pad(struct script *script, int64_t number)
{
    (void)number;
    flush(script);
    uint64_t blocks = script->extra->pad_bytes / PAD_BLOCK_BYTES;
    size_t left = (size_t)(script->extra->pad_bytes % PAD_BLOCK_BYTES);
    char *block = hp_arena_take(&script->build->arena, PAD_BLOCK_BYTES);
    if (block == NULL) {
        script->build->failed = true;
        return;
    }
    memset(block, script->extra->pad, PAD_BLOCK_BYTES);
    if (blocks > 0) {
        add_step(script, (struct hp_step){.kind = HP_STEP_SEND,
                                          .bytes = {block, PAD_BLOCK_BYTES},
                                          .repeat = (uint32_t)blocks});
    }
    if (left > 0) {
        add_step(script, (struct hp_step){.kind = HP_STEP_SEND, .bytes = {block, left}});
    }
}

static void begin_drip(struct script *script, int64_t number)
{
    flush(script);
    script->dripping = true;
    script->drip_ms = (uint32_t)number;
}

static void end_drip(struct script *script, int64_t number)
{
    (void)number;
    flush(script);
    script->dripping = false;
    script->drip_ms = 0;
}

static void do_pause(struct script *script, int64_t number)
{
    act(script, HP_STEP_PAUSE, (uint32_t)number);
}

static void do_await(struct script *script, int64_t number)
{
    (void)number;
    act(script, HP_STEP_AWAIT, 0);
}

static void do_finish(struct script *script, int64_t number)
{
    (void)number;
    act(script, HP_STEP_FINISH, 0);
}

static void do_reset(struct script *script, int64_t number)
{
    (void)number;
    act(script, HP_STEP_RESET, 0);
}

static const struct word {
    const char *name;
    void (*apply)(struct script *script, int64_t number);
} words[] = {
    {"method", put_method},
    {"target", put_target},
    {"line", put_line},
    {"scheme", put_scheme},
    {"host", put_host},
    {"host-line", put_host_line},
    {"fields", put_fields},
    {"head", put_head},
    {"length", put_length},
    {"hex", put_hex},
    {"length-line", put_length_line},
    {"wrapped", put_wrapped},
    {"wrapped-hex", put_wrapped_hex},
    {"body", put_body},
    {"half", put_half},
    {"rest", put_rest},
    {"half-length", put_half_length},
    {"chunk", put_chunk},
    {"last", put_last},
    {"chunked-length", put_chunked_length},
    {"other", put_other},
    {"other-length", put_other_length},
    {"before", put_before},
    {"after", put_after},
    {"pad", put_pad},
    {"padded-length", put_padded_length},
    {"drip", begin_drip},
    {"end", end_drip},
    {"pause", do_pause},
    {"await", do_await},
    {"finish", do_finish},
    {"reset", do_reset},
};

/* `text` is what stands between the braces: a name, or a name, a colon and a number. */
static void apply(struct script *script, struct hp_slice text)
{
    char word[WORD_BYTES_MAX] = {0};
    assert(text.len < sizeof(word));
    memcpy(word, text.at, text.len);
    char *colon = strchr(word, ':');
    int64_t number = 0;
    if (colon != NULL) {
        *colon = '\0';
        number = strtol(colon + 1, NULL, 10);
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i].name, word) == 0) {
            words[i].apply(script, number);
            return;
        }
    }
    assert(false && "a word that scripts have");
}

/* A few words are scripts of their own; they go two levels deep. */
static void play(struct script *script, struct hp_slice text)
{
    while (text.len > 0) {
        const char *brace = memchr(text.at, '{', text.len);
        size_t plain = brace == NULL ? text.len : (size_t)(brace - text.at);
        hp_buf_append(&script->run, text.at, plain);
        text.at += plain;
        text.len -= plain;
        if (brace == NULL) {
            return;
        }
        const char *end = memchr(text.at, '}', text.len);
        assert(end != NULL && "a word ends in its script");
        size_t length = (size_t)(end - text.at);
        apply(script, (struct hp_slice){text.at + 1, length - 1});
        text.at += length + 1;
        text.len -= length + 1;
    }
}

void hp_raw_request(struct hp_build *build, struct hp_slice text, const struct hp_raw_extra *extra)
{
    static const struct hp_raw_extra nothing;
    struct script script = {
        .build = build,
        .extra = extra == NULL ? &nothing : extra,
        .body = build->body_replaced ? build->body : hp_draft_text(&build->draft),
    };
    hp_buf_init(&script.run, RUN_BYTES_MAX);
    play(&script, text);
    flush(&script);
    hp_buf_deinit(&script.run);
    hp_build_steps(build, script.steps, script.count);
}

bool hp_raw_scripted(struct hp_build *build, const char *where, const struct hp_raw_script *scripts,
                     size_t count, size_t index)
{
    if (index >= count) {
        return false;
    }
    hp_instance_at(build, where, "%s", scripts[index].name);
    hp_why(build, "%s", scripts[index].why);
    hp_raw_request(build, scripts[index].text, NULL);
    return true;
}
