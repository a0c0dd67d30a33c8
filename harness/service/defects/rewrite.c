/* One walk for all defects that change some characters of a text. Must not know which. */
#include "harness/service/defects/rewrite.h"

size_t hp_rewrite_string_end(struct hp_slice text, size_t at)
{
    char quote = text.at[at];
    for (size_t i = at + 1; i < text.len; i++) {
        if (text.at[i] == '\\') {
            i++;
        } else if (text.at[i] == quote) {
            return i + 1;
        }
    }
    return text.len;
}

static void walk(struct hp_slice text, bool strings, hp_rewrite_fn *rewrite, const void *context,
                 struct hp_buf *out)
{
    for (size_t at = 0; at < text.len;) {
        size_t taken = 0;
        size_t copied = 1;
        if (text.at[at] == '"' && !strings) {
            copied = hp_rewrite_string_end(text, at) - at;
        } else {
            taken = rewrite(context, text, at, out);
        }
        if (taken == 0) {
            hp_buf_append(out, text.at + at, copied);
            taken = copied;
        }
        at += taken;
    }
}

void hp_rewrite(struct hp_slice text, hp_rewrite_fn *rewrite, const void *context,
                struct hp_buf *out)
{
    walk(text, true, rewrite, context, out);
}

void hp_rewrite_outside_strings(struct hp_slice text, hp_rewrite_fn *rewrite, const void *context,
                                struct hp_buf *out)
{
    walk(text, false, rewrite, context, out);
}

size_t hp_rewrite_words(const void *context, struct hp_slice text, size_t at, struct hp_buf *out)
{
    struct hp_slice rest = {text.at + at, text.len - at};
    for (const struct hp_rewrite_word *word = context; word->from != NULL; word++) {
        struct hp_slice from = hp_slice_of(word->from);
        if (hp_slice_starts_with(rest, from)) {
            hp_buf_text(out, word->to);
            return from.len;
        }
    }
    return 0;
}
