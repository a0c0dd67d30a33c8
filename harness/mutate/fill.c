/* Fills a pattern in: what stands between the holes is copied in one piece, and its spans move by
 * what has grown before them. Must not know how a document is written. */
#include "harness/base/word.h"
#include "harness/mutate/draft.h"

static inline char *put(char *at, struct hp_slice bytes)
{
    hp_word_copy(at, bytes.at, bytes.len);
    return at + bytes.len;
}

/* `text` is where the document begins. */
static inline char *put_items(struct hp_draft *draft, int list, const char *text, char *at,
                              const struct hp_slice *items, size_t count)
{
    size_t noted = count < HP_DRAFT_ITEMS_MAX ? count : (size_t)HP_DRAFT_ITEMS_MAX;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            *at++ = ',';
        }
        size_t begin = (size_t)(at - text);
        at = put(at, items[i]);
        size_t end = (size_t)(at - text);
        if (i < noted) {
            draft->items[list][i] =
                (struct hp_node){{begin, end}, {begin, begin}, {begin, end}, true};
        }
    }
    draft->item_count[list] = noted;
    return at;
}

/* `behind`: what the member has grown by itself is in it. */
static inline void move(struct hp_node *to, const struct hp_node *from, size_t before,
                        size_t behind)
{
    to->member = (struct hp_span){from->member.begin + before, from->member.end + behind};
    to->name = (struct hp_span){from->name.begin + before, from->name.end + before};
    to->value = (struct hp_span){from->value.begin + before, from->value.end + behind};
    to->present = from->present;
}

static void move_headers(struct hp_draft *draft, const struct hp_draft *pattern, size_t grown)
{
    int list = hp_draft_list(HP_ROLE_HEADERS);
    size_t count = pattern->item_count[list];
    for (size_t i = 0; i < count; i++) {
        move(&draft->items[list][i], &pattern->items[list][i], grown, grown);
    }
    draft->item_count[list] = count;
}

static size_t room(const struct hp_draft *pattern, const struct hp_filling *filling)
{
    size_t bytes = pattern->text.length + filling->type.len + filling->operation_count +
                   filling->data_model_count;
    for (size_t i = 0; i < filling->operation_count; i++) {
        bytes += filling->operations[i].len;
    }
    for (size_t i = 0; i < filling->data_model_count; i++) {
        bytes += filling->data_models[i].len;
    }
    return bytes;
}

void hp_draft_fill(struct hp_draft *draft, const struct hp_draft *pattern,
                   const struct hp_contract *contract, const struct hp_filling *filling)
{
    for (int role = 0; role < HP_ROLE_COUNT; role++) {
        draft->nodes[role].present = false;
    }
    hp_buf_clear(&draft->text);
    if (!hp_buf_reserve(&draft->text, room(pattern, filling))) {
        memset(draft->item_count, 0, sizeof(draft->item_count));
        return;
    }
    const char *from = pattern->text.bytes;
    char *text = draft->text.bytes;
    char *at = text;
    size_t taken = 0; /* of the pattern */
    size_t grown = 0;
    for (size_t i = 0; i < contract->request_order_count; i++) {
        enum hp_role role = contract->request_order[i];
        const struct hp_node *node = &pattern->nodes[role];
        size_t before = grown;
        if (role == HP_ROLE_TYPE) {
            at = put(at, (struct hp_slice){from + taken, node->value.begin - taken});
            at = put(at, filling->type);
            taken = node->value.end;
            grown = (size_t)(at - text) - taken;
        } else if (role == HP_ROLE_OPERATIONS || role == HP_ROLE_DATA_MODELS) {
            bool operations = role == HP_ROLE_OPERATIONS;
            at = put(at, (struct hp_slice){from + taken, node->value.begin + 1 - taken});
            at = put_items(draft, operations ? 0 : 1, text, at,
                           operations ? filling->operations : filling->data_models,
                           operations ? filling->operation_count : filling->data_model_count);
            taken = node->value.begin + 1;
            grown = (size_t)(at - text) - taken;
        } else if (role == HP_ROLE_HEADERS) {
            move_headers(draft, pattern, grown);
        }
        move(&draft->nodes[role], node, before, grown);
    }
    at = put(at, (struct hp_slice){from + taken, pattern->text.length - taken});
    draft->text.length = (size_t)(at - text);
    move(&draft->nodes[HP_ROLE_WRAPPER], &pattern->nodes[HP_ROLE_WRAPPER], 0, grown);
    move(&draft->nodes[HP_ROLE_ROOT], &pattern->nodes[HP_ROLE_ROOT], 0, grown);
}
