/* The parts of the libcurl target: what a slot holds, and the functions that its files share. */
#ifndef HP_TARGET_CURL_INTERNAL_H
#define HP_TARGET_CURL_INTERNAL_H

#include <curl/curl.h>

#include "harness/base/buf.h"
#include "harness/target/body_reader.h"
#include "harness/target/curl_loop.h"
#include "harness/target/extra_fields.h"
#include "harness/target/target_internal.h"

/* libcurl builds a request's head, and a body of up to 64 KiB behind it, in a buffer of 1 MiB
 * (DYN_HTTP_REQUEST and MAX_INITIAL_POST_SIZE of its lib/dynbuf.h and lib/http.h). */
enum { HP_CURL_HEAD_BYTES_MAX = (1024 - 64 - 16) * 1024 };

/* What curl_request.c tells libcurl about a body. */
enum hp_curl_mode {
    HP_CURL_UNSET,
    HP_CURL_NO_BODY,     /* nothing follows the head */
    HP_CURL_HEAD_METHOD, /* the same, and the response has no body either (RFC 9110 9.3.2) */
    HP_CURL_WHOLE_BODY,  /* libcurl sends it from memory */
    HP_CURL_READ_BODY,   /* libcurl asks the slot's body reader */
};

/* Field names that libcurl would write by itself: a list item "Name:" stops it. */
enum { HP_CURL_SILENCED = 7 };

struct hp_curl_request {
    enum hp_curl_mode mode; /* as applied to the easy handle, like all of these */
    struct hp_buf method;
    struct hp_buf target;
    bool fresh_connect;
    bool forbid_reuse;
    struct hp_buf lines; /* the header section that is sent, without its last line end */
    struct curl_slist silenced[HP_CURL_SILENCED];
    struct curl_slist block;
    struct hp_body_reader reader;
    bool waits_for_100;
    uint64_t waits_until_us; /* monotonic */
};

enum hp_curl_head { HP_CURL_HEAD_NONE, HP_CURL_HEAD_OPEN, HP_CURL_HEAD_FINAL };

/* Why a callback stopped a transfer. */
enum hp_curl_stop {
    HP_CURL_STOP_NONE,
    HP_CURL_STOP_COMPLETE, /* the response ends with its head, which libcurl does not know */
    HP_CURL_STOP_HEAD_TOO_LARGE,
    HP_CURL_STOP_BODY_TOO_LARGE,
    HP_CURL_STOP_NO_MEMORY,
};

struct hp_curl_response {
    struct hp_buf head; /* status line and header section of the latest response */
    enum hp_curl_head head_state;
    struct hp_buf body;
    enum hp_curl_stop stop;
    struct hp_arena arena; /* of the field array */
    char detail[CURL_ERROR_SIZE];
    char note[2 * HP_ERROR_BYTES]; /* our words, the peer and libcurl's own message */
};

struct hp_curl_target;

struct hp_curl_slot {
    struct hp_curl_target *target;
    CURL *easy;
    bool added;   /* to the multi handle */
    bool repeats; /* the second attempt of one exchange, over a connection of its own */
    const struct hp_request *request;
    struct hp_curl_request sent;
    struct hp_curl_response received;
};

struct hp_curl_target {
    struct hp_target base;
    struct hp_curl_loop loop;
    CURLU *url; /* of the origin; every easy handle reads it */
    struct hp_extra_fields extra;
    char host_field[300]; /* "127.0.0.1:8080" */
    char peer[300];       /* the same for people, always with its port */
    char origin[sizeof(((struct hp_address *)0)->origin)]; /* before the request target when an HTTP
                                                              proxy wants absolute-form */
    bool absolute_form;                                    /* RFC 9112 3.2.2 */
    bool maybe_http2; /* HTTP/2 is asked for or may be negotiated */
    bool never_reuse; /* see curl_setup.c */
    uint32_t timeout_ms;
    size_t in_flight;
    size_t waiting_for_100; /* of those */
    struct hp_curl_slot slots[];
};

/* curl_setup.c: everything about an easy handle that does not change between requests. */
enum hp_status hp_curl_setup(struct hp_curl_slot *slot, const struct hp_target_options *options,
                             struct hp_error *error) HP_MUST_CHECK;
/* Refuses options that libcurl would only refuse while it connects. */
enum hp_status hp_curl_check_options(const struct hp_target_options *options,
                                     struct hp_error *error) HP_MUST_CHECK;
bool hp_curl_proxy_wants_absolute_form(const char *proxy);

/* curl_request.c */
void hp_curl_request_init(struct hp_curl_request *sent);
void hp_curl_request_deinit(struct hp_curl_request *sent);
bool hp_curl_carries(const struct hp_target *target, const struct hp_request *request,
                     const char **reason);
/* Prepares the easy handle for `request`, which stays borrowed. */
enum hp_status hp_curl_request_apply(struct hp_curl_slot *slot,
                                     const struct hp_request *request) HP_MUST_CHECK;
/* The body of a request that waits for 100-continue may go now; nothing for any other. */
void hp_curl_release_body(struct hp_curl_slot *slot);
/* Releases the bodies that have waited long enough, and gives the time in which the next one will
 * have, or `wait_ms` when that is sooner. */
int hp_curl_release_due(struct hp_curl_target *target, int wait_ms);
size_t hp_curl_on_read(char *out, size_t size, size_t count, void *user);
int hp_curl_on_seek(void *user, curl_off_t offset, int origin);

/* curl_response.c */
void hp_curl_response_init(struct hp_curl_response *received, size_t body_bytes_max);
void hp_curl_response_deinit(struct hp_curl_response *received);
void hp_curl_response_clear(struct hp_curl_response *received);
size_t hp_curl_on_header(char *line, size_t size, size_t count, void *user);
size_t hp_curl_on_body(char *bytes, size_t size, size_t count, void *user);

/* curl_end.c: turns libcurl's result into the exchange. HP_ERR_NOMEM when memory was refused. */
enum hp_status hp_curl_end(struct hp_curl_slot *slot, CURLcode code,
                           struct hp_exchange *out) HP_MUST_CHECK;

#endif
