/* A borrowed run of bytes: never owned, never assumed to end in NUL. */
#ifndef HP_BASE_SLICE_H
#define HP_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct hp_slice {
    const char *at;
    size_t len;
};

/* A string literal as a slice; the terminating NUL is not part of it. */
#define HP_SLICE(literal) ((struct hp_slice){("" literal), sizeof(literal) - 1})
/* A constant initialiser, for `static const` tables. */
#define HP_SLICE_INIT(literal)                                                                     \
    {                                                                                              \
        ("" literal), sizeof(literal) - 1                                                          \
    }

static inline struct hp_slice hp_slice_of(const char *text)
{
    return (struct hp_slice){text, text == NULL ? 0 : strlen(text)};
}

bool hp_bytes_equal(const char *a, const char *b, size_t len);

/* In place where the compiler knows the length of `b`, which is a literal then. Always inline, or
 * it would not know. */
static inline __attribute__((always_inline)) bool hp_slice_equal(struct hp_slice a,
                                                                 struct hp_slice b)
{
    if (a.len != b.len) {
        return false;
    }
    return __builtin_constant_p(b.len) ? b.len == 0 || memcmp(a.at, b.at, b.len) == 0
                                       : hp_bytes_equal(a.at, b.at, a.len);
}

static inline bool hp_slice_is(struct hp_slice a, const char *text)
{
    return hp_slice_equal(a, hp_slice_of(text));
}

/* The slow half of hp_slice_equal_ignoring_case: both are `len` bytes long. */
bool hp_bytes_equal_ignoring_case(const char *a, const char *b, size_t len);

/* ASCII case is ignored: header field names (RFC 9110 5.1) and media types (8.3.1). */
static inline bool hp_slice_equal_ignoring_case(struct hp_slice a, struct hp_slice b)
{
    return a.len == b.len && hp_bytes_equal_ignoring_case(a.at, b.at, a.len);
}

static inline bool hp_slice_starts_with(struct hp_slice text, struct hp_slice prefix)
{
    return text.len >= prefix.len &&
           (prefix.len == 0 || memcmp(text.at, prefix.at, prefix.len) == 0);
}

/* First place of `needle` in `text`, or `text.len` when absent. An empty needle is found at 0. */
size_t hp_slice_find(struct hp_slice text, struct hp_slice needle);

/* Without the blanks (SP, HTAB) at both ends: optional whitespace of RFC 9110 5.6.3. */
struct hp_slice hp_slice_trim(struct hp_slice text);

#endif
