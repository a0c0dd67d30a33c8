/* Writes the base document by appending, noting where everything lies. Must not know what is done
 * to it later. */
#include <assert.h>

#include "harness/json/encode.h"
#include "harness/mutate/draft.h"

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

/* Opens `"name":`, which is appended from `begin` on, and records where it lies; the value begins
 * behind it. */
static void open_member(struct hp_buf *text, struct hp_node *node, size_t begin)
{
    node->member.begin = begin;
    node->name = (struct hp_span){begin, text->length - 1};
    node->value.begin = text->length;
    node->present = true;
}

static void open_bare(struct hp_buf *text, struct hp_node *node)
{
    node->member.begin = node->value.begin = text->length;
    node->name = (struct hp_span){text->length, text->length};
    node->present = true;
}

static void close_node(struct hp_buf *text, struct hp_node *node)
{
    node->value.end = node->member.end = text->length;
}

/* The node for item `index` of a list, or `spare` when there are more items than spans. */
static struct hp_node *item_node(struct hp_draft *draft, int list, size_t index,
                                 struct hp_node *spare)
{
    if (index >= HP_DRAFT_ITEMS_MAX) {
        return spare;
    }
    draft->item_count[list] = index + 1;
    return &draft->items[list][index];
}

static void write_array(struct hp_draft *draft, int list, const struct hp_slice *values,
                        size_t count)
{
    struct hp_node spare;
    hp_buf_char(&draft->text, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            hp_buf_char(&draft->text, ',');
        }
        struct hp_node *node = item_node(draft, list, i, &spare);
        open_bare(&draft->text, node);
        hp_json_encode_string(&draft->text, values[i]);
        close_node(&draft->text, node);
    }
    hp_buf_char(&draft->text, ']');
}

static void write_headers(struct hp_draft *draft, int list, const struct hp_content *content)
{
    struct hp_node spare;
    hp_buf_char(&draft->text, '{');
    for (size_t i = 0; i < content->header_count; i++) {
        if (i > 0) {
            hp_buf_char(&draft->text, ',');
        }
        struct hp_node *node = item_node(draft, list, i, &spare);
        size_t begin = draft->text.length;
        hp_json_encode_name(&draft->text, content->headers[i][0]);
        open_member(&draft->text, node, begin);
        hp_json_encode_string(&draft->text, content->headers[i][1]);
        close_node(&draft->text, node);
    }
    hp_buf_char(&draft->text, '}');
}

static void write_value(struct hp_draft *draft, enum hp_role role, const struct hp_content *content)
{
    switch (role) {
    case HP_ROLE_OPERATIONS:
        write_array(draft, hp_draft_list(role), content->operations, content->operation_count);
        break;
    case HP_ROLE_DATA_MODELS:
        write_array(draft, hp_draft_list(role), content->data_models, content->data_model_count);
        break;
    case HP_ROLE_HEADERS:
        write_headers(draft, hp_draft_list(role), content);
        break;
    case HP_ROLE_NAME:
        hp_json_encode_string(&draft->text, content->name);
        break;
    case HP_ROLE_TYPE:
        hp_json_encode_string(&draft->text, content->type);
        break;
    case HP_ROLE_URL:
        hp_json_encode_string(&draft->text, content->url);
        break;
    case HP_ROLE_ROOT:
    case HP_ROLE_WRAPPER:
    case HP_ROLE_ID:
    case HP_ROLE_CREATED_AT:
    case HP_ROLE_COUNT:
        assert(false && "a member of the wrapper in the request");
    }
}

/* The same for a member with a role, whose name a contract that was loaded holds ready. */
static void open_role(struct hp_draft *draft, const struct hp_contract *contract, enum hp_role role)
{
    size_t begin = draft->text.length;
    if (contract->heads[role].len > 0) {
        hp_buf_slice(&draft->text, contract->heads[role]);
    } else {
        hp_json_encode_name(&draft->text, contract->names[role]);
    }
    open_member(&draft->text, &draft->nodes[role], begin);
}

void hp_draft_write(struct hp_draft *draft, const struct hp_contract *contract,
                    const struct hp_content *content)
{
    struct hp_buf *text = &draft->text;
    hp_buf_clear(text);
    for (int role = 0; role < HP_ROLE_COUNT; role++) {
        draft->nodes[role].present = false;
    }
    memset(draft->item_count, 0, sizeof(draft->item_count));

    struct hp_node *root = &draft->nodes[HP_ROLE_ROOT];
    struct hp_node *wrapper = &draft->nodes[HP_ROLE_WRAPPER];
    open_bare(text, root);
    hp_buf_char(text, '{');
    open_role(draft, contract, HP_ROLE_WRAPPER);
    hp_buf_char(text, '{');
    for (size_t i = 0; i < contract->request_order_count; i++) {
        enum hp_role role = contract->request_order[i];
        if (i > 0) {
            hp_buf_char(text, ',');
        }
        open_role(draft, contract, role);
        write_value(draft, role, content);
        close_node(text, &draft->nodes[role]);
    }
    hp_buf_char(text, '}');
    close_node(text, wrapper);
    hp_buf_char(text, '}');
    close_node(text, root);
}
