/* The listening socket. */
#ifndef HP_SERVICE_LISTENER_H
#define HP_SERVICE_LISTENER_H

#include <stdint.h>

#include "harness/base/error.h"

/* Binds `host` (a numeric IPv4 or IPv6 address) and `port` (0: any free one) and listens, without
 * blocking. `port` becomes the one that was bound. HP_ERR_USAGE with the reason. */
enum hp_status hp_listener_open(const char *host, uint16_t *port, int *out,
                                struct hp_error *error) HP_MUST_CHECK;

#endif
