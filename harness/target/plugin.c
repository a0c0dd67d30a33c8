/* A plugin as a target: child processes that answer questions in order, several of which may wait
 * for each. The first unanswered question of a child that ends, or that is silent for too long, is
 * the one that did it; those behind it go to the child's successor. Must not know what is asked. */
#include <errno.h>
#include <hookproof/target.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/base/rng.h"
#include "harness/target/extra_fields.h"
#include "harness/target/plugin_child.h"
#include "harness/target/plugin_frame.h"
#include "harness/target/target_internal.h"

enum {
    QUEUE = 8, /* questions at a time for a child: it never waits for hookproof, and a large body
                  is not kept many times over */
    ARENA_BYTES_MAX = 4 * HP_RESPONSE_BODY_BYTES_MAX,
    START_MS_MIN = 10 * 1000, /* loading a plugin may take longer than answering does */
};

struct plugin_slot {
    const struct hp_request *request;
    struct hp_arena arena; /* of the response, and of a request with more fields */
    struct hp_request sent;
    char note[HP_ERROR_BYTES];
};

struct worker {
    struct hp_plugin_child child;
    size_t queue[QUEUE]; /* slots, in the order in which they were asked */
    size_t queued;
    uint64_t since_us; /* when the first of them became the first */
};

struct plugin_target {
    struct hp_target base;
    struct hp_plugin_host_options host;
    char *file;
    uint32_t timeout_ms;
    struct hp_extra_fields extra;
    struct worker *workers;
    struct pollfd *pollers; /* one a worker */
    size_t worker_count;
    struct plugin_slot slots[]; /* QUEUE for each worker */
};

static struct plugin_target *of(struct hp_target *target)
{
    return (struct plugin_target *)target;
}

static void plugin_close(struct hp_target *target)
{
    struct plugin_target *self = of(target);
    for (size_t i = 0; i < self->worker_count; i++) {
        hp_plugin_child_stop(&self->workers[i].child);
    }
    for (size_t i = 0; i < target->slot_count; i++) {
        hp_arena_deinit(&self->slots[i].arena);
    }
    hp_extra_fields_deinit(&self->extra);
    hp_free(self->workers);
    hp_free(self->pollers);
    hp_free(self->file);
    hp_target_base_deinit(target);
    hp_free(self);
}

static enum hp_status start_child(struct plugin_target *self, struct worker *worker,
                                  struct hp_error *error)
{
    /* Counted over the process, so that no two children of a run ever make the same ids. */
    static atomic_uint_fast64_t started;
    self->host.instance = hp_hash_mix(atomic_fetch_add(&started, 1) + 1);
    uint32_t timeout_ms = self->timeout_ms < START_MS_MIN ? START_MS_MIN : self->timeout_ms;
    return hp_plugin_child_start(&worker->child, &self->host, timeout_ms, error);
}

/* The file's whole path: dlopen looks for a name without a slash in other places. */
static enum hp_status find_file(const struct hp_address *address, char **out,
                                struct hp_error *error)
{
    char *path = realpath(address->plugin, NULL);
    if (path == NULL) {
        return hp_error_set(error, HP_ERR_USAGE, "plugin %s: %s", address->plugin, strerror(errno));
    }
    *out = hp_strndup(path, strlen(path));
    free(path);
    return *out == NULL ? hp_error_nomem(error) : HP_OK;
}

static enum hp_status start_all(struct plugin_target *self, const struct hp_target_options *options,
                                const struct hp_address *address, struct hp_error *error)
{
    self->workers = hp_calloc(options->connections, sizeof(*self->workers));
    self->pollers = hp_calloc(options->connections, sizeof(*self->pollers));
    if (self->workers == NULL || self->pollers == NULL) {
        return hp_error_nomem(error);
    }
    self->worker_count = options->connections;
    for (size_t i = 0; i < self->worker_count; i++) {
        hp_plugin_child_init(&self->workers[i].child);
    }
    enum hp_status status = find_file(address, &self->file, error);
    self->host = (struct hp_plugin_host_options){.file = self->file,
                                                 .api_key = options->api_key,
                                                 .method = options->method,
                                                 .path = options->path};
    for (size_t i = 0; i < self->worker_count && status == HP_OK; i++) {
        status = start_child(self, &self->workers[i], error);
    }
    return status;
}

