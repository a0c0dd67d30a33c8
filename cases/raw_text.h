/* Raw JSON text made in the memory of a build, and the one way to put it at a site.
 *
 * Everything made here lives until the build's arena is reset. When memory is refused the draft is
 * marked as failed, so an instance function goes on freely and its caller asks once. */
#ifndef HP_CASES_RAW_TEXT_H
#define HP_CASES_RAW_TEXT_H

#include "harness/plan/build.h"

/* The two arguments of "%.*s". */
#define HP_PRINT(slice) (int)(slice).len, (slice).at

static inline struct hp_site hp_raw_site(enum hp_role role)
{
    return (struct hp_site){role, -1};
}

static inline struct hp_site hp_raw_item(enum hp_role role, int item)
{
    return (struct hp_site){role, item};
}

/* A buffer over `storage`, which keeps one byte for itself: it never grows, and what does not fit
 * makes it fail. Not to be deinitialised. */
struct hp_buf hp_raw_over(char *storage, size_t storage_bytes);

/* A buffer of at most `bytes_max` bytes in the build's arena, and its content once it is written.
 */
struct hp_buf hp_raw_begin(struct hp_build *build, size_t bytes_max);
struct hp_slice hp_raw_end(struct hp_build *build, const struct hp_buf *buf);

/* Appends `text` so many times. */
void hp_raw_repeat(struct hp_buf *out, struct hp_slice text, size_t times);

struct hp_slice hp_raw_copy(struct hp_build *build, struct hp_slice text);
/* `text` as a JSON string with its quotes. */
struct hp_slice hp_raw_string(struct hp_build *build, struct hp_slice text);
/* before + text + after, as one text. */
struct hp_slice hp_raw_wrap(struct hp_build *build, const char *before, struct hp_slice text,
                            const char *after);
/* A copy of the text that lies at `site` now; empty when nothing lies there. */
struct hp_slice hp_raw_value(struct hp_build *build, struct hp_site site);

/* Makes `raw` the value at `site`. An item of an empty array, or a member of empty headers, is
 * inserted. */
void hp_raw_put(struct hp_build *build, struct hp_site site, struct hp_slice raw);

#endif
