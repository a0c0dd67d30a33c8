/* The built-in service: the operation implemented as the page and the default profile say.
 *
 * A pure function from request and time to response: no clock, no socket, no global. It knows the
 * contract and the codec and nothing of rows, plans and checks, so neither side can hide the
 * other's mistake. */
#ifndef HP_SERVICE_SERVICE_H
#define HP_SERVICE_SERVICE_H

#include <stdint.h>

#include "harness/base/arena.h"
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

struct hp_service_options {
    const struct hp_contract *contract; /* must outlive the service */
    struct hp_slice api_key;            /* the one credential it accepts; copied */
    struct hp_service_limits limits;    /* all 0: the defaults */
    uint64_t id_seed;                   /* ids of two services with different seeds do not meet */
};

struct hp_service;

enum hp_status hp_service_new(const struct hp_service_options *options, struct hp_service **out,
                              struct hp_error *error) HP_MUST_CHECK;
void hp_service_free(struct hp_service *service);

/* Answers one request. `now_unix_ms` becomes created_at. The response and all it borrows lie in
 * `arena` (reset by the caller). Thread-safe with one arena a thread: ids come from an atomic
 * counter. When the arena refuses memory the answer is a 503 with Retry-After from static storage.
 */
void hp_service_handle(struct hp_service *service, const struct hp_request *request,
                       int64_t now_unix_ms, struct hp_arena *arena, struct hp_response *out);

/* For a server that has read the header section and not the body: true when the request is refused
 * whatever its body says, with the answer that hp_service_handle would give in `out` (static
 * storage). `body_bytes` is the length that was announced, 0 when it is not known; the request's
 * `body` is empty. */
bool hp_service_refuses(const struct hp_service *service, const struct hp_request *request,
                        uint64_t body_bytes, struct hp_response *out);

#endif
