/* The few things that every fuzz target needs. Must not know any target or engine. */
#include "fuzz/fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* An input of libFuzzer's largest usual size, 1 MiB, makes trees of at most some 60 MiB. */
enum { FUZZ_ARENA_BYTES_MAX = 256 * 1024 * 1024, FUZZ_BUFFER_BYTES_MAX = 64 * 1024 * 1024 };

void hp_fuzz_broken(const char *oracle, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fprintf(stderr, "fuzz: %s: ", oracle);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    abort();
}

struct hp_arena *hp_fuzz_arena(void)
{
    static struct hp_arena arena;
    if (arena.bytes_max == 0) {
        hp_arena_init(&arena, FUZZ_ARENA_BYTES_MAX);
    }
    hp_arena_reset(&arena);
    return &arena;
}

struct hp_buf *hp_fuzz_buffer(unsigned number)
{
    static struct hp_buf buffers[HP_FUZZ_BUFFERS];
    struct hp_buf *buffer = &buffers[number];
    if (buffer->bytes_max == 0) {
        hp_buf_init(buffer, FUZZ_BUFFER_BYTES_MAX);
    }
    hp_buf_clear(buffer);
    return buffer;
}

const struct hp_contract *hp_fuzz_contract(void)
{
    static struct hp_contract *contract;
    struct hp_error error = {0};
    if (contract == NULL && hp_contract_open(NULL, &contract, &error) != HP_OK) {
        hp_fuzz_broken("contract", "the built-in contract does not load: %s", error.text);
    }
    return contract;
}

const struct hp_json *hp_fuzz_parse(struct hp_arena *arena, struct hp_slice text,
                                    struct hp_json_scan *scan)
{
    const struct hp_json *root = NULL;
    HP_FUZZ_HOLDS(hp_json_parse(arena, text, NULL, scan, &root) == HP_OK, "parse-status");
    struct hp_json_scan alone;
    bool valid = hp_json_scan(text, NULL, &alone);
    HP_FUZZ_HOLDS(valid == (root != NULL), "scan-parse-verdict");
    HP_FUZZ_HOLDS(alone.fault == scan->fault && alone.offset == scan->offset &&
                      alone.values == scan->values && alone.depth == scan->depth &&
                      (alone.traits | HP_JSON_DUPLICATE) == (scan->traits | HP_JSON_DUPLICATE),
                  "scan-parse-facts");
    HP_FUZZ_HOLDS(scan->offset <= text.len, "scan-offset");
    return root;
}

static bool same_node(const struct hp_json *a, const struct hp_json *b)
{
    return hp_json_type(a) == hp_json_type(b) && hp_json_size(a) == hp_json_size(b) &&
           hp_json_boolean(a) == hp_json_boolean(b) &&
           hp_slice_equal(hp_json_string(a), hp_json_string(b)) &&
           hp_slice_equal(hp_json_number(a), hp_json_number(b)) &&
           hp_slice_equal(hp_json_name(a), hp_json_name(b)) &&
           (hp_json_first(a) == NULL) == (hp_json_first(b) == NULL);
}

const struct hp_json *hp_fuzz_next(struct hp_fuzz_way *way, const struct hp_json *value)
{
    if (hp_json_first(value) != NULL) {
        HP_FUZZ_HOLDS(way->depth < HP_JSON_DEPTH_MAX, "tree-depth");
        way->open[way->depth++] = value;
        return hp_json_first(value);
    }
    while (way->depth > 0) {
        const struct hp_json *next = hp_json_next(value);
        if (next != NULL) {
            return next;
        }
        value = way->open[--way->depth];
    }
    return NULL;
}

bool hp_fuzz_identical(const struct hp_json *a, const struct hp_json *b)
{
    static struct hp_fuzz_way a_way, b_way;
    a_way.depth = b_way.depth = 0;
    while (a != NULL && b != NULL && same_node(a, b)) {
        a = hp_fuzz_next(&a_way, a);
        b = hp_fuzz_next(&b_way, b);
    }
    return a == NULL && b == NULL;
}
