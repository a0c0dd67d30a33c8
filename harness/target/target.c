/* Chooses the kind of target that an address asks for and passes every call on to it, with the
 * checks that hold for all kinds. Must not know how any of them talks. */
#include "harness/target/target.h"

#include <assert.h>
#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <time.h>

#include "harness/base/alloc.h"
#include "harness/target/target_internal.h"

/* The first row that accepts an address opens it. */
struct kind {
    bool (*accepts)(const struct hp_address *address, const struct hp_target_options *options);
    const struct hp_target_ops *ops;
};

static bool is_builtin(const struct hp_address *address, const struct hp_target_options *options)
{
    (void)options;
    return address->builtin;
}

static bool is_plugin(const struct hp_address *address, const struct hp_target_options *options)
{
    (void)options;
    return address->plugin != NULL;
}

static bool is_http_1_1(const struct hp_address *address, const struct hp_target_options *options)
{
    return !hp_address_in_process(address) && options->http == HP_HTTP_1_1;
}

static bool is_url(const struct hp_address *address, const struct hp_target_options *options)
{
    (void)options;
    return !hp_address_in_process(address);
}

static const struct kind kinds[] = {
    {is_builtin, &hp_builtin_target_ops},
    {is_plugin, &hp_plugin_target_ops},
    {is_http_1_1, &hp_wire_target_ops},
    {is_url, &hp_curl_target_ops},
};

enum hp_status hp_target_setup(struct hp_error *error)
{
    static bool done;
    if (done) {
        return HP_OK;
    }
    CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) {
        return hp_error_set(error, HP_ERR_INTERNAL, "libcurl cannot be initialised: %s",
                            curl_easy_strerror(code));
    }
    /* A TLS library writes to sockets without MSG_NOSIGNAL: a peer that closes must not end the
     * program. A handler that someone else installed stays. */
    struct sigaction now;
    if (sigaction(SIGPIPE, NULL, &now) == 0 && now.sa_handler == SIG_DFL) {
        now.sa_handler = SIG_IGN;
        (void)sigaction(SIGPIPE, &now, NULL);
    }
    done = true;
    return HP_OK;
}

enum hp_status hp_target_open(const struct hp_target_options *options, struct hp_target **out,
                              struct hp_error *error)
{
    *out = NULL;
    struct hp_address address;
    enum hp_status status = hp_address_parse(options->address, &address, error);
    if (status != HP_OK) {
        return status;
    }
    if (options->connections < 1 || options->connections > HP_CONNECTIONS_MAX) {
        return hp_error_set(error, HP_ERR_USAGE, "%zu connections: want 1 to %d",
                            options->connections, (int)HP_CONNECTIONS_MAX);
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (kinds[i].accepts(&address, options)) {
            return kinds[i].ops->open(options, &address, out, error);
        }
    }
    return hp_error_set(error, HP_ERR_USAGE, "%s: no kind of target takes this address",
                        options->address);
}

void hp_target_close(struct hp_target *target)
{
    if (target != NULL) {
        target->ops->close(target);
    }
}

size_t hp_target_slots(const struct hp_target *target)
{
    return target->slot_count;
}

bool hp_target_carries(const struct hp_target *target, const struct hp_request *request,
                       const char **reason)
{
    const char *ignored;
    return target->ops->carries(target, request, reason == NULL ? &ignored : reason);
}

enum hp_status hp_target_submit(struct hp_target *target, size_t slot,
                                const struct hp_request *request)
{
    assert(slot < target->slot_count && !target->busy[slot]);
    const char *reason;
    target->busy[slot] = true;
    if (!target->ops->carries(target, request, &reason)) {
        int64_t now = hp_unix_ms_now();
        target->exchanges[slot] = (struct hp_exchange){
            .end = HP_END_UNSENT, .sent_unix_ms = now, .received_unix_ms = now, .note = reason};
        hp_target_complete(target, slot);
        return HP_OK;
    }
    enum hp_status status = target->ops->submit(target, slot, request);
    if (status != HP_OK) {
        target->busy[slot] = false;
    }
    return status;
}

static size_t take_ready(struct hp_target *target, struct hp_done *done, size_t max)
{
    struct hp_ready *ready = &target->ready;
    size_t count = 0;
    while (count < max && ready->count > 0) {
        size_t slot = ready->slots[ready->first];
        ready->first = ready->first + 1 == ready->room ? 0 : ready->first + 1;
        ready->count--;
        target->busy[slot] = false;
        done[count++] = (struct hp_done){slot, target->exchanges[slot]};
    }
    return count;
}

enum hp_status hp_target_wait(struct hp_target *target, int timeout_ms, struct hp_done *done,
                              size_t max, size_t *count)
{
    *count = 0;
    /* What is ready is not waited for, but what was submitted is to be on its way all the same. */
    enum hp_status status =
        target->ops->progress(target, target->ready.count == 0 ? timeout_ms : 0);
    if (status != HP_OK) {
        return status;
    }
    *count = take_ready(target, done, max);
    return HP_OK;
}

enum hp_status hp_target_base_init(struct hp_target *base, const struct hp_target_ops *ops,
                                   size_t slot_count, struct hp_error *error)
{
    *base = (struct hp_target){.ops = ops, .slot_count = slot_count};
    base->exchanges = hp_calloc(slot_count, sizeof(base->exchanges[0]));
    base->busy = hp_calloc(slot_count, sizeof(base->busy[0]));
    base->ready.slots = hp_calloc(slot_count, sizeof(base->ready.slots[0]));
    base->ready.room = slot_count;
    if (base->exchanges == NULL || base->busy == NULL || base->ready.slots == NULL) {
        return hp_error_nomem(error);
    }
    return HP_OK;
}

void hp_target_base_deinit(struct hp_target *base)
{
    hp_free(base->exchanges);
    hp_free(base->busy);
    hp_free(base->ready.slots);
    *base = (struct hp_target){0};
}

void hp_target_complete(struct hp_target *base, size_t slot)
{
    struct hp_ready *ready = &base->ready;
    assert(ready->count < ready->room);
    size_t at = ready->first + ready->count;
    ready->slots[at < ready->room ? at : at - ready->room] = slot;
    ready->count++;
}

int64_t hp_unix_ms_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

uint64_t hp_monotonic_us_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}
