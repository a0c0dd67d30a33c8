/* The journal reader and the report writers: a journal is refused with one line that names it, or
 * the report of it is well-formed and fit for a terminal, in the format that its hash chooses. */
#include "cases/cases.h"
#include "fuzz/fuzz.h"
#include "fuzz/wellformed.h"
#include "harness/base/rng.h"
#include "harness/run/journal.h"
#include "harness/run/reduce.h"
#include "reports/report.h"

static enum hp_status start(void *to, const struct hp_run_facts *facts, struct hp_error *error)
{
    return hp_reducer_start(to, facts, error);
}

static enum hp_status record(void *to, const struct hp_case_record *one, struct hp_error *error)
{
    return hp_reducer_case(to, one, error);
}

static enum hp_status end(void *to, const struct hp_run_end *facts, struct hp_error *error)
{
    return hp_reducer_end(to, facts, error);
}

static enum hp_status shrunk(void *to, const struct hp_shrunk *one, struct hp_error *error)
{
    return hp_reducer_shrunk(to, one, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = hp_fuzz_file(data, size);
    size_t row_count = 0;
    const struct hp_row *const *rows = hp_cases_rows(&row_count);
    struct hp_reducer *reducer = NULL;
    struct hp_summary *summary = NULL;
    struct hp_error error = {0};
    HP_FUZZ_HOLDS(hp_reducer_new(rows, row_count, &reducer, &error) == HP_OK, "journal-reducer");
    HP_FUZZ_HOLDS(hp_reducer_map(reducer, hp_fuzz_contract(), &error) == HP_OK, "journal-map");
    struct hp_journal_listener listener = {reducer, start, record, end, shrunk};
    enum hp_status status = hp_journal_read(path, &listener, &error);
    if (status == HP_OK) {
        status = hp_reducer_finish(reducer, &summary, &error);
    }
    HP_FUZZ_HOLDS((status == HP_OK) == (summary != NULL), "journal-status");
    HP_FUZZ_HOLDS(status == HP_OK || error.text[0] != '\0', "journal-error");
    HP_FUZZ_HOLDS(strchr(error.text, '\n') == NULL, "journal-error-line");
    if (summary != NULL) {
        /* One a journal: all of them cost 40 ms. */
        hp_fuzz_report_holds(summary, path, hp_hash(HP_HASH_BASIS, hp_fuzz_input(data, size)));
    }
    hp_reducer_free(reducer);
    return 0;
}
