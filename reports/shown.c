/* Escapes for people. Must not know a format: each writer escapes for its own syntax on top. */
#include "reports/shown.h"

#include <stdio.h>

#include "harness/base/grouped.h"
#include "harness/base/message.h"
#include "harness/check/visible.h"

void hp_shown(struct hp_buf *out, struct hp_slice text, size_t bytes_max)
{
    size_t start = out->length;
    struct hp_slice rest = text;
    while (rest.len > 0) {
        if (out->length - start >= bytes_max) {
            hp_buf_printf(out, "... (%zu bytes in all)", text.len);
            return;
        }
        if (hp_slice_starts_with(rest,
                                 HP_SLICE("##["))) { /* a command of CI logs, anywhere in a line */
            hp_buf_text(out, "##\\x5B");
            rest.at += 3;
            rest.len -= 3;
            continue;
        }
        if (rest.at[0] == '\\') {
            hp_buf_char(out, '\\');
            rest.at++;
            rest.len--;
            continue;
        }
        char piece[HP_VISIBLE_PIECE_BYTES];
        size_t length = hp_visible_step(&rest, HP_VISIBLE_BYTES, piece);
        hp_buf_append(out, piece, length);
    }
}

void hp_shown_count(struct hp_buf *out, uint64_t value)
{
    hp_buf_text(out, hp_grouped(value).text);
}

void hp_shown_percent(struct hp_buf *out, struct hp_coverage_count count)
{
    uint64_t tenths = count.total == 0 ? 0 : count.covered * 1000 / count.total;
    if (count.covered == count.total) {
        hp_buf_text(out, "100 %");
    } else {
        hp_buf_printf(out, "%llu.%llu %%", (unsigned long long)(tenths / 10),
                      (unsigned long long)(tenths % 10));
    }
}

void hp_shown_request_line(struct hp_buf *out, const struct hp_request *request)
{
    hp_shown(out, request->method, 40);
    hp_buf_char(out, ' ');
    hp_shown(out, request->target, 120);
}
