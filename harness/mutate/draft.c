/* Edits documents on spans. Must not know rows, expectations or what an edit is
 * meant to break: it only keeps every span that survives an edit true. */
#include "harness/mutate/draft.h"

#include <assert.h>

#include "harness/base/alloc.h"

void hp_draft_init(struct hp_draft *draft)
{
    *draft = (struct hp_draft){0};
    hp_buf_init(&draft->text, HP_REQUEST_BODY_BYTES_MAX);
}

void hp_draft_deinit(struct hp_draft *draft)
{
    hp_buf_deinit(&draft->text);
    *draft = (struct hp_draft){0};
}

const struct hp_node *hp_draft_node(const struct hp_draft *draft, struct hp_site site)
{
    const struct hp_node *node = NULL;
    if (draft->text.failed || site.role < 0 || site.role >= HP_ROLE_COUNT) {
        return NULL;
    }
    int list = hp_draft_list(site.role);
    if (site.item < 0) {
        node = &draft->nodes[site.role];
    } else if (list >= 0 && (size_t)site.item < draft->item_count[list]) {
        node = &draft->items[list][site.item];
    }
    return node != NULL && node->present ? node : NULL;
}

/* Moves one span over the replacement of `range`, which makes the text longer by `growth` (modulo
 * the size of the type: shorter). False when the span overlaps the range without containing it:
 * then nobody can say where it lies now. */
static bool move_span(struct hp_span *span, struct hp_span range, size_t growth)
{
    if (range.begin >= span->end) {
        return true;
    }
    if (range.end <= span->begin) {
        span->begin += growth;
        span->end += growth;
        return true;
    }
    if (span->begin <= range.begin && range.end <= span->end) {
        span->end += growth;
        return true;
    }
    return false;
}

/* A node that the edit may touch. */
static void move_touched(struct hp_node *node, struct hp_span range, size_t growth)
{
    bool bare = node->name.begin == node->name.end;
    node->present = move_span(&node->member, range, growth) &&
                    move_span(&node->value, range, growth) &&
                    (bare || move_span(&node->name, range, growth));
    if (bare) {
        node->name = (struct hp_span){node->member.begin, node->member.begin};
    }
}

/* Name and value lie inside the member, so one look at that tells for most nodes. */
static inline void move_node(struct hp_node *node, struct hp_span range, size_t growth)
{
    if (!node->present || range.begin >= node->member.end) {
        return;
    }
    if (range.end > node->member.begin) {
        move_touched(node, range, growth);
        return;
    }
    node->member.begin += growth;
    node->member.end += growth;
    node->name.begin += growth;
    node->name.end += growth;
    node->value.begin += growth;
    node->value.end += growth;
}

typedef void hp_node_step(struct hp_node *node, const void *context);

/* `step` is known where this is called, and no call is left of it. */
static inline __attribute__((always_inline)) void each_node(struct hp_draft *draft,
                                                            hp_node_step *step, const void *context)
{
    for (int role = 0; role < HP_ROLE_COUNT; role++) {
        step(&draft->nodes[role], context);
    }
    for (int list = 0; list < 3; list++) {
        for (size_t i = 0; i < draft->item_count[list]; i++) {
            step(&draft->items[list][i], context);
        }
    }
}

struct edit {
    struct hp_span range;
    size_t growth;
};

static inline void edit_step(struct hp_node *node, const void *context)
{
    const struct edit *edit = context;
    move_node(node, edit->range, edit->growth);
}

static bool points_into(const struct hp_buf *text, struct hp_slice slice)
{
    uintptr_t at = (uintptr_t)slice.at;
    uintptr_t begin = (uintptr_t)text->bytes;
    return slice.len > 0 && text->bytes != NULL && at >= begin && at < begin + text->capacity;
}

