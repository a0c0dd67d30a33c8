/* Which custom header fields the service would send with a webhook (decisions S25 to S28). */
#ifndef HP_SERVICE_FIELD_POLICY_H
#define HP_SERVICE_FIELD_POLICY_H

#include "harness/base/slice.h"

enum { HP_FIELD_POLICY_COUNT_MAX = 100 }; /* decision S28; 20 must be accepted */

/* NULL when a client may send this, else why not: a static text that goes on from the member's
 * name. Values must be ASCII without control characters (RFC 9110 5.5), 4,096 octets at most; names
 * are tokens of 256 octets at most that do not frame a message or belong to one connection
 * (7.6.1). */
const char *hp_field_policy_name(struct hp_slice name);
const char *hp_field_policy_value(struct hp_slice value);

#endif
