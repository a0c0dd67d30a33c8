/* The members of a request body by what they are for. */
#ifndef HP_SERVICE_WEBHOOK_H
#define HP_SERVICE_WEBHOOK_H

#include "harness/contract/contract.h"
#include "harness/json/tree.h"

struct hp_webhook {
    const struct hp_json *members[HP_ROLE_COUNT]; /* NULL: absent; ROOT and WRAPPER are set too */
};

/* Finds each member once. A body that breaks the contract leaves members NULL; of duplicates the
 * first counts. */
void hp_webhook_read(const struct hp_contract *contract, const struct hp_json *root,
                     struct hp_webhook *out);

#endif
