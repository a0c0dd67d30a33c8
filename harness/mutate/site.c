/* Names sites as JSON Pointers (RFC 6901). Must not know documents: a site is a place in the
 * contract, whether or not a draft still has it. */
#include "harness/json/pointer.h"
#include "harness/mutate/draft.h"

static void push_role(struct hp_pointer *pointer, const struct hp_contract *contract,
                      enum hp_role role)
{
    if (role == HP_ROLE_ROOT) {
        return;
    }
    /* Members of the response stand at its root, all others inside the wrapper. */
    if (role != HP_ROLE_WRAPPER && role != HP_ROLE_ID && role != HP_ROLE_CREATED_AT) {
        (void)hp_pointer_push_name(pointer, contract->names[HP_ROLE_WRAPPER]);
    }
    (void)hp_pointer_push_name(pointer, contract->names[role]);
}

void hp_site_print(const struct hp_contract *contract, struct hp_site site, struct hp_buf *out)
{
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    push_role(&pointer, contract, site.role);
    if (site.item >= 0) {
        (void)hp_pointer_push_index(&pointer, (size_t)site.item);
    }
    hp_buf_append(out, pointer.text, pointer.length);
}

void hp_site_print_named(const struct hp_contract *contract, struct hp_site site,
                         struct hp_slice name, struct hp_buf *out)
{
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    push_role(&pointer, contract, site.role);
    (void)hp_pointer_push_name(&pointer, name);
    hp_buf_append(out, pointer.text, pointer.length);
}
