/* Writes each exchange in one piece, so that those of several threads do not mix. */
#include "harness/cli/trace.h"

#include <stdio.h>

#include "harness/cli/shown_message.h"
#include "reports/shown.h"

enum { TEXT_BYTES_MAX = 1024 * 1024, BODY_SHOWN = 2048, NOTE_SHOWN = 400 };

static void append_findings(struct hp_buf *out, const struct hp_judgement *judgement)
{
    for (size_t i = 0; i < judgement->observation_count; i++) {
        const struct hp_observation *one = &judgement->observations[i];
        hp_buf_printf(out, "  %s, expected ", one->check);
        hp_shown(out, one->expected, NOTE_SHOWN);
        hp_buf_text(out, ", came ");
        hp_shown(out, one->actual, NOTE_SHOWN);
        hp_buf_char(out, '\n');
    }
}

void hp_trace(void *context, const struct hp_case *kase, const struct hp_exchange *exchange,
              const struct hp_judgement *judgement)
{
    const struct hp_run_options *run = context;
    struct hp_slice key = run->plan.api_key;
    struct hp_buf out;
    struct hp_arena arena;
    hp_buf_init(&out, TEXT_BYTES_MAX);
    hp_arena_init(&arena, HP_REQUEST_BODY_BYTES_MAX * (size_t)2);
    hp_buf_printf(&out, "--- %.*s\n", (int)kase->id.len, kase->id.at);
    hp_shown_request(&out, &kase->request, run->contract->key_field, key, BODY_SHOWN, &arena);
    hp_buf_printf(&out, ">>> after %.3f ms: ", (double)exchange->duration_us / 1000);
    if (exchange->end == HP_END_RESPONSE) {
        hp_shown_response(&out, &exchange->response, key, BODY_SHOWN, &arena);
    } else {
        hp_shown(&out, hp_slice_of(exchange->note), NOTE_SHOWN);
        hp_buf_char(&out, '\n');
    }
    hp_buf_printf(&out, "=== %s\n", hp_verdict_name(judgement->verdict));
    append_findings(&out, judgement);
    (void)fwrite(out.bytes, 1, out.length, stderr);
    hp_buf_deinit(&out);
    hp_arena_deinit(&arena);
}
