/* hookproof replay */
#include <stdio.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/cli/commands.h"
#include "harness/cli/setup.h"
#include "harness/json/number.h"
#include "harness/run/replay.h"
#include "reports/shown.h"

enum { FINDING_BYTES_MAX = 8 * 1024 * 1024, TEXT_BYTES_MAX = 1024 * 1024, LINE_SHOWN = 400 };

/* What is to be replayed: a case id from the command line, or one from a finding file. */
struct subject {
    struct hp_slice id;
    struct hp_slice target; /* of the finding; empty for a case id */
    struct hp_slice check;  /* of the finding */
    uint64_t seed;          /* of the finding's run; counts unless --seed is given */
    struct hp_buf text;
    struct hp_arena arena;
};

static enum hp_status read_finding(const char *path, struct subject *subject,
                                   struct hp_error *error)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    enum hp_status status = hp_file_read(path, &subject->text, error);
    if (status == HP_OK) {
        status = hp_json_parse(&subject->arena, hp_buf_view(&subject->text),
                               &hp_json_limits_default, &scan, &root);
    }
    if (status != HP_OK) {
        return hp_error_set(error, status, "out of memory");
    }
    struct hp_slice schema = hp_json_string(hp_json_member(root, HP_SLICE("schema")));
    if (!hp_slice_is(schema, "hookproof-finding/1")) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "%s is not a finding file; those lie in findings/ of the output folder",
                            path);
    }
    subject->id = hp_json_string(hp_json_member(root, HP_SLICE("case")));
    subject->target = hp_json_string(hp_json_member(root, HP_SLICE("target")));
    subject->check = hp_json_string(hp_json_member(root, HP_SLICE("check")));
    unsigned long long seed = 0;
    struct hp_slice digits = hp_json_number(hp_json_member(root, HP_SLICE("seed")));
    if (subject->id.len == 0 || digits.len == 0 || !hp_number_to_u64(digits, &seed)) {
        return hp_error_set(error, HP_ERR_USAGE, "%s has no usable case or seed", path);
    }
    subject->seed = seed;
    return HP_OK;
}

/* One line a check. */
struct printer {
    struct hp_buf out;
    bool colour;
};

static void verdict_line(struct printer *printer, const char *word, const char *check)
{
    const char *colour = !printer->colour              ? ""
                         : strcmp(word, "FAILED") == 0 ? "\033[31m"
                         : strcmp(word, "NOTE") == 0   ? "\033[36m"
                                                       : "\033[32m";
    hp_buf_printf(&printer->out, "%s%s%s %s\n", colour, word, printer->colour ? "\033[0m" : "",
                  check);
}

static void broken_line(struct printer *printer, const struct hp_observation *observation)
{
    verdict_line(printer, observation->level == HP_MAY ? "NOTE" : "FAILED", observation->check);
    hp_buf_printf(&printer->out, "    clause    %s, %s\n    where     ",
                  hp_level_name(observation->level), observation->clause);
    hp_shown(&printer->out, observation->where, LINE_SHOWN);
    hp_buf_text(&printer->out, "\n    expected  ");
    hp_shown(&printer->out, observation->expected, LINE_SHOWN);
    hp_buf_text(&printer->out, "\n    actual    ");
    hp_shown(&printer->out, observation->actual, LINE_SHOWN);
    hp_buf_char(&printer->out, '\n');
}

static bool is_broken(const struct hp_judgement *judgement, const char *check)
{
    for (size_t i = 0; i < judgement->observation_count; i++) {
        if (strcmp(judgement->observations[i].check, check) == 0) {
            return true;
        }
    }
    return false;
}

/* The exit code: 1 when something fails that a run would fail for, or the finding's own check does.
 */
static int print_verdicts(const struct hp_replay *replay, const struct subject *subject,
                          bool colour)
{
    const struct hp_judgement *judgement = &replay->judgement;
    struct printer printer = {.colour = colour};
    hp_buf_init(&printer.out, TEXT_BYTES_MAX);
    bool failed = judgement->verdict == HP_FAIL;
    for (size_t i = 0; i < judgement->observation_count; i++) {
        broken_line(&printer, &judgement->observations[i]);
        failed = failed || hp_slice_is(subject->check, judgement->observations[i].check);
    }
    if (!is_broken(judgement, "expectation")) {
        verdict_line(&printer, "FIXED", "expectation");
    }
    for (size_t i = 0; i < hp_check_count; i++) {
        if ((judgement->checks_applied >> i & 1) != 0 && !is_broken(judgement, hp_checks[i].id)) {
            verdict_line(&printer, "FIXED", hp_checks[i].id);
        }
    }
    fwrite(printer.out.bytes, 1, printer.out.length, stdout);
    hp_buf_deinit(&printer.out);
    if (judgement->verdict == HP_INCONCLUSIVE) {
        printf("ERROR inconclusive: %s\n", judgement->reason == NULL ? "" : judgement->reason);
        return HP_EXIT_TARGET;
    }
    return failed ? HP_EXIT_NONCONFORMANT : HP_EXIT_OK;
}

static enum hp_status perform(const struct hp_args *args, struct subject *subject, int *exit_code,
                              struct hp_error *error)
{
    struct hp_setup setup = {0};
    struct hp_replay replay = {0};
    bool colour = false;
    const char *target = args->operand_count == 2  ? args->operands[1]
                         : subject->target.len > 0 ? subject->target.at
                                                   : "builtin";
    enum hp_status status = hp_setup_colour(args, STDOUT_FILENO, &colour, error);
    if (status == HP_OK) {
        status = hp_setup_init(&setup, args, target, error);
    }
    if (status == HP_OK && subject->text.length > 0 && !hp_args_has(args, HP_OPT_SEED)) {
        setup.run.plan.seed = subject->seed;
    }
    if (status == HP_OK) {
        status = hp_replay_send(&setup.run, subject->id, &replay, error);
        if (status == HP_OK) {
            *exit_code = print_verdicts(&replay, subject, colour);
        } else if (status == HP_ERR_TARGET) {
            printf("ERROR %s\n", error->text);
        }
        hp_replay_deinit(&replay);
    }
    hp_setup_deinit(&setup);
    return status;
}

int hp_cmd_replay(const struct hp_args *args, struct hp_error *error)
{
    struct subject subject = {0};
    int exit_code = HP_EXIT_OK;
    enum hp_status status = HP_OK;
    hp_buf_init(&subject.text, FINDING_BYTES_MAX);
    hp_arena_init(&subject.arena, FINDING_BYTES_MAX * (size_t)16);
    if (args->operand_count < 1 || args->operand_count > 2) {
        status = hp_error_set(error, HP_ERR_USAGE,
                              "replay takes a case id or a finding file, and a target");
    }
    if (status == HP_OK && access(args->operands[0], R_OK) == 0) {
        status = read_finding(args->operands[0], &subject, error);
    } else if (status == HP_OK) {
        subject.id = hp_slice_of(args->operands[0]);
    }
    if (status == HP_OK) {
        status = perform(args, &subject, &exit_code, error);
    }
    hp_arena_deinit(&subject.arena);
    hp_buf_deinit(&subject.text);
    return status == HP_OK ? exit_code : hp_exit_of(status);
}
