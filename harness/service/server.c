/* A listening socket and a loop a thread around a service. Must not know what is asked or answered.
 */
#include "harness/service/server.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/service/listener.h"
#include "harness/service/loop.h"

enum {
    BODY_BYTES_MAX = 1024 * 1024,
    CONNECTIONS_MAX = 1024,
    IDLE_SECONDS = 30,
    /* Twenty times what a client on a bad line takes, half of what nginx allows by default. */
    HEAD_MS = 10 * 1000,
    BODY_MS = 10 * 1000,
};

struct hp_server {
    struct hp_loop_scope scope;
    uint16_t port;
    unsigned started; /* threads that run */
    pthread_t threads[HP_SERVER_THREADS_MAX];
};

static unsigned value_or(unsigned value, unsigned otherwise)
{
    return value == 0 ? otherwise : value;
}

static struct hp_server_options effective(const struct hp_server_options *options)
{
    struct hp_server_options out = *options;
    out.body_bytes_max = options->body_bytes_max == 0 ? BODY_BYTES_MAX : options->body_bytes_max;
    out.connections_max = value_or(options->connections_max, CONNECTIONS_MAX);
    out.idle_seconds = value_or(options->idle_seconds, IDLE_SECONDS);
    out.threads = value_or(options->threads, 1);
    out.head_ms = value_or(options->head_ms, HEAD_MS);
    out.body_ms = value_or(options->body_ms, BODY_MS);
    return out;
}

static void *run(void *loop)
{
    hp_loop_run(loop);
    return NULL;
}

/* Signals are for the program's own thread. */
static enum hp_status start_threads(struct hp_server *server, struct hp_error *error)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    enum hp_status status = HP_OK;
    for (unsigned i = 0; i < server->scope.options.threads && status == HP_OK; i++) {
        struct hp_loop *loop;
        status = hp_loop_new(&server->scope, &loop, error);
    }
    for (unsigned i = 0; i < server->scope.loop_count && status == HP_OK; i++) {
        int cause = pthread_create(&server->threads[i], NULL, run, server->scope.loops[i]);
        if (cause == 0) {
            server->started++;
        } else {
            status = hp_error_set(error, HP_ERR_IO, "cannot start a thread of the server: %s",
                                  strerror(cause));
        }
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}

enum hp_status hp_server_start(const struct hp_server_options *options, struct hp_server **out,
                               struct hp_error *error)
{
    *out = NULL;
    if (options->threads > HP_SERVER_THREADS_MAX) {
        return hp_error_set(error, HP_ERR_USAGE, "a server of %u threads; %d is the most",
                            options->threads, HP_SERVER_THREADS_MAX);
    }
    struct hp_server *server = hp_calloc(1, sizeof(*server));
    if (server == NULL) {
        return hp_error_nomem(error);
    }
    server->scope.options = effective(options);
    server->port = options->port;
    enum hp_status status =
        hp_listener_open(options->host, &server->port, &server->scope.listener, error);
    if (status == HP_OK) {
        status = start_threads(server, error);
    }
    if (status != HP_OK) {
        hp_server_stop(server);
        return status;
    }
    *out = server;
    return HP_OK;
}

uint16_t hp_server_port(const struct hp_server *server)
{
    return server->port;
}

void hp_server_stop(struct hp_server *server)
{
    if (server == NULL) {
        return;
    }
    for (unsigned i = 0; i < server->started; i++) {
        hp_loop_stop(server->scope.loops[i]);
    }
    for (unsigned i = 0; i < server->started; i++) {
        (void)pthread_join(server->threads[i], NULL);
    }
    for (unsigned i = 0; i < HP_SERVER_THREADS_MAX; i++) {
        hp_loop_free(server->scope.loops[i]);
    }
    if (server->scope.listener >= 0) {
        (void)close(server->scope.listener);
    }
    hp_free(server);
}
