/* hookproof show */
#include <stdio.h>

#include "harness/check/setting_rules.h"
#include "harness/cli/commands.h"
#include "harness/cli/setup.h"
#include "harness/run/mask.h"
#include "harness/run/replay.h"
#include "reports/shown.h"

enum { TEXT_BYTES_MAX = 1024 * 1024, BODY_SHOWN = 4096, VALUE_SHOWN = 400 };

static void print_transfer(struct hp_buf *out, const struct hp_transfer *transfer)
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

/* The row's own, or what a setting makes of it. */
static void print_expectation(struct hp_buf *out, const struct hp_case *kase,
                              const struct hp_setup *setup, struct hp_arena *arena)
{
    struct hp_expected want;
    const struct hp_settings *settings = &setup->run.settings;
    bool failed = false;
    hp_settings_apply(settings, setup->contract, kase, arena, &want, &failed);
    out->failed = out->failed || failed;
    hp_buf_printf(out, "expectation %s: %s\n", hp_expect_name(want.expect),
                  hp_expect_meaning(want.expect));
    hp_buf_printf(out, "clause      %s, ", hp_level_name(want.level));
    if (want.setting < 0) {
        hp_buf_printf(out, "%s\n\n", kase->row->clause);
        return;
    }
    char value[HP_SETTING_SHOWN_BYTES];
    const struct hp_setting *setting = &hp_setting_list[want.setting];
    hp_buf_printf(out, "SILENT %s, by the setting %s=%s (by default %s, %s)\n\n", setting->clause,
                  setting->key, hp_setting_show(settings, (enum hp_setting_id)want.setting, value),
                  hp_expect_name(kase->expect), hp_level_name(kase->level));
}

/* A request that breaks the rules of HTTP is a list of what is done to the socket. */
static void print_steps(struct hp_buf *out, const struct hp_request *request, struct hp_slice key,
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
            hp_shown(out, hp_mask(step->bytes, key, arena), BODY_SHOWN);
        }
        hp_buf_char(out, '\n');
    }
}

static void print_case(const struct hp_case *kase, const struct hp_setup *setup)
{
    struct hp_slice key = setup->run.plan.api_key;
    struct hp_buf out;
    struct hp_arena arena;
    hp_buf_init(&out, TEXT_BYTES_MAX);
    hp_arena_init(&arena, HP_REQUEST_BODY_BYTES_MAX * (size_t)2);
    struct hp_request masked = kase->request;
    masked.target = hp_mask(masked.target, key, &arena);
    masked.fields = hp_mask_near_fields(masked.fields, masked.field_count,
                                        kase->build.contract->key_field, key, &arena);
    masked.field_count = masked.fields == NULL ? 0 : masked.field_count;
    const struct hp_request *request = &masked;
    hp_buf_printf(&out, "case        %.*s\n", (int)kase->id.len, kase->id.at);
    hp_buf_printf(&out, "row         %s: %s\n", kase->row->id, kase->row->title);
    hp_buf_printf(&out, "why         %.*s\n", (int)kase->why.len, kase->why.at);
    hp_buf_printf(&out, "where       %.*s\n", (int)kase->where.len, kase->where.at);
    print_expectation(&out, kase, setup, &arena);
    if (request->steps != NULL) {
        print_steps(&out, request, key, &arena);
        hp_buf_text(&out, "\nthe documented request that this departs from:\n");
    }
    hp_shown_request_line(&out, request);
    hp_buf_char(&out, '\n');
    for (size_t i = 0; i < request->field_count; i++) {
        hp_shown(&out, request->fields[i].name, VALUE_SHOWN);
        hp_buf_text(&out, ": ");
        hp_shown(&out, hp_mask(request->fields[i].value, key, &arena), VALUE_SHOWN);
        hp_buf_char(&out, '\n');
    }
    print_transfer(&out, &request->transfer);
    if (request->has_body) {
        hp_buf_printf(&out, "\n");
        hp_shown(&out, hp_mask(request->body, key, &arena), BODY_SHOWN);
        hp_buf_printf(&out, "\n\n(body of %zu bytes)\n", request->body.len);
    } else {
        hp_buf_text(&out, "\n(no body)\n");
    }
    fwrite(out.bytes, 1, out.length, stdout);
    hp_buf_deinit(&out);
    hp_arena_deinit(&arena);
}

int hp_cmd_show(const struct hp_args *args, struct hp_error *error)
{
    struct hp_setup setup = {0};
    struct hp_plan *plan = NULL;
    struct hp_case kase;
    hp_case_init(&kase);
    enum hp_status status = HP_OK;
    if (args->operand_count != 1) {
        status = hp_error_set(error, HP_ERR_USAGE,
                              "show takes one case id; `hookproof list cases` prints them");
    }
    if (status == HP_OK) {
        status = hp_setup_init(&setup, args, "builtin", error);
    }
    if (status == HP_OK) {
        status = hp_plan_new(setup.contract, setup.run.rows, setup.run.row_count, &setup.run.plan,
                             &plan, error);
    }
    if (status == HP_OK) {
        bool is_canary;
        status = hp_replay_find(plan, hp_slice_of(args->operands[0]), &kase, &is_canary, error);
    }
    if (status == HP_OK) {
        print_case(&kase, &setup);
    }
    hp_case_deinit(&kase);
    hp_plan_free(plan);
    hp_setup_deinit(&setup);
    return hp_exit_of(status);
}
