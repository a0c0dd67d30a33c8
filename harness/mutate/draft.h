/* A document to send: text plus spans. The bytes, and for each node of the contract where its
 * member, name and value lie in them.
 *
 * Every operator is an edit on spans, so it controls the exact bytes (escapes, order, duplicates,
 * white space, broken syntax), costs a memmove instead of a printed tree, and is the same code that
 * the fuzzer's mutator uses. After an edit the spans of everything outside the edited range are
 * still right; what lay inside the range is gone (present = false). */
#ifndef HP_MUTATE_DRAFT_H
#define HP_MUTATE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/buf.h"
#include "harness/contract/contract.h"

enum {
    HP_DRAFT_ITEMS_MAX = HP_ENUM_VALUES_MAX
}; /* items or header members with spans of their own */

struct hp_span {
    size_t begin;
    size_t end; /* one past the last byte */
};

/* A member `"name": value` or, for the root and for array items, a bare value (name is then empty).
 */
struct hp_node {
    struct hp_span member;
    struct hp_span name; /* with its quotes */
    struct hp_span value;
    bool present;
};

/* Names a node: the role, or the index-th item (operations, data_models) or member (headers) in it.
 */
struct hp_site {
    enum hp_role role;
    int item; /* -1: the node itself */
};

struct hp_draft {
    struct hp_buf text;
    struct hp_node nodes[HP_ROLE_COUNT];
    struct hp_node items[3][HP_DRAFT_ITEMS_MAX]; /* of operations, data_models, headers */
    size_t item_count[3];
};

/* What the base document of a case holds. All borrowed. */
struct hp_content {
    struct hp_slice type; /* unescaped, as are all */
    const struct hp_slice *operations;
    size_t operation_count;
    const struct hp_slice *data_models;
    size_t data_model_count;
    struct hp_slice name;
    struct hp_slice url;
    const struct hp_slice (*headers)[2]; /* name, value */
    size_t header_count;
};

void hp_draft_init(struct hp_draft *draft);
void hp_draft_deinit(struct hp_draft *draft);

/* Writes the compact document with members in the contract's order; replaces what was there.
 * Failure is sticky in draft->text.failed. */
void hp_draft_write(struct hp_draft *draft, const struct hp_contract *contract,
                    const struct hp_content *content);

/* The same document with fewer steps, for whoever writes many that differ little. `pattern` was
 * written by hp_draft_write for the same contract, with an empty type, no operations and no data
 * models; these come from `filling`, as JSON strings with their quotes. */
struct hp_filling {
    struct hp_slice type;
    const struct hp_slice *operations;
    size_t operation_count;
    const struct hp_slice *data_models;
    size_t data_model_count;
};
void hp_draft_fill(struct hp_draft *draft, const struct hp_draft *pattern,
                   const struct hp_contract *contract, const struct hp_filling *filling);

/* Takes over a text of any origin, right or wrong, and finds its nodes: every value, numbered in
 * the order of the text, those of broken texts as far as they can be told. Returns how many there
 * are; HP_DRAFT_READ_MAX of them from number `skip` on have spans, under the sites that
 * hp_draft_read_site gives. The contract's roles mean nothing in such a draft. */
enum { HP_DRAFT_READ_MAX = 3 * HP_DRAFT_ITEMS_MAX };
size_t hp_draft_read(struct hp_draft *draft, struct hp_slice text, size_t skip);
/* The site of node `skip` + index, index < HP_DRAFT_READ_MAX. */
struct hp_site hp_draft_read_site(size_t index);

/* Which list of `items` belongs to the role; -1 when it has no items. */
int hp_draft_list(enum hp_role role);

/* The node, or NULL when it is not (or no longer) there. */
const struct hp_node *hp_draft_node(const struct hp_draft *draft, struct hp_site site);

/* No edit does anything when its site is not there or the draft has failed. Raw text may be
 * borrowed from the draft itself.
 *
 * Replaces any range of the text and moves the spans: nodes that overlap the range but do not
 * contain it wholly are no longer present; those that contain it grow or shrink; those behind it
 * move. The one primitive under all others. */
void hp_draft_splice(struct hp_draft *draft, struct hp_span range, struct hp_slice with);

/* `json` is raw text, right or wrong. */
void hp_draft_replace_value(struct hp_draft *draft, struct hp_site site, struct hp_slice json);
/* `json` is the raw name with its quotes (or without, to be wrong). */
void hp_draft_replace_name(struct hp_draft *draft, struct hp_site site, struct hp_slice json);
/* Takes the member or item out together with one comma, so that the rest stays valid. The items
 * behind it keep their indexes: an index names an item as it was written, not a place. */
void hp_draft_remove(struct hp_draft *draft, struct hp_site site);
/* Inserts raw text as a first or last member (object) or item (array) of the value at `site`, with
 * the comma that it needs. Nothing happens when the value is not (no longer) in brackets. */
void hp_draft_insert_first(struct hp_draft *draft, struct hp_site site, struct hp_slice raw);
void hp_draft_insert_last(struct hp_draft *draft, struct hp_site site, struct hp_slice raw);
/* Inserts raw text directly before or behind the member or item at `site`, with its comma. */
void hp_draft_insert_before(struct hp_draft *draft, struct hp_site site, struct hp_slice raw);
void hp_draft_insert_after(struct hp_draft *draft, struct hp_site site, struct hp_slice raw);
/* The text of a node's value or of its whole member, borrowed until the next edit. */
struct hp_slice hp_draft_value(const struct hp_draft *draft, struct hp_site site);
struct hp_slice hp_draft_member(const struct hp_draft *draft, struct hp_site site);
/* Exchanges the members of two sites that do not overlap. */
void hp_draft_swap(struct hp_draft *draft, struct hp_site a, struct hp_site b);

struct hp_slice hp_draft_text(const struct hp_draft *draft);

/* "/webhook/operations/0": the site as a JSON Pointer with the contract's names, for ids and
 * findings. The contract does not know the names of header members: those print by their index here
 * ... */
void hp_site_print(const struct hp_contract *contract, struct hp_site site, struct hp_buf *out);
/* ... and by their (unescaped) name here: "/webhook/headers/x-token". */
void hp_site_print_named(const struct hp_contract *contract, struct hp_site site,
                         struct hp_slice name, struct hp_buf *out);

#endif
