/* Two requests before the first case: one clear sentence instead of ten thousand failures. */
#include "harness/run/created.h"
#include "harness/run/engine.h"

enum { ARENA_BYTES_MAX = 256 * 1024 * 1024 }; /* the tree of an answer of the largest size */

void hp_run_tell_target(const struct hp_run_options *options, struct hp_target_options *target)
{
    target->api_key = options->plan.api_key;
    target->method = options->contract->method;
    target->path = options->contract->path;
}

enum hp_status hp_engine_open_target(struct hp_engine *engine, size_t slots, struct hp_target **out,
                                     struct hp_error *error)
{
    struct hp_target_options options = engine->options->target;
    options.service = engine->service;
    options.connections = slots;
    hp_run_tell_target(engine->options, &options);
    return hp_target_open(&options, out, error);
}

enum hp_status hp_engine_send_one(struct hp_target *target, const struct hp_request *request,
                                  struct hp_exchange *exchange, struct hp_error *error)
{
    enum hp_status status = hp_target_submit(target, 0, request);
    size_t count = 0;
    while (status == HP_OK && count == 0) {
        struct hp_done done;
        status = hp_target_wait(target, 1000, &done, 1, &count);
        if (count == 1) {
            *exchange = done.exchange;
        }
    }
    return status == HP_OK
               ? HP_OK
               : hp_error_set(error, status, "the connection layer failed on a request");
}

/* What the answer to the documented example with the right key says about going on. */
static void judge_with_key(struct hp_engine *engine, const struct hp_exchange *exchange)
{
    const char *origin =
        engine->options->address.builtin ? "the built-in service" : engine->options->address.origin;
    char line[HP_ERROR_BYTES];
    int status = exchange->response.status;
    if (exchange->end == HP_END_RESPONSE && status != 401 && status != 403) {
        return;
    }
    if (exchange->end == HP_END_RESPONSE) {
        /* nginx, gunicorn, waitress and others do so unless they are told otherwise. */
        struct hp_slice field = engine->options->contract->key_field;
        bool underscore = hp_slice_find(field, HP_SLICE("_")) < field.len;
        (void)snprintf(line, sizeof(line),
                       "%.200s refuses the key (status %d): give the right one with --api-key-env, "
                       "--api-key-file or --api-key%s",
                       origin, status,
                       underscore ? "; or is it lost on the way? Many servers and proxies drop "
                                    "fields with an underscore in their name"
                                  : "");
        hp_engine_stop(engine, HP_STOP_REFUSED, line);
        return;
    }
    (void)snprintf(line, sizeof(line), "cannot reach %.200s: %.250s", origin,
                   exchange->note == NULL ? "no usable answer" : exchange->note);
    hp_engine_stop(engine, HP_STOP_UNREACHABLE, line);
}

enum hp_status hp_engine_preflight(struct hp_engine *engine, struct hp_error *error)
{
    struct hp_target *target = NULL;
    struct hp_case kase;
    struct hp_arena arena;
    hp_case_init(&kase);
    hp_arena_init(&arena, ARENA_BYTES_MAX);
    enum hp_status status = hp_engine_open_target(engine, 1, &target, error);
    for (int without_key = 0; status == HP_OK && without_key < 2; without_key++) {
        struct hp_exchange exchange = {0};
        status = hp_plan_canary(engine->plan, without_key == 1, &kase, error);
        if (status == HP_OK) {
            status = hp_engine_send_one(target, &kase.request, &exchange, error);
        }
        if (status != HP_OK) {
            break;
        }
        engine->sent++;
        hp_arena_reset(&arena);
        status = hp_created_note(engine->created, engine->options->contract, kase.id, &exchange,
                                 NULL, &arena, error);
        status = status == HP_OK ? hp_created_settle(engine->created, true, error) : status;
        /* An answer without a key is not judged here: the auth rows do that, with their clause. */
        if (without_key == 0) {
            struct hp_case_record seen = {.end = exchange.end, .status = exchange.response.status};
            hp_window_canary(engine->window, 0, &seen);
            judge_with_key(engine, &exchange);
        }
        if (atomic_load(&engine->stop) != HP_STOP_NONE) {
            break;
        }
    }
    hp_case_deinit(&kase);
    hp_arena_deinit(&arena);
    hp_target_close(target);
    return status;
}