static enum hp_status plugin_open(const struct hp_target_options *options,
                                  const struct hp_address *address, struct hp_target **out,
                                  struct hp_error *error)
{
    size_t slots = options->connections * QUEUE;
    struct plugin_target *self = hp_calloc(1, sizeof(*self) + slots * sizeof(self->slots[0]));
    if (self == NULL) {
        return hp_error_nomem(error);
    }
    self->timeout_ms = options->timeout_ms;
    enum hp_status status = hp_target_base_init(&self->base, &hp_plugin_target_ops, slots, error);
    if (status == HP_OK) {
        status = hp_extra_fields_init(&self->extra, options->extra_fields,
                                      options->extra_field_count, error);
    }
    for (size_t i = 0; i < slots; i++) {
        hp_arena_init(&self->slots[i].arena, ARENA_BYTES_MAX);
    }
    if (status == HP_OK) {
        status = start_all(self, options, address, error);
    }
    if (status != HP_OK) {
        plugin_close(&self->base);
        return status;
    }
    *out = &self->base;
    return HP_OK;
}

/* How a body travels is not exercised in process: what was not tried is never reported as passed.
 */
static bool plugin_carries(const struct hp_target *target, const struct hp_request *request,
                           const char **reason)
{
    const struct hp_transfer *transfer = &request->transfer;
    (void)target;
    if (request->steps != NULL) {
        *reason = "a plugin is called in process: bytes sent step by step need an http target";
        return false;
    }
    if (transfer->chunked || transfer->chunk_bytes > 0 || transfer->write_bytes > 0 ||
        transfer->expect_continue) {
        *reason = "a plugin is called in process: chunks, split writes and 100-continue need an "
                  "http target";
        return false;
    }
    return true;
}

/* --- one exchange --- */

static void finish(struct plugin_target *self, size_t slot, enum hp_end end, const char *note)
{
    struct hp_exchange *exchange = &self->base.exchanges[slot];
    exchange->end = end;
    exchange->received_unix_ms = hp_unix_ms_now();
    exchange->note = note;
    hp_target_complete(&self->base, slot);
}

/* The exchange at the head of a worker's queue is over. */
static size_t take_head(struct worker *worker)
{
    size_t slot = worker->queue[0];
    worker->queued--;
    memmove(worker->queue, worker->queue + 1, worker->queued * sizeof(worker->queue[0]));
    worker->since_us = hp_monotonic_us_now();
    return slot;
}

static bool ask(struct plugin_target *self, struct worker *worker, size_t slot)
{
    hp_plugin_question_write(&worker->child.out, &self->slots[slot].sent,
                             self->base.exchanges[slot].sent_unix_ms);
    return !worker->child.out.failed;
}

/* A new child for those that still wait; when there is none, nobody will answer them. */
static enum hp_status start_again(struct plugin_target *self, struct worker *worker)
{
    struct hp_error error = {0};
    if (start_child(self, worker, &error) != HP_OK) {
        while (worker->queued > 0) {
            size_t slot = take_head(worker);
            struct plugin_slot *own = &self->slots[slot];
            (void)snprintf(own->note, sizeof(own->note), "%s", error.text);
            finish(self, slot, HP_END_REFUSED, own->note);
        }
        return HP_OK;
    }
    worker->since_us = hp_monotonic_us_now();
    for (size_t i = 0; i < worker->queued; i++) {
        if (!ask(self, worker, worker->queue[i])) {
            return HP_ERR_NOMEM;
        }
    }
    return HP_OK;
}

/* The child has ended, or has to: the first question it owes an answer to is the one. */
static enum hp_status give_up(struct plugin_target *self, struct worker *worker, enum hp_end end,
                              const char *why)
{
    char note[HP_PLUGIN_NOTE_BYTES];
    uint64_t began_us = worker->since_us;
    hp_plugin_child_end(&worker->child, note);
    if (worker->queued > 0) {
        size_t slot = take_head(worker);
        struct plugin_slot *own = &self->slots[slot];
        (void)snprintf(own->note, sizeof(own->note), "%s", why != NULL ? why : note);
        self->base.exchanges[slot].duration_us = hp_monotonic_us_now() - began_us;
        finish(self, slot, end, own->note);
    }
    return worker->queued > 0 ? start_again(self, worker) : HP_OK;
}

