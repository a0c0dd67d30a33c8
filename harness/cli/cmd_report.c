/* hookproof report: journals rendered again, those of shards merged. */
#include "harness/base/alloc.h"
#include "harness/cli/commands.h"
#include "harness/cli/output.h"
#include "harness/cli/setup.h"
#include "harness/run/artifacts.h"
#include "harness/run/baseline.h"
#include "harness/run/body_case.h"
#include "harness/run/journal.h"
#include "harness/run/reduce.h"

enum { FOLDER_BYTES = 1100 };

static enum hp_status hear_start(void *reducer, const struct hp_run_facts *facts,
                                 struct hp_error *error)
{
    return hp_reducer_start(reducer, facts, error);
}

static enum hp_status hear_record(void *reducer, const struct hp_case_record *record,
                                  struct hp_error *error)
{
    return hp_reducer_case(reducer, record, error);
}

static enum hp_status hear_end(void *reducer, const struct hp_run_end *end, struct hp_error *error)
{
    return hp_reducer_end(reducer, end, error);
}

/* The finding files of a run lie beside its journal. */
static void read_findings(const char *journal, struct hp_reducer *reducer,
                          struct hp_summary *summary)
{
    const char *slash = strrchr(journal, '/');
    char folder[FOLDER_BYTES];
    (void)snprintf(folder, sizeof(folder), "%.*s", slash == NULL ? 1 : (int)(slash - journal),
                   slash == NULL ? "." : journal);
    hp_artifacts_read(folder, reducer, summary);
}

static enum hp_status hear_shrunk(void *reducer, const struct hp_shrunk *shrunk,
                                  struct hp_error *error)
{
    return hp_reducer_shrunk(reducer, shrunk, error);
}

/* The rows of bodies that stand in no plan are there when one of the journals has such a case, as
 * they are in the report of the run. */
static enum hp_status with_body_rows(const struct hp_args *args, const struct hp_row *const **rows,
                                     size_t *count, const struct hp_row ***all,
                                     struct hp_error *error)
{
    for (size_t i = 0; i < args->operand_count; i++) {
        if (hp_body_in_journal(args->operands[i])) {
            return hp_setup_body_rows(args, rows, count, all, error);
        }
    }
    return HP_OK;
}

int hp_cmd_report(const struct hp_args *args, struct hp_error *error)
{
    struct hp_reducer *reducer = NULL;
    struct hp_summary *summary = NULL;
    struct hp_contract *contract = NULL;
    struct hp_literals *literals = NULL;
    struct hp_baseline *baseline = NULL;
    size_t row_count = 0;
    const struct hp_row *const *rows = NULL;
    const struct hp_row **all_rows = NULL;
    enum hp_status status = hp_output_check(args, error);
    if (status == HP_OK && args->operand_count == 0) {
        status = hp_error_set(error, HP_ERR_USAGE,
                              "report takes journals, such as hookproof-report/journal.ndjson");
    }
    if (status == HP_OK) {
        status = hp_contract_open(hp_args_text(args, HP_OPT_CONTRACT, NULL), &contract, error);
    }
    if (status == HP_OK) {
        status = hp_setup_rows(args, contract, &literals, &rows, &row_count, error);
    }
    if (status == HP_OK) {
        status = with_body_rows(args, &rows, &row_count, &all_rows, error);
    }
    if (status == HP_OK && hp_args_has(args, HP_OPT_BASELINE)) {
        status = hp_baseline_read(hp_args_text(args, HP_OPT_BASELINE, NULL), &baseline, error);
    }
    if (status == HP_OK) {
        status = hp_reducer_new(rows, row_count, &reducer, error);
    }
    if (status == HP_OK) {
        hp_reducer_baseline(reducer, baseline);
    }
    if (status == HP_OK && hp_output_wants_map(args)) {
        status = hp_reducer_map(reducer, contract, error);
    }
    for (size_t i = 0; i < args->operand_count && status == HP_OK; i++) {
        struct hp_journal_listener listener = {reducer, hear_start, hear_record, hear_end,
                                               hear_shrunk};
        status = hp_journal_read(args->operands[i], &listener, error);
    }
    if (status == HP_OK) {
        status = hp_reducer_finish(reducer, &summary, error);
    }
    for (size_t i = 0; i < args->operand_count && status == HP_OK; i++) {
        read_findings(args->operands[i], reducer, summary);
    }
    if (status == HP_OK) {
        status = hp_output_write(args, summary, hp_args_text(args, HP_OPT_OUT, NULL),
                                 args->operands, args->operand_count, error);
    }
    int exit_code = status == HP_OK ? summary->exit_code : hp_exit_of(status);
    hp_reducer_free(reducer);
    hp_baseline_free(baseline);
    hp_free(all_rows);
    hp_literals_free(literals);
    hp_contract_free(contract);
    return exit_code;
}
