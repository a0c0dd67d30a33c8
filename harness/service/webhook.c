/* One walk over the wrapper, so that no later step searches for names. Must not know what a valid
 * value is. */
#include "harness/service/webhook.h"

#include "harness/base/word.h"

void hp_webhook_read(const struct hp_contract *contract, const struct hp_json *root,
                     struct hp_webhook *out)
{
    *out = (struct hp_webhook){.members[HP_ROLE_ROOT] = root};
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    out->members[HP_ROLE_WRAPPER] = wrapper;
    size_t count = contract->request_order_count;
    size_t next = 0; /* most bodies have their members in the contract's order */
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL;
         member = hp_json_next(member)) {
        struct hp_slice name = hp_json_name(member);
        for (size_t i = 0; i < count; i++) {
            enum hp_role role = contract->request_order[next];
            next = next + 1 == count ? 0 : next + 1;
            struct hp_slice want = contract->names[role];
            if (name.len == want.len && hp_word_equal(name.at, want.at, want.len)) {
                if (out->members[role] == NULL) {
                    out->members[role] = member;
                }
                break;
            }
        }
    }
}
