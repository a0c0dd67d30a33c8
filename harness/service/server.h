/* The built-in service over HTTP/1.1, by libmicrohttpd. */
#ifndef HP_SERVICE_SERVER_H
#define HP_SERVICE_SERVER_H

#include <stdint.h>

#include "harness/service/service.h"

struct hp_server_options {
    struct hp_service *service; /* must outlive the server */
    const char *host;           /* numeric IPv4 or IPv6 address to bind */
    uint16_t port;              /* 0: the system chooses; see hp_server_port */
    size_t
        body_bytes_max; /* read from the peer before the service is asked; larger: 413 and close */
    unsigned connections_max;
    unsigned idle_seconds; /* a silent connection is closed after this */
    unsigned threads;      /* 0 or 1: one */
};

struct hp_server;

/* Listens and answers in threads of its own until stopped. HP_ERR_USAGE for an address that cannot
 * be bound, with the reason. */
enum hp_status hp_server_start(const struct hp_server_options *options, struct hp_server **out,
                               struct hp_error *error) HP_MUST_CHECK;
uint16_t hp_server_port(const struct hp_server *server);
/* Stops listening, finishes what is under way, frees. NULL is allowed. */
void hp_server_stop(struct hp_server *server);

#endif
