/* What the second judge makes of any bytes, and how far it may be trusted to decide alone. */
#ifndef HP_RUN_BODY_TRUTH_H
#define HP_RUN_BODY_TRUTH_H

#include "harness/contract/contract.h"
#include "harness/plan/row.h"

struct hp_body_facts {
    enum hp_body_truth truth; /* VALID, BREAKS or NOT_JSON; EITHER: deeper than anybody has to read,
                                 or wrong with several members of one name, of which readers take
                                 different ones */
    /* Valid, and nothing in it that a service may have an opinion about: no member that is not
     * documented or comes twice, lists without repetitions, a name of visible text, a URL under
     * https://example.com/, header fields that are tokens with visible values. */
    bool tame;
    /* What comes back of it has to be what was sent: no member comes twice, no text that services
     * trim, clean or cannot hold. */
    bool plain_echo;
};

/* False when memory is refused. */
bool hp_body_examine(const struct hp_contract *contract, struct hp_slice body,
                     struct hp_body_facts *out);

#endif
