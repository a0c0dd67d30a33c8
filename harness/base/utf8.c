/* The table of well-formed byte sequences (Unicode 15, table 3-7; RFC 3629 4) as code. */
#include "harness/base/utf8.h"

size_t hp_utf8_next(struct hp_slice text, uint32_t *code)
{
    uint32_t head = hp_utf8_head(text);
    uint32_t unread;
    uint32_t *out = code == NULL ? &unread : code;
    if ((head & 0x80) == 0) {
        *out = head & 0x7F;
        return text.len > 0;
    }
    return hp_utf8_wide(head, out);
}

size_t hp_utf8_run(struct hp_slice text)
{
    size_t run = 0;
    uint32_t ignored;
    for (;;) {
        struct hp_slice rest = {text.at + run, text.len - run};
        size_t step = hp_utf8_wide(hp_utf8_head(rest), &ignored);
        if (step == 0) {
            return run;
        }
        run += step;
    }
}

bool hp_utf8_valid(struct hp_slice text)
{
    while (text.len > 0) {
        size_t step = hp_utf8_next(text, NULL);
        if (step == 0) {
            return false;
        }
        text.at += step;
        text.len -= step;
    }
    return true;
}
