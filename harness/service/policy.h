/* What the service refuses beyond the schema: rules that a schema cannot say. */
#ifndef HP_SERVICE_POLICY_H
#define HP_SERVICE_POLICY_H

#include "harness/service/problems.h"
#include "harness/service/webhook.h"

/* Adds a problem for each rule that a member breaks: the name's length, the number of array items,
 * where the URL leads, which header fields are asked for. Members of another type than the contract
 * wants are passed over: that is the schema's part. */
void hp_policy_judge(const struct hp_contract *contract, const struct hp_webhook *webhook,
                     size_t array_items_max, struct hp_problems *problems);

#endif
