/* The parts of the wire target: what a slot holds, and the functions that its files share.
 *
 * libcurl makes a connection (names, TLS, a proxy's tunnel); what goes over it is written and read
 * here, octet by octet. A slot has a connection that is kept for the next exchange and one that is
 * used for a single exchange and closed. One epoll set watches all of them; libcurl's own loop is a
 * member of it and only works while connections are made. */
#ifndef HP_TARGET_WIRE_INTERNAL_H
#define HP_TARGET_WIRE_INTERNAL_H

#include <curl/curl.h>

#include "harness/base/buf.h"
#include "harness/http/reader.h"
#include "harness/target/body_reader.h"
#include "harness/target/curl_loop.h"
#include "harness/target/extra_fields.h"
#include "harness/target/target_internal.h"

enum {
    /* Bytes read at a time: two of the largest segments that loopback passes on. */
    HP_WIRE_READ_BYTES = 128 * 1024,
    /* A head that is sent: rows build targets of 1 MiB and 10,000 fields. */
    HP_WIRE_HEAD_BYTES_MAX = 16 * 1024 * 1024,
    /* Replies of one exchange that are kept; rows ask for two. */
    HP_WIRE_REPLIES_MAX = 16,
    HP_WIRE_FAULT_BYTES = 160, /* a reader's fault and its clause */
};

struct hp_wire_target;
struct hp_wire_slot;

struct hp_wire_connection {
    struct hp_wire_slot *slot;
    CURL *easy;      /* NULL until the first use */
    bool added;      /* to the multi handle, which owns the connection */
    int fd;          /* -1 until it is connected */
    uint32_t events; /* that epoll watches it for */
    bool used;       /* carried a whole exchange */
    char detail[CURL_ERROR_SIZE];
};

/* Where the octets come from that follow those that are pending. */
enum hp_wire_source {
    HP_WIRE_ALL_SENT,
    HP_WIRE_BODY,  /* the body reader */
    HP_WIRE_HELD,  /* the body, which waits for a 100 (Continue) */
    HP_WIRE_STEPS, /* the steps of a request that breaks rules */
};

struct hp_wire_sending {
    struct hp_buf out; /* the head and what was copied behind it */
    struct hp_slice pending[2];
    enum hp_wire_source source;
    bool stopped; /* the peer takes or wants no more */
    struct hp_body_reader body;
    size_t step;
    size_t dripped;    /* bytes of the current step that were sent */
    uint32_t repeated; /* times that its bytes were */
    unsigned awaits;   /* HP_STEP_AWAIT that are over */
    bool rested;       /* the pause of the current step is over */
};

struct hp_wire_receiving {
    struct hp_reader reader;
    bool head_read;    /* of the current reply, interim replies aside */
    unsigned interims; /* 1xx replies that were passed over */
    struct hp_response replies[HP_WIRE_REPLIES_MAX]; /* of a request with steps */
    size_t reply_count;
    uint64_t replied_us;   /* when the last of them was whole */
    struct hp_arena arena; /* what those borrow */
    char fault[HP_WIRE_FAULT_BYTES];
    char note[2 * HP_ERROR_BYTES];
};

enum hp_wire_phase {
    HP_WIRE_IDLE,
    HP_WIRE_QUEUED, /* its first octets are in place */
    HP_WIRE_CONNECTING,
    HP_WIRE_TALKING,
    HP_WIRE_LINGERING, /* the replies are there: does the peer close? */
};

struct hp_wire_slot {
    struct hp_wire_target *target;
    enum hp_wire_phase phase;
    const struct hp_request *request;
    struct hp_wire_connection kept;
    struct hp_wire_connection single;
    struct hp_wire_connection *active; /* one of the two, or NULL */
    uint64_t deadline_us;              /* of the exchange; monotonic, like all of these */
    uint64_t wake_us;                  /* end of a pause; UINT64_MAX: none */
    uint64_t sent_us;                  /* when the first byte was handed over */
    struct hp_wire_sending sending;
    struct hp_wire_receiving receiving;
};

struct hp_wire_target {
    struct hp_target base;
    struct hp_curl_loop loop;
    int epoll;
    CURLU *url;
    struct hp_extra_fields extra;
    bool tls;
    bool proxied;
    char host_field[300]; /* "127.0.0.1:8080" */
    size_t host_field_len;
    char peer[300]; /* the same for people, always with its port */
    uint32_t timeout_ms;
    size_t in_flight;
    size_t *queue; /* slots whose request is to be sent next; room for all */
    size_t queued;
    size_t connecting;
    uint64_t next_us;        /* no deadline or pause is due before this */
    int64_t unix_offset_us;  /* wall clock - monotonic clock */
    uint64_t offset_read_us; /* when that was looked at */
    enum hp_status broken;   /* HP_OK until the system or the heap refused something */
    char *bytes;             /* HP_WIRE_READ_BYTES */
    struct hp_wire_slot slots[];
};

