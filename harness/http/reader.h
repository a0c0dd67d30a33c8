/* A strict, bounded, incremental reader of HTTP/1.1 messages (RFC 9112), for both sides.
 *
 * The wire engine reads responses with it, the served service reads requests. It takes bytes as
 * they come, in any pieces, and never looks further than one message: what follows is left to the
 * caller (pipelining). It refuses whatever RFC 9112 calls an error and names the clause; it has no
 * leniency switches. Memory: one buffer that grows to the limits; nothing per byte. */
#ifndef HP_HTTP_READER_H
#define HP_HTTP_READER_H

#include "harness/base/buf.h"
#include "harness/base/message.h"

enum hp_reader_side { HP_READER_REQUEST, HP_READER_RESPONSE };

struct hp_reader_limits {
    size_t line_bytes_max;  /* of the start line */
    size_t field_bytes_max; /* of one field line */
    size_t head_bytes_max;  /* of the header section, and of the trailer section again */
    size_t fields_max;      /* field lines; HP_READER_FIELDS_MAX at most */
    size_t body_bytes_max;  /* after chunked decoding */
};

enum { HP_READER_FIELDS_MAX = 1024 };

enum hp_reader_state {
    HP_READER_MORE,  /* feed more bytes */
    HP_READER_HEAD,  /* the header section is complete: look at it, then feed on. Returned once a
                        message */
    HP_READER_DONE,  /* the whole message was read */
    HP_READER_FAULT, /* it is not HTTP/1.1, or passes a limit; see `fault`. Stays so until reset */
};

/* What is wrong, for a person and for a server's answer. */
struct hp_reader_fault {
    const char *what;   /* static, one line: "a blank before the colon of a field line" */
    const char *clause; /* "RFC9112-5.1" */
    int status; /* what a server answers: 400, 413, 414, 431, 501 or 505; 0 = nothing, only close */
};

struct hp_reader {
    enum hp_reader_side side;
    struct hp_reader_limits limits;
    struct hp_buf head;                           /* start line and field lines as received */
    struct hp_buf body;                           /* decoded */
    struct hp_field fields[HP_READER_FIELDS_MAX]; /* of the header section, views into `head` */
    size_t field_count;
    size_t trailer_count; /* trailer fields that were read and thrown away (RFC 9110 6.5.1) */
    struct hp_slice method, target; /* of a request */
    int status;                     /* of a response */
    struct hp_slice reason;
    int http_version; /* 10 or 11 */
    bool chunked;
    bool has_length; /* Content-Length was there */
    uint64_t length;
    bool until_close;      /* a response body that ends with the connection (RFC 9112 6.3 rule 8) */
    bool keep_alive;       /* the connection may carry another message (RFC 9112 9.3) */
    bool expects_continue; /* a request with Expect: 100-continue */
    struct hp_reader_fault fault;
    /* The reader's own: not for callers. */
    int phase;
    uint64_t left;          /* of the body or of the current chunk */
    size_t mark;            /* where the current line starts in `head` */
    size_t seen;            /* how far its octets were looked at */
    size_t head_end;        /* of start line and header section in `head` */
    size_t section_bytes;   /* field lines of the current section so far, with their ends */
    size_t extension_bytes; /* of all chunk extensions so far */
    unsigned empty_lines;   /* skipped before a request line */
    bool no_body;           /* the message ends with its header section, whatever its fields say */
    bool to_head, to_connect; /* a response to HEAD, to CONNECT */
};

void hp_reader_init(struct hp_reader *reader, enum hp_reader_side side,
                    const struct hp_reader_limits *limits);
void hp_reader_deinit(struct hp_reader *reader);

/* Ready for the next message; memory is kept. For a response: `request_method` decides whether a
 * body can follow (HEAD: never; a 2xx to CONNECT: never); it is empty for a request. 1xx responses
 * come out as messages of their own: the caller passes over them. */
void hp_reader_reset(struct hp_reader *reader, struct hp_slice request_method);

/* Takes bytes up to the end of the message, or of its header section, or up to the first fault;
 * `used` says how many. Feeding again after HEAD goes on with the body. */
enum hp_reader_state hp_reader_feed(struct hp_reader *reader, const char *bytes, size_t count,
                                    size_t *used);

/* The peer has closed: DONE when that ends the message properly, MORE when no byte of a message had
 * come, else FAULT. */
enum hp_reader_state hp_reader_close(struct hp_reader *reader);

/* True once the first byte of a message was taken (empty lines before a request do not count). */
bool hp_reader_has_begun(const struct hp_reader *reader);

#endif
