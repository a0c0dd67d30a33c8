/* Finds the nodes of a text that somebody else wrote, right or wrong. Must not know the contract:
 * nodes are numbered in the order of the text, and have no role.
 *
 * Tolerant on purpose: a fuzzer's texts are broken more often than not, and every span that can be
 * told is one that an operator can work on. */
#include "harness/mutate/draft.h"

enum { DEPTH_MAX = HP_JSON_DEPTH_MAX, LISTS = 3 };

struct walk {
    struct hp_draft *draft;
    const char *text;
    size_t length;
    size_t skip;
    size_t count; /* nodes so far */
    struct hp_span name;
    bool has_name; /* a name and its colon were read: what comes is its value */
    struct {
        struct hp_node *node; /* NULL: outside the window */
        bool object;
    } open[DEPTH_MAX];
    size_t depth;
};

struct hp_site hp_draft_read_site(size_t index)
{
    static const enum hp_role roles[LISTS] = {HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS,
                                              HP_ROLE_HEADERS};
    return (struct hp_site){roles[index / HP_DRAFT_ITEMS_MAX % LISTS],
                            (int)(index % HP_DRAFT_ITEMS_MAX)};
}

/* The next node, whose value begins at `at`; NULL outside the window. */
static struct hp_node *begin_node(struct walk *w, size_t at)
{
    size_t number = w->count++;
    struct hp_node *node = NULL;
    if (number >= w->skip && number - w->skip < HP_DRAFT_READ_MAX) {
        struct hp_site site = hp_draft_read_site(number - w->skip);
        int list = hp_draft_list(site.role);
        w->draft->item_count[list] = (size_t)site.item + 1;
        node = &w->draft->items[list][site.item];
        size_t begin = w->has_name ? w->name.begin : at;
        *node = (struct hp_node){.member = {begin, at},
                                 .name = w->has_name ? w->name : (struct hp_span){at, at},
                                 .value = {at, at},
                                 .present = true};
    }
    w->has_name = false;
    return node;
}

static void end_node(struct hp_node *node, size_t end)
{
    if (node != NULL) {
        node->member.end = node->value.end = end;
    }
}

static size_t string_end(const struct walk *w, size_t at)
{
    for (at++; at < w->length && w->text[at] != '"'; at++) {
        at += w->text[at] == '\\' && at + 1 < w->length;
    }
    return at < w->length ? at + 1 : w->length;
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static size_t skip_blanks(const struct walk *w, size_t at)
{
    while (at < w->length && is_one_of(w->text[at], " \t\r\n")) {
        at++;
    }
    return at;
}

static size_t read_string(struct walk *w, size_t at)
{
    size_t end = string_end(w, at);
    size_t behind = skip_blanks(w, end);
    bool in_object = w->depth > 0 && w->open[w->depth - 1].object;
    if (in_object && !w->has_name && behind < w->length && w->text[behind] == ':') {
        w->name = (struct hp_span){at, end};
        w->has_name = true;
        return behind + 1;
    }
    end_node(begin_node(w, at), end);
    return end;
}

/* A number, a word, or anything else up to what has a meaning. */
static size_t read_run(struct walk *w, size_t at)
{
    size_t end = at + 1;
    while (end < w->length && !is_one_of(w->text[end], " \t\r\n,:\"[]{}")) {
        end++;
    }
    end_node(begin_node(w, at), end);
    return end;
}

static size_t read_token(struct walk *w, size_t at)
{
    char c = w->text[at];
    if (is_one_of(c, " \t\r\n,:")) {
        return at + 1;
    }
    if (c == '"') {
        return read_string(w, at);
    }
    if (c == '{' || c == '[') {
        struct hp_node *node = begin_node(w, at);
        end_node(node, w->length);
        if (w->depth < DEPTH_MAX) {
            w->open[w->depth].node = node;
            w->open[w->depth++].object = c == '{';
        }
        return at + 1;
    }
    if (c == '}' || c == ']') {
        if (w->depth > 0) {
            end_node(w->open[--w->depth].node, at + 1);
        }
        w->has_name = false;
        return at + 1;
    }
    return read_run(w, at);
}

size_t hp_draft_read(struct hp_draft *draft, struct hp_slice text, size_t skip)
{
    hp_buf_clear(&draft->text);
    for (int role = 0; role < HP_ROLE_COUNT; role++) {
        draft->nodes[role].present = false;
    }
    memset(draft->item_count, 0, sizeof(draft->item_count));
    hp_buf_slice(&draft->text, text);
    if (draft->text.failed) {
        return 0;
    }
    struct walk walk = {.draft = draft, .text = text.at, .length = text.len, .skip = skip};
    for (size_t at = 0; at < text.len;) {
        at = read_token(&walk, at);
    }
    return walk.count;
}
