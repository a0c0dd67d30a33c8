/* An HTTP exchange as every layer sees it: what is asked, what came back, how it ended.
 *
 * All text is borrowed: a request lives as long as the case that built it, a response as long as
 * the target's slot that received it. */
#ifndef HP_BASE_MESSAGE_H
#define HP_BASE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/arena.h"
#include "harness/base/slice.h"

/* One header field line, in the order and spelling sent. */
struct hp_field {
    struct hp_slice name;
    struct hp_slice value;
};

/* How the body travels. Host, Content-Length and Transfer-Encoding are written by the target from
 * these, unless the field list holds them. */
struct hp_transfer {
    bool chunked;          /* Transfer-Encoding: chunked (RFC 9112 7.1) instead of Content-Length */
    size_t chunk_bytes;    /* size of a chunk; 0 = the whole body in one */
    size_t write_bytes;    /* bytes handed to the socket at a time; 0 = all at once */
    bool expect_continue;  /* Expect: 100-continue, and wait for the 100 (RFC 9110 10.1.1) */
    bool fresh_connection; /* not over a connection that was used before */
    bool
        keep_alive_reuse; /* must be sent over a connection that was used before, if there is one */
};

/* One step of a request that breaks the rules of HTTP/1.1 on purpose: what is done to the socket.
 */
enum hp_step_kind {
    HP_STEP_SEND,   /* bytes, all at once, `repeat` times */
    HP_STEP_HOST,   /* the target's "host" or "host:port", as a Host field would name it */
    HP_STEP_SCHEME, /* "http" or "https", as the target's URL has it */
    HP_STEP_DRIP,   /* bytes, one at a time, pause_ms apart */
    HP_STEP_PAUSE,  /* nothing for pause_ms */
    HP_STEP_AWAIT,  /* until one whole reply has come (or the time is up) */
    HP_STEP_FINISH, /* shuts the sending side (FIN); replies are still read */
    HP_STEP_RESET,  /* closes with RST; no reply is read */
};

struct hp_step {
    enum hp_step_kind kind;
    struct hp_slice bytes;
    uint32_t pause_ms;
    uint32_t repeat; /* of SEND: how often the bytes are sent, so that a large body needs no memory;
                        0 counts as 1 */
};

struct hp_request {
    struct hp_slice method;
    struct hp_slice target; /* the request-target, octets as sent (RFC 9112 3.2) */
    const struct hp_field *fields;
    size_t field_count;
    struct hp_slice body;
    bool has_body; /* false: no body and no Content-Length at all */
    struct hp_transfer transfer;
    /* When not NULL: exactly these steps on a connection of its own instead of all of the above,
     * which then only says what the steps are about (the body is what they carry, for the judge).
     */
    const struct hp_step *steps;
    size_t step_count;
    unsigned replies_wanted; /* replies on that connection; 0 counts as 1 */
};

struct hp_response {
    int status;       /* 100 to 599; 0 when there was none */
    int http_version; /* 10, 11 or 20 */
    const struct hp_field *fields;
    size_t field_count;
    struct hp_slice body;
};

/* How an exchange ended. */
enum hp_end {
    HP_END_RESPONSE = 0, /* a whole response */
    HP_END_REFUSED,      /* no connection could be made */
    HP_END_TIMEOUT,      /* no whole response in time */
    HP_END_CLOSED,       /* the peer closed or reset before a whole response */
    HP_END_MALFORMED,    /* what came is not HTTP (RFC 9112) */
    HP_END_TOO_LARGE,    /* the response passed hookproof's limit */
    HP_END_UNSENT,       /* this target cannot send this request (see note) */
    HP_END_CRASHED,      /* the process that a plugin runs in ended (see note) */
    HP_END_COUNT
};

struct hp_exchange {
    enum hp_end end;
    struct hp_response response; /* zero unless end is HP_END_RESPONSE, TOO_LARGE or MALFORMED */
    int64_t sent_unix_ms;        /* wall clock when the first byte was handed over */
    int64_t received_unix_ms;    /* wall clock when the last byte had come */
    uint64_t duration_us;        /* the same span on a monotonic clock */
    const char *note;            /* one line for a person when end is not RESPONSE; else NULL */
    bool memory_watched;         /* the heap of a plugin was looked at, and ... */
    uint64_t leaked_bytes;       /* ... this much stays each time it answers this; 0: nothing */
    /* What only a target that reads the wire itself can tell. */
    const char *framing_fault;      /* a violation of RFC 9112 in the reply, one line; else NULL */
    bool peer_closed;               /* the peer closed the connection behind the last reply */
    const struct hp_response *more; /* the replies behind the first, for requests with steps */
    size_t more_count;
};

/* Is this the field's name (ASCII case ignored)? `usual` is the spelling that most senders use, a
 * literal. */
static inline bool hp_field_is_called(const struct hp_field *field, struct hp_slice usual)
{
    return field->name.len == usual.len && (memcmp(field->name.at, usual.at, usual.len) == 0 ||
                                            hp_slice_equal_ignoring_case(field->name, usual));
}

/* The first field called `name` (ASCII case ignored), or NULL. */
const struct hp_field *hp_field_find(const struct hp_field *fields, size_t count,
                                     struct hp_slice name);

/* The same, or NULL also when there are several. */
const struct hp_field *hp_field_only(const struct hp_field *fields, size_t count,
                                     struct hp_slice name);

/* How many fields are called `name`. */
size_t hp_field_count(const struct hp_field *fields, size_t count, struct hp_slice name);

/* RFC 9110 5.6.2: tchar, and a token as one or more of them (field names, methods, parameter
 * names). */
bool hp_is_tchar(char c);
bool hp_is_token(struct hp_slice text);

/* The type/subtype of a Content-Type value, without parameters and surrounding blanks, borrowed
 * (RFC 9110 8.3.1). */
struct hp_slice hp_media_type(struct hp_slice content_type);

/* True for application/json and for anything with the +json suffix (RFC 6839 3.1). */
bool hp_media_type_is_json(struct hp_slice media_type);

#endif
