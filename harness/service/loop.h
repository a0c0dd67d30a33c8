/* One thread of the server: an epoll set with its share of the connections. */
#ifndef HP_SERVICE_LOOP_H
#define HP_SERVICE_LOOP_H

#include <stdatomic.h>

#include "harness/service/server.h"

/* What all loops of a server share. */
struct hp_loop_scope {
    struct hp_server_options options; /* without zeros */
    int listener;
    atomic_uint connections; /* open now, over all loops */
    /* All of them; each is put here by hp_loop_new. */
    struct hp_loop *loops[HP_SERVER_THREADS_MAX];
    unsigned loop_count;
    atomic_uint givers; /* those that may still accept for another */
};

struct hp_loop;

/* The scope must outlive the loop; all loops of a scope must be there before the first one runs.
 * HP_ERR_NOMEM, or HP_ERR_IO when there are no descriptors. */
enum hp_status hp_loop_new(struct hp_loop_scope *scope, struct hp_loop **out,
                           struct hp_error *error) HP_MUST_CHECK;
/* Not while any loop of its scope runs. NULL is allowed. */
void hp_loop_free(struct hp_loop *loop);

/* Serves until hp_loop_stop, which may come from any thread, and then until what is under way is
 * done: two seconds at most. */
void hp_loop_run(struct hp_loop *loop);
void hp_loop_stop(struct hp_loop *loop);

/* Connections that it has, or was given by the loop that accepted them. From any thread. */
unsigned hp_loop_share(struct hp_loop *loop);

#endif
