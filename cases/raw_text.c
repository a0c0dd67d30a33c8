/* Text that the rows of several families put into a document. Exists because a row needs raw JSON
 * in memory that outlives its function; must not know what any row wants to break. */
#include "cases/raw_text.h"

#include "harness/json/encode.h"

/* The longest spelling of one byte is \u00xx; two quotes come on top. */
enum { ESCAPE_BYTES = 6, QUOTE_BYTES = 2 };

struct hp_buf hp_raw_over(char *storage, size_t storage_bytes)
{
    return (struct hp_buf){
        .bytes = storage, .capacity = storage_bytes - 1, .bytes_max = storage_bytes - 1};
}

struct hp_buf hp_raw_begin(struct hp_build *build, size_t bytes_max)
{
    char *storage = hp_arena_take(&build->arena, bytes_max + 1);
    if (storage == NULL) {
        return (struct hp_buf){.failed = true};
    }
    return hp_raw_over(storage, bytes_max + 1);
}

struct hp_slice hp_raw_end(struct hp_build *build, const struct hp_buf *buf)
{
    if (buf->failed) {
        build->draft.text.failed = true;
        return HP_SLICE("");
    }
    return hp_buf_view(buf);
}

void hp_raw_repeat(struct hp_buf *out, struct hp_slice text, size_t times)
{
    size_t bytes = text.len * times;
    if (bytes == 0 || !hp_buf_reserve(out, bytes)) {
        return;
    }
    char *first = out->bytes + out->length;
    memcpy(first, text.at, text.len);
    for (size_t done = text.len; done < bytes;) { /* what is there is doubled */
        size_t step = done < bytes - done ? done : bytes - done;
        memcpy(first + done, first, step);
        done += step;
    }
    out->length += bytes;
}

struct hp_slice hp_raw_copy(struct hp_build *build, struct hp_slice text)
{
    struct hp_slice copy = hp_arena_copy(&build->arena, text);
    if (copy.at == NULL) {
        build->draft.text.failed = true;
        return HP_SLICE("");
    }
    return copy;
}

struct hp_slice hp_raw_string(struct hp_build *build, struct hp_slice text)
{
    struct hp_buf raw = hp_raw_begin(build, text.len * ESCAPE_BYTES + QUOTE_BYTES);
    hp_json_encode_string(&raw, text);
    return hp_raw_end(build, &raw);
}

struct hp_slice hp_raw_wrap(struct hp_build *build, const char *before, struct hp_slice text,
                            const char *after)
{
    struct hp_buf raw = hp_raw_begin(build, strlen(before) + text.len + strlen(after));
    hp_buf_text(&raw, before);
    hp_buf_slice(&raw, text);
    hp_buf_text(&raw, after);
    return hp_raw_end(build, &raw);
}

struct hp_slice hp_raw_value(struct hp_build *build, struct hp_site site)
{
    return hp_raw_copy(build, hp_draft_value(&build->draft, site));
}

void hp_raw_put(struct hp_build *build, struct hp_site site, struct hp_slice raw)
{
    if (hp_draft_node(&build->draft, site) != NULL) {
        hp_draft_replace_value(&build->draft, site, raw);
    } else if (site.role == HP_ROLE_HEADERS) {
        hp_draft_insert_first(&build->draft, hp_raw_site(site.role),
                              hp_raw_wrap(build, "\"X-Header\":", raw, ""));
    } else {
        hp_draft_insert_first(&build->draft, hp_raw_site(site.role), raw);
    }
}
