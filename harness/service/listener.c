/* Address, bind, listen. One socket for all threads, not one each with SO_REUSEPORT: with that a
 * second server on the same port would start too and take half of the requests. */
#include "harness/service/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union address {
    struct sockaddr any;
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
};

/* Sets length and family; false for anything but a numeric address. */
static bool read_address(const char *host, uint16_t port, union address *out, socklen_t *length)
{
    *out = (union address){0};
    if (inet_pton(AF_INET, host, &out->ipv4.sin_addr) == 1) {
        out->ipv4.sin_family = AF_INET;
        out->ipv4.sin_port = htons(port);
        *length = sizeof(out->ipv4);
        return true;
    }
    if (inet_pton(AF_INET6, host, &out->ipv6.sin6_addr) == 1) {
        out->ipv6.sin6_family = AF_INET6;
        out->ipv6.sin6_port = htons(port);
        *length = sizeof(out->ipv6);
        return true;
    }
    return false;
}

/* SO_REUSEADDR: a restart need not wait for the old connections to be forgotten; it does not let
 * two servers listen on one port. TCP_NODELAY is inherited by what is accepted: answers go out
 * whole, and there is nothing to wait for. False with errno. */
static bool bind_and_listen(int fd, const union address *address, socklen_t length)
{
    static const int on = 1;
    bool ipv6 = address->any.sa_family == AF_INET6;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
           setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0 &&
           (!ipv6 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) == 0) &&
           bind(fd, &address->any, length) == 0 && listen(fd, SOMAXCONN) == 0;
}

static uint16_t port_of(int fd, uint16_t otherwise)
{
    union address address = {0};
    socklen_t length = sizeof(address);
    if (getsockname(fd, &address.any, &length) != 0) {
        return otherwise;
    }
    return ntohs(address.any.sa_family == AF_INET6 ? address.ipv6.sin6_port
                                                   : address.ipv4.sin_port);
}

enum hp_status hp_listener_open(const char *host, uint16_t *port, int *out, struct hp_error *error)
{
    union address address;
    socklen_t length;
    *out = -1;
    if (!read_address(host, *port, &address, &length)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "cannot listen on \"%s\": not a numeric IPv4 or IPv6 address; "
                            "127.0.0.1 is the usual one",
                            host);
    }
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || !bind_and_listen(fd, &address, length)) {
        int cause = errno;
        if (fd >= 0) {
            (void)close(fd);
        }
        return hp_error_set(error, HP_ERR_USAGE,
                            "cannot listen on %s port %u: %s; choose another, or 0 for any free "
                            "port",
                            host, *port, strerror(cause));
    }
    *port = port_of(fd, *port);
    *out = fd;
    return HP_OK;
}
