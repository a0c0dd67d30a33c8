/* Everything that is judged before the body is looked at. */
#ifndef HP_SERVICE_GATE_H
#define HP_SERVICE_GATE_H

#include "harness/service/replies.h"
#include "harness/service/service.h"

struct hp_gate {
    const struct hp_contract *contract;
    struct hp_slice api_key;
    struct hp_service_limits limits;
    /* What is known of the contract once and for all. */
    bool key_field_is_token;
    bool serves_target; /* the contract's method with its path as the target is what is served */
};

/* `contract` and `api_key` are borrowed. */
void hp_gate_init(struct hp_gate *gate, const struct hp_contract *contract, struct hp_slice api_key,
                  const struct hp_service_limits *limits);

/* HP_REPLY_NONE when the body is to be read. The order is the contract of the error cases: limits,
 * method, path, key, then what the header says of the body. */
enum hp_reply hp_gate_judge(const struct hp_gate *gate, const struct hp_request *request);

#endif
