/* Comparison and search on borrowed bytes. Must not know where they come from. */
#include "harness/base/slice.h"

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

bool hp_bytes_equal_ignoring_case(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        /* Most senders spell a name alike, so most bytes need no folding. */
        if (a[i] != b[i] && lower((unsigned char)a[i]) != lower((unsigned char)b[i])) {
            return false;
        }
    }
    return true;
}

bool hp_slice_starts_with(struct hp_slice text, struct hp_slice prefix)
{
    return text.len >= prefix.len &&
           (prefix.len == 0 || memcmp(text.at, prefix.at, prefix.len) == 0);
}

size_t hp_slice_find(struct hp_slice text, struct hp_slice needle)
{
    if (needle.len == 0) {
        return 0;
    }
    if (text.len < needle.len) {
        return text.len;
    }
    const char *found = memmem(text.at, text.len, needle.at, needle.len);
    return found == NULL ? text.len : (size_t)(found - text.at);
}

struct hp_slice hp_slice_trim(struct hp_slice text)
{
    while (text.len > 0 && (text.at[0] == ' ' || text.at[0] == '\t')) {
        text.at++;
        text.len--;
    }
    while (text.len > 0 && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t')) {
        text.len--;
    }
    return text;
}
