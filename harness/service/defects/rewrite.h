/* A text copied with some of what stands in it in another form. */
#ifndef HP_SERVICE_DEFECTS_REWRITE_H
#define HP_SERVICE_DEFECTS_REWRITE_H

#include "harness/base/buf.h"

/* Looks at what stands at `at`, and may write something else for it. Gives how many octets of
 * `text` that stands for, which are passed over; 0: nothing, and one octet is copied as it is. */
typedef size_t hp_rewrite_fn(const void *context, struct hp_slice text, size_t at,
                             struct hp_buf *out);

/* Appends `text` to `out`, asking `rewrite` at every octet that was not passed over. */
void hp_rewrite(struct hp_slice text, hp_rewrite_fn *rewrite, const void *context,
                struct hp_buf *out);
/* The same for JSON and its like: strings in double quotes are copied unasked. */
void hp_rewrite_outside_strings(struct hp_slice text, hp_rewrite_fn *rewrite, const void *context,
                                struct hp_buf *out);

/* Words for words; a list ends with an empty row, and the first that fits counts. The context of
 * hp_rewrite_words is the list. */
struct hp_rewrite_word {
    const char *from, *to;
};
hp_rewrite_fn hp_rewrite_words;

/* Where the string that begins at `at` ends: behind the next quote of its kind that is not escaped,
 * else at the end of the text. */
size_t hp_rewrite_string_end(struct hp_slice text, size_t at);

#endif
