/* Messages as text. Must not know why they are shown. */
#include "harness/cli/shown_message.h"

#include "harness/run/mask.h"
#include "reports/shown.h"

enum { STEP_SHOWN = 4096, VALUE_SHOWN = 400 };

static void append_transfer(struct hp_buf *out, const struct hp_transfer *transfer)
{
    if (transfer->chunked) {
        hp_buf_printf(out, "  (chunked, %zu bytes a chunk; 0: one chunk)\n", transfer->chunk_bytes);
    }
    if (transfer->write_bytes > 0) {
        hp_buf_printf(out, "  (written %zu bytes at a time)\n", transfer->write_bytes);
    }
    if (transfer->expect_continue) {
        hp_buf_text(out, "  (waits for 100 Continue)\n");
    }
}

/* A request that breaks the rules of HTTP is a list of what is done to the socket. */
static void append_steps(struct hp_buf *out, const struct hp_request *request, struct hp_slice key,
                         struct hp_arena *arena)
{
    static const char *const words[] = {
        [HP_STEP_SEND] = "send",   [HP_STEP_HOST] = "send the target's host",
        [HP_STEP_DRIP] = "drip",   [HP_STEP_SCHEME] = "send the target's scheme",
        [HP_STEP_PAUSE] = "pause", [HP_STEP_AWAIT] = "await a reply",
        [HP_STEP_RESET] = "reset", [HP_STEP_FINISH] = "finish sending"};
    hp_buf_text(out, "\non a connection of its own, step by step:\n");
    for (size_t i = 0; i < request->step_count; i++) {
        const struct hp_step *step = &request->steps[i];
        hp_buf_printf(out, "  %s", words[step->kind]);
        if (step->pause_ms > 0) {
            hp_buf_printf(out, " %u ms", step->pause_ms);
        }
        if (step->repeat > 1) {
            hp_buf_printf(out, " %u times", step->repeat);
        }
        if (step->bytes.len > 0) {
            hp_buf_char(out, ' ');
            hp_shown(out, hp_mask(step->bytes, key, arena), STEP_SHOWN);
        }
        hp_buf_char(out, '\n');
    }
}

static void append_fields(struct hp_buf *out, const struct hp_field *fields, size_t count,
                          struct hp_slice key, struct hp_arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        hp_shown(out, fields[i].name, VALUE_SHOWN);
        hp_buf_text(out, ": ");
        hp_shown(out, hp_mask(fields[i].value, key, arena), VALUE_SHOWN);
        hp_buf_char(out, '\n');
    }
}

static void append_body(struct hp_buf *out, struct hp_slice body, struct hp_slice key,
                        size_t body_shown, struct hp_arena *arena)
{
    hp_buf_char(out, '\n');
    hp_shown(out, hp_mask(body, key, arena), body_shown);
    hp_buf_printf(out, "\n\n(body of %zu bytes)\n", body.len);
}

void hp_shown_request(struct hp_buf *out, const struct hp_request *request,
                      struct hp_slice key_field, struct hp_slice key, size_t body_shown,
                      struct hp_arena *arena)
{
    struct hp_request masked = *request;
    masked.target = hp_mask(masked.target, key, arena);
    masked.fields = hp_mask_near_fields(masked.fields, masked.field_count, key_field, key, arena);
    masked.field_count = masked.fields == NULL ? 0 : masked.field_count;
    if (request->steps != NULL) {
        append_steps(out, request, key, arena);
        hp_buf_text(out, "\nthe documented request that this departs from:\n");
    }
    hp_shown_request_line(out, &masked);
    hp_buf_char(out, '\n');
    append_fields(out, masked.fields, masked.field_count, key, arena);
    append_transfer(out, &masked.transfer);
    if (masked.has_body) {
        append_body(out, masked.body, key, body_shown, arena);
    } else {
        hp_buf_text(out, "\n(no body)\n");
    }
}

void hp_shown_response(struct hp_buf *out, const struct hp_response *response, struct hp_slice key,
                       size_t body_shown, struct hp_arena *arena)
{
    hp_buf_printf(out, "%d\n", response->status);
    append_fields(out, response->fields, response->field_count, key, arena);
    append_body(out, response->body, key, body_shown, arena);
}
