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
};

struct hp_loop;

/* The scope must outlive the loop. HP_ERR_NOMEM, or HP_ERR_IO when there are no descriptors. */
enum hp_status hp_loop_new(struct hp_loop_scope *scope, struct hp_loop **out,
                           struct hp_error *error) HP_MUST_CHECK;
/* Not while it runs. NULL is allowed. */
void hp_loop_free(struct hp_loop *loop);

/* Serves until hp_loop_stop, which may come from any thread, and then until what is under way is
 * done: two seconds at most. */
void hp_loop_run(struct hp_loop *loop);
void hp_loop_stop(struct hp_loop *loop);

#endif
