/* The child process of a plugin: loads the object, answers questions until their end. */
#ifndef HP_TARGET_PLUGIN_HOST_H
#define HP_TARGET_PLUGIN_HOST_H

#include <stdint.h>

#include "harness/base/slice.h"

struct hp_plugin_host_options {
    const char *file; /* a path with a slash in it */
    struct hp_slice api_key;
    struct hp_slice method;
    struct hp_slice path;
    uint64_t instance; /* see struct hookproof_setup */
    int channel;       /* socket; closed by the other end when it is over */
    int log;           /* descriptor that standard output and error go to */
};

/* Never returns: ends the process. Only to be called in a child that fork made. */
_Noreturn void hp_plugin_host_run(const struct hp_plugin_host_options *options);

#endif
