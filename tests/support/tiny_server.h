/* A deliberately simple HTTP peer for tests: each connection plays a script of steps, good manners
 * or bad, and everything it received is kept byte for byte. Loopback only; one thread a
 * connection. */
#ifndef HP_TESTS_TINY_SERVER_H
#define HP_TESTS_TINY_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tiny_what {
    TINY_END = 0, /* close in order */
    TINY_HEAD,    /* read up to the empty line of a request's head */
    TINY_BODY,    /* read the body that the head announces */
    TINY_REQUEST, /* read a whole request: its head and what its framing fields announce */
    TINY_SEND,    /* `text`, or `len` bytes of it when len is not 0 */
    TINY_FILL,    /* `len` times the byte 'x' */
    TINY_ECHO,    /* a 200 whose body is the body of the last request */
    TINY_DELAY,   /* `len` milliseconds */
    TINY_QUIET,   /* as TINY_DELAY, and TINY_RESET when the client sends anything meanwhile */
    TINY_RESET,   /* close with RST */
    TINY_AGAIN,   /* from the first step, on the same connection */
    TINY_HOLD,    /* wait until the client closes */
    TINY_FINISH,  /* read until the client shuts its sending side, and go on */
};

struct tiny_step {
    enum tiny_what what;
    const char *text;
    size_t len;
};

struct tiny_server;

/* Connection i plays scripts[i]; those beyond the last play the last. The scripts stay borrowed.
 * Aborts the test when it cannot listen. */
struct tiny_server *tiny_server_start(const struct tiny_step *const *scripts, size_t count);
uint16_t tiny_server_port(const struct tiny_server *server);

/* Connections accepted so far. */
size_t tiny_server_connections(struct tiny_server *server);

/* What connection `index` has sent so far, NUL-terminated; freed by the caller with free(). */
char *tiny_server_received(struct tiny_server *server, size_t index, size_t *len);

/* TCP segments with data that connection `index` had received when its last request was whole. */
size_t tiny_server_segments(struct tiny_server *server, size_t index);

/* Did connection `index` end with a reset by the client? Waits for its end. */
bool tiny_server_was_reset(struct tiny_server *server, size_t index);

/* Closes everything and joins all threads. */
void tiny_server_stop(struct tiny_server *server);

#endif
