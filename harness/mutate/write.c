/* Writes the base document by appending, noting where everything lies. Must not know what is done
 * to it later.
 *
 * Every case begins here, so room is asked for once, for the whole document, and what is appended
 * then is copied without asking. */
#include <assert.h>

#include "harness/base/word.h"
#include "harness/json/encode.h"
#include "harness/mutate/draft.h"

enum {
    MEMBER_MARKS = 6, /* the comma before it, the name's quotes and colon, the value's brackets */
    STRING_MARKS = 3, /* its quotes, and a comma or a colon */
    /* Up to here room is for the longest escapes, so that nobody has to count the real ones. */
    SHORT_TEXTS_BYTES = 4096
};

int hp_draft_list(enum hp_role role)
{
    if (role == HP_ROLE_OPERATIONS) {
        return 0;
    }
    if (role == HP_ROLE_DATA_MODELS) {
        return 1;
    }
    return role == HP_ROLE_HEADERS ? 2 : -1;
}

/* ---- how much room it needs ---- */

typedef size_t measure(struct hp_slice text);

static inline size_t length_of(struct hp_slice text)
{
    return text.len;
}

/* The sum over all strings that come from the content, and how many those are. */
static inline size_t sum_content(const struct hp_content *content, measure *of)
{
    size_t sum = of(content->name) + of(content->type) + of(content->url);
    for (size_t i = 0; i < content->operation_count; i++) {
        sum += of(content->operations[i]);
    }
    for (size_t i = 0; i < content->data_model_count; i++) {
        sum += of(content->data_models[i]);
    }
    for (size_t i = 0; i < content->header_count; i++) {
        sum += of(content->headers[i][0]) + of(content->headers[i][1]);
    }
    return sum;
}

static size_t sum_names(const struct hp_contract *contract)
{
    size_t sum = contract->names[HP_ROLE_WRAPPER].len;
    for (size_t i = 0; i < contract->request_order_count; i++) {
        sum += contract->names[contract->request_order[i]].len;
    }
    return sum;
}

static size_t room(const struct hp_contract *contract, const struct hp_content *content)
{
    size_t strings =
        3 + content->operation_count + content->data_model_count + 2 * content->header_count;
    size_t marks = STRING_MARKS * strings + MEMBER_MARKS * (2 + contract->request_order_count);
    size_t names = HP_JSON_ESCAPE_BYTES * sum_names(contract);
    size_t lengths = sum_content(content, length_of);
    return marks + names +
           (lengths <= SHORT_TEXTS_BYTES ? HP_JSON_ESCAPE_BYTES * lengths
                                         : sum_content(content, hp_json_string_bytes));
}

/* ---- appending; the text begins at `text` and ends at `at` so far ---- */

static inline size_t offset(const char *text, const char *at)
{
    return (size_t)(at - text);
}

/* The node for item `index` of a list, or `spare` when there are more items than spans. */
static inline struct hp_node *item_node(struct hp_draft *draft, int list, size_t index,
                                        struct hp_node *spare)
{
    return index < HP_DRAFT_ITEMS_MAX ? &draft->items[list][index] : spare;
}

static inline void count_items(struct hp_draft *draft, int list, size_t count)
{
    draft->item_count[list] = count < HP_DRAFT_ITEMS_MAX ? count : HP_DRAFT_ITEMS_MAX;
}

/* Notes a value without a name. */
static inline void note_bare(struct hp_node *node, size_t begin, size_t end)
{
    *node = (struct hp_node){{begin, end}, {begin, begin}, {begin, end}, true};
}

/* Notes a member: its name with quotes begins at `begin`, its value behind the colon. */
static inline void note_name(struct hp_node *node, size_t begin, size_t value)
{
    node->member.begin = begin;
    node->name = (struct hp_span){begin, value - 1};
    node->value.begin = value;
    node->present = true;
}

static inline void note_end(struct hp_node *node, size_t end)
{
    node->value.end = node->member.end = end;
}

