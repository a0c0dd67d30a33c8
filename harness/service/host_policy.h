/* Where a callback may go: hosts on the public Internet, and nothing behind our own walls.
 *
 * Judged by text alone, without a look-up in DNS: what a name resolves to can change between the
 * registration and the delivery, so the delivery has to look again (OWASP SSRF cheat sheet, case
 * 2). */
#ifndef HP_SERVICE_HOST_POLICY_H
#define HP_SERVICE_HOST_POLICY_H

#include "harness/base/slice.h"

/* NULL when the host may be called, else why not: a static text that goes on from "the URL ...".
 * `host` is a URL's host in ASCII, IPv6 addresses without their brackets. */
const char *hp_host_policy_name(struct hp_slice host); /* a name or an IPv4 address */
const char *hp_host_policy_ipv6(struct hp_slice address);

/* The length of the host name at the start of `text`, when it is one of the usual kind that may be
 * called: labels between dots, the last of which does not begin with a digit. 0: it is to be judged
 * by the functions above. */
size_t hp_host_policy_ordinary(struct hp_slice text);

#endif
