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

/* How many bytes from the start of `text` on are those of names: letters, digits, "-", "_", ".". */
size_t hp_host_policy_span(struct hp_slice text);

#endif
