/* Where requests go: one interface over the built-in service, plugins, HTTP by our own engine and
 * by libcurl.
 *
 * A target has slots; a slot carries one exchange at a time. The caller submits a request into a
 * free slot and waits for completions. Not thread-safe: one target a thread. */
#ifndef HP_TARGET_TARGET_H
#define HP_TARGET_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/message.h"
#include "harness/service/service.h"

struct hp_target;

enum hp_http_version { HP_HTTP_AUTO, HP_HTTP_1_1, HP_HTTP_2 };

struct hp_target_options {
    const char *address; /* "builtin", "plugin:FILE" or an http(s) URL; see hp_address_parse */
    struct hp_service *service;            /* for "builtin" */
    struct hp_slice api_key, method, path; /* what a plugin is told about the contract */
    size_t connections;                    /* slots wanted, 1 to HP_CONNECTIONS_MAX */
    uint32_t timeout_ms;                   /* for one exchange as a whole */
    uint32_t connect_timeout_ms;
    enum hp_http_version http;
    bool insecure;                   /* do not verify the peer's certificate */
    const char *cacert;              /* PEM file of accepted authorities, or NULL */
    const char *proxy;               /* proxy URL, or NULL: none, whatever the environment says */
    const char *const *extra_fields; /* "Name: value" lines that every request carries (-H) */
    size_t extra_field_count;
    size_t response_bytes_max; /* 0: HP_RESPONSE_BODY_BYTES_MAX */
};

enum { HP_PLUGIN_FILE_BYTES = 1024 }; /* with its NUL; a path that a person types is shorter */

/* What an address means. */
struct hp_address {
    bool builtin;
    const char *plugin; /* FILE of "plugin:FILE", borrowed from the text; else NULL */
    bool tls;
    bool loopback;  /* 127.0.0.0/8, ::1 or localhost */
    char host[256]; /* without brackets */
    uint16_t port;
    char path[1024];                       /* of the URL; "" when it is only an origin */
    char origin[HP_PLUGIN_FILE_BYTES + 8]; /* "http://127.0.0.1:8080", "plugin:FILE" */
};

/* Neither sockets nor a network: the built-in service or a plugin. */
bool hp_address_in_process(const struct hp_address *address);

/* HP_ERR_USAGE: neither builtin nor plugin:FILE nor an http(s) URL, userinfo or a fragment in it, a
 * port out of range. */
enum hp_status hp_address_parse(const char *text, struct hp_address *out,
                                struct hp_error *error) HP_MUST_CHECK;

/* Before any thread starts; idempotent. */
enum hp_status hp_target_setup(struct hp_error *error) HP_MUST_CHECK;

enum hp_status hp_target_open(const struct hp_target_options *options, struct hp_target **out,
                              struct hp_error *error) HP_MUST_CHECK;
void hp_target_close(struct hp_target *target);

size_t hp_target_slots(const struct hp_target *target);

/* Can this target carry this request? false gives the reason, a static line for a person. */
bool hp_target_carries(const struct hp_target *target, const struct hp_request *request,
                       const char **reason);

/* Starts an exchange. The request must stay as it is until its completion was taken. */
enum hp_status hp_target_submit(struct hp_target *target, size_t slot,
                                const struct hp_request *request) HP_MUST_CHECK;

struct hp_done {
    size_t slot;
    struct hp_exchange exchange; /* borrowed from the slot until its next submit */
};

/* Waits up to `timeout_ms` for completions (0: only looks) and fills up to `max`. A failed exchange
 * is a completion too, with its end; a status other than HP_OK means that the target itself is
 * broken. */
enum hp_status hp_target_wait(struct hp_target *target, int timeout_ms, struct hp_done *done,
                              size_t max, size_t *count) HP_MUST_CHECK;

#endif
