/* hookproof replay */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "harness/cli/commands.h"
#include "harness/cli/config.h"
#include "harness/cli/replay_options.h"
#include "harness/cli/replay_subject.h"
#include "harness/cli/setup.h"
#include "harness/run/replay.h"
#include "reports/shown.h"

enum {
    TEXT_BYTES_MAX = 1024 * 1024,
    LINE_SHOWN = 400,
    UNREACHABLE_MAX = 3,    /* findings in a row without a connection: nobody is there */
    CAREFUL_PAUSE_MS = 100, /* between two requests to a remote target, as in a run */
};

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
static int print_verdicts(const struct hp_replay *replay, const struct hp_subject *subject,
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

static int replay_one(const struct hp_run_options *run, const struct hp_subject *subject,
                      bool colour, struct hp_error *error)
{
    struct hp_replay replay;
    int exit_code = HP_EXIT_OK;
    enum hp_status status = hp_replay_open(run, &replay, error);
    if (status == HP_OK) {
        status = hp_replay_case(&replay, subject->id,
                                subject->body.at == NULL ? NULL : &subject->body, error);
    }
    if (status == HP_OK) {
        exit_code = print_verdicts(&replay, subject, colour);
    } else if (status == HP_ERR_TARGET) {
        printf("ERROR %s\n", error->text);
    }
    hp_replay_deinit(&replay);
    return status == HP_OK ? exit_code : hp_exit_of(status);
}

/* ---- a whole report ---- */

enum answer { ANSWER_FIXED, ANSWER_FAILED, ANSWER_ERROR };

/* Checks that compare exchanges of a run: one exchange says nothing about them. */
static bool looks_at_a_run(struct hp_slice check, const struct hp_judgement *judgement)
{
    static const char *const others[] = {"auth-uniform-failure", "auth-no-side-effect"};
    char id[64];
    (void)snprintf(id, sizeof(id), "%.*s", (int)check.len, check.at);
    int index = hp_check_find(id);
    if (index < 0 || (judgement->checks_applied >> index & 1) != 0) {
        return false;
    }
    bool other = false;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        other = other || strcmp(id, others[i]) == 0;
    }
    return other || strcmp(hp_checks[index].family, "stateful") == 0;
}

static enum answer answer_of(const struct hp_judgement *judgement, const struct hp_subject *subject,
                             const char **why)
{
    *why = "";
    for (size_t i = 0; i < judgement->observation_count; i++) {
        const struct hp_observation *observation = &judgement->observations[i];
        if (hp_slice_is(subject->check, observation->check) && observation->level != HP_MAY) {
            return ANSWER_FAILED;
        }
    }
    if (judgement->verdict == HP_INCONCLUSIVE || judgement->verdict == HP_SKIPPED) {
        *why = judgement->reason == NULL ? "inconclusive" : judgement->reason;
        return ANSWER_ERROR;
    }
    if (looks_at_a_run(subject->check, judgement)) {
        *why = "this check compares the exchanges of a run: run its row again";
        return ANSWER_ERROR;
    }
    return ANSWER_FIXED;
}

static void answer_line(enum answer answer, const struct hp_subject *subject, const char *why,
                        bool colour)
{
    static const char *const words[] = {"FIXED ", "FAILED", "ERROR "};
    static const char *const colours[] = {"\033[32m", "\033[31m", "\033[35m"};
    struct hp_buf out;
    hp_buf_init(&out, TEXT_BYTES_MAX);
    hp_buf_printf(&out, "%s%s%s ", colour ? colours[answer] : "", words[answer],
                  colour ? "\033[0m" : "");
    hp_shown(&out, subject->row, LINE_SHOWN);
    if (!hp_slice_is(subject->check, "expectation") &&
        !hp_slice_equal(subject->check, subject->row)) {
        hp_buf_char(&out, ' ');
        hp_shown(&out, subject->check, LINE_SHOWN);
    }
    hp_buf_text(&out, subject->where.len > 0 ? " at " : "");
    hp_shown(&out, subject->where, LINE_SHOWN);
    hp_buf_text(&out, ": ");
    hp_shown(&out, subject->id, LINE_SHOWN);
    hp_buf_text(&out, why[0] == '\0' ? "" : ": ");
    hp_shown(&out, hp_slice_of(why), LINE_SHOWN);
    hp_buf_char(&out, '\n');
    fwrite(out.bytes, 1, out.length, stdout);
    hp_buf_deinit(&out);
}