/* --- wire_connect.c --- */

/* Options that hold for every connection of a run. */
enum hp_status hp_wire_setup(struct hp_wire_connection *connection,
                             const struct hp_target_options *options,
                             struct hp_error *error) HP_MUST_CHECK;
/* Starts to connect; the end shows in hp_wire_connected. */
enum hp_status hp_wire_connect(struct hp_wire_connection *connection) HP_MUST_CHECK;
/* Lets libcurl work, and tells those slots whose connection stands or failed. */
enum hp_status hp_wire_connect_step(struct hp_wire_target *target) HP_MUST_CHECK;
void hp_wire_disconnect(struct hp_wire_connection *connection);
/* A reset instead of an end in order. */
void hp_wire_reset(struct hp_wire_connection *connection);

/* --- wire_io.c --- */

enum hp_wire_io {
    HP_WIRE_IO_SOME,
    HP_WIRE_IO_LATER,  /* it would block */
    HP_WIRE_IO_CLOSED, /* in order; over TLS also without TLS's own end, which libcurl passes over
                        */
    HP_WIRE_IO_BROKEN, /* reset */
};

enum hp_wire_io hp_wire_read(struct hp_wire_connection *connection, char *bytes, size_t room,
                             size_t *count);
/* Sends what it can of both and shortens them. SOME: all of it is gone. */
enum hp_wire_io hp_wire_write(struct hp_wire_connection *connection, struct hp_slice pending[2]);
void hp_wire_watch(struct hp_wire_connection *connection, uint32_t events);
/* The same for a connection that has just been made: for replies. */
void hp_wire_watch_first(struct hp_wire_connection *connection);
/* Asks to be told of what is there already, when not all of it was read. */
void hp_wire_watch_again(struct hp_wire_connection *connection);

/* --- wire_request.c --- */

void hp_wire_sending_init(struct hp_wire_sending *sending);
void hp_wire_sending_deinit(struct hp_wire_sending *sending);
bool hp_wire_carries(const struct hp_target *target, const struct hp_request *request,
                     const char **reason);
/* Puts the request's first octets in place. */
enum hp_status hp_wire_compose(struct hp_wire_slot *slot) HP_MUST_CHECK;
/* Sends as much as can be sent now. The exchange may end in it. */
void hp_wire_send(struct hp_wire_slot *slot);
/* The body that waits for a 100 goes. */
void hp_wire_release_body(struct hp_wire_slot *slot);

/* --- wire_steps.c --- */

/* Sum of the pauses of a request's steps. */
uint64_t hp_wire_pauses_us(const struct hp_request *request);
/* Puts the next octets into `pending`; false: nothing is to be sent now. */
bool hp_wire_next_step(struct hp_wire_slot *slot);

/* --- wire_reply.c --- */

void hp_wire_receiving_init(struct hp_wire_receiving *receiving, size_t body_bytes_max);
void hp_wire_receiving_deinit(struct hp_wire_receiving *receiving);
void hp_wire_receiving_reset(struct hp_wire_slot *slot);
/* Reads what has come; `ends`: and the end of the connection behind it. The exchange may end in it.
 */
void hp_wire_receive(struct hp_wire_slot *slot, bool ends);
/* Replies that the request asks for. */
size_t hp_wire_replies_wanted(const struct hp_request *request);
/* The replies are there: waits a little for the peer to close. */
void hp_wire_linger(struct hp_wire_slot *slot);

/* --- wire_end.c --- */

/* Every exchange ends through one of these. */
void hp_wire_end_response(struct hp_wire_slot *slot, bool peer_closed, bool reusable);
void hp_wire_end_fault(struct hp_wire_slot *slot); /* as the reader says */
void hp_wire_end_closed(struct hp_wire_slot *slot, bool reset);
void hp_wire_end_timeout(struct hp_wire_slot *slot);
void hp_wire_end_unconnected(struct hp_wire_slot *slot, CURLcode code);
void hp_wire_end_by_plan(struct hp_wire_slot *slot);
/* The first violation of RFC 9112 in the replies is kept. */
void hp_wire_note_fault(struct hp_wire_slot *slot, const char *what, const char *clause);

/* --- wire.c --- */

/* The connection of `slot` stands: begins to talk. */
void hp_wire_begin(struct hp_wire_slot *slot);
/* The same request once more, over a new connection, which is not repeated again. */
void hp_wire_repeat(struct hp_wire_slot *slot);
/* Sets `wake_us`. */
void hp_wire_rest(struct hp_wire_slot *slot, uint64_t us);

#endif
