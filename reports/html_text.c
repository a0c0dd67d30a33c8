/* Two escapes on top of each other: for people, then for HTML. */
#include "reports/html_text.h"

#include "reports/shown.h"

static const char *reference(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void hp_html_text(struct hp_buf *out, struct hp_slice text, size_t bytes_max)
{
    struct hp_buf shown;
    hp_buf_init(&shown,
                bytes_max * 8 + 256); /* the longest escape of one byte, and the cut's words */
    hp_shown(&shown, text, bytes_max);
    for (size_t i = 0; i < shown.length; i++) {
        const char *safe = reference(shown.bytes[i]);
        if (safe != NULL) {
            hp_buf_text(out, safe);
        } else {
            hp_buf_char(out, shown.bytes[i]);
        }
    }
    out->failed = out->failed || shown.failed;
    hp_buf_deinit(&shown);
}
