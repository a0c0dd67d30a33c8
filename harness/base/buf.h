/* A byte buffer that grows up to a maximum it was given at the start.
 *
 * Failure is sticky: once memory or the maximum refuses, further appends do nothing and `failed`
 * stays set, so a writer appends freely and asks once at its end. Content is bytes, NUL included.
 */
#ifndef HP_BASE_BUF_H
#define HP_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/slice.h"

struct hp_buf {
    char *bytes; /* NULL until the first append */
    size_t length;
    size_t capacity;
    size_t bytes_max;
    bool failed;
};

void hp_buf_init(struct hp_buf *buf, size_t bytes_max);
void hp_buf_deinit(struct hp_buf *buf);

/* Length 0 and not failed; the memory is kept. */
static inline void hp_buf_clear(struct hp_buf *buf)
{
    buf->length = 0;
    buf->failed = false;
}

/* The slow half of hp_buf_reserve: there is no room yet. */
bool hp_buf_grow(struct hp_buf *buf, size_t extra) __attribute__((cold));

/* Room for `extra` more bytes; false (and failed) when refused. */
static inline bool hp_buf_reserve(struct hp_buf *buf, size_t extra)
{
    return (extra <= buf->capacity - buf->length && !buf->failed) || hp_buf_grow(buf, extra);
}

void hp_buf_append_run(struct hp_buf *buf, const void *bytes, size_t count);

/* Here and not in buf.c, because every text of the program is made of these four, and what they
 * append is often a literal, whose length the compiler knows. */
static inline void hp_buf_append(struct hp_buf *buf, const void *bytes, size_t count)
{
    if (!__builtin_constant_p(count)) {
        hp_buf_append_run(buf, bytes, count);
    } else if (count > 0 && hp_buf_reserve(buf, count)) {
        memcpy(buf->bytes + buf->length, bytes, count);
        buf->length += count;
    }
}

static inline void hp_buf_slice(struct hp_buf *buf, struct hp_slice text)
{
    hp_buf_append(buf, text.at, text.len);
}

static inline void hp_buf_text(struct hp_buf *buf, const char *text)
{
    hp_buf_append(buf, text, strlen(text));
}

static inline void hp_buf_char(struct hp_buf *buf, char c)
{
    if (hp_buf_reserve(buf, 1)) {
        buf->bytes[buf->length++] = c;
    }
}

void hp_buf_repeat(struct hp_buf *buf, char c, size_t count);
void hp_buf_u64(struct hp_buf *buf, uint64_t value);
/* `digits` lower-case hexadecimal digits, leading zeros kept, 16 at most. */
void hp_buf_hex(struct hp_buf *buf, uint64_t value, unsigned digits);
void hp_buf_printf(struct hp_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for a format without other conversions than %s, %.*s, %c, %u, %zu and %%, as most are,
 * without the printf of the C library, which takes ten times as long. False, with nothing appended,
 * for any other format; `args` is used up either way. */
bool hp_buf_print_simple(struct hp_buf *buf, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Replaces `count` bytes at `offset` by `with`. The range must lie inside the content; `with` must
 * not point into the buffer. */
void hp_buf_splice(struct hp_buf *buf, size_t offset, size_t count, struct hp_slice with);

/* The content, borrowed until the next change. */
static inline struct hp_slice hp_buf_view(const struct hp_buf *buf)
{
    return (struct hp_slice){buf->bytes == NULL ? "" : buf->bytes, buf->length};
}

/* The content with a NUL behind it (not counted in length); "" when failed or empty. */
const char *hp_buf_cstr(struct hp_buf *buf);

#endif