static bool is_text(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\r' || text.at[i] == '\n' || text.at[i] == '\0') {
            return false;
        }
    }
    return true;
}

/* What HTTP could not carry (RFC 9110 5.1, 5.5, 15); NULL when it could. */
static const char *fault_of(const struct hp_response *response)
{
    if (response->status < 100 || response->status > 599) {
        return "the status is not in 100 to 599";
    }
    for (size_t i = 0; i < response->field_count; i++) {
        if (!hp_is_token(response->fields[i].name)) {
            return "a header field has a name that is no token";
        }
        if (!is_text(response->fields[i].value)) {
            return "a header field has CR, LF or NUL in its value";
        }
    }
    return NULL;
}

static void settle(struct plugin_target *self, struct worker *worker,
                   const struct hp_plugin_reply *head, const struct hp_response *response)
{
    size_t slot = take_head(worker);
    struct plugin_slot *own = &self->slots[slot];
    struct hp_exchange *exchange = &self->base.exchanges[slot];
    exchange->response = *response;
    exchange->duration_us = head->duration_us;
    exchange->memory_watched = head->heap_bytes > 0;
    exchange->leaked_bytes = head->leaked_bytes;
    if (head->kind == HP_PLUGIN_NO_ANSWER) {
        (void)snprintf(own->note, sizeof(own->note), "the plugin's handle returned %d",
                       (int)head->returned);
        finish(self, slot, HP_END_CLOSED, own->note);
    } else if (head->kind == HP_PLUGIN_TOO_LARGE) {
        finish(self, slot, HP_END_TOO_LARGE, "beyond the limits of hookproof/target.h");
    } else {
        const char *fault = fault_of(response);
        finish(self, slot, fault == NULL ? HP_END_RESPONSE : HP_END_MALFORMED, fault);
    }
}

/* Takes every whole answer out of what a child has said. */
static enum hp_status read_answers(struct plugin_target *self, struct worker *worker)
{
    struct hp_buf *in = &worker->child.in;
    size_t at = 0;
    while (worker->queued > 0) {
        struct hp_plugin_reply head;
        struct hp_response response;
        size_t used = 0;
        struct hp_arena *arena = &self->slots[worker->queue[0]].arena;
        struct hp_slice rest = {in->bytes + at, in->length - at};
        enum hp_plugin_read read = hp_plugin_reply_read(rest, arena, &head, &response, &used);
        if (read == HP_PLUGIN_READ_MORE) {
            break;
        }
        if (read == HP_PLUGIN_READ_NOMEM) {
            return HP_ERR_NOMEM;
        }
        if (read == HP_PLUGIN_READ_WRONG || head.kind < HP_PLUGIN_ANSWER) {
            return give_up(self, worker, HP_END_CRASHED,
                           "the plugin wrote over what belongs to hookproof: its memory or its "
                           "descriptors");
        }
        settle(self, worker, &head, &response);
        at += used;
    }
    hp_buf_splice(in, 0, at, (struct hp_slice){NULL, 0});
    return HP_OK;
}

/* --- the calls --- */

static bool with_extra_fields(struct plugin_target *self, struct plugin_slot *slot)
{
    const struct hp_request *request = slot->request;
    size_t count = request->field_count + self->extra.count;
    struct hp_field *all = hp_arena_take(&slot->arena, (count + 1) * sizeof(*all));
    if (all == NULL) {
        return false;
    }
    if (request->field_count > 0) {
        memcpy(all, request->fields, request->field_count * sizeof(*all));
    }
    memcpy(all + request->field_count, self->extra.fields, self->extra.count * sizeof(*all));
    slot->sent.fields = all;
    slot->sent.field_count = count;
    return true;
}

static struct worker *least_busy(struct plugin_target *self)
{
    struct worker *best = &self->workers[0];
    for (size_t i = 1; i < self->worker_count; i++) {
        if (self->workers[i].queued < best->queued) {
            best = &self->workers[i];
        }
    }
    return best;
}

