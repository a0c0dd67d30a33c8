/* Which callback URLs the service takes (decisions S18 to S22). */
#ifndef HP_SERVICE_URL_POLICY_H
#define HP_SERVICE_URL_POLICY_H

#include "harness/base/slice.h"

/* NULL for an absolute http or https URL (RFC 3986 3, RFC 9110 4.2) of 8,000 octets at most, with a
 * host that hp_host_policy_* allows, without userinfo and fragment. Else why not: a static text
 * that goes on from the member's name. The URL itself is never changed. */
const char *hp_url_policy_judge(struct hp_slice url);

#endif
