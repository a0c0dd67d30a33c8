/* The request-target (RFC 9112 3.2) down to the path that the service compares. */
#ifndef HP_SERVICE_REQUEST_TARGET_H
#define HP_SERVICE_REQUEST_TARGET_H

#include <stdbool.h>

#include "harness/base/slice.h"

/* Sets `path` (borrowed, undecoded, without the query) for the origin form and the absolute form,
 * and to "*" for the asterisk form. False for anything else: bytes that RFC 3986 does not allow in
 * a path or query, a percent sign without two hexadecimal digits, an encoded control character. */
bool hp_request_target_path(struct hp_slice target, struct hp_slice *path);

#endif
