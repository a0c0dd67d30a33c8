/* hookproof report: journals rendered again, those of shards merged. */
#include "cases/cases.h"
#include "harness/cli/commands.h"
#include "harness/cli/output.h"
#include "harness/run/journal.h"
#include "harness/run/reduce.h"

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

int hp_cmd_report(const struct hp_args *args, struct hp_error *error)
{
    struct hp_reducer *reducer = NULL;
    struct hp_summary *summary = NULL;
    size_t row_count;
    const struct hp_row *const *rows = hp_cases_rows(&row_count);
    enum hp_status status = hp_output_check(args, error);
    if (status == HP_OK && args->operand_count == 0) {
        status = hp_error_set(error, HP_ERR_USAGE,
                              "report takes journals, such as hookproof-report/journal.ndjson");
    }
    if (status == HP_OK) {
        status = hp_reducer_new(rows, row_count, &reducer, error);
    }
    for (size_t i = 0; i < args->operand_count && status == HP_OK; i++) {
        struct hp_journal_listener listener = {reducer, hear_start, hear_record, hear_end};
        status = hp_journal_read(args->operands[i], &listener, error);
    }
    if (status == HP_OK) {
        status = hp_reducer_finish(reducer, &summary, error);
    }
    if (status == HP_OK) {
        status = hp_output_write(args, summary, hp_args_text(args, HP_OPT_OUT, NULL), error);
    }
    hp_reducer_free(reducer);
    return hp_exit_of(status);
}
