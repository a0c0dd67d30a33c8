/* The table of well-formed byte sequences (Unicode 15, table 3-7; RFC 3629 4) as code. */
#include "harness/base/utf8.h"

static bool continues(struct hp_slice text, size_t at)
{
    return at < text.len && ((unsigned char)text.at[at] & 0xC0) == 0x80;
}

static uint32_t low6(struct hp_slice text, size_t at)
{
    return (unsigned char)text.at[at] & 0x3Fu;
}

static inline __attribute__((always_inline)) size_t next(struct hp_slice text, uint32_t *out)
{
    if (text.len == 0) {
        return 0;
    }
    uint32_t lead = (unsigned char)text.at[0];
    if (lead < 0x80) {
        *out = lead;
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF && continues(text, 1)) {
        *out = (lead & 0x1F) << 6 | low6(text, 1);
        return 2;
    }
    if ((lead & 0xF0) == 0xE0 && continues(text, 1) && continues(text, 2)) {
        *out = (lead & 0x0F) << 12 | low6(text, 1) << 6 | low6(text, 2);
        return *out >= 0x800 && (*out < 0xD800 || *out > 0xDFFF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4 && continues(text, 1) && continues(text, 2) &&
        continues(text, 3)) {
        *out = (lead & 0x07) << 18 | low6(text, 1) << 12 | low6(text, 2) << 6 | low6(text, 3);
        return *out >= 0x10000 && *out <= 0x10FFFF ? 4 : 0;
    }
    return 0;
}

size_t hp_utf8_next(struct hp_slice text, uint32_t *code)
{
    uint32_t ignored;
    return next(text, code == NULL ? &ignored : code);
}

size_t hp_utf8_run(struct hp_slice text)
{
    size_t run = 0;
    uint32_t ignored;
    for (size_t step = 2; step > 1; run += step > 1 ? step : 0) {
        step = next((struct hp_slice){text.at + run, text.len - run}, &ignored);
    }
    return run;
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