static enum hp_status replay_subject(struct hp_replay *replay, const struct hp_subject *subject,
                                     size_t counts[static 3], bool colour, size_t *unreachable)
{
    struct hp_error error = {0};
    const char *why = "not sent: the target cannot be reached";
    enum answer answer = ANSWER_ERROR;
    enum hp_status status = HP_OK;
    if (*unreachable < UNREACHABLE_MAX) {
        status = hp_replay_case(replay, subject->id,
                                subject->body.at == NULL ? NULL : &subject->body, &error);
        bool refused = status == HP_ERR_TARGET && replay->exchange.end == HP_END_REFUSED;
        *unreachable = refused ? *unreachable + 1 : 0;
        why = error.text;
        if (status == HP_OK) {
            answer = answer_of(&replay->judgement, subject, &why);
        }
    }
    answer_line(answer, subject, why, colour);
    counts[answer]++;
    /* A case that this version does not know is the report's fault, or wants --cases. */
    return status == HP_ERR_NOMEM || status == HP_ERR_INTERNAL ? status : HP_OK;
}

static int replay_report(const struct hp_run_options *run, const struct hp_subjects *subjects,
                         bool colour, struct hp_error *error)
{
    struct hp_replay replay;
    size_t counts[3] = {0};
    size_t unreachable = 0;
    enum hp_status status = hp_replay_open(run, &replay, error);
    for (size_t i = 0; i < subjects->count && status == HP_OK; i++) {
        if (run->careful && i > 0) {
            struct timespec pause = {0, CAREFUL_PAUSE_MS * 1000000L};
            (void)nanosleep(&pause, NULL);
        }
        status = replay_subject(&replay, &subjects->items[i], counts, colour, &unreachable);
    }
    hp_replay_deinit(&replay);
    if (status != HP_OK) {
        (void)hp_error_set(error, status, "a finding could not be replayed");
        return hp_exit_of(status);
    }
    printf("%zu finding%s: %zu fixed, %zu failed, %zu error%s", subjects->count,
           subjects->count == 1 ? "" : "s", counts[ANSWER_FIXED], counts[ANSWER_FAILED],
           counts[ANSWER_ERROR], counts[ANSWER_ERROR] == 1 ? "" : "s");
    if (subjects->notes > 0) {
        printf("; %zu note%s not sent", subjects->notes, subjects->notes == 1 ? "" : "s");
    }
    printf("\n");
    return counts[ANSWER_FAILED] > 0  ? HP_EXIT_NONCONFORMANT
           : counts[ANSWER_ERROR] > 0 ? HP_EXIT_TARGET
                                      : HP_EXIT_OK;
}

/* The contract, the seed and the defect of the run. */
static enum hp_status prepare(struct hp_setup *setup, const struct hp_args *args,
                              const struct hp_subjects *subjects, struct hp_planted **planted,
                              struct hp_error *error)
{
    struct hp_error differs = {0};
    if (subjects->has_seed && !hp_args_has(args, HP_OPT_SEED)) {
        setup->run.plan.seed = subjects->seed;
    }
    if (hp_replay_contract_differs(subjects->again, setup->contract, setup->run.contract_path,
                                   &differs)) {
        fprintf(stderr, "hookproof: %s\n", differs.text);
    }
    if (!setup->run.address.builtin) {
        return HP_OK; /* a finding of the built-in service may be tried elsewhere */
    }
    enum hp_status status =
        hp_setup_defect(args, setup->contract, setup->run.plan.api_key, planted, error);
    setup->run.hook = hp_planted_hook(*planted);
    return status;
}

static int perform(const struct hp_args *args, const struct hp_subjects *subjects,
                   struct hp_error *error)
{
    struct hp_setup setup = {0};
    struct hp_planted *planted = NULL;
    bool colour = false;
    int exit_code = HP_EXIT_OK;
    const char *target = args->operand_count == 2   ? args->operands[1]
                         : subjects->target != NULL ? subjects->target
                                                    : hp_config_target(args, NULL, "builtin");
    enum hp_status status = hp_setup_colour(args, STDOUT_FILENO, &colour, error);
    if (status == HP_OK) {
        status = hp_setup_init(&setup, args, target, error);
    }
    if (status == HP_OK) {
        status = prepare(&setup, args, subjects, &planted, error);
    }
    if (status == HP_OK) {
        exit_code = subjects->is_report ? replay_report(&setup.run, subjects, colour, error)
                                        : replay_one(&setup.run, subjects->items, colour, error);
    }
    hp_planted_free(planted);
    hp_setup_deinit(&setup);
    return status == HP_OK ? exit_code : hp_exit_of(status);
}

int hp_cmd_replay(const struct hp_args *args, struct hp_error *error)
{
    struct hp_subjects subjects = {0};
    if (args->operand_count < 1 || args->operand_count > 2) {
        return hp_exit_of(hp_error_set(error, HP_ERR_USAGE,
                                       "replay takes a case id, a finding file or a report.json, "
                                       "and a target"));
    }
    struct hp_args merged = *args; /* what is added belongs to the configuration of both */
    enum hp_status status = hp_subjects_read(args->operands[0], &subjects, error);
    if (status == HP_OK) {
        status = hp_replay_options(subjects.again, &merged, error);
    }
    int exit_code = status == HP_OK ? perform(&merged, &subjects, error) : hp_exit_of(status);
    hp_subjects_free(&subjects);
    return exit_code;
}
