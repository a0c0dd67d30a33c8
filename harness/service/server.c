/* Starts and stops libmicrohttpd around a service. Must not know what is asked or answered. */
#include "harness/service/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/service/connection.h"

enum {
    /* A request line or field of 64 KiB has to reach the service, which answers it better than the
     * library does. No more than that: the library clears all of it after every request, and at 256
     * KiB that is a third of the throughput. */
    CONNECTION_MEMORY_BYTES = 96 * 1024,
    STOP_WAIT_MS = 2000, /* what a request under way may still take */
    STOP_STEP_MS = 5
};

struct hp_server {
    struct MHD_Daemon *daemon;
    struct hp_connection_scope scope;
    uint16_t port;
};

union address {
    struct sockaddr any;
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
};

static enum hp_status parse_address(const struct hp_server_options *options, union address *out,
                                    unsigned *flags, struct hp_error *error)
{
    *out = (union address){0};
    if (inet_pton(AF_INET, options->host, &out->ipv4.sin_addr) == 1) {
        out->ipv4.sin_family = AF_INET;
        out->ipv4.sin_port = htons(options->port);
        return HP_OK;
    }
    if (inet_pton(AF_INET6, options->host, &out->ipv6.sin6_addr) == 1) {
        out->ipv6.sin6_family = AF_INET6;
        out->ipv6.sin6_port = htons(options->port);
        *flags |= MHD_USE_IPv6;
        return HP_OK;
    }
    return hp_error_set(error, HP_ERR_USAGE,
                        "cannot listen on \"%s\": not a numeric IPv4 or IPv6 address; 127.0.0.1 is "
                        "the usual one",
                        options->host);
}

/* The service compares the raw target; nothing is to be decoded for it. */
static size_t keep_escapes(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls;
    (void)connection;
    return strlen(text);
}

/* The library's own lines are about peers that broke off; the answers say what matters. */
static void drop_log(void *cls, const char *format, va_list arguments)
{
    (void)cls;
    (void)format;
    (void)arguments;
}

static struct MHD_Daemon *start_daemon(struct hp_server *server, unsigned flags,
                                       const struct hp_server_options *options,
                                       union address *address)
{
    unsigned threads = options->threads > 1 ? options->threads : 0;
    return MHD_start_daemon(
        flags | MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG, options->port,
        NULL, NULL, hp_connection_handle, &server->scope,                   /* every request */
        MHD_OPTION_EXTERNAL_LOGGER, drop_log, NULL,                         /* first: from now on */
        MHD_OPTION_SOCK_ADDR, &address->any,                                /* */
        MHD_OPTION_NOTIFY_CONNECTION, hp_connection_notify, &server->scope, /* */
        MHD_OPTION_URI_LOG_CALLBACK, hp_connection_begin, &server->scope,   /* */
        MHD_OPTION_NOTIFY_COMPLETED, hp_connection_end, &server->scope,     /* */
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,                   /* */
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES, /* */
        MHD_OPTION_CONNECTION_LIMIT, options->connections_max,               /* */
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds,                /* */
        MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_END);
}

enum hp_status hp_server_start(const struct hp_server_options *options, struct hp_server **out,
                               struct hp_error *error)
{
    union address address;
    unsigned flags = 0;
    *out = NULL;
    enum hp_status status = parse_address(options, &address, &flags, error);
    if (status != HP_OK) {
        return status;
    }
    struct hp_server *server = hp_calloc(1, sizeof(*server));
    if (server == NULL) {
        return hp_error_nomem(error);
    }
    server->scope.service = options->service;
    server->scope.body_bytes_max = options->body_bytes_max;
    errno = 0;
    server->daemon = start_daemon(server, flags, options, &address);
    if (server->daemon == NULL) {
        int cause = errno;
        hp_free(server);
        return hp_error_set(error, HP_ERR_USAGE,
                            "cannot listen on %s port %u: %s; choose another, or 0 for any free "
                            "port",
                            options->host, options->port,
                            cause == 0 ? "the server did not start" : strerror(cause));
    }
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = info == NULL ? options->port : info->port;
    *out = server;
    return HP_OK;
}

uint16_t hp_server_port(const struct hp_server *server)
{
    return server->port;
}

static void wait_until_idle(struct hp_server *server)
{
    const struct timespec step = {.tv_nsec = STOP_STEP_MS * 1000000L};
    for (int waited = 0; waited < STOP_WAIT_MS; waited += STOP_STEP_MS) {
        if (atomic_load(&server->scope.under_way) == 0) {
            return;
        }
        (void)nanosleep(&step, NULL);
    }
}

void hp_server_stop(struct hp_server *server)
{
    if (server == NULL) {
        return;
    }
    MHD_socket listener = MHD_quiesce_daemon(server->daemon);
    wait_until_idle(server);
    MHD_stop_daemon(server->daemon);
    /* After a quiesce the socket is ours, and only now does no thread use it any more. */
    if (listener != MHD_INVALID_SOCKET) {
        (void)close(listener);
    }
    hp_free(server);
}
