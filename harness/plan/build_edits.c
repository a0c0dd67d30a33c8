/* What an instance function does to a request outside of the draft: header fields, the body as a
 * whole, steps, and texts to put there. Must not know what rows want with it. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "harness/plan/build.h"

enum { SHORT_TEXT_BYTES = 512 /* of hp_build_text: nearly all are shorter */ };

void hp_build_field_add(struct hp_build *build, struct hp_slice name, struct hp_slice value)
{
    assert(build->field_count < HP_BUILD_FIELDS_MAX);
    build->fields[build->field_count++] = (struct hp_field){name, value};
}

void hp_build_field_set(struct hp_build *build, struct hp_slice name, struct hp_slice value)
{
    for (size_t i = 0; i < build->field_count; i++) {
        if (hp_slice_equal_ignoring_case(build->fields[i].name, name)) {
            build->fields[i] = (struct hp_field){name, value};
            return;
        }
    }
    hp_build_field_add(build, name, value);
}

void hp_build_field_remove(struct hp_build *build, struct hp_slice name)
{
    size_t kept = 0;
    for (size_t i = 0; i < build->field_count; i++) {
        if (!hp_slice_equal_ignoring_case(build->fields[i].name, name)) {
            build->fields[kept++] = build->fields[i];
        }
    }
    build->field_count = kept;
}

void hp_build_body(struct hp_build *build, struct hp_slice bytes)
{
    /* A body that came from a refused allocation is not an empty body. */
    build->failed = build->failed || bytes.at == NULL;
    build->body = bytes;
    build->body_replaced = true;
    build->has_body = true;
}

void hp_build_steps(struct hp_build *build, const struct hp_step *steps, size_t count)
{
    struct hp_step *copy = hp_arena_take(&build->arena, count * sizeof(*copy));
    if (copy == NULL) {
        build->failed = true;
        return;
    }
    memcpy(copy, steps, count * sizeof(*copy));
    build->steps = copy;
    build->step_count = count;
}

/* Any text: its length has to be known first. */
__attribute__((format(printf, 2, 0))) static struct hp_slice
print_text(struct hp_build *build, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = length < 0 ? NULL : hp_arena_take(&build->arena, (size_t)length + 1);
    if (text != NULL) {
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    if (text == NULL) {
        build->failed = true;
        return HP_SLICE("");
    }
    return (struct hp_slice){text, (size_t)length};
}

struct hp_slice hp_build_text(struct hp_build *build, const char *format, ...)
{
    char memory[SHORT_TEXT_BYTES];
    struct hp_buf text = {.bytes = memory, .capacity = sizeof(memory), .bytes_max = sizeof(memory)};
    va_list args;
    va_start(args, format);
    bool done = hp_buf_print_simple(&text, format, args) && !text.failed;
    va_end(args);
    if (done) {
        struct hp_slice copy = hp_arena_copy(&build->arena, hp_buf_view(&text));
        build->failed = build->failed || copy.at == NULL;
        return copy.at == NULL ? HP_SLICE("") : copy;
    }
    va_start(args, format);
    struct hp_slice printed = print_text(build, format, args);
    va_end(args);
    return printed;
}

struct hp_build_memo *hp_build_memo(struct hp_build *build)
{
    struct hp_build_memo *memo = &build->memo;
    const struct hp_contract *contract = build->contract;
    if (memo->row != build->row || memo->contract != contract ||
        memo->contract_hash != contract->hash) {
        memo->row = build->row;
        memo->contract = contract;
        memo->contract_hash = contract->hash;
        memo->count = 0;
    }
    return memo;
}

void hp_build_memo_add(struct hp_build_memo *memo, uint32_t instances, uint32_t mark)
{
    size_t part = memo->count;
    assert(part < HP_BUILD_MEMO_MAX);
    memo->ends[part] = (part == 0 ? 0 : memo->ends[part - 1]) + instances;
    memo->marks[part] = mark;
    memo->count = part + 1;
}

bool hp_build_memo_find(const struct hp_build_memo *memo, size_t *index, size_t *part)
{
    size_t low = 0;
    size_t high = memo->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memo->ends[middle] <= *index) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == memo->count) {
        return false;
    }
    *index -= low == 0 ? 0 : memo->ends[low - 1];
    *part = low;
    return true;
}

unsigned hp_build_memo_bit(uint32_t mark, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        mark &= mark - 1;
    }
    assert(mark != 0);
    return (unsigned)__builtin_ctz(mark);
}

void hp_build_rewrite(struct hp_build *build, const struct hp_content *content)
{
    build->content = *content;
    build->body_replaced = false;
    build->has_body = true;
    hp_draft_write(&build->draft, build->contract, &build->content);
}
