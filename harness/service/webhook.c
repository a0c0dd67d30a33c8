/* One walk over the wrapper, so that no later step searches for names. Must not know what a valid
 * value is. */
#include "harness/service/webhook.h"

/* Finds the role of a member whose name is not the one that was expected; HP_ROLE_ROOT when it has
 * none. `next` is its place in the contract's order. */
static enum hp_role find_role(const struct hp_contract *contract, struct hp_slice name,
                              size_t *next)
{
    for (size_t i = 0; i < contract->request_order_count; i++) {
        enum hp_role role = contract->request_order[i];
        if (hp_name_key_is(&contract->keys[role], name)) {
            *next = i;
            return role;
        }
    }
    return HP_ROLE_ROOT;
}

void hp_webhook_read(const struct hp_contract *contract, const struct hp_json *root,
                     struct hp_webhook *out)
{
    *out = (struct hp_webhook){0};
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    size_t next = 0; /* most bodies have their members in the contract's order */
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL;
         member = member->next) {
        struct hp_slice name = {member->name, member->name_length};
        enum hp_role role = contract->request_order[next];
        if (!hp_name_key_is(&contract->keys[role], name)) {
            role = find_role(contract, name, &next);
        }
        next = next + 1 >= contract->request_order_count ? 0 : next + 1;
        if (out->members[role] == NULL) {
            out->members[role] = member;
        }
    }
    out->members[HP_ROLE_ROOT] = root; /* what had no role is forgotten */
    out->members[HP_ROLE_WRAPPER] = wrapper;
}
