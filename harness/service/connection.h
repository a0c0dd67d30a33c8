/* One client's connection, from octets to answers: what was received goes through the strict reader
 * to the service, and what it answers goes out in order. Everything is non-blocking; a loop calls
 * when the socket is ready or the time is up. Only loop.c sees this. */
#ifndef HP_SERVICE_CONNECTION_H
#define HP_SERVICE_CONNECTION_H

#include "harness/http/reader.h"
#include "harness/service/response_text.h"
#include "harness/service/server.h"

enum {
    HP_CONNECTION_INPUT_BYTES = 64 * 1024, /* one read: the default receive buffer is 128 KiB */
};

/* What the connections of one thread share. */
struct hp_connection_scope {
    const struct hp_server_options *options; /* without zeros */
    struct hp_arena arena;                   /* of the request that is being answered */
    char *input;                             /* HP_CONNECTION_INPUT_BYTES */
    int64_t now_ms;                          /* monotonic; the loop keeps all three */
    int64_t now_unix_ms;
    char date[HP_HTTP_DATE_CHARS + 1];
    bool stopping; /* answers close their connections */
};

enum hp_connection_phase {
    HP_CONNECTION_READING,   /* requests are read and answered */
    HP_CONNECTION_FINISHING, /* the last answer goes out; nothing is read */
    HP_CONNECTION_LINGERING, /* it is out; what still comes is thrown away, because a socket that is
                                closed over unread octets takes the answer back (RFC 9112 9.6) */
    HP_CONNECTION_OVER,
};

/* What a connection is waiting for, each with a limit of its own. */
enum hp_connection_wait {
    HP_WAIT_REQUEST,
    HP_WAIT_HEAD,
    HP_WAIT_BODY,
    HP_WAIT_SENT,
    HP_WAIT_PEER, /* to close */
};

struct hp_connection {
    int fd;
    enum hp_connection_phase phase;
    enum hp_connection_wait wait;
    bool wait_is_new;  /* counts from now, although it is the same as before */
    bool in_body;      /* the header section was judged */
    int64_t since_ms;  /* when `wait` began */
    uint64_t progress; /* octets since then */
    struct hp_buf output;
    size_t sent;        /* of `output` */
    struct hp_buf rest; /* received, and not read while the peer takes no answers */
    size_t rest_read;
    struct hp_connection *previous, *next; /* the loop's lists */
    bool waits_for_room;                   /* the loop's: what epoll was told */
    struct hp_reader reader;
};

/* Memory only; deinit gives it back. */
void hp_connection_init(struct hp_connection *connection, const struct hp_connection_scope *scope);
void hp_connection_deinit(struct hp_connection *connection);

/* Takes over a connected, non-blocking socket; hp_connection_close closes it and keeps memory of
 * ordinary size for the next one. */
void hp_connection_open(struct hp_connection *connection, const struct hp_connection_scope *scope,
                        int fd);
void hp_connection_close(struct hp_connection *connection);

/* Answers 503 with Retry-After before a request was read, and closes. */
void hp_connection_turn_away(struct hp_connection *connection, struct hp_connection_scope *scope);

/* Does all that can be done now. Then `phase` says whether it is over. */
void hp_connection_step(struct hp_connection *connection, struct hp_connection_scope *scope);

/* The time is up: 408 to an unfinished request (RFC 9110 15.5.9), the end to anything else. */
void hp_connection_expire(struct hp_connection *connection, struct hp_connection_scope *scope);

/* The end, at once. */
void hp_connection_abandon(struct hp_connection *connection);

int64_t hp_connection_deadline_ms(const struct hp_connection *connection,
                                  const struct hp_connection_scope *scope);

/* True when the socket has to take octets before anything else can be done. */
bool hp_connection_has_output(const struct hp_connection *connection);

/* The 503, complete, for a socket that gets no connection of its own; static storage. */
struct hp_slice hp_connection_busy_text(void);

#endif
