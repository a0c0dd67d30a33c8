/* The built-in service: the operation implemented as the page and the default profile say.
 *
 * A pure function from request and time to response: no clock, no socket, no global. It knows the
 * contract and the codec and nothing of rows, plans and checks, so neither side can hide the
 * other's mistake. */
#ifndef HP_SERVICE_SERVICE_H
#define HP_SERVICE_SERVICE_H

#include <stdint.h>

#include "harness/base/arena.h"
#include "harness/base/buf.h"
#include "harness/base/error.h"
#include "harness/base/message.h"
#include "harness/contract/contract.h"

struct hp_service_limits {
    size_t body_bytes_max;   /* larger: 413 */
    unsigned depth_max;      /* deeper: 400 */
    size_t array_items_max;  /* more: 4xx */
    size_t target_bytes_max; /* longer: 414 */
    size_t field_bytes_max;  /* one header field; larger: 431 */
    size_t fields_max;       /* more: 431 */
};

/* The defaults of the doc profile: 64 KiB body, depth 32, 1,000 items, 8,000 octets of target. */
extern const struct hp_service_limits hp_service_limits_default;

struct hp_service;

/* No answer at all: what a hook gives as a status for a program that fell over, or that hangs. */
enum { HP_SERVICE_NO_ANSWER = 0, HP_SERVICE_HANGS = -1 };

/* Stands between whoever calls and the service, and may change what the service reads and what it
 * says: for services that are wrong on purpose. Each function may be NULL. */
struct hp_service_hook {
    /* Instead of hp_service_handle; it may ask hp_service_answer. */
    void (*handle)(const struct hp_service_hook *hook, struct hp_service *service,
                   const struct hp_request *request, int64_t now_unix_ms, struct hp_arena *arena,
                   struct hp_response *out);
    /* For the server: the `count` octets that begin a request were read; they may be replaced in
     * place, up to `bytes_max`. Returns how many there are now. */
    size_t (*received)(const struct hp_service_hook *hook, char *octets, size_t count,
                       size_t bytes_max);
    /* For the server: the answer stands in `output` from `start` on, ready to be sent. Returns
     * true when the connection stays open whatever the answer says. */
    bool (*sending)(const struct hp_service_hook *hook, struct hp_buf *output, size_t start);
};

struct hp_service_options {
    const struct hp_contract *contract; /* must outlive the service */
    struct hp_slice api_key;            /* the one credential it accepts; copied */
    struct hp_service_limits limits;    /* all 0: the defaults */
    uint64_t id_seed;                   /* ids of two services with different seeds do not meet */
    const struct hp_service_hook *hook; /* NULL: none; must outlive the service */
};

enum hp_status hp_service_new(const struct hp_service_options *options, struct hp_service **out,
                              struct hp_error *error) HP_MUST_CHECK;
void hp_service_free(struct hp_service *service);

/* Answers one request. `now_unix_ms` becomes created_at. The response and all it borrows lie in
 * `arena` (reset by the caller). Thread-safe with one arena a thread: ids come from an atomic
 * counter. When the arena refuses memory the answer is a 503 with Retry-After from static storage.
 */
void hp_service_handle(struct hp_service *service, const struct hp_request *request,
                       int64_t now_unix_ms, struct hp_arena *arena, struct hp_response *out);

/* The same without the hook: what the service itself says. */
void hp_service_answer(struct hp_service *service, const struct hp_request *request,
                       int64_t now_unix_ms, struct hp_arena *arena, struct hp_response *out);

const struct hp_service_hook *hp_service_hook(const struct hp_service *service);

/* For a server that has read the header section and not the body: true when the request is refused
 * whatever its body says, with the answer that hp_service_handle would give in `out` (static
 * storage). `body_bytes` is the length that was announced, 0 when it is not known; the request's
 * `body` is empty. With a hook nothing is known so early. */
bool hp_service_refuses(const struct hp_service *service, const struct hp_request *request,
                        uint64_t body_bytes, struct hp_response *out);

/* Whether the service itself, without the hook, refuses for what stands in the header section. */
bool hp_service_head_is_wrong(const struct hp_service *service, const struct hp_request *request);

#endif
