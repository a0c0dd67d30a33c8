/* hookproof show */
#include <stdio.h>

#include "harness/check/setting_rules.h"
#include "harness/cli/commands.h"
#include "harness/cli/setup.h"
#include "harness/cli/shown_message.h"
#include "harness/run/replay.h"

enum { TEXT_BYTES_MAX = 1024 * 1024, BODY_SHOWN = 4096 };

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

static void print_case(const struct hp_case *kase, const struct hp_setup *setup)
{
    struct hp_buf out;
    struct hp_arena arena;
    hp_buf_init(&out, TEXT_BYTES_MAX);
    hp_arena_init(&arena, HP_REQUEST_BODY_BYTES_MAX * (size_t)2);
    hp_buf_printf(&out, "case        %.*s\n", (int)kase->id.len, kase->id.at);
    hp_buf_printf(&out, "row         %s: %s\n", kase->row->id, kase->row->title);
    hp_buf_printf(&out, "why         %.*s\n", (int)kase->why.len, kase->why.at);
    hp_buf_printf(&out, "where       %.*s\n", (int)kase->where.len, kase->where.at);
    print_expectation(&out, kase, setup, &arena);
    hp_shown_request(&out, &kase->request, kase->build.contract->key_field, setup->run.plan.api_key,
                     BODY_SHOWN, &arena);
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
