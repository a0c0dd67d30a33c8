/* One walk over the wrapper, so that no later step searches for names. Must not know what a valid
 * value is. */
#include "harness/service/webhook.h"

void hp_webhook_read(const struct hp_contract *contract, const struct hp_json *root,
                     struct hp_webhook *out)
{
    *out = (struct hp_webhook){.members[HP_ROLE_ROOT] = root};
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    out->members[HP_ROLE_WRAPPER] = wrapper;
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL;
         member = hp_json_next(member)) {
        struct hp_slice name = hp_json_name(member);
        for (size_t i = 0; i < contract->request_order_count; i++) {
            enum hp_role role = contract->request_order[i];
            if (out->members[role] == NULL && hp_slice_equal(name, contract->names[role])) {
                out->members[role] = member;
                break;
            }
        }
    }
}
