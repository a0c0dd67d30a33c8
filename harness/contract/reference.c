/* URI fragments that are JSON Pointers (RFC 6901 6). Must not fetch anything. */
#include "harness/contract/reference.h"

#include "harness/contract/ascii.h"
#include "harness/json/pointer.h"

/* False for a percent sign that is not followed by two hexadecimal digits. `out` has room for the
 * whole text. */
static bool percent_decode(struct hp_slice text, char *out, size_t *length)
{
    *length = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '%') {
            if (text.len - i < 3 || !hp_ascii_is_hex(text.at[i + 1]) ||
                !hp_ascii_is_hex(text.at[i + 2])) {
                return false;
            }
            c = (char)(hp_ascii_hex(text.at[i + 1]) << 4 | hp_ascii_hex(text.at[i + 2]));
            i += 2;
        }
        out[(*length)++] = c;
    }
    return true;
}

enum hp_reference_result hp_reference_find(const struct hp_json *document,
                                           struct hp_slice reference, struct hp_arena *arena,
                                           const struct hp_json **value, struct hp_slice *pointer)
{
    if (reference.len == 0 || reference.at[0] != '#' ||
        (reference.len > 1 && reference.at[1] != '/' && reference.at[1] != '%')) {
        return HP_REFERENCE_FOREIGN;
    }
    char *decoded = hp_arena_take(arena, reference.len);
    if (decoded == NULL) {
        return HP_REFERENCE_NOMEM;
    }
    size_t length;
    if (!percent_decode((struct hp_slice){reference.at + 1, reference.len - 1}, decoded, &length)) {
        return HP_REFERENCE_MALFORMED;
    }
    *pointer = (struct hp_slice){decoded, length};
    *value = hp_pointer_resolve(document, *pointer);
    return *value == NULL ? HP_REFERENCE_DANGLING : HP_REFERENCE_FOUND;
}

const char *hp_reference_reason(enum hp_reference_result result)
{
    switch (result) {
    case HP_REFERENCE_FOUND:
        return "is found";
    case HP_REFERENCE_FOREIGN:
        return "leads elsewhere; only \"#\" and \"#/...\" are followed";
    case HP_REFERENCE_MALFORMED:
        return "holds a broken percent-escape";
    case HP_REFERENCE_DANGLING:
        return "names nothing in this document";
    case HP_REFERENCE_NOMEM:
        return "needs more memory than there is";
    }
    return "";
}