void hp_draft_splice(struct hp_draft *draft, struct hp_span range, struct hp_slice with)
{
    struct hp_buf *text = &draft->text;
    if (text->failed) {
        return;
    }
    assert(range.begin <= range.end && range.end <= text->length);
    char *copy = NULL;
    if (points_into(text, with)) {
        /* A value copied from elsewhere in the same document must survive the move of its bytes. */
        copy = hp_strndup(with.at, with.len);
        if (copy == NULL) {
            text->failed = true;
            return;
        }
        with.at = copy;
    }
    hp_buf_splice(text, range.begin, range.end - range.begin, with);
    if (copy != NULL) {
        hp_free(copy);
    }
    if (!text->failed) {
        size_t growth = with.len - (range.end - range.begin);
        each_node(draft, edit_step, &(struct edit){range, growth});
    }
}

/* ---- edits on nodes ---- */

void hp_draft_replace_value(struct hp_draft *draft, struct hp_site site, struct hp_slice json)
{
    const struct hp_node *node = hp_draft_node(draft, site);
    if (node != NULL) {
        hp_draft_splice(draft, node->value, json);
    }
}

void hp_draft_replace_name(struct hp_draft *draft, struct hp_site site, struct hp_slice json)
{
    const struct hp_node *node = hp_draft_node(draft, site);
    if (node != NULL) {
        hp_draft_splice(draft, node->name, json);
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Offset of the first byte from `at` on that is not white space; the text's length at its end. */
static size_t skip_space(const struct hp_buf *text, size_t at)
{
    while (at < text->length && is_space(text->bytes[at])) {
        at++;
    }
    return at;
}

static bool has_byte(const struct hp_buf *text, size_t at, char c)
{
    return at < text->length && text->bytes[at] == c;
}

void hp_draft_remove(struct hp_draft *draft, struct hp_site site)
{
    const struct hp_node *node = hp_draft_node(draft, site);
    if (node == NULL) {
        return;
    }
    const struct hp_buf *text = &draft->text;
    struct hp_span range = node->member;
    size_t behind = skip_space(text, range.end);
    if (has_byte(text, behind, ',')) {
        range.end = behind + 1;
    } else {
        size_t before = range.begin;
        while (before > 0 && is_space(text->bytes[before - 1])) {
            before--;
        }
        if (before > 0 && text->bytes[before - 1] == ',') {
            range.begin = before - 1;
        }
    }
    hp_draft_splice(draft, range, HP_SLICE(""));
    /* An only member fills the whole range, so the splice alone would keep it as an empty one. */
    if (site.item < 0) {
        draft->nodes[site.role].present = false;
    } else {
        draft->items[hp_draft_list(site.role)][site.item].present = false;
    }
}

/* Replaces nothing at `at` by `before`, `raw`, `after` in one step. */
static void insert_joined(struct hp_draft *draft, size_t at, const char *before,
                          struct hp_slice raw, const char *after)
{
    struct hp_buf joined;
    hp_buf_init(&joined, HP_REQUEST_BODY_BYTES_MAX);
    hp_buf_text(&joined, before);
    hp_buf_slice(&joined, raw);
    hp_buf_text(&joined, after);
    if (joined.failed) {
        draft->text.failed = true;
    } else {
        hp_draft_splice(draft, (struct hp_span){at, at}, hp_buf_view(&joined));
    }
    hp_buf_deinit(&joined);
}

/* Is the node's value text in brackets? `empty` tells whether anything stands between them. */
static bool is_container(const struct hp_draft *draft, const struct hp_node *node, bool *empty)
{
    const struct hp_buf *text = &draft->text;
    struct hp_span value = node->value;
    if (value.end - value.begin < 2) {
        return false;
    }
    char first = text->bytes[value.begin];
    char last = text->bytes[value.end - 1];
    *empty = skip_space(text, value.begin + 1) >= value.end - 1;
    return (first == '{' && last == '}') || (first == '[' && last == ']');
}

void hp_draft_insert_first(struct hp_draft *draft, struct hp_site site, struct hp_slice raw)
{
    const struct hp_node *node = hp_draft_node(draft, site);
    bool empty = false;
    if (node != NULL && is_container(draft, node, &empty)) {
        insert_joined(draft, node->value.begin + 1, "", raw, empty ? "" : ",");
    }
}

void hp_draft_insert_last(struct hp_draft *draft, struct hp_site site, struct hp_slice raw)
{
    const struct hp_node *node = hp_draft_node(draft, site);
    bool empty = false;
    if (node != NULL && is_container(draft, node, &empty)) {
        insert_joined(draft, node->value.end - 1, empty ? "" : ",", raw, "");
    }
}

void hp_draft_insert_before(struct hp_draft *draft, struct hp_site site, struct hp_slice raw)
{
    const struct hp_node *node = hp_draft_node(draft, site);
    if (node != NULL) {
        insert_joined(draft, node->member.begin, "", raw, ",");
    }
}

void hp_draft_insert_after(struct hp_draft *draft, struct hp_site site, struct hp_slice raw)
{
    const struct hp_node *node = hp_draft_node(draft, site);
    if (node != NULL) {
        insert_joined(draft, node->member.end, ",", raw, "");
    }
}

static struct hp_slice text_of(const struct hp_draft *draft, struct hp_span span)
{
    return (struct hp_slice){draft->text.bytes + span.begin, span.end - span.begin};
}

struct hp_slice hp_draft_value(const struct hp_draft *draft, struct hp_site site)
{
    const struct hp_node *node = hp_draft_node(draft, site);
    return node == NULL ? HP_SLICE("") : text_of(draft, node->value);
}

struct hp_slice hp_draft_member(const struct hp_draft *draft, struct hp_site site)
{
    const struct hp_node *node = hp_draft_node(draft, site);
    return node == NULL ? HP_SLICE("") : text_of(draft, node->member);
}

struct hp_slice hp_draft_text(const struct hp_draft *draft)
{
    return hp_buf_view(&draft->text);
}

/* ---- exchange ---- */

struct exchange {
    struct hp_span first;
    struct hp_span second; /* behind `first` */
};

static void reverse(char *begin, char *end)
{
    while (begin < end) {
        char c = *begin;
        *begin++ = *--end;
        *end = c;
    }
}

/* Where a byte offset of the old text lies after the exchange. `is_end` offsets belong to the byte
 * before them. */
static size_t moved(const struct exchange *x, size_t offset, bool is_end)
{
    size_t first_bytes = x->first.end - x->first.begin;
    size_t second_bytes = x->second.end - x->second.begin;
    size_t byte = is_end ? offset - 1 : offset;
    if (byte < x->first.begin || byte >= x->second.end) {
        return offset;
    }
    if (byte < x->first.end) {
        return offset + (x->second.end - x->first.end);
    }
    if (byte < x->second.begin) {
        return offset - first_bytes + second_bytes;
    }
    return offset - (x->second.begin - x->first.begin);
}

static void exchange_step(struct hp_node *node, const void *context)
{
    const struct exchange *x = context;
    if (!node->present) {
        return;
    }
    struct hp_span *spans[] = {&node->member, &node->value, &node->name};
    size_t count = node->name.begin == node->name.end ? 2 : 3;
    for (size_t i = 0; i < count; i++) {
        if (spans[i]->begin < spans[i]->end) {
            *spans[i] =
                (struct hp_span){moved(x, spans[i]->begin, false), moved(x, spans[i]->end, true)};
        }
    }
    if (count == 2) {
        node->name = (struct hp_span){node->member.begin, node->member.begin};
    }
}

void hp_draft_swap(struct hp_draft *draft, struct hp_site a, struct hp_site b)
{
    const struct hp_node *one = hp_draft_node(draft, a);
    const struct hp_node *two = hp_draft_node(draft, b);
    if (one == NULL || two == NULL || one == two) {
        return;
    }
    struct exchange x = {one->member, two->member};
    if (x.second.begin < x.first.begin) {
        x = (struct exchange){two->member, one->member};
    }
    assert(x.first.end <= x.second.begin);
    /* first middle second, reversed as a whole and then piece by piece, is second middle first. */
    char *begin = draft->text.bytes + x.first.begin;
    char *end = draft->text.bytes + x.second.end;
    size_t first_bytes = x.first.end - x.first.begin;
    size_t second_bytes = x.second.end - x.second.begin;
    reverse(begin, end);
    reverse(begin, begin + second_bytes);
    reverse(begin + second_bytes, end - first_bytes);
    reverse(end - first_bytes, end);
    each_node(draft, exchange_step, &x);
}
