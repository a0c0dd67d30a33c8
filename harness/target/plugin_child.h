/* A child process that a plugin runs in: made, watched, ended, made again. One owner; hookproof has
 * no other threads while a plugin is the target, so that a fork is safe at any time. */
#ifndef HP_TARGET_PLUGIN_CHILD_H
#define HP_TARGET_PLUGIN_CHILD_H

#include <sys/types.h>

#include "harness/base/buf.h"
#include "harness/target/plugin_host.h"
#include "harness/target/target.h"

enum { HP_PLUGIN_NOTE_BYTES = 320 };

struct hp_plugin_child {
    pid_t pid;         /* 0: there is none */
    int channel;       /* our end, non-blocking; -1: there is none */
    int log;           /* its standard output and error, a file in memory; -1: there is none */
    struct hp_buf out; /* questions that it has not taken yet */
    size_t out_done;   /* ... of which this much went */
    struct hp_buf in;  /* what it has said */
};

/* No process yet. Safe to stop. */
void hp_plugin_child_init(struct hp_plugin_child *child);

/* Starts the process and waits up to `timeout_ms` until it has loaded the plugin. HP_ERR_USAGE when
 * it cannot, in one sentence with the file's name; the child is stopped then. */
enum hp_status hp_plugin_child_start(struct hp_plugin_child *child,
                                     const struct hp_plugin_host_options *options,
                                     uint32_t timeout_ms, struct hp_error *error) HP_MUST_CHECK;

/* Lets it end, and makes it end when it does not within a second. */
void hp_plugin_child_stop(struct hp_plugin_child *child);

/* Ends it now, and all that it has started; says in one printable line how it came to its end by
 * itself, when it did: "killed by SIGSEGV", and what it wrote last. */
void hp_plugin_child_end(struct hp_plugin_child *child, char note[HP_PLUGIN_NOTE_BYTES]);

/* Moves bytes both ways as far as they go without waiting. False when the child is gone. */
bool hp_plugin_child_send(struct hp_plugin_child *child);
bool hp_plugin_child_receive(struct hp_plugin_child *child);

#endif