static enum hp_status plugin_submit(struct hp_target *target, size_t slot,
                                    const struct hp_request *request)
{
    struct plugin_target *self = of(target);
    struct plugin_slot *own = &self->slots[slot];
    struct worker *worker = least_busy(self);
    hp_arena_reset(&own->arena);
    own->request = request;
    own->sent = *request;
    if (self->extra.count > 0 && !with_extra_fields(self, own)) {
        return HP_ERR_NOMEM;
    }
    target->exchanges[slot] = (struct hp_exchange){.sent_unix_ms = hp_unix_ms_now()};
    if (worker->queued == 0) {
        worker->since_us = hp_monotonic_us_now();
    }
    worker->queue[worker->queued++] = slot;
    if (worker->child.pid == 0) {
        return start_again(self, worker);
    }
    if (!ask(self, worker, slot)) {
        return HP_ERR_NOMEM;
    }
    /* A child that is gone is noticed by progress. */
    (void)hp_plugin_child_send(&worker->child);
    return HP_OK;
}

/* Milliseconds until the first child is silent for too long, up to `most`; -1 when none is busy. */
static int until_first_timeout(const struct plugin_target *self, int most)
{
    uint64_t now_us = hp_monotonic_us_now();
    int wait_ms = -1;
    for (size_t i = 0; i < self->worker_count; i++) {
        const struct worker *worker = &self->workers[i];
        if (worker->queued == 0) {
            continue;
        }
        uint64_t until_us = worker->since_us + (uint64_t)self->timeout_ms * 1000;
        uint64_t left_ms = until_us > now_us ? (until_us - now_us) / 1000 + 1 : 0;
        int own = left_ms < (uint64_t)most ? (int)left_ms : most;
        wait_ms = wait_ms < 0 || own < wait_ms ? own : wait_ms;
    }
    return wait_ms;
}

static enum hp_status heed(struct plugin_target *self, struct worker *worker, short events)
{
    bool there = worker->child.channel >= 0;
    if (there && (events & (POLLIN | POLLHUP | POLLERR)) != 0) {
        there = hp_plugin_child_receive(&worker->child);
    }
    enum hp_status status = read_answers(self, worker);
    if (status != HP_OK || worker->child.pid == 0) {
        return status; /* the child was replaced, or nobody is left to answer */
    }
    if (there && worker->child.channel >= 0) {
        there = hp_plugin_child_send(&worker->child);
    }
    if (!there) {
        return give_up(self, worker, HP_END_CRASHED, NULL);
    }
    if (worker->queued > 0 &&
        hp_monotonic_us_now() - worker->since_us >= (uint64_t)self->timeout_ms * 1000) {
        return give_up(self, worker, HP_END_TIMEOUT, "killed");
    }
    return HP_OK;
}

static enum hp_status plugin_progress(struct hp_target *target, int timeout_ms)
{
    struct plugin_target *self = of(target);
    int wait_ms = until_first_timeout(self, timeout_ms);
    if (wait_ms < 0) {
        return HP_OK;
    }
    for (size_t i = 0; i < self->worker_count; i++) {
        const struct hp_plugin_child *child = &self->workers[i].child;
        short events = child->out.length > child->out_done ? POLLIN | POLLOUT : POLLIN;
        self->pollers[i] = (struct pollfd){.fd = child->channel, .events = events};
    }
    if (poll(self->pollers, (nfds_t)self->worker_count, wait_ms) < 0 && errno != EINTR) {
        return HP_ERR_INTERNAL;
    }
    for (size_t i = 0; i < self->worker_count; i++) {
        struct worker *worker = &self->workers[i];
        enum hp_status status =
            worker->queued == 0 ? HP_OK : heed(self, worker, self->pollers[i].revents);
        if (status != HP_OK) {
            return status;
        }
    }
    return HP_OK;
}

const struct hp_target_ops hp_plugin_target_ops = {
    .open = plugin_open,
    .close = plugin_close,
    .carries = plugin_carries,
    .submit = plugin_submit,
    .progress = plugin_progress,
};
