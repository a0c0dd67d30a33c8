/* Addresses as URIs (RFC 3986), whatever is in them. */
#ifndef HP_REPORTS_LOCATION_H
#define HP_REPORTS_LOCATION_H

#include "harness/base/buf.h"

/* A file's path as a URI reference: relative as it is, absolute as file:///. */
void hp_location_path(struct hp_buf *out, const char *path);

/* The URL of a request: the origin of the target's address (http://builtin.invalid for the service
 * in process) and the request-target, of which everything that no URI may hold is percent-encoded.
 * A request-target that does not begin with a slash gets one. */
void hp_location_url(struct hp_buf *out, const char *target_address, struct hp_slice target);

#endif
