/* The built-in service over HTTP/1.1: a small, strict server.
 *
 * It refuses whatever RFC 9112 calls an error (harness/http/reader.h) with one JSON answer, and a
 * peer costs a bounded amount of memory and time whatever it does or does not send. */
#ifndef HP_SERVICE_SERVER_H
#define HP_SERVICE_SERVER_H

#include <stdint.h>

#include "harness/service/service.h"

enum { HP_SERVER_THREADS_MAX = 64 };

/* 0 is the default that is named, except for `service`, `host` and `port`. */
struct hp_server_options {
    struct hp_service *service; /* must outlive the server */
    const char *host;           /* numeric IPv4 or IPv6 address to bind */
    uint16_t port;              /* 0: the system chooses; see hp_server_port */
    size_t body_bytes_max; /* 1 MiB; up to here a body is read before the service is asked; larger:
                              413 and close */
    unsigned connections_max; /* 1,024; further ones get 503 with Retry-After and are closed */
    unsigned idle_seconds;    /* 30; a connection without a request is closed after this, and one
                                 that takes no answer */
    unsigned threads;         /* 1; HP_SERVER_THREADS_MAX at most */
    unsigned head_ms; /* 10,000; from the first octet of a request to the end of its header section,
                         then 408 */
    unsigned body_ms; /* 10,000; the same for its body, and a second more for every 4 KiB of it */
};

struct hp_server;

/* Listens and answers in threads of its own until stopped. HP_ERR_USAGE for an address that cannot
 * be bound, with the reason. */
enum hp_status hp_server_start(const struct hp_server_options *options, struct hp_server **out,
                               struct hp_error *error) HP_MUST_CHECK;
uint16_t hp_server_port(const struct hp_server *server);
/* Stops listening, finishes what is under way (two seconds at most), frees. NULL is allowed. */
void hp_server_stop(struct hp_server *server);

#endif