static inline char *put_array(struct hp_draft *draft, int list, const char *text, char *at,
                              const struct hp_slice *values, size_t count)
{
    struct hp_node spare;
    *at++ = '[';
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            *at++ = ',';
        }
        size_t begin = offset(text, at);
        at = hp_json_put_string(at, values[i]);
        note_bare(item_node(draft, list, i, &spare), begin, offset(text, at));
    }
    count_items(draft, list, count);
    *at++ = ']';
    return at;
}

static inline char *put_headers(struct hp_draft *draft, int list, const char *text, char *at,
                                const struct hp_content *content)
{
    struct hp_node spare;
    *at++ = '{';
    for (size_t i = 0; i < content->header_count; i++) {
        if (i > 0) {
            *at++ = ',';
        }
        struct hp_node *node = item_node(draft, list, i, &spare);
        size_t begin = offset(text, at);
        at = hp_json_put_string(at, content->headers[i][0]);
        *at++ = ':';
        note_name(node, begin, offset(text, at));
        at = hp_json_put_string(at, content->headers[i][1]);
        note_end(node, offset(text, at));
    }
    count_items(draft, list, content->header_count);
    *at++ = '}';
    return at;
}

static inline char *put_value(struct hp_draft *draft, enum hp_role role, const char *text, char *at,
                              const struct hp_content *content)
{
    int list = hp_draft_list(role);
    switch (role) {
    case HP_ROLE_OPERATIONS:
        return put_array(draft, list, text, at, content->operations, content->operation_count);
    case HP_ROLE_DATA_MODELS:
        return put_array(draft, list, text, at, content->data_models, content->data_model_count);
    case HP_ROLE_HEADERS:
        return put_headers(draft, list, text, at, content);
    case HP_ROLE_NAME:
        return hp_json_put_string(at, content->name);
    case HP_ROLE_TYPE:
        return hp_json_put_string(at, content->type);
    case HP_ROLE_URL:
        return hp_json_put_string(at, content->url);
    case HP_ROLE_ROOT:
    case HP_ROLE_WRAPPER:
    case HP_ROLE_ID:
    case HP_ROLE_CREATED_AT:
    case HP_ROLE_COUNT:
        break;
    }
    assert(false && "a member of the wrapper in the request");
    return at;
}

/* `"name":` of a role, which a contract that was loaded holds ready. */
static inline char *put_name(struct hp_node *node, const struct hp_contract *contract,
                             enum hp_role role, const char *text, char *at)
{
    struct hp_slice head = contract->heads[role];
    size_t begin = offset(text, at);
    if (head.len > 0) {
        hp_word_copy(at, head.at, head.len);
        at += head.len;
    } else {
        at = hp_json_put_string(at, contract->names[role]);
        *at++ = ':';
    }
    note_name(node, begin, offset(text, at));
    return at;
}

static inline char *put_members(struct hp_draft *draft, const struct hp_contract *contract,
                                const struct hp_content *content, const char *text, char *at)
{
    size_t count = contract->request_order_count;
    *at++ = '{';
    for (size_t i = 0; i < count; i++) {
        enum hp_role role = contract->request_order[i];
        struct hp_node *node = &draft->nodes[role];
        if (i > 0) {
            *at++ = ',';
        }
        at = put_name(node, contract, role, text, at);
        at = put_value(draft, role, text, at, content);
        note_end(node, offset(text, at));
    }
    *at++ = '}';
    return at;
}

void hp_draft_write(struct hp_draft *draft, const struct hp_contract *contract,
                    const struct hp_content *content)
{
    for (int role = 0; role < HP_ROLE_COUNT; role++) {
        draft->nodes[role].present = false;
    }
    memset(draft->item_count, 0, sizeof(draft->item_count));
    hp_buf_clear(&draft->text);
    if (!hp_buf_reserve(&draft->text, room(contract, content))) {
        return;
    }
    char *text = draft->text.bytes;
    struct hp_node *wrapper = &draft->nodes[HP_ROLE_WRAPPER];
    char *at = text;
    *at++ = '{';
    at = put_name(wrapper, contract, HP_ROLE_WRAPPER, text, at);
    at = put_members(draft, contract, content, text, at);
    note_end(wrapper, offset(text, at));
    *at++ = '}';
    draft->text.length = offset(text, at);
    note_bare(&draft->nodes[HP_ROLE_ROOT], 0, draft->text.length);
}
