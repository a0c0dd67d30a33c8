/* Growth by doubling up to the maximum. Must not know what the bytes mean. */
#include "harness/base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "harness/base/alloc.h"
#include "harness/base/word.h"

enum { FIRST_CAPACITY = 256 };

void hp_buf_init(struct hp_buf *buf, size_t bytes_max)
{
    *buf = (struct hp_buf){.bytes_max = bytes_max};
}

void hp_buf_deinit(struct hp_buf *buf)
{
    hp_free(buf->bytes);
    *buf = (struct hp_buf){0};
}

bool hp_buf_grow(struct hp_buf *buf, size_t extra)
{
    if (buf->failed) {
        return false;
    }
    if (extra > buf->bytes_max - buf->length) {
        buf->failed = true;
        return false;
    }
    size_t need = buf->length + extra;
    size_t first = buf->bytes_max < FIRST_CAPACITY ? buf->bytes_max : (size_t)FIRST_CAPACITY;
    size_t capacity = buf->capacity == 0 ? first : buf->capacity;
    while (capacity < need) {
        capacity = capacity > buf->bytes_max / 2 ? buf->bytes_max : capacity * 2;
    }
    /* One byte more than the maximum at most, so that hp_buf_cstr always finds room. */
    char *grown = hp_realloc(buf->bytes, capacity + 1);
    if (grown == NULL) {
        buf->failed = true;
        return false;
    }
    buf->bytes = grown;
    buf->capacity = capacity;
    return true;
}

static inline void append(struct hp_buf *buf, const char *bytes, size_t count)
{
    if (count > 0 && hp_buf_reserve(buf, count)) {
        hp_word_copy(buf->bytes + buf->length, bytes, count);
        buf->length += count;
    }
}

__attribute__((noinline)) void hp_buf_append_run(struct hp_buf *buf, const void *bytes,
                                                 size_t count)
{
    append(buf, bytes, count);
}

void hp_buf_repeat(struct hp_buf *buf, char c, size_t count)
{
    if (count > 0 && hp_buf_reserve(buf, count)) {
        memset(buf->bytes + buf->length, c, count);
        buf->length += count;
    }
}

enum { DIGITS_MAX = 20 }; /* of 2^64 - 1 */

void hp_buf_u64(struct hp_buf *buf, uint64_t value)
{
    static const char pairs[] = "0001020304050607080910111213141516171819"
                                "2021222324252627282930313233343536373839"
                                "4041424344454647484950515253545556575859"
                                "6061626364656667686970717273747576777879"
                                "8081828384858687888990919293949596979899";
    char digits[2 * DIGITS_MAX]; /* the second half is copied, but does not count */
    size_t n = DIGITS_MAX;
    for (; value >= 100; value /= 100) {
        n -= 2;
        memcpy(digits + n, pairs + 2 * (value % 100), 2);
    }
    if (value >= 10) {
        n -= 2;
        memcpy(digits + n, pairs + 2 * value, 2);
    } else {
        digits[--n] = (char)('0' + value);
    }
    if (buf->failed || buf->capacity - buf->length < DIGITS_MAX) {
        hp_buf_append(buf, digits + n, DIGITS_MAX - n);
        return;
    }
    memcpy(buf->bytes + buf->length, digits + n, DIGITS_MAX);
    buf->length += DIGITS_MAX - n;
}

void hp_buf_hex(struct hp_buf *buf, uint64_t value, unsigned digits)
{
    assert(digits <= 16);
    char text[16];
    hp_word_put_u64(text, __builtin_bswap64(hp_word_hex_digits((uint32_t)(value >> 32))));
    hp_word_put_u64(text + 8, __builtin_bswap64(hp_word_hex_digits((uint32_t)value)));
    hp_buf_append(buf, text + sizeof(text) - digits, digits);
}

/* %.*s: `text` up to its NUL, but `count` bytes at most; all of it when `count` is negative. */
static void append_counted(struct hp_buf *buf, const char *text, int count)
{
    append(buf, text, count < 0 ? strlen(text) : strnlen(text, (size_t)count));
}

bool hp_buf_print_simple(struct hp_buf *buf, const char *format, va_list args)
{
    size_t before = buf->length;
    for (;;) {
        const char *mark = strchrnul(format, '%');
        append(buf, format, (size_t)(mark - format));
        if (*mark == '\0') {
            return true;
        }
        format = mark + 2;
        if (mark[1] == 's') {
            const char *text = va_arg(args, const char *);
            append_counted(buf, text == NULL ? "(null)" : text, -1);
        } else if (mark[1] == '.' && mark[2] == '*' && mark[3] == 's') {
            int count = va_arg(args, int);
            append_counted(buf, va_arg(args, const char *), count);
            format = mark + 4;
        } else if (mark[1] == 'z' && mark[2] == 'u') {
            hp_buf_u64(buf, va_arg(args, size_t));
            format = mark + 3;
        } else if (mark[1] == 'u') {
            hp_buf_u64(buf, va_arg(args, unsigned));
        } else if (mark[1] == 'c') {
            hp_buf_char(buf, (char)va_arg(args, int));
        } else if (mark[1] == '%') {
            hp_buf_char(buf, '%');
        } else {
            buf->length = before;
            return false;
        }
    }
}

__attribute__((format(printf, 2, 0))) static void print_any(struct hp_buf *buf, const char *format,
                                                            va_list args)
{
    va_list again;
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    if (need < 0) {
        buf->failed = true;
    } else if (hp_buf_reserve(buf, (size_t)need + 1)) {
        (void)vsnprintf(buf->bytes + buf->length, (size_t)need + 1, format, again);
        buf->length += (size_t)need;
    }
    va_end(again);
}

void hp_buf_printf(struct hp_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bool done = hp_buf_print_simple(buf, format, args);
    va_end(args);
    if (!done) {
        va_start(args, format);
        print_any(buf, format, args);
        va_end(args);
    }
}

void hp_buf_splice(struct hp_buf *buf, size_t offset, size_t count, struct hp_slice with)
{
    assert(offset <= buf->length && count <= buf->length - offset);
    if (with.len > count && !hp_buf_reserve(buf, with.len - count)) {
        return;
    }
    if (buf->failed || (count == 0 && with.len == 0)) {
        return;
    }
    memmove(buf->bytes + offset + with.len, buf->bytes + offset + count,
            buf->length - offset - count);
    if (with.len > 0) {
        memcpy(buf->bytes + offset, with.at, with.len);
    }
    buf->length = buf->length - count + with.len;
}

const char *hp_buf_cstr(struct hp_buf *buf)
{
    if (buf->bytes == NULL || buf->failed) {
        return "";
    }
    buf->bytes[buf->length] = '\0';
    return buf->bytes;
}
